from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualties.ingest import parse


def column(*cells):
    return pd.Series(list(cells), dtype="str")


def test_counts_read_integers_as_programs_write_them():
    found, bad = parse.counts(column("12", "12.0", " 3 ", None, "", "-1", "1.5", "nine", "1e3", "0"))
    assert found.dtype == "Int64"
    assert found.tolist() == [12, 12, 3, pd.NA, pd.NA, pd.NA, pd.NA, pd.NA, pd.NA, 0]
    assert bad.tolist() == [False, False, False, False, True, True, True, True, True, False]


def test_days_that_do_not_exist_are_bad_and_not_rolled_over():
    found, bad = parse.days(column("2022-02-08 00:00:00.000", "2022-02-08", "2022-02-30", "08/02/2022", None, "2022-02-08 12:00:00"))
    assert str(found.dtype) == "datetime64[us]"
    assert found[:2].tolist() == [pd.Timestamp("2022-02-08")] * 2
    assert bad.tolist() == [False, False, True, True, False, True]
    assert found[2:].isna().all()


@given(st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), min_size=1, max_size=20))
def test_every_day_of_the_calendar_is_read_back(dates):
    found, bad = parse.days(column(*[day.isoformat() for day in dates]))
    assert found.dt.date.tolist() == dates
    assert not bad.any()


def test_reals_know_nan_as_missing():
    found, bad = parse.reals(column("1.5", "-2", "nan", "NaN", None, "north"))
    assert found.isna().tolist() == [False, False, True, True, True, True]
    assert bad.tolist() == [False] * 5 + [True]


def test_codes_fall_back_and_name_what_is_new():
    found, unknown = parse.codes(column("1.0", "2", "9", None), {"1": "exact", "2": "near"}, "unknown")
    assert found.tolist() == ["exact", "near", "unknown", "unknown"]
    assert unknown.tolist() == [False, False, True, False]


def test_keys_are_one_with_and_without_a_decimal_point():
    assert parse.keys(column("48528.0", "48528", " ABC1.0 ")).tolist() == ["48528", "48528", "ABC1.0"]
    assert parse.keys(column("", None)).isna().all()


def test_text_with_parts():
    assert parse.text(column("A;B\nC ; ", " x  y ", "", None), ";").fillna("-").tolist() == ["A; B; C", "x y", "-", "-"]


@pytest.mark.parametrize("function", [parse.counts, parse.days, parse.reals])
def test_an_empty_column_keeps_its_dtype(function):
    full, _ = function(column(None))
    empty, bad = function(column())
    assert empty.dtype == full.dtype
    assert len(bad) == 0
