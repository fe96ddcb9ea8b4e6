"""The key of a chart: which look is which source, and what the marks mean; only what is in the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet, bare
from casualties.report.marks import LEFT_OVER, WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    from matplotlib.axes import Axes

    from casualties.report.palette import Style


def draw_sources(sheet: Sheet) -> None:
    """Every source drawn, with its marker, in as many columns as fit."""
    chart, size = sheet.chart, sheet.text - 0.5
    sources = chart.sources
    names = [sheet.shorten(chart.printed(source), size, (sheet.width - 2 * EDGE) / 2 - 0.25) for source in sources]
    wide = max(sheet.measure(name, size) for name in names) + 0.28
    columns = max(1, int((sheet.width - 2 * EDGE) // wide))
    rows = -(-len(sources) // columns)
    line = sheet.line(size) + 0.015
    ax = _layer(sheet, rows * line)
    for i, (source, name) in enumerate(zip(sources, names, strict=True)):
        column, row = divmod(i, rows)
        x, y = column * wide + 0.06, rows * line - (row + 0.5) * line
        style = chart.style(source)
        ax.scatter([x], [y], s=artists.DOT, marker=style.marker, facecolors="white", edgecolors=style.colour, linewidths=1.1)
        ax.text(x + 0.1, y, name, fontsize=size, va="center", color=style.colour if source != palette.COMBINED else palette.INK)
    sheet.y += 0.06


def _layer(sheet: Sheet, height: float) -> Axes:
    ax = sheet.axes(EDGE, height, right=EDGE)
    bare(ax)
    ax.set_xlim(0, sheet.width - 2 * EDGE)
    ax.set_ylim(0, height)
    return ax


def entries(marks: pd.DataFrame, strips: Collection[str] = ()) -> list[str]:
    """Keys of the looks that occur in these marks; `strips` names the grey strips that have no words of their own."""
    days, spans = marks[marks["kind"] == "day"], marks[marks["kind"] == "span"]
    figures = marks[marks["kind"].isin(["day", "span"])]
    recorded = days[days["status"] != "none_recorded"]
    several = recorded["n_sources"].fillna(0) >= 2
    tests = {
        "ring": bool((~several).any()),
        "filled": bool(several.any()),
        "range": bool(((days["high"] > days["low"]).fillna(False).to_numpy(dtype=bool) & ~artists.ceilings(days)).any()),
        "open": bool(days["high_open"].any()),
        "upto": bool(artists.ceilings(days).any()),
        "hollow": bool(figures["hollow"].any()),
        "zero": bool((days["status"] == "none_recorded").any()),
        "provisional": bool(figures["provisional"].any()),
        "left": bool(figures["basis"].isin(LEFT_OVER).any()),
        "allocated": bool((spans["basis"] == "allocated").any()),
        "whole": bool((spans["basis"] == WHOLE).any()),
        "silence": "silence" in strips,
        "inside": "inside" in strips,
    }
    return [name for name, present in tests.items() if present]


def _sample(ax: Axes, name: str, x: float, y: float, style: Style) -> None:
    import pandas as pd
    from matplotlib.transforms import Affine2D

    figures: dict[str, Any] = {
        "low": y,
        "best": y,
        "high": y,
        "high_open": False,
        "status": "reported",
        "n_sources": 1,
        "hollow": False,
        "provisional": False,
        "basis": "",
    }
    changes: dict[str, dict[str, Any]] = {
        "filled": {"n_sources": 2},
        "range": {"low": y - 0.05, "high": y + 0.05},
        "hollow": {"low": y - 0.05, "high": y + 0.05, "hollow": True},
        "provisional": {"provisional": True, "low": y - 0.05, "high": y + 0.05},
        "upto": {"low": None, "best": None, "high": y + 0.05},
    }
    frame = pd.DataFrame([figures | changes.get(name, {})]).astype({"low": "Float64", "best": "Float64", "high": "Float64"})
    at = [x]
    if name in ("silence", "inside"):
        artists.strip(ax, _array(0.0), palette.SILENCE if name == "silence" else palette.INSIDE, "_key")
        ax.collections[-1].set_transform(Affine2D().scale(0.16, 0.07).translate(x, y - 0.035) + ax.transData)
    elif name in ("left", "allocated", "whole"):
        frame["basis"] = {"left": "remainder", "allocated": "allocated", "whole": WHOLE}[name]
        artists.span_boxes(ax, frame, _array(x - 0.08), _array(x + 0.08), _array(y - 0.035), _array(y + 0.035), style)
    elif name == "open":
        artists.arrows(ax, frame.assign(high_open=True, high=y - 0.06), _array(x), style)
    elif name == "upto":
        ax.plot(at * 2, [y - 0.05, y + 0.05], linestyle="dotted", linewidth=0.9, color=style.colour)
        ax.scatter(at, [y + 0.05], marker="_", s=artists.DOT * 2, color=style.colour, linewidths=1.0)
    elif name == "zero":
        ax.scatter(at, [y], s=artists.DOT, marker="_", color=style.colour, linewidths=0.8)
    else:
        artists.bars(ax, frame, _array(x), style)
        artists.dots(ax, frame, _array(x), style)


def _array(value: float) -> Any:
    import numpy as np

    return np.array([value])


def draw_key(sheet: Sheet, strips: Collection[str] = ()) -> None:
    """What the marks mean, in one or more lines."""
    from casualties.report.palette import Style

    names = entries(sheet.chart.marks, strips)
    if not names:
        return
    size = sheet.text - 0.5
    style = Style(palette.MUTED, "o")
    items = [(name, words.say(f"key.{name}")) for name in names]
    places, row, x = [], 0, 0.1
    for name, text in items:
        wide = sheet.measure(text, size) + 0.36
        if x + wide > sheet.width - 2 * EDGE and x > 0.1:
            row, x = row + 1, 0.1
        places.append((name, text, x, row))
        x += wide
    line = 0.17
    ax = _layer(sheet, (row + 1) * line)
    for name, text, left, at in places:
        y = (row - at + 0.5) * line
        _sample(ax, name, left, y, style)
        ax.text(left + 0.12, y, text, fontsize=size, va="center", color=palette.MUTED)
