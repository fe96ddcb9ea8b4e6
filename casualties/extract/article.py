"""One article into records of claims: plain mappings, no frame, so that many articles cost little."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from casualties.extract import binding, deeds, harms, numbers, parts, placing, sentences, setting, speakers, timing, who
from casualties.extract.claim import Claim, Scene
from casualties.extract.countries import ranked
from casualties.extract.dates import Calendar
from casualties.extract.where import Atlas
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    import datetime as dt

    from casualties.extract.binding import Bound
    from casualties.extract.sentences import Sentence


HISTORY = 9
"""Years before publication from which a dated figure is history, and no claim of news."""

_MEMORY = 2  # sentences without a figure after which "of them" leads nowhere
_AHEAD = 4  # sentences after the last figure in which its day or place may be told


def bind(split: list[Sentence]) -> list[list[Bound]]:
    """Figures of harm of each sentence; the harm of the last figure is the context of parts told after it."""
    harm: str | None = None
    heads: frozenset[str] = frozenset()
    since = 99
    out: list[list[Bound]] = []
    for s in split:
        bounds: list[Bound] = []
        if (since <= _MEMORY or not harms.HARM_WORDS.isdisjoint(s.vocabulary)) and (found := numbers.find(s)):
            bounds = binding.Reading(s, found, harms.find(s), harm if since <= _MEMORY else None, heads).bind()
        since = 0 if bounds else since + 1
        if bounds:
            harm = bounds[0].harm
            heads |= {word for bound in bounds for word in bound.counted.heads}
        out.append(bounds)
    return out


def _scenes(split: list[Sentence], bounds: list[list[Bound]], published: dt.date, atlas: Atlas) -> list[Scene]:
    """Sentences up to the last one that bears on a figure, with days, places and speakers."""
    end = max(n for n, found in enumerate(bounds) if found) + 1 + _AHEAD
    calendar = Calendar(published)
    made = []
    for index, s in enumerate(split[:end]):
        scene = Scene(s, index, bounds[index], calendar.find(s), atlas.find(s), who.find(s))
        timing.mark_spoken(scene)
        made.append(scene)
    return made


def read(text: str, published: dt.date, title: str | None = None, publisher: str | None = None) -> tuple[list[Claim], str | None]:
    """Claims of an article in the order of the text, and the country it is about (alpha-3 or None).

    Parameters
    ----------
    text : str
    published : date
        Day of publication, against which days are told.
    title : str, optional
        Gives context for places only.
    publisher : str, optional
        Not named as a relay of itself.
    """
    split = sentences.split(text)
    bounds = bind(split)
    if not any(bounds):
        return [], None
    heading = sentences.split(title) if title else []
    atlas = Atlas(ranked([*heading, *split]) or setting.country([*heading, *split]))
    read_scenes = _scenes(split, bounds, published, atlas)
    titles = [Scene(s, -1, [], [], atlas.find(s), []) for s in heading]
    atlas.settle([place for scene in (*titles, *read_scenes) for place in scene.places])
    claims = [Claim(bound, scene, bound.counted.victims) for scene in read_scenes for bound in scene.bounds]
    parts.victims(claims)
    parts.wholes(claims)
    claims = [c for c in claims if not parts.is_loose(c)]
    timing.dates(claims, read_scenes, published)
    claims = [c for c in claims if c.end is None or c.end.year >= published.year - HISTORY or c.running]
    parts.alone(claims)
    kept = set(map(id, claims))
    for claim in claims:
        if claim.whole is not None and id(claim.whole) not in kept:
            claim.whole = None
    placing.places(claims, read_scenes, titles, atlas.home)
    speakers.speakers(claims, read_scenes, publisher)
    parts.sums(claims)
    parts.groups(claims)
    deeds.fill(claims)
    return claims, atlas.home


def records(
    text: str,
    published: dt.date,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
    *,
    dated: bool = True,
) -> list[dict[str, Any]]:
    """Claims of one article as mappings of columns of the claims table, with quote_start and quote_end.

    Parameters
    ----------
    text : str
    published : date
        Day of publication.
    publisher, title, url : str, optional
    dated : bool
        False: days are not resolved; start is missing, end is `published`, date_precision "unknown".

    Returns
    -------
    list of dict
        In the order of the text. `claimant` and `place_id` hold what the text gives: names are resolved later.
    """
    claims, country = read(text, published, title, publisher)
    ids = _keys(claims, text, url or "\n".join((publisher or "", published.isoformat(), title or "", text)))
    out = []
    for claim in claims:
        record = _record(claim, text, ids, country)
        if not dated:
            record |= {"start": None, "end": published, "date_precision": "unknown", "date_basis": "published"}
        out.append(record)
    return out


def _keys(claims: list[Claim], text: str, article: str) -> dict[int, str]:
    """A key for each claim: of the article, and of the clause and the figure in it, so that an edit elsewhere in the article changes none."""
    before = _digest(article)
    taken: dict[str, int] = {}
    ids = {}
    for claim in claims:
        number, s = claim.bound.number, claim.scene.s
        first, last = quote(claim)
        clause = " ".join(text[s.start[first] : s.end[last]].split())
        key = f"{before}-{_digest(clause, claim.bound.harm, str(number.core - first))[:8]}"
        taken[key] = taken.get(key, 0) + 1
        ids[id(claim)] = f"adhoc:{key}" + (f"-{taken[key]}" if taken[key] > 1 else "")
    return ids


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _record(claim: Claim, text: str, ids: dict[int, str], country: str | None) -> dict[str, Any]:
    number, s = claim.bound.number, claim.scene.s
    first, last = quote(claim)
    start, end = s.start[first], s.end[last]
    place = claim.place
    return {
        "claim_id": ids[id(claim)],
        "record_id": ids[id(claim)].partition(":")[2],
        "harm": claim.bound.harm,
        "victims": claim.victims,
        "low": number.low,
        "best": number.best,
        "high": number.high,
        "qualifier": number.qualifier,
        "stated": text[s.start[number.first] : s.end[number.last]],
        "counting": "cumulative" if claim.running else "period",
        "stance": claim.stance,
        "disputed_by": claim.disputed_by,
        "scope": claim.scope,
        "cause": claim.cause,
        "attributed_to": claim.attributed_to,
        "part_of": ids[id(claim.whole)] if claim.whole is not None else None,
        "start": claim.start,
        "end": claim.end,
        "date_role": "found" if claim.found else "death",
        "date_precision": claim.precision,
        "date_basis": claim.date_basis,
        "place": place.name if place is not None and (place.level > 0 or place.joint) else None,
        "place_id": place.place_id if place is not None else country,
        "place_level": place.level if place is not None else 0,
        "place_basis": claim.place_basis if place is not None else "context",
        "claimant_stated": claim.speaker,
        "via": "; ".join(claim.via) or None,
        "quote": text[start:end],
        "quote_start": start,
        "quote_end": end,
        "sentence_start": s.start[0],
        "sentence_end": s.end[-1],
    }


_OPEN = word_set(', ; : ( ) -- — " “ ”')
_JOINTS = word_set("that while when after as but because although though where since before until whereas")


def quote(claim: Claim) -> tuple[int, int]:
    """First and last token of the clause that carries the figure."""
    s, bound = claim.scene.s, claim.bound
    first = min(bound.first, bound.number.first)
    last = max(bound.last, bound.counted.last, bound.number.last)
    others = [b for b in claim.scene.bounds if b is not bound]
    floor = max([b.number.last for b in others if b.number.last < first], default=-1)
    ceiling = min([b.number.first for b in others if b.number.first > last], default=len(s.low))
    while first - 1 > floor and s.low[first - 1] not in _OPEN and s.low[first - 1] not in _JOINTS:
        first -= 1
    if first - 1 == floor and floor >= 0:
        first = min(bound.first, bound.number.first)
    while last + 1 < ceiling and s.low[last + 1] not in _OPEN and s.low[last + 1] not in _JOINTS and s.low[last + 1] not in (".", "!", "?"):
        last += 1
    while last > max(bound.last, bound.number.last) and s.low[last] in ("and", "or", "the", "a", "with", "including", "another"):
        last -= 1
    return first, last
