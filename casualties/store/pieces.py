"""One reading of a data set, taken piece by piece: what is held is a piece, and some bytes a claim."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casualties import files
from casualties.errors import DataError
from casualties.store import checks, commits, history, parquet
from casualties.store.changes import ADDED, CHANGE, REVISED, WITHDRAWN, Counts, Scope, changed, instant, stamp
from casualties.store.current import Current, contents
from casualties.store.manifest import Mark
from casualties.tables import CLAIMS, FINDINGS, REJECTS
from casualties.tables.keys import digests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from casualties.store.commits import Commit, Ground

_NONE = np.zeros(0, dtype=np.int64)
_HELD = 4
"""Row groups of the history part that are held while revised claims take the rows of those before."""


@contextmanager
def opened(tables: Path, dataset: str, recorded_at: pd.Timestamp, scope: Scope | None) -> Iterator[Pieces]:
    """As `Store.pieces` says, under the lock."""
    on = commits.ground(tables, dataset, recorded_at)
    held = history.file_of(tables, "claims", dataset)
    with history.staging(tables, on.known) as aside, ThreadPoolExecutor(1) as beside:
        taking = Pieces(tables, on, aside, Current(None if on.is_new else held, scope), beside)
        try:
            yield taking
        finally:
            taking.close()


class Pieces:
    """A reading that is taken piece by piece; made by `Store.pieces`.

    Each piece is compared, judged and written aside while the next one is read. Nothing is stored before `commit`.
    """

    def __init__(self, tables: Path, on: Ground, aside: Path, current: Current, beside: ThreadPoolExecutor) -> None:
        self._tables, self._on, self._aside, self._current, self._beside = tables, on, aside, current, beside
        self._dataset = on.known.dataset
        # where nothing is current all are added: then the part is the file of current claims too
        schema = CLAIMS.arrow_schema.append(CHANGE) if len(current) else CLAIMS.arrow_schema
        self._part = parquet.Writer(files.aside(aside, ".parquet"), schema, history.note_of(on.known, on.moment))
        self._moment = instant(on.moment)
        self._work: Future[None] | None = None
        self._fresh: list[np.ndarray] = []
        self._replaced: list[np.ndarray] = []
        self._places: list[np.ndarray] = []
        self._past = commits.past(tables, on.known)
        self._unchanged = 0

    def add(self, claims: pd.DataFrame) -> None:
        """Take the next claims of the reading.

        Parameters
        ----------
        claims : DataFrame
            Columns of claims.

        Raises
        ------
        DataError
            A row of these, or of those before, breaks a rule, or the disk refuses. Nothing was stored.
        """
        self._wait()
        self._work = self._beside.submit(self._take, claims)

    def commit(self, rejects: pd.DataFrame, findings: pd.DataFrame, *, accept_withdrawals: bool = False) -> Commit:
        """Store what was taken, as `Store.commit` does; the last thing to do.

        Raises
        ------
        DataError
            A claim id occurs twice, most claims would be withdrawn, a row breaks a rule, or the disk refuses. Nothing was replaced.
        """
        self._wait()
        self._refuse_repeated()
        gone = ~self._current.met
        ends = gone & self._current.inside
        counts = Counts(
            added=sum(map(len, self._fresh)),
            revised=sum(map(len, self._replaced)),
            withdrawn=int(ends.sum()),
            unchanged=self._unchanged,
            outside=int((gone & ~ends).sum()),
        )
        checks.check_withdrawals(counts, self._dataset, accepted=accept_withdrawals)
        beside, differing = commits.beside_claims(self._tables, self._on, rejects, findings)
        changes = counts.added + counts.revised + counts.withdrawn > 0
        if not self._on.is_new and not changes and not differing:
            self._part.abandon()
            files.clear(self._aside)
            return commits.told(self._on, self._on.known, counts, written=False)
        commits.judge([(table, frame) for table, frame in ((REJECTS, rejects), (FINDINGS, findings)) if table.name in differing])
        note = history.note_of(self._on.known, self._on.moment)
        staged = {name: history.stage(self._aside, rows, note) for name, rows in beside.items()}
        part = self._end_part(ends) if changes else None
        if part is not None or self._on.is_new:
            staged["claims"] = self._after(part, ends, note)
        after = history.enter(self._tables, self._on.known, part, staged, counts, self._on.moment)
        history.place(self._tables, after, staged)
        return commits.told(self._on, after, counts, written=True)

    def close(self) -> None:
        """Let go of what is still open; what was not committed is dropped."""
        if self._work is not None and not self._work.cancel():
            self._work.exception()
        self._part.abandon()

    def _wait(self) -> None:
        if self._work is not None:
            work, self._work = self._work, None
            work.result()

    def _take(self, frame: pd.DataFrame) -> None:
        claims = parquet.to_arrow(frame, CLAIMS)
        checks.check_keys(claims, self._dataset)
        keys = digests(frame["claim_id"])
        row = self._current.find(keys)
        fresh, again = np.flatnonzero(row < 0), np.flatnonzero(row >= 0)
        before = row[again]
        twice = self._current.met[before]
        if twice.any() or len(np.unique(before)) < len(before):
            self._refuse()
        self._current.met[before] = True
        differs = contents(_picked(claims, again)) != self._current.contents[before]
        revised = again[differs]
        self._fresh.append(keys[fresh])
        self._replaced.append(before[differs])
        self._places.append(self._part.rows + len(fresh) + np.arange(len(revised)))
        self._unchanged += len(again) - len(revised)
        if len(fresh) or len(revised):
            rows = np.sort(np.concatenate([fresh, revised]))
            CLAIMS.validate(frame if len(rows) == len(frame) else frame.iloc[rows])
            added, newer = _picked(claims, fresh), _picked(claims, revised)
            added = self._versioned(added, pc.add(self._past(added["claim_id"]), 1), ADDED)
            newer = self._versioned(newer, pa.array(self._current.versions[before[differs]].astype(np.int64) + 1), REVISED)
            self._part.add(pa.concat_tables([added, newer]))

    def _versioned(self, claims: pa.Table, versions: pa.ChunkedArray | pa.Array, change: str) -> pa.Table:
        made = stamp(claims, self._moment, versions)
        return changed(made, change) if len(self._current) else made

    def _refuse_repeated(self) -> None:
        keys = np.sort(np.concatenate([np.zeros(0, np.uint64), *self._fresh]))
        if (keys[1:] == keys[:-1]).any():
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise DataError("a claim id occurs in two pieces of the reading.", where=f"data set {self._dataset}", do="Nothing was written.")

    def _end_part(self, ends: np.ndarray) -> tuple[Path, Mark]:
        if ends.any():
            for start, rows in self._stored():
                leaving = rows.filter(pa.array(ends[start : start + len(rows)]))
                if len(leaving):
                    self._part.add(self._versioned(leaving, pc.add(leaving["version"], 1), WITHDRAWN))
        return _closed(self._part)

    def _after(self, part: tuple[Path, Mark] | None, ends: np.ndarray, note: dict[str, object]) -> tuple[Path, Mark]:
        """The file of current claims: claims keep the order in which they were first added (again), a revised one its row."""
        if part is None:
            return history.stage(self._aside, CLAIMS.arrow_schema.empty_table(), note)
        if not len(self._current):
            return history.copied(*part)
        writer = parquet.Writer(files.aside(self._aside, ".parquet"), CLAIMS.arrow_schema, note)
        try:
            with Revised(part[0], np.concatenate(self._replaced or [_NONE]), np.concatenate(self._places or [_NONE])) as revised:
                for start, rows in self._stored():
                    writer.add(revised.put(rows, start).filter(pa.array(~ends[start : start + len(rows)])))
                for rows in revised.added():
                    writer.add(rows)
            return _closed(writer)
        finally:
            writer.abandon()

    def _stored(self) -> Iterator[tuple[int, pa.Table]]:
        """Current claims as they were, with the row each batch begins at."""
        start = 0
        for rows in parquet.batches(history.file_of(self._tables, CLAIMS.name, self._dataset), CLAIMS):
            yield start, rows
            start += len(rows)


class Revised:
    """The history part of a commit, looked up for the claims that take the rows of their older versions.

    Parameters
    ----------
    path : Path
        The part, with its column `change`.
    rows : array of int
        Rows of current claims that are revised.
    places : array of int
        Row in the part of what each becomes.
    """

    def __init__(self, path: Path, rows: np.ndarray, places: np.ndarray) -> None:
        order = np.argsort(rows)
        self._rows, self._places = rows[order], places[order]
        self._file = pq.ParquetFile(path)
        groups = self._file.metadata
        self._bounds = np.cumsum([0, *(groups.row_group(n).num_rows for n in range(groups.num_row_groups))])
        self._group = lru_cache(_HELD)(lambda n: self._file.read_row_group(n).replace_schema_metadata(None))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, claims: pa.Table, start: int) -> pa.Table:
        """Current claims from row `start` on, those that are revised replaced.

        Raises
        ------
        DataError
            A claim would take the row of another: their ids share a digest.
        """
        low, high = np.searchsorted(self._rows, [start, start + len(claims)])
        if low == high:
            return claims
        at, newer = self._rows[low:high] - start, self._at(self._places[low:high])
        if not newer["claim_id"].equals(claims["claim_id"].take(pa.array(at))):
            raise DataError("two claim ids cannot be told apart by their digests.", where=newer["claim_id"][0].as_py(), do="Tell the authors of casualties.")
        order = np.arange(len(claims))
        order[at] = len(claims) + np.arange(len(at))
        return pa.concat_tables([claims, newer]).take(pa.array(order))

    def added(self) -> Iterator[pa.Table]:
        """Claims that were added, in the order of the part."""
        for number in range(len(self._bounds) - 1):
            rows = self._group(number)
            yield rows.filter(pc.equal(rows[CHANGE.name], ADDED)).drop_columns([CHANGE.name])

    def _at(self, places: np.ndarray) -> pa.Table:
        group = np.searchsorted(self._bounds, places, side="right") - 1
        found = [self._group(int(n)).take(pa.array(places[group == n] - self._bounds[n])) for n in np.unique(group)]
        order = np.argsort(np.argsort(group, kind="stable"), kind="stable")
        return pa.concat_tables(found).drop_columns([CHANGE.name]).take(pa.array(order))


def _picked(claims: pa.Table, rows: np.ndarray) -> pa.Table:
    return claims if len(rows) == len(claims) else claims.take(pa.array(rows))


def _closed(writer: parquet.Writer) -> tuple[Path, Mark]:
    writer.close()
    files.sync(writer.path)
    return writer.path, Mark(files.sha256(writer.path), writer.rows)
