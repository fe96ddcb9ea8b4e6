"""Totals by place, one panel a source: the whole as an outline, each place inside it, and hatched what no place is given for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette, words
from casualties.report.breakdown_marks import PARTS_EXCEED
from casualties.report.draw.bars import draw_bars, most_of
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks, persons_scale
from casualties.report.draw.key import draw_entries
from casualties.report.draw.totals import coverage_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn

MOST_PARTS = 20
MOST_SOURCES = 38  # of a panel of several
PAD = 0.02  # inches between rows
GAP = 0.07  # inches below a panel
SEVERAL = ">"


def whole_place(chart: Chart) -> str:
    """The place whose parts are drawn."""
    return min(chart.drawn.place.tolist(), key=lambda name: (name.count("/"), len(name), name), default="")


def order_of(rows: Drawn) -> list[str]:
    """Parts, the one with the highest figure of any source first."""
    top: dict[str, float] = {}
    for place, basis, value in zip(rows.place, rows.basis, rows.tops, strict=True):
        if basis == "part":
            top[place] = max(top.get(place, 0.0), float(value))
    return sorted(top, key=lambda name: (-top[name], name))


def panels(chart: Chart) -> dict[str, Any]:
    """Positions of the marks of each panel: sources with several rows one each, then those that name one place alone, then those that name none.

    Panels of several sources have a name that begins with SEVERAL, and the place.
    """
    m = chart.drawn
    rank = {name: i for i, name in enumerate(order_of(m))}
    at = [-1 if b == "whole" else len(rank) if b == "unallocated" else rank[p] for b, p in zip(m.basis, m.place, strict=True)]
    by_source: dict[str, list[int]] = {source: [] for source in chart.sources}
    for i in sorted(range(m.count), key=lambda i: at[i]):
        if m.source[i] in by_source:
            by_source[m.source[i]].append(i)
    found: dict[str, Any] = {}
    single: dict[str, list[int]] = {}
    for source, mine in by_source.items():
        rows = _telling(m, mine)
        if len(rows) > 1:
            found[source] = np.array(rows)
        elif rows:
            single.setdefault(SEVERAL + (m.place[rows[0]] if m.basis[rows[0]] == "part" else ""), []).append(rows[0])
    return found | {name: np.array(single[name]) for name in sorted(single, key=lambda n: (n == SEVERAL, rank.get(n[1:], 0)))}


def _telling(m: Drawn, mine: list[int]) -> list[int]:
    """The rows of a source that say something: not a whole that is all of its one part, nor that nothing is left."""
    parts = [i for i in mine if m.basis[i] == "part"]
    if not parts:
        return [i for i in mine if m.basis[i] == "unallocated"]
    whole = [i for i in mine if m.basis[i] == "whole"]
    if len(parts) == 1 and all((m.lows[i], m.tops[i], m.is_open[i]) == (m.lows[parts[0]], m.tops[parts[0]], m.is_open[parts[0]]) for i in whole):
        return parts
    return [i for i in mine if m.basis[i] != "unallocated" or m.tops[i] > 0 or m.flags[i]]


def _over(rows: Drawn) -> Any:
    """Positions of rows for which a panel has no room."""
    if len(set(rows.source)) > 1:
        return np.arange(rows.count)[MOST_SOURCES:]
    return np.flatnonzero(rows.basis == "part")[MOST_PARTS:]


def heights(chart: Chart) -> list[float]:
    """What each panel needs (inches), in the order of `panels`."""
    line, name = chart.size.text * 1.32 / 72, (chart.size.text + 0.5) * 1.32 / 72
    found = []
    for positions in panels(chart).values():
        over = len(_over(chart.drawn.take(positions)))
        found.append(name + (line + PAD) * (len(positions) - over) + line * bool(over) + GAP)
    return found


def draw_places(chart: Chart) -> Figure:
    """One panel a source, all with the same scale and the same order of places; totals of sources are never added."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.places"))
    found = {name: chart.drawn.take(positions) for name, positions in panels(chart).items()}
    if not found:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    most = float(chart.top or most_of(chart.drawn))
    texts = {source: _texts(chart, rows, source) for source, rows in found.items()}
    size = sheet.text
    left = min(max(sheet.measure(name, size) for rows in texts.values() for name, _ in rows) + EDGE + 0.1, sheet.width * 0.34)
    right = min(max(sheet.measure(text, size) for rows in texts.values() for _, text in rows) + EDGE + 0.28, sheet.width * 0.36)
    last = list(found)[-1]
    for source, rows in found.items():
        _panel(sheet, source, rows, texts[source], (left, right, most), is_last=source == last)
    _key(sheet)
    return sheet.finish()


