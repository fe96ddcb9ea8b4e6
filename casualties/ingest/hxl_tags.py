"""HXL tags (https://hxlstandard.org): what the hashtag and the attributes of a column say it holds, in our words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.tables.victims import VICTIMS

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED = frozenset({"#affected", "#impact", "#indicator", "#casualties"})
"""Hashtags under which persons are counted."""

_HARMS = {
    "killed": ("killed", "dead", "deaths", "death", "deceased", "fatalities", "fatality"),
    "injured": ("injured", "wounded", "hurt", "injuries"),
    "missing": ("missing", "disappeared"),
    "detained": ("detained", "arrested", "imprisoned", "kidnapped", "abducted"),
    "displaced": ("displaced", "idps", "idp"),
    "casualties": ("casualties",),
}
_GROUPS = {
    "civilians": ("civilian", "civilians"),
    "combatants": ("combatant", "combatants", "military", "fighters"),
    "security_forces": ("security_forces", "police", "soldiers"),
    "rebels": ("rebels", "insurgents"),
    "journalists": ("journalist", "journalists", "media"),
    "aid_workers": ("aidworker", "aidworkers", "aid_worker", "aid_workers", "humanitarian", "humanitarians"),
    "medics": ("medic", "medics", "healthworker", "healthworkers", "health_worker", "health_workers"),
    "detainees": ("detainee", "detainees", "prisoners", "pow"),
}
_SEXES = {"f": ("f", "female", "females", "women"), "m": ("m", "male", "males", "men")}
_AGES = {
    "children": ("children", "child", "minors", "boys", "girls"),
    "infants": ("infants", "infant"),
    "adults": ("adults", "adult"),
    "elderly": ("elderly",),
}
_WITH_SEX = {"boys": "m", "girls": "f"}
_ADULT_WITH_SEX = {"women", "men"}
_BOUNDS = {"low": ("min", "minimum", "low"), "high": ("max", "maximum", "high"), "best": ("best", "estimate", "est")}
_RUNNING = ("cumulative", "cumul", "cum", "todate")
_NEUTRAL = ("num", "number", "count", "total", "tot", "all", "persons", "people", "ind", "individuals", "new", "reported", "sum", "int", "integer")

_HARM, _GROUP, _SEX, _AGE, _BOUND = ({word: key for key, words in table.items() for word in words} for table in (_HARMS, _GROUPS, _SEXES, _AGES, _BOUNDS))

_TARGETS: tuple[tuple[str, str], ...] = (
    ("start", r"#date \+start"),
    ("end", r"#date \+end"),
    ("published_at", r"#(date|meta) \+(date \+)?(published|reported|publication)|#date \+report|#meta \+date"),
    ("year", r"#date \+year"),
    ("month", r"#date \+month"),
    ("day", r"#date \+day"),
    ("date", r"#date( \+(occurred|event|incident|iso|start \+end))*"),
    ("country", r"#country \+(code|iso|iso3|v_iso3|v_iso2)( \+(iso3|v_iso3|v_iso2))?"),
    ("country", r"#country( \+name)?( \+(en|i_en))?"),
    ("adm_1", r"#adm1( \+name)?( \+(en|i_en))?"),
    ("adm_1", r"#adm1 \+(code|pcode)( \+v_pcode)?"),
    ("adm_2", r"#adm2( \+name)?( \+(en|i_en))?"),
    ("adm_2", r"#adm2 \+(code|pcode)( \+v_pcode)?"),
    ("place", r"#loc( \+name)?( \+(town|city|village|site))?( \+(en|i_en))?"),
    ("place", r"#adm[345]( \+name)?"),
    ("lat", r"#geo \+lat(itude)?|#lat_deg"),
    ("lon", r"#geo \+lon(gitude)?|#lon_deg"),
    ("source", r"#meta \+source( \+name)?"),
    ("url", r"#meta \+(source \+)?(url|link)( \+source)?"),
    ("record_id", r"#(meta|event|incident) \+(id|code)"),
    ("cause", r"#cause( \+(name|type))?|#event \+type|#impact \+type|#weapon( \+(name|type))?"),
    ("attributed_to", r"#(group|actor|org) \+(perp|perpetrator) \+name"),
    ("attributed_to", r"#(group|actor|org) \+(perp|perpetrator)"),
)


@dataclass(frozen=True)
class Tag:
    """A hashtag with its attributes, as `#affected+killed+f`: blanks and capital letters do not matter, nor a + that was left out."""

    hashtag: str
    attributes: tuple[str, ...]

    @classmethod
    def of(cls, cell: str) -> Tag | None:
        """The tag in a cell; None where it is none."""
        words = [word for word in re.split(r"[\s+]+", cell.strip().lower()) if word]
        if not words or not re.fullmatch(r"#[a-z][a-z0-9_]*", words[0]):
            return None
        return cls(words[0], tuple(dict.fromkeys(word.lstrip("#") for word in words[1:])))

    def __str__(self) -> str:
        return "".join([self.hashtag, *(f"+{word}" for word in self.attributes)])


@dataclass(frozen=True)
class Count:
    """Persons counted in a column.

    Parameters
    ----------
    harm, bound : str
        The harm; low, best or high.
    who : frozenset of str
        What tells these persons from all: groups, f, m, children, infants, adults, elderly.
    running : bool
        Whether it is a running total.
    """

    harm: str
    bound: str
    who: frozenset[str]
    running: bool

    @property
    def facet(self) -> str:
        """End of the claim_id."""
        return "-".join([self.harm, *sorted(self.who), *(["cumulative"] if self.running else [])])


def target(tag: Tag) -> str | None:
    """What a column that holds no figure stands for: a target of `table_plan`, `source`, or None."""
    return next((word for word, _ in _found(tag)), None)


def rank(tag: Tag) -> int:
    """Of several columns that stand for the same, the one with the lowest is meant first: codes of countries, names of areas."""
    return next((n for _, n in _found(tag)), len(_TARGETS))


def _found(tag: Tag) -> list[tuple[str, int]]:
    forms = {" ".join([tag.hashtag, *(f"+{word}" for word in words)]) for words in (tag.attributes, sorted(tag.attributes))}
    return [(word, n) for n, (word, form) in enumerate(_TARGETS) if any(re.fullmatch(form, told) for told in forms)]


def count(tag: Tag, meaning: Mapping[str, str]) -> Count | None:
    """What a column of figures counts; None where that is not known: an attribute that is not may make it a part of anything, or no persons at all.

    Parameters
    ----------
    tag : Tag
    meaning : mapping
        Attributes the definition explains: kinds of victims, or "all" where it changes nothing.
    """
    if tag.hashtag not in COUNTED:
        return None
    told: dict[str, set[str]] = {"harm": set(), "who": set(), "bound": set(), "running": set(), "nothing": set()}
    for word in tag.attributes:
        kind, words = ("who", {meaning[word]} - {"all"}) if word in meaning else _says(word)
        if kind not in told:
            return None
        told[kind] |= words
    harms = told["harm"]
    if not harms or len(told["bound"]) > 1 or (len(harms) > 1 and harms != {"killed", "injured"}):
        return None
    return Count("casualties" if len(harms) > 1 else next(iter(harms)), next(iter(told["bound"]), "best"), frozenset(told["who"]), bool(told["running"]))


def _says(word: str) -> tuple[str, set[str]]:
    """What an attribute is about, and in which words of ours."""
    for kind, table in (("harm", _HARM), ("who", _GROUP), ("bound", _BOUND)):
        if word in table:
            return kind, {table[word]}
    if word in _SEX or word in _AGE:
        return "who", _persons(word)
    if word in _RUNNING:
        return "running", {word}
    return ("nothing" if word in _NEUTRAL else "unknown"), set()


def _persons(word: str) -> set[str]:
    found = {table[word] for table in (_SEX, _AGE) if word in table}
    if word in _WITH_SEX:
        found.add(_WITH_SEX[word])
    if word in _ADULT_WITH_SEX:
        found.add("adults")
    return found


def victims(who: frozenset[str], *, ages: bool) -> tuple[str, bool]:
    """The kind of victims these are, and whether they are all of that kind.

    Parameters
    ----------
    who : frozenset of str
    ages : bool
        Whether children are counted beside: then a sex without an age holds girls or boys too, and adds to nothing.
    """
    groups = sorted(who & set(VICTIMS) - {"children"})
    if who & {"children", "infants"}:
        return "children", who == {"children"}
    if who & {"f", "m"} and not groups:
        word = "women" if "f" in who else "men"
        return word, len(who & {"f", "m"}) == 1 and (who in ({"f", "adults"}, {"m", "adults"}) or (len(who) == 1 and not ages))
    if groups:
        return groups[0], len(who) == 1
    return "all", not who
