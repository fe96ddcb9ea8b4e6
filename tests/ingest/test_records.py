from __future__ import annotations

import json

import pandas as pd
import pytest

import casualties as cas
from casualties.errors import DataError
from casualties.ingest import claims_frame
from casualties.tables import CLAIMS

CLAIM = {
    "claim_id": "a",
    "claimant": "sohr",
    "harm": "killed",
    "place_id": "SYR/Homs",
    "start": "2012-02-07",
    "end": "2012-02-07",
    "best": 9,
    "publisher": "dw",
}


def test_defaults_are_filled_and_the_table_holds():
    frame = claims_frame([CLAIM])
    CLAIMS.validate(frame)
    row = frame.iloc[0]
    assert (row["low"], row["best"], row["high"], row["qualifier"]) == (9, 9, 9, "exact")
    assert (row["dataset"], row["record_id"], row["victims"], row["review"], row["version"]) == ("adhoc", "a", "all", "accepted", 1)
    assert frame["published_at"].isna().all()


def test_no_records_make_the_empty_table():
    assert claims_frame([]).dtypes.equals(CLAIMS.empty().dtypes)


def test_an_open_floor_stays_open():
    row = claims_frame([CLAIM | {"low": 9}]).iloc[0]
    assert row["qualifier"] == "at_least"
    assert pd.isna(row["high"])


def test_the_figure_in_words():
    row = claims_frame([{k: v for k, v in CLAIM.items() if k != "best"} | {"figure": "at least nine", "published": "2012-02-07"}]).iloc[0]
    assert (row["low"], row["best"], row["qualifier"], row["stated"]) == (9, 9, "at_least", "at least nine")
    assert row["published_at"] == pd.Timestamp("2012-02-07 23:59:59", tz="UTC")


def test_names_of_claimants_become_ids_and_unknown_ones_stay():
    frame = claims_frame(
        [
            CLAIM | {"claimant": "Syrian Observatory for Human Rights", "via": "AFP; Nobody's Wire"},
            CLAIM | {"claim_id": "b", "claimant": "resident-x"},
            CLAIM | {"claim_id": "c", "claimant": None},
        ]
    )
    assert frame["claimant"].fillna("-").tolist() == ["sohr", "resident-x", "-"]
    assert frame["claimant_stated"][0] == "Syrian Observatory for Human Rights"
    assert frame["via"][0] == "afp; Nobody's Wire"


def test_a_place_is_resolved_and_an_unknown_place_id_is_kept():
    frame = claims_frame([CLAIM | {"place_id": None, "place": "Homs"}, CLAIM | {"claim_id": "b", "place_id": "SYR/Nowhere"}])
    assert frame["place_id"].tolist() == ["SYR/Homs", "SYR/Nowhere"]


def test_interest_is_derived_unless_given():
    party = CLAIM | {"claimant": "syrian-government", "victims": "rebels"}
    frame = claims_frame([party, party | {"claim_id": "b", "is_interested": False}, party | {"claim_id": "c", "victims": "all"}])
    assert frame["is_interested"].tolist() == [True, False, False]


def test_a_missing_key_is_made_from_the_position():
    frame = claims_frame([{k: v for k, v in CLAIM.items() if k != "claim_id"}] * 2)
    assert frame["claim_id"].tolist() == ["adhoc:1", "adhoc:2"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"harm": "kiled"}, "Write killed"),
        ({"claiment": "x"}, "'claimant'"),
        ({"best": "nine"}, "count_is_whole_number"),
        ({"best": -1}, "figures_not_negative"),
        ({"best": None}, "figure_given"),
        ({"low": 10, "best": 9, "high": 12, "qualifier": "coded"}, "figures_in_order"),
        ({"low": 1, "best": 2, "high": 3}, "Write the qualifier"),
        ({"qualifier": "up_to"}, "figures_fit_qualifier"),
        ({"start": "2012-02-08"}, "start_not_after_end"),
        ({"end": "2012-02-30"}, "day_exists"),
        ({"end": None}, "end is missing"),
        ({"end": "05/02/2012"}, "2012-05-02"),
        ({"published_at": "yesterday"}, "instant_is_iso"),
        ({"part_of": "a"}, "part_of_another"),
        ({"lat": 91}, "coordinates_on_earth"),
        ({"do_not_publish": "perhaps"}, "flag_is_true_or_false"),
    ],
)
def test_a_wrong_value_names_the_record_the_key_and_the_rule(change, told):
    with pytest.raises(DataError) as caught:
        claims_frame([CLAIM | {"claim_id": "first"}, CLAIM | change])
    assert told in str(caught.value)
    assert "record 2" in str(caught.value)


def test_a_key_given_twice_is_refused():
    with pytest.raises(DataError, match="claim_id_unique"):
        claims_frame([CLAIM, CLAIM])


def test_what_comes_out_can_go_in_again():
    frame = claims_frame([CLAIM | {"via": "AFP", "published_at": "2012-02-07T12:00:00Z"}, CLAIM | {"claim_id": "b", "low": 9, "start": None}])
    pd.testing.assert_frame_equal(claims_frame(frame.to_dict("records")), frame)


def test_the_worked_examples_are_valid_claims(shared):
    made = []
    for number, example in enumerate(json.loads((shared / "worked-examples" / "examples.json").read_text())):
        frame = cas.claims_frame(example["claims"])
        made.append(frame.assign(claim_id=f"{number}:" + frame["claim_id"]))
        for name in ("low", "best", "high"):
            assert [None if pd.isna(n) else n for n in frame[name]] == [claim[name] for claim in example["claims"]]
    CLAIMS.validate(pd.concat(made, ignore_index=True))
