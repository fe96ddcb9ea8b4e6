"""Findings: what a person should look at, as data."""

from __future__ import annotations

from casualties.tables.base import Column, Table

SEVERITIES = ("error", "warning", "note")

FINDINGS = Table(
    "findings",
    "One thing a person should look at; nothing is lost or changed because of it.",
    "finding_id",
    (
        Column("finding_id", "Text", "Hash of kind, data set, claims, place, span and message."),
        Column("kind", "Text", "What was found: unresolved claimant, unresolved place, lower_unconfirmed, order_unknown, conflict, ..."),
        Column("severity", "Enum", "How much it matters.", values=SEVERITIES),
        Column("dataset", "Text", "Data set of the claims; missing where several are involved.", nullable=True),
        Column("claim_ids", "Text", 'The claims involved, joined by "; ".', nullable=True),
        Column("place_id", "Text", "Place it is about.", nullable=True),
        Column("start", "Day", "First day it is about.", nullable=True),
        Column("end", "Day", "Last day it is about.", nullable=True),
        Column("message", "Text", "What was found and what a person can do."),
    ),
)
