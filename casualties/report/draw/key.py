"""The key of a chart: which look is which source, and what the marks mean; only what is in the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet
from casualties.report.draw.drawn import sample
from casualties.report.draw.plot import SIDEWAYS
from casualties.report.marks import WHOLE
from casualties.report.palette import Style

if TYPE_CHECKING:
    from collections.abc import Collection

    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot

_BOXES: dict[str, tuple[str, str | None]] = {
    "outline": ("white", None),
    "outline_victims": ("white", None),
    "solid": ("solid", None),
    "tint": ("tint", None),
    "hatched": ("white", "/////"),
    "hatched_victims": ("white", "/////"),
    "empty_cell": ("white", "//////"),
    "inside_cell": (palette.INSIDE, None),
    "stretch": ("white", None),
}
LINE = 0.17  # height of a line of the key of marks (inches)


def draw_sources(sheet: Sheet) -> None:
    """Every source drawn, with its marker, in as many columns as fit."""
    chart, size = sheet.chart, sheet.text - 0.5
    sources = chart.sources
    names = [sheet.shorten(chart.printed(source), size, (sheet.width - 2 * EDGE) / 2 - 0.25) for source in sources]
    wide = max(sheet.measure(name, size) for name in names) + 0.28
    columns = max(1, int((sheet.width - 2 * EDGE) // wide))
    rows = -(-len(sources) // columns)
    plot = _layer(sheet, rows * (sheet.line(size) + 0.015), rows)
    for i, (source, name) in enumerate(zip(sources, names, strict=True)):
        column, row = divmod(i, rows)
        x, y, style = column * wide + 0.06, row + 0.5, chart.style(source)
        plot.points([x], [y], style.marker, style.colour, "white", "_key", size=artists.DOT, width=1.1)
        plot.text(x + 0.1, y, name, fontsize=size, va="center", color=style.colour if source != palette.COMBINED else palette.INK)
    sheet.y += 0.06


def _rgb(colour: str) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    return to_rgb(colour)


def _layer(sheet: Sheet, height: float, rows: float) -> Plot:
    """A plot over the whole width in inches, with rows counted from above."""
    return sheet.plot(EDGE, height, (0.0, sheet.width - 2 * EDGE), (rows, 0.0), right=EDGE)


def entries(marks: Drawn, strips: Collection[str] = ()) -> list[str]:
    """Keys of the looks that occur in these marks; `strips` names the grey strips that have no words of their own."""
    days, spans = marks.take(marks.kind == "day"), marks.take(marks.kind == "span")
    figures = marks.take(np.isin(marks.kind, ("day", "span")))
    several = days.sources[days.recorded] >= 2
    tests = {
        "ring": (~several).any(),
        "filled": several.any(),
        "range": ((days.high > days.low) & ~days.ceilings).any(),
        "open": days.is_open.any(),
        "upto": days.ceilings.any(),
        "hollow": figures.hollow.any(),
        "zero": (~days.recorded).any(),
        "provisional": figures.recent.any(),
        "left": figures.left_over.any(),
        "allocated": (spans.basis == "allocated").any(),
        "whole": (spans.basis == WHOLE).any(),
        "silence": "silence" in strips,
        "inside": "inside" in strips,
    }
    return [name for name, present in tests.items() if present]


def _shape(plot: Plot, name: str, left: float, row: float, style: Style) -> bool:
    """The look of that name where it is a box, a line or a lone mark; False where it is none of these."""
    x = np.array([left])
    if name in _BOXES:
        face, hatch = _BOXES[name]
        colour = style.colour if face == "solid" else (*_rgb(style.colour), 0.22) if face == "tint" else face
        edge = palette.SILENCE if name == "empty_cell" else style.colour
        plot.boxes((x - 0.08, x + 0.08), ([row + 0.25], [row - 0.25]), edge, colour, "_key", width=0.8, hatch=hatch, zorder=1)
    elif name == "sideways":
        plot.points(x - 0.05, [row], SIDEWAYS, style.colour, None, "_key", size=(2 * artists.ARROW) ** 2, width=1.0)
    elif name == "line":
        plot.lines((x - 0.08, x + 0.08), ([row], [row]), style.colour, 1.4, "_key")
    elif name == "loose":
        plot.points(x, [row], style.marker, style.colour, "white", "_key", size=artists.DOT, width=1.1)
    else:
        return False
    return True


def _sample(plot: Plot, name: str, left: float, row: float, style: Style) -> None:
    """The look of that name at a place (inches from the left, middle of a row)."""
    x, up = np.array([left]), 0.05 / LINE
    low, high = row + up, row - up  # rows are counted from above
    if _shape(plot, name, left, row, style):
        return
    if name in ("silence", "inside"):
        cell = palette.SILENCE if name == "silence" else palette.INSIDE
        plot.boxes((x - 0.08, x + 0.08), ([row + 0.2], [row - 0.2]), "white", cell, "_key", width=0.3, zorder=1)
    elif name in ("left", "allocated", "whole"):
        basis = {"left": "remainder", "allocated": "allocated", "whole": WHOLE}[name]
        artists.span_boxes(plot, sample(row, row, row, basis=basis), x - 0.08, x + 0.08, np.array([row + 0.2]), np.array([row - 0.2]), style)
    elif name == "open":
        artists.arrows(plot, sample(low, low, row + 0.06 / LINE, is_open=True), x, style)
    elif name == "upto":
        plot.lines((x, x), ([low], [high]), style.colour, 0.9, "_key", dashes="dotted")
        plot.points(x, [high], "_", style.colour, None, "_key", size=artists.DOT * 2, width=1.0)
    elif name == "zero":
        plot.points(x, [row], "_", style.colour, None, "_key", size=artists.DOT, width=0.8)
    else:
        recent = name == "provisional"
        if name in ("range", "hollow", "provisional"):
            colour = artists.colours(style.colour, sample(row, row, row, recent=recent))
            plot.lines((x, x), ([low], [high]), colour, 2.0, "_key")
        if name == "hollow":
            plot.lines((x, x), ([low], [high]), "white", 0.9, "_key", zorder=2.1)
        artists.dots(plot, sample(row, row, row, recent=recent, sources=2.0 if name == "filled" else 1.0), x, style)


def draw_key(sheet: Sheet, strips: Collection[str] = ()) -> None:
    """What the marks mean, in one or more lines."""
    draw_entries(sheet, entries(sheet.chart.drawn, strips))


def draw_entries(sheet: Sheet, names: Collection[str]) -> None:
    """These entries of the key, in one or more lines."""
    if not names:
        return
    size = sheet.text - 0.5
    style = Style(palette.MUTED, "o")
    places, row, x = [], 0, 0.1
    for name in names:
        text = words.say(f"key.{name}")
        wide = sheet.measure(text, size) + 0.36
        if x + wide > sheet.width - 2 * EDGE and x > 0.1:
            row, x = row + 1, 0.1
        places.append((name, text, x, row))
        x += wide
    plot = _layer(sheet, (row + 1) * LINE, row + 1)
    for name, text, left, at in places:
        _sample(plot, name, left, at + 0.5, style)
        plot.text(left + 0.12, at + 0.5, text, fontsize=size, va="center", color=palette.MUTED)
