"""A figure in the words of a statement ("at least nine", "12-15", "dozens") as qualifier, low, best and high.

A claim keeps what was said: exact n is n/n/n, at least and more than n are n/n/-, up to n is -/-/n, about n is -/n/-,
n to m is n/-/m. Vague words are given a number by a named codebook, low and best, open above; the word stays in `stated`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

CODEBOOKS: dict[str, dict[str, int]] = {
    "acled": {"several": 3, "tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000},
}
"""Numbers given to vague words, by codebook. `acled` follows the coding rules of the Armed Conflict Location & Event Data project."""

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS: dict[str, int] = {w: n for n, w in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
SCALES: dict[str, int] = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
GROUPS: dict[str, int] = {"couple": 2, "dozen": 12, "score": 20}
_NONE = ("no", "none", "nobody", "nil")

_HEDGES: dict[str, tuple[str, ...]] = {
    "at_least": ("at least", "no fewer than", "not fewer than", "no less than", "not less than", "a minimum of", "minimum", ">=", "≥"),
    "more_than": ("more than", "over", "above", "upwards of", "upward of", "in excess of", "greater than", ">"),
    "up_to": (
        "up to",
        "as many as",
        "at most",
        "no more than",
        "not more than",
        "a maximum of",
        "maximum",
        "fewer than",
        "less than",
        "under",
        "<=",
        "≤",
        "<",
    ),
    "about": (
        "about",
        "around",
        "some",
        "approximately",
        "approx.",
        "approx",
        "roughly",
        "circa",
        "ca.",
        "c.",
        "nearly",
        "almost",
        "close to",
        "an estimated",
        "estimated",
        "~",
        "≈",
    ),
}
_SUFFIXES: dict[str, tuple[str, ...]] = {
    "at_least": ("or more", "at least", "+"),
    "more_than": ("or over",),
    "about": ("or so", "approximately"),
    "up_to": ("or fewer", "or less", "at most"),
}
_MONTHS = {m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}([,.' ])[0-9]{3}(?:\1[0-9]{3})*")
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})-({'|'.join(_UNITS[1:10])})\b")
_DECIMAL = re.compile(r"([0-9]+)[.]([0-9]+)")


class FigureRefusedError(ValueError):
    """A phrase that is no figure: the rule it breaks, what is wrong, and what to write.

    Parameters
    ----------
    rule, what, do : str
        Name of the rule; what is wrong; what to write instead.
    """

    def __init__(self, rule: str, what: str, do: str) -> None:
        self.rule, self.what, self.do = rule, what, do
        super().__init__(f"{what} {do}")


@dataclass(frozen=True)
class Figure:
    """A figure as stated: persons, None = not stated (high None = open above)."""

    qualifier: str
    low: int | None
    best: int | None
    high: int | None
    stated: str


def read(value: Any, codebook: str = "acled") -> Figure:
    """A figure phrase, read.

    Parameters
    ----------
    value : str or int
        A number in digits or words with its hedge, a range, or a vague word; nothing else around it.
    codebook : str
        Name in `CODEBOOKS` that gives vague words a number.

    Returns
    -------
    Figure
        Persons.

    Raises
    ------
    FigureRefusedError
        figure_readable, figure_not_a_date, figures_in_order.
    """
    stated = str(value).strip()
    text = _fold(stated)
    _refuse_damage(stated, text)
    qualifier, body = _hedge(text)
    if (ends := _range(body)) and qualifier in ("exact", "about"):
        low, high = ends
        if low > high:
            raise FigureRefusedError("figures_in_order", f"the range {stated!r} runs from {low} down to {high}.", f"Write {high} to {low} if that is meant.")
        return Figure("between", low, None, high, stated)
    number, vague = _number(body, CODEBOOKS[codebook])
    if number is None or (vague and qualifier == "up_to"):
        raise _unreadable(stated, codebook)
    if vague:
        return Figure("vague", number, number, None, stated)
    return Figure(qualifier, *complete(qualifier, *((None, None, number) if qualifier == "up_to" else (None, number, None))), stated)


def qualifier_of(low: int | None, best: int | None, high: int | None) -> str | None:
    """The qualifier that numbers without one speak for, or None where they do not tell."""
    given = [n for n in (low, best, high) if n is not None]
    if low is None and best is None and high is not None:
        return "up_to"
    if high is None and low is not None and best in (None, low):
        return "at_least"
    if len(set(given)) == 1 and (low is not None) == (high is not None):
        return "exact"
    return "between" if best is None and low is not None and high is not None else None


def complete(qualifier: str, low: int | None, best: int | None, high: int | None) -> tuple[int | None, int | None, int | None]:
    """The three numbers of a figure under a qualifier, those implied filled in.

    Raises
    ------
    FigureRefusedError
        figures_fit_qualifier: the numbers do not say what the qualifier says.
    """
    given = {n for n in (low, best, high) if n is not None}
    do = ""
    if qualifier == "exact":
        if len(given) == 1:
            number = given.pop()
            return number, number, number
        do = "An exact figure has low = best = high; write the qualifier that was meant."
    elif qualifier in ("at_least", "more_than", "vague"):
        if len(given) == 1 and high is None:
            number = given.pop()
            return number, number, None
        do = "Such a figure has low = best and no high (open above); a range is qualifier between."
    elif qualifier == "up_to":
        do = "" if high is not None and low is None and best is None else "Put the number in high alone; a range is qualifier between."
    elif qualifier == "about":
        do = "" if best is not None and low is None and high is None else "Put the number in best alone; a range is qualifier between."
    elif qualifier == "between":
        do = "" if low is not None and high is not None else "Write both low and high."
    if do:
        raise FigureRefusedError("figures_fit_qualifier", f"low {_shown(low)}, best {_shown(best)}, high {_shown(high)} do not fit qualifier {qualifier}.", do)
    return low, best, high


def _shown(number: int | None) -> str:
    return "empty" if number is None else str(number)


def _fold(text: str) -> str:
    text = text.translate(str.maketrans("‘’“”–—−‒\u00a0\u202f\u2009", "''\"\"----   ")).lower().strip("\"' ")
    return _COMPOUND.sub(r"\1 \2", re.sub(r"\s+", " ", text))


def _refuse_damage(stated: str, text: str) -> None:
    """Recognise what spreadsheets make of "10-12" and of a whole number."""
    pair = None
    if match := re.fullmatch(r"([a-z]{3})[a-z]*\.?[- ]([0-9]{1,2})", text):
        pair = (_MONTHS.get(match[1]), int(match[2]))
    elif match := re.fullmatch(r"([0-9]{1,2})[-. ]+([a-z]{3})[a-z]*\.?(?:[- ][0-9]{2,4})?", text):
        pair = (_MONTHS.get(match[2]), int(match[1]))
    elif (match := re.fullmatch(r"[0-9]{4}-([0-9]{2})-([0-9]{2})(?:[t ][0-9:.]+)?", text)) or (
        match := re.fullmatch(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.](?:[0-9]{4}|[0-9]{2})", text)
    ):
        pair = (int(match[1]), int(match[2]))
    if pair and pair[0] is not None:
        low, high = sorted(n for n in pair if n is not None)
        raise FigureRefusedError(
            "figure_not_a_date",
            f"{stated!r} is a date: a spreadsheet makes one of a range such as {low}-{high}.",
            f'Write "{low} to {high}" if that range was stated; look it up in the source first.',
        )
    if match := re.fullmatch(r"([0-9]+)[.,]0{1,2}", text):
        raise FigureRefusedError("figure_readable", f"{stated!r} is not a whole number.", f"Write {match[1]}.")


def _hedge(text: str) -> tuple[str, str]:
    for qualifier, words in _HEDGES.items():
        for word in sorted(words, key=len, reverse=True):
            if text.startswith(word) and (not word[-1].isalpha() or text[len(word) :][:1] in (" ", "")):
                # ">= 5" begins with ">" too: the longer sign is another hedge
                if word in ("<", ">") and text[1:2] == "=":
                    continue
                return qualifier, text[len(word) :].strip()
    for qualifier, words in _SUFFIXES.items():
        for word in words:
            if text.endswith(word) and (word == "+" or text[: -len(word)].endswith(" ")):
                return qualifier, text[: -len(word)].strip()
    return "exact", text


def _range(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(?:from )?(.+?)(?: to | ?- ?)(.+)", text) or re.fullmatch(r"between (.+) and (.+)", text)
    if match is None:
        return None
    (first, _), (second, _) = (_number(part.strip(), {}) for part in match.groups())
    if first is None or second is None:
        return None
    scale = (SCALES | GROUPS).get(match[2].split()[-1], 1)
    if scale > 1 and first < scale and first * scale <= second:
        raise FigureRefusedError(
            "figure_readable", f"{text!r} can start at {first} or at {first * scale}.", f'Write "{first * scale} to {second}" or "{first} to {second}".'
        )
    return first, second


def _number(text: str, vague: dict[str, int]) -> tuple[int | None, bool]:
    """The number of a phrase without hedge, and whether it came from the codebook."""
    if text in _NONE:
        return 0, False
    if _PLAIN.fullmatch(text):
        return int(text), False
    if _GROUPED.fullmatch(text):
        return int(re.sub("[^0-9]", "", text)), False
    tokens = [t for t in text.split() if t != "and"]
    if "of" in tokens:
        head, _, tail = text.partition(" of ")
        return _many(head, tail, vague)
    if tokens and tokens[-1] in (*SCALES, *GROUPS) and tokens[0] in vague and len(tokens) == 2:
        return vague[tokens[0]] * (SCALES | GROUPS)[tokens[-1]], True
    if len(tokens) == 1 and tokens[0] in vague:
        return vague[tokens[0]], True
    return _spelled(tokens), False


def _many(head: str, tail: str, vague: dict[str, int]) -> tuple[int | None, bool]:
    # "tens of thousands", "hundreds of thousands"; "a couple of" carries no number of its own
    plural = {f"{word}s": n for word, n in SCALES.items()}
    if head in vague and tail in plural:
        return vague[head] * plural[tail], True
    return None, False


def _spelled(words: list[str]) -> int | None:
    """Number words: "two hundred and sixty", "a dozen", "two dozen", "2.5 million"; None where a token is no number."""
    total, part, below = 0, 0, max(SCALES.values()) + 1
    for position, word in enumerate(words):
        last = position == len(words) - 1
        if word in ("a", "an") and position == 0 and not last:
            continue
        if word in GROUPS and last:
            return total + (part or 1) * GROUPS[word]
        if word == "hundred" and part < 100:
            part = (part or 1) * 100
        elif word in SCALES and SCALES[word] < below:
            below = SCALES[word]
            total, part = total + (part or 1) * below, 0
        elif (match := _DECIMAL.fullmatch(word)) and position == 0 and len(words) == 2 and words[1] in SCALES:
            return _decimal(match[1], match[2], SCALES[words[1]])
        else:
            number = _simple(word)
            # "twenty nine" and "hundred twelve" add; "nine nine", "twenty thirty", "20 5" are no numbers
            if number is None or not _adds(part, number, word):
                return None
            part += number
    return total + part if words else None


def _adds(part: int, number: int, word: str) -> bool:
    if part == 0:
        return True
    if word.isdigit() or number == 0:
        return False
    return part % 100 == 0 if number > 9 else part % 100 == 0 or (part % 100 >= 20 and part % 10 == 0)


def _decimal(whole: str, digits: str, scale: int) -> int | None:
    # exact: 2.5 million is 2,500,000 persons; a fraction of a person is no figure
    number, rest = divmod(int(whole + digits) * scale, 10 ** len(digits))
    return None if rest else number


def _simple(word: str) -> int | None:
    if _PLAIN.fullmatch(word):
        return int(word)
    if _GROUPED.fullmatch(word):
        return int(re.sub("[^0-9]", "", word))
    return WORDS.get(word)


def _unreadable(stated: str, codebook: str) -> FigureRefusedError:
    return FigureRefusedError(
        "figure_readable",
        f"{stated!r} is not a figure.",
        f'Write the figure alone, as stated: 9, nine, "at least 9", ">60", "12 to 15", "about 1,200", "up to 20", or one of: {", ".join(CODEBOOKS[codebook])}.',
    )
