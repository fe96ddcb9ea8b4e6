"""From a hand-kept file to days and totals: what must come out was worked out on paper (scenario/expected.csv)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import casualties as cas
from casualties.store import Store

EXPECTED = Path(__file__).resolve().parent / "scenario" / "expected.csv"
CITY = "SYR/Homs/Homs"


def told(frame):
    figures = frame[["source", "day", "status", "low", "best", "high", "high_open"]].copy()
    figures["day"] = figures["day"].dt.strftime("%Y-%m-%d")
    return figures.astype({"high_open": "bool"}).reset_index(drop=True)


@pytest.mark.parametrize("by", ["claimant", "combined"])
def test_days(stored, by):
    expected = pd.read_csv(EXPECTED, dtype={"low": "Int64", "best": "Int64", "high": "Int64", "day": "str", "source": "str", "status": "str"})
    expected = expected[(expected["source"] == "combined") == (by == "combined")]
    got = told(cas.series(stored, place=CITY, by=by, start="2012-02-04", end="2012-02-09"))
    want = expected.sort_values(["source", "day"], ignore_index=True)
    pd.testing.assert_frame_equal(got.sort_values(["source", "day"], ignore_index=True), want, check_dtype=False)


def test_totals(stored):
    segments = cas.reconcile(cas.read_claims(stored))
    about = {"place_id": CITY, "start": "2012-02-04", "end": "2012-02-09"}
    sohr = cas.total(segments, source="sohr", **about)
    assert (sohr.low, sohr.best, sohr.high, sohr.high_open) == (165, 165, 165, True)
    assert sohr.coverage == pytest.approx(3 / 6)
    lcc = cas.total(segments, source="lcc", **about)
    assert (lcc.low, lcc.best, lcc.high, lcc.high_open) == (77, 77, 77, True)


def test_the_children_are_a_part_and_never_added(stored):
    children = cas.series(stored, place=CITY, victims="children")
    assert children["low"].sum(min_count=1) == 7
    civilians = cas.series(stored, place=CITY, claimant="sohr", start="2012-02-06", end="2012-02-06")
    assert civilians["high"].tolist() == [70]


def test_what_was_not_kept_is_named(stored):
    rejects = Store(stored).rejects()
    assert len(rejects) == 1
    assert rejects["raw_ref"].str.contains("13").all()
    assert rejects["reasons"].iloc[0]


def test_order_and_doubling_change_nothing(stored):
    claims = cas.read_claims(stored)
    segments = cas.reconcile(claims)
    for other in (claims[::-1], claims.sample(frac=1, random_state=1), pd.concat([claims, claims])):
        pd.testing.assert_frame_equal(cas.reconcile(other), segments)


def test_a_silent_day_is_never_zero(stored):
    daily = cas.series(stored, place=CITY, start="2012-02-01", end="2012-02-29")
    silent = daily[daily["status"].isin(["missing", "not_yet", "span"])]
    assert len(silent)
    assert silent[["low", "best", "high"]].isna().all(axis=None)
    assert daily.loc[daily["status"] == "zero", "high"].tolist() == [0]
