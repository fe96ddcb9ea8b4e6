"""Each rule of the claims table, kept and broken."""

from __future__ import annotations

import pandas as pd
import pytest

from casualties.tables import CLAIMS

GOOD = {
    "claim_id": "d:1",
    "dataset": "d",
    "record_id": "1",
    "harm": "killed",
    "low": 9,
    "best": 9,
    "high": None,
    "end": "2012-02-07",
    "start": "2012-02-07",
}


def reasons(**changes):
    frame = CLAIMS.complete(pd.DataFrame([GOOD | changes]))
    kept, why = CLAIMS.split(frame)
    assert len(kept) + len(why) == 1
    return why.iloc[0] if len(why) else ""


def test_a_claim_of_nine_columns_is_good():
    assert reasons() == ""


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"low": None, "best": None}, "figure_given"),
        ({"low": -1, "best": 3}, "figures_not_negative"),
        ({"low": 5, "best": 4}, "figures_in_order"),
        ({"low": 5, "best": None, "high": 4}, "figures_in_order"),
        ({"best": 9, "high": 8}, "figures_in_order"),
        ({"start": "2012-02-08"}, "start_not_after_end"),
        ({"lat": 91.0, "lon": 0.0}, "coordinates_on_earth"),
        ({"part_of": "d:1"}, "part_of_another"),
        ({"harm": "slain"}, "harm_known"),
        ({"victims": "men and women"}, "victims_known"),
        ({"end": None, "start": None}, "end_given"),
        ({"claim_id": None}, "claim_id_given"),
    ],
)
def test_a_broken_rule_is_named(changes, rule):
    assert rule in reasons(**changes).split("; ")


@pytest.mark.parametrize(
    "changes",
    [
        {"low": 0, "best": 0, "high": 0},
        {"start": None},
        {"low": None, "best": None, "stance": "denies"},
        {"low": None, "best": None, "stance": "retracts"},
        {"low": None, "best": None, "high": 40},
        {"low": 4, "best": None, "high": 40},
    ],
)
def test_what_looks_odd_and_is_right(changes):
    assert reasons(**changes) == ""


def test_missing_is_never_zero():
    frame = CLAIMS.complete(pd.DataFrame([GOOD | {"low": None, "best": None, "high": 40}, GOOD | {"claim_id": "d:2", "low": 0, "best": 0}]))
    assert frame["low"].isna().tolist() == [True, False]
    assert frame["low"].tolist()[1] == 0
    assert frame["high"].isna().tolist() == [False, True]
