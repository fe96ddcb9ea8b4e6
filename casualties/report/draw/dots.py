"""Figures of several sources for the same days, on one line: who says how many, and how far they are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.bars import most_of, tops
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_scale
from casualties.report.draw.key import draw_entries, draw_sources
from casualties.report.draw.plot import SIDEWAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

ROOM = 6.0  # inches of rows
LANE = 0.1  # inches from a mark to the next of the same row
PAD = 0.07  # inches between rows


def at_best(rows: pd.DataFrame) -> Any:
    """Where the marker of a figure stands: best, else low, else high (persons). Array of float."""
    return rows["best"].fillna(rows["low"]).fillna(rows["high"]).to_numpy("float64")


def lanes_of(low: Any, high: Any, room: float) -> Any:
    """Lanes in which figures of one row cover each other nowhere, filled from the lowest figure up. Array of int.

    Parameters
    ----------
    low, high : array of float
        Ends of the figures (inches).
    room : float
        Inches a figure needs beyond its ends.
    """
    lanes, ends = np.zeros(len(low), dtype=int), []
    for i in np.lexsort((high, low)):
        lane = next((k for k, end in enumerate(ends) if end + room <= low[i]), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = high[i]
        lanes[i] = lane
    return lanes


def groups(chart: Chart) -> list[pd.DataFrame]:
    """Rows of the chart: figures for the same days, by date."""
    return [rows for _, rows in chart.marks.groupby(["start", "end"], sort=True)]


def draw_dots(chart: Chart) -> Figure:
    """One row a day or stretch of days with figures of two or more sources; where there is no room for all, those with most sources."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.dots"))
    found = groups(chart)
    if not found:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    draw_sources(sheet)
    size = sheet.text
    days = [words.days_short(rows["start"].iloc[0], rows["end"].iloc[0]) for rows in found]
    said = [_said(rows) for rows in found]
    left = max(sheet.measure(text, size) for text in days) + EDGE + 0.14
    right = max(sheet.measure(text, size) for text in said) + EDGE + 0.3
    most = most_of(chart.marks)
    inch = (sheet.width - left - right) / (most * 1.02)
    lanes = [
        lanes_of(np.minimum(rows["low"].to_numpy("float64", na_value=np.inf), at_best(rows)) * inch, np.maximum(tops(rows), at_best(rows)) * inch, 0.12)
        for rows in found
    ]
    needs = np.array([max(LANE * (lane.max() + 1), sheet.line(size)) + PAD for lane in lanes])
    kept = _kept(found, needs)
    height = float(needs[kept].sum())
    top = sheet.y
    plot = sheet.plot(left, height, (0.0, most * 1.02), (height, 0.0), right=right)
    at = 0.0
    plot.comb(np.array(nice_ticks(most), dtype=float), 0.0, height, palette.GRID, 0.5, "_grid", zorder=0.5)
    for i in kept:
        _row(chart, plot, found[i], at + needs[i] / 2 + (lanes[i] - lanes[i].max() / 2) * LANE)
        sheet.place(left - 0.1, top + at + needs[i] / 2, days[i], ha="right", va="center")
        sheet.place(sheet.width - right + 0.26, top + at + needs[i] / 2, said[i], va="center")
        at += float(needs[i])
        sheet.rule(left, sheet.width - right, top + at, palette.GRID, 0.4)
    persons_scale(sheet, plot, 0, nice_ticks(most), (left, sheet.width - right))
    _key(sheet)
    if len(kept) < len(found):
        sheet.paragraph(words.say("dots.left_out", rows=words.plural(len(found) - len(kept), "row")), sheet.text - 0.5, colour=palette.MUTED)
    return sheet.finish()


def _said(rows: pd.DataFrame) -> str:
    low = rows["low"].dropna()
    figure = words.short(low.min() if len(low) else None, int(tops(rows).max()), high_open=bool(rows["high_open"].any()))
    return f"{figure}  ·  {words.plural(rows['source'].nunique(), 'source')}"


def _kept(found: list[pd.DataFrame], needs: Any) -> list[int]:
    """Rows that fit, by date; those of most sources first, then those with the highest figure."""
    order = sorted(range(len(found)), key=lambda i: (-found[i]["source"].nunique(), -float(tops(found[i]).max()), i))
    kept, used = [], 0.0
    for i in order:
        if used + needs[i] <= ROOM or not kept:
            kept.append(i)
            used += needs[i]
    return sorted(kept)


def _row(chart: Chart, plot: Any, rows: pd.DataFrame, y: Any) -> None:
    low = rows["low"].to_numpy("float64", na_value=0.0)
    high, best, is_open = tops(rows), at_best(rows), rows["high_open"].to_numpy(bool)
    several = rows["n_sources"].to_numpy("float64", na_value=1.0) >= 2
    for i, source in enumerate(rows["source"]):
        style, at = chart.style(str(source)), y[[i]]
        if high[i] > low[i]:
            plot.lines((low[[i]], high[[i]]), (at, at), style.colour, 1.6, "_range")
        plot.points(best[[i]], at, style.marker, style.colour, style.colour if several[i] else "white", "_dot", size=artists.DOT, width=1.1, zorder=4)
        if is_open[i]:
            plot.points(high[[i]], at, SIDEWAYS, style.colour, None, "_open", size=artists.ARROW**2 * 2.6, width=0.9)


def _key(sheet: Sheet) -> None:
    m = sheet.chart.marks
    several = m["n_sources"].to_numpy("float64", na_value=1.0) >= 2
    tests = {"ring": (~several).any(), "filled": several.any(), "range": (m["high"] > m["low"]).fillna(value=False).any(), "sideways": m["high_open"].any()}
    draw_entries(sheet, [name for name, present in tests.items() if present])
