"""Who says it: subjects of verbs of saying, "according to", relays, and which words of a sentence each one covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casualties.extract import figures, spans, victims
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

_SAY = word_set("""said says say told tells added adds reported reports announced announces stated states claimed claims confirmed confirms declared declares estimated estimates
    noted insisted insists acknowledged admitted warned wrote tweeted alleged alleges maintained maintains disclosed revealed indicated asserted explained
    testified recounted stressed believes believe thinks complained argued complains argues charged accused accuses estimate mentioned mentions blame blames blamed denied denies spoke speaks spoken report document""")
_PUTS = word_set("put puts placed places pegged pegs gave gives raised revised lowered")
_COUNT = _PUTS | word_set("counted documented recorded verified listed registered tallied logged gave gives calculated")
_COUNTED = word_set("the at more that some about nearly over around dozens hundreds a an its almost least as up another scores")
_TRIGGERS = (
    _SAY
    | _COUNT
    | {"according", "citing", "quoting", "by", "carried", "claims", "allegations", "claim", "accusations", "reports", "saying", "insisting", "adding"}
)
_PLACE_NOUNS = word_set("province region district city town governorate state village country area hospital march")
_ADVERBS = word_set("also later earlier then has have had already now since separately repeatedly only today yesterday were was meanwhile who so far")
_STOP = word_set("""that which when while because although though as whereas but if whose where after before since by and with from to said killed died wounded injured were was are is
    has have had been will would""")
_NP_STOP = word_set(
    'that which when while because although as but who whose where after before since were was are is has have had on said told in citing adding by from , ; : . ( ) — -- " “ ”'
)
_PRONOUNS = word_set("he she it they i we")
_NOBODY = word_set("reports report it there people many some others one accounts nobody none which that this these those who what all")
_INSTITUTION = word_set("""ministry group monitor charity office organisation organization agency body statement report source sources spokesman spokeswoman spokesperson official officials
    communique observatory network committee commission army military police government governor mission men women both doctor activist activists witness witnesses ngo
    rebels coalition department movement hospital council mayor resident watchdog bureau service command institute centre center federation union party""")
_LEADS_BACK = word_set(
    "ministry group monitor charity office organisation organization agency body statement source spokesman spokeswoman spokesperson network committee commission party watchdog ngo communique bulletin centre center movement department report"
)
_KNOWN_BODIES = {
    "world body": "United Nations",
    "un": "United Nations",
    "u.n.": "United Nations",
    "world organisation": "United Nations",
    "world organization": "United Nations",
}
_HEARERS = word_set("reporters journalists a an the his her state local parliament lawmakers them me us him media")


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
    """

    speaker: str | None
    pronoun: bool
    start: int
    end: int
    first: int
    last: int
    via: list[str] = field(default_factory=list)

    def covers(self, i: int) -> bool:
        """Whether a token lies in what is said."""
        return self.start <= i <= self.end and not self.first <= i <= self.last


def find(s: Sentence) -> list[Attribution]:
    """Attributions of a sentence, from left to right."""
    low, n = s.low, len(s.low)
    found: list[Attribution] = []
    if _TRIGGERS.isdisjoint(s.vocabulary):
        return found
    for i, word in enumerate(low):
        if word not in _TRIGGERS:
            continue
        made = None
        if word == "according" and i + 1 < n and low[i + 1] == "to":
            made = _according(s, i)
        elif word in ("citing", "quoting"):
            made = _citing(s, i, found)
        elif word in _SAY or word in _COUNT:
            made = _said(s, i)
        elif (
            word in ("claims", "allegations", "claim", "accusations", "reports")
            and i
            and low[i - 1].endswith("'s")
            and i + 1 < n
            and low[i + 1] in ("that", "of")
        ):
            first = _subject_start(s, i - 1)
            made = Attribution(_text(s, first, i - 1).removesuffix("'s").removesuffix("’s"), False, i, n - 1, first, i)
        elif word in ("saying", "insisting", "adding") and not found:
            made = _saying(s, i)
        elif word == "by" and i + 2 < n and low[i + 1] in ("his", "her", "its", "their") and "count" in low[i + 2 : i + 5]:
            made = Attribution(None, True, 0, n - 1, i, i + 2)
        elif (
            word == "by"
            and i + 2 < n
            and (low[i - 1] in ("quoted", "reported", "cited", "carried", "relayed") or low[i + 1 : i + 4] == ["the", "count", "of"])
            and i
        ):
            made = _by(s, i, found)
        elif word == "carried" and i and i + 1 < n and "statement" in low[i : i + 6]:
            made = _carried(s, i)
        if made is not None:
            found.append(made)
    return found


