"""What a number counts: the noun phrase after it, with its kind of persons and the harm it says itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casualties.extract import harms, objects, unclaimed, victims
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.harms import Harm
    from casualties.extract.numbers import Number
    from casualties.extract.sentences import Sentence

BE = word_set("is are was were be been being am 's 're")
HAVE = word_set("has have had having")
MODAL = word_set("will would could may might can should must shall")
AUXILIARY = BE | HAVE | MODAL | {"get", "got", "gets", "getting", "do", "did", "does"}
FUNCTION = AUXILIARY | word_set("""in on at near from to by for with of as into onto over under after before during since until till against between among amid around about across through
    throughout outside inside within without along off up down out per via toward towards behind beyond beside besides including include includes included
    and or but nor yet so than that which who whom whose where when while because although though if unless whether what how
    the this these those his her its their our my your he she it they we i you them him us there here then elsewhere
    said says say told reported reports added announced not also both either all each every left according despite following
    """)
MORE = frozenset({"more", "other", "others", "another", "further", "additional"})
_REFERENT = frozenset({"them", "whom", "these", "those", "which"})
_GROUPS = frozenset({"member", "members", "people", "persons", "men", "man", "supporter", "supporters", "part", "employees", "staff", "person"})
_LONGEST = 9


@dataclass(slots=True)
class Counted:
    """The noun phrase of a number.

    Parameters
    ----------
    last : int
        Its last token, that of the number where nothing follows.
    victims : str
        Category of persons; "all" where none is said.
    person : bool
        A kind of persons is said.
    general : bool
        It says no more than that they are persons ("others").
    unknown : str
        Head noun that is no known kind of persons, or "".
    harm : str or None
        Harm said inside ("12 dead", "157 injured people").
    harm_at : int
        Token of that word.
    of : str
        "them" for "of them", "those" for "of the dead", "group" for "of the patients"; else "".
    group : str
        The persons after "of".
    whole : int
        Token of the figure it is a part of ("ten of the [24] killed"), or -1.
    heads : list of str
        Nouns of persons, in order.
    """

    last: int
    victims: str = "all"
    person: bool = False
    general: bool = True
    unknown: str = ""
    harm: str | None = None
    harm_at: int = -1
    of: str = ""
    group: str = ""
    whole: int = -1
    heads: list[str] = field(default_factory=list)


def read(s: Sentence, number: Number, harm_at: dict[int, Harm], starts: dict[int, Number]) -> Counted:
    """The noun phrase that a number begins.

    Parameters
    ----------
    s : Sentence
    number : Number
    harm_at : dict of int to Harm
        Words of harm by token.
    starts : dict of int to Number
        Numbers by their first token: a phrase ends where the next begins.
    """
    i = number.last + 1
    if i < len(s.low) and s.low[i] == "of":
        return _of(s, number, i, harm_at, starts)
    counted = Counted(number.last)
    _phrase(s, i, counted, harm_at, starts)
    if (
        number.single
        and i < len(s.low)
        and victims.is_national(s.low[i])
        and (i + 1 >= len(s.low) or s.low[i + 1] in FUNCTION or not s.low[i + 1][0].isalnum())
    ):
        counted = Counted(i, person=True, heads=["person"])  # "an Israeli"
    if counted.person and counted.heads[-1] in _GROUPS:
        _members(s, counted)
    if counted.unknown in _REPORTS and s.low[counted.last + 1 : counted.last + 2] == ["of"]:
        _reported(s, counted, harm_at)
    if (
        not counted.person
        and not counted.unknown
        and number.first > 1
        and s.low[number.first - 1] in ("whom", "which", "these", "those", "them")
        and s.low[number.first - 2] == "of"
    ):
        counted.of = "them"
        _apposition(s, counted.last + 1, counted, harm_at, starts)
    if (
        (counted.general or counted.harm)
        and s.low[counted.last + 1 : counted.last + 2] == [","]
        and s.low[counted.last + 2 : counted.last + 3] in (["all"], ["both"])
    ):
        _all_of(s, counted, harm_at, starts)
    return counted


_REPORTS = word_set("reports cases instances complaints incidents")


def _reported(s: Sentence, counted: Counted, harm_at: dict[int, Harm]) -> None:
    """As in "401 reports of missing persons", "96 cases of disappearance"."""
    for k in range(counted.last + 2, min(counted.last + 5, len(s.low))):
        if k in harm_at:
            counted.harm, counted.harm_at, counted.unknown = harm_at[k].harm, k, ""
            return


def _all_of(s: Sentence, counted: Counted, harm_at: dict[int, Harm], starts: dict[int, Number]) -> None:
    """As in "Three people, all of them policemen", "two men, both civilians"."""
    i = counted.last + 3
    if s.low[i : i + 2] in (["of", "them"], ["of", "whom"]):
        i += 2
    elif s.low[i : i + 1] == ["of"]:
        i += 1
    while i < len(s.low) and s.low[i] in BE:
        i += 1
    inner = Counted(i)
    _phrase(s, i, inner, harm_at, starts)
    if inner.person and not inner.harm:
        counted.victims, counted.general = inner.victims, inner.general


def _phrase(s: Sentence, i: int, counted: Counted, harm_at: dict[int, Harm], starts: dict[int, Number]) -> None:
    """Read a noun phrase from token i into `counted`."""
    run: list[str] = []  # words since the last kind of persons
    kinds: list[str] = []
    end = min(len(s.low), i + _LONGEST)
    first = i
    while i < end:
        if _is_closed(s, i, starts):
            joined = _joined(s, i, starts, harm_at) if kinds and not run else None
            if joined is None:
                break
            kinds.append(victims.kind(s.low[i + 1 : joined + 1]))
            counted.heads.append(s.low[joined])
            counted.last = joined
            i = joined + 1
            continue
        harm = harm_at.get(i)
        if kinds and not run and not victims.is_person(s.low[i]):
            if harm is not None and harm.form == "count":
                counted.harm, counted.harm_at, counted.last = harm.harm, i, harm.last
            if harm is not None or not _is_modifier(s, i, counted):
                break
            kinds.pop()
            run = [counted.heads.pop()]
        if harm is not None and not kinds:
            if not _inner(s, i, harm, counted, first):
                break
            i = harm.last + 1
            if harm.form in ("count", "act"):
                _among(s, i, counted)
                break
            continue
        run = _word(s, i, counted, kinds, run)
        i += 1
    _close(counted, kinds, run, i)


def _is_closed(s: Sentence, i: int, starts: dict[int, Number]) -> bool:
    """Whether a token cannot belong to a noun phrase."""
    word = s.low[i]
    return (i in starts and not starts[i].single) or word in FUNCTION or word in ("a", "an") or not word[0].isalnum()


def _word(s: Sentence, i: int, counted: Counted, kinds: list[str], run: list[str]) -> list[str]:
    """Take in one word of a phrase; the words since the last kind of persons."""
    run = [*run, s.low[i]]
    if not victims.is_person(s.low[i]):
        return run
    if kinds:
        kinds.pop()
    kinds.append(victims.kind([*counted.heads[-1:], *run]))
    counted.heads.append(s.low[i])
    counted.last = i
    return []


def _among(s: Sentence, i: int, counted: Counted) -> None:
    """As in "1,959 fatalities among members of the security forces", "five deaths of soldiers"."""
    if s.low[i : i + 1] not in (["among"], ["of"], ["amongst"]):
        return
    for k in range(i + 1, min(i + 9, len(s.low))):
        word = s.low[k]
        if word in ("forces", "army"):
            counted.victims, counted.general = "security_forces", False
            return
        if victims.is_person(word) and not victims.is_general(victims.kind([word]), word):
            counted.victims, counted.general = victims.kind(s.low[i + 1 : k + 1]), False
            return
        if word in (",", ".", ";") or word in BE:
            return


def _is_modifier(s: Sentence, i: int, counted: Counted) -> bool:
    """Whether the person just read only qualifies the noun at token i: "a police station", "two refugee camps"."""
    word = s.low[i]
    if not word.isalpha() or not victims.is_singular(counted.heads[-1]) or word.endswith(("ing", "ed")) or word in MORE:
        return False
    return word not in harms.HARM_WORDS and word not in _TIMES and not s.words[i][0].isupper()


_TIMES = word_set("yesterday today overnight late early aboard alone altogether apiece later earlier again still ago dead")


def _close(counted: Counted, kinds: list[str], run: list[str], i: int) -> None:
    content = [word for word in run if word not in MORE]
    if kinds:
        counted.person = True
        counted.victims = victims.together(kinds)
        counted.general = victims.is_general(counted.victims, counted.heads[-1])
    elif content and counted.harm is None:
        counted.unknown = content[-1]
        counted.last = i - 1
    elif content and content[-1] in ("civilian", "civilians"):
        counted.victims, counted.general = "civilians", False
    if run and not content and counted.harm is None and not kinds:
        counted.last = i - 1


def _joined(s: Sentence, i: int, starts: dict[int, Number], harm_at: dict[int, Harm]) -> int | None:
    """Token of a further kind of persons under the same number: "and [health] workers"."""
    low = s.low
    if low[i] not in ("and", "or", ",", "&"):
        return None
    for j in range(i + 1, min(i + 4, len(low))):
        if j in starts or j in harm_at or low[j] in FUNCTION:
            return None
        if victims.is_person(low[j]):
            if j + 1 < len(low) and victims.is_person(low[j + 1]):
                j += 1  # noqa: PLW2901
            if low[i] == ",":  # ", women and children" goes on; ", police said" is who says it
                return j if low[j + 1 : j + 2] in (["and"], ["or"]) and _joined(s, j + 1, starts, harm_at) is not None else None
            return None if (j + 1 < len(low) and low[j + 1] in ("said", "say", "says", "told")) else j
    return None


def _inner(s: Sentence, i: int, harm: Harm, counted: Counted, first: int) -> bool:
    """Whether a word of harm stands inside the phrase, before or instead of the persons."""
    if harm.form in ("happens", "finite", "ing") or (harm.form == "act" and s.low[i] not in ("lives", "bodies", "deaths")):
        return False
    if harm.form == "past" and objects.takes(s, harm):
        return False
    before = s.low[first:i]
    content = [w for w in before if w not in MORE]
    if harm.form in ("past", "state") and (len(content) > 2 or harm.weak or (content and unclaimed.is_thing(content[-1]))):
        return False
    counted.harm, counted.harm_at, counted.last = harm.harm, i, harm.last
    lead = s.low[first : harm.last][-1:]
    if lead and (kind := _LEADS.get(lead[0])):
        counted.victims = kind
        counted.general = False
    return True


_LEADS = {"civilian": "civilians", "child": "children", "military": "security_forces", "combatant": "combatants"}


def _of(s: Sentence, number: Number, i: int, harm_at: dict[int, Harm], starts: dict[int, Number]) -> Counted:
    """As in "Two of them", "more than 32 of the victims", "6,561 of the dead", "one of the policemen", "scores of people"."""
    low = s.low
    counted = Counted(number.last)
    j = i + 1
    while j + 1 < len(low) and low[j] in _DETERMINERS and low[j + 1] not in FUNCTION:
        j += 1
    if j < len(low) and low[j] in _REFERENT:
        counted.of, counted.last = "them", j
        _apposition(s, j + 1, counted, harm_at, starts)
        return counted
    if i + 1 < j < len(low) and (whole := starts.get(j)) is not None and not whole.single:
        return _of_whole(s, whole, counted, harm_at, starts)
    for k in range(j, min(j + 6, len(low))):
        if low[k] in FUNCTION or not low[k][0].isalnum() or (k in starts and not starts[k].single):
            break
        if _of_word(s, k, counted, harm_at, j, partitive=j > i + 1):
            break
    if counted.of == "those":
        _described(s, counted, harm_at, starts)
    elif counted.person:
        counted.unknown = ""
        if counted.of == "group" and counted.last + 1 < len(low) and low[counted.last + 1] in BE:
            before = counted.last
            _apposition(s, before + 1, counted, harm_at, starts)
            counted.of = "them" if counted.last > before else "group"
    return counted


def _of_whole(s: Sentence, whole: Number, counted: Counted, harm_at: dict[int, Harm], starts: dict[int, Number]) -> Counted:
    """As in "Ten of the 24 people killed were women": a part, told with what they were, of a figure that stands beside it."""
    inner = Counted(whole.last)
    _phrase(s, whole.last + 1, inner, harm_at, starts)
    told = harm_at.get(inner.last + 1)
    if inner.harm is None and inner.person and told is not None and told.form in ("past", "state"):
        inner.harm, inner.harm_at, inner.last = told.harm, told.first, told.last
    harm = inner.harm or ("killed" if inner.heads[-1:] == ["victims"] else None)
    part = Counted(inner.last)
    _described(s, part, harm_at, starts)
    if harm is None or not part.person:
        return counted
    part.of, part.harm, part.harm_at, part.whole = "those", harm, max(inner.harm_at, whole.last), whole.first
    return part


_DETERMINERS = word_set("the all his their its her those these")


def _of_word(s: Sentence, k: int, counted: Counted, harm_at: dict[int, Harm], first: int, *, partitive: bool) -> bool:
    """Take in one word after "of"; whether it closes the phrase."""
    word, harm = s.low[k], harm_at.get(k)
    if word in harms.OBJECT_WORDS and partitive:
        counted.of, counted.last, counted.harm, counted.harm_at = "those", k, harms.OBJECT_WORDS[word], k
        return True
    if harm is not None and (harm.form == "count" or (harm.form in ("state", "past") and not harm.weak and not partitive)):
        counted.last, counted.harm, counted.harm_at = k, harm.harm, k
        return harm.form == "count"
    if victims.is_person(word):
        counted.heads.append(word)
        counted.victims, counted.person, counted.last = victims.kind(s.low[first : k + 1]), True, k
        counted.general = victims.is_general(counted.victims, word)
        counted.of, counted.group = ("group" if partitive else ""), word
    else:
        counted.unknown = word
    return False


def _described(s: Sentence, counted: Counted, harm_at: dict[int, Harm], starts: dict[int, Number]) -> None:
    """As in "Eight of the victims were children", "one of the wounded, a schoolboy"."""
    low, k = s.low, counted.last
    if k + 1 < len(low) and low[k + 1] in BE:
        _apposition(s, k + 1, counted, harm_at, starts)
    elif low[k + 1 : k + 2] == [","] and low[k + 2 : k + 3] in (["a"], ["an"]):
        _apposition(s, k + 2, counted, harm_at, starts)


def describe(s: Sentence, counted: Counted, harm_at: dict[int, Harm], starts: dict[int, Number]) -> bool:
    """Read "were soldiers", "was a police officer" after a number without noun; whether it says a kind of persons."""
    i = counted.last + 1
    if counted.person or counted.unknown or counted.harm or i >= len(s.low) or s.low[i] not in BE:
        return False
    _apposition(s, i, counted, harm_at, starts)
    return counted.person


def _apposition(s: Sentence, i: int, counted: Counted, harm_at: dict[int, Harm], starts: dict[int, Number]) -> None:
    """As in "One of them [a child]", "eight of them [civilians]"."""
    low = s.low
    while i < len(low) and low[i] in ("a", "an", "were", "was", "are", "is", "only", "believed", "to", "be", "thought", "said", "under"):
        i += 1
    inner = Counted(counted.last)
    _phrase(s, i, inner, harm_at, starts)
    if inner.person and not inner.harm:
        counted.victims, counted.person, counted.general, counted.last, counted.heads = inner.victims, True, inner.general, inner.last, inner.heads


def _members(s: Sentence, counted: Counted) -> None:
    """As in "Members of the security forces", "members of staff": the kind is that of the group."""
    low, i = s.low, counted.last + 1
    if i + 1 >= len(low) or low[i] != "of" or low[i + 1] in _REFERENT:
        return
    for k in range(i + 1, min(i + 7, len(low))):
        word = low[k]
        if word in ("forces", "army", "guard", "gendarmerie", "battalion", "brigade") and low[k - 1] != "democratic":
            counted.victims, counted.general, counted.last = "security_forces", False, k
            return
        if word in victims.KIND and not victims.is_general(victims.KIND[word], word):
            counted.victims, counted.general, counted.last = victims.kind(low[i + 1 : k + 1]), False, k
            return
        if word in _STOP_GROUP:
            return


_STOP_GROUP = FUNCTION - {"the", "a", "its", "their", "of"} | {",", "."}
