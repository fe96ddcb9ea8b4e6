"""Rows of several columns as one whole number each: what groups and sorts millions of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Whole = np.ndarray[Any, np.dtype[np.int64]]

MOST = 2**62


def ranks(frame: pd.DataFrame, names: Sequence[str]) -> Whole:
    """A number a row: equal where rows are equal in these columns, and in the order of rows sorted by them; missing first.

    Parameters
    ----------
    frame : DataFrame
    names : sequence of str
        Columns of text or whole numbers.

    Returns
    -------
    numpy.ndarray
        int64; the numbers have gaps.
    """
    return _numbers(frame, names, ordered=True)


def groups(frame: pd.DataFrame, names: Sequence[str]) -> Whole:
    """As `ranks`, in no order: quicker where a column has as many values as rows."""
    return _numbers(frame, names, ordered=False)


def _numbers(frame: pd.DataFrame, names: Sequence[str], *, ordered: bool) -> Whole:
    made, size = np.zeros(len(frame), dtype="int64"), 1
    for name in names:
        column, more = _column(frame[name], ordered=ordered)
        if size * more >= MOST:
            made, size = _dense(made)
        if size * more >= MOST:
            column, more = _dense(column)
        made, size = made * more + column, size * more
    return made


def _column(values: pd.Series, *, ordered: bool) -> tuple[Whole, int]:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu":
        if not len(values):
            return np.zeros(0, dtype="int64"), 1
        numbers = values.to_numpy("int64")
        least = int(numbers.min())
        return numbers - least, int(numbers.max()) - least + 1
    codes, known = pd.factorize(values, sort=ordered)
    return codes.astype("int64") + 1, len(known) + 1


def _dense(numbers: Whole) -> tuple[Whole, int]:
    known, dense = np.unique(numbers, return_inverse=True)
    return dense.astype("int64"), len(known)


def repeated(numbers: Whole) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether a number stands on more than one row."""
    return pd.Series(numbers).duplicated(keep=False).to_numpy()


def starts(ordered: Whole) -> Whole:
    """Positions at which a new group begins among sorted numbers."""
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, dtype="int64")
