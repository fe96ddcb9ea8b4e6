"""Who the dead were, as each source tells it: parts that exclude each other side by side in the outline of the whole, the rest hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casualties.report import palette, words
from casualties.report.breakdown_marks import PARTS_EXCEED, SEXES, STATUS, TOGETHER
from casualties.report.draw.bars import CLEAR, most_of
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_scale
from casualties.report.draw.key import draw_entries

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn

BAR = 0.11  # inches
GAP = 0.05
PAD = 0.03  # inches between words and bar
ORDER = {name: i for i, name in enumerate((*STATUS, *SEXES, TOGETHER))}
TINTS = (0.95, 0.62, 0.36, 0.18)
RIGHT = 0.3


def bars_of(chart: Chart) -> list[tuple[str, str, Drawn]]:
    """Source, group and marks of each bar, the sources in their order, the parts of a group in theirs."""
    m = chart.drawn
    found = []
    for source in chart.sources:
        for group in ("status", "sexes"):
            rows = [i for i in np.flatnonzero(m.source == source) if m.flags[i].split("; ")[0] == group]
            if any(m.basis[i] == "part" for i in rows):
                found.append((source, group, m.take(sorted(rows, key=lambda i: ORDER.get(m.victims[i], -1)))))
    return found


def heights(chart: Chart) -> list[float]:
    """What each bar needs (inches), in the order of `bars_of`."""
    line = chart.size.text * 1.32 / 72
    return [BAR + PAD + 3 * line + GAP for _ in bars_of(chart)]


def draw_victims(chart: Chart) -> Figure:
    """One bar a source and group; a stack ends where the lowest figures of its parts end, and never hides that they exceed the whole."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.victims"))
    found = bars_of(chart)
    if not found:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    stacks = [float(rows.lows[rows.basis == "part"].sum()) for _, _, rows in found]
    most = float(chart.top or max(most_of(chart.drawn), *stacks))
    for i, (source, group, rows) in enumerate(found):
        _bar(sheet, source, group, rows, most, is_first=i == 0 or found[i - 1][0] != source)
    plot = sheet.plot(EDGE, 0.01, (0.0, most * 1.02), (0.5, -0.5), right=RIGHT)
    persons_scale(sheet, plot, 0, nice_ticks(most), (EDGE, sheet.width - RIGHT))
    m = chart.drawn
    draw_entries(sheet, [name for name, basis in (("outline_victims", "whole"), ("hatched_victims", "unallocated")) if (m.basis == basis).any()])
    return sheet.finish()


def _bar(sheet: Sheet, source: str, group: str, rows: Drawn, most: float, *, is_first: bool) -> None:
    chart, size, style = sheet.chart, sheet.text - 0.5, sheet.chart.style(source)
    wide = sheet.width - 2 * EDGE
    if is_first:
        sheet.place(EDGE, sheet.y, sheet.shorten(chart.printed(source), sheet.text, wide, bold=True), weight="bold", color=style.colour)
        sheet.y += sheet.line(sheet.text)
    for line in sheet.wrap(f"{words.say(f'victims.{group}').capitalize()}: {sentence(rows)}", size, wide)[:2]:
        sheet.place(EDGE, sheet.y, line, fontsize=size, color=palette.INK)
        sheet.y += sheet.line(size)
    sheet.y += PAD
    _stack(sheet, rows, most, style.colour, size - 0.5)
    sheet.y += GAP


def _stack(sheet: Sheet, rows: Drawn, most: float, colour: str, size: float) -> None:
    """Parts from the left by their lowest figures, the rest of the whole hatched, the whole as an outline."""
    from matplotlib.colors import to_rgb

    plot = sheet.plot(EDGE, BAR, (0.0, most * 1.02), (1.0, 0.0), right=RIGHT)
    parts, whole = rows.take(rows.basis == "part"), rows.take(rows.basis == "whole")
    ends = np.concatenate([[0.0], np.cumsum(parts.lows)])
    for k, kind in enumerate(parts.victims):
        face = (*to_rgb(colour), TINTS[min(k, len(TINTS) - 1)])
        plot.boxes(([ends[k]], [ends[k + 1]]), ([1.0], [0.0]), "white", [face], "_part", width=0.8)
        inside = plot.at(ends[k + 1], 0.0)[0] - plot.at(ends[k], 0.0)[0]
        if sheet.measure(name := words.say(f"victims.{kind}"), size) < inside - 0.06:
            shade = "white" if k == 0 else palette.INK
            plot.text((ends[k] + ends[k + 1]) / 2, 0.5, name, fontsize=size, ha="center", va="center", color=shade, zorder=6)
    if whole.count:
        top, high = float(whole.lows[0] or whole.tops[0]), float(whole.tops[0])
        if high > top:
            plot.boxes(([top], [high]), ([1.0], [0.0]), colour, CLEAR, "_whole_range", dashes="dotted")
        if top > ends[-1]:
            plot.boxes(([ends[-1]], [top]), ([1.0], [0.0]), colour, "white", "_unallocated", hatch="/////")
        plot.boxes(([0.0], [top]), ([1.0], [0.0]), colour, CLEAR, "_whole", width=1.0, zorder=3)
    elif (top := float(parts.tops.sum())) > ends[-1]:
        plot.boxes(([ends[-1]], [top]), ([1.0], [0.0]), colour, CLEAR, "_range", dashes="dotted")


def sentence(rows: Drawn) -> str:
    """`civilians 200+, combatants 30, not told 12–40, of 262+`; says where parts exceed the whole."""
    of = {basis: rows.take(rows.basis == basis) for basis in ("part", "unallocated", "whole")}
    said = [f"{words.say(f'victims.{kind}')} {label}" for kind, label in zip(of["part"].victims, of["part"].label, strict=True)]
    left = of["unallocated"]
    if left.count and PARTS_EXCEED in left.flags[0]:
        said.append(words.say("parts.exceed"))
    elif left.count and left.tops[0] > 0:
        said.append(f"{words.say('victims.left')} {left.label[0]}")
    text = ", ".join([*said, *(f"of {label}" for label in of["whole"].label)])
    lowest = float(of["part"].lows.sum())
    more = of["whole"].count and of["whole"].lows[0] < lowest <= of["whole"].tops[0]
    return f"{text} ({words.say('parts.more')})" if more else text
