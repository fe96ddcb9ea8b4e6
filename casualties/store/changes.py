"""What a reading changes: claims compared with the last versions stored, by claim_id and content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Callable

READING = ("raw_sha256", "raw_ref", "ingestor", "recorded_at", "version")
"""Columns that say how and when a claim was read, not what it says.

They make no revision: adding one line to a hand-kept file changes the SHA-256 of the file and the row of every line below, and what any of these lines
says stays the same. The claim then keeps the raw file and row it was first read from in this version, which is kept, and where it can still be found.
"""

CHANGE = pa.field("change", pa.string())
ADDED, REVISED, WITHDRAWN = "added", "revised", "withdrawn"


class Scope(NamedTuple):
    """What a release speaks for, and so may withdraw.

    Parameters
    ----------
    places : tuple of str
        Place ids: they and all below them; empty = everywhere.
    start, end : Timestamp, optional
        First and last day, inclusive; missing = open.
    """

    places: tuple[str, ...] = ()
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None

    def holds(self, claims: pa.Table) -> pa.ChunkedArray:
        """Which claims lie wholly inside; one whose place or first day is not known does not lie inside a scope that limits it."""
        inside = pa.repeat(pa.scalar(value=True), len(claims))
        if self.places:
            ids = claims["place_id"]
            below = [pc.or_(pc.equal(ids, place), pc.starts_with(ids, place + "/")) for place in self.places]
            inside = pc.and_(inside, _any(below))
        if self.start is not None:
            inside = pc.and_(inside, pc.greater_equal(claims["start"], _day(self.start)))
        if self.end is not None:
            inside = pc.and_(inside, pc.less_equal(claims["end"], _day(self.end)))
        return pc.fill_null(inside, False)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a reading changes, in claims.

    Parameters
    ----------
    added, revised, withdrawn, unchanged : int
    outside : int
        Claims absent from the reading that stay, since they lie outside its scope.
    """

    added: int
    revised: int
    withdrawn: int
    unchanged: int
    outside: int


@dataclass(frozen=True, kw_only=True)
class Changes(Counts):
    """What a commit writes, and the counts.

    Parameters
    ----------
    part : pyarrow.Table
        New versions: columns of claims and `change`. Where nothing was current before, all are added: then `change` is left out and the
        part is the current table itself, so that its bytes are made once.
    current : pyarrow.Table
        Claims current after the commit.
    """

    part: pa.Table
    current: pa.Table


def compare(
    current: pa.Table,
    incoming: pa.Table,
    *,
    recorded_at: pd.Timestamp,
    scope: Scope | None,
    past: Callable[[pa.ChunkedArray], pa.ChunkedArray],
) -> Changes:
    """Compare a reading with the current claims.

    Parameters
    ----------
    current : pyarrow.Table
        Current claims, columns of claims, claim_id unique.
    incoming : pyarrow.Table
        Claims as read, the same columns, claim_id unique; their recorded_at and version are set here.
    recorded_at : Timestamp
        Moment of the commit, UTC.
    scope : Scope, optional
        What may be withdrawn; None = all that is absent from the reading.
    past : callable
        Last version (0 = none) of each claim id that is not current but may have been.

    Returns
    -------
    Changes
        Claims keep the order in which they were first added (again); a revised claim keeps its row.
    """
    moment = instant(recorded_at)
    if not len(current):
        fresh = stamp(incoming, moment, pc.add(past(incoming["claim_id"]), 1))
        return Changes(part=fresh, current=fresh, added=len(fresh), revised=0, withdrawn=0, unchanged=0, outside=0)

    row, again = _matches(current, incoming)
    differs = _differing(current, incoming, row, again)
    revised, replaced = incoming.take(pa.array(again[differs])), row[differs]
    fresh = incoming.take(pa.array(np.setdiff1d(np.arange(len(incoming)), again, assume_unique=True)))
    gone = np.ones(len(current), dtype=bool)
    gone[row] = False
    ends = gone if scope is None else gone & scope.holds(current).to_numpy()
    withdrawn = current.filter(pa.array(ends))

    fresh = stamp(fresh, moment, pc.add(past(fresh["claim_id"]), 1))
    revised = stamp(revised, moment, pc.add(current["version"].take(pa.array(replaced)), 1))
    ended = stamp(withdrawn, moment, pc.add(withdrawn["version"], 1))
    return Changes(
        part=pa.concat_tables([changed(fresh, ADDED), changed(revised, REVISED), changed(ended, WITHDRAWN)]),
        current=_apply(current, ends, replaced, revised, fresh),
        added=len(fresh),
        revised=len(revised),
        withdrawn=len(ended),
        unchanged=len(again) - len(revised),
        outside=int(gone.sum()) - len(ended),
    )


