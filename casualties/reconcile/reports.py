"""What one source says of one span, where it gives more than one figure for it: its own, or what its rows inside make."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from casualties.reconcile.figures import Figure
from casualties.reconcile.model import covered
from casualties.reconcile.voices import PART_FLOORS, Voice, is_floor, is_stated

if TYPE_CHECKING:
    from casualties.reconcile.model import Row


_START = attrgetter("start")


@dataclass(frozen=True)
class Report:
    """What one voice says of one span."""

    voice: Voice
    figure: Figure
    is_floor: bool
    time: int | None
    rows: tuple[Row, ...]


def report(voice: Voice, start: int, end: int) -> Report | None:
    """The voice's row on the span; else, if rows inside it cover every day, their total."""
    exact = voice.stated.get((start, end))
    said = _of_rows(voice, exact) if exact else None
    if exact and (start, end) not in voice.surplus and not all(r.basis in PART_FLOORS for r in exact):
        return said
    # A floor made of parts for the span itself speaks unless the figures inside make more.
    least = said.figure.lo if said is not None and (start, end) not in voice.surplus else None
    return _total(voice, start, end, above=least) or said


def _total(voice: Voice, start: int, end: int, *, above: float | None) -> Report | None:
    """What rows inside the span make, if they cover every day and make more than `above`."""
    inside = tuple(voice.by_days.exact(start, end) if start == end else voice.by_days.inside(start, end))
    if not _fill(inside, start, end) or not any(is_stated(r) or r.basis in PART_FLOORS for r in inside):
        return None
    if above is not None and voice.runs.least(start, end) <= above:
        return None
    said = voice.runs.figure(start, end)
    return None if said is None else Report(voice, said, _only_floors(inside, said), _newest(inside), inside)


def _fill(rows: tuple[Row, ...], start: int, end: int) -> bool:
    """Whether the rows leave no day of the span without a figure."""
    for row in sorted(rows, key=_START):
        if row.start > start:
            return False
        if row.end >= start:
            start = row.end + 1
    return start > end


def _of_rows(voice: Voice, exact: list[Row]) -> Report:
    """Incidents add up; of statements the one about the place itself speaks; of both, which are the same dead, the higher."""
    added = tuple(r for r in exact if r.additive)
    said = [Report(voice, _incidents(added), is_floor=False, time=_newest(added), rows=added)] if added else []
    told = [r for r in exact if not r.additive]
    if told:
        top = max(told, key=lambda r: (not is_floor(r), r.lo, r.shown))
        figure = Figure(top.lo, top.best, top.shown, top.is_open)
        said.append(Report(voice, figure, _only_floors((top,), figure), _newest((top,)), (top,)))
    return max(said, key=lambda r: (r.figure.lo, not r.is_floor))


def _incidents(rows: tuple[Row, ...]) -> Figure:
    bests = [r.best for r in rows if r.best is not None]
    return Figure(sum(r.lo for r in rows), sum(bests) if bests else None, sum(r.shown for r in rows), any(r.is_open for r in rows))


def _only_floors(rows: tuple[Row, ...], said: Figure) -> bool:
    """Whether some day rests on parts alone: then the source states no figure for the span."""
    if not said.is_open:
        return False
    floors: list[Row] = []
    others: list[Row] = []
    for row in rows:
        (floors if is_floor(row) else others).append(row)
    if not floors or not others:
        return bool(floors)
    span = min([r.start for r in rows]), max([r.end for r in rows])
    return bool(covered(floors, *span) & ~covered(others, *span))


def _newest(rows: tuple[Row, ...]) -> int | None:
    return max([r.time for r in rows if r.time is not None], default=None)
