"""Rule 7 for incidents at places of which no statement is made: by columns, since event databases are large.

The same as `combine`, where every source speaks of a span by one sum of incidents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.reconcile.combine import KEPT_FLAGS
from casualties.reconcile.ranks import ranks, starts
from casualties.reconcile.segments import frame_of_incidents
from casualties.spelling import split as items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casualties.reconcile.policies import Policy

    Matrix = np.ndarray[Any, Any]

ABOUT = ["place_id", "harm", "victims"]
SPAN_OF = [*ABOUT, "start", "end"]
BY_ORDER = {"lower_median": lambda n: (n - 1) // 2, "min": lambda _: 0, "max": lambda n: n - 1}
"""Of n figures in order, the one that a policy takes; other policies look at more than the order."""


@dataclass(frozen=True)
class Known:
    """What is known of sources: their group, and the claimants they draw on, joined by "; "."""

    group: Mapping[str, str]
    draws_on: Mapping[str, str]


def split(summed: pd.DataFrame, policy: Policy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums of incidents that can be combined by columns, and the others.

    The others are those under policies that look at more than the order of figures, and those of places where several
    sources speak and an incident lasts several days: the days of one source may add up to the span of another.
    """
    if summed.empty or policy.name not in BY_ORDER:
        return summed.iloc[:0], summed
    lasting = summed[summed["start"] != summed["end"]]
    if lasting.empty:
        return summed, summed.iloc[:0]
    about = ranks(summed, ABOUT)
    source = ranks(summed, ["source"])
    told = pd.DataFrame({"source": source}).groupby(about)["source"]
    mixed = (told.transform("min") != told.transform("max")).to_numpy() & np.isin(about, about[(summed["start"] != summed["end"]).to_numpy()])
    return summed[~mixed], summed[mixed]


def combined(simple: pd.DataFrame, known: Known, policy: Policy) -> pd.DataFrame:
    """Combined rows of the sums that `split` found simple, in the columns of `frame_of_incidents`."""
    if simple.empty:
        return frame_of_incidents(simple)
    ordered = simple.take(np.argsort(ranks(simple, [*SPAN_OF, "source", "standard", "role"]), kind="stable")).reset_index(drop=True)
    first = starts(ranks(ordered, SPAN_OF))
    size = np.diff(np.r_[first, len(ordered)])
    told = _Told.of(ordered, known)
    rows = frame_of_incidents(ordered.take(first).reset_index(drop=True))
    rows["n_sources"] = rows["n_groups"] = told.counts[first].astype("int64")
    for n in np.unique(size[size > 1]).tolist():
        at = np.flatnonzero(size == n)
        for name, values in _agreed(told, first[at][:, None] + np.arange(n), BY_ORDER[policy.name]).items():
            rows.loc[at, name] = values
    rows["flags"] = _kept(rows["flags"])
    for name, value in (("source", "combined"), ("standard", "reported"), ("basis", "combined"), ("role", "combined")):
        rows[name] = pd.Series(value, index=rows.index, dtype="str")
    return rows.assign(additive=False)


@dataclass(frozen=True)
class _Told:
    """Reports, one a position; sources and groups as numbers."""

    frame: pd.DataFrame
    source: Matrix
    group: Matrix
    draws: Matrix  # [database, claimant]: whether the one draws on the other
    named: Matrix
    database: Matrix
    counts: Matrix
    time: Matrix  # -inf where unknown

    @classmethod
    def of(cls, ordered: pd.DataFrame, known: Known) -> _Told:
        source, names = pd.factorize(ordered["source"])
        group = pd.factorize(np.array([known.group.get(name, name) for name in names], dtype=object))[0][source]
        upstream = [set(items(known.draws_on.get(name, ""))) for name in names]
        draws = np.array([[not above or name in above for name in names] for above in upstream], dtype=bool).reshape(len(names), len(names))
        named, database = ((ordered["role"] == role).to_numpy(bool) for role in ("named", "database"))
        counts = named | database | ~ordered["source"].str.startswith("outlet:").to_numpy(bool)
        return cls(ordered, source, group, draws, named, database, counts, ordered["time"].to_numpy("float64", na_value=-np.inf))

    def column(self, name: str, at: Matrix) -> Matrix:
        return self.frame[name].to_numpy()[at]


