"""Phrases of single persons: names, titles, kin, "a judge and his driver"; for persons whom no number counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casualties.extract import figures, victims
from casualties.extract.counted import FUNCTION
from casualties.extract.countries import DEMONYMS
from casualties.extract.spans import MONTHS, WEEKDAYS
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.extract.sentences import Sentence

DETERMINERS = word_set("the his her their a an our its another former late both ex")
_INDEFINITE = word_set("a an another")
_POSSESSIVE = word_set("his her their its our")
_NO_NAME = _INDEFINITE | _POSSESSIVE | {"the"}
_TITLES = word_set("""msgr monsignor dr mr mrs ms father brother sister comrade comrades gen col sgt capt lt maj rev reverend archbishop commander attorney attorneys justice magistrate magistrates
    president prelate advisers adviser advisor advisors rector hopeful presidential-hopeful announcer newscaster ideologue author poet agronomist archbishop cardinal
    mayor councilwoman clergyman clergymen industrialist magnate impresario architect economist accountant brig admiral cmdr ambassador consul delegate coordinator
    analyst analysts ideologist ideologue founder founders guarantor hitman worker banker rancher landowner tycoon heir veteran dean novelist attache spokesman spokeswoman friend friends aide aides companion escort escorts bodyguard bodyguards driver drivers relative wife husband son daughter servant servants maid maids caretaker
    owner manager director chairman clergymen gentleman lady ladies baby peasants peasant""")
VAGUE = word_set(
    "person man woman victim victims individual citizen others other one people adult 29-year-old persons victims members leaders men women citizens persons relatives sources suspects"
)
KIN = word_set("""wife wives husband son sons daughter daughters brother brothers sister sisters mother father cousin nephew aunt uncle grandson relatives family children child
    driver drivers bodyguard bodyguards escort escorts chauffeur maid maids cook housekeeper servant servants aide aides companion companions secretary assistant friend friends
    colleague colleagues employee employees others""")
"""Persons told beside another: his kin and those who worked for him."""
_CONTAIN = word_set("police army force forces staff personnel militia people family relatives troops movement government")
_PARTICLES = word_set("de la del los las y el al von van bin da dos do e san santa")
_THINGS = word_set("""people person attack attacks bomb bombs government country building house houses vehicle car peace time war agreement law most many some several all none
    last weekend week month year years day days involvement more went case cases crime crimes responsibility participation operation operations civil national human rights
    armed front party city town department region zone area group report text action nobody such that what there everybody everyone anybody anyone somebody someone one same
    first second third he she it we i you they them him himself themselves today yesterday night morning afternoon evening noon dawn this persons individuals men
    street avenue road neighborhood hospital cattle animals animal brains scene squad squads wave system press television radio network club embassy church
    university institute association federation union committee council commission court congress ministry office headquarters service security control post
    explosion blast grenade dynamite fire gunfire bullets bullet shots weapons drug drugs trafficking mafia cartel narcotics violence repression torture
    democracy justice freedom hope hopes life lives death deaths history world nation republic state states capital province municipality village north south east west northern
    southern eastern western central place way part number toll result results wounds injuries wound combat ambush clash clashes battle fighting crossfire
    high low new old young unidentified unknown alleged presumed recent top political military social economic innocent defenseless unarmed public private
    international local foreign main important other different early late less least fact order cold blood mass accident attempt attempts hours hour minutes two
    however meanwhile moreover furthermore therefore nevertheless besides thus hence indeed instead far witnesses list damage damages property together take clothes clothing body bodies frequent accompany
    charge charges suspects perpetrators murderers assassins killers conditions condition situation events event incident incidents cannot members cause causes""")
_VERBS = word_set("""took led lasted continued continues shows showed arrived occurred remains remained caused provoked came went made said told is was who has must should took worked
    found used tried began made left sent put fired hit shot saw gave got became knew lived fell ran held met rejected denied took taken seen done known gone given told died stated asked
    happened explained emphasized noted claims claimed reported according confirms confirmed today yesterday tomorrow tonight recently yet already once again often never always ever now
    away ago later earlier instantly instantaneously outside inside nearby alone just only perhaps apparently reportedly allegedly presumably here there do did does""")
_ENDINGS = (
    "ing",
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ism",
    "ship",
    "ity",
    "ities",
    "ence",
    "ances",
    "ly",
    "ed",
    "ical",
    "ious",
    "able",
    "ible",
    "ists",
    "ers",
    "ors",
    "ians",
    "ants",
)
_PLACES = word_set("in at on near from during of inside outside")
_NAME = 4  # words of a name at most
_LONGEST = 14


@dataclass(slots=True, frozen=True)
class Person:
    """Somebody harmed, as a sentence tells him.

    Parameters
    ----------
    names : frozenset of str
        Words of his name, in lower case; empty where he is only described.
    roles : frozenset of str
        Nouns that describe him ("minister").
    at : int
        Offset of the phrase in the text.
    definite : bool
        "the general": somebody told before, as a rule.
    own : bool
        "his wife", "the minister's driver".
    many : bool
        A plural without number ("the peasants"): two at least.
    also : bool
        Said to be harmed beside others ("was also killed").
    title : bool
        A noun alone without article, as before a name ("senator and candidate X").
    """

    names: frozenset[str]
    roles: frozenset[str]
    at: int
    definite: bool = False
    own: bool = False
    many: bool = False
    also: bool = False
    title: bool = False

    @property
    def vague(self) -> bool:
        """Whether no more is said than that it is a person, a man or a woman."""
        return not self.names and bool(self.roles) and self.roles <= VAGUE


def kind(roles: Iterable[str]) -> str:
    """Category of persons of a description."""
    kinds = {victims.KIND.get(role, "civilians") for role in roles} - {"all"}
    return min(kinds) if kinds else "all"


def is_role(s: Sentence, i: int) -> bool:
    """Whether a token describes a person."""
    return s.low[i] in _TITLES or victims.is_person(s.low[i])


def inside(s: Sentence, i: int) -> bool:
    """Whether a token may belong to a phrase of a person, its determiner apart."""
    word = s.low[i]
    return (
        word[0].isalpha()
        and word not in FUNCTION
        and word not in _VERBS
        and not (word.endswith("ed") and len(word) > 4 and word not in ("armed", "united", "retired"))
    ) or (word == "'" and i > 0)


def tells(s: Sentence, i: int) -> bool:
    """Whether a token is a name or a role, no thing."""
    return is_role(s, i) or s.low[i] not in _THINGS


def opens(s: Sentence, i: int) -> bool:
    """Whether a phrase of a person may begin at a token."""
    return s.low[i] in DETERMINERS or (inside(s, i) and s.low[i] not in WEEKDAYS and s.low[i] not in MONTHS)


def end(s: Sentence, i: int) -> int:
    """The token after the phrase that begins at token i."""
    j = i
    while j < len(s.low) and s.low[j] in DETERMINERS:
        j += 1
    while j < len(s.low) and j < i + _LONGEST and inside(s, j):
        j += 1
    return j


def listed(s: Sentence, first: int, last: int, *, subject: bool = False) -> list[Person]:
    """Persons of a list that begins at a token: "X, mayor of Y, his wife and a judge".

    Parameters
    ----------
    s : Sentence
    first, last : int
        First token, and the token after which the list cannot go on.
    subject : bool
        It stands before its verb.
    """
    low = s.low
    found: list[Person] = []
    i, joined = first, ""
    aside: list[Person] = []
    also = "also" in low[last : last + 4] if subject else "also" in low[max(0, first - 3) : first]
    while i < last:
        stop = min(end(s, i), last)
        number = low[i][0].isdigit() or low[i] in figures.WORDS or low[i] in ("several", "many", "some", "dozens")
        placed = subject and i == first > 0 and low[first - 1] in _PLACES
        person = None if number or placed else one(s, i, stop, subject=subject, also=also)
        if person is None and not number and not found and not subject:
            break
        if joined == "," and stop < len(low) and low[stop] in _VERBS and stop < last:
            break  # ", newsmen waited": another clause
        if person is not None:
            aside = _add(found, person, joined, low[i], aside)
        elif not number and joined != "," and not subject:
            break
        i, joined = _next(s, max(stop, i + 1), last)
        if not joined:
            break
    return found


def _add(found: list[Person], person: Person, joined: str, opening: str, aside: list[Person]) -> list[Person]:
    """Add a person to a list; the two persons whom the list would hold if he does not describe the one before, else none."""
    before = found[-1] if found else None
    if before is None:
        found.append(person)
        return []
    if before.own and not person.names and opening not in DETERMINERS:
        person = replace(person, own=True, definite=False)  # "his wife and son"
    if joined == "and" and before.title and person.names and opening not in DETERMINERS:
        found[-1] = replace(person, roles=person.roles | before.roles, at=before.at)  # "senator and candidate X"
    elif joined == "and" and opening in _INDEFINITE and aside:
        found[-1:] = [*aside, person]  # "X, a judge and a driver" are three
    elif joined == "," and _describes(before, person):
        found[-1] = replace(before, names=before.names | person.names, roles=before.roles | person.roles)
        return [before, person] if opening in _INDEFINITE else []
    else:
        found.append(person)
    return []


def _describes(before: Person, person: Person) -> bool:
    """Whether a person between commas is the one before: "X, mayor of Y,", "the mayor, X,"."""
    if person.own or before.many or person.many or bool(before.names) == bool(person.names):
        return False
    return not person.names or before.definite or before.own


def _next(s: Sentence, i: int, last: int) -> tuple[int, str]:
    """The first token of the next person of a list, and what joins him ("," or "and"); "" where the list ends."""
    low = s.low
    skipped = False
    k = i
    while k < min(last, i + 22):
        word = low[k]
        if word in (",", ";"):
            following = low[k + 1] if k + 1 < last else "."
            if following == "and":
                return k + 2, "and"
            if following.isdigit() or following in ("age", "aged"):
                k += 2
                continue
            if following in FUNCTION and following not in DETERMINERS:
                if following not in ("who", "whose", "of", "in"):
                    return k, ""
                k = next((n for n in range(k + 1, min(last, k + 22)) if low[n] == ","), last)
                continue
            return k + 1, ("," if word == "," else "and")
        if word == "and" or low[k : k + 3] == ["as", "well", "as"] or (word in ("along", "together") and low[k + 1 : k + 2] == ["with"]):
            begin = k + (1 if word == "and" else 3 if word == "as" else 2)
            begin += low[begin : begin + 1] == ["of"]
            if begin < last and (not skipped or low[begin] in DETERMINERS or is_role(s, begin) or end(s, begin) - begin > 1):
                return begin, "and"
            return k, ""
        if word in ("of", "in", "from", "at", "for", "on", "de") or (skipped and (inside(s, k) or word in DETERMINERS)):
            skipped = True
            k += 1
            continue
        return k, ""
    return k, ""


def one(s: Sentence, first: int, last: int, *, possessor: bool = False, subject: bool = False, also: bool = False) -> Person | None:
    """The person of one noun phrase, or None where it is of things.

    Parameters
    ----------
    s : Sentence
    first, last : int
        First token and the token after the last.
    possessor : bool
        The phrase ends in "'s" and the person is its owner ("the minister's death").
    subject, also : bool
        It is the subject of its verb; others are harmed beside.
    """
    low = s.low
    opening = low[first] if first < last else ""
    own = opening in _POSSESSIVE
    if not possessor:
        for k in range(last - 2, first - 1, -1):
            if low[k].endswith("'s") or low[k] == "'":
                first, own, opening = k + 1, True, ""
                break
    tokens = [k for k in range(first, last) if low[k] not in DETERMINERS and low[k] != "'"]
    words = [low[k].removesuffix("'s") for k in tokens]
    if not words or len(words) > _LONGEST or "alias" in words or words[-1] in WEEKDAYS or words[-1] in MONTHS:
        return None
    described = [n for n, word in enumerate(words) if word in _TITLES or victims.is_person(word)]
    tail = words[described[-1] + 1 :] if described else words[_first_name(s, words) :]
    names = [w for w in tail if w not in _PARTICLES]
    if names and not _are_names(s, tokens[-len(tail) :], names):
        return None
    roles = frozenset(words[n] for n in described)
    if names:
        if not roles and (opening in _NO_NAME or (len(names) == 1 and not (possessor or subject))):
            return None
        return Person(frozenset(names), roles, s.start[first], also=also, own=own)
    head = words[-1]
    if not roles or head in _CONTAIN or victims.KIND.get(head) in ("combatants", "rebels"):
        return None
    many = not victims.is_singular(head) and not head.endswith("ss")
    if not opening and not own and not many and len(words) == 1 and not s.shouting:
        return None
    told_before = (opening == "the" if many else opening not in _INDEFINITE) and not own and low[last : last + 1] != ["of"]
    return Person(frozenset(), roles, s.start[first], told_before, own, many, also, title=opening not in DETERMINERS and not own and not many)


def _first_name(s: Sentence, words: list[str]) -> int:
    """Where a name begins at the end of a phrase without a role: "political analyst X" has one, "the recent months" none."""
    first = len(words)
    while first > max(0, len(words) - _NAME) and (words[first - 1] in _PARTICLES or _may_name(s, words[first - 1])):
        first -= 1
    return first if first < len(words) else 0


def _may_name(s: Sentence, word: str) -> bool:
    return not (word in _THINGS or word in FUNCTION or word in DEMONYMS or len(word) < 2 or (s.shouting and word.endswith(_ENDINGS)))


def _are_names(s: Sentence, tokens: list[int], names: list[str]) -> bool:
    if len(names) > _NAME + 1 or (not s.shouting and not all(s.words[k][0].isupper() for k in tokens if s.low[k] not in _PARTICLES)):
        return False
    return all(_may_name(s, w) and w.replace("-", "").replace("'", "").isalpha() for w in names)
