"""One row a day, with what is known and what is not."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casualties.errors import UsageError
from casualties.reconcile.combine import EXCLUDED, Voice, combine
from casualties.reconcile.figures import Account
from casualties.reconcile.policies import policy
from casualties.reconcile.segments import DAY, EPOCH, Edition, frame_of
from casualties.reconcile.segments import segments as as_table
from casualties.reconcile.selection import ordinal, pieces, rows_of, select
from casualties.reconcile.totals import speakers

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = {
    "day": "datetime64[us]",
    "low": "Int64",
    "best": "Int64",
    "high": "Int64",
    "high_open": "bool",
    "status": "str",
    "span_id": "str",
    "segment_id": "str",
    "claim_ids": "str",
    "n_sources": "Int64",
    "contested": "bool",
    "provisional": "bool",
    "flags": "str",
}


def daily(
    segments: pd.DataFrame, *, place_id: str, start: object = None, end: object = None, harm: str = "killed", victims: str = "all", source: str = "combined"
) -> pd.DataFrame:
    """One row a day.

    Parameters
    ----------
    segments : DataFrame
        Segments table.
    place_id, harm, victims, source : str
        What to show; source "combined" or a claimant's id.
    start, end : date-like, optional
        First and last day, both inclusive; by default those of the rows.

    Returns
    -------
    DataFrame
        day; low, best, high (persons) where a figure is for that day alone; high_open; status:

        * reported, zero: a figure for the day, or a reported zero;
        * span: a figure for several days covers it; `span_id` names the segments, their value is not repeated:
          the days and the distinct spans add up to the total;
        * missing: no report; not_yet: after the newest publication; none_recorded: a source that records every
          event it knows of has none on that day.

        segment_id, span_id, claim_ids and flags are joined by "; ".
    """
    about = select(segments, place_id, harm, victims)
    rows = _combined_rows(about, place_id) if source == "combined" else about[about["source"] == source]
    first, last = _window(rows, start, end)
    rows = _in_window(rows, first, last)
    lone = (rows["_a"] == rows["_b"]) & (rows["basis"] != "constraint")
    out: dict[str, list[object]] = {name: [None] * (last - first + 1) for name in COLUMNS}
    out["day"] = list(EPOCH + np.arange(first, last + 1) * DAY)
    for name in ("high_open", "contested", "provisional"):
        out[name] = [False] * (last - first + 1)
    is_constraint = rows["basis"] == "constraint"
    _put_spans(out, rows[~lone & ~is_constraint], first, last)
    _put_days(out, rows[lone], first)
    _put_spans(out, rows[is_constraint], first, last)
    heard = speakers(about[about["source"] != "combined"] if source == "combined" else about[about["source"] == source])
    _put_silence(out, segments, first, frozenset[int]().union(*(s.quiet(first, last) for s in heard)))
    return pd.DataFrame({name: pd.Series(values, dtype=COLUMNS[name]) for name, values in out.items()})


def _combined_rows(about: pd.DataFrame, place_id: str) -> pd.DataFrame:
    """Combined rows of the place; where incidents lie inside it, made anew from the rows of each source."""
    inside = about["additive"] & (about["place_id"] != place_id)
    if not inside.any():
        return about[about["source"] == "combined"]
    single = about[(about["source"] != "combined") & ~about["role"].isin(EXCLUDED)]
    voices = [Voice(str(s), str(role), str(s), frozenset(), tuple(rows_of(g))) for (s, role), g in single.groupby(["source", "role"], sort=True)]
    head = about.iloc[0]
    edition = Edition(
        None if pd.isna(head["as_of"]) else head["as_of"], None if pd.isna(head["versions_end"]) else ordinal(head["versions_end"]), str(head["policy"])
    )
    observed = pd.DataFrame({"exhaustive": [], "observed_from": [], "observed_to": []}, index=pd.Index([], dtype="str"))
    return as_table([frame_of(combine(voices, policy(edition.policy), place_id))], edition, observed)


def _window(rows: pd.DataFrame, start: object, end: object) -> tuple[int, int]:
    dated = rows[rows["basis"] != "total since start"]
    dated = rows if dated.empty else dated
    if dated.empty and (start is None or end is None):
        raise UsageError("no row tells the first and last day.", where="daily", do="Give start and end.")
    first = ordinal(dated["start"].min() if start is None else start)
    last = ordinal(dated["end"].max() if end is None else end)
    if last < first:
        raise UsageError(f"the last day {end} is before the first day {start}.", where="daily", do="Swap start and end.")
    return first, last


def _in_window(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    rows = rows.assign(
        _a=(rows["start"].to_numpy("datetime64[us]") - EPOCH) // DAY,
        _b=(rows["end"].to_numpy("datetime64[us]") - EPOCH) // DAY,
    )
    whole = (rows["_a"] >= first) & (rows["_b"] <= last)
    return rows[(rows["_a"] <= last) & (rows["_b"] >= first) & ((rows["basis"] != "total since start") | whole)]


def _put_spans(out: dict[str, list[object]], spans: pd.DataFrame, first: int, last: int) -> None:
    """Spans on the days that nothing covers yet."""
    ids: dict[int, list[str]] = defaultdict(list)
    claims: dict[int, list[str]] = defaultdict(list)
    starts, ends = spans["_a"].to_numpy(), spans["_b"].to_numpy()
    names, carried = spans["segment_id"].to_numpy(object), spans["claim_ids"].to_numpy(object)
    for a, b, name, claim_ids in zip(starts, ends, names, carried, strict=True):
        for i in range(max(first, int(a)) - first, min(last, int(b)) - first + 1):
            if out["status"][i] is None:
                ids[i].append(str(name))
                claims[i].append(str(claim_ids))
    for i, found in ids.items():
        out["span_id"][i] = "; ".join(found)
        out["status"][i] = "span"
        out["claim_ids"][i] = _joined(claims[i])


def _put_days(out: dict[str, list[object]], lone: pd.DataFrame, first: int) -> None:
    for day in sorted(set(lone["_a"].tolist())):
        group = lone[lone["_a"] == day]
        i = day - first
        found = Account(pieces(group), generic=bool((group["role"] == "generic").all())).figure(day, day)
        if found is None:
            continue
        zero = found.lo == 0 and found.shown == 0 and not found.is_open
        out["low"][i], out["high"][i], out["high_open"][i] = int(found.lo), int(found.shown), found.is_open
        out["best"][i] = None if found.best is None else int(found.best)
        out["status"][i] = "zero" if zero else "reported"
        out["segment_id"][i] = "; ".join(group["segment_id"])
        out["claim_ids"][i] = _joined([out["claim_ids"][i], *group["claim_ids"]])
        out["n_sources"][i] = int(group["n_sources"].max())
        out["contested"][i], out["provisional"][i] = bool(group["contested"].any()), bool(group["provisional"].any())
        out["flags"][i] = _joined(list(group["flags"].dropna())) or None


def _joined(texts: Iterable[object]) -> str:
    """The distinct items of texts that are themselves joined by "; "."""
    return "; ".join(dict.fromkeys(item for text in texts if text for item in str(text).split("; ")))


def _put_silence(out: dict[str, list[object]], segments: pd.DataFrame, first: int, quiet: frozenset[int]) -> None:
    ends = segments["versions_end"].dropna()
    newest = ordinal(ends.iloc[0]) if len(ends) else None
    for i, status in enumerate(out["status"]):
        if status is not None:
            continue
        if newest is not None and first + i > newest:
            out["status"][i] = "not_yet"
        else:
            out["status"][i] = "none_recorded" if first + i in quiet else "missing"
