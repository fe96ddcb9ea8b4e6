"""From claims to segments that never count a death twice: who says what first, combined as a second, labelled view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.reconcile.days import daily, days_frame, days_of
from casualties.reconcile.examine import Examined, examine
from casualties.reconcile.explain import Explanation, explain
from casualties.reconcile.heard import hear
from casualties.reconcile.policies import POLICIES, policy
from casualties.reconcile.totals import Total, rollup, rollup_of, total, total_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "POLICIES",
    "Examined",
    "Explanation",
    "Total",
    "daily",
    "days_frame",
    "days_of",
    "examine",
    "explain",
    "hear",
    "policy",
    "reconcile",
    "rollup",
    "rollup_of",
    "total",
    "total_of",
]


def reconcile(
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    as_of: object = None,
    known_at: object = None,
    policy: str = "lower_median",
    rulings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Segments of claims: per claimant, and combined.

    Pure: the same claims give the same rows, in any order and with any claim doubled. Low to high is the range
    of what was reported, not a confidence interval.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    sources : DataFrame, optional
        Sources table; the shipped one by default.
    as_of, known_at : str, date or Timestamp, optional
        Only claims published by then, recorded by then; a date means its end, UTC. An undated claim counts as
        published at the end of the day after its last day.
    policy : str
        How low and best of combined rows are made: see `POLICIES`; also prefer:ID,ID and weighted:ID=2,ID=1.
    rulings : DataFrame, optional
        Rulings table: decisions of people (same_statement, different, supersedes, keep_both, exclude), applied
        before any rule.

    Returns
    -------
    DataFrame
        Segments table (persons, spans inclusive at both ends).

    Raises
    ------
    UsageError
        No such policy.
    DataError
        A ruling is not valid, or is about a claim that is not among `claims`.

    Notes
    -----
    Rejected on purpose: averaging sources and learned source weights (two to five sources with political
    leanings are no sample); Denton or Chow-Lin spreading (it invents days); isotonic smoothing; multiple systems
    estimation from counts (it needs lists of named persons). The rules follow Iraq Body Count's treatment of
    overlaps, UCDP's low, best and high, ACLED's codebook, and Delphi Epidata's as-of queries.
    """
    return examine(claims, sources, as_of, known_at, policy, rulings).segments
