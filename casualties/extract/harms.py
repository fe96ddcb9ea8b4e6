"""Words of harm: killed, injured, missing, detained, displaced, in every form in which news says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence

# Form -> harm -> words. past: "killed" (active, passive or participle); finite: "kills" (active); ing: "killing 46";
# happens: "died"; state: "dead", after or before the persons; count: "deaths", itself counted; act: "the killing of 67".
_WORDS: dict[str, dict[str, str]] = {
    "past": {
        "killed": "killed slain slaughtered massacred murdered executed assassinated beheaded hanged lynched martyred decapitated butchered electrocuted "
        "gassed liquidated eliminated incinerated neutralised neutralized destroyed lost",
        "injured": "wounded injured hurt maimed mutilated hospitalised hospitalized",
        "detained": "arrested detained abducted kidnapped imprisoned jailed captured apprehended interned",
        "displaced": "displaced uprooted evicted evacuated",
    },
    "finite": {
        "killed": "buried kill kills slay slays massacre massacres murder murders execute executes",
        "injured": "injure injures wound wounds hurts maim maims",
        "detained": "arrest arrests detain detains abduct abducts kidnap kidnaps capture captures",
        "displaced": "displace displaces uproot uproots",
    },
    "ing": {
        "killed": "killing slaying murdering massacring executing slaughtering assassinating beheading neutralising neutralizing eliminating",
        "injured": "wounding injuring hurting maiming",
        "detained": "arresting detaining abducting kidnapping capturing",
        "displaced": "displacing uprooting",
    },
    "happens": {
        "killed": "died die dies dying perished perish perishes drowned succumbed drown",
        "missing": "disappeared vanished",
        "displaced": "fled flee flees",
    },
    "state": {
        "killed": "dead deceased lifeless",
        "missing": "missing unaccounted",
        "displaced": "homeless",
    },
    "count": {
        "killed": "deaths fatalities killings bodies corpses martyrs death fatality body corpse executions murders cadavers homicides homicide",
        "injured": "injuries injury",
        "detained": "arrests detentions abductions kidnappings",
        "casualties": "casualties",
        "missing": "disappearances",
    },
    "act": {
        "killed": "killing murder massacre execution slaughter assassination slaying deaths death killings lives life beheading bodies remains homicides",
        "injured": "wounding",
        "detained": "arrest detention abduction kidnapping capture arrests",
        "displaced": "displacement",
        "missing": "disappearance",
    },
}
# First word -> (phrase, form, harm); "_" stands for one of his, her, their, its.
_PHRASES: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
for _form, _harm, _texts in (
    (
        "past",
        "killed",
        (
            "gunned down",
            "shot dead",
            "shot to death",
            "blown to pieces",
            "hacked to death",
            "beaten to death",
            "stabbed to death",
            "put to death",
            "mowed down",
            "mown down",
            "cut down",
            "struck dead",
        ),
    ),
    (
        "past",
        "killed",
        ("burned to death", "burnt to death", "stoned to death", "starved to death", "crushed to death", "tortured to death", "shot and killed"),
    ),
    ("past", "killed", ("burned alive", "burnt alive", "buried alive")),
    (
        "past",
        "detained",
        (
            "rounded up",
            "taken into custody",
            "taken prisoner",
            "taken hostage",
            "taken captive",
            "picked up",
            "taken away",
            "took away",
            "led away",
            "carried off",
            "taken prisoner",
        ),
    ),
    ("past", "detained", ("placed under arrest", "put under arrest", "thrown in jail", "held hostage", "held captive", "held prisoner")),
    (
        "past",
        "displaced",
        (
            "driven from _ homes",
            "driven out of _ homes",
            "forced from _ homes",
            "forced out of _ homes",
            "forced to flee",
            "forced to leave",
            "made homeless",
            "driven from home",
        ),
    ),
    ("past", "displaced", ("driven from _ villages", "forced to abandon", "chased from _ homes", "driven out")),
    ("past", "injured", ("left wounded", "left injured", "taken to hospital", "rushed to hospital", "admitted to hospital")),
    ("happens", "injured", ("nursing wounds", "nursing injuries")),
    ("finite", "killed", ("gun down", "guns down", "shoot dead", "shoots dead")),
    ("finite", "detained", ("round up", "rounds up")),
    ("ing", "killed", ("gunning down", "shooting dead")),
    ("ing", "detained", ("rounding up",)),
    ("ing", "displaced", ("forcing from _ homes", "driving from _ homes")),
    (
        "happens",
        "killed",
        (
            "lost _ lives",
            "lost _ life",
            "lose _ lives",
            "losing _ lives",
            "lost lives",
            "laid down _ life",
            "laid down _ lives",
            "met _ deaths",
            "met _ death",
            "starved to death",
            "bled to death",
            "burned to death",
            "burnt to death",
            "froze to death",
            "burned alive",
        ),
    ),
    (
        "happens",
        "injured",
        tuple(
            f"{verb} {what}" for verb in ("suffered", "sustained", "received", "suffering", "sustaining") for what in ("injuries", "wounds", "burns", "injury")
        ),
    ),
    (
        "happens",
        "injured",
        tuple(
            f"{verb} {how} {what}"
            for verb in ("suffered", "sustained")
            for how in ("serious", "severe", "minor", "slight", "light", "bullet", "gunshot", "shrapnel", "grave", "critical")
            for what in ("injuries", "wounds", "burns")
        ),
    ),
    ("happens", "missing", ("went missing", "gone missing")),
    (
        "happens",
        "displaced",
        (
            "crossed into",
            "poured out",
            "streamed out",
            "poured across",
            "streamed across",
            "left _ homes",
            "fled _ homes",
            "abandoned _ homes",
            "leave _ homes",
            "lost _ homes",
        ),
    ),
    ("state", "killed", ("found dead", "to death", "in body bags")),
    (
        "state",
        "injured",
        (
            "in critical condition",
            "in serious condition",
            "in a critical condition",
            "in a serious condition",
            "in grave condition",
            "critically ill",
            "in intensive care",
        ),
    ),
    ("state", "missing", ("unaccounted for",)),
    ("state", "displaced", ("from _ homes", "out of _ homes", "from _ villages", "without homes")),
    ("state", "detained", ("under arrest", "in custody", "in detention", "in captivity", "behind bars", "in jail", "in prison")),
    ("count", "killed", ("dead bodies", "civilian deaths", "loss of life")),
):
    for _text in _texts:
        _split = tuple(_text.split())
        _PHRASES.setdefault(_split[0], []).append((_split, _form, _harm))
for _found in _PHRASES.values():
    _found.sort(key=lambda item: -len(item[0]))
_OWN = frozenset({"their", "his", "her", "its", "the", "our"})
_ONE: dict[str, list[tuple[str, str]]] = {}
for _form, _by_harm in _WORDS.items():
    for _harm, _text in _by_harm.items():
        for _word in _text.split():
            _ONE.setdefault(_word, []).append((_form, _harm))

HARM_WORDS = (
    frozenset(_ONE)
    | {max(words, key=len) for entries in _PHRASES.values() for words, _, _ in entries}
    | {"casualty", "toll", "victims", "victim", "lives", "life", "losses", "detainees", "hostages", "prisoners"}
)
"""A sentence without one of these words says nothing of harm by itself."""

OBJECT_WORDS = {
    "detainees": "detained",
    "detainee": "detained",
    "hostages": "detained",
    "captives": "detained",
    "victims": "killed",
    "wounded": "injured",
    "injured": "injured",
    "dead": "killed",
    "killed": "killed",
    "missing": "missing",
    "displaced": "displaced",
}
"""Words that are counted as a noun and say the harm themselves ("the 12 dead", "23 victims")."""

WEAK = word_set(
    "captured picked taken hurt evacuated left eliminated neutralised neutralized destroyed lost hurts capture captures capturing wound wounds buried fell hanged seized driven"
)
"""Words that also happen to things: they harm only what is known to be a person."""


_WEAK_FIRST = frozenset({"crossed", "poured", "streamed", "taken", "rushed", "admitted", "cut", "picked", "took", "carried", "led", "struck"})


@dataclass(slots=True)
class Harm:
    """A word of harm in a sentence: its tokens (both ends inclusive), harm and form."""

    first: int
    last: int
    harm: str
    form: str
    weak: bool = False


def find(s: Sentence) -> dict[int, Harm]:
    """Words of harm by their first token; the longest phrase wins, and a word of several forms comes in its first."""
    found: dict[int, Harm] = {}
    low = s.low
    if HARM_WORDS.isdisjoint(s.vocabulary):
        return found
    skip = -1
    for i, word in enumerate(low):
        if i <= skip:
            continue
        if word in _PHRASES and (hit := _phrase(low, i)):
            last, form, harm = hit
            found[i] = Harm(i, last, harm, form, word in _WEAK_FIRST)
            skip = last
        elif word in _ONE:
            form, harm = _ONE[word][0]
            found[i] = Harm(i, i, harm, form, word in WEAK)
    return found


def act_of(word: str) -> str | None:
    """The harm of a noun of action: "the killing of 67 civilians", "the lives of 12"."""
    for form, harm in _ONE.get(word, ()):
        if form in ("act", "count", "ing"):
            return harm
    return None


def _phrase(low: list[str], i: int) -> tuple[int, str, str] | None:
    for words, form, harm in _PHRASES[low[i]]:
        last = i + len(words) - 1
        if last < len(low) and words[-1] == low[last] and all(w == low[i + k] or (w == "_" and low[i + k] in _OWN) for k, w in enumerate(words)):
            return last, form, harm
    return None
