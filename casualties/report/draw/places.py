"""Totals by place, one panel a source: the whole as an outline, each place inside it, and hatched what no place is given for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.report import palette, words
from casualties.report.breakdown import whole_of
from casualties.report.breakdown_marks import PARTS_EXCEED
from casualties.report.draw.bars import draw_bars, most_of, tops
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_scale
from casualties.report.draw.key import draw_entries
from casualties.report.draw.totals import coverage_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

MOST_PARTS = 20
PAD = 0.04  # inches between rows
GAP = 0.07  # inches below a panel
SEVERAL = ">"
MOST_SOURCES = 38  # of a panel of several


def order_of(rows: pd.DataFrame) -> list[str]:
    """Parts, the one with the highest figure of any source first."""
    parts = rows[rows["basis"] == "part"]
    top = pd.Series(tops(parts), index=parts["place_id"].to_numpy()).groupby(level=0).max()
    return sorted(top.index, key=lambda name: (-top[name], name))


def panels(chart: Chart) -> dict[str, pd.DataFrame]:
    """The rows of each panel in their order: sources with several rows one each, then those that name one place alone, then those that name none.

    Panels of several sources have a name that begins with SEVERAL, and the place.
    """
    m = chart.marks
    rank = {name: i for i, name in enumerate(order_of(m))}
    known = m.assign(_rank=[-1 if b == "whole" else len(rank) if b == "unallocated" else rank[p] for b, p in zip(m["basis"], m["place_id"], strict=True)])
    found: dict[str, pd.DataFrame] = {}
    single: dict[str, list[pd.DataFrame]] = {}
    for source in chart.sources:
        rows = _telling(known[known["source"] == source].sort_values("_rank", kind="stable"))
        if len(rows) > 1:
            found[source] = rows.reset_index(drop=True)
        elif len(rows):
            place = str(rows["place_id"].iloc[0]) if rows["basis"].iloc[0] == "part" else ""
            single.setdefault(SEVERAL + place, []).append(rows)
    return found | {name: pd.concat(single[name], ignore_index=True) for name in sorted(single, key=lambda n: (n == SEVERAL, rank.get(n[1:], 0)))}


def _telling(mine: pd.DataFrame) -> pd.DataFrame:
    """The rows of a source that say something: not a whole that is all of its one part, nor that nothing is left."""
    parts, whole = mine[mine["basis"] == "part"], mine[mine["basis"] == "whole"]
    if parts.empty:
        return mine[mine["basis"] == "unallocated"]
    figure = ["low", "high", "high_open"]
    same = len(parts) == 1 and (whole.empty or whole[figure].fillna(-1).to_numpy().tolist() == parts[figure].fillna(-1).to_numpy().tolist())
    if same:
        return parts
    return mine[(mine["basis"] != "unallocated") | (tops(mine) > 0) | mine["flags"].notna()]


def _over(rows: pd.DataFrame) -> Any:
    """Positions of rows for which a panel has no room."""
    if rows["source"].nunique() > 1:
        return np.arange(len(rows))[MOST_SOURCES:]
    return np.flatnonzero(rows["basis"] == "part")[MOST_PARTS:]


def _cut(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows that are drawn, and the number of the others."""
    over = _over(rows)
    return rows.drop(index=rows.index[over]).reset_index(drop=True), len(over)


def heights(chart: Chart) -> list[float]:
    """What each panel needs (inches), in the order of `panels`."""
    line, name = chart.size.text * 1.32 / 72, (chart.size.text + 0.5) * 1.32 / 72
    found = []
    for rows in panels(chart).values():
        shown, over = _cut(rows)
        found.append(name + (line + PAD) * len(shown) + line * bool(over) + GAP)
    return found


