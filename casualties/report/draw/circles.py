"""Circles of given radii as one collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.draw.plot import marker_path

FILL = 0.38  # opacity of a disk
DOTTED = (0, (1, 1.5))  # the edge where only an upper bound is known

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def circles(
    ax: Axes, at: tuple[Any, Any], radius: Any, face: Any, edge: str, label: str, *, dashes: Any = "solid", zorder: float = 3, clip: bool = False
) -> None:
    """Circles at points (data) of radii in inches; nothing where there is no point."""
    from matplotlib.collections import PathCollection
    from matplotlib.transforms import IdentityTransform

    if not len(at[0]):
        return
    made = PathCollection(
        (marker_path("o"),),
        (2 * np.asarray(radius) * 72) ** 2,
        offsets=np.column_stack(at),
        offset_transform=ax.transData,
        facecolors=[face],
        edgecolors=[edge],
        linewidths=0.8,
        linestyles=[dashes],
        label=label,
        zorder=zorder,
        clip_on=clip,
    )
    ax.add_collection(made, autolim=False)
    made.set_transform(IdentityTransform())
