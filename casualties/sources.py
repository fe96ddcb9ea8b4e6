"""Who claims, relays and publishes: the shipped table, names to ids, interest.

The table is hand-kept (casualties/data/sources.csv). A working folder may add rows or replace shipped ones
in datasets/sources.csv. Names that do not resolve stay as written: a finding, never a guess.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pandas as pd

from casualties import spelling
from casualties.errors import DataError, UsageError
from casualties.tables.sources import SOURCES
from casualties.tables.victims import COMBATANTS

SHIPPED = Path(__file__).parent / "data" / "sources.csv"

# What a compiler writes in brackets about the copy at hand; "(US)" or "(Australia)" tell outlets apart and stay.
_CARRIED = re.compile(
    r"\s*\((?:blog|forum|via|copied|copy|quoting|citing|quoted|byline|live blog|reprinted|syndicated|translated)\b[^()]*\)\s*$", re.IGNORECASE
)


def load(extra: Path | None = None) -> pd.DataFrame:
    """The table of sources, sorted by id.

    Parameters
    ----------
    extra : Path, optional
        A CSV with columns of `sources` (at least id, name, kind); its rows win over shipped ones of the same id.
        A file that does not exist adds nothing.

    Returns
    -------
    DataFrame
        Columns and dtypes of the table `sources`, one row a source.

    Raises
    ------
    DataError
        A row breaks a rule of the table, or one name belongs to two sources.
    """
    frame = _read(SHIPPED)
    if extra is not None and extra.exists():
        own = _read(extra)
        frame = pd.concat([frame[~frame["id"].isin(own["id"])], own])
        _refuse_shared_names(frame, extra)
    return frame.sort_values("id", ignore_index=True)


def resolve(names: pd.Series, sources: pd.DataFrame) -> pd.Series:
    """Ids of sources written as id, name or alias.

    Case, accents, punctuation, dots of acronyms and "the" do not matter. A note on the copy at hand, as in
    "Naharnet (copied on Rantburg)" or "a blog (blog, quoting AFP)", is looked past where the whole is unknown.

    Parameters
    ----------
    names : Series of str
        Names as written; missing ones stay missing.
    sources : DataFrame
        The table `sources`.

    Returns
    -------
    Series of str
        Ids, on the index of `names`; missing where no source, or more than one, is known by the name.
    """
    index = _index(sources)
    found = {name: _lookup(name, index) for name in names.dropna().unique()}
    return names.map(found).astype("str")


def find(text: str, sources: pd.DataFrame) -> str:
    """The id of one source named on a command line.

    Raises
    ------
    UsageError
        No source is known by it; the nearest names are listed.
    """
    found = _lookup(text, _index(sources))
    if found is not None:
        return found
    ids = _index(sources)
    near = spelling.nearest(text, list(ids))
    hint = ", ".join(dict.fromkeys(str(ids[spelling.fold(name)]) for name in near if ids[spelling.fold(name)]))
    raise UsageError(
        f"no source is known as {text!r}.",
        do=f"Nearest: {hint}." if hint else "List them with `casualties sources`, or add it to datasets/sources.csv.",
    )


def interested(claimant: pd.Series, victims: pd.Series, sources: pd.DataFrame) -> pd.Series:
    """Whether a claim is a party's word on its own or its enemy's losses.

    A source with a party counts as interested on combatants and categories below them only: its figures for
    all dead or for civilians stand beside others (the practice of the Every Casualty standards: record who says it,
    leave out of a combination only what the source cannot be neutral on).

    Parameters
    ----------
    claimant : Series of str
        Source ids; missing or unknown ones have no party.
    victims : Series of str
        Categories of victims, on the same index.
    sources : DataFrame
        The table `sources`.

    Returns
    -------
    Series of bool
        On the index of `claimant`.
    """
    parties = set(sources.loc[sources["party"].notna(), "id"])
    return (claimant.isin(parties) & victims.isin(COMBATANTS)).astype(bool)


def outlet_id(publisher: pd.Series) -> pd.Series:
    """The source id of an outlet's own voice: `outlet:` and its name in lower case, joined by hyphens.

    Notes on the copy at hand are dropped, so that a copy speaks with the voice of what it copies.

    Parameters
    ----------
    publisher : Series of str

    Returns
    -------
    Series of str
        On the index of `publisher`; missing where it is missing or has neither letter nor digit.
    """
    slugs = {name: slug(_CARRIED.sub("", name)) for name in publisher.dropna().unique()}
    return publisher.map({name: f"outlet:{made}" if made else None for name, made in slugs.items()}).astype("str")


def slug(name: str) -> str:
    """A name as an id: folded, words joined by hyphens."""
    return spelling.fold(name).replace(" ", "-")


def _read(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as exc:
        raise DataError(f"cannot be read as a CSV in UTF-8: {exc}.", where=str(path), do="Save it as CSV, comma-separated, UTF-8.") from exc
    unknown = [name for name in frame.columns if name not in SOURCES.names]
    if unknown:
        near = spelling.nearest(unknown[0], SOURCES.names, n=1)
        raise DataError(
            f"column {unknown[0]!r} is not one of the table of sources.",
            where=str(path),
            do=f"Did you mean {near[0]!r}?" if near else f"Columns: {', '.join(SOURCES.names)}.",
        )
    for name in ("is_generic", "exhaustive"):
        if name in frame:
            frame[name] = _flags(frame[name], path)
    frame = SOURCES.complete(frame)
    kept, reasons = SOURCES.split(frame)
    if len(reasons):
        row = reasons.index[0]
        raise DataError(
            f"id {frame.loc[row, 'id']!r} breaks {reasons.iloc[0]}.",
            where=f"{path}, row {row + 2}",
            do="Mend the row; see the reference of the table `sources`.",
        )
    _refuse_shared_names(kept, path)
    return kept


def _flags(values: pd.Series, path: Path) -> pd.Series:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    given = values.fillna("false").str.strip().str.lower()
    if not given.isin(words).all():
        row = given.index[~given.isin(words)][0]
        raise DataError(
            f"column {values.name!r} holds {values[row]!r}, which is neither true nor false.", where=f"{path}, row {row + 2}", do="Write true or false."
        )
    return given.map(words).astype(bool)


def _index(sources: pd.DataFrame) -> dict[str, str | None]:
    """Folded id, name and aliases of every source -> its id; None where two sources share one."""
    return _index_of(*(tuple(sources[name].fillna("").tolist()) for name in ("id", "name", "aliases")))


@lru_cache(maxsize=4)
def _index_of(ids: tuple[str, ...], names: tuple[str, ...], aliases: tuple[str, ...]) -> dict[str, str | None]:
    index: dict[str, str | None] = {}
    for source, name, others in zip(ids, names, aliases, strict=True):
        for key in {spelling.fold(text) for text in (source, name, *spelling.split(others))}:
            index[key] = source if index.get(key, source) == source else None
    return index


def _lookup(name: str, index: dict[str, str | None]) -> str | None:
    key = spelling.fold(name)
    if key in index:
        return index[key]
    bare = _CARRIED.sub("", name)
    return index.get(spelling.fold(bare)) if bare != name else None


def _refuse_shared_names(sources: pd.DataFrame, path: Path) -> None:
    owner: dict[str, str] = {}
    for source, name, aliases in zip(sources["id"], sources["name"], sources["aliases"], strict=True):
        for text in (source, name, *spelling.split(aliases)):
            other = owner.setdefault(spelling.fold(text), source)
            if other != source:
                raise DataError(f"{text!r} names two sources, {other!r} and {source!r}.", where=str(path), do="Take it out of the aliases of one of them.")
