"""Counts for the audit of data sets, from the tables alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report.audit import SCHEMA, empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casualties.store import Store

FILLED = ("low", "best", "high", "start", "place_id", "claimant", "publisher", "published_at", "url", "quote", "cause", "attributed_to", "grade", "incident_id")
PRECISIONS = {"date_precision": "days", "place_precision": "place", "qualifier": "figure", "date_role": "dates are of"}
CHANGES = {"revised": "versions of claims that were revised", "withdrawn": "claims that were withdrawn"}


def audit(store: Store, datasets: Sequence[str] = ()) -> pd.DataFrame:
    """What was read, rejected, revised and found, and which columns are filled.

    Parameters
    ----------
    store : Store
    datasets : sequence of str
        All that are stored by default.

    Returns
    -------
    DataFrame
        Columns of `casualties.report.audit.SCHEMA`, in the order they are printed.
    """
    rows = [row for name in datasets or store.datasets() for row in _of(store, name)]
    return pd.DataFrame(rows, columns=list(SCHEMA)).astype(empty().dtypes.to_dict()) if rows else empty()


def _of(store: Store, name: str) -> Iterator[dict[str, Any]]:
    claims, rejects, history, found = store.claims([name]), store.rejects([name]), store.history(name), store.findings([name])
    n = len(claims)

    def row(section: str, what: str, count: Any, of: int | None = None) -> dict[str, Any]:
        return {"dataset": name, "section": section, "what": what, "count": int(count), "of": of}

    read = n + len(rejects)
    yield row("read", "statements", read)
    yield row("read", "claims kept", n, read)
    yield row("read", "statements rejected", len(rejects), read)
    yield row("read", "raw files", claims["raw_sha256"].nunique())
    yield row("read", "claimants", claims["claimant"].nunique())
    yield row("read", "outlets", claims["publisher"].nunique())
    yield row("read", "places", claims["place_id"].nunique())
    yield row("read", "claims nobody accepted yet", (claims["review"] == "proposed").sum(), n)
    yield row("read", "claims not to be published", claims["do_not_publish"].sum(), n)
    for column in FILLED:
        yield row("filled", column, claims[column].notna().sum(), n)
    for column, said in PRECISIONS.items():
        counts = claims[column].fillna("not told").value_counts()
        for value, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))):
            yield row("precision", f"{said}: {value}", count, n)
    reasons = rejects["reasons"].str.split("; ").explode().value_counts()
    for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], str(item[0]))):
        yield row("rejected", str(reason), count, len(rejects))
    for change, said in CHANGES.items():
        if count := (history["change"] == change).sum():
            yield row("revised", said, count, len(history))
    told = found["kind"] + " (" + found["severity"] + ")"
    for what, count in told.value_counts().sort_index().items():
        yield row("found", str(what), count, len(found))
