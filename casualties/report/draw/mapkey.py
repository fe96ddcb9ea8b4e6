"""Under a map: what its marks mean, and the box of what is not on it; only what is in the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from casualties.report import palette, words
from casualties.report.draw.atlas import HATCH
from casualties.report.draw.canvas import EDGE, Sheet
from casualties.report.draw.circles import DOTTED, FILL, circles
from casualties.report.draw.plot import Plot
from casualties.report.spread import class_words

if TYPE_CHECKING:
    from casualties.report.spread import Spread

BOX = 0.09  # half the height of a sample of an area (inches)


class Sample(NamedTuple):
    """An entry of the key: what is shown (circle, box, square), how large (radius in inches), how it looks, and its words."""

    kind: str
    radius: float
    look: dict[str, Any]
    text: str


def draw_sizes(sheet: Sheet, found: Spread, sizes: list[tuple[int, float]], colour: str) -> None:
    """Circles of round figures, and the marks of a symbol map."""
    from matplotlib.colors import to_rgba

    samples = [Sample("circle", radius, {"face": to_rgba(colour, FILL), "edge": colour}, words.number(figure)) for figure, radius in sizes]
    value, high = found.value, found.high
    bounded = ~np.isfinite(value) & np.isfinite(high)
    if (np.isfinite(value) & (high > value)).any():
        samples.append(Sample("circle", 0.07, {"face": "none", "edge": colour}, words.say("map.key.high")))
    if bounded.any():
        samples.append(Sample("circle", 0.07, {"face": "none", "edge": colour, "dashes": DOTTED}, words.say("map.key.ceiling")))
    _row(sheet, [*samples, *_common(found, colour, silent=not found.points.all(), shaded=False)])


def draw_classes(sheet: Sheet, found: Spread, bounds: list[int], ramp: list[str]) -> None:
    """The classes of a shaded map with their figures."""
    texts = class_words(bounds, found.value) if bounds else []
    samples = [Sample("box", BOX, {"face": shade, "edge": palette.MUTED}, text) for shade, text in zip(ramp, texts, strict=False)]
    plain = [shape for shape in found.ground.areas if len(shape.place_ids) > 1 and found.reported & set(shape.place_ids)]
    if plain or np.isnan(found.value[found.outlined]).any():
        samples.append(Sample("box", BOX, {"face": "white", "edge": HATCH, "hatch": "..."}, words.say("map.key.unshaded")))
    _row(sheet, [*samples, *_common(found, palette.MUTED, silent=True, shaded=True)])


def _common(found: Spread, colour: str, *, silent: bool, shaded: bool) -> list[Sample]:
    samples = []
    if (found.value == 0).any():
        kind, radius = ("box", BOX) if shaded else ("square", 0.03)
        samples.append(Sample(kind, radius, {"face": "white", "edge": colour}, words.say("map.key.zero")))
    if silent and found.silent():
        samples.append(Sample("box", BOX, {"face": "white", "edge": HATCH, "hatch": "////"}, words.say("map.key.silent")))
    return samples


def _row(sheet: Sheet, samples: list[Sample]) -> None:
    """The entries in one or more lines, each as high as its largest circle."""
    size = sheet.text - 0.5
    rows: list[list[tuple[float, Sample]]] = [[]]
    x = 0.0
    for sample in samples:
        wide = 2 * sample.radius + 0.06 + sheet.measure(sample.text, size) + 0.2
        if x + wide > sheet.width - 2 * EDGE and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((x, sample))
        x += wide
    sheet.y += 0.06
    for row in rows:
        tall = max([2 * sample.radius for _, sample in row] + [sheet.line(size)])
        for left, sample in row:
            middle = sheet.y + tall / 2
            _mark(sheet, EDGE + left + sample.radius, middle, sample)
            sheet.place(EDGE + left + 2 * sample.radius + 0.06, middle, sample.text, fontsize=size, va="center", color=palette.MUTED)
        sheet.y += tall + 0.04


def _mark(sheet: Sheet, x: float, y: float, sample: Sample) -> None:
    face, edge = sample.look["face"], sample.look["edge"]
    plot = Plot(sheet.paper)
    if sample.kind == "box":
        half = sample.radius
        plot.boxes(([x - half], [x + half]), ([y + half * 0.7], [y - half * 0.7]), edge, face, "_key", width=0.5, hatch=sample.look.get("hatch"))
        return
    if sample.kind == "square":
        plot.points([x], [y], "s", edge, face, "_key", size=10.0, width=0.9)
        return
    circles(sheet.paper.ax, ([x], [y]), [sample.radius], face, edge, "_key_circle", dashes=sample.look.get("dashes", "solid"))


def draw_box(sheet: Sheet, lines: list[str]) -> None:
    """Lines of text in a frame: what is not on the map."""
    if not lines:
        return
    size, pad = sheet.text - 0.5, 0.06
    sheet.y += 0.04
    top, y = sheet.y, sheet.y + pad
    for line in lines:
        for text in sheet.wrap(line, size, sheet.width - 2 * EDGE - 2 * pad):
            sheet.place(EDGE + pad, y, text, fontsize=size, color=palette.INK)
            y += sheet.line(size)
        y += 0.02
    sheet.y = y + pad - 0.02
    Plot(sheet.paper).boxes(([EDGE], [sheet.width - EDGE]), ([sheet.y], [top]), palette.GRID, "none", "_box", width=0.6, zorder=0.5)
