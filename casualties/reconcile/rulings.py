"""Decisions of people, applied before rule 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.errors import DataError
from casualties.spelling import split
from casualties.tables.rulings import RULINGS

if TYPE_CHECKING:
    import pandas as pd

    from casualties.reconcile.model import Notes

FEWEST = {"exclude": 1}
"""How many claims a kind of ruling is about, at least; two where it is not said."""


def apply(gathered: pd.DataFrame, rulings: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Claims after the rulings on them.

    Parameters
    ----------
    gathered : DataFrame
        Claims that take part, as `gather` gives them.
    rulings : DataFrame
        Rulings table; those whose claims are not all among `gathered` (not yet published, say) do nothing.
    notes : Notes
        Receives what was excluded, superseded or joined, and rulings on claims that were revised since.

    Returns
    -------
    DataFrame
        `gathered` without the claims ruled out and without version and recorded_at, and with two more columns: carried (claim ids that the claim stands for,
        joined by "; ") and apart (text that keeps claims from being taken for one statement).
    """
    gathered = gathered.assign(carried="", apart="")
    present = set(gathered["claim_id"])
    for ruling in rulings.sort_values(["at", "ruling_id"]).to_dict("records"):
        ids = split(ruling["claim_ids"])
        if not set(ids) <= present:
            continue
        _note_revised(gathered, ids, ruling, notes)
        words = f"ruling {ruling['ruling_id']} ({ruling['by']}): {ruling['reason']}"
        kind = ruling["kind"]
        if kind == "exclude":
            notes.put(ids, "left out", words)
            gathered = gathered[~gathered["claim_id"].isin(ids)]
        elif kind in {"supersedes", "same_statement"}:
            notes.put(ids[1:], "superseded" if kind == "supersedes" else "relay", words)
            gathered = _stand_for(gathered, ids)
        elif kind == "different":
            gathered = _keep_apart(gathered, ids)
        else:
            notes.settled.append(frozenset(ids))
        present = set(gathered["claim_id"])
    return gathered.drop(columns=["version", "recorded_at"]).reset_index(drop=True)


def check(rulings: pd.DataFrame, claim_ids: set[str]) -> pd.DataFrame:
    """The rulings, complete and valid.

    Raises
    ------
    DataError
        A broken rule of the table, too few claims, or a claim that does not exist.
    """
    rulings = RULINGS.complete(rulings)
    _, reasons = RULINGS.split(rulings)
    if len(reasons):
        row = rulings.loc[reasons.index[0]]
        raise DataError(
            f"rule {reasons.iloc[0]!r} is broken.", where=f"rulings, ruling_id {row['ruling_id']}", do=f"Kinds: {', '.join(RULINGS['kind'].values)}."
        )
    for ruling_id, kind, cell in zip(rulings["ruling_id"], rulings["kind"], rulings["claim_ids"], strict=True):
        ids = split(cell)
        if len(set(ids)) < FEWEST.get(kind, 2):
            raise DataError(
                f"{kind} is about {FEWEST.get(kind, 2)} or more claims.", where=f"rulings, ruling_id {ruling_id}", do="Write their claim_ids, joined by '; '."
            )
        unknown = [i for i in ids if i not in claim_ids]
        if unknown:
            raise DataError(f"there is no claim {unknown[0]!r}.", where=f"rulings, ruling_id {ruling_id}", do="See `casualties claims` for claim_ids.")
    return rulings


def _note_revised(gathered: pd.DataFrame, ids: list[str], ruling: dict[object, object], notes: Notes) -> None:
    about = gathered[gathered["claim_id"].isin(ids)]
    since = about[(about["version"] > 1) & (about["recorded_at"] > ruling["at"])]
    if len(since):
        changed = since["claim_id"].tolist()
        message = f"Ruling {ruling['ruling_id']} was made before {', '.join(changed)} was revised: read it again and repeat or replace it."
        notes.findings.append({"kind": "ruling on a revised claim", "severity": "warning", "claim_ids": changed, "message": message})


def _stand_for(gathered: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    first = gathered["claim_id"] == ids[0]
    gone = gathered["claim_id"].isin(ids[1:])
    carried = [i for cell in gathered.loc[gone | first, "carried"] for i in split(cell)] + ids[1:]
    gathered = gathered.assign(carried=gathered["carried"].where(~first, "; ".join(dict.fromkeys(carried))))
    return gathered[~gone]


def _keep_apart(gathered: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Nobody's carriers; figures of incidents without an id become incidents of their own, which add up."""
    among = gathered["claim_id"].isin(ids)
    incident = among & (gathered["counting"] == "incident") & gathered["incident_id"].isna()
    return gathered.assign(
        apart=gathered["apart"].where(~among, gathered["claim_id"]),
        incident_id=gathered["incident_id"].where(~incident, gathered["claim_id"]),
    )
