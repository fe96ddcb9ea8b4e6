"""Figures beside their marks, placed where they cover neither each other nor a mark; what finds no room stands in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from casualties.report import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casualties.report.draw.canvas import Sheet


class Wish(NamedTuple):
    """A label and where it would like to stand.

    Parameters
    ----------
    x, y : float
        Point it belongs to (data).
    text : str
    weight : float
        The heavier is placed first.
    colour : str
    clear : float
        Inches to keep free above the point (an arrow stands there).
    base : float or None
        Lower end of the mark (data), where it is not the point itself.
    anywhere : bool
        Whether any free place of the plot will do: the label says by itself what it belongs to.
    """

    x: float
    y: float
    text: str
    weight: float
    colour: str = palette.INK
    clear: float = 0.04
    base: float | None = None
    anywhere: bool = False


class Room:
    """Free space of axes of known size: boxes in inches from the lower left corner."""

    def __init__(self, sheet: Sheet, width: float, height: float, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
        self.sheet, self.width, self.height, self.xlim, self.ylim = sheet, width, height, xlim, ylim
        self._taken: list[tuple[float, float, float, float]] = []
        self._array: Any = np.empty((0, 4))

    def inches(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Data to inches."""
        return (
            (x - self.xlim[0]) / (self.xlim[1] - self.xlim[0]) * self.width,
            (y - self.ylim[0]) / (self.ylim[1] - self.ylim[0]) * self.height,
        )

    def take(self, left: float, bottom: float, right: float, top: float) -> None:
        """Mark a box as taken (inches)."""
        self._taken.append((left, bottom, right, top))
        self._array = np.array(self._taken)

    def take_points(self, x: Any, y: Any, half: float = 0.035) -> None:
        """Mark boxes around points as taken (data)."""
        px, py = self.inches(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
        ok = np.isfinite(px) & np.isfinite(py)
        self._taken.extend(zip(px[ok] - half, py[ok] - half, px[ok] + half, py[ok] + half, strict=True))
        self._array = np.array(self._taken).reshape(-1, 4)

    def free(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether a box lies inside the axes and covers nothing."""
        if left < -0.02 or right > self.width + 0.05 or bottom < 0 or top > self.height + 0.02:
            return False
        a = self._array
        return not len(a) or not bool(((a[:, 0] < right) & (a[:, 2] > left) & (a[:, 1] < top) & (a[:, 3] > bottom)).any())

    def spot(self, wish: Wish, size: float) -> tuple[float, float] | None:
        """Left and bottom (inches) of the first free place for a label: above, right, left, below, then further up."""
        width, height = self.sheet.measure(wish.text, size) + 0.02, size / 72 * 1.22
        x, y = self.inches(wish.x, wish.y)
        over = y + wish.clear
        _, foot = self.inches(wish.x, wish.y if wish.base is None else wish.base)
        tries = [(x - width / 2, over), (x + 0.06, y - height / 2), (x - width - 0.06, y - height / 2), (x - width / 2, foot - height - 0.05)]
        tries += [(x - width / 2 + shift, over + up) for up in (0.0, height, 2 * height) for shift in (-width / 2, width / 2)]
        if wish.anywhere:
            steps = np.linspace(0, max(self.width - width, 0), 25)
            ups = np.arange(0.02, self.height - height, height / 2)
            tries += sorted(((float(left), float(up)) for left in steps for up in ups), key=lambda t: abs(t[0] + width / 2 - x) + 2 * abs(t[1] - over))
        for left, bottom in tries:
            if self.free(left, bottom, left + width, bottom + height):
                self.take(left, bottom, left + width, bottom + height)
                return left, bottom
        return None

    def write(self, ax: Axes, wishes: list[Wish], size: float) -> list[Wish]:
        """Place labels, the heaviest first; the ones without room are given back."""
        left_out = []
        for wish in sorted(wishes, key=lambda w: (-w.weight, w.x, w.text)):
            found = self.spot(wish, size)
            if found is None:
                left_out.append(wish)
                continue
            x = self.xlim[0] + (found[0] + 0.01) / self.width * (self.xlim[1] - self.xlim[0])
            y = self.ylim[0] + found[1] / self.height * (self.ylim[1] - self.ylim[0])
            ax.text(x, y, wish.text, fontsize=size, color=wish.colour, ha="left", va="bottom", zorder=6)
        return left_out
