"""What a report is made from, and what of it may be shown.

Terms are obeyed before anything is drawn: a claim that must not be published, or whose claimant's terms forbid passing it on, leaves the report
with every row that rests on it, and is counted on the method page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from casualties.places import is_within
from casualties.report import audit
from casualties.report.breakdown import Breakdown
from casualties.tables.rulings import RULINGS
from casualties.tables.victims import is_below

KEY = ["place_id", "harm", "victims", "source"]
DAILY = [
    "day",
    "low",
    "best",
    "high",
    "high_open",
    "status",
    "span_id",
    "segment_id",
    "claim_ids",
    "n_sources",
    "contested",
    "provisional",
    "flags",
    *KEY,
    "role",
]
TOTALS = [*KEY, "role", "start", "end", "low", "best", "high", "high_open", "coverage"]
PARTS = [*TOTALS, "whole", "basis", "claim_ids"]
REASONS = {
    "do_not_publish": "marked as not to be published",
    "terms": "the terms of its source forbid passing it on",
    "aggregate_only": "the terms of its source or data set allow totals only: its single records and days are not shown",
    "proposed": "found by a machine and not reviewed",
    "rejected": "rejected in review",
}


@dataclass(frozen=True)
class Material:
    """The frames a report is made from.

    Parameters
    ----------
    claims : DataFrame
        CLAIMS columns: every claim for the places and days of the report, those that may not be shown included (they are counted).
    segments : DataFrame
        SEGMENTS columns, reconciled from `publishable(claims, sources)`.
    ledger : DataFrame
        One row a claim: claim_id, status, reason, segment_ids.
    findings, sources, places : DataFrame
        FINDINGS, SOURCES, PLACES columns.
    daily : DataFrame
        One row a day, place, harm, victims and source: the columns of `daily` and place_id, harm, victims, source, role.
    totals : DataFrame
        One row a place, harm, victims and source: role, start, end, low, best, high (persons), high_open, coverage (0 to 1).
    rulings : DataFrame
        RULINGS columns: the decisions of people that `segments` were made with; none by default.
    totals_only : frozenset of str
        Data sets of which only totals may be passed on, by their own terms.
    breakdown : Breakdown
        Places inside those of the report, running totals, revisions, kinds of victims; nothing by default.
    audit : DataFrame
        Columns of `audit.SCHEMA`: counts of claims, rejects, versions and findings; none by default.
    parts : DataFrame
        Totals of places inside a place of the report, and of that place (`whole`): the columns of `totals`, whole, basis, claim_ids.
    """

    claims: pd.DataFrame
    segments: pd.DataFrame
    ledger: pd.DataFrame
    findings: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    daily: pd.DataFrame
    totals: pd.DataFrame
    rulings: pd.DataFrame = field(default_factory=RULINGS.empty)
    totals_only: frozenset[str] = frozenset()
    breakdown: Breakdown = field(default_factory=Breakdown)
    audit: pd.DataFrame = field(default_factory=audit.empty)
    parts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PARTS))


def withheld(claims: pd.DataFrame, sources: pd.DataFrame, totals_only: frozenset[str] = frozenset()) -> pd.Series:
    """Why a claim may not be shown, by claim_id; only claims that may not.

    Parameters
    ----------
    claims : DataFrame
        CLAIMS columns.
    sources : DataFrame
        SOURCES columns: `redistribution` of the claimant, or of the outlet where nobody is named.
    totals_only : frozenset of str
        Data sets of which only totals may be passed on.

    Returns
    -------
    Series of str
        One of do_not_publish, terms, aggregate_only, proposed, rejected; index claim_id.
    """
    owner = claims["claimant"].where(claims["claimant"].notna(), claims["publisher"])
    terms = owner.map(sources.drop_duplicates("id").set_index("id")["redistribution"].astype(object))
    why = pd.Series(None, index=claims.index, dtype=object)
    why[(terms == "aggregate_only") | claims["dataset"].isin(totals_only)] = "aggregate_only"
    why[claims["review"].isin(["proposed", "rejected"])] = claims["review"]
    why[terms == "none"] = "terms"
    why[claims["do_not_publish"]] = "do_not_publish"
    why.index = pd.Index(claims["claim_id"])
    return why.dropna().astype("str")


def publishable(claims: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The claims that may be behind a published figure: what `reconcile` should be given for a report.

    Claims of a source that allows totals only stay: their days and records are left out later, their totals are shown.
    """
    why = withheld(claims, sources)
    return claims[~claims["claim_id"].isin(why[why != "aggregate_only"].index)]


