"""Files of rows, whatever they are kept in: the columns that are asked for, every cell as text, and where each row stands."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from casualties.errors import CasualtiesError, DataError, SourceError, UsageError
from casualties.ingest import columns, table_bytes, written
from casualties.ingest.table_plan import FORMATS, MISSING
from casualties.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from casualties.ingest.table_plan import Reading
    from casualties.raw import RawFile

SUFFIXES = {".txt": "csv", ".tab": "tsv", ".ndjson": "jsonl", ".xlsm": "xlsx", ".xls": "xlsx", ".ods": "xlsx", ".pq": "parquet"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
KEY = "@key"
"""Name of the key of each record, where records are told as an object of objects."""
_BLOCK = 1 << 26


@dataclass(frozen=True)
class Rows:
    """Rows of a file.

    Parameters
    ----------
    names : list of str
        Names of the columns as written, without blanks around them.
    tags : list of str
        HXL tags of the columns, where the row below the names has them; else empty.
    frame : DataFrame
        A column a name, by position (0, 1, ...), text, missing where nothing is written; index 0, 1, ...
    refs : Series of str
        Where each row stands.
    """

    names: list[str]
    tags: list[str]
    frame: pd.DataFrame
    refs: pd.Series


def format_of(path: Path | RawFile, reading: Reading) -> str:
    """The format of a file: as told, else by its suffix.

    Raises
    ------
    UsageError
        The suffix is not known.
    """
    suffix = path.suffix.lower()
    told = reading.format or SUFFIXES.get(suffix) or suffix.lstrip(".")
    if told not in FORMATS:
        raise UsageError(f"{path.name} is of no known format.", where=str(path), do=f"Write options.read.format: one of {', '.join(FORMATS)}.")
    return told


def read(path: Path | RawFile, reading: Reading, wanted: Mapping[str, str], pattern: str | None = None, *, persons: bool = False) -> pd.DataFrame:
    """The columns asked for.

    Parameters
    ----------
    path : Path or RawFile
    reading : Reading
    wanted : mapping of str to str
        Names of columns (as written, or their HXL tags; paths with dots in JSON), and the TOML key that names each.
    pattern : str, optional
        A regular expression: all columns whose whole name fits are read too.
    persons : bool
        Whether rows are persons: then no error and no `raw_ref` holds a word of the file, names of columns apart.

    Returns
    -------
    DataFrame
        Columns as named in `wanted`, then those that fit `pattern`, `str`, missing where nothing or a value of `missing`
        stands; `raw_ref`. Rows without any value of these are left out; of persons, rows without any value at all.

    Raises
    ------
    DataError
        The file cannot be trusted.
    SourceError
        A column is not there; the nearest is named.
    UsageError
        The definition does not fit the file.
    """
    try:
        rows = read_rows(path, reading, wanted)
        at = find(rows.names, rows.tags, wanted, str(path))
    except CasualtiesError as exc:
        if persons:
            raise exc.unseen() from None
        raise
    if persons and KEY in rows.names:
        rows = replace(rows, refs=pd.Series([f"record {n}" for n in range(1, len(rows.frame) + 1)], dtype="str"))
    if pattern is not None:
        at |= {name: n for n, name in enumerate(rows.names) if re.fullmatch(pattern, name) and name not in wanted}
    nothing = (*MISSING, *reading.missing)
    frame = pd.DataFrame({name: written.without(rows.frame[n], nothing) for name, n in at.items()}, index=rows.frame.index)
    told = (rows.frame if persons else frame).notna().any(axis=1)  # a row that holds a name alone is a person all the same
    frame["raw_ref"] = rows.refs
    return frame[told].reset_index(drop=True)


def read_rows(path: Path | RawFile, reading: Reading, wanted: Mapping[str, str] | None = None) -> Rows:
    """All rows of a file; of JSON, paths of `wanted` are columns too."""
    told = format_of(path, reading)
    if told in ("csv", "tsv"):
        return _tagged(_delimited(path, reading, "\t" if told == "tsv" else ","))
    if told == "xlsx":
        return _tagged(_sheet(path, reading))
    if told == "parquet":
        return _parquet(path)
    return _objects(path, reading, told, wanted or {})


def find(given: Sequence[str], told: Sequence[str], wanted: Mapping[str, str], where: str) -> dict[str, int]:
    """Position of each column asked for, given the names of all and their HXL tags; raises as `read` does."""
    tags = ["".join(tag.split()).lower() for tag in told]
    found: dict[str, int] = {}
    for name, key in wanted.items():
        at = _places(given, tags, name)
        if not at:
            near = nearest(name, [one for one in given if one], n=1) or [one for one in given if one][:12]
            hint = f"It has {near[0]!r}, which may be its new name." if len(near) == 1 else f"It has: {', '.join(near)}."
            # where another column is found, these are names of columns, and no row of values
            names = any(other != name and _places(given, tags, other) for other in wanted)
            said = {"do": hint} if names else {"seen": hint}
            raise SourceError(f"column {name!r} is not in the file ({key} in dataset.toml).", where=where, **said)
        if len(at) > 1:
            raise DataError(f"column {name!r} is there twice ({key} in dataset.toml).", where=where, do="Fetch the file again, or remove one of them.")
        found[name] = at[0]
    return found


def _places(names: Sequence[str], tags: Sequence[str], name: str) -> list[int]:
    """Positions of the columns of that name, or else of that tag."""
    plain = name.strip()
    at = [n for n, given in enumerate(names) if given == plain]
    at = at or [n for n, given in enumerate(names) if given.lower() == plain.lower()]
    return at or [n for n, tag in enumerate(tags) if tag == "".join(name.split()).lower()]


def _tagged(rows: Rows) -> Rows:
    if not len(rows.frame):
        return rows
    first = [value if isinstance(value, str) else "" for value in rows.frame.iloc[0]]
    if not columns.is_tags(first):
        return rows
    return Rows(rows.names, first, rows.frame.iloc[1:].reset_index(drop=True), rows.refs.iloc[1:].reset_index(drop=True))


def _delimited(path: Path | RawFile, reading: Reading, separator: str) -> Rows:
    separator = reading.separator or separator
    text = table_bytes.text(path, reading.encoding)
    body = _from_line(text, reading.header)
    names = next(fields(path, body[: 1 << 20], separator), (0, []))[1]
    refuse_names(path, names)
    uneven: list[pa.csv.InvalidRow] = []
    frame = _arrow_csv(path, body.encode(), separator, len(names), uneven)
    if uneven:
        shown = uneven[-1].text.strip()
        raise uneven_row(path, uneven[-1].actual_columns, len(names), shown, last=body.rstrip().endswith(shown))
    refs = pd.Series([f"row {n}" for n in range(1, len(frame) + 1)], dtype="str")
    return Rows([name.strip() for name in names], [], frame, refs)


def refuse_names(path: Path | RawFile, names: Sequence[str]) -> None:
    """Raise DataError where the line of names is empty, or its columns are separated by another sign."""
    if not any(name.strip() for name in names):
        raise DataError("the line of names is empty.", where=str(path), do="options.read.header in dataset.toml says which line names the columns.")
    if len(names) == 1:
        other = next((sign for sign in SEPARATORS if names[0].count(sign) > 0), None)
        if other is not None:
            raise DataError(
                f"the columns are separated by {SEPARATORS[other]}.", where=str(path), do=f"Write options.read.separator = {json.dumps(other)} in dataset.toml."
            )


def uneven_row(path: Path | RawFile, fields: int, width: int, shown: str, *, last: bool) -> DataError:
    """What is said of a row that has not as many fields as there are names."""
    do = "The file is cut off: fetch it again." if last else "Fetch it again, or ask the source."
    what = f"{'the last row' if last else 'a row'} has {fields} fields, not {width}."
    return DataError(what, where=str(path), seen=f"It reads {shown[:80]!r}.", do=do)


def unreadable(path: Path | RawFile, exc: Exception) -> DataError:
    """What is said of a text that the parser cannot read."""
    do = "Fetch it again; the file may be cut off, or a quote is not closed."
    return DataError("cannot be read as rows.", where=str(path), seen=f"The reader said: {exc}.", do=do)


def _from_line(text: str, line: int) -> str:
    for _ in range(line - 1):
        _, _, text = text.partition("\n")
    return text


def _arrow_csv(path: Path | RawFile, data: bytes, separator: str, width: int, uneven: list[Any]) -> pd.DataFrame:
    from pyarrow import csv as arrow_csv

    def skip(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    names = [str(n) for n in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(block_size=max(1 << 20, min(len(data) + 1, _BLOCK)), column_names=names),
            parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=skip),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]),
        )
    except pa.ArrowInvalid as exc:
        raise unreadable(path, exc) from exc
    frame: pd.DataFrame = table.slice(1).to_pandas().astype("str").set_axis(range(width), axis=1)
    return frame


def heads(path: Path | RawFile, reading: Reading, count: int) -> Iterator[tuple[str | None, Iterator[tuple[int, list[str]]]]]:
    """The first rows of a text, or of each sheet of a workbook that may be meant, with the line each begins on.

    Yields
    ------
    sheet : str or None
    rows : iterator of (int, list of str)
    """
    told = format_of(path, reading)
    if told == "xlsx":
        for name in [reading.sheet] if reading.sheet is not None else _cells(path, None, 1)[0]:
            cells = _cells(path, name, count)[1]
            yield name, ((n, [str(cell) for cell in row]) for n, row in enumerate(cells, start=1))
        return
    yield None, islice(fields(path, table_bytes.text(path, reading.encoding), reading.separator or ("\t" if told == "tsv" else ",")), count)


def fields(path: Path | RawFile, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Records of a text as fields, with the line each begins on."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for record in lines:
            yield line, record
            line = lines.line_num + 1
    except csv.Error as exc:
        do = "Fetch it again; the file may be cut off, or a quote is not closed."
        raise DataError("cannot be read as rows.", where=f"{path}, line {line}", seen=f"The reader said: {exc}.", do=do) from exc


def _cells(path: Path | RawFile, sheet: str | None, count: int | None = None) -> tuple[list[str], list[list[Any]]]:
    """Names of the sheets of a workbook, and the cells of one (the first by default)."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as exc:
        raise UsageError("a workbook cannot be read: python-calamine is not installed.", where=str(path), do="pip install 'casualties[excel]'") from exc
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            near = nearest(sheet, names, n=1) or names
            raise SourceError(f"there is no sheet {sheet!r} (options.read.sheet in dataset.toml).", where=str(path), seen=f"It has: {', '.join(near)}.")
        return names, book.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False, nrows=count)
    except (CalamineError, OSError, ValueError) as exc:
        do = "Fetch it again; it may be cut off, or protected by a password."
        raise DataError("cannot be read as a workbook.", where=str(path), seen=f"The reader said: {exc}.", do=do) from exc


