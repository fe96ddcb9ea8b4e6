"""The audit page: of each data set what was read, rejected, revised and found, and what its claims lack. Counts of claims, never of persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import blocks, words

if TYPE_CHECKING:
    from casualties.dtypes import Kind
    from casualties.report.contents import Report

SCHEMA: dict[str, Kind] = {"dataset": "Text", "section": "Text", "what": "Text", "count": "Count", "of": "Count"}
"""One row a count: `count` of `of` claims, versions, rejects or findings; `of` is missing where there is no whole."""

SECTIONS = {
    "read": ("What was read", "Counted"),
    "filled": ("What its claims say", "Column"),
    "precision": ("How exactly they say it", "Precision"),
    "rejected": ("What was rejected, by the rule that was broken", "Rule"),
    "revised": ("What changed since it was first read", "Change"),
    "found": ("What was found and left for a person to look at", "Finding"),
}
_NONE = {
    "rejected": "No statement was rejected.",
    "revised": "No claim was revised or withdrawn since it was first stored.",
    "found": "Nothing was found.",
}


def empty() -> pd.DataFrame:
    """No count, every column in its dtype."""
    return pd.DataFrame({name: pd.Series([], dtype="Int64" if kind == "Count" else "str") for name, kind in SCHEMA.items()})


def audit_page(report: Report) -> list[blocks.Block]:
    """One page or several for each data set."""
    counts = report.material.audit
    pages = []
    for dataset, mine in counts.groupby("dataset", sort=True):
        parts: list[blocks.Block] = [
            blocks.text(
                "Counts of claims, of rejected statements and of findings: none is a number of persons. A statement that breaks a rule is kept as a reject with the name "
                "of the rule; `casualties findings` and the table of rejects name each one."
            )
        ]
        for section, (title, column) in SECTIONS.items():
            rows = mine[mine["section"] == section]
            parts.append(blocks.heading(title))
            if rows.empty:
                parts.append(blocks.text(_NONE.get(section, "Nothing.")))
                continue
            cells = [[what, words.number(count), _share(count, of)] for what, count, of in zip(rows["what"], rows["count"], rows["of"], strict=True)]
            parts.append(blocks.table(f"{dataset}: {title.lower()}", ((column, 5.0), ("Number", 1.2), ("Share", 1.2)), cells, small=True))
        pages.append(blocks.page(f"Audit of the data set {dataset}", parts))
    return pages or [blocks.page("Audit", [blocks.text("No data set is stored.")])]


def _share(count: int, of: Any) -> str:
    """In percent, rounded down, so that no gap is rounded away."""
    if pd.isna(of) or of == 0:
        return ""
    if count == of:
        return "all"
    return f"{count * 100 // of} %" if count == 0 or count * 100 >= of else "under 1 %"
