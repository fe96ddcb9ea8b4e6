from __future__ import annotations

import pytest

from casualties.errors import UsageError
from casualties.reconcile import daily, reconcile, rollup, total
from tests.reconcile.scenario import PLACE, claim, frame

SPAN = {"place_id": PLACE, "start": "2023-03-01", "end": "2023-03-05"}


def of(*claims: dict[str, object]):
    return reconcile(frame(claims))


def test_a_gap_is_missing_a_reported_zero_is_zero_and_the_future_is_not_yet() -> None:
    segments = of(claim("a", "ohchr", "2023-03-01", "4"), claim("b", "ohchr", "2023-03-02", "0"), claim("d", "ohchr", "2023-03-04", "3"))
    days = daily(segments, source="ohchr", **SPAN)
    assert days["status"].tolist() == ["reported", "zero", "missing", "reported", "not_yet"]
    assert days["best"].tolist()[:2] == [4, 0]
    assert days["best"].isna().tolist() == [False, False, True, False, True]


def test_days_and_distinct_spans_add_up_to_the_total() -> None:
    segments = of(claim("w", "sohr", "2023-03-01", "30", end="2023-03-03"), claim("a", "sohr", "2023-03-02", "8"), claim("b", "sohr", "2023-03-04", "5"))
    days = daily(segments, source="sohr", **SPAN | {"end": "2023-03-04"})
    spans = segments[segments["segment_id"].isin(set(days["span_id"].dropna()))]
    assert days["status"].tolist() == ["span", "reported", "span", "reported"]
    assert days["best"].sum(min_count=1) + spans["best"].sum(min_count=1) == total(segments, source="sohr", **SPAN | {"end": "2023-03-04"}).best == 35


def test_a_span_names_its_segment_and_its_value_is_on_no_day() -> None:
    days = daily(of(claim("w", "sohr", "2023-03-01", "30", end="2023-03-03")), source="sohr", **SPAN)
    assert days["best"].isna().all()
    assert days["span_id"].notna().tolist() == [True, True, True, False, False]


def test_every_day_leads_back_to_claims() -> None:
    days = daily(of(claim("a", "sohr", "2023-03-01", "4"), claim("b", "lcc", "2023-03-01", "6")), **SPAN)
    assert days["claim_ids"][0] == "b; a" or set(days["claim_ids"][0].split("; ")) == {"a", "b"}
    assert (days["contested"][0], days["n_sources"][0]) == (True, 2)


def test_a_source_without_rows_is_missing_not_zero() -> None:
    days = daily(of(claim("a", "sohr", "2023-03-05", "4")), source="lcc", **SPAN)
    assert set(days["status"]) == {"missing"}
    assert total(of(claim("a", "sohr", "2023-03-05", "4")), source="lcc", **SPAN) == (None, None, None, True, 0.0)


def test_months_are_totals_and_a_month_without_a_report_is_missing() -> None:
    segments = of(claim("a", "sohr", "2023-01-05", "4"), claim("b", "sohr", "2023-03-02", "6"), claim("w", "sohr", "2023-03-30", "9", end="2023-04-02"))
    months = rollup(segments, freq="M", place_id=PLACE, start="2023-01-01", end="2023-04-30", source="sohr")
    assert months["low"].tolist()[0::2] == [4, 6]
    assert months["low"].isna().tolist() == [False, True, False, False]
    assert months["high_open"].all()
    assert months["high"].tolist()[2:] == [15, 9]


@pytest.mark.parametrize(("freq", "periods"), [("D", 59), ("W", 10), ("M", 2), ("Q", 1), ("Y", 1)])
def test_periods_cover_the_window(freq: str, periods: int) -> None:
    made = rollup(of(claim("a", "sohr", "2023-01-05", "4")), freq=freq, place_id=PLACE, start="2023-01-01", end="2023-02-28", source="sohr")
    assert len(made) == periods
    assert (str(made["start"].iloc[0].date()), str(made["end"].iloc[-1].date())) == ("2023-01-01", "2023-02-28")
    assert made["low"].sum(min_count=1) == 4


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="before the first day"):
        daily(of(claim("a", "sohr", "2023-03-01", "4")), place_id=PLACE, start="2023-03-05", end="2023-03-01")


def test_a_span_is_allocated_only_when_asked_for_and_keeps_its_sum() -> None:
    claims = (claim("w", "sohr", "2023-03-01", "32", end="2023-03-04"), claim("a", "sohr", "2023-03-02", "8"))
    window = SPAN | {"end": "2023-03-04"}
    assert daily(of(*claims), source="sohr", **window)["best"].tolist()[1] == 8
    spread = daily(of(*claims), source="sohr", allocate=True, **window)
    assert spread["best"].tolist() == [8, 8, 8, 8]
    assert spread["status"].tolist() == ["span", "reported", "span", "span"]
    assert spread["flags"].tolist()[0] == "allocated"
    uneven = daily(of(claim("w", "sohr", "2023-03-01", "10", end="2023-03-04")), source="sohr", allocate=True, **window)
    assert uneven["best"].tolist() == [3, 3, 2, 2]
    assert uneven["best"].sum(min_count=1) == 10
