"""The figure of one source for one window, from its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from casualties.reconcile.bounds import clusters, greatest, least, window
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.told_once import with_totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casualties.reconcile.bounds import Constraint
    from casualties.reconcile.model import Whole
    from casualties.reconcile.told_once import Item


T = TypeVar("T")


class Piece(NamedTuple):
    """A row of a source as the totals read it. Days are ordinals, figures persons; hi is infinite where open; `time` is when it was last published."""

    start: int
    end: int
    lo: float
    best: float | None
    hi: float
    shown: float
    basis: str
    additive: bool
    total: Whole | None
    since: Whole | None = None
    time: int | None = None

    @property
    def hull(self) -> tuple[int, int]:
        """First and last day of the row and of the total it was cut from."""
        if self.total is None:
            return self.start, self.end
        return min(self.start, self.total.start), max(self.end, self.total.end)

    @property
    def reach(self) -> tuple[int, int]:
        """The hull, and the days of the running total at whose end the row stands: what bounds the row is bound by them."""
        start, end = self.hull
        return (start, end) if self.since is None else (min(start, self.since.start), max(end, self.since.end))


SINCE_START = "total since start"
UNDISTRIBUTED = "undistributed"
FROM_PARTS = ("floor from parts", "sum of parts")
"""Floors of places and of kinds of victims: made apart from the figures stated, so they may share days with them and with each other."""


@dataclass(frozen=True)
class Figure:
    """Persons in a window: low, best, the highest reported, whether open above, and the days accounted for where these are asked for."""

    lo: float
    best: float | None
    shown: float
    is_open: bool
    days: frozenset[int] | None = None


class Account:
    """What one source, counting by one standard, says of a place: its rows, ready for any window.

    Parameters
    ----------
    pieces : iterable of Piece
        Its rows for the place (of incidents also the places inside it).
    generic : bool
        The source is a kind of people: its rows overlap, none is subtracted, all are floors.
    """

    def __init__(self, pieces: Iterable[Piece], *, generic: bool = False) -> None:
        pieces = [p for p in pieces if p.basis != "elsewhere"]
        self._generic = generic
        self._only_incidents = all(p.additive for p in pieces)
        self._since_start = [p for p in pieces if p.basis == SINCE_START]
        self._by_days = ByDays((p for p in pieces if p.basis != SINCE_START), lambda p: p.reach)

    def figure(self, start: int, end: int) -> Figure | None:
        """What the rows say of days start to end, both inclusive; None where none says anything.

        A total since a start counts only in windows that contain it whole: it says nothing of a part of its span.
        """
        whole = [p for p in self._since_start if start <= p.start and p.end <= end]
        if self._only_incidents and not whole:
            linked = [[p for p in self._by_days.touching(start, end) if _touches(p, start, end)]]
        else:
            linked = [g for g in self._linked(start, end, whole) if any(_touches(p, start, end) for p in g)]
        found = [figure_of(group, start, end, generic=self._generic) for group in linked if group]
        return replace(add(found), days=_days(chain.from_iterable(linked), start, end)) if found else None

    def _linked(self, start: int, end: int, whole: list[Piece]) -> list[list[Piece]]:
        """Rows that share days with the window, directly or through others, cluster by cluster."""
        first, last, members = start, end, self._by_days.touching(start, end)
        while members:
            a, b = min(first, *(p.reach[0] for p in members)), max(last, *(p.reach[1] for p in members))
            if (a, b) == (first, last):
                break
            first, last = a, b
            members = self._by_days.touching(first, last)
        counted = members + whole
        return [[counted[i] for i in group] for group in clusters([p.reach for p in counted])]


def _touches(p: Piece, start: int, end: int) -> bool:
    return p.start <= end and start <= p.end


def add(figures: list[Figure]) -> Figure:
    """Figures of disjoint days or of different incidents, added; best stays between low and high."""
    bests = [f.best for f in figures if f.best is not None]
    lo, shown = sum(f.lo for f in figures), sum(f.shown for f in figures)
    best = min(max(sum(bests), lo), shown) if bests else None
    return Figure(lo, best, shown, any(f.is_open for f in figures))


def _incidents(pieces: list[Piece], start: int, end: int) -> Figure:
    """Incidents add up; one cut by the window's edge counts from nothing to all."""
    lo = shown = 0.0
    best: float | None = None
    is_open = False
    for p in pieces:
        if p.start > end or p.end < start:
            continue
        inside = start <= p.start and p.end <= end
        lo += p.lo if inside else 0.0
        shown += p.shown
        is_open |= p.hi == OPEN
        part = p.best if inside else _share(p, start, end)
        if part is not None:
            best = (best or 0.0) + part
    return Figure(lo, None if best is None else min(max(best, lo), shown), shown, is_open)


