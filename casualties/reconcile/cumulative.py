"""Rule 3: from running totals to spans.

The first total of a phase stays a span from its start; consecutive differences become ordinary spans. A later
lower exact or coded total caps the earlier ones (backward running minimum: the last word is right, no day is
negative); an open or rounded one caps nothing. A total below half of the one before it opens a new phase,
unless the next total is back at the old level: then it is a slip and is left out. So is a total with a digit too many,
which a fall of the next one would else turn into the end of a first count.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from casualties.reconcile.intervals import OPEN
from casualties.reconcile.model import Whole

if TYPE_CHECKING:
    from casualties.reconcile.model import Notes, Statement

RESTART = 0.5
LARGEST_ROUNDING = 1000
FEWEST_DIGITS = 4
"""Of a figure that may have one too many: of small figures nearly any fall would look like that."""


def differences(totals: list[Statement], notes: Notes) -> list[Statement]:
    """Spans of one run of totals: same source, place, harm, victims, standard and start.

    Parameters
    ----------
    totals : list of Statement
        counting cumulative, one a last day, vintages settled. Those with the flag "start unknown" give
        differences only.

    Returns
    -------
    list of Statement
        basis "total since start" for the first of a phase, "difference" for the others.
    """
    totals = _without_slips(sorted(totals, key=lambda t: (t.end, t.ids[0])), notes)
    made: list[Statement] = []
    previous_end: int | None = None
    for phase in _phases(totals, notes):
        made.extend(_spans(_capped(phase, notes), previous_end, notes))
        previous_end = phase[-1].end
    return made


def _restarts(before: Statement, after: Statement) -> bool:
    return not after.is_open and after.openness != "ceiling" and after.value < RESTART * before.value


def _without_slips(totals: list[Statement], notes: Notes) -> list[Statement]:
    """Without falls that the next total undoes, and without rises by a digit too many that it undoes."""
    kept: list[Statement] = []
    for total, follower in pairwise([*totals, None]):
        assert total is not None
        before = kept[-1] if kept else None
        if before is None or follower is None:
            kept.append(total)
        elif _restarts(before, total) and follower.value >= before.value:
            notes.put(total.ids, "listed", "a fall that the next total undoes")
            message = f"A running total of {total.value:.0f} stands between {before.value:.0f} and {follower.value:.0f}: digits dropped? It was left out."
            notes.find("implausible fall", "warning", [*before.ids, *total.ids], (total.series, total.end, total.end), message)
        elif _restarts(total, follower) and _has_a_digit_too_many(total.value, before.value, follower.value):
            fits = before.value <= total.lo <= follower.value  # another figure of the same moment
            what = f"the {total.lo:.0f} of the same moment was used" if fits else "it was left out"
            message = f"A running total of {total.value:.0f} stands between {before.value:.0f} and {follower.value:.0f}: a digit too many? Here {what}."
            notes.find("implausible rise", "warning", [*before.ids, *total.ids], (total.series, total.end, total.end), message)
            if fits:
                kept.append(replace(total, best=total.lo, hi=total.lo, shown=total.lo, openness="exact"))
            else:
                notes.put(total.ids, "listed", "a rise that the next total undoes")
        else:
            kept.append(total)
    return kept


def _has_a_digit_too_many(value: float, least: float, most: float) -> bool:
    """Whether the figure, without one of its digits, lies between its neighbours: a fall this deep would else be a new count."""
    digits = f"{value:.0f}"
    return len(digits) >= FEWEST_DIGITS and any(least <= int(digits[:i] + digits[i + 1 :]) <= most for i in range(len(digits)))


def _phases(totals: list[Statement], notes: Notes) -> list[list[Statement]]:
    phases: list[list[Statement]] = []
    for total in totals:
        if phases and not _restarts(phases[-1][-1], total):
            phases[-1].append(total)
            continue
        if phases:
            before = phases[-1][-1]
            message = f"The running total falls from {before.value:.0f} to {total.value:.0f}: taken as a new count beside the old one. A ruling can say that it corrects it."
            notes.find("restart", "warning", [*before.ids, *total.ids], (total.series, total.end, total.end), message)
            total.flags.add("restart")
        phases.append([total])
    return phases


def _capped(phase: list[Statement], notes: Notes) -> list[Statement]:
    out: list[Statement] = []
    lo = best = hi = OPEN
    word: Statement | None = None
    for total in reversed(phase):
        if word is not None and total.value > best:
            total.flags.add("capped")
            total.ids.extend(i for i in word.ids[:1] if i not in total.ids)
            notes.put(total.ids[:1], "used", f"capped by the later, lower total {word.ids[0]}")
            was = total.value
            total.lo, total.hi = min(total.lo, lo), min(total.hi, hi)
            total.best = best if total.best is None else min(total.best, best)
            total.shown = total.hi
            message = f"The total of {was:.0f} was followed by {best:.0f}: the later word was kept, no day is negative."
            notes.find("total lowered", "note", total.ids, (total.series, total.end, total.end), message)
        if total.openness in ("exact", "coded") and total.best is not None:
            lo, best, hi, word = min(lo, total.lo), min(best, total.best), min(hi, total.hi), total
        out.append(total)
    return out[::-1]


def _spans(phase: list[Statement], previous_end: int | None, notes: Notes) -> list[Statement]:
    made: list[Statement] = []
    first = phase[0]
    if previous_end is not None:
        made.append(replace(first, start=previous_end + 1, basis="difference"))
    elif "start unknown" not in first.flags:
        made.append(replace(first, basis="total since start"))
    before = first
    start = None if "start unknown" in first.flags else first.start if previous_end is None else previous_end + 1
    for total in phase[1:]:
        if _repeats(before, total):
            notes.put(total.ids[:1], "implied", f"repeats the total {before.ids[0]}")
            message = f"The total {total.value:.0f} repeats {before.value:.0f} of an earlier day: no difference was formed."
            notes.find("plateau", "note", [*before.ids[:1], *total.ids[:1]], (total.series, before.end, total.end), message)
            continue
        since = None if start is None else Whole(start, total.end, total.lo, total.hi, total.best)
        made.append(_difference(before, total, since))
        before = total
    return made


def _repeats(before: Statement, total: Statement) -> bool:
    """Not higher and open or rounded, or equal to an earlier open one."""
    if total.openness in ("floor", "closed", "ceiling"):
        return total.value <= before.value
    return before.is_open and total.value == before.value


def _difference(before: Statement, total: Statement, since: Whole | None) -> Statement:
    before_lo, before_hi = _bounds(before)
    lo, hi = _bounds(total)
    low, high = max(0.0, lo - before_hi), max(0.0, hi - before_lo)
    best = None if total.best is None or before.best is None else min(max(0.0, total.best - before.best, low), high)
    return replace(
        total,
        start=before.end + 1,
        lo=low,
        best=best,
        hi=high,
        shown=high if high != OPEN else max(low, best or 0.0),
        openness="closed" if high > low else "exact",
        basis="difference",
        ids=[*total.ids, *(i for i in before.ids if i not in total.ids)],
        flags=set(total.flags) | ({"so far"} if before.so_far else set()),
        replaced=list(total.replaced),
        since=since,
    )


def _bounds(total: Statement) -> tuple[float, float]:
    """A rounded open total n stands for n to n + q - 1, q the power of ten that divides n, at most 1000."""
    if not total.is_open:
        return total.lo, total.hi
    n, q = total.best if total.best is not None else total.lo, 1
    while q < LARGEST_ROUNDING and n > 0 and n % (q * 10) == 0:
        q *= 10
    return total.lo, n + q - 1
