"""What rows of a described file are known by: the upstream's own key, else what the row says, all but its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.ingest.found import Finding, digest
from casualties.sources import slug

if TYPE_CHECKING:
    from casualties.ingest.table_long import Long
    from casualties.ingest.table_plan import Plan

_KEYS = (
    "date",
    "start",
    "end",
    "place",
    "place_id",
    "country",
    "adm_1",
    "adm_2",
    "lat",
    "lon",
    "harm",
    "victims",
    "counting",
    "scope",
    "stance",
    "claimant",
    "claimant_stated",
    "publisher",
    "url",
    "attributed_to",
    "cause",
)
"""What a row without a key is known by."""


def keys(texts: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The key of each row, on the index of `rows`; missing where the upstream's own is not given."""
    if "record_id" in texts:
        return texts["record_id"]
    told = texts[[name for name in _KEYS if name in texts]]
    base = pd.Series([short(*row) for row in told.itertuples(index=False)] if told.shape[1] else short(), index=rows.index, dtype="str")
    # rows alike in all but their figures are numbered; a row repeated to the letter keeps the key, and is refused as the double it is
    whole = pd.Series([digest(*row) for row in rows.drop(columns="raw_ref").itertuples(index=False)], index=rows.index, dtype="str")
    pairs = pd.DataFrame({"base": base, "whole": whole})
    distinct = pairs.drop_duplicates()
    number = distinct.assign(number=distinct.groupby("base", sort=False).cumcount() + 1)
    found = pairs.merge(number, on=["base", "whole"], how="left", validate="m:1")["number"].set_axis(rows.index)
    return base.where(found == 1, base + "-" + found.astype("str"))


def short(*parts: object) -> str:
    """A short key made of what a row says."""
    return digest(*(None if pd.isna(part) else part for part in parts))[:12]  # type: ignore[call-overload]


def part_of(long: Long, plan: Plan, claim_ids: pd.Series, good: pd.Series) -> pd.Series:
    """claim_id of the whole of each statement, missing where it has none or the whole was not kept."""
    parents = [None if figure.part_of is None else f":{slug(figure.part_of)}" for figure in plan.figures]
    if not any(parents):
        return pd.Series(None, index=claim_ids.index, dtype="str")
    parent = pd.Series([parents[kind] for kind in long.kind], index=claim_ids.index, dtype="str")
    whole = _stem(claim_ids, long.facet) + parent
    return whole.where(whole.isin(claim_ids[good]))


def _stem(claim_ids: pd.Series, facet: pd.Series) -> pd.Series:
    return pd.Series([key[: len(key) - len(end)] if isinstance(key, str) else None for key, end in zip(claim_ids, facet, strict=True)], dtype="str")


def findings(plan: Plan) -> list[Finding]:
    """What a person should know of the keys."""
    if "record_id" in plan.columns:
        return []
    message = "options.columns.record_id is not told: claims are known by what their rows say, all but the figures. Name the upstream's key if it has one."
    return [Finding("keys made", "note", message)]
