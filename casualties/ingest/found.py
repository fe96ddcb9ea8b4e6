"""Findings and rejects of an ingestor as frames of their tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from casualties.tables import FINDINGS, REJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence


UNDATED = "persons without a day"
"""Kind of the finding on persons of a list that are in no count: the run record repeats it."""


@dataclass(frozen=True)
class Finding:
    """One thing a person should look at.

    Parameters
    ----------
    kind, severity, message : str
        What was found, how much it matters (error, warning, note), and what a person can do. `{count}` in the message stands for `count`.
    claim_ids : sequence of str
        Claims it is about.
    place_id : str, optional
    start, end : Timestamp, optional
        Days it is about.
    count : int
        Rows it is about, where the message says how many.
    """

    kind: str
    severity: str
    message: str
    claim_ids: Sequence[str] = field(default=())
    place_id: str | None = None
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None
    count: int = 0

    @property
    def said(self) -> str:
        """The message with its count."""
        return self.message.replace("{count}", str(self.count))


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of the pieces of a file as those of the file: what says the same of other claims is one, in the order first said."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for found in findings:
        alike.setdefault((found.kind, found.severity, found.message, found.place_id, found.start, found.end), []).append(found)
    return [
        replace(same[0], claim_ids=tuple(dict.fromkeys(one for found in same for one in found.claim_ids)), count=sum(found.count for found in same))
        for same in alike.values()
    ]


def findings_frame(findings: Sequence[Finding], dataset: str) -> pd.DataFrame:
    """Findings as their table, in the order given; equal ones once.

    Returns
    -------
    DataFrame
        Columns of FINDINGS.
    """
    rows = {}
    for found in findings:
        claim_ids = "; ".join(found.claim_ids) or None
        key = digest(found.kind, dataset, claim_ids, found.place_id, found.start, found.end, found.said)
        rows[key] = {
            "finding_id": key,
            "kind": found.kind,
            "severity": found.severity,
            "dataset": dataset,
            "claim_ids": claim_ids,
            "place_id": found.place_id,
            "start": found.start,
            "end": found.end,
            "message": found.said,
        }
    return FINDINGS.complete(pd.DataFrame(list(rows.values()))) if rows else FINDINGS.empty()


def rejects_frame(rows: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Rejects as their table.

    Parameters
    ----------
    rows : DataFrame
        Columns raw_sha256, raw_ref, row (JSON), reasons.
    dataset : str

    Returns
    -------
    DataFrame
        Columns of REJECTS; `recorded_at` missing.
    """
    if rows.empty:
        return REJECTS.empty()
    told = rows[["raw_sha256", "raw_ref", "reasons"]]
    # those of one place that are alike are numbered: where else in the file a row was refused says nothing of this one
    number = told.groupby(list(told), sort=False, dropna=False).cumcount()
    keys = [digest(dataset, *row) for row in zip(*(told[name] for name in told), number, strict=True)]
    return REJECTS.complete(rows.assign(reject_id=keys, dataset=dataset).reset_index(drop=True))


def digest(*parts: object) -> str:
    """A short hash of values, the same on every machine."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:20]
