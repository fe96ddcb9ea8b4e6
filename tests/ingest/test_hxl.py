"""Files with HXL tags: the tags alone decide."""

from __future__ import annotations

import tomllib

import pandas as pd
import pytest

from casualties import pipeline, raw
from casualties import places as gazetteer
from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import ingest
from casualties.ingest.definition import Definition
from casualties.ingest.hxl_tags import Tag, count, target, victims

NAMES = "Day,Land,Area,Dead,Hurt women,From,Link,Sector\n"
TAGS = "#date+occurred,#country,#adm1+name,#affected+killed,#affected+injured+f,#meta+source,#meta+url,#sector\n"
ROWS = "2012-02-06,Syria,Homs,70,3,SOHR,https://example.org/1,Health\n2012-02-07,Syria,Homs,9,,SOHR,https://example.org/2,\n"


@pytest.fixture
def read(ingested):
    def run(content, name="data.csv", options=""):
        return ingested("hxl", content, name=name, options=tomllib.loads(options))

    return run


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def as_xlsx(path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Notes on the data"])
    sheet = book.create_sheet("Data")
    for line in ("A title\n" + NAMES + TAGS + ROWS).splitlines():
        sheet.append(line.split(","))
    book.save(path)
    return path.read_bytes()


WHAT = "claim_id", "harm", "victims", "best", "end", "place_id", "claimant", "url"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data.csv", NAMES + TAGS + ROWS),
        ("data.csv", TAGS + ROWS),
        ("data.csv", 'A title,,,,,,,\n"two\nlines",,,,,,,\n' + NAMES + NAMES + TAGS + ROWS),
        ("data.csv", "A title\n" + NAMES + TAGS + ROWS),
        ("data.csv", ("\ufeff" + NAMES + TAGS + ROWS).replace("\n", "\r\n")),
        ("data.csv", NAMES + TAGS.upper().replace("+", " + ") + ROWS),
        ("data.tsv", (NAMES + TAGS + ROWS).replace(",", "\t")),
        ("data.xlsx", as_xlsx),
    ],
    ids=["below the names", "first row", "below more rows", "below a short title", "bom and crlf", "capitals and blanks", "tsv", "second sheet"],
)
def test_the_row_of_tags_is_found_wherever_it_stands(read, tmp_path, name, content):
    result = read(content(tmp_path / name) if callable(content) else content, name)
    assert [row[1:] for row in told(result.claims, *WHAT)] == [
        ["injured", "women", "3", "2012-02-06", "SYR/Homs", "sohr", "https://example.org/1"],
        ["killed", "all", "70", "2012-02-06", "SYR/Homs", "sohr", "https://example.org/1"],
        ["killed", "all", "9", "2012-02-07", "SYR/Homs", "sohr", "https://example.org/2"],
    ]
    assert result.claims["raw_ref"].tolist() == ["row 1", "row 1", "row 2"]
    assert result.findings["message"].tolist()[0].startswith("These tags were not read: #sector.")


def test_names_of_columns_say_nothing(read):
    claims = read("Hurt,Born,Other,Dead children\n#affected+killed,#date,#country,#affected+injured\n3,2012-02-06,Syria,4\n").claims
    assert told(claims, "harm", "victims", "best") == [["injured", "all", "4"], ["killed", "all", "3"]]


def test_sexes_and_ages_are_parts_of_the_total_never_added(read):
    text = "#date,#country,#affected+killed,#affected+killed+f,#affected+killed+m+children,#affected+killed+children,#affected+killed+f+adults\n2012-02-06,Syria,10,6,2,3,5\n"
    claims = read(text).claims
    ends = claims["claim_id"].str.rpartition(":")[2]
    parts = dict(zip(ends, claims["part_of"].str.rpartition(":")[2].fillna("-"), strict=True))
    assert parts == {
        "killed": "-",
        "killed-children": "killed",
        "killed-f": "killed",
        "killed-adults-f": "killed-f",
        "killed-children-m": "killed-children",
    }
    assert told(claims.assign(end_=ends), "end_", "victims", "scope", "best") == [
        ["killed", "all", "whole", "10"],
        ["killed-children", "children", "whole", "3"],
        ["killed-f", "women", "part", "6"],  # girls are among them
        ["killed-adults-f", "women", "whole", "5"],
        ["killed-children-m", "children", "part", "2"],
    ]


