"""What a person asks of the store: is it sound, how old is it, and where does a figure come from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import dtypes
from casualties import places as gazetteer
from casualties import raw as evidence
from casualties import sources as registry
from casualties.errors import CasualtiesError, DataError, UsageError
from casualties.ingest.definition import FILE, Definition, read_definition
from casualties.store import Store
from casualties.tables import CLAIMS
from casualties.tables.findings import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

PROBLEMS = ["severity", "where", "problem", "do"]
STEPS = [
    "step", "id", "version", "change", "recorded_at", "place_id", "start", "end", "harm", "victims", "qualifier", "low", "best", "high", "stated", "basis", "flags",
    "claimant", "via", "publisher", "published_at", "url", "quote", "note", "raw_sha256", "raw_file", "raw_ref", "ingestor", "licence", "redistribution", "citation",
]  # fmt: skip


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
        raise UsageError("there is no such file.", where=str(path), do="Name a CSV file of claims, or leave it out to check what is stored.")
    own = Path(root) / "datasets"
    return check(path, registry.load(own / "sources.csv"), gazetteer.load(extra=own / "places.csv"))


def check(root: str | PathLike[str] = ".") -> pd.DataFrame:
    """Everything stored, checked: tables against their rules and manifests, claims against raw files, names, runs, what is stale.

    Returns
    -------
    DataFrame
        severity (error, warning, note), where, problem, do; gravest first, empty where all is well.
    """
    folder = Path(root)
    store = Store(folder)
    _opened(store)
    found: list[dict[str, str]] = []
    for looked in (_tables(store), _definitions(folder, store), _names(store), _runs(store), _reports(folder, store)):
        try:
            found.extend(looked)
        except DataError as exc:
            found.append(_problem("error", exc.where, exc.what, exc.do))
    frame = pd.DataFrame(found, columns=PROBLEMS).astype("str").drop_duplicates(["where", "problem"])
    return frame.assign(order=frame["severity"].map(SEVERITIES.index)).sort_values("order", kind="stable", ignore_index=True).drop(columns="order")


def status(root: str | PathLike[str] = ".", *, now: pd.Timestamp) -> pd.DataFrame:
    """How old each data set is, how its last run ended, and what waits for a person.

    Parameters
    ----------
    root : path
        The working folder.
    now : Timestamp
        The moment ages are counted to, UTC.

    Returns
    -------
    DataFrame
        One row a data set: claims, newest_publication, last_run, age_days, exit_code, new, revised, withdrawn, rejects, proposals, findings, message.
    """
    folder = Path(root)
    store = Store(folder)
    stored = store.datasets()
    defined = {path.parent.name for path in (folder / "datasets").glob(f"*/{FILE}")}
    if not stored and not defined:
        raise UsageError("there is no data set here.", where=str(folder.resolve()), do="Make a working folder with `casualties init`, or name it with --root.")
    runs, rejects, findings = store.runs(), store.rejects(), store.findings()
    rows = []
    for name in sorted(defined | set(stored)):
        claims = store.claims([name], columns=["review", "published_at"]) if name in stored else CLAIMS.empty()
        mine = runs[runs["dataset"] == name].sort_values("started_at")
        last = mine.iloc[-1] if len(mine) else None
        done = mine.loc[mine["exit_code"] == 0, "started_at"]
        rows.append(
            {
                "dataset": name,
                "claims": len(claims),
                "newest_publication": claims["published_at"].max(),
                "last_run": None if last is None else last["started_at"],
                "age_days": (now - done.max()).days if len(done) else None,
                "exit_code": None if last is None else last["exit_code"],
                **{key: None if last is None else last[key] for key in ("new", "revised", "withdrawn")},
                "rejects": int((rejects["dataset"] == name).sum()),
                "proposals": int((claims["review"] == "proposed").sum()),
                "findings": int((findings["dataset"] == name).sum()),
                "message": None if last is None else last["message"],
            }
        )
    frame = pd.DataFrame(rows)
    for name in frame.columns:
        kind: dtypes.Kind = "Text" if name in {"dataset", "message"} else "Instant" if name in {"newest_publication", "last_run"} else "Count"
        frame[name] = dtypes.cast(frame[name], kind)
    return frame


def trace(root: str | PathLike[str] = ".", name: str = "") -> pd.DataFrame:
    """From a claim or a segment back to versions, raw file, place in it, address and terms.

    Parameters
    ----------
    root : path
        The working folder.
    name : str
        A claim_id or a segment_id.

    Returns
    -------
    DataFrame
        One row a step: the segment if it is one, then every version of every claim behind it, oldest first, then the claims it replaced.

    Raises
    ------
    UsageError
        Nothing is stored under that id.
    """
    folder = Path(root)
    store = Store(folder)
    _opened(store)
    rows: list[dict[str, Any]] = []
    segment = _segment(store, name)
    if segment is None:
        rows += _claim(folder, store, name, "claim")
        if not rows:
            raise UsageError(f"no claim and no segment has the id {name!r}.", do=_nearest(store, name))
    else:
        rows.append({"step": "segment", "id": name, **{k: v for k, v in segment.items() if k in STEPS}, "claimant": segment["source"]})
        for step, column in (("claim", "claim_ids"), ("replaced", "superseded_ids")):
            for claim_id in _ids(segment[column]):
                rows += _claim(folder, store, claim_id, step)
    frame = pd.DataFrame(rows).reindex(columns=STEPS)
    kinds = {c.name: c.kind for c in CLAIMS.columns}
    for column in STEPS:
        frame[column] = dtypes.cast(frame[column], kinds.get(column, "Text"))
    return frame


def _opened(store: Store) -> None:
    if not store.datasets():
        raise UsageError(
            "no claims are stored here.", where=str(store.root.resolve()), do="Run `casualties ingest` first, or name the working folder with --root."
        )


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
            raws = evidence.find(folder / "datasets" / name, definition.raw)
        except CasualtiesError as exc:
            yield _problem("error", exc.where or name, exc.what, exc.do)
            continue
        if name not in stored:
            yield _problem("warning", f"datasets/{name}", "it was never read.", f"Run `casualties ingest {name}`.")
            continue
        yield from _raw(store, name, raws)


def _raw(store: Store, name: str, raws: list[evidence.RawFile]) -> Iterator[dict[str, str]]:
    claims = store.claims([name], columns=["claim_id", "raw_sha256"])
    rejected = store.rejects()
    kept = {path.stem for path in store.evidence.glob("*")}
    told = set(claims["raw_sha256"].dropna()) | set(rejected.loc[rejected["dataset"] == name, "raw_sha256"].dropna())
    for raw in raws:
        if raw.sha256 not in told | kept:
            yield _problem("warning", str(raw.path), "the file is newer than what is stored from it.", f"Run `casualties ingest {name}`.")
    for sha256 in sorted(set(claims["raw_sha256"].dropna()) - kept - {raw.sha256 for raw in raws}):
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


def _segment(store: Store, name: str) -> dict[str, Any] | None:
    for path in sorted((store.tables / "segments").glob("[!.]*.parquet")):
        rows = store.segments(path.stem)
        hit = rows[rows["segment_id"] == name]
        if len(hit):
            return {str(k): v for k, v in hit.iloc[0].items()}
    return None


def _ids(joined: object) -> list[str]:
    return joined.split("; ") if isinstance(joined, str) and joined else []


def _claim(folder: Path, store: Store, claim_id: str, step: str) -> list[dict[str, Any]]:
    versions = store.versions(claim_id)
    sources = store.sources().set_index("id")
    rows = []
    for record in versions.to_dict("records"):
        version = {str(k): v for k, v in record.items()}
        row = {k: v for k, v in version.items() if k in STEPS}
        owner = version["claimant"] if isinstance(version["claimant"], str) else version["publisher"]
        for term in ("licence", "redistribution", "citation"):
            row[term] = sources[term].get(owner)
        definition = _definition(folder, version["dataset"])
        if definition is not None:
            row |= {term: told for term in ("licence", "redistribution", "citation") if (told := getattr(definition, term)) is not None}
        rows.append({**row, "step": step, "id": claim_id, "raw_file": _raw_file(folder, store, version, definition)})
    return rows


def _definition(folder: Path, dataset: str) -> Definition | None:
    try:
        return read_definition(folder / "datasets" / dataset)
    except CasualtiesError:
        return None


def _raw_file(folder: Path, store: Store, version: dict[str, Any], definition: Definition | None) -> str | None:
    sha256 = version["raw_sha256"]
    if not isinstance(sha256, str):
        return None
    for path in store.evidence.glob(f"{sha256}*"):
        return path.relative_to(folder).as_posix()
    if definition is not None:
        home = folder / "datasets" / version["dataset"]
        for raw in evidence.find(home, definition.raw):
            if raw.sha256 == sha256:
                return raw.path.relative_to(folder).as_posix()
    return None


def _nearest(store: Store, name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, store.claims(columns=["claim_id"])["claim_id"].tolist()[:50_000], n=3)
    return f"Nearest: {', '.join(near)}." if near else "List ids with `casualties claims --format csv`; segment ids are in reports/out/NAME/."
