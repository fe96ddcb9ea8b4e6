"""From claims to segments: the rules in their order."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

import pandas as pd

from casualties import sources as registry
from casualties.places import ancestors
from casualties.reconcile import atoms as incidents
from casualties.reconcile import combined_incidents, doubts
from casualties.reconcile import rulings as ruled
from casualties.reconcile.categories import gather_all
from casualties.reconcile.combine import combine
from casualties.reconcile.gather import gather, instant
from casualties.reconcile.model import Notes, Outcome, Row, Series
from casualties.reconcile.nested import nest
from casualties.reconcile.policies import Policy, policy
from casualties.reconcile.relays import statements
from casualties.reconcile.segments import DAY, EPOCH, Edition, frame_of, frame_of_incidents, segments
from casualties.reconcile.selection import only
from casualties.reconcile.standing import by_series
from casualties.reconcile.tiles import as_row, tile
from casualties.reconcile.voices import EXCLUDED, Known
from casualties.tables import FINDINGS
from casualties.tables.rulings import RULINGS

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
MICROSECONDS = 86_400_000_000


@dataclass(frozen=True)
class Examined:
    """Segments, what became of each claim, and findings.

    Attributes
    ----------
    segments : DataFrame
        Segments table.
    findings : DataFrame
        Findings table.
    noted : dict of str to Outcome
        What the rules did with claims, by claim_id.
    taking_part : Series of str
        Ids of the claims that entered: those without a note stand as they were stated.
    """

    segments: pd.DataFrame
    findings: pd.DataFrame
    noted: dict[str, Outcome]
    taking_part: pd.Series

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """One row a claim: claim_id, status (used, relay, superseded, implied, listed, left out), reason."""
        items = list(self.noted.items())
        told = pd.DataFrame({"claim_id": [i for i, _ in items], "status": [o.status for _, o in items], "reason": [o.reason for _, o in items]}, dtype="str")
        used = self.taking_part[~self.taking_part.isin(told["claim_id"])]
        stands = pd.DataFrame({"claim_id": used, "status": "used", "reason": "stands"}).astype("str")
        return pd.concat([told, stands]).sort_values("claim_id", ignore_index=True)


def examine(
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    as_of: object = None,
    known_at: object = None,
    policy_name: str = "lower_median",
    rulings: pd.DataFrame | None = None,
) -> Examined:
    """Segments of claims, with what became of each claim and what a person should look at.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    sources : DataFrame, optional
        Sources table; the shipped one by default.
    as_of, known_at : str, date or Timestamp, optional
        Only claims published, recorded by then; a date means its end, UTC.
    policy_name : str
        How best is chosen in combined rows.
    rulings : DataFrame, optional
        Rulings table: decisions of people, applied before any rule.

    Raises
    ------
    UsageError
        No such policy.
    DataError
        A ruling is not valid, or is about a claim that is not among `claims`.
    """
    chosen = policy(policy_name)
    sources = _shipped() if sources is None else sources
    known = sources.set_index("id")
    notes = Notes()
    moment = instant(as_of)
    gathered = gather(claims, sources, moment, instant(known_at), notes)
    gathered = ruled.apply(gathered, _rulings(rulings, claims, known_at), notes)
    doubts.of_claims(gathered, notes)
    dated = gathered["time"].dropna()
    versions_end = int(dated.max() // MICROSECONDS) if len(dated) else None
    denials = gathered[gathered["stance"] == "denies"]
    notes.put(denials["claim_id"].tolist(), "listed", "a denial: it makes no figure and flags what it disputes")
    gathered = only(gathered, gathered["stance"] != "denies")

    is_incident = gathered["incident_id"].notna() & (gathered["scope"] == "whole")
    summed = _sum_incidents(only(gathered, is_incident), known, notes)
    rows = _statement_rows(gathered[~is_incident], summed, notes)
    _flag_disputed(rows, denials)
    combined = _combined(rows, summed, known, chosen)
    alone = ~_in_series(summed, {r.series for r in rows if r.additive})
    frames = [frame_of(rows), frame_of_incidents(only(summed, alone)), *combined]
    made = segments(frames, Edition(moment, versions_end, policy_name), _observed(gathered, known))
    return Examined(made, _findings(claims, notes), notes.ledger, gathered["claim_id"])


@cache
def _shipped() -> pd.DataFrame:
    return registry.load()


def _rulings(rulings: pd.DataFrame | None, claims: pd.DataFrame, known_at: object) -> pd.DataFrame:
    """Those that were made by then."""
    if rulings is None:
        return RULINGS.empty()
    rulings = ruled.check(rulings, set(claims["claim_id"]))
    moment = instant(known_at)
    return rulings if moment is None else rulings[rulings["at"] <= moment]


def _sum_incidents(gathered: pd.DataFrame, known: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    settled = incidents.settled(gathered, notes)
    return incidents.sums(incidents.with_all(settled), set(known.index[known["exhaustive"]]))


def _statement_rows(gathered: pd.DataFrame, summed: pd.DataFrame, notes: Notes) -> list[Row]:
    """Rules 1 to 6 for everything that is not an incident with an id; rows of a mixed series hold its incidents too."""
    standing = by_series(statements(gathered, notes), notes)
    mixed = _grouped(incidents.as_rows(summed[_in_series(summed, set(standing))]), lambda r: r.series)
    rows: list[Row] = []
    for series, members in standing.items():
        if members[0].role == "generic":
            rows.extend(as_row(s, "total since start" if s.counting == "cumulative" else None) for s in members)
        else:
            rows.extend(tile(members, mixed.get(series, []), notes))
    # Generic sources are shown as they speak: different people, neither nested nor added up.
    generic = [r for r in rows if r.role == "generic"]
    added = [r for r in rows if r.additive]
    stated = [r for r in rows if r.role != "generic" and not r.additive]
    by_kind = _grouped(stated, lambda r: (r.series.source, r.series.standard, r.series.harm, r.series.victims, r.role))
    nested = [r for group in by_kind.values() for r in nest(group, notes)]
    by_place = _grouped(nested, lambda r: (r.series.source, r.series.standard, r.series.harm, r.series.place))
    return generic + added + [r for group in by_place.values() for r in gather_all(group, notes)]


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def _in_series(summed: pd.DataFrame, series: set[Series]) -> pd.Series:
    if summed.empty or not series:
        return pd.Series(False, index=summed.index)
    keys = pd.MultiIndex.from_frame(summed[["source", "standard", "place_id", "harm", "victims"]])
    return pd.Series(keys.isin(list(series)), index=summed.index)


def _flag_disputed(rows: list[Row], denials: pd.DataFrame) -> None:
    first = denials["start"].fillna(denials["end"]).astype("int64").tolist()
    for source, place, harm, start, end in zip(denials["source"], denials["place_id"], denials["harm"], first, denials["end"].tolist(), strict=True):
        for row in rows:
            if (row.series.place, row.series.harm) == (place, harm) and row.overlaps(start, end) and row.series.source != source:
                row.flags.add("disputed")


def _combined(rows: list[Row], summed: pd.DataFrame, known: pd.DataFrame, policy: Policy) -> list[pd.DataFrame]:
    """Combined rows, place by place; where a statement is made of a place, incidents inside it take part with their sums."""
    about = Known(*({str(k): str(v) for k, v in known[c].dropna().items()} for c in ("group", "draws_on")))
    groups = _grouped((r for r in rows if r.role not in EXCLUDED and not r.additive), lambda r: (r.series.place, r.series.harm, r.series.victims))
    loose = only(summed, ~summed["role"].isin(EXCLUDED))
    beside = (
        pd.Series(pd.MultiIndex.from_frame(loose[["place_id", "harm", "victims"]]).isin(list(groups)), index=loose.index) if groups else loose["role"].isna()
    )
    simple, others = combined_incidents.split(only(loose, ~beside), policy)
    inside = loose[loose["place_id"].str.startswith(tuple(f"{place}/" for place, _, _ in groups))] if groups else loose.iloc[:0]
    below = _grouped(incidents.as_rows(inside), lambda r: (r.series.place, r.series.harm, r.series.victims))
    atoms = _grouped(incidents.as_rows(pd.concat([loose[beside], others])), lambda r: (r.series.place, r.series.harm, r.series.victims))
    members = {key: groups.get(key, []) + atoms.get(key, []) for key in {*groups, *atoms}}
    for (place, harm, victims), found in below.items():
        for above in ancestors(place):
            if (above, harm, victims) in groups:
                members[above, harm, victims] += found
    return [combine(members, about, policy), combined_incidents.combined(simple, about, policy)]


def _observed(gathered: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """What each source observes: its own window, but never beyond the events that were given."""
    spans = gathered.groupby("source").agg(first=("start", "min"), last=("end", "max"))
    out = known.reindex(spans.index)[["exhaustive", "observed_from", "observed_to"]].copy()
    first = pd.Series(EPOCH + spans["first"].fillna(spans["last"]).to_numpy("int64") * DAY, index=spans.index)
    last = pd.Series(EPOCH + spans["last"].to_numpy("int64") * DAY, index=spans.index)
    exhaustive = out["exhaustive"].fillna(False).astype(bool)
    out["observed_from"] = out["observed_from"].where(out["observed_from"] > first, first).where(exhaustive, out["observed_from"])
    out["observed_to"] = out["observed_to"].where(out["observed_to"] < last, last).where(exhaustive, out["observed_to"])
    return out.assign(exhaustive=exhaustive)


def _findings(claims: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    if not notes.findings:
        return FINDINGS.empty()
    concerned = {i for found in notes.findings for i in found["claim_ids"]}  # type: ignore[attr-defined]
    about = claims[claims["claim_id"].isin(list(concerned))]
    dataset = dict(zip(about["claim_id"].tolist(), about["dataset"].tolist(), strict=True))
    made = []
    for found in notes.findings:
        ids = list(found["claim_ids"])  # type: ignore[call-overload]
        sets = {dataset[i] for i in ids if i in dataset}
        row = {**found, "claim_ids": "; ".join(ids), "dataset": sets.pop() if len(sets) == 1 else None}
        for name in ("start", "end"):
            row[name] = pd.NaT if found.get(name) is None else pd.Timestamp(EPOCH + int(str(found[name])) * DAY)
        row["finding_id"] = hashlib.sha256(
            "|".join(str(row.get(c)) for c in ("kind", "dataset", "claim_ids", "place_id", "start", "end", "message")).encode()
        ).hexdigest()[:16]
        made.append(row)
    frame = pd.DataFrame(made).drop_duplicates("finding_id").sort_values(["kind", "start", "finding_id"], ignore_index=True)
    return FINDINGS.complete(frame)