def test_the_day_counts_the_total_once(tmp_path):
    import casualties as cas

    home = tmp_path / "datasets" / "tagged"
    home.mkdir(parents=True)
    # the least a definition can be
    (home / "dataset.toml").write_text('title = "T"\ningestor = "hxl"\nraw = ["data.csv"]\n[options.constants]\nclaimant = "sohr"\n')
    (home / "data.csv").write_text("#date,#country,#adm1,#affected+killed,#affected+killed+f,#affected+killed+children\n2012-02-06,Syria,Homs,10,6,3\n")
    (run,) = pipeline.ingest(tmp_path).to_dict("records")
    assert (run["exit_code"], run["claims"]) == (0, 3), run["message"]
    (row,) = cas.series(tmp_path, place="SYR/Homs", claimant="sohr", start="2012-02-06", end="2012-02-06").to_dict("records")
    assert (row["low"], row["best"], row["high"]) == (10, 10, 10)


@pytest.mark.parametrize(
    ("tag", "harm", "who", "bound"),
    [
        ("#affected+killed", "killed", "", "best"),
        ("#affected +killed +num", "killed", "", "best"),
        ("#AFFECTED+Injured+F", "injured", "f", "best"),
        ("#affected+killed+m+children", "killed", "children m", "best"),
        ("#affected+girls+killed", "killed", "children f", "best"),
        ("#affected+women+killed", "killed", "adults f", "best"),
        ("#affected aidworker +killed", "killed", "aid_workers", "best"),
        ("#affected+killed+civilian+min", "killed", "civilians", "low"),
        ("#affected+missing+max", "missing", "", "high"),
        ("#affected+killed+injured", "casualties", "", "best"),
        ("#impact+displaced", "displaced", "", "best"),
        ("#affected+teacher+killed", "killed", "civilians", "best"),  # explained by the definition
    ],
)
def test_attributes_decide_harm_and_kind(tag, harm, who, bound):
    found = count(Tag.of(tag), {"teacher": "civilians"})
    assert (found.harm, found.who, found.bound) == (harm, frozenset(who.split()), bound)


@pytest.mark.parametrize(
    "tag",
    [
        "#affected",
        "#affected+f",
        "#affected+killed+pct",
        "#affected+killed+households",
        "#affected+student+killed",
        "#affected+killed+displaced",
        "#inneed+killed",
    ],
)
def test_what_is_not_known_to_be_persons_of_one_harm_is_not_counted(tag):
    assert count(Tag.of(tag), {}) is None


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ("#date+occurred", "date"),
        ("#date", "date"),
        ("#date+start", "start"),
        ("#date+end", "end"),
        ("#date+reported", "published_at"),
        ("#date+updated", None),
        ("#adm1+name", "adm_1"),
        ("#adm2+code", "adm_2"),
        ("#adm1+name+en", "adm_1"),
        ("#country", "country"),
        ("#country +iso3", "country"),
        ("#country+code+v_iso3", "country"),
        ("#geo+lat", "lat"),
        ("#geo+lon", "lon"),
        ("#loc+name", "place"),
        ("#loc+type", None),
        ("#meta+source", "source"),
        ("#meta+url", "url"),
        ("#event+id", "record_id"),
        ("#actor+id", None),
        ("#group +perp +name", "attributed_to"),
        ("#group+name+first", None),
        ("#org+name", None),
        ("#status", None),
    ],
)
def test_tags_decide_what_a_column_is(tag, word):
    assert target(Tag.of(tag)) == word


def test_a_tag_is_a_tag():
    assert str(Tag.of(" #Affected + killed +F ")) == "#affected+killed+f"
    assert [Tag.of(cell) for cell in ("", "affected", "#", "#1", "# Data of X")] == [None] * 5


