"""Decisions of people, applied before rule 1.

All rulings are looked at together, so that their order decides nothing but contradictions: there the later one stands and a
finding says so. What is excluded is excluded whatever else is said of it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from casualties.errors import DataError
from casualties.reconcile.gather import KEY
from casualties.spelling import split
from casualties.tables.rulings import FEWEST, RULINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from casualties.reconcile.model import Notes

JOINS = ("supersedes", "same_statement")


class Decision(NamedTuple):
    """A ruling on claims that take part."""

    ruling_id: str
    kind: str
    ids: list[str]
    words: str
    at: pd.Timestamp


def apply(gathered: pd.DataFrame, rulings: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Claims after the rulings on them.

    Parameters
    ----------
    gathered : DataFrame
        Claims that take part, as `gather` gives them.
    rulings : DataFrame
        Rulings table. A ruling is about those of its claims that are among `gathered` (others are not yet published, say);
        it does nothing where too few are left, a `supersedes` also where the claim that would stand is absent.
    notes : Notes
        Receives what was excluded, superseded or joined, rulings on claims that were revised since, and rulings that contradict.

    Returns
    -------
    DataFrame
        `gathered` without the claims ruled out and without version and recorded_at, and with two more columns: carried (claim ids that the claim stands for,
        joined by "; ") and apart (text that keeps claims from being taken for one statement).
    """
    gathered = gathered.assign(carried="", apart="")
    if len(rulings):
        newest = _newest_first(rulings)
        for decision in newest:
            _note_revised(gathered, decision, notes)
        excluded = _excluded(gathered, newest, notes)
        gathered = gathered[~gathered["claim_id"].isin(excluded)]
        decisions = _uncontradicted(_about(newest, set(gathered["claim_id"])), notes)
        gathered = _joined(gathered, decisions, notes)
        for decision in decisions:
            if decision.kind == "different":
                gathered = _keep_apart(gathered, decision.ids)
            elif decision.kind == "keep_both":
                notes.settled.append(frozenset(decision.ids).union(*_carriers(gathered, decision.ids).values()))
    return gathered.drop(columns=["version", "recorded_at"]).reset_index(drop=True)


def check(rulings: pd.DataFrame, claim_ids: set[str]) -> pd.DataFrame:
    """The rulings, complete and valid.

    Raises
    ------
    DataError
        A broken rule of the table, too few claims, or a claim that does not exist.
    """
    rulings = RULINGS.complete(rulings)
    _, reasons = RULINGS.split(rulings)
    if len(reasons):
        row, rule = rulings.loc[reasons.index[0]], reasons.iloc[0].split("; ")[0]
        where = f"rulings, ruling_id {row['ruling_id']}"
        if rule == "enough_claims":
            raise DataError(f"{row['kind']} is about {FEWEST[row['kind']]} or more claims.", where=where, do="Write their claim_ids, joined by '; '.")
        raise DataError(f"rule {rule!r} is broken.", where=where, do=f"Kinds: {', '.join(RULINGS['kind'].values)}.")
    for ruling_id, cell in zip(rulings["ruling_id"], rulings["claim_ids"], strict=True):
        unknown = [i for i in split(cell) if i not in claim_ids]
        if unknown:
            raise DataError(f"there is no claim {unknown[0]!r}.", where=f"rulings, ruling_id {ruling_id}", do="See `casualties claims` for claim_ids.")
    return rulings


def words(ruling_id: object, by: object, reason: object) -> str:
    """A ruling as the ledger, `explain` and `trace` print it."""
    return f"ruling {ruling_id} ({by}): {reason}"


def _newest_first(rulings: pd.DataFrame) -> list[Decision]:
    number = rulings["ruling_id"].str.len()  # R10 was made after R9
    ordered = rulings.assign(number=number).sort_values(["at", "number", "ruling_id"], ascending=False)
    return [
        Decision(str(r["ruling_id"]), str(r["kind"]), list(dict.fromkeys(split(r["claim_ids"]))), words(r["ruling_id"], r["by"], r["reason"]), r["at"])
        for r in ordered.to_dict("records")
    ]


def _excluded(gathered: pd.DataFrame, decisions: list[Decision], notes: Notes) -> set[str]:
    """Each claim by itself: one stays excluded while another one of the ruling is not yet published."""
    present = set(gathered["claim_id"])
    found: set[str] = set()
    for decision in decisions:
        if decision.kind == "exclude":
            ids = [i for i in decision.ids if i in present]
            notes.put(ids, "left out", decision.words)
            found.update(ids)
    return found


def _about(decisions: Iterable[Decision], present: set[str]) -> list[Decision]:
    """Decisions other than exclusions, cut down to the claims that are there."""
    found = []
    for decision in decisions:
        left = [i for i in decision.ids if i in present]
        whole = decision.kind != "supersedes" or left[:1] == decision.ids[:1]
        if decision.kind != "exclude" and whole and len(left) >= FEWEST[decision.kind]:
            found.append(decision._replace(ids=left))
    return found


def _uncontradicted(decisions: list[Decision], notes: Notes) -> list[Decision]:
    """Without those that a later one contradicts: joined and kept apart, or each said to supersede the other."""
    kept: list[Decision] = []
    above: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        joins = decision.kind in JOINS
        later = next((k for k in kept if (k.kind in JOINS) != joins and len(set(k.ids) & set(decision.ids)) > 1), None)
        if decision.kind == "supersedes" and later is None and any(i in _all_above(decision.ids[0], above) for i in decision.ids[1:]):
            later = next(k for k in kept if k.kind == "supersedes" and decision.ids[0] in k.ids[1:])
        if later is not None:
            message = f"Ruling {decision.ruling_id} contradicts the later {later.ruling_id} and does nothing: take one of them out of the file."
            notes.findings.append({"kind": "rulings contradict", "severity": "warning", "claim_ids": decision.ids, "message": message})
            continue
        kept.append(decision)
        if decision.kind == "supersedes":
            for i in decision.ids[1:]:
                above[i].add(decision.ids[0])
    return kept


