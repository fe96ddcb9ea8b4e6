"""The country of a text that names none: that of a town known in one country only, or of a source it cites."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from casualties import gazetteer
from casualties.extract import countries, known, spans, victims, where, who

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.extract.sentences import Sentence

_SMALLEST = 15_000  # inhabitants of a town that is known beyond its country
_LOCATIVE = frozenset({"in", "at", "near", "outside", "around"})
_LONGEST = 3


@cache
def towns() -> dict[str, str]:
    """Names of towns in lower case -> alpha-3 code, where one country has the name, or has nearly all people of towns of the name."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(gazetteer.GAZETTEER, columns=["name", "aliases", "iso", "level", "population"])
    table = table.filter(pc.and_(pc.equal(table["level"], "locality"), pc.greater_equal(table["population"], _SMALLEST)))
    people: dict[str, dict[str, int]] = {}
    for name, aliases, iso, number in zip(*(table[column].to_pylist() for column in ("name", "aliases", "iso", "population")), strict=True):
        for text in {name, *(aliases or "").split("; ")}:
            if len(text) > 3 and text.isascii():
                of_name = people.setdefault(text.lower(), {})
                of_name[iso] = of_name.get(iso, 0) + number
    return {name: iso for name, of_name in people.items() if (iso := countries.owner(of_name))}


def country(split: Iterable[Sentence]) -> list[str]:
    """Alpha-3 code of the country that towns, else cited sources, of a text lie in; at most one.

    Parameters
    ----------
    split : iterable of Sentence
        Sentences of a text that names no country.
    """
    split = list(split)
    for s in split:
        if not s.shouting and (iso := next((iso for i in s.capitals if i and s.low[i - 1] in _LOCATIVE and (iso := _town(s, i))), None)):
            return [iso]
    for s in split:
        if iso := next((iso for a in who.find(s) if a.speaker and (iso := known.country(a.speaker))), None):
            return [iso]
    return []


def _town(s: Sentence, i: int) -> str | None:
    low = s.low
    for j in range(min(i + _LONGEST, len(low)), i, -1):
        if all(word[0].isupper() for word in s.words[i:j]) and (iso := towns().get(" ".join(low[i:j]).removesuffix("'s"))):
            return iso if j > i + 1 or not (low[i] in spans.MONTHS or victims.is_person(low[i]) or where.is_word(low[i])) else None
    return None
