"""Rule 8: rows of the rules as the segments table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casualties.reconcile.intervals import OPEN
from casualties.tables import SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.reconcile.model import Row

EPOCH = np.datetime64("1970-01-01", "us")
DAY = np.timedelta64(86_400_000_000, "us")
CODEBOOK = "acled"
REPORTING_LAG = 3
"""Days before as_of that are provisional: reports of them still come in."""


@dataclass(frozen=True)
class Edition:
    """What is the same in all rows of one reconciliation."""

    as_of: pd.Timestamp | None
    versions_end: int | None
    policy: str


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as columns, figures as float64 with hi infinite where open, days as ordinals."""
    rows = list(rows)
    series = [r.series for r in rows]
    return pd.DataFrame(
        {
            "place_id": [s.place for s in series],
            "harm": [s.harm for s in series],
            "victims": [s.victims for s in series],
            "source": [s.source for s in series],
            "standard": [s.standard for s in series],
            "start": np.array([r.start for r in rows], dtype="int64"),
            "end": np.array([r.end for r in rows], dtype="int64"),
            "lo": np.array([r.lo for r in rows], dtype="float64"),
            "best": np.array([np.nan if r.best is None else r.best for r in rows], dtype="float64"),
            "hi": np.array([r.hi for r in rows], dtype="float64"),
            "shown": np.array([r.shown for r in rows], dtype="float64"),
            "basis": [r.basis for r in rows],
            "additive": np.array([r.additive for r in rows], dtype=bool),
            "n_sources": np.array([r.n_sources if r.series.source == "combined" else int(not _is_outlet(r)) for r in rows], dtype="int64"),
            "n_groups": np.array([r.n_groups if r.series.source == "combined" else int(not _is_outlet(r)) for r in rows], dtype="int64"),
            "contested": np.array([r.contested for r in rows], dtype=bool),
            "so_far": np.array([r.so_far for r in rows], dtype=bool),
            "flags": ["; ".join(sorted(r.flags)) or None for r in rows],
            "claim_ids": ["; ".join(dict.fromkeys(r.ids)) for r in rows],
            "superseded_ids": ["; ".join(i for i in dict.fromkeys(r.replaced) if i not in r.ids) or None for r in rows],
            "total_start": pd.array([r.total[0] if r.total else None for r in rows], dtype="Int64"),
            "total_end": pd.array([r.total[1] if r.total else None for r in rows], dtype="Int64"),
            "total_low": pd.array([r.total[2] if r.total else None for r in rows], dtype="Float64"),
            "total_high": pd.array([r.total[3] if r.total and r.total[3] != OPEN else None for r in rows], dtype="Float64"),
            "total_best": pd.array([r.total.best if r.total else None for r in rows], dtype="Float64"),
            "role": ["combined" if r.series.source == "combined" else r.role for r in rows],
        }
    )


def frame_of_incidents(summed: pd.DataFrame) -> pd.DataFrame:
    """Sums of incidents in the same columns."""
    ones = np.ones(len(summed), dtype="int64")
    missing = pd.array([None] * len(summed), dtype="Int64")
    return pd.DataFrame(
        {
            **{c: summed[c] for c in ("place_id", "harm", "victims", "source", "standard", "start", "end", "lo", "best", "hi", "shown")},
            "basis": np.where(summed["n"] > 1, "sum of incidents", "direct"),
            "additive": True,
            "n_sources": ones,
            "n_groups": ones,
            "contested": False,
            "so_far": summed["so_far"],
            "flags": summed["flags"].replace("", None),
            "claim_ids": summed["ids"],
            "superseded_ids": summed["replaced"].replace("", None),
            "total_start": missing,
            "total_end": missing,
            "total_low": missing.astype("Float64"),
            "total_high": missing.astype("Float64"),
            "total_best": missing.astype("Float64"),
            "role": summed["role"],
        }
    )


def segments(frames: list[pd.DataFrame], edition: Edition, observed: pd.DataFrame) -> pd.DataFrame:
    """The segments table.

    Parameters
    ----------
    frames : list of DataFrame
        As `frame_of` and `frame_of_incidents` give them.
    edition : Edition
        as_of, versions_end, policy.
    observed : DataFrame
        Index source; exhaustive, observed_from, observed_to.
    """
    frames = [f for f in frames if len(f)]
    if not frames:
        return SEGMENTS.empty()
    out = pd.concat(frames, ignore_index=True)
    out = out.sort_values(["place_id", "harm", "victims", "source", "standard", "start", "end", "basis", "claim_ids"], ignore_index=True)
    out["segment_id"] = _ids(out)
    is_open = np.isinf(out["hi"])
    out["low"], out["high"], out["high_open"] = out["lo"], out["shown"].where(is_open, out["hi"]), is_open
    last = edition.versions_end if edition.as_of is None else int((np.datetime64(edition.as_of.tz_convert(None), "us") - EPOCH) // DAY)
    out["provisional"] = (out["end"] > last - REPORTING_LAG) if last is not None else False
    for name in ("start", "end"):
        out[name] = EPOCH + out[name].to_numpy() * DAY
    for name in ("total_start", "total_end"):
        out[name] = pd.Series(EPOCH + out[name].fillna(0).to_numpy("int64") * DAY).where(out[name].notna().to_numpy())
    out["policy"], out["codebook"], out["as_of"] = edition.policy, CODEBOOK, edition.as_of
    out["versions_end"] = pd.NaT if edition.versions_end is None else pd.Timestamp(EPOCH + edition.versions_end * DAY)
    for name in ("exhaustive", "observed_from", "observed_to"):
        out[name] = out["source"].map(observed[name])
    out["exhaustive"] = out["exhaustive"].fillna(False).astype(bool)
    return SEGMENTS.complete(out)


def _is_outlet(row: Row) -> bool:
    return row.series.source.startswith("outlet:")


def _ids(out: pd.DataFrame) -> pd.Series:
    """A hash of what the row is about, numbered where several rows are about the same."""
    about = ["place_id", "harm", "victims", "source", "standard", "start", "end", "basis"]
    hashed = pd.util.hash_pandas_object(out[about], index=False).map("{:016x}".format)
    again = out.groupby(about, sort=False).cumcount()
    return hashed.where(again == 0, hashed + "." + again.astype("str"))
