"""Figures beside their marks, placed where they cover neither each other nor a mark; what finds no room stands in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from casualties.report import fonts, palette
from casualties.report.draw.artists import ARROW

if TYPE_CHECKING:
    from casualties.report.draw.plot import Plot

MOST = 2000  # labels that are tried in one plot


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
    """

    x: float
    y: float
    text: str
    weight: float
    colour: str = palette.INK
    clear: float = 0.04


class Room:
    """Free space of a plot of known size (inches): boxes in inches from the lower left corner."""

    def __init__(self, width: float, height: float, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
        self.width, self.height, self.xlim, self.ylim = width, height, xlim, ylim
        self._boxes: Any = np.empty((64, 4))
        self._count = 0

    def inches(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Data to inches."""
        return (
            (x - self.xlim[0]) / (self.xlim[1] - self.xlim[0]) * self.width,
            (y - self.ylim[0]) / (self.ylim[1] - self.ylim[0]) * self.height,
        )

    def take(self, boxes: Any) -> None:
        """Mark boxes as taken: rows of left, bottom, right, top (inches)."""
        end = self._count + len(boxes)
        if end > len(self._boxes):
            self._boxes = np.concatenate([self._boxes[: self._count], np.empty((2 * end, 4))])
        self._boxes[self._count : end] = boxes
        self._count = end

    def take_points(self, x: Any, y: Any, half: float = 0.035) -> None:
        """Mark boxes around points as taken (data)."""
        px, py = self.inches(x, y)
        ok = np.isfinite(px) & np.isfinite(py)
        self.take(np.column_stack([px[ok] - half, py[ok] - half, px[ok] + half, py[ok] + half]))

    def take_arrows(self, x: Any, y: Any) -> None:
        """Mark the arrows that start at points as taken (data)."""
        px, py = self.inches(x, y)
        self.take(np.column_stack([px - 0.03, py, px + 0.03, py + ARROW / 72]))

    def free(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether a box lies inside the plot and covers nothing."""
        if left < -0.02 or right > self.width + 0.05 or bottom < 0 or top > self.height + 0.02:
            return False
        a = self._boxes[: self._count]
        return not bool(((a[:, 0] < right) & (a[:, 2] > left) & (a[:, 1] < top) & (a[:, 3] > bottom)).any())

    def spot(self, wish: Wish, size: float) -> tuple[float, float] | None:
        """Left and bottom (inches) of the first free place for a label: above, right, left, below, then further up."""
        width, height = fonts.width(wish.text, size) + 0.02, size / 72 * 1.22
        x, y = self.inches(wish.x, wish.y)
        over = y + wish.clear
        tries = [(x - width / 2, over), (x + 0.06, y - height / 2), (x - width - 0.06, y - height / 2), (x - width / 2, y - height - 0.05)]
        tries += [(x - width / 2 + shift, over + up) for up in (0.0, height, 2 * height) for shift in (-width / 2, width / 2)]
        for left, bottom in tries:
            if self.free(left, bottom, left + width, bottom + height):
                self.take([(left, bottom, left + width, bottom + height)])
                return left, bottom
        return None

    def write(self, plot: Plot, wishes: list[Wish], size: float) -> int:
        """Place labels, the heaviest first; gives the number of those without room."""
        left_out = max(0, len(wishes) - MOST)
        for wish in sorted(wishes, key=lambda w: (-w.weight, w.x, w.text))[:MOST]:
            found = self.spot(wish, size)
            if found is None:
                left_out += 1
                continue
            x = self.xlim[0] + (found[0] + 0.01) / self.width * (self.xlim[1] - self.xlim[0])
            y = self.ylim[0] + found[1] / self.height * (self.ylim[1] - self.ylim[0])
            plot.text(x, y, wish.text, fontsize=size, color=wish.colour, ha="left", va="bottom", zorder=6)
        return left_out
