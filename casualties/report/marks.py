"""Marks: one row is one thing drawn, with its figures and the claims behind it. Frames in, one frame out, nothing drawn here.

| kind | what |
|---|---|
| day | a figure for one day (persons): status reported, zero or none_recorded |
| span | a figure for several days, drawn once as one wide bar |
| total | all that one source reported in the window |
| silence | a day on which the source has no report: a gap and the grey strip, never a figure |
| covered | a day without a figure of its own inside a span |
| not_yet | a day after the newest publication: the axis ends before it |
| running | what a source had reported by the last day |
| value | a figure as it became known at a moment |
| change | a revision: how much a figure changed at a moment |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from casualties import dtypes
from casualties.report import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casualties.dtypes import Kind

SCHEMA: dict[str, Kind] = {
    "kind": "Text",
    "place_id": "Text",
    "harm": "Text",
    "victims": "Text",
    "source": "Text",
    "role": "Text",
    "start": "Day",
    "end": "Day",
    "low": "Count",
    "best": "Count",
    "high": "Count",
    "high_open": "Flag",
    "status": "Text",
    "basis": "Text",
    "n_sources": "Count",
    "contested": "Flag",
    "provisional": "Flag",
    "hollow": "Flag",
    "coverage": "Real",
    "published_at": "Instant",
    "change": "Count",
    "flags": "Text",
    "label": "Text",
    "segment_id": "Text",
    "claim_ids": "Text",
}
COLUMNS = list(SCHEMA)
KINDS = {"reported": "day", "zero": "day", "none_recorded": "day", "missing": "silence", "span": "covered", "not_yet": "not_yet"}
FIGURED = ("day", "span", "total", "running", "value", "change")
"""Kinds of marks that hold a figure."""
LEFT_OVER = ("remainder", "undistributed")
WHOLE = "constraint"


def complete(given: pd.DataFrame) -> pd.DataFrame:
    """A frame with every column of SCHEMA, absent ones missing throughout."""
    frame = given.reset_index(drop=True)
    out = {name: dtypes.cast(frame[name], kind) if name in frame else dtypes.full(kind, None, frame.index) for name, kind in SCHEMA.items()}
    return pd.DataFrame(out)


def hollow(frame: pd.DataFrame) -> pd.Series:
    """Marks of a party to the conflict, or of a figure that others dominate."""
    flags = frame["flags"].fillna("") if "flags" in frame else pd.Series("", index=frame.index)
    return (frame["role"] == "interested") | flags.str.contains("dominated", regex=False)


def in_words(frame: pd.DataFrame) -> list[str]:
    """The figure of each row, as it is printed."""
    columns = zip(frame["low"], frame["best"], frame["high"], frame["high_open"], strict=True)
    return [words.short(low, high, high_open=is_open, best=best) for low, best, high, is_open in columns]


def _prefix(basis: object) -> str:
    return words.say("span.left") if basis in LEFT_OVER else words.say("span.whole") if basis == WHOLE else ""


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, cells by the names of their columns."""
    return iter(frame.itertuples(index=False))


def empty() -> pd.DataFrame:
    """No marks, every column in its dtype."""
    return complete(pd.DataFrame(index=pd.RangeIndex(0)))


def of_days(daily: pd.DataFrame, segments: pd.DataFrame | None = None) -> pd.DataFrame:
    """Marks of daily rows.

    Parameters
    ----------
    daily : DataFrame
        Columns of `daily` (one row a day) with place_id, harm, victims, source, role.
    segments : DataFrame, optional
        SEGMENTS columns: how each figure was made (`basis`); a day made of several segments is a `sum`.

    Returns
    -------
    DataFrame
        Columns of SCHEMA; figures only where the day has one of its own: the value of a span is never repeated on its days.
    """
    frame = daily.assign(start=daily["day"], end=daily["day"], kind=daily["status"].map(KINDS), hollow=hollow(daily))
    own = frame["kind"] == "day"
    none = frame["status"] == "none_recorded"
    for name in ("low", "best", "high"):
        frame[name] = frame[name].astype("Int64").where(own).mask(none, 0)
    frame["high_open"] = frame["high_open"].fillna(False).astype(bool) & own & ~none
    if segments is not None and "segment_id" in frame:
        known = dict(zip(segments["segment_id"], segments["basis"], strict=True))
        frame["basis"] = [known.get(name, "sum" if isinstance(name, str) and "; " in name else None) for name in frame["segment_id"].astype(object)]
    out = complete(frame)
    texts = zip(in_words(out), out["kind"], out["basis"], strict=True)
    out["label"] = pd.Series([_prefix(basis) + text if kind == "day" else None for text, kind, basis in texts], dtype="str")
    return out


def _wholes(segments: pd.DataFrame) -> pd.DataFrame:
    """Totals that figures for single days were subtracted from: what was stated, beside what is left of it."""
    rows = segments[segments["total_start"].notna() & segments["total_low"].notna()]
    key = ["place_id", "harm", "victims", "source", "total_start", "total_end", "total_low", "total_high"]
    rows = rows.drop_duplicates(key)
    return rows.assign(
        start=rows["total_start"],
        end=rows["total_end"],
        low=rows["total_low"],
        best=pd.array([pd.NA] * len(rows), dtype="Int64"),
        high=rows["total_high"].where(rows["total_high"].notna(), rows["total_low"]),
        high_open=rows["total_high"].isna(),
        basis=WHOLE,
    )


