"""Maps: circles whose area is the figure, or areas shaded by class of figures; what has no report is hatched or left empty, never zero."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import palette, words
from casualties.report.draw import mapkey
from casualties.report.draw.atlas import HATCH, Atlas
from casualties.report.draw.canvas import Sheet
from casualties.report.draw.circles import DOTTED, FILL, circles
from casualties.report.draw.placenames import Name, write
from casualties.report.spread import Spread, classes, nice_below, spread_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

LARGEST, LEAST, FEW = 0.32, 0.16, 12  # radius of the largest circle (inches) of so many places, and of very many


LIGHTEST, DARKEST = 0.12, 0.56  # share of a source's colour in the classes of a shaded map


def draw_map(chart: Chart) -> Figure:
    """Symbol map: each circle's area is proportional to the figure; a ring at the high, a dotted one where only an upper bound is known."""
    sheet, found = _begin(chart, "map.symbols")
    if not len(found.value):
        return _nothing(sheet, found)
    atlas = Atlas(sheet, found.ground)
    atlas.draw_land()
    if not found.points.all():
        _hatch_silent(atlas, found)
    scale = _scale(found)
    x, y = atlas.plane.at(found.lon, found.lat)
    colour = chart.style(found.source).colour
    _circles(atlas, found, (x, y), scale, colour)
    radius = scale * np.sqrt(np.fmax(found.value, found.high))
    left_out = _write(atlas, _names(found, x, y, radius, inside=False))
    atlas.draw_frame()
    mapkey.draw_sizes(
        sheet, found, [(figure, scale * float(np.sqrt(figure))) for figure in nice_below(float(np.nanmax(np.fmax(found.value, found.high))))], colour
    )
    return _end(sheet, found, left_out)


def _scale(found: Spread) -> float:
    """Inches of the radius of a circle of one person: the area grows with the figure, and circles are smaller where there are many."""
    top = float(np.nanmax(np.concatenate([found.value, found.high, [1.0]])))
    return float(np.clip(LARGEST * np.sqrt(FEW / max(len(found.value), 1)), LEAST, LARGEST)) / float(np.sqrt(top))


def _circles(atlas: Atlas, found: Spread, at: tuple[Any, Any], scale: float, colour: str) -> None:
    from matplotlib.colors import to_rgba

    x, y = at
    ax = atlas.plot.ink.ax
    order = np.argsort(-np.nan_to_num(found.value), kind="stable")  # small ones over large ones
    disks = order[(np.isfinite(found.value) & (found.value > 0))[order]]
    above = np.isfinite(found.high) & (found.high > np.nan_to_num(found.value))
    ranged, bounded = above & np.isfinite(found.value), above & ~np.isfinite(found.value)
    circles(ax, (x[disks], y[disks]), scale * np.sqrt(found.value[disks]), to_rgba(colour, FILL), colour, "_disk", clip=True)
    circles(ax, (x[ranged], y[ranged]), scale * np.sqrt(found.high[ranged]), "none", colour, "_high", zorder=3.2, clip=True)
    circles(ax, (x[bounded], y[bounded]), scale * np.sqrt(found.high[bounded]), "none", colour, "_ceiling", zorder=3.2, dashes=DOTTED, clip=True)
    zero = found.value == 0
    points = found.points & ~zero
    atlas.plot.points(x[points], y[points], "o", colour, colour, "_place", size=2.0, width=0.4, zorder=3.5)
    atlas.plot.points(x[zero], y[zero], "s", colour, "white", "_zero", size=10.0, width=0.9, zorder=3.5)


def draw_choropleth(chart: Chart) -> Figure:
    """First-level areas shaded by class of figures, darker for more; areas without a report hatched; an outline of several areas is not shaded."""
    sheet, found = _begin(chart, "map.shaded")
    if not len(found.value):
        return _nothing(sheet, found)
    atlas = Atlas(sheet, found.ground)
    atlas.draw_land()
    bounds = classes(found.value)
    ramp = _ramp(chart.style(found.source).colour, len(bounds))
    _hatch_silent(atlas, found)
    _shade(atlas, found, bounds, ramp)
    x, y = atlas.plane.at(found.lon, found.lat)
    left_out = _write(atlas, _names(found, x, y, np.zeros(len(x)), inside=True))
    atlas.draw_frame()
    mapkey.draw_classes(sheet, found, bounds, ramp)
    return _end(sheet, found, left_out)


