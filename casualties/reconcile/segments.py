"""Rule 8: rows of the rules as the segments table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from casualties.reconcile.intervals import OPEN
from casualties.reconcile.ranks import ranks, repeated, starts
from casualties.tables import SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.reconcile.model import Row

EPOCH = np.datetime64("1970-01-01", "us")
DAY = np.timedelta64(86_400_000_000, "us")
CODEBOOK = "acled"
ABOUT = ["place_id", "harm", "victims", "source", "standard", "start", "end", "basis"]
TEXTS = ("place_id", "harm", "victims", "source", "standard", "basis", "role", "flags", "claim_ids", "superseded_ids")
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
    totals = [r.total or r.since for r in rows]
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
            "total_start": pd.array([t[0] if t else None for t in totals], dtype="Int64"),
            "total_end": pd.array([t[1] if t else None for t in totals], dtype="Int64"),
            "total_low": pd.array([t.lo if t else None for t in totals], dtype="Float64"),
            "total_high": pd.array([t.hi if t and t.hi != OPEN else None for t in totals], dtype="Float64"),
            "total_best": pd.array([t.best if t else None for t in totals], dtype="Float64"),
            "time": pd.array([r.time for r in rows], dtype="Int64"),
            "role": ["combined" if r.series.source == "combined" else r.role for r in rows],
        }
    )


def frame_of_incidents(summed: pd.DataFrame) -> pd.DataFrame:
    """Sums of incidents in the same columns, without those of a total: a sum is cut from none."""
    one = np.int64(1)
    columns: dict[str, Any] = {c: summed[c] for c in ("place_id", "harm", "victims", "source", "standard", "start", "end", "lo", "best", "hi", "shown")}
    columns["basis"] = pd.Series("direct", index=summed.index, dtype="str").mask(summed["n"] > 1, "sum of incidents")
    columns |= {"additive": True, "n_sources": one, "n_groups": one, "contested": False, "so_far": summed["so_far"]}
    columns |= {"flags": summed["flags"].where(summed["flags"] != ""), "claim_ids": summed["ids"]}
    columns |= {"superseded_ids": summed["replaced"].where(summed["replaced"] != "")}
    columns |= {"time": summed["time"], "role": summed["role"]}
    return pd.DataFrame(columns, index=summed.index)


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
    out = pd.concat(frames, ignore_index=True).astype(dict.fromkeys(TEXTS, "str"))
    about = ranks(out, ABOUT)
    again = repeated(about)
    later = np.zeros(len(out), dtype="int64")
    later[again] = ranks(out[again], ["claim_ids"])
    order = np.lexsort((later, about))
    out = out.take(order).reset_index(drop=True)
    out["segment_id"] = _ids(out, about[order])
    is_open = np.isinf(out["hi"])
    out["low"], out["high"], out["high_open"] = out["lo"], out["shown"].where(is_open, out["hi"]), is_open
    last = edition.versions_end if edition.as_of is None else int((np.datetime64(edition.as_of.tz_convert(None), "us") - EPOCH) // DAY)
    out["provisional"] = (out["end"] > last - REPORTING_LAG) if last is not None else False
    for name in ("start", "end"):
        out[name] = EPOCH + out[name].to_numpy() * DAY
    out["published_at"] = _instants(out["time"])
    for name in {"total_start", "total_end"} & set(out.columns):
        days = EPOCH + out[name].to_numpy("int64", na_value=0) * DAY
        days[out[name].isna().to_numpy()] = np.datetime64("NaT")
        out[name] = days
    out["policy"], out["codebook"], out["as_of"] = edition.policy, CODEBOOK, edition.as_of
    out["versions_end"] = pd.NaT if edition.versions_end is None else pd.Timestamp(EPOCH + edition.versions_end * DAY)
    source, names = pd.factorize(out["source"])
    by_name = observed.reindex(names)
    for name in ("observed_from", "observed_to"):
        out[name] = by_name[name].to_numpy("datetime64[us]")[source]
    out["exhaustive"] = by_name["exhaustive"].eq(True).to_numpy(bool)[source]  # missing where the source is not known
    return SEGMENTS.complete(out)


def _instants(time: pd.Series) -> pd.Series:
    moments = time.to_numpy("int64", na_value=0).astype("datetime64[us]")
    moments[time.isna().to_numpy()] = np.datetime64("NaT")
    return pd.Series(moments, index=time.index).dt.tz_localize("UTC")


def _is_outlet(row: Row) -> bool:
    return row.series.source.startswith("outlet:")


def _ids(out: pd.DataFrame, about: np.ndarray[Any, Any]) -> pd.Series:
    """A hash of what the row is about, numbered where several rows are about the same; `about` are their ranks, in order."""
    hashed = hexadecimal(pd.util.hash_pandas_object(out[ABOUT], index=False).to_numpy().astype("uint64"))
    first = starts(about)
    number = np.arange(len(about)) - np.repeat(first, np.diff(np.r_[first, len(about)]))
    again = np.flatnonzero(number)
    if len(again):
        values = hashed.to_numpy(object)
        values[again] = [f"{values[i]}.{number[i]}" for i in again]
        hashed = pd.Series(values, dtype="str")
    return hashed


def hexadecimal(numbers: np.ndarray[Any, np.dtype[np.uint64]]) -> pd.Series:
    """Numbers as 16 hexadecimal digits each."""
    digits = np.frombuffer(b"0123456789abcdef", dtype="uint8")
    octets = numbers.astype(">u8").view("uint8")
    text = digits[np.stack([octets >> 4, octets & 15], axis=1)].tobytes()
    ends = np.arange(0, 16 * len(numbers) + 1, 16, dtype="int64")
    made = pa.LargeStringArray.from_buffers(len(numbers), pa.py_buffer(ends), pa.py_buffer(text))
    return pd.Series(made.to_pandas(), dtype="str")
