"""Where a figure comes from: versions, raw file, place in it, address, terms, and what the rules and rulings made of each claim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import dtypes
from casualties import raw as evidence
from casualties import rulings as decided
from casualties.errors import CasualtiesError, DataError, UsageError
from casualties.ingest.definition import Definition, read_definition
from casualties.inspect.opened import opened
from casualties.reconcile.examine import examine
from casualties.reconcile.explain import Explanation, became, told
from casualties.report.material import publishable
from casualties.spelling import split
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from os import PathLike

    from casualties.store import Store

STEPS = [
    "step", "id", "version", "change", "recorded_at", "place_id", "start", "end", "harm", "victims", "qualifier", "low", "best", "high", "stated", "basis", "flags",
    "outcome", "rule", "reason",
    "claimant", "via", "publisher", "published_at", "url", "quote", "note", "raw_sha256", "raw_file", "raw_ref", "ingestor", "licence", "redistribution", "citation",
]  # fmt: skip

PARTS = {"made": "claim", "replaced": "replaced", "aside": "aside"}


def trace(root: str | PathLike[str] = ".", name: str = "") -> pd.DataFrame:
    """From a claim or a segment back to versions, raw file, place in it, address and terms, with what the rules and rulings made of each claim.

    Parameters
    ----------
    root : path
        The working folder.
    name : str
        A claim_id, or a segment_id of a report, a series or `reconcile`.

    Returns
    -------
    DataFrame
        One row a step: the segment if it is one (`reason` says how it was made), then every version of every claim behind it, oldest first,
        the claims it replaced, those about the same days that are not in it (aside), and the rulings on any of them. outcome, rule and
        reason say what became of a claim: used, relay, superseded, implied, listed or left out, by which rule or ruling.

    Raises
    ------
    UsageError
        Nothing is stored under that id.
    DataError
        datasets/rulings.csv cannot be read.
    """
    folder = Path(root)
    store = opened(folder)
    rulings = decided.load(folder, store)
    versions = store.versions(name)
    if len(versions):
        rows = _of_claim(folder, store, name, versions, rulings)
        ids = {name}
    else:
        explained, segment = _explained(store, name, rulings)
        told = {k: v for k, v in segment.items() if k in STEPS}
        rows = [{"step": "segment", "id": name, **told, "claimant": segment["source"], "reason": explained.summary}]
        for row in explained.claims.to_dict("records"):
            steps = _claim(folder, store, row["claim_id"], PARTS[row["part"]])
            rows += _outcome(steps, row["status"], row["rule"], row["reason"])
        ids = set(explained.claims["claim_id"])
    rows += [
        {
            "step": "ruling",
            "id": r["ruling_id"],
            "change": r["kind"],
            "recorded_at": r["at"],
            "reason": f"{r['kind']} {r['claim_ids']}: {r['reason']} ({r['by']})",
        }
        for r in rulings.to_dict("records")
        if ids & set(split(r["claim_ids"]))
    ]
    frame = pd.DataFrame(rows).reindex(columns=STEPS)
    kinds = {c.name: c.kind for c in CLAIMS.columns}
    for column in STEPS:
        frame[column] = dtypes.cast(frame[column], kinds.get(column, "Text"))
    return frame


def _of_claim(folder: Path, store: Store, claim_id: str, versions: pd.DataFrame, rulings: pd.DataFrame) -> list[dict[str, Any]]:
    steps = _claim(folder, store, claim_id, "claim")
    last = versions.iloc[-1]
    if last["change"] == "withdrawn":
        return _outcome(steps, "withdrawn", "", "its data set no longer says so: it enters nothing")
    where = last["place_id"]
    claims = store.claims(filters=_country(where) if isinstance(where, str) else [("claim_id", "==", claim_id)])
    return _outcome(steps, *became(claim_id, examine(claims, store.sources(), rulings=decided.about(rulings, claims["claim_id"]))))


def _outcome(steps: list[dict[str, Any]], status: str, rule: str, reason: str) -> list[dict[str, Any]]:
    """The steps of a claim; what became of it stands beside its last version."""
    if steps:
        steps[-1] |= {"outcome": status or None, "rule": rule or None, "reason": reason or None}
    return steps


def _explained(store: Store, name: str, rulings: pd.DataFrame) -> tuple[Explanation, dict[str, Any]]:
    """A segment of a report as it was written; any other as the claims stored now make it."""
    segment = _segment(store, name)
    sources = store.sources()
    if segment is None and ":" in name:
        raise UsageError(f"no claim and no segment has the id {name!r}.", do=_nearest(store, name))
    if segment is not None:
        claims = publishable(store.claims(filters=_country(segment["place_id"])), sources)
        as_of = segment["as_of"] if pd.notna(segment["as_of"]) else None
        examined = examine(claims, sources, as_of=as_of, policy_name=str(segment["policy"]), rulings=decided.about(rulings, claims["claim_id"]))
        return told(segment, claims, examined, decided.about(rulings, claims["claim_id"])), segment
    everything = store.claims()
    for claims in (publishable(everything, sources), everything):
        about = decided.about(rulings, claims["claim_id"])
        examined = examine(claims, sources, rulings=about)
        found = examined.segments[examined.segments["segment_id"] == name]
        if len(found):
            segment = {str(k): v for k, v in found.iloc[0].items()}
            return told(segment, claims, examined, about), segment
    raise UsageError(f"no claim and no segment has the id {name!r}.", do=_nearest(store, name))


def _country(place_id: str) -> list[list[tuple[str, str, str]]]:
    """Rules look above and below a place: only the country is safe to cut along."""
    country = place_id.partition("/")[0]
    return [[("place_id", "==", country)], [("place_id", ">=", f"{country}/"), ("place_id", "<", f"{country}0")]]


def _segment(store: Store, name: str) -> dict[str, Any] | None:
    for path in sorted((store.tables / "segments").glob("[!.]*.parquet")):
        try:
            rows = store.segments(path.stem)
        except DataError:  # `check` says so; a damaged report keeps no other figure from being traced
            continue
        hit = rows[rows["segment_id"] == name]
        if len(hit):
            return {str(k): v for k, v in hit.iloc[0].items()}
    return None


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
    home = folder / "datasets" / version["dataset"]
    fetched = evidence.locate(home, sha256)
    if fetched is not None:
        return fetched.relative_to(folder).as_posix()
    if definition is not None:
        for raw in evidence.find(home, definition.raw):
            if raw.sha256 == sha256:
                return raw.path.relative_to(folder).as_posix()
    return None


def _nearest(store: Store, name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, store.claims(columns=["claim_id"])["claim_id"].tolist()[:50_000], n=3)
    return f"Nearest: {', '.join(near)}." if near else "List ids with `casualties claims --format csv`; segment ids are in reports/out/NAME/."
