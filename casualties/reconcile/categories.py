"""Rule 6: kinds of victims of one source at one place. A subset is never added to what holds it."""

from __future__ import annotations

from collections import defaultdict

from casualties.reconcile.intervals import OPEN
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.model import Days, Notes, Row, Series, covered
from casualties.reconcile.nested import FLOOR, SINCE_START, UNSTATED, floor_of
from casualties.tables.victims import DISJOINT_CIVILIANS, OCCUPATIONS

SUM = "sum of parts"
ARMED = ("security_forces", "rebels", "foreign_fighters")


def gather_all(rows: list[Row], notes: Notes) -> list[Row]:
    """The rows, with `all` made from disjoint categories where nobody states it, and the rest of a total as `unknown`.

    Parameters
    ----------
    rows : list of Row
        At least one; of one source, standard, place and harm, any kinds of victims; not of a generic source's incidents.
    notes : Notes
        Receives conflicts.
    """
    of_all = rows[0].series._replace(victims="all")
    whole = _Whole([r for r in rows if r.series.victims == "all" and r.basis not in UNSTATED])
    by_span: dict[tuple[tuple[int, int], bool], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if row.series.victims != "all" and row.basis not in UNSTATED:
            by_span[(row.start, row.end), row.basis == SINCE_START].setdefault(row.series.victims, row)
    made = list(rows)
    for span, since_start in sorted(by_span):
        parts, closed = disjoint(by_span[span, since_start])
        stated = whole.exact.get((span, since_start))
        if stated is not None and not _exceeds(parts, [stated]):
            _check(stated, parts, notes)
            made.extend(_rest(stated, parts, by_span[span, since_start]))
            continue
        made.extend(_sum(span, parts, whole, of_all, closed=closed))
    return made


class _Whole:
    """Rows of everybody: the one on just a span, the days with a figure that the source gave, and floors made of places."""

    def __init__(self, rows: list[Row]) -> None:
        self.exact: dict[tuple[tuple[int, int], bool], Row] = {}
        for row in rows:
            self.exact.setdefault(((row.start, row.end), row.basis == SINCE_START), row)
        stated = [r for r in rows if FLOOR not in r.flags]
        # A figure for some days is not one since a start; one since a start is told of its days by any figure.
        self.stated = {True: Days.of(stated), False: Days.of(r for r in stated if r.basis != SINCE_START)}
        self.floors = ByDays((r for r in rows if FLOOR in r.flags), lambda row: (row.start, row.end))


def _check(whole: Row, parts: list[Row], notes: Notes) -> None:
    """A stated total stands as it was stated; categories that exceed it are shown, not added."""
    parts = [p for p in parts if p.role == whole.role]
    lo = sum(p.lo for p in parts)
    if lo <= (whole.lo if whole.is_open else whole.hi):
        return
    whole.flags.add("categories exceed total")
    ids = [*whole.ids, *(i for p in parts for i in p.ids)]
    message = f"The total {whole.shown:.0f} is below the sum {lo:.0f} of its disjoint categories; both are shown as stated. A ruling can say which is right."
    notes.find("categories exceed total", "warning", ids, (whole.series, whole.start, whole.end), message)


def disjoint(stated: dict[str, Row]) -> tuple[list[Row], bool]:
    """Categories that share nobody, largest floor first where they overlap, and whether they are a partition of all."""
    civil = [stated["civilians"]] if "civilians" in stated else _largest(stated)
    armed = [stated["combatants"]] if "combatants" in stated else [stated[v] for v in ARMED if v in stated]
    rest = [stated["unknown"]] if "unknown" in stated else []
    closed = "civilians" in stated and ("combatants" in stated or all(v in stated for v in ARMED))
    return civil + armed + rest, closed


def _largest(stated: dict[str, Row]) -> list[Row]:
    both = [stated[v] for v in ("women_and_children", "men") if v in stated]
    apart = [stated[v] for v in DISJOINT_CIVILIANS if v in stated]
    alone = [[stated[v]] for v in OCCUPATIONS if v in stated]
    return max([both, apart, *alone], key=lambda rows: sum(r.lo for r in rows))


def _sum(span: tuple[int, int], parts: list[Row], whole: _Whole, of_all: Series, *, closed: bool) -> list[Row]:
    if not parts or (sum(p.lo for p in parts) <= 0 and not closed):
        return []
    since_start = parts[0].basis == SINCE_START
    days, stated_days = covered(parts, *span), whole.stated[since_start].of_span(*span)
    if not days & ~stated_days:
        return []
    # A floor made of places says nothing against a category of just these days that is above it, nor if it is for other days too.
    floors = [r for r in whole.floors.inside(*span) if since_start or r.basis != SINCE_START]
    if floors and not _exceeds(parts, floors):
        stated_days |= covered(floors, *span)
        if not days & ~stated_days:
            return []
    partly = not since_start and bool(days & stated_days)
    row = floor_of(of_all, span, parts, SINCE_START if since_start else SUM, partly=partly)
    row.flags = (row.flags - {FLOOR}) | {SUM}
    row.role = next((p.role for p in parts if p.role == "interested"), row.role)
    if closed and all(not p.is_open for p in parts):
        row.hi = row.shown = sum(p.hi for p in parts)
        row.flags.add("closed")
    return [row]


def _exceeds(parts: list[Row], floors: list[Row]) -> bool:
    """Whether categories stated of the place itself are above floors made of places inside it."""
    return all(FLOOR in r.flags for r in floors) and any(FLOOR not in p.flags for p in parts) and sum(p.lo for p in parts) > sum(r.lo for r in floors)


def _rest(whole: Row, parts: list[Row], stated: dict[str, Row]) -> list[Row]:
    """With a total, what its disjoint categories leave of it is unknown."""
    if "unknown" in stated or whole.flags & {"conflict", "categories exceed total"} or whole.basis in (SUM, FLOOR):
        return []
    lo, hi = sum(p.lo for p in parts), sum(p.hi for p in parts)
    low = 0.0 if hi == OPEN else max(0.0, whole.lo - hi)
    high = OPEN if whole.is_open else max(0.0, whole.hi - lo)
    if high == 0 or (whole.is_open and low == 0):
        return []
    known = whole.best is not None and all(p.best is not None and not p.is_open for p in parts)
    best = max(0.0, (whole.best or 0.0) - sum(p.best or 0.0 for p in parts)) if known else None
    shown = high if high != OPEN else max(low, best or 0.0)
    ids = [*whole.ids, *(i for p in parts for i in p.ids if i not in whole.ids)]
    return [
        Row(
            whole.series._replace(victims="unknown"),
            whole.start,
            whole.end,
            low,
            best,
            high,
            shown,
            "remainder",
            ids,
            time=whole.time,
            days=whole.days,
            role=whole.role,
        )
    ]
