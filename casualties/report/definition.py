"""What a report is about: reports/NAME.toml as one frozen dataclass; every mistake in it is an error that says what to write."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import UsageError
from casualties.tables.claims import HARMS
from casualties.tables.victims import VICTIMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = ("front", "daily", "panels", "compare", "places", "victims", "cumulative", "revisions", "claims", "method")
KNOWN_PAGES = (*PAGES, "map", "audit")
"""The standard ones, and those that are there only where a definition asks for them."""
PAPERS = ("a4", "letter")
POLICIES = ("lower_median", "min", "max", "ibc", "airwars", "two_independent", "weighted")
REQUIRED = ("places", "start", "end")
ALWAYS = (pd.Timestamp("1000-01-01").as_unit("us"), pd.Timestamp("9999-12-31").as_unit("us"))
"""First and last day of a report whose definition names data sets and no days: those of the claims are meant."""
EVERY = ("*",)
"""All data sets."""


@dataclass(frozen=True)
class ReportDefinition:
    """A report as its TOML file declares it.

    Parameters
    ----------
    name : str
        Name of the file without `.toml`; the outputs carry it.
    places : tuple of str
        Names or ids; the pipeline replaces names by place ids before `build`. Charts are drawn for each in this order.
        Empty = every country of the data sets named.
    start, end : Timestamp
        First and last day, both included; `ALWAYS` = those of the claims of the data sets named.
    title : str
        Empty = made from harms, places and days.
    harms, victims : tuple of str
        What was counted, and whom.
    claimants : tuple of str
        Only these claimants (names or ids, resolved by the pipeline); empty = all.
    datasets : tuple of str
        Only claims of these data sets; empty = all. `EVERY` also leaves places and days open.
    policy : str
        Policy of the combined view.
    as_of : Timestamp or None
        Instant, UTC; a date means its end. None = the newest publication among the claims.
    pages : tuple of str
        Pages in order.
    paper : str
        a4 or letter.
    """

    name: str
    places: tuple[str, ...]
    start: pd.Timestamp
    end: pd.Timestamp
    title: str = ""
    harms: tuple[str, ...] = ("killed",)
    victims: tuple[str, ...] = ("all",)
    claimants: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    policy: str = "lower_median"
    as_of: pd.Timestamp | None = None
    pages: tuple[str, ...] = PAGES
    paper: str = "a4"


KEYS = tuple(f.name for f in fields(ReportDefinition) if f.name != "name")


def read_report(path: Path) -> ReportDefinition:
    """The definition in a TOML file.

    Parameters
    ----------
    path : Path
        reports/NAME.toml.

    Raises
    ------
    UsageError
        No such file, no TOML, an unknown key, harm, kind of victims, policy, page or paper, a missing key, dates that are none or reversed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        others = sorted(p.stem for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        raise UsageError("no such report.", where=str(path.name), do=f"Reports here: {', '.join(others) or 'none'}.") from None
    except UnicodeDecodeError as exc:
        raise UsageError(f"not UTF-8 text ({exc.reason} at byte {exc.start}).", where=path.name, do="Save the file as UTF-8.") from exc
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise UsageError(f"not valid TOML: {exc}.", where=path.name) from exc
    return _definition(path.stem, values, path.name)


def _definition(name: str, values: dict[str, Any], where: str) -> ReportDefinition:
    for key in values:
        if key not in KEYS:
            raise UsageError(f"unknown key {key!r}.", where=where, do=_nearest(key, KEYS))
    for key in REQUIRED:
        if key not in values and "datasets" not in values:
            do = 'places, start and end are needed, or datasets = ["NAME"]: then the claims of these decide what is left out.'
            raise UsageError(f"key {key!r} is missing.", where=where, do=do)
    open_: dict[str, Any] = {"places": (), "start": ALWAYS[0], "end": ALWAYS[1]}
    kept = open_ | {key: READ[key](value, f"{where}, {key}") for key, value in values.items()}
    if kept["start"] > kept["end"]:
        raise UsageError(f"start {kept['start']:%Y-%m-%d} is after end {kept['end']:%Y-%m-%d}.", where=where, do="Swap them.")
    return ReportDefinition(name=name, **kept)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{value!r} is not text.", where=where, do="Write it in quotes.")
    return value


def _texts(value: Any, where: str, closed: tuple[str, ...] | None = None) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError(f"{value!r} is not a list of texts.", where=where, do='Write ["first", "second"].')
    for item in value:
        if closed is not None:
            _known(item, closed, where)
    if len(set(value)) < len(value):
        raise UsageError("a value is given twice.", where=where, do="Name each once.")
    return tuple(value)


def _known(value: str, closed: tuple[str, ...], where: str) -> None:
    if value not in closed:
        custom = " Pages of your own (module:function) are not supported yet." if ":" in value and closed is KNOWN_PAGES else ""
        raise UsageError(f"unknown value {value!r}.", where=where, do=_nearest(value, closed) + custom)


def _nearest(value: str, closed: tuple[str, ...]) -> str:
    near = get_close_matches(value, closed, n=1, cutoff=0.5)
    return (f"Did you mean {near[0]!r}? " if near else "") + f"Known: {', '.join(closed)}."


def _day(value: Any, where: str) -> pd.Timestamp:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise UsageError("not a day.", where=where, do="Write it as 2012-02-01.")
    return pd.Timestamp(value).as_unit("us")


def _as_of(value: Any, where: str) -> pd.Timestamp:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            raise UsageError(f"{value!r} is not a moment.", where=where, do="Write 2012-03-31 (its end, UTC) or 2012-03-31T18:00Z.") from None
    if isinstance(value, datetime):
        moment = pd.Timestamp(value)
        return (moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")).as_unit("us")
    if isinstance(value, date):
        return pd.Timestamp(value.year, value.month, value.day, 23, 59, 59, tz="UTC").as_unit("us")
    raise UsageError("not a moment.", where=where, do="Write 2012-03-31 (its end, UTC) or 2012-03-31T18:00Z.")


def _policy(value: Any, where: str) -> str:
    text = _text(value, where)
    if not text.startswith("prefer:"):
        _known(text, (*POLICIES, "prefer:<claimant ids>"), where)
    return text


def _paper(value: Any, where: str) -> str:
    text = _text(value, where)
    _known(text, PAPERS, where)
    return text


READ: dict[str, Callable[[Any, str], Any]] = {
    "places": _texts,
    "start": _day,
    "end": _day,
    "title": _text,
    "harms": partial(_texts, closed=HARMS),
    "victims": partial(_texts, closed=VICTIMS),
    "claimants": _texts,
    "datasets": _texts,
    "policy": _policy,
    "as_of": _as_of,
    "pages": partial(_texts, closed=KNOWN_PAGES),
    "paper": _paper,
}
