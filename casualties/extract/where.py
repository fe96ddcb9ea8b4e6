"""Places named in a sentence: names of the gazetteer, and names that "in", "near" or "the village of" mark as places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from casualties import places, spelling
from casualties.extract import counted, countries, harms, spans, victims
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

_LEVEL = {"country": 0, "admin1": 1, "admin2": 2, "locality": 3, "district": 4}
_AREA = word_set("province governorate region state oblast department county prefecture territory municipality division raion district districts wilayat")
_CITY = word_set("city town village hamlet settlement township")
_KIND_NOUNS = (
    _AREA
    | _CITY
    | word_set("tehsil governorate kebele woreda upazila parish arrondissement commune suburb ward zone subdistrict barrio")
    | word_set(
        "neighbourhood neighborhood quarter suburb area camp port capital district valley island suburbs neighbourhoods outskirts enclave stronghold hamlet commune"
    )
)
_DIRECTION = word_set(
    "northern southern eastern western central north south east west northeast northwest southeast southwest northeastern northwestern southeastern southwestern rural greater downtown"
)
_BEFORE = word_set("in at near around outside inside from of on across throughout to into towards toward between over beyond through for and or off against")
PREPOSITIONS = _BEFORE
_LOCATIVE = word_set("off in at near around outside inside across throughout over of on and")
# Names of towns that are far more often words, parties or persons.
_STOP = word_set("""of hit march said police union man men army bank bar best born can central church deal east end fire general go god goes great home house
    human independence islamic justice king la le lay league liberation life major many media mine mission most national new news no north of old order party
    peace people popular post press president prime ray red republic rights save sea security see south spring state states street sun time times town tv united
    university us victoria war water west white win world young minister ministry god allah monday tuesday wednesday thursday friday saturday sunday reuters
    opposition a an the this that it he she they we i his her their in on at may august october november mr mrs dr assad obama bush hussein ali hassan
    mohammed muhammad ahmed abdullah mahmoud omar khan singh haram guard guards brigade front court council observatory muslim christian jewish sunni shiite kurdish catholic arab islamic jew old committee centre center network
    group agency news office spokesman colonel captain reporter eid ramadan christmas easter parliament senate congress nato eu hospital mosque""")
_ARTICLES = word_set("al el as ash ad ar at az an es ed")
_ORGANISATION = word_set("""observatory ministry police command council network committee committees movement front army university court agency post times news tribune herald star daily
    union party center centre tv radio governor mayor hospital's authority authorities government officials office bureau brigade battalion operations
    accord agreement treaty conference talks process initiative""")
_JOINED = frozenset({"al-", "el-", "an-", "as-", "ar-"})
_MARKS = re.compile("['’‘`ʿʾ]")


@dataclass(slots=True)
class Place:
    """A place named by tokens `first` to `last` (inclusive).

    Parameters
    ----------
    first, last : int
    name : str
        As written.
    place_id : str or None
        None = the gazetteer does not know it.
    level : int
        0 country, 1 and 2 areas, 3 town, 4 district.
    others : tuple of (str, int)
        Other places of the name, id and level.
    marked : bool
        Named with its kind ("the village of X", "X district").
    joint : bool
        Two names told as one ("Ituri and North Kivu"); the id is of what holds both.
    """

    first: int
    last: int
    name: str
    place_id: str | None
    level: int
    others: tuple[tuple[str, int], ...] = ()
    marked: bool = False
    joint: bool = False


@lru_cache(maxsize=20_000)
def _part(word: str) -> str:
    """A word as it stands in keys: folded, without article."""
    parts = spelling.fold(word.removesuffix("'s")).split()
    return "".join(p for n, p in enumerate(parts) if not (p in _ARTICLES and n < len(parts) - 1))


@cache
def _index(iso: str) -> dict[str, tuple[tuple[str, int], ...]]:
    """Keys of one country's places -> ids and levels, best first: a name wins over an alias, an area over the town it is named after."""
    frame = places.load([iso])
    rows = list(zip(frame["place_id"], frame["name"], frame["aliases"].fillna(""), frame["level"], frame["population"].fillna(0), frame["origin"], strict=True))
    best: dict[str, dict[str, tuple[tuple[int, float], int]]] = {}
    for place_id, name, aliases, level, people, origin in rows:
        if level == "country":
            continue
        for n, text in enumerate((name, *aliases.split("; "))):
            if not text.isascii() and n:
                continue
            key = "".join(_part(w) for w in _MARKS.sub("", text).replace("-", " ").split() if w.lower() not in _ARTICLES)
            if len(key) < 3:
                continue
            rank = (
                -1 if n == 0 or origin == "supplement" else -2,
                float(people) + (1e9 if level == "admin1" else 1e8 if level == "admin2" else 0) + (1e7 if origin == "supplement" else 0),
            )
            known = best.setdefault(key, {})
            if place_id not in known or rank > known[place_id][0]:
                known[place_id] = (rank, _LEVEL[level])
    return {key: tuple((place_id, found[place_id][1]) for place_id in sorted(found, key=lambda p: found[p][0], reverse=True)) for key, found in best.items()}


