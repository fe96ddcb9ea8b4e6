"""Rule 7 for incidents at places of which no statement is made: by columns, since event databases are large.

The same as `combine`, where every source speaks of a span by one sum of incidents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.reconcile.combine import KEPT_FLAGS
from casualties.reconcile.judgement import BY_ORDER, Told, judge, who
from casualties.reconcile.ranks import ranks, starts
from casualties.reconcile.segments import frame_of_incidents
from casualties.spelling import split as items

if TYPE_CHECKING:
    from casualties.reconcile.policies import Policy
    from casualties.reconcile.voices import Known

    Matrix = np.ndarray[Any, Any]

ABOUT = ["place_id", "harm", "victims"]
SPAN_OF = [*ABOUT, "start", "end"]


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
    lo, best, hi, shown = (ordered[name].to_numpy("float64") for name in ("lo", "best", "hi", "shown"))
    time = ordered["time"].to_numpy("float64", na_value=-np.inf)
    told = Told(lo, best, shown, np.isinf(hi), np.zeros(len(ordered), dtype=bool), time, **who(ordered["source"], ordered["role"], known))
    judged = judge(told, first, policy)
    rows = frame_of_incidents(ordered.take(first).reset_index(drop=True))
    known_time = np.isfinite(judged.time)
    rows["lo"], rows["best"], rows["shown"] = judged.lo, judged.best, judged.shown
    rows["hi"] = np.where(judged.is_open, np.inf, judged.shown)
    rows["contested"], rows["n_sources"], rows["n_groups"] = judged.contested, judged.n_sources, judged.n_groups
    rows["time"] = pd.arrays.IntegerArray(np.where(known_time, judged.time, 0).astype("int64"), ~known_time)
    rows["so_far"] = np.logical_or.reduceat(judged.present & ordered["so_far"].to_numpy(bool), first)
    for n in np.unique(size[size > 1]).tolist():
        at = np.flatnonzero(size == n)
        where = first[at][:, None] + np.arange(n)
        present = judged.present[where]
        for name, texts in (("claim_ids", "ids"), ("flags", "flags")):
            rows.loc[at, name] = _joined(ordered[texts], where, present)
        rows.loc[at, "superseded_ids"] = _superseded(ordered, where, present)
    rows["flags"] = _kept(rows["flags"])
    for name, value in (("source", "combined"), ("standard", "reported"), ("basis", "combined"), ("role", "combined")):
        rows[name] = pd.Series(value, index=rows.index, dtype="str")
    return rows.assign(additive=False)


def _joined(texts: pd.Series, at: Matrix, used: Matrix) -> Any:
    """Texts of the reports used, in their order, joined by "; "; missing where there is none."""
    joined = None
    for i in range(at.shape[1]):
        text = texts.take(at[:, i]).reset_index(drop=True).where(used[:, i], "")
        if joined is None:
            joined = text
        elif (text != "").any():
            joined = joined + pd.Series("; ", index=text.index, dtype="str").where((joined != "") & (text != ""), "") + text
    assert joined is not None
    return joined.where(joined != "").array


def _superseded(ordered: pd.DataFrame, at: Matrix, present: Matrix) -> Any:
    """What the reports used had replaced, then the reports that gave way."""
    replaced = pd.Series(_joined(ordered["replaced"], at, present))
    if present.all():
        return replaced.array
    gone = pd.Series(_joined(ordered["ids"], at, ~present))
    both = replaced.notna() & gone.notna()
    return (replaced + "; " + gone).where(both, replaced.fillna(gone)).array


def _kept(flags: pd.Series) -> pd.Series:
    """Flags that a combined row keeps, each once."""
    if flags.isna().all():
        return flags
    kept = {text: "; ".join(sorted({flag for flag in items(text) if flag in KEPT_FLAGS})) or None for text in flags.dropna().unique()}
    return flags.map(kept).astype("str")
