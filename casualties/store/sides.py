"""What lies beside the claims of a data set: the rejects and findings of its last reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from casualties.errors import DataError
from casualties.store import parquet
from casualties.tables import FINDINGS, REJECTS, Table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def rejects(path: Path, dataset: str, frame: pd.DataFrame, moment: pd.Timestamp) -> pa.Table:
    """The rejects of a reading in order of their ids; one that is in the file at `path` keeps the moment it was first stored at."""
    rows = _rows(REJECTS, dataset, frame)
    stamp = rows.schema.field("recorded_at")
    stamps = pa.repeat(pa.scalar(moment.to_pydatetime(), stamp.type), len(rows))
    before = _or_none(path, REJECTS)
    if before is not None:
        stamps = pc.coalesce(before["recorded_at"].take(pc.index_in(rows[REJECTS.key], value_set=before[REJECTS.key])), stamps)
    return rows.set_column(rows.schema.get_field_index(stamp.name), stamp, stamps)


def findings(dataset: str, frame: pd.DataFrame) -> pa.Table:
    """The findings of a reading in order of their ids."""
    return _rows(FINDINGS, dataset, frame)


def equals_file(rows: pa.Table, table: Table, path: Path) -> bool:
    """Whether the file at `path` is there, whole, and holds these rows."""
    before = _or_none(path, table)
    return before is not None and before.equals(rows)


def _rows(table: Table, dataset: str, frame: pd.DataFrame) -> pa.Table:
    rows = parquet.to_arrow(frame, table)
    if pc.any(pc.not_equal(rows["dataset"], dataset)).as_py():
        raise DataError(f"a row of {table.name} is of another data set than {dataset!r}.", where=f"table {table.name}", do="Nothing was written.")
    return rows.sort_by(table.key)


def _or_none(path: Path, table: Table) -> pa.Table | None:
    try:
        return parquet.read(path, table)
    except (FileNotFoundError, DataError):  # a damaged file is about to be written anew
        return None
