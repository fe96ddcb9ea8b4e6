"""The history of one data set: how a commit is written, read back, and finished when its writer died."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from casualties import files
from casualties.errors import DataError
from casualties.store import manifest, parquet
from casualties.store.changes import CHANGE, WITHDRAWN, Changes, Counts, last_versions, with_change
from casualties.store.manifest import Entry, Manifest, Mark, Problem
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

CURRENT = ("rejects", "findings", "claims")
"""The current files of a data set, in the order in which a commit replaces them."""


def folder_of(tables: Path, dataset: str) -> Path:
    """Folder of the history of a data set."""
    return tables / "history" / dataset


def file_of(tables: Path, name: str, dataset: str) -> Path:
    """Current file of a data set: its claims, rejects, findings or segments."""
    return tables / name / f"{dataset}.parquet"


def read(tables: Path, dataset: str) -> Manifest | None:
    """The manifest of a data set, None where nothing was committed.

    Raises
    ------
    DataError
        The manifest is damaged, or gone while something it must have known is there.
    """
    known = manifest.read(folder_of(tables, dataset))
    if known is None and _is_lost(tables, dataset):
        raise DataError(
            "the manifest is gone, what it lists is there.",
            where=str(folder_of(tables, dataset) / manifest.NAME),
            do="Put it back from a backup; nothing is written to this data set until then.",
        )
    return known


def versions(tables: Path, known: Manifest, columns: Sequence[str] = CLAIMS.names) -> pa.Table:
    """Every version of every claim in the commits of a manifest, in their order.

    Parameters
    ----------
    tables : Path
    known : Manifest
    columns : sequence of str
        Columns of claims.

    Returns
    -------
    pyarrow.Table
        These columns and `change` (added, revised, withdrawn).

    Raises
    ------
    DataError
        A part is gone or is not what was written.
    """
    wanted = [*columns, CHANGE.name]
    none = CLAIMS.arrow_schema.append(CHANGE).empty_table().select(wanted)
    folder = folder_of(tables, known.dataset)
    parts = [parquet.read_exact(folder / entry.part, entry.sha256, wanted) for entry in known.commits]
    return pa.concat_tables([none, *(with_change(part) for part in parts)])


def withdrawn(tables: Path, known: Manifest) -> pa.Table:
    """claim_id and version of every withdrawal ever: of a claim that is not current the last one is its last version."""
    ever = replace(known, commits=tuple(entry for entry in known.commits if entry.withdrawn))
    before = versions(tables, ever, ["claim_id", "version"])
    return before.filter(pc.equal(before[CHANGE.name], WITHDRAWN)).drop_columns([CHANGE.name])


def current(tables: Path, known: Manifest) -> pa.Table:
    """The current claims, worked out from the history alone."""
    return last_versions(versions(tables, known))


def record(tables: Path, known: Manifest, changes: Changes, sides: Mapping[str, pa.Table], recorded_at: pd.Timestamp, sound: Callable[[], None]) -> Manifest:
    """Write a commit.

    Everything is written aside and synced before the first rename, so that a full disk is met before anything changed, and so is a
    row that breaks a rule. Then, in this order: history part, manifest, rejects, findings, claims.

    Parameters
    ----------
    tables : Path
    known : Manifest
        The manifest the changes were worked out from.
    changes : Changes
    sides : mapping
        The rejects and findings tables of the reading, by name.
    recorded_at : Timestamp
    sound : callable
        Raises where a row breaks a rule; called in a thread of its own while the files are made, and waited for before the first rename.

    Raises
    ------
    DataError
        A row breaks a rule, or the disk refuses. Before the manifest was replaced the store is as it was; after it the next `heal` does the rest.
    """
    told = note_of(known, recorded_at)
    with staging(tables, known) as aside, ThreadPoolExecutor(1) as beside:
        judged = beside.submit(sound)
        part = stage(aside, changes.part, told) if len(changes.part) else None
        staged = {name: stage(aside, side, told) for name, side in sides.items()}
        staged["claims"] = copied(*part) if part and changes.part is changes.current else stage(aside, changes.current, told)
        judged.result()
        after = enter(tables, known, part, staged, changes, recorded_at)
    place(tables, after, staged)
    return after


def note_of(known: Manifest, recorded_at: pd.Timestamp) -> dict[str, object]:
    """What files of the next commit say of themselves."""
    return {"dataset": known.dataset, "commit": known.next_commit, "recorded_at": recorded_at.isoformat()}


@contextmanager
def staging(tables: Path, known: Manifest) -> Iterator[Path]:
    """The folder in which the files of a commit are written aside; emptied where that fails, and a failure of the disk is named."""
    aside = _staging(tables, known.dataset)
    with files.writing(folder_of(tables, known.dataset)):
        try:
            files.make_folder(aside)
            yield aside
        except BaseException:
            files.clear(aside)
            raise


def enter(
    tables: Path, known: Manifest, part: tuple[Path, Mark] | None, staged: Mapping[str, tuple[Path, Mark]], counts: Counts, recorded_at: pd.Timestamp
) -> Manifest:
    """Make a commit true: its history part gets its place, the manifest is replaced. What was written aside is still there."""
    folder = folder_of(tables, known.dataset)
    after = replace(known, current={**known.current, **{name: mark for name, (_, mark) in staged.items()}})
    if part:
        entry = _entry(known, part[1], counts, recorded_at)
        files.settle(part[0], folder / entry.part)
        after = replace(after, commits=(*known.commits, entry))
    manifest.write(folder, after, _staging(tables, known.dataset))
    return after


def place(tables: Path, after: Manifest, staged: Mapping[str, tuple[Path, Mark]]) -> None:
    """Put the current files of a commit that is true in their places. What fails here the next `heal` does, from what was written aside."""
    with files.writing(folder_of(tables, after.dataset)):
        _place(tables, after, {name: path for name, (path, _) in staged.items()})
        files.clear(_staging(tables, after.dataset))


def heal(tables: Path, dataset: str) -> tuple[Manifest | None, list[Problem]]:
    """Finish what a writer that died left unfinished; call it under the lock.

    A part without a manifest entry is dropped (its commit never became true and is made anew by the next reading);
    current files that are older than the manifest, lost or damaged are put in place from where they were written aside,
    claims else from the history. Rejects and findings that are in neither place are written again by the next reading.

    Returns
    -------
    manifest : Manifest or None
    healed : list of Problem
        What was found and mended.

    Raises
    ------
    DataError
        The history itself is damaged: only a backup mends that, and nothing is touched.
    """
    known = read(tables, dataset)
    healed = [_drop(tables, known, part) for part in manifest.strays(folder_of(tables, dataset), known) if manifest.unfinished(part, known)]
    staging = _staging(tables, dataset)
    if known is not None:
        stale = [name for name in CURRENT if not is_as_written(file_of(tables, name, dataset), known.current[name])]
        if stale:
            with files.writing(tables):
                known, mended = _mend(tables, known, stale)
            healed += mended
    with files.writing(staging):
        files.clear(staging)
    return known, healed


def examine(tables: Path, dataset: str) -> list[Problem]:
    """What is wrong with the files of a data set; changes nothing."""
    try:
        known = read(tables, dataset)
    except DataError as exc:
        return [Problem(dataset, exc.where, exc.what, "")]
    folder = folder_of(tables, dataset)
    found = []
    for part in manifest.strays(folder, known):
        healed_by = "recover" if manifest.unfinished(part, known) else ""
        found.append(Problem(dataset, str(part), "the part belongs to no commit.", healed_by))
    if known is None:
        return found
    for entry in known.commits:
        try:
            rows = len(parquet.read_exact(folder / entry.part, entry.sha256))
        except DataError as exc:
            found.append(Problem(dataset, exc.where, exc.what, ""))
            continue
        if rows != entry.rows:
            found.append(Problem(dataset, str(folder / entry.part), f"it has {rows} rows, the manifest says {entry.rows}.", ""))
    for name in CURRENT:
        path = file_of(tables, name, dataset)
        if not is_as_written(path, known.current[name]):
            what = "the file is gone." if not path.exists() else "the file is not what the last commit wrote."
            found.append(Problem(dataset, str(path), what, "recover" if name == "claims" else "ingest"))
    return found


def is_as_written(path: Path, mark: Mark) -> bool:
    """Whether the file is there and has the bytes the manifest says."""
    return path.exists() and files.sha256(path) == mark.sha256


def _entry(known: Manifest, mark: Mark, changes: Counts, recorded_at: pd.Timestamp) -> Entry:
    number = known.next_commit
    return Entry(
        commit=number,
        recorded_at=recorded_at.isoformat(),
        part=f"{number:06d}-{mark.sha256[:12]}.parquet",
        sha256=mark.sha256,
        rows=mark.rows,
        added=changes.added,
        revised=changes.revised,
        withdrawn=changes.withdrawn,
    )


def _mend(tables: Path, known: Manifest, stale: list[str]) -> tuple[Manifest, list[Problem]]:
    staging = _staging(tables, known.dataset)
    aside = {files.sha256(path): path for path in staging.glob(".tmp-*")} if staging.is_dir() else {}
    staged = {name: aside[known.current[name].sha256] for name in stale if known.current[name].sha256 in aside}
    healed = [
        Problem(known.dataset, str(file_of(tables, name, known.dataset)), "it was older than the history; the commit is finished.", "recover")
        for name in staged
    ]
    if "claims" in stale and "claims" not in staged:
        staged["claims"], mark = stage(
            staging,
            current(tables, known),
            {"dataset": known.dataset, "commit": known.next_commit - 1, "recorded_at": known.commits[-1].recorded_at if known.commits else None},
        )
        if mark != known.current["claims"]:
            known = replace(known, current={**known.current, "claims": mark})
            manifest.write(folder_of(tables, known.dataset), known, staging)
        healed.append(
            Problem(known.dataset, str(file_of(tables, "claims", known.dataset)), "it was lost, damaged or old; rebuilt from the history.", "recover")
        )
    _place(tables, known, staged)
    return known, healed


def _place(tables: Path, known: Manifest, staged: Mapping[str, Path]) -> None:
    for name in CURRENT:
        if name in staged:
            files.settle(staged[name], file_of(tables, name, known.dataset))


def _drop(tables: Path, known: Manifest | None, part: Path) -> Problem:
    claims = file_of(tables, "claims", part.parent.name)
    if known is not None and not is_as_written(claims, known.current["claims"]):
        # A writer that died before its manifest left the claims of the manifest in place; here the manifest may be an old copy.
        raise DataError(
            "the manifest is older than the parts beside it.",
            where=str(part.parent / manifest.NAME),
            do="Put back the newest manifest and current claims from one backup; nothing is written to this data set until then.",
        )
    with files.writing(part):
        part.unlink()
    return Problem(part.parent.name, str(part), "its commit was not finished; dropped, the next reading makes it anew.", "recover")


def _is_lost(tables: Path, dataset: str) -> bool:
    strays = manifest.strays(folder_of(tables, dataset), None)
    return file_of(tables, "claims", dataset).exists() or len(strays) > 1 or any(not manifest.unfinished(part, None) for part in strays)


def _staging(tables: Path, dataset: str) -> Path:
    return tables / ".tmp" / dataset


def stage(staging: Path, table: pa.Table, told: dict[str, object]) -> tuple[Path, Mark]:
    """A table written aside, and what it must be."""
    path = files.stage(staging, lambda to: parquet.write(table, to, told), ".parquet")
    return path, Mark(files.sha256(path), len(table))


def copied(path: Path, mark: Mark) -> tuple[Path, Mark]:
    """A staged file once more, for its second place."""
    return files.stage(path.parent, lambda to: _copy(path, to), ".parquet"), mark


def _copy(path: Path, to: Path) -> None:
    shutil.copyfile(path, to)
