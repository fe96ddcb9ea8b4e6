"""Figures by place as a map draws them: which place has which figure, what is known of the whole only, and which areas are silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.errors import DataError
from casualties.places import is_within
from casualties.report import marks, words

if TYPE_CHECKING:
    import pandas as pd

    from casualties.report.ground import Ground, Shape

MOST_CLASSES = 5
STEPS = (1, 2, 5)
UNPLACED = "unplaced"


@dataclass(frozen=True)
class Spread:
    """Places drawn, one entry each in every array, and what has no place on the map.

    Parameters
    ----------
    ground : Ground
    source : str
        Whose figures: one source, or the combined view.
    place_id, name, label : array of str
    value : array of float
        Persons: the best figure, else the low one; NaN where only an upper bound is known.
    high : array of float
        Persons; NaN where none is stated, or it is open.
    lon, lat : array of float
        Degrees.
    points : array of bool
        The place is a point, not an area.
    outlined : array of bool
        An area with an outline of its own.
    whole : str
        The figure for the place mapped as a whole; empty where there is none.
    unplaced : str
        Of single incidents, those that are known for the place only as a whole; empty where it is not known.
    nowhere : tuple of str
        "Abil 12": places whose position is not known.
    reported : frozenset of str
        Every place inside with a figure, drawn or not.
    """

    ground: Ground
    source: str
    place_id: Any
    name: Any
    label: Any
    value: Any
    high: Any
    lon: Any
    lat: Any
    points: Any
    outlined: Any
    whole: str
    unplaced: str
    nowhere: tuple[str, ...]
    reported: frozenset[str]

    def silent(self) -> list[Shape]:
        """First-level areas of the place without a figure."""
        reported = {"/".join(name.split("/")[:2]) for name in self.reported}
        inside = [shape for shape in self.ground.areas if any(name.startswith(self.ground.place_id + "/") for name in shape.place_ids)]
        return [shape for shape in inside if not reported & set(shape.place_ids)]


def split(frame: pd.DataFrame, place_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of places inside a place, and rows of the place itself.

    Raises
    ------
    DataError
        A place lies in another of the frame, or outside of the place mapped: the dead of one would be drawn twice.
    """
    own = frame["place_id"] == place_id
    parts = frame[~own]
    outside = parts[~is_within(parts["place_id"], place_id)]
    if len(outside):
        raise DataError(f"{outside['place_id'].iloc[0]!r} does not lie in {place_id!r}.", where="map", do="Map one place at a time.")
    ids = sorted(parts["place_id"].unique())
    for name in ids:
        above = next((other for other in ids if name.startswith(other + "/")), None)
        if above is not None:
            raise DataError(f"{name!r} lies in {above!r}.", where="map", do="Draw places that do not lie in each other: their figures hold the same people.")
    return parts, frame[own]


def spread_of(frame: pd.DataFrame, ground: Ground) -> Spread:
    """Marks of a map (columns of `marks.SCHEMA`, one source) as arrays.

    Parameters
    ----------
    frame : DataFrame
        Totals of places inside the place mapped, and of that place itself.
    ground : Ground
    """
    parts, own = split(frame, ground.place_id)
    parts = parts[parts["low"].notna() | parts["high"].notna()]
    known = parts["place_id"].isin(list(ground.spots))
    drawn = parts[known]
    low, best, high = (drawn[name].to_numpy("float64", na_value=np.nan) for name in ("low", "best", "high"))
    is_open = drawn["high_open"].to_numpy(bool)
    ceiling = np.isnan(best) & ((np.nan_to_num(low) == 0) & (np.nan_to_num(high) > 0)) & ~is_open
    spots = [ground.spots[name] for name in drawn["place_id"]]
    ids = drawn["place_id"].to_numpy(object)
    unplaced = own["basis"] == UNPLACED
    return Spread(
        ground=ground,
        source=str(frame["source"].iloc[0]) if len(frame) else "",
        place_id=ids,
        name=np.array([ground.names.get(name, name.rpartition("/")[2]) for name in ids], dtype=object),
        label=drawn["label"].to_numpy(object),
        value=np.where(ceiling, np.nan, np.where(np.isfinite(best), best, low)),
        high=np.where(is_open, np.nan, high),
        lon=np.array([spot.lon for spot in spots]),
        lat=np.array([spot.lat for spot in spots]),
        points=np.array([not spot.area for spot in spots], dtype=bool),
        outlined=np.array([spot.outlined for spot in spots], dtype=bool),
        whole=_figure(own[~unplaced]),
        unplaced=_figure(own[unplaced]),
        reported=frozenset(parts["place_id"]),
        nowhere=tuple(f"{ground.names.get(r.place_id, r.place_id.rpartition('/')[2])} {r.label}" for r in marks.each(parts[~known])),
    )


def _figure(rows: pd.DataFrame) -> str:
    rows = rows[rows["low"].notna() | rows["high"].notna()]
    if rows.empty:
        return ""
    r = next(marks.each(rows))
    return words.short(r.low, r.high, high_open=bool(r.high_open), best=r.best)


def _steps(top: float) -> list[int]:
    """1, 2, 5, 10, 20, ... up to a figure."""
    return [step * 10**power for power in range(len(str(int(top)))) for step in STEPS if step * 10**power <= top]


def classes(value: Any) -> list[int]:
    """Lower bounds of the classes of an area's figure (persons), at most five, from the least figure above 0 to the greatest; round numbers.

    Parameters
    ----------
    value : array of float
        NaN where there is none.
    """
    positive = value[np.isfinite(value) & (value > 0)]
    if not len(positive):
        return []
    steps = _steps(float(positive.max()))
    below = [step for step in steps if step <= positive.min()]
    steps = [step for step in steps if step >= below[-1]]
    if len(steps) > MOST_CLASSES:  # tens and hundreds alone, or every so manieth
        tens = [step for step in steps if str(step).startswith("1")]
        steps = [steps[0], *(step for step in tens if step > steps[0])] if 3 <= len(tens) <= MOST_CLASSES - 1 else steps
        every = -(-len(steps) // MOST_CLASSES)
        steps = steps[::every]
    return steps


def class_words(bounds: list[int], value: Any) -> list[str]:
    """`1–9`, `10–99`, `100–217`: what each class holds; the last ends at the greatest figure."""
    top = int(np.nanmax(value))
    ends = [*(bound - 1 for bound in bounds[1:]), top]
    return [
        words.number(low) if low == high else words.say("range", low=words.number(low), high=words.number(high)) for low, high in zip(bounds, ends, strict=True)
    ]


def nice_below(top: float) -> list[int]:
    """Up to three round figures for a key of sizes: the largest at most `top`, and about a fifth and a twentieth of it."""
    steps = _steps(top) or [1]
    wanted = [steps[-1], *(max((s for s in steps if s <= steps[-1] / part), default=0) for part in (5, 25))]
    return [step for step in dict.fromkeys(wanted) if step > 0]
