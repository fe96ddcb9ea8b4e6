"""How a mark looks, and nothing else: collections, never one artist a day.

* a day: thin bar from low to high, dot at best; ring = one independent source, filled = two or more;
* an open high: an arrow upwards; `up to`: a dotted line from 0 to a cap, no dot;
* a party to the conflict: hollow bar; recent days lighter;
* a span: one wide bar over its days, a line at best; what is left of a total hatched, an allocated figure dashed,
  a total that holds figures of its days an outline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.draw.canvas import offsets
from casualties.report.marks import LEFT_OVER, WHOLE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from casualties.report.chart import Chart
    from casualties.report.palette import Style

DOT = 15.0  # area of a marker (points squared)
LIGHT = 0.45  # opacity of a recent figure
ARROW = 9.0  # length of an arrow (points)


def arrow_path() -> Any:
    """An arrow upwards that starts at the figure."""
    from matplotlib.path import Path

    points = [(0, 0), (0, 1), (-0.24, 0.62), (0, 1), (0.24, 0.62)]
    codes = [Path.MOVETO, Path.LINETO, Path.MOVETO, Path.LINETO, Path.LINETO]
    return Path(points, codes)


def heights(frame: pd.DataFrame, name: str) -> Any:
    """A column of figures as floats, missing = NaN."""
    return frame[name].to_numpy(dtype="float64", na_value=np.nan)


def _colours(colour: str, frame: pd.DataFrame) -> Any:
    from matplotlib.colors import to_rgba

    light = frame["provisional"].to_numpy(dtype=bool)
    return [to_rgba(colour, LIGHT if recent else 1.0) for recent in light]


def ceilings(frame: pd.DataFrame) -> Any:
    """Rows of which only an upper bound is known."""
    low, best, high = (heights(frame, name) for name in ("low", "best", "high"))
    bounded = ~frame["high_open"].to_numpy(dtype=bool)
    return (
        ~np.isfinite(best) & np.isfinite(high) & bounded & (~np.isfinite(low) | (low == 0)) & (high > 0) & ~frame["basis"].isin(LEFT_OVER).to_numpy(dtype=bool)
    )


def bars(ax: Axes, frame: pd.DataFrame, x: Any, style: Style) -> None:
    """Thin bars from low to high; hollow for a party to the conflict; a dotted line below an `up to`."""
    from matplotlib.collections import LineCollection

    low, high = heights(frame, "low"), heights(frame, "high")
    colours = np.array(_colours(style.colour, frame))
    ceiling = ceilings(frame)
    left_over = frame["basis"].isin(LEFT_OVER).to_numpy(dtype=bool)
    ranged = np.isfinite(low) & np.isfinite(high) & (high > low) & ~ceiling & ~left_over
    hollow = frame["hollow"].to_numpy(dtype=bool)

    def lines(chosen: Any, width: float, colour: Any, label: str, **options: Any) -> None:
        if chosen.any():
            base = np.where(np.isfinite(low[chosen]), low[chosen], 0.0)
            parts = np.stack([np.column_stack([x[chosen], base]), np.column_stack([x[chosen], high[chosen]])], axis=1)
            ax.add_collection(LineCollection(list(parts), linewidths=width, colors=colour, label=label, capstyle="butt", **options), autolim=False)

    lines(ranged, 2.0, colours[ranged], "_range")
    lines(ranged & hollow, 0.9, "white", "_hollow")
    lines(ceiling, 0.9, colours[ceiling], "_ceiling", linestyles="dotted")
    if (wide := left_over & np.isfinite(high) & (high > low)).any():
        span_boxes(ax, frame[wide], x[wide] - 0.09, x[wide] + 0.09, np.where(np.isfinite(low[wide]), low[wide], 0.0), high[wide], style)
    if ceiling.any():
        ax.scatter(x[ceiling], high[ceiling], marker="_", s=DOT * 2, c=colours[ceiling], linewidths=1.0, label="_cap", zorder=3)


def dots(ax: Axes, frame: pd.DataFrame, x: Any, style: Style) -> None:
    """A marker at best: ring for one independent source, filled for two or more; a small bar at 0 where none is on record."""
    best = heights(frame, "best")
    colours = np.array(_colours(style.colour, frame))
    recorded = (frame["status"] != "none_recorded").to_numpy()
    several = frame["n_sources"].fillna(0).to_numpy(dtype=float) >= 2
    shown = np.isfinite(best) & recorded
    for chosen, face, label in ((shown & ~several, "white", "_ring"), (shown & several, None, "_filled")):
        if chosen.any():
            faces = face or colours[chosen]
            ax.scatter(
                x[chosen],
                best[chosen],
                s=DOT,
                marker=style.marker,
                facecolors=faces,
                edgecolors=colours[chosen],
                linewidths=1.1,
                label=label,
                zorder=4,
                clip_on=False,
            )
    if (~recorded).any():
        ax.scatter(
            x[~recorded], np.zeros((~recorded).sum()), s=DOT, marker="_", c=colours[~recorded], linewidths=0.8, label="_none_recorded", zorder=2, clip_on=False
        )


def arrows(ax: Axes, frame: pd.DataFrame, x: Any, style: Style) -> None:
    """An arrow on every open high."""
    is_open = frame["high_open"].to_numpy(dtype=bool)
    high, low = heights(frame, "high"), heights(frame, "low")
    top = np.where(np.isfinite(high), high, low)
    chosen = is_open & np.isfinite(top)
    if chosen.any():
        colours = np.array(_colours(style.colour, frame))[chosen]
        ax.scatter(
            x[chosen],
            top[chosen],
            s=(2 * ARROW) ** 2,
            marker=arrow_path(),
            facecolors="none",
            edgecolors=colours,
            linewidths=0.9,
            label="_open",
            zorder=3,
            clip_on=False,
        )


def points(ax: Axes, frame: pd.DataFrame, x: Any, style: Style) -> None:
    """All parts of the figures of one source for single days."""
    bars(ax, frame, x, style)
    arrows(ax, frame, x, style)
    dots(ax, frame, x, style)


def edges(chart: Chart, spans: pd.DataFrame, last: pd.Timestamp) -> tuple[Any, Any]:
    """Left and right ends of span bars in days, cut at the window."""
    start = chart.window[0]
    left = np.maximum(offsets(spans["start"].fillna(start), start), 0) - 0.42
    right = np.minimum(offsets(spans["end"], start), float((last - start).days)) + 0.42
    return left, right


def span_boxes(ax: Axes, spans: pd.DataFrame, left: Any, right: Any, bottom: Any, top: Any, style: Style) -> None:
    """One wide bar a span from bottom to top: tinted, hatched for a remainder, dashed where allocated, hollow for a party."""
    from matplotlib.collections import PolyCollection
    from matplotlib.colors import to_rgba

    basis = spans["basis"].fillna("")
    special = basis.isin([*LEFT_OVER, "allocated", WHOLE])
    looks: dict[str, tuple[Any, dict[str, Any]]] = {
        "remainder": (basis.isin(LEFT_OVER), {"hatch": "/////", "facecolors": "white"}),
        "allocated": (basis == "allocated", {"linestyles": "dashed", "facecolors": "white"}),
        "whole": (basis == WHOLE, {"facecolors": "none"}),
        "hollow": (spans["hollow"] & ~special, {"facecolors": "white"}),
        "plain": (~spans["hollow"] & ~special, {"facecolors": to_rgba(style.colour, 0.22)}),
    }
    for name, (mask, look) in looks.items():
        chosen = mask.to_numpy(dtype=bool)
        if chosen.any():
            corners = [[(a, lo), (b, lo), (b, hi), (a, hi)] for a, b, lo, hi in zip(left[chosen], right[chosen], bottom[chosen], top[chosen], strict=True)]
            ax.add_collection(
                PolyCollection(corners, edgecolors=_colours(style.colour, spans[chosen]), linewidths=0.8, label=f"_span_{name}", zorder=2, **look),
                autolim=False,
            )


def strip(ax: Axes, x: Any, colour: str, label: str, height: tuple[float, float] = (0.0, 1.0)) -> None:
    """Cells of one day each between two heights (data)."""
    from matplotlib.collections import PolyCollection

    if len(x):
        low, high = height
        cells = [[(d - 0.5, low), (d + 0.5, low), (d + 0.5, high), (d - 0.5, high)] for d in x]
        ax.add_collection(PolyCollection(cells, facecolors=colour, edgecolors="white", linewidths=0.3 if len(x) < 400 else 0.0, label=label), autolim=False)
