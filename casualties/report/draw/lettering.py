"""A text at a point, in fonts that have all its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casualties.report import fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}


def letter(ax: Axes, x: float, y: float, words: str, **options: Any) -> None:
    """Write words at a point (data); options as of matplotlib, with `fontsize` in points.

    A text in scripts that no one font has is written piece by piece from left to right.
    """
    parts = fonts.pieces(fonts.set_ready(fonts.unmarked(words)))
    if len(parts) == 1:
        ax.text(x, y, parts[0], **options)
        return
    from matplotlib.transforms import ScaledTranslation

    widths = [fonts.width(part, options["fontsize"], bold=options.get("weight") == "bold") for part in parts]
    at = -sum(widths) * BEFORE[options.get("ha", "left")]
    for part, width in zip(parts, widths, strict=True):
        drawn = ax.text(x, y, part, **{**options, "ha": "left"})
        drawn.set_transform(ax.transData + ScaledTranslation(at, 0.0, ax.figure.dpi_scale_trans))
        at += width