def draw_places(chart: Chart) -> Figure:
    """One panel a source, all with the same scale and the same order of places; totals of sources are never added."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.places"))
    found = panels(chart)
    if not found:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    most = float(chart.top or most_of(chart.marks))
    texts = {source: _texts(chart, rows, source) for source, rows in found.items()}
    size = sheet.text
    left = min(max(sheet.measure(name, size) for rows in texts.values() for name, _ in rows) + EDGE + 0.1, sheet.width * 0.34)
    right = min(max(sheet.measure(text, size) for rows in texts.values() for _, text in rows) + EDGE + 0.28, sheet.width * 0.36)
    columns = (left, right, most)
    last = list(found)[-1]
    for source, rows in found.items():
        _panel(sheet, source, rows, texts[source], columns, is_last=source == last)
    _key(sheet)
    return sheet.finish()


def _texts(chart: Chart, rows: pd.DataFrame, source: str) -> list[tuple[str, str]]:
    days = int(chart.length(chart.window[1])) + 1
    out = []
    for row in rows.itertuples(index=False):
        name = {"whole": words.say("places.whole", place=chart.places.get(row.place_id, row.place_id)), "unallocated": words.say("places.left")}
        label = chart.printed(row.source) if source.startswith(SEVERAL) else name.get(row.basis, chart.places.get(row.place_id, row.place_id))
        figure = words.say("victims.exceed") if row.flags == PARTS_EXCEED else row.label
        covered = "" if row.basis == "unallocated" and not source.startswith(SEVERAL) else f"  ·  {coverage_words(row.coverage, days)}"
        out.append((str(label), f"{figure}{covered}"))
    return out


def _panel(sheet: Sheet, source: str, rows: pd.DataFrame, texts: list[tuple[str, str]], columns: tuple[float, float, float], *, is_last: bool) -> None:
    chart, size, (left, right, most) = sheet.chart, sheet.text, columns
    several = source.startswith(SEVERAL)
    title, colour = (_several(chart, source[1:]), palette.INK) if several else (chart.printed(source), chart.style(source).colour)
    sheet.place(EDGE, sheet.y, sheet.shorten(title, size + 0.5, sheet.width - 2 * EDGE, bold=True), weight="bold", color=colour, fontsize=size + 0.5)
    sheet.y += sheet.line(size + 0.5)
    shown, over = _cut(rows)
    if over:
        first = _over(rows)[0]
        texts = texts[:first] + texts[first + over :]
    plot = sheet.plot(left, (sheet.line(size) + PAD) * len(shown), (0.0, most * 1.02), (len(shown) - 0.5, -0.5), right=right)
    for name in dict.fromkeys(shown["source"]):
        mine = (shown["source"] == name).to_numpy()
        draw_bars(plot, shown[mine], np.flatnonzero(mine).astype(float), chart.style(name))
    for i, (name, text) in enumerate(texts):
        middle = plot.at(0.0, float(i))[1]
        shade: Any = chart.style(shown["source"].iloc[i]).colour if several else palette.INK
        sheet.place(left - 0.06, middle, sheet.shorten(name, size, left - EDGE - 0.06), ha="right", va="center", color=shade)
        sheet.place(sheet.width - right + 0.24, middle, sheet.shorten(text, size, right - EDGE - 0.24), va="center")
    persons_scale(sheet, plot, len(shown), nice_ticks(most), (left, sheet.width - right), moves=is_last)
    if over:
        sheet.place(left, sheet.y, words.say("places.more", count=words.plural(over, "source" if several else "place")), color=palette.MUTED)
        sheet.y += sheet.line(size)
    sheet.y += GAP


def _several(chart: Chart, place: str) -> str:
    """Title of a panel of several sources."""
    if place:
        return words.say("places.only", place=chart.places.get(place, place))
    return words.say("places.none", place=chart.places.get(whole := whole_of(chart.marks["place_id"]), whole))


def _key(sheet: Sheet) -> None:
    m = sheet.chart.marks
    tests = {
        "outline": (m["basis"] == "whole").any(),
        "solid": (m["basis"] == "part").any(),
        "tint": (tops(m) > m["low"].to_numpy("float64", na_value=0.0)).any(),
        "hatched": (m["basis"] == "unallocated").any(),
        "sideways": m["high_open"].any(),
        "hollow": m["hollow"].any(),
    }
    draw_entries(sheet, [name for name, present in tests.items() if present])
