#!/usr/bin/env python3
"""Write datasets/TABLES.md, the reference of every table, from its one declaration in casualties/tables."""

from __future__ import annotations

from pathlib import Path

from casualties.tables import TABLES
from casualties.tables.victims import PARENT

TARGET = Path(__file__).resolve().parent.parent / "datasets" / "TABLES.md"

HEAD = """\
# Tables

Written by `scripts/write_tables.py` from `casualties/tables`; a test fails when it is out of date. Every table is Parquet below `datasets/tables/`,
except `rulings`: a CSV that people keep, `datasets/rulings.csv`.

| type | pandas | meaning |
|---|---|---|
| Text, Enum | str | text; text from a closed list |
| Count | Int64 | whole number, of persons unless said otherwise |
| Day | datetime64[us] | a calendar day of the place, without a time zone |
| Instant | datetime64[us, UTC] | a moment; 23:59:59 exactly marks a date alone |
| Flag | bool | true or false |
| Real | float64 | number |

`?` = may be missing. Missing is never zero.
"""


def reference() -> str:
    """The page as text."""
    below = [f"| {name} | {parent or ''} |" for name, parent in PARENT.items()]
    victims = "\n".join(["## Kinds of victims", "", "Each is a part of the one beside it.", "", "| victims | part of |", "|---|---|", *below, ""])
    return "\n".join([HEAD, *(table.reference() for table in TABLES), victims])


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    print(TARGET)
