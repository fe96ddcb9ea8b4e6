"""Marks of the charts of parts: places inside a place, cells, running totals, values over time, revisions, kinds of victims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.report import marks, palette, words
from casualties.report.breakdown import whole_of

if TYPE_CHECKING:
    from collections.abc import Sequence

UNALLOCATED = "unallocated"
PARTS_EXCEED = "parts exceed the whole"
_NUMBERS = ("low", "best", "high")


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    out = marks.complete(frame)
    out["label"] = pd.Series(marks.in_words(out), dtype="str")
    return out


def _stated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["low"].notna() | frame["high"].notna()].reset_index(drop=True)


def of_parts(totals: pd.DataFrame, column: str, whole: str, parts: Sequence[str]) -> pd.DataFrame:
    """Marks of the totals of a whole and of its parts, and of what a source says of the whole and of no part.

    What is left runs from the lowest figure of the whole less the highest of the parts, to the highest of the whole less the lowest of the parts,
    never below 0; where the parts of a source exceed its whole, its mark says so.

    Parameters
    ----------
    totals : DataFrame
        Columns of `breakdown.TOTALS`, of one topic.
    column : str
        place_id or victims: what the parts differ in.
    whole : str
        The value of the whole.
    parts : sequence of str
        Values that exclude each other and lie in the whole.

    Returns
    -------
    DataFrame
        Kind total; basis whole, part or unallocated.
    """
    told = _stated(totals)
    wholes = told[told[column] == whole].assign(basis="whole")
    inside = told[told[column].isin(list(parts))].assign(basis="part")
    left = _left(wholes, inside)
    rows = pd.concat([wholes, inside, left], ignore_index=True)
    return _labelled(rows.assign(kind="total", hollow=rows["role"] == "interested"))


def _left(wholes: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    given = parts.assign(high=parts["high"].fillna(parts["low"]), low=parts["low"].fillna(0), best=parts["best"].fillna(parts["low"]))
    sums = given.groupby("source")[list(_NUMBERS)].sum(min_count=1).reindex(wholes["source"]).fillna(0).reset_index(drop=True)
    own = wholes.reset_index(drop=True)
    high = own["high"].fillna(own["low"]) - sums["low"]
    low = (own["low"].fillna(0) - sums["high"]).clip(lower=0)
    best = (own["best"] - sums["best"]).clip(lower=0)
    top = high.clip(lower=0)
    exceeds = high < 0
    return own.assign(
        low=low,
        best=best.where(best.isna() | (best >= low), low).where(best.isna() | (best <= top), top),
        high=top,
        basis=UNALLOCATED,
        flags=pd.Series(PARTS_EXCEED, index=own.index, dtype="str").where(exceeds),
    )


def of_places(totals: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Marks of the totals of a place, of the places directly inside it, and of what is told of no place inside it."""
    return of_parts(totals, "place_id", whole, [name for name in totals["place_id"].unique() if name != whole])


