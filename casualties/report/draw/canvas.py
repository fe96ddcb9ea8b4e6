"""The sheet a chart is drawn on: settings, measured text, header, footer, axes placed in inches."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from casualties.report import fonts, palette, words

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    The height is not known before everything is placed: `finish` sets it and moves the axes and texts.
    """

    def __init__(self, chart: Chart) -> None:
        from matplotlib.figure import Figure

        self.chart = chart
        self.width = chart.size.width
        self.text = chart.size.text
        self.figure: Figure = Figure(figsize=(self.width, 1.0), facecolor="white")
        self.y = EDGE
        self._axes: list[tuple[Axes, float, float, float, float]] = []
        self._texts: list[tuple[Any, float, float]] = []

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
        options = {"va": "top", "ha": "left", "fontsize": self.text, **options}
        self._texts.append((self.figure.text(0, 0, fonts.printable(text), **options), x, y))

    def paragraph(self, text: str, size: float, *, bold: bool = False, colour: str = palette.INK) -> None:
        """Lines of text over the whole width; moves down."""
        for line in self.wrap(fonts.printable(text), size, self.width - 2 * EDGE, bold=bold):
            self.place(EDGE, self.y, line, fontsize=size, weight="bold" if bold else "normal", color=colour)
            self.y += self.line(size)

    def axes(self, left: float, height: float, *, right: float = 0.12) -> Axes:
        """Axes of that height over the width between left and right (inches); moves down."""
        ax = self.figure.add_axes((0.1, 0.1, 0.1, 0.1))
        self._axes.append((ax, left, self.y, self.width - left - right, height))
        self.y += height
        return ax

    def header(self, subtitle: str) -> None:
        """Title and subtitle."""
        self.paragraph(self.chart.title(), self.text + 2, bold=True)
        self.paragraph(subtitle, self.text, colour=palette.MUTED)
        self.y += 0.05

    def finish(self) -> Figure:
        """Footer, final height, final places."""
        self.y += 0.05
        for line in self.chart.footer():
            self.paragraph(line, self.text - 0.5, colour=palette.MUTED)
        height = self.y + EDGE
        self.figure.set_size_inches(self.width, height)
        for ax, left, top, width, tall in self._axes:
            ax.set_position((left / self.width, 1 - (top + tall) / height, width / self.width, tall / height))
        for text, x, y in self._texts:
            text.set_position((x / self.width, 1 - y / height))
        return self.figure


def bare(ax: Axes) -> None:
    """No frame, no ticks."""
    for side in ("left", "right", "top", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_xticks([], [])
    ax.set_yticks([], [])


def offsets(days: pd.Series, start: pd.Timestamp) -> Any:
    """Days as whole numbers from the start of the window."""
    return (days - start).dt.days.to_numpy(dtype="float64")


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
    every = -(-len(years) // min(most, 16))
    kept = list(years[::every])
    return [float((d - start).days) for d in kept], [str(d.year) for d in kept]


def nice_ticks(top: float, most: float = 5.5) -> list[int]:
    """Two to six whole numbers from 0 to at most `top`, for an axis of persons."""
    if top <= 1:
        return [0, 1]
    size = 10 ** (len(str(int(top))) - 1)
    step = next(s for s in (max(size // 10, 1), max(size // 5, 1), max(size // 2, 1), size, 2 * size, 5 * size) if top / s <= most)
    return list(range(0, int(top) + 1, int(step)))
