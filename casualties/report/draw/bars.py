"""Horizontal bars of totals: from nothing to the lowest figure solid, on to the highest tinted, an arrow where more is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.draw import artists
from casualties.report.draw.plot import SIDEWAYS

if TYPE_CHECKING:
    import pandas as pd

    from casualties.report.draw.plot import Plot
    from casualties.report.palette import Style

THICK = 0.34  # half of the thickness of a bar (rows)
CLEAR = (0.0, 0.0, 0.0, 0.0)


def lows(rows: pd.DataFrame) -> Any:
    """Lowest figures (persons), 0 where only an upper bound is known. Array of float."""
    return rows["low"].to_numpy("float64", na_value=0.0)


def tops(rows: pd.DataFrame) -> Any:
    """Highest figures (persons), the lowest where there is no other. Array of float."""
    low = lows(rows)
    high = rows["high"].to_numpy("float64", na_value=np.nan)
    return np.where(np.isnan(high), low, high)


def draw_bars(plot: Plot, rows: pd.DataFrame, y: Any, style: Style) -> None:
    """The bars of one source, at rows `y`: the whole as an outline, what is left hatched, a party to the conflict hollow."""
    from matplotlib.colors import to_rgb

    colour = style.colour
    tint = (*to_rgb(colour), 0.22)
    low, top, basis = lows(rows), tops(rows), rows["basis"].fillna("").to_numpy(object)
    is_hollow = rows["hollow"].to_numpy(bool)
    looks: dict[str, tuple[Any, Any, str | None]] = {
        "_whole": (basis == "whole", CLEAR, None),
        "_unallocated": (basis == "unallocated", "white", "/////"),
        "_hollow": ((basis == "part") & is_hollow, "white", None),
        "_part": ((basis == "part") & ~is_hollow, colour, None),
    }
    for label, (mask, face, hatch) in looks.items():
        some = mask & (low > 0)
        plot.boxes((np.zeros(some.sum()), low[some]), (y[some] - THICK, y[some] + THICK), colour, face, label, hatch=hatch)
        wide = mask & (top > low)
        plot.boxes((low[wide], top[wide]), (y[wide] - THICK, y[wide] + THICK), colour, tint if label == "_part" else CLEAR, f"{label}_range", dashes="dotted")
    # Of a whole that its parts exceed nothing is left: no arrow either.
    is_open = rows["high_open"].to_numpy(bool) & ~((basis == "unallocated") & (top == 0))
    plot.points(top[is_open], y[is_open], SIDEWAYS, colour, None, "_open", size=(2 * artists.ARROW) ** 2, width=1.0)


def most_of(rows: pd.DataFrame) -> float:
    """Highest figure of totals (persons), at least 1."""
    return float(max([1.0, *tops(rows).tolist()]))
