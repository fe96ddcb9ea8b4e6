"""One file a source format; each turns raw files into claims.

A raw file goes through `read` (rows in the source's own words) and `normalise` (statements in the shape of claims) of its
ingestor, then through `statements.ingest`: names resolved, rules applied, what breaks one kept as a reject.
"""

from __future__ import annotations

from casualties.ingest.checks import check_file
from casualties.ingest.definition import Definition, Scope, read_definition
from casualties.ingest.records import claims_frame
from casualties.ingest.statements import Ingested, Piece, ingest, pieces, whole

__all__ = ["Definition", "Ingested", "Piece", "Scope", "check_file", "claims_frame", "ingest", "pieces", "read_definition", "whole"]
