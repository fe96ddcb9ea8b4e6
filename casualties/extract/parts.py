"""Parts and wholes: which figure a part belongs to, whom a figure without noun counts, figures that add up to a total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import phrases

if TYPE_CHECKING:
    from casualties.extract.claim import Claim

_WINDOW = 40  # figures back to which a part may lead, so that long texts cost no more than their length
_REACH = 3  # sentences back in which the whole of a part may stand


def victims(claims: list[Claim]) -> None:
    """Figures without a noun of their own take the victims of the figure they are joined to."""
    before: Claim | None = None
    for claim in claims:
        c = claim.bound.counted
        bracketed = before is not None and before.scene is claim.scene and claim.scene.s.low[claim.bound.number.first - 1] == "("
        open_ = not c.person or (c.general and bool(c.heads) and c.heads[-1] in ("other", "others"))
        if open_ and (bracketed or not _is_count(claim)) and c.victims == "all" and before is not None and claim.bound.link != "toll":
            near = before.scene is claim.scene
            if near or (claim.scene.index - before.scene.index == 1 and (c.of == "them" or (claim.bound.number.more and not c.person))):
                claim.victims = before.victims
        if claim.bound.harm == "detained" and claim.victims == "detainees":
            claim.victims = "all"
        if not claim.bound.part:
            before = claim


def _is_count(claim: Claim) -> bool:
    """As in "260 deaths": a count of its own, joined to no persons before it."""
    c = claim.bound.counted
    return c.harm_at >= 0 and claim.scene.s.low[c.harm_at] in _COUNTS


_COUNTS = frozenset({"deaths", "killings", "fatalities", "bodies", "corpses"})


def wholes(claims: list[Claim]) -> None:
    """Parts find the figure before them that they are a subset of."""
    for n, claim in enumerate(claims):
        if claim.bound.part:
            claim.whole = _sibling(claims, n) or _nearest(claims, n)


def is_loose(claim: Claim) -> bool:
    """Whether a figure was read as a part alone, and nothing is there that it could be a part of."""
    return claim.bound.link == "part" and claim.whole is None


def _sibling(claims: list[Claim], n: int) -> Claim | None:
    """The whole of the part before, in a list: "including 14 children and 12 women"."""
    claim = claims[n]
    if claim.bound.counted.of in ("them", "group"):
        return None
    for other in reversed(claims[max(0, n - 6) : n]):
        if other.scene is not claim.scene or other.bound.harm != claim.bound.harm:
            return None
        if other.bound.part and other.bound.counted.of != "them" and other.whole is not None and _fits(claim, other.whole):
            return other.whole
        if not other.bound.part:
            return None
    return None


def _nearest(claims: list[Claim], n: int) -> Claim | None:
    claim = claims[n]
    group = claim.bound.counted.group
    near = [o for o in reversed(claims[max(0, n - 6) : n]) if o.bound.harm == claim.bound.harm and claim.scene.index - o.scene.index <= _REACH]
    if group and (named := next((o for o in near if group in o.bound.counted.heads and _fits(claim, o)), None)):
        return named
    if claim.bound.counted.of != "them":
        near = [o for o in near if not (o.bound.part and o.scene is claim.scene)] or near
    return next((o for o in near if _fits(claim, o)), None)


def _fits(part: Claim, whole: Claim) -> bool:
    return part.bound.number.value <= whole.bound.number.value


def sums(claims: list[Claim]) -> None:
    """Figures that follow a total within two sentences and add up to it are its parts."""
    for n, total in enumerate(claims):
        if total.bound.number.value >= 3:
            _addends(total, claims[n + 1 : n + 12])


def alone(claims: list[Claim]) -> None:
    """As in "On Thursday alone, 11 were killed": a part of the running total, or of the longer span, told before."""
    for n, claim in enumerate(claims):
        if claim.whole is None and not claim.running and "alone" in claim.scene.s.low:
            claim.whole = next((o for o in reversed(claims[max(0, n - _WINDOW) : n]) if _is_longer(o, claim)), None)
            if claim.whole is not None and claim.date_basis != "stated":
                claim.start, claim.end, claim.precision, claim.running = claim.whole.start, claim.whole.end, claim.whole.precision, claim.whole.running
            if claim.whole is not None and not claim.bound.counted.person and claim.victims == "all":
                claim.victims = claim.whole.victims


def _is_longer(whole: Claim, part: Claim) -> bool:
    return whole.bound.harm == part.bound.harm and whole.scene is not part.scene and whole.whole is None and _fits(part, whole) and _lasts_longer(whole, part)


def _lasts_longer(whole: Claim, part: Claim) -> bool:
    return bool(whole.running) or (whole.start is not None and part.start is not None and whole.start <= part.start)


def _addends(total: Claim, following: list[Claim]) -> None:
    run: list[Claim] = []
    amount = 0
    for other in following:
        if other.scene.index - total.scene.index > 2:
            return
        if other.bound.harm != total.bound.harm or other.whole is not None or _is_put(other):
            continue
        run.append(other)
        amount += other.bound.number.value
        if amount >= total.bound.number.value:
            break
    if amount == total.bound.number.value and len(run) > 1:
        for other in run:
            other.whole = total


def _is_put(claim: Claim) -> bool:
    """As in "later revised the toll to 28": a figure for the whole by another count."""
    return claim.bound.link == "toll" and not phrases.PUTS.isdisjoint(claim.scene.s.low[max(0, claim.bound.number.first - 6) : claim.bound.number.first])


def groups(claims: list[Claim]) -> None:
    """A narrower group of a running total told with the same first day, and the places of a list under it, are its parts."""
    for n, claim in enumerate(claims):
        if claim.whole is not None or n == 0:
            continue
        for other in reversed(claims[max(0, n - _WINDOW) : n]):
            if other.running != "span" or other.bound.harm != claim.bound.harm or not _fits(claim, other) or other.whole is not None:
                continue
            same = claim.running == "span" and claim.start is not None and claim.start == other.start
            listed = (
                claim.bound.link in ("toll", "listed")
                and claim.bound.link != other.bound.link
                and claim.date_basis != "stated"
                and _is_list(claims[max(0, n - _WINDOW) : n + _WINDOW], claim)
            )
            if (same and other.victims == "all" != claim.victims) or listed:
                claim.whole, claim.running, claim.start, claim.end = other, "span", other.start, other.end
                claim.precision, claim.speaker, claim.via = other.precision, other.speaker, other.via
                break


def _is_list(claims: list[Claim], claim: Claim) -> bool:
    return sum(o.scene is claim.scene and o.bound.link in ("toll", "listed") for o in claims) > 1
