"""Bounds of coded figures that are out of order: best counts, the bound that contradicts it is left out and noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from casualties.ingest import parse
from casualties.ingest.found import Finding

if TYPE_CHECKING:
    import pandas as pd


class Mended(NamedTuple):
    """Figures in order; what was stated is in the note.

    Parameters
    ----------
    low, high : Series of Int64
    note : Series of str
    broken : Series of bool
        Where they were not in order.
    """

    low: pd.Series
    high: pd.Series
    note: pd.Series
    broken: pd.Series


def out_of_order(low: pd.Series, best: pd.Series, high: pd.Series) -> pd.Series:
    """Where low <= best <= high does not hold, of those present."""
    return ((low > best) | (best > high) | (low > high)).fillna(False).astype(bool)


def mend(low: pd.Series, best: pd.Series, high: pd.Series, note: pd.Series) -> Mended:
    """Leave out the bound that is out of order, keep best, and say in the note what was stated."""
    broken = out_of_order(low, best, high)
    if broken.any():
        stated = "stated low " + _printed(low) + ", best " + _printed(best) + ", high " + _printed(high)
        note = note.where(~broken, stated.where(note.isna(), note + "; " + stated))
        # best counts; without a best no bound can be told from the wrong one
        low = low.mask(broken & ((low > best) | best.isna()).fillna(False).astype(bool))
        high = high.mask(broken & (best > high).fillna(False).astype(bool))
    return Mended(low, high, note, broken)


def finding(claim_ids: pd.Series) -> Finding:
    """What a person is told of them."""
    message = "low, best and high of these claims are not in order: the bound out of order is left out, best is kept, the values stated are in the note."
    return Finding("bounds inconsistent", "warning", message, tuple(claim_ids))


class Ends(NamedTuple):
    """Ends of a range as written, the lower one first.

    Parameters
    ----------
    low, best, high : Series of str
        `best` stands where the ends are one.
    swapped : Series of bool
        Where the minimum was above the maximum.
    stated : Series of str
        What was stated, where swapped.
    """

    low: pd.Series
    best: pd.Series
    high: pd.Series
    swapped: pd.Series
    stated: pd.Series


def ends(low: pd.Series, high: pd.Series) -> Ends:
    """The lowest and the highest figure that several sources give: both were said, so the wrong way round they are a range all the same."""
    least, most = parse.counts(low)[0], parse.counts(high)[0]
    swapped = (least > most).fillna(False).astype(bool)
    same = (least == most).fillna(False).astype(bool)
    stated = ("stated minimum " + low + ", maximum " + high).where(swapped)
    return Ends(low.mask(swapped, high), low.where(same), high.mask(swapped, low), swapped, stated)


def swapped_finding(claim_ids: pd.Series) -> Finding:
    """What a person is told of ranges that were the wrong way round."""
    message = "the reported minimum of these claims is above the maximum: both are kept, as the ends of the range the other way round."
    return Finding("bounds inconsistent", "warning", message, tuple(claim_ids))


def _printed(numbers: pd.Series) -> pd.Series:
    return numbers.astype("str").fillna("none")