def of_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Marks of the cells of a heat map: a day or period each, and the figures over several days."""
    span = cells["basis"] == "span"
    own = ~span & cells["status"].isin(["reported", "zero", "none_recorded"])
    none = cells["status"] == "none_recorded"
    frame = cells.assign(kind=cells["status"].map(marks.KINDS).where(~span, "span"))
    for name in _NUMBERS:
        frame[name] = frame[name].where(own | span).mask(none, 0)
    frame["high_open"] &= (own | span) & ~none
    out = _labelled(frame)
    out["label"] = out["label"].where(out["kind"].isin(["day", "span"]))
    whole = whole_of(out["place_id"])
    # Who speaks of a part does not keep silent about the whole.
    told = set(out.loc[(out["place_id"] != whole) & out["kind"].isin(["day", "covered"]), "start"])
    spoken = (out["place_id"] == whole) & (out["kind"] == "silence") & out["start"].isin(told)
    out["kind"] = out["kind"].mask(spoken, "covered")
    return out


def of_running(rows: pd.DataFrame) -> pd.DataFrame:
    """Marks of what each source had reported by a day; `flags` is the standard it counts by."""
    frame = _stated(rows).assign(kind="running")
    frame["flags"] = frame["standard"]
    return _labelled(frame.assign(hollow=frame["role"] == "interested"))


def of_values(values: pd.DataFrame) -> pd.DataFrame:
    """Marks of values of figures as they became known; `segment_id` tells figures apart."""
    return _labelled(_stated(values).assign(kind="value", segment_id=values["figure"], hollow=values["role"] == "interested"))


def of_changes(values: pd.DataFrame) -> pd.DataFrame:
    """Marks of revisions: a change of a figure each, with the value it changed to."""
    out = of_values(values[values["change"].notna()].reset_index(drop=True)).assign(kind="change")
    out["label"] = pd.Series([signed(change) for change in out["change"]], dtype="str")
    return out


def signed(change: Any) -> str:
    """`+17`, `−3`."""
    return f"{'+' if change > 0 else '−'}{words.number(abs(int(change)))}"


def lag_days(changes: pd.DataFrame) -> pd.Series:
    """Days from the last day of a figure to the moment of a revision; negative while the days went on."""
    days: pd.Series = (changes["published_at"].dt.tz_localize(None).dt.normalize() - changes["end"]).dt.days
    return days


def most_told(values: pd.DataFrame) -> tuple[Any, Any] | None:
    """The days whose figures changed most often: of equals those with more values, then of more sources, then of the highest figure, then the first."""
    if values.empty:
        return None
    groups = values.groupby(["start", "end"], sort=True)
    by = groups.agg(n=("best", "size"), figures=("segment_id", "nunique"), sources=("source", "nunique"), top=("high", "max")).reset_index()
    by["changes"] = by["n"] - by["figures"]
    best = by.sort_values(["changes", "n", "sources", "top", "start"], ascending=[False, False, False, False, True], kind="stable").iloc[0]
    return best["start"], best["end"]


def side_by_side(figures: pd.DataFrame) -> pd.DataFrame:
    """Of marks of days and spans those for the same days of two or more sources."""
    m = figures[figures["kind"].isin(["day", "span"]) & (figures["status"] != "none_recorded") & (figures["source"] != palette.COMBINED)]
    # Running totals stand in the cumulative chart: beside figures of single days they would only set the scale.
    m = m[~m["basis"].isin([*marks.LEFT_OVER, "elsewhere", "total since start"])]
    m = _stated(m[m["start"].notna()])
    return m[m.groupby(["start", "end"])["source"].transform("nunique") >= 2].reset_index(drop=True)


STATUS = ("civilians", "combatants", "unknown")
SEXES = ("children", "women", "men")
TOGETHER = "women_and_children"


def of_victims(totals: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Marks of kinds of victims, in groups that exclude each other: by status, by sex and age; what is told of none of a group is left.

    `flags` of a mark names its group. Only sources with a part; women and children told as one number stand in for the two where the source
    gives neither.
    """
    groups: list[pd.DataFrame] = []
    kinds = [kind for kind in STATUS if kind != whole]
    for name, parts in (("status", kinds), ("sexes", [*SEXES, TOGETHER])):
        mine = totals
        if name == "sexes":
            split = totals.loc[totals["victims"].isin(["children", "women"]) & totals["low"].notna(), "source"]
            mine = totals[~((totals["victims"] == TOGETHER) & totals["source"].isin(split))]
        made = of_parts(mine, "victims", whole, parts)
        having = made.loc[(made["basis"] == "part") & (made["high"].fillna(made["low"]) > 0), "source"]
        made = made[made["source"].isin(having)]
        groups.append(made.assign(flags=np.where(made["flags"].eq(PARTS_EXCEED), f"{name}; {PARTS_EXCEED}", name)))
    return marks.complete(pd.concat(groups, ignore_index=True))
