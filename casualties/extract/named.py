"""Persons named or described, not counted, as killed or hurt: "the mayor was murdered", "the death of Father X"; for totals of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import victims
from casualties.extract.counted import AUXILIARY, BE, FUNCTION
from casualties.extract.spans import MONTHS, WEEKDAYS
from casualties.extract.verbs import is_active, is_unreal
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.harms import Harm
    from casualties.extract.sentences import Sentence

_OF = word_set("death murder assassination killing execution slaying kidnapping wounding abduction murders")
_ACTIVE_ONLY = frozenset({"destroyed", "lost", "captured", "missing", "dead"})
_THINGS = word_set("""people person attack bomb police army government country building house houses vehicle car peace time war agreement law others most many some several all none
    last weekend week month year years days involvement more went man's case crime crimes responsibility participation operation civil national human rights
    armed forces front party movement department city town members workers students peasants leaders priests jesuits persons individuals guerrillas terrorists
    nobody both who that which it what there they he she we i you one two three four five six seven eight nine ten text report group action""")
_VERBS = word_set(
    "took led lasted continues continued shows showed arrived occurred remains caused provoked came went made said told is was who has must should"
)
_PARTICLES = word_set("de la del los las y el al von van bin")
_NAME = 6


def find(s: Sentence, harm_at: dict[int, Harm], harm: str) -> list[frozenset[str]]:
    """Persons harmed in a sentence that no number counts, each as the words that name or describe him.

    Parameters
    ----------
    s : Sentence
    harm_at : dict of int to Harm
        Words of harm by token.
    harm : str
        The harm asked for.

    Returns
    -------
    list of frozenset of str
        Words in lower case; two persons of the same words are one.
    """
    found: list[frozenset[str]] = []
    for i, word in harm_at.items():
        if word.harm != harm or s.low[i] in _ACTIVE_ONLY or is_unreal(s, i):
            continue
        found += _at(s, i, word)
    return found


def _at(s: Sentence, i: int, word: Harm) -> list[frozenset[str]]:
    low = s.low
    if low[i] in _OF and low[word.last + 1 : word.last + 2] == ["of"]:
        return _list(s, word.last + 2)
    if low[i] in _OF and i and low[i - 1].endswith("'s"):
        return _one(s, i - 1, i)
    if word.form in ("count", "act", "state"):
        return []
    if word.form in ("finite", "ing") or is_active(s, word) or (word.form == "past" and _name_follows(s, word)):
        return _list(s, word.last + 1) if word.form != "happens" else []
    return _subject(s, i, word)


def _name_follows(s: Sentence, word: Harm) -> bool:
    i = word.last + 1
    before = s.low[word.first - 1] if word.first else ""
    return before not in BE and i < len(s.low) and s.low[i].isalpha() and s.low[i] not in FUNCTION and s.low[i] not in WEEKDAYS and s.shouting


def _list(s: Sentence, i: int) -> list[frozenset[str]]:
    """Persons joined by commas and "and" from token i on."""
    found: list[frozenset[str]] = []
    while i < len(s.low):
        end = _end(s, i)
        if end == i:
            break
        found += _one(s, i, end)
        if s.low[end : end + 1] == ["and"] and end + 1 < len(s.low):
            i = end + 1
            continue
        break
    return found


def _end(s: Sentence, i: int) -> int:
    j = i
    while (
        j < len(s.low)
        and j < i + 12
        and (s.low[j][0].isalpha())
        and s.low[j] not in _VERBS
        and not (s.low[j] in FUNCTION and not (j == i and s.low[j] in ("the", "his", "her")))
    ):
        j += 1
    return j


def _one(s: Sentence, first: int, end: int) -> list[frozenset[str]]:
    """The person of a noun phrase: a name, or one described ("the mayor"); none where the phrase is of things or of many."""
    words = [w.removesuffix("'s") for w in s.low[first:end] if w not in ("the", "a", "an", "his", "her", "former", "late") and w not in _PARTICLES]
    if not words or len(words) > 9 or words[-1] in _THINGS or words[-1] in WEEKDAYS or words[-1] in MONTHS or words[-1].isdigit():
        return []
    last = words[-1]
    if s.low[first] in ("a", "an"):
        return []  # counted already
    if victims.is_person(last):
        if not victims.is_singular(last) or last in ("police", "army", "personnel", "people", "militia", "staff"):
            return []
        return [frozenset({last})] if s.low[first] in ("the", "his", "her") or len(words) > 1 else []
    if not s.shouting and not s.words[end - 1][0].isupper():
        return []
    named = [w for w in words[-3:] if not victims.is_person(w)]
    if not named or any(w in _THINGS or w in FUNCTION or len(w) < 2 for w in named) or (last.endswith("s") and len(words) == 1 and s.shouting):
        return []
    return [frozenset(named)]


def _subject(s: Sentence, i: int, word: Harm) -> list[frozenset[str]]:
    """The subject of a passive verb, or of "died"."""
    low = s.low
    j = i - 1
    passive = False
    while j >= 0 and (low[j] in AUXILIARY or low[j].endswith("ly") or low[j] in ("also", "reportedly", "later", "then")):
        passive |= low[j] in BE
        j -= 1
    if j < 0 or (word.form == "past" and not passive):
        return []
    if low[j] in (",", ")") and (opening := next((k for k in range(j - 1, max(-1, j - 22), -1) if low[k] == ("(" if low[j] == ")" else ",")), -1)) > 0:
        j = opening - 1
    first = j
    while (
        first >= 0
        and j - first < 10
        and low[first][0].isalpha()
        and (low[first] not in FUNCTION or low[first] in ("the", "his", "her", "and") or low[first] in _PARTICLES)
    ):
        first -= 1
    first += 1
    found: list[frozenset[str]] = []
    start = first
    for k in range(first, j + 2):
        if k == j + 1 or low[k] == "and":
            if k > start:
                found += _one(s, start, k)
            start = k + 1
    return found


def distinct(found: list[frozenset[str]]) -> int:
    """Number of persons: descriptions that share a word are one."""
    persons: list[set[str]] = []
    for words in found:
        same = next((person for person in persons if person & words), None)
        if same is None:
            persons.append(set(words))
        else:
            same |= words
    return len(persons)
