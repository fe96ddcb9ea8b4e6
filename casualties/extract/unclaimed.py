"""Numbers that are no figure of persons harmed: ages, money, distances, calibres, rates, years, votes, dates, things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casualties.extract import figures, victims
from casualties.extract.spans import MONTHS
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.numbers import Number
    from casualties.extract.sentences import Sentence

_AFTER = word_set("""% percent per pc percentage km kilometre kilometres kilometer kilometers mile miles metre metres meter meters mm cm m ft foot feet kg kilogram kilograms kilo
    kilos ton tons tonne tonnes litre litres liter liters gram grams pound pounds dollar dollars euro euros usd cent cents peso pesos rupee rupees
    hour hours day days week weeks month months year years minute minutes second seconds decade decades century centuries time times night nights weekend
    am pm a.m p.m a.m. p.m. o'clock gmt vote votes seat seats degree degrees round rounds th st nd rd acre acres hectare hectares storey storeys story
    mph kph mw watt january february march april june july august september october november december jan feb mar apr jun jul aug sept oct nov dec
    to-1 caliber calibre millimeter millimeters""")
_BEFORE = word_set("""$ € £ ¥ # no. number. age aged ages article resolution route highway chapter page paragraph flight channel unit section january february march april may june
    july august september october november december jan jan. feb feb. mar mar. apr apr. jun jun. jul jul. aug aug. sep sep. sept sept. oct oct. nov nov. dec dec.
    us$ a$ version category magnitude decree law clause boeing km room gate apartment""")
_UNITS_OF_RATE = word_set("day week month year hour night minute")
_THINGS = word_set("""attack attacks bomb bombs bombing bombings strike strikes airstrike airstrikes raid raids missile missiles rocket rockets shell shells mortar mortars blast
    blasts explosion explosions grenade grenades car cars vehicle vehicles truck trucks bus buses tank tanks helicopter helicopters plane planes aircraft jet jets
    drone drones ship ships boat boats building buildings house houses home homes hospital hospitals school schools mosque mosques church churches shop shops
    village villages town towns city cities district districts area areas province provinces place places site sites checkpoint checkpoints post posts base bases
    bullet bullets gun guns rifle rifles weapon weapons massacre massacres incident incidents clash clashes operation operations offensive offensives
    group groups party parties organisation organisations organization organizations country countries state states nation nations side sides source sources
    report reports statement statements case cases charge charges count counts point points question questions issue issues phase phases stage stages reason reasons
    convoy convoys street streets road roads bridge bridges market markets camp camps facility facilities centre centres center centers station stations
    animal animals dog dogs cow cows cattle sheep goat goats camel camels horse horses livestock power towers tower pylons pipeline pipelines
    facility body-bags bag bags piece pieces part parts floor floors month door doors corpse-carrying position positions target targets copy copies
    company companies firm firms bank banks farm farms hotel hotels plot plots hectare battalion battalions brigade brigades division divisions unit units
    column columns resolution resolutions talk talks meeting meetings agreement agreements round hour hours tent tents flag flags item items ethnic-groups""")


def is_measure(s: Sentence, number: Number) -> bool:
    """Whether the words beside a number make it an amount of something else than persons."""
    low, after, before = s.low, number.last + 1, number.first - 1
    nearest = number.core - 1
    if after < len(low) and (low[after] in _AFTER or (low[after] == "-" and after + 1 < len(low) and low[after + 1] in _AFTER)):
        return not number.single or low[after] != "second"
    if before >= 0 and (low[before] in _BEFORE or low[nearest] in _BEFORE):
        return not (low[before] == "may" and not s.words[before][0].isupper())
    if number.year and _is_year(s, number):
        return True
    if low[after : after + 1] in (["in"], ["out"]) and _is_ratio(low, after + 1 + (low[after] == "out")):
        return True  # "nine in ten of the victims"
    all_but = low[max(0, before - 1) : number.first] == ["all", "but"]  # "all but one of the 117": how many did not
    if all_but or (before > 0 and low[before] == "in" and low[before - 1] in figures.WORDS and low[after : after + 1] == ["of"]):
        return True
    if _is_limit_of_age(low, number) or _is_age(low, number) or _is_share(low, number) or _is_money(low, number) or _is_day(low, number):
        return True
    if (
        before > 0
        and low[before] == "of"
        and victims.is_person(low[before - 1])
        and victims.is_singular(low[before - 1])
        and number.low == number.high
        and number.value < 100
    ):
        return True  # "a girl of six"
    return _is_clock_or_score(s, number)


def _is_clock_or_score(s: Sentence, number: Number) -> bool:
    """As in "7.56 am", "at 10:30", "3-2", "7/7": another digit, sign and digit beside it, without a space."""
    low = s.low
    after, before = number.last + 1, number.first - 1
    if (
        low[before] == "between"
        and re.fullmatch("[0-2][0-9]{3}", low[number.core])
        and any(re.fullmatch("0[0-9]{3}", w) for w in low[number.first : after + 2])
    ):
        return True  # "between 1800 and 0600"
    if before >= 0 and low[before] == "at" and re.fullmatch("[01][0-9][0-5][0-9]|2[0-3][0-5][0-9]", low[number.core]):
        return after >= len(low) or not victims.is_person(low[after])  # "at 1215 (1515 GMT)"
    if after + 1 < len(low) and low[after] in (":", "/") and low[after + 1][0].isdigit() and s.start[after + 1] == s.end[after]:
        return True
    return before > 0 and low[before] in (":", "/") and low[before - 1][-1].isdigit() and s.start[number.first] == s.end[before]


def _is_day(low: list[str], number: Number) -> bool:
    """As in "between the afternoons of 2 and 5 August"."""
    following = low[number.last + 1 : number.last + 4]
    return len(following) == 3 and following[0] in ("and", "to", "-", "–") and following[1].isdigit() and following[2] in MONTHS


def _is_money(low: list[str], number: Number) -> bool:
    """As in "millions in losses", "losses amount to several millions"."""
    after = number.last + 1
    return low[after : after + 2] in (["in", "losses"], ["in", "damage"]) or low[max(0, number.first - 3) : number.first] == ["losses", "amount", "to"]


_FRACTIONS = word_set("half third percent % two-thirds majority")


def _is_share(low: list[str], number: Number) -> bool:
    """As in "Half of the town's 150,000 inhabitants": nobody says how many."""
    return any(low[k] in _FRACTIONS and low[k + 1] == "of" and not _is_of_time(low[k + 2]) for k in range(max(0, number.first - 5), number.first - 1))


def _is_of_time(word: str) -> bool:
    """As in "the first half of 2017", "half of this year"."""
    return word in ("this", "last") or (len(word) == 4 and word[:2] in ("19", "20"))


def _is_ratio(low: list[str], i: int) -> bool:
    word = low[i] if i < len(low) else ""
    following = low[i + 1] if i + 1 < len(low) else "."
    return (word in figures.WORDS or (word.isdigit() and len(word) < 4)) and following in ("of", "people", ".", ",")


def _is_age(low: list[str], number: Number) -> bool:
    """As in "Porth, 65, was": a bare number between commas after a name."""
    before, after = number.first - 1, number.last + 1
    if number.value > 110 or number.low != number.high or before < 1 or after >= len(low) or low[before] != ",":
        return False
    return low[after] == "," and low[before - 1][0].isalpha() and low[before - 1] not in ("killed", "dead", "wounded", "injured", "including")


def _is_limit_of_age(low: list[str], number: Number) -> bool:
    """As in "children under the age of 10", "men over 60", "a boy younger than six"."""
    core = number.core - 1
    if number.value > 110 or core < 1:
        return False
    if low[core] == "of" and low[core - 1] in ("age", "ages"):
        return True
    first = number.first if number.first < number.core else core
    return first > 0 and low[first] in ("under", "over", "above", "below", "than", "younger", "older") and victims.is_person(low[first - 1])


def _is_year(s: Sentence, number: Number) -> bool:
    low = s.low
    before = low[number.first - 1] if number.first > 0 else ""
    after = low[number.last + 1] if number.last + 1 < len(low) else "."
    if before in (
        "in",
        "since",
        "of",
        "from",
        "until",
        "during",
        "early",
        "late",
        "mid",
        "by",
        "to",
        "and",
        "before",
        "after",
        ",",
        "(",
        "spring",
        "summer",
        "autumn",
        "winter",
    ):
        return after in _CLOSES_YEAR or not after[0].isalpha()
    return before.isdigit() or not after[0].isalpha()


_CLOSES_YEAR = word_set("in on at when and or but by after as that the to until with for he she it they an a was were has had who war since -")


def is_rate(s: Sentence, last: int) -> bool:
    """Whether the words after a figure spread it over time ("80 a day", "5,000 people a month", "per week")."""
    low = s.low
    for i in range(last + 1, min(last + 3, len(low) - 1)):
        if low[i] in ("a", "per", "each", "every") and low[i + 1] in _UNITS_OF_RATE:
            return low[i + 2 : i + 3] not in (["later"], ["earlier"], ["ago"], ["before"], ["after"])
        if low[i] in ("daily", "weekly", "monthly"):
            return True
    return False


def is_thing(word: str) -> bool:
    """Whether a noun is known to be no person."""
    return word in _THINGS or word in _AFTER
