"""One reading of a data set becomes a commit: what is compared, judged and recorded, in that order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from casualties.store import checks, history, manifest, moments, parquet, sides
from casualties.store.changes import Counts, Scope, compare
from casualties.tables import CLAIMS, FINDINGS, REJECTS, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True)
class Commit:
    """What a commit did, in claims.

    Parameters
    ----------
    dataset : str
    new, revised, withdrawn, unchanged : int
        new counts claims never seen and claims that came back; new + revised + unchanged = claims read.
    outside : int
        Current claims that are absent from the reading and stay, since they lie outside its scope.
    number : int or None
        Number of the commit in the history; None when no claim changed.
    recorded_at : Timestamp or None
        Moment it was recorded under. Never before that of the commit before it, even when the clock was put back.
    written : bool
        Whether any file was written: claims may be unchanged and rejects or findings not.
    """

    dataset: str
    new: int
    revised: int
    withdrawn: int
    unchanged: int
    outside: int = 0
    number: int | None = None
    recorded_at: pd.Timestamp | None = None
    written: bool = False


@dataclass(frozen=True)
class Ground:
    """What a commit stands on.

    Parameters
    ----------
    known : Manifest
        Of the data set as it is.
    is_new : bool
        Nothing was ever committed.
    moment : Timestamp
        What the commit is recorded under: now, or when the one before was, where the clock was put back.
    """

    known: manifest.Manifest
    is_new: bool
    moment: pd.Timestamp


def ground(tables: Path, dataset: str, recorded_at: pd.Timestamp) -> Ground:
    """Finish what a dead writer left, and say what is there; call it under the lock."""
    moment = moments.moment(recorded_at)
    stored, _ = history.heal(tables, dataset)
    known = stored or manifest.Manifest(dataset)
    return Ground(known, stored is None, max(moment, known.last_recorded_at or moment))


def commit(
    tables: Path,
    dataset: str,
    claims: pd.DataFrame,
    rejects: pd.DataFrame,
    findings: pd.DataFrame,
    *,
    recorded_at: pd.Timestamp,
    scope: Scope | None,
    accept_withdrawals: bool,
) -> Commit:
    """As `Store.commit` says, under the lock."""
    incoming = parquet.to_arrow(claims, CLAIMS).replace_schema_metadata(None)
    checks.check_keys(incoming, dataset)
    on = ground(tables, dataset, recorded_at)
    if not on.is_new:  # else pandera's rule on the key finds them, in the one pass there is
        checks.check_unique(incoming["claim_id"], dataset)
    held = CLAIMS.arrow_schema.empty_table() if on.is_new else parquet.read(history.file_of(tables, "claims", dataset), CLAIMS)
    changes = compare(held, incoming, recorded_at=on.moment, scope=scope, past=past(tables, on.known))
    checks.check_withdrawals(changes, dataset, accepted=accept_withdrawals)
    beside, differing = beside_claims(tables, on, rejects, findings)
    same = not on.is_new and not len(changes.part) and not differing
    known = on.known
    if not same:
        fresh = [(CLAIMS, claims)] if len(changes.part) else []
        fresh += [(table, frame) for table, frame in ((REJECTS, rejects), (FINDINGS, findings)) if table.name in differing]

        def sound() -> None:
            judge(fresh)

        known = history.record(tables, known, changes, beside, on.moment, sound)
    return told(on, known, changes, written=not same)


def judge(fresh: list[tuple[Table, pd.DataFrame]]) -> None:
    """Validate tables that are about to be written; what is stored was validated when it was stored."""
    for table, frame in fresh:
        if len(frame):
            table.validate(frame)


def beside_claims(tables: Path, on: Ground, rejects: pd.DataFrame, findings: pd.DataFrame) -> tuple[Mapping[str, pa.Table], set[str]]:
    """Rejects and findings of a reading as they are stored, and the names of those that differ from what is stored."""
    dataset = on.known.dataset
    beside = {
        REJECTS.name: sides.rejects(history.file_of(tables, REJECTS.name, dataset), dataset, rejects, on.moment),
        FINDINGS.name: sides.findings(dataset, findings),
    }
    return beside, {table.name for table in (REJECTS, FINDINGS) if not _holds(tables, on.known, table, beside[table.name])}


def told(on: Ground, known: manifest.Manifest, counts: Counts, *, written: bool) -> Commit:
    """What was done, given the manifest after it."""
    changed = counts.added + counts.revised + counts.withdrawn > 0
    return Commit(
        dataset=known.dataset,
        new=counts.added,
        revised=counts.revised,
        withdrawn=counts.withdrawn,
        unchanged=counts.unchanged,
        outside=counts.outside,
        number=known.commits[-1].commit if changed else None,
        recorded_at=on.moment if changed else None,
        written=written,
    )


def past(tables: Path, known: manifest.Manifest) -> Callable[[pa.ChunkedArray], pa.ChunkedArray]:
    """A function from the ids of claims that are not current to their last versions, 0 where there never was one."""

    @cache
    def last() -> pa.Table:
        return history.withdrawn(tables, known).group_by("claim_id").aggregate([("version", "max")])

    def versions(ids: pa.ChunkedArray) -> pa.ChunkedArray:
        if not known.withdrawn or not len(ids):
            return pa.chunked_array([pa.repeat(pa.scalar(0, pa.int64()), len(ids))])
        return pc.fill_null(last()["version_max"].take(pc.index_in(ids, value_set=last()["claim_id"])), 0)

    return versions


def _holds(tables: Path, known: manifest.Manifest, table: Table, rows: pa.Table) -> bool:
    path = history.file_of(tables, table.name, known.dataset)
    mark = known.current.get(table.name)
    return mark is not None and history.is_as_written(path, mark) and sides.equals_file(rows, table, path)
