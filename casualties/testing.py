r"""The contract of ingestors as a test: for those shipped with this package, and for those other packages add.

```python
from casualties.testing import check_ingestor


def test_contract(tmp_path):
    path = tmp_path / "week.csv"
    path.write_text("day,dead\n2024-05-01,3\n2024-05-02,many\n")
    check_ingestor("our_weekly", path, read=2)
```
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import ingest as ingestors
from casualties import places as gazetteer
from casualties import raw as evidence
from casualties import sources as registry_of_sources
from casualties.errors import CasualtiesError
from casualties.ingest import registry
from casualties.ingest.areas import LEVELS
from casualties.ingest.definition import Definition
from casualties.ingest.found import Finding, merged
from casualties.tables import CLAIMS, FINDINGS, PLACES, REJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casualties.ingest.registry import Ingestor, Normalised
    from casualties.ingest.statements import Ingested
    from casualties.raw import RawFile

__all__ = ["ContractError", "check_ingestor"]


class ContractError(AssertionError):
    """An ingestor does not keep the contract; says which part of it."""


def check_ingestor(
    ingestor: Ingestor | str,
    path: str | Path,
    *,
    read: int | None = None,
    options: Mapping[str, Any] | None = None,
    members: Sequence[str] = (),
    sources: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    **definition: Any,
) -> Ingested:
    """Run an ingestor over a file and hold it to the contract.

    It is pure: the file, its folder and the rows it is given stay as they are, no network is used. It is deterministic: the same file
    gives the same rows and claims, in another folder, time zone and state of chance too. It loses nothing: kept + rejected = read, and
    every row that has a `raw_ref` comes up again in a claim or a reject, or is named as one that states nothing. Every claim has a source (claimant or publisher), a
    key of its own in the data set, and leads back to the raw file (its SHA-256, and where in it); every reject says which rule it breaks.
    One that reads in pieces (`batches`) says the same wherever the rows are cut.

    Parameters
    ----------
    ingestor : Ingestor or str
        The object, or the name it is installed under.
    path : path
        A small file in the layout it reads, best with a row that has to be rejected.
    read : int, optional
        How many statements the file holds, where you counted them.
    options : mapping, optional
        Options of the ingestor, as in dataset.toml.
    members : sequence of str
        Members of a zip archive that are read.
    sources, places : DataFrame, optional
        Tables that names are resolved in; the shipped ones by default.
    **definition
        Other keys of dataset.toml, such as source="ucdp".

    Returns
    -------
    Ingested
        Claims, rejects, findings: to look at in further tests.

    Raises
    ------
    ContractError
        What is not kept, and what to do about it.
    UsageError, DataError, SourceError
        As the ingestor raises them: the file is refused.
    """
    found = registry.find(ingestor) if isinstance(ingestor, str) else registry.checked(ingestor, "the ingestor")
    with tempfile.TemporaryDirectory(prefix="casualties-") as first, tempfile.TemporaryDirectory(prefix="other-") as second:
        runs = []
        for number, folder in enumerate((Path(first), Path(second))):
            home = folder / "contract"
            home.mkdir()
            copy = Path(shutil.copyfile(path, home / Path(path).name))
            about = Definition("contract", "Contract", found.name, raw=(copy.name,), options=dict(options or {}), **definition)
            raws = evidence.find(home, about.raw, wanted=members)
            with _elsewhere(number), _nothing_written(folder, found):
                runs.append([_run(found, raw, about) for raw in raws])
        for (rows, part), (rows_again, part_again) in zip(*runs, strict=True):
            _same(rows, rows_again, "read gives other rows the second time: they must depend on the file and the definition alone.")
            _same_parts(part, part_again, "normalise gives other claims the second time: they must depend on the rows and the definition alone.")
            _nothing_lost(rows, part)
        if isinstance(found, registry.Batches):
            for raw, (rows, part) in zip(raws, runs[0], strict=True):
                _cut_anywhere(found, raw, about, rows, part)
        tables = (registry_of_sources.load() if sources is None else sources, gazetteer.load() if places is None else places)
        with _elsewhere(1):
            result = ingestors.ingest(about, raws, *tables, ingestor=found)
    _counted(result, [part for _, part in runs[0]], read)
    _led_back(result, raws)
    return result


def _run(ingestor: Ingestor, raw: RawFile, definition: Definition) -> tuple[pd.DataFrame, Normalised]:
    rows = ingestor.read(raw, definition)
    _hold(isinstance(rows, pd.DataFrame), f"read gives {type(rows).__name__}, not a DataFrame.")
    before = pickle.loads(pickle.dumps(rows))  # noqa: S301 - our own bytes: a deep copy, cells that are objects included
    part = ingestor.normalise(rows, definition)
    _same(before, rows, "normalise changes the rows it is given: work on a copy.")
    _same_parts(part, ingestor.normalise(before, definition), "normalise gives other claims when it is called again: it keeps a state.")
    return rows, part


def _nothing_lost(rows: pd.DataFrame, part: Normalised) -> None:
    if "raw_ref" not in rows:
        return
    told = [str(ref) for frame in (part.claims, part.broken) for ref in frame["raw_ref"]]
    known = set(told) | {ref[: n + 1] for ref in told for n, sign in enumerate(ref[1:]) if sign in "/,: "}
    lost = [str(ref) for ref in rows["raw_ref"] if str(ref) not in known and str(ref) not in part.passed]
    _hold(
        not lost,
        f"{len(lost)} rows are lost, the first is {lost[0] if lost else ''!r}: each must become a claim or a row of `broken`, or be named in `passed`.",
    )


def _cut_anywhere(ingestor: registry.Batches, raw: RawFile, definition: Definition, rows: pd.DataFrame, part: Normalised) -> None:
    batches = list(ingestor.batches(raw, definition))
    _hold(batches, "batches gives no frame: a file without rows is one frame without rows.")
    _same(rows.reset_index(drop=True), pd.concat(batches, ignore_index=True), "batches gives other rows than read.")
    for size in sorted({max(1, len(rows) // pieces) for pieces in (2, 3, min(len(rows), 20) or 1)}):
        cuts = [rows.iloc[n : n + size].reset_index(drop=True) for n in range(0, max(len(rows), 1), size)]
        parts = [ingestor.normalise(cut, definition) for cut in cuts]
        message = (
            f"normalise gives something else of {size} row{'s' * (size > 1)} at a time than of all: what depends on other rows is for read and batches to say."
        )
        _same(_in_order([part]), _in_order(parts), f"{message} Claims differ.")
        broken = [pd.concat([one.broken for one in many], ignore_index=True).astype("str") for many in ([part], parts)]
        one, other = (frame.sort_values(["raw_ref", "reasons", "row"], ignore_index=True) for frame in broken)
        _same(one, other, f"{message} What is broken differs.")
        _hold(sorted(part.passed) == sorted(ref for one in parts for ref in one.passed), f"{message} What is passed over differs.")
        told = [{(f.kind, f.severity, f.said, frozenset(f.claim_ids), f.place_id, f.start, f.end) for f in merged(fs)} for fs in (part.findings, _found(parts))]
        _hold(told[0] == told[1], f"{message} Findings differ: {sorted(str(f) for f in told[0] ^ told[1])[:2]}.")


def _found(parts: Sequence[Normalised]) -> list[Finding]:
    return [found for part in parts for found in part.findings]


def _in_order(parts: Sequence[Normalised]) -> pd.DataFrame:
    """Claims of parts, with the areas they lie in, in order of their ids."""
    frames = []
    for part in parts:
        areas = {} if part.areas is None else {f"({name})": part.areas.column(name, part.claims.index) for name in ("country", *LEVELS)}
        frames.append(part.claims.assign(**areas))
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled).sort_values(["claim_id", "raw_ref"], ignore_index=True)


def _counted(result: Ingested, parts: Sequence[Normalised], read: int | None) -> None:
    told = sum(len(part.claims) + len(part.broken) for part in parts)
    kept, rejected = len(result.claims), len(result.rejects)
    _hold(kept + rejected == result.read == told, f"{kept} claims and {rejected} rejects are not the {told} statements that were read.")
    _hold(read is None or read == result.read, f"{result.read} statements were read ({kept} kept, {rejected} rejected), the file holds {read}.")
    for table, frame in ((CLAIMS, result.claims), (REJECTS, result.rejects), (FINDINGS, result.findings), (PLACES, result.places)):
        try:
            table.validate(frame)
        except CasualtiesError as exc:
            raise ContractError(f"the table {table.name} breaks its rules: {exc}") from exc


def _led_back(result: Ingested, raws: Sequence[RawFile]) -> None:
    claims, rejects = result.claims, result.rejects
    known = {raw.sha256 for raw in raws}
    for what, frame in (("claims", claims), ("rejects", rejects)):
        _hold(frame["raw_sha256"].isin(known).all(), f"{what} do not carry the SHA-256 of the raw file: leave raw_sha256 to the package.")
        _hold(frame["raw_ref"].notna().all(), f"{what} do not say where in the raw file they come from: set raw_ref (line 7, /days/3, row 12).")
    voiceless = claims["claimant"].isna() & claims["claimant_stated"].isna() & claims["publisher"].isna()
    _hold(not voiceless.any(), f"{int(voiceless.sum())} claims have no source: set claimant or publisher, or `source` in dataset.toml.")
    _hold(claims["claim_id"].str.startswith("contract:").all(), "claim_id does not begin with the name of the data set, definition.name.")
    _hold(claims["record_id"].notna().all(), "claims have no record_id: the key the source itself uses.")
    _hold(rejects["reasons"].fillna("").ne("").all(), "rejects do not say which rule they break.")


@contextmanager
def _elsewhere(number: int) -> Iterator[None]:
    """Another time zone, working folder and state of chance each time, and no network."""

    def refuse(*_: object, **__: object) -> None:
        raise ContractError("the ingestor opens a connection: files are fetched by `casualties fetch`, an ingestor only reads them.")

    zone, folder, chance = os.environ.get("TZ"), Path.cwd(), random.getstate()
    names = ("create_connection", "getaddrinfo")
    held = {name: getattr(socket, name) for name in names} | {"connect": socket.socket.connect}
    try:
        os.environ["TZ"] = ("UTC", "Pacific/Kiritimati")[number]
        time.tzset()
        random.seed(number)
        os.chdir(tempfile.gettempdir() if number else folder)
        for name in names:
            setattr(socket, name, refuse)
        socket.socket.connect = refuse  # type: ignore[method-assign]
        yield
    finally:
        for name in names:
            setattr(socket, name, held[name])
        socket.socket.connect = held["connect"]  # type: ignore[method-assign]
        os.chdir(folder)
        random.setstate(chance)
        if zone is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = zone
        time.tzset()


@contextmanager
def _nothing_written(folder: Path, ingestor: Ingestor) -> Iterator[None]:
    def look() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = look()
    yield
    _hold(look() == before, f"{ingestor.name} writes beside the raw file, or into it: an ingestor only reads.")


def _same(one: pd.DataFrame, other: pd.DataFrame, message: str) -> None:
    try:
        pd.testing.assert_frame_equal(one, other)
    except AssertionError as exc:
        raise ContractError(f"{message} {exc}") from exc


def _same_parts(one: Normalised, other: Normalised, message: str) -> None:
    _same(one.claims, other.claims, message)
    _same(one.broken, other.broken, message)
    _hold(one.findings == other.findings, f"{message} The findings differ.")
    if one.areas is not None and other.areas is not None:
        _same(one.areas.told, other.areas.told, message)
        _hold((one.areas.at == other.areas.at).all(), f"{message} The areas differ.")
    _hold((one.areas is None) == (other.areas is None), f"{message} The areas differ.")


def _hold(condition: object, message: str) -> None:
    if not condition:
        raise ContractError(message)
