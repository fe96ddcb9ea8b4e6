"""What was said of one day, or one stretch of days, over the time it became known: a step a claimant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from casualties.report import words
from casualties.report.draw import artists
from casualties.report.draw.canvas import Sheet, nice_ticks, persons_axis, scale, ticks
from casualties.report.draw.ends import End, draw_ends, margin, steps
from casualties.report.draw.key import draw_entries
from casualties.report.draw.plot import ARROW

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn

LEFT = 0.62
PLOT = 2.3
MOST = 40
DAY = pd.Timedelta(days=1)


class Told(NamedTuple):
    """Values of one figure in the order they became known, the moments in days from the first day of the axis."""

    rows: Drawn
    when: Any
    is_loose: bool


def figures(chart: Chart) -> list[Told]:
    """Figures in the order of their sources; those of one source apart. Different people speak under a loose name: no line joins their figures."""
    m, rank = chart.drawn, {name: i for i, name in enumerate(chart.sources)}
    if not m.count:
        return []
    moments = chart.marks["published_at"].dt.tz_localize(None)
    at = ((moments - moments.min().normalize()) / DAY).to_numpy("float64")
    roles, numbers = (chart.marks[name].tolist() for name in ("role", "segment_id"))
    by: dict[tuple[int, str], list[int]] = {}
    for i in np.argsort(at, kind="stable"):
        by.setdefault((rank[m.source[i]], str(numbers[i])), []).append(int(i))
    order = sorted(by, key=lambda key: (key[0], at[by[key][0]], key[1]))
    return [Told(m.take(by[key]), at[by[key]], roles[by[key][0]] == "generic") for key in order]


def draw_vintages(chart: Chart) -> Figure:
    """One step a figure over publication time; figures of people without a name are dots without a line."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.vintages", days=words.days(*chart.window)))
    found = figures(chart)[:MOST]
    if not found:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    size = sheet.text - 0.5
    moments = chart.marks["published_at"].dt.tz_localize(None)
    first, last = moments.min().normalize(), moments.max()
    length = max((last - first) / DAY, 1.0)
    limits = (-0.04 * length, length * 1.04)
    texts = [f"{told.rows.label[-1]}, {chart.printed(told.rows.source[0])}" for told in found]
    left, right = sheet.margin(LEFT), margin(sheet, texts, size)
    most = max(1.0, *(float(told.rows.bests.max()) for told in found))
    tall = max(PLOT, sheet.line(size) * (len(found) + 1))
    top = sheet.y
    plot = sheet.plot(left, tall, limits, (0.0, most * 1.1), right=right)
    persons_axis(sheet, plot, limits, nice_ticks(most), size)
    ends = []
    for (rows, x, is_loose), text in zip(found, texts, strict=True):
        style, y = chart.style(rows.source[0]), rows.bests
        if not is_loose:
            steps(plot, x, y, limits[1], style.colour, "_steps")
        plot.points(x, y, style.marker, style.colour, "white", "_value", size=artists.DOT, width=1.1, zorder=4)
        plot.points(x[rows.is_open], y[rows.is_open], ARROW, style.colour, None, "_open", size=artists.ARROW**2 * 2, width=0.8)
        ends.append(End(float(x[-1]) if is_loose else limits[1], float(y[-1]), text, style.colour))
    draw_ends(sheet, plot, ends, right, size, (top, top + tall))
    _moments(sheet, (left, sheet.width - right), limits, first, last)
    tests = {"line": not all(told.is_loose for told in found), "loose": any(told.is_loose for told in found), "open": chart.drawn.is_open.any()}
    draw_entries(sheet, [name for name, present in tests.items() if present])
    return sheet.finish()


def _moments(sheet: Sheet, ends: tuple[float, float], limits: tuple[float, float], first: pd.Timestamp, last: pd.Timestamp) -> None:
    """A line with days, or with hours where there are few days; moves down."""
    size, (left, right) = sheet.text - 0.5, ends
    room = max(3, int((right - left) / (3.4 * size / 72)))
    positions, labels = ticks(first, last.normalize(), min(room, 31))
    if (last - first) / DAY < 4:
        every = 6 if 4 * ((last - first) / DAY + 1) <= room else 12
        hours = np.arange(0, int((last - first) / DAY * 24) + 1, every)
        positions = [h / 24 for h in hours]
        labels = [f"{h % 24:02d}:00" + (f"\n{words.day_short(first + pd.Timedelta(hours=int(h)))}" if h % 24 == 0 else "") for h in hours]
    scale(sheet, ends, limits, positions, labels)
