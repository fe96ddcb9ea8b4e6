"""What the rules work on: statements (from claims) and rows (towards segments)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from casualties.reconcile.intervals import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable


class Whole(NamedTuple):
    """A total that a row was cut from: first and last day, low, high (infinite where open), best."""

    start: int
    end: int
    lo: float
    hi: float
    best: float | None


class Series(NamedTuple):
    """What one source says of one place, harm and kind of victim, counted by one standard."""

    source: str
    standard: str
    place: str
    harm: str
    victims: str


@dataclass(slots=True)
class Statement:
    """One statement, with all its carriers. Days are ordinals, times microseconds, figures persons.

    `cap` is an upper bound its source gave beside it; `own_lo` its own low where a lower figure, `lower`, stands too;
    `since` the running total at whose end a difference stands.
    """

    series: Series
    start: int
    end: int
    counting: str
    scope: str
    stance: str
    lo: float
    best: float | None
    hi: float
    shown: float
    openness: str
    qualifier: str
    time: int | None
    publication: tuple[str, ...]
    ids: list[str]
    incident: str | None = None
    part_of: str | None = None
    authoritative: bool = False
    so_far: bool = False
    flags: set[str] = field(default_factory=set)
    replaced: list[str] = field(default_factory=list)
    basis: str = "direct"
    role: str = "named"
    cap: float | None = None
    cap_ids: list[str] = field(default_factory=list)
    own_lo: float | None = None
    lower: float | None = None
    since: Whole | None = None

    @property
    def value(self) -> float:
        """The figure that orders statements of one key: best, else the only bound it has."""
        return self.best if self.best is not None else self.shown

    @property
    def is_open(self) -> bool:
        """Open above."""
        return self.hi == OPEN

    def as_floor(self, flag: str) -> None:
        """Keep only "at least": the statement no longer bounds from above."""
        self.hi, self.openness = OPEN, "floor"
        self.flags.add(flag)


@dataclass(slots=True)
class Row:
    """A segment in the making. `total` is the figure it was cut from, `since` the running total at the end of a difference.

    `days` are the days it accounts for where these are not all, as bits from its first day on: between the days of a remainder
    may lie those of other rows.
    """

    series: Series
    start: int
    end: int
    lo: float
    best: float | None
    hi: float
    shown: float
    basis: str
    ids: list[str]
    replaced: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    time: int | None = None
    so_far: bool = False
    total: Whole | None = None
    additive: bool = False
    days: int | None = None
    role: str = "named"
    n_sources: int = 1
    n_groups: int = 1
    contested: bool = False
    since: Whole | None = None

    @property
    def is_open(self) -> bool:
        """Open above."""
        return self.hi == OPEN

    def covers(self, start: int, end: int) -> int:
        """Days of start..end, both inclusive, that the row accounts for, as bits: the lowest is the first day."""
        if self.days is not None:
            ahead = self.start - start
            return (self.days << ahead if ahead >= 0 else self.days >> -ahead) & all_days(start, end)
        if self.start <= start and end <= self.end:
            return all_days(start, end)
        first, last = max(start, self.start), min(end, self.end)
        return ((1 << (last - first + 1)) - 1) << (first - start) if first <= last else 0

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the row's hull shares a day with start..end, both inclusive."""
        return self.start <= end and start <= self.end


def all_days(start: int, end: int) -> int:
    """A bit for each day of start..end, both inclusive."""
    return (1 << (end - start + 1)) - 1


def covered(rows: Iterable[Row], start: int, end: int) -> int:
    """Days of start..end that some row accounts for, as bits: the lowest is the first day."""
    days = 0
    for row in rows:
        days |= row.covers(start, end)
    return days


@dataclass(frozen=True, slots=True)
class Days:
    """Days that rows account for, as bits: the lowest is `first`. What rows that do not change say of many spans is asked of it."""

    first: int
    bits: int

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Days:
        """Days of which at least one row accounts."""
        rows = list(rows)
        if not rows:
            return cls(0, 0)
        first = min([r.start for r in rows])
        return cls(first, covered(rows, first, max([r.end for r in rows])))

    def of_span(self, start: int, end: int) -> int:
        """Those of start..end, both inclusive, as `covered` gives them."""
        ahead = self.first - start
        return (self.bits << ahead if ahead >= 0 else self.bits >> -ahead) & all_days(start, end)


class Outcome(NamedTuple):
    """What became of a claim."""

    status: str
    reason: str


STANDS = Outcome("used", "stands")


@dataclass(slots=True)
class Notes:
    """What the rules did, claim by claim, and what a person should look at."""

    ledger: dict[str, Outcome] = field(default_factory=dict)
    findings: list[dict[str, object]] = field(default_factory=list)
    settled: list[frozenset[str]] = field(default_factory=list)

    def put(self, ids: list[str], status: str, reason: str) -> None:
        """Record what became of claims; the first rule that decides stands."""
        for claim_id in ids:
            if claim_id not in self.ledger:
                self.ledger[claim_id] = Outcome(status, reason)

    def stands(self, claim_id: str) -> None:
        """Record that a claim stands as it was stated: what becomes of most."""
        self.ledger.setdefault(claim_id, STANDS)

    def find(self, kind: str, severity: str, ids: list[str], where: tuple[Series, int, int], message: str) -> None:
        """Add a finding about claims of a series from a first to a last day."""
        series, start, end = where
        if any(set(ids) <= settled for settled in self.settled):
            return
        self.findings.append(
            {"kind": kind, "severity": severity, "claim_ids": sorted(set(ids)), "place_id": series.place, "start": start, "end": end, "message": message}
        )
