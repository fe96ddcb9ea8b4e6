"""One total of an article for one harm: main figures, no parts, no background totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import harms, named
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.claim import Claim
    from casualties.extract.sentences import Sentence


_BESIDE = frozenset({"along", "together"})
_ANOTHER = word_set("another separate separately meanwhile elsewhere")


def main(claims: list[Claim], split: list[Sentence], harm: str) -> int | None:
    """The total of one harm that an article states (persons), or None where it states none.

    Figures joined in one sentence count different persons and are added; sentences that tell the same event again are
    alternatives. Persons named or described but not counted ("the mayor was murdered") count where there are more of them.

    Parameters
    ----------
    claims : list of Claim
    split : list of Sentence
        Sentences of the article.
    harm : str
    """
    own = [c for c in claims if c.bound.harm == harm and c.whole is None and c.running != "span"]
    persons = [person for s in split for person in named.find(s, harms.find(s), harm)]
    alone = named.distinct(persons)
    stated = _stated(own)
    if stated == 0 and alone == 0:
        return max((c.bound.number.value for c in claims if c.bound.harm == harm), default=None)
    beside = [c for c in own if not _BESIDE.isdisjoint(c.scene.s.low)]
    if beside and alone and stated:
        near = named.distinct([person for c in beside for person in named.find(c.scene.s, harms.find(c.scene.s), harm)])
        return max(stated + near, alone)
    return max(stated, alone)


def _stated(own: list[Claim]) -> int:
    """Sum over events of the largest figure told of each."""
    sentences: dict[int, list[Claim]] = {}
    for claim in own:
        sentences.setdefault(claim.scene.index, []).append(claim)
    events: list[list[Claim]] = []
    totals: list[int] = []
    for group in sentences.values():
        n = next((n for n in range(len(events) - 1, -1, -1) if _is_again(group, events[n])), None)
        if n is None:
            events.append(list(group))
            totals.append(_joined(group))
        else:
            events[n] += group
            totals[n] = max(totals[n], _joined(group))
    return sum(totals)


def _is_again(group: list[Claim], event: list[Claim]) -> bool:
    """Whether the figures of a sentence tell again of an event, not of another one."""
    if not _ANOTHER.isdisjoint(group[0].scene.s.low) or any(c.bound.number.more for c in group):
        return False
    if {(c.bound.number.value, c.victims) for c in group} & {(c.bound.number.value, c.victims) for c in event}:
        return True
    mine, theirs = {c.victims for c in group}, {c.victims for c in event}
    return bool("all" in mine or "all" in theirs or mine & theirs)


def _joined(group: list[Claim]) -> int:
    """Sum of the figures of one sentence that are told of different persons."""
    seen: set[tuple[int, str]] = set()
    total = 0
    for claim in group:
        key = (claim.bound.number.value, claim.victims)
        if key in seen and not claim.bound.number.more:
            continue
        seen.add(key)
        total += claim.bound.number.value
    return total
