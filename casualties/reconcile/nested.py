"""Rule 5: places inside places, one source at a time.

A parent is never below the sum of its disjoint parts on the same span; what it has beyond the topmost stated
parts is a row "elsewhere"; where a source says nothing of the parent, its parts are an open floor. Figures of
different sources never meet here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from casualties.places import ancestors
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.model import Days, Notes, Row, Series, Whole, all_days, covered

if TYPE_CHECKING:
    from collections.abc import Iterable

Span = tuple[int, int]
UNSTATED = ("constraint", "undistributed", "elsewhere")
FLOOR = "floor from parts"
SINCE_START = "total since start"


def nest(rows: list[Row], notes: Notes) -> list[Row]:
    """The rows with parents raised, and the rows "elsewhere" and "floor from parts" added.

    Parameters
    ----------
    rows : list of Row
        Of one source, standard, harm and kind of victim, at any places; not of a generic source, no incidents.
    notes : Notes
        Receives conflicts.
    """
    by_place: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_place[row.series.place].append(row)
    places = {above for place in by_place for above in ancestors(place)} | set(by_place)
    for place in sorted(places, key=lambda p: (-p.count("/"), p)):
        below = {p: r for p, r in by_place.items() if p.startswith(place + "/")}
        if below:
            by_place[place] = _parent(place, by_place.get(place, []), below, notes)
    return [row for place in sorted(by_place) for row in by_place[place]]


def _parent(place: str, own: list[Row], below: dict[str, list[Row]], notes: Notes) -> list[Row]:
    parts: dict[tuple[Span, bool], list[Row]] = defaultdict(list)
    for rows in below.values():
        for row in rows:
            # A floor made from parts adds nothing to the parts themselves, which are stated and may be closed.
            if row.basis not in UNSTATED and FLOOR not in row.flags:
                parts[(row.start, row.end), row.basis == SINCE_START].append(row)
    carried = _speak_totals(place, below, parts)
    told = _told_by_remainders(below)
    made = [*own, *carried]
    series = next(iter(below.values()))[0].series._replace(place=place)
    said = [r for r in own if _says(r)]
    exact: dict[tuple[Span, bool], Row] = {}
    for row in said:
        exact.setdefault(((row.start, row.end), row.basis == SINCE_START), row)
    # A figure for some days is not one since a start; one since a start is told of its days by any figure.
    days = {True: Days.of(said), False: Days.of(r for r in said if r.basis != SINCE_START)}
    for span, since_start in sorted(parts):
        topmost = _topmost(parts[span, since_start], set() if since_start else told[span])
        if not topmost:
            continue
        stated = exact.get((span, since_start))
        if stated is not None:
            made.extend(_compare(stated, topmost, notes))
        else:
            made.extend(_floor(series, span, topmost, days[since_start].of_span(*span)))
    left = [p for found in parts.values() for p in found if p.lo <= 0 and p.total is not None]
    return [*made, *_above_nothing(place, left, below, made)] if left else made


def _says(row: Row) -> bool:
    """The source itself gives this figure of the place, if only as a total that cuts across others."""
    return row.basis not in UNSTATED or (row.basis == "constraint" and not row.flags & {FLOOR, "sum of parts"})


def _speak_totals(place: str, below: dict[str, list[Row]], parts: dict[tuple[Span, bool], list[Row]]) -> list[Row]:
    """Totals above the figures that fill their span speak for the parent too.

    On one span with such a figure, or above incidents alone, the total takes their place; above several spans it
    stays a constraint on the parent.
    """
    surpluses = [r for rows in below.values() for r in rows if r.basis == "undistributed" and r.total is not None]
    if not surpluses:
        return []
    constraints = []
    inside: dict[str, ByDays[Span]] = defaultdict(lambda: ByDays([], lambda span: span))
    for (span, _), found in parts.items():
        for part in found:
            inside[part.series.place].add(span)
    for row in surpluses:
        t = row.total
        if t is None:
            continue
        key, about = ((t.start, t.end), False), row.series
        if inside[about.place].inside(t.start, t.end) and not any(p.series.place == about.place for p in parts.get(key, [])):
            constraints.extend(_carried(about._replace(place=place), [row], t))
            continue
        shown = t.hi if t.hi != OPEN else max(t.lo, t.best or 0.0)
        whole = replace(row, basis="direct", start=t.start, end=t.end, lo=t.lo, hi=t.hi, best=t.best, shown=shown, total=None)
        parts[key] = [p for p in parts.get(key, []) if p.series.place != about.place] + [whole]
        inside[about.place].add(key[0])
    return constraints


def _told_by_remainders(below: dict[str, list[Row]]) -> dict[Span, set[str]]:
    """By span, places that state a figure for it which lies on their days as a remainder beside others."""
    told: dict[Span, set[str]] = defaultdict(set)
    for place, rows in below.items():
        for row in rows:
            if row.basis == "remainder" and row.total is not None:
                told[row.total.start, row.total.end].add(place)
    return told


def _topmost(rows: list[Row], told: set[str]) -> list[Row]:
    """Rows of places that lie in no other place that states a figure for the same span: disjoint."""
    if len(rows) == 1 and not told:
        return rows
    named = {r.series.place for r in rows} | told
    return [r for r in rows if not any(r.series.place.startswith(other + "/") for other in named)]


def _compare(parent: Row, parts: list[Row], notes: Notes) -> list[Row]:
    closed = not parent.is_open
    outdated = [p for p in parts if closed and p.lo > parent.hi and _older(p, parent)]
    for p in outdated:
        p.flags.add("out of date: whole")
    parts = [p for p in parts if p not in outdated]
    counted = [p for p in parts if not _older(p, parent)] if closed and sum(p.lo for p in parts) > parent.hi else parts
    if counted:
        _raise(parent, counted, notes)
    if not parts or "conflict" in parent.flags or parent.basis == FLOOR:
        return []
    return [_elsewhere(parent, parts)]


def _older(part: Row, whole: Row) -> bool:
    if part.time is None or whole.time is None:
        return part.time is None
    return part.time < whole.time


def _raise(whole: Row, parts: list[Row], notes: Notes) -> None:
    """Raise a whole that is below the sum of its disjoint parts; an upper bound broken by it is a conflict."""
    lo = sum(p.lo for p in parts)
    if lo <= whole.lo:
        return
    ids = [i for p in parts for i in p.ids if i not in whole.ids]
    best = sum(p.best if p.best is not None else p.lo for p in parts)
    broken = lo > whole.hi
    whole.lo = lo
    whole.best = best if whole.best is None or broken else min(max(whole.best, best), whole.hi)
    if broken:
        whole.hi = max(lo, sum(p.hi for p in parts))
        message = f"The figure for the whole is below the sum {lo:.0f} of its parts; the parts were kept. A ruling can say which is right."
        notes.find("conflict", "warning", [*whole.ids, *ids], (whole.series, whole.start, whole.end), message)
        whole.flags.add("conflict")
    whole.shown = max(whole.shown, whole.best, lo, sum(p.shown for p in parts) if broken or whole.is_open else 0.0)
    whole.flags.add("raised by parts")
    whole.ids.extend(ids)


def _elsewhere(parent: Row, parts: list[Row]) -> Row:
    lo, hi = sum(p.lo for p in parts), sum(p.hi for p in parts)
    low = 0.0 if hi == OPEN else max(0.0, parent.lo - hi)
    high = OPEN if parent.is_open else max(0.0, parent.hi - lo)
    known = parent.best is not None and all(p.best is not None and not p.is_open for p in parts)
    best = max(0.0, (parent.best or 0.0) - sum(p.best or 0.0 for p in parts)) if known else None
    shown = high if high != OPEN else max(low, best or 0.0, parent.shown - lo)
    ids = [*parent.ids, *(i for p in parts for i in p.ids if i not in parent.ids)]
    return Row(parent.series, parent.start, parent.end, low, best, high, shown, "elsewhere", ids, time=parent.time, days=parent.days, role=parent.role)


def _floor(series: Series, span: Span, parts: list[Row], own_days: int) -> list[Row]:
    """`own_days` are those of the span of which the source has a figure for the place itself, as bits."""
    since_start = parts[0].basis == SINCE_START
    lo = sum([p.lo for p in parts])
    if lo > 0 and own_days == all_days(*span):
        return []
    # A floor made of one part keeps the total of that part itself.
    totals = {p.total for p in parts if p.total is not None} if len(parts) > 1 else set()
    carried = [r for t in sorted(totals, key=lambda t: t[:3]) for r in _carried(series, parts, t)]
    if lo <= 0:
        return carried
    days = covered(parts, *span)
    if not days & ~own_days:
        return []
    # A total since a start is kept whole: figures for some of its days do not make it a constraint.
    partly = not since_start and bool(days & own_days)
    return [*carried, floor_of(series, span, parts, SINCE_START if since_start else FLOOR, partly=partly)]


def _above_nothing(place: str, remainders: list[Row], below: dict[str, list[Row]], made: list[Row]) -> list[Row]:
    """Remainders of nothing make no floor, but the totals they were cut from hold for the parent too, where its rows make less."""
    told = _by_days(r for r in made if r.basis not in UNSTATED)
    return [
        _what_it_was_cut_from(place, remainder, below[remainder.series.place])
        for remainder in remainders
        if (whole := remainder.total) is not None and whole.lo > sum([r.lo for r in told.inside(whole.start, whole.end)])
    ]


def _by_days(rows: Iterable[Row]) -> ByDays[Row]:
    return ByDays(rows, lambda row: (row.start, row.end))


def _what_it_was_cut_from(place: str, remainder: Row, rows: list[Row]) -> Row:
    """The total of a remainder as a floor of the parent; `rows` are those of the remainder's place."""
    assert remainder.total is not None
    start, end, lo, _, best = remainder.total
    inside = [r for r in rows if start <= r.start and r.end <= end and r is not remainder]
    others = {i for r in inside for i in r.ids}
    return replace(
        remainder,
        series=remainder.series._replace(place=place),
        start=start,
        end=end,
        lo=lo,
        best=best,
        hi=OPEN,
        shown=max(lo, best or 0.0, remainder.shown + sum(r.lo for r in inside if r.basis not in UNSTATED)),
        basis=FLOOR,
        ids=[i for i in remainder.ids if i not in others],
        flags={FLOOR},
        total=None,
        days=None,
    )


