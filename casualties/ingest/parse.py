"""Columns of text as counts, days, codes and numbers: whole columns at a time, and a mask of the values that break the rule.

Machine-made files only: what a person typed goes through `values`, value by value, with a message for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casualties import dtypes

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = r"^ *-?[0-9]{1,15}(\.0*)? *$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00(\.0+)?)?$"
_NUMBER = r"^ *[+-]?[0-9]{1,15}(\.[0-9]*)?([eE][+-]?[0-9]{1,3})? *$"

PLACEHOLDER_DAYS = ("0000-00-00", "0001-01-01", "1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "1904-01-01", "1970-01-01", "9999-12-31")
"""Days that stand for no day: zeros, and where the calendars of spreadsheets, databases and computers begin or end."""

Parsed = tuple[pd.Series, pd.Series]
"""A column in its dtype, missing where nothing was given or it could not be read; and a mask of the values that could not."""


def counts(column: pd.Series) -> Parsed:
    """Whole numbers of persons: `12`, and `12.0` as statistical programs write integers.

    Parameters
    ----------
    column : Series of str

    Returns
    -------
    values : Series of Int64
        Missing where nothing was given, or no whole number from 0 up.
    bad : Series of bool
        Given, and no whole number from 0 up.
    """
    written, at = distinct(column)
    fits = pc.fill_null(pc.match_substring_regex(written, _WHOLE), False)
    digits = pc.replace_substring_regex(pc.if_else(fits, written, None), r"(\.0*)? *$", "")
    numbers = pc.cast(pc.utf8_trim_whitespace(digits), pa.int64())
    numbers = pc.if_else(pc.less(numbers, 0), None, numbers)
    return series(numbers.take(at), "Count"), _mask(written, numbers, at)


def days(column: pd.Series) -> Parsed:
    """Calendar days: `2012-02-06`, also with a midnight after it.

    Returns
    -------
    values : Series of datetime64[us]
    bad : Series of bool
        Given, and no day of the calendar in that form.
    """
    written, at = distinct(column)
    fits = pc.fill_null(pc.match_substring_regex(written, _DAY), False)
    plain = pc.utf8_slice_codeunits(pc.if_else(fits, written, None), 0, 10)
    found = pc.strptime(plain, format="%Y-%m-%d", unit="us", error_is_null=True)
    # strptime rolls 30 February over into March: a day that does not print as it was written does not exist
    same = pc.fill_null(pc.equal(pc.cast(pc.strftime(found, format="%Y-%m-%d"), plain.type), plain), False)
    found = pc.if_else(same, found, None)
    return series(found.take(at), "Day"), _mask(written, found, at)


def reals(column: pd.Series) -> Parsed:
    """Numbers with a decimal point; `nan` is a missing one.

    Returns
    -------
    values : Series of float64
    bad : Series of bool
    """
    written, at = distinct(column)
    written = pc.if_else(pc.fill_null(pc.match_substring_regex(written, "^(?i:nan|na)$"), False), None, written)
    fits = pc.fill_null(pc.match_substring_regex(written, _NUMBER), False)
    numbers = pc.cast(pc.utf8_trim_whitespace(pc.if_else(fits, written, None)), pa.float64())
    return series(numbers.take(at), "Real"), _mask(written, numbers, at)


def codes(column: pd.Series, meaning: Mapping[str, str], fallback: str) -> Parsed:
    """Codes of a data set in our words.

    Parameters
    ----------
    column : Series of str
        Codes; `1.0` and `01` are `1`.
    meaning : mapping
        Code to word.
    fallback : str
        Word for a code that is missing or not known.

    Returns
    -------
    values : Series of str
    unknown : Series of bool
        Given, and not in `meaning`.
    """
    written, at = distinct(column)
    words = pa.array([meaning.get(code) for code in _unpadded(_bare(written)).to_pylist()], pa.string())
    return series(pc.fill_null(words.take(at), fallback), "Enum"), _mask(written, words, at)


def keys(column: pd.Series) -> pd.Series:
    """Keys of an upstream as text: `48528.0` and `48528` are one.

    Returns
    -------
    Series of str
        Missing where nothing was given.
    """
    bare = _bare(arrow(column))
    return series(pc.if_else(pc.equal(bare, ""), None, bare), "Text")


def text(column: pd.Series, separator: str = "") -> pd.Series:
    """Text with runs of blanks made one, missing where nothing is left.

    Parameters
    ----------
    column : Series of str
    separator : str
        Characters that separate parts, besides line ends: the parts come out joined by "; ".

    Returns
    -------
    Series of str
    """
    written, at = distinct(column)
    if separator:
        written = pc.replace_substring_regex(written, rf"\s*[{separator}\n][\s{separator}]*", "; ")
    plain = pc.utf8_trim(pc.replace_substring_regex(written, r"\s+", " "), characters=" ;" if separator else " ")
    return series(pc.if_else(pc.equal(plain, ""), None, plain).take(at), "Text")


def whole(column: pd.Series) -> pd.Series:
    """Where a key is digits alone: in `4.8528E+04` digits of it are lost.

    Returns
    -------
    Series of bool
        True where it is, or where nothing was given.
    """
    written = pc.fill_null(pc.match_substring_regex(arrow(column), "^[0-9]+$"), True)
    return pd.Series(written.to_numpy(zero_copy_only=False), dtype=bool)


def placeholders(column: pd.Series) -> pd.Series:
    """Where a day is one that programs write when they have none: 0000-00-00, 1970-01-01 ...

    Returns
    -------
    Series of bool
    """
    written, at = distinct(column)
    hit = pc.is_in(pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(written), 0, 10), value_set=pa.array(PLACEHOLDER_DAYS, written.type))
    return pd.Series(pc.fill_null(hit.take(at), False).to_numpy(zero_copy_only=False), dtype=bool)


def longer(column: pd.Series, most: int) -> pd.Series:
    """Where text has more than so many characters.

    Returns
    -------
    Series of bool
    """
    values = arrow(column)
    # nearly always even the bytes are fewer: these are the offsets, no text is looked at
    if (pc.max(pc.binary_length(values)).as_py() or 0) <= most:
        return pd.Series(False, index=range(len(values)))
    hit = pc.fill_null(pc.greater(pc.utf8_length(values), most), False)
    return pd.Series(hit.to_numpy(zero_copy_only=False), dtype=bool)


def distinct(column: pd.Series) -> tuple[pa.Array, pa.Array]:
    """Distinct values, and where each row finds its own: a column repeats itself, and each value is read once."""
    encoded = pc.dictionary_encode(arrow(column))
    return encoded.dictionary, encoded.indices


def arrow(column: pd.Series) -> pa.Array:
    """A column of text as one Arrow array."""
    values = pa.array(column, from_pandas=True)
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    # a column without any value may come without a type
    return values.cast(pa.string()) if pa.types.is_null(values.type) else values


def _bare(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.utf8_trim_whitespace(values), r"^(-?[0-9]+)\.0+$", r"\1")


def _unpadded(codes: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(codes, r"^0+([0-9])", r"\1")


def series(values: pa.Array, kind: dtypes.Kind) -> pd.Series:
    """An Arrow array in the dtype of a kind of column."""
    if kind == "Count":
        counted: pd.Series = values.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        return counted
    return dtypes.cast(values.to_pandas(), kind)


def _mask(written: pa.Array, read: pa.Array, at: pa.Array) -> pd.Series:
    """Where something was written that could not be read."""
    lost = pc.and_(pc.is_valid(written), pc.is_null(read)).take(at)
    return pd.Series(pc.fill_null(lost, False).to_numpy(zero_copy_only=False), dtype=bool)
