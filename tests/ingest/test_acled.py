"""ACLED, in the layouts from 2015 on. All events are invented."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil

import pandas as pd
import pytest

import casualties as cas
from casualties import pipeline, raw
from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import acled_files, ingest
from casualties.ingest.definition import Definition

CURRENT = [
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1"),
    *("actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location"),
    *("latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
]
OLDER = [
    *("data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type", "actor1"),
    *("assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "region", "country", "admin1", "admin2", "admin3", "location"),
    *("latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "timestamp", "iso3"),
]
AFRICA_2015 = [
    *("GWNO", "EVENT_ID_CNTY", "EVENT_ID_NO_CNTY", "EVENT_DATE", "YEAR", "TIME_PRECISION", "EVENT_TYPE", "ACTOR1", "ALLY_ACTOR_1", "INTER1"),
    *("ACTOR2", "ALLY_ACTOR_2", "INTER2", "INTERACTION", "COUNTRY", "ADMIN1", "ADMIN2", "ADMIN3", "LOCATION", "LATITUDE", "LONGITUDE"),
    *("GEO_PRECISION", "SOURCE", "NOTES", "FATALITIES"),
]
EVENT = {
    "event_id_cnty": "SYR101",
    "event_date": "2024-05-16",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Northern Column",
    "actor2": "Southern Column",
    "country": "Syria",
    "iso3": "SYR",
    "admin1": "Homs",
    "admin2": "Some District",
    "location": "Some village",
    "latitude": "34.73",
    "longitude": "36.71",
    "geo_precision": "1",
    "source": "A paper; Another paper",
    "notes": "On 16 May 2024, columns clashed in Some village. Four fatalities.",
    "fatalities": "4",
    "timestamp": "1716300000",
}


def export(*events, columns=CURRENT, separator=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    for event in events:
        told = {**EVENT, **event}
        writer.writerow({name: told.get(name.lower(), "") for name in columns})
    return out.getvalue()


def page(*events, **more):
    rows = [{**EVENT, **event} for event in events]
    return json.dumps({"status": 200, "success": True, "last_update": 1, "count": len(rows), "data": rows, **more})


def deletions(*rows):
    return "event_id_cnty,deleted_timestamp\n" + "".join(f"{key},{at}\n" for key, at in rows)


@pytest.fixture
def several(tmp_path, sources, places):
    """Ingest several files, told as name=content, as one data set."""

    def run(files, **definition):
        for name, content in files.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        data_set = Definition("test", "A test", "acled", raw=tuple(files), **definition)
        result = ingest(data_set, raw.find(tmp_path, data_set.raw), sources, places)
        assert len(result.claims) + len(result.rejects) == result.read
        return result

    return run


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def test_an_event_is_one_coded_claim_of_its_compiler(ingested):
    result = ingested("acled", export({}))
    (claim,) = result.claims.to_dict("records")
    assert (claim["claim_id"], claim["record_id"], claim["incident_id"], claim["counting"], claim["qualifier"]) == (
        *("test:SYR101", "SYR101", "SYR101", "incident", "coded"),
    )
    assert (claim["harm"], claim["victims"], claim["best"], pd.isna(claim["low"]), pd.isna(claim["high"])) == ("killed", "all", 4, True, True)
    assert (claim["claimant"], claim["publisher"], claim["reported_by"]) == ("acled", "acled", "A paper; Another paper")
    assert (claim["place_id"], claim["place"], claim["place_precision"]) == ("SYR/Homs/Some District", "Some village", "exact")
    assert (claim["cause"], claim["note"], claim["published_at"]) == (
        *("Battles: Armed clash", "Northern Column / Southern Column", pd.Timestamp("2024-05-21T14:00:00Z")),
    )
    assert pd.isna(claim["attributed_to"])
    assert not result.claims.astype("str").apply(lambda column: column.str.contains("columns clashed")).any(axis=None)
    assert result.findings.empty


def as_workbook(text):
    from openpyxl import Workbook

    book = Workbook()
    for row in csv.reader(io.StringIO(text)):
        book.active.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "ref"),
    [
        (export({"event_date": "16 May 2024"}), "data.csv", "row 1"),
        ("\ufeff" + export({}, columns=CURRENT[::-1]), "data.csv", "row 1"),
        (export({"event_date": "16-May-24"}, columns=OLDER), "data.csv", "row 1"),
        (export({"event_date": "16-May-2024"}, columns=AFRICA_2015), "data.csv", "row 1"),
        (as_workbook(export({"event_date": "16 May 2024"})), "data.xlsx", "row 1"),
        (page({"fatalities": 4, "latitude": 34.73}), "data.json", "/data/0"),
        (json.dumps([EVENT]), "data.json", "/0"),
        (export({"event_date": "16 May 2024"}, separator=";"), "data.csv", "row 1"),
    ],
    ids=["current, long date", "another order, byte order mark", "2020", "Africa 2015", "workbook", "page of the API", "list", "semicolons"],
)
def test_every_layout_makes_the_same_claim(ingested, content, name, ref):
    want = ingested("acled", export({})).claims
    result = ingested("acled", content, name=name)
    assert len(result.claims) == 1, result.rejects["reasons"].tolist()
    same = [column for column in want if column not in ("raw_sha256", "raw_ref", "published_at", "cause")]
    pd.testing.assert_frame_equal(result.claims[same], want[same])
    assert result.claims["raw_ref"].tolist() == [ref]


def test_the_first_of_january_as_in_2015(ingested):
    claims = ingested("acled", export({"event_date": "01-January-2015"}, columns=AFRICA_2015)).claims
    assert told(claims, "start", "end", "cause", "published_at") == [["2015-01-01", "2015-01-01", "Battles", "-"]]


@pytest.mark.parametrize(
    ("codes", "start", "end", "precision"),
    [
        ({"time_precision": "1"}, "2024-05-16", "2024-05-16", "day"),
        ({"time_precision": "2"}, "2024-05-13", "2024-05-19", "week"),
        ({"time_precision": "3"}, "2024-05-01", "2024-05-31", "month"),
        ({"time_precision": "3", "event_date": "2024-02-29"}, "2024-02-01", "2024-02-29", "month"),
    ],
)
def test_an_event_known_to_the_week_or_month_covers_it(ingested, codes, start, end, precision):
    assert told(ingested("acled", export(codes)).claims, "start", "end", "date_precision") == [[start, end, precision]]


@pytest.mark.parametrize(
    ("code", "precision", "place_id"),
    [("1", "exact", "SYR/Homs/Some District"), ("2", "near", "SYR/Homs/Some District"), ("3", "admin1", "SYR/Homs"), ("9", "unknown", "SYR/Homs")],
)
def test_an_event_is_filed_no_deeper_than_it_is_known(ingested, code, precision, place_id):
    result = ingested("acled", export({"geo_precision": code}))
    assert told(result.claims, "place_precision", "place_id") == [[precision, place_id]]
    assert result.findings["kind"].tolist() == (["unknown code"] if code == "9" else [])


def test_violence_of_one_side_is_attributed_and_civilians_are_not_guessed(ingested):
    events = [
        {"event_id_cnty": "SYR1", "event_type": "Violence against civilians"},
        {"event_id_cnty": "SYR2", "event_type": "Explosions/Remote violence", "civilian_targeting": "Civilian targeting"},
        {"event_id_cnty": "SYR3"},
    ]
    claims = ingested("acled", export(*events)).claims
    assert told(claims, "attributed_to", "victims") == [["Northern Column", "all"], ["Northern Column", "all"], ["-", "all"]]
    assert claims["note"].str.endswith("civilians targeted").tolist() == [False, True, False]


def test_zero_may_be_silence(ingested):
    events = export({}, {"event_id_cnty": "SYR102", "fatalities": "0"}, {"event_id_cnty": "SYR103", "fatalities": ""})
    result = ingested("acled", events)
    assert result.claims["record_id"].tolist() == ["SYR101"]
    assert result.rejects["reasons"].tolist() == ["figure_given"]
    assert result.findings["kind"].tolist() == ["zero may be silence"]
    kept = ingested("acled", events, options={"zeros": True}).claims
    assert told(kept, "record_id", "best") == [["SYR101", "4"], ["SYR102", "0"]]


@pytest.mark.parametrize("content", [export({"fatalities": "0"}), export()], ids=["only zeros", "only names"])
def test_a_file_without_deaths_makes_no_claim(ingested, content):
    assert ingested("acled", content).read == 0


@pytest.mark.parametrize(
    ("notes", "stated"),
    [
        ("Shelling of a market; unknown fatalities coded as 10.", "unknown fatalities coded as 10"),
        ("Unknown number of fatalities, coded as 3.", "Unknown number of fatalities, coded as 3"),
        ("Fatalities unknown and coded as 10.", "Fatalities unknown and coded as 10"),
        ("Four fatalities. An unknown group left.", "-"),
    ],
)
def test_a_number_that_is_a_convention_says_so(ingested, notes, stated):
    claims = ingested("acled", export({"notes": notes})).claims
    assert told(claims, "stated", "grade", "best", "low") == [[stated, "-" if stated == "-" else "fatalities unknown", "4", "-"]]


BAD_VALUES = [
    ({"fatalities": "four"}, "best_is_whole_number"),
    ({"fatalities": "-1"}, "best_is_whole_number"),
    ({"event_date": "2024-02-30"}, "date_is_day"),
    ({"event_date": "1970-01-01"}, "date_not_placeholder"),
    ({"latitude": "4239"}, "coordinates_on_earth"),
    ({"event_id_cnty": ""}, "record_id_given"),
    ({"event_id_cnty": "4.8528E+04"}, "record_id_not_scientific"),
    ({"event_id_cnty": "SYR1"}, "claim_id_unique"),
    ({"timestamp": "yesterday"}, "published_at_is_instant"),
    ({"source": "x" * 20_001}, "text_not_too_long"),
]


def test_each_bad_value_is_a_reject_by_name_without_the_notes(ingested):
    result = ingested("acled", export({"event_id_cnty": "SYR1"}, *({"event_id_cnty": f"SYR{100 + n}", **change} for n, (change, _) in enumerate(BAD_VALUES))))
    rejects = result.rejects.set_index("raw_ref")
    assert rejects.loc[[f"row {n}" for n in range(2, len(BAD_VALUES) + 2)], "reasons"].tolist() == [rule for _, rule in BAD_VALUES]
    assert len(rejects) == len(BAD_VALUES)
    assert result.claims["record_id"].tolist() == ["SYR1"]
    assert not rejects["row"].str.contains("columns clashed").any()


@pytest.mark.parametrize(
    ("content", "name", "error", "said"),
    [
        (export({}).replace("fatalities", "deaths_coded"), "data.csv", SourceError, "'fatalities' is missing"),
        (export({}, {})[:-60], "data.csv", DataError, "cut off"),
        (export({"actor1": "Größe"}).encode("cp1252"), "data.csv", DataError, "not UTF-8"),
        ("", "data.csv", DataError, "empty"),
        (page({})[:-9], "data.json", DataError, "cut off"),
        (page({}, {}, count=3), "data.json", DataError, "says it holds 3 rows and holds 2"),
        (json.dumps({"status": 401, "message": "Unauthorized"}), "data.json", DataError, "Unauthorized"),
        (json.dumps({"success": False, "error": {"status": 403, "message": "no access"}}), "data.json", DataError, "no access"),
        (json.dumps({"status": 200, "events": []}), "data.json", SourceError, "no list of events under 'data'"),
        (deletions(("SYR1", 1)), "data.csv", DataError, "no events"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(ingested, content, name, error, said):
    with pytest.raises(error) as caught:
        ingested("acled", content, name=name)
    assert said in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"zeroes": True}, "zeros"),
        ({"zeros": "yes"}, "true or false"),
        ({"released": "2024"}, "not a day"),
        ({"limit": "5000"}, "options.limit is '5000'"),
        ({"constants": {"harm": "dead"}}, "options.constants.harm"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(ingested, options, said):
    with pytest.raises(UsageError) as caught:
        ingested("acled", export({}), options=options)
    assert said in str(caught.value)


def test_pages_are_one_release_and_the_last_is_not_full(several, monkeypatch):
    monkeypatch.setattr("casualties.ingest.acled_files.PAGE", 2)
    first = page({"event_id_cnty": "SYR1"}, {"event_id_cnty": "SYR2"})
    with pytest.raises(DataError, match="another page follows"):
        several({"p1.json": first})
    result = several({"p1.json": first, "p2.json": page({"event_id_cnty": "SYR2", "timestamp": "1716300001", "fatalities": 9})})
    assert told(result.claims, "record_id", "best") == [["SYR1", "4"], ["SYR2", "9"]]
    assert told(result.rejects, "reasons", "raw_ref") == [["replaced_by_later_edit", "/data/1"]]
    assert len(several({"p1.json": first, "p2.json": page()}).claims) == 2


@pytest.mark.parametrize(
    ("asked", "limit", "held", "ends"),
    [
        ("", None, 4999, True),
        ("", None, 5000, False),
        ("&limit=2", None, 1, True),
        ("&limit=2", None, 2, False),
        ("&limit=2", 9, 2, False),  # what the URL asked for is known better
        ("&limit=0", None, 5001, True),
        ("", 0, 5000, True),
        ("", 3, 3, False),
    ],
)
def test_a_page_is_full_at_the_limit_that_was_asked_for(tmp_path, asked, limit, held, ends):
    (tmp_path / "p.json").write_text(json.dumps({"success": True, "data": [{"event_id_cnty": "SYR1"}] * held}))
    pages = [raw.RawFile(tmp_path / "p.json", "0", f"https://example.org/read?_format=json{asked}")]
    if ends:
        acled_files.refuse_missing_pages(pages, limit)
    else:
        with pytest.raises(DataError, match=r"another page follows.*options\.limit"):
            acled_files.refuse_missing_pages(pages, limit)


def test_of_two_exports_the_later_edit_speaks_whatever_their_names(several):
    files = {"a.csv": export({"fatalities": "7", "timestamp": "1716300009"}), "b.csv": export({}, {"event_id_cnty": "SYR102"})}
    assert told(several(files).claims, "record_id", "best") == [["SYR101", "7"], ["SYR102", "4"]]


def test_a_list_of_deletions_sets_events_aside_unless_edited_since(several):
    events = export(*({"event_id_cnty": f"SYR{n}"} for n in range(1, 6)))
    gone = deletions(("SYR1", 1716300001), ("SYR2", 1716299999), ("SYR3", ""), ("SYR4", "soon"), ("", 1716300001), ("SYR99", 1716300001))
    result = several({"events.csv": events, "gone.csv": gone})
    assert result.claims["record_id"].tolist() == ["SYR2", "SYR4", "SYR5"]
    assert sorted(result.rejects["reasons"]) == ["deleted_timestamp_is_number", "deleted_upstream", "deleted_upstream", "record_id_given"]
    page_of_gone = json.dumps({"success": True, "count": 1, "data": [{"event_id_cnty": "SYR5", "deleted_timestamp": 1716300001}]})
    assert len(several({"events.csv": events, "gone.json": page_of_gone}).claims) == 4


def data_set(folder, files, scope=""):
    home = folder / "datasets" / "acled-test"
    (home / "raw").mkdir(parents=True, exist_ok=True)
    (home / "dataset.toml").write_text(f'title = "A test"\ningestor = "acled"\nraw = ["raw/*.csv"]\n{scope}')
    for name, content in files.items():
        (home / "raw" / name).write_text(content)


def test_a_deleted_event_is_withdrawn_inside_the_scope_only(tmp_path):
    scope = '[scope]\nplaces = ["SYR"]\nstart = 2024-01-01\n'
    events = [
        {"event_id_cnty": "SYR1"},
        {"event_id_cnty": "SYR2"},
        {"event_id_cnty": "LBN1", "country": "Lebanon"},
        {"event_id_cnty": "SYR3", "event_date": "2023-05-16"},
    ]
    data_set(tmp_path, {"events.csv": export(*events)}, scope)
    assert pipeline.ingest(tmp_path)[["read", "new", "withdrawn"]].to_numpy().tolist() == [[4, 4, 0]]
    data_set(tmp_path, {"gone.csv": deletions(*((event["event_id_cnty"], 1716300001) for event in events[1:]))}, scope)
    run = pipeline.ingest(tmp_path)
    assert run[["read", "claims", "rejected", "withdrawn", "exit_code"]].to_numpy().tolist() == [[4, 1, 3, 1, 0]]
    assert sorted(cas.read_claims(tmp_path)["record_id"]) == ["LBN1", "SYR1", "SYR3"]
    history = pd.concat(pd.read_parquet(part) for part in (tmp_path / "datasets/tables/history/acled-test").glob("*.parquet"))
    assert history.loc[history["change"] == "withdrawn", "record_id"].tolist() == ["SYR2"]
    assert pipeline.ingest(tmp_path)[["new", "revised", "withdrawn"]].to_numpy().tolist() == [[0, 0, 0]]


@pytest.fixture(scope="module")
def local(stored, tmp_path_factory):
    """A working folder with a data set that may be published and one that may not; tests leave its tables as they are."""
    folder = shutil.copytree(stored, tmp_path_factory.mktemp("acled") / "work")
    data_set(folder, {"events.csv": export({"event_date": "2012-02-06", "fatalities": "7777", "admin2": "", "location": "Homs"})})
    runs = pipeline.ingest(folder, ["acled-test"])
    assert runs["exit_code"].eq(0).all(), runs["message"].tolist()
    return folder


@pytest.mark.parametrize(
    "command",
    [["claims"], ["series", "--place", "SYR/Homs", "--start", "2012-02-01", "--end", "2012-02-28"], ["series", "--place", "SYR/Homs", "--freq", "M"]],
    ids=["claims", "days", "months"],
)
def test_exports_leave_out_what_may_not_be_passed_on(local, capsys, command):
    arguments = ["--root", str(local), *command, "--format", "csv"]
    assert "7777" not in (shown := called(arguments, capsys))[0]
    assert "acled" not in shown[0]
    assert "terms" in shown[1]
    assert "7777" in called([*arguments, "--private"], capsys)[0]


def called(arguments, capsys):
    from casualties.cli import main

    with pytest.raises(SystemExit) as done:
        main(arguments)
    assert done.value.code == 0
    return capsys.readouterr()


def test_reports_leave_out_what_may_not_be_passed_on(local):
    """From the raw file to the documents: what is ACLED's stands in the local tables and nowhere else."""
    assert cas.read_claims(local, dataset="acled-test")["best"].tolist() == [7777]
    written = pipeline.report(local, formats=("pdf", "json", "csv"))
    assert written["exit_code"].eq(0).all()
    texts = [path for path in (local / "reports" / "out").rglob("*") if path.suffix in {".json", ".csv", ".svg"}]
    assert len(texts) > 3
    for path in texts:
        assert not {"7777", "7,777", "SYR101"} & set(re.findall(r"[\w,]+", path.read_text(encoding="utf-8"))), path
