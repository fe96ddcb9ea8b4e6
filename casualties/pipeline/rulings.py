"""Decisions of people: added by one command, and handed to every reconciliation of stored claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from casualties import rulings as decided
from casualties.errors import UsageError
from casualties.pipeline import asked
from casualties.pipeline.clock import now
from casualties.store import Store
from casualties.tables import FINDINGS
from casualties.tables.rulings import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike


def stored_rulings(root: str | PathLike[str] = ".") -> pd.DataFrame:
    """The rulings of datasets/rulings.csv, in the order of the file.

    Returns
    -------
    DataFrame
        The table `rulings`; empty where there is no file.

    Raises
    ------
    DataError
        The file cannot be read (line and column are named), or a ruling is about a claim that was never stored.
    """
    folder = Path(root)
    return decided.load(folder, Store(folder))


def rule(root: str | PathLike[str] = ".", *, kind: str, claim_ids: Sequence[str], reason: str, by: str) -> pd.DataFrame:
    """Add a ruling to datasets/rulings.csv, made now.

    Parameters
    ----------
    root : path
        The working folder.
    kind : str
        same_statement (the first claim was carried by the others), different (no carriers of each other, incidents of their own),
        supersedes (the first replaces the others), keep_both (all stand, no further question) or exclude.
    claim_ids : sequence of str
        Claims that are stored, the first one first.
    reason : str
        Why, in a sentence that can be printed.
    by : str
        Who decided: initials or role.

    Returns
    -------
    DataFrame
        The ruling, one row of the table `rulings`.

    Raises
    ------
    UsageError
        Nothing is stored here, no such kind, no such claim, too few claims, no reason, or nobody who decided.
    DataError
        The file as it is cannot be read.
    LockedError
        Another run holds the lock.
    """
    store = asked.opened(root)
    asked.known("kind of ruling", kind, KINDS)
    ids = list(dict.fromkeys(claim_ids))
    there = set(store.claims(columns=["claim_id"], filters=[("claim_id", "in", ids)])["claim_id"]) if ids else set()
    for claim_id in ids:
        if claim_id not in there:
            what = f"there is no claim {claim_id!r}." if store.versions(claim_id).empty else f"the claim {claim_id!r} was withdrawn."
            raise UsageError(what, do=decided.suggestion(claim_id, store))
    with store.lock():
        return decided.append(store.root / decided.FILE, kind, ids, reason, by, now())


def about(store: Store, claims: pd.DataFrame) -> pd.DataFrame:
    """The rulings of a working folder on the claims at hand, as `reconcile` takes them; see `casualties.rulings.about`."""
    rulings = decided.load(store.root, store)
    return decided.about(rulings, claims["claim_id"]) if len(rulings) else rulings


def on_withdrawn(store: Store) -> pd.DataFrame:
    """Findings: rulings on claims that were withdrawn since."""
    rows = []
    for ruling_id, ids in decided.withdrawn(decided.load(store.root, store), store).items():
        message = f"Ruling {ruling_id} is about {', '.join(ids)}, withdrawn since: see whether what is left of it still holds."
        rows.append(
            {"finding_id": f"ruling-{ruling_id}", "kind": "ruling on a withdrawn claim", "severity": "warning", "claim_ids": "; ".join(ids), "message": message}
        )
    return FINDINGS.complete(pd.DataFrame(rows)) if rows else FINDINGS.empty()
