"""The ground of a map: outlines of countries and first-level areas as shipped, and where each place stands on them.

The file is made by `scripts/build_shapes.py` from Natural Earth (public domain). Its borders express no view on the status of any area.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from casualties import gazetteer
from casualties.places import is_within, load
from casualties.tables.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPES = Path(__file__).parent.parent / "data" / "shapes.parquet"
UNIT = 10_000  # whole numbers a degree
BOX = ("west", "south", "east", "north")
SMALLEST = 0.06  # degrees: the least width and height of a view, some 6 km
MARGIN = 0.07  # of the view, on each side
CLOSEST = 0.35  # of the outline of a place: a map of a few towns in it shows at least so much


@dataclass(frozen=True)
class Shape:
    """One outline.

    Parameters
    ----------
    place_ids : tuple of str
        The country, or the first-level area; several where one outline stands for several areas, which were parted since it was drawn.
    country : str
        ISO 3166-1 alpha-3.
    level : str
        country or admin1.
    name : str
        Of a country that of the gazetteer, of an area that of Natural Earth.
    middle : tuple of float
        Longitude and latitude of a point well inside.
    rings : tuple of array
        Longitude and latitude in degrees, closed; outer rings counter-clockwise, holes clockwise.
    """

    place_ids: tuple[str, ...]
    country: str
    level: str
    name: str
    middle: tuple[float, float]
    rings: tuple[Any, ...]


@dataclass(frozen=True)
class Spot:
    """Where a place stands.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    area : bool
        The place is an area, and the point is only where its symbol stands: nothing is known to have happened there.
    outlined : bool
        The area has an outline of its own.
    """

    lon: float
    lat: float
    area: bool
    outlined: bool


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on.

    Parameters
    ----------
    place_id : str
        The place mapped.
    view : tuple of float
        West, south, east, north (degrees); beyond 180 where the view crosses the meridian.
    areas : tuple of Shape
        First-level areas of its country, or the one it is.
    outline : Shape or None
        Of the place itself, if it is known.
    around : tuple of Shape
        Countries of the view, its own first.
    spots : dict of str to Spot
        Places drawn; those without any known position are not in it.
    names : dict of str to str
        Printed names.
    """

    place_id: str
    view: tuple[float, float, float, float]
    areas: tuple[Shape, ...]
    outline: Shape | None
    around: tuple[Shape, ...]
    spots: dict[str, Spot]
    names: dict[str, str]

    def shape_of(self, place_id: str) -> Shape | None:
        """The outline that stands for an area, alone or with others."""
        return next((shape for shape in self.areas if place_id in shape.place_ids), None)


@cache
def _index() -> pd.DataFrame:
    """All shapes without their outlines."""
    frame: pd.DataFrame = pq.ParquetFile(SHAPES).read(columns=["country", "level", *BOX]).to_pandas()
    return frame


@cache
def shapes(country: str) -> tuple[Shape, ...]:
    """The outline of a country and those of its first-level areas; nothing for a country that is not in the file.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3.
    """
    file = pq.ParquetFile(SHAPES)
    groups = [n for n in range(file.num_row_groups) if _touches(file.metadata.row_group(n).column(0).statistics, country)]
    if not groups:
        return ()
    frame = file.read_row_groups(groups).to_pandas()
    return tuple(_shape(row) for row in frame[frame["country"] == country].itertuples())


def _touches(bounds: Any, country: str) -> bool:
    return bool(bounds.min <= country <= bounds.max)


def _shape(row: Any) -> Shape:
    points = np.column_stack([np.cumsum(row.x), np.cumsum(row.y)]) / UNIT
    rings = tuple(np.split(points, np.asarray(row.ends)[:-1]))
    return Shape(tuple(row.place_ids.split("; ")), row.country, row.level, row.name, (float(row.lon), float(row.lat)), rings)


def wrapped(view: tuple[float, float, float, float]) -> bool:
    """Whether a view is cut by the 180th meridian, so that western longitudes count on from 180."""
    return view[2] > 180


