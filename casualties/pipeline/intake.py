"""From data sets to stored claims: each data set is read, committed and recorded on its own; one that fails leaves the others alone."""

from __future__ import annotations

import hashlib
import logging
import platform
import time
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

import casualties
from casualties import files
from casualties import raw as evidence
from casualties.errors import CasualtiesError, UsageError
from casualties.ingest.definition import read_definition
from casualties.ingest.found import UNDATED
from casualties.ingest.registry import SHIPPED, lists_persons
from casualties.pipeline.clock import now
from casualties.store import Store, reading
from casualties.tables import RUNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

logger = logging.getLogger("casualties")


def dataset_names(root: Path) -> list[str]:
    """Names of the data sets of a working folder: folders of datasets/ that hold a dataset.toml."""
    return sorted(p.parent.name for p in (root / "datasets").glob("*/dataset.toml"))


def ingest(
    root: str | PathLike[str] = ".",
    names: Sequence[str] = (),
    *,
    config_sha256: str | None = None,
    command: str = "ingest",
    accept_changes: bool = False,
    unreached: Mapping[str, tuple[int, str]] | None = None,
) -> pd.DataFrame:
    """Read data sets and commit their claims, one commit a data set, under the lock.

    Parameters
    ----------
    root : path
        The working folder.
    names : sequence of str
        Data sets; all of datasets/ by default.
    config_sha256 : str, optional
        Of casualties.toml, for the run record.
    command : str
        What was asked for, for the run record.
    accept_changes : bool
        Accept a reading that differs from the one before by more than [changes] of its dataset.toml says, or that lacks most claims stored.
    unreached : mapping, optional
        Exit code and message of data sets whose files could not be fetched: what was fetched before is read, the run record says so.

    Returns
    -------
    DataFrame
        The runs table, one row a data set: read = claims + rejected, new, revised, withdrawn, exit_code, message.

    Raises
    ------
    UsageError
        No such data set, or none at all.
    LockedError
        Another run holds the lock.
    """
    folder = Path(root)
    chosen = chosen_names(folder, names)
    store = Store(folder)
    with store.lock():
        store.recover()
        started = now()
        registers, rows = _Registers(folder), []
        notes: list[tuple[str, reading.Reading]] = []
        for name in chosen:
            read = partial(_read, folder, store, name, registers=registers, notes=notes, started=started, accept_changes=accept_changes)
            rows.append(_record(name, started, command, config_sha256, read, (unreached or {}).get(name)))
            if registers.error is not None:
                raise registers.error
        if registers.loaded is not None or not _is_settled(store):
            from casualties.pipeline import storing

            storing.settle(store, *registers.load())
        for name, note in notes:  # from here on it is not read again: what it speaks of is in the registers
            reading.remember(store.tables, name, note)
        runs = RUNS.complete(pd.DataFrame(rows))
        store.add_run(runs)
    return runs


def chosen_names(root: Path, names: Sequence[str]) -> list[str]:
    """Data sets by name, all where none is named.

    Raises
    ------
    UsageError
        There is no such data set, or none at all.
    """
    known = dataset_names(root)
    if not known:
        do = "Make a working folder with `casualties init`, or name it with --root."
        raise UsageError("there is no data set here.", where=str((root / "datasets").resolve()), do=do)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise UsageError(f"no data set is called {name!r}.", do=f"Did you mean {near[0]!r}?" if near else f"Data sets here: {', '.join(known)}.")
    return list(dict.fromkeys(names)) or known


def _record(name: str, started: pd.Timestamp, command: str, config_sha256: str | None, read: Any, unreached: tuple[int, str] | None) -> dict[str, Any]:
    began = time.perf_counter()
    row: dict[str, Any] = {
        "run_id": f"{started:%Y-%m-%dT%H:%M:%S.%fZ} {name}",
        "started_at": started,
        "command": command,
        "casualties": casualties.__version__,
        "python": platform.python_version(),
        "pandas": pd.__version__,
        "pyarrow": pa.__version__,
        "config_sha256": config_sha256,
        "dataset": name,
        "exit_code": 0,
        "message": None,
    }
    if unreached is not None:
        row |= {"exit_code": unreached[0], "message": unreached[1]}
    try:
        row |= read()
    except CasualtiesError as exc:
        # where a file could not be fetched, that is why there is nothing to read: it is said first
        row |= {"exit_code": exc.exit_code, "message": str(exc)} if unreached is None else {"message": f"{unreached[1]} {exc}"}
    return row | {"seconds": round(time.perf_counter() - began, 3)}


