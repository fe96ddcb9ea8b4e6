"""Rings as arcs that neighbours share: simplified once each, put together again to the outline of any group of areas."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np

FLAT = 3  # a ring of fewer corners encloses nothing


def area_of(ring: Any) -> float:
    """Signed area of a closed ring: positive counter-clockwise."""
    x, y = (ring - ring[0]).astype(float).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def holds(rings: list[Any], x: Any, y: Any) -> Any:
    """Which points lie in the area of these rings: crossed an odd number of times on the way out."""
    inside = np.zeros(len(x), dtype=bool)
    for ring in rings:
        ax, ay = ring[:-1].astype(float).T
        bx, by = ring[1:].astype(float).T
        near = (y >= ay.min()) & (y <= ay.max()) & (x <= max(ax.max(), bx.max()))
        for n in np.flatnonzero(near):
            cut = (ay > y[n]) != (by > y[n])
            inside[n] ^= bool(np.count_nonzero(x[n] < (bx[cut] - ax[cut]) * (y[n] - ay[cut]) / (by[cut] - ay[cut]) + ax[cut]) % 2)
    return inside


def inner_point(rings: list[Any], fineness: int = 15) -> tuple[float, float]:
    """A point well inside an area, far from its borders: where a name or a symbol for the whole area stands."""
    every = np.concatenate([_dense(ring.astype(float)) for ring in rings])
    # A degree of longitude is shorter away from the equator: 10,000 units a degree.
    across = float(np.cos(np.radians(np.clip(every[:, 1].mean() / 10_000, -85, 85))))
    low, high = every.min(axis=0), every.max(axis=0)
    best, distance = rings[0][:-1].mean(axis=0), -1.0
    for _ in range(3):
        grid = np.stack(np.meshgrid(*(np.linspace(a, b, fineness + 2)[1:-1] for a, b in zip(low, high, strict=True))), axis=-1).reshape(-1, 2)
        grid = grid[holds(rings, *grid.T)]
        if len(grid):
            apart = np.min(np.hypot((grid[:, None, 0] - every[None, :, 0]) * across, grid[:, None, 1] - every[None, :, 1]), axis=1)
            if apart.max() > distance:
                best, distance = grid[int(apart.argmax())], float(apart.max())
        size = (high - low) / 5
        low, high = best - size / 2, best + size / 2
    return float(best[0]), float(best[1])


def _dense(ring: Any, parts: int = 60) -> Any:
    """The ring with corners added on its long sides: a border is far away only if all of it is."""
    most = float(np.ptp(ring, axis=0).max()) / parts
    pieces = np.maximum(np.ceil(np.abs(np.diff(ring, axis=0)).max(axis=1) / max(most, 1.0)).astype(int), 1)
    at = np.repeat(np.arange(len(pieces)), pieces)
    share = np.concatenate([np.arange(n) / n for n in pieces])
    return ring[at] + (ring[at + 1] - ring[at]) * share[:, None]


def simplify(line: Any, tolerance: float) -> Any:
    """The line with corners left out that lie nearer than the tolerance to what is drawn instead (Douglas and Peucker); its ends stay."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    wait = [(0, len(line) - 1)]
    while wait:
        first, last = wait.pop()
        if last - first < 2:
            continue
        between, start, end = line[first + 1 : last].astype(float), line[first].astype(float), line[last].astype(float)
        along = end - start
        length = float(np.hypot(*along))
        offset = between - start
        far = np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length if length else np.hypot(*offset.T)
        worst = int(far.argmax())
        if far[worst] > tolerance:
            keep[first + 1 + worst] = True
            wait += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return line[keep]


