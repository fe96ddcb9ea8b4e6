"""Files described by a dataset.toml alone."""

from __future__ import annotations

import json
import tomllib

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casualties import pipeline, raw
from casualties import places as gazetteer
from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import ingest
from casualties.ingest.definition import Definition
from casualties.ingest.table_plan import read_plan

PLAN = """
[columns]
record_id = "id"
date = "day"
place = "town"
best = "dead"
claimant = "by"
[constants]
harm = "killed"
"""
ROWS = "id,day,town,dead,by\n1,2012-02-06,Homs,70,sohr\n2,2012-02-07,Homs,9,lcc\n"


@pytest.fixture
def read(ingested):
    def run(content, plan=PLAN, name="data.csv", **definition):
        return ingested("table", content, name=name, options=tomllib.loads(plan), **definition)

    return run


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def test_a_row_is_a_claim(read):
    result = read(ROWS, source="dw")
    assert told(result.claims, "claim_id", "low", "best", "high", "qualifier", "start", "end", "date_precision", "place_id", "claimant", "publisher") == [
        ["test:1", "70", "70", "70", "exact", "2012-02-06", "2012-02-06", "day", "SYR/Homs", "sohr", "deutsche-welle"],
        ["test:2", "9", "9", "9", "exact", "2012-02-07", "2012-02-07", "day", "SYR/Homs", "lcc", "deutsche-welle"],
    ]
    assert result.claims["raw_ref"].tolist() == ["row 1", "row 2"]
    assert result.findings.empty
    assert result.claims["incident_id"].isna().all()


