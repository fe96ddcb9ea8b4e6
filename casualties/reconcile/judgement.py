"""The same judgement as `agreement`, of many spans at once: by columns, since databases and long wars are large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.spelling import split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casualties.reconcile.policies import Policy
    from casualties.reconcile.voices import Known

    Matrix = np.ndarray[Any, Any]

BY_ORDER: dict[str, Callable[[Matrix], Matrix | int]] = {"lower_median": lambda n: (n - 1) // 2, "min": lambda _: 0, "max": lambda n: n - 1}
"""Of n figures in order, the one that a policy takes; other policies look at more than the order."""


@dataclass(frozen=True)
class Told:
    """Reports, one a position, those of one span side by side in the order of their voices; sources and groups as numbers."""

    lo: Matrix
    best: Matrix  # missing where there is none
    shown: Matrix
    is_open: Matrix
    is_floor: Matrix
    time: Matrix  # -inf where unknown
    source: Matrix
    group: Matrix
    draws: Matrix  # [database, claimant]: whether the one draws on the other
    named: Matrix
    database: Matrix
    counts: Matrix
    names: Sequence[str]


@dataclass(frozen=True)
class Judged:
    """What was agreed, one a span; `present` has, one a report, whether it takes part."""

    lo: Matrix
    best: Matrix
    shown: Matrix
    is_open: Matrix
    contested: Matrix
    n_sources: Matrix
    n_groups: Matrix
    time: Matrix
    present: Matrix


def who(source: pd.Series, role: pd.Series, known: Known) -> dict[str, Any]:
    """The columns of `Told` that say who reports."""
    number, names = pd.factorize(source)
    group = pd.factorize(np.array([known.group.get(name, name) for name in names], dtype=object))[0][number]
    upstream = [set(split(known.draws_on.get(name, ""))) for name in names]
    draws = np.array([[not above or name in above for name in names] for above in upstream], dtype=bool).reshape(len(names), len(names))
    named, database = ((role == kind).to_numpy(bool) for kind in ("named", "database"))
    is_outlet = np.array([name.startswith("outlet:") for name in names], dtype=bool)
    return {
        "source": number,
        "group": group,
        "draws": draws,
        "named": named,
        "database": database,
        "counts": named | database | ~is_outlet[number],
        "names": list(names),
    }


def judge(told: Told, first: Matrix, policy: Policy) -> Judged:
    """What is agreed of each span.

    Parameters
    ----------
    told : Told
    first : array of int64
        Position of the first report of each span.
    policy : Policy
        How low and best are made.
    """
    size = np.diff(np.r_[first, len(told.lo)])
    spans = len(first)
    made = Judged(
        lo=np.zeros(spans),
        best=np.zeros(spans),
        shown=np.zeros(spans),
        is_open=np.zeros(spans, dtype=bool),
        contested=np.zeros(spans, dtype=bool),
        n_sources=np.zeros(spans, dtype="int64"),
        n_groups=np.zeros(spans, dtype="int64"),
        time=np.full(spans, -np.inf),
        present=np.ones(len(told.lo), dtype=bool),
    )
    for n in np.unique(size).tolist():
        at = np.flatnonzero(size == n)
        _judge(told, first[at][:, None] + np.arange(n), policy, made, at)
    return made


def _judge(told: Told, at: Matrix, policy: Policy, made: Judged, spans: Matrix) -> None:
    """Of spans with the same number of reports; `at` has the positions of the reports of one span in a row."""
    lo, best, shown, is_floor = told.lo[at], told.best[at], told.shown[at], told.is_floor[at]
    has_best = ~np.isnan(best)
    present = _entitled(told, at)
    stated = np.where(present & ~is_floor & has_best, best, np.inf).min(axis=1, keepdims=True)
    entering = present & (~is_floor | np.isinf(stated) | (lo > stated))
    with_best = entering & has_best
    giving = np.where(with_best.any(axis=1, keepdims=True), with_best, entering)
    least = np.where(giving, lo, np.inf).min(axis=1)
    n = with_best.sum(axis=1)
    ordered = np.sort(np.where(with_best, best, np.nan), axis=1)  # missing ones last
    rows = np.arange(len(at))
    counted = present & told.counts[at]
    n_groups = _distinct(told.group[at], counted)
    if policy.name in BY_ORDER:
        chosen = np.where(n > 0, ordered[rows, np.maximum(BY_ORDER[policy.name](n), 0)], np.nan)
    else:
        least, chosen = _by_policy(told, at, with_best, least, n_groups, policy)
    made.lo[spans] = least
    made.best[spans] = np.fmax(chosen, np.where(np.isnan(chosen), np.nan, least))
    made.shown[spans] = np.fmax(np.fmax(np.where(present, shown, 0).max(axis=1), least), chosen)
    made.is_open[spans] = (present & told.is_open[at]).any(axis=1)
    made.contested[spans] = (n > 1) & (ordered[:, 0] != ordered[rows, np.maximum(n - 1, 0)])
    made.n_sources[spans], made.n_groups[spans] = _distinct(told.source[at], counted), n_groups
    made.time[spans] = np.where(present, told.time[at], -np.inf).max(axis=1)
    made.present[at] = present


def _by_policy(told: Told, at: Matrix, with_best: Matrix, least: Matrix, n_groups: Matrix, policy: Policy) -> tuple[Matrix, Matrix]:
    low, chosen = least.copy(), np.full(len(at), np.nan)
    for i, (where, giving) in enumerate(zip(at.tolist(), with_best.tolist(), strict=True)):
        bests: dict[str, float] = {}
        for k, gives in zip(where, giving, strict=True):
            name = told.names[told.source[k]]
            if gives:  # one source may speak by several standards: each is a report of its own
                bests[name if name not in bests else f"{name} {k}"] = float(told.best[k])
        low[i], best = policy.judge(bests, float(least[i]), int(n_groups[i]))
        chosen[i] = np.nan if best is None else best
    return low, chosen


def _entitled(told: Told, at: Matrix) -> Matrix:
    """Which reports take part: see `agreement`."""
    if at.shape[1] == 1:
        return np.ones(at.shape, dtype=bool)
    named, database, source, time, lo, is_floor = (c[at] for c in (told.named, told.database, told.source, told.time, told.lo, told.is_floor))
    speaking = ((named | database) & ~is_floor).any(axis=1, keepdims=True)
    silenced = ~named & ~database & speaking
    upstream = told.draws[source[:, :, None], source[:, None, :]] & named[:, None, :]
    silenced |= database & upstream.any(axis=2)
    above = (
        (named & ~is_floor & ~np.isnan(told.best[at]))[:, None, :]
        & (source[:, None, :] != source[:, :, None])
        & (time[:, None, :] > time[:, :, None])
        & (lo[:, None, :] > lo[:, :, None])
    )
    # Two standards of one source are one voice above.
    twice = np.triu(source[:, :, None] == source[:, None, :], 1).any()
    voices = above.sum(axis=2) if not twice else np.array([[len(set(s[a])) for a in rows] for s, rows in zip(source, above, strict=True)])
    made: Matrix = ~(silenced | (told.is_open[at] & ~is_floor & np.isfinite(time) & (voices >= 2)))
    return made


def _distinct(numbers: Matrix, counted: Matrix) -> Matrix:
    """Different numbers in each row, among those that count."""
    ordered = np.sort(np.where(counted, numbers, -1), axis=1)
    before = np.concatenate([np.full((len(ordered), 1), -1), ordered[:, :-1]], axis=1)
    made: Matrix = (ordered != before).sum(axis=1)
    return made
