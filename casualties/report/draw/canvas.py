"""The sheet a chart is drawn on: settings, measured text, header, footer, axes placed in inches."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import fonts, palette, words
from casualties.report.draw.lettering import letter
from casualties.report.draw.plot import Ink, Plot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

LINE = 1.32  # height of a line in units of the text size
EDGE = 0.06  # inches left free at every edge


@contextmanager
def settings(text: float = 7.0) -> Iterator[None]:
    """The settings charts are made and saved under, without touching the global ones."""
    from matplotlib import rc_context, rcdefaults, rcParams

    fonts.register()
    with rc_context():
        rcdefaults()
        rcParams.update(
            {
                "font.family": list(fonts.FAMILIES),
                "font.size": text,
                "text.parse_math": False,
                "text.color": palette.INK,
                "axes.edgecolor": palette.MUTED,
                "axes.linewidth": 0.6,
                "axes.unicode_minus": True,
                "xtick.color": palette.MUTED,
                "ytick.color": palette.MUTED,
                "figure.dpi": 100,
                "svg.fonttype": "none",
                "svg.hashsalt": "casualties",
                "path.simplify": True,
            },
        )
        yield


class Sheet:
    """A Figure filled from the top down; positions in inches from the left and from the top.

    One axes without a frame covers it all, in inches, and holds texts and marks; `axes` gives real ones where data coordinates are wanted.
    The height is not known before everything is placed: `finish` sets it.
    """

    def __init__(self, chart: Chart) -> None:
        from matplotlib.figure import Figure

        self.chart = chart
        self.width = chart.size.width
        self.text = chart.size.text
        self.figure: Figure = Figure(figsize=(self.width, 1.0), facecolor="white")
        self.y = EDGE
        self.unlabelled = 0
        self._axes: list[tuple[Axes, float, float, float, float]] = []
        self._inks: list[Ink] = []
        self.paper = self._ink((0.0, 0.0, 1.0, 1.0))
        self.paper.ax.set_axis_off()
        self.paper.ax.set_xlim(0, self.width)

    def _ink(self, place: tuple[float, float, float, float]) -> Ink:
        ink = Ink(self.figure.add_axes(place))
        self._inks.append(ink)
        return ink

    def margin(self, inches: float) -> float:
        """A margin for words beside a plot, which grows with the size of the text."""
        return inches * self.text / 7

    def line(self, size: float) -> float:
        """Height of a line of text (inches)."""
        return size * LINE / 72

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of a text (inches)."""
        return fonts.width(text, size, bold=bold)

    def wrap(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """The text in lines that fit the width; a word wider than a line is cut with an ellipsis."""
        lines: list[str] = []
        current = ""
        for word in text.split():
            joined = f"{current} {word}".strip()
            if current and self.measure(joined, size, bold=bold) > width:
                lines.append(current)
                joined = word
            current = joined
        return [self.shorten(line, size, width, bold=bold) for line in [*lines, current]]

    def shorten(self, text: str, size: float, width: float, *, bold: bool = False) -> str:
        """The text, cut with an ellipsis where it is wider than the width (inches)."""
        if self.measure(text, size, bold=bold) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.measure(text[:middle].rstrip() + "…", size, bold=bold) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…"

    def place(self, x: float, y: float, text: str, **options: Any) -> None:
        """A text with its top left corner (or as aligned) at x, y inches."""
        letter(self.paper.ax, x, y, text, **{"va": "top", "ha": "left", "fontsize": self.text, **options})

    def paragraph(self, text: str, size: float, *, bold: bool = False, colour: str = palette.INK) -> None:
        """Lines of text over the whole width; moves down."""
        for line in self.wrap(fonts.printable(text), size, self.width - 2 * EDGE, bold=bold):
            self.place(EDGE, self.y, line, fontsize=size, weight="bold" if bold else "normal", color=colour)
            self.y += self.line(size)

    def plot(self, left: float, height: float, xlim: tuple[float, float], ylim: tuple[float, float], *, right: float = 0.12) -> Plot:
        """A plot of that height on the sheet itself, over the width between left and right (inches); moves down.

        Parameters
        ----------
        left, height, right : float
            Inches.
        xlim, ylim : tuple of float
            Data at the left and right, and at the bottom and top.
        """
        x = (self.width - left - right) / (xlim[1] - xlim[0])
        y = -height / (ylim[1] - ylim[0])
        made = Plot(self.paper, (x, left - xlim[0] * x), (y, self.y + height - ylim[0] * y))
        self.y += height
        return made

    def axes(self, left: float, height: float, xlim: tuple[float, float], ylim: tuple[float, float], *, right: float = 0.12) -> Plot:
        """As `plot`, on axes of their own with data coordinates and no frame."""
        ink = self._ink((0.1, 0.1, 0.1, 0.1))
        ink.ax.set_axis_off()
        ink.ax.set_xlim(*xlim)
        ink.ax.set_ylim(*ylim)
        self._axes.append((ink.ax, left, self.y, self.width - left - right, height))
        self.y += height
        return Plot(ink)

    def rule(self, left: float, right: float, y: float, colour: str = palette.MUTED, width: float = 0.6) -> None:
        """A horizontal line (inches)."""
        Plot(self.paper).lines(([left], [right]), ([y], [y]), colour, width, "_rule", zorder=2.5)

    def header(self, subtitle: str) -> None:
        """Title and subtitle."""
        self.paragraph(self.chart.title(), self.text + 2, bold=True)
        self.paragraph(subtitle, self.text, colour=palette.MUTED)
        self.y += 0.05

    def finish(self) -> Figure:
        """Footer, final height, final places."""
        self.y += 0.05
        footer = [*self.chart.notes, *self.chart.footer()]
        if self.unlabelled:
            footer.append(words.say("chart.unlabelled", figures=words.plural(self.unlabelled, "figure")))
        if any(fonts.REPLACEMENT in drawn.get_text() for ink in self._inks for drawn in ink.ax.texts):
            footer.append(words.say("chart.glyphs", mark=fonts.REPLACEMENT))
        for line in footer:
            self.paragraph(line, self.text - 0.5, colour=palette.MUTED)
        height = self.y + EDGE
        self.figure.set_size_inches(self.width, height)
        self.paper.ax.set_ylim(height, 0)
        for ax, left, top, width, tall in self._axes:
            ax.set_position((left / self.width, 1 - (top + tall) / height, width / self.width, tall / height))
        for ink in self._inks:
            ink.dry()
        return self.figure


def persons_axis(sheet: Sheet, plot: Plot, ends: tuple[float, float], positions: list[int], size: float) -> None:
    """Light lines at whole numbers of persons over a plot on the sheet, from left to right (data), and the numbers left of them."""
    left, right = ends
    for position in positions:
        x, y = plot.at(left, float(position))
        sheet.rule(x, plot.at(right, 0.0)[0], y, palette.GRID, 0.5)
        sheet.place(x - 0.05, y, words.number(position), fontsize=size, ha="right", va="center", color=palette.MUTED)


def persons_scale(sheet: Sheet, plot: Plot, rows: float, positions: list[int], ends: tuple[float, float], *, moves: bool = True) -> None:
    """Light lines over horizontal bars at whole numbers of persons, and where it moves down, a line and the numbers below.

    Parameters
    ----------
    rows : float
        Rows of the plot, the first at 0; 0 for a plot that has its own lines.
    positions : list of int
        Persons.
    ends : tuple of float
        Left and right end of the line (inches).
    moves : bool
        Numbers below: not for a plot that others with the same scale follow.
    """
    if rows:
        plot.comb(np.array(positions, dtype=float), -0.5, rows - 0.5, palette.GRID, 0.5, "_grid", zorder=0.5)
    if not moves:
        return
    bottom, size = sheet.y, sheet.text - 0.5
    sheet.rule(*ends, bottom)
    for position in positions:
        sheet.place(plot.at(float(position), 0.0)[0], bottom + 0.04, words.number(position), fontsize=size, ha="center", color=palette.MUTED)
    sheet.y += 0.05 + sheet.line(size)


def time_axis(sheet: Sheet, left: float, right: float, limits: tuple[float, float], last: pd.Timestamp) -> None:
    """A line with days, months or years under it, between left and right (inches); moves down.

    Parameters
    ----------
    limits : tuple of float
        Days at the left and at the right.
    last : Timestamp
        Last day of the axis.
    """
    size = sheet.text - 0.5
    positions, labels = ticks(sheet.chart.window[0], last, max(4, min(31, int((right - left) / (1.7 * size / 72)))))
    scale(sheet, (left, right), limits, positions, labels)


def scale(sheet: Sheet, ends: tuple[float, float], limits: tuple[float, float], positions: Sequence[float], labels: Sequence[str]) -> None:
    """A line with ticks and their labels, on the sheet between two ends (inches); moves down. Positions and limits in the units of the axis."""
    size, top, (left, right) = sheet.text - 0.5, sheet.y, ends
    sheet.rule(left, right, top)
    x = left + (np.array(positions) - limits[0]) / (limits[1] - limits[0]) * (right - left)
    Plot(sheet.paper).comb(x, top, top + 2 / 72, palette.MUTED, 0.6, "_tick")
    for at, label in zip(x, labels, strict=True):
        for i, line in enumerate(label.split("\n")):
            sheet.place(float(at), top + 4 / 72 + i * sheet.line(size), line, fontsize=size, ha="center", color=palette.MUTED)
    sheet.y += 2 * sheet.line(sheet.text) + 0.06


def ticks(start: pd.Timestamp, end: pd.Timestamp, most: int = 31) -> tuple[list[float], list[str]]:
    """Positions (days from start) and labels of a time axis: days, months or years, no more than `most`.

    The first label and each first of a month (of a year) name the month (the year).
    """
    import pandas as pd

    length = (end - start).days + 1
    step = next((s for s in (1, 2, 5, 10) if length / s <= most), None)
    if step:
        days = [d for d in pd.date_range(start, end) if d == start or step == 1 or d.day == 1 or (d.day % step == 0 and d.day <= 30 - step // 2)]
        kept = [d for i, d in enumerate(days) if i == 0 or (d - start).days >= step / 2]
        return [float((d - start).days) for d in kept], [
            f"{d.day}\n{words.MONTHS[d.month - 1][:3]}" if i == 0 or d.day == 1 else str(d.day) for i, d in enumerate(kept)
        ]
    months = pd.date_range(start, end, freq="MS")
    step = next((s for s in (1, 2, 3, 6) if len(months) / s <= min(most, 16)), None)
    if step:
        kept = [d for d in months if (d.month - 1) % step == 0]
        labels = [words.MONTHS[d.month - 1][:3] + (f"\n{d.year}" if i == 0 or d.month == 1 else "") for i, d in enumerate(kept)]
        return [float((d - start).days) for d in kept], labels
    years = pd.date_range(start, end, freq="YS")
    every = -(-len(years) // max(1, min(int(most / 1.9), 16)))  # four digits need more room than a day
    kept = list(years[::every])
    return [float((d - start).days) for d in kept], [str(d.year) for d in kept]


def nice_ticks(top: float, most: float = 5.5) -> list[int]:
    """Two to six whole numbers from 0 to at most `top`, for an axis of persons."""
    if top <= 1:
        return [0, 1]
    size = 10 ** (len(str(int(top))) - 1)
    step = next(s for s in (max(size // 10, 1), max(size // 5, 1), max(size // 2, 1), size, 2 * size, 5 * size) if top / s <= most)
    return list(range(0, int(top) + 1, int(step)))
