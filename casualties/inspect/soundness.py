"""Is what is stored sound: tables, raw files, names, rulings, runs, and what is stale."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from casualties import places as gazetteer
from casualties import raw as evidence
from casualties import rulings as decided
from casualties import sources as registry
from casualties.errors import CasualtiesError, DataError, UsageError
from casualties.ingest.definition import FILE, read_definition
from casualties.inspect.opened import opened
from casualties.tables import CLAIMS
from casualties.tables.findings import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from casualties.store import Store

PROBLEMS = ["severity", "where", "problem", "do"]


def check_file(path: Path, root: str | PathLike[str] = ".") -> pd.DataFrame:
    """What is wrong in one hand-kept file of claims.

    Returns
    -------
    DataFrame
        line, column, value, rule, severity, message: one row a problem; empty where there is none.

    Raises
    ------
    UsageError, DataError
        There is no such file, or it cannot be read at all.
    """
    from casualties.ingest import check_file as check

    if not path.is_file():
        raise UsageError("there is no such file.", where=str(path), do="Name a file of claims, .csv or .xlsx, or leave it out to check what is stored.")
    own = Path(root) / "datasets"
    return check(path, registry.load(own / "sources.csv"), gazetteer.load(extra=own / "places.csv"))


def check(root: str | PathLike[str] = ".") -> pd.DataFrame:
    """Everything stored, checked: tables against their rules and manifests, claims against raw files, names, rulings, runs, what is stale.

    Returns
    -------
    DataFrame
        severity (error, warning, note), where, problem, do; gravest first, empty where all is well.
    """
    folder = Path(root)
    store = opened(folder)
    found: list[dict[str, str]] = []
    for looked in (_tables(store), _definitions(folder, store), _names(store), _rulings(folder, store), _runs(store), _reports(folder, store)):
        try:
            found.extend(looked)
        except DataError as exc:
            found.append(_problem("error", exc.where, exc.what, exc.do))
    frame = pd.DataFrame(found, columns=PROBLEMS).astype("str").drop_duplicates(["where", "problem"])
    return frame.assign(order=frame["severity"].map(SEVERITIES.index)).sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


def _problem(severity: str, where: str, problem: str, do: str = "") -> dict[str, str]:
    return {"severity": severity, "where": where, "problem": problem, "do": do}


def _tables(store: Store) -> Iterator[dict[str, str]]:
    heals = {"recover": "The next `casualties ingest` mends it.", "ingest": "The next `casualties ingest` that changes something writes it anew."}
    for found in store.verify():
        yield _problem("error", str(found.file), found.what, heals.get(found.healed_by, "Only a backup of datasets/tables/history brings it back."))
    for name in store.datasets():
        try:
            CLAIMS.validate(store.claims([name]))
        except CasualtiesError as exc:
            yield _problem("error", exc.where or name, exc.what, "Run `casualties ingest`; if it stays, the file was changed by something else.")
    runs = store.runs()
    for row in runs[(runs["exit_code"] == 0) & (runs["claims"] + runs["rejected"] != runs["read"])].itertuples():
        yield _problem(
            "error",
            f"run {row.run_id}",
            f"{row.claims} claims and {row.rejected} rejects are not the {row.read} statements read.",
            "Statements were lost: please report this as a bug.",
        )


def _definitions(folder: Path, store: Store) -> Iterator[dict[str, str]]:
    defined = {path.parent.name for path in (folder / "datasets").glob(f"*/{FILE}")}
    stored = set(store.datasets())
    for name in sorted(stored - defined):
        yield _problem(
            "warning",
            f"datasets/{name}",
            "its claims are stored, its definition is gone.",
            f"Bring datasets/{name}/{FILE} back: without it nobody can read the data set again.",
        )
    for name in sorted(defined):
        try:
            definition = read_definition(folder / "datasets" / name)
            raws = evidence.find(folder / "datasets" / name, definition.raw, definition.url, definition.members)
        except CasualtiesError as exc:
            yield _problem("error", exc.where or name, exc.what, exc.do)
            continue
        if name not in stored:
            yield _problem("warning", f"datasets/{name}", "it was never read.", f"Run `casualties ingest {name}`.")
            continue
        yield from _raw(store, folder / "datasets" / name, raws)


def _raw(store: Store, home: Path, raws: list[evidence.RawFile]) -> Iterator[dict[str, str]]:
    name = home.name
    claims = store.claims([name], columns=["claim_id", "raw_sha256"])
    rejected = store.rejects()
    kept = {path.stem for path in store.evidence.glob("*")}
    told = set(claims["raw_sha256"].dropna()) | set(rejected.loc[rejected["dataset"] == name, "raw_sha256"].dropna())
    runs = store.runs()
    last = runs.loc[(runs["dataset"] == name) & (runs["exit_code"] == 0), "started_at"].max()
    for raw in raws:
        # a release may say nothing new: then no claim names it, and the run after it came has read it all the same
        read = raw.retrieved_at is not None and pd.notna(last) and last >= raw.retrieved_at
        if raw.sha256 not in told | kept and not read:
            yield _problem("warning", str(raw.path), "the file is newer than what is stored from it.", f"Run `casualties ingest {name}`.")
    for sha256 in sorted(set(claims["raw_sha256"].dropna()) - kept - {raw.sha256 for raw in raws}):
        if evidence.locate(home, sha256) is not None:
            continue
        rows = claims.loc[claims["raw_sha256"] == sha256, "claim_id"]
        problem = f"the raw file {sha256} of {len(rows)} claims (such as {rows.iloc[0]}) is gone."
        yield _problem("error", f"datasets/{name}", problem, "Bring it back: these figures cannot be shown to come from anywhere.")


def _names(store: Store) -> Iterator[dict[str, str]]:
    claims = store.claims(columns=["claim_id", "dataset", "place", "place_id", "claimant"])
    known = set(store.sources()["id"])
    for name, rows in claims[claims["place_id"].isna()].groupby("dataset"):
        spoken = ", ".join(rows["place"].dropna().value_counts().index[:5])
        yield _problem(
            "note",
            f"data set {name}",
            f"{len(rows)} claims name no known place ({spoken or 'none written'}).",
            "They enter no series: add the places to datasets/places.csv.",
        )
    strange = claims[claims["claimant"].notna() & ~claims["claimant"].isin(known)]
    for name, rows in strange.groupby("dataset"):
        spoken = ", ".join(rows["claimant"].value_counts().index[:5])
        yield _problem(
            "note",
            f"data set {name}",
            f"{len(rows)} claims are by claimants nobody described ({spoken}).",
            "Add them to datasets/sources.csv: kind, party and terms decide how they count.",
        )


def _rulings(folder: Path, store: Store) -> Iterator[dict[str, str]]:
    rulings = decided.load(folder, store)
    for ruling_id, ids in decided.withdrawn(rulings, store).items():
        problem = f"ruling {ruling_id} is about {', '.join(ids)}, withdrawn since."
        yield _problem("warning", decided.FILE, problem, "See whether what is left of it still holds.")


def _runs(store: Store) -> Iterator[dict[str, str]]:
    last = store.runs().sort_values("started_at").drop_duplicates("dataset", keep="last")
    for row in last[last["exit_code"] != 0].itertuples():
        yield _problem("warning", f"data set {row.dataset}", f"its last reading failed: {row.message}", "What is stored is the reading before.")


def _reports(folder: Path, store: Store) -> Iterator[dict[str, str]]:
    newest = max((p.stat().st_mtime for p in store.tables.glob("claims/*.parquet")), default=0.0)
    for path in sorted((folder / "reports").glob("*.toml")):
        built = [p.stat().st_mtime for p in (folder / "reports" / "out" / path.stem).glob("*") if p.is_file()]
        if not built:
            yield _problem("note", f"reports/{path.name}", "it was never built.", f"Run `casualties report {path.stem}`.")
        elif min(built) < max(newest, path.stat().st_mtime):
            yield _problem("note", f"reports/{path.name}", "it is older than the claims or its definition.", f"Run `casualties report {path.stem}`.")
