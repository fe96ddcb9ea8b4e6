"""Rule 2: of several figures of one key, what stands.

A later higher figure replaces an earlier one. A lower open figure is implied by a higher one. A lower exact
or ranged figure replaces a higher one only as a stated correction or an authoritative release; otherwise both
stand, low from the lower, best and high from the higher, until a later higher figure settles it. Figures of
one moment give their hull. Nothing goes down by itself.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from casualties.reconcile.intervals import OPEN

if TYPE_CHECKING:
    from casualties.reconcile.model import Notes, Statement


def settle(versions: list[Statement], notes: Notes) -> Statement | None:
    """What stands of the statements of one key.

    Parameters
    ----------
    versions : list of Statement
        Of one key, relays collapsed, in any order; denials left out.
    notes : Notes
        Receives what was superseded, and findings.

    Returns
    -------
    Statement or None
        None where everything was retracted.
    """
    dated = sorted((v for v in versions if v.time is not None), key=_order)
    undated = sorted((v for v in versions if v.time is None), key=_order)
    standing: Statement | None = None
    for _, moment in groupby(dated, key=lambda v: (v.time, v.stance == "corrects", v.stance == "retracts")):
        batch = list(moment)
        if batch[0].stance == "retracts":
            _retract(standing, batch, notes)
            standing = None
            continue
        batch = _not_implied(standing, batch, notes)
        if batch:
            standing = _succeed(standing, _hull(batch, notes), notes)
    if not undated:
        return standing
    if standing is None and not dated:
        return _alone(undated, notes)
    return _beside(standing, undated, notes)


def apart(versions: list[Statement], notes: Notes) -> list[Statement]:
    """Incident figures without an id that stand in one publication: not versions, the larger is a floor.

    Returns
    -------
    list of Statement
        The statements that may be versions of each other.
    """
    kept: list[Statement] = []
    by_publication: dict[tuple[str, ...], list[Statement]] = {}
    for v in versions:
        by_publication.setdefault(v.publication, []).append(v)
    for together in by_publication.values():
        figures = [v for v in together if v.openness != "ceiling" and v.stance == "asserts"]
        if len(figures) < 2 or together[0].counting != "incident" or together[0].incident is not None:
            kept.extend(together)
            continue
        largest = max(figures, key=lambda v: (v.value, v.ids[0]))
        largest.as_floor("possibly distinct")
        for v in figures:
            if v is not largest:
                _take_over(largest, v, "listed", "possibly a different incident in the same publication", notes)
        kept.extend([largest, *(v for v in together if v not in figures)])
    return kept


def hull_of_kind(versions: list[Statement], notes: Notes) -> Statement:
    """Figures of a generic source: different people, never versions of each other; their hull is shown."""
    return _hull([v for v in versions if v.stance != "retracts"] or versions, notes, flag="several statements")


def _not_implied(standing: Statement | None, batch: list[Statement], notes: Notes) -> list[Statement]:
    """Without the open figures that a higher one, already standing, implies."""
    if standing is None or standing.openness == "ceiling" or batch[0].stance == "corrects":
        return batch
    stale = [v for v in batch if v.openness == "floor" and v.value < standing.value]
    for v in stale:
        _take_over(standing, v, "implied", "stale: a higher figure was there before", notes)
    return [v for v in batch if v not in stale]


def _order(version: Statement) -> tuple[int, int, float, str]:
    stance = {"asserts": 0, "corrects": 1, "retracts": 2}.get(version.stance, 0)
    return (version.time or 0, stance, version.value, version.ids[0])


def _retract(standing: Statement | None, batch: list[Statement], notes: Notes) -> None:
    if standing is not None:
        notes.put(standing.ids, "superseded", f"retracted by {batch[0].ids[0]}")
    notes.put([i for s in batch for i in s.ids], "used", "retracts what its source said before")


def _take_over(winner: Statement, loser: Statement, status: str, reason: str, notes: Notes) -> None:
    notes.put(loser.ids[:1], status, f"{reason}: {winner.ids[0]}")
    winner.replaced.extend([*loser.ids, *loser.replaced])


def _hull(batch: list[Statement], notes: Notes, flag: str = "order_unknown") -> Statement:
    """Figures of one moment: low the least, best the highest exact one or a stated floor above it."""
    floors = [v for v in batch if v.openness == "floor"]
    top = max(batch, key=lambda v: (v.value if v.openness != "ceiling" else -1, not v.is_open, v.ids[0]))
    rest = []
    for v in batch:
        if v is top:
            continue
        if v in floors and v.value <= top.value:
            _take_over(top, v, "implied", "true of the higher figure", notes)
        elif v.openness == "ceiling":
            _cap(top, v, notes)
        else:
            rest.append(v)
    exact = [v.value for v in batch if v.openness == "exact"]
    if exact and top.openness == "closed":
        top.best = max(exact)
    if rest:
        top.own_lo, top.lower = top.lo, max(v.value for v in rest)
        top.lo = min(top.lo, *(v.lo for v in rest))
        top.shown = max(top.shown, *(v.shown for v in rest))
        top.hi = top.hi if top.is_open else max(top.hi, *(v.hi for v in rest))
        top.flags.add(flag)
        for v in rest:
            notes.put(v.ids[:1], "used", f"{flag.replace('_', ' ')}: stands beside {top.ids[0]}")
            _joined(top, v)
        if flag == "order_unknown":
            message = (
                "Different figures of one moment: which is the later one is not known; their range was kept. A ruling or a time of publication settles it."
            )
            notes.find(flag, "warning", top.ids, (top.series, top.start, top.end), message)
    return top


def _cap(standing: Statement, ceiling: Statement, notes: Notes) -> None:
    """An upper bound replaces nothing; it sets high, unless the figure that stands is already above it."""
    if ceiling.hi >= standing.value:
        # Of two upper bounds the higher goes on holding: nothing says that it was corrected.
        standing.cap = max(ceiling.hi, standing.cap or 0.0)
        standing.cap_ids.extend(ceiling.ids)
        standing.hi = standing.shown = max(standing.cap, standing.lo)
        notes.put(ceiling.ids[:1], "used", f"upper bound of {standing.ids[0]}")
        _joined(standing, ceiling)
    else:
        _unconfirmed(standing, ceiling, notes)


def _joined(standing: Statement, other: Statement) -> None:
    """Another statement stands in the same row: the row is as new as the newest."""
    standing.ids.extend(other.ids)
    standing.replaced.extend(other.replaced)
    times = [t for t in (standing.time, other.time) if t is not None]
    standing.time = max(times, default=None)


def _unconfirmed(standing: Statement, lower: Statement, notes: Notes) -> None:
    standing.flags.add("lower_unconfirmed")
    notes.put(lower.ids[:1], "used", f"lower than {standing.ids[0]}, without a word of correction: both stand")
    _joined(standing, lower)
    message = "A later, lower figure without a word of correction: both stand. Say by a ruling whether it supersedes the higher one."
    notes.find("lower_unconfirmed", "warning", [*standing.ids], (standing.series, standing.start, standing.end), message)


def _succeed(standing: Statement | None, new: Statement, notes: Notes) -> Statement:
    if standing is None:
        return new
    if new.openness == "ceiling":
        _cap(standing, new, notes)
        return standing
    if standing.openness == "ceiling":
        _cap(new, standing, notes)
        return new
    may_lower = new.stance == "corrects" or new.authoritative
    own = standing.lo if standing.own_lo is None else standing.own_lo
    narrows = new.openness == "exact" and standing.openness == "closed" and own <= new.value <= standing.hi
    if new.value > standing.value or may_lower or narrows or (new.value == standing.value and not new.is_open):
        higher = new.value > standing.value
        status, reason = ("implied", "true of the higher figure") if higher and standing.is_open else ("superseded", "up" if higher else "corrected")
        if narrows and not may_lower and not higher:
            reason = "narrowed"
        _take_over(new, standing, status, reason, notes)
        if higher and not may_lower:
            _inherit_cap(new, standing)
        return new
    if new.is_open:
        _take_over(standing, new, "implied", "stale: a higher figure was there before", notes)
        return standing
    # The lower figure that stands beside it is itself replaced by a later higher one.
    standing.lo = min(own if standing.lower is not None and new.value >= standing.lower else standing.lo, new.lo)
    standing.own_lo, standing.lower = own, new.value
    _unconfirmed(standing, new, notes)
    _inherit_cap(standing, new)
    return standing


def _inherit_cap(standing: Statement, other: Statement) -> None:
    """An upper bound goes on holding for what takes the place of the figure it was given with."""
    if other.cap is None or other.cap < standing.value:
        return
    standing.cap, standing.cap_ids = other.cap, other.cap_ids
    standing.hi = standing.shown = max(other.cap, standing.lo, 0.0 if standing.is_open else standing.hi)
    standing.ids.extend(i for i in other.cap_ids if i not in standing.ids)
    standing.replaced = [i for i in standing.replaced if i not in other.cap_ids]


def _alone(undated: list[Statement], notes: Notes) -> Statement | None:
    asserted = [v for v in undated if v.stance != "retracts"]
    if len(asserted) < len(undated):
        notes.put([i for v in undated if v.stance == "retracts" for i in v.ids], "listed", "an undated retraction says not what it came after")
    if not asserted:
        return None
    standing = _hull(asserted, notes)
    standing.flags.add("undated")
    return standing


def _beside(standing: Statement | None, undated: list[Statement], notes: Notes) -> Statement | None:
    """An undated figure never replaces a dated one; a higher one sets high."""
    for v in undated:
        if standing is None:
            notes.put(v.ids, "listed", "undated, beside a dated retraction")
        elif v.value > standing.value and v.stance != "retracts":
            standing.shown = max(standing.shown, v.shown)
            standing.hi = OPEN if v.is_open or standing.is_open else max(standing.hi, v.hi)
            standing.flags.add("undated")
            notes.put(v.ids[:1], "used", f"undated and higher: sets the high of {standing.ids[0]}")
            _joined(standing, v)
        else:
            _take_over(standing, v, "implied", "undated, not above the dated figure", notes)
    return standing