def _read(
    folder: Path, store: Store, name: str, *, registers: _Registers, notes: list[tuple[str, reading.Reading]], started: pd.Timestamp, accept_changes: bool
) -> dict[str, Any]:
    home = folder / "datasets" / name
    definition = read_definition(home)
    logger.info("%s: looking at its raw files", name)
    raws = evidence.find(home, definition.raw, definition.url, definition.members)
    if not raws:
        raise UsageError("no raw file is there.", where=str(home), do=f"Put one where dataset.toml looks: {', '.join(definition.raw)}.")
    outside = [raw for raw in raws if raw.path.relative_to(home).parts[0] != evidence.KEPT_IN]  # these are copied as they were read
    if outside and lists_persons(definition):
        do = f"Move it to datasets/{name}/{evidence.KEPT_IN}/ and name it so in `raw`: elsewhere a copy of it would be kept in datasets/tables."
        raise UsageError("the file lists persons and lies outside of raw/.", where=str(outside[0].path), do=do)
    for raw in outside:
        evidence.keep(raw, store.evidence)
    inputs = _inputs(folder, name, raws) if definition.ingestor in SHIPPED else None  # what another package does is not known here
    same = reading.recall(store.tables, name, inputs) if inputs is not None else None
    if same is not None:
        logger.info("%s: nothing changed since it was read", name)
        kept = {"read": same.read, "claims": same.claims, "rejected": same.rejected, "new": 0, "revised": 0, "withdrawn": 0}
        return kept | _remarks(store, name)
    logger.info("%s: reading %d file%s", name, len(raws), "" if len(raws) == 1 else "s")
    from casualties.ingest import pieces
    from casualties.pipeline import storing

    told = pieces(definition, raws, *registers.load())
    commit, kept = storing.store_reading(store, definition, told, started, accept_changes=accept_changes)
    if inputs is not None:
        notes.append((name, reading.Reading(inputs, **kept)))
    return kept | {"new": commit.new, "revised": commit.revised, "withdrawn": commit.withdrawn} | _remarks(store, name)


class _Registers:
    """Sources and places of a working folder, loaded when a data set has to be read; what is wrong with them is wrong with the run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.loaded: tuple[pd.DataFrame, pd.DataFrame] | None = None
        self.error: CasualtiesError | None = None

    def load(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        if self.loaded is None:
            from casualties import places, sources

            home = self._folder / "datasets"
            try:
                self.loaded = sources.load(home / "sources.csv"), places.load(extra=home / "places.csv")
            except CasualtiesError as exc:
                self.error = exc
                raise
        return self.loaded


def _is_settled(store: Store) -> bool:
    """Whether the registers are stored and whole: where nothing was read they are those of the last reading."""
    try:
        read = (store.sources(), store.places())
    except CasualtiesError:
        return False
    return not store.datasets() or (len(read[0]) > 0 and (store.tables / "places.parquet").exists())


def _remarks(store: Store, name: str) -> dict[str, Any]:
    """What the run record says of a reading that is good: how many persons of a list are in no count of a day."""
    found = store.findings([name])
    said = found.loc[found["kind"] == UNDATED, "message"]
    return {"message": " ".join(said)} if len(said) else {}


def _inputs(folder: Path, name: str, raws: Sequence[evidence.RawFile]) -> str:
    """Digest of everything a reading depends on; the clock is not among it."""
    told = [_program(), *(f"{raw.path.relative_to(folder)} {raw.member} {raw.sha256} {raw.url} {raw.retrieved_at} {raw.terms}" for raw in raws)]
    tables = (folder / "datasets" / name / "dataset.toml", folder / "datasets" / "sources.csv", folder / "datasets" / "places.csv")
    told += [files.sha256(path) if path.exists() else "" for path in tables]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@cache
def _program() -> str:
    """Digest of this package, code and data, and the versions of what reads for it."""
    home = Path(casualties.__file__).parent
    own = sorted(path for path in home.rglob("*") if path.suffix in {".py", ".toml", ".csv", ".parquet"})
    told = [platform.python_version(), pd.__version__, pa.__version__, *(f"{path.relative_to(home)} {files.sha256(path)}" for path in own)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
