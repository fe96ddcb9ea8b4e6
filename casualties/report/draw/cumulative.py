"""What each source had reported by each day: sums of its own figures with the days they cover, and the running totals it stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import Sheet, nice_ticks, persons_axis, time_axis
from casualties.report.draw.ends import End, draw_ends, margin, steps
from casualties.report.draw.plot import ARROW
from casualties.report.draw.totals import coverage_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn

LEFT = 0.62  # inches at a text of 7 points: room for 10,000,000
PLOT = {"reported": 2.3, "stated": 1.1, "earlier": 1.1}  # inches, at least
MOST = 14
DASHES = ("solid", "dashed", "dotted", "dashdot")


SECTIONS = ("reported", "stated", "earlier")


def heights(rows: Drawn) -> Any:
    """Where the steps of a line stand: at best where every step has one, else at low. Array of float."""
    return rows.best if np.isfinite(rows.best).all() else rows.lows


def section_of(chart: Chart) -> Any:
    """Of each mark the section it is drawn in. Array of str."""
    return np.where(chart.drawn.basis == "reported", "reported", np.where(chart.drawn.first < 0, "earlier", "stated"))


def lines(chart: Chart, section: str) -> list[Drawn]:
    """The lines of a section, those that account for most days (or stated most totals) first; of one source and start each."""
    m = chart.drawn
    by: dict[tuple[Any, ...], list[int]] = {}
    for i in np.flatnonzero(section_of(chart) == section).tolist():
        by.setdefault((m.source[i], m.flags[i], m.first[i]), []).append(i)
    found = [rising(m.take(sorted(by[key], key=lambda i: m.last[i]))) for key in sorted(by)]
    if section == "reported":
        found = [rows for rows in found if len(set(heights(rows))) > 1]
        return sorted(found, key=lambda rows: (-rows.coverage[-1], -heights(rows)[-1], rows.source[0]))
    return sorted(found, key=lambda rows: (-rows.count, -heights(rows)[-1], rows.source[0]))


def rising(rows: Drawn) -> Drawn:
    """Without open totals below an earlier one: `over 100` says nothing after `over 400`."""
    y = heights(rows)
    return rows.take(~(rows.is_open & (y < np.maximum.accumulate(y))))


def left_out(chart: Chart) -> list[str]:
    """Sources none of whose figures is a line."""
    drawn = {rows.source[0] for section in SECTIONS for rows in lines(chart, section)[:MOST]}
    return [name for name in chart.sources if name not in drawn]


def draw_cumulative(chart: Chart) -> Figure:
    """Steps that hold until the next figure, labelled at their ends; no line is drawn downwards."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.cumulative"))
    sections = {basis: lines(chart, basis)[:MOST] for basis in SECTIONS}
    if not any(sections.values()):
        sheet.paragraph(words.say("chart.empty") if not chart.sources else _few(chart), sheet.text + 1)
        return sheet.finish()
    for basis, found in sections.items():
        if found:
            _section(sheet, basis, found)
    if left_out(chart):
        sheet.paragraph(_few(chart), sheet.text - 0.5, colour=palette.MUTED)
    return sheet.finish()


def _few(chart: Chart) -> str:
    return words.say("running.few", sources=words.plural(len(left_out(chart)), "source"))


def _label(chart: Chart, rows: Drawn, basis: str) -> str:
    name, figure = chart.printed(rows.source[-1]), rows.label[-1]
    if basis != "reported":
        start = chart.window[0] + pd.Timedelta(days=int(rows.first[-1]))
        return f"{words.say('running.since', figure=figure, start=words.day_short(start, year=True))}, {name}"
    return f"{figure}, {coverage_words(rows.coverage[-1], int(rows.last[-1]) + 1)}, {name}"


def _section(sheet: Sheet, basis: str, found: list[Drawn]) -> None:
    chart, size = sheet.chart, sheet.text - 0.5
    title = words.say(f"running.{basis}", start=words.day_short(chart.window[0]))
    sheet.paragraph(title, sheet.text, bold=True)
    sheet.y += 0.06
    texts = [_label(chart, rows, basis) for rows in found]
    left, right = sheet.margin(LEFT), margin(sheet, texts, size)
    most = max(1.0, *(float(heights(rows).max()) for rows in found))
    tall = max(PLOT[basis], sheet.line(size) * (len(found) + 1))
    top, limits = sheet.y, (-0.6, chart.length(chart.window[1]) + 0.6)
    plot = sheet.plot(left, tall, limits, (0.0, most * 1.08), right=right)
    persons_axis(sheet, plot, limits, nice_ticks(most), size)
    ends, until = [], limits[1]
    seen: dict[str, int] = {}
    for rows, text in zip(found, texts, strict=True):
        source = rows.source[0]
        style = chart.style(source)
        x, y = rows.last, heights(rows)
        steps(plot, x, y, until, style.colour, f"_steps_{basis}", dashes=DASHES[min(seen.get(source, 0), 3)])
        seen[source] = seen.get(source, 0) + 1
        new = np.append(True, y[1:] != y[:-1])
        if len(x) <= 60:
            plot.points(x[new], y[new], style.marker, style.colour, "white", "_step", size=artists.DOT * 0.7, width=0.9, zorder=4)
        is_open = rows.is_open & (basis != "reported")
        plot.points(x[is_open], y[is_open], ARROW, style.colour, None, "_open", size=artists.ARROW**2 * 2, width=0.8)
        ends.append(End(until, float(y[-1]), text, style.colour))
    draw_ends(sheet, plot, ends, right, size, (top, top + tall))
    time_axis(sheet, left, sheet.width - right, limits, chart.window[1])
    sheet.y += 0.04