def _sheet(path: Path | RawFile, reading: Reading) -> Rows:
    _, cells = _cells(path, reading.sheet)
    if len(cells) < reading.header:
        raise DataError(f"the sheet has no row {reading.header}.", where=str(path), do="options.read.header in dataset.toml says which row names the columns.")
    named = [str(cell).strip() for cell in cells[reading.header - 1]]
    width = max((n for n, name in enumerate(named, start=1) if name), default=0)
    rest = cells[reading.header :]
    return Rows(named[:width], [], _texts([row[:width] for row in rest], width), pd.Series([f"row {n}" for n in range(1, len(rest) + 1)], dtype="str"))


def _parquet(path: Path | RawFile) -> Rows:
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(pa.BufferReader(path.read_bytes())).read()
    except (pa.ArrowInvalid, OSError) as exc:
        raise DataError("cannot be read as Parquet.", where=str(path), seen=f"The reader said: {exc}.", do="Fetch it again; it may be cut off.") from exc
    frame = pd.DataFrame({n: pd.Series([written.cell(value) for value in column.to_pylist()], dtype="str") for n, column in enumerate(table.columns)})
    return Rows(list(table.column_names), [], frame, pd.Series([f"row {n}" for n in range(1, len(frame) + 1)], dtype="str"))


def _objects(path: Path | RawFile, reading: Reading, told: str, wanted: Mapping[str, str]) -> Rows:
    if told == "jsonl":
        found, refs = table_bytes.json_lines(path, reading.encoding)
    else:
        found, pointer = _records(table_bytes.json_of(path, reading.encoding), "features" if told == "geojson" else reading.records, path)
        refs = [f"{pointer}/{_escaped(str(row[KEY]))}" if KEY in row else f"{pointer}/{n}" for n, row in enumerate(found)]
    if told == "geojson":
        found = [_feature(row) for row in found]
    names = list(dict.fromkeys(name for row in found for name in row))
    names += [name for name in wanted if name not in names and any(_step(row, name)[0] for row in found)]
    frame = _texts([[_step(row, name)[1] for name in names] for row in found], len(names))
    return Rows(names, [], frame, pd.Series(refs, dtype="str"))