@pytest.mark.parametrize(
    ("who", "ages", "kind"),
    [
        ("", False, ("all", True)),
        ("f", False, ("women", True)),
        ("f", True, ("women", False)),
        ("f adults", True, ("women", True)),
        ("m adults", True, ("men", True)),
        ("children", True, ("children", True)),
        ("infants", True, ("children", False)),
        ("children m", True, ("children", False)),
        ("adults", True, ("all", False)),
        ("elderly f", False, ("women", False)),
        ("medics", False, ("medics", True)),
        ("medics f", False, ("medics", False)),
    ],
)
def test_kinds_of_victims(who, ages, kind):
    assert victims(frozenset(who.split()), ages=ages) == kind


def test_spans_bounds_coordinates_and_keys(read):
    text = (
        "#event+id,#date+start,#date+end,#date+year,#country+name,#country+code,#adm1,#adm2+code,#geo+lat,#geo+lon,#affected+killed+min,#affected+killed+max\n"
        "E1,2012-02-06,2012-02-08,2012,Syrian Arab Rep,SYR,Homs,SY0401,34.7,36.7,3,5\n"
    )
    (row,) = read(text).claims.to_dict("records")
    assert (row["claim_id"], row["incident_id"], row["counting"], row["qualifier"]) == ("test:E1:killed", "E1", "incident", "between")
    assert (str(row["start"].date()), str(row["end"].date()), row["low"], row["high"]) == ("2012-02-06", "2012-02-08", 3, 5)
    assert (row["place_id"], row["place_precision"], row["lat"], row["lon"]) == ("SYR/Homs/SY0401", "admin2", 34.7, 36.7)


def test_a_running_total_has_no_first_day_unless_told(read):
    text = "#date,#country,#affected+killed+cumulative,#affected+killed\n2012-02-06,Syria,100,4\n"
    kinds = ("counting", "start", "best", "date_precision")
    assert told(read(text).claims, *kinds) == [["period", "2012-02-06", "4", "day"], ["cumulative", "-", "100", "unknown"]]
    told_start = read(text, options="[constants]\nstart = 2012-01-01\n").claims
    assert told(told_start, *kinds)[1] == ["cumulative", "2012-01-01", "100", "days"]


def test_the_source_of_a_row_is_its_claimant_unless_one_is_told(read):
    claims = read(TAGS + ROWS, options='[constants]\nclaimant = "ucdp"\n').claims
    assert (set(claims["claimant"]), set(claims["reported_by"])) == ({"ucdp"}, {"SOHR"})


def test_days_by_year_and_month(read):
    claims = read("#date+year,#date+month,#country,#affected+killed\n2012,2,Syria,4\n").claims
    assert told(claims, "start", "end") == [["2012-02-01", "2012-02-29"]]
    assert told(read("#date,#country,#affected+killed\n2012-02,Syria,4\n").claims, "end", "date_precision") == [["2012-02-29", "month"]]


def test_an_attribute_can_be_explained(read):
    text = "#date,#country,#affected+killed,#affected+killed+teacher,#affected+killed+xyz\n2012-02-06,Syria,4,2,4\n"
    plain = read(text)
    assert plain.claims["best"].tolist() == [4]
    assert "#affected+killed+teacher, #affected+killed+xyz" in plain.findings["message"][0]
    assert told(read(text, options='[attributes]\nteacher = "civilians"\n').claims, "victims", "best") == [["all", "4"], ["civilians", "2"]]


def test_rows_are_chosen_by_tag(read):
    assert read(TAGS + ROWS, options='[only]\n"#sector" = ["Health"]\n').claims["end"].astype("str").unique().tolist() == ["2012-02-06"]


def test_rows_that_differ_in_a_column_without_a_tag_are_two_and_are_told(read):
    text = "what,#date,#country,#affected+killed\n"
    rows = "a,2012-02-06,Syria,4\nb,2012-02-06,Syria,4\n"
    result = read(text.replace("what", "") + rows)
    assert (len(result.claims), len(result.rejects)) == (2, 0)
    (found,) = result.findings[result.findings["kind"] == "rows of one day and place"].to_dict("records")
    assert "1 rows are of the day and place" in found["message"]
    assert read(text.replace("what", "") + rows.replace("b,", "a,")).rejects["reasons"].tolist() == ["claim_id_unique"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (",70,", ",many,", "best_is_whole_number"),
        (",70,", ',"1,200",', "best_is_whole_number"),
        ("2012-02-06", "0000-00-00", "date_not_placeholder"),
        ("2012-02-06", "06/02/2012", "date_is_day"),
    ],
)
def test_a_bad_row_is_a_reject_by_name(read, old, new, rule):
    assert set(read(TAGS + ROWS.replace(old, new)).rejects["reasons"]) == {rule}


