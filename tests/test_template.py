"""The sheet to enter claims in."""

from __future__ import annotations

import sys

import openpyxl
import pytest

from casualties import ingest, places, sources, template
from casualties.cli import call
from casualties.errors import UsageError
from casualties.ingest.claims_csv import NEEDED
from casualties.tables.claims import HARMS


@pytest.fixture(scope="module")
def known():
    return sources.load()


@pytest.fixture
def sheet(tmp_path, known):
    template.write_template(tmp_path / "entry.xlsx", known, ["SYR", "SYR/Homs"], ["victims", "do_not_publish", "low"])
    return openpyxl.load_workbook(tmp_path / "entry.xlsx")


def offered(book, column):
    """The values a drop-down shows, and whether others are refused."""
    claims = book["claims"]
    letter = next(cell.column_letter for cell in claims[1] if cell.value == column)
    (rule,) = [rule for rule in claims.data_validations.dataValidation if f"{letter}2" in rule.sqref]
    if rule.type != "list":
        return rule.type, rule.showErrorMessage
    ((name, cells),) = book.defined_names[rule.formula1].destinations
    return [cell.value for (cell,) in book[name][cells]], rule.showErrorMessage


def test_nine_columns_and_those_asked_for(sheet):
    assert [cell.value for cell in sheet["claims"][1]] == [*NEEDED, "victims", "do_not_publish", "low"]
    assert sheet["claims"].freeze_panes == "A2"
    told = {row[0].value: row[1].value for row in sheet["how to"].iter_rows()}
    assert all(told[name] for name in NEEDED)


def test_drop_downs(sheet, known):
    assert offered(sheet, "harm") == (list(HARMS), True)
    assert offered(sheet, "place") == (["SYR", "SYR/Homs"], False)
    names, closed = offered(sheet, "claimant")
    assert not closed
    assert set(names) == set(known["name"].dropna())
    assert sources.resolve(known["name"].dropna().drop_duplicates(), known).notna().all()
    outlets = set(known.loc[known["kind"].isin(["media", "agency"]), "name"])
    assert offered(sheet, "publisher")[0][0] in outlets
    assert "children" in offered(sheet, "victims")[0]
    assert offered(sheet, "do_not_publish") == (["true", "false"], True)
    assert [offered(sheet, name) for name in ("start", "end", "low")] == [("date", True), ("date", True), ("whole", True)]


def test_figures_and_times_stay_as_typed_and_days_are_days(sheet):
    formats = {cell.value: sheet["claims"].column_dimensions[cell.column_letter].number_format for cell in sheet["claims"][1]}
    assert (formats["figure"], formats["published"], formats["start"]) == ("@", "@", "yyyy-mm-dd")
    ranges = [str(rule.sqref) for rule in sheet["claims"].data_validations.dataValidation]
    assert all(reach.endswith(str(template.ROWS + 1)) for reach in ranges)


def test_an_empty_template_has_no_claim_and_a_filled_one_is_read(tmp_path, sheet, known):
    world = places.load(["SYR"])
    found = ingest.check_file(tmp_path / "entry.xlsx", known, world)
    assert found["severity"].tolist() == []
    for position, value in enumerate(["killed", "12 to 15", "SYR/Homs", "2012-02-07", "2012-02-07", "Syrian Observatory for Human Rights"], start=1):
        sheet["claims"].cell(2, position).value = value
    sheet["claims"].cell(2, 9).value = "https://example.org/a"
    sheet.save(tmp_path / "entry.xlsx")
    assert ingest.check_file(tmp_path / "entry.xlsx", known, world).empty


def test_a_file_that_is_there_is_never_overwritten(tmp_path, known):
    (tmp_path / "entry.xlsx").write_text("claims of a week")
    with pytest.raises(UsageError, match="there already"):
        template.write_template(tmp_path / "entry.xlsx", known)
    assert (tmp_path / "entry.xlsx").read_text() == "claims of a week"


def test_other_kinds_of_files(tmp_path, known):
    template.write_template(tmp_path / "entry.csv", known, more=["note"])
    assert (tmp_path / "entry.csv").read_text() == ",".join([*NEEDED, "note"]) + "\n"
    with pytest.raises(UsageError, match=r"\.docx"):
        template.write_template(tmp_path / "entry.docx", known)
    with pytest.raises(UsageError, match="Did you mean 'victims'"):
        template.write_template(tmp_path / "x.xlsx", known, more=["victim"])
    with pytest.raises(UsageError, match="no column to write"):
        template.write_template(tmp_path / "x.xlsx", known, more=["raw_sha256"])


def test_a_missing_library_names_the_extra(tmp_path, known, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError, match=r"casualties\[excel\]"):
        template.write_template(tmp_path / "entry.xlsx", known)


def test_the_command_offers_the_places_that_claims_speak_of(stored, tmp_path, capsys):
    assert call(["--root", str(stored), "template", "-o", str(tmp_path / "entry.xlsx"), "--column", "victims"]) == 0
    out, err = capsys.readouterr()
    assert out.strip() == (tmp_path / "entry.xlsx").as_posix()
    assert "casualties check" in err
    assert "SYR/Homs/Homs" in offered(openpyxl.load_workbook(tmp_path / "entry.xlsx"), "place")[0]
    assert call(["--root", str(tmp_path), "template", "-o", str(tmp_path / "entry.xlsx")]) == 2
