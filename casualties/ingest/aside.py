"""Statements that another file of the data set replaces or takes back: set aside with a reason, so that none is lost."""

from __future__ import annotations

import json

import pandas as pd

from casualties.ingest.registry import Normalised


def set_aside(part: Normalised, gone: pd.Series, reason: str) -> Normalised:
    """The statements of a file without some of them, which stand among its rejects.

    Parameters
    ----------
    part : Normalised
    gone : Series of bool
        Which of its claims, on their index.
    reason : str
        Why: the name of a rule.
    """
    if not gone.any():
        return part
    claims = part.claims
    broken = pd.concat([part.broken, _refused(claims[gone], reason)])
    return Normalised(claims[~gone], broken, part.findings, None if part.areas is None else part.areas.only(~gone.to_numpy()))


def _refused(claims: pd.DataFrame, reason: str) -> pd.DataFrame:
    told = claims[["claim_id", "start", "end", "place", "best"]].astype("str").fillna("")
    rows = [json.dumps(row, ensure_ascii=False) for row in told.to_dict("records")]
    frame = claims[["raw_ref", "raw_sha256"]] if "raw_sha256" in claims else claims[["raw_ref"]]
    return frame.assign(row=pd.Series(rows, index=claims.index, dtype="str"), reasons=pd.Series(reason, index=claims.index, dtype="str"))
