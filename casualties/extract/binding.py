"""From numbers and words of harm to figures of harm: which number counts whom to what end, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.extract import counted as counting
from casualties.extract import deeds, harms, tolls, unclaimed, verbs, victims
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.counted import Counted
    from casualties.extract.harms import Harm
    from casualties.extract.numbers import Number
    from casualties.extract.sentences import Sentence


_PICTURES = word_set("photographs photos pictures images footage video videos")
_SPEAKS_OF = word_set("spoke spoken speaks speaking talked talks")
_MENTIONS = word_set("mentioned mentions counted counts")
_KIN = word_set("family families household households clan tribe")
_SHARES = word_set("many none some most any all few")
_FIGURE = word_set("figure number toll count total")
_MODALS = (["could"], ["would"], ["may"], ["might"], ["will"])
_SAFE = word_set("returned released located freed rescued survived escaped recovering discharged alive identified")
_SPEAKS = word_set("said says say told added reported reports confirmed")
_NAMES = {"victims": "killed", "detainees": "detained", "captives": "detained"}
_RELEASED = word_set("released release releases releasing freed free frees freeing swap swapped exchange exchanged exchanges escaped rescued ransom")


@dataclass(slots=True)
class Bound:
    """A number, what it counts, and the harm.

    Parameters
    ----------
    number, counted : Number, Counted
    harm : str
    first, last : int
        Tokens of the clause that carries it, as far as binding saw: number, persons and word of harm; inclusive.
    link : str
        inside, object, subject, toll, with, listed, part, alike: how it was bound.
    part : bool
        Said to be a part of a figure before it.
    """

    number: Number
    counted: Counted
    harm: str
    first: int
    last: int
    link: str
    part: bool = False


class Reading:
    """One sentence under reading: its numbers, words of harm and noun phrases."""

    def __init__(self, s: Sentence, numbers: list[Number], harm_at: dict[int, Harm], context: str | None = None, heads: frozenset[str] = frozenset()) -> None:
        self.s, self.harm_at, self.context, self.heads = s, harm_at, context, heads
        self.numbers = [n for n in numbers if not unclaimed.is_measure(s, n)]
        self.starts = {n.first: n for n in self.numbers}
        self.counted = {id(n): counting.read(s, n, harm_at, self.starts) for n in self.numbers}
        self.numbers = [n for n in self.numbers if self._may_count(n) and not self._covered(n)]
        self.starts = {n.first: n for n in self.numbers}
        self.harm_end = {h.last: h for h in harm_at.values()}
        self.found: list[Bound] = []

    def _covered(self, number: Number) -> bool:
        """Whether the phrase of another number holds it: "one of them [a child]"."""
        return any(n.last < number.first <= (c := self.counted[id(n)]).last and c.whole != number.first for n in self.numbers if n is not number)

    def _may_count(self, number: Number) -> bool:
        c = self.counted[id(number)]
        if unclaimed.is_rate(self.s, c.last) or (c.unknown and unclaimed.is_thing(c.unknown)):
            return False
        if number.first and self.s.low[number.first - 1] == "(" and c.heads[-1:] in (["families"], ["households"]):
            return False
        if c.unknown in ("families", "households") and number.first and self.s.low[number.first - 1] == "(":
            return False
        if number.single and c.person and not victims.is_singular(c.heads[-1]):
            return False
        if self._is_group(number, c):
            return False
        before = self.s.low[max(0, number.first - 2) : number.first]
        if before == ["equivalent", "of"] or (before[-1:] == ["of"] and before[0] in _PICTURES):
            return False
        if number.single:
            return c.person or (number.more and c.last == number.last)
        return not (number.year and not c.person and not c.harm)

    def _is_group(self, number: Number, c: Counted) -> bool:
        """As in "1,000 of the [5,000] hostages", "30 members of [one] family": how many there were, not how many were harmed."""
        low, first = self.s.low, number.first
        if (c.heads[-1] if c.heads else c.unknown) in _KIN and low[first - 1 : first] in (["of"], ["from"]):
            return True
        if first < 3 or c.harm or c.last + 1 in self.harm_at or low[first - 2] != "of" or low[first - 1] not in ("the", "its", "their", "his"):
            return False
        return low[first - 3] in _SHARES or any(n.last == first - 3 for n in self.numbers)

    def bind(self) -> list[Bound]:
        """Figures of harm in the sentence, from left to right."""
        for number in self.numbers:
            bound = self._one(number)
            if bound is not None and not (
                number.single
                and bound.counted.harm
                and bound.link == "inside"
                and not bound.counted.person
                and number.core == number.last
                and not _single_dead(bound)
            ):
                self.found.append(bound)
        self._backwards()
        return self.found

    def _one(self, number: Number) -> Bound | None:
        c = self.counted[id(number)]
        first = number.first
        acted = first > 1 and self.s.low[first - 1] == "of" and (act := self.harm_at.get(first - 2)) is not None and act.form in ("act", "count")
        raised = first > 0 and self.s.low[first - 1] in ("to", "at") and c.last == number.last  # "the number who died rose to 717, and 863 were hurt"
        after = (self._toll, self._subject) if acted or raised else (self._subject, self._toll)  # "the death of four students who had been abducted"
        for rule in (self._inside, self._object, self._aside, *after, self._part, self._alike, self._named, self._spoken_of):
            if bound := rule(number, c):
                return bound
        return None

    def _inside(self, number: Number, c: Counted) -> Bound | None:
        if c.harm is None or verbs.is_unreal(self.s, number.first):
            return None
        if c.harm == "detained" and not _RELEASED.isdisjoint(self.s.low):
            return None
        s = self.s
        if c.of != "those" and (h := self.harm_at.get(c.harm_at)) and h.form == "state" and c.harm_at + 1 < len(s.low) and s.low[c.harm_at + 1] == "link":
            return None
        if c.of == "those" and s.low[number.first - 2 : number.first] in (["make", "up"], ["made", "up"], ["accounted", "for"], ["account", "for"]):
            c.victims = victims.kind(s.low[max(0, number.first - 3) : number.first - 2])
        return Bound(number, c, self._undivided(c.harm_at, c.harm), number.first, c.last, "inside", c.of == "those")

    def _object(self, number: Number, c: Counted) -> Bound | None:
        harm = verbs.governing(self.s, number.first, self.harm_end, self.starts)
        if harm is None:
            return None
        if (harm.weak or harm.form == "happens") and not c.person and c.unknown:
            return None
        # "killed two hours later", "died with two others": the verb must be able to take an object
        if harm.form == "happens" and harm.harm != "displaced":
            return None
        if verbs.is_unreal(self.s, harm.first):
            return None
        return Bound(number, c, self._undivided(harm.first, harm.harm), harm.first, c.last, "object")

    def _subject(self, number: Number, c: Counted) -> Bound | None:
        if c.unknown and not number.single and c.unknown in ("million", "billion"):
            return None
        if number.first and self.s.low[number.first - 1] == "by":
            return None  # "shot by several men, he was seriously hurt"
        harm = verbs.predicate(self.s, c.last + 1, self.harm_at, self.starts)
        if harm is None or (harm.weak and not (c.person or c.of or not c.unknown)):
            return None
        if verbs.is_unreal(self.s, harm.first) or unclaimed.is_rate(self.s, harm.last):
            return None
        if self.found and self.found[-1].counted.of == "them" and counting.describe(self.s, c, self.harm_at, self.starts):
            return Bound(number, c, self.found[-1].harm, number.first, c.last, "part", part=True)  # "of whom 315 were children and 166 were women"
        among = self.s.low[harm.first - 2 : harm.first] == ["among", "the"]
        return Bound(
            number,
            c,
            self._undivided(harm.first, harm.harm),
            number.first,
            max(harm.last, c.last),
            "subject",
            c.of == "them" or among or _is_included(self.s, number),
        )

    def _aside(self, number: Number, c: Counted) -> Bound | None:
        """As in "..., eight of them civilians, ...": closed by a comma, it takes no verb."""
        if c.person and self.s.low[c.last + 1 : c.last + 2] == ["among"] and self.s.low[c.last + 2 : c.last + 3] in (["them"], ["these"], ["those"]):
            return self._part(number, c)
        if self.s.low[c.last] == "whom":
            return None
        closed = c.last + 1 >= len(self.s.low) or self.s.low[c.last + 1] in (",", ")", ".", ";", "--", "—")
        closed = (
            closed
            or deeds.opens_means(self.s.low, c.last + 1)
            or (self.found != [] and verbs.at_place(self.s, c.last + 1) and "," in self.s.low[c.last + 2 : c.last + 6])
        )
        return self._part(number, c) if c.of == "them" and closed else None

    def _toll(self, number: Number, c: Counted) -> Bound | None:
        if hit := tolls.of(self.s, number, c, self.harm_at):
            harm, first, last = hit
            if not c.person and c.victims == "all" and not c.harm:
                c.victims = tolls.persons(self.s, first, number.first)
            return None if verbs.is_unreal(self.s, number.first) else Bound(number, c, harm, first, max(last, c.last), "toll")
        return None

    def _part(self, number: Number, c: Counted) -> Bound | None:
        marker = tolls.part_marker(self.s, number, c, self.heads)
        if not marker and self.found and self.found[-1].part and counting.describe(self.s, c, self.harm_at, self.starts):
            marker = "strong"  # "14 of those killed were churchgoers, six were soldiers"
        if any(word in _SPEAKS for word in self.s.low[c.last + 1 : c.last + 3]):
            return None
        if number.first and self.s.low[number.first - 1] == "being":
            return None
        if not _SAFE.isdisjoint(self.s.low[c.last + 1 : c.last + 6]) or self.s.low[c.last + 1 : c.last + 2] in _MODALS:
            return None
        if c.of == "them" and c.last > number.last and not c.person and self.s.low[c.last + 1 : c.last + 2] and self.s.low[c.last + 1] in counting.AUXILIARY:
            return None  # "two of them had been in training camps" says no harm of them
        if (inverted := tolls.among(self.s, number)) and (c.person or c.unknown):
            return Bound(number, c, inverted, number.first, c.last, "part", part=True)
        if not marker and tolls.is_share_of_place(self.s, number, c):
            marker = "weak"
        if not marker or (c.unknown and not c.person and not c.of):
            return None
        before = self.found[-1] if self.found else None
        harm = before.harm if before else self.context
        if harm is None or (before is None and marker == "weak"):
            return None
        listed = not c.of and tolls.is_share_of_place(self.s, number, c)
        return Bound(number, c, harm, number.first, c.last, "listed" if listed else "part", part=True)

    def _alike(self, number: Number, c: Counted) -> Bound | None:
        """In a list with a figure already bound: "three soldiers and a journalist", "9 in Kharkiv and two in Izium"."""
        if not self.found or (c.unknown and not c.person):
            return None
        before = self.found[-1]
        between = self.s.low[before.last + 1 : number.first]
        elliptic = not c.person and not c.harm
        if any(word in _SPEAKS for word in self.s.low[c.last + 1 : c.last + 3]):
            return None
        if elliptic and verbs.at_place(self.s, c.last + 1) and tolls.lists(between):
            inner = before.part and (not before.counted.person or between[0] in ("in", "at", "near"))
            return Bound(number, c, before.harm, number.first, c.last, "listed", part=inner)
        if before.link in ("object", "listed", "alike", "inside", "toll", "part") and c.person and len(between) <= 8 and verbs.coordinates(between):
            return Bound(number, c, before.harm, number.first, c.last, "alike", part=before.part)
        return None

    def _named(self, number: Number, c: Counted) -> Bound | None:
        """Persons whose name says the harm: "23 victims", "thousands of detainees"."""
        if not c.heads or number.single or (harm := _NAMES.get(c.heads[-1])) is None or verbs.is_unreal(self.s, number.first):
            return None
        if harm == "detained" and any(word in _RELEASED for word in self.s.low):
            return None
        return Bound(number, c, harm, number.first, c.last, "named")

    def _spoken_of(self, number: Number, c: Counted) -> Bound | None:
        """As in "It had spoken of ten", "a pastor counted 17", "puts the figure at six": the harm is that of the figure before."""
        low, i = self.s.low, number.first - 1
        if c.person or c.unknown or c.harm or (self.context is None and not self.found) or number.single or i < 1:
            return None
        told = (
            (low[i] == "of" and low[i - 1] in _SPEAKS_OF) or low[i] in _MENTIONS or (low[i] in ("at", "of") and not _FIGURE.isdisjoint(low[max(0, i - 6) : i]))
        )
        after = low[c.last + 1] if c.last + 1 < len(low) else "."
        if not told or (after[0].isalpha() and after not in ("in", "on", "at", "altogether", "and", "that", "of", "so")):
            return None
        return Bound(number, c, self.found[-1].harm if self.found else self.context or "", i, c.last, "toll")

    def _backwards(self) -> None:
        """Subjects joined before the one that was bound: "25 paramedics and two health workers have been killed"."""
        taken = {id(b.number) for b in self.found}
        for b in list(self.found):
            if b.link not in ("subject", "part", "inside") or (b.link == "inside" and not b.counted.harm):
                continue
            right = b.number
            for number in reversed([n for n in self.numbers if n.last < right.first]):
                c = self.counted[id(number)]
                between = self.s.low[c.last + 1 : right.first]
                if id(number) in taken or c.unknown or not (c.person or b.link == "inside") or not verbs.joins(between):
                    break
                if b.link == "inside" and (c.harm or b.counted.heads or between[-1:] != ["or"]):
                    break
                self.found.append(Bound(number, c, b.harm, number.first, b.last, b.link, b.part))
                taken.add(id(number))
                right = number
        self.found.sort(key=lambda bound: bound.number.first)

    def _undivided(self, i: int, harm: str) -> str:
        """As in "Killed or wounded" is casualties: nobody says how many of each."""
        low = self.s.low
        j = i + 1
        if (
            j + 1 < len(low)
            and low[j] in ("or", "and", "/", "and/or")
            and (other := self.harm_at.get(j + 1))
            and (other.form != "ing" or low[i].endswith("ing"))
            and {harm, other.harm} == {"killed", "injured"}
        ):
            return "casualties"
        if (
            i > 1
            and low[i - 1] in ("or", "and")
            and (before := self.harm_end.get(i - 2))
            and (not low[i].endswith("ing") or before.form == "ing")
            and {harm, before.harm} == {"killed", "injured"}
        ):
            return "casualties"
        return harm


def _is_included(s: Sentence, number: Number) -> bool:
    """As in "23 people, including a boy, had been hurt"."""
    low, i = s.low, number.first - 1
    while i > 0 and low[i] in ("the", "also", "at", "least"):
        i -= 1
    return i > 0 and low[i] in ("including", "among") and low[i - 1] in (",", "(", "--", "—", "-")


def _single_dead(bound: Bound) -> bool:
    return bound.counted.heads != [] or bound.counted.of != ""


def is_harmful(word: str) -> bool:
    """Whether a word in lower case is one of harm."""
    return word in harms.HARM_WORDS or victims.KIND.get(word) == "detainees"
