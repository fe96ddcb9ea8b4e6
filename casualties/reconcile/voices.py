"""Who takes part in a combined view, and with which rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from casualties.reconcile.figures import Piece
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.runs import Runs
from casualties.spelling import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casualties.reconcile.model import Row

NEVER_ALONE = ("undistributed", "remainder", "constraint", "elsewhere")
PART_FLOORS = ("sum of parts", "floor from parts")
EXCLUDED = ("interested", "modelled")
OFF_DAYS = ("total since start", "elsewhere")


@dataclass(frozen=True)
class Known:
    """What is known of sources: their group, and the claimants they draw on, joined by "; "."""

    group: Mapping[str, str]
    draws_on: Mapping[str, str]


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
            if is_stated(row):
                found[row.start, row.end].append(row)
        return found

    @cached_property
    def surplus(self) -> set[tuple[int, int]]:
        """Spans whose total is above the figures that fill it."""
        return {r.total[:2] for r in self.rows if r.basis == "undistributed" and r.total is not None}


def voices_of(rows: Iterable[Row], about: Known) -> list[Voice]:
    """Rows about one place, harm and kind of victim by source and standard; without sources that stay apart from a combined view."""
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.role not in EXCLUDED:
            found[row.series.source, row.series.standard, row.role].append(row)
    return [
        Voice(source, role, about.group.get(source, source), frozenset(split(about.draws_on.get(source, ""))), tuple(members))
        for (source, _, role), members in sorted(found.items())
    ]


def piece(row: Row) -> Piece:
    """The row as totals read it."""
    return Piece(row.start, row.end, row.lo, row.best, row.hi, row.shown, row.basis, row.additive, row.total)


def is_stated(row: Row) -> bool:
    """The source itself gave a figure for just this span."""
    if row.basis == "constraint":
        return row.flags.isdisjoint(PART_FLOORS)
    if row.total is not None:  # also of a floor made from a remainder
        return False
    return row.basis not in NEVER_ALONE


def is_floor(row: Row) -> bool:
    """The row is made of parts of what it is about: places or kinds of victims."""
    return row.basis in PART_FLOORS or not row.flags.isdisjoint(PART_FLOORS)
