"""What a clause says of the deed: by what means, who is said to have done it, whether its figure is of a part of the harm only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import known, phrases, spans
from casualties.extract.counted import AUXILIARY
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.claim import Claim
    from casualties.extract.sentences import Sentence

_MEANS = word_set("""shelling bombardment bombing bombings blast blasts explosion explosions airstrike airstrikes strike strikes raid raids attack attacks ambush ambushes crossfire
    gunfire fire shooting shootings clashes fighting crackdown bomb bombs mine mines landmine landmines missile missiles rocket rockets shell shells mortar mortars grenade grenades
    shrapnel barrage barrages drone drones jets warplanes aircraft helicopters gas stampede siege battle battles massacre executions torture starvation hunger ied ieds bullets
    snipers knives machetes""")
_DOERS = word_set("""forces troops army soldiers police militants militant gunmen gunman rebels fighters insurgents militia militias militiamen guerrillas terrorists jihadists extremists
    paramilitaries bandits bombers bomber attackers attacker assailants coalition guards navy military regime government junta separatists islamists settlers mob herders vigilantes""")
_NAMED = _MEANS | _DOERS
_CUT = word_set("in on at near from of by outside against targeting that which who inside during after before when while under since across into amid over")
_BEFORE_NOUN = word_set("the a an two three four five several some many his their its another")
_LONGEST = 5
_NEAR = 1  # sentences in which a figure of a part of the harm stands beside that of the whole


def fill(claims: list[Claim]) -> None:
    """Fill cause, attributed_to and scope of claims whose places and wholes are known."""
    for n, claim in enumerate(claims):
        _by_subject(claim)
        _by_phrase(claim)
        if claim.scope == "whole" and claim.cause and _is_beside_total(claim, claims[max(0, n - 6) : n]):
            claim.scope = "part"


def opens_means(low: list[str], i: int) -> bool:
    """Whether "in shelling", "by sniper fire" stands at token i."""
    return i + 1 < len(low) and low[i] in ("in", "by") and not _MEANS.isdisjoint(low[i + 1 : i + 4])


def is_elsewhere(claim: Claim) -> bool:
    """As in "Elsewhere in the country, 12 died": not where the text was before; "25 elsewhere" of a list lies in the whole of the list."""
    low, first = claim.scene.s.low, claim.bound.first
    start = max((b.number.last + 1 for b in claim.scene.bounds if b.number.last < first), default=0)
    return not claim.bound.part and "elsewhere" in low[max(start, first - 8) : claim.region_end]


def _by_subject(claim: Claim) -> None:
    """As in "Shelling killed 12", "Gunmen stormed the hall, killing 30"."""
    s, at = claim.scene.s, claim.bound.first
    if claim.bound.link != "object" or at < 1 or s.low[at] in ("lost", "losing"):
        return
    if s.low[at].endswith("ing"):
        first, last = 0, phrases.leading(s, at)
    else:
        last = at - 1
        while last > 0 and (s.low[last] in AUXILIARY or s.low[last].endswith("ly")):
            last -= 1
        if s.low[last] in ("and", ",", "or"):
            return  # the subject is that of a verb before
        first = phrases.subject_start(s, last)
        if first > 1 and s.low[first - 1] == "and":
            first = min(first, max(phrases.subject_start(s, first - 2), first - _LONGEST))
    if last >= first:
        _take(claim, first, last)


def _by_phrase(claim: Claim) -> None:
    """As in "were killed in shelling", "by sniper fire", "by government troops"."""
    s, end = claim.scene.s, claim.region_end
    for i in range(claim.bound.number.last + 1, end):
        if s.low[i] in ("in", "by", "from") and i + 1 < end:
            _take(claim, i + 1, min(i + 1 + _LONGEST, end - 1), doer=s.low[i] == "by")


def _take(claim: Claim, first: int, last: int, *, doer: bool = True) -> None:
    """The cause or the doer that a noun phrase names, cut where it ends."""
    s = claim.scene.s
    while first <= last and (s.low[first] in _BEFORE_NOUN or s.low[first] in spans.OWNED or s.low[first].isdigit()):
        first += 1
    end = -1 if first > last or s.low[first] in _CUT else _end(s, first, last)
    if end < first:
        return
    text = phrases.text(s, first, end)
    if s.low[end] in _MEANS:
        claim.cause = claim.cause or text
    elif doer and (s.low[end] in _DOERS or known.is_party(text)):
        claim.attributed_to = claim.attributed_to or text


def _end(s: Sentence, first: int, last: int) -> int:
    """Last token of the noun phrase: at the last word of means or doers before it is cut off."""
    cut = next((i for i in range(first + 1, last + 1) if _ends(s, i)), last + 1)
    if cut - first > _LONGEST:
        return -1
    return next((i for i in range(cut - 1, first - 1, -1) if s.low[i] in _NAMED), cut - 1)


def _ends(s: Sentence, i: int) -> bool:
    """Whether a noun phrase ends before a token; "and" goes on where a further cause or doer follows."""
    word = s.low[i]
    if word == "and":
        return _NAMED.isdisjoint(s.low[i + 1 : i + 3])
    return word in _CUT or not word[0].isalnum() or word in spans.WEEKDAYS


def _is_beside_total(claim: Claim, before: list[Claim]) -> bool:
    """Whether a figure of one cause stands beside a larger one of all causes, of the same persons, place and days."""
    number = claim.bound.number
    if number.more or claim.running or claim.scene.s.low[number.last + 1 : number.last + 2] in (["more"], ["others"], ["other"]):
        return False
    if claim.whole is not None:
        return claim.victims == claim.whole.victims and _where(claim) == _where(claim.whole) and not claim.whole.cause
    return any(
        claim.scene.index - o.scene.index <= _NEAR
        and o.bound.harm == claim.bound.harm
        and o.victims == claim.victims
        and o.whole is None
        and not o.cause
        and _where(o) == _where(claim)
        and (o.start, o.end) == (claim.start, claim.end)
        and o.bound.number.value > claim.bound.number.value
        for o in before
    )


def _where(claim: Claim) -> tuple[str | None, str] | None:
    return None if claim.place is None else (claim.place.place_id, claim.place.name)
