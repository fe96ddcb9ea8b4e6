"""From two states of the claims: which claims changed, and which totals with them. Pure functions of frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import dtypes
from casualties import rulings as decided
from casualties.reconcile import reconcile, rollup, total
from casualties.reconcile.selection import select
from casualties.spelling import split
from casualties.store.changes import READING
from casualties.tables import CLAIMS
from casualties.tables.victims import PARENT

if TYPE_CHECKING:
    from collections.abc import Iterator

FIGURES = ("low", "best", "high")
ABOUT = ["dataset", "place_id", "start", "end", "harm", "victims", "claimant", "publisher", "published_at"]
KEY = ["dataset", "place_id", "level", "month", "harm", "victims", "source"]
ALL = "all"
"""In `dataset`: all data sets together; in `month`: all days there are figures for."""

CONTENT = [name for name in CLAIMS.names if name not in READING and name != "claim_id"]
"""Columns that say what a claim says; the others say how and when it was read."""

COUNTS = [f"{name}_{side}" for side in ("before", "after") for name in FIGURES]
CLAIM_COLUMNS = ["change", "claim_id", *ABOUT, "columns", *COUNTS]
OPENS = ["high_open_before", "high_open_after"]
TOTAL_COLUMNS = [*KEY, "sign", *COUNTS, *OPENS, *(f"{name}_change" for name in FIGURES)]
SHAPE = [
    "segment_id",
    "place_id",
    "harm",
    "victims",
    "source",
    "start",
    "end",
    *FIGURES,
    "high_open",
    "basis",
    "total_start",
    "total_end",
    "total_low",
    "total_high",
]


@dataclass(frozen=True)
class Side:
    """One state: its claims, each id once, and the rulings that hold."""

    claims: pd.DataFrame
    rulings: pd.DataFrame


def changes(before: Side, after: Side) -> pd.DataFrame:
    """Claims that are not the same on both sides.

    Returns
    -------
    DataFrame
        See `casualties.pipeline.compare.Difference`; sorted by change and claim_id.
    """
    one, two = (side.claims.drop_duplicates("claim_id", keep="last").set_index("claim_id") for side in (before, after))
    both = one.index.intersection(two.index)
    differs = pd.DataFrame({name: _differs(one.loc[both, name], two.loc[both, name]) for name in CONTENT}, index=both)
    revised = differs.index[differs.any(axis=1)]
    ruled = pd.Index(sorted(_ruled(before.rulings, after.rulings))).intersection(both).difference(revised)
    parts = []
    for change, ids, frame in (
        ("added", two.index.difference(one.index), two),
        ("revised", revised, two),
        ("ruled", ruled, two),
        ("withdrawn", one.index.difference(two.index), one),
    ):
        part = frame.loc[ids, ABOUT].assign(change=change, columns=None)
        if change == "revised":
            part["columns"] = ["; ".join(name for name in CONTENT if row[name]) for row in differs.loc[ids].to_dict("records")]
        for side, held in (("before", one), ("after", two)):
            for name in FIGURES:
                part[f"{name}_{side}"] = held[name].reindex(ids)
        parts.append(part.reset_index(names="claim_id"))
    out = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True).sort_values(["change", "claim_id"], ignore_index=True)
    kinds: dict[str, dtypes.Kind] = {c.name: c.kind for c in CLAIMS.columns}
    kinds.update(dict.fromkeys(COUNTS, "Count"))
    return pd.DataFrame({name: dtypes.cast(out[name], kinds.get(name, "Text")) for name in CLAIM_COLUMNS})


def totals(before: Side, after: Side, changed: pd.DataFrame, sources: pd.DataFrame, policy: str) -> pd.DataFrame:
    """Totals that are not the same on both sides: of countries and the areas right below them, by month, data set and source.

    Parameters
    ----------
    before, after : Side
    changed : DataFrame
        What `changes` gave for them: only the countries it speaks of are reconciled.
    sources : DataFrame
        Sources table.
    policy : str
        Of combined totals.

    Returns
    -------
    DataFrame
        See `casualties.pipeline.compare.Difference`.
    """
    sides = (before, after)
    countries = {str(place).partition("/")[0] for place in changed["place_id"].dropna()}
    near = [side.claims["place_id"].str.replace("/.*", "", regex=True).isin(countries) for side in sides]
    datasets = sorted(set(changed["dataset"]))
    several = len({name for side, here in zip(sides, near, strict=True) for name in side.claims.loc[here, "dataset"].unique()}) > 1
    rows: list[dict[str, Any]] = []
    for dataset in [*datasets, *([ALL] if several else [])]:
        made = []
        for side, here in zip(sides, near, strict=True):
            claims = side.claims[here if dataset == ALL else here & (side.claims["dataset"] == dataset)]
            made.append(reconcile(claims, sources, policy=policy, rulings=decided.about(side.rulings, claims["claim_id"])))
        mine = changed if dataset == ALL else changed[changed["dataset"] == dataset]
        rows += [{"dataset": dataset, **row} for row in _of_places(made, mine)]
    frame = pd.DataFrame(rows, columns=TOTAL_COLUMNS)
    counts = [*COUNTS, *(f"{name}_change" for name in FIGURES)]
    kinds: dict[str, dtypes.Kind] = {name: "Count" if name in counts else "Flag" if name in OPENS else "Text" for name in TOTAL_COLUMNS}
    return pd.DataFrame({name: dtypes.cast(frame[name], kinds[name]) for name in TOTAL_COLUMNS})


def _differs(one: pd.Series, two: pd.Series) -> pd.Series:
    missing = one.isna() & two.isna()
    return ~((one == two).fillna(False).astype(bool) | missing)


def _ruled(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    """Claims of rulings that one side has and the other has not."""
    one, two = (set(frame[["ruling_id", "kind", "claim_ids"]].itertuples(index=False, name=None)) for frame in (before, after))
    return {claim_id for _, _, cell in one ^ two for claim_id in split(cell)}


def _of_places(made: list[pd.DataFrame], changed: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Changed totals of each place, harm and kind of victim that the changed claims touch."""
    pairs = _subjects(changed)
    spoken = sorted({"/".join(str(place).split("/")[:depth]) for place in changed["place_id"].dropna() for depth in (1, 2)})
    for place_id in spoken:
        inside = [rows[(rows["place_id"] == place_id) | rows["place_id"].str.startswith(place_id + "/")] for rows in made]
        level = "first" if "/" in place_id else "country"
        for harm, victims in pairs:
            sides = [select(rows, place_id, harm, victims) for rows in inside]
            apart = _apart(*sides)
            named = sorted(set(apart["source"]) - {"combined"})
            sides = [_by_day(rows) for rows in sides] if named else []
            for source in [*named, "combined"] if named else []:
                key = {"place_id": place_id, "harm": harm, "victims": victims, "source": source}
                for month, told in _of_months(sides, apart, key):
                    yield {"level": level, "month": month, **key, **told}


