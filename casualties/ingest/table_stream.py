"""Large files of rows read in pieces: texts in UTF-8 as they are parsed, what else is read whole and cut."""

from __future__ import annotations

import codecs
import io
import re
from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from casualties.ingest import columns, csv_stream, table_files, written
from casualties.ingest.table_plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyarrow import csv as arrow_csv

    from casualties.ingest.table_plan import Reading
    from casualties.raw import RawFile

LARGE = 1 << 26
"""Bytes from which on a text is not held in memory."""
_HEAD = 1 << 20
_UTF8 = ("utf-8", "utf8", "utf-8-sig")


def batches(path: RawFile, reading: Reading, wanted: Mapping[str, str], pattern: str | None, most: int) -> Iterator[pd.DataFrame]:
    """The rows that `table_files.read` gives, at most `most` at a time, index 0, 1, ... each time; at least one frame.

    Parameters
    ----------
    path : RawFile
    reading, wanted, pattern
        As in `table_files.read`.
    most : int

    Raises
    ------
    DataError, SourceError, UsageError
        As `table_files.read`; that a file is cut off shows with the last piece.
    """
    if table_files.format_of(path, reading) in ("csv", "tsv") and reading.header == 1 and _is_large_utf8(path, reading):
        yield from _streamed(path, reading, wanted, pattern, most)
        return
    frame = table_files.read(path, reading, wanted, pattern)
    yield from (frame.iloc[n : n + most].reset_index(drop=True) for n in range(0, max(len(frame), 1), most))


def _is_large_utf8(path: RawFile, reading: Reading) -> bool:
    """Whether it is; what is not is read whole, and refused there with what to write."""
    if reading.encoding is not None and reading.encoding.lower().replace("_", "-") not in _UTF8:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    try:
        with path.open() as stream:
            while chunk := stream.read(1 << 20):
                size += len(chunk)
                if b"\0" in chunk:
                    return False
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return size >= LARGE


def _streamed(path: RawFile, reading: Reading, wanted: Mapping[str, str], pattern: str | None, most: int) -> Iterator[pd.DataFrame]:
    separator = reading.separator or ("\t" if table_files.format_of(path, reading) == "tsv" else ",")
    with path.open() as stream:
        head = stream.read(_HEAD).decode("utf-8-sig", errors="replace")
    records = [fields for _, fields in islice(table_files.fields(path, head, separator), 2)]
    table_files.refuse_names(path, records[0] if records else [])
    names = [name.strip() for name in records[0]]
    tags = records[1] if len(records) > 1 and columns.is_tags(records[1]) else []
    at = table_files.find(names, tags, wanted, str(path))
    if pattern is not None:
        at |= {name: n for n, name in enumerate(names) if re.fullmatch(pattern, name) and name not in wanted}
    nothing = (*MISSING, *reading.missing)
    above = 1 + bool(tags)  # rows of names, and of the tags below them
    for done, table in csv_stream.pieces(_tables(path, separator, len(names), list(at.values())), most):
        rows = table.slice(max(0, above - done))
        first = max(done, above)
        frame: pd.DataFrame = rows.to_pandas().astype("str").set_axis(list(at), axis=1)
        frame = frame.apply(lambda column: written.without(column, nothing))
        told = frame.notna().any(axis=1)
        frame["raw_ref"] = pd.Series([f"row {n}" for n in range(first, first + len(frame))], dtype="str")
        yield frame[told].reset_index(drop=True)


def _tables(path: RawFile, separator: str, width: int, at: list[int]) -> Iterator[pa.Table]:
    uneven: list[arrow_csv.InvalidRow] = []
    names = [str(n) for n in range(width)]
    try:
        yield from csv_stream.tables(path, [names[n] for n in at], uneven, names=names, separator=separator, nulls=[""])
    except pa.ArrowInvalid as exc:
        raise table_files.unreadable(path, exc) from exc
    if uneven:
        shown = uneven[-1].text.strip()
        raise table_files.uneven_row(path, uneven[-1].actual_columns, width, shown, last=_end(path, len(shown.encode())).endswith(shown))


def _end(path: RawFile, size: int) -> str:
    with path.open() as stream:
        whole = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, whole - size - 16))
        return stream.read().decode("utf-8", errors="replace").rstrip()
