"""Rule 7: several sources on one place, span, harm and kind of victim. A second, labelled view; never a sum across sources."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from casualties.reconcile.figures import Figure, Piece, Runs
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.model import Row, Series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.reconcile.policies import Policy

NEVER_ALONE = ("undistributed", "remainder", "constraint", "elsewhere")
PART_FLOORS = ("sum of parts", "floor from parts")
EXCLUDED = ("interested", "modelled")
OFF_DAYS = ("total since start", "elsewhere")


@dataclass(frozen=True)
class Voice:
    """A source as it takes part: its rows for one place (of incidents also the places inside)."""

    source: str
    role: str
    group: str
    draws_on: frozenset[str]
    rows: tuple[Row, ...]

    @cached_property
    def by_days(self) -> ByDays[Row]:
        """The rows that lie on days, by these."""
        return ByDays((r for r in self.rows if r.basis not in OFF_DAYS), lambda row: (row.start, row.end))

    @cached_property
    def runs(self) -> Runs:
        """Totals of the spans that its rows fill."""
        return Runs((piece(r) for r in self.by_days), generic=self.role == "generic")

    @cached_property
    def stated(self) -> dict[tuple[int, int], list[Row]]:
        """Figures that the source itself gave for just one span, by it."""
        found: dict[tuple[int, int], list[Row]] = defaultdict(list)
        for row in self.rows:
            if _stated(row):
                found[row.start, row.end].append(row)
        return found

    @cached_property
    def surplus(self) -> set[tuple[int, int]]:
        """Spans whose total is above the figures that fill it."""
        return {r.total[:2] for r in self.rows if r.basis == "undistributed" and r.total is not None}


@dataclass(frozen=True)
class Report:
    """What one voice says of one span."""

    voice: Voice
    figure: Figure
    is_floor: bool
    time: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Agreed:
    """The combined figure and what it rests on."""

    figure: Figure
    contested: bool
    n_sources: int
    n_groups: int
    used: tuple[Report, ...]
    dropped: tuple[Report, ...]


def piece(row: Row) -> Piece:
    """The row as totals read it."""
    return Piece(row.start, row.end, row.lo, row.best, row.hi, row.shown, row.basis, row.additive, row.total)


def combine(voices: Iterable[Voice], policy: Policy, place: str) -> list[Row]:
    """Combined rows for every span that a source states for a place.

    Parameters
    ----------
    voices : iterable of Voice
        Sources with rows for one place, harm and kind of victim.
    policy : Policy
        How low and best are made.
    place : str
        place_id the rows are made for.
    """
    taking_part = [v for v in voices if v.role not in EXCLUDED]
    spans = sorted({span for v in taking_part for span in _stated_spans(v, place)})
    made = []
    for start, end in spans:
        reports = [r for v in taking_part if (r := _report(v, start, end)) is not None]
        agreed = agree(reports, policy)
        if agreed is not None:
            made.append(_row(agreed, place, start, end))
    return made


def _stated(row: Row) -> bool:
    """The source itself gave a figure for just this span."""
    if row.basis == "constraint":
        return not row.flags & {"floor from parts", "sum of parts"}
    if row.total is not None:  # also of a floor made from a remainder
        return False
    return row.basis not in NEVER_ALONE


def _stated_spans(voice: Voice, place: str) -> Iterable[tuple[int, int]]:
    """Spans that a source states of the place itself."""
    for row in voice.rows:
        if row.series.place != place:
            continue
        if _stated(row):
            yield row.start, row.end
        elif row.total is not None:
            yield row.total.start, row.total.end


def _report(voice: Voice, start: int, end: int) -> Report | None:
    """The voice's row on the span; else, if rows inside it cover every day, their total."""
    exact = voice.stated.get((start, end))
    said = _of_rows(voice, exact) if exact else None
    if exact and (start, end) not in voice.surplus and not all(r.basis in PART_FLOORS for r in exact):
        return said
    told = _total(voice, start, end)
    # A floor made of parts for the span itself speaks unless the figures inside make more.
    return said if told is None or (said is not None and (start, end) not in voice.surplus and told.figure.lo <= said.figure.lo) else told


def _total(voice: Voice, start: int, end: int) -> Report | None:
    """What rows inside the span make, if they cover every day."""
    inside = tuple(voice.by_days.exact(start, end) if start == end else voice.by_days.inside(start, end))
    if not _fill(inside, start, end) or not any(_stated(r) or r.basis in PART_FLOORS for r in inside):
        return None
    said = voice.runs.figure(start, end)
    return None if said is None else Report(voice, said, _only_floors(inside, said), _newest(inside), inside)


def _fill(rows: tuple[Row, ...], start: int, end: int) -> bool:
    """Whether the rows leave no day of the span without a figure."""
    if sum(r.end - r.start + 1 for r in rows) <= end - start:
        return False
    for first, last in sorted((r.start, r.end) for r in rows):
        if first > start:
            return False
        start = max(start, last + 1)
    return start > end


def _of_rows(voice: Voice, exact: list[Row]) -> Report:
    """Incidents add up; of statements the one about the place itself speaks; of both, which are the same dead, the higher."""
    added = tuple(r for r in exact if r.additive)
    said = [Report(voice, _incidents(added), is_floor=False, time=_newest(added), rows=added)] if added else []
    told = [r for r in exact if not r.additive]
    if told:
        top = max(told, key=lambda r: (not _is_floor(r), r.lo, r.shown))
        figure = Figure(top.lo, top.best, top.shown, top.is_open)
        said.append(Report(voice, figure, _only_floors((top,), figure), _newest((top,)), (top,)))
    return max(said, key=lambda r: (r.figure.lo, not r.is_floor))


