"""Rejects: statements that were read and not kept, with the names of the rules they break."""

from __future__ import annotations

from casualties.tables.base import Column, Table

REJECTS = Table(
    "rejects",
    "One statement that was read and not kept.",
    "reject_id",
    (
        Column("reject_id", "Text", "Hash of data set, raw file, place in it and reasons."),
        Column("dataset", "Text", "Data set it was read from."),
        Column("raw_sha256", "Text", "SHA-256 of the raw file.", nullable=True),
        Column("raw_ref", "Text", "Where in the raw file.", nullable=True),
        Column("row", "Text", "The row as JSON; of a list of named persons only a hash.", nullable=True),
        Column("reasons", "Text", 'Names of the rules broken, joined by "; ".'),
        Column("recorded_at", "Instant", "When it was stored.", nullable=True),
    ),
)
