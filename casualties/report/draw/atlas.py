"""The ground of a map on a sheet: neighbours faint, areas, frame, scale bar; and the shapes of it as artists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette
from casualties.report.draw.canvas import EDGE, Sheet
from casualties.report.draw.plane import Plane, bar, inner, plane

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casualties.report.draw.plot import Plot
    from casualties.report.ground import Ground, Shape

HEIGHTS = (3.0, 6.6)  # inches of a map: at least, at most
LAND, SEA, BORDER = "#FBFBFA", "#E9EFF3", "#B8B8B8"
NEIGHBOUR, AREA = "#F1F1EE", "#9A9A9A"
HATCH = "#C9C9C9"


class Atlas:
    """A map on a sheet: its plot in kilometres, and the plane that maps degrees onto it."""

    def __init__(self, sheet: Sheet, ground: Ground) -> None:
        self.sheet, self.ground = sheet, ground
        self.inches = sheet.width - 2 * EDGE
        self._rings: dict[str, list[Any]] = {}
        self.plane: Plane
        self.plane, self.tall = plane(ground.view, self.inches, HEIGHTS)
        self.plot: Plot = sheet.axes(EDGE, self.tall, self.plane.xlim, self.plane.ylim, right=EDGE)

    def rings(self, shape: Shape) -> list[Any]:
        """What shows of a shape, in kilometres."""
        key = "; ".join(shape.place_ids)
        if key not in self._rings:
            self._rings[key] = self.plane.rings(shape.rings)
        return self._rings[key]

    def fill(self, shapes: Iterable[Shape], face: Any, edge: Any, width: float, label: str, *, hatch: str | None = None, zorder: float = 1) -> None:
        """Shapes of one look, one artist each, cut at the edges of the map."""
        from matplotlib.patches import PathPatch

        for shape in shapes:
            rings = self.rings(shape)
            if rings:
                patch = PathPatch(_path(rings), facecolor=face, edgecolor=edge, linewidth=width, hatch=hatch, label=label, zorder=zorder, joinstyle="round")
                patch.set_gid("; ".join(shape.place_ids))
                self.plot.ink.ax.add_artist(patch)  # add_patch measures each, for limits that are set

    def draw_land(self) -> None:
        """Neighbours, the land of the place and its areas, faint."""
        (left, right), (bottom, top) = self.plane.xlim, self.plane.ylim
        self.plot.boxes(([left], [right]), ([bottom], [top]), "none", SEA, "_sea", width=0.0, zorder=0.1)
        own = self.ground.place_id.partition("/")[0]
        whole = [shape for shape in self.ground.around if shape.country == own]
        self.fill((s for s in self.ground.around if s.country != own), NEIGHBOUR, BORDER, 0.5, "_neighbour", zorder=0.5)
        self.fill(whole, LAND if self.ground.place_id == own else NEIGHBOUR, BORDER, 0.5, "_country", zorder=0.6)
        if self.ground.outline is not None and self.ground.outline not in whole:
            self.fill([self.ground.outline], LAND, AREA, 0.6, "_place", zorder=0.7)
        self.fill(self.ground.areas, "none", AREA, 0.4, "_area", zorder=1.2)
        self.fill(whole, "none", palette.MUTED, 0.8, "_border", zorder=1.4)

    def draw_frame(self) -> None:
        """The edge of the map and, at the lower left, a bar of a round length."""
        (left, right), (bottom, top) = self.plane.xlim, self.plane.ylim
        self.plot.lines(
            ([left, right, right, left], [right, right, left, left]), ([bottom, bottom, top, top], [bottom, top, top, bottom]), BORDER, 0.6, "_frame"
        )
        length, text = bar(self.plane.width)
        inch = self.plane.width / self.inches
        x, y = left + 0.12 * inch, bottom + 0.12 * inch
        box = [v / self.inches * self.plane.width for v in self.scale_box]
        clear = ([left + box[0]], [left + box[2]]), ([bottom + 0.06 * inch], [bottom + box[3]])
        self.plot.boxes(*clear, "none", (1.0, 1.0, 1.0, 0.8), "_scale_ground", width=0.0, zorder=6.9)
        self.plot.lines(([x], [x + length]), ([y], [y]), palette.INK, 1.4, "_scale", zorder=7)
        self.plot.text(x + length / 2, y + 0.04 * inch, text, fontsize=self.sheet.text - 1, ha="center", va="bottom", color=palette.INK, zorder=7)

    def neighbours(self) -> list[tuple[str, float, float]]:
        """Name of each other country in view, and the middle of the largest part of it that shows (kilometres)."""
        found = []
        for shape in self.ground.around:
            rings = self.rings(shape) if shape.country != self.ground.place_id.partition("/")[0] else []
            if rings:
                largest = max(rings, key=lambda r: float(np.prod(np.ptp(r, axis=0))))
                found.append((shape.name, *inner(largest)))
        return found

    @property
    def scale_box(self) -> tuple[float, float, float, float]:
        """Room of the scale bar: left, bottom, right, top (inches from the lower left corner)."""
        length, text = bar(self.plane.width)
        wide = length / self.plane.width * self.inches
        over = max(self.sheet.measure(text, self.sheet.text - 1) - wide, 0.0) / 2
        return 0.12 - over, 0.0, 0.12 + wide + over, 0.16 + self.sheet.line(self.sheet.text - 1)

    def inch(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Kilometres to inches from the lower left corner."""
        scale = self.inches / self.plane.width
        return (x - self.plane.xlim[0]) * scale, (y - self.plane.ylim[0]) * scale


def _path(rings: Sequence[Any]) -> Any:
    from matplotlib.path import Path

    codes = np.concatenate([np.r_[Path.MOVETO, np.full(len(ring) - 2, Path.LINETO), Path.CLOSEPOLY] for ring in rings]).astype(Path.code_type)
    return Path(np.concatenate(rings), codes)
