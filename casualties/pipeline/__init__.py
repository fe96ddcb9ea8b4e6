"""The order of things, and nothing else.

```
ingest   definition -> raw files -> evidence -> claims, rejects, findings -> one commit a data set -> sources, places, run record    (intake)
query    stored claims -> reconcile -> series                                                                                        (query)
report   stored claims -> what may be published -> reconcile -> daily, totals -> pages; segments are stored for `trace`              (publish)
run      ingest, then report, under one lock                                                                                         (publish)
```

The clock is read in `clock`; every other module is given its moments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualties.pipeline.clock import now
    from casualties.pipeline.intake import dataset_names, ingest
    from casualties.pipeline.publish import chart, report, report_names, run, save
    from casualties.pipeline.query import findings, read_claims, series
    from casualties.pipeline.registers import stored_places, stored_sources

__all__ = [
    "chart",
    "dataset_names",
    "findings",
    "ingest",
    "now",
    "read_claims",
    "report",
    "report_names",
    "run",
    "save",
    "series",
    "stored_places",
    "stored_sources",
]

_HOME = {
    "chart": "publish",
    "dataset_names": "intake",
    "findings": "query",
    "ingest": "intake",
    "now": "clock",
    "read_claims": "query",
    "report": "publish",
    "report_names": "publish",
    "run": "publish",
    "save": "publish",
    "series": "query",
    "stored_places": "registers",
    "stored_sources": "registers",
}


def __getattr__(name: str) -> Any:
    """Load a step when it is first asked for: who reads claims imports neither ingestors nor charts."""
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
