"""A copy of a hand-kept sheet in which what is wrong stands beside the cell: a colour and a comment on it, and words at the end of its row."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from casualties import files
from casualties.errors import DataError, UsageError
from casualties.ingest.csv_text import SHEET as SUFFIX
from casualties.ingest.sheet_text import MARKS, chosen

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

BY = "casualties"
COLOURS = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "note": "FFDDEBF7"}
ENDING = "-checked"


def copy_of(path: Path) -> Path:
    """Where the checked copy of a sheet lies: beside it; a checked copy is its own."""
    return path if path.stem.endswith(ENDING) else path.with_name(f"{path.stem}{ENDING}{path.suffix}")


def write_checked(path: Path, problems: pd.DataFrame) -> Path | None:
    """Mark the problems in a copy of a sheet; marks of an earlier check are taken away.

    Parameters
    ----------
    path : Path
        A sheet, .xlsx. It stays as it is, unless it is a checked copy itself: people mend where the marks are.
    problems : DataFrame
        As `check_file` gives them.

    Returns
    -------
    Path or None
        The copy; None where there is nothing to mark and none is there, or the file is no sheet.

    Raises
    ------
    UsageError
        The extra `excel` is not installed.
    DataError
        The copy cannot be written.
    """
    target = copy_of(path)
    if path.suffix.lower() != SUFFIX or (problems.empty and not target.exists()) or "file_is_workbook" in set(problems["rule"]):
        return None
    openpyxl = _library()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features of a workbook that are left out of the copy
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book[chosen(book.sheetnames)]
    head = _head(sheet)
    columns = {str(cell.value).strip(): cell.column for cell in sheet[head] if cell.value is not None}
    before = columns.pop(MARKS, None)
    _clear(openpyxl, sheet, before)
    marks = before or sheet.max_column + 1
    for problem in problems.to_dict("records"):
        row = max(int(problem["line"]), head)
        _mark(openpyxl, sheet.cell(row, columns.get(problem["column"], 1)), problem)
        words = sheet.cell(row, marks)
        named = f"{problem['column']}: " if problem["column"] and row != head else ""
        words.value = "\n".join(part for part in (words.value, f"{named}{problem['message']}") if part)
        words.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    if len(problems):
        name = sheet.cell(head, marks)
        name.value = MARKS
        name.font = openpyxl.styles.Font(bold=True)
        sheet.column_dimensions[openpyxl.utils.get_column_letter(marks)].width = 90
    data = io.BytesIO()
    try:
        book.save(data)
    except (ValueError, OSError) as exc:
        raise DataError(f"the checked copy cannot be made: {exc}.", where=str(path), do="Read the list of problems instead.") from exc
    files.write(target, data.getvalue())
    return target


def _library() -> Any:
    try:
        import openpyxl
        import openpyxl.comments
        import openpyxl.styles
    except ImportError as exc:
        raise UsageError(f"writing a sheet needs {exc.name}, which is not installed.", do='Install the extra: pip install "casualties[excel]".') from exc
    return openpyxl


def _head(sheet: Any) -> int:
    """The row of the names: the first that holds anything."""
    return next((row[0].row for row in sheet.iter_rows() if any(cell.value not in {None, ""} for cell in row)), 1)


def _clear(openpyxl: Any, sheet: Any, marks: int | None) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == BY:
                cell.comment = None
            if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in COLOURS.values():
                cell.fill = openpyxl.styles.PatternFill()
            if cell.column == marks:
                cell.value = None


def _mark(openpyxl: Any, cell: Any, problem: dict[Any, Any]) -> None:
    if cell.comment is None:
        cell.comment = openpyxl.comments.Comment(problem["message"], BY, width=360, height=110)
    elif cell.comment.author == BY:
        cell.comment = openpyxl.comments.Comment(f"{cell.comment.text}\n{problem['message']}", BY, width=360, height=180)
    # the comment of a person stays: the words at the end of the row say the same
    if cell.fill.fill_type is None or cell.fill.fgColor.rgb != COLOURS["error"]:
        cell.fill = openpyxl.styles.PatternFill("solid", fgColor=COLOURS[problem["severity"]])
