"""Numbers in running text: "no fewer than 16", "two dozen", "12 to 15", "2.5 million", "dozens", "100 or so"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.extract import figures
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

_DIGITS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_PAIR = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)-([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)")
_COMPOUND = re.compile(r"([a-z]+)-([a-z]+)")
_UNITS = {w: n for w, n in figures.WORDS.items() if n < 20 and n > 0}
_TENS = {w: n for w, n in figures.WORDS.items() if n >= 20}
_SCALES = figures.SCALES | {"m": 1_000_000, "mn": 1_000_000}
_VAGUE = {
    "several": ("several", 1),
    "tens": ("tens", 1),
    "dozens": ("dozens", 1),
    "scores": ("scores", 1),
    "hundreds": ("hundreds", 1),
    "thousands": ("thousands", 1),
    "millions": ("thousands", 1000),
}
_PLURAL_SCALES = {"thousands": 1000, "hundreds": 100, "millions": 1_000_000}
_SINGLE = {"a": 1, "an": 1, "another": 1}

_BEFORE: dict[str, tuple[tuple[str, ...], ...]] = {
    qualifier: tuple(tuple(phrase.split()) for phrase in phrases)
    for qualifier, phrases in {
        "at_least": (
            "at least",
            "no fewer than",
            "not fewer than",
            "no less than",
            "not less than",
            "a minimum of",
            "minimum",
            "a minimum",
            "at the very least",
            "at a minimum",
        ),
        "more_than": (
            "more than",
            "over",
            "well over",
            "above",
            "upwards of",
            "upward of",
            "in excess of",
            "greater than",
            "just over",
            "just above",
            "slightly over",
            "far more than",
            "well above",
        ),
        "up_to": ("up to", "as many as", "at most", "no more than", "not more than", "a maximum of", "fewer than", "less than", "under", "as much as"),
        "about": (
            "about",
            "around",
            "some",
            "approximately",
            "approx",
            "roughly",
            "circa",
            "ca",
            "nearly",
            "almost",
            "close to",
            "closer to",
            "close on",
            "in the region of",
            "in the order of",
            "an estimated",
            "estimated",
            "just under",
            "nearing",
            "near",
            "well-nigh",
            "not quite",
            "an average of",
            "perhaps",
            "virtually",
            "a reported",
        ),
    }.items()
}
_HEDGE_ENDS: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _qualifier, _texts in _BEFORE.items():
    for _text in _texts:
        _HEDGE_ENDS.setdefault(_text[-1], []).append((_text, _qualifier))
for _found in _HEDGE_ENDS.values():
    _found.sort(key=lambda item: -len(item[0]))
_FILLER = frozenset({"a", "an", "another", "the", "further", "additional", "other", "total", "of", "just", "only", "least", "extra", "staggering", "whopping"})
_AFTER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("or", "so"), "about"),
    (("or", "more"), "at_least"),
    (("or", "less"), "about"),
    (("+",), "at_least"),
    (("plus",), "at_least"),
    (("-", "odd"), "about"),
    (("odd",), "about"),
)
NUMERIC = frozenset({*_UNITS, *_TENS, *_VAGUE, "dozen", "hundred", "thousand", "million", "score", "couple", "both", "zero"})


@dataclass(slots=True)
class Number:
    """A number and the tokens that say it.

    Parameters
    ----------
    first, last : int
        Tokens from the hedge to the end, both inclusive.
    core : int
        First token without the hedge.
    qualifier : str
    low, best, high : int or None
        Persons, as `figures.complete` gives them.
    single : bool
        "a", "an", "another": a count only beside a person.
    year : bool
        Four digits that may be a year.
    definite : bool
        "the 27", "all 27", "both": may refer back.
    more : bool
        "another 14", "a further 14": in addition to what was counted before.
    """

    first: int
    last: int
    core: int
    qualifier: str
    low: int | None
    best: int | None
    high: int | None
    single: bool = False
    year: bool = False
    definite: bool = False
    more: bool = False

    @property
    def value(self) -> int:
        """The figure by which it is told from others."""
        return next(n for n in (self.best, self.low, self.high) if n is not None)


def find(s: Sentence) -> list[Number]:
    """Numbers of a sentence, from left to right."""
    found: list[Number] = []
    low, last = s.low, -1
    for i in [k for k, word in enumerate(low) if word in _OPENERS or word[0] in _DIGIT_CHARS or ("-" in word and word.split("-", 1)[0] in _TENS)]:
        if i <= last:
            continue
        number = _at(low, i)
        if number is None:
            if low[i] in _SINGLE:
                found.append(Number(i, i, i, "exact", 1, 1, 1, single=True, more=low[i] == "another"))
            continue
        _hedge(low, number, found[-1].last if found and not found[-1].single else -1)
        while found and found[-1].single and found[-1].first >= number.first:
            number.more |= found[-1].more
            found.pop()
        if found and found[-1].single and low[found[-1].last + 1 : number.first] == ["family", "of"]:
            number.first = found.pop().first  # "a family of nine"
        found.append(number)
        last = number.last
    return found


_DIGIT_CHARS = frozenset("0123456789")
_OPENERS = frozenset({*_UNITS, *_TENS, *_VAGUE, *_SINGLE, "dozen", "half", "hundred"})


def _at(low: list[str], i: int) -> Number | None:
    """The number that begins at a token."""
    value, last, vague = _value(low, i)
    if value is None:
        return None
    if isinstance(value, tuple):
        return Number(i, last, i, "between", value[0], None, value[1])
    count = len(low)
    if not vague and last + 2 < count and low[last + 1] in ("to", "or", "-", "–"):
        other, end, other_vague = _value(low, last + 2)
        if isinstance(other, int) and not other_vague and _span(low, i, value, other) and _is_range(low, i, last + 1):
            scale = other if value < 20 and other >= 1000 and end > last + 2 else 0
            first = value * (other // _leading(low[last + 2])) if scale and _leading(low[last + 2]) else value
            return Number(i, end, i, "between", first, None, other)
    if not vague and i > 0 and low[i - 1] == "between" and last + 2 < count and low[last + 1] == "and":
        other, end, other_vague = _value(low, last + 2)
        if isinstance(other, int) and not other_vague and other > value:
            return Number(i - 1, end, i, "between", value, None, other)
    if vague:
        return Number(i, last, i, "vague", value, value, None)
    plain = low[i].isdigit() and last == i
    return Number(i, last, i, "exact", value, value, value, year=plain and 1900 <= value <= 2100)


def _is_range(low: list[str], i: int, joint: int) -> bool:
    # "rose from 12 to 15" and "in 10 to 12" are told by the words before: what rises is read at its end
    return not (low[joint] == "to" and i > 0 and low[i - 1] == "from" and any(w in _RISING for w in low[max(0, i - 6) : i]))


_RISING = word_set("rose rises risen rise rising climbed climbs increased increases jumped grew grown went gone up raised raising revised lowered fell")


def _span(low: list[str], i: int, value: int, other: int) -> bool:
    return other > value and (other <= 20 * value or low[i].isdigit())


def _leading(word: str) -> int:
    match = _DIGITS.fullmatch(word)
    return int(match[1].replace(",", "")) if match else _UNITS.get(word, 0)


def _value(low: list[str], i: int) -> tuple[int | tuple[int, int] | None, int, bool]:
    """Value at a token, its last token, and whether it is vague."""
    word = low[i]
    if word[0] in _DIGIT_CHARS:
        return _digits(low, i)
    if word in _VAGUE:
        return _vague(low, i)
    return _spelled(low, i)


def _digits(low: list[str], i: int) -> tuple[int | tuple[int, int] | None, int, bool]:
    word = low[i]
    if pair := _PAIR.fullmatch(word):
        first, second = (int(n.replace(",", "")) for n in pair.groups())
        return ((first, second), i, False) if first < second else (None, i, False)
    scale_here = 1
    if word[-1] == "m" and word[:-1].replace(".", "").isdigit():
        word, scale_here = word[:-1], 1_000_000
    match = _DIGITS.fullmatch(word)
    if match is None or len(word) > 15:
        return None, i, False
    whole, fraction = int(match[1].replace(",", "").replace(".", "")), match[2]
    following = low[i + 1] if i + 1 < len(low) else ""
    scale = _SCALES.get(following, 1) if following not in ("m", "mn") else 1
    last = i + (scale > 1)
    scale *= scale_here
    if fraction is not None:
        if scale == 1:
            return None, i, False
        return int(whole * scale + int(fraction) * scale // 10 ** len(fraction)), last, False
    if scale == 1 and following == "dozen":
        return whole * 12, i + 1, False
    return whole * scale, last, False


def _vague(low: list[str], i: int) -> tuple[int | None, int, bool]:
    name, factor = _VAGUE[low[i]]
    value = figures.CODEBOOKS["acled"][name] * factor
    following = low[i + 1] if i + 1 < len(low) else ""
    if following == "of" and i + 2 < len(low) and low[i + 2] in _PLURAL_SCALES:
        return value * _PLURAL_SCALES[low[i + 2]], i + 2, True
    if name == "several" and following in ("hundred", "thousand", "dozen", "million"):
        return value * (_SCALES | figures.GROUPS)[following], i + 1, True
    return value, i, True


def _spelled(low: list[str], i: int) -> tuple[int | None, int, bool]:
    """Words: "two hundred and sixty", "twenty-three", "a dozen", "half a dozen", "a couple"."""
    if low[i] == "half":
        return (6, i + 2, False) if low[i + 1 : i + 3] == ["a", "dozen"] else (None, i, False)
    total, part, last, j = 0, 0, -1, i
    if low[i] in _SINGLE:
        if low[i + 1 : i + 2] not in (["dozen"], ["hundred"], ["thousand"], ["million"], ["couple"], ["score"]):
            return None, i, False
        part, last, j = 1, i, i + 1
    while j < len(low):
        word = low[j]
        if (small := _small(word, part)) is not None:
            part += small
        elif word == "hundred" and part < 100:
            part = (part or 1) * 100
        elif word in ("thousand", "million"):
            total, part = total + (part or 1) * _SCALES[word], 0
        elif word in figures.GROUPS and (part or word == "dozen"):
            return total + (part or 1) * figures.GROUPS[word], j, False
        elif not (last >= 0 and _is_and(low, j, part, total)):
            break
        else:
            j += 1
            continue
        last = j
        j += 1
    return (total + part, last, False) if last >= 0 and total + part > 0 else (None, i, False)


def _small(word: str, part: int) -> int | None:
    """A number below 100 that may follow what was read of a number so far, or None."""
    if part % 100:
        return _UNITS.get(word) if part % 10 == 0 and part % 100 >= 20 else None
    if word in _UNITS or word in _TENS:
        return _UNITS.get(word) or _TENS[word]
    pair = _COMPOUND.fullmatch(word)
    return _TENS[pair[1]] + _UNITS[pair[2]] if pair and pair[1] in _TENS and pair[2] in _UNITS else None


def _is_and(low: list[str], j: int, part: int, total: int) -> bool:
    """Whether "and" goes on within a number: "two hundred and sixty"."""
    return low[j] == "and" and part % 100 == 0 and part + total > 0 and j + 1 < len(low) and (low[j + 1] in _UNITS or low[j + 1] in _TENS)


def _hedge(low: list[str], number: Number, floor: int) -> None:
    """Widen a number over its hedge and note what the words around it add."""
    j = number.first - 1
    while j > floor and low[j] in _FILLER:
        number.definite |= low[j] == "the"
        number.more |= low[j] in ("another", "further", "additional", "other", "extra")
        if low[j] in _HEDGE_ENDS and (hit := _phrase(low, j, floor)):
            _apply(number, hit[1])
            number.first = j - len(hit[0]) + 1
            return
        j -= 1
    if j > floor and low[j] in _HEDGE_ENDS and (hit := _phrase(low, j, floor)):
        _apply(number, hit[1])
        number.first = j - len(hit[0]) + 1
    else:
        number.definite |= j > floor and low[j] in ("all", "these", "those")
        number.first = min(number.first, j + 1) if low[number.first - 1] not in ("the", "of", "least") else number.first
    for words, qualifier in _AFTER:
        if tuple(low[number.last + 1 : number.last + 1 + len(words)]) == words:
            number.last += len(words)
            _apply(number, qualifier)
            break


def _phrase(low: list[str], end: int, floor: int) -> tuple[tuple[str, ...], str] | None:
    for words, qualifier in _HEDGE_ENDS[low[end]]:
        begin = end - len(words) + 1
        if begin > floor and tuple(low[begin : end + 1]) == words:
            if words == ("up", "to") and begin and low[begin - 1] in _MOVES:
                continue
            return words, qualifier
    return None


_MOVES = word_set("gone went goes go going moved crept edged shot jumped inched pushed climbed put risen")


def _apply(number: Number, qualifier: str) -> None:
    if number.qualifier != "exact":
        return
    value = number.best
    number.qualifier = qualifier
    given = {"up_to": (None, None, value), "about": (None, value, None)}.get(qualifier, (value, value, None))
    number.low, number.best, number.high = given
    number.year = False
