"""Horizontal bars of totals: from nothing to the lowest figure solid, on to the highest tinted, an arrow where more is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.draw import artists
from casualties.report.draw.plot import SIDEWAYS

if TYPE_CHECKING:
    from casualties.report.draw.drawn import Drawn
    from casualties.report.draw.plot import Plot
    from casualties.report.palette import Style

THICK = 0.36  # half of the thickness of a bar (rows)
CLEAR = (0.0, 0.0, 0.0, 0.0)


def draw_bars(plot: Plot, rows: Drawn, y: Any, style: Style) -> None:
    """The bars of one source, at rows `y`: the whole as an outline, what is left hatched, a party to the conflict hollow."""
    from matplotlib.colors import to_rgb

    colour, low, top = style.colour, rows.lows, rows.tops
    tint = (*to_rgb(colour), 0.22)
    part, left = rows.basis == "part", rows.basis == "unallocated"
    looks: dict[str, tuple[Any, Any, str | None]] = {
        "_whole": (rows.basis == "whole", CLEAR, None),
        "_unallocated": (left, "white", "/////"),
        "_hollow": (part & rows.hollow, "white", None),
        "_part": (part & ~rows.hollow, colour, None),
    }
    for label, (mask, face, hatch) in looks.items():
        some, wide = mask & (low > 0), mask & (top > low)
        plot.boxes((np.zeros(some.sum()), low[some]), (y[some] - THICK, y[some] + THICK), colour, face, label, hatch=hatch)
        plot.boxes((low[wide], top[wide]), (y[wide] - THICK, y[wide] + THICK), colour, tint if label == "_part" else CLEAR, f"{label}_range", dashes="dotted")
    # Of a whole that its parts exceed nothing is left: no arrow either.
    is_open = rows.is_open & ~(left & (top == 0))
    plot.points(top[is_open], y[is_open], SIDEWAYS, colour, None, "_open", size=(2 * artists.ARROW) ** 2, width=1.0)


def most_of(rows: Drawn) -> float:
    """Highest figure of totals (persons), at least 1."""
    return float(max(1.0, rows.tops.max(initial=1.0)))