class Topology:
    """Areas that share borders.

    Parameters
    ----------
    areas : list of list of array
        The rings of each area: closed, whole numbers, points as rows.
    tolerance : array of float
        How far the drawn border may be from the given one, of each area; of a shared border the smaller one.
    """

    def __init__(self, areas: list[list[Any]], tolerance: Any) -> None:
        self.arcs: list[Any] = []
        self.of_area: list[list[int]] = [[] for _ in areas]
        self._number: dict[bytes, int] = {}
        allowed: list[float] = []
        self._junctions = _junctions(areas)
        for n, rings in enumerate(areas):
            for ring in rings:
                for arc in self._cut(ring):
                    at = self._register(arc)
                    if at == len(allowed):
                        allowed.append(float(tolerance[n]))
                    allowed[at] = min(allowed[at], float(tolerance[n]))
                    self.of_area[n].append(at)
        self._whole = self.arcs
        self.arcs = [simplify(arc, limit) for arc, limit in zip(self.arcs, allowed, strict=True)]
        self._smallest = [(2.0 * float(t)) ** 2 for t in tolerance]

    def _cut(self, ring: Any) -> list[Any]:
        points = ring[:-1]
        at = [i for i, (x, y) in enumerate(points.tolist()) if (x, y) in self._junctions]
        if not at:
            least = int(np.lexsort((points[:, 1], points[:, 0]))[0])
            turned = np.concatenate([points[least:], points[: least + 1]])
            return [turned]
        turned = np.concatenate([points[at[0] :], points[: at[0] + 1]])
        ends = [*(i - at[0] for i in at), len(points)]
        return [turned[a : b + 1] for a, b in pairwise(ends)]

    def _register(self, arc: Any) -> int:
        forward, backward = arc.tobytes(), arc[::-1].tobytes()
        key = min(forward, backward)
        if key not in self._number:
            self._number[key] = len(self.arcs)
            self.arcs.append(arc if key == forward else arc[::-1].copy())
        return self._number[key]

    def outline(self, members: list[int]) -> list[Any]:
        """Rings around a group of areas, closed: outer ones counter-clockwise, holes clockwise; specks left out."""
        counts: dict[int, int] = defaultdict(int)
        for n in members:
            for at in self.of_area[n]:
                counts[at] += 1
        around = [at for at, count in sorted(counts.items()) if count % 2]
        rings: list[Any] = []
        for arcs in (self.arcs, self._whole):  # what is smaller than the tolerance keeps its border as it was
            rings = rings or [ring for ring in _chained([arcs[at] for at in around]) if len(ring) > FLAT and area_of(ring)]
        least = min(self._smallest[n] for n in members)
        large = [ring for ring in rings if abs(area_of(ring)) >= least] or [max(rings, key=lambda r: abs(area_of(r)))]
        return [_oriented(ring, large) for ring in large]


def _oriented(ring: Any, rings: list[Any]) -> Any:
    """Counter-clockwise, or clockwise where an odd number of the others lie around it."""
    x, y = (ring[:1] + ring[1:2]).astype(float).T / 2
    around = sum(bool(holds([other], x, y)[0]) for other in rings if other is not ring and (other.min(0) <= ring[0]).all() and (other.max(0) >= ring[0]).all())
    return ring if (area_of(ring) > 0) == (around % 2 == 0) else ring[::-1]


def _chained(arcs: list[Any]) -> list[Any]:
    """Arcs joined end to end to closed rings."""
    rings = [arc for arc in arcs if (arc[0] == arc[-1]).all()]
    loose = [arc for arc in arcs if not (arc[0] == arc[-1]).all()]
    at: dict[tuple[int, int], set[int]] = defaultdict(set)
    for n, arc in enumerate(loose):
        at[tuple(arc[0].tolist())].add(n)
        at[tuple(arc[-1].tolist())].add(n)
    left = set(range(len(loose)))
    for n in range(len(loose)):
        if n not in left:
            continue
        left.discard(n)
        ring = [loose[n]]
        start, end = tuple(loose[n][0].tolist()), tuple(loose[n][-1].tolist())
        while end != start:
            onward = sorted(at[end] & left)
            if not onward:
                raise SystemExit(f"a border ends at {end}: the package is damaged.")
            following = loose[onward[0]]
            left.discard(onward[0])
            following = following if tuple(following[0].tolist()) == end else following[::-1]
            ring.append(following[1:])
            end = tuple(following[-1].tolist())
        rings.append(np.concatenate(ring))
    return rings


def _junctions(areas: list[list[Any]]) -> set[tuple[int, int]]:
    """Points at which borders part: those with other neighbours in one ring than in another."""
    neighbours: dict[tuple[int, int], frozenset[tuple[int, int]]] = {}
    parting: set[tuple[int, int]] = set()
    for rings in areas:
        for ring in rings:
            points = [tuple(p) for p in ring[:-1].tolist()]
            for before, point, after in zip([points[-1], *points[:-1]], points, [*points[1:], points[0]], strict=True):
                pair = frozenset((before, after))
                if neighbours.setdefault(point, pair) != pair:
                    parting.add(point)
    return parting
