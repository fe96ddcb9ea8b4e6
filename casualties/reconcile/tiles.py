"""Rule 4, statements: one source at one place, shortest span first, without counting a day twice.

A span that contains earlier segments leaves a remainder on its uncovered days; one whose days are all covered
agrees, conflicts, or leaves an undistributed surplus; one that cuts across a segment stays a constraint.
Totals since a start are kept whole: figures inside them are not subtracted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casualties.reconcile.intervals import OPEN
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.model import Notes, Row, Statement, Whole, all_days, covered

if TYPE_CHECKING:
    from collections.abc import Iterable

RANK = {"period": 0, "cumulative": 1, "incident": 2}


def tile(statements: list[Statement], atoms: Iterable[Row], notes: Notes) -> list[Row]:
    """Rows of one series.

    Parameters
    ----------
    statements : list of Statement
        Settled, scope whole (or floors from parts of a whole), of one source, standard, place, harm, victims.
    atoms : iterable of Row
        Sums of incidents of the same series, each on its span; parts of statements that contain them.

    Returns
    -------
    list of Row
        In the order they were laid.
    """
    _incidents_are_floors(statements)
    since_start = [as_row(s) for s in statements if s.basis == "total since start"]
    laid = ByDays(atoms, lambda row: (row.start, row.end))
    others = [s for s in statements if s.basis != "total since start"]
    ahead: dict[tuple[int | None, int], float] = {}
    for s in sorted(others, key=_order):
        for row in _lay(s, laid, ahead, notes):
            laid.add(row)
    return [*since_start, *laid]


def as_row(s: Statement, basis: str | None = None) -> Row:
    """The statement as a row of its own."""
    row = Row(s.series, s.start, s.end, s.lo, s.best, s.hi, s.shown, basis or s.basis, list(s.ids), list(s.replaced), set(s.flags), s.time, s.so_far)
    row.role = s.role
    row.since = s.since if row.basis == "difference" else None
    return row


def _order(s: Statement) -> tuple[int, int, int, int, str]:
    return (s.end - s.start, RANK[s.counting], s.start, s.time if s.time is not None else 2**62, s.ids[0])


def _incidents_are_floors(statements: list[Statement]) -> None:
    """A figure of one incident is only a floor where the source also gives a figure for the days."""
    of_incidents = [s for s in statements if s.counting == "incident" and not s.is_open]
    if not of_incidents:
        return
    periods = ByDays((s for s in statements if s.counting != "incident" and s.basis != "total since start"), lambda s: (s.start, s.end))
    for s in of_incidents:
        if periods.touching(s.start, s.end):
            s.as_floor("incident beside a period")


def _lay(s: Statement, laid: ByDays[Row], ahead: dict[tuple[int | None, int], float], notes: Notes) -> list[Row]:
    touching = [r for r in laid.touching(s.start, s.end) if r.basis != "constraint" and (r.days is None or r.covers(s.start, s.end))]
    if not touching:
        return [as_row(s)]
    if any(r.start < s.start or s.end < r.end for r in touching):
        row = as_row(s, "constraint")
        row.flags.add("cuts across")
        return [row]
    uncovered = all_days(s.start, s.end) & ~covered(touching, s.start, s.end)
    if uncovered:
        return [_remainder(s, touching, uncovered)]
    return _all_covered(s, touching, ahead, notes)


def _remainder(s: Statement, parts: list[Row], uncovered: int) -> Row:
    """`uncovered` are days of the statement, as bits from its first."""
    lo, hi = sum(p.lo for p in parts), sum(p.hi for p in parts)
    before = (uncovered & -uncovered).bit_length() - 1
    start, end = s.start + before, s.start + uncovered.bit_length() - 1
    days = uncovered >> before
    low = 0.0 if hi == OPEN else max(0.0, s.lo - hi)
    high = OPEN if s.is_open else max(0.0, s.hi - lo)
    satisfied = s.is_open and s.lo <= lo
    known = s.best is not None and all(p.best is not None and p.hi != OPEN and not p.so_far for p in parts)
    best = max(0.0, (s.best or 0.0) - sum(p.best or 0.0 for p in parts)) if known and not satisfied else None
    shown = high if high != OPEN else max(low, best or 0.0, s.shown - lo)
    row = as_row(s, "remainder")
    row.start, row.end, row.days = start, end, None if days == all_days(start, end) else days
    row.lo, row.hi, row.shown = low, high, max(shown, low)
    row.best = best if best is None else min(max(best, low), row.shown)
    row.total = Whole(s.start, s.end, s.lo, s.hi, s.best)
    row.ids.extend(i for p in parts for i in p.ids if i not in row.ids)
    if s.hi < lo:
        row.flags.add("parts exceed total")
    return row


def _all_covered(s: Statement, parts: list[Row], ahead: dict[tuple[int | None, int], float], notes: Notes) -> list[Row]:
    """`ahead` has, by the start of a count and the last day of a difference, how far the figures for its days are ahead of the running total."""
    lo, hi = sum(p.lo for p in parts), sum(p.hi for p in parts)
    if s.basis == "difference":
        s = _caught_up(s, parts, ahead, notes)
    if s.hi < lo:
        for p in parts:
            p.flags.add("conflict")
            p.replaced.extend(i for i in s.ids if i not in p.replaced)
        message = f"A total of {s.hi:.0f} for the span is below the sum {lo:.0f} of its parts; the parts stand. A ruling can say which is right."
        kind = "daily and cumulative disagree" if s.basis == "difference" else "conflict"
        notes.find(kind, "warning", [*s.ids, *(i for p in parts for i in p.ids)], (s.series, s.start, s.end), message)
        notes.put(s.ids[:1], "listed", "total below its parts: the parts stand")
        return []
    if _agrees(s, parts, lo, hi):
        for p in parts:
            p.flags.add("agrees")
            p.replaced.extend(i for i in s.ids if i not in p.replaced)
        notes.put(s.ids[:1], "implied", "the figures inside its span already make it")
        # A closed total over open parts still bounds them from above.
        return [as_row(s, "constraint")] if hi == OPEN and not s.is_open else []
    if s.basis == "difference":
        message = f"The running total rises by {s.shown:.0f}, the figures for the same days make {lo:.0f}: the rest is on no day."
        notes.find("daily and cumulative disagree", "note", [*s.ids, *(i for p in parts for i in p.ids)], (s.series, s.start, s.end), message)
    row = as_row(s, "undistributed")
    known = s.best is not None and all(p.best is not None and p.hi != OPEN and not p.so_far for p in parts)
    row.lo = max(0.0, s.lo - hi) if hi != OPEN else 0.0
    row.hi = OPEN if s.is_open else max(0.0, s.hi - lo)
    row.best = max(0.0, (s.best or 0.0) - sum(p.best or 0.0 for p in parts)) if known else None
    row.shown = row.hi if row.hi != OPEN else max(row.lo, row.best or 0.0, s.shown - lo)
    if row.best is not None:
        row.best = min(max(row.best, row.lo), row.shown)
    row.total = Whole(s.start, s.end, s.lo, s.hi, s.best)
    row.ids.extend(i for p in parts for i in p.ids if i not in row.ids)
    return [row]


def _caught_up(s: Statement, parts: list[Row], ahead: dict[tuple[int | None, int], float], notes: Notes) -> Statement:
    """A difference without what the figures for the days before it had already told: a total that lags a day is made up the next."""
    count = None if s.since is None else s.since.start  # another count's lag says nothing of this one
    made, before = sum(p.lo for p in parts), ahead.pop((count, s.start - 1), 0.0)
    late = min(before, max(0.0, s.lo - made))
    left = before - late + max(0.0, made - s.hi)
    if left > 0:
        ahead[count, s.end] = left
    if late == 0:
        return s
    message = f"The running total rises by {s.shown:.0f}, the figures for the same days make {made:.0f}: {late:.0f} of the rest were told of the days before."
    notes.find("daily and cumulative disagree", "note", [*s.ids, *(i for p in parts for i in p.ids)], (s.series, s.start, s.end), message)
    return replace(s, lo=s.lo - late, best=None if s.best is None else max(0.0, s.best - late), hi=s.hi - late, shown=s.shown - late)


def _agrees(s: Statement, parts: list[Row], lo: float, hi: float) -> bool:
    """A floor that the parts satisfy, a range that holds them, or an equal figure."""
    if s.is_open:
        return s.lo <= lo
    if s.lo <= lo and hi <= s.hi:
        return True
    return s.best is not None and all(p.best is not None for p in parts) and s.best == sum(p.best or 0.0 for p in parts)
