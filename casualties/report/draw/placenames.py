"""Names of places on a map with their figures under them, where they cover neither each other nor a symbol; what finds no room is listed below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from casualties.report import palette
from casualties.report.draw.canvas import LINE
from casualties.report.draw.labels import Room

if TYPE_CHECKING:
    from casualties.report.draw.atlas import Atlas

GAP = 0.03  # inches between a symbol and its name
LEAD = 0.16  # a name further off than this is led to its place by a line


class Name(NamedTuple):
    """A place and what is said of it.

    Parameters
    ----------
    x, y : float
        Its point (kilometres).
    name, figure : str
        Two lines; a figure in a line of its own cannot be turned around by a name written from the right.
    radius : float
        Inches of its symbol, 0 for none.
    inside : bool
        The name may stand on the point itself.
    weight : float
        The heavier is placed first.
    faint : bool
        For orientation only: not listed where it finds no room.
    """

    x: float
    y: float
    name: str
    figure: str
    radius: float
    inside: bool
    weight: float
    faint: bool = False


def _offsets(radius: float, width: float, height: float, *, inside: bool) -> list[tuple[float, float, float]]:
    """Lower left corners to try, from the point, and how far off each is: on it, beside it, then in wider circles."""
    tries = [(-width / 2, -height / 2, 0.0)] if inside else []
    for far in (GAP, 0.12, 0.26, 0.42, 0.6, 0.8):
        off = radius + far
        for angle in (0, 180, 90, 270, 35, 145, 215, 325, 60, 120, 240, 300):
            dx, dy = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            # The nearest point of the box lies `off` from the middle in that direction.
            left = dx * off - (0 if dx > 0.3 else width if dx < -0.3 else width / 2)
            bottom = dy * off - (0 if dy > 0.3 else height if dy < -0.3 else height / 2)
            tries.append((float(left), float(bottom), far))
    return tries


def write(atlas: Atlas, names: list[Name]) -> list[Name]:
    """Place the names, the heaviest first; gives those without room."""
    sheet, size = atlas.sheet, atlas.sheet.text - 0.5
    room = Room(atlas.inches, atlas.tall, atlas.plane.xlim, atlas.plane.ylim)
    room.take([atlas.scale_box])
    for name in names:
        x, y = atlas.inch(name.x, name.y)
        half = 0.0 if name.inside else max(name.radius * 0.8, 0.02)
        if half:
            room.take([(x - half, y - half, x + half, y + half)])
    left_out = []
    line = size * LINE * 0.92 / 72
    for name in sorted(names, key=lambda n: (-n.weight, n.name)):
        texts = [text for text in (name.name, name.figure) if text]
        width = max(sheet.measure(name.name, size), sheet.measure(name.figure, size, bold=True)) + 0.03
        height = line * len(texts)
        x, y = atlas.inch(name.x, name.y)
        for dx, dy, far in _offsets(name.radius, width, height, inside=name.inside):
            box = (x + dx, y + dy, x + dx + width, y + dy + height)
            if box[0] > 0.02 and box[2] < atlas.inches - 0.02 and box[3] < atlas.tall - 0.02 and room.free(*box):
                room.take([box])
                _put(atlas, name, box, texts, size, far)
                break
        else:
            if not name.faint:
                left_out.append(name)
    return left_out


def _put(atlas: Atlas, name: Name, box: tuple[float, float, float, float], texts: list[str], size: float, far: float) -> None:
    scale = atlas.plane.width / atlas.inches
    left, bottom, right, top = ((v * scale) + low for v, low in zip(box, (*_origin(atlas), *_origin(atlas)), strict=True))
    if far > LEAD:
        near = (float(np.clip(name.x, left, right)), float(np.clip(name.y, bottom, top)))
        atlas.plot.lines(([name.x], [near[0]]), ([name.y], [near[1]]), palette.MUTED, 0.4, "_lead", zorder=4)
    step = (top - bottom) / len(texts)
    for i, text in enumerate(texts):
        bold = i > 0
        atlas.plot.text(
            (left + right) / 2,
            top - step * i,
            text,
            fontsize=size,
            weight="bold" if bold else "normal",
            ha="center",
            va="top",
            color=palette.MUTED if name.faint else palette.INK,
            zorder=6,
        )


def _origin(atlas: Atlas) -> tuple[float, float]:
    return atlas.plane.xlim[0], atlas.plane.ylim[0]
