"""Persons named or described, not counted, as killed or hurt: "the mayor was murdered", "the death of Father X"; for totals of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import harms, persons
from casualties.extract.counted import AUXILIARY, BE
from casualties.extract.sentences import Sentence
from casualties.extract.spans import MONTHS
from casualties.extract.verbs import is_active, is_unreal
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.harms import Harm
    from casualties.extract.persons import Person

_OF = word_set("death deaths murder murders assassination assassinations killing killings execution slaying wounding injuring massacre lives life body bodies")
_MARKED = word_set("murdered slain assassinated killed massacred wounded injured executed dead deceased")
_THINGS_TOO = word_set("destroyed lost captured missing dead hurt eliminated taken left")
_CLOSED = word_set("said says reported reports added that when while where after because although though if which as told stated announced confirmed")
_ASIDE = word_set("who whose whom which where a an the in of on by at from aged age apparently according also one known alias including both all")
_CHAIN = 60  # tokens before its verb in which a subject is looked for
_LONGEST = 26  # tokens of an aside
_INSERT = 14  # tokens in brackets: a longer run of them is text


def find(s: Sentence, harm: str) -> list[Person]:
    """Persons harmed in a sentence whom no number counts.

    Parameters
    ----------
    s : Sentence
    harm : str
        The harm asked for.

    Returns
    -------
    list of Person
        In the order of the sentence; a person told twice comes twice.
    """
    if harms.HARM_WORDS.isdisjoint(s.vocabulary):
        return []
    s = plain(s)
    found: dict[int, Person] = {}
    for i, word in harms.find(s).items():
        if word.harm == harm and not is_unreal(s, i) and not _is_name(s, i) and s.low[i - 1] != "to":
            found |= {person.at: person for person in _at(s, i, word)}
    return [found[at] for at in sorted(found)]


def plain(s: Sentence) -> Sentence:
    """A sentence without what stands in brackets: initials of groups, notes of the editor."""
    if "(" not in s.vocabulary and "[" not in s.vocabulary:
        return s
    keep, i = [], 0
    while i < len(s.low):
        closing = {"(": ")", "[": "]"}.get(s.low[i])
        end = next((k for k in range(i + 1, min(i + _INSERT, len(s.low))) if s.low[k] == closing), -1) if closing else -1
        if end < 0:
            keep.append(i)
        i = max(i, end) + 1
    words, low = [s.words[k] for k in keep], [s.low[k] for k in keep]
    made = Sentence(words, low, [s.start[k] for k in keep], [s.end[k] for k in keep], s.paragraph, s.shouting)
    made.seal()
    return made


def _is_name(s: Sentence, i: int) -> bool:
    """As in "death squads", "death threats", "the murder case": the word of harm names something else."""
    return s.low[i] in _OF and s.low[i + 1 : i + 2] != [] and s.low[i + 1] in _COMPOUNDS


_COMPOUNDS = word_set("squad squads threat threats toll penalty row sentence scene weapon attempt attempts suspect suspects rate rates charge charges")


def _at(s: Sentence, i: int, word: Harm) -> list[Person]:
    low = s.low
    after = word.last + 1
    if low[i] in _OF and (word.form != "ing" or "of" in low[after : after + 1]):
        if (of := _complement(s, after)) > 0:
            return persons.listed(s, of, len(low))
        if i and (low[i - 1].endswith("'s") or low[i - 1] == "'"):
            first = _first(s, i - 1)
            person = persons.one(s, first, i, possessor=True)
            return [person] if person else []
        return []
    if low[i] in _MARKED and i and low[i - 1] in ("the", "recently", "late", "a") and not is_active(s, word):
        person = persons.one(s, i - 1, persons.end(s, after))
        if person:
            return [person]
    if word.form in ("count", "act"):
        return []
    if word.form == "happens" or (word.form == "state" and low[i] != "found"):
        return _subject(s, i, passive=word.form == "happens" or low[i - 1] in BE) if low[i] not in _THINGS_TOO or word.form == "state" else []
    if word.form in ("finite", "ing") or is_active(s, word) or (word.form == "past" and _is_object(s, word)):
        return persons.listed(s, after, len(low)) if low[i] not in _THINGS_TOO else []
    return _subject(s, i, passive=word.form == "state")


def _complement(s: Sentence, i: int) -> int:
    """First token of "of X" after a noun of harm, perhaps "by Y of X", "which occurred in Z of X"; 0 where there is none."""
    low = s.low
    for k in range(i, min(i + 6, len(low) - 1)):
        if low[k] == "of":
            return k + 1
        if low[k] in (",", ".", ";", "and", "that", "who"):
            return 0
    return 0


def _is_object(s: Sentence, word: Harm) -> bool:
    """Whether what follows a past form in UPPER CASE copy may be its object: "GUERRILLAS MURDERED MAYOR X"."""
    i = word.last + 1
    before = s.low[word.first - 1] if word.first else ""
    return s.shouting and before not in AUXILIARY and not before.endswith("ly") and i < len(s.low) and persons.opens(s, i)


def _first(s: Sentence, i: int) -> int:
    """First token of the phrase that ends at token i."""
    while i > 0 and persons.inside(s, i - 1):
        i -= 1
    return i - 1 if i > 0 and s.low[i - 1] in persons.DETERMINERS else i


def _subject(s: Sentence, i: int, *, passive: bool) -> list[Person]:
    """The subject of a passive verb, or of "died"."""
    low = s.low
    j = i - 1
    while j >= 0 and (low[j] in AUXILIARY or low[j].endswith("ly") or low[j] in ("also", "then", "later", "found", "shot", "both", "himself", "still")):
        passive |= low[j] in BE
        j -= 1
    if j < 0 or not (passive or _is_elliptic(s, j)):
        return []
    if low[j] in ("who", "whom"):
        j -= 2 if j and low[j - 1] == "," else 1
    first = _start(s, j)
    return persons.listed(s, first, j + 1, subject=True) if first <= j else []


def _is_elliptic(s: Sentence, j: int) -> bool:
    """As in "his driver was killed and [his guard wounded]": the verb before lends its auxiliary."""
    while j > 0 and (persons.inside(s, j) or s.low[j] in persons.DETERMINERS):
        j -= 1
    return s.low[j] in ("and", ",") and j > 1 and s.low[j - 1] in harms.HARM_WORDS and s.low[j - 1].endswith("ed") and s.low[j - 2] in BE


def _start(s: Sentence, j: int) -> int:
    """First token of a subject that ends at token j: its clause begins there, asides passed over."""
    low, floor = s.low, max(-1, j - _CHAIN)
    while j > floor:
        if low[j] in (",", ";"):
            opening = _opening(s, j)
            if opening < 0 and not (j and (persons.inside(s, j - 1) or low[j - 1].isdigit() or low[j - 1] == ",")):
                return j + 1
            j = opening if opening > 0 else j - 1
        elif _belongs(s, j):
            j -= 1
        else:
            break
    while j + 1 < len(low) and low[j + 1] in ("and", ",", ";", "of"):
        j += 1
    return j + 1


def _belongs(s: Sentence, j: int) -> bool:
    """Whether a token may stand inside a subject: a name, a noun, "of", "and", an age between commas, "in" after a noun."""
    word = s.low[j]
    if (persons.inside(s, j) and word not in MONTHS) or word in persons.DETERMINERS or word in ("and", "of"):
        return True
    if word.isdigit():
        return j > 0 and s.low[j - 1] == ","
    return word in ("in", "at", "from", "with", "for") and j > 0 and persons.inside(s, j - 1)


def _opening(s: Sentence, j: int) -> int:
    """The comma that opens the aside closed by the comma at j, or -1."""
    low = s.low
    for k in range(j - 1, max(0, j - _LONGEST), -1):
        if low[k] == "," and k and (low[k + 1] in _ASIDE or low[k + 1].isdigit() or persons.is_role(s, k + 1)):
            return k
        if low[k] in ("--", ":", ".") or (low[k] in _CLOSED and low[k] != "which" and low[k - 1] != ","):
            return -1
    return -1
