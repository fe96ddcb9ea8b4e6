"""Where marks are drawn: a plot maps its data onto axes that several plots may share, and marks that look alike become one collection."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.draw.lettering import letter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ARROW = "arrow"  # a marker that starts at its point and points upwards
SIDEWAYS = "sideways"  # the same to the right


@cache
def marker_path(marker: str) -> Any:
    """Outline of a marker, as `scatter` draws it."""
    from matplotlib.markers import MarkerStyle
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D

    if marker in (ARROW, SIDEWAYS):
        points = [(0, 0), (0, 1), (-0.24, 0.62), (0, 1), (0.24, 0.62)]
        path = Path(points, [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO, Path.LINETO])
        return path.transformed(Affine2D().scale(0.5).rotate_deg(-90 if marker == SIDEWAYS else 0))
    style = MarkerStyle(marker)
    return style.get_path().transformed(style.get_transform())


def rgba(colours: Any, count: int) -> Any:
    """Colours as an array of one row a mark: one colour for all, or one each; a whole number of opacity stays."""
    from matplotlib.colors import to_rgba_array

    found = to_rgba_array(colours)
    return np.repeat(found, count, axis=0) if len(found) == 1 else found


class Ink:
    """The marks of one axes, gathered by look until `dry` makes one collection of each look."""

    def __init__(self, ax: Axes) -> None:
        self.ax = ax
        self._lots: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}

    def add(self, look: tuple[Any, ...], *parts: Any) -> None:
        """Marks of one look: arrays of one row a mark."""
        self._lots.setdefault(look, []).append(parts)

    def dry(self) -> None:
        """Make the collections; what was gathered is gone."""
        from matplotlib.collections import LineCollection, PathCollection, PolyCollection
        from matplotlib.transforms import IdentityTransform

        for (kind, label, zorder, *look), lots in self._lots.items():
            columns: list[Any] = list(zip(*lots, strict=True))
            shapes, parts = columns[0], [np.concatenate(column) for column in columns[1:]]
            common = {"label": label, "zorder": zorder, "clip_on": False}
            made: Any
            if kind == "lines":
                width, dashes = look
                made = LineCollection([path for lot in shapes for path in lot], colors=parts[0], linewidths=width, linestyles=dashes, capstyle="butt", **common)
            elif kind == "boxes":
                width, dashes, hatch = look
                made = PolyCollection(
                    [box for lot in shapes for box in lot], edgecolors=parts[0], facecolors=parts[1], linewidths=width, linestyles=dashes, hatch=hatch, **common
                )
            else:
                marker, size, width = look
                made = PathCollection(
                    (marker_path(marker),),
                    [size],
                    offsets=np.concatenate(shapes),
                    offset_transform=self.ax.transData,
                    edgecolors=parts[0],
                    facecolors=parts[1],
                    linewidths=width,
                    **common,
                )
                made.set_transform(IdentityTransform())
            self.ax.add_collection(made, autolim=False)
        self._lots.clear()


class Plot:
    """Data coordinates on some axes: x and y are multiplied and shifted into the coordinates of the axes."""

    def __init__(self, ink: Ink, x: tuple[float, float] = (1.0, 0.0), y: tuple[float, float] = (1.0, 0.0)) -> None:
        self.ink, self._x, self._y = ink, x, y

    def at(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Data to coordinates of the axes."""
        return x * self._x[0] + self._x[1], y * self._y[0] + self._y[1]

    def lines(self, x: tuple[Any, Any], y: tuple[Any, Any], colours: Any, width: float, label: str, *, zorder: float = 2, dashes: str = "solid") -> None:
        """Lines from (x0, y0) to (x1, y1), arrays of one value a line."""
        ends = [np.column_stack(np.broadcast_arrays(*self.at(np.asarray(a, dtype=float), np.asarray(b, dtype=float)))) for a, b in zip(x, y, strict=True)]
        if len(ends[0]):
            self.ink.add(("lines", label, zorder, width, dashes), np.stack(ends, axis=1), rgba(colours, len(ends[0])))

    def comb(self, x: Any, low: float, high: float, colour: str, width: float, label: str, *, zorder: float = 2) -> None:
        """Upright lines of one length at each x, as a single path with gaps."""
        across, up = self.at(np.repeat(x, 3), np.tile([low, high, np.nan], len(x)))
        self.ink.add(("lines", label, zorder, width, "solid"), np.column_stack([across, up])[None], rgba(colour, 1))

    def boxes(
        self,
        x: tuple[Any, Any],
        y: tuple[Any, Any],
        edges: Any,
        faces: Any,
        label: str,
        *,
        width: float = 0.8,
        dashes: str = "solid",
        hatch: str | None = None,
        zorder: float = 2,
    ) -> None:
        """Boxes between two x and two y, arrays of one value a box."""
        left, bottom = self.at(*np.broadcast_arrays(np.asarray(x[0], dtype=float), np.asarray(y[0], dtype=float)))
        right, top = self.at(*np.broadcast_arrays(np.asarray(x[1], dtype=float), np.asarray(y[1], dtype=float)))
        if len(left):
            corners = np.stack([np.column_stack(corner) for corner in ((left, bottom), (right, bottom), (right, top), (left, top))], axis=1)
            self.ink.add(("boxes", label, zorder, width, dashes, hatch), corners, rgba(edges, len(left)), rgba(faces, len(left)))

    def points(self, x: Any, y: Any, marker: str, edges: Any, faces: Any, label: str, *, size: float, width: float, zorder: float = 3) -> None:
        """Markers of that area (points squared) at points."""
        at = np.column_stack(np.broadcast_arrays(*self.at(np.asarray(x, dtype=float), np.asarray(y, dtype=float))))
        if len(at):
            clear = [(0.0, 0.0, 0.0, 0.0)]
            self.ink.add(("points", label, zorder, marker, size, width), at, rgba(edges, len(at)), rgba(clear if faces is None else faces, len(at)))

    def text(self, x: float, y: float, words: str, **options: Any) -> None:
        """A text at a point."""
        letter(self.ink.ax, *self.at(x, y), words, **options)
