"""Verbs of saying and counting: which are verbs here, to whom it was told, and whether something is said after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import figures, phrases, spans
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

_COUNTED = word_set("the at more that some about nearly over around dozens hundreds a an its almost least as up another scores")
_HARMED = word_set("died killed dead wounded injured perished slain murdered massacred executed missing")
_OWNING = word_set("the a an his her its their of by such some those these")
_LOSSES = word_set("losses deaths casualties fatalities toll")
_HEARERS = word_set("reporters journalists a an the his her state local parliament lawmakers them me us him media")


def is_noun(low: list[str], i: int) -> bool:
    """Whether a word is no verb of saying here: "has claimed 300 lives", "UN estimates say", "reports of"."""
    following = low[i + 1] if i + 1 < len(low) else ""
    if low[i] in ("spoke", "speaks", "spoken"):
        return following != "of"
    if low[i] in ("report", "document"):
        return not (following[:1].isdigit() or following in figures.WORDS or following in ("that", "at", "more", "dozens", "hundreds")) or (
            i > 0 and low[i - 1] in ("a", "the", "this")
        )
    if low[i] in ("found", "concluded", "showed", "shows"):
        return following != "that"
    if low[i] == "claim" and (i == 0 or low[i - 1] in _OWNING):
        return True
    if low[i] in ("claimed", "claims", "claim"):
        if not _HARMED.isdisjoint(low[i + 1 : i + 12]) and "lives" not in low[i + 1 : i + 9] and (i == 0 or low[i - 1] not in _OWNING):
            return False  # "officials claim 1,600 civilians died"
        return (
            "lives" in low[i + 1 : i + 7]
            or following[:1].isdigit()
            or (following in ("the", "more", "at", "over", "nearly", "about", "some", "lives", "of", "as", "an", "up") and "that" not in low[i : i + 4])
        )
    if low[i] in ("estimates", "reports", "states", "estimate"):
        return following in ("of", "say", "said", "put", "from", "by", "suggest") or (
            i > 0 and low[i - 1] in ("the", "of", "by", "in", "to", "some", "all", "united")
        )
    return (low[i] == "estimated" and (i == 0 or low[i - 1] in ("an", "the", "of"))) or (low[i] == "told" and following == "of")


def counts(s: Sentence, i: int) -> bool:
    """Whether a verb of counting reports figures: "counted 92 bodies", "put the toll at 53"."""
    low = s.low
    if low[i] in phrases.PUTS:
        owned = i + 1 < len(low) and (low[i + 1] in ("the", "its", "their", "his", "her", "a", "at", "to", "civilian", "military") or low[i + 1].endswith("'s"))
        owned = owned or not _LOSSES.isdisjoint(low[i + 1 : i + 4])
        return (
            owned
            and any(
                w in ("toll", "number", "count", "figure", "dead", "missing", "wounded", "injured", "killed", "tally", "total", "share") or w in _LOSSES
                for w in low[i + 1 : i + 12]
            )
        ) or "deaths" in low[i + 1 : i + 4]
    if i + 1 >= len(low) or not (low[i + 1][0].isdigit() or low[i + 1] in figures.WORDS or low[i + 1] in _COUNTED):
        return False
    return i > 0 and low[i - 1] not in ("the", "a", "of", "been", "be", "their", "its", "death", "body", "official", "latest", "casualty", "final")


def hearer(s: Sentence, i: int) -> tuple[int, list[str]]:
    """The last token of the saying with whom it was told to and when, and the agency told."""
    low, n = s.low, len(s.low)
    last, via = i, []
    if low[i] in ("told", "tells") and i + 1 < n:
        j = phrases.phrase_end(s, i + 1)
        if j > i:
            name = phrases.text(s, i + 1, j)
            if low[i + 1] not in _HEARERS or (low[i + 1] == "the" and any(w[0].isupper() for w in s.words[i + 2 : j + 1])):
                via.append(name)
            last = j
    while last + 1 < n:
        skip = _adjunct(s, last + 1)
        if skip == 0:
            break
        last += skip
    return last, via


def _adjunct(s: Sentence, i: int) -> int:
    """Tokens of a phrase that only says when, where or how it was said: "on Tuesday", "in a statement", "by telephone"."""
    low = s.low
    following = low[i + 1] if i + 1 < len(low) else ""
    if low[i] in ("here", "there", "today", "yesterday", "later", "earlier", "afterwards", "late", "early") or low[i] in spans.WEEKDAYS:
        return 1
    if low[i] not in _PREPOSITIONS or not following:
        return 0
    if following in spans.WEEKDAYS:
        return 2
    if following in spans.MONTHS:
        return 2 + (i + 2 < len(low) and low[i + 2].isdigit())
    if low[i] == "on" and following in ("late", "early") and i + 2 < len(low) and low[i + 2] in spans.WEEKDAYS:
        return 3
    return _place(s, i) or _medium(low, i)


def _place(s: Sentence, i: int) -> int:
    """Tokens of "in X", X a name, or 0."""
    if s.low[i] not in ("in", "at", "from") or not s.words[i + 1][0].isupper():
        return 0
    k = i + 1
    while k + 1 < len(s.low) and s.words[k + 1][0].isupper() and s.low[k + 1] not in spans.WEEKDAYS:
        k += 1
    return k - i + 1


def _medium(low: list[str], i: int) -> int:
    """Tokens of "in a statement", "by telephone", or 0."""
    if low[i] == "on" or low[i + 1] not in _OPENS_MEDIUM:
        return 0
    for k in range(i + 1, min(i + 7, len(low))):
        if low[k] in _MEDIA:
            return k - i + 1
        if low[k] in (",", ".", "that"):
            return 0
    return 0


_PREPOSITIONS = word_set("on late early by in via over during at from to")
_OPENS_MEDIUM = word_set("telephone phone email a an its his her their the")
_MEDIA = word_set("statement telephone phone email report conference interview briefing bulletin website post video message update call")


def goes_on(s: Sentence, rest: int) -> bool:
    """Whether after a verb of saying something is said: "that ...", a number, a person."""
    rest_words = s.low[rest : rest + 14]
    if rest_words[:1] in (["after"], ["before"], ["following"], ["during"]):
        return "that" in rest_words  # ", the ministry said after a visit to the town"
    return any(w == "that" or w[0].isdigit() or w in figures.WORDS or w in ("dozens", "hundreds", "scores", "thousands", "a", "an") for w in rest_words)


def closes(s: Sentence, rest: int) -> bool:
    """Whether after a trailing attribution only a remark follows (", adding that ...", ", with 372 people hurt")."""
    return s.low[rest + 1 : rest + 2] in (
        ["adding"],
        ["with"],
        ["as"],
        ["and"],
        ["but"],
        ["while"],
        ["including"],
        ["without"],
        ["though"],
        ["although"],
        ["which"],
        ["who"],
        ["by"],
        ["making"],
        ["in"],
        ["most"],
        ["updating"],
        ["after"],
        ["replacing"],
        ["citing"],
        ["describing"],
    ) or rest + 1 >= len(s.low)
