"""A file read in pieces says what it says whole, wherever it is cut."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest

from casualties.errors import CasualtiesError, DataError
from casualties.ingest import csv_stream, table, table_stream, ucdp_ged
from tests.ingest.test_ucdp_ged import NEW, ged

EVENTS = [
    {"id": "1", "low": "0", "best": "3", "high": "0", "adm_2": "A district"},
    {"id": "2", "where_prec": "9"},
    {"id": "3", "adm_2": "A District"},  # another spelling of the same area
    {"id": "1", "deaths_unknown": "4", "date_end": "1970-01-01"},  # there already, and broken in another way
    {"id": ""},
    {"id": "5", "best": "six"},
    {"id": "5"},  # the id was that of a row that was refused
    {"id": "6", "country": "Nowhere", "adm_1": "Elsewhere"},
    {"id": "7", "low": "9", "best": "6", "where_prec": "9"},
    {"id": "8", "country": "Nowhere", "adm_1": "Elsewhere"},
    {"id": "3"},
    {"id": "", "adm_2": "A DISTRICT"},
]


def told(result):
    """All that a result says, in an order of its own."""
    findings = result.findings.assign(claim_ids=[";".join(sorted(str(ids).split("; "))) for ids in result.findings["claim_ids"]])
    return [
        result.claims.sort_values("claim_id", ignore_index=True),
        result.rejects.sort_values("reject_id", ignore_index=True),
        findings.drop(columns="finding_id").sort_values(["kind", "message"], ignore_index=True),
        result.places,
    ]


@pytest.mark.parametrize("batch", [1, 2, 3, 5])
def test_events_cut_anywhere(ingested, monkeypatch, batch):
    whole = ingested("ucdp_ged", ged(*EVENTS))
    monkeypatch.setattr(ucdp_ged, "BATCH", batch)
    cut = ingested("ucdp_ged", ged(*EVENTS))
    for one, other in zip(told(whole), told(cut), strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert whole.rejects["reasons"].tolist() == [
        "id_unique; date_end_not_placeholder; start_not_after_end",
        "id_given",
        "best_is_whole_number",
        "id_unique",
        "id_unique",
        "id_given",
    ]
    assert set(whole.claims["place_id"].dropna()) == {"MMR/Shan/A district", "MMR/Shan"} | set(whole.places["place_id"])
    assert "read as unknown in 2 events" in " ".join(cut.findings["message"])


OPTIONS = {
    "columns": {"record_id": "id", "date": "day", "country": "country", "adm_1": "region", "cause": "cause", "figure": "dead"},
    "constants": {"harm": "killed", "claimant": "Weekly of the valley"},
    "codes": {"cause": {"1": "shelling", "2": "a mine"}},
    "only": {"kind": ["a", "b"]},
}
ROWS = [
    "1,2012-02-06,Syria,Homs,1,3,a,x",
    "2,2012-02-07,Syria,A valley,2,dozens,b,x",
    "3,2012-02-07,Syria,A Valley,9,4,c,x",
    ",,,,,,,only what is not read",
    '4,2012-02-08,Syria,A Valley,9,at least 5,a,"a line\nbreak"',
    "1,2012-02-09,Syria,Homs,1,7,a,x",
    "5,2012-02-30,Syria,Homs,1,7,a,x",
    ",2012-02-10,Syria,Homs,1,7,b,x",
    "6,2012-02-10,Nowhere,,9,many,b,x",
    "6,2012-02-10,Nowhere,,9,8,b,x",
    "7,2012-02-10,Nowhere,,1,8,b," + "longer than a block " * 20,
]
TAGS = "#event+id,#date,#country,#adm1,#cause,#affected+killed,#meta,#meta\n"


@pytest.fixture
def small_pieces(monkeypatch):
    """Rows are streamed as those of a large file are, a few at a time."""
    monkeypatch.setattr(table, "BATCH", 2)
    monkeypatch.setattr(table_stream, "LARGE", 0)
    monkeypatch.setattr(csv_stream, "BLOCK", 200)


@pytest.mark.parametrize("tags", ["", TAGS])
@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz"])
def test_a_described_table_cut_anywhere(ingested, request, tags, name):
    content = ("\ufeffid,day,country,region,cause,dead,kind,rest\n" + tags + "\n".join(ROWS) + "\n").encode()
    content = gzip.compress(content, mtime=0) if name.endswith("gz") else content
    whole = ingested("table", content, name, options=OPTIONS)
    request.getfixturevalue("small_pieces")
    cut = ingested("table", content, name, options=OPTIONS)
    for one, other in zip(told(whole), told(cut), strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert (len(cut.claims), len(cut.rejects)) == (5, 4)
    assert {"1 rows were left out, as options.only and options.without in dataset.toml say."} <= set(cut.findings["message"])
    assert any("kept as written, 3 times" in message for message in cut.findings["message"])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("id,day,dead\n" + "1,2012-02-06,3\n" * 40 + "2,2012", "the last row has 2 fields"),
        ("id,day,dead\n" + "1,2012-02-06,3\n" * 40 + '2,"2012', "fields|cannot be read"),
        ("id;day;dead\n" + "1;2012-02-06;3\n" * 40, "separated by semicolons"),
        ("id,dai,dead\n" + "1,2012-02-06,3\n" * 40, "column 'day' is not in the file"),
        (("id,day,dead\n" + "1,2012-02-06,3\n" * 40).encode() + b"\xff,2012-02-06,3\n", "is not UTF-8"),
    ],
)
def test_faults_of_a_large_table_are_named_as_of_a_small_one(ingested, request, content, what):
    options = {"columns": {"record_id": "id", "date": "day", "best": "dead"}, "constants": OPTIONS["constants"]}
    said = []
    for large in (False, True):
        if large:
            request.getfixturevalue("small_pieces")
        with pytest.raises(CasualtiesError, match=what) as caught:
            ingested("table", content, options={**options, "constants": {"harm": "killed"}})
        said.append(str(caught.value))
    assert said[0].split(" It reads")[0] == said[1].split(" It reads")[0] or "cannot be read" in said[0]


def test_rows_without_a_key_are_not_cut(ingested, small_pieces):
    """They are numbered where they are alike but for their figures: each depends on the others."""
    options = {"columns": {"date": "day", "best": "dead"}, "constants": OPTIONS["constants"]}
    result = ingested("table", "day,dead\n2012-02-06,3\n2012-02-06,4\n2012-02-06,5\n", options=options)
    assert result.claims["record_id"].nunique() == 3


def test_tags_below_the_header_are_no_row_of_the_first_piece(ingested, monkeypatch):
    tags = ",".join("#event+id" if name == "id" else "#meta" for name in NEW) + "\n"
    header, _, rest = ged(*EVENTS).partition("\n")
    monkeypatch.setattr(ucdp_ged, "BATCH", 2)
    result = ingested("ucdp_ged", f"{header}\n{tags}{rest}")
    assert result.claims["raw_ref"].iloc[0] == "row 2"
    assert len(result.rejects) == 6


def test_a_row_longer_than_a_block_after_pieces_were_read(ingested, monkeypatch):
    """The reader begins again with larger blocks, and nothing comes twice."""
    events = [{"id": str(n)} for n in range(1, 40)] + [{"id": "40", "source_headline": "x" * 200_000}, {"id": "41"}]
    monkeypatch.setattr(ucdp_ged, "BATCH", 3)
    monkeypatch.setattr(csv_stream, "BLOCK", 4096)
    result = ingested("ucdp_ged", ged(*events))
    assert result.rejects.empty
    totals = result.claims[result.claims["victims"] == "all"]
    assert totals["record_id"].tolist() == [str(n) for n in range(1, 42)]
    assert totals["raw_ref"].tolist() == [f"row {n}" for n in range(1, 42)]


@pytest.mark.parametrize(
    ("end", "what"), [(b'102,"abc', "fields"), (b"\xff", "not UTF-8"), (b"\xff\n", "not UTF-8"), (b"\xc3", "in the middle of a character")]
)
def test_a_bad_end_is_found_after_good_pieces(ingested, monkeypatch, end, what):
    monkeypatch.setattr(ucdp_ged, "BATCH", 2)
    with pytest.raises(DataError, match=what):
        ingested("ucdp_ged", ged(*({"id": str(n)} for n in range(9))).encode() + end)


def test_several_files_are_read_whole_and_combined(ingested, tmp_path, monkeypatch, sources, places):
    from casualties import raw
    from casualties.ingest import Definition, ingest

    monkeypatch.setattr(ucdp_ged, "BATCH", 1)
    (tmp_path / "GEDEvent_v24_1.csv").write_text(ged({"id": "1"}, {"id": "2"}))
    (tmp_path / "GEDEvent_v23_1.csv").write_text(ged({"id": "1", "best": "9"}, {"id": "3"}))
    about = Definition("test", "A test", "ucdp_ged", raw=("*.csv",))
    result = ingest(about, raw.find(tmp_path, about.raw), sources, places)
    assert result.claims.loc[result.claims["victims"] == "all", "record_id"].tolist() == ["1", "2"]