def ids(joined: object) -> list[str]:
    """The ids in a text joined by "; "."""
    return [] if not isinstance(joined, str) or not joined else joined.split("; ")


def in_scope(
    claims: pd.DataFrame, places: tuple[str, ...], harms: tuple[str, ...], victims: tuple[str, ...], start: pd.Timestamp, end: pd.Timestamp
) -> pd.Series:
    """Which claims a report lists: in its places or inside them, of its harms, of its victims or a part of them, on at least one of its days."""
    at = pd.Series(False, index=claims.index)
    for place in places:
        at |= is_within(claims["place_id"], place).fillna(False).astype(bool)
    kinds = {v for v in claims["victims"].unique() if any(v == w or is_below(v, w) for w in victims)}
    return at & claims["harm"].isin(harms) & claims["victims"].isin(kinds) & (claims["start"].isna() | (claims["start"] <= end)) & (claims["end"] >= start)


@dataclass(frozen=True)
class Shown:
    """Material after the terms: what may be drawn, and what was left out.

    Parameters
    ----------
    material : Material
        Claims, segments, daily and totals that may be shown.
    withheld : Series of str
        claim_id to reason, for the claims of the report's scope.
    rows_withheld : int
        Segments that rested on a withheld claim and are not drawn.
    """

    material: Material
    withheld: pd.Series
    rows_withheld: int


def _touches(joined: pd.Series, forbidden: frozenset[str]) -> pd.Series:
    if not forbidden or joined.empty:
        return pd.Series(False, index=joined.index)
    return joined.map(lambda text: not forbidden.isdisjoint(ids(text))).astype(bool)


def _parts_shown(parts: pd.DataFrame, hard: frozenset[str], soft: frozenset[str]) -> pd.DataFrame:
    """Totals by place without those that rest on a withheld claim; where only totals are allowed, one that is a single claim is no total."""
    parts = parts[~_touches(parts["claim_ids"], hard)]
    if not soft or parts.empty:
        return parts
    behind = parts["claim_ids"].map(ids, na_action=None)
    single = behind.map(lambda names: len(names) == 1 and names[0] in soft).astype(bool)
    told = behind.map(lambda names: "; ".join(name for name in names if name not in soft)).astype("str")
    return parts.assign(claim_ids=told)[~single]


def obey(material: Material) -> Shown:
    """Take out of the material what may not be shown.

    A total whose segments rest on a withheld claim is taken out whole: what is left of it would not be what the source said.
    Where only totals are allowed, days, spans and the claims themselves are taken out and the total stays.
    """
    why = withheld(material.claims, material.sources, material.totals_only)
    hard = frozenset(why[why != "aggregate_only"].index)
    soft = frozenset(why[why == "aggregate_only"].index)
    barred = _touches(material.segments["claim_ids"], hard)
    closed = material.segments.loc[barred, KEY].drop_duplicates()
    totals = material.totals
    if len(closed):
        marked = totals[KEY].merge(closed.assign(barred=True), on=KEY, how="left", validate="m:1")["barred"]
        totals = totals[marked.isna().to_numpy()]
    drawn = ~_touches(material.segments["claim_ids"], hard | soft)
    days = ~_touches(material.daily["claim_ids"], hard | soft)
    # A day of a span carries the span's claims; a day without claims stays as it is.
    shown = replace(
        material,
        claims=material.claims[~material.claims["claim_id"].isin(hard | soft)],
        segments=material.segments[drawn],
        daily=material.daily[days],
        totals=totals,
        breakdown=material.breakdown.without(hard, soft),
        parts=_parts_shown(material.parts, hard, soft),
    )
    return Shown(shown, why, int((~drawn).sum()))
