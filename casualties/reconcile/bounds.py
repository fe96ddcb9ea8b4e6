"""Bounds on a window from figures on overlapping spans, exact and in whole persons.

With x_d the running count up to the morning of day d, a figure for days s to e says
lo <= x_(e+1) - x_s <= hi, and no day is negative: x_d <= x_(d+1). These are difference constraints; the bounds
on a window are shortest paths, and a negative cycle means that the figures contradict each other
(Bellman 1958; Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, "Difference constraints and
shortest paths"; Yen 1970, "An algorithm for finding shortest routes from all source nodes to a given destination
in general networks").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from heapq import heappop, heappush
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from casualties.reconcile.intervals import OPEN

Edge = tuple[int, int, float]


Constraint = tuple[int, int, float, float]
"""First and last day, both inclusive, and the least and most persons on them."""

_LAST = itemgetter(1)


def clusters(spans: list[tuple[int, int]]) -> list[list[int]]:
    """Positions of spans that share days, directly or through others, in order of their first day."""
    found: list[list[int]] = []
    last = None
    for i in sorted(range(len(spans)), key=spans.__getitem__):
        start, end = spans[i]
        if last is None or start > last:
            found.append([i])
            last = end
        else:
            found[-1].append(i)
            last = max(last, end)
    return found


def window(constraints: list[Constraint], start: int, end: int) -> tuple[float, float] | None:
    """Least and greatest number of persons on start to end that the constraints allow.

    Parameters
    ----------
    constraints : list of Constraint
        Of one cluster.
    start, end : int
        Days, both inclusive, inside the cluster.

    Returns
    -------
    tuple of float, or None
        None if the constraints contradict each other; the greatest may be infinite.
    """
    low = least(constraints, start, end)
    high = None if low is None else greatest(constraints, start, end)
    return None if low is None or high is None else (low, high)


def least(constraints: list[Constraint], start: int, end: int) -> float | None:
    """The least number alone; None if the constraints contradict each other."""
    told = _fewest(constraints, start, end)
    if told is not None:
        return told if told != OPEN else None
    # All that can be reached from the first day of the window can be from its last: no contradiction is missed.
    graph = _graph(constraints, start, end)
    length = _shortest(graph.ahead, graph.back, graph.n, graph.last, graph.first)
    return None if length is None else 0.0 - length


def greatest(constraints: list[Constraint], start: int, end: int, over: float = -1.0) -> float | None:
    """The greatest number alone; infinite where a day is open above, else None if the constraints contradict each other.

    Whether they do, and how many fewer they are, need not be known of a number that is not over `over`.
    """
    if not _is_closed(constraints, start, end):
        return OPEN
    told = _most(constraints, start, end, over)
    if told is not None:
        return told if told >= 0 else None
    graph = _graph(constraints, start, end)
    return _shortest(graph.ahead, graph.back, graph.n, graph.first, graph.last)


def _fewest(constraints: list[Constraint], start: int, end: int) -> float | None:
    """The least number where the fewest persons that the lows allow on the days up to each point break no high: then they are an answer, and no less is one.

    Infinite where the lows inside a figure alone break its high; None where this is not known, or where a figure reaches beyond the window.
    """
    points, counts = [start], [0.0]
    for first, last, lo, _ in sorted(constraints, key=_LAST):
        if first < start or last > end:
            return None
        count = counts[bisect_right(points, first) - 1] + lo
        if count > counts[-1]:
            if points[-1] > last:
                counts[-1] = count
            else:
                points.append(last + 1)
                counts.append(count)
    for first, last, _, hi in constraints:
        if hi != OPEN and counts[bisect_right(points, last + 1) - 1] - counts[bisect_right(points, first) - 1] > hi:
            inside = [(a, b, lo, OPEN) for a, b, lo, _ in constraints if first <= a and b <= last]
            return OPEN if (_fewest(inside, first, last) or 0.0) > hi else None
    return counts[-1]


def _most(constraints: list[Constraint], start: int, end: int, over: float) -> float | None:
    """The greatest number where the most persons that the highs allow on the days up to each point reach every low: see `_fewest`.

    Closed figures leave no day of the window open. Negative where the highs that touch a figure alone break its low.
    """
    points, counts = [start], [0.0]  # of the days up to a point, the count of the first point that is not before it holds
    held: list[tuple[float, int]] = []
    for first, last, _, hi in sorted([c for c in constraints if c[3] != OPEN]):
        if first < start or last > end:
            return None
        _advance(points, counts, held, first)
        heappush(held, (counts[-1] + hi, last + 1))
    _advance(points, counts, held, end + 1)
    if counts[-1] <= over:
        return counts[-1]
    for first, last, lo, _ in constraints:
        if lo > 0 and (first < start or last > end):
            return None
        if lo > 0 and counts[bisect_left(points, last + 1)] - counts[bisect_left(points, first)] < lo:
            touching = [(max(a, first), min(b, last), 0.0, hi) for a, b, _, hi in constraints if a <= last and first <= b]
            return -OPEN if (_most(touching, first, last, -1.0) or 0.0) < lo else None
    return counts[-1]


def _advance(points: list[int], counts: list[float], held: list[tuple[float, int]], point: int) -> None:
    """Go on to a point: up to the end of the figure that bounds lowest, its count holds."""
    while points[-1] < point:
        while held[0][1] <= points[-1]:
            heappop(held)
        count, until = held[0]
        points.append(min(until, point))
        counts.append(count)


def _is_closed(constraints: list[Constraint], start: int, end: int) -> bool:
    """Whether closed figures leave no day open: else no way leads from the first day to the last."""
    if end < start:
        return True
    for first, last in sorted([c[:2] for c in constraints if c[3] != OPEN]):
        if first > start:
            break
        start = max(start, last + 1)
    return start > end


class _Graph(NamedTuple):
    """Points between days as numbers, and edges that lead ahead and back between them, each in the order in which they are relaxed."""

    n: int
    first: int
    last: int
    ahead: list[Edge]
    back: list[Edge]


def _graph(constraints: list[Constraint], start: int, end: int) -> _Graph:
    points = sorted({start, end + 1, *[c[0] for c in constraints], *[c[1] + 1 for c in constraints]})
    index = dict(zip(points, range(len(points)), strict=True))
    # Nobody is brought back to life: from each point one may go back to the one before at no cost.
    back = [(index[c[1] + 1], index[c[0]], -c[2]) for c in constraints if c[2] > 0]
    back += zip(range(1, len(points)), range(len(points) - 1), repeat(0.0))
    back.sort(reverse=True)
    ahead = sorted((index[c[0]], index[c[1] + 1], c[3]) for c in constraints if c[3] != OPEN)
    return _Graph(len(points), index[start], index[end + 1], ahead, back)


def _shortest(ahead: list[Edge], back: list[Edge], n: int, source: int, target: int) -> float | None:
    """Length of the shortest path (Bellman-Ford); None if a negative cycle is met.

    Edges that lead ahead are relaxed in the order of the points, then those that lead back in the opposite order
    (Yen 1970): a path that goes one way for long is found in one sweep, and a sweep one way is complete until one the
    other way changes something.
    """
    distance = [OPEN] * n
    before: list[int | None] = [None] * n
    distance[source] = 0.0
    sweeps = 0
    while (_relax(ahead, distance, before) or not sweeps) and _relax(back, distance, before):
        sweeps += 1
        if distance[source] < 0 or (sweeps > 1 and _goes_round(before)):
            return None
    return distance[target]


def _relax(edges: list[Edge], distance: list[float], before: list[int | None]) -> bool:
    changed = False
    for tail, head, weight in edges:
        length = distance[tail] + weight
        if length < distance[head]:
            distance[head] = length
            before[head] = tail
            changed = True
    return changed


def _goes_round(before: list[int | None]) -> bool:
    """Whether the way back from some point comes to it again: then the cycle is negative, and each sweep would shorten it."""
    seen = [0] * len(before)
    for point in range(len(before)):
        at: int | None = point
        while at is not None and not seen[at]:
            seen[at] = point + 1
            at = before[at]
        if at is not None and seen[at] == point + 1:
            return True
    return False
