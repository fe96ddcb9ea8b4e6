"""The figure of one source for one window, from its rows."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from casualties.reconcile.bounds import Constraint, clusters, greatest, least, window
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.lookup import ByDays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casualties.reconcile.model import Whole


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


Item = tuple[int, int, float]
"""First and last day, and persons on them."""

SINCE_START = "total since start"
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
        p.total is None
        and p.since is None
        and p.basis not in ("constraint", SINCE_START, "undistributed")
        and start <= p.start
        and p.end <= end
        and p.lo <= p.hi
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
    a, b = _reached(statements, start, end)
    bounds = _solve(window, statements, a, b, shown=False)
    low, high = bounds if bounds is not None else (_least(rows, start, end), OPEN)
    is_open = high == OPEN
    if is_open:
        numeric = _solve(greatest, statements, a, b, shown=True)
        reported = [p.shown for p in statements if _touches(p, start, end)]
        high = max(low, *reported, _reported(rows, start, end), numeric if numeric is not None and numeric != OPEN else 0.0)
    best = _best(rows, start, end)
    return Figure(low, None if best is None else min(max(best, low), high), high, is_open)


def least_of(statements: list[Piece], start: int, end: int) -> float:
    """The low alone of `figure_of`, for statements of a source that is not generic."""
    found = _solve(least, statements, *_reached(statements, start, end), shown=False)
    return found if found is not None else _least([p for p in statements if p.basis != "constraint"], start, end)


def _reached(statements: list[Piece], start: int, end: int) -> tuple[int, int]:
    """The days of a window that rows and what bounds them reach."""
    return max(start, min(p.reach[0] for p in statements)), min(end, max(p.reach[1] for p in statements))


def agree(statements: list[Piece], start: int, end: int) -> bool:
    """Whether nothing that rows and the totals they were cut from say of days start to end contradicts another."""
    totals = [_of_total(p.total, p.shown, shown=False) for p in statements if p.total is not None]
    return least([_constraint(p, shown=False) for p in statements] + totals, start, end) is not None


def _solve(find: Callable[[list[Constraint], int, int], T | None], statements: list[Piece], a: int, b: int, *, shown: bool) -> T | None:
    """Bounds under all constraints; without running totals that contradict them; where a surplus over closed parts does, its parts are open."""
    strict = [_constraint(p, shown=shown) for p in statements]
    totals = [_of_total(p.total, p.shown, shown=shown) for p in statements if p.total is not None]
    running = [_of_total(p.since, 0.0, shown=shown) for p in statements if p.since is not None]
    found = find(strict + totals + running, a, b)
    if found is None and running:
        found = find(strict + totals, a, b)
    surplus = [p.total for p in statements if p.basis == "undistributed" and p.total is not None]
    if found is not None or not surplus:
        return found
    loose = [c if p.basis == "undistributed" or not _within(p, surplus) else c._replace(hi=OPEN) for p, c in zip(statements, strict, strict=True)]
    return find(loose + totals, a, b)


def _within(p: Piece, totals: list[Whole]) -> bool:
    return any(t.start <= p.start and p.end <= t.end for t in totals)


def _constraint(p: Piece, *, shown: bool) -> Constraint:
    if p.basis == "undistributed":  # on no day of its own: its total says what it says
        return Constraint(p.start, p.end, 0.0, OPEN)
    if p.total is not None:  # what a subtraction left bounds from below; from above only its total does
        return Constraint(p.start, p.end, p.lo, OPEN)
    return Constraint(p.start, p.end, p.lo, p.shown if shown else p.hi)


def _of_total(total: Whole, least: float, *, shown: bool) -> Constraint:
    start, end, lo, hi, best = total
    return Constraint(start, end, lo, max(lo, best or 0.0, least) if shown and hi == OPEN else hi)


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
    return sum(i[2] for i in _with_totals(_with_totals(lows["items"], lows["floors"]), lows["totals"]))


def _best(rows: list[Piece], start: int, end: int) -> float | None:
    """Bests of the rows; a total takes the place of those inside it where it is higher."""
    items: list[Item] = []
    floors: list[Item] = []
    for p in rows:
        if p.basis == SINCE_START or not _touches(p, start, end):
            continue
        part = p.best if start <= p.start and p.end <= end else _share(p, start, end)
        if part is not None:
            (floors if p.basis in FROM_PARTS else items).append((max(start, p.start), min(end, p.end), part))
    items = _with_totals(items, floors)
    totals = {(p.start, p.end, p.best) for p in rows if p.basis == SINCE_START and p.best is not None}
    totals |= {(p.total.start, p.total.end, p.total.best) for p in rows if p.total is not None and p.total.best is not None}
    totals |= {(t.start, t.end, t.best) for t in _running(rows, start, end) if t.best is not None}
    items = _with_totals(items, [t for t in totals if start <= t[0] and t[1] <= end])
    return sum(i[2] for i in items) if items else None


def _reported(rows: list[Piece], start: int, end: int) -> float:
    """The sum of the highest figures reported; a total holds those inside it."""
    items: list[Item] = []
    floors: list[Item] = []
    totals: set[Item] = set()
    for p in rows:
        if p.basis == SINCE_START:
            totals.add((p.start, p.end, p.shown))
        elif p.total is not None and start <= p.total.start and p.total.end <= end:
            totals.add((p.total.start, p.total.end, max(p.total.lo, p.total.best or 0.0) if p.total.hi == OPEN else p.total.hi))
        elif _touches(p, start, end):
            (floors if p.basis in FROM_PARTS else items).append((max(start, p.start), min(end, p.end), p.shown))
    totals |= {(t.start, t.end, max(t.lo, t.best or 0.0) if t.hi == OPEN else t.hi) for t in _running(rows, start, end)}
    return sum(i[2] for i in _with_totals(_with_totals(items, floors), list(totals)))


def _with_totals(items: list[Item], totals: list[Item]) -> list[Item]:
    """Items with those that share days with a total replaced by it, where it tells no less: nobody is told twice."""
    if not totals:
        return items
    laid = sorted(items)
    longest = max((last - first for first, last, _ in laid), default=0)
    for first, last, told in sorted(totals, key=lambda t: (t[1] - t[0], t)):
        a, b = bisect_left(laid, (first - longest,)), bisect_left(laid, (last + 1,))
        apart, shared = [], 0.0
        for item in laid[a:b]:
            if item[1] < first:
                apart.append(item)
            else:
                shared += item[2]
        if told >= shared:
            insort(apart, (first, last, told))
            laid[a:b] = apart
            longest = max(longest, last - first)
    return laid
