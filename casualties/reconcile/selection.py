"""Rows of the segments table, read back for views."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casualties.reconcile.figures import Piece
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.model import Row, Series, Whole
from casualties.reconcile.segments import DAY, EPOCH


def ordinal(day: object) -> int:
    """Days since 1970-01-01."""
    return int((pd.Timestamp(day).tz_localize(None).to_datetime64() - EPOCH) // DAY)  # type: ignore[arg-type]


def only(rows: pd.DataFrame, mask: pd.Series) -> pd.DataFrame:
    """Rows that fit; where all do, the rows themselves: to copy so many columns costs more than all else in a view of few rows."""
    return rows if mask.all() else rows[mask]


def select(segments: pd.DataFrame, place_id: str, harm: str, victims: str) -> pd.DataFrame:
    """Rows about a place; of incidents also those of the places inside it."""
    rows = only(segments, (segments["harm"] == harm) & (segments["victims"] == victims))
    here = rows["place_id"] == place_id
    inside = rows["additive"] & rows["place_id"].str.startswith(place_id + "/")
    return only(rows, (here | inside) & (rows["basis"] != "elsewhere"))


def pieces(rows: pd.DataFrame) -> list[Piece]:
    """Rows of the segments table as totals read them."""
    start, end = ((rows[c].to_numpy("datetime64[us]") - EPOCH) // DAY for c in ("start", "end"))
    names = ("low", "best", "high", "total_low", "total_high", "total_best")
    lo, best, shown, tlo, thi, tbest = (rows[c].to_numpy("float64", na_value=np.nan) for c in names)
    lo = np.where(np.isnan(lo), 0.0, lo)
    hi = np.where(rows["high_open"].to_numpy(bool), OPEN, shown)
    has_total = rows["total_start"].notna().to_numpy()
    tstart, tend = ((rows[c].fillna(pd.Timestamp(EPOCH)).to_numpy("datetime64[us]") - EPOCH) // DAY for c in ("total_start", "total_end"))
    thi = np.where(np.isnan(thi), OPEN, thi)
    time = rows["published_at"].dt.tz_localize(None).astype("datetime64[us]").astype("int64").astype(object).where(rows["published_at"].notna(), None).tolist()
    basis, additive = rows["basis"].to_numpy(object), rows["additive"].to_numpy(bool)
    wholes = {
        i: Whole(int(tstart[i]), int(tend[i]), float(tlo[i]), float(thi[i]), None if np.isnan(tbest[i]) else float(tbest[i]))
        for i in np.flatnonzero(has_total).tolist()
    }
    return [
        Piece(
            int(start[i]),
            int(end[i]),
            float(lo[i]),
            None if np.isnan(best[i]) else float(best[i]),
            float(hi[i]),
            float(shown[i]),
            str(basis[i]),
            bool(additive[i]),
            *_totals(str(basis[i]), wholes.get(i)),
            time[i],
        )
        for i in range(len(rows))
    ]


def _totals(basis: str, whole: Whole | None) -> tuple[Whole | None, Whole | None]:
    """The total that a row was cut from, or the running total at the end of a difference."""
    return (None, whole) if basis == "difference" else (whole, None)


def rows_of(segments: pd.DataFrame) -> list[Row]:
    """Rows of the segments table as the rules know them."""
    made = []
    texts = {
        c: segments[c].to_numpy(object) for c in ("source", "standard", "place_id", "harm", "victims", "claim_ids", "superseded_ids", "flags", "role", "basis")
    }
    for i, p in enumerate(pieces(segments)):
        series = Series(*(str(texts[c][i]) for c in ("source", "standard", "place_id", "harm", "victims")))
        flags = set() if pd.isna(texts["flags"][i]) else set(str(texts["flags"][i]).split("; "))
        replaced = [] if pd.isna(texts["superseded_ids"][i]) else str(texts["superseded_ids"][i]).split("; ")
        ids = str(texts["claim_ids"][i]).split("; ")
        made.append(
            Row(
                series,
                p.start,
                p.end,
                p.lo,
                p.best,
                p.hi,
                p.shown,
                p.basis,
                ids,
                replaced,
                flags,
                total=p.total,
                additive=p.additive,
                role=str(texts["role"][i]),
                since=p.since,
                time=p.time,
            )
        )
    return made