def ground(place_id: str, drawn: Iterable[str], places: pd.DataFrame, names: dict[str, str]) -> Ground:
    """The ground of a map of a place.

    Parameters
    ----------
    place_id : str
        The place mapped.
    drawn : iterable of str
        Places in it that have a figure.
    places : DataFrame
        PLACES columns.
    names : dict
        Printed names of the places.
    """
    wanted = list(drawn)
    own = shapes(place_id.partition("/")[0])
    areas = tuple(shape for shape in own if shape.level == "admin1")
    outline = next((shape for shape in own if shape.place_ids == (place_id,)), None)
    spots = _spots(wanted, own, places)
    if len(spots) < len(set(wanted)):  # a table of places in use may lack the places inside them, in whose middle they stand
        spots = _spots(wanted, own, _shipped(place_id.partition("/")[0])) | spots
    view = _view(outline, spots, place_id, places)
    around = tuple(shape for code in _countries(view, own) for shape in shapes(code) if shape.level == "country")
    return Ground(place_id, view, areas, outline, around, spots, names)


def _shipped(country: str) -> pd.DataFrame:
    return load([country]) if country in gazetteer.countries()[1] else PLACES.empty()


def _spots(wanted: list[str], own: tuple[Shape, ...], places: pd.DataFrame) -> dict[str, Spot]:
    return {name: spot for name in wanted if (spot := _spot(name, own, places)) is not None}


def _spot(place_id: str, own: tuple[Shape, ...], places: pd.DataFrame) -> Spot | None:
    """An area stands in its middle, or in the middle of its towns, never at its capital; a town where it lies."""
    shape = next((s for s in own if s.place_ids == (place_id,)), None)
    if shape is not None:
        return Spot(*shape.middle, area=True, outlined=True)
    row = places[places["place_id"] == place_id]
    if row.empty:
        return None
    if row["level"].iloc[0] not in ("country", "admin1", "admin2") and pd.notna(row["lat"].iloc[0]):
        return Spot(float(row["lon"].iloc[0]), float(row["lat"].iloc[0]), area=False, outlined=False)
    towns = places[is_within(places["place_id"], place_id) & places["place_id"].ne(place_id) & places["lat"].notna()]
    towns = towns[~towns["level"].isin(["admin1", "admin2"])]
    return Spot(float(towns["lon"].mean()), float(towns["lat"].mean()), area=True, outlined=False) if len(towns) else None


def _view(outline: Shape | None, spots: dict[str, Spot], place_id: str, places: pd.DataFrame) -> tuple[float, float, float, float]:
    points = [np.array([[spot.lon, spot.lat]]) for spot in spots.values()]
    least = np.full(2, SMALLEST)
    if outline is not None and spots and not any(spot.area for spot in spots.values()):
        least = np.ptp(np.concatenate(outline.rings), axis=0) * CLOSEST  # towns: no nearer than that the place is still recognised
    elif outline is not None:
        points += list(outline.rings)
    if not points:
        inside = places[is_within(places["place_id"], place_id) & places["lat"].notna()]
        points = [inside[["lon", "lat"]].to_numpy(float)] if len(inside) else [np.zeros((1, 2))]
    every = np.concatenate(points)
    lon = every[:, 0]
    if np.ptp(lon) > 180:
        lon = np.where(lon < 0, lon + 360, lon)
    (west, east), (south, north) = ((float(v.min()), float(v.max())) for v in (lon, every[:, 1]))
    across = [max((high - low) * (0.5 + MARGIN), size / 2) for (low, high), size in zip(((west, east), (south, north)), least, strict=True)]
    return (west + east) / 2 - across[0], (south + north) / 2 - across[1], (west + east) / 2 + across[0], (south + north) / 2 + across[1]


def _countries(view: tuple[float, float, float, float], own: tuple[Shape, ...], room: float = 1.0) -> list[str]:
    """Countries whose box touches a view widened by its own size, since a chart may show more beside it; the own one first."""
    index = _index()
    index = index[index["level"] == "country"]
    wide, tall = (view[2] - view[0]) * room, (view[3] - view[1]) * room
    near = (index["south"] <= view[3] + tall) & (index["north"] >= view[1] - tall)
    turns = (0.0, 360.0) if wrapped(view) else (0.0,)
    across = np.logical_or.reduce([(index["west"] + turn <= view[2] + wide) & (index["east"] + turn >= view[0] - wide) for turn in turns])
    mine = own[0].country if own else ""
    return [mine] * bool(mine) + [code for code in index.loc[near & across, "country"] if code != mine]
