"""Day by day, all sources in one plot: spans as wide bars in lanes above, days below, strips of silence and disagreement under the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_axis, time_axis
from casualties.report.draw.key import draw_key, draw_sources
from casualties.report.draw.labels import Room, Wish
from casualties.report.draw.lanes import draw_lanes, lay

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn

LEFT = 0.74  # inches at a text of 7 points: room for 10,000,000
RIGHT = 0.12
PLOT = 2.5  # height of the plot of days (inches)


def dodge(days: Any, order: Any) -> Any:
    """Places of the marks of one day side by side, in the order of their sources, inside the width of the day.

    Parameters
    ----------
    days : array of float
        Day of each mark.
    order : array of int
        Rank of its source.
    """
    ranked = np.lexsort((np.arange(len(days)), order, days))
    _, first, size = np.unique(days[ranked], return_index=True, return_counts=True)
    rank, of = np.arange(len(days)) - np.repeat(first, size), np.repeat(size, size)
    places = np.empty(len(days))
    places[ranked] = days[ranked] + (rank - (of - 1) / 2) * np.minimum(0.8 / of, 0.24)
    return places


def draw_daily(chart: Chart) -> Figure:
    """Range chart by day and source.

    Every source that reported is in the key; a span is one bar over its days with its total in words, never repeated a day;
    days without any report are gaps with a grey strip; the axis ends at the newest publication.
    """
    sheet = Sheet(chart)
    sheet.header(words.say("chart.daily"))
    drawn = chart.drawn
    days, spans = drawn.take(drawn.kind == "day"), drawn.take(drawn.kind == "span")
    if not days.count and not spans.count:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    draw_sources(sheet)
    if spans.count:
        _lanes(sheet, spans)
    if days.count:
        _days(sheet, days)
    _strips(sheet)
    draw_key(sheet)
    return sheet.finish()


def _caption(sheet: Sheet, text: str) -> None:
    sheet.place(EDGE, sheet.y, text, fontsize=sheet.text, weight="bold", color=palette.INK)
    sheet.y += sheet.line(sheet.text) + 0.04


def _lanes(sheet: Sheet, spans: Drawn) -> None:
    chart, size = sheet.chart, sheet.text - 0.5
    _caption(sheet, words.say("spans.title"))
    left = sheet.margin(LEFT)
    width = sheet.width - left - RIGHT
    texts = [sheet.shorten(f"{label}, {chart.printed(source)}", size, width * 0.8) for label, source in zip(spans.label, spans.source, strict=True)]
    lanes = lay(chart, spans, texts, size, width, chart.limits)
    plot = sheet.axes(left, (sheet.line(size) + 0.03) * lanes.count, chart.limits, (lanes.count - 0.5, -0.5), right=RIGHT)
    draw_lanes(plot, chart, lanes, size)
    sheet.y += 0.1


def _days(sheet: Sheet, days: Drawn) -> None:
    chart, size = sheet.chart, sheet.text - 0.5
    _caption(sheet, words.say("days.title"))
    rank = {name: i for i, name in enumerate(chart.sources)}
    x = dodge(days.first, np.array([rank[source] for source in days.source]))
    most = float(np.nanmax([days.high, days.low, days.best]))
    top = max(most, 1.0) * 1.16
    limits, left, at = (-0.02 * top, top), sheet.margin(LEFT), sheet.y
    persons_axis(sheet, sheet.plot(left, PLOT, chart.limits, limits, right=RIGHT), chart.limits, nice_ticks(most), size)
    sheet.y = at
    plot = sheet.axes(left, PLOT, chart.limits, limits, right=RIGHT)
    for source in chart.sources:
        mine = days.source == source
        if mine.any():
            artists.points(plot, days.take(mine), x[mine], chart.style(source))
    room = Room(sheet.width - left - RIGHT, PLOT, chart.limits, limits)
    for heights in (days.low, days.best, days.high):
        room.take_points(x, heights)
    room.take_arrows(x[days.is_open], days.ends[days.is_open])
    clear = np.where(days.is_open, artists.ARROW / 72 + 0.02, 0.04)
    ends = days.ends
    wishes = [
        Wish(x[i], ends[i], days.label[i], ends[i], chart.style(days.source[i]).colour, clear[i]) for i in np.flatnonzero(np.isfinite(ends) & days.recorded)
    ]
    sheet.unlabelled += room.write(plot, wishes, size)
    sheet.y += 0.03


def _strips(sheet: Sheet) -> None:
    """Rows of cells under the axis: no report; only inside a longer figure; figures differ; and the number of sources a day."""
    chart, size = sheet.chart, sheet.text - 1.0
    start, last, limits = chart.window[0], chart.last_day, chart.limits
    found = chart.heard
    rows: list[tuple[str, list[pd.Timestamp], str, str]] = [
        (words.say("strip.none"), list(found.silent), palette.SILENCE, "_silence"),
        (words.say("strip.inside"), list(found.inside), palette.INSIDE, "_inside"),
        (words.say("strip.differ"), sorted(chart.contested), palette.MUTED, "_differ"),
    ]
    rows = [row for row in rows if row[1]]
    counts = attention(chart.drawn, int(chart.length(last))).tolist() if chart.length(last) <= 45 else []
    line = sheet.line(size) + 0.01
    lines = len(rows) + (1 if counts else 0)
    top, left = sheet.y, sheet.margin(LEFT)
    plot = sheet.axes(left, max(line * lines, 0.02), limits, (max(lines, 0.2), 0), right=RIGHT)
    for i, (text, days, colour, label) in enumerate(rows):
        sheet.place(left - 0.05, top + line * (i + 0.5), text, fontsize=size, ha="right", va="center", color=palette.MUTED)
        artists.strip(plot, [chart.length(day) for day in days if start <= day <= last], colour, label, (i + 0.12, i + 0.88))
    if counts:
        sheet.place(left - 0.05, top + line * (lines - 0.5), words.say("strip.sources"), fontsize=size, ha="right", va="center", color=palette.MUTED)
        for i, count in enumerate(counts):
            if count:
                plot.text(i, lines - 0.5, words.number(count), fontsize=size, ha="center", va="center", color=palette.MUTED)
    time_axis(sheet, left, sheet.width - RIGHT, limits, last)


def attention(marks: Drawn, last: int) -> Any:
    """Number of sources with a figure for each day from 0 to `last`, alone or inside a span: attention, not deaths. Array of int."""
    figures = marks.take(np.isin(marks.kind, ("day", "span")) & (marks.source != palette.COMBINED))
    counts = np.zeros(last + 1, dtype=int)
    day = np.arange(last + 1)
    for _, mine in figures.by_source():
        first = np.nan_to_num(mine.first)
        counts += ((day[:, None] >= first) & (day[:, None] <= mine.last)).any(axis=1)
    return counts
