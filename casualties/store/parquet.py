"""Tables of the package as Parquet files, and back, with their checksums."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from casualties import files
from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from casualties.tables import Table

SCHEMA_VERSION = 1
ROWS = 262_144
"""Rows a row group: small enough for filters on place or day to skip most of a large file."""

GROUP = 131_072
"""Rows that are gathered before a file written table by table grows by a row group."""

Filters = Any
"""What pandas.read_parquet takes as `filters`: lists of (column, operator, value), or an Arrow expression."""


def to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """The frame as an Arrow table of the table's schema.

    Raises
    ------
    DataError
        The columns are not those of the table, in order, or a value is of another kind.
    """
    if list(frame.columns) != table.names:
        odd = [str(c) for c in frame.columns if c not in table.names]
        absent = [c for c in table.names if c not in frame.columns]
        told = f"missing: {', '.join(absent)}" if absent else f"unknown: {', '.join(odd)}" if odd else "in another order or twice"
        raise DataError(f"the columns are not those of the table ({told}).", where=f"table {table.name}", do="Nothing was written.")
    try:
        return pa.Table.from_pandas(frame, schema=table.arrow_schema, preserve_index=False).replace_schema_metadata(None)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as exc:
        raise DataError(f"a value is not of its column's kind: {exc}.", where=f"table {table.name}", do="Nothing was written.") from exc


def to_pandas(arrow: pa.Table) -> pd.DataFrame:
    """The Arrow table as a frame in the package's dtypes."""
    kinds = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype(na_value=float("nan"))}
    frame: pd.DataFrame = arrow.to_pandas(types_mapper=kinds.get, ignore_metadata=True)
    return frame


def write(arrow: pa.Table, path: Path, told: dict[str, Any]) -> None:
    """An Arrow table into a Parquet file, with page checksums and a note on what it is.

    Parameters
    ----------
    arrow : pyarrow.Table
    path : Path
    told : dict
        Kept in the file under the key `casualties`, as JSON.
    """
    arrow = arrow.replace_schema_metadata(_notes(arrow.schema, told))
    pq.write_table(arrow, path, compression="zstd", compression_level=1, row_group_size=ROWS, write_page_checksum=True)
    check_written(path, len(arrow))


class Writer:
    """A Parquet file written table by table, as `write` does: what is held in memory is one row group.

    Parameters
    ----------
    path : Path
    schema : pyarrow.Schema
    told : dict
        As in `write`.
    """

    def __init__(self, path: Path, schema: pa.Schema, told: dict[str, Any]) -> None:
        self.path, self.rows = path, 0
        self._held: list[pa.Table] = []
        self._file = pq.ParquetWriter(path, schema.with_metadata(_notes(schema, told)), compression="zstd", compression_level=1, write_page_checksum=True)

    def add(self, table: pa.Table) -> None:
        """Rows after those before; their columns are those of the schema."""
        self.rows += len(table)
        self._held.append(table)
        if sum(len(held) for held in self._held) >= GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is held, and the end of the file.

        Raises
        ------
        DataError
            What is on the disk is not what was written.
        """
        if self._held:
            self._flush()
        self._file.close()
        check_written(self.path, self.rows)

    def abandon(self) -> None:
        """Close the file as it is: it will be removed."""
        self._held.clear()
        self._file.close()

    def _flush(self) -> None:
        self._file.write_table(pa.concat_tables(self._held), row_group_size=ROWS)
        self._held.clear()


def check_written(path: Path, rows: int) -> None:
    """What is on the disk ends like a Parquet file of that many rows: a disk may cut a file short and not say so.

    Raises
    ------
    DataError
    """
    try:
        found = pq.read_metadata(path).num_rows
    except pa.ArrowException:
        found = None
    if found != rows:
        raise DataError("the file on the disk is not what was written.", where=str(path), do="Nothing was replaced. Check the disk, then run again.")


def _notes(schema: pa.Schema, told: dict[str, Any]) -> dict[bytes, bytes]:
    note = {b"casualties": json.dumps({"schema_version": SCHEMA_VERSION, **told}, sort_keys=True).encode()}
    return {**_for_pandas(schema.remove_metadata()), **note}


@cache
def _for_pandas(schema: pa.Schema) -> dict[bytes, bytes]:
    # Without it pandas.read_parquet would make floats of counts with missing values.
    return dict(pa.Table.from_pandas(to_pandas(schema.empty_table()), schema=schema, preserve_index=False).schema.metadata)


def read(path: Path, table: Table, columns: Sequence[str] | None = None, filters: Filters = None) -> pa.Table:
    """Read a Parquet file of the store.

    Parameters
    ----------
    path : Path
    table : Table
        What it holds.
    columns, filters
        As in pandas.read_parquet.

    Returns
    -------
    pyarrow.Table
        Without metadata.

    Raises
    ------
    DataError
        The file is damaged, or was written by a newer version of the package.
    FileNotFoundError
        There is none.
    """
    return _parse(path, table.arrow_schema, list(columns) if columns is not None else None, filters)


def read_exact(path: Path, sha256: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet file of the store whose bytes must have this SHA-256; columns it does not have are left out.

    Raises
    ------
    DataError
        The file is absent or is not the one that was written.
    """
    if not path.exists():
        raise DataError("the file is gone.", where=str(path), do="Put it back from a backup: without it the history of the data set is incomplete.")
    found = files.sha256(path)
    if found != sha256:
        raise DataError(
            f"the file is damaged: its SHA-256 is {found}, it was written as {sha256}.",
            where=str(path),
            do="Put it back from a backup; nothing was changed.",
        )
    return _parse(path, columns=list(columns) if columns is not None else None)