def _agreed(told: _Told, at: Matrix, taken: Any) -> dict[str, Any]:
    """Columns of the combined rows; `at` has the positions of the reports of one span in a row."""
    lo, best, hi, shown = (told.column(name, at) for name in ("lo", "best", "hi", "shown"))
    has_best = ~np.isnan(best)
    present = _entitled(told, at, lo, has_best, np.isinf(hi))
    giving = np.where((present & has_best).any(axis=1, keepdims=True), present & has_best, present)
    least = np.where(giving, lo, np.inf).min(axis=1)
    bests = np.sort(np.where(present & has_best, best, np.nan), axis=1)  # missing ones last
    n = (present & has_best).sum(axis=1)
    rows = np.arange(len(at))
    chosen = np.where(n > 0, bests[rows, np.maximum(taken(n), 0)], np.nan)
    most = np.where(present, shown, 0).max(axis=1)
    open_above = (present & np.isinf(hi)).any(axis=1)
    counted = present & told.counts[at]
    shown_all = np.fmax(np.fmax(most, least), chosen)
    return {
        "lo": least,
        "best": np.fmax(chosen, np.where(np.isnan(chosen), np.nan, least)),
        "shown": shown_all,
        "hi": np.where(open_above, np.inf, shown_all),
        "contested": (n > 1) & (bests[:, 0] != bests[rows, np.maximum(n - 1, 0)]),
        "time": _newest(told.time[at], present),
        "so_far": (present & told.column("so_far", at).astype(bool)).any(axis=1),
        "n_sources": _distinct(told.source[at], counted),
        "n_groups": _distinct(told.group[at], counted),
        "claim_ids": _joined(told, "ids", at, present),
        "superseded_ids": _superseded(told, at, present),
        "flags": _joined(told, "flags", at, present),
    }


def _entitled(told: _Told, at: Matrix, lo: Matrix, has_best: Matrix, is_open: Matrix) -> Matrix:
    """Which reports take part: see `combine._entitled`."""
    named, database, source, time = told.named[at], told.database[at], told.source[at], told.time[at]
    speaking = (named | database).any(axis=1, keepdims=True)
    silenced = ~named & ~database & speaking
    upstream = told.draws[source[:, :, None], source[:, None, :]] & named[:, None, :]
    silenced |= database & upstream.any(axis=2)
    above = (
        named[:, None, :]
        & has_best[:, None, :]
        & (source[:, None, :] != source[:, :, None])
        & (time[:, None, :] > time[:, :, None])
        & (lo[:, None, :] > lo[:, :, None])
    )
    # Two standards of one source are one voice above.
    first_of = np.triu(source[:, :, None] == source[:, None, :], 1).any(axis=1)
    twice = first_of.any()
    voices = above.sum(axis=2) if not twice else np.array([[len(set(s[a])) for a in rows] for s, rows in zip(source, above, strict=True)])
    return ~(silenced | (is_open & np.isfinite(time) & (voices >= 2)))


def _distinct(numbers: Matrix, counted: Matrix) -> Matrix:
    """Different numbers in each row, among those that count."""
    ordered = np.sort(np.where(counted, numbers, -1), axis=1)
    before = np.concatenate([np.full((len(ordered), 1), -1), ordered[:, :-1]], axis=1)
    made: Matrix = (ordered != before).sum(axis=1)
    return made


def _newest(time: Matrix, present: Matrix) -> Any:
    newest = np.where(present, time, -np.inf).max(axis=1)
    known = np.isfinite(newest)
    return pd.arrays.IntegerArray(np.where(known, newest, 0).astype("int64"), ~known)


def _joined(told: _Told, name: str, at: Matrix, used: Matrix) -> Any:
    """Texts of the reports used, in their order, joined by "; "; missing where there is none."""
    joined = None
    for i in range(at.shape[1]):
        text = told.frame[name].take(at[:, i]).reset_index(drop=True).where(used[:, i], "")
        if joined is None:
            joined = text
        elif (text != "").any():
            joined = joined + pd.Series("; ", index=text.index, dtype="str").where((joined != "") & (text != ""), "") + text
    assert joined is not None
    return joined.where(joined != "").array


def _superseded(told: _Told, at: Matrix, present: Matrix) -> Any:
    """What the reports used had replaced, then the reports that gave way."""
    replaced = pd.Series(_joined(told, "replaced", at, present))
    if present.all():
        return replaced.array
    gone = pd.Series(_joined(told, "ids", at, ~present))
    both = replaced.notna() & gone.notna()
    return (replaced + "; " + gone).where(both, replaced.fillna(gone)).array


def _kept(flags: pd.Series) -> pd.Series:
    """Flags that a combined row keeps, each once."""
    if flags.isna().all():
        return flags
    kept = {text: "; ".join(sorted({flag for flag in items(text) if flag in KEPT_FLAGS})) or None for text in flags.dropna().unique()}
    return flags.map(kept).astype("str")
