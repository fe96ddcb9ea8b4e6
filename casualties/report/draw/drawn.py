"""Marks as plain arrays, made once a chart: drawing asks for small parts of them hundreds of times."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report.marks import LEFT_OVER, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


@dataclass(frozen=True)
class Drawn:
    """Marks, one array a column.

    Parameters
    ----------
    kind, source, basis, label, place, victims, flags : array of str
        Empty where missing.
    low, best, high : array of float
        Persons, NaN where missing.
    first, last : array of float
        First and last day, counted from the window's first; NaN where missing.
    is_open, hollow, recent, recorded : array of bool
        Open highs; of a party to the conflict; provisional; not merely absent from a record.
    sources : array of float
        Independent sources.
    coverage : array of float
        Share of days accounted for, NaN where missing.
    """

    kind: Any
    source: Any
    basis: Any
    label: Any
    low: Any
    best: Any
    high: Any
    first: Any
    last: Any
    is_open: Any
    hollow: Any
    recent: Any
    recorded: Any
    sources: Any
    place: Any
    victims: Any
    flags: Any
    coverage: Any

    @property
    def count(self) -> int:
        """Number of marks."""
        return len(self.kind)

    def take(self, chosen: Any) -> Drawn:
        """Some of the marks, by mask or positions."""
        return Drawn(*(getattr(self, name)[chosen] for name in _NAMES))

    def by_source(self) -> Iterator[tuple[str, Drawn]]:
        """The marks of each source, in the order the sources first occur."""
        for source in dict.fromkeys(self.source.tolist()):
            yield source, self.take(self.source == source)

    def spoken(self) -> tuple[Any, Any, Any]:
        """Days observed, silent, and inside a longer figure only, as numbers."""
        return spoken(self.kind, self.basis, self.first, self.last)

    @property
    def left_over(self) -> Any:
        """What is left of a total."""
        return np.isin(self.basis, LEFT_OVER)

    @property
    def ends(self) -> Any:
        """Upper end as drawn: the high, else the low."""
        return np.where(np.isfinite(self.high), self.high, self.low)

    @property
    def lows(self) -> Any:
        """Lower end as drawn: 0 where only an upper bound is known."""
        return np.where(np.isfinite(self.low), self.low, 0.0)

    @property
    def tops(self) -> Any:
        """Upper end as drawn, never below the lower one."""
        return np.maximum(self.lows, np.where(np.isfinite(self.high), self.high, 0.0))

    @property
    def bests(self) -> Any:
        """Where a marker stands: at best, else at low, else at high; never at 0 where only an upper bound is known."""
        least = np.where(np.isfinite(self.low) & ((self.low > 0) | ~(self.high > 0)), self.low, self.high)
        return np.where(np.isfinite(self.best), self.best, least)

    @property
    def ceilings(self) -> Any:
        """Marks of which only an upper bound is known."""
        bounded = ~self.is_open & np.isfinite(self.high) & (self.high > 0)
        return bounded & ~np.isfinite(self.best) & (~np.isfinite(self.low) | (self.low == 0)) & ~self.left_over


_NAMES = tuple(field.name for field in fields(Drawn))


def _texts(column: pd.Series) -> Any:
    return column.fillna("").to_numpy(dtype=object)


def _days(column: pd.Series, start: pd.Timestamp) -> Any:
    days = column.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, (days - np.datetime64(start, "D")).astype("float64"))


def of_marks(marks: pd.DataFrame, start: pd.Timestamp) -> Drawn:
    """Marks (columns of `marks.SCHEMA`) as arrays, their days counted from the start of the window."""
    numbers = {name: marks[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("low", "best", "high")}
    return Drawn(
        kind=_texts(marks["kind"]),
        source=_texts(marks["source"]),
        basis=_texts(marks["basis"]),
        label=_texts(marks["label"]),
        first=_days(marks["start"], start),
        last=_days(marks["end"], start),
        is_open=marks["high_open"].to_numpy(dtype=bool),
        hollow=marks["hollow"].to_numpy(dtype=bool),
        recent=marks["provisional"].to_numpy(dtype=bool),
        recorded=_texts(marks["status"]) != "none_recorded",
        sources=marks["n_sources"].to_numpy(dtype="float64", na_value=0.0),
        place=_texts(marks["place_id"]),
        victims=_texts(marks["victims"]),
        flags=_texts(marks["flags"]),
        coverage=marks["coverage"].to_numpy(dtype="float64", na_value=np.nan),
        **numbers,
    )


def sample(low: float | None, best: float | None, high: float | None, **changes: Any) -> Drawn:
    """One mark by hand, for a key."""
    values = {"kind": "day", "source": "", "basis": "", "label": "", "first": 0.0, "last": 0.0, "is_open": False, "hollow": False, "recent": False}
    values |= {"place": "", "victims": "", "flags": "", "coverage": None}
    given = {**values, "recorded": True, "sources": 1.0, "low": low, "best": best, "high": high, **changes}
    return Drawn(**{name: np.array([np.nan if value is None else value], dtype=object if isinstance(value, str) else None) for name, value in given.items()})
