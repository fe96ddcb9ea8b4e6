"""Sources: who claims, relays or publishes."""

from __future__ import annotations

from casualties.tables.base import Column, Table

KINDS = ("monitor", "un", "government", "belligerent", "media", "agency", "medical", "ngo", "witness", "database")
REDISTRIBUTION = ("open", "attribution", "aggregate_only", "none")

SOURCES = Table(
    "sources",
    "One claimant, agency or outlet.",
    "id",
    (
        Column("id", "Text", "Short id, used in `claimant`."),
        Column("name", "Text", "Name as printed; a private person is printed by role and place."),
        Column("aliases", "Text", 'Other names it is known by, joined by "; ".', nullable=True),
        Column("kind", "Enum", "What it is.", values=KINDS),
        Column("party", "Text", "Party to a conflict it belongs to; makes its figures on combatants interested.", nullable=True),
        Column("interest_reason", "Text", "Why it counts as interested.", nullable=True),
        Column("group", "Text", "Sources that draw on each other share a group: `n_groups` counts groups.", nullable=True),
        Column("draws_on", "Text", 'Ids of claimants it draws on, joined by "; ".', nullable=True),
        Column(
            "is_generic",
            "Flag",
            "A kind of people (activists, witnesses), not one claimant: never differenced, subtracted, nested or superseded.",
            default=False,
        ),
        Column("exhaustive", "Flag", "A day without an event has none on record, between observed_from and observed_to.", default=False),
        Column("revisions", "Enum", "authoritative: a later lower figure replaces an earlier one.", default="additive", values=("additive", "authoritative")),
        Column("observed_from", "Day", "First day the source observes, inclusive.", nullable=True),
        Column("observed_to", "Day", "Last day the source observes, inclusive.", nullable=True),
        Column("country", "Text", "ISO 3166 alpha-3 of its seat.", nullable=True),
        Column("homepage", "Text", "Address of its site.", nullable=True),
        Column("licence", "Text", "Licence or terms of what it publishes.", nullable=True),
        Column("redistribution", "Enum", "What may be passed on.", default="attribution", values=REDISTRIBUTION),
        Column("citation", "Text", "How it asks to be cited.", nullable=True),
        Column("note", "Text", "Anything else worth knowing.", nullable=True),
    ),
)
