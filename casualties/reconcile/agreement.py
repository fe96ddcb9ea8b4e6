"""Rule 7, the judgement: one figure from what several sources report of the same people. Never a sum across sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.reconcile.figures import Figure

if TYPE_CHECKING:
    from casualties.reconcile.policies import Policy
    from casualties.reconcile.reports import Report
    from casualties.reconcile.voices import Voice


@dataclass(frozen=True)
class Agreed:
    """The combined figure and what it rests on."""

    figure: Figure
    contested: bool
    n_sources: int
    n_groups: int
    used: tuple[Report, ...]


def agree(reports: list[Report], policy: Policy) -> Agreed | None:
    """One figure from what several sources report of one span.

    low is the least of the figures that have a best, high the highest of all, best by the policy.
    """
    present = _entitled(reports)
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
    return Agreed(made, len(set(bests.values())) > 1, len(sources), len(groups), tuple(present))


def _entitled(reports: list[Report]) -> list[Report]:
    """Without generic sources where a named one speaks, databases beside claimants they draw on, and floors two later sources are above."""
    speaking = [r for r in reports if r.voice.role in ("named", "database") and not r.is_floor]
    named = {r.voice.source for r in reports if r.voice.role == "named"}
    return [
        r
        for r in reports
        if not ((r.voice.role == "generic" and speaking) or (r.voice.role == "database" and _draws(r.voice, named)) or _dominated(r, reports))
    ]


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
