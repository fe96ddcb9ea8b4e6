"""Large machine-made CSV files: some columns, by name, as text; a file that is cut off or not UTF-8 is refused."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from casualties.errors import DataError, SourceError

if TYPE_CHECKING:
    from casualties.raw import RawFile

BLOCK = 1 << 22
"""Bytes parsed at a time; a row is never longer."""
NULLS = ["", "NULL"]


def read(path: RawFile, required: tuple[str, ...], optional: tuple[str, ...]) -> pd.DataFrame:
    """Columns of a comma-separated file in UTF-8, any order, quoted line breaks allowed.

    Parameters
    ----------
    path : RawFile
    required, optional : tuple of str
        Names of the columns to read; optional ones that are absent come out empty.

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
    names = _header(path)
    _refuse_layout(path, names, required)
    wanted = [*required, *(name for name in optional if name in names)]
    uneven: list[arrow_csv.InvalidRow] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    try:
        table = arrow_csv.read_csv(
            path.on_disk or path.open("rb"),
            read_options=arrow_csv.ReadOptions(block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=True, null_values=NULLS
            ),
        )
    except pa.ArrowInvalid as exc:
        _refuse_encoding(path)
        raise DataError(f"cannot be read as a CSV: {exc}.", where=str(path), do="Fetch it again; the file may be cut off.") from exc
    _refuse_encoding(path)
    if uneven:
        _refuse_uneven(path, uneven[-1])
    frame: pd.DataFrame = table.to_pandas().astype("str")
    for name in optional:
        if name not in frame:
            frame[name] = pd.Series(pa.nulls(len(frame), pa.string()).to_pandas(), dtype="str")
    frame["raw_ref"] = pd.Series([f"row {n}" for n in range(1, len(frame) + 1)], dtype="str")
    return frame


def _header(path: RawFile) -> list[str]:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if not start.strip(b"\xef\xbb\xbf \r\n\t"):
        raise DataError("the file is empty.", where=str(path), do="Fetch it again.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start[:4096]:
        raise DataError("the file is UTF-16, not UTF-8.", where=f"{path}, byte 0", do="Save it as UTF-8, or fetch it again.")
    text = start.decode("utf-8-sig", errors="replace")
    return next(csv.reader(io.StringIO(text, newline="")))


def _refuse_layout(path: RawFile, names: list[str], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in names]
    if len(missing) == len(required):
        do = "The first row must name the columns." if len(names) > 1 else "The file must be comma-separated, with the names of the columns in the first row."
        raise SourceError(f"no known column in the first row ({', '.join(names[:4])}, ...).", where=f"{path}, line 1", do=do)
    if missing:
        near = difflib.get_close_matches(missing[0], [n for n in names if n not in required], n=1)
        hint = f"It has {near[0]!r}, which may be its new name." if near else "The source may have changed its layout."
        raise SourceError(
            f"column {missing[0]!r} is missing" + (f" (and {len(missing) - 1} more: {', '.join(missing[1:])})." if missing[1:] else "."),
            where=f"{path}, line 1",
            do=hint,
        )
    twice = sorted({name for name in names if name in required and names.count(name) > 1})
    if twice:
        raise DataError(f"column {twice[0]!r} is there twice.", where=f"{path}, line 1", do="Fetch the file again, or remove one of them.")


def _refuse_encoding(path: RawFile) -> None:
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


def _not_utf8(path: RawFile, at: int, byte: int) -> DataError:
    with path.open("rb") as file:
        line = file.read(at).count(b"\n") + 1
    what = f"byte 0x{byte:02x} is not UTF-8 (in Windows-1252 it is {bytes([byte]).decode('cp1252', errors='replace')!r})."
    return DataError(what, where=f"{path}, line {line}, byte {at}", do="Save the file as UTF-8, or fetch it again.")


def _refuse_uneven(path: RawFile, row: arrow_csv.InvalidRow) -> None:
    shown = row.text.strip()[:80]
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        size = file.tell()
        file.seek(max(0, size - len(row.text.encode()) - 16))
        last = file.read().decode("utf-8", errors="replace").strip().endswith(row.text.strip())
    what = f"{'the last row' if last else 'a row'} has {row.actual_columns} fields, not {row.expected_columns}: {shown!r}"
    raise DataError(what, where=str(path), do="The file is cut off: fetch it again." if last else "Fetch it again, or ask the source.")
