"""The grammar of verbs of harm: active or passive, what they govern, which subject they belong to, what is not asserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import counted, objects, victims
from casualties.extract.counted import AUXILIARY, BE, HAVE
from casualties.extract.harms import Harm
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.numbers import Number
    from casualties.extract.sentences import Sentence

_ADVERBS = word_set("""also only just still now already later then since so far reportedly allegedly apparently either feared reported said thought known believed confirmed presumed
    listed to have had been be was were being dead there instantly initially recently officially currently not least outright ultimately eventually even both all
    together alone again once subsequently immediately themselves himself declared pronounced considered seriously critically slightly badly severely lightly
    gravely fatally mortally nearly""")
_BLOCK = word_set("""; : . ? ! when while because although though after before but if until as whereas unless where whose said says say told reported reports added claimed
    announced that according -- — amid despite following""")
_FINITE = word_set("""came went took gave made left saw ran began fell rose stood held got set sent put led lost won met fought drove broke said walked had did hit struck shot
    blew threw flew fled became kept let brought sought told stormed is are was were has have will would could may might can should""")
_PREPOSITIONS = word_set("of in at on from near by with for to during inside outside around between among under over aboard")
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday today yesterday overnight")
_FILLER = word_set(
    '" “ only also just another the a an all some many as of total up to at least and other further additional almost nearly least another its his their least these those'
)
_UNREAL = word_set(
    "would will could might if unless threatened threatens threatening vowed plan plans planned planning plotted plotting plot prevent prevented preventing avoid avoided trying tried tries intended wanted want hoped can cannot shall should pledged threat ability capable attempt attempted foiled thwarted averted risk risks risked fears avert"
)
_ANOTHER_CLAUSE = word_set("] ; : . -- — , but that which who whom whose when after before where")
_INTENDS = word_set("wanted plan plans planned planning trying tried tries intended vowed threatened hoped attempted pledged")
_NEGATIONS = word_set("not n't never no without neither nor nobody")
_CLAUSE = frozenset({",", ";", ":", "--", "—", "that", "which", "who", "and", "but", '"', "(", ")"})


def is_active(s: Sentence, harm: Harm) -> bool:
    """Whether a verb of harm has an object, so that what stands before it did the harm."""
    if harm.form != "past":
        return harm.form in ("finite", "ing")
    low, j = s.low, harm.last + 1
    auxiliary = _auxiliary(s, harm)
    if auxiliary in BE or auxiliary in _GET:
        return False
    if auxiliary in HAVE:
        return harm.last == harm.first or (j < len(low) and objects.opens(s, j))
    if j + 2 < len(low) and low[j] in ("or", "and", ",") and low[j + 1].endswith("ed"):
        j += 2  # "killed or wounded 30"
    while j + 1 < len(low) and low[j] in ("only", "just", "also", "nearly", "almost", "approximately"):
        j += 1
    if j >= len(low):
        return False
    if low[j] == "between":
        j += 1  # "killed between 20 and 30 men"
    return objects.opens(s, j) or (s.words[j][0].isupper() and not s.shouting and low[j] not in _DAYS and low[j] not in counted.FUNCTION)


_GET = frozenset({"get", "got", "gets", "getting"})


def _auxiliary(s: Sentence, harm: Harm) -> str:
    """The auxiliary before a participle, adverbs passed over, or ""."""
    for i in range(harm.first - 1, max(-1, harm.first - 5), -1):
        word = s.low[i]
        if word in BE or word in _GET or word in HAVE:
            return word
        if word not in _ADVERBS and not word.endswith("ly"):
            return ""
    return ""


def governing(s: Sentence, first: int, harm_end: dict[int, Harm], starts: dict[int, Number]) -> Harm | None:
    """The active verb of harm whose object a number opens, or None."""
    low, i = s.low, first - 1
    for _ in range(4):
        if i < 0:
            return None
        harm = harm_end.get(i)
        if harm is not None:
            return harm if _governs(s, harm) else None
        if low[i] not in _FILLER or i in starts:
            break
        if low[i] == "and":
            break
        i -= 1
    return _far(s, first, harm_end)


def _governs(s: Sentence, harm: Harm) -> bool:
    return harm.form in ("finite", "ing", "happens") or (harm.form == "past" and is_active(s, harm))


def _far(s: Sentence, first: int, harm_end: dict[int, Harm]) -> Harm | None:
    """The verb of a later object: "killed the mayor, his driver and two others"."""
    low = s.low
    while first > 1 and low[first - 1] in ("the", "their", "his", "her"):
        first -= 1
    beside = low[first - 2 : first] in (["along", "with"], ["together", "with"])
    if low[max(0, first - 3) : first] == ["as", "well", "as"]:
        first -= 2
    if first < 1 or (low[first - 1] not in ("and", "as") and not beside):
        return None
    for i in range(first - 2, max(-1, first - (26 if beside else 14)), -1):
        if not beside and (low[i] in _BLOCK or low[i] in AUXILIARY or low[i] in ("who", "which", "including", "among")):
            return None
        harm = harm_end.get(i)
        if harm is not None:
            return harm if harm.form in ("finite", "ing", "past") and (beside or _governs(s, harm)) else None
    return None


def predicate(s: Sentence, i: int, harm_at: dict[int, Harm], starts: dict[int, Number]) -> Harm | None:
    """The word of harm said of the persons whose noun phrase ends before token `i`, or None."""
    low = s.low
    start, end, near = i, min(len(low), i + 34), True
    while i < end:
        harm = harm_at.get(i)
        if harm is not None:
            verdict = _said_of(s, harm, i == start)
            if verdict is not None:
                return harm if verdict and near else None
            i = harm.last + 1
        elif (after := _over(s, i, end, starts)) > i:
            # a participle without auxiliary belongs to the nearest figure and to what "and" joins to it
            near = near and (low[i] in (",", "(") or low[i - 1] in ("and", "or"))
            i = after
        elif low[i] in ("with", "for") and (wounds := _wounds(s, i)):
            return wounds
        elif low[i] in AUXILIARY:
            return _after_auxiliary(s, i, harm_at)
        elif after < 0 or low[i] in _BLOCK or _is_finite(s, i, start):
            return None
        else:
            i += 1
    return None


def _over(s: Sentence, i: int, end: int, starts: dict[int, Number]) -> int:
    """The token after an aside, brackets or a figure joined to the subject; i where there is none, -1 where a new subject begins."""
    if s.low[i] == "," and (after := _over_aside(s, i, end, starts)):
        return after
    if s.low[i] in _BRACKETS:
        return next((k + 1 for k in range(i, end) if s.low[k] == _BRACKETS[s.low[i]]), end)
    if i in starts and not starts[i].single:
        return starts[i].last + 1 if s.low[i - 1] in _JOINERS else -1
    return i


_BRACKETS = {"(": ")", "[": "]"}
_JOINERS = frozenset(("and", ",", "or", "plus", "including", "(", "with", "of", "in", "among", "--", "—", "by"))


def _over_aside(s: Sentence, i: int, end: int, starts: dict[int, Number]) -> int:
    """The token after ", 306 of them police," or ", including two women,", or 0 where no such aside begins."""
    low = s.low
    of_them = low[i + 1 : i + 3] == ["of", "whom"] or (i + 1 in starts and bool({"them", "whom"} & set(low[i + 2 : i + 8])))
    if not of_them and low[i + 1 : i + 2] not in (["including"], ["among"], ["most"], ["many"], ["mostly"], ["all"], ["both"]):
        return 0
    closing = (k for k in range(i + 2, end) if low[k] == "," and low[k + 1 : k + 3] != ["of", "whom"])  # ", including 850 civilians, of whom 315 are children,"
    return next((k + 1 for k in closing), 0)


def _wounds(s: Sentence, i: int) -> Harm | None:
    """As in "Seven people with machete wounds", "19 people for gunshot wounds": the injured."""
    for k in range(i + 1, min(i + 5, len(s.low))):
        if s.low[k] in ("wounds", "injuries", "burns", "wound", "injury"):
            return Harm(i, k, "injured", "state")
        if not s.low[k].isalpha():
            return None
    return None


def _said_of(s: Sentence, harm: Harm, adjacent: bool) -> bool | None:  # noqa: FBT001
    """Whether a word of harm closes the search (True: bound, False: not), or is passed over (None)."""
    if harm.form in ("finite", "ing"):
        return False
    if harm.form in ("count", "act"):
        return None
    if harm.form == "past" and is_active(s, harm):
        return False
    before = s.low[harm.first - 1] if harm.first else ""
    if harm.form == "state" and not adjacent and before in ("the", "of"):
        return None
    if before in ("the", "of", "many", "other") and harm.form == "past":
        return None
    return True


def _after_auxiliary(s: Sentence, i: int, harm_at: dict[int, Harm]) -> Harm | None:
    low = s.low
    for j in range(i + 1, min(i + 9, len(low))):
        harm = harm_at.get(j)
        if harm is not None:
            if harm.form == "past":
                return None if is_active(s, harm) else harm
            return harm if harm.form in ("happens", "state") else None
        if low[j] == "among" and j + 2 < len(low) and low[j + 1] in ("the", "those"):
            found = harm_at.get(j + 2)
            return found if found is not None and found.form in ("past", "state") else None
        if low[j] == "not" or low[j] == "n't":
            return None
        if low[j].endswith(("ed", "en", "ot")) and low[j + 1 : j + 2] in ([","], ["and"], ["or"]):
            continue  # "were stabbed, strangled and hacked to death"
        if low[j] in ("and", "or") and low[j - 1].endswith(("ed", "en", "ot")):
            continue
        if low[j] == "taken" and j not in harm_at and low[j + 1 : j + 2] == ["from"] and "by" in low[j + 2 : j + 9]:
            return Harm(j, j, "detained", "past")
        if low[j] not in AUXILIARY and low[j] not in _ADVERBS and not low[j].endswith("ly") and low[j] not in (",", '"', "“", "'", "‘"):
            return harm_at.get(j) if j in harm_at else _pulled(s, j, harm_at)
    return None


def _pulled(s: Sentence, j: int, harm_at: dict[int, Harm]) -> Harm | None:
    """As in "Were taken to hospital injured", "have been pulled from the debris dead", "were admitted with injuries", "were left wounded"."""
    low = s.low
    if low[j] == "among":
        return None
    if low[j] not in ("pulled", "taken", "admitted", "brought", "left", "found", "rushed", "treated", "carried", "recovered", "rescued", "buried"):
        return None
    for k in range(j + 1, min(j + 8, len(low))):
        if low[k] in ("for", "with") and (wounds := _wounds(s, k)):
            return wounds
        if low[k] in _BLOCK or low[k] in ("and", ","):
            return None
        harm = harm_at.get(k)
        if harm is not None and (harm.form in ("state", "past") or low[k] == "injuries"):
            return harm if harm.form != "past" or not is_active(s, harm) else None
    return None


def _is_finite(s: Sentence, i: int, start: int) -> bool:
    """Whether a word is a verb with which the subject does something else."""
    word = s.low[i]
    if word in _FINITE:
        return True
    if not word.endswith("ed") or len(word) < 5:
        return False
    following = s.low[i + 1] if i + 1 < len(s.low) else "."
    return (
        not (following in _PREPOSITIONS and (i <= start + 1 or s.low[i - 1] in ("and", "or", ",")) and not s.shouting)
        and s.low[i - 1] not in ("the", "a", "an", "of", "in", "by")
        and following in ("the", "a", "an", "into", "through", "his", "their", "its", "out", "off")
    )


def is_unreal(s: Sentence, i: int) -> bool:
    """Whether the clause before a token denies, supposes or announces the harm: "could have", "did not", "threatened to"."""
    low = s.low
    for j in range(i - 1, max(-1, i - 9), -1):
        word = low[j]
        if word in _ANOTHER_CLAUSE:
            return False
        if (
            word in _NEGATIONS
            and not (word == "no" and low[j + 1] in ("fewer", "less", "more"))
            and not (word == "not" and low[j + 1] in ("fewer", "less", "more", "quite", "only"))
        ):
            return word not in {"without", "nor"}
        if word in ("attempt", "attempts") and low[j + 1] not in ("to", "at", "on"):
            continue  # "during the assassination attempt seven were killed"
        if word in _INTENDS and "to" not in low[j + 1 : j + 3]:
            continue
        if word == "may" and "have" not in low[j + 1 : i] and not s.words[j][0].isupper():
            return True
        if word in _UNREAL:
            return True
        if word in ("said", "says", "say", "reported"):
            return False
    return False


def at_place(s: Sentence, i: int) -> bool:
    """Whether "in X", "at X", "near X" follows, X a name, or "elsewhere"."""
    low = s.low
    if i < len(low) and low[i] in ("more", "others", "other"):
        i += 1
    if low[i : i + 1] == ["elsewhere"]:
        return True
    if i + 1 >= len(low) or low[i] not in ("in", "at", "near", "around", "from"):
        return False
    j = i + 1
    while (
        j < len(low)
        and j < i + 4
        and low[j]
        in (
            "the",
            "nearby",
            "neighbouring",
            "neighboring",
            "northern",
            "southern",
            "eastern",
            "western",
            "central",
            "rural",
            "town",
            "city",
            "of",
            "village",
            "a",
            "other",
            "another",
        )
    ):
        j += 1
    return j < len(low) and (s.words[j][0].isupper() or j > i + 1)


def coordinates(between: list[str]) -> bool:
    """Whether the words between two counted phrases only join them, with at most a phrase of the first between."""
    while between and between[-1] in ("the", "their", "his", "her", "another", "its", "a"):
        between = between[:-1]
    if between[-2:] in (["along", "with"], ["together", "with"], ["as", "well"]):
        return True
    if not between or between[-1] not in ("and", ",", "or", "as", "plus", "(", "both"):
        return False
    return not any(w in _BLOCK or w in AUXILIARY or w in ("who", "which", "whom", "said") for w in between)


def joins(between: list[str]) -> bool:
    """Whether subjects are joined: "and", ",", or a phrase that ends so."""
    while between and between[-1] in ("the", "their", "his", "her", "its"):
        between = between[:-1]
    if not between or between[-1] not in ("and", "or", ",", "plus", "&"):
        return False
    return not any(w in _BLOCK or w in AUXILIARY or w in ("who", "which") or (w.endswith("ing") and w != "including") for w in between) and len(between) < 10


def speaks_of_persons(word: str) -> bool:
    """Whether a noun is a kind of persons (to tell a subject from a thing)."""
    return word in victims.KIND