@cache
def _keys(iso: str) -> frozenset[str]:
    """First words of names of places of one country, and names written as one."""
    frame = places.load([iso])
    found = set(_index(iso))
    for text in frame["name"].tolist() + frame["aliases"].fillna("").tolist():
        for name in text.split("; "):
            words = [w for w in _MARKS.sub("", name).replace("-", " ").split() if w.lower() not in _ARTICLES]
            if words and words[0].isascii():
                found.add(_part(words[0]))
    return frozenset(found)


@lru_cache(maxsize=64)
def _starts(isos: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(_keys(iso) for iso in isos))


class Atlas:
    """Finds places in the sentences of one text.

    Parameters
    ----------
    isos : list of str
        Countries it speaks of, the one it is about first.
    """

    def __init__(self, isos: list[str]) -> None:
        self.isos = isos[:4]
        self.home = isos[0] if isos else None
        self.starts = _starts(tuple(self.isos))

    def find(self, s: Sentence) -> list[Place]:
        """Places of a sentence, from left to right."""
        found: list[Place] = []
        begin = s.capitals
        if "capital" in s.vocabulary or any("-" in word for word in s.vocabulary):
            begin = [i for i, word in enumerate(s.low) if word == "capital" or s.words[i][0].isupper() or word[:3] in _JOINED]
        last = -1
        for i in begin:
            if i <= last or s.low[i] in counted.FUNCTION:
                continue
            place = self._capital(s, i) if s.low[i] == "capital" else self._country(s, i) or self._named(s, i) or _marked(s, i)
            if place is None and found and _is_joined(s, i, found[-1]):
                place = Place(i, i, s.words[i].removesuffix("'s"), None, 3)
            if place is not None:
                found.append(place)
                last = place.last
        return found

    def _country(self, s: Sentence, i: int) -> Place | None:
        hit = countries.is_country(s, i)
        if hit is None:
            return None
        iso, last = hit
        return Place(i, last, " ".join(s.words[i : last + 1]).removesuffix("'s"), iso, 0)

    def _named(self, s: Sentence, i: int) -> Place | None:
        low = s.low
        if low[i] in countries.DEMONYMS or (low[i] in spans.MONTHS and len(low[i]) > 3) or (victims.is_person(low[i]) and not s.words[i].isupper()):
            return None
        if _part(s.words[i]) not in self.starts and low[i] not in _ARTICLES:
            return None
        key = ""
        best: tuple[int, tuple[tuple[str, int], ...]] | None = None
        for j in range(i, min(i + 4, len(low))):
            if not (s.words[j][0].isalpha()) or (j > i and not s.words[j][0].isupper() and not low[j].startswith(("al-", "el-", "ed-", "as-"))):
                break
            if low[j] not in _ARTICLES or j == i:
                key += "" if low[j] in _ARTICLES else _part(s.words[j])
            if (hit := self._look(key, s, j)) is not None:
                best = (j, hit)
            if low[j].endswith("'s"):
                break
        if best is None or (best[0] == i and low[i].removesuffix("'s") in _STOP) or not _is_place_here(s, i, best[0]):
            return None
        last, hits = best
        if i and low[i - 1] in _DIRECTION and (with_side := self._look(_part(low[i - 1]) + "".join(map(_part, s.words[i : last + 1])), s, last)) is not None:
            i, hits = i - 1, with_side  # "eastern Ghouta" is an area, and Ghouta a quarter elsewhere
        (place_id, level), others = hits[0], hits[1:]
        marked = last + 1 < len(low) and low[last + 1] in _KIND_NOUNS
        return Place(i, last, " ".join(s.words[i : last + 1]).removesuffix("'s"), place_id, level, others, marked)

    def settle(self, found: list[Place]) -> None:
        """Choose between places of one name: those in an area that the text names elsewhere."""
        areas = {p.place_id.rsplit("/", n)[0] for p in found if p.place_id and not p.others and p.level > 0 for n in (0, 1) if p.place_id.count("/") > n}
        areas |= {p.place_id for p in found if p.place_id and p.level == 1}
        for place in found:
            if place.others and place.place_id and place.level > 1 and not any(place.place_id.startswith(area + "/") for area in areas):
                better = next((o for o in place.others if any(o[0].startswith(area + "/") for area in areas)), None)
                if better is not None:
                    place.place_id, place.level = better

    def _capital(self, s: Sentence, i: int) -> Place | None:
        """As in "The capital", "the Libyan capital": where no name follows."""
        low = s.low
        if (
            low[i] != "capital"
            or i == 0
            or (
                i + 1 < len(low)
                and (s.words[i + 1][0].isupper() or (low[i + 1] == "," and i + 2 < len(low) and s.words[i + 2][0].isupper()) or low[i + 1] == "of")
            )
        ):
            return None
        iso = countries.DEMONYMS.get(low[i - 1]) or countries.names().get((low[i - 1].removesuffix("'s"),)) or (self.home if low[i - 1] == "the" else None)
        name = countries.CAPITALS.get(iso or "")
        hits = _index(iso).get("".join(_part(w) for w in name.split())) if iso and name else None
        return Place(i, i, name, *hits[0], hits[1:]) if hits and name else None

    def _look(self, key: str, s: Sentence, last: int) -> tuple[tuple[str, int], ...] | None:
        following = s.low[last + 1] if last + 1 < len(s.low) else ""
        for iso in self.isos:
            index = _index(iso)
            hits = index.get(key)
            if hits is None:
                continue
            if hits[0][1] == 1 and following in _CITY and (towns := tuple(h for h in hits if h[1] == 3)):
                return towns
            return hits
        return None


