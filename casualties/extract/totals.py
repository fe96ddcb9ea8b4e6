"""One total of an article for one harm: main figures, no parts, no background totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from casualties.extract import named, persons
from casualties.extract.wordlist import word_set
from casualties.tables.victims import PARENT

if TYPE_CHECKING:
    from casualties.extract.claim import Claim
    from casualties.extract.persons import Person
    from casualties.extract.sentences import Sentence


_ANOTHER = word_set("another separate separately meanwhile elsewhere")
_BESIDE = word_set("and along together with plus also well")
_WINDOW = 40  # persons, events and sentences of an event back to which one is compared, so that long texts cost no more than their length
_FEWEST = 2  # persons in a plural without number
_ATTACKERS = word_set("gunman gunmen attacker attackers assailant assailants bomber bombers hijackers kidnapper kidnappers robber robbers")
_FIGHTERS = ("rebels", "combatants")
_BACKGROUND = 4
"""A later figure so many times the first one is of a longer time: the article is about the first."""
_BETWEEN = 12  # tokens between a figure and a person joined to it


@dataclass(slots=True)
class Victim:
    """One person, or a plural without number, told once or more.

    Parameters
    ----------
    names, roles : set of str
        Every word by which he was told.
    own, many, also, vague : bool
        As of `Person`.
    sentences, beside : set of int
        Where he is told; of these, where he is told beside a figure that does not count him.
    """

    names: set[str]
    roles: set[str]
    own: bool
    many: bool
    also: bool
    vague: bool = False
    definite: bool = False
    sentences: set[int] = field(default_factory=set)
    beside: set[int] = field(default_factory=set)


def main(claims: list[Claim], split: list[Sentence], harm: str) -> int | None:
    """The total of one harm that an article states (persons), or None where it states none.

    Figures joined in one sentence count different persons and are added; sentences that tell the same event again are
    alternatives. Persons named or described but not counted ("the mayor was murdered") are added where they are told
    beside the figure, and else count where there are more of them. A plural without number is two, the fewest it can be.
    Attackers do not count where others are told ("two gunmen killed a judge").

    Parameters
    ----------
    claims : list of Claim
    split : list of Sentence
        Sentences of the article.
    harm : str
    """
    of_harm = [c for c in claims if c.bound.harm == harm]
    own = [c for c in of_harm if c.whole is None and (not c.running or (c.running == "span" and not c.scene.index))]
    others = [c for c in own if _ATTACKERS.isdisjoint(c.bound.counted.heads)]
    return _total(_main_figures(others), split, harm) or max((c.bound.number.value for c in of_harm), default=None)


def _total(figures: list[Claim], split: list[Sentence], harm: str) -> int:
    """Figures and persons told apart from them, added up; 0 where there are none."""
    counts = [c for c in figures if not _is_single(c)]
    told = _victims(figures, split, harm)
    single = [v for v in told if not v.many]
    if not counts:
        groups = sum(1 for v in told if v.many and _is_group(v, single))
        return len(single) + _FEWEST * groups or _FEWEST * any(v.many for v in told)
    stated = 0
    for event in _events(counts):
        stated += max(_joined(group) + sum(1 for v in single if index in v.beside) for index, group in event.items())
    others = any(_is_more(c) for c in counts)
    kinds, heads = {c.victims for c in counts}, {stem(head) for c in counts for head in c.bound.counted.heads}
    return max(stated + sum(1 for v in single if not v.beside and _is_extra(v, kinds, heads, others=others)), len(single))


def _main_figures(claims: list[Claim]) -> list[Claim]:
    """Figures without those of the background, and without fights told after the lead: they are other events than the article's.

    A fight is a sentence with fighters among the dead: they, and the soldiers beside them, are left out.
    """
    lead = min((c.scene.index for c in claims), default=0)
    fights = {c.scene.index for c in claims if c.victims in _FIGHTERS} - {lead}
    kept = [c for c in claims if c.scene.index not in fights or c.victims not in (*_FIGHTERS, "security_forces")]
    largest = _BACKGROUND * next((c.bound.number.value for c in kept if c.bound.number.value > 1), 0)
    return [c for c in kept if not largest or c.scene.index == lead or c.bound.number.value < largest]


def _is_group(group: Victim, single: list[Victim]) -> bool:
    """Whether a plural without number tells of other persons than those told one by one."""
    if not group.definite or group.roles <= persons.VAGUE:
        return False
    return {stem(role) for v in single for role in v.roles}.isdisjoint({stem(role) for role in group.roles})


def stem(noun: str) -> str:
    """A noun of persons without the sign of its plural."""
    return noun.removesuffix("s").replace("men", "man")


def _is_single(claim: Claim) -> bool:
    """Whether a figure is one person described: "a judge"."""
    number = claim.bound.number
    return number.value == 1 and number.low == number.high and claim.bound.counted.person


def _is_extra(victim: Victim, kinds: set[str], heads: set[str], *, others: bool) -> bool:
    """Whether somebody told apart from the figures is not among the persons they count."""
    if victim.also or others:
        return True
    if not victim.roles or "all" in kinds:
        return False
    other = bool(victim.names) and heads.isdisjoint({stem(role) for role in victim.roles})
    return other or kinds.isdisjoint(_within(persons.kind(victim.roles)))


def _within(kind: str) -> set[str]:
    """A category and the one that holds it."""
    return {kind, PARENT.get(kind) or kind} - {"all"}


def _victims(own: list[Claim], split: list[Sentence], harm: str) -> list[Victim]:
    """Persons told in an article one by one, whom none of its figures counts by itself."""
    by_sentence: dict[int, list[Claim]] = {}
    for claim in own:
        by_sentence.setdefault(claim.scene.index, []).append(claim)
    found: list[Victim] = []
    for index, s in enumerate(split):
        group = by_sentence.get(index, [])
        counts = [c for c in group if not _is_single(c)]
        told = [p for p in named.find(s, harm) if not any(_covers(c, p) for c in counts)]
        told += [_described(c) for c in group if _is_single(c) and not any(_covers(c, p) for p in told)]
        for person in sorted(told, key=lambda p: p.at):
            victim = _same(found, person, index)
            if victim is None:
                victim = Victim(set(), set(), person.own, person.many, person.also)
                found.append(victim)
            victim.names |= person.names
            victim.roles |= person.roles
            victim.definite |= person.many and (person.definite or person.own)
            victim.vague = not victim.names and person.vague
            victim.sentences.add(index)
            if counts and _is_beside(counts, person):
                victim.beside.add(index)
    return found


def _described(claim: Claim) -> Person:
    """The person of a figure that is one."""
    number, counted = claim.bound.number, claim.bound.counted
    return persons.Person(frozenset(), frozenset(counted.heads[-1:]), claim.scene.s.start[number.first], also=number.more)


def _covers(claim: Claim, person: Person) -> bool:
    s = claim.scene.s
    return s.start[claim.bound.number.first] <= person.at < s.end[max(claim.bound.counted.last, claim.bound.number.last)]


def _is_beside(group: list[Claim], person: Person) -> bool:
    """Whether a person is told beside the figures of his sentence, not among those they count."""
    s = group[0].scene.s
    at = next((i for i, start in enumerate(s.start) if start >= person.at), len(s.low))
    last = max((max(c.bound.counted.last, c.bound.number.last) for c in group if c.bound.number.first < at), default=-1)
    if last < 0:
        return True
    between = s.low[last + 1 : at]
    return person.also or (len(between) <= _BETWEEN and not _BESIDE.isdisjoint(between[-4:]) and "including" not in between)


def _same(found: list[Victim], person: Person, index: int) -> Victim | None:
    """The victim told before whom a phrase tells again, or None."""
    fit = [v for v in reversed(found[-_WINDOW:]) if v.many == person.many]
    if person.names:
        return next((v for v in fit if v.names and _alike(v.names, person.names)), None) or next(
            (v for v in fit if not v.names and not v.also and not person.also and _introduces(v, person, index)), None
        )
    stems = {stem(role) for role in person.roles}
    if (again := next((v for v in fit if stems & {stem(role) for role in v.roles} and not (person.own and v.names)), None)) is not None:
        return again
    if person.many or person.also or person.own:
        return None
    if (vague := next((v for v in fit if v.vague), None)) is not None:
        return vague  # "one person ... the passer-by"
    if (beside := next((v for v in fit if v.names and not v.roles and index in v.sentences), None)) is not None:
        return beside  # "X, a vendor,"
    if person.definite or person.vague:
        return next((v for v in fit if (v.names or person.vague) and not v.own), None)
    return None


def _introduces(victim: Victim, person: Person, index: int) -> bool:
    """Whether somebody told without a name is the one who is then named: "a vendor was killed ... X died at once"."""
    if victim.roles & person.roles or victim.vague:
        return True
    return not victim.own and not person.own and not person.roles and index - max(victim.sentences) == 1


def _alike(first: set[str], second: frozenset[str]) -> bool:
    """Whether two names are of one person: all words of the shorter, or two of them, are in the other."""
    shared = sum(1 for a in first if any(a == b or (len(a) > 5 and a[:3] == b[:3] and a[-2:] == b[-2:]) for b in second))
    return shared >= min(2, len(first), len(second))


def _events(own: list[Claim]) -> list[dict[int, list[Claim]]]:
    """Claims of each event by sentence: one sentence tells an event, others tell it again."""
    sentences: dict[int, list[Claim]] = {}
    for claim in own:
        sentences.setdefault(claim.scene.index, []).append(claim)
    events: list[dict[int, list[Claim]]] = []
    for index, group in sentences.items():
        event = next((e for e in reversed(events[-_WINDOW:]) if _is_again(group, [c for told in islice(reversed(e.values()), _WINDOW) for c in told])), None)
        if event is None:
            events.append({index: group})
        else:
            event[index] = group
    return events


def _is_again(group: list[Claim], event: list[Claim]) -> bool:
    """Whether the figures of a sentence tell again of an event, not of another one."""
    if not _ANOTHER.isdisjoint(group[0].scene.s.low) or any(_is_more(c) for c in group):
        return False
    if {(c.bound.number.value, c.victims) for c in group} & {(c.bound.number.value, c.victims) for c in event}:
        return True
    mine, theirs = {c.victims for c in group}, {c.victims for c in event}
    return bool("all" in mine or "all" in theirs or mine & theirs)


def _is_more(claim: Claim) -> bool:
    """Whether a figure says that it is of others than those told before: "another two", "ten other people were also hurt"."""
    if claim.bound.number.more:
        return True
    heads = claim.bound.counted.heads
    return bool(heads) and heads[0] in ("other", "others") and claim.scene.bounds[0] is claim.bound


def _joined(group: list[Claim]) -> int:
    """Sum of the figures of one sentence that are told of different persons."""
    seen: set[tuple[int, str]] = set()
    total = 0
    for claim in group:
        key = (claim.bound.number.value, claim.victims)
        if key in seen and not claim.bound.number.more:
            continue
        seen.add(key)
        total += _persons(claim)
    return total


def _persons(claim: Claim) -> int:
    """Persons of a figure at the fewest: "several" is a plural without number."""
    number = claim.bound.number
    return _FEWEST if claim.scene.s.low[number.core] in ("several", "some", "many") else number.value