def instant(moment: pd.Timestamp) -> pa.Scalar:
    """A moment as `recorded_at` holds it."""
    return pa.scalar(moment.to_pydatetime(), CLAIMS.arrow_schema.field("recorded_at").type)


def with_change(part: pa.Table) -> pa.Table:
    """A history part with its column `change`, which was left out where all versions are added."""
    part = part.replace_schema_metadata(None)
    return part if CHANGE.name in part.column_names else changed(part, ADDED)


def last_versions(history: pa.Table) -> pa.Table:
    """The claims current after these versions: the last of each claim unless it is a withdrawal, columns of claims.

    Parameters
    ----------
    history : pyarrow.Table
        Parts in commit order: columns of claims and `change`.
    """
    claims = history.select(CLAIMS.names)
    change = history["change"]
    if pc.all(pc.equal(change, ADDED)).as_py() in (True, None) and pc.count_distinct(claims["claim_id"]).as_py() == len(claims):
        return claims
    codes = claims["claim_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    rows = np.arange(len(codes))
    last, added = np.zeros(codes.max() + 1, dtype=np.int64), np.zeros(codes.max() + 1, dtype=np.int64)
    last[codes] = rows  # rows ascend: the last assignment of each claim stays
    is_added = pc.equal(change, ADDED).to_numpy()
    added[codes[is_added]] = rows[is_added]
    stays = pc.not_equal(change, WITHDRAWN).to_numpy()[last]
    return claims.take(pa.array(last[stays][np.argsort(added[stays])]))


def _matches(current: pa.Table, incoming: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    # Row in `current` and row in `incoming` of every claim that is in both, in the order of `incoming`.
    if incoming["claim_id"].slice(0, len(current)).equals(current["claim_id"]):  # the same again, or with more at its end: nothing has to be looked up
        return np.arange(len(current)), np.arange(len(current))
    found = pc.index_in(incoming["claim_id"], value_set=current["claim_id"])
    return found.drop_null().to_numpy(), np.flatnonzero(pc.is_valid(found).to_numpy())


def _differing(current: pa.Table, incoming: pa.Table, row: np.ndarray, again: np.ndarray) -> np.ndarray:
    # Column by column and value by value: no collision of hashes can hide a revision, and no second copy of the table is made.
    differs = np.zeros(len(row), dtype=bool)
    for name in CLAIMS.names:
        if name in READING:
            continue
        new, old = _picked(incoming[name], again), _picked(current[name], row)
        if not new.equals(old):
            same = pc.or_(pc.fill_null(pc.equal(new, old), False), pc.and_(pc.is_null(new), pc.is_null(old)))
            differs |= ~same.to_numpy()
    return differs


def _picked(values: pa.ChunkedArray, rows: np.ndarray) -> pa.ChunkedArray:
    return values.slice(0, len(rows)) if np.array_equal(rows, np.arange(len(rows))) else values.take(pa.array(rows))


def _apply(current: pa.Table, withdrawn: np.ndarray, replaced: np.ndarray, revised: pa.Table, fresh: pa.Table) -> pa.Table:
    if not len(revised) and not withdrawn.any():
        return pa.concat_tables([current, fresh])
    rows = np.arange(len(current))
    rows[replaced] = len(current) + np.arange(len(revised))
    after = np.concatenate([rows[~withdrawn], len(current) + len(revised) + np.arange(len(fresh))])
    return pa.concat_tables([current, revised, fresh]).take(pa.array(after))


def stamp(claims: pa.Table, moment: pa.Scalar, versions: Any) -> pa.Table:
    """Claims with the moment they are recorded at and their versions."""
    claims = _set(claims, "recorded_at", pa.repeat(moment, len(claims)))
    return _set(claims, "version", versions)


def _set(claims: pa.Table, name: str, values: Any) -> pa.Table:
    place = claims.schema.get_field_index(name)
    return claims.set_column(place, claims.schema.field(place), values)


def changed(claims: pa.Table, change: str) -> pa.Table:
    """Claims with their column `change`."""
    return claims.append_column(CHANGE, pa.repeat(pa.scalar(change, pa.string()), len(claims)))


def _any(masks: list[Any]) -> Any:
    found = masks[0]
    for mask in masks[1:]:
        found = pc.or_(found, mask)
    return found


def _day(day: pd.Timestamp) -> pa.Scalar:
    return pa.scalar(pd.Timestamp(day).to_pydatetime(), pa.timestamp("us"))
