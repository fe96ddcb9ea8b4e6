"""Totals over a window, of one source or of all combined; weekly, monthly and yearly ones are the same totals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from casualties.errors import UsageError
from casualties.reconcile.agreement import agree
from casualties.reconcile.bounds import clusters
from casualties.reconcile.figures import Account, Figure, Piece, add
from casualties.reconcile.heard import hear
from casualties.reconcile.lookup import ByDays
from casualties.reconcile.reports import Report
from casualties.reconcile.segments import DAY, EPOCH
from casualties.reconcile.selection import ordinal
from casualties.reconcile.voices import Voice

if TYPE_CHECKING:
    from casualties.reconcile.heard import Heard, Told
    from casualties.reconcile.policies import Policy

PERIODS = {"D": "D", "W": "W-SUN", "M": "M", "Q": "Q", "Y": "Y"}


class Total(NamedTuple):
    """Persons over a window.

    Attributes
    ----------
    low, best, high : int or None
        Sums over what was reported; None where nothing was.
    high_open : bool
        high is no upper bound: a part is open, or a day is without a report.
    coverage : float
        Days accounted for, as a share of the window's days.
    """

    low: int | None
    best: int | None
    high: int | None
    high_open: bool
    coverage: float


NOTHING = Total(None, None, None, True, 0.0)


@dataclass(frozen=True)
class Speaker:
    """One source in views: its accounts by standard of counting, and the days on which its silence says something."""

    voice: Voice
    accounts: tuple[Account, ...]
    spans: tuple[tuple[int, int], ...]
    since_start: tuple[tuple[int, int], ...]
    observed: tuple[int, int] | None
    published: ByDays[tuple[int, int, int]]

    def time(self, first: int, last: int) -> int | None:
        """When the rows that touch the window were last published (microseconds)."""
        return max((at for _, _, at in self.published.touching(first, last)), default=None)

    def figure(self, first: int, last: int) -> Figure | None:
        """Standards are never added: the one that accounts for most days speaks, the others only lift the high."""
        found = [f for f in (account.figure(first, last) for account in self.accounts) if f is not None]
        if not found:
            quiet = self.quiet(first, last)
            return Figure(0.0, 0.0, 0.0, is_open=False, days=quiet) if quiet else None
        top = max(found, key=lambda f: (len(f.days or ()), f.lo))
        return Figure(top.lo, top.best, max(f.shown for f in found), any(f.is_open for f in found), top.days)

    def quiet(self, first: int, last: int) -> frozenset[int]:
        """Days inside the window on which a source that records every event it knows of observed."""
        if self.observed is None:
            return frozenset()
        return frozenset(range(max(first, self.observed[0]), min(last, self.observed[1]) + 1))

    def touched(self, first: int, last: int) -> list[tuple[int, int]]:
        """Spans that count in a window, cut at its edges."""
        whole = [s for s in self.since_start if first <= s[0] and s[1] <= last]
        return [(max(a, first), min(b, last)) for a, b in (*self.spans, *whole) if a <= last and first <= b]


def speakers(rows: list[Told]) -> list[Speaker]:
    """Sources of rows about one place, harm and kind of victim, in order of their ids."""
    read: dict[tuple[str, str], dict[str, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        read[row.source, row.role][row.standard].append(row.piece)
    observed = {row.source: row.observed for row in reversed(rows) if row.observed is not None}
    found = []
    for source, role in sorted(read):
        told = [read[source, role][standard] for standard in sorted(read[source, role])]
        spans = sorted({p.hull for each in told for p in each if p.basis != "total since start"})
        whole = sorted({p.hull for each in told for p in each if p.basis == "total since start"})
        accounts = tuple(Account(each, generic=role == "generic") for each in told)
        published = ByDays([(p.start, p.end, p.time) for each in told for p in each if p.time is not None], lambda row: row[:2])
        voice = Voice(source, role, source, frozenset({source}), ())
        found.append(Speaker(voice, accounts, tuple(spans), tuple(whole), observed.get(source), published))
    return found


def total(segments: pd.DataFrame, *, place_id: str, start: object, end: object, harm: str = "killed", victims: str = "all", source: str = "combined") -> Total:
    """Total of one source, or of all combined, over a window.

    Parameters
    ----------
    segments : DataFrame
        Segments table.
    place_id, harm, victims, source : str
        What to count; source "combined" takes the policy of the segments.
    start, end : date-like
        First and last day, both inclusive.

    Returns
    -------
    Total
        A span cut by the window's edge counts from nothing to all of it. Combined totals are made of totals of
        sources, cluster of days by cluster: never a sum that switches source from day to day.
    """
    return total_of(hear(segments, place_id, harm, victims, source), source, start, end)


def total_of(heard: Heard, source: str, start: object, end: object) -> Total:
    """`total` of what was heard, for callers that ask for several sources of a place."""
    return _total(_asked(heard, source), heard.policy, ordinal(start), ordinal(end), combined=source == "combined")


def _asked(heard: Heard, source: str) -> list[Speaker]:
    return speakers(heard.taking_part if source == "combined" else heard.of(source))


def _total(heard: list[Speaker], policy: Policy, first: int, last: int, *, combined: bool) -> Total:
    if len(heard) == 1:
        figure, quiet = heard[0].figure(first, last), heard[0].quiet(first, last)
        figure = _judged(figure, heard[0].voice, policy) if figure is not None and combined else figure
    else:
        figure, quiet = _combined(heard, policy, first, last)
    if figure is None:
        return NOTHING
    days = last - first + 1
    covered = len((figure.days or frozenset()) | quiet)
    best = None if figure.best is None else int(figure.best)
    return Total(int(figure.lo), best, int(figure.shown), figure.is_open or covered < days, covered / days)


def _judged(figure: Figure, voice: Voice, policy: Policy) -> Figure:
    """One source under a policy: some ask for two."""
    bests = {} if figure.best is None else {voice.source: figure.best}
    low, best = policy.judge(bests, figure.lo, int(not voice.source.startswith("outlet:")))
    return replace(figure, lo=low, best=best)


def _combined(heard: list[Speaker], policy: Policy, first: int, last: int) -> tuple[Figure | None, frozenset[int]]:
    spans = sorted({span for speaker in heard for span in speaker.touched(first, last)})
    made: list[Figure] = []
    quiet: frozenset[int] = frozenset()
    for members in clusters(spans):
        agreed = _cluster(heard, policy, min(spans[i][0] for i in members), max(spans[i][1] for i in members))
        if agreed is not None:
            made.append(agreed[0])
            quiet = quiet.union(*(s.quiet(first, last) for s in agreed[1]))
    if not made:
        return None, quiet
    return replace(add(made), days=frozenset[int]().union(*(figure.days or () for figure in made))), quiet


def _cluster(heard: list[Speaker], policy: Policy, first: int, last: int) -> tuple[Figure, list[Speaker]] | None:
    """The sources that account for most days of the cluster are combined; the others are floors."""
    said = [(s, Report(s.voice, f, is_floor=False, time=s.time(first, last), rows=())) for s in heard if (f := s.figure(first, last)) is not None]
    said = [(s, r) for s, r in said if r.voice.role != "generic"] or said
    named = max((len(r.figure.days or ()) for _, r in said if r.voice.role == "named"), default=0)
    # A database gives way to the claimants it draws on where they account for as many days as it does.
    said = [(s, r) for s, r in said if r.voice.role != "database" or len(r.figure.days or ()) > named]
    longest = max((len(r.figure.days or ()) for _, r in said), default=0)
    full = [r for _, r in said if len(r.figure.days or ()) == longest]
    floors = [replace(r, figure=replace(r.figure, is_open=True), is_floor=True) for _, r in said if r not in full]
    agreed = agree(full + floors, policy)
    if agreed is None:
        return None
    used = [r for r in full if r in agreed.used]
    days = frozenset[int]().union(*(r.figure.days or () for r in used))
    return replace(agreed.figure, days=days), [s for s, r in said if r in used]


def rollup(
    segments: pd.DataFrame,
    *,
    freq: str,
    place_id: str,
    start: object,
    end: object,
    harm: str = "killed",
    victims: str = "all",
    source: str = "combined",
) -> pd.DataFrame:
    """Totals by day, week, month, quarter or year.

    Parameters
    ----------
    freq : {"D", "W", "M", "Q", "Y"}
        Weeks run from Monday to Sunday. The first and last period are cut at start and end.

    Returns
    -------
    DataFrame
        start, end (Day, inclusive), low, best, high (persons; missing where coverage is 0), high_open, coverage.
    """
    return rollup_of(hear(segments, place_id, harm, victims, source), source, freq, start, end)


def rollup_of(heard: Heard, source: str, freq: str, start: object, end: object) -> pd.DataFrame:
    """`rollup` of what was heard, for callers that ask for several sources of a place."""
    if freq not in PERIODS:
        raise UsageError(f"there is no frequency {freq!r}.", where="freq", do=f"Use one of {', '.join(PERIODS)}.")
    first, last = pd.Timestamp(EPOCH + ordinal(start) * DAY), pd.Timestamp(EPOCH + ordinal(end) * DAY)
    periods = pd.period_range(first, last, freq=PERIODS[freq])
    speaking = _asked(heard, source)
    made = []
    for period in periods:
        a, b = max(first, period.start_time), min(last, period.end_time.normalize())
        made.append((a, b, *_total(speaking, heard.policy, ordinal(a), ordinal(b), combined=source == "combined")))
    out = pd.DataFrame(made, columns=["start", "end", "low", "best", "high", "high_open", "coverage"])
    types = {"start": "datetime64[us]", "end": "datetime64[us]", "low": "Int64", "best": "Int64", "high": "Int64", "high_open": "bool", "coverage": "float64"}
    return out.astype(types)
