"""Spans of days in a sentence, the words that tell them, and what they date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.extract import figures
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

WEEKDAYS = {name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
WEEKDAYS |= {short: n for n, shorts in enumerate(("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun")) for short in shorts.split()}
_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
MONTHS = {name: n for n, name in enumerate(_FULL, 1)} | {name[:3]: n for n, name in enumerate(_FULL, 1)} | {"sept": 9}
UNITS = {
    "hour": 0,
    "hours": 0,
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
    "month": 30,
    "months": 30,
    "year": 365,
    "years": 365,
    "decade": 3600,
    "decades": 3600,
    "night": 1,
    "nights": 1,
}
SPANS = word_set("past last previous preceding")
WORDS = (
    frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(UNITS)
    | frozenset(f"{count}-{unit}" for count in figures.WORDS for unit in ("day", "hour", "week"))
    | word_set("today yesterday tonight overnight weekend earlier before year morning afternoon evening night dawn following later ago")
)
_BESIDE_SAYING = word_set("""on late early in a an the statement by telephone phone news agency report to reporters conference press at his her its their from earlier via email
    journalists here state television interview with and during briefing separate joint was were""")
BEGAN = word_set("began begin begun started start erupted broke launched invaded seized invasion took fell resumed collapsed coup")
DIGITS = frozenset("0123456789")
OWNED = frozenset(f"{word}'s" for word in WORDS)
PARTS_OF_DAY = word_set("morning afternoon evening night dawn midday noon dusk nightfall midnight")
_STATES = word_set("""said says say told announced reported reports stated confirmed added declared issued published released statement acknowledged claimed quoted
    disclosed wrote tweeted posted spoke briefed report called condemned denounced rejected denied urged demanded appealed met visited arrived""")


@dataclass(slots=True)
class Span:
    """Days told by tokens `first` to `last` of a sentence, all ends inclusive.

    Parameters
    ----------
    first, last : int
        Tokens.
    start, end : date or None
        None start = open to the left.
    precision : str
        day, days, week, month or year.
    since : bool
        A running span: "since Friday", "so far this year".
    speaking : bool
        It dates the statement ("said on Tuesday"), not the event.
    lasting : bool
        Only the number of days is told ("over five days").
    """

    first: int
    last: int
    start: dt.date | None
    end: dt.date
    precision: str
    since: bool = False
    speaking: bool = False
    lasting: bool = False


def is_deed(low: list[str], i: int) -> bool:
    """As in "By Monday's blast", "by the Saturday bombing": the day belongs to a deed, not to a limit."""
    return i < len(low) and low[i] in ("attack", "blast", "bombing", "strike", "strikes", "raid", "explosion", "shelling", "bombings", "attacks")


def since_event(low: list[str], i: int) -> int:
    """The token of "since" in "since the revolt against the president began in March 2011", or -1."""
    for k in range(i, max(-1, i - 22), -1):
        if low[k] in (";", ".") or (low[k] == "," and low[k - 1] not in BEGAN):
            return -1
        if low[k] == "since":
            return k
    return -1


def is_speaking(s: Sentence, span: Span) -> bool:
    """Whether days stand by a verb of saying: "said on Tuesday", "on Tuesday said", "a report published on Friday"."""
    low, i = s.low, span.first - 1
    if low[span.last].endswith("'s"):
        return low[span.last + 1 : span.last + 2] in (["tally"], ["toll"], ["count"], ["figure"], ["report"], ["statement"])
    if span.since:
        return False
    for _ in range(9):
        if i < 0 or low[i] in (",", ";", "that", ":"):
            break
        if low[i] in _STATES:
            return True
        if low[i] not in _BESIDE_SAYING and not s.words[i][0].isupper():
            break
        i -= 1
    j = span.last + 1
    if (
        low[j : j + 1] == ["that"]
        and not {",", ";", "that"} & set(low[max(0, span.first - 6) : span.first])
        and not _STATES.isdisjoint(low[max(0, span.first - 6) : span.first])
    ):
        return True  # "said at the burial on Sunday that"
    return j < len(low) and low[j] in _STATES


def is_compared(low: list[str], span: Span) -> bool:
    """As in "30 per cent fewer than in the same period of 2017", "compared with May": the days of another figure."""
    before = low[max(0, span.first - 7) : span.first]
    return (
        before[-3:] == ["same", "period", "of"]
        or ("than" in before and "in" in before[before.index("than") :][:2] and "," not in before)
        or (before[-2:] in (["compared", "with"], ["compared", "to"]))
    )


def days_of(month: Span, first_token: int, number: int, *, first: bool) -> Span | None:
    """As in "the first ten days of June"."""
    if month.precision != "month" or month.start is None:
        return None
    length = dt.timedelta(number - 1)
    start, end = (month.start, month.start + length) if first else (month.end - length, month.end)
    return Span(first_token, month.last, start, end, "days")


_ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth tenth latest worst most such")


def is_frequency(low: list[str], i: int) -> bool:
    """As in "the third attack in four days", "the deadliest in two weeks": how often, not how long."""
    return any(word in _ORDINALS or (word.endswith("iest") and len(word) > 6) for word in low[max(0, i - 5) : i])


def close(low: list[str], span: Span, found: list[Span]) -> None:
    """As in "A 60-hour siege, which ended on Saturday": days told by their number end on the day said."""
    if found and found[-1].lasting and span.precision == "day" and not {"ended", "ending"}.isdisjoint(low[found[-1].last + 1 : span.first]):
        shift = span.end - found[-1].end
        found[-1].start, found[-1].end = (found[-1].start or span.end) + shift, span.end