def _according(s: Sentence, i: int) -> Attribution | None:
    low, n = s.low, len(s.low)
    if i + 2 < n and low[i + 2] == "which":
        return None
    last = _phrase_end(s, i + 2)
    if last < i + 2:
        return None
    speaker = _text(s, i + 2, last)
    start = 0
    if i > 0:
        for j in range(i - 1, -1, -1):
            if low[j] == ";":
                start = j + 1
                break
    end = n - 1 if i < 3 or low[last + 1 : last + 2] == [","] else i
    return Attribution(speaker, False, start, end, i, last)


def _citing(s: Sentence, i: int, found: list[Attribution]) -> Attribution | None:
    last = _phrase_end(s, i + 1)
    if last <= i:
        return None
    via = [found[-1].speaker] if found and found[-1].speaker else []
    made = Attribution(_text(s, i + 1, last), False, 0, len(s.low) - 1, i, last, [v for v in via if v])
    if found:
        made.start, made.end = min(found[-1].start, 0), len(s.low) - 1
        found.pop()
    return made


def _by(s: Sentence, i: int, found: list[Attribution]) -> Attribution | None:
    low = s.low
    if low[i + 1 : i + 4] == ["the", "count", "of"]:
        last = _phrase_end(s, i + 4)
        return Attribution(_text(s, i + 4, last), False, 0, len(low) - 1, i, last)
    last = _phrase_end(s, i + 1)
    if last <= i or not s.words[last][0].isupper():
        return None
    name = _text(s, i + 1, last)
    if i > 1 and low[i - 2] in ("statement", "report", "communique"):
        return None
    # "he said, as reported by X" and "X, quoted by Y, said": the agency relays
    if found:
        found[-1].via.append(name)
        return None
    return Attribution(None, True, 0, len(low) - 1, i, last, [name])


def _carried(s: Sentence, i: int) -> Attribution | None:
    """As in "The agency X carried a government statement": the statement's owner speaks, the agency relays."""
    low = s.low
    k = next(j for j in range(i, min(i + 6, len(low))) if low[j] == "statement")
    owner = _text(s, i + 1, k - 1)
    first = _subject_start(s, i - 1)
    return Attribution(owner, False, k, len(low) - 1, first, k, [_text(s, first, i - 1)]) if owner else None


def _said(s: Sentence, i: int) -> Attribution | None:
    low, n = s.low, len(s.low)
    counting = low[i] in _COUNT
    if (counting and not _counts(s, i)) or _is_noun(low, i):
        return None
    if (
        i
        and low[i - 1] in ("be", "been", "to", "being", "were", "was", "are", "is", "also", "not")
        and low[i - 1] in ("be", "been", "to", "being", "were", "was", "are", "is")
    ):
        return None
    end_of_saying, via = _hearer(s, i)
    if low[i] in _INVERTS and i and low[i - 1] in (",", '"', "”", "'", "’") and i + 1 < n and _opens_speaker(s, i + 1):
        last = _phrase_end(s, i + 1)
        if last > i and (low[i + 1] not in _PRONOUNS or last == i + 1) and (last + 1 >= n or low[last + 1] in _AFTER_INVERSION):
            return Attribution(_text(s, i + 1, last), low[i + 1] in _PRONOUNS, 0, i - 1, i, last, via)
    j = i - 1
    while j >= 0 and ((low[j] in _ADVERBS and not s.words[j][0].isupper()) or low[j] in spans.WEEKDAYS or (low[j] == "on" and low[j + 1] in spans.WEEKDAYS)):
        j -= 1
    if j < 0:
        return None
    if low[j] == "and" and not counting:
        return _saying(s, i)
    return _with_subject(s, i, j, end_of_saying, via)


_INVERTS = word_set("said says say reported added wrote reports announced explained")
_AFTER_INVERSION = word_set(', . ; who which on in at of for ! ) — -- " ”')


