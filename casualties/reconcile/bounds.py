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
    points = np.array(sorted({start, end + 1} | {c.start for c in constraints} | {c.end + 1 for c in constraints}))
    index = {int(p): i for i, p in enumerate(points)}
    tails, heads, weights = [], [], []
    for c in constraints:
        a, b = index[c.start], index[c.end + 1]
        tails += [b]
        heads += [a]
        weights += [-c.lo]
        if c.hi != OPEN:
            tails.append(a)
            heads.append(b)
            weights.append(c.hi)
    for i in range(len(points) - 1):
        tails.append(i + 1)
        heads.append(i)
        weights.append(0.0)
    edges = (np.array(tails), np.array(heads), np.array(weights))
    greatest = _shortest(edges, len(points), index[start], index[end + 1])
    least = _shortest(edges, len(points), index[end + 1], index[start])
    if greatest is None or least is None:
        return None
    return -least, greatest


def _shortest(edges: tuple[np.ndarray, np.ndarray, np.ndarray], n: int, source: int, target: int) -> float | None:
    """Length of the shortest path (Bellman-Ford, all edges relaxed at once); None if a negative cycle is met."""
    tails, heads, weights = edges
    distance = np.full(n, np.inf)
    distance[source] = 0.0
    for _ in range(n + 1):
        better = distance.copy()
        np.minimum.at(better, heads, distance[tails] + weights)
        if np.array_equal(better, distance):
            return float(distance[target])
        distance = better
    return None
