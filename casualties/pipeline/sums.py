"""Totals of sources over a window, one row a source, as the total of reconciliation gives them."""

from __future__ import annotations

import pandas as pd

from casualties.pipeline import query
from casualties.reconcile import total_of
from casualties.report.material import TOTALS

FIGURES = ("low", "best", "high", "high_open", "coverage")


def totals(segments: pd.DataFrame, kinds: pd.DataFrame, window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    """The total over a window of every source in `kinds`.

    Parameters
    ----------
    segments, kinds, window
        As in `query.tabulate`.

    Returns
    -------
    DataFrame
        One row each: place_id, harm, victims, source, role, start, end (both included), low, best, high (persons), high_open, coverage (0 to 1).
    """
    rows = []
    for heard, label in query.each_voice(segments, kinds):
        found = total_of(heard, label["source"], *window)
        rows.append({**label, "start": window[0], "end": window[1], **{name: getattr(found, name) for name in FIGURES}})
    types = {"start": "datetime64[us]", "end": "datetime64[us]", "low": "Int64", "best": "Int64", "high": "Int64", "high_open": "bool", "coverage": "float64"}
    return pd.DataFrame(rows, columns=TOTALS).astype({name: types.get(name, "str") for name in TOTALS})
