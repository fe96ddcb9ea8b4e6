"""Who says each figure, and through whom: pronouns and short names resolved over sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casualties import spelling
from casualties.extract import agencies, countries, known, phrases, who
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.claim import Claim, Scene

_ANAPHORA = word_set("they these those among their of")
_WINDOW = 40  # speakers back to which a description may lead, so that long texts cost no more than their length
_BACK = 3  # sentences back to which "they" or "of these" may lead


def speakers(claims: list[Claim], scenes: list[Scene], publisher: str | None) -> None:
    """Fill speaker and via of every claim, in the order of the text."""
    heard: list[str] = []
    names: set[str] = set()
    by_scene: dict[int, list[Claim]] = {}
    for claim in claims:
        by_scene.setdefault(claim.scene.index, []).append(claim)
    before: Claim | None = None
    for scene in scenes:
        for a in scene.said:
            a.speaker = _named(a, heard)
            if a.speaker is not None:
                heard.append(a.speaker)
                names.add(a.speaker)
        for claim in by_scene.get(scene.index, ()):
            _attribute(claim, before, heard[0] if len(names) == 1 else None, publisher)
        before = by_scene[scene.index][-1] if scene.index in by_scene else before


def _attribute(claim: Claim, before: Claim | None, alone: str | None, publisher: str | None) -> None:
    """Fill one claim; `alone` is the only speaker of the text so far, in whose words it goes on."""
    at = claim.bound.number.first
    covering = [a for a in claim.scene.said if a.covers(at)]
    covering.sort(key=lambda a: min(abs(a.first - at), abs(a.last - at)))
    relays = [a for a in covering if a.speaker is not None and a.first > at and agencies.is_agency(a.speaker)]
    if len(covering) > len(relays) > 0:
        covering = [a for a in covering if a not in relays]
    else:
        relays = []
    if covering:
        chosen = covering[0]
        claim.speaker, claim.stance, claim.disputed_by = chosen.speaker, chosen.stance, chosen.disputed_by
        if claim.speaker is not None and claim.stance == "asserts" and _is_called_false(claim):
            claim.stance = "denies"
        claim.via = [v for v in (*chosen.via, *(a.speaker for a in relays if a.speaker)) if not agencies.is_same(v, publisher)]
    elif claim.whole is not None and _leads_back(claim, claim.whole):
        claim.speaker, claim.via = claim.whole.speaker, list(claim.whole.via) if claim.whole.scene is claim.scene else []
    elif before is not None and alone is not None and before.speaker == alone and known.is_named(alone) and claim.scene.index - before.scene.index <= _BACK:
        claim.speaker = alone
    elif before is not None and claim.scene.s.low[0] in _ANAPHORA and claim.scene.index - before.scene.index <= _BACK:
        claim.speaker = before.speaker


_FALSE = word_set("false untrue baseless unfounded fabricated wrong incorrect lies fake propaganda invented")
_CLAIMING = word_set("reports claims allegations report claim suggestions")


def _is_called_false(claim: Claim) -> bool:
    """As in "reports that 40 died were false", "it is not true that 40 died"."""
    low, first, last = claim.scene.s.low, claim.bound.first, claim.bound.last
    if low[first - 1 : first] == ["that"] and (low[max(0, first - 3) : first - 1] == ["not", "true"] or low[first - 2] in ("untrue", "false")):
        return True
    closing = low[last + 1 : claim.region_end]
    return not _CLAIMING.isdisjoint(low[max(0, first - 5) : first]) and any(
        word in _FALSE and not {"is", "was", "were", "are"}.isdisjoint(closing[max(0, n - 3) : n]) for n, word in enumerate(closing)
    )


def _leads_back(claim: Claim, whole: Claim) -> bool:
    """Whether a part is told in the words of who told the whole."""
    if claim.scene is whole.scene:
        return True
    if claim.scene.index - whole.scene.index > _BACK:
        return False
    return (
        claim.bound.counted.of != ""
        or claim.scene.s.low[0] in _ANAPHORA
        or "alone" in claim.scene.s.low
        or claim.bound.link in ("toll", "listed", "alike", "part")
    )


def _named(a: who.Attribution, heard: list[str]) -> str | None:
    """The speaker an attribution means: a pronoun, "the ministry" and a bare surname lead back to whom was named before."""
    if a.pronoun:
        return heard[-1] if heard else None
    if a.speaker is None:
        return None
    if countries.names().get(tuple(spelling.fold(a.speaker).split())):
        return a.speaker
    if body := phrases.known_body(a.speaker):
        return body
    a.speaker = _whose(a.speaker, heard)
    words = a.speaker.split()
    if words[0].lower() == "both" and len(words) <= 2:
        people = [name.partition(",")[0].partition(" of ")[0] for name in list(dict.fromkeys(heard[-_WINDOW:]))[-2:]]
        return " and ".join(people) if people else a.speaker
    named = [w for w in words if w[0].isupper() and not w.endswith("-based")]
    if not named or (len(words) == 1 and named):
        return _earlier(words, heard, bare=not named) or a.speaker
    return a.speaker


_OWNED = re.compile(r"(.{3,}?)['’]s? (?:\w+ )?(?:count|tally|toll|figures?|data|statement|communique|bulletin|records)")
_FROM = re.compile(r"(?:an? |the )?(?:\w+ )?(?:statement|communique|bulletin) (?:from|by|of|issued by) (?:the )?(.{3,})")
_OWN = re.compile(r"(?:its|their) (?:\w+ )?(?:statement|communique|bulletin)", re.IGNORECASE)


def _whose(speaker: str, heard: list[str]) -> str:
    """Who speaks through a paper: of "the Observatory's count" the Observatory, of "a statement from the army" the army, of "its communique" who spoke before."""
    if heard and _OWN.fullmatch(speaker):
        return heard[-1]
    found = _OWNED.fullmatch(speaker) or _FROM.fullmatch(speaker)
    return found[1] if found else speaker


def _earlier(words: list[str], heard: list[str], *, bare: bool) -> str | None:
    keys = [w.lower().removesuffix("'s").removesuffix("’s") for w in reversed(words)]
    for key in keys:
        if bare and not phrases.is_institution(key):
            continue
        for earlier in reversed(heard[-_WINDOW:]):
            if key in earlier.lower().replace("'s", "").replace(",", " ").split() and (
                any(w[0].isupper() for w in earlier.split()) or len(earlier.split()) > len(words)
            ):
                return earlier
    if bare and len(words) <= 3 and heard and phrases.is_definite(words) and any(w[0].isupper() for w in heard[-1].split()):
        return heard[-1]
    return None
