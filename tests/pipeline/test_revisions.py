"""Revisions per source: number, size, and days until a figure is near its last value; worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties.errors import UsageError
from casualties.store import Store
from casualties.tables import FINDINGS, REJECTS
from tests.reconcile.scenario import claim, frame

DAY = "2012-02-07"


def stored(folder, *readings):
    """A folder in which each reading (recorded at a moment) replaced the one before."""
    store = Store(folder)
    for moment, records in readings:
        claims = frame(records).assign(dataset="small")
        claims["claim_id"] = "small:" + claims["claim_id"]
        store.commit("small", claims, REJECTS.empty(), FINDINGS.empty(), recorded_at=pd.Timestamp(moment))
    from casualties import sources

    store.write_sources(sources.load())
    return folder


def told(folder, **asked):
    return {r["source"]: r for r in cas.revision_summary(folder, **asked).to_dict("records")}


def test_number_size_and_lag(tmp_path):
    records = [
        claim("a", "sohr", DAY, "40", published="2012-02-08"),
        claim("b", "sohr", DAY, "90", published="2012-02-10"),
        claim("c", "sohr", DAY, "90", published="2012-02-11", publisher="cnn"),
        claim("d", "sohr", DAY, "100", published="2012-02-17"),
        claim("e", "sohr", "2012-02-20", "7", published="2012-02-21"),
        claim("f", "lcc", DAY, "30", published="2012-02-08"),
        claim("g", "lcc", DAY, "10", published="2012-02-12"),
        claim("h", "activists", DAY, "1", published="2012-02-08"),
        claim("i", "activists", DAY, "2", published="2012-02-09"),
        claim("j", "sohr", DAY, "", stance="denies", published="2012-02-18"),
    ]
    found = told(stored(tmp_path, ("2020-01-01T00:00Z", records)))
    assert set(found) == {"lcc", "sohr"}
    sohr = found["sohr"]
    # 40, 90 (again: no revision), 100: +50 and +10; 90 is within 20 % of 100 from 10 February on, 3 days after the 7th.
    assert (sohr["figures"], sohr["revised"], sohr["revisions"], sohr["up"], sohr["down"]) == (2, 1, 2, 2, 0)
    assert (sohr["sum_change"], sohr["median_change"], sohr["median_lag_days"], sohr["longest_lag_days"]) == (60, 30, 3, 3)
    lcc = found["lcc"]
    assert (lcc["revisions"], lcc["down"], lcc["sum_change"], lcc["median_lag_days"]) == (1, 1, 20, 5)
    assert told(tmp_path, within=0.0)["sohr"]["median_lag_days"] == 10
    assert told(tmp_path, within=1.0)["sohr"]["median_lag_days"] == 1


def test_a_value_that_leaves_again_is_not_near(tmp_path):
    records = [claim(str(i), "sohr", DAY, n, published=f"2012-02-{8 + i:02}") for i, n in enumerate(["100", "300", "101", "100"])]
    assert told(stored(tmp_path, ("2020-01-01T00:00Z", records)))["sohr"]["median_lag_days"] == 3


def test_a_later_version_counts_when_it_was_recorded(tmp_path):
    first, second = ([claim("a", "ucdp", DAY, n, qualifier="coded", published="2012-02-09")] for n in ("50", "20"))
    found = told(stored(tmp_path, ("2012-02-10T00:00Z", first), ("2012-03-08T00:00Z", second)))["ucdp"]
    assert (found["revisions"], found["sum_change"], found["median_lag_days"]) == (1, 30, 30)


def test_without_a_revision_size_and_lag_are_missing_not_zero(tmp_path):
    found = told(stored(tmp_path, ("2020-01-01T00:00Z", [claim("a", "sohr", DAY, "40")])))["sohr"]
    assert (found["figures"], found["revisions"], found["sum_change"]) == (1, 0, 0)
    assert pd.isna(found["median_change"])
    assert pd.isna(found["median_lag_days"])


def test_filters_and_an_empty_answer(tmp_path):
    records = [claim("a", "sohr", DAY, "40"), claim("b", "lcc", DAY, "41", harm="injured")]
    stored(tmp_path, ("2020-01-01T00:00Z", records))
    assert set(told(tmp_path, harm=None)) == {"lcc", "sohr"}
    assert set(told(tmp_path, harm="injured")) == {"lcc"}
    full, empty = cas.revision_summary(tmp_path), cas.revision_summary(tmp_path, harm="missing")
    assert empty.empty
    assert [(n, str(t)) for n, t in empty.dtypes.items()] == [(n, str(t)) for n, t in full.dtypes.items()]
    with pytest.raises(UsageError, match="within"):
        cas.revision_summary(tmp_path, within=-1)
