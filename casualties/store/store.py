"""The store of a working folder: commits, reads, checks and repair."""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casualties import files
from casualties.errors import DataError, UsageError
from casualties.store import checks, commits, history, lock, manifest, moments, parquet, pieces, sides
from casualties.store.changes import CHANGE, Scope
from casualties.store.manifest import Problem
from casualties.tables import CLAIMS, FINDINGS, PLACES, REJECTS, RUNS, SEGMENTS, SOURCES, Table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from casualties.store.commits import Commit
    from casualties.store.pieces import Pieces


@dataclass(frozen=True)
class Store:
    """The tables of a working folder.

    Reads need no lock and see whole commits only. Writes take the lock.

    Parameters
    ----------
    root : Path
        Working folder; the tables are in `root/datasets/tables`.
    """

    root: Path

    @property
    def tables(self) -> Path:
        """Folder of the tables."""
        return self.root / "datasets" / "tables"

    @property
    def evidence(self) -> Path:
        """Folder of the kept copies of raw files, by SHA-256."""
        return self.tables / "evidence"

    def lock(self, timeout: float = 0) -> AbstractContextManager[None]:
        """Hold the store against other writers; the same thread may take it again.

        Parameters
        ----------
        timeout : float
            Seconds to wait.

        Raises
        ------
        LockedError
            Another process holds it: names the process and since when.
        """
        return lock.held(self.tables, timeout)

    def commit(
        self,
        dataset: str,
        claims: pd.DataFrame,
        rejects: pd.DataFrame,
        findings: pd.DataFrame,
        *,
        recorded_at: pd.Timestamp,
        scope: Scope | None = None,
        accept_withdrawals: bool = False,
    ) -> Commit:
        """Store one reading of a data set.

        The reading is compared by claim_id and content with what is stored. What is new or differs is recorded as a new
        version, what is absent as a withdrawal; the same content again writes nothing. All of it becomes true at one moment.

        Parameters
        ----------
        dataset : str
        claims : DataFrame
            All claims of the reading, columns of claims; recorded_at and version are set here.
        rejects, findings : DataFrame
            Those of the reading: they replace the ones before.
        recorded_at : Timestamp
            Now, UTC.
        scope : Scope, optional
            What the reading speaks for; claims outside are not withdrawn. None = the whole data set.
        accept_withdrawals : bool
            Accept that more than half of the claims (in scope) are withdrawn. Without it such a reading is refused when it withdraws
            ten claims or more: it is far more often a file cut short than a source that takes back most of what it said.

        Returns
        -------
        Commit

        Raises
        ------
        DataError
            A row breaks a rule, most claims would be withdrawn, the history is damaged, or the disk refuses. Nothing was replaced.
        LockedError
            Another process writes.
        UsageError
            The name of the data set cannot be a file name.
        """
        checks.check_name(dataset)
        with self.lock():
            return commits.commit(self.tables, dataset, claims, rejects, findings, recorded_at=recorded_at, scope=scope, accept_withdrawals=accept_withdrawals)

    @contextmanager
    def pieces(self, dataset: str, *, recorded_at: pd.Timestamp, scope: Scope | None = None) -> Iterator[Pieces]:
        """One reading of a data set that comes piece by piece: as `commit`, and memory does not grow with the reading.

        The store is held from the first piece on. Where the block is left before `Pieces.commit`, nothing was stored.

        Parameters
        ----------
        dataset, recorded_at, scope
            As in `commit`.

        Raises
        ------
        DataError, LockedError, UsageError
            As `commit`; also from the methods of Pieces.
        """
        checks.check_name(dataset)
        with self.lock(), pieces.opened(self.tables, dataset, recorded_at, scope) as taking:
            yield taking

    def batches(self, dataset: str, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Some columns of the current claims of a data set, a few at a time; none where it has none."""
        path = self._file("claims", dataset)
        for rows in parquet.batches(path, CLAIMS, columns) if path.exists() else ():
            yield parquet.to_pandas(rows)

    def claims(self, datasets: Collection[str] | None = None, columns: Sequence[str] | None = None, filters: parquet.Filters = None) -> pd.DataFrame:
        """Current claims.

        Parameters
        ----------
        datasets : collection of str, optional
            None = all.
        columns : sequence of str, optional
            None = all columns of claims.
        filters : optional
            As in `pandas.read_parquet`: a list of (column, operator, value), or a list of such lists.

        Returns
        -------
        DataFrame
            Columns of claims in their dtypes, in order of data set and of first recording.

        Raises
        ------
        UsageError
            No such data set.
        DataError
            A file is damaged.
        """
        wanted = list(columns) if columns is not None else CLAIMS.names
        return self._read(CLAIMS, self._names(datasets), wanted, filters)

    def known_at(self, when: str | dt.date | pd.Timestamp, datasets: Collection[str] | None = None) -> pd.DataFrame:
        """The claims that were current here at a moment, from the history.

        Parameters
        ----------
        when : str, date or Timestamp
            A date alone means its end, UTC.
        datasets : collection of str, optional
            None = all.

        Returns
        -------
        DataFrame
            Columns of claims: of each claim the version recorded last by then, without those withdrawn by then.
        """
        moment = moments.moment(when)
        found = [CLAIMS.arrow_schema.empty_table()]
        for name in self._names(datasets):
            known = history.read(self.tables, name)
            if known is not None:
                found.append(history.current(self.tables, known.until(moment)))
        return parquet.to_pandas(pa.concat_tables(found))

    def history(self, dataset: str) -> pd.DataFrame:
        """Every version of every claim of a data set, in the order of recording.

        Returns
        -------
        DataFrame
            Columns of claims and `change` (added, revised, withdrawn).
        """
        (name,) = self._names([dataset])
        known = history.read(self.tables, name)
        return parquet.to_pandas(history.versions(self.tables, known or manifest.Manifest(name)))

    def versions(self, claim_id: str) -> pd.DataFrame:
        """All versions of one claim, oldest first; as `history`, empty when there never was such a claim."""
        name = claim_id.partition(":")[0]
        if name not in self.datasets():
            return parquet.to_pandas(CLAIMS.arrow_schema.append(CHANGE).empty_table())
        known = history.read(self.tables, name) or manifest.Manifest(name)
        found = history.versions(self.tables, known)
        return parquet.to_pandas(found.filter(pc.equal(found["claim_id"], claim_id)))

    def datasets(self) -> list[str]:
        """Names of the data sets that have claims or had some, sorted."""
        recorded = {path.parent.name for path in self.tables.glob(f"history/*/{manifest.NAME}")}
        return sorted(recorded | {path.stem for path in self.tables.glob("claims/*.parquet") if not path.name.startswith(".")})

    def rejects(self, datasets: Collection[str] | None = None) -> pd.DataFrame:
        """Statements that were read and not kept, of the last reading of each data set."""
        return self._read(REJECTS, self._names(datasets), REJECTS.names)

    def findings(self, datasets: Collection[str] | None = None) -> pd.DataFrame:
        """What a person should look at, of the last reading of each data set."""
        return self._read(FINDINGS, self._names(datasets), FINDINGS.names)

    def segments(self, name: str) -> pd.DataFrame:
        """The segments last written under a name; empty when there are none."""
        checks.check_name(name)
        return self._read(SEGMENTS, [name], SEGMENTS.names)

    def sources(self) -> pd.DataFrame:
        """The sources last written; empty when there are none."""
        return self._single(SOURCES)

    def places(self) -> pd.DataFrame:
        """The places last written; empty when there are none."""
        return self._single(PLACES)

    def runs(self) -> pd.DataFrame:
        """Records of all runs, oldest first."""
        found = [parquet.read(path, RUNS) for path in sorted(self.tables.glob("runs/[0-9]*.parquet"))]
        return parquet.to_pandas(pa.concat_tables([RUNS.arrow_schema.empty_table(), *found]))

    def write_sources(self, frame: pd.DataFrame) -> bool:
        """Replace the sources; returns whether anything was written (the same rows again write nothing)."""
        return self._replace(SOURCES, self.tables / "sources.parquet", frame)

    def write_places(self, frame: pd.DataFrame) -> bool:
        """Replace the places; returns whether anything was written."""
        return self._replace(PLACES, self.tables / "places.parquet", frame)

    def write_segments(self, name: str, frame: pd.DataFrame) -> bool:
        """Replace the segments of that name; returns whether anything was written."""
        checks.check_name(name)
        return self._replace(SEGMENTS, self._file("segments", name), frame)

    def add_run(self, frame: pd.DataFrame) -> None:
        """Add the record of a run; a row with a run_id that is there replaces it. One file a month."""
        with self.lock():
            for month, rows in frame.groupby(frame["started_at"].dt.strftime("%Y-%m")):
                path = self.tables / "runs" / f"{month}.parquet"
                before = parquet.to_pandas(parquet.read(path, RUNS)) if path.exists() else RUNS.empty()
                kept = before[~before["run_id"].isin(rows["run_id"])]
                self._replace(RUNS, path, pd.concat([kept, rows], ignore_index=True))

    def verify(self, datasets: Collection[str] | None = None) -> list[Problem]:
        """Check every file against the manifests; changes nothing.

        Returns
        -------
        list of Problem
            Data set, file, what is wrong, and what heals it: "recover" (the next run), "ingest" (the next reading that changes something), "" (a backup only).
        """
        found = [problem for name in self._names(datasets) for problem in history.examine(self.tables, name)]
        others = [(SOURCES, "sources.parquet"), (PLACES, "places.parquet"), (SEGMENTS, "segments/*.parquet"), (RUNS, "runs/*.parquet")]
        for table, path in ((table, path) for table, pattern in others for path in sorted(self.tables.glob(pattern))):
            try:
                parquet.read(path, table)
            except DataError as exc:
                found.append(Problem("", exc.where, exc.what, "ingest"))
        return found

    def recover(self, datasets: Collection[str] | None = None) -> list[Problem]:
        """Finish interrupted commits and rebuild lost, damaged or old current claims from the history.

        Returns
        -------
        list of Problem
            What was found: what was mended says "recover"; a data set whose history itself is damaged says "" and is left as it is
            (its next commit raises the error), so that one damaged data set does not stop the others.
        """
        found = []
        with self.lock():
            started = {path.name for path in self.tables.glob("history/*") if checks.NAME.fullmatch(path.name)}
            for name in self._names(datasets) if datasets is not None else sorted(started | set(self.datasets())):
                try:
                    found += history.heal(self.tables, name)[1]
                except DataError as exc:
                    found.append(Problem(name, exc.where, exc.what, ""))
        return found

    def _names(self, datasets: Collection[str] | None) -> list[str]:
        there = self.datasets()
        if datasets is None:
            return there
        for name in datasets:
            if name not in there:
                near = difflib.get_close_matches(name, there, n=3)
                told = f"Nearest: {', '.join(near)}." if near else f"There are: {', '.join(there) or 'none yet'}."
                raise UsageError(f"no data set {name!r} is in the tables.", do=told)
        return [name for name in there if name in datasets]

    def _file(self, table: str, name: str) -> Path:
        return history.file_of(self.tables, table, name)

    def _read(self, table: Table, names: Sequence[str], columns: Sequence[str], filters: parquet.Filters = None) -> pd.DataFrame:
        unknown = [name for name in columns if name not in table.names]
        if unknown:
            raise UsageError(
                f"no column {unknown[0]!r} in {table.name}.", do=f"Nearest: {', '.join(difflib.get_close_matches(unknown[0], table.names)) or 'none'}."
            )
        found = [table.arrow_schema.empty_table().select(columns)]
        for name in names:
            found += self._rows(table, name, columns, filters)
        return parquet.to_pandas(pa.concat_tables(found))

    def _rows(self, table: Table, name: str, columns: Sequence[str], filters: parquet.Filters) -> Iterator[pa.Table]:
        try:
            yield parquet.read(self._file(table.name, name), table, columns, filters)
        except FileNotFoundError:
            # The writer died before its first current file, or the file is lost: the history knows the claims.
            known = history.read(self.tables, name) if table is CLAIMS else None
            if known is not None:
                rows = history.current(self.tables, known)
                yield (rows.filter(pq.filters_to_expression(filters)) if filters is not None else rows).select(columns)

    def _single(self, table: Table) -> pd.DataFrame:
        path = self.tables / f"{table.name}.parquet"
        return parquet.to_pandas(parquet.read(path, table)) if path.exists() else table.empty()

    def _replace(self, table: Table, path: Path, frame: pd.DataFrame) -> bool:
        rows = parquet.to_arrow(frame, table)
        with self.lock():
            if path.exists() and sides.equals_file(rows, table, path):
                return False
            if not table.holds(frame):
                table.validate(frame)
            with files.writing(path):
                files.settle(files.stage(self.tables / ".tmp", lambda to: parquet.write(rows, to, {"table": table.name}), ".parquet"), path)
        return True
