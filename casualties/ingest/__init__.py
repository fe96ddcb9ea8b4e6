"""One file a source format; each turns raw files into claims.

A raw file goes through `read` (rows in the source's own words) and `normalise` (statements in the shape of claims) of its
ingestor, then through `statements.ingest`: names resolved, rules applied, what breaks one kept as a reject.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualties.ingest.checks import check_file
    from casualties.ingest.definition import Definition, Scope, read_definition
    from casualties.ingest.records import claims_frame
    from casualties.ingest.statements import Ingested, Piece, ingest, pieces, whole

__all__ = ["Definition", "Ingested", "Piece", "Scope", "check_file", "claims_frame", "ingest", "pieces", "read_definition", "whole"]

_HOME = {
    "Definition": "definition",
    "Ingested": "statements",
    "Piece": "statements",
    "Scope": "definition",
    "check_file": "checks",
    "claims_frame": "records",
    "ingest": "statements",
    "pieces": "statements",
    "read_definition": "definition",
    "whole": "statements",
}


def __getattr__(name: str) -> Any:
    """Load a part when it is first asked for: where nothing has to be read again only definitions are looked at."""
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
