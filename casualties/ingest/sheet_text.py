"""Hand-kept sheets (.xlsx) as lines of fields: what a cell shows becomes the text a person would have typed into a CSV file."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from casualties.errors import UsageError
from casualties.ingest.csv_text import Lines, Problem, UntrustedError, refuse_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casualties.raw import RawFile

SHEET = "claims"
"""The sheet that is read; the first one where none is called so."""

MARKS = "what to mend"
"""The column a checked copy has at its right end: it is ours, and is not read."""


def read(path: Path | RawFile) -> Lines:
    """The rows of a sheet, the line of each its number in the sheet.

    Raises
    ------
    UntrustedError
        file_is_workbook, file_not_empty, columns_are_named.
    UsageError
        The extra `excel` is not installed.
    """
    try:
        import python_calamine as calamine
    except ImportError as exc:
        raise UsageError(
            f"reading a sheet needs {exc.name}, which is not installed.",
            where=str(path),
            do='Install the extra: pip install "casualties[excel]". Or save the sheet as CSV UTF-8.',
        ) from exc
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as book:
            rows = book.get_sheet_by_name(chosen(book.sheet_names)).to_python(skip_empty_area=False)
    except (calamine.CalamineError, IndexError) as exc:
        told = Problem(0, "", "", "file_is_workbook", f"the file is no workbook: {exc}.", "Save it as .xlsx, or as CSV UTF-8.")
        raise UntrustedError(told) from exc
    told_rows = [(number, [text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    told_rows = [(number, cells) for number, cells in told_rows if any(cell.strip() for cell in cells)]
    if not told_rows:
        do = "Write the names of the columns in the first row, one claim a row below; `casualties template` makes such a sheet."
        raise UntrustedError(Problem(0, "", "", "file_not_empty", "the sheet is empty.", do))
    line, header = told_rows[0][0], [name.strip() for name in told_rows[0][1]]
    ours = {at for at, name in enumerate(header) if name == MARKS}
    header = _without(header, ours)
    while header and not header[-1]:
        header.pop()
    refuse_names(line, header)
    return Lines(header, [(number, _fields(_without(cells, ours), len(header))) for number, cells in told_rows[1:]], [])


def chosen(names: Sequence[str]) -> str:
    """Which of the sheets of a workbook is read."""
    return next((name for name in names if name.strip().lower() == SHEET), names[0])


def text(cell: Any) -> str:
    """A cell as a person would type it: 9 and not 9.0, 2012-02-07 and not a serial number.

    A date with a time is written with it; at midnight it is a date.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time(0) else cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _without(cells: list[str], ours: set[int]) -> list[str]:
    return [cell for at, cell in enumerate(cells) if at not in ours]


def _fields(cells: list[str], width: int) -> list[str]:
    """The cells below the names; what stands to the right of them makes the row too long, as it does in a CSV file."""
    cells = [*cells, *[""] * (width - len(cells))]
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells
