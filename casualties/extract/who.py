"""Who says it: subjects of verbs of saying, "according to", relays, and which words of a sentence each one covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casualties.extract import countries, harms, phrases, saying, spans
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

_SPEAKING = word_set("saying insisting adding estimating claiming announcing confirming stating alleging")
_TRIGGERS = (
    phrases.SAY
    | phrases.COUNT
    | {"according", "citing", "quoting", "by", "carried", "claims", "allegations", "claim", "accusations", "reports"}
    | _SPEAKING
    | word_set("withdrew withdraws withdrawn retracted retracts recanted allegation suggestions")
)
_PLACE_NOUNS = word_set("province region district city town governorate state village country area hospital march")
_INVERTS = word_set("said says say reported added wrote reports announced explained")
_AFTER_INVERSION = word_set(', . ; who which on in at of for ! ) — -- " ”')


@dataclass(slots=True)
class Attribution:
    """One speaker in one sentence.

    Parameters
    ----------
    speaker : str or None
        As written; None = nobody is named ("reports said").
    pronoun : bool
        The speaker of before is meant.
    start, end : int
        Tokens covered by what is said, both inclusive.
    first, last : int
        Tokens of the speaker and verb.
    via : list of str
        Agencies told or quoting.
    stance : str
        asserts, denies or corrects.
    disputed_by : str or None
        Who rejects it in the same sentence.
    """

    speaker: str | None
    pronoun: bool
    start: int
    end: int
    first: int
    last: int
    via: list[str] = field(default_factory=list)
    stance: str = "asserts"
    disputed_by: str | None = None

    def covers(self, i: int) -> bool:
        """Whether a token lies in what is said."""
        return self.start <= i <= self.end and not self.first <= i <= self.last


def find(s: Sentence) -> list[Attribution]:
    """Attributions of a sentence, from left to right."""
    found: list[Attribution] = []
    if _TRIGGERS.isdisjoint(s.vocabulary):
        return _headline(s)
    for i, word in enumerate(s.low):
        if word in _TRIGGERS and (made := _at(s, i, word, found)) is not None:
            found.append(made)
    return found or _headline(s)


def _headline(s: Sentence) -> list[Attribution]:
    """As in "Nine dead in market blast: police": who says it, after the colon or dash of a headline."""
    n = len(s.low)
    if s.low[-1] in _CLOSES or _PAUSES.isdisjoint(s.low[max(0, n - 8) : n - 1]):
        return []
    at = max(k for k in range(max(0, n - 8), n - 1) if s.low[k] in _PAUSES)
    words = s.low[at + 1 :]
    if at < 3 or not all(word[0].isalpha() for word in words) or not _NO_SPEAKER.isdisjoint(words) or not phrases.ends_in_voice(s):
        return []
    return [Attribution(phrases.text(s, at + 1, n - 1), False, 0, at - 1, at, n - 1)]


_CLOSES = frozenset(".!?")
_PAUSES = frozenset((":", "-", "–", "—", "--"))
_NO_SPEAKER = harms.HARM_WORDS | phrases.SAY | word_set("in at on for from as was were is are after")


def _at(s: Sentence, i: int, word: str, found: list[Attribution]) -> Attribution | None:
    """The attribution that a word opens, given those before it."""
    following = s.low[i + 1] if i + 1 < len(s.low) else ""
    if word == "according":
        return _according(s, i) if following == "to" else None
    if word in ("citing", "quoting"):
        return _citing(s, i, found)
    if word == "by":
        return _by(s, i, found)
    if word == "carried":
        return _carried(s, i) if i and "statement" in s.low[i : i + 6] else None
    if (word in _WITHDRAWS or word in _CLAIMS) and (made := _of_claims(s, i, word, following)):
        return made
    if word in phrases.SAY or word in phrases.COUNT:
        return None if _is_of_deed(s.low, i) else _said(s, i)
    takes = word == "claiming" and following != "that"  # "a blast claiming 30 lives"
    return _saying(s, i) if word in _SPEAKING and not found and not takes else None


_TELLS_OF_ITSELF = (phrases.COUNT - phrases.PUTS) | {"reported", "reports"}
"""With these verbs a country is where it happened: "Mali reported nine deaths"."""

_STANCES = {
    "denied": "denies",
    "denies": "denies",
    "revised": "corrects",
    "lowered": "corrects",
    "revises": "corrects",
    "lowers": "corrects",
    "cut": "corrects",
    "cuts": "corrects",
}
_DISPUTES = word_set("rejected rejects dismissed dismisses denied denies called disputed disputes refuted")


def _owner(s: Sentence, j: int) -> int:
    """First token of the possessive that ends at token j."""
    for k in range(j - 1, max(-1, j - 7), -1):
        if s.low[k] in ("the", "a", "an"):
            return k
        if not s.low[k][0].isalpha() or s.low[k] in phrases.NP_STOP or s.low[k].endswith("ed"):
            return k + 1
    return j


def _disputing(s: Sentence, end: int) -> str | None:
    """Who rejects claims of others: the subject of "X dismissed the group's claims that"."""
    verb = next((k for k in range(1, end) if s.low[k] in _DISPUTES), 0)
    last = phrases.leading(s, verb + 1) if verb else -1
    return phrases.text(s, 0, last) if last >= 0 and phrases.may_speak(s, 0, last) else None


_CLAIMS = frozenset({"claims", "allegations", "claim", "accusations", "reports", "report", "allegation", "suggestions"})
_FIGURES = word_set("figure figures toll count tally number estimate claim report statement total")
_REJECTS = _DISPUTES - {"called"}
_WITHDRAWS = word_set("withdrew withdraws withdrawn retracted retracts recanted")


def _of_claims(s: Sentence, i: int, word: str, following: str) -> Attribution | None:
    """As in "X's claims that", "X rejected reports that", "X withdrew its figure"."""
    if word in _WITHDRAWS:
        return _retracting(s, i)
    if not i or following not in ("that", "of"):
        return None
    if not s.low[i - 1].endswith("'s"):
        return _rejecting(s, i)
    first = _owner(s, i - 1)
    made = Attribution(phrases.text(s, first, i - 1).removesuffix("'s").removesuffix("’s"), False, i, len(s.low) - 1, first, i)
    made.disputed_by = _disputing(s, first)
    return made


def _retracting(s: Sentence, i: int) -> Attribution | None:
    """As in "X withdrew its earlier figure of 90", "X retracted a report that"."""
    if _FIGURES.isdisjoint(s.low[i + 1 : i + 7]):
        return None
    made = _of_verb(s, i)
    if made is not None:
        made.stance = "retracts"
    return made


def _rejecting(s: Sentence, i: int) -> Attribution | None:
    """As in "X rejected reports that", "X dismissed the claim that": X denies what they say."""
    for k in range(i - 1, max(0, i - 4), -1):
        if s.low[k] in _REJECTS and (made := _of_verb(s, k)) is not None:
            made.start, made.stance = i, "denies"
            return made
    return None


def _of_verb(s: Sentence, i: int) -> Attribution | None:
    """What the subject of a verb says after it."""
    j = i - 1
    while j > 0 and s.low[j] in phrases.ADVERBS and not s.words[j][0].isupper():
        j -= 1
    if j < 0:
        return None
    first = j if s.low[j] in phrases.PRONOUNS else phrases.subject_start(s, j)
    pronoun = first == j and s.low[j] in phrases.PRONOUNS
    if first > j or not (pronoun or phrases.may_speak(s, first, j)):
        return None
    return Attribution(None if pronoun else phrases.text(s, first, j), pronoun, i, len(s.low) - 1, first, i)


def _is_of_deed(low: list[str], i: int) -> bool:
    """As in "denied responsibility for the deaths of 40", "claimed the attack": who did it is told, not that they died."""
    return low[i] in ("denied", "denies", "claimed", "claims", "claim") and not {
        "responsibility",
        "involvement",
        "role",
        "blame",
        "complicity",
        "credit",
    }.isdisjoint(low[i + 1 : i + 5])


def _according(s: Sentence, i: int) -> Attribution | None:
    low, n = s.low, len(s.low)
    if i + 2 < n and low[i + 2] == "which":
        return None
    last = phrases.phrase_end(s, i + 2)
    if last < i + 2:
        return None
    if low[last + 1 : last + 2] == ["in"] and last + 2 < n and s.words[last + 2][0].isupper() and low[last + 2] not in spans.MONTHS:
        last = phrases.phrase_end(s, last + 2)  # "the ministry of health in Gaza"
    speaker = phrases.text(s, i + 2, last)
    start = 0
    if i > 0:
        for j in range(i - 1, -1, -1):
            if low[j] == ";":
                start = j + 1
                break
    end = n - 1 if i < 3 or low[last + 1 : last + 2] == [","] else i
    return Attribution(speaker, False, start, end, i, last)


def _citing(s: Sentence, i: int, found: list[Attribution]) -> Attribution | None:
    last = phrases.phrase_end(s, i + 1)
    if last <= i:
        return None
    via = [found[-1].speaker] if found and found[-1].speaker else []
    made = Attribution(phrases.text(s, i + 1, last), False, 0, len(s.low) - 1, i, last, [v for v in via if v])
    if found:
        made.start, made.end = min(found[-1].start, 0), len(s.low) - 1
        found.pop()
    return made


_GIVEN = frozenset({"given", "put", "announced", "confirmed", "provided", "issued"})


def _by(s: Sentence, i: int, found: list[Attribution]) -> Attribution | None:
    """As in "By the count of X", "by his count", "as reported by X", "quoted by X"."""
    low, n = s.low, len(s.low)
    if low[i + 1 : i + 2] in (["his"], ["her"], ["its"], ["their"]) and "count" in low[i + 2 : i + 5]:
        return Attribution(None, True, 0, n - 1, i, i + 2)
    if low[i + 1 : i + 4] == ["the", "count", "of"]:
        last = phrases.phrase_end(s, i + 4)
        return Attribution(phrases.text(s, i + 4, last), False, 0, n - 1, i, last)
    if i and low[i - 1] in _GIVEN and (told := next((k for k in range(i - 2, max(-1, i - 8), -1) if low[k] in _FIGURES), None)) is not None:
        last = phrases.phrase_end(s, i + 1)
        if last > i and phrases.may_speak(s, i + 1, last):
            return Attribution(phrases.text(s, i + 1, last), False, told, n - 1, i, last)
    if i == 0 or i + 2 >= n or low[i - 1] not in ("quoted", "reported", "cited", "carried", "relayed"):
        return None
    last = phrases.phrase_end(s, i + 1)
    if last <= i or not s.words[last][0].isupper() or (i > 1 and low[i - 2] in ("statement", "report", "communique")):
        return None
    name = phrases.text(s, i + 1, last)
    # "he said, as reported by X" and "X, quoted by Y, said": the agency relays
    if found:
        found[-1].via.append(name)
        return None
    return Attribution(None, True, 0, n - 1, i, last, [name])


def _carried(s: Sentence, i: int) -> Attribution | None:
    """As in "The agency X carried a government statement": the statement's owner speaks, the agency relays."""
    low = s.low
    k = next(j for j in range(i, min(i + 6, len(low))) if low[j] == "statement")
    owner = phrases.text(s, i + 1, k - 1)
    first = phrases.subject_start(s, i - 1)
    return Attribution(owner, False, k, len(low) - 1, first, k, [phrases.text(s, first, i - 1)]) if owner else None


_RECORDS = frozenset({"recorded", "documented", "verified", "counted"})


def _said(s: Sentence, i: int) -> Attribution | None:
    low, n = s.low, len(s.low)
    counting = low[i] in phrases.COUNT
    closing = i > 1 and "," in low[max(0, i - 9) : i] and low[i + 1 : i + 2] in (["."], [","])  # ", the group's team recorded."
    if (counting and not saying.counts(s, i) and not (closing and low[i] in _RECORDS)) or saying.is_noun(low, i):
        return None
    if (
        i
        and low[i - 1] in ("be", "been", "to", "being", "were", "was", "are", "is", "also", "not")
        and low[i - 1] in ("be", "been", "to", "being", "were", "was", "are", "is")
    ):
        return None
    end_of_saying, via = saying.hearer(s, i)
    if low[i] in _INVERTS and i and low[i - 1] in (",", '"', "”", "'", "’") and i + 1 < n and phrases.opens_speaker(s, i + 1):
        last = phrases.phrase_end(s, i + 1)
        if last > i and (low[i + 1] not in phrases.PRONOUNS or last == i + 1) and (last + 1 >= n or low[last + 1] in _AFTER_INVERSION):
            return Attribution(phrases.text(s, i + 1, last), low[i + 1] in phrases.PRONOUNS, 0, i - 1, i, last, via)
    j = i - 1
    while j >= 0 and (
        (low[j] in phrases.ADVERBS and not s.words[j][0].isupper()) or low[j] in spans.WEEKDAYS or (low[j] == "on" and low[j + 1] in spans.WEEKDAYS)
    ):
        j -= 1
    if j < 0:
        return None
    if low[j] == "and" and not counting:
        return _saying(s, i)
    return _with_subject(s, i, j, end_of_saying, via)


def _saying(s: Sentence, i: int) -> Attribution | None:
    """As in "The spokesman disputed this, saying that ...": the subject of the sentence speaks."""
    last = phrases.leading(s, i)
    if last < 0 or not (s.low[0] in phrases.PRONOUNS or phrases.may_speak(s, 0, last)):
        return None
    return Attribution(phrases.text(s, 0, last), s.low[0] in phrases.PRONOUNS and last == 0, i, len(s.low) - 1, i, i)


_UNNAMED = frozenset({"reports", "accounts", "some", "others", "many"})
"""Who says it is not said, and it is not who spoke before."""


def _with_subject(s: Sentence, i: int, j: int, end_of_saying: int, via: list[str]) -> Attribution | None:
    low, n = s.low, len(s.low)
    first = j if low[j] in phrases.PRONOUNS else phrases.subject_start(s, j)
    if first > j:
        return None
    head = low[j].removesuffix("'s")
    pronoun = first == j and head in phrases.PRONOUNS
    nobody = first == j and head in _UNNAMED
    if first == j and head in phrases.NOBODY and not pronoun and not nobody:
        return None
    speaker = None if pronoun or nobody else phrases.text(s, first, j)
    if pronoun and first > 1 and low[first - 1] in ("which", "where", "that", "when", "but", "and"):
        lead = phrases.leading(s, first)
        if lead > 0 and any(s.words[k][0].isupper() for k in range(1, lead + 1)):
            pronoun, speaker = False, phrases.text(s, 0, lead)
    if low[i] in phrases.COUNT and (head in _PLACE_NOUNS or (low[j + 1] in ("has", "have", "had") and low[i] in ("put", "gave"))):
        return None
    if speaker is not None and low[i] in _TELLS_OF_ITSELF and countries.names().get(tuple(low[first : j + 1])):
        speaker = None
    if low[first] in ("no", "which", "who", "this", "these") or not (pronoun or nobody or phrases.may_speak(s, first, j)):
        return None
    before = low[first - 1] if first else ""
    rest = end_of_saying + 1
    trailing = rest >= n or low[rest] in (".", "!", ";", '"', "”") or (low[rest] in (",", ")", "--", "—", "-") and saying.closes(s, rest))
    trailing = (trailing or not saying.goes_on(s, rest)) and low[i] not in ("denied", "denies")
    if first > 0 and trailing and before in (",", '"', "”", "—", "--", "-"):
        remark = rest < n and low[rest] == "," and low[rest + 1 : rest + 2] in (["with"], ["including"], ["adding"], ["and"], ["as"], ["among"], ["of"])
        return Attribution(speaker, pronoun, 0, n - 1 if remark else first - 1, first, end_of_saying, via)
    if first > 1 and before == "," and rest < n and low[rest] in (",", "--", "—"):
        start = first - 2 if low[first - 2] in ("and", "but") else next((k for k in range(first - 1, -1, -1) if low[k] == ";"), 0)
        return Attribution(speaker, pronoun, start, n - 1, first, end_of_saying, via)
    start = i if low[i] not in phrases.COUNT else next((k for k in range(first - 1, -1, -1) if low[k] == ";"), first)
    end = next((k for k in range(rest, n - 1) if low[k] == "," and low[k + 1] in ("after", "following", "amid")), n)
    return Attribution(speaker, pronoun, start, end - 1, first, i, via, stance=_STANCES.get(low[i], "asserts"))
