"""What is wrong in a sheet, written back beside the cell."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from casualties import sources, template
from casualties.cli import call

pytestmark = pytest.mark.usefixtures("small_world")

GOOD = ["killed", "at least nine", "SYR/Homs", dt.date(2012, 2, 7), dt.date(2012, 2, 7), "SOHR", "Deutsche Welle", "2012-02-07", "https://example.org/a"]
BAD = ["kiled", dt.date(2012, 10, 12), "Nowhere at all", dt.date(2012, 2, 7), None, "SOHR", "Deutsche Welle", "07/02/2012", "https://example.org/b"]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "entry.xlsx"
    template.write_template(path, sources.load())
    return path


@pytest.fixture
def fill(tmp_path, empty):
    def write(*rows, path=None):
        target = path or tmp_path / "entry.xlsx"
        book = openpyxl.load_workbook(path or empty)
        for number, row in enumerate(rows, start=2):
            for position, value in enumerate(row, start=1):
                book["claims"].cell(number, position).value = value
        book.save(target)
        return target

    return write


@pytest.fixture
def check(tmp_path, capsys):
    def run(path):
        code = call(["--root", str(tmp_path), "check", str(path), "-f", "csv"])
        return code, *capsys.readouterr()

    return run


def marks(path):
    """Comments by cell, colours of cells, and words by row."""
    claims = openpyxl.load_workbook(path)["claims"]
    cells = [cell for row in claims.iter_rows(max_row=10) for cell in row]
    names = [cell.value for cell in claims[1]]
    words = {row: claims.cell(row, names.index("what to mend") + 1).value for row in range(2, 6)} if "what to mend" in names else {}
    comments = {cell.coordinate: cell.comment.text for cell in cells if cell.comment}
    return comments, {c.coordinate for c in cells if c.row > 1 and c.fill.fill_type == "solid"}, {row: told for row, told in words.items() if told}


def test_each_problem_stands_beside_its_cell(fill, check, tmp_path):
    path = fill(GOOD, BAD)
    before = path.read_bytes()
    code, out, err = check(path)
    assert code == 3
    assert "entry-checked.xlsx" in err
    assert path.read_bytes() == before
    comments, coloured, words = marks(tmp_path / "entry-checked.xlsx")
    assert set(comments) == coloured == {"A3", "B3", "C3", "E3", "H3"}
    assert "Write killed" in comments["A3"]
    assert "10 to 12" in comments["B3"]
    assert "2012-02-07 (day first)" in comments["H3"]
    assert list(words) == [3]
    assert "harm: 'kiled' is not a known code." in words[3]
    assert "end: end is empty." in words[3]
    book = openpyxl.load_workbook(tmp_path / "entry-checked.xlsx")
    assert book["claims"]["B3"].value == dt.datetime(2012, 10, 12)
    assert len(book["claims"].data_validations.dataValidation) == 9
    assert out.count("\n") == 6


def test_a_good_sheet_is_left_alone(fill, check, tmp_path):
    code, _, err = check(fill(GOOD))
    assert (code, "every claim can be read" in err) == (0, True)
    assert not (tmp_path / "entry-checked.xlsx").exists()


def test_mended_in_the_copy_it_is_checked_again_and_the_marks_go(fill, check, tmp_path):
    check(fill(BAD))
    copy = tmp_path / "entry-checked.xlsx"
    fill([*GOOD[:7], "07/02/2012"], path=copy)
    code, _, _ = check(copy)
    assert code == 3
    comments, coloured, words = marks(copy)
    assert set(comments) == coloured == {"H2"}
    assert words == {2: words[2]}
    assert words[2].startswith("published:")
    fill(GOOD, path=copy)
    assert check(copy)[0] == 0
    assert marks(copy) == ({}, set(), {})
    assert not (tmp_path / "entry-checked-checked.xlsx").exists()


def test_the_copy_follows_when_the_sheet_itself_is_mended(fill, check, tmp_path):
    check(fill(BAD))
    assert check(fill(GOOD))[0] == 0
    assert marks(tmp_path / "entry-checked.xlsx") == ({}, set(), {})


def test_a_comment_of_a_person_stays(fill, check, tmp_path):
    path = fill(BAD)
    book = openpyxl.load_workbook(path)
    book["claims"]["A2"].comment = openpyxl.comments.Comment("ask the editor", "ab")
    book.save(path)
    check(path)
    comments, coloured, words = marks(tmp_path / "entry-checked.xlsx")
    assert comments["A2"] == "ask the editor"
    assert "A2" in coloured
    assert "kiled" in words[2]


def test_a_column_that_is_missing_or_misspelt_is_marked_at_the_head(fill, check, tmp_path):
    path = fill(GOOD)
    book = openpyxl.load_workbook(path)
    book["claims"]["A1"].value = "harn"
    book.save(path)
    code, _, _ = check(path)
    assert code == 3
    comments, _, _ = marks(tmp_path / "entry-checked.xlsx")
    assert "Rename 'harn'?" in comments["A1"]


def test_a_stray_cell_beyond_the_columns_stays_and_is_named(fill, check, tmp_path):
    check(fill([*GOOD, "stray"]))
    book = openpyxl.load_workbook(tmp_path / "entry-checked.xlsx")
    assert book["claims"]["J2"].value == "stray"
    assert "10 fields" in book["claims"]["A2"].comment.text
    assert check(tmp_path / "entry-checked.xlsx")[0] == 3


def test_what_is_no_workbook_gets_no_copy(check, tmp_path):
    path = tmp_path / "entry.xlsx"
    path.write_bytes(b"x")
    code, out, _ = check(path)
    assert (code, "file_is_workbook" in out) == (3, True)
    assert not (tmp_path / "entry-checked.xlsx").exists()
