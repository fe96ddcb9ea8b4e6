"""Who reported an event, as the compilers of UCDP GED name them: offices with the day of each report, and the original.

Headlines are the words of others and name victims: they stay in the raw file, unless the data set asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from casualties.ingest import parse

if TYPE_CHECKING:
    import pandas as pd

LONGEST_ARTICLE = 300
"""Characters kept of an unparsed reference to the reporting article."""
_CITED = r'"+([^",;]{1,80}), ?([0-9]{4}-[0-9]{2}-[0-9]{2}), ?[^"]*"+'
_QUOTED = r'"+[^"]*("+|$)'


def reported_by(rows: pd.DataFrame, *, headlines: bool = False) -> pd.Series:
    """Sources of each event, joined by "; ": each office with its day, then the original.

    Parameters
    ----------
    rows : DataFrame
        Columns source_office, source_date, source_headline, source_original, source_article, as written.
    headlines : bool
        Whether the headline of each report is told too.

    Returns
    -------
    Series of str
        Of events coded before office and original were kept apart, the reference to the article, without what it quotes.
        Where the compilers give another number of days than of offices, the days are left out.
    """
    office = _offices(rows, headlines=headlines)
    original = parse.text(rows["source_original"], ";")
    article = _article(rows["source_article"].where(office.isna()), headlines=headlines)
    office = office.where(office.notna(), article)
    both = office + "; " + original
    return both.where(both.notna(), office.where(office.notna(), original))


def _offices(rows: pd.DataFrame, *, headlines: bool) -> pd.Series:
    """Offices, each with its day (and headline)."""
    office, day = (parse.arrow(rows[name]).cast(pa.string()) for name in ("source_office", "source_date"))
    parts = [pc.split_pattern(values, ";") for values in (office, day)]
    joints = [" "]
    if headlines:
        parts.append(pc.split_pattern(parse.arrow(rows["source_headline"]).cast(pa.string()), ";"))
        joints.append(": ")
    even = _even(parts)
    plain = parse.text(rows["source_office"], ";")
    if not pc.any(even).as_py():
        return plain
    lists = [pc.if_else(even, part, None) for part in parts]
    # days and offices repeat themselves: each is looked at once
    told = _clean(lists[0])
    for part, joint in zip(lists[1:], joints, strict=True):
        told = pc.binary_join_element_wise(told, _clean(part), pa.scalar(joint, told.type))
    joined = pc.binary_join(pa.ListArray.from_arrays(_offsets(lists[0]), told), "; ")
    return plain.where(~parse.series(even, "Flag"), parse.series(pc.if_else(even, joined, None), "Text"))


def _even(parts: list[pa.Array]) -> pa.Array:
    """Whether each row has as many of every part."""
    lengths = [pc.list_value_length(part) for part in parts]
    even = pc.is_valid(lengths[0])
    for other in lengths[1:]:
        even = pc.and_(even, pc.fill_null(pc.equal(lengths[0], other), False))
    return even


def _offsets(lists: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    return pa.concat_arrays([pa.array([0], pa.int32()), pc.cast(pc.cumulative_sum(lengths), pa.int32())])


def _clean(lists: pa.Array) -> pa.Array:
    encoded = pc.dictionary_encode(pc.list_flatten(lists))
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(encoded.dictionary, r"\s+", " ")).take(encoded.indices)


def _article(column: pd.Series, *, headlines: bool) -> pd.Series:
    """The reference to the article: `"A paper,2016-05-15,A headline"` is "A paper 2016-05-15"."""
    written, at = parse.distinct(column)
    if not headlines:
        for pattern, kept in ((_CITED, r"\1 \2"), (_QUOTED, ""), (r"[:.\s]+$", "")):
            written = pc.replace_substring_regex(written, pattern, kept)
    return parse.text(parse.series(written.take(at), "Text"), ";").str.slice(0, LONGEST_ARTICLE)
