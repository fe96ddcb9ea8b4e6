"""Totals of the window, one row a source: range bar, best, arrow where open, figure and coverage in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import artists
from casualties.report.draw.canvas import EDGE, Sheet, nice_ticks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

MOST = 40


def coverage_words(share: float, days: int) -> str:
    """`14 of 29 days`."""
    return words.say("coverage", days=words.number(round(share * days)), all=words.number(days))


def drawn_totals(chart: Chart) -> pd.DataFrame:
    """Rows in the order drawn, at most MOST: sources in the order of their styles, those without any figure left out."""
    marks = chart.marks[chart.marks["low"].notna() | chart.marks["high"].notna()]
    order = {name: i for i, name in enumerate(chart.sources)}
    return marks.assign(_order=marks["source"].map(order)).sort_values("_order", kind="stable").drop(columns="_order").head(MOST)


def _bars(ax: Axes, chart: Chart, frame: pd.DataFrame) -> None:
    from matplotlib.collections import LineCollection

    low, best, high = (artists.heights(frame, name) for name in ("low", "best", "high"))
    y = np.arange(len(frame), dtype=float)
    colours = [chart.style(source).colour for source in frame["source"]]
    base = np.where(np.isfinite(low), low, 0.0)
    top = np.where(np.isfinite(high), high, base)
    spread = np.flatnonzero(top > base)
    segments = [[(base[i], y[i]), (top[i], y[i])] for i in spread]
    ax.add_collection(LineCollection(segments, colors=[colours[i] for i in spread], linewidths=2.6, label="_range", capstyle="butt"), autolim=False)
    inner = [i for i in spread if frame["hollow"].iloc[i]]
    ax.add_collection(LineCollection([[(base[i], y[i]), (top[i], y[i])] for i in inner], colors="white", linewidths=1.2, label="_hollow"), autolim=False)
    for i, source in enumerate(frame["source"]):
        if np.isfinite(best[i]):
            ax.scatter(
                best[i],
                y[i],
                s=artists.DOT * 1.3,
                marker=chart.style(source).marker,
                facecolors="white",
                edgecolors=colours[i],
                linewidths=1.2,
                zorder=4,
                clip_on=False,
            )


def _row_words(frame: pd.DataFrame, days: int) -> list[str]:
    return [f"{label}  ·  {coverage_words(share, days)}" for label, share in zip(frame["label"], frame["coverage"], strict=True)]


def draw_totals(chart: Chart) -> Figure:
    """Horizontal range bars of per-source totals; the coverage stands beside each, since totals over different days are not comparable."""
    sheet = Sheet(chart)
    sheet.header(words.say("chart.totals"))
    frame = drawn_totals(chart)
    if frame.empty:
        sheet.paragraph(words.say("chart.empty"), sheet.text + 1)
        return sheet.finish()
    days = (chart.window[1] - chart.window[0]).days + 1
    texts = _row_words(frame, days)
    size = sheet.text
    names = [sheet.shorten(chart.printed(source), size, sheet.width * 0.34) for source in frame["source"]]
    left = max(sheet.measure(name, size) for name in names) + EDGE + 0.14
    right = max(sheet.measure(text, size) for text in texts) + EDGE + 0.3
    row = sheet.line(size) + 0.055
    top = sheet.y
    ax = sheet.axes(left, row * len(frame), right=right)
    sheet.y += 0.18
    most = float(np.nanmax([artists.heights(frame, name) for name in ("low", "high")]))
    ax.set_xlim(0, max(most, 1.0) * 1.02)
    ax.set_ylim(len(frame) - 0.5, -0.5)
    for side in ("right", "top", "left"):
        ax.spines[side].set_visible(False)
    positions = nice_ticks(most)
    ax.set_xticks(positions, [words.number(p) for p in positions], fontsize=size - 0.5)
    ax.set_yticks([], [])
    ax.tick_params(axis="x", length=2, pad=2)
    ax.grid(axis="x", color=palette.GRID, linewidth=0.5)
    ax.set_axisbelow(True)
    _bars(ax, chart, frame)
    _open_ends(ax, chart, frame)
    for i, (name, text, source) in enumerate(zip(names, texts, frame["source"], strict=True)):
        middle = top + row * (i + 0.5)
        sheet.place(left - 0.1, middle, name, ha="right", va="center", color=chart.style(source).colour if source != palette.COMBINED else palette.INK)
        sheet.place(sheet.width - right + 0.26, middle, text, va="center")
    return sheet.finish()


def _open_ends(ax: Axes, chart: Chart, frame: pd.DataFrame) -> None:
    from matplotlib.transforms import Affine2D

    high, low = artists.heights(frame, "high"), artists.heights(frame, "low")
    ends = np.where(np.isfinite(high), high, low)
    chosen = np.flatnonzero(frame["high_open"].to_numpy(dtype=bool) & np.isfinite(ends))
    sideways = artists.arrow_path().transformed(Affine2D().rotate_deg(-90))
    colours = [chart.style(frame["source"].iloc[i]).colour for i in chosen]
    if len(chosen):
        ax.scatter(
            ends[chosen],
            chosen,
            s=(2 * artists.ARROW) ** 2,
            marker=sideways,
            facecolors="none",
            edgecolors=colours,
            linewidths=1.0,
            label="_open",
            zorder=3,
            clip_on=False,
        )
