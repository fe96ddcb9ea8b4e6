"""What a figure leaves to its neighbourhood: its whole, its victims, days, place and speaker from clause, sentence and sentences before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casualties.extract import running, where, who

if TYPE_CHECKING:
    import datetime as dt

    from casualties.extract.article import Claim, Scene
    from casualties.extract.dates import Span
    from casualties.extract.where import Place

_FINDS = frozenset("found discovered recovered turned dug unearthed exhumed retrieved collected pulled uncovered washed".split())
_NATIONWIDE = frozenset("country nation nationwide countrywide nationally".split())
_ANAPHORA = frozenset("they of among the those these this their his her its both most some".split())
_BACK = frozenset("they these those among of the them".split())


def victims(claims: list[Claim]) -> None:
    """Figures without a noun of their own take the victims of the figure they are joined to."""
    before: Claim | None = None
    for claim in claims:
        c = claim.bound.counted
        open_ = not c.person or (c.general and c.heads and c.heads[-1] in ("other", "others"))
        if open_ and c.victims == "all" and before is not None:
            near = before.scene is claim.scene
            if (near and claim.bound.link != "toll") or (claim.scene.index - before.scene.index == 1 and c.of == "them"):
                claim.victims = before.victims
        before = claim


def wholes(claims: list[Claim]) -> None:
    """Parts find the figure before them that they are a subset of."""
    for n, claim in enumerate(claims):
        if not claim.bound.part:
            continue
        before = claims[n - 1] if n else None
        if before is not None and before.scene is claim.scene and before.whole is not None and claim.bound.counted.of != "them" and before.bound.harm == claim.bound.harm:
            if claim.bound.link in ("alike", "part") and _fits(claim, before.whole):
                claim.whole = before.whole
                continue
        for other in reversed(claims[max(0, n - 6) : n]):
            if other.bound.harm == claim.bound.harm and _fits(claim, other) and claim.scene.index - other.scene.index <= 3:
                claim.whole = other
                break


def _fits(part: Claim, whole: Claim) -> bool:
    return part.bound.number.value <= whole.bound.number.value and part.bound.number is not whole.bound.number


def sums(claims: list[Claim]) -> None:
    """Figures that follow a total and add up to it are its parts."""
    for n, total in enumerate(claims):
        value = total.bound.number.value
        if value < 3:
            continue
        run: list[Claim] = []
        amount = 0
        for other in claims[n + 1 : n + 12]:
            if other.scene.index - total.scene.index > 2:
                break
            if other.bound.harm != total.bound.harm or other.whole is not None or other is total:
                continue
            run.append(other)
            amount += other.bound.number.value
            if amount >= value:
                break
        if amount == value and len(run) > 1:
            for other in run:
                other.whole = total


def dates(claims: list[Claim], scenes: list[Scene], published: dt.date) -> None:
    """Days of each figure: those of its clause, its sentence, its whole, the event told before or after; else publication."""
    event: Span | None = None
    at = -9
    for claim in claims:
        for scene in scenes[max(0, at) : claim.scene.index]:
            event = _event(scene) or event
        at = claim.scene.index
        span = _own_span(claim)
        claim.running = running.of(claim.scene.s, claim.bound.first, claim.bound.last, span)
        claim.found = _is_found(claim)
        if span is not None:
            claim.span = span
            _set(claim, span, "stated")
            if not claim.running and not span.since:
                event = span
        elif claim.whole is not None and claim.whole.end is not None:
            _copy(claim, claim.whole)
        elif claim.running == "span":
            claim.end, claim.date_basis = _spoken(claim) or published, "context"
        else:
            later = event or next((e for scene in scenes[claim.scene.index : claim.scene.index + 4] if (e := _event(scene))), None)
            _from_context(claim, later, published)
        if claim.found:
            claim.start = None
        if claim.running and claim.whole is None and span is not None and not span.since and claim.running == "span":
            claim.end = max(claim.end or published, span.end)


def _from_context(claim: Claim, event: Span | None, published: dt.date) -> None:
    spoken = _spoken(claim)
    if event is not None:
        _set(claim, event, "context")
    elif spoken is not None:
        claim.start, claim.end, claim.precision, claim.date_basis = spoken, spoken, "day", "context"
    else:
        claim.end, claim.date_basis = published, "published"
    if claim.running == "rise" and event is None:
        claim.start = None


def _set(claim: Claim, span: Span, basis: str) -> None:
    claim.start, claim.end, claim.precision, claim.date_basis = span.start, span.end, span.precision, basis


def _copy(claim: Claim, whole: Claim) -> None:
    claim.start, claim.end, claim.precision, claim.date_basis = whole.start, whole.end, whole.precision, "context"
    if whole.running == "span":
        claim.running = "span"


def _event(scene: Scene) -> Span | None:
    return next((span for span in scene.spans if not span.speaking and not span.since and span.precision in ("day", "days")), None)


def _spoken(claim: Claim) -> dt.date | None:
    return next((span.end for span in claim.scene.spans if span.speaking and span.precision == "day"), None)


def _own_span(claim: Claim) -> Span | None:
    spans = [span for span in claim.scene.spans if not span.speaking]
    if not spans:
        return None
    first, last = claim.bound.first, _region_end(claim)
    inside = [span for span in spans if first <= span.first < last]
    if inside:
        return inside[0]
    before = [span for span in spans if span.last < first and not _cut(claim, span.last, first)]
    if before:
        return before[-1]
    after = [span for span in spans if span.first >= last and not _cut(claim, last, span.first)]
    return after[0] if after else None


def _cut(claim: Claim, i: int, j: int) -> bool:
    return ";" in claim.scene.s.low[i:j]


def _region_end(claim: Claim) -> int:
    """Token before which what follows a figure is still its own: the next figure, or a new clause."""
    bounds = claim.scene.bounds
    following = [b.first for b in bounds if b.number.first > claim.bound.last]
    return min(following, default=len(claim.scene.s.low))


def _is_found(claim: Claim) -> bool:
    s, c = claim.scene.s, claim.bound.counted
    if c.harm_at < 0 or s.low[c.harm_at] not in ("bodies", "corpses", "body", "corpse", "dead", "remains"):
        return False
    window = s.low[max(0, claim.bound.first - 6) : claim.bound.last + 9]
    return any(word in _FINDS for word in window)


def places(claims: list[Claim], scenes: list[Scene], titles: list[Scene]) -> None:
    """Place of each figure: that of its clause, its sentence, its whole, or the last one told."""
    told: Place | None = None
    at = 0
    for claim in claims:
        for scene in scenes[at : claim.scene.index]:
            told = _deepest([p for p in _located(scene) if p.level > 0]) or told
        at = claim.scene.index
        place = _own_place(claim)
        if place is not None and (place.level > 0 or claim.running == "span"):
            claim.place, claim.place_basis = place, "stated"
        elif claim.whole is not None and claim.whole.place is not None:
            claim.place, claim.place_basis = claim.whole.place, "context"
        elif claim.running == "span" or _is_nationwide(claim):
            claim.place, claim.place_basis = place, "context"
        else:
            claim.place = told or _ahead(claim, scenes, titles) or place
            claim.place_basis = "context"
        if claim.place is not None and claim.place.level > 0:
            told = claim.place


def _ahead(claim: Claim, scenes: list[Scene], titles: list[Scene]) -> Place | None:
    for scene in [*titles, *scenes[: claim.scene.index + 3]]:
        if found := _deepest([p for p in (_located(scene) or scene.places) if p.level > 0]):
            return found
    return None


def _located(scene: Scene) -> list[Place]:
    spoken = [(a.first, a.last) for a in scene.said]
    return [p for p in scene.places if where.is_located(scene.s, p) and not any(first <= p.first <= last for first, last in spoken)]


def _deepest(found: list[Place]) -> Place | None:
    return max(found, key=lambda p: p.level) if found else None


def _own_place(claim: Claim) -> Place | None:
    located = _located(claim.scene)
    first, last = claim.bound.first, _region_end(claim)
    if claim.bound.link in ("toll", "listed") and not claim.bound.counted.person:
        beside = [p for p in claim.scene.places if p.last == claim.bound.number.first - 2 and claim.scene.s.low[p.last + 1] == "with"]
        if beside:
            return beside[0]
    inside = [p for p in located if first <= p.first < last]
    if inside:
        return _specific(inside)
    before = [p for p in located if p.last < first and not _cut(claim, p.last, first)]
    after = [p for p in located if p.first >= last]
    if before:
        return _specific(list(reversed(before)))
    return _specific(after) if after else None


def _specific(found: list[Place]) -> Place:
    """The deepest of the places beside the first: "in Peshawar, in northwest Pakistan" is Peshawar, "in Homs and near Hama" Homs."""
    chosen = found[0]
    for place in found[1:]:
        if place.level > chosen.level and (chosen.place_id is None or place.place_id is None or place.place_id.startswith(chosen.place_id) or chosen.level == 0):
            chosen = place
    return chosen


def _is_nationwide(claim: Claim) -> bool:
    low = claim.scene.s.low
    return any(word in _NATIONWIDE and low[i - 1] in ("the", "across") for i, word in enumerate(low) if i and claim.bound.first - 4 <= i <= _region_end(claim))


def speakers(claims: list[Claim], scenes: list[Scene], publisher: str | None) -> None:
    """Who says each figure, and through whom: the words that cover it, pronouns and short names resolved to whom they mean."""
    known: list[str] = []
    by_scene: dict[int, list[Claim]] = {}
    for claim in claims:
        by_scene.setdefault(claim.scene.index, []).append(claim)
    for scene in scenes:
        for a in scene.said:
            a.speaker = _named(a, known)
            if a.speaker is not None:
                known.append(a.speaker)
        for claim in by_scene.get(scene.index, ()):
            _attribute(claim, publisher)


def _attribute(claim: Claim, publisher: str | None) -> None:
    at = claim.bound.number.first
    covering = [a for a in claim.scene.said if a.covers(at)]
    covering.sort(key=lambda a: min(abs(a.first - at), abs(a.last - at)))
    relays = [a for a in covering if a.speaker is not None and who.is_agency(a.speaker)]
    if len(covering) > len(relays) > 0:
        covering = [a for a in covering if a not in relays]
    else:
        relays = []
    if covering:
        chosen = covering[0]
        claim.speaker = chosen.speaker
        claim.via = [v for v in (*chosen.via, *(a.speaker for a in relays if a.speaker)) if not who.is_same(v, publisher)]
    elif claim.whole is not None and (claim.scene is claim.whole.scene or claim.scene.index - claim.whole.scene.index <= 2):
        claim.speaker = claim.whole.speaker


def _named(a: who.Attribution, known: list[str]) -> str | None:
    if a.pronoun:
        return known[-1] if known else None
    if a.speaker is None:
        return None
    if body := who.known_body(a.speaker):
        return body
    words = a.speaker.split()
    definite = words[0].lower() in ("the", "his", "her", "its", "their", "both")
    last = re.sub(r"['’]s$", "", words[-1])
    if definite or (len(words) == 1 and words[0][0].isupper()):
        for earlier in reversed(known):
            if len(earlier) > len(a.speaker) - 4 and re.search(rf"\b{re.escape(last)}\b", earlier, re.IGNORECASE):
                return earlier
    if definite and len(words) <= 3 and who.is_institution(words[-1].lower()) and known and not any(w[0].isupper() for w in words[1:]):
        return known[-1]
    return a.speaker
