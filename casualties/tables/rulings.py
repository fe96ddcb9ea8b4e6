"""Rulings: what a person decided about claims, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.tables.base import Column, Table

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("same_statement", "different", "supersedes", "keep_both", "exclude")
FEWEST = {kind: 1 if kind == "exclude" else 2 for kind in KINDS}
"""How many claims a kind of ruling is about, at least."""


def enough_claims(frame: pd.DataFrame) -> pd.Series:
    """It names as many different claims as its kind is about: one for exclude, two for the others."""
    named = frame["claim_ids"].map(lambda cell: len({i.strip() for i in cell.split(";") if i.strip()}), na_action="ignore")
    return named.fillna(0).astype("int64") >= frame["kind"].map(FEWEST).fillna(1).astype("int64")


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
        Column("at", "Instant", "When it was decided; a date alone is 23:59:59 UTC of that day."),
    ),
    (enough_claims,),
)
