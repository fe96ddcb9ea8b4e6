"""One table per file: claims, rulings, sources, places, rejects, findings, segments, runs."""

from __future__ import annotations

from casualties.tables.base import Column, Rule, Table
from casualties.tables.claims import CLAIMS
from casualties.tables.findings import FINDINGS
from casualties.tables.places import PLACES
from casualties.tables.rejects import REJECTS
from casualties.tables.rulings import RULINGS
from casualties.tables.runs import RUNS
from casualties.tables.segments import SEGMENTS
from casualties.tables.sources import SOURCES

TABLES: tuple[Table, ...] = (CLAIMS, RULINGS, SOURCES, PLACES, REJECTS, FINDINGS, SEGMENTS, RUNS)

__all__ = ["CLAIMS", "FINDINGS", "PLACES", "REJECTS", "RULINGS", "RUNS", "SEGMENTS", "SOURCES", "TABLES", "Column", "Rule", "Table"]