def _is_noun(low: list[str], i: int) -> bool:
    """Whether a word is no verb of saying here: "has claimed 300 lives", "UN estimates say", "reports of"."""
    following = low[i + 1] if i + 1 < len(low) else ""
    if low[i] in ("spoke", "speaks", "spoken"):
        return following != "of"
    if low[i] in ("report", "document"):
        return not (following[:1].isdigit() or following in figures.WORDS or following in ("that", "at", "more", "dozens", "hundreds")) or (
            i > 0 and low[i - 1] in ("a", "the", "this")
        )
    if low[i] in ("claimed", "claims", "claim"):
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


def _saying(s: Sentence, i: int) -> Attribution | None:
    """As in "The spokesman disputed this, saying that ...": the subject of the sentence speaks."""
    last = _leading(s, i)
    if last < 0 or not (s.low[0] in _PRONOUNS or _may_speak(s, 0, last)):
        return None
    return Attribution(_text(s, 0, last), s.low[0] in _PRONOUNS and last == 0, i, len(s.low) - 1, i, i)


def _leading(s: Sentence, i: int) -> int:
    """Last token of the subject with which the sentence opens, before token i; -1 where it opens otherwise."""
    low = s.low
    for k in range(min(i, 14)):
        if low[k] == "," and "," in low[k + 1 : k + 9] and k and low[k + 1] not in ("and", "but"):
            return k + low[k + 1 : k + 9].index(",")
        if (
            low[k] in ("took", "went", "gave", "made", "later", "then", "also", "left", "began", "set", "held", "met", "fell")
            or low[k] in _NP_STOP
            or low[k] in _SAY
            or low[k] in _COUNT
            or (low[k].endswith("ed") and not s.words[k][0].isupper())
        ):
            return k - 1
    return -1


def _with_subject(s: Sentence, i: int, j: int, end_of_saying: int, via: list[str]) -> Attribution | None:
    low, n = s.low, len(s.low)
    first = j if low[j] in _PRONOUNS else _subject_start(s, j)
    if first > j:
        return None
    head = low[j].removesuffix("'s")
    pronoun = first == j and head in _PRONOUNS
    if first == j and head in _NOBODY and not pronoun:
        return None
    speaker = None if pronoun else _text(s, first, j)
    if pronoun and first > 1 and low[first - 1] in ("which", "where", "that", "when", "but", "and"):
        lead = _leading(s, first)
        if lead > 0 and any(s.words[k][0].isupper() for k in range(1, lead + 1)):
            pronoun, speaker = False, _text(s, 0, lead)
    if low[i] in _COUNT and (head in _PLACE_NOUNS or (low[j + 1] in ("has", "have", "had") and low[i] in ("put", "gave"))):
        return None
    if low[first] in ("no", "which", "who", "this", "these") or not (pronoun or _may_speak(s, first, j)):
        return None
    before = low[first - 1] if first else ""
    rest = end_of_saying + 1
    trailing = rest >= n or low[rest] in (".", "!", ";", '"', "”") or (low[rest] in (",", ")", "--", "—", "-") and _closes(s, rest))
    trailing = (trailing or not _goes_on(s, rest)) and low[i] not in ("denied", "denies")
    if first > 0 and trailing and before in (",", '"', "”", "—", "--", "-"):
        remark = rest < n and low[rest] == "," and low[rest + 1 : rest + 2] in (["with"], ["including"], ["adding"], ["and"], ["as"], ["among"], ["of"])
        return Attribution(speaker, pronoun, 0, n - 1 if remark else first - 1, first, end_of_saying, via)
    if first > 1 and before == "," and rest < n and low[rest] in (",", "--", "—"):
        start = first - 2 if low[first - 2] in ("and", "but") else next((k for k in range(first - 1, -1, -1) if low[k] == ";"), 0)
        return Attribution(speaker, pronoun, start, n - 1, first, end_of_saying, via)
    start = i if low[i] not in _COUNT else next((k for k in range(first - 1, -1, -1) if low[k] == ";"), first)
    return Attribution(speaker, pronoun, start, n - 1, first, i, via)


def _goes_on(s: Sentence, rest: int) -> bool:
    """Whether after a verb of saying something is said: "that ...", a number, a person."""
    return any(
        w == "that" or w[0].isdigit() or w in figures.WORDS or w in ("dozens", "hundreds", "scores", "thousands", "a", "an") for w in s.low[rest : rest + 14]
    )


