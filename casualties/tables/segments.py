"""Segments: the result of reconciliation."""

from __future__ import annotations

from casualties.tables.base import Column, Table
from casualties.tables.claims import CLAIMS, HARMS
from casualties.tables.victims import VICTIMS

BASES = (
    "direct",
    "difference",
    "total since start",
    "remainder",
    "undistributed",
    "constraint",
    "sum of incidents",
    "sum of parts",
    "floor from parts",
    "elsewhere",
    "allocated",
    "combined",
)
ROLES = ("named", "generic", "interested", "modelled", "database", "combined")


def _count(name: str, doc: str, *, nullable: bool = False) -> Column:
    return Column(name, "Count", doc, nullable=nullable)


SEGMENTS = Table(
    "segments",
    "What one source (or all, combined) says of one place, harm and kind of victim over one span of days. Low to high is the range of reports, not a confidence interval.",
    "segment_id",
    (
        Column("segment_id", "Text", "Hash of place, harm, victims, source, standard, span and basis."),
        Column("place_id", "Text", "Place."),
        Column("harm", "Enum", "Harm.", values=HARMS),
        Column("victims", "Enum", "Who was harmed.", values=VICTIMS),
        Column("source", "Text", "Claimant id, `outlet:<publisher>` where nobody is named, or `combined`."),
        Column("standard", "Enum", "How the dead were counted; standards are never added to each other.", values=CLAIMS["standard"].values),
        Column("start", "Day", "First day, inclusive."),
        Column("end", "Day", "Last day, inclusive."),
        _count("low", "Lowest figure (persons); missing where only an upper bound was stated.", nullable=True),
        _count("best", "Best figure (persons) under the policy.", nullable=True),
        _count("high", "Highest figure reported (persons).", nullable=True),
        Column("high_open", "Flag", "high is not an upper bound."),
        Column("basis", "Enum", "How the row was made.", values=BASES),
        Column("additive", "Flag", "Made of incidents: adds up over spans and over the places inside a place."),
        _count("n_sources", "Claimants behind it; interested ones, denials, relays and outlets do not count."),
        _count("n_groups", "Groups of claimants that draw on each other."),
        Column("contested", "Flag", "The best figures of the sources differ."),
        Column("so_far", "Flag", "Published before the span ended."),
        Column("provisional", "Flag", "Younger than the usual reporting lag before as_of."),
        Column("flags", "Text", 'lower_unconfirmed, order_unknown, conflict, agrees, undated, ..., joined by "; ".', nullable=True),
        Column("claim_ids", "Text", 'Claims the figures come from, joined by "; ".'),
        Column("superseded_ids", "Text", 'Claims it replaced, collapsed or implied, joined by "; ".', nullable=True),
        Column("total_start", "Day", "First day of the total a subtraction started from.", nullable=True),
        Column("total_end", "Day", "Last day of that total.", nullable=True),
        _count("total_low", "Lowest figure of that total (persons).", nullable=True),
        _count("total_high", "Highest figure of that total (persons); missing = open.", nullable=True),
        _count("total_best", "Best figure of that total (persons).", nullable=True),
        Column("policy", "Text", "Policy that chose best in combined rows."),
        Column("codebook", "Text", "Codebook of vague words."),
        Column("as_of", "Instant", "Only claims published by then were used; missing = all.", nullable=True),
        Column("versions_end", "Day", "Day of the latest dated publication in the claims given: later days are not yet observed.", nullable=True),
        Column("published_at", "Instant", "Latest dated publication among the claims the figures come from; missing where none is dated.", nullable=True),
        Column("role", "Enum", "What kind of source the row speaks for.", values=ROLES),
        Column("exhaustive", "Flag", "The source records every event it knows of: a day without one has none on record."),
        Column("observed_from", "Day", "First day the source observes.", nullable=True),
        Column("observed_to", "Day", "Last day the source observes.", nullable=True),
    ),
)
