"""Sheets as lines of text."""

from __future__ import annotations

import datetime as dt
import io
import sys

import openpyxl
import pytest

from casualties.errors import DataError, UsageError
from casualties.ingest import csv_text
from casualties.ingest.csv_text import UntrustedError

NINE = ["harm", "figure", "place", "start", "end", "claimant", "publisher", "published", "url"]
DAY = dt.date(2012, 2, 7)
ROW = ["killed", "at least nine", "Homs", DAY, DAY, "SOHR", "Deutsche Welle", dt.datetime(2012, 2, 7, 18, 30), "https://example.org/a"]


def book(*rows, sheet="claims", before=()):
    made = openpyxl.Workbook()
    made.active.title = before[0] if before else sheet
    for name in (*before[1:], *([sheet] if before else [])):
        made.create_sheet(name)
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row, start=1):
            made[sheet].cell(number, position).value = value
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


@pytest.fixture
def lines(tmp_path):
    def read(content):
        path = tmp_path / "entry.xlsx"
        path.write_bytes(content)
        return csv_text.read(path)

    return read


def test_cells_become_what_a_person_would_type(lines):
    row = ["killed", 9, 9.5, DAY, dt.datetime(2012, 2, 7, 18, 30), True, " x ", "007", None]
    found = lines(book(NINE, row))
    assert found.header == NINE
    assert found.rows == [(2, ["killed", "9", "9.5", "2012-02-07", "2012-02-07T18:30:00", "true", " x ", "007", ""])]


def test_rows_keep_their_numbers_and_blank_ones_are_passed_over(lines):
    found = lines(book([], NINE, ROW, [], [" "], ROW))
    assert [line for line, _ in found.rows] == [3, 6]


def test_the_sheet_called_claims_is_read_wherever_it_stands(lines):
    assert lines(book(NINE, ROW, before=("notes", "lists"))).header == NINE
    assert lines(book(NINE, ROW, sheet="Tabelle1")).header == NINE


def test_our_marks_are_not_read_and_other_cells_beyond_the_names_are_too_many(lines):
    found = lines(book([*NINE, "", "what to mend"], [*ROW, "", "mend it"], [*ROW, "stray", "mend it"]))
    assert found.header == NINE
    assert [len(fields) for _, fields in found.rows] == [9, 10]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"no workbook", "file_is_workbook"),
        (b"", "file_is_workbook"),
        (book(), "file_not_empty"),
        (book(["harm", "", "url"]), "columns_are_named"),
        (book(["a", "a"]), "columns_are_named"),
    ],
)
def test_what_is_no_sheet_of_claims_is_refused(lines, content, rule):
    with pytest.raises(UntrustedError) as caught:
        lines(content)
    assert caught.value.problem.rule == rule


def test_a_sheet_is_ingested_like_a_csv(ingested):
    result = ingested("claims_csv", book(NINE, ROW, ["kiled", *ROW[1:]], [ROW[0], 12, *ROW[2:]]), name="entry.xlsx")
    assert result.claims[["low", "stated", "raw_ref"]].astype("str").to_numpy().tolist() == [["9", "at least nine", "line 2"], ["12", "12", "line 4"]]
    assert result.claims["published_at"].dt.strftime("%H:%M").tolist() == ["18:30", "18:30"]
    assert result.rejects[["raw_ref", "reasons"]].to_numpy().tolist() == [["line 3", "code_known"]]
    with pytest.raises(DataError, match=r"entry\.xlsx.*no workbook"):
        ingested("claims_csv", b"x", name="entry.xlsx")


def test_a_missing_library_names_the_extra(lines, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(UsageError, match=r"casualties\[excel\]"):
        lines(book(NINE, ROW))
