"""Hand-kept CSV files as lines of fields: encoding, separator, quotes and missing ends are recognised and named."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from casualties.raw import RawFile

SHEET = ".xlsx"
CURLY = "“”‘’„«»"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file, and what to write.

    Parameters
    ----------
    line : int
        Line of the file, from 1; 0 = the file as a whole.
    column : str
        Column, "" where it is the line or the file.
    value : str
        The value as written.
    rule : str
        Name of the rule.
    what, do : str
        What is wrong; what to write.
    """

    line: int
    column: str
    value: str
    rule: str
    what: str
    do: str


class UntrustedError(Exception):
    """A file that cannot be read as what it should be; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.what)


@dataclass(frozen=True)
class Lines:
    """A file as fields.

    Parameters
    ----------
    header : list of str
        Names of the columns, without empty ones at the end.
    rows : list of (int, list of str)
        Line each record starts on, and its fields; blank rows are left out.
    notes : list of Problem
        What was recognised and read all the same.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[Problem]


def read(path: Path | RawFile) -> Lines:
    """The lines of a comma-separated file in UTF-8, or the rows of a sheet (.xlsx).

    Raises
    ------
    UntrustedError
        file_not_empty, encoding_is_utf8, separator_is_comma, quotes_are_closed, columns_are_named, file_is_whole; of a sheet also file_is_workbook.
    UsageError
        A sheet is to be read, and the extra `excel` is not installed.
    """
    if path.suffix.lower() == SHEET:
        from casualties.ingest import sheet_text

        return sheet_text.read(path)
    text, notes = _decode(path.read_bytes())
    records = _records(text)
    if not records:
        raise UntrustedError(
            Problem(0, "", "", "file_not_empty", "the file is empty.", "Write the names of the columns in the first line, one claim a line below.")
        )
    line, header = records[0]
    header = [name.strip() for name in header]
    _refuse_separator(line, header)
    while header and not header[-1]:
        header.pop()
    refuse_names(line, header)
    rows = [(at, _cut(fields, len(header))) for at, fields in records[1:]]
    blank = sum(1 for _, fields in rows if not any(field.strip() for field in fields))
    rows = [(at, fields) for at, fields in rows if any(field.strip() for field in fields)]
    if rows and len(rows[-1][1]) < len(header) and not blank:
        at, fields = rows[-1]
        what = f"the last line has {len(fields)} fields, the header {len(header)}: the file looks cut off."
        raise UntrustedError(Problem(at, "", ",".join(fields)[:80], "file_is_whole", what, "Save the file again, or complete that line."))
    if blank:
        notes.append(Problem(0, "", "", "blank_rows", f"{blank} blank rows were passed over.", "Nothing need be done."))
    return Lines(header, rows, notes)


def _decode(data: bytes) -> tuple[str, list[Problem]]:
    notes = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:1000]:
        raise UntrustedError(Problem(1, "", "", "encoding_is_utf8", "the file is UTF-16 (byte 0), not UTF-8.", 'Save it as "CSV UTF-8 (comma delimited)".'))
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        notes.append(
            Problem(
                1, "", "", "byte_order_mark", "the file starts with a byte order mark, as some spreadsheets write it; it was read.", "Nothing need be done."
            )
        )
    try:
        return data.decode("utf-8"), notes
    except UnicodeDecodeError as exc:
        line = data[: exc.start].count(b"\n") + 1
        byte = data[exc.start : exc.start + 1]
        near = data[max(0, exc.start - 12) : exc.start + 12].decode("cp1252", errors="replace")
        what = f"byte 0x{byte.hex()} at position {exc.start} is not UTF-8; in Windows-1252 the text there reads {near!r}."
        raise UntrustedError(Problem(line, "", near, "encoding_is_utf8", what, 'Save the file as "CSV UTF-8 (comma delimited)".')) from exc


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Records with the line they start on; an unclosed quote swallows the rest of the file and is refused where it opens."""
    limit = csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a cell may be long: that is for a rule to say, of its row
    try:
        return _split(text)
    finally:
        csv.field_size_limit(limit)


def _split(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, start = [], 1
    try:
        for fields in reader:
            if fields:
                records.append((start, fields))
            start = reader.line_num + 1
    except csv.Error as exc:
        what = f"a quote is opened here and not closed as it should be ({exc})."
        raise UntrustedError(
            Problem(start, "", text.splitlines()[start - 1][:80], "quotes_are_closed", what, 'Close it; a quote inside a field is written twice: "".')
        ) from exc
    return records


def _refuse_separator(line: int, header: list[str]) -> None:
    joined = ",".join(header)
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if joined.count(sign) > joined.count(","):
            raise UntrustedError(
                Problem(line, "", joined[:80], "separator_is_comma", f"the columns are separated by {name}.", "Save the file with commas between the columns.")
            )


def refuse_names(line: int, header: list[str]) -> None:
    """Raise UntrustedError where a column has no name, or two have one."""
    for position, name in enumerate(header, start=1):
        if not name:
            raise UntrustedError(Problem(line, "", "", "columns_are_named", f"column {position} has no name.", "Name it, or remove it."))
        if header.count(name) > 1:
            raise UntrustedError(Problem(line, name, name, "columns_are_named", f"column {name!r} is there twice.", "Remove one of them."))


def _cut(fields: list[str], width: int) -> list[str]:
    """Fields without the blank ones beyond the header."""
    while len(fields) > width and not fields[-1].strip():
        fields = fields[:-1]
    return fields