def _may_speak(s: Sentence, first: int, last: int) -> bool:
    """Whether a noun phrase can say something: it has a name, or a noun of persons, offices or reports."""
    if s.shouting:
        return True
    for k in range(first, last + 1):
        word = s.low[k].removesuffix("'s")
        if word in _INSTITUTION or victims.is_person(word) or word in _VOICES:
            return True
        if s.words[k][0].isupper() and (k > 0 or (s.words[k].isupper() and len(word) > 1) or k < last) and word not in _PLAIN:
            return True
    return first == last and s.words[first][0].isupper() and s.low[first] not in _PLAIN


_VOICES = word_set("""authorities media newspaper data figures estimates records count tally list lists survivors commanders leaders documents investigators rescuers medics
    representatives campaigners monitors observers inspectors radio television channel daily website staff firm institute command ministers""")
_PLAIN = word_set("the a an it this that some most many in on at there and but as")


def _closes(s: Sentence, rest: int) -> bool:
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


def _counts(s: Sentence, i: int) -> bool:
    """Whether a verb of counting reports figures: "counted 92 bodies", "put the toll at 53"."""
    low = s.low
    if low[i] in _PUTS:
        owned = i + 1 < len(low) and (low[i + 1] in ("the", "its", "their", "his", "her", "a", "at", "to", "civilian", "military") or low[i + 1].endswith("'s"))
        return (
            owned
            and any(
                w in ("toll", "number", "count", "figure", "dead", "missing", "wounded", "injured", "killed", "tally", "total", "share")
                for w in low[i + 1 : i + 12]
            )
        ) or "deaths" in low[i + 1 : i + 4]
    if i + 1 >= len(low) or not (low[i + 1][0].isdigit() or low[i + 1] in figures.WORDS or low[i + 1] in _COUNTED):
        return False
    return i > 0 and low[i - 1] not in ("the", "a", "of", "been", "be", "their", "its")


def _hearer(s: Sentence, i: int) -> tuple[int, list[str]]:
    """The last token of the saying with whom it was told to and when, and the agency told."""
    low, n = s.low, len(s.low)
    last, via = i, []
    if low[i] in ("told", "tells") and i + 1 < n:
        j = _phrase_end(s, i + 1)
        if j > i:
            name = _text(s, i + 1, j)
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
    """Tokens of a phrase that only says when or how it was said: "on Tuesday", "in a statement", "by telephone"."""
    low = s.low
    if low[i] in ("in", "at", "from") and i + 1 < len(low) and s.words[i + 1][0].isupper() and low[i + 1] not in spans.MONTHS:
        k = i + 1
        while k + 1 < len(low) and s.words[k + 1][0].isupper() and low[k + 1] not in spans.WEEKDAYS:
            k += 1
        return k - i + 1
    if low[i] in ("here", "there"):
        return 1
    if low[i] in spans.WEEKDAYS or low[i] in ("today", "yesterday", "later", "earlier", "afterwards", "late", "early"):
        return 1
    if low[i] in ("on", "late", "early", "by", "in", "via", "over", "during", "at", "from", "to") and i + 1 < len(low):
        if low[i + 1] in spans.WEEKDAYS or low[i + 1] in spans.MONTHS:
            return 2 + (low[i + 1] in spans.MONTHS and i + 2 < len(low) and low[i + 2].isdigit())
        if low[i] == "on" and low[i + 1] in ("late", "early") and i + 2 < len(low) and low[i + 2] in spans.WEEKDAYS:
            return 3
        if low[i] != "on" and low[i + 1] in ("telephone", "phone", "email", "a", "an", "its", "his", "her", "their", "the"):
            for k in range(i + 1, min(i + 7, len(low))):
                if low[k] in (
                    "statement",
                    "telephone",
                    "phone",
                    "email",
                    "report",
                    "conference",
                    "interview",
                    "briefing",
                    "bulletin",
                    "website",
                    "post",
                    "video",
                    "message",
                    "update",
                    "call",
                ):
                    return k - i + 1
                if low[k] in (",", ".", "that"):
                    break
    return 0


def _opens_speaker(s: Sentence, i: int) -> bool:
    low = s.low
    return (
        low[i] in ("the", "a", "an", "both", "one", "his", "her", "their", "its", "another")
        or low[i] in _PRONOUNS
        or (s.words[i][0].isupper() and low[i] not in spans.WEEKDAYS)
        or low[i] in _INSTITUTION
    )