def _incidents(rows: tuple[Row, ...]) -> Figure:
    bests = [r.best for r in rows if r.best is not None]
    return Figure(sum(r.lo for r in rows), sum(bests) if bests else None, sum(r.shown for r in rows), any(r.is_open for r in rows))


def _is_floor(row: Row) -> bool:
    return row.basis in PART_FLOORS or bool(row.flags & {"floor from parts", "sum of parts"})


def _only_floors(rows: tuple[Row, ...], said: Figure) -> bool:
    """Whether some day rests on parts alone: then the source states no figure for the span."""
    stated = [r for r in rows if not _is_floor(r)]
    if not said.is_open or len(stated) == len(rows):
        return False
    if not stated:
        return True
    days = frozenset().union(*(r.covered for r in rows))
    return not days <= frozenset().union(*(r.covered for r in stated))


def _newest(rows: tuple[Row, ...]) -> int | None:
    return max((r.time for r in rows if r.time is not None), default=None)


def agree(reports: list[Report], policy: Policy) -> Agreed | None:
    """One figure from what several sources report of one span.

    low is the least of the figures that have a best, high the highest of all, best by the policy.
    """
    present, dropped = _entitled(reports)
    if not present:
        return None
    stated = [r for r in present if not r.is_floor]
    highest_stated = [r.figure.best for r in stated if r.figure.best is not None]
    entering = [r for r in present if not r.is_floor or not highest_stated or r.figure.lo > min(highest_stated)]
    with_best = [r for r in entering if r.figure.best is not None]
    bests: dict[str, float] = {}
    for i, r in enumerate(with_best):
        # One source may speak by several standards: each is a report of its own.
        key = r.voice.source if r.voice.source not in bests else f"{r.voice.source} {i}"
        bests[key] = r.figure.best or 0.0
    counted = [r for r in present if r.voice.role in {"named", "database"} or (r.voice.role == "generic" and not r.voice.source.startswith("outlet:"))]
    sources, groups = {r.voice.source for r in counted}, {r.voice.group for r in counted}
    lo, best = policy.judge(bests, min(r.figure.lo for r in (with_best or entering)), len(groups))
    shown = max(lo, best or 0.0, *(r.figure.shown for r in present))
    made = Figure(lo, best if best is None else max(best, lo), shown, any(r.figure.is_open for r in present))
    return Agreed(made, len(set(bests.values())) > 1, len(sources), len(groups), tuple(present), tuple(dropped))


def _entitled(reports: list[Report]) -> tuple[list[Report], list[Report]]:
    """Without generic sources where a named one speaks, databases beside claimants they draw on, and floors two later sources are above."""
    speaking = [r for r in reports if r.voice.role in ("named", "database") and not r.is_floor]
    named = {r.voice.source for r in reports if r.voice.role == "named"}
    present: list[Report] = []
    dropped: list[Report] = []
    for r in reports:
        silenced = (r.voice.role == "generic" and bool(speaking)) or (r.voice.role == "database" and _draws(r.voice, named)) or _dominated(r, reports)
        (dropped if silenced else present).append(r)
    return present, dropped


def _draws(database: Voice, named: set[str]) -> bool:
    return bool(named) and (not database.draws_on or bool(database.draws_on & named))


def _dominated(report: Report, reports: list[Report]) -> bool:
    """An open floor that two later, named sources state figures above is out of date."""
    if not report.figure.is_open or report.time is None or report.is_floor:
        return False
    above = {
        r.voice.source
        for r in reports
        if r.voice.role == "named"
        and not r.is_floor
        and r.voice.source != report.voice.source
        and r.time is not None
        and r.time > report.time
        and r.figure.best is not None
        and r.figure.lo > report.figure.lo
    }
    return len(above) >= 2


def _row(agreed: Agreed, place: str, start: int, end: int) -> Row:
    first = agreed.used[0].rows[0]
    series = Series("combined", "reported", place, first.series.harm, first.series.victims)
    f = agreed.figure
    ids = list(dict.fromkeys(i for r in agreed.used for row in r.rows for i in row.ids))
    dropped = [i for r in agreed.dropped for row in r.rows for i in row.ids]
    replaced = list(dict.fromkeys([*(i for r in agreed.used for row in r.rows for i in row.replaced), *dropped]))
    flags = {flag for r in agreed.used for row in r.rows for flag in row.flags if flag in KEPT_FLAGS}
    basis = "total since start" if all(row.basis == "total since start" for r in agreed.used for row in r.rows) else "combined"
    return Row(
        series,
        start,
        end,
        f.lo,
        f.best,
        OPEN if f.is_open else f.shown,
        f.shown,
        basis,
        ids,
        [i for i in replaced if i not in ids],
        flags,
        time=max((r.time for r in agreed.used if r.time is not None), default=None),
        so_far=any(row.so_far for r in agreed.used for row in r.rows),
        n_sources=agreed.n_sources,
        n_groups=agreed.n_groups,
        contested=agreed.contested,
    )


KEPT_FLAGS = ("disputed", "lower_unconfirmed", "order_unknown", "conflict", "undated", "possibly distinct", "several statements", "restart")