def _subjects(changed: pd.DataFrame) -> list[tuple[str, str]]:
    """Harms and victims that a change may touch: its own, the categories above, and the dead where dead and injured are undivided."""
    found: set[tuple[str, str]] = set()
    for harm, victims in changed[["harm", "victims"]].drop_duplicates().itertuples(index=False, name=None):
        above: str | None = victims
        while above is not None:
            found.update((h, above) for h in ({harm, "killed"} if harm == "casualties" else {harm}))
            above = PARENT[above]
    return sorted(found)


def _apart(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    """Rows that only one side has."""
    return pd.concat([one[SHAPE], two[SHAPE]]).drop_duplicates(keep=False)


def _by_day(rows: pd.DataFrame) -> pd.DataFrame:
    """The same totals from fewer rows: incidents of one day, in whatever places, as one row a source."""
    alike = rows["additive"] & (rows["start"] == rows["end"]) & rows["best"].notna() & rows["low"].notna() & rows["high"].notna()
    if not alike.any():
        return rows
    made = rows[alike].groupby(["source", "standard", "role", "start"], sort=False, as_index=False)
    first = made.first()
    first[list(FIGURES)] = made[list(FIGURES)].sum()[list(FIGURES)]
    first["high_open"] = made["high_open"].any()["high_open"]
    return pd.concat([rows[~alike], first[rows.columns].astype(rows.dtypes)], ignore_index=True)


def _of_months(sides: list[pd.DataFrame], apart: pd.DataFrame, key: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Months in which the totals differ, and the whole time; `apart` are the rows that only one side has."""
    combined = key["source"] == "combined"
    mine = [rows if combined else rows[rows["source"] == key["source"]] for rows in sides]
    touched = apart if combined else apart[apart["source"] == key["source"]]
    everything = pd.concat(mine)
    window = {"start": everything["start"].min(), "end": everything["end"].max()}
    told = _change(*(total(rows, **key, **window)._asdict() for rows in mine))
    if told is not None:
        yield ALL, told
    first, last = touched["start"].min(), touched["end"].max()
    window = {"start": first.to_period("M").start_time, "end": last.to_period("M").end_time.normalize()}
    months = [rollup(rows, freq="M", **key, **window).to_dict("records") for rows in mine]
    for one, two in zip(*months, strict=True):
        told = _change(one, two)
        if told is not None:
            yield f"{one['start']:%Y-%m}", told


def _change(one: dict[Any, Any], two: dict[Any, Any]) -> dict[str, Any] | None:
    """Both figures, their difference and its sign; None where they are the same."""
    before, after = ({name: None if pd.isna(side[name]) else int(side[name]) for name in FIGURES} for side in (one, two))
    opens = [bool(side["high_open"]) and any(v is not None for v in held.values()) for side, held in ((one, before), (two, after))]
    if before == after and opens[0] == opens[1]:
        return None
    change = {name: _minus(after[name], before[name]) for name in FIGURES}
    out: dict[str, Any] = {f"{name}_before": before[name] for name in FIGURES} | {f"{name}_after": after[name] for name in FIGURES}
    out |= {f"{name}_change": change[name] for name in FIGURES} | dict(zip(OPENS, opens, strict=True))
    return out | {"sign": _sign(before, after, change)}


def _minus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _sign(before: dict[str, int | None], after: dict[str, int | None], change: dict[str, int | None]) -> str:
    if all(v is None for v in before.values()):
        return "appeared"
    if all(v is None for v in after.values()):
        return "gone"
    for name in ("best", "low", "high"):
        moved = change[name]
        if moved:
            return "increase" if moved > 0 else "decrease"
    return "open"
