"""Place of each figure: that of its clause, its sentence, its whole, or the last one told."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from casualties.extract import deeds, phrases, where
from casualties.extract.timing import dateline_end, is_of_others, is_superlative
from casualties.extract.where import Place
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.claim import Claim, Scene

_NATIONWIDE = word_set("country nation")
_TOWARDS = word_set("into for from towards toward")
_MOVES = word_set(
    "evacuated taken flown sent moved fled went drove returned transferred brought fleeing withdrew ferried rushed flee cross crossed escaped way"
)
_EVENTS = word_set("attack attackers assailants gunmen bomb bomber blast explosion raid raiders device bombing ambush incident shooting")
_WINDOW = 40  # sentences and figures back to which a place may lead, so that long texts cost no more than their length
_DEFINITE = word_set("city town village area camp district neighbourhood neighborhood enclave territory state province region strip")
_AREAS = word_set("state province region governorate")
_APART = word_set("separate separately elsewhere")


def places(claims: list[Claim], scenes: list[Scene], titles: list[Scene], home: str | None) -> None:
    """Fill place and basis of every claim, in the order of the text; only places of the country `home` are carried forward."""
    told: Place | None = None
    before: Place | None = None
    at = 0
    for n, claim in enumerate(claims):
        for scene in scenes[at : claim.scene.index]:
            newer = _deepest([p for p in _located(scene) if p.level > 0 and _is_home(p, home)])
            if newer is not None:
                told, before = newer, None
        at = claim.scene.index
        _one(claim, told, before, scenes, titles)
        if claim.place is None or claim.place.level == 0:
            _as_before(claim, claims[max(0, n - _WINDOW) : n])
        if claim.place is not None and claim.place.level > 0:
            told = claim.place
            before = claim.place if claim.whole is None and not claim.running else before
    _sharpen(claims, scenes)


def _area(told: Place | None, claim: Claim, scenes: list[Scene]) -> Place | None:
    """The place told before, or the area it lies in where "the state", "the province" is meant."""
    if told is None or told.level <= 1 or _AREAS.isdisjoint(claim.scene.s.low[claim.bound.first :]):
        return told
    earlier = [p for scene in scenes[max(0, claim.scene.index - _WINDOW) : claim.scene.index + 1] for p in scene.places if p.level == 1]
    inside = [p for p in earlier if p.place_id and told.place_id and told.place_id.startswith(p.place_id + "/")]
    return next(iter(inside or earlier), told)


def _is_beside(claim: Claim, place: Place) -> bool:
    """Whether a place stands in the clause of the figure itself."""
    low, first = claim.scene.s.low, claim.bound.first
    return place.first >= first or _JOINTS.isdisjoint(low[place.last + 1 : first])


_JOINTS = frozenset((",", ";", "after", "while", "when", "but", "as"))


def _is_home(place: Place, home: str | None) -> bool:
    return place.place_id is None or home is None or place.place_id[:3] == home


def _points_back(claim: Claim) -> bool:
    """As in "There", "in the city": the place told before."""
    low = claim.scene.s.low[claim.bound.first :]
    return "there" in low or any(low[i] == "the" and low[i + 1] in _DEFINITE and low[i - 1] in ("in", "of", "around", "across") for i in range(1, len(low) - 1))


def _one(claim: Claim, told: Place | None, before: Place | None, scenes: list[Scene], titles: list[Scene]) -> None:
    if deeds.is_elsewhere(claim) and not _is_named_elsewhere(claim) and (here := before or told) is not None:
        claim.place, claim.place_basis, claim.scope = here, "context", "except"
        return
    place = None if _is_nationwide(claim, claim.bound.first, claim.region_end) else _own_place(claim)
    claim.place_basis = "context"
    if place is not None:
        claim.place, claim.place_basis = place, "stated" if _is_beside(claim, place) else "context"
    elif claim.whole is not None and claim.whole.place is not None:
        claim.place = claim.whole.place
    elif _is_nationwide(claim, 0, len(claim.scene.s.low)):
        claim.place = None
    elif claim.running == "span":
        claim.place = _area(told, claim, scenes) if _points_back(claim) else _loose(claim) or place
    elif claim.precision in ("month", "year") and not _points_back(claim):
        claim.place = _loose(claim)
    elif not _APART.isdisjoint(claim.scene.s.low):
        claim.place = _loose(claim) or place
    else:
        again = claim.bound.number.more or not claim.bound.counted.person
        near = (before or told, _loose(claim)) if again else (_loose(claim), told)
        claim.place = near[0] or near[1] or (_ahead(claim, scenes, titles) if claim.precision in ("day", "days", "unknown") else None) or place


def _is_named_elsewhere(claim: Claim) -> bool:
    """As in "Elsewhere, three soldiers died in Amara": the place is told."""
    return claim.scene.s.low[:2] == ["elsewhere", ","] and _own_place(claim) is not None


def _as_before(claim: Claim, claims: list[Claim]) -> None:
    """A running total without a place, told with the same first day as one before, is of the same place."""
    for other in claims:
        if other is claim:
            return
        if claim.running == "span" and other.running == "span" and claim.start is not None and claim.start == other.start and other.place is not None:
            claim.place = other.place
            return


def _loose(claim: Claim) -> Place | None:
    spoken = [(a.first, a.last) for a in claim.scene.said]
    low = claim.scene.s.low
    found = [
        p
        for p in claim.scene.places
        if p.level > 0
        and p.first
        and not _is_of_share(claim, p)
        and low[p.first - 1] in where.PREPOSITIONS
        and not _is_direction(low, p)
        and not any(first <= p.first <= last for first, last in spoken)
        and not where.is_spoken(claim.scene.s, p)
    ]
    return _deepest(found)


def _is_direction(low: list[str], place: Place) -> bool:
    """Whether somebody only goes to a place, or comes from it."""
    before = low[place.first - 1] if place.first else ""
    return before in _TOWARDS or (before == "to" and not _MOVES.isdisjoint(low[max(0, place.first - 5) : place.first]))


def _ahead(claim: Claim, scenes: list[Scene], titles: list[Scene]) -> Place | None:
    following = [scene for scene in scenes[claim.scene.index : claim.scene.index + 3] if scene is claim.scene or not is_of_others(claim, scene)]
    for scene in [*following, *titles, *scenes[: min(claim.scene.index, _WINDOW)]]:
        named = _located(scene) or (scene.places if scene.index < 0 else [])
        if found := _deepest([p for p in named if p.level > 0 and not (scene is claim.scene and _is_of_share(claim, p))]):
            return found
    opening = scenes[0]
    spoken = [(a.first, a.last) for a in opening.said if opening is not claim.scene]
    named = [p for p in opening.places if p.level > 0 and not where.is_spoken(opening.s, p) and not any(first <= p.first <= last for first, last in spoken)]
    return next((p for p in named if not (opening is claim.scene and _is_of_share(claim, p)) and not _speaks(opening, p)), None)


def _speaks(scene: Scene, place: Place) -> bool:
    """As in "Bamako gave no figure": a capital that stands for its government."""
    following = scene.s.low[place.last + 1 : place.last + 2]
    return bool(following) and (following[0] in phrases.SAY or following[0] in phrases.COUNT)


def _located(scene: Scene) -> list[Place]:
    spoken = [(a.first, a.last) for a in scene.said]
    dateline = dateline_end(scene)  # where it was written
    return [
        p
        for p in scene.places
        if p.last >= dateline
        and where.is_located(scene.s, p)
        and not where.is_spoken(scene.s, p)
        and not any(first <= p.first <= last for first, last in spoken)
    ]


def _deepest(found: list[Place]) -> Place | None:
    return max(found, key=lambda p: p.level) if found else None


def _own_place(claim: Claim) -> Place | None:
    low = claim.scene.s.low
    located = [p for p in _located(claim.scene) if p.first < _list(claim) and not is_superlative(low[claim.bound.last : p.first])]
    first, last = claim.region_start, claim.region_end
    if claim.bound.link in ("toll", "listed") and not claim.bound.counted.person and (beside := _beside(claim)):
        return beside
    inside = [p for p in located if first <= p.first < last and not _opens_next(claim, p)]
    end = _instances(claim, last)
    inside = [p for p in inside if p.first < end] or (inside if not any(p.last < first for p in located) else [])
    if inside:
        return _specific(inside, claim)
    if claim.bound.part and "elsewhere" in claim.scene.s.low[claim.bound.number.last + 1 : claim.bound.counted.last + 3]:
        return None
    before = [p for p in located if p.last < first]
    near = [p for p in before if not claim.is_cut(p.last, first)] or before
    if near:
        return _specific(_together(near), claim)
    after = [p for p in located if p.first >= last and not _is_of_share(claim, p)]
    return _specific(after, claim) if after else None


def _instances(claim: Claim, end: int) -> int:
    """Where ", among them X, the envoy in Y" begins, which tells of one of the dead and not of where they died."""
    low = claim.scene.s.low
    counted = {b.number.first for b in claim.scene.bounds}  # ", including three women and a child, in X": the place is that of all
    names = (i for i in range(claim.bound.last + 1, end) if low[i] == "," and low[i + 1 : i + 2] in (["among"], ["including"]))
    return next((i for i in names if i + 2 not in counted), end)


def _list(claim: Claim) -> int:
    """Where a list of parts begins, whose places are theirs: "183 in Syria today: 40 in Damascus"; else the end of the sentence."""
    low = claim.scene.s.low
    counted = {b.number.first for b in claim.scene.bounds}
    return next((i for i in range(claim.bound.last + 1, len(low)) if low[i] == ":" and i + 1 in counted), len(low))


def _is_of_share(claim: Claim, place: Place) -> bool:
    """Whether a place follows a part of a figure that is none itself: "90 died, 34 of them in X"; not "90 died, including a child, in X"."""
    parts = [b for b in claim.scene.bounds if claim.bound.last < b.number.first and b.number.last < place.first and b.part]
    return not claim.bound.part and bool(parts) and claim.scene.s.low[parts[-1].last + 1] != ","


def _opens_next(claim: Claim, place: Place) -> bool:
    """Whether a place opens the clause of the next figure: ", and in Hama five died"."""
    low = claim.scene.s.low
    following = min((b.first for b in claim.scene.bounds if b.number.first > claim.bound.last), default=999)
    return following - place.last <= 5 and place.first > 1 and low[place.first - 2] in (",", "and", ";", "while", "but")


def _together(before: list[Place]) -> list[Place]:
    """The nearest place before a figure, and those it is told with ("the Khaldiyeh quarter of Homs")."""
    group = [before[-1]]
    for place in reversed(before[:-1]):
        if group[-1].first - place.last > 4:
            break
        group.append(place)
    return list(reversed(group))


def _beside(claim: Claim) -> Place | None:
    """The place that a list gives before its figure: "Aleppo with 31,932", "Homs (120)", "Idlib: 40"."""
    low = claim.scene.s.low
    at = claim.bound.number.first - 1
    if at < 1 or low[at] not in ("with", "(", ":", "at", "-") or low[claim.bound.number.last + 1 : claim.bound.number.last + 2] in (["in"], ["at"], ["near"]):
        return None
    following = [p for p in claim.scene.places if 0 < at - p.last <= 4]
    return following[-1] if following else None


def _specific(found: list[Place], claim: Claim) -> Place | None:
    """The deepest of the places told together: "in Peshawar, in northwest Pakistan" is Peshawar; of two joined by "and" what holds both."""
    chosen = found[0]
    if len(found) > 2 and claim.scene.words_possess(chosen.last) and found[1].first == chosen.last + 1 and _are_joined(found[1], found[2], claim):
        return chosen  # "south Kashmir's Shopian and Anantnag districts"
    joined = next((p for p in found[1:] if _are_joined(chosen, p, claim) and p.level == chosen.level), None)
    if joined is not None:
        return _holding(chosen, joined, claim)
    for place in found[1:]:
        if place.first == chosen.last + 1 and claim.scene.words_possess(chosen.last):
            chosen = place
            continue
        inside = chosen.place_id is None or place.place_id is None or place.place_id.startswith(chosen.place_id + "/")
        if place.level > chosen.level and inside and (place.first - chosen.last < 14 or chosen.level == 0):
            chosen = place
    return chosen


def _are_joined(one: Place, other: Place, claim: Claim) -> bool:
    return other.first - one.last == 2 and claim.scene.s.low[other.first - 1] == "and"


def _holding(one: Place, other: Place, claim: Claim) -> Place:
    """The smallest area that holds two places joined by "and": a named one, else the one both lie in."""
    if one.place_id is None or other.place_id is None:
        return next((p for p in claim.scene.places if p.level in (1, 2) and p.place_id), None) or _both(one, other, None)
    named = [
        p
        for p in claim.scene.places
        if p.place_id and p.level < one.level and one.place_id.startswith(p.place_id + "/") and other.place_id.startswith(p.place_id + "/")
    ]
    if named:
        return max(named, key=lambda p: p.level)
    pairs = zip(one.place_id.split("/"), other.place_id.split("/"), strict=False)
    return _both(one, other, "/".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) or None)


def _both(one: Place, other: Place, place_id: str | None) -> Place:
    """Two places as one: "Ituri and North Kivu"."""
    level = place_id.count("/") if place_id else one.level
    return Place(one.first, other.last, f"{one.name} and {other.name}", place_id, level, joint=True)


def _is_nationwide(claim: Claim, first: int, end: int) -> bool:
    """Whether tokens from `first` up to `end` say "nationwide", "across the country"."""
    low = claim.scene.s.low
    return "nationwide" in low[first:end] or any(
        low[i] in _NATIONWIDE and low[i - 1] in ("the", "across") and low[i - 2 : i - 1] != ["of"] for i in range(max(1, first), end)
    )


def _sharpen(claims: list[Claim], scenes: list[Scene]) -> None:
    """A place told wide at first and exactly in the next sentences ("in Baghdad ... the bomb went off in Karrada") is the exact one."""
    if not claims:
        return
    first = claims[0]
    if (
        first.place is None
        or first.place.joint
        or first.place.level > 3
        or first.precision in ("month", "year")
        or first.running == "span"
        or (first.place_basis == "stated" and first.place.first and first.scene.s.low[first.place.first - 1] in ("across", "throughout"))
    ):
        return
    if not _SEVERAL.isdisjoint(first.scene.s.low[first.bound.first :]):
        return  # "12 bombs across Baghdad": where the first went off is where some died
    exact: Place | None = None
    for scene in scenes[first.scene.index + 1 : first.scene.index + 4]:
        found = [p for p in _located(scene) if _is_inside(p, first.place)]
        if _EVENTS.isdisjoint(scene.s.low):
            found = [p for p in found if p.marked and (first.place.level < 2 or _is_village(scene, p))]
        if found and (scene.bounds == [] or first.place.level < 3):
            exact = max(found, key=lambda p: p.level)
            break
    if exact is None:
        return
    wide = first.place
    for claim in claims:
        if claim.place is wide or (
            claim.place is not None and claim.place.place_id is not None and claim.place.place_id == wide.place_id and not claim.running
        ):
            claim.place, claim.place_basis = exact, "context"


_SEVERAL = word_set(
    "series string wave spate bombs blasts explosions bombings attacks raids strikes airstrikes gunfights encounters clashes battles shootings ambushes"
)


def _is_village(scene: Scene, place: Place) -> bool:
    return bool({"village", "hamlet", "town"} & set(scene.s.low[max(0, place.first - 2) : place.last + 2]))


def _is_inside(place: Place, area: Place) -> bool:
    if place.level <= area.level and not (area.place_id is None or place.place_id is None):
        return False
    if place.place_id is None:
        return place.marked
    return area.place_id is not None and place.place_id.startswith(area.place_id + "/")
