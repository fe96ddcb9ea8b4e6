"""Figures of several sources for the same days, on one line: who says how many, and how far they are apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.report import fonts, palette, words
from casualties.report.draw import artists
from casualties.report.draw.bars import most_of
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_scale
from casualties.report.draw.key import draw_entries, draw_sources
from casualties.report.draw.plot import SIDEWAYS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot

ROOM = 6.0  # inches of rows
LANE = 0.092  # inches from a mark to the next of the same row
PAD = 0.045  # inches between rows


def lanes_of(low: Any, high: Any, room: float) -> Any:
    """Lanes in which figures of one row cover each other nowhere, filled from the lowest figure up. Array of int.

    Parameters
    ----------
    low, high : array of float
        Ends of the figures (inches).
    room : float
        Inches a figure needs beyond its ends.
    """
    lanes, ends = np.zeros(len(low), dtype=int), list[float]()
    for i in np.lexsort((high, low)):
        lane = next((k for k, end in enumerate(ends) if end + room <= low[i]), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = float(high[i])
        lanes[i] = lane
    return lanes


def groups(chart: Chart) -> list[Drawn]:
    """Rows of the chart: figures for the same days, by date."""
    m = chart.drawn
    found: dict[tuple[float, float], list[int]] = {}
    for i, days in enumerate(zip(m.first.tolist(), m.last.tolist(), strict=True)):
        found.setdefault(days, []).append(i)
    return [m.take(found[days]) for days in sorted(found)]


def days_of(chart: Chart, rows: Drawn) -> str:
    """The days of a row in words."""
    return words.days_short(*(chart.window[0] + pd.Timedelta(days=int(day)) for day in (rows.first[0], rows.last[0])))


def draw_dots(chart: Chart) -> Figure:
    """One row a day or stretch of days with figures of two or more sources; where there is no room for all, those with most sources."""
    every = groups(chart)
    found, shown = every, chart
    while found and len(kept := _kept(found, _needs(shown, found))) < len(found):
        found = [found[i] for i in kept]
        days = {(rows.first[0], rows.last[0]) for rows in found}
        mine = [pair in days for pair in zip(chart.drawn.first.tolist(), chart.drawn.last.tolist(), strict=True)]
        shown = replace(chart, marks=chart.marks[mine].reset_index(drop=True))
    sheet = Sheet(shown)
    sheet.header(words.say("chart.dots"))
    if not found:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    draw_sources(sheet)
    _rows(sheet, found)
    _key(sheet)
    if len(found) < len(every):
        sheet.paragraph(words.say("dots.left_out", rows=words.plural(len(every) - len(found), "row")), sheet.text - 0.5, colour=palette.MUTED)
    return sheet.finish()


def _columns(chart: Chart, found: list[Drawn]) -> tuple[float, float, float]:
    """Inches left and right of the plot, and the highest figure."""
    size = chart.size.text
    left = max(fonts.width(days_of(chart, rows), size) for rows in found) + EDGE + 0.14
    return left, max(fonts.width(_said(rows), size) for rows in found) + EDGE + 0.3, most_of(chart.drawn)


def _lanes(chart: Chart, found: list[Drawn]) -> list[Any]:
    left, right, most = _columns(chart, found)
    inch = (chart.size.width - left - right) / (most * 1.02)
    return [lanes_of(np.minimum(np.where(np.isfinite(r.low), r.low, np.inf), r.bests) * inch, np.maximum(r.tops, r.bests) * inch, 0.12) for r in found]


def _needs(chart: Chart, found: list[Drawn]) -> Any:
    """Height of each row (inches)."""
    line = chart.size.text * 1.32 / 72
    return np.array([max(LANE * (lane.max() + 1), line) + PAD for lane in _lanes(chart, found)])


def _rows(sheet: Sheet, found: list[Drawn]) -> None:
    chart, (left, right, most) = sheet.chart, _columns(sheet.chart, found)
    lanes, needs = _lanes(chart, found), _needs(chart, found)
    height, top, at = float(needs.sum()), sheet.y, 0.0
    plot = sheet.plot(left, height, (0.0, most * 1.02), (height, 0.0), right=right)
    plot.comb(np.array(nice_ticks(most), dtype=float), 0.0, height, palette.GRID, 0.5, "_grid", zorder=0.5)
    for rows, lane, need in zip(found, lanes, needs.tolist(), strict=True):
        middle = at + need / 2
        _row(chart, plot, rows, middle + (lane - lane.max() / 2) * LANE)
        sheet.place(left - 0.1, top + middle, days_of(chart, rows), ha="right", va="center")
        sheet.place(sheet.width - right + 0.26, top + middle, _said(rows), va="center")
        at += need
        sheet.rule(left, sheet.width - right, top + at, palette.GRID, 0.4)
    persons_scale(sheet, plot, 0, nice_ticks(most), (left, sheet.width - right))


def _said(rows: Drawn) -> str:
    low = rows.low[np.isfinite(rows.low)]
    figure = words.short(int(low.min()) if len(low) else None, int(rows.tops.max()), high_open=bool(rows.is_open.any()))
    return f"{figure}  ·  {words.plural(len(set(rows.source)), 'source')}"


def _kept(found: list[Drawn], needs: Any) -> list[int]:
    """Rows that fit, by date; those of most sources first, then those with the highest figure."""
    order = sorted(range(len(found)), key=lambda i: (-len(set(found[i].source)), -float(found[i].tops.max()), i))
    kept: list[int] = []
    used = 0.0
    for i in order:
        if used + needs[i] <= ROOM or not kept:
            kept.append(i)
            used += needs[i]
    return sorted(kept)


def _row(chart: Chart, plot: Plot, rows: Drawn, y: Any) -> None:
    low, high, best = rows.lows, rows.tops, rows.bests
    for i, source in enumerate(rows.source):
        style, at = chart.style(source), y[[i]]
        if high[i] > low[i]:
            plot.lines((low[[i]], high[[i]]), (at, at), style.colour, 1.6, "_range")
        face = style.colour if rows.sources[i] >= 2 else "white"
        plot.points(best[[i]], at, style.marker, style.colour, face, "_dot", size=artists.DOT, width=1.1, zorder=4)
        if rows.is_open[i]:
            plot.points(high[[i]], at, SIDEWAYS, style.colour, None, "_open", size=artists.ARROW**2 * 2.6, width=0.9)


def _key(sheet: Sheet) -> None:
    m = sheet.chart.drawn
    tests = {"ring": (m.sources < 2).any(), "filled": (m.sources >= 2).any(), "range": (m.tops > m.lows).any(), "sideways": m.is_open.any()}
    draw_entries(sheet, [name for name, present in tests.items() if present])