def _share(p: Piece, start: int, end: int) -> float | None:
    """The share of the days inside, rounded down; none unless half of the days lie inside."""
    inside = min(end, p.end) - max(start, p.start) + 1
    length = p.end - p.start + 1
    if p.best is None or inside * 2 < length:
        return None
    return float(int(p.best) * inside // length)


def figure_of(group: list[Piece], start: int, end: int, *, generic: bool) -> Figure:
    """What rows that share days, directly or through others, say of a window."""
    incidents = [p for p in group if p.additive]
    statements = [p for p in group if not p.additive]
    if not statements:
        return _incidents(incidents, start, end)
    if len(group) == 1 and not generic and _stands_alone(group[0], start, end):
        return _alone(group[0])
    said = _generic(statements, start, end) if generic else _statements(statements, start, end)
    if not incidents:
        return said
    # The same dead are in the statement and in the incidents: neither is added to the other.
    added = _incidents(incidents, start, end)
    low, shown = max(said.lo, added.lo), max(said.shown, added.shown)
    bests = [b for b in (said.best, added.best) if b is not None]
    best = min(max(*bests, low), shown) if bests else None
    return Figure(low, best, shown, said.is_open or added.lo > said.shown)


def _stands_alone(p: Piece, start: int, end: int) -> bool:
    """The row lies wholly inside, was cut from nothing, and does not contradict itself."""
    return (
        p.total is None and p.since is None and p.basis not in ("constraint", SINCE_START, UNDISTRIBUTED) and start <= p.start and p.end <= end and p.lo <= p.hi
    )


def _alone(p: Piece) -> Figure:
    high = max(p.lo, p.shown) if p.hi == OPEN else p.hi
    return Figure(p.lo, None if p.best is None else min(max(p.best, p.lo), high), high, p.hi == OPEN)


def _days(pieces: Iterable[Piece], start: int, end: int) -> frozenset[int]:
    days: set[int] = set()
    for p in pieces:
        days.update(range(max(start, p.start), min(end, p.end) + 1))
    return frozenset(days)


def _generic(statements: list[Piece], start: int, end: int) -> Figure:
    inside = [p for p in statements if start <= p.start and p.end <= end]
    low = max((p.lo for p in inside), default=0.0)
    best = max((p.best for p in inside if p.best is not None), default=None)
    shown = max(p.shown for p in statements if p.start <= end and start <= p.end)
    return Figure(low, best, max(shown, low, best or 0.0), is_open=True)


def _statements(statements: list[Piece], start: int, end: int) -> Figure:
    rows = [p for p in statements if p.basis != "constraint"]
    bounds = _solve(window, statements, start, end, shown=False)
    low, high = bounds if bounds is not None else (_least(rows, start, end), OPEN)
    is_open = high == OPEN
    if is_open:
        reported = [p.shown for p in statements if p.start <= end and start <= p.end]
        high = max(low, *reported, _reported(rows, start, end))
        # Where contradictions are passed over, only the whole answer shows whether there are any.
        passed_over = any(p.basis == UNDISTRIBUTED or p.since is not None for p in statements)
        if bounds is not None or passed_over or not all(_is_plain(p, start, end) for p in statements):
            numeric = _solve(partial(greatest, over=-1.0 if passed_over else high), statements, start, end, shown=True)
            high = max(high, numeric if numeric is not None and numeric != OPEN else 0.0)
    best = _best(rows, start, end)
    return Figure(low, None if best is None else min(max(best, low), high), high, is_open)


def _is_plain(p: Piece, start: int, end: int) -> bool:
    """The row and its total lie inside, and the highest figure reported is its high: then what contradicts it here does so too where that is taken for it."""
    first, last = p.hull
    return start <= first and last <= end and p.shown <= p.hi


def least_of(statements: list[Piece], start: int, end: int) -> float:
    """The low alone of `figure_of`, for statements of a source that is not generic."""
    if len(statements) == 1 and _stands_alone(statements[0], start, end):
        return statements[0].lo
    found = _solve(least, statements, start, end, shown=False)
    return found if found is not None else _least([p for p in statements if p.basis != "constraint"], start, end)


def agree(statements: list[Piece], start: int, end: int) -> bool:
    """Whether nothing that rows and the totals they were cut from say of days start to end contradicts another."""
    strict, totals, _ = _constraints(statements, shown=False)
    return least(strict + totals, start, end) is not None


def _solve(find: Callable[[list[Constraint], int, int], T | None], statements: list[Piece], start: int, end: int, *, shown: bool) -> T | None:
    """Bounds under all constraints; without running totals that contradict them; where a surplus over closed parts does, its parts are open."""
    strict, totals, running = _constraints(statements, shown=shown)
    told = [*strict, *totals, *running]
    a, b = max(start, min([c[0] for c in told])), min(end, max([c[1] for c in told]))
    found = find(told, a, b)
    if found is None and running:
        found = find(strict + totals, a, b)
    surplus = [p.total for p in statements if p.basis == UNDISTRIBUTED and p.total is not None] if found is None else []
    if not surplus:
        return found
    loose = [c if p.basis == UNDISTRIBUTED or not _within(p, surplus) else (*c[:3], OPEN) for p, c in zip(statements, strict, strict=True)]
    return find(loose + totals, a, b)


def _within(p: Piece, totals: list[Whole]) -> bool:
    return any(t.start <= p.start and p.end <= t.end for t in totals)


def _constraints(statements: list[Piece], *, shown: bool) -> tuple[list[Constraint], list[Constraint], list[Constraint]]:
    """What rows say, what the totals that they were cut from say, and the running totals; `shown` takes the highest figure reported for open ones."""
    strict: list[Constraint] = []
    totals: list[Constraint] = []
    running: list[Constraint] = []
    for start, end, lo, _, hi, most, basis, _, total, since, _ in statements:
        if basis == UNDISTRIBUTED:  # on no day of its own: its total says what it says
            strict.append((start, end, 0.0, OPEN))
        elif total is not None:  # what a subtraction left bounds from below; from above only its total does
            strict.append((start, end, lo, OPEN))
        else:
            strict.append((start, end, lo, most if shown else hi))
        if total is not None:
            totals.append((*total[:3], max(_highest(total), most) if shown and total.hi == OPEN else total.hi))
        if since is not None:
            running.append((*since[:3], _highest(since) if shown else since.hi))
    return strict, totals, running


def _highest(total: Whole) -> float:
    """The highest figure reported in a total."""
    return max(total.lo, total.best or 0.0) if total.hi == OPEN else total.hi


def _running(rows: list[Piece], start: int, end: int) -> list[Whole]:
    """The last running total of each count that lies inside the window."""
    last: dict[int, Whole] = {}
    for p in rows:
        if p.since is not None and start <= p.since.start and p.since.end <= end and (p.since.start not in last or last[p.since.start].end < p.since.end):
            last[p.since.start] = p.since
    return list(last.values())


def _least(rows: list[Piece], start: int, end: int) -> float:
    """What rows that contradict each other make at least: each day told once, by those that tell most of it."""
    inside = [p for p in rows if start <= p.start and p.end <= end]
    lows: dict[str, list[Item]] = {"items": [], "floors": [], "totals": []}
    for p in inside:
        kind = "totals" if p.basis == SINCE_START else "floors" if p.basis in FROM_PARTS else "items"
        lows[kind].append((p.start, p.end, p.lo))
    wholes = {p.total for p in inside if p.total is not None} | set(_running(inside, start, end))
    lows["totals"] += [(t.start, t.end, t.lo) for t in wholes if start <= t.start and t.end <= end]
    return sum(i[2] for i in with_totals(with_totals(lows["items"], lows["floors"]), lows["totals"]))


def _best(rows: list[Piece], start: int, end: int) -> float | None:
    """Bests of the rows; a total takes the place of those inside it where it is higher."""
    items: list[Item] = []
    floors: list[Item] = []
    totals: set[tuple[int, int, float | None]] = {(t.start, t.end, t.best) for t in _running(rows, start, end)}
    for p in rows:
        first, last, _, best, _, _, basis, _, total, _, _ = p
        if total is not None:
            totals.add((total.start, total.end, total.best))
        if basis == SINCE_START:
            totals.add((first, last, best))
        elif first <= end and start <= last:
            if first < start or end < last:
                first, last, best = max(start, first), min(end, last), _share(p, start, end)
            if best is not None:
                (floors if basis in FROM_PARTS else items).append((first, last, best))
    inside = [(first, last, best) for first, last, best in totals if start <= first and last <= end and best is not None]
    items = with_totals(with_totals(items, floors), inside)
    return sum([i[2] for i in items]) if items else None


def _reported(rows: list[Piece], start: int, end: int) -> float:
    """The sum of the highest figures reported; a total holds those inside it."""
    items: list[Item] = []
    floors: list[Item] = []
    totals: set[Item] = {(t.start, t.end, _highest(t)) for t in _running(rows, start, end)}
    for p in rows:
        first, last, _, _, _, shown, basis, _, total, _, _ = p
        if basis == SINCE_START:
            totals.add((first, last, shown))
        elif total is not None and start <= total.start and total.end <= end:
            totals.add((total.start, total.end, _highest(total)))
        elif first <= end and start <= last:
            if first < start or end < last:
                first, last = max(start, first), min(end, last)
            (floors if basis in FROM_PARTS else items).append((first, last, shown))
    return sum([i[2] for i in with_totals(with_totals(items, floors), list(totals))])