def _texts(chart: Chart, rows: Drawn, source: str) -> list[tuple[str, str]]:
    days, several = int(chart.length(chart.window[1])) + 1, source.startswith(SEVERAL)
    out = []
    for i, (place, basis) in enumerate(zip(rows.place, rows.basis, strict=True)):
        named = chart.places.get(place, place)
        label = words.say("places.whole", place=named) if basis == "whole" else words.say("places.left") if basis == "unallocated" else named
        figure = words.say("parts.exceed") if rows.flags[i] == PARTS_EXCEED else rows.label[i]
        covered = "" if basis == "unallocated" and not several else f"  ·  {coverage_words(rows.coverage[i], days)}"
        out.append((chart.printed(rows.source[i]) if several else label, f"{figure}{covered}"))
    return out


def _panel(sheet: Sheet, source: str, rows: Drawn, texts: list[tuple[str, str]], columns: tuple[float, float, float], *, is_last: bool) -> None:
    chart, size, (left, right, most) = sheet.chart, sheet.text, columns
    several = source.startswith(SEVERAL)
    title, colour = (_several(chart, source[1:]), palette.INK) if several else (chart.printed(source), chart.style(source).colour)
    sheet.place(EDGE, sheet.y, sheet.shorten(title, size + 0.5, sheet.width - 2 * EDGE, bold=True), weight="bold", color=colour, fontsize=size + 0.5)
    sheet.y += sheet.line(size + 0.5)
    over = set(_over(rows).tolist())
    shown = rows.take([i for i in range(rows.count) if i not in over])
    plot = sheet.plot(left, (sheet.line(size) + PAD) * shown.count, (0.0, most * 1.02), (shown.count - 0.5, -0.5), right=right)
    for name in dict.fromkeys(shown.source.tolist()):
        mine = shown.source == name
        draw_bars(plot, shown.take(mine), np.flatnonzero(mine).astype(float), chart.style(name))
    for i, (name, text) in enumerate(text for k, text in enumerate(texts) if k not in over):
        middle = plot.at(0.0, float(i))[1]
        shade = chart.style(shown.source[i]).colour if several else palette.INK
        sheet.place(left - 0.06, middle, sheet.shorten(name, size, left - EDGE - 0.06), ha="right", va="center", color=shade)
        sheet.place(sheet.width - right + 0.24, middle, sheet.shorten(text, size, right - EDGE - 0.24), va="center")
    persons_scale(sheet, plot, shown.count, nice_ticks(most), (left, sheet.width - right), moves=is_last)
    if over:
        sheet.place(left, sheet.y, words.say("places.more", count=words.plural(len(over), "source" if several else "place")), color=palette.MUTED)
        sheet.y += sheet.line(size)
    sheet.y += GAP


def _several(chart: Chart, place: str) -> str:
    """Title of a panel of several sources."""
    if place:
        return words.say("places.only", place=chart.places.get(place, place))
    return words.say("places.none", place=chart.places.get(whole := whole_place(chart), whole))


def _key(sheet: Sheet) -> None:
    m = sheet.chart.drawn
    tests = {
        "outline": (m.basis == "whole").any(),
        "solid": (m.basis == "part").any(),
        "tint": (m.tops > m.lows).any(),
        "hatched": ((m.basis == "unallocated") & (m.tops > 0)).any(),
        "sideways": m.is_open.any(),
        "hollow": m.hollow.any(),
    }
    draw_entries(sheet, [name for name, present in tests.items() if present])
