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
    import pandas as pd
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

BAR = 0.13  # inches
GAP = 0.08
PAD = 0.03  # inches between words and bar
ORDER = {name: i for i, name in enumerate((*STATUS, *SEXES, TOGETHER))}
TINTS = (0.95, 0.62, 0.36, 0.18)
RIGHT = 0.3


def bars_of(chart: Chart) -> list[tuple[str, str, pd.DataFrame]]:
    """Source, group and marks of each bar, the sources in their order."""
    found = []
    for source in chart.sources:
        mine = chart.marks[chart.marks["source"] == source]
        for group in ("status", "sexes"):
            rows = mine[mine["flags"].fillna("").str.split("; ").str[0] == group]
            if (rows["basis"] == "part").any():
                found.append((source, group, rows))
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
    most = float(chart.top or most_of(chart.marks))
    for i, (source, group, rows) in enumerate(found):
        _bar(sheet, source, group, rows, most, is_first=i == 0 or found[i - 1][0] != source)
    plot = sheet.plot(EDGE, 0.01, (0.0, most * 1.02), (0.5, -0.5), right=RIGHT)
    persons_scale(sheet, plot, 0, nice_ticks(most), (EDGE, sheet.width - RIGHT))
    m = chart.marks
    names = ["outline_victims"] if (m["basis"] == "whole").any() else []
    draw_entries(sheet, [*names, *(["hatched_victims"] if (m["basis"] == "unallocated").any() else [])])
    return sheet.finish()


def _bar(sheet: Sheet, source: str, group: str, rows: pd.DataFrame, most: float, *, is_first: bool) -> None:
    chart, size, style = sheet.chart, sheet.text - 0.5, sheet.chart.style(source)
    wide = sheet.width - 2 * EDGE
    if is_first:
        sheet.place(EDGE, sheet.y, sheet.shorten(chart.printed(source), sheet.text, wide, bold=True), weight="bold", color=style.colour)
        sheet.y += sheet.line(sheet.text)
    parts = sorted(rows[rows["basis"] == "part"].fillna({"low": 0}).itertuples(index=False), key=lambda row: ORDER[row.victims])
    for line in sheet.wrap(f"{words.say(f'victims.{group}').capitalize()}: {sentence(rows)}", size, wide)[:2]:
        sheet.place(EDGE, sheet.y, line, fontsize=size, color=palette.INK)
        sheet.y += sheet.line(size)
    sheet.y += PAD
    plot = sheet.plot(EDGE, BAR, (0.0, most * 1.02), (1.0, 0.0), right=RIGHT)
    ends = np.concatenate([[0.0], np.cumsum([float(row.low) for row in parts])])
    from matplotlib.colors import to_rgb

    for k, row in enumerate(parts):
        face = (*to_rgb(style.colour), TINTS[min(k, len(TINTS) - 1)])
        plot.boxes(([ends[k]], [ends[k + 1]]), ([1.0], [0.0]), "white", [face], "_part", width=0.8)
        name = words.say(f"victims.{row.victims}")
        inside = (ends[k + 1] - ends[k]) * (wide - RIGHT + EDGE) / (most * 1.02)
        if sheet.measure(name, size - 0.5) < inside - 0.06:
            plot.text((ends[k] + ends[k + 1]) / 2, 0.5, name, fontsize=size - 0.5, ha="center", va="center", color="white" if k == 0 else palette.INK, zorder=6)
    whole = rows[rows["basis"] == "whole"]
    if len(whole):
        all_ = float(whole["low"].fillna(whole["high"]).iloc[0])
        if all_ > ends[-1]:
            plot.boxes(([ends[-1]], [all_]), ([1.0], [0.0]), style.colour, "white", "_unallocated", hatch="/////")
        plot.boxes(([0.0], [all_]), ([1.0], [0.0]), style.colour, CLEAR, "_whole", width=1.0, zorder=3)
    sheet.y += GAP


def sentence(rows: pd.DataFrame) -> str:
    """`civilians 200+, combatants 30, not told 12–40, of 262+`; says where parts exceed the whole."""
    parts = sorted(rows[rows["basis"] == "part"].itertuples(index=False), key=lambda row: ORDER[row.victims])
    said = [f"{words.say(f'victims.{row.victims}')} {row.label}" for row in parts]
    left, whole = rows[rows["basis"] == "unallocated"], rows[rows["basis"] == "whole"]
    if len(left) and PARTS_EXCEED in str(left["flags"].iloc[0]):
        said.append(words.say("victims.exceed"))
    elif len(left) and left["high"].iloc[0] > 0:
        said.append(f"{words.say('victims.left')} {left['label'].iloc[0]}")
    return ", ".join([*said, *(f"of {label}" for label in whole["label"])])
