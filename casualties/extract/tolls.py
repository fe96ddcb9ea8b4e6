"""Figures told by a noun of reckoning: "the death toll rose to 44", "brings to 95 the number of dead", "the deaths of 12"; parts of a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import harms, victims
from casualties.extract.counted import FUNCTION
from casualties.extract.verbs import at_place
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.counted import Counted
    from casualties.extract.harms import Harm
    from casualties.extract.numbers import Number
    from casualties.extract.sentences import Sentence

_LINKS = word_set("""to at of is was as are were be reached reaches exceeded exceeds passed passes topped tops hit hits surpassed surpasses : stands stood with totalled totaled totals
    exceed exceeding surpassing topping reaching total nears neared crossed crosses claimed between - ) numbered numbers around included includes""")
_HEADS = word_set("toll tolls count tally number numbers total totals figure figures losses")
_REACH = 34
_PUTS = word_set("put puts estimated estimates placed numbered counted")
_MARKERS = word_set("including include includes included among comprised comprises comprising consisting namely notably involving counting incl")
_VERBS_OF_PARTS = word_set("were was are is comprised comprises included includes")


def of(s: Sentence, number: Number, c: Counted, harm_at: dict[int, Harm]) -> tuple[str, int, int] | None:
    """Harm, first and last token of a figure that a noun of reckoning governs, or None."""
    if c.unknown and not c.person:
        return _act(s, number, harm_at)
    return _act(s, number, harm_at) or _forward(s, number, c, harm_at) or _backward(s, number, c, harm_at)


def _act(s: Sentence, number: Number, harm_at: dict[int, Harm]) -> tuple[str, int, int] | None:
    """As in "The deaths of 12", "the killing of 67 civilians", "the lives of 40", "cost the lives of", "a massacre of some 400"."""
    low, i = s.low, number.first - 1
    while i > 0 and low[i] in ("the", "another", "a"):
        i -= 1
    if i > 0 and low[i] in ("of", "to") and (low[i - 1] in harms.HARM_WORDS or (i - 1) in harm_at):
        harm = harms.act_of(low[i - 1])
        if harm is not None and low[i] == "of":
            return harm, i - 1, number.last
    return None


def _forward(s: Sentence, number: Number, c: Counted, harm_at: dict[int, Harm]) -> tuple[str, int, int] | None:
    """As in "Toll ... to 44", "the number of people killed has climbed to 7,028", "most deaths with 39,393"."""
    low, i = s.low, number.first - 1
    if i > 0 and low[i] in ('"', "“", "'"):
        i -= 1
    if i < 0 or low[i] not in _LINKS:
        return None
    if low[i] in ("is", "was", "are", "were") and c.person and not c.general:
        pass
    for j in range(i - 1, max(-1, i - _REACH), -1):
        word = low[j]
        if word in (";", "."):
            return None
        if word in _HEADS:
            harm = _harm_of_head(s, j, number.first, harm_at)
            return None if harm is None else (harm, j, number.last)
        found = harm_at.get(j)
        if found is not None and found.form == "state" and j == i - 1 and low[i] == "at" and low[j - 1] == "the" and low[j - 2] in _PUTS:
            return found.harm, j, number.last  # "estimated the dead at 3,000"
        if found is not None and found.form == "count" and low[i] not in ("of", "as") and not (low[i] == "with" and not _elliptic(c)):
            return found.harm, j, number.last
    return None


_OWNERS = {
    "civilian": "civilians",
    "army": "security_forces",
    "military": "security_forces",
    "troop": "security_forces",
    "police": "security_forces",
    "rebel": "rebels",
}


def persons(s: Sentence, first: int, end: int) -> str:
    """Kind of persons named between a noun of reckoning and its figure ("the number of civilian dead was two")."""
    if first and (kind := _OWNERS.get(s.low[first - 1])):
        return kind
    for k in range(first + 1, min(first + 8, end)):
        word = s.low[k]
        if word in ("by", "in", "since", "from", "on", "at"):
            break
        if word == "civilian":
            return "civilians"
        if victims.is_person(word):
            return victims.kind([s.low[k - 1], word])
    return "all"


def _elliptic(c: Counted) -> bool:
    return not c.person and not c.unknown and not c.harm


def _harm_of_head(s: Sentence, j: int, end: int, harm_at: dict[int, Harm]) -> str | None:
    low = s.low
    before = low[j - 1] if j else ""
    if low[j] in ("toll", "tolls"):
        return {"injury": "injured", "casualty": "casualties", "injuries": "injured", "wounded": "injured"}.get(before, "killed")
    if before in ("death", "body", "fatality") or (low[j] == "losses" and before not in ("financial", "economic", "material", "crop")):
        return "killed"
    if low[j] in ("total", "totals", "tally") and not (j + 1 < len(low) and low[j + 1] in ("number", "of", "deaths", "dead", "killed")):
        return None
    for k in range(j + 1, min(j + 16, end)):
        if k in harm_at:
            return harm_at[k].harm
        if low[k] in harms.OBJECT_WORDS:
            return harms.OBJECT_WORDS[low[k]]
    return None


def _backward(s: Sentence, number: Number, c: Counted, harm_at: dict[int, Harm]) -> tuple[str, int, int] | None:
    """As in "Brings to 46 the number of inhabitants reported to have died", "raising to 12 the death toll"."""
    low, i = s.low, number.last + 1
    if number.first < 1 or low[number.first - 1] not in ("to", "at") or not _elliptic(c):
        return None
    if i < len(low) and low[i] == "the":
        for j in range(i + 1, min(i + 4, len(low))):
            if low[j] in _HEADS:
                harm = _harm_of_head(s, j, len(low), harm_at)
                return None if harm is None else (harm, number.first, min(j + 8, len(low) - 1))
            if (found := harm_at.get(j)) and found.form in ("count", "act"):
                return found.harm, number.first, j
    return None


def part_marker(s: Sentence, number: Number, c: Counted, heads: frozenset[str] = frozenset()) -> str:
    """How a number is marked as a part of a figure: "strong", "weak" (needs a figure in the sentence), or ""."""
    low, i = s.low, number.first - 1
    if c.of in ("them", "those") or (c.of == "group" and c.group in heads) or (c.person and _among_after(low, c.last + 1)):
        return "strong"
    while i >= 0 and low[i] in ("the", "at", "only", "also", "least", "both", "either"):
        i -= 1
    if i < 0 or (not c.person and not c.of and low[i] not in ("included", "includes") and not is_share_of_place(s, number, c)):
        return ""
    before = low[i - 1] if i else ""
    if low[i] in _MARKERS:
        return "weak" if low[i] in _MAIN_VERBS and before in FUNCTION and before not in _WHOLES else "strong"
    if low[i] in ("them", "whom", "these", "those", "dead", "victims") and before in ("among", "of", "the"):
        return "weak"
    if low[i] in ("were", "are", "was") and ((i > 1 and before in _WHOLES) or (before == "they" and i == 1)):
        return "strong"
    return ""


def is_share_of_place(s: Sentence, number: Number, c: Counted) -> bool:
    """As in "including 38 in Aden", "among them 34 in Taiz", ": 20 in Hodeida": a figure without noun that opens a list of places."""
    if c.person or c.unknown or c.harm or not at_place(s, c.last + 1):
        return False
    before = s.low[max(0, number.first - 3) : number.first]
    while before and before[-1] in ("at", "least", "some", "about"):
        before.pop()
    return bool(before) and (before[-1] in _MARKERS or before[-1] == ":" or before[-2:] in (["among", "them"], ["of", "them"], ["of", "these"], ["of", "whom"]))


_MAIN_VERBS = frozenset({"included", "includes", "comprised", "include", "comprises"})
_WHOLES = word_set("whom them these dead deceased victims killed wounded injured fatalities they")


def among(s: Sentence, number: Number) -> str | None:
    """Harm of persons in "Among the dead are a nurse and two drivers", or None."""
    low = s.low
    if low[:2] != ["among", "the"] or len(low) < 4 or low[2] not in harms.OBJECT_WORDS:
        return None
    between = low[3 : number.first]
    if not any(word in ("are", "is", "were", "was") for word in between) or any(word in ("who", "which", "that", "when") for word in between):
        return None
    return harms.OBJECT_WORDS[low[2]]


def _among_after(low: list[str], i: int) -> bool:
    """As in "An 11-year-old boy among them", "two children among the dead", "two lawmakers and a waitress were among the nine"."""
    for j in range(i, min(i + 9, len(low))):
        if low[j] in (",", ";", ".", "when", "who", "said"):
            return False
        if low[j] == "among" and j + 1 < len(low) and low[j + 1] in ("them", "the", "those"):
            return True
    return False


def lists(between: list[str]) -> bool:
    """Whether the words between two figures of one list allow the second to go without its own words of harm."""
    return (
        len(between) < 26
        and not any(w == ";" for w in between[:-1])
        and bool(between)
        and between[-1] in ("and", ",", "with", "by", "or", "another", "while", ";", "plus", ":")
    )
