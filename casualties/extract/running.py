"""Running totals: figures counted since a day, or said to have risen, against figures of one event or a closed span."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence
    from casualties.extract.spans import Span

_ROSE = word_set(
    "risen rose rises climbed climbs climbing rising grew grown jumped soared mounted revised brings bringing brought taking taken takes pushing lifting raising raised raises passed surpassed exceeded topped"
)
_WARS = word_set(
    "war conflict uprising revolt crackdown insurgency rebellion revolution fighting violence hostilities offensive unrest siege campaign clashes protests protest bombardment"
)
_UNITS = word_set("days weeks months years decades")
_LASTING = frozenset({"detained", "displaced"})
_LONG = word_set("weeks months years decades")


def of(s: Sentence, harm: str, first: int, last: int, span: Span | None) -> str:
    """How a figure between two tokens runs: "span" (since a day, so far), "rise" (a toll that grew), or "" (it does not).

    Parameters
    ----------
    s : Sentence
    harm : str
    first, last : int
        Tokens of the clause, inclusive.
    span : Span or None
        The days it is told for.
    """
    if span is not None and _is_long(s, span):
        return "span"
    low = s.low[: _before_raise(s.low, last)]
    clause = low[max(0, first - 4) : last + 1]
    if _rises(clause) or _has(clause, _STANDS):
        return "rise"
    if (
        _has(clause, _SINCE)
        or _has(low[last + 1 : last + 14], _SINCE_THEN)
        or (span is None and since_what(low, last) != "")
        or _is_so_far(low[max(0, first - 14) : last + 14])
        or low[:2] in (["in", "all"], ["in", "total"])
        or _lasts(low, first, last)
    ):
        return "span"
    return "span" if harm in _LASTING and not _STILL.isdisjoint(low[first : last + 4]) else ""


def _rises(clause: list[str]) -> bool:
    """Whether a toll has gone to a figure; "up to 60" alone is a limit."""
    return "to" in clause and (not _ROSE.isdisjoint(clause) or any(clause[i] == "up" and clause[i - 1] in _GONE for i in range(1, len(clause))))


_GONE = word_set("gone went goes going toll number is")
RAISING = word_set("bringing taking raising pushing lifting")


def _before_raise(low: list[str], last: int) -> int:
    """Where ", bringing the toll since March to 90" begins after a figure: what it says is not said of that figure."""
    return next((i for i in range(last + 1, min(last + 16, len(low))) if low[i] in RAISING), len(low))


_STANDS = {("stands", "at"), ("stood", "at"), ("now", "known")}
_SINCE = {("have", "now"), ("has", "now"), ("have", "since"), ("has", "since")}
_SINCE_THEN = {("since", "then")}
_BEGINNINGS = _WARS | word_set("coup invasion takeover start beginning outbreak overthrow ouster putsch massacre")


def since_what(low: list[str], last: int) -> str:
    """The event of "since the coup" after a figure, told without a day; or ""."""
    for i in range(last + 1, min(last + 12, len(low) - 2)):
        if low[i] in (",", ";"):
            return ""
        if low[i] == "since" and low[i + 1] in ("the", "its", "his", "their"):
            return next((word for word in low[i + 2 : i + 5] if word in _BEGINNINGS), "")
    return ""


_SO_FAR = {("so", "far"), ("to", "date"), ("until", "now"), ("thus", "far")}
_STILL = word_set("still remain remains remained")


_SEEN = word_set("confirmed counted know known documented identified recorded recovered verified registered found established")


def _is_so_far(low: list[str]) -> bool:
    """As in "Killed so far this year"; not "has so far confirmed nine deaths", the count of one event that goes on, nor "the bloodiest so far"."""
    return any(
        (low[i], low[i + 1]) in _SO_FAR and _SEEN.isdisjoint(low[max(0, i - 2) : i] + low[i + 2 : i + 5]) and not (i and low[i - 1].endswith("est"))
        for i in range(len(low) - 1)
    )


def _has(low: list[str], pairs: set[tuple[str, str]]) -> bool:
    return not pairs.isdisjoint(itertools.pairwise(low))


def _is_long(s: Sentence, span: Span) -> bool:
    """Whether days told run up to a day from one told: "since Friday", "over the past nine days", "between January 20 and April 7"."""
    if span.since or (span.precision in ("days", "week", "month", "year") and _is_past(s, span)):
        return True
    return span.precision == "days" and span.start is not None and (span.end - span.start).days > 14


def _is_past(s: Sentence, span: Span) -> bool:
    """As in "Over the past nine days" runs up to today; "in the past 24 hours" is a closed day."""
    words = s.low[span.first : span.last + 1]
    return words[:1] in (["past"], ["last"]) and len(words) > 2 and words[-1] != "hours"


def _lasts(low: list[str], first: int, last: int) -> bool:
    """As in "In weeks of fighting", "the war has killed", "in 11 months of conflict"."""
    if not _WARS.isdisjoint(low[:5]) and not {"has", "have"}.isdisjoint(low[max(0, first - 3) : first]) and ";" not in low[:first]:
        return True
    for i in range(max(0, first - 12), min(len(low), last + 12)):
        if low[i] in _WARS and i < first and any(w in ("has", "have", "had") for w in low[i:last]) and not any(w in (",", ";") for w in low[i:first]):
            return True
        if (
            low[i] in ("war", "conflict", "insurgency", "campaign", "revolt", "uprising")
            and i < first
            and any(w in ("has", "have") for w in low[max(i, first - 3) : first])
            and ";" not in low[i:first]
        ):
            return True
        if (
            low[i] in _UNITS
            and low[i + 1 : i + 2] == ["of"]
            and any(w in _WARS for w in low[i + 2 : i + 5])
            and (low[i] in _LONG or not low[i - 1][0].isdigit())
        ):
            return low[i - 1] not in ("two", "three", "four", "five")
    return False
