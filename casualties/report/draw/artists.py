"""How a mark looks, and nothing else.

* a day: thin bar from low to high, dot at best; ring = one independent source, filled = two or more;
* an open high: an arrow upwards; `up to`: a dotted line from 0 to a cap, no dot;
* a party to the conflict: hollow bar; recent days lighter;
* a span: one wide bar over its days; what is left of a total hatched, an allocated figure dashed,
  a total that holds figures of its days an outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette
from casualties.report.draw.plot import ARROW as ARROW_MARKER
from casualties.report.marks import WHOLE

if TYPE_CHECKING:
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot
    from casualties.report.palette import Style

DOT = 15.0  # area of a marker (points squared)
LIGHT = 0.45  # opacity of a recent figure
ARROW = 9.0  # length of an arrow (points)


def colours(colour: str, marks: Drawn, opacity: float = 1.0) -> Any:
    """A colour as one row a mark, recent figures lighter."""
    from matplotlib.colors import to_rgb

    return np.column_stack([np.tile(to_rgb(colour), (marks.count, 1)), np.where(marks.recent, LIGHT, 1.0) * opacity])


def bars(plot: Plot, marks: Drawn, x: Any, style: Style) -> None:
    """Thin bars from low to high; hollow for a party to the conflict; a dotted line below an `up to`."""
    shade, ceiling, left_over = colours(style.colour, marks), marks.ceilings, marks.left_over
    base = np.where(np.isfinite(marks.low), marks.low, 0.0)
    ranged = np.isfinite(marks.low) & np.isfinite(marks.high) & (marks.high > marks.low) & ~ceiling & ~left_over

    def lines(chosen: Any, width: float, colour: Any, label: str, zorder: float, dashes: str = "solid") -> None:
        at = x[chosen]
        plot.lines((at, at), (base[chosen], marks.high[chosen]), colour, width, label, zorder=zorder, dashes=dashes)

    lines(ranged, 2.0, shade[ranged], "_range", 2)
    lines(ranged & marks.hollow, 0.9, "white", "_hollow", 2.1)
    lines(ceiling, 0.9, shade[ceiling], "_ceiling", 2, "dotted")
    if (wide := left_over & np.isfinite(marks.high) & (marks.high > base)).any():
        span_boxes(plot, marks.take(wide), x[wide] - 0.09, x[wide] + 0.09, base[wide], marks.high[wide], style)
    plot.points(x[ceiling], marks.high[ceiling], "_", shade[ceiling], None, "_cap", size=DOT * 2, width=1.0)


def dots(plot: Plot, marks: Drawn, x: Any, style: Style) -> None:
    """A marker at best: ring for one independent source, filled for two or more; a small bar at 0 where none is on record."""
    shade, several = colours(style.colour, marks), marks.sources >= 2
    shown = np.isfinite(marks.best) & marks.recorded
    ring, filled, none = shown & ~several, shown & several, ~marks.recorded
    plot.points(x[ring], marks.best[ring], style.marker, shade[ring], "white", "_ring", size=DOT, width=1.1, zorder=4)
    plot.points(x[filled], marks.best[filled], style.marker, shade[filled], shade[filled], "_filled", size=DOT, width=1.1, zorder=4)
    plot.points(x[none], np.zeros(none.sum()), "_", shade[none], None, "_none_recorded", size=DOT, width=0.8, zorder=2)


def arrows(plot: Plot, marks: Drawn, x: Any, style: Style) -> None:
    """An arrow on every open high."""
    chosen = marks.is_open & np.isfinite(marks.ends)
    shade = colours(style.colour, marks)[chosen]
    plot.points(x[chosen], marks.ends[chosen], ARROW_MARKER, shade, None, "_open", size=(2 * ARROW) ** 2, width=0.9)


def points(plot: Plot, marks: Drawn, x: Any, style: Style) -> None:
    """All parts of the figures of one source for single days."""
    bars(plot, marks, x, style)
    arrows(plot, marks, x, style)
    dots(plot, marks, x, style)


def edges(spans: Drawn, last: float) -> tuple[Any, Any]:
    """Left and right ends of span bars in days, cut at the window, whose last day is given."""
    return np.maximum(np.nan_to_num(spans.first), 0) - 0.42, np.minimum(spans.last, last) + 0.42


def span_boxes(plot: Plot, spans: Drawn, left: Any, right: Any, bottom: Any, top: Any, style: Style) -> None:
    """One wide bar a span from bottom to top: tinted, hatched for a remainder, dashed where allocated, hollow for a party."""
    left_over, allocated, whole = spans.left_over, spans.basis == "allocated", spans.basis == WHOLE
    special = left_over | allocated | whole
    edge, tint = colours(style.colour, spans), colours(style.colour, spans, 0.22)
    looks: dict[str, tuple[Any, Any, str, str | None]] = {
        "remainder": (left_over, "white", "solid", "/////"),
        "allocated": (allocated, "white", "dashed", None),
        "whole": (whole, (0.0, 0.0, 0.0, 0.0), "solid", None),
        "hollow": (spans.hollow & ~special, "white", "solid", None),
        "plain": (~spans.hollow & ~special, tint, "solid", None),
    }
    for name, (mask, face, dashes, hatch) in looks.items():
        if mask.any():
            faces = face[mask] if face is tint else face
            plot.boxes((left[mask], right[mask]), (bottom[mask], top[mask]), edge[mask], faces, f"_span_{name}", dashes=dashes, hatch=hatch)


NOBODY = "//////"


def _runs(x: Any) -> tuple[Any, Any]:
    """First and last day of each run of days."""
    days = np.unique(np.asarray(x, dtype=float))
    breaks = np.flatnonzero(np.diff(days) > 1)
    return days[np.concatenate([[0], breaks + 1])], days[np.concatenate([breaks, [len(days) - 1]])]


def hatched(plot: Plot, x: Any, height: tuple[float, float], label: str) -> None:
    """Cells of days that nobody reported on, one over each run of days."""
    if len(x):
        first, last = _runs(x)
        plot.boxes((first - 0.47, last + 0.47), height, palette.SILENCE, "white", label, width=0.3, hatch=NOBODY, zorder=1)


def strip(plot: Plot, x: Any, colour: str, label: str, height: tuple[float, float] = (0.0, 1.0)) -> None:
    """Cells between two heights (data), one over each run of days."""
    if len(x):
        first, last = _runs(x)
        plot.boxes((first - 0.47, last + 0.47), height, "white", colour, label, width=0.0, zorder=1)
