"""Totals of the window, one row a source: range bar, best, arrow where open, figure and coverage in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_scale
from casualties.report.draw.plot import SIDEWAYS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot

MOST = 40


def coverage_words(share: float, days: int) -> str:
    """`14 of 29 days`."""
    return words.say("coverage", days=words.number(round(share * days)), all=words.number(days))


def order_of(chart: Chart) -> list[int]:
    """Positions of the marks drawn, at most MOST: sources in the order of their styles, those without any figure left out."""
    marks = chart.drawn
    rank = {name: i for i, name in enumerate(chart.sources)}
    return sorted(np.flatnonzero(np.isfinite(marks.ends)).tolist(), key=lambda i: (rank[marks.source[i]], i))[:MOST]


def _bars(plot: Plot, chart: Chart, rows: Drawn) -> None:
    base = np.where(np.isfinite(rows.low), rows.low, 0.0)
    top = np.where(np.isfinite(rows.high), rows.high, base)
    for i, source in enumerate(rows.source):
        style, at = chart.style(source), np.array([i], dtype=float)
        if top[i] > base[i]:
            plot.lines((base[[i]], top[[i]]), (at, at), style.colour, 2.6, "_range")
            if rows.hollow[i]:
                plot.lines((base[[i]], top[[i]]), (at, at), "white", 1.2, "_hollow", zorder=2.1)
        if np.isfinite(rows.best[i]):
            plot.points(rows.best[[i]], at, style.marker, style.colour, "white", "_best", size=artists.DOT * 1.3, width=1.2, zorder=4)
        if rows.is_open[i]:
            plot.points(rows.ends[[i]], at, SIDEWAYS, style.colour, None, "_open", size=(2 * artists.ARROW) ** 2, width=1.0)


def draw_totals(chart: Chart) -> Figure:
    """Horizontal range bars of per-source totals; the coverage stands beside each, since totals over different days are not comparable."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.totals"))
    order = order_of(chart)
    if not order:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    rows, size = chart.drawn.take(order), sheet.text
    days = int(chart.length(chart.window[1])) + 1
    shares = chart.marks["coverage"].to_numpy()[order]
    texts = [f"{label}  ·  {coverage_words(share, days)}" for label, share in zip(rows.label, shares, strict=True)]
    names = [sheet.shorten(chart.printed(source), size, sheet.width * 0.34) for source in rows.source]
    left = max(sheet.measure(name, size) for name in names) + EDGE + 0.14
    right = max(sheet.measure(text, size) for text in texts) + EDGE + 0.3
    most = float(np.nanmax([rows.low, rows.high]))
    limits = (0.0, max(most, 1.0) * 1.02)
    plot = sheet.plot(left, (sheet.line(size) + 0.055) * rows.count, limits, (rows.count - 0.5, -0.5), right=right)
    persons_scale(sheet, plot, rows.count, nice_ticks(most), (left, sheet.width - right))
    _bars(plot, chart, rows)
    for i, (name, text, source) in enumerate(zip(names, texts, rows.source, strict=True)):
        _, middle = plot.at(0.0, float(i))
        sheet.place(left - 0.1, middle, name, ha="right", va="center", color=chart.style(source).colour if source != palette.COMBINED else palette.INK)
        sheet.place(sheet.width - right + 0.26, middle, text, va="center")
    return sheet.finish()
