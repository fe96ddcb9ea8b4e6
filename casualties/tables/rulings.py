"""Rulings: what a person decided about claims, with the reason."""

from __future__ import annotations

from casualties.tables.base import Column, Table

KINDS = ("same_statement", "different", "supersedes", "keep_both", "exclude")

RULINGS = Table(
    "rulings",
    "One decision of a person about claims, applied before any rule.",
    "ruling_id",
    (
        Column("ruling_id", "Text", "Short id, printed wherever the ruling is applied."),
        Column(
            "kind",
            "Enum",
            "same_statement: the first claim was carried by the others; different: no carriers of each other, incidents of their own; "
            "supersedes: the first replaces the others; keep_both: all stand, no further question; exclude: they enter nothing.",
            values=KINDS,
        ),
        Column("claim_ids", "Text", 'The claims, the first one first, joined by "; ".'),
        Column("reason", "Text", "Why, in a sentence that can be printed."),
        Column("by", "Text", "Who decided: initials or role."),
        Column("at", "Instant", "When it was decided."),
    ),
)
