"""Lists of persons: counted, never kept. All persons are made up."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib

import pandas as pd
import pyarrow.parquet as pq
import pytest

from casualties.cli import call
from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import ingest, named_list
from casualties.ingest.definition import Definition
from casualties.ingest.found import UNDATED
from casualties.raw import RawFile

PLAN = """
[columns]
date = "day"
country = "land"
adm_1 = "region"
victims = "status"
cause = "how"
[persons]
id = "id"
sex = "sex"
age = "age"
[codes.victims]
civ = "civilians"
mil = "combatants"
[codes.cause]
shell = "shelling"
"*" = "other"
[constants]
harm = "killed"
claimant = "sohr"
"""
PLANS = {"named_list": PLAN, "table": 'rows = "persons"\n' + re.sub(r"(?s)\[persons\].*(?=\[codes.victims\])", "", PLAN)}
HEAD = "id,name,sex,age,day,land,region,status,how\n"
ROWS = HEAD + (
    "QX-90001,Person 1,f,41.25,2012-02-06,Syria,Homs,civ,shell\n"
    "QX-90002,Person 2,M,7.125,2012-02-06,Syria,Homs,civ,shell\n"
    "QX-90003,Person 3,m,33.5,2012-02-06,Syria,homs,mil,knife\n"
    "QX-90004,Person 4,f,,2012-02-07,Syria,Homs,,\n"
)


@pytest.fixture
def read(ingested):
    def run(content, plan=PLAN, name="data.csv", **definition):
        return ingested("named_list", content, name=name, options=tomllib.loads(plan), **definition)

    return run


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def kinds(result):
    return [found for found in result.findings["kind"] if found not in ("rows counted", "unresolved claimant")]


def test_persons_are_counted_by_day_place_and_category(read):
    claims = read(ROWS).claims
    assert told(claims, "end", "place_id", "victims", "cause", "scope", "best") == [
        ["2012-02-06", "SYR/Homs", "all", "-", "whole", "3"],
        ["2012-02-06", "SYR/Homs", "civilians", "-", "whole", "2"],
        ["2012-02-06", "SYR/Homs", "combatants", "-", "whole", "1"],
        ["2012-02-06", "SYR/Homs", "all", "other", "part", "1"],
        ["2012-02-06", "SYR/Homs", "all", "shelling", "part", "2"],
        ["2012-02-06", "SYR/Homs", "children", "-", "whole", "1"],
        ["2012-02-06", "SYR/Homs", "men", "-", "whole", "1"],
        ["2012-02-06", "SYR/Homs", "women", "-", "whole", "1"],
        ["2012-02-07", "SYR/Homs", "all", "-", "whole", "1"],
    ]
    whole = claims["claim_id"][0]
    assert claims["part_of"].fillna("-").tolist() == ["-", *[whole] * 7, "-"]
    assert set(claims["standard"]) == {"named_list"}
    assert claims["raw_ref"].tolist()[0] == "row 1 and 2 more"
    assert claims["note"].isna().all()


def test_claim_ids_stay_when_a_person_is_added(read):
    before = read(ROWS).claims
    after = read(ROWS + "QX-90005,Person 5,f,50,2012-02-06,Syria,Homs,civ,shell\n").claims
    assert set(before["claim_id"]) == set(after["claim_id"])
    assert after["best"][0] == 4


def test_only_the_lists_own_id_makes_two_rows_one(read):
    again = ROWS + "QX-90001,Person 1,f,41.25,2012-02-06,Syria,Homs,civ,shell\nQX-90009,Person 1,f,41.25,2012-02-06,Syria,Homs,civ,shell\n"
    result = read(again)
    assert result.claims["best"][0] == 4
    assert "6 rows are 5 persons: 1 repeat an id" in result.findings["message"][0]
    assert kinds(result) == []


def test_one_id_with_two_accounts_is_counted_once_and_found(read):
    result = read(ROWS + "QX-90001,Person 1,f,41.25,2012-02-09,Syria,Homs,civ,shell\n")
    assert "2012-02-09" not in result.claims["end"].astype("str").tolist()
    assert kinds(result) == ["one person, two accounts"]
    assert "(row 5)" in result.findings.set_index("kind").loc["one person, two accounts", "message"]


@pytest.mark.parametrize(
    "key", ["", "Unidentified", "unknown", "UNIDENTIFIED 4", "n/a", "-", "?", "0", "000000000", "999999999", "9.00010E+08", "مجهول الهوية", "#N/A", "unknown-7"]
)
def test_persons_without_an_id_of_their_own_are_never_merged(read, key):
    row = f"{key},Unidentified,,,2012-02-08,Syria,Homs,,\n"
    result = read(ROWS + row * 3)
    assert result.claims["best"].tolist()[-1] == 3


@pytest.mark.parametrize(("one", "two", "merged"), [("48528", "48528.0", True), ("048528", "48528", False), (" A1", "A1 ", True), ("a1", "A1", False)])
def test_ids_are_compared_as_keys(read, one, two, merged):
    text = HEAD + f"{one},Person 1,,,2012-02-06,Syria,Homs,,\n{two},Person 1,,,2012-02-06,Syria,Homs,,\n"
    assert read(text).claims["best"].tolist() == [1 if merged else 2]


def test_a_list_without_ids_merges_nobody(read):
    plan = PLAN.replace('id = "id"\n', "")
    assert read(ROWS + ROWS.removeprefix(HEAD), plan).claims["best"][0] == 6


@pytest.mark.parametrize("day", ["", "0000-00-00", "1970-01-01", "2012-02"])
def test_persons_without_a_day_are_told(read, day):
    text = ROWS + f"QX-90005,Person 5,,,{day},Syria,Homs,,\nQX-90006,Person 6,,,31/02/2012,Syria,Homs,,\n"
    result = read(text, PLAN + '[dates]\nformats = ["%Y-%m-%d", "%Y-%m"]\n')
    message = result.findings.set_index("kind").loc[UNDATED, "message"]
    assert message == "1 of 6 persons have no day, and 1 one that cannot be read: they are in no count of a day."
    assert result.rejects["reasons"].tolist() == (["end_given"] if day != "2012-02" else []) + ["date_is_day"]


def test_those_without_a_day_are_in_the_total_of_the_days_the_list_speaks_for(read):
    plan = PLAN + "start = 2012-02-01\nend = 2012-02-29\n"
    result = read(ROWS + "QX-90005,Person 5,f,30,,Syria,Homs,civ,shell\nQX-90006,Person 6,f,30,2012-03-01,Syria,Homs,civ,shell\n", plan)
    whole = result.claims[(result.claims["victims"] == "all") & (result.claims["scope"] == "whole")]
    assert told(whole, "start", "end", "best", "note", "date_precision") == [
        ["2012-02-06", "2012-02-06", "3", "-", "day"],
        ["2012-02-07", "2012-02-07", "1", "-", "day"],
        ["2012-02-01", "2012-02-29", "5", "1 of the 5 are told no more exactly than this.", "days"],
        ["2012-03-01", "2012-03-01", "1", "-", "day"],
    ]
    assert len(result.rejects) == 0
    assert UNDATED in kinds(result)


def test_a_list_without_days_is_one_total(read):
    text = "id,name,age\nA1,Person 1,3\nA2,Person 2,40\n,Person 3,\n"
    plan = '[persons]\nid = "id"\nage = "age"\n[constants]\nharm = "killed"\nplace_id = "SYR"\nstart = 2012-01-01\nend = 2012-12-31\n'
    assert told(read(text, plan).claims, "start", "end", "victims", "best") == [
        ["2012-01-01", "2012-12-31", "all", "3"],
        ["2012-01-01", "2012-12-31", "children", "1"],
    ]


def test_a_month_or_country_holds_all_within(read):
    more = "QX-90005,Person 5,,,2012-02,Syria,Homs,,\nQX-90006,Person 6,,,2012-02-06,Syria,,,\n"
    result = read(ROWS + more, PLAN + '[dates]\nformats = ["%Y-%m-%d", "%Y-%m"]\n')
    whole = result.claims[(result.claims["victims"] == "all") & (result.claims["scope"] == "whole")]
    assert told(whole, "start", "end", "place_id", "best", "date_precision", "place_precision") == [
        ["2012-02-06", "2012-02-06", "SYR/Homs", "3", "day", "admin1"],
        ["2012-02-07", "2012-02-07", "SYR/Homs", "1", "day", "admin1"],
        ["2012-02-01", "2012-02-29", "SYR/Homs", "5", "month", "admin1"],
        ["2012-02-06", "2012-02-06", "SYR", "4", "day", "country"],
    ]


def test_days_written_in_two_forms_are_one_day(read):
    text = ROWS.replace("2012-02-06", "06.02.2012", 1)
    assert read(text, PLAN + '[dates]\nformats = ["%Y-%m-%d", "%d.%m.%Y"]\n').claims["best"][0] == 3


@pytest.mark.parametrize(
    ("age", "kind"),
    [
        ("17", "children"),
        ("17.9", "children"),
        ("18", "women"),
        ("5 months", "children"),
        ("<1", "children"),
        ("٧", "children"),
        ("30 years", "women"),
        ("3 أشهر", "children"),
        ("unknown", None),
        ("-999", None),
        ("999", None),
        ("", None),
    ],
)
def test_ages_make_categories(read, age, kind):
    result = read(f"{HEAD}A1,Person 1,f,{age},2012-02-06,Syria,Homs,,\n")
    assert [v for v in result.claims["victims"] if v != "all"] == ([kind] if kind else [])
    assert ("ages not read" in kinds(result)) is (age in ("unknown", "-999", "999"))


def test_sexes_without_ages_are_parts_only(read):
    claims = read(ROWS, PLAN.replace('age = "age"\n', "")).claims
    sexes = claims[claims["victims"].isin(["women", "men"])]
    assert told(sexes, "victims", "best", "scope") == [["men", "2", "part"], ["women", "1", "part"], ["women", "1", "part"]]


def test_json_told_by_id_is_read_without_its_keys(read):
    content = json.dumps(
        {f"QX-9000{n}": {"name": f"Person {n}", "day": "2012-02-06", "land": "Syria", "region": "Homs", "sex": "f", "age": 30} for n in (1, 2)}
    )
    plan = re.sub(r'victims = "status"\ncause = "how"\n', "", PLAN).replace('id = "id"', 'id = "@key"')
    result = read(content, plan, "data.json")
    assert result.claims["raw_ref"].tolist() == ["record 1 and 1 more"] * 2
    assert result.claims["best"].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('cause = "how"', 'note = "name"', "options.columns.note"),
        ('cause = "how"', 'record_id = "id"', "options.columns.record_id"),
        ('cause = "how"', 'attributed_to = "age"', "options.persons.age and options.columns.attributed_to"),
        ('cause = "how"', 'attributed_to = "by"', "options.codes.attributed_to is missing"),
        ('cause = "how"', 'place = "region"', "options.columns.place"),
        ('cause = "how"', 'best = "age"', "no figures"),
        ('cause = "how"', 'caus = "how"', "Did you mean 'cause'"),
        ('age = "age"', 'agee = "age"', "options.persons"),
        ('age = "age"', 'age = "age"\nadult = "18"', "options.persons.adult"),
        ('[codes.cause]\nshell = "shelling"', '[codes.sex]\nx = "girls"\n[codes.cause]', "options.codes.sex"),
        ("[persons]", "[sources]\ncolumn = 'x'\n[persons]", "options.sources"),
        ('date = "day"\n', "", "options.columns.end is missing"),
    ],
)
def test_a_definition_that_would_carry_more_is_refused(read, old, new, said):
    with pytest.raises(UsageError) as caught:
        read(ROWS, PLAN.replace(old, new))
    assert said in str(caught.value)


def test_two_lists_are_refused(tmp_path, sources, places):
    raws = []
    for n in (1, 2):
        path = tmp_path / f"{n}.csv"
        path.write_text(ROWS)
        raws.append(RawFile(path, str(n)))
    with pytest.raises(DataError, match=r"counted twice.*newest alone.*a data set each"):
        ingest(Definition("test", "A test", "named_list", options=tomllib.loads(PLAN)), raws, sources, places)


def test_a_renamed_column_is_named_where_the_first_row_is_one_of_names(read):
    with pytest.raises(SourceError, match="'day_of_death', which may be its new name"):
        read(ROWS.replace(",day,", ",day_of_death,"), PLAN.replace('"day"', '"day of death"'))


# Ages with fractions: nothing else that is written looks like one.
SECRET = re.compile(r"person.?[0-9]|QX.?9|41\.25|7\.125|33\.5|64\.75|wlkz", re.IGNORECASE)
BAD_ROWS = (
    "QX-90001,Person 1,f,41.25,2012-02-09,Syria,Homs,civ,shell\n"  # another account of one id
    "QX-90005,Person 5,wlkz,64.75,2012-02-31,Syria,Homs,civ,shell\n"
    "QX-90006,Person 6,f,64.75 wlkz,,Syria,Homs,civ,shell\n"
    "QX-90007,Person 7,f,64.75,1970-01-01,Syria,Homs,civ,shell\n"
    "QX-90008,Person 8,f,64.75,2012-02-08,Nowhereland,,civ,shell\n"
    "QX-90009,Person 9,f,64.75,2012-02-08,Syria,Homs,neither,shell\n"
    "Unidentified,Person 10,f,64.75,2012-02-08,Syria,Homs,civ,shell\n"
    ",Person 11,,,,,,,\n"
)
# Columns one to the right from the day on, as a stray separator makes them: a name stands where a day, or a code, should.
SHIFTED = "QX-90012,,f,64.75,Person 12,Syria,Homs,civ,shell\nQX-90013,,f,64.75,2012-02-08,Syria,Homs,Person 13,Person 13\n"
GOOD_FILES = {"good rows": ROWS, "bad rows": ROWS + BAD_ROWS, "shifted rows": ROWS + SHIFTED}
BROKEN_FILES = {
    "cut off": ROWS + "QX-90005,Person 5,f",
    "a field too many": ROWS.replace("Person 2,", "Person 2,Person 2,"),
    "an open quote": ROWS + 'QX-90005,"Person 5,f,64.75',
    "no names of columns": ROWS.removeprefix(HEAD),
    "a column renamed": ROWS.replace(",day,", ",when,"),
    "latin-1": ROWS.replace("Person 3", "Person 3 Ö").encode("latin-1"),
    "utf-16": ROWS.encode("utf-16"),
    "semicolons": ROWS.replace(",", ";"),
    "nothing": b"",
    "only a name": "Person 1",
}
BROKEN_JSON = {
    "cut off": '[{"id": "QX-90001", "name": "Person 1"',
    "two lists": '{"Person 1": [{"id": "QX-90001"}], "Person 2": [{"id": "QX-90002"}]}',
    "no list": '{"Person 1": "QX-90001", "Person 2": 7.125}',
    "no such columns": '[{"Person 1": "QX-90001"}]',
}


@pytest.fixture
def list_set(tmp_path, monkeypatch):
    """A working folder with one list of persons: a function that writes its file, and the folder."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1330560000")
    home = tmp_path / "datasets" / "list"
    (home / "raw").mkdir(parents=True)

    def write(content, name="list.csv", plan=PLAN, ingestor="named_list"):
        lines = re.sub(r"^\[", "[options.", re.sub(r"^rows", "options.rows", plan), flags=re.MULTILINE)
        (home / "dataset.toml").write_text(f'title = "A list"\ningestor = "{ingestor}"\nraw = ["raw/{name}"]\n{lines}')
        (home / "raw" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def written(root):
    """Every file but the list and its definition, as text: cells of tables one by one."""
    for path in (root / "datasets" / "tables").rglob("*"):
        yield "names of files", path.name
        if path.suffix == ".parquet":
            yield path.name, pd.DataFrame(pq.ParquetFile(path).read().to_pydict()).drop(columns="seconds", errors="ignore").to_csv(index=False)
        elif path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")
    for path in (root / "reports").rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")


def everything(root, capsys):
    """What all commands that speak of the data set print, and everything they write."""
    for command in (["-v", "run"], ["claims", "--review", "all"], ["findings"], ["status"], ["check"]):
        call(["--root", str(root), *command])
    claim_id = pd.read_parquet(root / "datasets" / "tables" / "claims")["claim_id"][0]
    assert call(["--root", str(root), "trace", claim_id]) == 0
    out, err = capsys.readouterr()
    return [("printed", (out + err).replace(str(root), "")), *written(root)]


def test_the_check_would_find_every_secret():
    rows = csv.DictReader(io.StringIO(ROWS + BAD_ROWS))
    personal = [row[name] for row in rows for name in ("id", "name", "age")]
    assert [cell for cell in personal if cell and not SECRET.search(cell)] == ["Unidentified"]


@pytest.mark.parametrize("content", GOOD_FILES.values(), ids=GOOD_FILES)
def test_nothing_personal_is_written_or_printed(list_set, capsys, content):
    root = list_set(content)
    (root / "reports").mkdir()
    (root / "reports" / "r.toml").write_text('title = "R"\nplaces = ["Homs"]\nstart = 2012-02-01\nend = 2012-02-29\n')
    (root / "casualties.toml").write_text('[report]\nformats = ["json", "csv"]\n')
    found = everything(root, capsys)
    names = [where for where, _ in found]
    assert names.count("list.parquet") > 1
    assert any(name.endswith(".json") and name != "reading.json" for name in names)
    for where, text in found:
        assert not SECRET.search(text), where


BROKEN = [("list.csv", content) for content in BROKEN_FILES.values()] + [("list.json", content) for content in BROKEN_JSON.values()]


@pytest.mark.parametrize("ingestor", ["named_list", "table"])
@pytest.mark.parametrize(("name", "content"), BROKEN, ids=[*BROKEN_FILES, *BROKEN_JSON])
def test_a_broken_list_is_refused_without_a_word_of_it(ingested, tmp_path, name, content, ingestor):
    with pytest.raises((DataError, SourceError, UsageError)) as caught:
        ingested(ingestor, content, name, options=tomllib.loads(PLANS[ingestor]))
    said = str(caught.value)
    assert name in said
    assert not SECRET.search(said.replace(str(tmp_path), ""))


@pytest.mark.parametrize("kind", ["a field too many", "no names of columns"])
def test_a_broken_list_leaves_no_word_of_it_in_tables_and_logs(list_set, capsys, kind):
    root = list_set(BROKEN_FILES[kind])
    assert call(["--root", str(root), "-v", "ingest"]) in (3, 4)
    out, err = capsys.readouterr()
    assert "list.csv" in err
    for where, text in [("printed", (out + err).replace(str(root), "")), *written(root)]:
        assert not SECRET.search(text), where


def test_the_run_says_how_many_have_no_day_and_again_when_nothing_changed(list_set, capsys):
    root = list_set(ROWS + BAD_ROWS)
    for _ in range(2):
        assert call(["--root", str(root), "ingest"]) == 0
        assert "list: 3 of 11 persons have no day, and 1 one that cannot be read" in capsys.readouterr().err
    assert call(["--root", str(root), "status"]) == 0
    assert "reading failed" not in capsys.readouterr().err


@pytest.mark.parametrize("ingestor", ["named_list", "table"])
def test_a_list_outside_raw_is_refused_for_a_copy_would_be_kept(list_set, capsys, ingestor):
    root = list_set(ROWS, plan=PLANS[ingestor], ingestor=ingestor)
    definition = root / "datasets" / "list" / "dataset.toml"
    definition.write_text(definition.read_text().replace('"raw/list.csv"', '"list.csv"'))
    (root / "datasets" / "list" / "raw" / "list.csv").rename(root / "datasets" / "list" / "list.csv")
    assert call(["--root", str(root), "ingest"]) == 2
    assert "datasets/list/raw/" in capsys.readouterr().err
    assert not (root / "datasets" / "tables" / "evidence").exists()


def as_xlsx(text, path):
    from openpyxl import Workbook

    book = Workbook()
    for row in csv.reader(io.StringIO(text)):
        book.active.append(
            [float(cell) if re.fullmatch(r"[0-9.]+", cell) else pd.Timestamp(cell).to_pydatetime() if cell[:2] == "20" else cell for cell in row]
        )
    book.save(path)
    return path.read_bytes()


def as_json(text, path):
    return json.dumps(list(csv.DictReader(io.StringIO(text))))


@pytest.mark.parametrize(
    ("name", "make", "more"),
    [
        ("data.csv", lambda text, path: "\ufeff" + text.replace("\n", "\r\n"), ""),
        ("data.csv", lambda text, path: text.encode("utf-16"), '[read]\nencoding = "utf-16"\n'),
        ("data.csv", lambda text, path: text.replace("Person 2", '"Person 2\nof ""two"" lines, and ' + "x" * 10_000_000 + '"'), ""),
        ("data.tsv", lambda text, path: text.replace(",", "\t"), ""),
        ("data.json", as_json, ""),
        ("data.xlsx", as_xlsx, ""),
    ],
    ids=["bom", "utf-16", "long name with line breaks", "tsv", "json", "xlsx"],
)
def test_a_list_in_any_format_makes_the_same_counts(read, tmp_path, name, make, more):
    plain = read(ROWS).claims
    claims = read(make(ROWS, tmp_path / name), PLAN + more, name).claims
    pd.testing.assert_frame_equal(claims.drop(columns=["raw_sha256", "raw_ref"]), plain.drop(columns=["raw_sha256", "raw_ref"]))


def test_the_same_list_in_another_order_makes_the_same_counts(read):
    rows = ROWS.splitlines(keepends=True)
    back = read("".join([rows[0], *reversed(rows[1:])])).claims.set_index("claim_id").sort_index()
    there = read(ROWS).claims.set_index("claim_id").sort_index()
    assert back.loc[there.index, "best"].tolist() == there["best"].tolist()


def test_a_list_is_proposed_as_one_without_a_value_of_it(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text(ROWS.replace("status,how", "a,b"))
    root = tmp_path / "work"
    assert call(["--root", str(root), "new-dataset", "list", "--from", str(path)]) == 0
    out, err = capsys.readouterr()
    definition = (root / "datasets" / "list" / "dataset.toml").read_text()
    options = tomllib.loads(definition)["options"]
    assert options["persons"] == {"id": "id", "sex": "sex", "age": "age"}
    assert options["columns"] == {"date": "day", "adm_1": "region"}
    assert options["constants"] == {"harm": "killed", "country": "?"}
    assert not SECRET.search((out + err).replace(str(tmp_path), "") + definition)
    path.write_text(ROWS + "QX-90005,Person 5")
    assert call(["--root", str(root), "new-dataset", "other", "--from", str(path)]) == 3
    assert not SECRET.search(capsys.readouterr().err)


def test_what_is_read_holds_nothing_personal(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(ROWS + BAD_ROWS)
    rows = named_list.INGESTOR.read(RawFile(path, ""), Definition("test", "A test", "named_list", options=tomllib.loads(PLAN)))
    assert not {"id", "name", "sex", "age"} & set(rows.columns)
    assert not SECRET.search(rows.to_csv())
