"""Place by day: shaded by the figure, hatched where nobody reported, white with a 0 where none was reported killed; figures over several days outlined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import fonts, palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet, time_axis
from casualties.report.draw.key import draw_entries
from casualties.report.draw.places import whole_place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot

LIGHT, DARK = "#D8EBE6", "#0E4F47"
ROOM = 6.4  # inches of rows
LANE = (0.1, 0.19)  # height of a lane: at least, at most (inches)
MOST_LANES = 6  # of one place: its cells and figures over several days
CLASSES = 5
RIGHT = 0.12
CELL = 5.6  # size of figures in cells (points), at most


@dataclass(frozen=True)
class Row:
    """A place: its cells, the spans drawn, the lane of each and the side its figure stands on (0 inside), the number of lanes."""

    place: str
    cells: Drawn
    spans: Drawn
    lanes: Any
    sides: Any
    count: int


def edges_of(most: float) -> list[int]:
    """Lower ends of the classes of shades, from 1: at most five, of the steps 1, 2, 5, 10, 20, ..."""
    steps = [n * 10**k for k in range(9) for n in (1, 2, 5) if n * 10**k <= max(most, 1)]
    if len(steps) <= CLASSES:
        return steps
    return [steps[i] for i in np.unique(np.linspace(0, len(steps) - 1, CLASSES).round().astype(int))]


def shades(count: int) -> Any:
    """Colours of the classes, light to dark; rows of red, green, blue."""
    from matplotlib.colors import to_rgb

    a, b = np.array(to_rgb(LIGHT)), np.array(to_rgb(DARK))
    return a + np.linspace(0, 1, max(count, 1))[:, None] * (b - a)


def lay(chart: Chart, day: float, size: float, most_lanes: int = MOST_LANES) -> list[Row]:
    """The places in their order, the whole first, each with its spans in lanes; a span shares the lane of the cells where it covers none.

    Parameters
    ----------
    day : float
        Inches a day.
    size : float
        Of the labels (points).
    most_lanes : int
        Of one place; spans without a lane are left out, the longest first.
    """
    m, whole = chart.drawn, whole_place(chart)
    top: dict[str, float] = {}
    for place, height in zip(m.place, np.nan_to_num(m.bests, nan=-1.0), strict=True):
        top[place] = max(top.get(place, -1.0), float(height))
    order = sorted(top, key=lambda name: (name != whole, -top[name], name))
    return [_row(chart, m.take(m.place == name), (day, size, most_lanes)) for name in order]


def _row(chart: Chart, mine: Drawn, given: tuple[float, float, int]) -> Row:
    day, size, most_lanes = given
    cells, spans = mine.take(mine.kind != "span"), mine.take(mine.kind == "span")
    last = chart.length(chart.last_day)
    a, b = np.maximum(spans.first, 0.0), np.minimum(spans.last, last)
    wide = np.array([fonts.width(label, size) / day for label in spans.label])
    beside = np.where(wide < b - a + 0.8, 0, np.where(b + wide <= last, 1, -1)).astype(int)
    first, end = a - np.where(beside < 0, wide + 0.3, 0.0), b + np.where(beside > 0, wide + 0.3, 0.0)
    own = cells.take(cells.kind == "day")
    taken: list[list[tuple[float, float]]] = [list(zip(own.first.tolist(), own.last.tolist(), strict=True))]
    lanes = np.full(spans.count, -1)
    for i in np.lexsort((a, b - a)):
        lowest = int(beside[i] != 0)  # a label beside its bar would stand on cells
        lane = next((k for k, busy in enumerate(taken) if k >= lowest and all(end[i] < lo or first[i] > hi for lo, hi in busy)), max(len(taken), lowest))
        if lane >= most_lanes:
            continue
        if lane == len(taken):
            taken.append([])
        taken[lane].append((float(first[i]), float(end[i])))
        lanes[i] = lane
    kept = lanes >= 0
    return Row(mine.place[0], cells, spans.take(kept), lanes[kept], beside[kept], len(taken))


def draw_heatmap(chart: Chart) -> Figure:
    """Cells of one view of several places; no figure over several days is repeated on its days."""
    sheet = Sheet(chart)
    daily = (chart.drawn.basis == "D").any()
    freq = "D" if daily or not chart.drawn.count else chart.drawn.basis[0]
    sheet.header(words.say("chart.heatmap", period=words.say(f"period.{freq}")))
    if not chart.sources:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    last = chart.last_day if daily else chart.window[1]
    day = sheet.width * 0.68 / (chart.length(last) + 1.2)  # inches a day, at least
    laid = (lay(chart, day, CELL, most) for most in range(MOST_LANES, 0, -1))
    rows = next((rows for rows in laid if sum(row.count for row in rows) * LANE[0] <= ROOM), None) or lay(chart, day, CELL, 1)
    lanes = sum(row.count for row in rows)
    tall = min(max(ROOM / lanes, LANE[0]), LANE[1])
    size = min(sheet.text - 0.5, tall * 72 / 1.28)
    names = [chart.places.get(row.place, row.place) for row in rows]
    names[0] = words.say("places.whole", place=names[0])
    left = min(max(sheet.measure(name, size) for name in names) + EDGE + 0.1, sheet.width * 0.3)
    limits = (-0.6, chart.length(last) + 0.6)
    top = sheet.y
    plot = sheet.plot(left, tall * lanes + 0.03 * len(rows), limits, (lanes + 0.03 * len(rows) / tall, 0.0), right=RIGHT)
    at = 0.0
    edges = edges_of(float(np.nanmax(chart.drawn.bests[chart.drawn.kind == "day"], initial=1.0)))
    for name, row in zip(names, rows, strict=True):
        _place(sheet, plot, row, at, edges, min(size, CELL))
        sheet.place(left - 0.06, top + (at + 0.5) * tall, sheet.shorten(name, size, left - EDGE - 0.06), ha="right", va="center", fontsize=size)
        at += row.count + 0.03 / tall
    time_axis(sheet, left, sheet.width - RIGHT, limits, last)
    _key(sheet, edges, rows)
    lost = int((chart.drawn.kind == "span").sum()) - sum(row.spans.count for row in rows)
    if lost:
        sheet.paragraph(words.say("heatmap.left_out", figures=words.plural(lost, "figure")), sheet.text - 0.5, colour=palette.MUTED)
    return sheet.finish()


def _place(sheet: Sheet, plot: Plot, row: Row, at: float, edges: list[int], size: float) -> None:
    cells = row.cells
    first, last, kind, height = cells.first - 0.47, cells.last + 0.47, cells.kind, cells.bests
    bottom, top = at + 0.97, at + 0.03
    middles = {k: (first[kind == k] + last[kind == k]) / 2 for k in ("silence", "covered")}
    if cells.count and (last - first).max() < 1:
        artists.hatched(plot, middles["silence"], (bottom, top), "_silence")
        artists.strip(plot, middles["covered"], palette.INSIDE, "_inside", (bottom, top))
    else:
        for k, face, hatch, label in (("silence", "white", artists.NOBODY, "_silence"), ("covered", palette.INSIDE, None, "_inside")):
            some = kind == k
            plot.boxes((first[some], last[some]), (bottom, top), palette.SILENCE if hatch else "white", face, label, width=0.0, hatch=hatch, zorder=1)
    zero, own = (kind == "day") & (height == 0), (kind == "day") & (height > 0)
    plot.boxes((first[zero], last[zero]), (bottom, top), palette.MUTED, "white", "_zero", width=0.6)
    of = np.clip(np.searchsorted(edges, height[own], side="right") - 1, 0, len(edges) - 1)
    faces = np.column_stack([shades(len(edges))[of], np.ones(len(of))]) if len(of) else np.empty((0, 4))
    plot.boxes((first[own], last[own]), (bottom, top), "white", faces, "_cell", width=0.4)
    day = float(plot.at(1.0, 0.0)[0] - plot.at(0.0, 0.0)[0])
    dark = {i: k >= len(edges) / 2 for i, k in zip(np.flatnonzero(own), of, strict=True)}
    for i in np.flatnonzero(zero | own):
        said = _fitting(sheet, cells.label[i], height[i], (last[i] - first[i]) * day, size)
        if said:
            plot.text((first[i] + last[i]) / 2, at + 0.5, said, fontsize=size, ha="center", va="center", color="white" if dark.get(i) else palette.INK)
        else:
            sheet.unlabelled += 1
    _spans(sheet, plot, row, at, day, size)


def _fitting(sheet: Sheet, label: str, height: float, width: float, size: float) -> str:
    """The figure where it fits the cell, else the number it is shaded by, else nothing."""
    return next((text for text in (label, words.number(height)) if sheet.measure(text, size) <= width - 0.01), "")


def _spans(sheet: Sheet, plot: Plot, row: Row, at: float, day: float, size: float) -> None:
    spans, last = row.spans, sheet.chart.length(sheet.chart.last_day)
    left, right, y = np.maximum(spans.first, 0.0) - 0.44, np.minimum(spans.last, last) + 0.44, at + row.lanes
    plot.boxes((left, right), (y + 0.9, y + 0.1), palette.INK, "white", "_stretch", width=0.7, zorder=2.5)
    for a, b, top, side, label in zip(left, right, y, row.sides, spans.label, strict=True):
        x, align = {0: ((a + b) / 2, "center"), 1: (b + 0.04 / day, "left"), -1: (a - 0.04 / day, "right")}[int(side)]
        plot.text(x, top + 0.5, label, fontsize=size, ha=align, va="center", color=palette.INK, zorder=6)


def _key(sheet: Sheet, edges: list[int], rows: list[Row]) -> None:
    size, x = sheet.text - 0.5, EDGE
    colours = shades(len(edges))
    boxes = [("0", (1.0, 1.0, 1.0), palette.MUTED)]
    for i, low in enumerate(edges):
        text = (
            f"{words.number(low)}+"
            if i == len(edges) - 1
            else words.number(low)
            if edges[i + 1] == low + 1
            else f"{words.number(low)}–{words.number(edges[i + 1] - 1)}"
        )
        boxes.append((text, tuple(colours[i]), "white"))
    plot = sheet.plot(0.0, 0.17, (0.0, sheet.width), (1.0, 0.0), right=0.0)
    for text, face, edge in boxes:
        plot.boxes(([x], [x + 0.16]), ([0.8], [0.2]), edge, [face], "_key", width=0.6)
        plot.text(x + 0.2, 0.5, text, fontsize=size, va="center", color=palette.MUTED)
        x += 0.2 + sheet.measure(text, size) + 0.14
    kinds = {kind for row in rows for kind in row.cells.kind}
    tests = {"empty_cell": "silence" in kinds, "inside_cell": "covered" in kinds, "stretch": any(row.spans.count for row in rows)}
    draw_entries(sheet, [name for name, present in tests.items() if present])
