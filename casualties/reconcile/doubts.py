"""What looks wrong in claims, for a person to judge: found, never mended."""

from __future__ import annotations

import re
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from casualties.reconcile.model import Notes, Statement

PLACE_ID = re.compile(r"[A-Z]{3}(/[^/\s][^/]*)*")
JUMP = 10
"""A difference counts as a jump where its rate a day is above this many times the median rate of its neighbours ..."""
JUMP_PERSONS = 100
"""... and it is at least this many persons."""
JUMP_RUN = 10
"""Neighbours looked at; a shorter run has no usual rate."""
STANDSTILL = 14
"""Days."""


def of_claims(gathered: pd.DataFrame, notes: Notes) -> None:
    """Parts of claims that do not exist or go round in a circle, running totals without a start, places outside the tree."""
    ids = gathered["claim_id"]
    parts = gathered[gathered["part_of"].notna()]
    parent = dict(zip(parts["claim_id"].tolist(), parts["part_of"].tolist(), strict=True))
    wholes = set(ids[ids.isin(list(parent.values()))]) if parent else set()
    for claim_id in parts.loc[~parts["part_of"].isin(list(wholes)), "claim_id"].tolist():
        _note(
            notes, "part of an unknown claim", [claim_id], f"It is called a part of {parent[claim_id]}, which is not among these claims; it stands for itself."
        )
    for claim_id in parent:
        if _goes_round(claim_id, parent):
            _note(notes, "part of itself", [claim_id], "It is, through others, called a part of itself; part_of is ignored.")
    for claim_id in ids[(gathered["counting"] == "cumulative") & gathered["start"].isna()].tolist():
        _note(notes, "running total without a start", [claim_id], "Only differences between such totals are used; say since when it counts.")
    for place_id in sorted(gathered["place_id"].unique()):
        if not PLACE_ID.fullmatch(place_id):
            found = ids[gathered["place_id"] == place_id].tolist()
            _note(notes, "place outside the tree", found, f"{place_id!r} is no path from a country down (SYR/Homs): it lies in no other place.")


def _goes_round(claim_id: str, parent: dict[str, str]) -> bool:
    seen = {claim_id}
    above = parent.get(claim_id)
    while above is not None:
        if above in seen:
            return above == claim_id
        seen.add(above)
        above = parent.get(above)
    return False


def _note(notes: Notes, kind: str, ids: list[str], message: str) -> None:
    notes.findings.append({"kind": kind, "severity": "warning", "claim_ids": ids, "message": message})


def of_versions(versions: list[Statement], notes: Notes) -> None:
    """Figures of one key that look like one figure miswritten on its way: 963,270 and 963,720; 40 for 4,040."""
    for one, other in combinations(sorted(versions, key=lambda v: v.ids[0]), 2):
        slip = _slip(f"{one.value:.0f}", f"{other.value:.0f}")
        if slip is not None and one.publication != other.publication:
            message = f"{one.value:.0f} and {other.value:.0f} for the same days differ by digits {slip}: a slip on the way? A ruling can say which is right."
            notes.find(f"digits {slip}", "warning", [*one.ids, *other.ids], (one.series, one.start, one.end), message)


def _slip(one: str, other: str) -> str | None:
    short, long = sorted((one, other), key=len)
    if len(short) == len(long) >= 3:
        differing = [i for i in range(len(one)) if one[i] != other[i]]
        if len(differing) == 2 and differing[1] == differing[0] + 1 and one[differing[0]] == other[differing[1]] and one[differing[1]] == other[differing[0]]:
            return "swapped"
    rest = iter(long)
    if len(long) >= 4 and 2 <= len(short) < len(long) and all(digit in rest for digit in short):
        return "dropped"
    return None


def of_differences(differences: list[Statement], notes: Notes) -> None:
    """Differences of one run of totals that are far above its usual rate: late additions, or a slip."""
    rates = [d.value / (d.end - d.start + 1) for d in differences]
    if len(rates) <= JUMP_RUN:
        return
    for i, (d, rate) in enumerate(zip(differences, rates, strict=True)):
        first = min(max(0, i - JUMP_RUN // 2), len(rates) - JUMP_RUN - 1)
        usual = median(rates[first:i] + rates[i + 1 : first + JUMP_RUN + 1])
        if d.value >= JUMP_PERSONS and rate > JUMP * usual:
            message = (
                f"The total rises by {d.value:.0f} at once, against {usual:.0f} a day around it: earlier deaths added late, or a slip? It was kept as reported."
            )
            notes.find("implausible jump", "note", d.ids, (d.series, d.start, d.end), message)


def of_standstill(differences: list[Statement], notes: Notes) -> None:
    """A running total repeated unchanged for two weeks or more: nobody killed, or nobody counting?"""
    still: list[Statement] = []
    for d in [*differences, None]:
        if d is not None and d.hi == 0:
            still.append(d)
            continue
        if still and still[-1].end - still[0].start + 1 >= STANDSTILL:
            message = f"The total is repeated unchanged for {still[-1].end - still[0].start + 1} days: nobody harmed, or nobody counting? It was kept as zero."
            notes.find("plateau", "note", [i for s in still for i in s.ids], (still[0].series, still[0].start, still[-1].end), message)
        still = []


def of_partition(whole: Statement, parts: list[Statement], notes: Notes) -> None:
    """A total and categories that together are everybody, which do not add up to it."""
    told = sum(p.value for p in parts)
    exact = all(s.openness == "exact" for s in (whole, *parts))
    if exact and told != whole.value:
        message = f"{' + '.join(f'{p.value:.0f}' for p in parts)} = {told:.0f}, and the total is given as {whole.value:.0f}."
        notes.find("sum fails", "warning", [*whole.ids, *(i for p in parts for i in p.ids)], (whole.series, whole.start, whole.end), message)
