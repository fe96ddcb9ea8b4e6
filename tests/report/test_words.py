import pandas as pd
import pytest

from casualties.report import words

NA = pd.NA


@pytest.mark.parametrize(
    ("low", "best", "high", "is_open", "expected"),
    [
        (70, 70, 70, False, "70"),
        (217, 217, 217, True, "217+"),
        (217, 217, NA, False, "217+"),
        (55, 100, 200, False, "55–200"),
        (55, 100, 200, True, "55–200+"),
        (NA, NA, 40, False, "up to 40"),
        (0, NA, 40, False, "up to 40"),
        (0, NA, 40, True, "0–40+"),
        (0, 0, 0, False, "0"),
        (NA, NA, NA, False, "no figure"),
        (5400, 5400, 5400, True, "5,400+"),
    ],
)
def test_a_range_says_whether_it_is_open(low, best, high, is_open, expected):
    assert words.short(low, high, high_open=is_open, best=best) == expected


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"low": 9, "best": 9, "high": NA, "qualifier": "at_least"}, "at least 9"),
        ({"low": 200, "best": 200, "high": NA, "qualifier": "more_than"}, ">200"),
        ({"low": NA, "best": NA, "high": 200, "qualifier": "up_to"}, "up to 200"),
        ({"low": NA, "best": 140, "high": NA, "qualifier": "about"}, "about 140"),
        ({"low": 147, "best": NA, "high": 260, "qualifier": "between"}, "147 to 260"),
        ({"low": 100, "best": 100, "high": NA, "qualifier": "vague", "stated": "hundreds"}, "“hundreds” (read as 100 or more)"),
        ({"low": 1, "best": 3, "high": 9, "qualifier": "coded"}, "1–9, best 3"),
        ({"low": 3, "best": 3, "high": 3, "qualifier": "coded"}, "3"),
        ({"low": 0, "best": 0, "high": 0, "qualifier": "exact"}, "0"),
        ({"low": NA, "best": NA, "high": NA, "qualifier": "exact", "stance": "denies"}, "denies it"),
    ],
)
def test_a_claim_is_printed_as_it_was_stated(claim, expected):
    assert words.stated({"stated": NA, "stance": "asserts"} | claim) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2012-02-01", "2012-02-29", "February 2012"),
        ("2012-02-07", "2012-02-07", "7 February 2012"),
        ("2012-02-04", "2012-02-05", "4–5 February 2012"),
        ("2012-02-28", "2012-03-02", "28 February – 2 March 2012"),
        ("2011-12-30", "2012-01-02", "30 December 2011 – 2 January 2012"),
        ("2012-01-01", "2012-12-31", "2012"),
        (None, "2012-01-02", "until 2 January 2012"),
    ],
)
def test_days_in_words(start, end, expected):
    assert words.days(pd.Timestamp(start), pd.Timestamp(end)) == expected


def test_a_date_alone_is_printed_without_a_time():
    assert words.instant(pd.Timestamp("2012-02-07T23:59:59Z")) == "7 Feb 2012"
    assert words.instant(pd.Timestamp("2012-02-07T16:44:00Z")) == "7 Feb 2012 16:44"
    assert words.instant(pd.NaT) == "not dated"


def test_a_span_keeps_the_length_of_all_its_days_where_the_window_cuts_it():
    window = (pd.Timestamp("2012-02-01"), pd.Timestamp("2012-02-29"))
    assert words.span_words("260+", pd.Timestamp("2012-02-04"), pd.Timestamp("2012-02-05"), window) == "260+ over 2 days"
    assert words.span_words("9+", pd.Timestamp("2012-01-30"), pd.Timestamp("2012-02-02"), window) == "9+ over 4 days from 30 Jan 2012"
    assert words.span_words("9+", pd.Timestamp("2012-02-28"), pd.Timestamp("2012-03-01"), window) == "9+ over 3 days to 1 Mar 2012"
