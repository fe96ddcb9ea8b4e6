"""What a report shows beyond days and totals of its places: their parts, running totals, revisions, kinds of victims."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import pandas as pd

from casualties import dtypes

if TYPE_CHECKING:
    from casualties.dtypes import Kind

WHOLE_KEY = ["place_id", "harm", "victims"]
_KEY: dict[str, Kind] = {"of": "Text", "of_victims": "Text", "place_id": "Text", "harm": "Text", "victims": "Text", "source": "Text", "role": "Text"}
_FIGURE: dict[str, Kind] = {
    "start": "Day",
    "end": "Day",
    "low": "Count",
    "best": "Count",
    "high": "Count",
    "high_open": "Flag",
    "claim_ids": "Text",
}
TOTALS: dict[str, Kind] = {**_KEY, **_FIGURE, "coverage": "Real"}
CELLS: dict[str, Kind] = {**_KEY, **_FIGURE, "coverage": "Real", "status": "Text", "segment_id": "Text", "n_sources": "Count", "basis": "Text"}
RUNNING: dict[str, Kind] = {**_KEY, **_FIGURE, "coverage": "Real", "basis": "Text", "standard": "Text"}
VALUES: dict[str, Kind] = {**_KEY, **_FIGURE, "published_at": "Instant", "change": "Count", "figure": "Text"}
SUMMARY: dict[str, Kind] = {
    "of": "Text",
    "harm": "Text",
    "victims": "Text",
    "source": "Text",
    "figures": "Count",
    "revised": "Count",
    "up": "Count",
    "down": "Count",
    "median_change": "Real",
    "median_lag_days": "Real",
}


FRAMES = {"places": "places", "heatmap": "cells", "cumulative": "running", "vintages": "values", "revisions": "values", "victims": "victims"}
"""Field of `Breakdown` that each kind of chart is made of."""


def typed(rows: pd.DataFrame, schema: dict[str, Kind]) -> pd.DataFrame:
    """The columns of a schema, in their dtypes; absent ones are missing throughout."""
    frame = rows.reset_index(drop=True)
    return pd.DataFrame({name: dtypes.cast(frame[name], kind) if name in frame else dtypes.full(kind, None, frame.index) for name, kind in schema.items()})


def _none(schema: dict[str, Kind]) -> pd.DataFrame:
    return typed(pd.DataFrame(index=pd.RangeIndex(0)), schema)


@dataclass(frozen=True)
class Breakdown:
    """Frames of the charts of parts. In each, `of` and `of_victims` are the place and the victims of the topic that a row is shown under.

    Parameters
    ----------
    places : DataFrame
        Columns of TOTALS: totals of a source over the window, for a place of the report and each place directly inside it.
    cells : DataFrame
        Columns of CELLS: the combined view of the same places, a row a day or a period; status as in `daily`, and `span` rows of figures
        over several days (basis `span`).
    running : DataFrame
        Columns of RUNNING: what a source had reported by `end`; basis `stated` (a running total it gave, since `start`) or `reported`
        (its figures of the window up to that day, with the share of days they account for as coverage).
    values : DataFrame
        Columns of VALUES: each new value of a figure, of the place or of one inside it, and when it became known; `figure` tells figures apart; change (persons) from
        the value before, missing for the first and for sources that are no single claimant.
    victims : DataFrame
        Columns of TOTALS: totals of kinds of victims of a place of the report.
    summary : DataFrame
        Columns of SUMMARY: number and size of revisions of each source.
    """

    places: pd.DataFrame = field(default_factory=lambda: _none(TOTALS))
    cells: pd.DataFrame = field(default_factory=lambda: _none(CELLS))
    running: pd.DataFrame = field(default_factory=lambda: _none(RUNNING))
    values: pd.DataFrame = field(default_factory=lambda: _none(VALUES))
    victims: pd.DataFrame = field(default_factory=lambda: _none(TOTALS))
    summary: pd.DataFrame = field(default_factory=lambda: _none(SUMMARY))

    def about(self, place_id: str, harm: str, victims: str) -> Breakdown:
        """The rows of one topic."""
        return Breakdown(**{f.name: _about(getattr(self, f.name), place_id, harm, victims) for f in fields(self)})

    def only(self, sources: list[str]) -> Breakdown:
        """The rows of these sources."""
        return Breakdown(**{f.name: frame[frame["source"].isin(sources)] for f in fields(self) for frame in [getattr(self, f.name)]})

    def without(self, hard: frozenset[str], soft: frozenset[str]) -> Breakdown:
        """Without rows that rest on claims that may not be shown; where only totals may be (`soft`), totals stay.

        Parameters
        ----------
        hard, soft : frozenset of str
            Claim ids.
        """
        if not hard and not soft:
            return self
        totals = {name: _spared(getattr(self, name), hard) for name in ("places", "victims")}
        return replace(self, **totals, **{name: _spared(getattr(self, name), hard | soft) for name in ("cells", "running", "values")})


_ORDER = ("place_id", "victims", "source", "start", "end", "basis", "standard", "published_at", "figure", "status", "segment_id", "low", "high", "claim_ids")


def _about(frame: pd.DataFrame, place_id: str, harm: str, victims: str) -> pd.DataFrame:
    whose = frame["victims" if "of_victims" not in frame else "of_victims"]
    rows = frame[(frame["of"] == place_id) & (frame["harm"] == harm) & (whose == victims)]
    order = [name for name in _ORDER if name in rows]
    return rows.sort_values(order, kind="stable", na_position="first", ignore_index=True)


def _spared(frame: pd.DataFrame, forbidden: frozenset[str]) -> pd.DataFrame:
    touched = frame["claim_ids"].map(lambda joined: isinstance(joined, str) and not forbidden.isdisjoint(joined.split("; ")))
    return frame[~touched.astype(bool)].reset_index(drop=True)


def whole_of(place_ids: pd.Series) -> str:
    """The place that all others of a chart lie in: the shortest id; empty where there is none."""
    return min((str(name) for name in place_ids.unique()), key=lambda name: (name.count("/"), len(name), name), default="")