def is_word(name: str) -> bool:
    """Whether the name of a town, in lower case, is far more often a word, a party or a person."""
    return name in _STOP


def _is_place_here(s: Sentence, i: int, last: int) -> bool:
    """Whether a name that is also a place's stands where a place would."""
    low = s.low
    before = low[i - 1] if i else ""
    following = low[last + 1].removesuffix("'s") if last + 1 < len(low) else ""
    if following in _ORGANISATION or (
        last + 1 < len(low)
        and s.words[last + 1][0].isupper()
        and not low[last].endswith("'s")
        and following not in _KIND_NOUNS
        and not s.shouting
        and following not in spans.WEEKDAYS
    ):
        return False
    if s.shouting:
        return before in _BEFORE or before in _KIND_NOUNS or before == ","
    if i and low[i - 1].endswith("'s") and (low[i - 1][:-2],) in countries.names():
        return True  # "Nigeria's Borno"
    return not (
        i and s.words[i - 1][0].isupper() and low[i - 1] not in _BEFORE and low[i - 1] not in _DIRECTION | _KIND_NOUNS and s.words[i - 1][0].isalpha() and i > 1
    )


_CUES = _KIND_NOUNS | word_set("""site locality community sector zone market stronghold hills mountains forest gorge part centre center heart outskirts edge south north east west streets
    attack raid assault siege battle bombing bombardment shelling massacre governor sheikhdom""")
_UNPLACED = word_set("fighting clashes clash war attack attacks weekend today yesterday morning night the battle combat ambush shelling operations")
_DWELLERS = word_set("residents villagers inhabitants people resident mayor population")
_HITS = word_set(
    "shell shelling bomb bombing pound pounding pounded bombard bombarding strike hitting attack attacking struck hit entered raided overran stormed attacked shelled bombed besieged invaded recaptured seized captured reached fleeing fled flee left"
)


_CUED = frozenset({"of", "on", "in", "at", "near"}) | _KIND_NOUNS | _HITS


def _may_be_kind(low: list[str], i: int) -> bool:
    return any(word in _KIND_NOUNS or word == "," for word in low[i + 1 : i + 5])


def _is_joined(s: Sentence, i: int, before: Place) -> bool:
    """Whether a name follows a place by "and" alone: "in Erati and Memba"."""
    if i - before.last != 2 or s.low[i - 1] != "and" or before.level < 3 or s.shouting or s.low[i] in _STOP | _ORGANISATION:
        return False
    return not (victims.is_person(s.low[i]) or s.low[i] in countries.DEMONYMS or (i + 1 < len(s.low) and s.words[i + 1][0].isupper()))


