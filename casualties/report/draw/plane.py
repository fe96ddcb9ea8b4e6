"""From degrees to the plane of a map: kilometres from its middle, true at its middle latitude, cut at its edges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.ground import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

DEGREE = 111.195  # kilometres of a degree of latitude
FINE = 400  # the finest that is drawn: so many to an inch


@dataclass(frozen=True)
class Plane:
    """A view in kilometres.

    Parameters
    ----------
    lon, lat : float
        Middle of the view (degrees).
    width, height : float
        Kilometres.
    grain : float
        Kilometres that are too small to be seen.
    turned : bool
        Western longitudes count on from 180.
    """

    lon: float
    lat: float
    width: float
    height: float
    grain: float
    turned: bool

    @property
    def xlim(self) -> tuple[float, float]:
        """Left and right."""
        return -self.width / 2, self.width / 2

    @property
    def ylim(self) -> tuple[float, float]:
        """Bottom and top."""
        return -self.height / 2, self.height / 2

    def at(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Kilometres right of and above the middle."""
        lon = np.asarray(lon, dtype=float)
        lon = lon + 360 * (self.turned & (lon < self.lon - 180))
        return (lon - self.lon) * DEGREE * _shrink(self.lat), (np.asarray(lat) - self.lat) * DEGREE

    def rings(self, rings: Sequence[Any]) -> list[Any]:
        """The parts of rings inside the view, closed, in kilometres; without what is finer than the grain."""
        ends = np.cumsum([len(ring) for ring in rings])
        starts = np.concatenate([[0], ends[:-1]])
        # Rounded, so that borders of two areas stay the same.
        every = np.concatenate(rings)
        # A ring is turned as a whole: one across the meridian of Greenwich stays in one piece.
        middle = (np.minimum.reduceat(every[:, 0], starts) + np.maximum.reduceat(every[:, 0], starts)) / 2
        lon = every[:, 0] + np.repeat(360 * (self.turned & (middle < self.lon - 180)), np.diff([0, *ends]))
        flat = replace(self, turned=False).at(lon, every[:, 1])
        points = np.round(np.column_stack(flat) / self.grain) * self.grain
        low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
        seen = (high[:, 0] >= self.xlim[0]) & (low[:, 0] <= self.xlim[1]) & (high[:, 1] >= self.ylim[0]) & (low[:, 1] <= self.ylim[1])
        cut = [clip(_thinned(points[starts[n] : ends[n]]), self.xlim, self.ylim) for n in np.flatnonzero(seen & ((high - low).max(axis=1) > self.grain))]
        return [ring for ring in cut if len(ring) > 3]


def _thinned(ring: Any) -> Any:
    """The ring without points that fall on the one before."""
    return ring[np.concatenate([[True], (np.diff(ring, axis=0) != 0).any(axis=1)])]


def _shrink(lat: float) -> float:
    """A degree of longitude as a share of one of latitude."""
    return float(np.cos(np.radians(np.clip(lat, -85, 85))))


def plane(view: tuple[float, float, float, float], width: float, heights: tuple[float, float]) -> tuple[Plane, float]:
    """The plane of a view on paper of a width, and its height there (inches): the view is widened where it would be too flat or too tall.

    Parameters
    ----------
    view : tuple of float
        West, south, east, north (degrees).
    width : float
        Inches.
    heights : tuple of float
        Least and greatest height (inches).
    """
    west, south, east, north = view
    lat = (south + north) / 2
    across, up = (east - west) * DEGREE * _shrink(lat), (north - south) * DEGREE
    tall = float(np.clip(up / across * width, *heights))
    across, up = max(across, up * width / tall), max(up, across * tall / width)
    return Plane((west + east) / 2, lat, across, up, across / width / FINE, wrapped(view)), tall


def clip(ring: Any, xlim: tuple[float, float], ylim: tuple[float, float]) -> Any:
    """A closed ring cut at a box (Sutherland and Hodgman); empty where it lies outside."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    if low[0] >= xlim[0] and high[0] <= xlim[1] and low[1] >= ylim[0] and high[1] <= ylim[1]:
        return ring
    if low[0] > xlim[1] or high[0] < xlim[0] or low[1] > ylim[1] or high[1] < ylim[0]:
        return ring[:0]
    points = ring[:-1]
    for axis, limit, sign in ((0, xlim[0], 1), (0, xlim[1], -1), (1, ylim[0], 1), (1, ylim[1], -1)):
        points = _half(points, axis, limit, sign)
        if not len(points):
            return points
    return np.concatenate([points, points[:1]])


def _half(points: Any, axis: int, limit: float, sign: int) -> Any:
    """The part of a ring on one side of a line."""
    inside = (points[:, axis] - limit) * sign >= 0
    if inside.all():
        return points
    following, ahead = np.roll(points, -1, axis=0), np.roll(inside, -1)
    crosses = inside != ahead
    step = following[crosses] - points[crosses]
    cut = points[crosses] + step * ((limit - points[crosses, axis]) / step[:, axis])[:, None]
    # Each point that lies inside, and behind each that is followed by the other side the point on the line.
    order = np.concatenate([np.flatnonzero(inside) * 2, np.flatnonzero(crosses) * 2 + 1])
    return np.concatenate([points[inside], cut])[np.argsort(order, kind="stable")]


def inner(ring: Any, fineness: int = 11) -> tuple[float, float]:
    """A point of a closed ring far from its border, of a grid of some."""
    sides = np.maximum(np.ceil(np.abs(np.diff(ring, axis=0)).max(axis=1) / max(np.ptp(ring, axis=0).max() / 30, 1e-9)).astype(int), 1)
    at = np.repeat(np.arange(len(sides)), sides)
    share = np.concatenate([np.arange(n) / n for n in sides])
    border = ring[at] + (ring[at + 1] - ring[at]) * share[:, None]
    axes = (np.linspace(low, high, fineness + 2)[1:-1] for low, high in zip(ring.min(axis=0), ring.max(axis=0), strict=True))
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    (ax, ay), (bx, by) = ring[:-1].T, ring[1:].T
    cuts = (ay > grid[:, 1:]) != (by > grid[:, 1:])
    with np.errstate(divide="ignore", invalid="ignore"):
        right = grid[:, :1] < (bx - ax) * (grid[:, 1:] - ay) / (by - ay) + ax
    inside = (cuts & right).sum(axis=1) % 2 == 1
    apart = np.where(inside, np.hypot(grid[:, None, 0] - border[:, 0], grid[:, None, 1] - border[:, 1]).min(axis=1), -1.0)
    best = grid[int(apart.argmax())]
    return float(best[0]), float(best[1])


def bar(width: float) -> tuple[float, str]:
    """Length of a scale bar (kilometres), about a fifth of a width, and its words."""
    most = width / 4
    power = 10.0 ** np.floor(np.log10(most))
    length = float(max(step * power for step in (1, 2, 5) if step * power <= most))
    return length, f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