def _records(told: Any, records: str | None, path: Path | RawFile) -> tuple[list[dict[str, Any]], str]:
    pointer = ""
    if records:
        there, found = _step(told, records)
        if not there:
            had = nearest(records, list(told), n=1) or list(told)[:8] if isinstance(told, dict) else []
            raise SourceError(f"there is nothing at {records!r} (options.read.records in dataset.toml).", where=str(path), seen=f"It has: {', '.join(had)}.")
        told, pointer = found, "/" + "/".join(_escaped(part) for part in records.split("."))
    elif isinstance(told, dict):
        lists = [name for name, value in told.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if len(lists) == 1:
            told, pointer = told[lists[0]], f"/{_escaped(lists[0])}"
        elif lists:
            raise UsageError(
                f"there are {len(lists)} lists in it.", where=str(path), seen=f"They are: {', '.join(lists)}.", do="Write options.read.records: one of them."
            )
    if isinstance(told, dict) and told and all(isinstance(value, dict) for value in told.values()):
        return [{KEY: key, **value} for key, value in told.items()], pointer
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise SourceError(
            "it is not a list of objects.", where=str(path), do="options.read.records in dataset.toml says where the list is, as a path with dots."
        )
    return told, pointer


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    """Properties of a GeoJSON feature, with the point it lies at."""
    found = dict(row.get("properties") or {})
    geometry = row.get("geometry") or {}
    if "id" in row:
        found.setdefault("id", row["id"])
    if geometry.get("type") == "Point" and len(geometry.get("coordinates") or ()) >= 2:
        found.setdefault("longitude", geometry["coordinates"][0])
        found.setdefault("latitude", geometry["coordinates"][1])
    return found


def _step(told: Any, path: str) -> tuple[bool, Any]:
    """Whether there is something at a path with dots, and what."""
    if isinstance(told, dict) and path in told:
        return True, told[path]
    at = told
    for part in path.split("."):
        if isinstance(at, dict) and part in at:
            at = at[part]
        elif isinstance(at, list) and part.isdecimal() and int(part) < len(at):
            at = at[int(part)]
        else:
            return False, None
    return True, at


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _texts(rows: Sequence[Sequence[Any]], width: int) -> pd.DataFrame:
    return pd.DataFrame({n: pd.Series([written.cell(row[n]) if n < len(row) else None for row in rows], dtype="str") for n in range(width)})
