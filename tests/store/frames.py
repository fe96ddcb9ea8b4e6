"""Frames the tests of the store commit: small, written by hand, no real person or event."""

from __future__ import annotations

from functools import cache

import pandas as pd

from casualties.tables import CLAIMS, FINDINGS, REJECTS, Table


def claims(rows, dataset="demo", **columns):
    """Claims of (record id, figure) pairs or of mappings."""
    records = [{"record_id": str(r[0]), "best": r[1]} if isinstance(r, tuple) else dict(r) for r in rows]
    if not records:
        return CLAIMS.empty()
    for record in records:
        record.setdefault("claim_id", f"{dataset}:{record['record_id']}")
    frame = pd.DataFrame(records).assign(dataset=dataset)
    for name, value in {"harm": "killed", "end": "2012-02-06", **columns}.items():
        if name not in frame:
            frame[name] = value
    # Only what is given is completed: filling the forty other columns anew would be most of the time of these tests.
    given = Table("given", "", CLAIMS.key, tuple(c for c in CLAIMS.columns if c.name in frame)).complete(frame)
    return blank().take([0] * len(frame)).reset_index(drop=True).assign(**given)


@cache
def blank():
    """One claim with defaults alone."""
    return CLAIMS.complete(pd.DataFrame([{"claim_id": "", "record_id": "", "harm": "killed", "end": "2012-02-06"}]))


def rejects(refs, dataset="demo"):
    """Rejects, one a place in the raw file."""
    if not refs:
        return REJECTS.empty()
    return REJECTS.complete(pd.DataFrame([{"reject_id": f"{dataset}-{ref}", "dataset": dataset, "raw_ref": ref, "reasons": "figure_given"} for ref in refs]))


def findings(messages, dataset="demo"):
    """Findings, one a message."""
    if not messages:
        return FINDINGS.empty()
    rows = [{"finding_id": f"{dataset}-{m}", "kind": "unresolved place", "severity": "note", "dataset": dataset, "message": m} for m in messages]
    return FINDINGS.complete(pd.DataFrame(rows))


def day(number):
    """A moment on the given day of the tests' own calendar."""
    return pd.Timestamp("2024-01-01T12:00:00Z").as_unit("us") + pd.Timedelta(days=number)


def commit(store, rows, number, dataset="demo", refs=(), messages=(), cut=0, **options):
    """Commit rows on a day; where `cut` is given, in pieces of so many rows."""
    beside = (rejects(refs, dataset), findings(messages, dataset))
    if not cut:
        return store.commit(dataset, rows, *beside, recorded_at=day(number), **options)
    accepted = {"accept_withdrawals": options.pop("accept_withdrawals")} if "accept_withdrawals" in options else {}
    with store.pieces(dataset, recorded_at=day(number), **options) as taking:
        for n in range(0, max(len(rows), 1), cut):
            taking.add(rows.iloc[n : n + cut].reset_index(drop=True))
        return taking.commit(*beside, **accepted)