def _subject_start(s: Sentence, j: int) -> int:
    """First token of the noun phrase that ends at token j, apposition and relative clause included."""
    low = s.low
    if low[j] in (",", ")", "--", "—"):
        return _apposed(s, j)
    i = j
    while i >= 0 and j - i < 16:
        word = low[i]
        if word in (",", ";", ":", '"', "“", "”", "--", "—", "(", "-"):
            break
        if (word in spans.WEEKDAYS or word in ("yesterday", "today") or (word in spans.MONTHS and s.words[i][0].isupper() and len(word) > 3)) and i < j:
            break
        if word in _STOP and not (word in ("and", "with", "from") and _is_joined(s, i, j)):
            break
        if word == "." and len(low[i - 1]) > 4:
            break
        i -= 1
    start = i + 1
    if start <= j and low[start] in ("in", "on", "at", "for") and start > 0:
        return j + 1
    return start


def _apposed(s: Sentence, j: int) -> int:
    """As in "Saad Mann, who speaks for the ministry, [told]": back to the start of the clause."""
    low = s.low
    opening = next((k for k in range(j - 1, max(-1, j - 26), -1) if low[k] == ("(" if low[j] == ")" else low[j] if low[j] != "," else ",")), None)
    if opening is None or opening == 0:
        return j + 1
    i = opening - 1
    while i >= 0 and opening - i < 12:
        if low[i] in (",", ";", ":", '"', "“", "”", "that", "but", "while", "and", "--", "—"):
            break
        i -= 1
    return i + 1


def _is_joined(s: Sentence, i: int, j: int) -> bool:
    """Whether "and" joins two speakers ("police and hospital officials") and not two sentences."""
    low = s.low
    if low[i] != "and":
        return low[i] in ("from", "with") and i > 0 and (low[i - 1] in _INSTITUTION)
    left, right = low[i - 1] if i else "", low[i + 1 : j + 1]
    if not left or left in (",", ".", ";"):
        return False
    return (
        left in _INSTITUTION
        or (s.words[i - 1][0].isupper() and s.words[j][0].isupper())
        or (
            bool(right)
            and right[-1] in _INSTITUTION
            and (s.words[i - 1][0].isupper() or left in ("police", "hospital", "medical", "security", "local", "military", "rescue", "army", "health"))
        )
    )


def _phrase_end(s: Sentence, i: int) -> int:
    """Last token of a noun phrase that starts at token i."""
    low, j = s.low, i
    while j < len(low) and j < i + 16:
        if low[j] == "." and j + 1 < len(low) and s.words[j + 1][0].isupper() and len(low[j - 1]) < 4 and j > i:
            j += 1
            continue
        if low[j] in _NP_STOP and not (
            low[j] == "in"
            and j > i
            and low[j - 1] in ("mission", "activist", "activists", "office", "coordinator", "officials", "official", "groups", "network")
        ):
            break
        if low[j] in ("and", "or") and not (
            j + 1 < len(low)
            and (
                s.words[j + 1][0].isupper()
                or low[j + 1]
                in ("the", "other", "hospital", "medical", "police", "local", "security", "officials", "rescue", "health", "residents", "witnesses", "human")
            )
        ):
            break
        j += 1
    return j - 1


def _text(s: Sentence, first: int, last: int) -> str:
    """Words as written, from token to token, with their own spacing (one line)."""
    parts: list[str] = []
    for k in range(first, last + 1):
        if k > first and s.start[k] > s.end[k - 1]:
            parts.append(" ")
        parts.append(s.words[k])
    text = "".join(parts)
    for cut in (
        " who ",
        ", however",
        ", meanwhile",
        ", too",
        ", for its part",
        ", for his part",
        ", in contrast",
        ", on ",
        ", though",
        " carried by ",
        " published by ",
        " released by ",
    ):
        text = text.partition(cut)[0]
    text = text.strip(" ,")
    return text[4:] if text[:4] in ("the ", "The ", "THE ") else text


def is_institution(word: str) -> bool:
    """Whether a noun stands for who spoke before: "the ministry", "the group"."""
    return word in _INSTITUTION


def known_body(name: str) -> str | None:
    """The organisation a description always means ("the world body")."""
    return _KNOWN_BODIES.get(name.lower().removeprefix("the "))


def is_definite(words: list[str]) -> bool:
    """Whether a bare description leads back to whom was named: "ministry", "Britain-based monitor"; not "local officials" or "a doctor"."""
    return words[-1].lower() in _LEADS_BACK and (
        len(words) == 1 or words[0].lower().endswith("-based") or words[0].lower() in ("his", "her", "its", "their", "same", "group's")
    )
