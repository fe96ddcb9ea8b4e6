"""From data sets to stored claims: each data set is read, committed and recorded on its own; one that fails leaves the others alone."""

from __future__ import annotations

import hashlib
import logging
import platform
import time
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

import casualties
from casualties import files
from casualties import ingest as ingestors
from casualties import places as gazetteer
from casualties import raw as evidence
from casualties import sources as registry
from casualties.errors import CasualtiesError, UsageError
from casualties.ingest.definition import Definition, read_definition
from casualties.ingest.persons import UNDATED
from casualties.ingest.registry import SHIPPED, lists_persons
from casualties.pipeline import size
from casualties.pipeline.clock import now
from casualties.store import Commit, Scope, Store, reading
from casualties.tables import CLAIMS, PLACES, RUNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
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
        sources = registry.load(folder / "datasets" / "sources.csv")
        places = gazetteer.load(extra=folder / "datasets" / "places.csv")
        rows = [
            _record(
                name,
                started,
                command,
                config_sha256,
                partial(_read, folder, store, name, names=(sources, places), started=started, accept_changes=accept_changes),
                (unreached or {}).get(name),
            )
            for name in chosen
        ]
        _settle(store, sources, places)
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


def _read(folder: Path, store: Store, name: str, *, names: tuple[pd.DataFrame, pd.DataFrame], started: pd.Timestamp, accept_changes: bool) -> dict[str, Any]:
    home = folder / "datasets" / name
    definition = read_definition(home)
    logger.info("%s: looking at its raw files", name)
    raws = evidence.find(home, definition.raw, definition.url, definition.members)
    if not raws:
        raise UsageError("no raw file is there.", where=str(home), do=f"Put one where dataset.toml looks: {', '.join(definition.raw)}.")
    persons = lists_persons(definition)
    for raw in raws:
        if raw.path.relative_to(home).parts[0] != evidence.KEPT_IN:  # others are copied as they were read
            if persons:
                do = f"Move it to datasets/{name}/{evidence.KEPT_IN}/ and name it so in `raw`: elsewhere a copy of it would be kept in datasets/tables."
                raise UsageError("the file lists persons and lies outside of raw/.", where=str(raw.path), do=do)
            evidence.keep(raw, store.evidence)
    inputs = _inputs(folder, name, raws) if definition.ingestor in SHIPPED else None  # what another package does is not known here
    same = reading.recall(store.tables, name, inputs) if inputs is not None else None
    if same is not None:
        logger.info("%s: nothing changed since it was read", name)
        kept = {"read": same.read, "claims": same.claims, "rejected": same.rejected, "new": 0, "revised": 0, "withdrawn": 0}
        return kept | _remarks(store, name)
    logger.info("%s: reading %d file%s", name, len(raws), "" if len(raws) == 1 else "s")
    commit, kept = _stored(store, definition, ingestors.pieces(definition, raws, *names), started, accept_changes=accept_changes)
    if inputs is not None:
        reading.remember(store.tables, name, reading.Reading(inputs, **kept))
    return kept | {"new": commit.new, "revised": commit.revised, "withdrawn": commit.withdrawn} | _remarks(store, name)


def _stored(
    store: Store, definition: Definition, told: Iterator[ingestors.Piece], started: pd.Timestamp, *, accept_changes: bool
) -> tuple[Commit, dict[str, int]]:
    """Commit what was read; where it comes in several pieces, none of them is kept beside the next."""
    name, scope = definition.name, _scope(definition)
    compared = _Compared(store, definition, scope, accept_changes=accept_changes)
    first, second = next(told), next(told, None)
    if second is None:
        compared.add(first.claims)
        compared.refuse()
        result = ingestors.whole(first.claims, [first], name)
        logger.info("%s: storing %d claims", name, len(result.claims))
        commit = store.commit(name, result.claims, result.rejects, result.findings, recorded_at=started, scope=scope, accept_withdrawals=accept_changes)
        return commit, _counts(len(result.claims), len(result.rejects))
    count, read, none = 0, [], CLAIMS.empty()
    with store.pieces(name, recorded_at=started, scope=scope) as taking:
        ahead = [first, second]
        del first, second
        for piece in chain(_emptied(ahead), told):
            taking.add(piece.claims)
            compared.add(piece.claims)
            count += len(piece.claims)
            read.append(replace(piece, claims=none))  # a slice of them would hold them all
            logger.info("%s: %d claims read", name, count)
        compared.refuse()
        result = ingestors.whole(none, read, name)
        commit = taking.commit(result.rejects, result.findings, accept_withdrawals=accept_changes)
    return commit, _counts(count, len(result.rejects))


def _emptied(ahead: list[ingestors.Piece]) -> Iterator[ingestors.Piece]:
    while ahead:
        yield ahead.pop(0)


def _counts(claims: int, rejected: int) -> dict[str, int]:
    return {"read": claims + rejected, "claims": claims, "rejected": rejected}


class _Compared:
    """The size of a reading beside what is stored, of what the reading speaks for; nothing is counted where nothing can differ."""

    def __init__(self, store: Store, definition: Definition, scope: Scope | None, *, accept_changes: bool) -> None:
        self._definition, self._scope, self._now = definition, scope, size.Sums()
        stored = () if accept_changes else store.batches(definition.name, size.COLUMNS)
        self._before = size.Sums(_spoken_for(claims, scope) for claims in stored)

    def add(self, claims: pd.DataFrame) -> None:
        if self._before.claims:
            self._now.add(_spoken_for(claims, self._scope))

    def refuse(self) -> None:
        size.refuse(self._before, self._now, self._definition.changes, self._definition.name)


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


def _scope(definition: Definition) -> Scope | None:
    told = definition.scope
    if not told.places and told.start is None and told.end is None:
        return None
    start, end = (None if d is None else pd.Timestamp(d).as_unit("us") for d in (told.start, told.end))
    return Scope(told.places, start, end)


def _spoken_for(claims: pd.DataFrame, scope: Scope | None) -> pd.DataFrame:
    """The claims a release speaks for."""
    if scope is None or claims.empty:
        return claims
    inside: pd.DataFrame = claims[scope.holds(pa.Table.from_pandas(claims[["place_id", "start", "end"]], preserve_index=False)).to_numpy()]
    return inside


def _settle(store: Store, sources: pd.DataFrame, places: pd.DataFrame) -> None:
    """Store the sources, and the places that claims speak of with those they lie in; nothing where nothing changed."""
    if not store.datasets():
        return
    spoken: dict[str, str] = {}
    for dataset in store.datasets():
        for claims in store.batches(dataset, ["place_id"]):
            for place_id in claims["place_id"].dropna().unique():
                spoken.setdefault(place_id, dataset)
    for place_id, dataset in list(spoken.items()):
        for above in gazetteer.ancestors(place_id):
            spoken.setdefault(above, dataset)
    known = places[places["place_id"].isin(spoken)]
    strange = sorted(set(spoken) - set(known["place_id"]))
    made = PLACES.complete(
        pd.DataFrame([_place(place_id, spoken[place_id]) for place_id in strange], columns=["place_id", "name", "parent", "level", "origin"])
    )
    store.write_places(pd.concat([known, made], ignore_index=True).sort_values("place_id", ignore_index=True))
    store.write_sources(sources)


def _place(place_id: str, dataset: str) -> dict[str, Any]:
    above, _, name = place_id.rpartition("/")
    depth = place_id.count("/")
    level = ("country", "admin1", "locality", "district")[min(depth, 3)]
    return {"place_id": place_id, "name": name, "parent": above or None, "level": level, "origin": dataset}
