"""Objects of verbs: which words can open one, so that what stands before the verb did the harm and did not suffer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import victims
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.harms import Harm
    from casualties.extract.sentences import Sentence


def takes(s: Sentence, harm: Harm) -> bool:
    """Whether the word after a verb opens an object: then what stands before the verb did the harm."""
    i = harm.last + 1
    if i >= len(s.low):
        return False
    # "nine wounded people" are persons; "two bombs killed people" is a deed
    return opens(s, i) and not (harm.harm != "killed" and s.low[i] in victims.KIND)


def opens(s: Sentence, i: int) -> bool:
    """Whether a token can open the object of a verb."""
    word = s.low[i]
    if word in _HEDGES:
        following = s.low[i + 1] if i + 1 < len(s.low) else ""
        if word == "as":
            return following == "many"
        return following in ("least", "many", "than", "to", "of", "fewer", "less") or following[:1].isdigit() or following in _SPELLED
    return word in _OBJECT or word[0].isdigit() or word in victims.KIND or (word in _SPELLED)


_HEDGES = word_set("at as more up over about around some no nearly almost")


_OBJECT = word_set("the a an his her its their our this that these those him them himself themselves several many another")
_SPELLED = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty dozens hundreds scores thousands"
)
