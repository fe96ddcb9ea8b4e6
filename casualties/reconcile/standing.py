"""From statements to what stands: listed-only ones set apart, keys settled, running totals turned into spans."""

from __future__ import annotations

from collections import defaultdict

from casualties.reconcile import doubts
from casualties.reconcile.cumulative import differences
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.model import Notes, Series, Statement
from casualties.reconcile.vintages import apart, hull_of_kind, settle
from casualties.tables.victims import PARTITION

Key = tuple[Series, str, str, str | None, int, int]


def by_series(statements: list[Statement], notes: Notes) -> dict[Series, list[Statement]]:
    """Settled statements of each series, ready to be laid on the days.

    Parameters
    ----------
    statements : list of Statement
        Relays collapsed, denials and incidents with an id left out.
    notes : Notes
        Receives what was listed only or superseded.

    Returns
    -------
    dict of Series to list of Statement
        In the order of the series; none is empty.
    """
    wholes, parts = _apart(statements, notes)
    found: dict[Series, list[Statement]] = defaultdict(list)
    for s in _settled(wholes, notes):
        found[s.series].append(s)
    stated = {series: ByDays(members, lambda s: (s.start, s.end)) for series, members in found.items()}
    for s in sorted(parts, key=lambda s: (-s.lo, s.ids[0])):
        if _is_floor_for_whole(s, stated.setdefault(s.series, ByDays([], lambda s: (s.start, s.end))), notes):
            found[s.series].append(s)
    _check_partitions(found, notes)
    spans = {series: found[series] if found[series][0].role == "generic" else _spans(found[series], notes) for series in sorted(found)}
    return {series: made for series, made in spans.items() if made}  # a running total without a start, alone, gives no span


def _check_partitions(found: dict[Series, list[Statement]], notes: Notes) -> None:
    """Totals beside categories of the same days that are everybody: they must add up."""
    if all(series.victims != "combatants" for series in found):
        return
    at = {(s.series, s.counting, s.start, s.end): s for members in found.values() for s in members}
    for (series, counting, start, end), whole in at.items():
        if series.victims != "all":
            continue
        parts = {v: at.get((series._replace(victims=v), counting, start, end)) for v in PARTITION}
        if parts["civilians"] is not None and parts["combatants"] is not None:
            doubts.of_partition(whole, [p for p in parts.values() if p is not None], notes)


def _apart(statements: list[Statement], notes: Notes) -> tuple[list[Statement], list[Statement]]:
    by_id = {i: s for s in statements for i in s.ids} if any(s.part_of for s in statements) else {}
    wholes: list[Statement] = []
    parts: list[Statement] = []
    for s in statements:
        whole = by_id.get(s.part_of or "")
        if s.scope == "except":
            notes.put(s.ids, "listed", "says what happened elsewhere, not here")
        elif whole is not None and whole is not s and _same_subject(s, whole) and s.value <= whole.value:
            notes.put(s.ids, "listed", f"a part of {s.part_of} with the same people, place and span")
        elif "start unknown" in s.flags and s.counting != "cumulative":
            notes.put(s.ids, "left out", "the first day is not known: it cannot be placed on days")
        else:
            (parts if s.scope == "part" else wholes).append(s)
    return wholes, parts


def _same_subject(part: Statement, whole: Statement) -> bool:
    return part.series[:1] + part.series[2:] == whole.series[:1] + whole.series[2:] and (part.start, part.end) == (whole.start, whole.end)


def _settled(statements: list[Statement], notes: Notes) -> list[Statement]:
    keys: dict[Key, list[Statement]] = defaultdict(list)
    for s in statements:
        keys[s.series, s.scope, s.counting, s.incident, s.start, s.end].append(s)
    standing = []
    for versions in keys.values():
        if versions[0].role == "generic":
            asserted = [v for v in versions if v.stance != "retracts"]
            stands = hull_of_kind(asserted, notes) if asserted else None
        elif len(versions) == 1 and versions[0].stance in ("asserts", "corrects") and versions[0].time is not None:
            stands = versions[0]
        else:
            doubts.of_versions(versions, notes)
            stands = settle(apart(versions, notes), notes)
        if stands is not None:
            notes.stands(stands.ids[0])
            standing.append(stands)
    return standing


def _is_floor_for_whole(part: Statement, stated: ByDays[Statement], notes: Notes) -> bool:
    """A figure for a part of the harm ("in shelling") is a floor where its source gives no figure for the whole.

    Parts are not versions of each other: of several on one span the largest speaks.
    """
    whole = [s for s in stated.touching(part.start, part.end) if s.scope == "whole" or (s.start, s.end) == (part.start, part.end)]
    if whole or part.lo <= 0 or part.counting == "cumulative" or part.stance == "retracts":
        notes.put(part.ids, "listed", "a part of the harm: it neither replaces nor adds to the whole")
        return False
    part.as_floor("part of the harm")
    stated.add(part)
    return True


def _spans(statements: list[Statement], notes: Notes) -> list[Statement]:
    """Running totals of one start become a first span and differences; everything else stays."""
    runs: dict[int | None, list[Statement]] = defaultdict(list)
    spans = []
    for s in statements:
        if s.counting == "cumulative":
            runs[None if "start unknown" in s.flags else s.start].append(s)
        else:
            spans.append(s)
    for start in sorted(runs, key=lambda s: (s is None, s or 0)):
        made = differences(runs[start], notes)
        formed = [s for s in made if s.basis == "difference"]
        doubts.of_differences(formed, notes)
        doubts.of_standstill(formed, notes)
        spans.extend(made)
    return spans
