"""The frames of the charts of parts: places inside a place, running totals, revisions, kinds of victims. Every total is asked of reconciliation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.pipeline import query, revisions
from casualties.reconcile import days_of, hear, rollup_of, total_of
from casualties.reconcile.figures import add
from casualties.reconcile.selection import ordinal
from casualties.reconcile.totals import speakers
from casualties.report.breakdown import CELLS, RUNNING, SUMMARY, TOTALS, VALUES, Breakdown, typed
from casualties.sources import outlet_id
from casualties.tables.victims import VICTIMS, is_below

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from casualties.reconcile.figures import Figure
    from casualties.reconcile.heard import Heard
    from casualties.reconcile.totals import Speaker

DAILY_AT_MOST = 62
"""Days that a heat map draws one by one; of longer windows it draws weeks, months or years."""
_PERIODS = (("D", DAILY_AT_MOST), ("W", 460), ("M", 366 * 16))
STEPS_AT_MOST = 240
FIGURES = ("low", "best", "high", "high_open", "coverage")
Window = tuple[pd.Timestamp, pd.Timestamp]
Key = tuple[str, str, str]


def period_of(window: Window) -> str:
    """D, W, M or Y: what one cell of a heat map stands for."""
    days = (window[1] - window[0]).days + 1
    return next((freq for freq, most in _PERIODS if days <= most), "Y")


def children(segments: pd.DataFrame, place_id: str) -> list[str]:
    """Places directly inside a place that segments speak of, themselves or through places inside them; sorted."""
    depth = place_id.count("/") + 2
    inside = segments.loc[segments["place_id"].str.startswith(f"{place_id}/"), "place_id"].unique()
    return sorted({"/".join(str(name).split("/")[:depth]) for name in inside})


def _labels(key: Key, **more: object) -> dict[str, Any]:
    return {"of": key[0], "of_victims": key[2], "place_id": key[0], "harm": key[1], "victims": key[2], **more}


def _touching(heard: Heard, source: str, window: Window) -> list[Any]:
    first, last = ordinal(window[0]), ordinal(window[1])
    return [told for told in heard.of(source) if told.piece.start <= last and first <= told.piece.end]


def _claims(heard: Heard, source: str, window: Window) -> str | None:
    """Claims of the rows of a source that touch the window."""
    joined = [str(heard.carried(told)["claim_ids"]) for told in _touching(heard, source, window)]
    return "; ".join(dict.fromkeys(name for names in joined for name in names.split("; "))) or None


def _voices(heard: Heard, window: Window) -> list[dict[str, Any]]:
    """Sources with a row that touches the window, and their roles, sorted; of several roles the first."""
    first, last = ordinal(window[0]), ordinal(window[1])
    roles = sorted({(told.source, told.role) for told in heard.sources if told.piece.start <= last and first <= told.piece.end}, reverse=True)
    return [{"source": source, "role": role} for source, role in sorted(dict(roles).items())]


def _totals(heard: Heard, labels: dict[str, Any], window: Window) -> Iterator[dict[str, Any]]:
    for voice in _voices(heard, window):
        found = total_of(heard, voice["source"], *window)
        figures = {name: getattr(found, name) for name in FIGURES}
        yield labels | voice | {"start": window[0], "end": window[1], "claim_ids": _claims(heard, voice["source"], window), **figures}


def places(segments: pd.DataFrame, key: Key, window: Window, wanted: Collection[str] = ("places", "cells")) -> dict[str, list[dict[str, Any]]]:
    """Totals a source, and cells of the combined view, of a place and of each place directly inside it; nothing where none is told of.

    Parameters
    ----------
    segments : DataFrame
        Segments of the harm and kind of victims of `key`.
    key : tuple of str
        place_id, harm, victims.
    window : tuple of Timestamp
        First and last day, both included.
    wanted : collection of str
        places, cells: what is asked for.
    """
    made: dict[str, list[dict[str, Any]]] = {"places": [], "cells": []}
    below = children(segments[(segments["start"] <= window[1]) & (segments["end"] >= window[0])], key[0])
    for place_id in [key[0], *below] if below else []:
        heard = hear(segments, place_id, key[1], key[2])
        labels = _labels(key, place_id=place_id)
        if "places" in wanted:
            made["places"] += _totals(heard, labels, window)
        if "cells" in wanted:
            made["cells"] += _cells(heard, labels | {"source": "combined", "role": "combined"}, window)
    return made


_SPAN = ["start", "end", "low", "best", "high", "high_open", "claim_ids", "segment_id", "n_sources", "basis"]


def _cells(heard: Heard, labels: dict[str, Any], window: Window) -> list[dict[str, Any]]:
    freq = period_of(window)
    if freq != "D":
        periods = rollup_of(heard, "combined", freq, *window).to_dict("records")
        told = [(t.piece.start, t.piece.end, t.source, str(heard.carried(t)["claim_ids"])) for t in heard.sources]
        return [labels | {str(k): v for k, v in row.items()} | {"basis": freq, **_period(told, row)} for row in periods]
    days = [labels | {**day, "start": day["day"], "end": day["day"], "basis": "D"} for day in days_of(heard, "combined", *window)]
    rows = heard.together.rows[_SPAN]
    several = rows[(rows["end"] > rows["start"]) & (rows["start"] <= window[1]) & (rows["end"] >= window[0]) & ~rows["basis"].isin(["undistributed"])]
    spans = [labels | {str(k): v for k, v in row.items()} | {"status": "span", "basis": "span"} for row in several.to_dict("records")]
    return [*days, *spans]


def _period(told: list[tuple[int, int, str, str]], row: dict[Any, Any]) -> dict[str, Any]:
    """Status, claims and number of sources of a period, from first day, last day, source and claims of each row of the place."""
    if not row["coverage"]:
        return {"status": "missing"}
    first, last = ordinal(row["start"]), ordinal(row["end"])
    here = [(source, names) for a, b, source, names in told if a <= last and first <= b]
    joined = "; ".join(dict.fromkeys(name for _, names in here for name in names.split("; ")))
    cut = (pd.isna(row["low"]) or row["low"] == 0) and (pd.isna(row["best"]) and not pd.isna(row["high"]) and row["high"] > 0)
    status = "span" if cut else "zero" if row["high"] == 0 else "reported"
    return {"status": status, "claim_ids": joined or None, "n_sources": len({source for source, _ in here})}


_TOTAL = ["total_start", "total_end", "total_low", "total_best", "total_high"]
_STATED = ["source", "basis", "standard", "start", "end", "low", "best", "high", "high_open", "claim_ids", *_TOTAL]


def running(heard: Heard, key: Key, window: Window) -> list[dict[str, Any]]:
    """What each source had reported by each day on which its figures change: running totals it stated, and its own figures of the window."""
    rows: list[dict[str, Any]] = []
    stated = _stated(heard, window)
    for voice in _voices(heard, window):
        labels = _labels(key, **voice)
        rows += [labels | row for row in stated if row["source"] == voice["source"]]
        speaking = speakers(heard.of(voice["source"]))
        if len(speaking) == 1:
            rows += [labels | row for row in _reported(heard, voice["source"], speaking[0], window)]
    return rows


def _stated(heard: Heard, window: Window) -> list[dict[str, Any]]:
    """Running totals that sources stated for days of the window; a later lower word already holds for the earlier ones."""
    mine = heard.rows.loc[(heard.rows["source"] != "combined") & (heard.rows["place_id"] == heard.place_id), _STATED]
    since = mine[(mine["basis"] == "total since start") & (mine["end"] <= window[1]) & (mine["end"] >= window[0])]
    later = mine[(mine["basis"] == "difference") & mine["total_start"].notna() & (mine["total_end"] <= window[1]) & (mine["total_end"] >= window[0])]
    names = ["source", "start", "end", "low", "best", "high", "high_open", "claim_ids", "standard"]
    ends = later.assign(
        start=later["total_start"],
        end=later["total_end"],
        low=later["total_low"],
        best=later["total_best"],
        high=later["total_high"].fillna(later["total_best"]).fillna(later["total_low"]),
        high_open=later["total_high"].isna(),
    )
    found = pd.concat([since[names], ends[names]]).drop_duplicates(["source", "start", "end", "standard"])
    found = found.sort_values(["source", "standard", "start", "end"], kind="stable")
    return [{str(k): v for k, v in row.items()} | {"basis": "stated"} for row in found.to_dict("records")]


def _days(pieces: list[Any], first: int, last: int) -> list[int]:
    """Days of the window on which a figure ends, evenly thinned, and its last day."""
    ends = np.unique(np.array([min(max(p.end, first), last) for p in pieces] + [last]))
    if len(ends) > STEPS_AT_MOST:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, STEPS_AT_MOST).round().astype(int))]
    return [int(day) for day in ends]


def _reported(heard: Heard, source: str, speaker: Speaker, window: Window) -> list[dict[str, Any]]:
    """The total of a source from the first day of the window to each day on which a figure of it ends.

    Where no figure crosses a day, what comes after it is added to what came before: both are totals of disjoint days.
    """
    first, last = ordinal(window[0]), ordinal(window[1])
    told = _touching(heard, source, window)
    pieces = [t.piece for t in told]
    reach = sorted(p.reach for p in pieces)
    simple = len(speaker.accounts) == 1
    made: list[dict[str, Any]] = []
    sum_, begin, covered = None, first, 0
    for day in _days(pieces, first, last):
        new = speaker.figure(begin, day)
        figure = _sum(sum_, new)
        days = covered + len((new.days if new is not None and new.days else frozenset()) | speaker.quiet(begin, day))
        if figure is not None:
            made.append(_step(figure, window[0], day - first, days))
        if simple and not any(a <= day < b for a, b in reach):
            sum_, begin, covered = figure, day + 1, days
    names = _claims(heard, source, window)
    return [row | {"claim_ids": names} for row in made]


def _sum(before: Figure | None, new: Figure | None) -> Figure | None:
    return new if before is None else before if new is None else add([before, new])


def _step(figure: Figure, start: pd.Timestamp, after: int, days: int) -> dict[str, Any]:
    return {
        "start": start,
        "end": start + pd.Timedelta(days=after),
        "low": int(figure.lo),
        "best": None if figure.best is None else int(figure.best),
        "high": int(figure.shown),
        "high_open": figure.is_open or days <= after,
        "coverage": days / (after + 1),
        "basis": "reported",
        "standard": "reported",
    }


def values(told: pd.DataFrame, sources: pd.DataFrame, key: Key, window: Window) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values of figures of a place and of places inside it in the order they became known, and how often and how far each source revised.

    Parameters
    ----------
    told : DataFrame
        Versions of claims: CLAIMS columns.
    sources : DataFrame
        SOURCES columns.
    key : tuple of str
        place_id, harm, victims.
    window : tuple of Timestamp
        A figure belongs to it that lies in it whole, or touches it where none does.

    Returns
    -------
    tuple of DataFrame
        Columns of VALUES; columns of SUMMARY.
    """
    about = (told["place_id"] == key[0]) | told["place_id"].str.startswith(f"{key[0]}/").fillna(False).astype(bool)
    mine = told[about & (told["harm"] == key[1]) & (told["victims"] == key[2]) & told["stance"].isin(["asserts", "corrects"])]
    mine = mine[mine["best"].notna() & mine["review"].isin(query.COUNTED) & mine["published_at"].notna() & (mine["counting"] != "cumulative")]
    mine = mine[mine["start"].notna() & (mine["start"] <= window[1]) & (mine["end"] >= window[0])]
    whole = (mine["start"] >= window[0]) & (mine["end"] <= window[1])
    mine = mine[whole] if whole.any() else mine
    if mine.empty:
        return typed(mine, VALUES), typed(mine[["harm", "victims"]], SUMMARY)
    mine = mine.assign(source=mine["claimant"].where(mine["claimant"].notna(), outlet_id(mine["publisher"])))
    mine = mine[mine["source"].notna()]
    generic = set(sources.loc[sources["is_generic"], "id"])
    found = revisions.values(mine)
    many = found["source"].isin(generic) | found["source"].str.startswith("outlet:")
    parties = set(sources.loc[sources["party"].notna(), "id"])
    role = found["source"].map(lambda name: "interested" if name in parties else "generic" if name in generic or name.startswith("outlet:") else "named")
    rows = found.assign(
        of=key[0],
        of_victims=key[2],
        role=role,
        high_open=found["high"].isna(),
        high=found["high"].fillna(found["best"]),
        low=found["low"].fillna(found["best"]),
        claim_ids=found["claim_id"],
        published_at=found["moment"],
        change=found["change"].where(~many),
        figure=found["figure"].astype("str"),
    )
    summary = revisions.summary(found[~many], revisions.WITHIN)
    return typed(rows, VALUES), typed(summary.assign(of=key[0], harm=key[1], victims=key[2]), SUMMARY)


