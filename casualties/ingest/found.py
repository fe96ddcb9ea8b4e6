"""Findings and rejects of an ingestor as frames of their tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from casualties.tables import FINDINGS, REJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Finding:
    """One thing a person should look at.

    Parameters
    ----------
    kind, severity, message : str
        What was found, how much it matters (error, warning, note), and what a person can do.
    claim_ids : sequence of str
        Claims it is about.
    place_id : str, optional
    start, end : Timestamp, optional
        Days it is about.
    """

    kind: str
    severity: str
    message: str
    claim_ids: Sequence[str] = field(default=())
    place_id: str | None = None
    start: pd.Timestamp | None = None
    end: pd.Timestamp | None = None


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
        key = digest(found.kind, dataset, claim_ids, found.place_id, found.start, found.end, found.message)
        rows[key] = {
            "finding_id": key,
            "kind": found.kind,
            "severity": found.severity,
            "dataset": dataset,
            "claim_ids": claim_ids,
            "place_id": found.place_id,
            "start": found.start,
            "end": found.end,
            "message": found.message,
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
    keys = [
        digest(dataset, sha, ref, reasons, n) for n, (sha, ref, reasons) in enumerate(zip(rows["raw_sha256"], rows["raw_ref"], rows["reasons"], strict=True))
    ]
    return REJECTS.complete(rows.assign(reject_id=keys, dataset=dataset).reset_index(drop=True))


def digest(*parts: object) -> str:
    """A short hash of values, the same on every machine."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:20]
