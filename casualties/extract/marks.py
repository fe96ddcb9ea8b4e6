"""Where a sentence speaks of days and places: for the eye of a person who reviews a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from casualties.extract import sentences
from casualties.extract.countries import ranked
from casualties.extract.dates import Calendar
from casualties.extract.where import Atlas

if TYPE_CHECKING:
    import datetime as dt


class Mark(NamedTuple):
    """Characters of a text, the end exclusive, and what they are: date or place."""

    start: int
    end: int
    kind: str


def days_and_places(sentence: str, published: dt.date, country: str | None = None) -> list[Mark]:
    """The days and places that a sentence names, in their order.

    Parameters
    ----------
    sentence : str
    published : date
        Day of publication, against which days are told.
    country : str, optional
        Alpha-3 code of the country whose places may be meant, beside those the sentence names.
    """
    split = sentences.split(sentence)
    named = ranked(split)
    atlas, calendar = Atlas([country, *named] if country else named), Calendar(published)
    made = []
    for s in split:
        for kind, found in (("date", calendar.find(s)), ("place", atlas.find(s))):
            made += [Mark(s.start[told.first], s.end[told.last], kind) for told in found]
    return sorted(made)
