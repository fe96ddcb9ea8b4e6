"""Lines that go up by steps, labelled directly at their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from casualties.report.draw.canvas import EDGE

if TYPE_CHECKING:
    from casualties.report.draw.canvas import Sheet
    from casualties.report.draw.plot import Plot

LEAD = 0.22  # inches between the plot and its labels


class End(NamedTuple):
    """The end of a line and what stands beside it; x and y in data."""

    x: float
    y: float
    text: str
    colour: str


def steps(plot: Plot, x: Any, y: Any, until: float, colour: str, label: str, *, dashes: str = "solid", width: float = 1.3) -> None:
    """A line that holds each value from its x to the next, the last until `until`; where a value falls, the line is broken, never drawn downwards."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    plot.lines((x, np.append(x[1:], max(until, x[-1]))), (y, y), colour, width, label, dashes=dashes, zorder=3)
    rises = y[1:] > y[:-1]
    plot.lines((x[1:][rises], x[1:][rises]), (y[:-1][rises], y[1:][rises]), colour, width, label, dashes=dashes, zorder=3)


def spread(wanted: Any, gap: float, low: float, high: float) -> Any:
    """Places as near as can be to the wanted ones, in the same order, at least a gap apart, between low and high where they fit."""
    order = np.argsort(wanted, kind="stable")
    at = np.clip(np.asarray(wanted, dtype=float)[order], low, high)
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    if len(at) and at[-1] > high:
        at[-1] = high
        for i in range(len(at) - 2, -1, -1):
            at[i] = min(at[i], at[i + 1] - gap)
    placed = np.empty(len(at))
    placed[order] = at
    return placed


def margin(sheet: Sheet, texts: list[str], size: float) -> float:
    """Inches right of a plot for these labels: at most two fifths of the sheet."""
    widest = max((sheet.measure(text, size) for text in texts), default=0.0)
    return min(widest + LEAD + EDGE, sheet.width * 0.46)


def draw_ends(sheet: Sheet, plot: Plot, ends: list[End], right: float, size: float, bounds: tuple[float, float]) -> None:
    """Labels right of the plot, each with a fine line to the end it belongs to.

    Parameters
    ----------
    right : float
        Inches right of the plot: see `margin`.
    bounds : tuple of float
        Top and bottom of the plot (inches).
    """
    edge = sheet.width - right
    at = [plot.at(end.x, end.y) for end in ends]
    places = spread([float(y) for _, y in at], sheet.line(size), bounds[0] + 0.03, bounds[1] - 0.03)
    for end, (x, y), place in zip(ends, at, places, strict=True):
        ink = type(plot)(sheet.paper)
        ink.lines(([float(x), edge + 0.04], [edge + 0.04, edge + LEAD - 0.04]), ([float(y), float(y)], [float(y), float(place)]), end.colour, 0.5, "_leader")
        sheet.place(edge + LEAD - 0.02, float(place), sheet.shorten(end.text, size, right - LEAD - EDGE + 0.02), fontsize=size, va="center", color=end.colour)