def _marked(s: Sentence, i: int) -> Place | None:
    """A name the gazetteer does not know: "in the village of X", "near X", "X district"."""
    low = s.low
    bare = low[i].removesuffix("'s")
    if bare in _STOP or bare in countries.DEMONYMS or bare in spans.MONTHS or bare in spans.WEEKDAYS or victims.is_person(bare):
        return None
    back = i - 1
    while back > 0 and low[back] in _DIRECTION:
        back -= 1
    if i and low[back] not in _CUED and not _may_be_kind(low, i):
        return None
    last = i
    if s.shouting and (i == 0 or low[i - 1] not in ("in", "near", "of", "at") or low[i] in counted.FUNCTION):
        return None
    while (
        last + 1 < len(low)
        and last < i + (1 if s.shouting else 3)
        and not (s.shouting and low[last + 1] in counted.FUNCTION)
        and ((s.words[last + 1][0].isupper() and s.words[last + 1][0].isalpha()) or low[last + 1].split("-")[0] in _ARTICLES | {"de", "la"})
        and not low[last].endswith("'s")
    ):
        last += 1
    following = low[last + 1] if last + 1 < len(low) else ""
    before = low[back] if i else ""
    if (
        any(
            w in _UNPLACED or w in harms.HARM_WORDS or w in _ORGANISATION or w in countries.DEMONYMS or w in spans.MONTHS or w in spans.WEEKDAYS
            for w in low[i : last + 1]
        )
        or following in _ORGANISATION
        or (before == "on" and victims.is_person(following))
        or (s.words[i].isupper() and len(low[i]) < 5)
    ):
        return None
    kind = following in _KIND_NOUNS or (
        following == "," and low[last + 2 : last + 3] in (["a"], ["the"]) and any(w in _KIND_NOUNS for w in low[last + 3 : last + 6])
    )
    cue = before in ("of", "on", "in", "at") and i > 1 and (low[i - 2] in _CUES or (before == "of" and low[i - 2] in _DWELLERS))
    cue = cue or (before in _HITS and last + 1 < len(low) and not low[last + 1].isalpha() and not low[i].endswith("s"))
    called = before in _KIND_NOUNS and i > 1
    if not (kind or cue or called or before in ("in", "at", "near")):
        return None
    if s.shouting and not (cue or called or kind) and following not in counted.FUNCTION and following[:1].isalpha():
        return None
    words = s.words[i : last + 1]
    return Place(i, last, " ".join(words).removesuffix("'s"), None, 3, (), kind or cue or called)


def is_spoken(s: Sentence, place: Place) -> bool:
    """Whether a place is where something was said or published: "told reporters in Geneva", "reached in London"."""
    low = s.low
    for k in range(place.first - 1, max(-1, place.first - 6), -1):
        if low[k] in (",", ";", "that", ":") or low[k] in harms.HARM_WORDS:
            return False
        if low[k] in _SPOKEN:
            return True
    return False


_SUBJECT_VERBS = word_set("alone accounts has was came recorded saw had suffered followed registered reported accounted experienced")
_SPOKEN = word_set(
    "told said says published released reporters telephone phone reached interview conference spokesman spokeswoman statement headquartered based"
)


def is_located(s: Sentence, place: Place) -> bool:
    """Whether a place is where something happens: after "in", "at", "near", "of", or named with its kind."""
    if place.marked:
        return True
    low, i = s.low, place.first - 1
    after = low[place.last + 1 : place.last + 3]
    if after == [",", "where"]:
        return True
    if low[i] == "on" and after and victims.is_person(after[0]):
        return False  # "an attack on Hazara marchers"
    while i >= 0 and (
        low[i] in countries.DEMONYMS
        or low[i] in _DIRECTION
        or low[i] in _KIND_NOUNS
        or low[i] in ("the", "a", "an", "besieged", "nearby", "neighbouring", "neighboring", "of", "'s")
        or (low[i][-2:] == "'s" and (low[i][:-2],) in countries.names())
    ):
        if low[i] == "of":
            return True
        i -= 1
    if i < 0 and place.first == 0 and place.last + 1 < len(low) and low[place.last + 1] in _SUBJECT_VERBS:
        return True
    if i < 0:
        return place.first > 0 or s.words[place.last].endswith("'s") or (place.last + 1 < len(low) and low[place.last + 1] in _KIND_NOUNS)
    if low[i] in _LOCATIVE or low[i] == "," or low[i] in _HITS:
        return not (low[i] == "and" and (s.low[place.last].endswith("'s") or _is_of_origin(s, i)))
    return place.last + 1 < len(low) and low[place.last + 1] in _KIND_NOUNS


def _is_of_origin(s: Sentence, joint: int) -> bool:
    """As in "soldiers from Malawi and Uruguay": the name before "and" only says whence somebody comes."""
    i = joint - 1
    while i > 0 and s.words[i][0].isupper():
        i -= 1
    return i < joint - 1 and s.low[i] == "from"
