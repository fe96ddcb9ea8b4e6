"""A sheet to enter claims in: the nine columns, with drop-downs, what each is for, and dates that are dates."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from casualties import files
from casualties.errors import UsageError
from casualties.ingest.claims_csv import NEEDED, OURS
from casualties.ingest.sheet_text import SHEET
from casualties.spelling import nearest
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

ROWS = 2000
"""Rows that have drop-downs."""

HELP = {
    "harm": "What happened to the people counted. Killed and injured in one figure: casualties.",
    "figure": 'As stated, in words or digits: 9, at least nine, 12 to 15, more than 100, dozens, up to 30. A report of none is 0; never leave out "at least".',
    "place": "Where, as stated. A name that several places have: with the one it lies in, as Baba Amr, Homs. Or its id, as SYR/Homs.",
    "start": "First day covered: 2012-02-07. Empty where the source says only until when.",
    "end": "Last day covered. The same day as start, where the figure is of one day.",
    "claimant": "Who says so, not who printed it. Empty where it is the outlet's own voice.",
    "publisher": "Where it appeared.",
    "published": "When it appeared: 2012-02-07, or with the time 2012-02-07T18:00Z (or +02:00).",
    "url": "Its address.",
}
WIDTHS = {"figure": 18, "place": 24, "claimant": 30, "publisher": 24, "published": 20, "url": 44, "note": 40, "quote": 40}
TEXT, DATE = "@", "yyyy-mm-dd"


def write_template(target: Path, sources: pd.DataFrame, places: Sequence[str] = (), more: Sequence[str] = ()) -> list[str]:
    """A sheet to enter claims in.

    Parameters
    ----------
    target : Path
        A new file, .xlsx; or .csv, for the names of the columns alone. A file that is there is never overwritten: it may hold claims.
    sources : DataFrame
        The table of sources: their names are offered as claimants and publishers, others may be written.
    places : sequence of str
        Place ids that are offered, others may be written.
    more : sequence of str
        Columns of the claims table beside the nine.

    Returns
    -------
    list of str
        The columns.

    Raises
    ------
    UsageError
        The file is there, a column is not known, or the extra `excel` is not installed.
    DataError
        The file cannot be written.
    """
    columns = [*NEEDED, *(_column(name) for name in more if name not in NEEDED)]
    if target.exists():
        raise UsageError("the file is there already.", where=str(target), do="It may hold claims: name another, or move it away.")
    if target.suffix.lower() == ".csv":
        files.write(target, (",".join(columns) + "\n").encode())
    elif target.suffix.lower() == ".xlsx":
        files.write(target, _workbook(columns, sources, places))
    else:
        raise UsageError(f"a template is not written as {target.suffix or 'a file without suffix'}.", where=str(target), do="Name it like entry.xlsx.")
    return columns


def _library() -> Any:
    try:
        import openpyxl
        import openpyxl.comments
        import openpyxl.styles
        import openpyxl.workbook.defined_name
        import openpyxl.worksheet.datavalidation
    except ImportError as exc:
        raise UsageError(f"writing a sheet needs {exc.name}, which is not installed.", do='Install the extra: pip install "casualties[excel]".') from exc
    return openpyxl


def _column(name: str) -> str:
    known = [column for column in CLAIMS.names if column not in OURS]
    if name not in known:
        near = nearest(name, known, n=1)
        raise UsageError(f"{name!r} is no column to write.", do=f"Did you mean {near[0]!r}?" if near else f"Columns are: {', '.join(known)}.")
    return name


def _workbook(columns: Sequence[str], sources: pd.DataFrame, places: Sequence[str]) -> bytes:
    openpyxl = _library()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    lists = book.create_sheet("lists")
    offered = _offered(columns, sources, places)
    for position, (name, values) in enumerate(offered.items(), start=1):
        letter = openpyxl.utils.get_column_letter(position)
        for row, value in enumerate((name, *values), start=1):
            lists.cell(row, position, value)
        # a name, not an address in another sheet: spreadsheets keep the drop-down when they save the file
        reference = f"lists!${letter}$2:${letter}${len(values) + 1}"
        book.defined_names[f"list_{name}"] = openpyxl.workbook.defined_name.DefinedName(f"list_{name}", attr_text=reference)
    for position, name in enumerate(columns, start=1):
        _dress(openpyxl, sheet, position, name, offered)
    sheet.freeze_panes = "A2"
    _explain(openpyxl, book.create_sheet("how to"), columns)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _offered(columns: Sequence[str], sources: pd.DataFrame, places: Sequence[str]) -> dict[str, list[str]]:
    """What the drop-down of a column offers."""
    names = sorted(sources["name"].dropna().unique())
    outlets = sorted(sources.loc[sources["kind"].isin(["media", "agency"]), "name"].dropna().unique())
    offered: dict[str, list[str]] = {"place": list(places), "claimant": names, "publisher": [*outlets, *(n for n in names if n not in set(outlets))]}
    for column in CLAIMS.columns:
        if column.name in columns and column.kind in {"Enum", "Flag"}:
            offered[column.name] = list(column.values) or ["true", "false"]
    return {name: values for name, values in offered.items() if values and name in columns}


def _dress(openpyxl: Any, sheet: Any, position: int, name: str, offered: dict[str, list[str]]) -> None:
    letter = openpyxl.utils.get_column_letter(position)
    head = sheet.cell(1, position, name)
    head.font = openpyxl.styles.Font(bold=True)
    head.fill = openpyxl.styles.PatternFill("solid", fgColor="DDE6ED")
    sheet.column_dimensions[letter].width = WIDTHS.get(name, 14)
    kind = next((c.kind for c in CLAIMS.columns if c.name == name), "Text")
    sheet.column_dimensions[letter].number_format = DATE if kind == "Day" else TEXT if kind in {"Text", "Instant", "Enum", "Flag"} else "General"
    rule = openpyxl.worksheet.datavalidation.DataValidation(allow_blank=True, showInputMessage=True, promptTitle=name[:32], prompt=_help(name)[:255])
    if name in offered:
        closed = name not in {"place", "claimant", "publisher"}
        rule.type, rule.formula1 = "list", f"list_{name}"
        _refuse(rule, closed, f"Choose one of the list: {', '.join(offered[name])}" if closed else "")
    elif kind == "Day":
        start = openpyxl.utils.get_column_letter(position - 1) if name == "end" else None
        rule.type, rule.operator, rule.formula1 = "date", "greaterThanOrEqual", f"MAX(1,{start}2)" if start else "1"
        _refuse(rule, True, "Write a day, as 2012-02-07" + (", not before start." if start else "."))
    elif kind == "Count":
        rule.type, rule.operator, rule.formula1 = "whole", "greaterThanOrEqual", "0"
        _refuse(rule, True, "Write a whole number of persons, 0 or above.")
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")


def _refuse(rule: Any, closed: bool, message: str) -> None:  # noqa: FBT001 - whether a list is closed
    rule.showErrorMessage = closed
    rule.errorStyle, rule.errorTitle, rule.error = "stop", "casualties", message[:225]


def _help(name: str) -> str:
    return HELP.get(name) or next((c.doc for c in CLAIMS.columns if c.name == name), name)


def _explain(openpyxl: Any, sheet: Any, columns: Sequence[str]) -> None:
    lines = [
        ("One claim a row: one statement, by one source, of one figure, about one place and span of days.", ""),
        ("A second figure of the same page is a second row. Two pages with the same statement are two rows.", ""),
        ("Save the file, then: casualties check FILE.xlsx - what is to be mended stands beside the cell, in a copy FILE-checked.xlsx.", ""),
        ("", ""),
        *((name, _help(name)) for name in columns),
    ]
    for row, cells in enumerate(lines, start=1):
        for position, value in enumerate(cells, start=1):
            sheet.cell(row, position, value or None)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 110
    for row in range(5, 5 + len(columns)):
        sheet.cell(row, 1).font = openpyxl.styles.Font(bold=True)