def victims(segments: pd.DataFrame, key: Key, window: Window) -> list[dict[str, Any]]:
    """Totals a source of a kind of victims and of every kind below it; nothing where no kind below it has a figure."""
    about = segments[(segments["place_id"] == key[0]) | segments["place_id"].str.startswith(f"{key[0]}/")]
    told = set(about.loc[(about["start"] <= window[1]) & (about["end"] >= window[0]), "victims"])
    kinds = [kind for kind in VICTIMS if kind in told and is_below(kind, key[2])]
    found: list[dict[str, Any]] = []
    for kind in [key[2], *kinds] if kinds else []:
        found += _totals(hear(about, key[0], key[1], kind), _labels(key, victims=kind), window)
    return found


ALL = ("places", "cells", "running", "values", "victims")


def breakdown(segments: pd.DataFrame, told: pd.DataFrame, sources: pd.DataFrame, keys: list[Key], window: Window, wanted: Collection[str] = ALL) -> Breakdown:
    """What the charts of parts are made of.

    Parameters
    ----------
    segments : DataFrame
        SEGMENTS columns, of all places, sources and kinds of victims.
    told : DataFrame
        Versions of the claims that may be shown.
    sources : DataFrame
        SOURCES columns.
    keys : list of tuple of str
        place_id, harm, victims of each topic.
    window : tuple of Timestamp
        First and last day, both included.
    wanted : collection of str
        Fields of `Breakdown` that are asked for; the others stay empty.
    """
    rows: dict[str, list[Any]] = {"places": [], "cells": [], "running": [], "victims": []}
    known: list[pd.DataFrame] = []
    sizes: list[pd.DataFrame] = []
    for key in keys:
        about = segments[segments["harm"] == key[1]]
        mine = about[about["victims"] == key[2]]
        if {"places", "cells"} & set(wanted):
            for name, found in places(mine, key, window, wanted).items():
                rows[name] += found
        if "running" in wanted:
            rows["running"] += running(hear(mine, *key), key, window)
        if "victims" in wanted:
            rows["victims"] += victims(about, key, window)
        if "values" in wanted:
            values_, summary = values(told, sources, key, window)
            known.append(values_.assign(figure=f"{len(known)}." + values_["figure"]))
            sizes.append(summary)
    schemas = {"places": TOTALS, "cells": CELLS, "running": RUNNING, "victims": TOTALS}
    made = {name: typed(pd.DataFrame(rows[name], columns=list(schema)), schema) for name, schema in schemas.items()}
    return Breakdown(**made, values=_joined(known, VALUES), summary=_joined(sizes, SUMMARY))


def _joined(frames: list[pd.DataFrame], schema: dict[str, Any]) -> pd.DataFrame:
    return typed(pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(schema)), schema)
