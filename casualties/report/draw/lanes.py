"""Figures over several days: one bar each over its days, in lanes, with its total in words beside it; never repeated a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import fonts, palette
from casualties.report.draw import artists

if TYPE_CHECKING:
    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot

PAD = 0.06  # inches between bar and label
GLYPH = 0.2  # inches for a marker inside a bar, before a label inside it


@dataclass(frozen=True)
class Lanes:
    """Bars and labels in their lanes.

    Parameters
    ----------
    spans : Drawn
        In the order of their starts.
    left, right : array of float
        Ends of the bars (days).
    lane : array of int
    sides : list of str
        Where the label stands: right, left, or inside where the window ends on both sides.
    texts : list of str
    day : float
        Inches a day.
    """

    spans: Drawn
    left: Any
    right: Any
    lane: Any
    sides: list[str]
    texts: list[str]
    day: float

    @property
    def count(self) -> int:
        """Number of lanes."""
        return int(self.lane.max()) + 1 if len(self.lane) else 0


def pack(left: Any, right: Any, label: Any, limits: tuple[float, float]) -> tuple[list[int], list[str]]:
    """The lane of each bar, the first in which bar and label cover nothing, and where its label stands.

    Parameters
    ----------
    left, right : array of float
        Ends of the bars (days).
    label : array of float
        Width of the labels (days).
    limits : tuple of float
        Ends of the axis (days).

    Returns
    -------
    lanes : list of int
    sides : list of str
        right, left, or inside where the window ends on both sides.
    """
    taken: list[list[tuple[float, float]]] = []
    lanes, sides = [], []
    for a, b, w in zip(left, right, label, strict=True):
        side = "right" if b + w <= limits[1] else "left" if a - w >= limits[0] else "inside"
        first, end = {"right": (a, b + w), "left": (a - w, b), "inside": (a, max(b, a + w))}[side]
        lane = next((i for i, busy in enumerate(taken) if all(end < lo or first > hi for lo, hi in busy)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((first, end))
        lanes.append(lane)
        sides.append(side)
    return lanes, sides


def lay(chart: Chart, spans: Drawn, texts: list[str], size: float, width: float, limits: tuple[float, float]) -> Lanes:
    """Find a lane for every bar.

    Parameters
    ----------
    spans : Drawn
        Marks of kind span.
    texts : list of str
        Their labels.
    size : float
        Of the labels (points).
    width : float
        Of the plot (inches).
    limits : tuple of float
        Ends of the axis (days).
    """
    start = np.where(np.isnan(spans.first), -np.inf, spans.first)
    order = np.lexsort((np.arange(spans.count), np.nan_to_num(spans.low, nan=np.inf), spans.last, start))
    ordered, labels = spans.take(order), [texts[i] for i in order]
    day = width / (limits[1] - limits[0])
    left, right = artists.edges(ordered, chart.length(chart.last_day))
    wide = np.array([fonts.width(text, size) + GLYPH + 0.04 for text in labels]) / day
    lane, sides = pack(left, right, wide, limits)
    return Lanes(ordered, left, right, np.array(lane, dtype=int), sides, labels, day)


def draw_lanes(plot: Plot, chart: Chart, lanes: Lanes, size: float) -> None:
    """Bars at the whole numbers of their lanes, each with the marker of its source and its label."""
    spans, marker = lanes.spans, np.where(np.array(lanes.sides) == "inside", lanes.left + 0.1 / lanes.day, (lanes.left + lanes.right) / 2)
    lane = lanes.lane.astype(float)
    for source in dict.fromkeys(spans.source.tolist()):
        mine, style = spans.source == source, chart.style(source)
        y = lane[mine]
        artists.span_boxes(plot, spans.take(mine), lanes.left[mine], lanes.right[mine], y + 0.36, y - 0.36, style)
        plot.points(marker[mine], y, style.marker, style.colour, "white", "_span_marker", size=artists.DOT * 0.8, width=1.0, zorder=4)
    for a, b, y, side, text in zip(lanes.left, lanes.right, lane, lanes.sides, lanes.texts, strict=True):
        x = {"right": b + PAD / lanes.day, "left": a - PAD / lanes.day, "inside": a + GLYPH / lanes.day}[side]
        plot.text(x, y, text, fontsize=size, ha="right" if side == "left" else "left", va="center", color=palette.INK)