def _all_above(claim_id: str, above: dict[str, set[str]]) -> set[str]:
    """Everything that supersedes a claim, and what supersedes that."""
    found: set[str] = set()
    waiting = [claim_id]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def _joined(gathered: pd.DataFrame, decisions: list[Decision], notes: Notes) -> pd.DataFrame:
    """Without claims that another one stands for: carriers of one statement, then what was superseded, with its carriers."""
    stands = _same(gathered, [d for d in decisions if d.kind == "same_statement"])
    below: dict[str, set[str]] = defaultdict(set)
    gone: dict[str, tuple[str, str]] = {}
    for decision in decisions:
        if decision.kind == "supersedes":
            first = stands.get(decision.ids[0], decision.ids[0])
            lower = {stands.get(i, i) for i in decision.ids[1:]} - {first}
            below[first] |= lower
            gone |= {i: ("superseded", decision.words) for i in sorted(lower) if i not in gone}
        elif decision.kind == "same_statement":
            for i in decision.ids:
                if stands[i] != i:
                    below[stands[i]].add(i)
                    gone.setdefault(i, ("relay", decision.words))
    if not gone:
        return gathered
    named = {i for d in decisions for i in d.ids}
    for claim_id, carriers in _carriers(gathered, list(gone)).items():
        extra = sorted(carriers - named)
        below[claim_id].update(extra)
        gone |= {i: (gone[claim_id][0], f"{gone[claim_id][1]} (as a carrier of {claim_id})") for i in extra if i not in gone}
    for claim_id, (status, reason) in gone.items():
        notes.put([claim_id], status, reason)
    gathered = _dated_by_the_earliest(gathered, stands)
    gathered = gathered[~gathered["claim_id"].isin(list(gone))]
    carried = {i: "; ".join(sorted(_all_above(i, below) - {i})) for i in below if i not in gone}
    return gathered.assign(carried=gathered["claim_id"].map(carried).fillna("").astype("str"))


def _same(gathered: pd.DataFrame, decisions: list[Decision]) -> dict[str, str]:
    """For each claim of a `same_statement` the one that stands: named first and nowhere second, else the earliest published."""
    groups: list[set[str]] = []
    for decision in decisions:
        touched = [g for g in groups if g & set(decision.ids)]
        groups = [g for g in groups if g not in touched] + [set(decision.ids).union(*touched)]
    second = {i for d in decisions for i in d.ids[1:]}
    time = dict(zip(gathered["claim_id"], gathered["time"].fillna(2**62).astype("int64"), strict=True))
    found: dict[str, str] = {}
    for group in groups:
        stands = min(group - second or group, key=lambda i: (time[i], i))
        found |= dict.fromkeys(group, stands)
    return found


def _dated_by_the_earliest(gathered: pd.DataFrame, stands: dict[str, str]) -> pd.DataFrame:
    """One statement is dated by its earliest publication, whoever carried it first."""
    if not stands:
        return gathered
    earliest = gathered["time"].groupby(gathered["claim_id"].map(stands)).min()
    return gathered.assign(time=gathered["claim_id"].map(earliest).astype("Int64").fillna(gathered["time"]))


def _carriers(gathered: pd.DataFrame, ids: list[str]) -> dict[str, set[str]]:
    """For each claim the claims that say the same by rule 1: same key, stance and number."""
    own = gathered[gathered["claim_id"].isin(ids)]
    near = gathered[gathered["place_id"].isin(own["place_id"]) & gathered["source"].isin(own["source"])]
    number = near["best"].fillna(near["shown"])
    same = near.assign(number=number).groupby([*KEY, "stance", "number"], dropna=False, sort=False).ngroup()
    members: dict[int, set[str]] = defaultdict(set)
    group_of = dict(zip(near["claim_id"], same.tolist(), strict=True))
    for claim_id, group in group_of.items():
        members[group].add(claim_id)
    return {i: members[group_of[i]] - {i} for i in ids if i in group_of}


def _note_revised(gathered: pd.DataFrame, decision: Decision, notes: Notes) -> None:
    concerned = gathered[gathered["claim_id"].isin(decision.ids)]
    since = concerned[(concerned["version"] > 1) & (concerned["recorded_at"] > decision.at)]
    if len(since):
        changed = since["claim_id"].tolist()
        message = f"Ruling {decision.ruling_id} was made before {', '.join(changed)} was revised: read it again and repeat or replace it."
        notes.findings.append({"kind": "ruling on a revised claim", "severity": "warning", "claim_ids": changed, "message": message})


def _keep_apart(gathered: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Nobody's carriers; figures of incidents without an id, or of one id, become incidents of their own, which add up."""
    among = gathered["claim_id"].isin(ids)
    shared = gathered["incident_id"].where(among).dropna()
    shared = shared[shared.duplicated(keep=False)]
    incident = among & (((gathered["counting"] == "incident") & gathered["incident_id"].isna()) | gathered["incident_id"].isin(shared))
    return gathered.assign(
        apart=gathered["apart"].where(~among, gathered["claim_id"]),
        incident_id=gathered["incident_id"].where(~incident, gathered["claim_id"]),
    )