def of_spans(segments: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Marks of the figures over several days that touch the window.

    Rows of basis `constraint`, and the totals that remainders come from, were stated too: they are drawn as outlines, "in all", since
    figures for some of their days stand beside them.

    Parameters
    ----------
    segments : DataFrame
        SEGMENTS columns.
    start, end : Timestamp
        Window, both days included. A span that the window cuts keeps its own days and its whole figure.
    """
    wholes = _wholes(segments)
    frame = pd.concat([segments, wholes], ignore_index=True) if len(wholes) else segments
    several = frame["end"] > frame["start"]
    touches = (frame["start"] <= end) & (frame["end"] >= start)
    frame = frame[several & touches & (frame["low"].notna() | frame["high"].notna())]
    frame = frame.drop_duplicates(["place_id", "harm", "victims", "source", "standard", "start", "end", "low", "high", "high_open", "basis"])
    out = complete(frame.assign(kind="span", status="span", hollow=hollow(frame)))
    rows = zip(in_words(out), out["basis"], out["start"], out["end"], strict=True)
    out["label"] = pd.Series([_prefix(basis) + words.span_words(text, first, last, (start, end)) for text, basis, first, last in rows], dtype="str")
    return out


def of_totals(totals: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Marks of totals over the window, one a source, with the claims of every segment that lies in the window or touches it.

    Parameters
    ----------
    totals : DataFrame
        place_id, harm, victims, source, role, start, end, low, best, high (persons), high_open, coverage (0 to 1).
    segments : DataFrame
        SEGMENTS columns.
    """
    out = complete(totals.assign(kind="total", hollow=totals["role"] == "interested"))
    key = ["place_id", "harm", "victims", "source"]
    groups: dict[Any, list[Any]] = {}
    for *whose, first, last, joined in zip(*(segments[name] for name in [*key, "start", "end", "claim_ids"]), strict=True):
        if not pd.isna(joined):
            groups.setdefault(tuple(whose), []).append((first, last, joined.split("; ")))
    behind = []
    for *whose, start, end in zip(*(out[name] for name in [*key, "start", "end"]), strict=True):
        touching = [names for first, last, names in groups.get(tuple(whose), []) if first <= end and last >= start]
        behind.append("; ".join(dict.fromkeys(name for names in touching for name in names)))
    out["claim_ids"] = pd.Series(behind, dtype="str")
    out["label"] = pd.Series(in_words(out), dtype="str")
    return out


def of_places(totals: pd.DataFrame) -> pd.DataFrame:
    """Marks of totals by place.

    Parameters
    ----------
    totals : DataFrame
        place_id, harm, victims, source, role, start, end, low, best, high (persons), high_open, coverage (0 to 1); where known claim_ids, and as
        basis `unplaced` for what single incidents are known for the place as a whole only.
    """
    out = complete(totals.assign(kind="total", hollow=totals["role"] == "interested"))
    out["label"] = pd.Series(in_words(out), dtype="str")
    return out


class Heard(NamedTuple):
    """Days of these marks: observed; with no figure at all; with no figure of their own but inside one over several days."""

    observed: pd.DatetimeIndex
    silent: pd.DatetimeIndex
    inside: pd.DatetimeIndex


# A running total that began before the window, or ends after it, says nothing of the days inside: it is drawn, but counts for no day.
_RUNNING = ("total since start", "elsewhere")


_OBSERVED = ("day", "silence", "covered")


def spoken(kind: Any, basis: Any, first: Any, last: Any) -> tuple[Any, Any, Any]:
    """As `heard`, of marks as arrays: kind and basis, first and last day as numbers, NaN where missing.

    Returns
    -------
    tuple of array of float
        Days observed; silent; inside a longer figure only.
    """
    observed = np.unique(first[np.isin(kind, _OBSERVED)])
    own = np.isin(observed, first[kind == "day"])
    spans = kind == "span"
    inside = np.zeros(len(observed), dtype=bool)
    if len(observed) and spans.any():
        begin, end = first[spans], last[spans]
        cut = np.isnan(begin) | (begin < observed[0]) | (end > observed[-1])
        counts = ~(np.isin(basis[spans], _RUNNING) & cut)
        begin = np.where(np.isnan(begin), observed[0], begin)
        inside = ((observed[:, None] >= begin[counts]) & (observed[:, None] <= end[counts])).any(axis=1)
    return observed, observed[~own & ~inside], observed[inside & ~own]


def _day_numbers(days: pd.Series) -> Any:
    found = days.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(found), np.nan, found.astype("int64").astype("float64"))


def heard(marks: pd.DataFrame) -> Heard:
    """Which days some source of these marks speaks of, and how."""
    kind, basis = (marks[name].fillna("").to_numpy(dtype=object) for name in ("kind", "basis"))
    found = spoken(kind, basis, _day_numbers(marks["start"]), _day_numbers(marks["end"]))
    return Heard(*(pd.DatetimeIndex(days.astype("int64").astype("datetime64[D]").astype("datetime64[us]")) for days in found))


def last_day(marks: pd.DataFrame, end: pd.Timestamp) -> pd.Timestamp:
    """Last day to draw: the axis ends before the days that nothing was published about yet."""
    days, spans = marks.loc[marks["kind"].isin(_OBSERVED), "start"], marks.loc[marks["kind"] == "span", "end"]
    if days.empty:
        return end
    latest = days.max() if spans.empty else max(days.max(), spans.max())
    return end if latest > end else pd.Timestamp(latest)


def days_reported(marks: pd.DataFrame) -> int:
    """Days on which at least one source has a figure of its own or inside a span."""
    found = heard(marks)
    return len(found.observed) - len(found.silent)


def claim_ids(marks: pd.DataFrame) -> list[str]:
    """Every claim behind the marks, once, in order."""
    return list(dict.fromkeys(name for joined in marks["claim_ids"].dropna() if joined for name in joined.split("; ")))
