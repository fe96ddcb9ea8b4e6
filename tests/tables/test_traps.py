"""What pandas does silently and would falsify a figure: each trap, and the way round it that this project takes."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from casualties import dtypes
from casualties.tables import CLAIMS


def test_a_sum_of_nothing_known_is_zero_unless_told_otherwise():
    unknown = pd.Series([None, None], dtype="Int64")
    assert unknown.sum() == 0
    assert pd.isna(unknown.sum(min_count=1))


def test_text_from_a_closed_list_keeps_its_type_and_loses_no_row():
    frame = CLAIMS.empty()
    assert str(frame["harm"].dtype) == "str"
    joined = pd.concat([frame, frame])
    assert str(joined["harm"].dtype) == "str"
    assert not any(isinstance(t, pd.CategoricalDtype) for t in frame.dtypes)


def test_a_place_without_rows_does_not_vanish_from_a_frame_that_lists_it():
    # groupby drops a value without rows: totals are made from the list of what was asked for, never from what was found.
    counts = pd.Series([3, 4]).groupby(pd.Series(["a", "a"])).sum(min_count=1).reindex(["a", "b"])
    assert pd.isna(counts["b"])


def test_days_come_back_as_days_that_group_by_week():
    days = dtypes.cast(pd.Series(["2012-02-06", "2012-02-13"]), "Day")
    assert str(days.dtype) == "datetime64[us]"
    assert dtypes.arrow("Day") == pa.timestamp("us")
    weeks = pd.DataFrame({"day": days, "n": [1, 2]}).groupby(pd.Grouper(key="day", freq="W-MON"))["n"].sum(min_count=1)
    assert weeks.tolist() == [1, 2]


@pytest.mark.parametrize("kind", dtypes.PANDAS)
def test_a_column_without_a_value_keeps_its_type(kind):
    made = dtypes.full(kind, None, pd.RangeIndex(2))
    assert str(made.dtype) == dtypes.PANDAS[kind]
    back = pa.Table.from_pandas(pd.DataFrame({"x": made}), schema=pa.schema([("x", dtypes.arrow(kind))])).to_pandas()
    assert len(back) == 2


@pytest.mark.parametrize(("kind", "value"), [("Flag", True), ("Flag", None), ("Text", "x"), ("Count", 3)])
def test_a_column_of_one_value_is_laid_by_position_not_by_label(kind, value):
    made = dtypes.full(kind, value, pd.Index([5, 6, 0]))
    assert made.tolist() == [value if value is not None else False] * 3
    assert made.index.tolist() == [5, 6, 0]


def test_a_flag_is_never_missing():
    with pytest.raises(ValueError, match="never missing"):
        dtypes.cast(pd.Series([True, None], dtype=object), "Flag")


def test_a_moment_with_a_zone_is_no_day():
    with pytest.raises(ValueError, match="no time of day"):
        dtypes.cast(pd.Series([pd.Timestamp("2012-02-07T01:00", tz="Asia/Damascus")]), "Day")


def test_moments_become_utc():
    made = dtypes.cast(pd.Series(["2012-02-07T01:00:00+02:00"]), "Instant")
    assert made[0] == pd.Timestamp("2012-02-06T23:00:00Z")
