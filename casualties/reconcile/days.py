"""One row a day, with what is known and what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.errors import UsageError
from casualties.reconcile.combine import EXCLUDED, Voice, combine
from casualties.reconcile.figures import Account, Figure, Piece
from casualties.reconcile.intervals import OPEN
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
BLANK: dict[str, object] = {**dict.fromkeys(COLUMNS), "high_open": False, "contested": False, "provisional": False}
CARRIED = ("segment_id", "claim_ids", "n_sources", "contested", "provisional", "flags", "role")


def daily(
    segments: pd.DataFrame,
    *,
    place_id: str,
    start: object = None,
    end: object = None,
    harm: str = "killed",
    victims: str = "all",
    source: str = "combined",
    allocate: bool = False,
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
    allocate : bool
        Spread each span evenly over its days without a figure of their own, in whole persons, the sum kept (largest
        remainder, earlier days first), flag `allocated`. Nobody reported such days: off by default.

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

    Raises
    ------
    UsageError
        end before start, or neither given nor told by a row.
    """
    return days_frame(days_of(segments, place_id=place_id, start=start, end=end, harm=harm, victims=victims, source=source, allocate=allocate))


def days_frame(days: list[dict[str, object]], more: dict[str, str] | None = None) -> pd.DataFrame:
    """Days as a frame; `more` names text columns that stand before those of `daily`."""
    columns = {**(more or {}), **COLUMNS}
    return pd.DataFrame({name: pd.Series([day[name] for day in days], dtype=dtype) for name, dtype in columns.items()})


def days_of(
    segments: pd.DataFrame,
    *,
    place_id: str,
    start: object = None,
    end: object = None,
    harm: str = "killed",
    victims: str = "all",
    source: str = "combined",
    allocate: bool = False,
) -> list[dict[str, object]]:
    """The rows of `daily` as records, for callers that lay several sources below each other."""
    about = select(segments, place_id, harm, victims)
    rows = _combined_rows(about, place_id) if source == "combined" else about[about["source"] == source]
    first, last = _window(rows, start, end)
    days = [{**BLANK, "day": EPOCH + day * DAY} for day in range(first, last + 1)]
    lone, spans, constraints = _sorted_out(rows, first, last)
    _put_spans(days, spans, first, last)
    for day, found in lone.items():
        days[day - first] |= _day(found, day, days[day - first])
    _put_spans(days, constraints, first, last)
    if allocate:
        _allocate(days, spans, {int(d) for d in _own_days(rows)}, first, last)
    speaking = about[about["source"] != "combined"] if source == "combined" else rows
    _put_silence(days, segments, first, _quiet(speaking, first, last))
    return days


def _combined_rows(about: pd.DataFrame, place_id: str) -> pd.DataFrame:
    """Combined rows of the place; where incidents lie inside it, made anew from the rows of each source."""
    inside = about["additive"] & (about["place_id"] != place_id)
    if not inside.any():
        return about[about["source"] == "combined"]
    single = about[(about["source"] != "combined") & ~about["role"].isin(EXCLUDED)]
    voices = [
        Voice(str(s), str(role), str(s), frozenset(), tuple(rows_of(g.assign(place_id=place_id))))
        for (s, role), g in single.groupby(["source", "role"], sort=True)
    ]
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


Carried = tuple[Piece, dict[Hashable, Any]]


def _sorted_out(rows: pd.DataFrame, first: int, last: int) -> tuple[dict[int, list[Carried]], list[Carried], list[Carried]]:
    """Rows in the window: by their one day, spans, and constraints. A total since a start counts only where it lies in whole."""
    lone: dict[int, list[Carried]] = defaultdict(list)
    spans: list[Carried] = []
    constraints: list[Carried] = []
    begin, finish = np.datetime64(EPOCH + first * DAY), np.datetime64(EPOCH + last * DAY)
    rows = rows[(rows["start"] <= finish) & (rows["end"] >= begin)]
    columns = [rows[name].tolist() for name in CARRIED]
    carried: list[dict[Hashable, Any]] = [dict(zip(CARRIED, values, strict=True)) for values in zip(*columns, strict=True)]
    for piece, about in zip(pieces(rows), carried, strict=True):
        if piece.basis == "total since start" and not (first <= piece.start and piece.end <= last):
            continue
        if piece.basis == "constraint":
            constraints.append((piece, about))
        elif piece.start == piece.end:
            lone[piece.start].append((piece, about))
        else:
            spans.append((piece, about))
    return lone, spans, constraints


