"""Day by day, all sources in one plot: spans as wide bars in lanes above, days below, strips of silence and disagreement under the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet, bare, nice_ticks, offsets, ticks
from casualties.report.draw.key import draw_key, draw_sources
from casualties.report.draw.labels import Room, Wish
from casualties.report.marks import heard

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

LEFT = 0.74  # inches at a text of 7 points: room for 10,000,000
RIGHT = 0.12
PLOT = 2.5  # height of the plot of days (inches)


def dodge(days: pd.DataFrame, order: dict[str, int], x: Any) -> Any:
    """Places of the marks of one day side by side, in the order of their sources, inside the width of the day."""
    frame = days.assign(_order=days["source"].map(order), _x=x)
    ranked = frame.sort_values(["_x", "_order"], kind="stable")
    groups = ranked.groupby("_x", sort=False)["_order"]
    rank, size = groups.cumcount(), groups.transform("size")
    step = np.minimum(0.8 / size, 0.24)
    return (ranked["_x"] + (rank - (size - 1) / 2) * step).reindex(frame.index).to_numpy()


def draw_daily(chart: Chart) -> Figure:
    """Range chart by day and source.

    Every source that reported is in the key; a span is one bar over its days with its total in words, never repeated a day;
    days without any report are gaps with a grey strip; the axis ends at the newest publication.
    """
    sheet = Sheet(chart)
    sheet.header(words.say("chart.daily"))
    days, spans = chart.marks[chart.marks["kind"] == "day"], chart.marks[chart.marks["kind"] == "span"]
    if days.empty and spans.empty:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    last = chart.last_day
    limits = (-0.6, float((last - chart.window[0]).days) + 0.6)
    draw_sources(sheet)
    if len(spans):
        _lanes(sheet, spans.sort_values(["start", "end", "low"], kind="stable"), last, limits)
    if len(days):
        _days(sheet, days, limits)
    _strips(sheet, last, limits)
    draw_key(sheet)
    return sheet.finish()


def _caption(sheet: Sheet, text: str) -> None:
    sheet.place(EDGE, sheet.y, text, fontsize=sheet.text, weight="bold", color=palette.INK)
    sheet.y += sheet.line(sheet.text) + 0.04


def pack(left: Any, right: Any, label: Any, limits: tuple[float, float]) -> tuple[list[int], list[str]]:
    """The lane of each bar, the first in which bar and label cover nothing, and where its label stands.

    Parameters
    ----------
    left, right : array of float
        Ends of the bars (days).
    label : array of float
        Width of the labels (days).
    limits : tuple of float
        Ends of the axis (days).

    Returns
    -------
    lanes : list of int
    sides : list of str
        right, left, or inside where the window ends on both sides.
    """
    taken: list[list[tuple[float, float]]] = []
    lanes, sides = [], []
    for a, b, w in zip(left, right, label, strict=True):
        side = "right" if b + w <= limits[1] else "left" if a - w >= limits[0] else "inside"
        first, end = {"right": (a, b + w), "left": (a - w, b), "inside": (a, max(b, a + w))}[side]
        lane = next((i for i, busy in enumerate(taken) if all(end < lo or first > hi for lo, hi in busy)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((first, end))
        lanes.append(lane)
        sides.append(side)
    return lanes, sides


def _lanes(sheet: Sheet, spans: pd.DataFrame, last: pd.Timestamp, limits: tuple[float, float]) -> None:
    chart, size = sheet.chart, sheet.text - 0.5
    _caption(sheet, words.say("spans.title"))
    width = sheet.width - sheet.margin(LEFT) - RIGHT
    day = width / (limits[1] - limits[0])
    left, right = artists.edges(chart, spans, last)
    texts = [sheet.shorten(f"{label}, {chart.printed(source)}", size, width * 0.8) for label, source in zip(spans["label"], spans["source"], strict=True)]
    wide = np.array([sheet.measure(text, size) + 0.24 for text in texts]) / day
    found, sides = pack(left, right, wide, limits)
    lanes = np.array(found, dtype=float)
    count = int(lanes.max()) + 1
    ax = sheet.axes(sheet.margin(LEFT), (sheet.line(size) + 0.03) * count, right=RIGHT)
    bare(ax)
    ax.set_xlim(*limits)
    ax.set_ylim(count - 0.5, -0.5)
    marker = np.where(np.array(sides) == "inside", left + 0.1 / day, (left + right) / 2)
    for source, rows in spans.assign(_lane=lanes, _left=left, _right=right, _marker=marker).groupby("source", sort=False):
        style, y = chart.style(str(source)), rows["_lane"].to_numpy()
        artists.span_boxes(ax, rows, rows["_left"].to_numpy(), rows["_right"].to_numpy(), y + 0.36, y - 0.36, style)
        ax.scatter(
            rows["_marker"].to_numpy(), y, s=artists.DOT * 0.8, marker=style.marker, facecolors="white", edgecolors=style.colour, linewidths=1.0, zorder=4
        )
    for a, b, y, side, text in zip(left, right, lanes, sides, texts, strict=True):
        x = {"right": b + 0.06 / day, "left": a - 0.06 / day, "inside": a + 0.2 / day}[side]
        ax.text(x, y, text, fontsize=size, ha="right" if side == "left" else "left", va="center", color=palette.INK)
    sheet.y += 0.1


def _days(sheet: Sheet, days: pd.DataFrame, limits: tuple[float, float]) -> None:
    chart, size = sheet.chart, sheet.text - 0.5
    _caption(sheet, words.say("days.title"))
    ax = sheet.axes(sheet.margin(LEFT), PLOT, right=RIGHT)
    order = {name: i for i, name in enumerate(chart.sources)}
    x = dodge(days, order, offsets(days["start"], chart.window[0]))
    high, low = artists.heights(days, "high"), artists.heights(days, "low")
    most = float(np.nanmax([high, low, artists.heights(days, "best")]))
    top = max(most, 1.0) * 1.16
    style_axes(ax, limits, (-0.02 * top, top), size, nice_ticks(most))
    for source in chart.sources:
        mine = (days["source"] == source).to_numpy()
        if mine.any():
            artists.points(ax, days[mine], x[mine], chart.style(source))
    ends = np.where(np.isfinite(high), high, low)
    room = Room(sheet, sheet.width - sheet.margin(LEFT) - RIGHT, PLOT, limits, (-0.02 * top, top))
    for name in ("low", "best", "high"):
        room.take_points(x, artists.heights(days, name))
    is_open = days["high_open"].to_numpy(dtype=bool)
    room.take_points(x[is_open], ends[is_open] + 0.1 * top / PLOT)
    shown = (days["status"] != "none_recorded").to_numpy()
    clear = np.where(is_open, artists.ARROW / 72 + 0.02, 0.04)
    wishes = [
        Wish(x[i], ends[i], days["label"].iloc[i], ends[i], chart.style(days["source"].iloc[i]).colour, clear[i])
        for i in np.flatnonzero(np.isfinite(ends) & shown)
    ]
    room.write(ax, wishes[:2000], size)
    sheet.y += 0.03


def style_axes(ax: Axes, xlim: tuple[float, float], ylim: tuple[float, float], size: float, positions: list[int]) -> None:
    """Light grid, persons on the left, no labels below."""
    ax.set_xlim(*xlim)
    ax.set_ylim(*ylim)
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    ax.set_yticks(positions, [words.number(p) for p in positions], fontsize=size)
    ax.set_xticks([], [])
    ax.tick_params(length=2, pad=2)
    ax.grid(axis="y", color=palette.GRID, linewidth=0.5)
    ax.set_axisbelow(True)


def time_axis(ax: Axes, sheet: Sheet, last: pd.Timestamp) -> None:
    """Days, months or years under the lowest axes."""
    positions, labels = ticks(sheet.chart.window[0], last)
    ax.set_xticks(positions, labels, fontsize=sheet.text - 0.5)
    ax.tick_params(axis="x", length=2, pad=2)
    sheet.y += 2 * sheet.line(sheet.text) + 0.06


def _strips(sheet: Sheet, last: pd.Timestamp, limits: tuple[float, float]) -> None:
    """Rows of cells under the axis: no report; only inside a longer figure; figures differ; and the number of sources a day."""
    chart, size = sheet.chart, sheet.text - 1.0
    start = chart.window[0]
    found = heard(chart.marks)
    rows: list[tuple[str, list[pd.Timestamp], str, str]] = [
        (words.say("strip.none"), list(found.silent), palette.SILENCE, "_silence"),
        (words.say("strip.inside"), list(found.inside), palette.INSIDE, "_inside"),
        (words.say("strip.differ"), sorted(chart.contested), palette.MUTED, "_differ"),
    ]
    rows = [row for row in rows if row[1]]
    counts = list(attention(chart.marks, start, last)) if (last - start).days <= 45 else []
    line = sheet.line(size) + 0.01
    lines = len(rows) + (1 if counts else 0)
    top = sheet.y
    ax = sheet.axes(sheet.margin(LEFT), max(line * lines, 0.02), right=RIGHT)
    bare(ax)
    ax.set_xlim(*limits)
    ax.set_ylim(max(lines, 0.2), 0)
    ax.spines["bottom"].set_visible(True)
    for i, (text, days, colour, label) in enumerate(rows):
        sheet.place(sheet.margin(LEFT) - 0.05, top + line * (i + 0.5), text, fontsize=size, ha="right", va="center", color=palette.MUTED)
        artists.strip(ax, [(day - start).days for day in days if start <= day <= last], colour, label, (i + 0.12, i + 0.88))
    if counts:
        sheet.place(
            sheet.margin(LEFT) - 0.05, top + line * (lines - 0.5), words.say("strip.sources"), fontsize=size, ha="right", va="center", color=palette.MUTED
        )
        for i, count in enumerate(counts):
            if count:
                ax.text(i, lines - 0.5, words.number(count), fontsize=size, ha="center", va="center", color=palette.MUTED)
    time_axis(ax, sheet, last)


def attention(marks: pd.DataFrame, start: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """Number of sources with a figure for each day, alone or inside a span: attention, not deaths. Index: every day."""
    import pandas as pd

    heard: dict[pd.Timestamp, set[str]] = {day: set() for day in pd.date_range(start, last)}
    figures = marks[marks["kind"].isin(["day", "span"]) & (marks["source"] != palette.COMBINED)]
    for source, first, end in zip(figures["source"], figures["start"], figures["end"], strict=True):
        for day in pd.date_range(max(first, start) if pd.notna(first) else start, min(end, last)):
            heard[day].add(source)
    return pd.Series({day: len(names) for day, names in heard.items()}, dtype="Int64")
