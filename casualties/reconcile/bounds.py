"""Bounds on a window from figures on overlapping spans, exact and in whole persons.

With x_d the running count up to the morning of day d, a figure for days s to e says
lo <= x_(e+1) - x_s <= hi, and no day is negative: x_d <= x_(d+1). These are difference constraints; the bounds
on a window are shortest paths, and a negative cycle means that the figures contradict each other
(Bellman 1958; Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, "Difference constraints and
shortest paths").
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from casualties.reconcile.intervals import OPEN


class Constraint(NamedTuple):
    """At least `lo` and at most `hi` persons on days start to end, both inclusive."""

    start: int
    end: int
    lo: float
    hi: float


def clusters(spans: list[tuple[int, int]]) -> list[list[int]]:
    """Positions of spans that share days, directly or through others, in order of their first day."""
    found: list[list[int]] = []
    last = None
    for i in sorted(range(len(spans)), key=lambda i: spans[i]):
        start, end = spans[i]
        if last is None or start > last:
            found.append([])
            last = end
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
    if len(constraints) == 1:
        only = constraints[0]
        whole = start <= only.start and only.end <= end
        return (only.lo if whole else 0.0, only.hi) if only.hi >= only.lo else None
    points = sorted({start, end + 1, *(c.start for c in constraints), *(c.end + 1 for c in constraints)})
    index = {point: i for i, point in enumerate(points)}
    edges = [(i + 1, i, 0.0) for i in range(len(points) - 1)]
    for c in constraints:
        a, b = index[c.start], index[c.end + 1]
        edges.append((b, a, -c.lo))
        if c.hi != OPEN:
            edges.append((a, b, c.hi))
    greatest = _shortest(edges, len(points), index[start], index[end + 1])
    least = None if greatest is None else _shortest(edges, len(points), index[end + 1], index[start])
    return None if greatest is None or least is None else (-least, greatest)


Edge = tuple[int, int, float]
FEW = 200
"""Edges up to which plain loops are quicker than arrays."""


def _shortest(edges: list[Edge], n: int, source: int, target: int) -> float | None:
    """Length of the shortest path (Bellman-Ford); None if a negative cycle is met."""
    if len(edges) > FEW:
        return _shortest_of_many(edges, n, source, target)
    distance = [OPEN] * n
    distance[source] = 0.0
    for _ in range(n):
        changed = False
        for tail, head, weight in edges:
            length = distance[tail] + weight
            if length < distance[head]:
                distance[head] = length
                changed = True
        if not changed:
            return distance[target]
    return None


def _shortest_of_many(edges: list[Edge], n: int, source: int, target: int) -> float | None:
    """The same, all edges relaxed at once."""
    tails, heads, weights = (np.array(column) for column in zip(*edges, strict=True))
    distance = np.full(n, np.inf)
    distance[source] = 0.0
    for _ in range(n + 1):
        better = distance.copy()
        np.minimum.at(better, heads, distance[tails] + weights)
        if np.array_equal(better, distance):
            return float(distance[target])
        distance = better
    return None
