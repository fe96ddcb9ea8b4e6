"""Speakers as written and the sources they are or speak for."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from casualties import sources, spelling
from casualties.extract import countries
from casualties.extract.agencies import bare

if TYPE_CHECKING:
    import pandas as pd

_MARKS = (", ", " of the ", " for the ", " of ", " for ", " from the ", " from ", " at the ")


@cache
def table() -> pd.DataFrame:
    """The shipped table of sources."""
    return sources.load()


@cache
def _index() -> dict[str, str | None]:
    """Folded ids, names and aliases -> id; None where two sources share one."""
    frame = table()
    index: dict[str, str | None] = {}
    for source, name, aliases in zip(frame["id"], frame["name"], frame["aliases"].fillna(""), strict=True):
        for key in {spelling.fold(text) for text in (source, name, *spelling.split(aliases))}:
            index[key] = source if index.get(key, source) == source else None
    return index


def name_or_id(name: str) -> str:
    """The id of a source, or the name as it is written."""
    return _index().get(spelling.fold(bare(name))) or bare(name)


@lru_cache(maxsize=20_000)
def source(stated: str) -> str | None:
    """The id of the source a speaker as written is or speaks for, or None.

    "Sami Abdel Rahman of the Syrian Observatory for Human Rights" is the Observatory.
    """
    index = _index()
    outside, _, inside = stated.partition("(")
    pieces = [stated, bare(stated), outside, inside.partition(")")[0]]
    first, _, rest = stated.partition(" ")
    if first.lower().endswith(("-based", "-run", "-backed", "-linked")):
        pieces.append(rest)
    for mark in _MARKS:
        head, found, tail = stated.partition(mark)
        if found:
            pieces += [tail, head]
    return next((known for piece in pieces if piece and (known := index.get(spelling.fold(piece)))), None)


@cache
def _generic() -> frozenset[str]:
    frame = table()
    return frozenset(frame.loc[frame["is_generic"], "id"])


def is_named(stated: str) -> bool:
    """Whether a speaker is a source that is one organisation, not a kind of people ("local authorities")."""
    found = source(stated)
    return found is not None and found not in _generic()


def outlet(name: str | None) -> str | None:
    """The id of a publisher, or its name as it is written."""
    return None if name is None else _index().get(spelling.fold(name)) or name


@cache
def _countries() -> dict[str, str]:
    frame = table()
    found: dict[str, str] = {}
    for source_id, name, aliases, kind, iso in zip(
        frame["id"], frame["name"], frame["aliases"].fillna(""), frame["kind"], frame["country"].fillna(""), strict=True
    ):
        words = spelling.fold(f"{name} {aliases}").split()
        told = next((code for word in words if (code := countries.DEMONYMS.get(word) or countries.names().get((word,)))), None)
        if kind != "media" and (told or (kind in _LOCAL and iso not in countries.FAR and iso)):
            found[source_id] = told or iso
    return found


_LOCAL = frozenset({"belligerent", "government", "medical", "witness"})
"""Kinds of sources that speak of their own country; a monitor may sit abroad, so that only its name tells."""


def country(stated: str) -> str | None:
    """Alpha-3 code of the country a known source speaks of, or None."""
    found = source(stated)
    return _countries().get(found) if found is not None else None


@cache
def _parties() -> frozenset[str]:
    frame = table()
    return frozenset(frame.loc[frame["kind"].isin(["belligerent", "government"]) & ~frame["is_generic"], "id"])


def is_party(stated: str) -> bool:
    """Whether a name is that of a government or of an armed group."""
    return source(stated) in _parties()