def _put_spans(days: list[dict[str, object]], spans: list[Carried], first: int, last: int) -> None:
    """Spans on the days that nothing covers yet."""
    found: dict[int, list[dict[Hashable, Any]]] = defaultdict(list)
    for piece, about in spans:
        for i in range(max(first, piece.start) - first, min(last, piece.end) - first + 1):
            if days[i]["status"] is None:
                found[i].append(about)
    for i, covering in found.items():
        names, claims = [str(a["segment_id"]) for a in covering], [a["claim_ids"] for a in covering]
        days[i] |= {"status": "span", "span_id": "; ".join(names), "claim_ids": _joined(claims)}


def _own_days(rows: pd.DataFrame) -> np.ndarray[Any, Any]:
    own = rows[(rows["start"] == rows["end"]) & (rows["basis"] != "constraint")]
    return (own["start"].to_numpy("datetime64[us]") - EPOCH) // DAY


def _allocate(days: list[dict[str, object]], spans: list[Carried], own: set[int], first: int, last: int) -> None:
    for piece, _ in spans:
        free = [day for day in range(piece.start, piece.end + 1) if day not in own]
        if piece.basis == "total since start" or not free:
            continue
        for name, value in (("low", piece.lo), ("best", piece.best), ("high", piece.shown)):
            if value is None:
                continue
            share, left = divmod(int(value), len(free))
            for i, day in enumerate(free):
                if first <= day <= last:
                    days[day - first][name] = int(str(days[day - first][name] or 0)) + share + (i < left)
        for day in free:
            if first <= day <= last:
                at = days[day - first]
                at["high_open"] = bool(at["high_open"]) or piece.hi == OPEN
                at["flags"] = _joined([at["flags"], "allocated"])


def _day(found: list[Carried], day: int, before: dict[str, object]) -> dict[str, object]:
    figure = _alone(found[0][0]) if len(found) == 1 else Account((p for p, _ in found), generic=all(a["role"] == "generic" for _, a in found)).figure(day, day)
    if figure is None:
        return {}
    about = [a for _, a in found]
    flags = [a["flags"] for a in about if isinstance(a["flags"], str)]
    return {
        "low": int(figure.lo),
        "best": None if figure.best is None else int(figure.best),
        "high": int(figure.shown),
        "high_open": figure.is_open,
        "status": "zero" if figure.shown == 0 and not figure.is_open else "reported",
        "segment_id": "; ".join(str(a["segment_id"]) for a in about),
        "claim_ids": _joined([before["claim_ids"], *(a["claim_ids"] for a in about)]),
        "n_sources": max(int(str(a["n_sources"])) for a in about),
        "contested": any(a["contested"] for a in about),
        "provisional": any(a["provisional"] for a in about),
        "flags": _joined(flags) or None,
    }


def _alone(piece: Piece) -> Figure:
    return Figure(piece.lo, piece.best, piece.shown, piece.hi != piece.shown)


def _joined(texts: Iterable[object]) -> str:
    """The distinct items of texts that are themselves joined by "; "."""
    return "; ".join(dict.fromkeys(item for text in texts if text for item in str(text).split("; ")))


def _quiet(rows: pd.DataFrame, first: int, last: int) -> frozenset[int]:
    exhaustive = rows[rows["exhaustive"]]
    return frozenset[int]().union(*(s.quiet(first, last) for s in speakers(exhaustive))) if len(exhaustive) else frozenset()


def _put_silence(days: list[dict[str, object]], segments: pd.DataFrame, first: int, quiet: frozenset[int]) -> None:
    ends = segments["versions_end"].dropna()
    newest = ordinal(ends.iloc[0]) if len(ends) else None
    for i, day in enumerate(days):
        if day["status"] is not None:
            continue
        if newest is not None and first + i > newest:
            day["status"] = "not_yet"
        else:
            day["status"] = "none_recorded" if first + i in quiet else "missing"
