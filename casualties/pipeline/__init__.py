"""The order of things, and nothing else.

```
fetch    URLs of dataset.toml -> raw files by their content, with sidecars                                                           (retrieval)
ingest   definition -> raw files -> evidence -> claims, rejects, findings -> one commit a data set -> sources, places, run record    (intake)
extract  files of articles -> articles -> proposed claims -> a CSV file; review: a person decides about each                          (articles, review)
query    stored claims, rulings of people -> reconcile -> series, findings                                                           (query, rulings)
diff     claims at two moments, or of two files -> what changed -> reconcile both -> effect on totals                                (compare, revisions)
report   stored claims -> what may be published -> reconcile -> daily, totals -> pages; segments are stored for `trace`              (publish)
run      fetch, ingest, then report, under one lock                                                                                  (publish)
```

The clock is read in `clock`; every other module is given its moments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualties.pipeline.chart_frames import chart_frame
    from casualties.pipeline.clock import now
    from casualties.pipeline.compare import Difference, diff
    from casualties.pipeline.definitions import list_reports, report_names
    from casualties.pipeline.file_chart import chart_of_file
    from casualties.pipeline.intake import dataset_names, ingest
    from casualties.pipeline.publish import chart, report, run, save
    from casualties.pipeline.query import findings, read_claims, series
    from casualties.pipeline.registers import stored_places, stored_sources
    from casualties.pipeline.retrieval import fetch
    from casualties.pipeline.revisions import revision_summary
    from casualties.pipeline.rulings import rule, stored_rulings

__all__ = [
    "Difference",
    "chart",
    "chart_frame",
    "chart_of_file",
    "dataset_names",
    "diff",
    "fetch",
    "findings",
    "ingest",
    "list_reports",
    "now",
    "read_claims",
    "report",
    "report_names",
    "revision_summary",
    "rule",
    "run",
    "save",
    "series",
    "stored_places",
    "stored_rulings",
    "stored_sources",
]

_HOME = {
    "Difference": "compare",
    "chart": "publish",
    "chart_frame": "chart_frames",
    "chart_of_file": "file_chart",
    "dataset_names": "intake",
    "diff": "compare",
    "fetch": "retrieval",
    "findings": "query",
    "ingest": "intake",
    "list_reports": "definitions",
    "now": "clock",
    "read_claims": "query",
    "report": "publish",
    "report_names": "definitions",
    "revision_summary": "revisions",
    "rule": "rulings",
    "run": "publish",
    "save": "publish",
    "series": "query",
    "stored_places": "registers",
    "stored_rulings": "rulings",
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