def as_xlsx(path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Data")
    sheet.append(["A title above the names"])
    sheet.append(["id", "day", "town", "dead", "by"])
    sheet.append([1.0, pd.Timestamp("2012-02-06").to_pydatetime(), "Homs", 70, "sohr"])
    sheet.append([])
    sheet.append([2.0, pd.Timestamp("2012-02-07").to_pydatetime(), "Homs", 9.0, "lcc"])
    book.save(path)
    return path.read_bytes()


RECORDS = [{"id": 1, "day": "2012-02-06", "town": "Homs", "dead": 70, "by": "sohr"}, {"id": 2, "day": "2012-02-07", "town": "Homs", "dead": 9.0, "by": "lcc"}]
FEATURES = [{"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [36.7, 34.7]}} for row in RECORDS]
KEYED = {row["day"]: row for row in RECORDS}


def as_parquet(path):
    pq.write_table(pa.Table.from_pylist([{**row, "day": pd.Timestamp(row["day"]).date(), "dead": int(row["dead"])} for row in RECORDS]), path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "more", "ref"),
    [
        ("data.tsv", ROWS.replace(",", "\t"), "", "row 2"),
        ("data.csv", ROWS.replace(",", ";"), '[read]\nseparator = ";"\n', "row 2"),
        ("data.csv", "a title\n\n" + ROWS, "[read]\nheader = 3\n", "row 2"),
        ("data.csv", ("\ufeff" + ROWS).replace("\n", "\r\n"), "", "row 2"),
        ("data.csv", ROWS.encode("utf-16"), '[read]\nencoding = "utf-16"\n', "row 2"),
        ("data.csv", ROWS.split("\n", 1)[0] + "\n#meta+id,#date,#loc+name,#affected+killed,#meta+source\n" + ROWS.split("\n", 1)[1], "", "row 3"),
        ("data.xlsx", as_xlsx, '[read]\nsheet = "Data"\nheader = 2\n', "row 3"),
        ("data.json", json.dumps(RECORDS), "", "/1"),
        ("data.json", json.dumps({"meta": {}, "data": {"days": RECORDS}}), '[read]\nrecords = "data.days"\n', "/data/days/1"),
        ("data.json", json.dumps(KEYED), "", "/2012-02-07"),
        ("data.jsonl", "\n\n".join(json.dumps(row) for row in RECORDS), "", "line 3"),
        ("data.geojson", json.dumps({"type": "FeatureCollection", "features": FEATURES}), "", "/features/1"),
        ("data.parquet", as_parquet, "", "row 2"),
    ],
)
def test_every_format_makes_the_same_claims(read, tmp_path, name, content, more, ref):
    content = content(tmp_path / name) if callable(content) else content
    claims = read(content, PLAN + more, name).claims
    assert told(claims, "claim_id", "best", "end", "claimant") == [["test:1", "70", "2012-02-06", "sohr"], ["test:2", "9", "2012-02-07", "lcc"]]
    assert claims["raw_ref"].tolist()[1] == ref


def test_columns_may_be_named_by_their_tags(read):
    text = "a,b,c,d\n#meta+id,#date,#adm1 + name,#affected +killed\n1,2012-02-06,Homs,70\n"
    plan = '[columns]\nrecord_id = "#meta+id"\ndate = "#date"\nplace = "#adm1+name"\nbest = "#affected+killed"\n[constants]\nharm = "killed"\n'
    assert told(read(text, plan).claims, "claim_id", "best", "place_id") == [["test:1", "70", "SYR/Homs"]]


@pytest.mark.parametrize(
    ("written", "numbers", "best"),
    [
        ("70.0", "", "70"),
        (" 70 ", "", "70"),
        ('"1,200"', 'thousands = ","', "1200"),
        ("1.200", 'thousands = "."\ndecimal = ","', "1200"),
        ('"70,0"', 'decimal = ","', "70"),
        ("1\u202f200", 'thousands = " "', "1200"),
        ("١٬٢٠٠", "", "1200"),
        ("۷۰", "", "70"),
        ("٧٠٫٠", "", "70"),
    ],
)
def test_numbers_are_read_as_they_are_written(read, written, numbers, best):
    assert told(read(ROWS.replace("70", written), PLAN + f"[numbers]\n{numbers}\n").claims, "best")[0] == [best]


@pytest.mark.parametrize(
    ("old", "new", "more", "rule"),
    [
        (",70,", ',"1,200",', "", "best_is_whole_number"),
        (",70,", ",1.200,", "", "best_is_whole_number"),
        (",70,", ",1.5,", '[numbers]\ndecimal = ","', "best_is_whole_number"),
        (",70,", ",-999,", "", "best_is_whole_number"),
        (",70,", ",1.2E+03,", "", "best_is_whole_number"),
        (",70,", ",many,", "", "best_is_whole_number"),
        (",70,", ",,", "", "figure_given"),
        (",70,", ",-999.0,", '[read]\nmissing = ["-999"]', "figure_given"),
        ("2012-02-06", "0000-00-00", "", "date_not_placeholder"),
        ("2012-02-06", "1970-01-01", "", "date_not_placeholder"),
        ("2012-02-06", "2012-02-30", "", "date_is_day"),
        ("2012-02-06", "", "", "end_given"),
        ("2012-02-06", "05/02/2012", '[dates]\nformats = ["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d"]', "date_is_unambiguous"),
        ("1,2012", "4.8528E+04,2012", "", "record_id_not_scientific"),
        ("1,2012", ",2012", "", "record_id_given"),
        ("1,2012", "2,2012", "", "claim_id_unique"),
        ("Homs,70", "x" * 20_001 + ",70", "", "text_not_too_long"),
    ],
)
def test_a_bad_row_is_a_reject_by_name(read, old, new, more, rule):
    result = read(ROWS.replace(old, new, 1), f"{PLAN}{more}\n")
    assert result.rejects["reasons"].tolist() == [rule]
    assert (result.read, len(result.claims)) == (2, 1)
    assert len(result.rejects["row"][0]) < 2000


def test_a_day_from_1970_is_read_where_the_definition_says_so(read):
    claims = read(ROWS.replace("2012-02-06", "1970-01-01"), PLAN + "[dates]\nplaceholders = []\n").claims
    assert claims["end"][0] == pd.Timestamp("1970-01-01")


@pytest.mark.parametrize(
    ("written", "form", "start", "end", "precision"),
    [
        ("06.02.2012", "%d.%m.%Y", "2012-02-06", "2012-02-06", "day"),
        ("6 Feb 2012", "%d %b %Y", "2012-02-06", "2012-02-06", "day"),
        ("٠٦/٠٢/٢٠١٢", "%d/%m/%Y", "2012-02-06", "2012-02-06", "day"),
        ("2012-02-06 00:00:00.000", "%Y-%m-%d", "2012-02-06", "2012-02-06", "day"),
        ("40945", "serial", "2012-02-06", "2012-02-06", "day"),
        ("1328486400", "unix", "2012-02-06", "2012-02-06", "day"),
        ("2012-02", "%Y-%m", "2012-02-01", "2012-02-29", "month"),
        ("2012", "%Y", "2012-01-01", "2012-12-31", "year"),
    ],
)
def test_days_are_read_in_the_formats_told(read, written, form, start, end, precision):
    claims = read(ROWS.replace("2012-02-06", written), f'{PLAN}[dates]\nformats = ["{form}", "%Y-%m-%d"]\n').claims
    assert told(claims, "start", "end", "date_precision")[0] == [start, end, precision]


def test_year_month_and_day_may_have_columns_of_their_own(read):
    text = "id,y,m,d,n\n1,2012,2,6,3\n2,2012,02.0,,4\n3,2012,,,5\n4,2012,13,1,6\n"
    plan = '[columns]\nrecord_id = "id"\nyear = "y"\nmonth = "m"\nday = "d"\nbest = "n"\n[constants]\nharm = "killed"\nplace_id = "SYR"\n'
    result = read(text, plan)
    assert told(result.claims, "start", "end", "date_precision") == [
        ["2012-02-06", "2012-02-06", "day"],
        ["2012-02-01", "2012-02-29", "month"],
        ["2012-01-01", "2012-12-31", "year"],
    ]
    assert result.rejects["reasons"].tolist() == ["date_is_day"]


def test_codes_become_our_words_and_unknown_ones_are_found(read):
    text = "id,day,n,what,sure\n1,2012-02-06,3,01,A\n2,2012-02-06,4,2.0,B\n3,2012-02-06,5,7,C\n"
    plan = '[columns]\nrecord_id = "id"\ndate = "day"\nbest = "n"\nharm = "what"\ngrade = "sure"\n[constants]\nplace_id = "SYR"\n'
    plan += '[codes.harm]\n1 = "killed"\n2 = "injured"\n[codes.grade]\nA = "confirmed"\n"*" = "weak"\n'
    result = read(text, plan)
    assert told(result.claims, "harm", "grade") == [["killed", "confirmed"], ["injured", "weak"]]
    assert result.rejects["reasons"].tolist() == ["harm_known"]
    assert any("options.codes.harm" in message for message in result.findings["message"])


@pytest.mark.parametrize(
    ("qualifier", "figures"),
    [("exact", (7, 7, 7)), ("at_least", (7, 7, None)), ("more_than", (7, 7, None)), ("about", (None, 7, None)), ("up_to", (None, None, 7))],
)
def test_a_hedge_in_a_column_of_its_own_is_kept(read, qualifier, figures):
    text = f"id,day,n,hedge\n1,2012-02-06,7,{qualifier}\n"
    plan = '[columns]\nrecord_id = "id"\ndate = "day"\nbest = "n"\nqualifier = "hedge"\n[constants]\nharm = "killed"\nplace_id = "SYR"\n'
    row = read(text, plan).claims.iloc[0]
    assert tuple(None if pd.isna(row[name]) else row[name] for name in ("low", "best", "high")) == figures


def test_bounds_and_words(read):
    plan = '[columns]\nrecord_id = "id"\ndate = "day"\nlow = "a"\nbest = "b"\nhigh = "c"\n[constants]\nharm = "killed"\nplace_id = "SYR"\n'
    text = "id,day,a,b,c\n1,2012-02-06,3,,5\n2,2012-02-06,3,4,5\n3,2012-02-06,9,4,5\n4,2012-02-06,5,,5\n"
    result = read(text, plan)
    assert told(result.claims, "qualifier", "low", "best", "high") == [
        ["between", "3", "-", "5"],
        ["coded", "3", "4", "5"],
        ["coded", "-", "4", "5"],
        ["exact", "5", "5", "5"],
    ]
    assert result.findings["kind"].tolist() == ["bounds inconsistent"]
    assert "stated low 9, best 4, high 5" in result.claims["note"][2]
    hand = read(text, plan + 'qualifier = "between"\n')
    assert hand.rejects["reasons"].tolist() == ["figures_in_order"]
    words = read("id,day,said\n1,2012-02-06,at least nine\n2,2012-02-06,quite a few\n", plan.replace('low = "a"\nbest = "b"\nhigh = "c"', 'figure = "said"'))
    assert told(words.claims, "qualifier", "low", "high", "stated") == [["at_least", "9", "-", "at least nine"]]
    assert words.rejects["reasons"].tolist() == ["figure_is_figure"]


# One province a row, several figures a day: the layout of daily bulletins.
BULLETIN = "date,province,killed,of_children,injured_total\n2012-02-06,Homs,7,2,\n2012-02-06,Idlib,0,0,4\n2012-02-07,Homs,,,\n"
BULLETIN_PLAN = """
[columns]
date = "date"
adm_1 = "province"
[constants]
country = "Syria"
claimant = "sohr"
[[figures]]
best = "killed"
harm = "killed"
facet = "killed"
[[figures]]
best = "of_children"
harm = "killed"
victims = "children"
facet = "children"
part_of = "killed"
skip_zero = true
[[figures]]
best = "injured_total"
harm = "injured"
facet = "injured"
"""


def test_a_daily_file_by_province_with_several_figures(read):
    result = read(BULLETIN, BULLETIN_PLAN)
    claims = result.claims
    assert told(claims, "harm", "victims", "best", "place_id", "place_precision") == [
        ["killed", "all", "7", "SYR/Homs", "admin1"],
        ["killed", "children", "2", "SYR/Homs", "admin1"],
        ["killed", "all", "0", "SYR/Idlib", "admin1"],
        ["injured", "all", "4", "SYR/Idlib", "admin1"],
    ]
    assert claims["part_of"].tolist()[1] == claims["claim_id"].tolist()[0]
    assert set(result.findings["kind"]) == {"no figure", "keys made"}
    assert result.places["place_id"].tolist() == ["SYR/Idlib"]


def test_made_keys_stay_when_a_figure_is_mended_and_doubles_are_refused(read):
    before = read(BULLETIN, BULLETIN_PLAN).claims
    after = read(BULLETIN.replace("Homs,7", "Homs,8"), BULLETIN_PLAN).claims
    assert after["claim_id"].tolist() == before["claim_id"].tolist()
    assert after["best"].tolist() != before["best"].tolist()
    double = read(BULLETIN + "2012-02-06,Homs,7,2,\n2012-02-06,Homs,9,,\n", BULLETIN_PLAN)
    assert double.rejects["reasons"].tolist() == ["claim_id_unique"] * 2
    assert double.claims["claim_id"].iloc[-1].count("-2:") == 1


def test_one_column_a_province(read):
    text = "date,Homs,Idlib,total\n2012-02-06,7,,7\n2012-02-07,3,-999,3\n"
    plan = '[columns]\ndate = "date"\n[constants]\nharm = "killed"\ncountry = "Syria"\ncounting = "cumulative"\n'
    plan += '[read]\nmissing = ["-999"]\n[wide]\ninto = "adm_1"\n'
    for columns in ('columns = ["Homs", "Idlib"]', 'pattern = "[HI].*"'):
        claims = read(text, plan + columns).claims
        assert told(claims, "place_id", "best", "end", "counting") == [
            ["SYR/Homs", "7", "2012-02-06", "cumulative"],
            ["SYR/Homs", "3", "2012-02-07", "cumulative"],
        ]
    coded = read(
        "date,f,m\n2012-02-06,2,5\n",
        '[columns]\ndate = "date"\n[constants]\nharm = "killed"\nplace_id = "SYR"\n[wide]\ninto = "victims"\ncolumns = ["f", "m"]\n[codes.wide]\nf = "women"\nm = "men"\n',
    )
    assert told(coded.claims, "victims", "best") == [["women", "2"], ["men", "5"]]


def test_rows_that_are_persons_are_counted_and_their_names_are_never_read(read):
    # the layout of lists of peacekeepers: one row a death
    text = "date,mission,country,kind,name\n2012-02-06,A,Syria,Accident,NN1\n2012-02-06,A,Syria,Accident,NN2\n2012-02-06,B,Syria,Malicious,NN3\n,B,Syria,Illness,NN4\n"
    plan = 'rows = "persons"\n[columns]\ndate = "date"\nnote = "mission"\ncountry = "country"\ncause = "kind"\n[constants]\nharm = "killed"\nvictims = "security_forces"\ncounting = "incident"\n'
    result = read(text, plan)
    assert told(result.claims, "best", "cause", "raw_ref") == [["2", "Accident", "row 1 and 1 more"], ["1", "Malicious", "row 3"]]
    assert result.rejects["reasons"].tolist() == ["end_given"]
    stored = result.claims.to_csv() + result.rejects.to_csv() + result.findings.to_csv()
    assert "NN" not in stored


def test_nested_lists_of_sources(read):
    rows = [{"id": 1, "day": "2012-02-06", "n": 3, "src": [{"who": "A paper", "on": "2012-02-07", "headline": "words"}, {"who": "B; wire", "on": None}]}]
    plan = '[columns]\nrecord_id = "id"\ndate = "day"\nbest = "n"\n[constants]\nharm = "killed"\nplace_id = "SYR"\n[sources]\ncolumn = "src"\nname = ["who", "on"]\n'
    assert read(json.dumps(rows), plan, "data.json").claims["reported_by"].tolist() == ["A paper 2012-02-07; B, wire"]
    flat = read('id,day,n,src\n1,2012-02-06,3,"REU 01 Jan, CNN 02 Jan, REU 01 Jan"\n', plan.replace('name = ["who", "on"]', 'separator = ","'))
    assert flat.claims["reported_by"].tolist() == ["REU 01 Jan; CNN 02 Jan"]


def test_paths_lead_into_objects_and_several_columns_make_one(read):
    rows = [{"a": "x", "b": 1, "when": {"day": "2012-02-06"}, "where": {"town": None, "area": "Homs"}, "n": [3, 4]}]
    plan = '[columns]\nrecord_id = ["a", "b"]\ndate = "when.day"\nplace = ["where.town", "where.area"]\nbest = "n.1"\n[constants]\nharm = "killed"\n'
    assert told(read(json.dumps(rows), plan, "data.json").claims, "record_id", "end", "place_id", "best") == [["x-1", "2012-02-06", "SYR/Homs", "4"]]


def test_rows_are_chosen_and_the_choice_is_told(read):
    result = read(ROWS + "3,2012-02-08,Homs,5,lcc\n", PLAN + '[only]\nby = ["lcc"]\n[without]\nid = ["3"]\n')
    assert result.claims["record_id"].tolist() == ["2"]
    assert "2 rows were left out" in result.findings["message"][0]


def test_a_running_total_and_its_publication(read):
    plan = '[columns]\nrecord_id = "day"\nend = "day"\npublished_at = "day"\nbest = "n"\n[constants]\nharm = "casualties"\nvictims = "combatants"\ncounting = "cumulative"\nstart = 2022-02-24\nclaimant = "ukraine-general-staff"\nplace_id = "SYR"\n'
    claims = read("day,n\n2022-02-24,800\n2022-02-25,2800\n", plan).claims
    assert told(claims, "start", "end", "date_precision") == [["2022-02-24", "2022-02-24", "day"], ["2022-02-24", "2022-02-25", "days"]]
    assert claims["published_at"][1] == pd.Timestamp("2022-02-25 23:59:59", tz="UTC")
    assert claims["is_interested"].all()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[columns]", "[colums]", ("options.colums", "'columns'")),
        ('date = "day"', 'dates = "day"', ("options.columns.dates", "'date'")),
        ('date = "day"', "date = 3", ("options.columns.date",)),
        ('harm = "killed"', 'harm = "kiled"', ("options.constants.harm", "Write killed")),
        ('harm = "killed"', 'harm = "killed"\nstart = "yesterday"', ("options.constants.start", "YYYY-MM-DD")),
        ('harm = "killed"', 'harm = "killed"\nversion = 3', ("options.constants.version",)),
        ('harm = "killed"', "", ("options.constants.harm is missing",)),
        ('best = "dead"', "", ("no figure", "options.columns.best")),
        ('date = "day"', "", ("options.columns.end is missing",)),
        ('place = "town"', 'adm_1 = "town"', ("options.columns.adm_1", "country")),
        ('place = "town"', 'country = "town"\nplace_id = "by"', ("options.columns.country", "place_id")),
        ("[constants]", '[read]\nformat = "doc"\n[constants]', ("options.read.format", "csv")),
        ("[constants]", '[read]\nseparator = ";;"\n[constants]', ("options.read.separator",)),
        ("[constants]", "[read]\nheader = 0\n[constants]", ("options.read.header",)),
        ("[constants]", '[codes.harm]\nA = "kild"\n[constants]', ("options.codes.harm.A", "Write killed")),
        ("[constants]", '[codes]\nharm = "x"\n[constants]', ("options.codes.harm is not a table",)),
        ("[constants]", '[wide]\ninto = "nowhere"\ncolumns = ["a"]\n[constants]', ("options.wide.into",)),
        ("[constants]", '[sources]\nname = "who"\n[constants]', ("options.sources.column",)),
        ("[constants]", '[numbers]\nthousand = ","\n[constants]', ("options.numbers.thousand", "'thousands'")),
        ('harm = "killed"', 'harm = "killed"\n[[figures]]\nbest = "x"', ("options.columns.best", "figures")),
    ],
)
def test_a_wrong_definition_names_the_key(old, new, said):
    with pytest.raises(UsageError) as caught:
        read_plan(Definition("test", "A test", "table", options=tomllib.loads(PLAN.replace(old, new, 1))))
    assert all(text in str(caught.value) for text in ("test/dataset.toml", *said))


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ('[[figures]]\nharm = "killed"', "options.figures[1] has no figure"),
        ('[[figures]]\nbest = "a"\nharm = "x"', "options.figures[1].harm"),
        ('[[figures]]\nbest = "a"\n[[figures]]\nbest = "b"\nfacet = "a"', "options.figures[1].facet"),
        ('[[figures]]\nbest = "a"\npart_of = "all"', "options.figures[1].part_of"),
        ('[[figures]]\nbest = "a"\nskip_zero = 1', "options.figures[1].skip_zero"),
        ('[[figures]]\nbest = "a"\nfacets = "x"', "'facet'"),
    ],
)
def test_a_wrong_figure_names_the_key(figures, said):
    plan = PLAN.replace('best = "dead"\n', "") + figures
    with pytest.raises(UsageError) as caught:
        read_plan(Definition("test", "A test", "table", options=tomllib.loads(plan)))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "more", "error", "said"),
    [
        ("data.csv", "", "", DataError, "empty"),
        ("data.csv", ROWS.replace("dead", "deads"), "", SourceError, "'deads', which may be its new name"),
        ("data.csv", ROWS.replace("dead", "deads"), "", SourceError, "options.columns.best"),
        ("data.csv", ROWS.replace("by\n", "id\n"), "", DataError, "there twice"),
        ("data.csv", ROWS.replace(",", ";"), "", DataError, 'options.read.separator = ";"'),
        ("data.csv", ROWS.encode("utf-16"), "", DataError, 'options.read.encoding = "utf-16"'),
        ("data.csv", ROWS.replace("Homs", "Alpé").encode("latin-1"), "", DataError, "line 2"),
        ("data.csv", ROWS.replace("Homs", "Alpé").encode("latin-1"), "", DataError, 'options.read.encoding = "cp1252"'),
        ("data.csv", ROWS.replace("Homs", "Alpé"), '[read]\nencoding = "ascii"', DataError, "options.read.encoding"),
        ("data.csv", ROWS, '[read]\nencoding = "utf-9"', UsageError, "options.read.encoding"),
        ("data.csv", ROWS[:-7], "", DataError, "cut off"),
        ("data.csv", ROWS + '3,2012-02-08,"open', "", DataError, "cut off"),
        ("data.csv", ROWS.replace("Homs,70", "Homs,Syria,70"), "", DataError, "a row has 6 fields"),
        ("data.json", json.dumps(RECORDS)[:-9], "", DataError, "line 1, column"),
        ("data.json", '{"a": 3}', "", SourceError, "options.read.records"),
        ("data.json", json.dumps({"dayz": RECORDS}), '[read]\nrecords = "days"', SourceError, "It has: dayz"),
        ("data.json", json.dumps({"a": RECORDS, "b": RECORDS}), "", UsageError, "They are: a, b"),
        ("data.jsonl", '{"id": 1}\n{"id"', "", DataError, "line 2"),
        ("data.xlsx", b"PK\x03\x04 no workbook", "", DataError, "workbook"),
        ("data.parquet", b"PAR1 no more", "", DataError, "Parquet"),
        ("data.doc", ROWS, "", UsageError, "options.read.format"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(read, name, content, more, error, said):
    with pytest.raises(error) as caught:
        read(content, f"{PLAN}{more}\n", name)
    assert said in str(caught.value)
    assert name in str(caught.value)


def test_another_encoding_is_read_when_told(read):
    text = ROWS.replace("sohr", "Alpé")
    for encoding in ("latin-1", "cp1252", "utf-16-le"):
        assert read(text.encode(encoding), f'{PLAN}[read]\nencoding = "{encoding}"\n').claims["claimant"][0] == "Alpé"


def test_line_breaks_in_text_and_a_cell_of_ten_megabytes_not_named_harm_nothing(read):
    text = ROWS.replace("by\n", "by,more\n").replace("sohr\n", "sohr," + "x" * 10_000_000 + "\n").replace("lcc\n", '"l\nc""c","two\nlines"\n')
    result = read(text)
    assert len(result.claims) == 2
    assert result.claims["claimant_stated"].fillna(result.claims["claimant"]).tolist()[1] == 'l c"c'


def test_a_bad_file_changes_nothing_and_is_exit_3(tmp_path):
    home = tmp_path / "datasets" / "daily"
    home.mkdir(parents=True)
    lines = PLAN.replace("[", "[options.")
    (home / "dataset.toml").write_text(f'title = "Daily"\ningestor = "table"\nraw = ["data.csv"]\n{lines}')
    (home / "data.csv").write_text(ROWS)
    (run,) = pipeline.ingest(tmp_path).to_dict("records")
    assert (run["exit_code"], run["claims"]) == (0, 2), run["message"]
    stored = tmp_path / "datasets" / "tables" / "claims" / "daily.parquet"
    before = stored.read_bytes()
    (home / "data.csv").write_text(ROWS[:-7])
    (run,) = pipeline.ingest(tmp_path).to_dict("records")
    assert run["exit_code"] == 3
    assert stored.read_bytes() == before
    (home / "data.csv").write_text(ROWS.replace("dead", "fatal"))
    (run,) = pipeline.ingest(tmp_path).to_dict("records")
    assert run["exit_code"] == 4
    assert stored.read_bytes() == before


STAFF = """
[constants]
harm = "casualties"
victims = "combatants"
counting = "cumulative"
start = 2022-02-24
claimant = "ukraine-general-staff"
place_id = "UKR"
"""
UKRAINE = {
    "orc_losses.json": ('[columns]\nrecord_id = "date"\nend = "date"\nbest = "personnel"\nurl = "sourceUri"\n', 1449, 0),
    "russia_losses.csv": ('[columns]\nrecord_id = "date"\nend = "date"\nbest = "personnel"\n', 1641, 0),
    "russia_losses_personnel.json": (
        '[columns]\nrecord_id = "date"\nend = "date"\nbest = "personnel"\nqualifier = "personnel*"\n[codes.qualifier]\nmore = "more_than"\n',
        1626,
        0,
    ),
    # 137 of its days say when the row was written, not which day it is of
    "andriilive_db.json": (
        '[read]\nrecords = "days"\n[dates]\nformats = ["%Y-%m-%dT%H:%M:%S.%fZ"]\n[columns]\nrecord_id = "id"\nend = "created_at"\nbest = "militaryPersonnel"\n',
        1502,
        137,
    ),
}


@pytest.mark.parametrize("name", UKRAINE)
def test_the_four_transmitters_of_one_claimant(shared, sources, name):
    plan, kept, rejected = UKRAINE[name]
    folder = shared / "data" / "ukraine"
    definition = Definition("losses", "Losses", "table", raw=(name,), options=tomllib.loads(plan + STAFF))
    result = ingest(definition, raw.find(folder, (name,)), sources, gazetteer.load(["UKR"]))
    assert (len(result.claims), len(result.rejects)) == (kept, rejected)
    assert set(result.claims["claimant"]) == {"ukraine-general-staff"}
    assert result.claims["is_interested"].all()
    # two of the four swapped two digits
    assert result.claims.set_index("end")["best"]["2025-05-09"] in (963_270, 963_720)


def test_the_aid_worker_file(shared, sources):
    plan = """
[columns]
record_id = "Incident ID"
year = "Year"
month = "Month"
day = "Day"
country = "Country"
adm_1 = "Region"
adm_2 = "District"
place = ["City", "District", "Region"]
lat = "Latitude"
lon = "Longitude"
[constants]
victims = "aid_workers"
counting = "incident"
claimant = "awsd"
[[figures]]
best = "Total killed"
harm = "killed"
facet = "killed"
[[figures]]
best = "Nationals killed"
harm = "killed"
scope = "part"
facet = "nationals"
part_of = "killed"
skip_zero = true
"""
    name = "AWSD_AF_security_incidents.csv"
    rows = pd.read_csv(shared / "data" / "hxl" / name)
    definition = Definition("aid", "Aid workers", "table", raw=(name,), options=tomllib.loads(plan))
    result = ingest(definition, raw.find(shared / "data" / "hxl", (name,)), sources, gazetteer.load(["AFG"]))
    whole = result.claims[result.claims["scope"] == "whole"]
    assert (len(whole), len(result.rejects)) == (617, 0)
    assert whole["best"].sum() == rows["Total killed"].sum()
    assert (whole["date_precision"] == "month").sum() == 36
    assert result.claims["part_of"].notna().sum() == (rows["Nationals killed"] > 0).sum()
    assert whole["lat"].isna().sum() == rows["Latitude"].isna().sum()
    assert (whole["incident_id"] == whole["record_id"]).all()


def test_the_explosive_weapons_file(shared, sources):
    plan = """
[columns]
record_id = "SiND Event ID"
date = "#date"
country = "#country+iso"
adm_1 = "Admin 1"
[constants]
harm = "killed"
counting = "incident"
claimant = "insecurity-insight"
[[figures]]
best = "#affected aidworker +killed"
victims = "aid_workers"
[[figures]]
best = "Health Workers Killed"
victims = "medics"
"""
    name = "explosive-weapons-monitor-2020-2023.xlsx"
    definition = Definition("ewm", "Explosive weapons", "table", raw=(name,), options=tomllib.loads(plan))
    result = ingest(definition, raw.find(shared / "data" / "hxl", (name,)), sources, gazetteer.load(["UKR", "MMR", "SYR"]))
    rows = pd.read_excel(shared / "data" / "hxl" / name, skiprows=[1], engine="openpyxl")
    sums = result.claims.groupby("victims")["best"].sum().to_dict()
    assert sums == {"aid_workers": rows["Aid Workers Killed"].sum(), "medics": rows["Health Workers Killed"].sum()}
    assert len(result.rejects) == 0
