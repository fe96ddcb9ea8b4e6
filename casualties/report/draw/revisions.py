"""How far figures were changed, up or down, and how long after the days they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette, words
from casualties.report.breakdown_marks import lag_days, signed
from casualties.report.draw import artists
from casualties.report.draw.canvas import Sheet
from casualties.report.draw.key import draw_sources
from casualties.report.draw.labels import Room, Wish

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

LEFT = 0.7
RIGHT = 0.12
PLOT = 2.4
BOUNDS = (0, 1, 2, 4, 8, 31, 91, 366)
"""First day of each class of lags after the first, which holds the days before the last day of a figure."""


def classes() -> list[str]:
    """Names of the classes of lags, in two lines."""
    names = [words.say("lag.before"), words.say("lag.same")]
    for first, after in zip(BOUNDS[1:], [*BOUNDS[2:], None], strict=True):
        days = words.say("open", figure=words.number(first)) if after is None else str(first) if after == first + 1 else f"{first}–{after - 1}"
        names.append(words.say("lag.days", days=days, unit="day later" if days == "1" else "days later"))
    return names


def scaled(change: Any) -> Any:
    """Changes on a scale on which every tenfold is as long, equal up and down. Array of float."""
    return np.sign(change) * np.log10(1 + np.abs(change))


def draw_revisions(chart: Chart) -> Figure:
    """One mark a revision, above the line where a figure rose, below where it fell; columns are classes of lags, not a scale of time."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.revisions"))
    m = chart.marks
    if m.empty:
        sheet.paragraph(words.say("revisions.none"), sheet.text + 1)
        return sheet.finish()
    draw_sources(sheet)
    size = sheet.text - 0.5
    change = m["change"].to_numpy("float64")
    column = np.searchsorted(BOUNDS, lag_days(m).to_numpy(), side="right")
    y = scaled(change)
    up, down = max(float(y.max()), 0.5), min(float(y.min()), -0.5)
    pad = 0.14 * (up - down)
    names, limits, span = classes(), (-0.5, len(BOUNDS) + 0.5), (down - pad, up + pad)
    left = sheet.margin(LEFT)
    plot = sheet.plot(left, PLOT, limits, span, right=RIGHT)
    _grid(sheet, plot, limits, (down, up), size)
    x = column + _beside(column, y)
    for source in chart.sources:
        mine, style = chart.drawn.source == source, chart.style(source)
        plot.lines((x[mine], x[mine]), (np.zeros(mine.sum()), y[mine]), style.colour, 0.8, "_stem")
        plot.points(x[mine], y[mine], style.marker, style.colour, "white", "_change", size=artists.DOT, width=1.1, zorder=4)
    room = Room(sheet.width - left - RIGHT, PLOT, limits, span)
    room.take_points(x, y)
    (across, up_), (_, zero) = room.inches(x, y), room.inches(x, 0.0)
    room.take(np.column_stack([across - 0.015, np.minimum(up_, zero), across + 0.015, np.maximum(up_, zero)]))
    wishes = [Wish(x[i], y[i], signed(change[i]), abs(y[i]), chart.style(chart.drawn.source[i]).colour) for i in range(len(m))]
    sheet.unlabelled += room.write(plot, wishes, size)
    _columns(sheet, plot, names, column, change)
    return sheet.finish()


def _beside(column: Any, y: Any) -> Any:
    """Places of the marks of one column side by side, in the order of their heights."""
    order = np.lexsort((y, column))
    _, first, size = np.unique(column[order], return_index=True, return_counts=True)
    rank, of = np.arange(len(column)) - np.repeat(first, size), np.repeat(size, size)
    shift = np.empty(len(column))
    shift[order] = (rank - (of - 1) / 2) * np.minimum(0.8 / of, 0.2)
    return shift


def _grid(sheet: Sheet, plot: Any, limits: tuple[float, float], ends: tuple[float, float], size: float) -> None:
    """Light lines at 0 and at whole powers of ten, up and down."""
    gap = 1.15 * sheet.line(size) / abs(plot.at(0.0, 1.0)[1] - plot.at(0.0, 0.0)[1])
    powers, last = [], 0.0
    for power in (10**k for k in range(9)):
        if (at := float(scaled(np.float64(power)))) >= last + gap:  # no label covers the next
            powers.append(power)
            last = at
    values = [0, *(p for p in powers if scaled(np.float64(p)) <= ends[1]), *(-p for p in powers if scaled(np.float64(-p)) >= ends[0])]
    for value in values:
        x, y = plot.at(limits[0], float(scaled(np.float64(value))))
        sheet.rule(x, plot.at(limits[1], 0.0)[0], y, palette.MUTED if value == 0 else palette.GRID, 0.7 if value == 0 else 0.5)
        sheet.place(x - 0.05, y, "0" if value == 0 else signed(value), fontsize=size, ha="right", va="center", color=palette.MUTED)


def _columns(sheet: Sheet, plot: Any, names: list[str], column: Any, change: Any) -> None:
    size = sheet.text - 1.0
    top = sheet.y + 0.04
    for i, name in enumerate(names):
        x = plot.at(float(i), 0.0)[0]
        here = change[column == i]
        said = words.say("revisions.counts", up=int((here > 0).sum()), down=int((here < 0).sum())) if len(here) else ""
        for k, line in enumerate([*name.split("\n"), said]):
            if line:
                sheet.place(x, top + k * sheet.line(size), line, fontsize=size, ha="center", color=palette.MUTED)
    sheet.y = top + 3 * sheet.line(size)
