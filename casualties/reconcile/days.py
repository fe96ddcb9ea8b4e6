"""One row a day, with what is known and what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import UsageError
from casualties.reconcile.figures import Account, Figure, Piece
from casualties.reconcile.heard import hear
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.segments import DAY, EPOCH
from casualties.reconcile.selection import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.reconcile.heard import Heard, Told

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
    return days_frame(days_of(hear(segments, place_id, harm, victims, source), source, start, end, allocate=allocate))


def days_frame(days: list[dict[str, object]], more: dict[str, str] | None = None) -> pd.DataFrame:
    """Days as a frame; `more` names text columns that stand before those of `daily`."""
    columns = {**(more or {}), **COLUMNS}
    return pd.DataFrame({name: pd.Series([day[name] for day in days], dtype=dtype) for name, dtype in columns.items()})


def days_of(heard: Heard, source: str, start: object = None, end: object = None, *, allocate: bool = False) -> list[dict[str, object]]:
    """The rows of `daily` as records, for callers that lay several sources below each other."""
    speaking = heard.sources if source == "combined" else heard.of(source)
    if source == "combined":
        heard = heard.together
    told = heard.of(source)
    first, last = _window([t.piece for t in told], start, end)
    days = [{**BLANK, "day": EPOCH + day * DAY} for day in range(first, last + 1)]
    lone, spans, constraints = _sorted_out(heard, told, first, last)
    _put_spans(days, spans, first, last)
    for day, found in lone.items():
        days[day - first] |= _day(found, day, days[day - first])
    _put_spans(days, constraints, first, last)
    if allocate:
        own = {t.piece.start for t in told if t.piece.start == t.piece.end and t.piece.basis != "constraint"}
        _allocate(days, spans, own, first, last)
    _put_silence(days, heard.newest, first, _quiet(speaking, first, last))
    return days


def _window(told: list[Piece], start: object, end: object) -> tuple[int, int]:
    dated = [p for p in told if p.basis != "total since start"] or told
    if not dated and (start is None or end is None):
        raise UsageError("no row tells the first and last day.", where="daily", do="Give start and end.")
    first = min(p.start for p in dated) if start is None else ordinal(start)
    last = max(p.end for p in dated) if end is None else ordinal(end)
    if last < first:
        raise UsageError(f"the last day {end} is before the first day {start}.", where="daily", do="Swap start and end.")
    return first, last


Carried = tuple[Piece, dict[Hashable, Any]]


def _sorted_out(heard: Heard, told: list[Told], first: int, last: int) -> tuple[dict[int, list[Carried]], list[Carried], list[Carried]]:
    """Rows in the window: by their one day, spans, and constraints. A total since a start counts only where it lies in whole."""
    lone: dict[int, list[Carried]] = defaultdict(list)
    spans: list[Carried] = []
    constraints: list[Carried] = []
    for row in told:
        piece = row.piece
        outside = piece.start > last or piece.end < first
        if outside or (piece.basis == "total since start" and not (first <= piece.start and piece.end <= last)):
            continue
        if piece.basis == "constraint":
            constraints.append((piece, heard.carried(row)))
        elif piece.start == piece.end:
            lone[piece.start].append((piece, heard.carried(row)))
        else:
            spans.append((piece, heard.carried(row)))
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


def _quiet(told: list[Told], first: int, last: int) -> frozenset[int]:
    seen = {row.observed for row in told if row.observed is not None}
    return frozenset(day for a, b in seen for day in range(max(first, a), min(last, b) + 1))


def _put_silence(days: list[dict[str, object]], newest: int | None, first: int, quiet: frozenset[int]) -> None:
    for i, day in enumerate(days):
        if day["status"] is not None:
            continue
        if newest is not None and first + i > newest:
            day["status"] = "not_yet"
        else:
            day["status"] = "none_recorded" if first + i in quiet else "missing"
