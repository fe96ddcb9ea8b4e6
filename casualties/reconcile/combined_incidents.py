"""Rule 7 for incidents at places of which no statement is made: by columns, since event databases are large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casualties.reconcile.intervals import OPEN
from casualties.reconcile.segments import frame_of_incidents

if TYPE_CHECKING:
    from casualties.reconcile.policies import Policy

SPAN_OF = ["place_id", "harm", "victims", "start", "end"]
BY_RANK = {"lower_median": 0, "min": 0, "max": 1}
"""Of two figures in order, the one that a policy takes; other policies look at more than the order."""


def split(summed: pd.DataFrame, policy: Policy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sums of incidents that can be combined by columns, and the others.

    By columns go spans on which one source speaks, and those on which two of one role do and both have a best
    figure: with three, floors can be out of date; of different roles, one may give way.
    """
    if summed.empty or policy.name not in BY_RANK:
        return summed.iloc[:0], summed
    span = summed.groupby(SPAN_OF, sort=False)["source"]
    size = span.transform("size").to_numpy()
    pair = summed[size == 2]
    plain = pair["role"].isin(["named", "database"]) & pair["best"].notna()
    alike = pair.assign(plain=plain).groupby(SPAN_OF, sort=False).agg(plain=("plain", "all"), roles=("role", "nunique"), sources=("source", "nunique"))
    good = alike[alike["plain"] & (alike["roles"] == 1) & (alike["sources"] == 2)].index
    simple = pd.Series(size == 1, index=summed.index)
    simple[pair.index[pd.MultiIndex.from_frame(pair[SPAN_OF]).isin(good)]] = True
    return summed[simple], summed[~simple]


def combined(simple: pd.DataFrame, group: dict[str, str], policy: Policy) -> pd.DataFrame:
    """Combined rows of the sums that `split` found simple, in the columns of `frame_of_incidents`."""
    if simple.empty:
        return frame_of_incidents(simple)
    ordered = simple.sort_values([*SPAN_OF, "best", "source"], ignore_index=True)
    again = ordered.duplicated(SPAN_OF)
    first, second = ordered[~again.to_numpy()], ordered[again.to_numpy()]
    rows = frame_of_incidents(first).reset_index(drop=True)
    one = first["source"].str.startswith("outlet:").to_numpy()
    rows["n_sources"] = rows["n_groups"] = np.where(one, 0, 1)
    at = np.searchsorted(np.flatnonzero(~again.to_numpy()), np.flatnonzero(again.to_numpy())) - 1
    if len(at):
        a, b = first.iloc[at].reset_index(drop=True), second.reset_index(drop=True)
        chosen = (a, b)[BY_RANK[policy.name]]
        pairs = {
            "lo": np.minimum(a["lo"], b["lo"]),
            "best": chosen["best"],
            "shown": np.maximum(a["shown"], b["shown"]),
            "hi": np.where(np.isinf(a["hi"]) | np.isinf(b["hi"]), OPEN, np.maximum(a["hi"], b["hi"])),
            "contested": a["best"] != b["best"],
            "so_far": a["so_far"] | b["so_far"],
            "n_sources": 2,
            "n_groups": 1 + (a["source"].map(lambda s: group.get(s, s)) != b["source"].map(lambda s: group.get(s, s))).to_numpy(),
            "claim_ids": a["ids"].astype(object) + "; " + b["ids"].astype(object),
        }
        for name, values in pairs.items():
            column = rows[name].to_numpy(copy=True)
            column[at] = values
            rows[name] = column
        for name, source in (("superseded_ids", "replaced"), ("flags", "flags")):
            texts = rows[name].to_numpy(object, copy=True)
            texts[at] = ["; ".join(filter(None, (str(x), str(y)))) or None for x, y in zip(a[source], b[source], strict=True)]
            rows[name] = texts
    rows["source"] = "combined"
    rows["standard"] = "reported"
    rows["basis"] = "combined"
    rows["additive"] = False
    rows["role"] = "combined"
    return rows
