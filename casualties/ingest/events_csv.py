"""Large machine-made CSV files: some columns, by name, as text; a file that is cut off or not UTF-8 is refused."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from casualties.errors import DataError
from casualties.ingest import columns, csv_stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pyarrow import csv as arrow_csv

    from casualties.ingest.columns import Layout
    from casualties.raw import RawFile

SEPARATORS = (",", ";", "\t", "|")
NULLS = ["", "NULL"]


def read(path: Path | RawFile, layout: Layout) -> pd.DataFrame:
    """Columns of a file in UTF-8, separated by commas, semicolons, tabs or bars, any order, quoted line breaks allowed.

    A first row that is one of values, or of HXL tags, is known as such where the layout says what orders of columns there are.

    Parameters
    ----------
    path : Path or RawFile
    layout : Layout
        The columns to read; optional ones that are absent come out empty.

    Returns
    -------
    DataFrame
        All columns `str`, missing where empty or the word NULL; `raw_ref` is "row N", counted from 1 below the header.

    Raises
    ------
    DataError
        The file is empty, not UTF-8, cut off, or a row has not as many fields as the header.
    SourceError
        A required column is not there: the source changed its layout.
    """
    found, tables = _opened(path, layout)
    return _frame(pa.concat_tables(tables), list(found), layout, 0)


def batches(path: Path | RawFile, layout: Layout, most: int) -> Iterator[pd.DataFrame]:
    """The same rows, at most `most` at a time, index 0, 1, ... each time; at least one frame.

    That a file is cut off may show with the last of them only.
    """
    found, tables = _opened(path, layout)
    for done, table in csv_stream.pieces(tables, most):
        yield _frame(table, list(found), layout, done)


def _frame(table: pa.Table, words: list[str], layout: Layout, before: int) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas().astype("str").set_axis(words, axis=1)
    for name in layout.optional:
        if name not in frame:
            frame[name] = pd.Series(pa.nulls(len(frame), pa.string()).to_pandas(), dtype="str")
    frame["raw_ref"] = pd.Series([f"row {n}" for n in range(before + 1, before + len(frame) + 1)], dtype="str")
    return frame


def _opened(path: Path | RawFile, layout: Layout) -> tuple[dict[str, str], Iterator[pa.Table]]:
    """Names of the columns, and their values in pieces; the first is empty."""
    separator, first = _first_row(path, layout)
    _refuse_encoding(path)
    order, skipped = _order(first, layout)
    found = columns.find(first if order is None else order, layout, f"{path}, line 1")
    return found, _tables(path, list(found.values()), order, skipped, separator)


def _tables(path: Path | RawFile, wanted: list[str], order: Sequence[str] | None, skipped: int, separator: str) -> Iterator[pa.Table]:
    uneven: list[arrow_csv.InvalidRow] = []
    try:
        yield from csv_stream.tables(path, wanted, uneven, names=order, separator=separator, nulls=NULLS, skipped=skipped)
    except pa.ArrowInvalid as exc:
        raise DataError(f"cannot be read as a CSV: {exc}.", where=str(path), do="Fetch it again; the file may be cut off.") from exc
    if uneven:
        _refuse_uneven(path, uneven[-1])


def _order(first: list[str], layout: Layout) -> tuple[Sequence[str] | None, int]:
    """The order of the columns where the first row does not name them, and how many rows to pass over."""
    fitting = [order for order in layout.orders if len(order) == len(first)]
    if columns.is_tags(first):
        for order in fitting:
            told = [(layout.tags[name], _tag(cell)) for name, cell in zip(order, first, strict=True) if name in layout.tags]
            if told and all(tag in ("", known) for known, tag in told):
                return order, 1
        return None, 0
    for order in fitting:
        cells = dict(zip(order, first, strict=True))
        if layout.looks and all(re.fullmatch(look, cells[name].strip()) for name, look in layout.looks.items()):
            return order, 0
    return None, 0


def _tag(cell: str) -> str:
    """An HXL tag without blanks, in small letters: attributes keep their order."""
    return re.sub(r"\s+", "", cell).lower()


def _first_row(path: Path | RawFile, layout: Layout) -> tuple[str, list[str]]:
    """What separates the columns, and the first row: commas, unless another sign shows more of the columns of the layout."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if not start.strip(b"\xef\xbb\xbf \r\n\t"):
        raise DataError("the file is empty.", where=str(path), do="Fetch it again.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start[:4096]:
        raise DataError("the file is UTF-16, not UTF-8.", where=f"{path}, byte 0", do="Save it as UTF-8, or fetch it again.")
    text = start.decode("utf-8-sig", errors="replace")
    rows = {sign: next(csv.reader(io.StringIO(text, newline=""), delimiter=sign)) for sign in SEPARATORS}
    separator = max(SEPARATORS, key=lambda sign: columns.known(rows[sign], layout))
    return separator, rows[separator]


def _refuse_encoding(path: Path | RawFile) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            held = len(decoder.getstate()[0])
            if held or not chunk.isascii():
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as exc:
                    raise _not_utf8(path, offset + exc.start - held, exc.object[exc.start]) from exc
            offset += len(chunk)
        if decoder.getstate()[0]:
            raise DataError("the file ends in the middle of a character.", where=f"{path}, byte {offset}", do="It is cut off: fetch it again.")


def _not_utf8(path: Path | RawFile, at: int, byte: int) -> DataError:
    with path.open("rb") as file:
        line = file.read(at).count(b"\n") + 1
    what = f"byte 0x{byte:02x} is not UTF-8 (in Windows-1252 it is {bytes([byte]).decode('cp1252', errors='replace')!r})."
    do = 'Save the file as UTF-8, or fetch it again; where the ingestor has that option, write options.read.encoding = "cp1252" in dataset.toml if that is right.'
    return DataError(what, where=f"{path}, line {line}, byte {at}", do=do)


def _refuse_uneven(path: Path | RawFile, row: arrow_csv.InvalidRow) -> None:
    shown = row.text.strip()[:80]
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        size = file.tell()
        file.seek(max(0, size - len(row.text.encode()) - 16))
        last = file.read().decode("utf-8", errors="replace").strip().endswith(row.text.strip())
    what = f"{'the last row' if last else 'a row'} has {row.actual_columns} fields, not {row.expected_columns}: {shown!r}"
    raise DataError(what, where=str(path), do="The file is cut off: fetch it again." if last else "Fetch it again, or ask the source.")
