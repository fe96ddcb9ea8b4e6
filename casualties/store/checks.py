"""What the store refuses: names that cannot be files, claims without a key of their own, readings that take most of a data set away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from casualties.errors import DataError, UsageError

if TYPE_CHECKING:
    from casualties.store.changes import Counts

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
MANY = 10
"""A reading that withdraws fewer claims than this is never refused for what it withdraws."""


def check_name(name: str) -> None:
    """The name can be a file name everywhere.

    Raises
    ------
    UsageError
    """
    # Lower case: two names that differ in case only would be one file on some systems. No "=": Parquet readers would make a column of it.
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of a data set.", do="Use lower-case letters, digits, '-', '_' and '.', a letter or digit first, at most 100."
        )


def check_keys(claims: pa.Table, dataset: str) -> None:
    """Every claim is of this data set, and its id says so.

    Raises
    ------
    DataError
    """
    told = {"where": f"data set {dataset}", "do": "Nothing was written."}
    ids = claims["claim_id"]
    if pc.any(pc.not_equal(claims["dataset"], dataset)).as_py() or claims["dataset"].null_count or ids.null_count:
        raise DataError("a claim names another data set, or has no id.", **told)
    strange = ids.filter(pc.invert(pc.starts_with(ids, f"{dataset}:")))
    if len(strange):
        raise DataError(f"claim id {strange[0].as_py()!r} does not begin with the name of the data set: ids must be unique across data sets.", **told)


def check_unique(ids: pa.ChunkedArray, dataset: str) -> None:
    """No claim id occurs twice.

    Raises
    ------
    DataError
    """
    if pc.count_distinct(ids).as_py() != len(ids):
        counts = ids.value_counts()
        twice = counts.filter(pc.greater(counts.field("counts"), 1))
        raise DataError(
            f"claim id {twice[0]['values'].as_py()!r} occurs {twice[0]['counts'].as_py()} times.",
            where=f"data set {dataset}",
            do="Nothing was written.",
        )


def check_withdrawals(changes: Counts, dataset: str, *, accepted: bool) -> None:
    """A reading that withdraws ten claims or more leaves at least half of those it speaks for, unless that is accepted.

    Raises
    ------
    DataError
    """
    before = changes.unchanged + changes.revised + changes.withdrawn
    if accepted or changes.withdrawn < MANY or changes.withdrawn * 2 <= before:
        return
    raise DataError(
        f"the reading would withdraw {changes.withdrawn} of {before} claims.",
        where=f"data set {dataset}",
        do="Nothing was replaced. Look whether the raw file is complete and ids are what they were; if the claims are really taken back, run `casualties ingest --accept-changes`.",
    )
