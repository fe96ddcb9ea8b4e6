"""Places: a tree whose ids are paths from the country down."""

from __future__ import annotations

from casualties.tables.base import Column, Table

LEVELS = ("country", "admin1", "admin2", "locality", "district")

PLACES = Table(
    "places",
    "One place; its parent's id is a prefix of its own.",
    "place_id",
    (
        Column("place_id", "Text", "Path from the country down: `SYR/Homs/Homs/Baba Amr`."),
        Column("name", "Text", "Name as printed."),
        Column("aliases", "Text", 'Other names and spellings, joined by "; ".', nullable=True),
        Column("parent", "Text", "place_id of the place it lies in; missing for a country.", nullable=True),
        Column(
            "level",
            "Enum",
            "country; admin1 = governorate, state, province; admin2 = district of a governorate; locality = town or village; district = part of a town.",
            values=LEVELS,
        ),
        Column("iso", "Text", "ISO 3166-1 alpha-3 of the country, or 3166-2 of the area.", nullable=True),
        Column("lat", "Real", "Latitude of a point inside, WGS84 degrees.", nullable=True),
        Column("lon", "Real", "Longitude, WGS84 degrees.", nullable=True),
        Column("population", "Count", "Inhabitants (persons), to rank places of one name.", nullable=True),
        Column("geonames_id", "Count", "GeoNames id.", nullable=True),
        Column("origin", "Text", "Who names it: geonames, supplement, or a data set.", default="geonames"),
    ),
)