@pytest.mark.parametrize(
    ("content", "options", "error", "said"),
    [
        (NAMES + ROWS, "", SourceError, "no row of HXL tags"),
        (NAMES + ROWS, "", SourceError, 'ingestor = "table"'),
        (NAMES + ROWS, "", SourceError, "Add a row such as"),
        ((TAGS + ROWS).replace(",", ";"), "", DataError, "options.read.separator"),
        ("", "", DataError, "empty"),
        ((TAGS + ROWS)[:-30], "", DataError, "cut off"),
        (TAGS.replace("killed", "x").replace("injured", "x") + ROWS, "", SourceError, "The file has: #date+occurred"),
        (TAGS.replace("#date+occurred", "") + ROWS, "", SourceError, "no tag says of which day"),
        (TAGS.replace("#affected+injured+f", "#affected +killed") + ROWS, "", DataError, "two columns have the tag #affected+killed"),
        (TAGS.replace("#country", "") + ROWS, "", UsageError, "options.constants.country"),
        (TAGS + ROWS, '[columns]\nbest = "Dead"\n', UsageError, "unknown key options.columns"),
        (TAGS + ROWS, '[attributes]\nteacher = "teachers"\n', UsageError, "options.attributes.teacher"),
        (TAGS + ROWS, "[read]\nheader = 2\n", UsageError, "options.read.header"),
        (TAGS + ROWS, '[only]\n"#sectr" = ["x"]\n', SourceError, "#sectr"),
        (TAGS + ROWS, '[constants]\nharm = "killd"\n', UsageError, "options.constants.harm"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(read, content, options, error, said):
    with pytest.raises(error) as caught:
        read(content, options=options)
    assert said in str(caught.value)


def test_json_is_refused(read):
    with pytest.raises(UsageError, match='ingestor = "table"'):
        read("[]", "data.json")


def read_real(path, sources, claimant, countries):
    definition = Definition("real", "Real", "hxl", raw=(path.name,), options={"constants": {"claimant": claimant}})
    return ingest(definition, raw.find(path.parent, (path.name,)), sources, gazetteer.load(countries))


def test_the_events_of_bangladesh(shared, sources):
    path = shared / "data" / "ucdp" / "ged_bangladesh_hxl.csv"
    result = read_real(path, sources, "ucdp", ["BGD"])
    rows = pd.read_csv(path, skiprows=[1])
    assert (len(result.claims), len(result.rejects)) == (len(rows), 0)
    assert result.claims["best"].sum() == rows["best"].sum()
    assert result.claims["place_id"].str.startswith("BGD").all()
    assert "rows of one day and place" in set(result.findings["kind"])
    (ignored,) = result.findings.loc[result.findings["kind"] == "tags not read", "message"]
    assert "#date+year, #group+name+first, #group+name+second, #description, #region+name" in ignored


def test_the_explosive_weapons_file(shared, sources):
    path = shared / "data" / "hxl" / "explosive-weapons-monitor-2020-2023.xlsx"
    result = read_real(path, sources, "insecurity-insight", ["UKR", "MMR", "SYR"])
    rows = pd.read_excel(path, skiprows=[1], engine="openpyxl")
    sums = result.claims.groupby("victims")["best"].sum().to_dict()
    assert sums == {"aid_workers": rows["Aid Workers Killed"].sum(), "medics": rows["Health Workers Killed"].sum()}
    assert len(result.rejects) == 0
    (ignored,) = result.findings.loc[result.findings["kind"] == "tags not read", "message"]
    assert "#explosives_lauuch_type" in ignored
    assert "#affected+teacher+killed" in ignored


def test_a_real_file_without_tags_is_refused(shared, sources):
    with pytest.raises(SourceError, match="no row of HXL tags"):
        read_real(shared / "data" / "hxl" / "AWSD_AF_security_incidents.csv", sources, "awsd", ["AFG"])
