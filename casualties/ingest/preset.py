"""Ingestors on the machinery of `table`: a TOML shipped with the package says what a dataset.toml would, and where its columns have other names.

A dataset.toml may add to the sections `codes`, `constants` and `read` of the shipped one; what it says wins.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import UsageError
from casualties.ingest import columns, events_csv, events_json, parse, table_files
from casualties.ingest.columns import Layout
from casualties.ingest.definition import Definition, refuse_unknown_options
from casualties.ingest.found import Finding
from casualties.ingest.table_plan import MISSING, Plan, Reading, read_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casualties.raw import RawFile

SHARED = ("codes", "constants", "read")
"""Sections of [options] that a dataset.toml may add to."""
_PREAMBLE = 1 << 16
"""Bytes in which the line of names is looked for."""


def maps(name: str) -> Mapping[str, Any]:
    """The TOML of an ingestor."""
    return tomllib.loads((files("casualties.ingest") / f"{name}.toml").read_text(encoding="utf-8"))


def layout(told: Mapping[str, Any]) -> Layout:
    """The columns it reads, from the section [layout] of its TOML."""
    return Layout(tuple(told["layout"]["required"]), tuple(told["layout"].get("optional", ())), told["layout"].get("names", {}))


def plan(told: Mapping[str, Any], definition: Definition, own: tuple[str, ...] = ()) -> Plan:
    """The plan of a data set: the section [options] of the ingestor's TOML, and what its dataset.toml adds.

    Parameters
    ----------
    told : mapping
        The TOML of the ingestor.
    definition : Definition
    own : tuple of str
        Options of the ingestor itself.

    Raises
    ------
    UsageError
        An option is unknown or cannot be read.
    """
    refuse_unknown_options(definition, (*own, *SHARED))
    options = dict(told["options"])
    for section in SHARED:
        given = definition.options.get(section, {})
        base = options.get(section, {})
        if isinstance(given, dict) and isinstance(base, dict):
            merged = {name: {**base[name], **value} if isinstance(value, dict) and isinstance(base.get(name), dict) else value for name, value in given.items()}
            options[section] = {**base, **merged}
        else:
            options[section] = given
    return read_plan(replace(definition, options=options))


def limit(definition: Definition) -> int | None:
    """Rows that a page of an API was asked to hold (options.limit): 0 = all there are; None where it is not told.

    Raises
    ------
    UsageError
        It is no number of rows.
    """
    told = definition.options.get("limit")
    if told is None or (type(told) is int and told >= 0):
        return told
    raise UsageError(f"options.limit is {told!r}.", where=definition.name, do="Write how many rows a page was asked to hold; 0 where all were asked for.")


def read(path: Path | RawFile, wanted: Layout, under: str = "data", reading: Reading | None = None) -> pd.DataFrame:
    """The columns of a layout from a CSV, a workbook or JSON, whatever names and order they have there.

    Parameters
    ----------
    path : Path or RawFile
    wanted : Layout
    under : str
        Member of a JSON page that holds the rows.
    reading : Reading, optional
        How the file is to be read, where it is told (encoding, sheet ...).

    Returns
    -------
    DataFrame
        Our words for the columns, `str`, missing where nothing is written; `raw_ref`; index 0, 1, ...

    Raises
    ------
    DataError, SourceError
        The file cannot be trusted, or changed its layout.
    """
    if reading is not None and reading != Reading():
        return read_table(path, wanted, reading)
    if events_json.is_json(path):
        return _trimmed(events_json.read(path, wanted, under))
    if path.suffix.lower() in table_files.SUFFIXES or path.suffix.lower() == ".xlsx":
        return read_table(path, wanted, Reading())
    rows = events_csv.read(path, wanted)
    tags = len(rows) and columns.is_tags(rows.iloc[0].drop("raw_ref").dropna().tolist())
    return _trimmed(rows.iloc[1:].reset_index(drop=True) if tags else rows)


def read_table(path: Path | RawFile, wanted: Layout, reading: Reading) -> pd.DataFrame:
    """The same of any file `table` reads; names of columns of JSON may be paths with dots."""
    words = (*wanted.required, *wanted.optional)
    rows = table_files.read_rows(path, reading, {name: "" for word in words for name in (word, *wanted.names.get(word, ()))})
    found = columns.find(rows.names, wanted, f"{path}, line {reading.header}")
    empty = pd.Series(None, index=rows.frame.index, dtype="str")
    frame = {word: rows.frame[rows.names.index(found[word])] if word in found else empty for word in words}
    return _trimmed(pd.DataFrame(frame, index=rows.frame.index).assign(raw_ref=rows.refs))


def line_of_names(path: Path | RawFile, wanted: Layout, encoding: str | None = None) -> int:
    """The line of a text file that names the columns: the first that has two required ones; 1 where none has."""
    with path.open("rb") as file:
        start = file.read(_PREAMBLE).decode(encoding or "utf-8-sig", errors="replace")
    names = [{name.lower() for name in (word, *wanted.names.get(word, ()))} for word in wanted.required]
    for number, line in enumerate(start.splitlines(), start=1):
        cells = {cell.strip(' "').lower() for cell in line.split(",")}
        if sum(not one.isdisjoint(cells) for one in names) >= min(2, len(names)):
            return number
    return 1


def coded(column: pd.Series, meaning: Mapping[str, str], fallback: str, rows: pd.DataFrame, where: str) -> tuple[pd.Series, list[Finding]]:
    """Codes in our words; one nobody has classified is read as `fallback`, and found.

    Parameters
    ----------
    column : Series of str
    meaning : mapping
    fallback : str
    rows : DataFrame
        With `raw_ref`, on the index of `column`.
    where : str
        The TOML that holds `meaning`, for the message.
    """
    words, unknown = parse.codes(column, meaning, fallback)
    findings = []
    for code, hits in rows.loc[unknown, ["raw_ref"]].groupby(column[unknown], sort=True) if unknown.any() else ():
        message = f"{column.name} {str(code)[:80]!r} is not in the code map: read as {fallback} in {len(hits)} rows. Add it to {where}."
        findings.append(Finding("unknown code", "warning", message, tuple(hits["raw_ref"].head(20))))
    return words, findings


def _trimmed(rows: pd.DataFrame) -> pd.DataFrame:
    """Cells without blanks around them and without words for nothing; rows of nothing are none."""
    from casualties.ingest import written

    frame = pd.DataFrame({name: written.without(rows[name], MISSING) for name in rows if name != "raw_ref"}, index=rows.index)
    frame["raw_ref"] = rows["raw_ref"]
    return frame[frame.drop(columns="raw_ref").notna().any(axis=1)].reset_index(drop=True)
