"""Small multiples, one panel a source: its figures over several days as bars in lanes, its days below them, all days on the same axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import Sheet, nice_ticks, persons_axis, time_axis
from casualties.report.draw.key import draw_key
from casualties.report.draw.labels import Room, Wish
from casualties.report.draw.lanes import draw_lanes, lay

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.lanes import Lanes

LEFT = 0.58  # inches at a text of 7 points: room for 10,000,000
RIGHT = 0.12
LANE = 0.03  # space between lanes (inches)
STRIP = 0.11  # height of the grey strip with the space around it (inches)
GAP = 0.09  # space below a panel (inches)
OVER = 0.29  # space above the highest figure, for an arrow and a number (inches)


def top_of(marks: pd.DataFrame) -> int:
    """Highest figure for a single day of these marks (persons), at least 1."""
    figures = marks[marks["kind"] == "day"]
    values = [figures[name].max() for name in ("low", "best", "high")]
    return max([1, *(int(value) for value in values if value == value)])  # noqa: PLR0124  NaN and NA are skipped


def draw_panels(chart: Chart) -> Figure:
    """One panel a source: spans as bars labelled with their total, days under them, a grey strip where it says nothing."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.panels"))
    sources = chart.sources
    if not sources:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    parts = dict(chart.drawn.by_source())
    strips: set[str] = set()
    for source in sources:
        strips |= _panel(sheet, source, parts[source])
        sheet.y += GAP
    sheet.y -= GAP
    time_axis(sheet, sheet.margin(LEFT), sheet.width - RIGHT, chart.limits, chart.last_day)
    draw_key(sheet, strips)
    return sheet.finish()


def _lanes(chart: Chart, mine: Drawn) -> Lanes:
    spans = mine.take(mine.kind == "span")
    width = chart.size.width - LEFT * chart.size.text / 7 - RIGHT
    return lay(chart, spans, spans.label.tolist(), chart.size.text - 1.0, width, chart.limits)


def heights(chart: Chart) -> list[tuple[float, bool]]:
    """What each panel needs without its plot of days (inches), and whether it has one, in the order of the sources."""
    parts = dict(chart.drawn.by_source())
    line = (chart.size.text - 1.0) * 1.32 / 72 + LANE
    name = chart.size.text * 1.32 / 72
    return [(name + _lanes(chart, parts[s]).count * line + STRIP + GAP, bool((parts[s].kind == "day").any())) for s in chart.sources]


def _panel(sheet: Sheet, source: str, mine: Drawn) -> set[str]:
    chart, size, left = sheet.chart, sheet.text - 0.5, sheet.margin(LEFT)
    limits, style = chart.limits, chart.style(source)
    observed, silent, inside = mine.spoken()
    all_days = int(chart.length(chart.window[1])) + 1
    coverage = words.say("coverage", days=words.number(len(observed) - len(silent)), all=words.number(all_days))
    name = sheet.shorten(chart.printed(source), sheet.text, sheet.width - left - 1.4, bold=True)
    sheet.place(left, sheet.y, name, weight="bold", color=style.colour)
    sheet.place(sheet.width - RIGHT, sheet.y, coverage, ha="right", color=palette.MUTED, fontsize=size)
    sheet.y += sheet.line(sheet.text)
    lanes = _lanes(chart, mine)
    if lanes.count:
        plot = sheet.plot(left, (sheet.line(size - 0.5) + LANE) * lanes.count, limits, (lanes.count - 0.5, -0.5), right=RIGHT)
        draw_lanes(plot, chart, lanes, size - 0.5)
    if (days := mine.take(mine.kind == "day")).count:
        _days(sheet, days)
    plot = sheet.plot(left, STRIP, limits, (1.0, 0.0), right=RIGHT)
    last = chart.length(chart.last_day)
    for which, colour, label in ((silent, palette.SILENCE, "_silence"), (inside, palette.INSIDE, "_inside")):
        artists.strip(plot, [day for day in which if day <= last], colour, label, (0.45, 0.95))
    return {name for name, which in (("silence", silent), ("inside", inside)) if len(which)}


def _days(sheet: Sheet, days: Drawn) -> None:
    chart, size = sheet.chart, sheet.text - 1.0
    most = chart.top or top_of(chart.marks)
    top = most * chart.tall / (chart.tall - OVER)
    plot = sheet.plot(sheet.margin(LEFT), chart.tall, chart.limits, (0.0, top), right=RIGHT)
    persons_axis(sheet, plot, chart.limits, nice_ticks(most, 3.2), size)
    style = chart.style(str(days.source[0]))
    artists.points(plot, days, days.first, style)
    room = Room(sheet.width - sheet.margin(LEFT) - RIGHT, chart.tall, chart.limits, (0.0, top))
    for values in (days.low, days.best, days.high):
        room.take_points(days.first, values, 0.03)
    room.take_arrows(days.first[days.is_open], days.ends[days.is_open])
    clear = np.where(days.is_open, artists.ARROW / 72 + 0.02, 0.04)
    shown = np.flatnonzero(np.isfinite(days.ends) & days.recorded)
    ends = days.ends
    sheet.unlabelled += room.write(plot, [Wish(days.first[i], ends[i], days.label[i], ends[i], palette.INK, clear[i]) for i in shown], size)
