from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from casualties.ingest import values
from casualties.ingest.values import ValueRefusedError


def refused(function, value, *args):
    with pytest.raises(ValueRefusedError) as caught:
        function(value, *args)
    return caught.value


@pytest.mark.parametrize(
    ("value", "expected"), [("70", 70), (70, 70), (70.0, 70), ("0", 0), ("", None), (None, None), (pd.NA, None), (float("nan"), None), (" 12 ", 12)]
)
def test_a_count_is_a_whole_number_or_missing(value, expected):
    assert values.count(value) == expected


@pytest.mark.parametrize(
    ("value", "do"),
    [
        ("70.0", "Write 70."),
        ("1,200", "Write 1200"),
        ("1 200", "Write 1200"),
        (1.5, "whole number"),
        (True, "whole number"),
        ("nine", "digits"),
        ("41,000.5", "digits"),
    ],
)
def test_a_count_that_is_none_is_refused_with_what_to_write(value, do):
    assert do in refused(values.count, value).do


def test_a_separator_that_can_be_a_decimal_point_is_not_guessed():
    problem = refused(values.count, "1.000")
    assert "1000" in problem.what
    assert "1 and" in problem.what


def test_a_negative_count_has_its_own_rule():
    assert refused(values.count, "-5").rule == refused(values.count, -5).rule == "figures_not_negative"


def test_a_day_is_iso_or_a_date():
    assert values.day("2012-02-06") == values.day(dt.date(2012, 2, 6)) == values.day(pd.Timestamp("2012-02-06")) == dt.date(2012, 2, 6)
    assert values.day("") is None
    assert values.day(pd.NaT) is None


@pytest.mark.parametrize(
    ("written", "rule", "told"),
    [
        ("05/02/2012", "day_is_unambiguous", ("2012-02-05", "2012-05-02")),
        ("25/02/2012", "day_is_iso", ("2012-02-25",)),
        ("02/25/2012", "day_is_iso", ("2012-02-25",)),
        ("02.02.2012", "day_is_iso", ("2012-02-02",)),
        ("6 Feb 2012", "day_is_iso", ("2012-02-06",)),
        ("06-Feb-12", "day_is_iso", ("2012-02-06",)),
        ("February 6, 2012", "day_is_iso", ("2012-02-06",)),
        ("2012/02/06", "day_is_iso", ("2012-02-06",)),
        ("2012-2-6", "day_is_iso", ("2012-02-06",)),
        ("40945", "day_is_iso", ("2012-02-06",)),
        ("2012-02-06T10:00", "day_is_iso", ("2012-02-06",)),
        ("2012-02-30", "day_exists", ()),
        ("31/02/2012", "day_exists", ()),
        ("Monday", "day_is_iso", ("YYYY-MM-DD",)),
    ],
)
def test_a_day_written_otherwise_is_refused_with_what_to_write(written, rule, told):
    problem = refused(values.day, written)
    assert problem.rule == rule
    assert all(text in f"{problem.what} {problem.do}" for text in told)


def test_a_publication_known_by_its_date_is_dated_to_the_end_of_that_day():
    end = dt.datetime(2012, 2, 6, 23, 59, 59, tzinfo=dt.UTC)
    assert values.instant("2012-02-06") == values.instant(dt.date(2012, 2, 6)) == values.instant(pd.Timestamp("2012-02-06")) == end


def test_an_instant_is_utc_unless_it_says_otherwise():
    assert values.instant("2012-02-11T13:13") == dt.datetime(2012, 2, 11, 13, 13, tzinfo=dt.UTC)
    assert values.instant("2012-02-19T13:00-05:00") == values.instant("2012-02-19 18:00:00Z") == dt.datetime(2012, 2, 19, 18, tzinfo=dt.UTC)
    assert values.instant(pd.Timestamp("2012-02-19", tz="UTC")) == dt.datetime(2012, 2, 19, tzinfo=dt.UTC)


@pytest.mark.parametrize("written", ["2012-02-11T25:00", "2012-02-31T10:00", "yesterday", "05/02/2012"])
def test_an_instant_that_is_none_is_refused(written):
    refused(values.instant, written)


def test_a_code_names_the_nearest_word():
    assert values.code("killed", ("killed", "injured")) == "killed"
    assert "Write killed" in refused(values.code, "Killed", ("killed", "injured")).do
    assert "Write injured" in refused(values.code, "injurd", ("killed", "injured")).do


def test_flags_and_reals():
    assert values.flag("yes") is True
    assert values.flag(False) is False
    refused(values.flag, "maybe")
    assert values.real("34.5") == 34.5
    assert "34.5" in refused(values.real, "34,5").do
    refused(values.real, "nan")