def batches(path: Path, table: Table, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """The rows of a Parquet file of the store in their order, GROUP at a time at most; raises as `read` does."""
    with _opened(path, table.arrow_schema) as (_, opened):
        for batch in opened.iter_batches(GROUP, columns=list(columns) if columns is not None else None):
            yield pa.Table.from_batches([batch]).replace_schema_metadata(None)


def _parse(path: Path, schema: pa.Schema | None = None, columns: list[str] | None = None, filters: Filters = None) -> pa.Table:
    with _opened(path, schema) as (source, opened):
        if filters is None:
            rows = opened.read(columns=columns)
        else:
            source.seek(0)
            rows = pq.read_table(source, columns=columns, filters=filters, partitioning=None, page_checksum_verification=True)
        return rows.replace_schema_metadata(None)


@contextmanager
def _opened(path: Path, schema: pa.Schema | None) -> Iterator[tuple[pa.NativeFile, pq.ParquetFile]]:
    """A file of the store, its version and columns looked at; what goes wrong while it is read names it."""
    try:
        # One handle throughout: what is read is one file even when another takes its name meanwhile.
        with pa.OSFile(str(path)) as source, pq.ParquetFile(source, page_checksum_verification=True) as opened:
            check_version(opened.schema_arrow.metadata, path)
            if schema is not None and not opened.schema_arrow.remove_metadata().equals(schema):
                raise pa.ArrowInvalid("its columns are not those of the table")
            yield source, opened
    except FileNotFoundError:
        raise
    except (OSError, ValueError, pa.ArrowException) as exc:
        what = str(exc).splitlines()[0] if str(exc) else type(exc).__name__
        do = "`casualties check` says what is damaged and what can be rebuilt."
        raise DataError(f"the file is damaged or cannot be read: {what}.", where=str(path), do=do) from exc


def check_version(metadata: dict[bytes, bytes] | None, path: Path) -> None:
    """Refuse a file of a newer version of the store.

    Raises
    ------
    DataError
    """
    told = json.loads((metadata or {}).get(b"casualties", b"{}"))
    if told.get("schema_version", SCHEMA_VERSION) > SCHEMA_VERSION:
        raise DataError(
            f"the file has schema version {told['schema_version']}, this program knows {SCHEMA_VERSION}.",
            where=str(path),
            do="Install a newer version of casualties.",
        )