def _carried(series: Series, parts: list[Row], total: Whole) -> list[Row]:
    """The total that a part's row was cut from still holds for the parent, as a floor."""
    start, end, lo = total[:3]
    found = [p for p in parts if p.total == total]
    ids = list(dict.fromkeys(i for p in found for i in p.ids))
    row = Row(series, start, end, lo, None, OPEN, lo, "constraint", ids, flags={FLOOR}, role=found[0].role)
    return [row] if lo > 0 else []


def floor_of(series: Series, span: Span, parts: list[Row], basis: str, *, partly: bool) -> Row:
    """An open floor from disjoint parts; where the whole has a figure for some of the days, only a constraint."""
    lo = sum([p.lo for p in parts])
    best = sum([p.best if p.best is not None else p.lo for p in parts])
    times = [p.time for p in parts if p.time is not None]
    days = covered(parts, *span) if all(p.days is not None for p in parts) else None
    return Row(
        series,
        *span,
        lo,
        best,
        OPEN,
        max(best, sum([p.shown for p in parts])),
        "constraint" if partly else basis,
        [i for p in parts for i in p.ids],
        flags={FLOOR, "disputed"} if any("disputed" in p.flags for p in parts) else {FLOOR},
        time=max(times, default=None),
        so_far=any(p.so_far for p in parts),
        total=None if len(parts) > 1 or parts[0].total is None else parts[0].total._replace(hi=OPEN),
        days=days,
        role=parts[0].role,
    )