def _nothing(sheet: Sheet, found: Spread) -> Figure:
    sheet.paragraph(words.say("map.unlocated" if found.nowhere else "chart.empty"), sheet.text + 1)
    return _end(sheet, found, [])


def _names(found: Spread, x: Any, y: Any, radius: Any, *, inside: bool) -> list[Name]:
    columns = zip(x.tolist(), y.tolist(), found.name, found.label, np.nan_to_num(radius).tolist(), np.nan_to_num(found.value).tolist(), strict=True)
    return [Name(left, up, name, label, size, inside, value) for left, up, name, label, size, value in columns]


def _write(atlas: Atlas, names: list[Name]) -> list[Name]:
    """Names of places, then those of neighbouring countries where room is left; gives the places without room."""
    around = [Name(x, y, name, "", 0.0, True, -1.0, faint=True) for name, x, y in atlas.neighbours()]
    return write(atlas, [*names, *around])


def _shade(atlas: Atlas, found: Spread, bounds: list[int], ramp: list[str]) -> None:
    """Every area of the place by what is reported of it."""
    value = dict(zip(found.place_id.tolist(), found.value.tolist(), strict=True))
    for shape in found.ground.areas:
        reported = [value[name] for name in shape.place_ids if name in value]
        if reported and (len(shape.place_ids) > 1 or np.isnan(reported[0])):
            atlas.fill([shape], "white", HATCH, 0.4, "_unshaded", hatch="...", zorder=1.1)
        if not reported or len(shape.place_ids) > 1 or np.isnan(reported[0]):
            continue
        face = ramp[bisect_right(bounds, reported[0]) - 1] if reported[0] > 0 else "white"
        atlas.fill([shape], face, palette.MUTED, 0.5, "_shaded" if reported[0] > 0 else "_zero_area", zorder=1.1)


def _hatch_silent(atlas: Atlas, found: Spread) -> None:
    atlas.fill(found.silent(), "white", HATCH, 0.0, "_silent", hatch="////", zorder=1.05)


def _begin(chart: Chart, subtitle: str) -> tuple[Sheet, Spread]:
    assert chart.ground is not None
    sheet, found = Sheet(chart), spread_of(chart.marks, chart.ground)
    whose = words.say("map.combined") if found.source == palette.COMBINED else words.say("map.whose", source=chart.printed(found.source))
    sheet.header(f"{whose} {words.say(subtitle)}")
    return sheet, found


def _end(sheet: Sheet, found: Spread, left_out: list[Name]) -> Figure:
    """What is not on the map, in a box under it."""
    place = found.ground.names.get(found.ground.place_id, found.ground.place_id)
    lines = []
    if found.unplaced:
        lines.append(words.say("map.unplaced", place=place, figure=found.unplaced))
    if found.whole:
        lines.append(words.say("map.whole", place=place, figure=found.whole))
    lines += _listed("map.nowhere", found.nowhere)
    lines += _listed("map.no_room", [f"{name.name} {name.figure}" for name in left_out])
    lines += _listed("map.silent", [" / ".join(found.ground.names.get(i, i.rpartition("/")[2]) for i in shape.place_ids) for shape in found.silent()])
    lines += _listed("map.no_outline", sorted(found.name[~found.points & ~found.outlined].tolist()))
    mapkey.draw_box(sheet, lines)
    return sheet.finish()


def _listed(key: str, items: Sequence[str], most: int = 24) -> list[str]:
    if not items:
        return []
    more = words.say("map.more", count=words.number(len(items) - most)) if len(items) > most else ""
    return [words.say(key, items="; ".join(items[:most]) + more)]


def _ramp(colour: str, count: int) -> list[str]:
    """Shades of one hue from light to dark, all light enough for dark words, each darker than the one before also in grey."""
    from matplotlib.colors import to_hex, to_rgb

    shares = np.linspace(LIGHTEST, DARKEST, max(count, 1))
    return [str(to_hex(tuple(1 - share * (1 - np.array(to_rgb(colour)))))) for share in shares]
