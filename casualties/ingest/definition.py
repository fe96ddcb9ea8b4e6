"""The definition of a data set: datasets/<name>/dataset.toml."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casualties.errors import UsageError
from casualties.ingest.accepted import Accepted, accepted_of
from casualties.raw.settings import Settings, refuse_address, settings_of
from casualties.tables.sources import REDISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "dataset.toml"


@dataclass(frozen=True)
class Scope:
    """What a release of the data set speaks for: only claims inside it are withdrawn when they are gone.

    Parameters
    ----------
    places : tuple of str
        place_ids; empty = everywhere.
    start, end : date, optional
        First and last day; None = open.
    """

    places: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Definition:
    """A data set.

    Parameters
    ----------
    name : str
        Name of its folder.
    title : str
        Title as printed.
    ingestor : str
        Name of the ingestor that reads its raw files.
    raw : tuple of str
        Raw files: paths or patterns relative to the folder.
    url : tuple of str
        Where raw files are fetched from; of each the file it gave last is read, beside those of `raw`.
    members : tuple of str
        Members of zip archives that are read, with wildcards.
    source : str, optional
        Id in `sources` of who publishes the data set.
    scope : Scope
        What a release speaks for.
    options : mapping
        Options of the ingestor.
    fetch : Settings
        How the files of `url` are fetched.
    changes : Accepted
        How far a reading may differ from the one before.
    licence, redistribution, citation, homepage, note : str, optional
        Terms and provenance, as printed.
    """

    name: str
    title: str
    ingestor: str
    raw: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    source: str | None = None
    scope: Scope = field(default_factory=Scope)
    options: Mapping[str, Any] = field(default_factory=dict)
    fetch: Settings = field(default_factory=Settings)
    changes: Accepted = field(default_factory=Accepted)
    licence: str | None = None
    redistribution: str | None = None
    citation: str | None = None
    homepage: str | None = None
    note: str | None = None


KEYS = tuple(f.name for f in fields(Definition) if f.name != "name")
_LISTS = ("raw", "url", "members")
HAND_KEPT = "claims_csv"


def read_definition(folder: Path) -> Definition:
    """The definition in a data set's folder.

    Raises
    ------
    UsageError
        There is none, it is not TOML, a key is unknown (the nearest known one is named), missing or of the wrong kind.
    """
    path = folder / FILE
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"the data set {folder.name!r} has no {FILE}.", where=str(folder), do="Every folder of datasets/ holds one; copy that of another data set."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise UsageError(f"not TOML in UTF-8: {exc}.", where=str(path)) from exc
    refuse_name(folder.name, str(folder))
    _known(told, KEYS, path)
    for key in ("title", "ingestor", "raw"):
        if not told.get(key) and not (key == "raw" and told.get("url")):
            do = "Name the files, or a url they are fetched from." if key == "raw" else f"Keys are: {', '.join(KEYS)}."
            raise UsageError(f"{key} is missing.", where=str(path), do=do)
    given = {key: _value(key, value, path) for key, value in told.items()}
    if given.get("redistribution") not in (None, *REDISTRIBUTION):
        raise UsageError(f"redistribution is {given['redistribution']!r}.", where=str(path), do=f"Write one of: {', '.join(REDISTRIBUTION)}.")
    return _checked(Definition(name=folder.name, **given), told, path)


def _checked(definition: Definition, told: Mapping[str, Any], path: Path) -> Definition:
    """What one key means for another."""
    for url in definition.url:
        refuse_address(url, str(path))
    if "" in definition.fetch.sha256 and len(definition.url) > 1:
        raise UsageError("fetch.sha256 is one, url are several.", where=str(path), do='Write { "https://..." = "digits", ... }.')
    if definition.ingestor == HAND_KEPT and "year_rise" not in told.get("changes", {}):
        return replace(definition, changes=replace(definition.changes, year_rise=None))
    return definition


def refuse_name(name: str, where: str) -> None:
    """Raise UsageError where a name cannot be that of a data set."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise UsageError(f"{name!r} cannot name a data set.", where=where, do="Use small letters, digits and hyphens.")


def refuse_unknown_options(definition: Definition, known: tuple[str, ...]) -> None:
    """Raise UsageError on an option the ingestor does not know."""
    _known(definition.options, known, Path(definition.name) / FILE, "options.")


def _known(told: Mapping[str, Any], keys: tuple[str, ...], path: Path, prefix: str = "") -> None:
    for key in told:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            do = f"Did you mean {near[0]!r}?" if near else (f"Keys are: {', '.join(keys)}." if keys else "It has none.")
            raise UsageError(f"unknown key {prefix}{key}.", where=str(path), do=do)


def _value(key: str, value: Any, path: Path) -> Any:
    if key in _LISTS:
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise UsageError(f"{key} is not a list of text.", where=str(path))
        return tuple(items)
    if key == "scope":
        return _scope(value, path)
    if key == "fetch":
        return settings_of(value, str(path))
    if key == "changes":
        return accepted_of(value, str(path))
    if key == "options":
        if not isinstance(value, dict):
            raise UsageError("options is not a table.", where=str(path), do="Write [options] and one line an option.")
        return value
    if not isinstance(value, str):
        raise UsageError(f"{key} is not text.", where=str(path), do="Put it in quotes.")
    return value


def _scope(value: Any, path: Path) -> Scope:
    keys = tuple(f.name for f in fields(Scope))
    if not isinstance(value, dict):
        raise UsageError("scope is not a table.", where=str(path), do=f"Write [scope] with {', '.join(keys)}.")
    _known(value, keys, path, "scope.")
    places = value.get("places", [])
    if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
        raise UsageError("scope.places is not a list of place ids.", where=str(path))
    days = [value.get(key) for key in ("start", "end")]
    if any(type(day) not in (date, type(None)) for day in days):
        raise UsageError("scope.start or scope.end is not a day.", where=str(path), do="Write it as 2012-02-01, without quotes.")
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageError(f"scope starts on {days[0]} and ends on {days[1]}, before it.", where=str(path))
    return Scope(tuple(places), days[0], days[1])
