"""Noun phrases of speakers: where the subject of a verb of saying begins and ends, and whether it can speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import spans, victims
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

SAY = word_set("""said says say told tells added adds reported reports announced announces stated states claimed claims claim confirmed confirms declared declares estimated estimates
    noted insisted insists acknowledged admitted warned wrote tweeted alleged alleges maintained maintains disclosed revealed indicated asserted explained
    testified recounted stressed believes believe thinks complained argued complains argues charged accused accuses estimate mentioned mentions blame blames blamed denied denies fear found concluded showed shows spoke speaks spoken report document""")
PUTS = word_set("put puts placed places pegged pegs gave gives raised revised lowered cut cuts raises revises lowers")
COUNT = PUTS | word_set("counted documented recorded verified listed registered tallied logged gave gives calculated counts count")
PRONOUNS = word_set("he she it they i we")
ADVERBS = word_set("also later earlier then has have had already now since separately repeatedly only today yesterday were was meanwhile who so far")
_STOP = word_set("""that which when while because although though as whereas but if whose where after before since by and with from to said killed died wounded injured were was are is
    has have had been will would""")
NP_STOP = word_set(
    'that which when while because although as but who whose where after before since were was are is has have had on said told in citing adding by from , ; : . ( ) — -- " “ ”'
)
_INSTITUTION = word_set("""ministry group monitor charity office organisation organization agency body statement report source sources spokesman spokeswoman spokesperson official officials
    communique observatory network committee commission army military police government governor mission men women both doctor activist activists witness witnesses ngo
    rebels coalition department movement hospital council mayor resident watchdog bureau service command institute centre center federation union party directorate directorates militia""")
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
_VOICES = word_set("""services responders paramedics firefighters defence defense authorities media newspaper data figures estimates records count tally list lists survivors commanders leaders documents investigators rescuers medics
    representatives campaigners monitors observers inspectors radio television channel daily website staff firm institute command ministers
    groups organisations organizations agencies charities ngos hospitals councils associations association junta regime presidency alliance doctors residents rescuers militias governments parliament commissioner ombudsman""")
_PLAIN = word_set("the a an it this that some most many in on at there and but as")
NOBODY = word_set("reports report it there people many some others one accounts nobody none which that this these those who what all")


def may_speak(s: Sentence, first: int, last: int) -> bool:
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


def ends_in_voice(s: Sentence) -> bool:
    """Whether the last word of a sentence is a noun of those who speak, or a name."""
    word = s.low[-1]
    return word in _INSTITUTION or word in _VOICES or (s.words[-1].isupper() and len(word) > 1 and not s.shouting)


def opens_speaker(s: Sentence, i: int) -> bool:
    """Whether a speaker can begin at a token: an article, a name, an office."""
    low = s.low
    return (
        low[i] in ("the", "a", "an", "both", "one", "his", "her", "their", "its", "another")
        or low[i] in PRONOUNS
        or (s.words[i][0].isupper() and low[i] not in spans.WEEKDAYS)
        or low[i] in _INSTITUTION
    )


def is_who(s: Sentence, i: int) -> bool:
    """Whether a word is the World Health Organization."""
    return s.words[i] == "WHO" and not s.shouting


def subject_start(s: Sentence, j: int) -> int:
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
        if word in _STOP and not is_who(s, i) and not (word in ("and", "with", "from") and _is_joined(s, i, j)):
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
    # "Ogossagou, a village in central Mali, the mayor of Bankass, told": what is apposed to the name before does not speak
    return opening + 1 if low[i + 1] in ("a", "an") and not _PLACES.isdisjoint(low[i + 2 : i + 5]) else i + 1


_PLACES = word_set("village town city hamlet suburb district neighbourhood neighborhood settlement camp port province region area")


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


def phrase_end(s: Sentence, i: int) -> int:
    """Last token of a noun phrase that starts at token i."""
    low, j = s.low, i
    while j < len(low) and j < i + 16:
        if low[j] == "." and j + 1 < len(low) and s.words[j + 1][0].isupper() and len(low[j - 1]) < 4 and j > i:
            j += 1
            continue
        if (
            low[j] in NP_STOP
            and not is_who(s, j)
            and not (
                low[j] == "in"
                and j > i
                and low[j - 1] in ("mission", "activist", "activists", "office", "coordinator", "officials", "official", "groups", "network")
            )
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


def text(s: Sentence, first: int, last: int) -> str:
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


def leading(s: Sentence, i: int) -> int:
    """Last token of the subject with which the sentence opens, before token i; -1 where it opens otherwise."""
    low = s.low
    for k in range(min(i, 14)):
        if low[k] == "," and "," in low[k + 1 : k + 9] and k and low[k + 1] not in ("and", "but"):
            return k + low[k + 1 : k + 9].index(",")
        if (
            low[k] in ("took", "went", "gave", "made", "later", "then", "also", "left", "began", "set", "held", "met", "fell")
            or low[k] in NP_STOP
            or low[k] in SAY
            or low[k] in COUNT
            or (low[k].endswith("ed") and not s.words[k][0].isupper())
        ):
            return k - 1
    return -1


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
