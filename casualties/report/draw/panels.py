"""Small multiples: one panel a source, the same axes in all, spans as wide bars at their height."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import Sheet, nice_ticks, offsets
from casualties.report.draw.daily import style_axes, time_axis
from casualties.report.draw.key import draw_key
from casualties.report.draw.labels import Room, Wish
from casualties.report.marks import heard

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

LEFT = 0.58  # inches at a text of 7 points: room for 10,000,000
RIGHT = 0.12
STRIP = 0.07  # height of the grey strip (inches)


def top_of(marks: pd.DataFrame) -> int:
    """Highest figure of the days and spans of these marks (persons), at least 1."""
    figures = marks[marks["kind"].isin(["day", "span"])]
    values = [figures[name].max() for name in ("low", "best", "high")]
    return max([1, *(int(value) for value in values if value == value)])  # noqa: PLR0124  NaN and NA are skipped


def draw_panels(chart: Chart) -> Figure:
    """One panel a source: its days, its spans as wide bars labelled with their total, a grey strip where it says nothing."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.panels"))
    sources = chart.sources
    if not sources:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    last = chart.last_day
    most = chart.top or top_of(chart.marks)
    parts = {str(name): part for name, part in chart.marks.groupby("source", sort=False)}
    strips: set[str] = set()
    for i, source in enumerate(sources):
        strips |= _panel(sheet, source, parts[source], last, most, lowest=i + 1 == len(sources))
    draw_key(sheet, strips)
    return sheet.finish()


def _panel(sheet: Sheet, source: str, mine: pd.DataFrame, last: pd.Timestamp, most: int, *, lowest: bool) -> set[str]:
    chart, size = sheet.chart, sheet.text - 0.5
    days = heard(mine)
    style = chart.style(source)
    all_days = (chart.window[1] - chart.window[0]).days + 1
    coverage = words.say("coverage", days=words.number(len(days.observed) - len(days.silent)), all=words.number(all_days))
    name = sheet.shorten(chart.printed(source), sheet.text, sheet.width - sheet.margin(LEFT) - 1.4, bold=True)
    sheet.place(sheet.margin(LEFT), sheet.y, name, weight="bold", color=style.colour)
    sheet.place(sheet.width - RIGHT, sheet.y, coverage, ha="right", color=palette.MUTED, fontsize=size)
    sheet.y += sheet.line(sheet.text) - 0.01
    limits = (-0.6, float((last - chart.window[0]).days) + 0.6)
    top, foot = most * 1.5, -STRIP / chart.tall * most * 1.5
    ax = sheet.axes(sheet.margin(LEFT), chart.tall, right=RIGHT)
    style_axes(ax, limits, (foot, top), size, nice_ticks(most, 3.2))
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    room = Room(sheet, sheet.width - sheet.margin(LEFT) - RIGHT, chart.tall, limits, (foot, top))
    wishes = _spans(ax, chart, mine[mine["kind"] == "span"], last, top, room)
    wishes += _points(ax, chart, mine[mine["kind"] == "day"], room)
    room.write(ax, wishes[:500], size - 0.5)
    for which, colour, label in ((days.silent, palette.SILENCE, "_silence"), (days.inside, palette.INSIDE, "_inside")):
        x = [float((day - chart.window[0]).days) for day in which if day <= last]
        artists.strip(ax, x, colour, label, (foot * 0.95, foot * 0.35))
    if lowest:
        ax.spines["bottom"].set_visible(True)
        time_axis(ax, sheet, last)
    else:
        ax.xaxis.set_visible(False)
    sheet.y += 0.05
    return {name for name, which in (("silence", days.silent), ("inside", days.inside)) if len(which)}


def _spans(ax: Axes, chart: Chart, spans: pd.DataFrame, last: pd.Timestamp, top: float, room: Room) -> list[Wish]:
    from matplotlib.collections import LineCollection

    if spans.empty:
        return []
    source = str(spans["source"].iloc[0])
    style = chart.style(source)
    left, right = artists.edges(chart, spans, last)
    low, best, high = (artists.heights(spans, name) for name in ("low", "best", "high"))
    base = np.where(np.isfinite(low), low, 0.0)
    ends = np.where(np.isfinite(high), high, base)
    thick = 0.012 * top
    artists.span_boxes(ax, spans, left, right, base - thick, ends + thick, style)
    has = np.isfinite(best)
    lines = [[(a, y), (b, y)] for a, b, y in zip(left[has], right[has], best[has], strict=True)]
    ax.add_collection(LineCollection(lines, colors=style.colour, linewidths=1.4, label="_span_best", zorder=3), autolim=False)
    artists.arrows(ax, spans, (left + right) / 2, style)
    for a, b, lo, hi in zip(left, right, base, ends, strict=True):
        (x0, y0), (x1, y1) = room.inches(a, lo - thick), room.inches(b, hi + thick)
        room.take(x0, y0, x1, y1)
    clear = np.where(spans["high_open"].to_numpy(dtype=bool), artists.ARROW / 72 + 0.02, 0.04)
    weight = ends + 10 * top  # spans are labelled before days: their label is all that says how many days they cover
    return [
        Wish((left[i] + right[i]) / 2, ends[i], spans["label"].iloc[i], weight[i], palette.INK, clear[i], base[i], anywhere=True) for i in range(len(spans))
    ]


def _points(ax: Axes, chart: Chart, days: pd.DataFrame, room: Room) -> list[Wish]:
    if days.empty:
        return []
    x = offsets(days["start"], chart.window[0])
    style = chart.style(str(days["source"].iloc[0]))
    artists.points(ax, days, x, style)
    low, high = artists.heights(days, "low"), artists.heights(days, "high")
    ends = np.where(np.isfinite(high), high, low)
    for name in ("low", "best", "high"):
        room.take_points(x, artists.heights(days, name), 0.03)
    clear = np.where(days["high_open"].to_numpy(dtype=bool), artists.ARROW / 72 + 0.02, 0.04)
    shown = np.isfinite(ends) & (days["status"] != "none_recorded").to_numpy()
    return [Wish(x[i], ends[i], days["label"].iloc[i], ends[i], palette.INK, clear[i]) for i in np.flatnonzero(shown)]
