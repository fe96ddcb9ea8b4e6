"""Incidents in the shape of Iraq Body Count, invented."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from casualties import places as gazetteer
from casualties.errors import DataError, SourceError

NAMES = ["ibc_code", "start_date", "end_date", "time", "location", "target", "weapons", "reported_minimum", "reported_maximum", "sources"]
INCIDENT = {
    "ibc_code": "k1001",
    "start_date": "28 Feb 2017",
    "end_date": "1 Mar 2017",
    "time": "8:00 PM",
    "location": "A quarter, Mosul",
    "target": "Someone Invented, a baker",
    "weapons": "mortar fire",
    "reported_minimum": "3",
    "reported_maximum": "5",
    "sources": "REU 01 Mar, CNN 02 Mar",
}


@pytest.fixture(scope="session")
def places():
    """Places of Iraq, and a Mosul elsewhere that is not meant."""
    table = gazetteer.load(["IRQ", "SYR"])
    return pd.concat([table, table[table["place_id"] == "IRQ/Nineveh/Mosul"].assign(place_id="SYR/Mosul", parent="SYR")], ignore_index=True)


def incidents(*rows, names=NAMES):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([{**INCIDENT, **row}[name] for name in NAMES] for row in rows)
    return out.getvalue()


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def test_an_incident_is_a_range_of_what_was_reported(ingested):
    result = ingested("iraq_body_count", incidents({}))
    names = (
        "claim_id",
        "incident_id",
        "low",
        "best",
        "high",
        "qualifier",
        "counting",
        "victims",
        "start",
        "end",
        "claimant",
        "publisher",
        "reported_by",
        "cause",
        "note",
    )
    assert told(result.claims, *names) == [
        [
            *("test:k1001", "k1001", "3", "-", "5", "coded", "incident", "civilians", "2017-02-28", "2017-03-01", "iraq-body-count", "iraq-body-count"),
            *("REU 01 Mar; CNN 02 Mar", "mortar fire", "time 8:00 PM"),
        ]
    ]
    assert told(result.claims, "place", "place_id") == [["A quarter, Mosul", "IRQ/Nineveh/Mosul"]]
    assert not result.claims.astype("str").apply(lambda column: column.str.contains("Invented")).any(axis=None)
    assert result.findings.empty


@pytest.mark.parametrize(
    ("location", "place_id", "precision"),
    [("Mosul", "IRQ/Nineveh/Mosul", "exact"), ("Baghdad Governorate", "IRQ/Baghdad", "admin1"), ("a road nobody knows", "IRQ", "country")],
)
def test_places_are_looked_for_in_the_country_and_stay_in_it(ingested, location, place_id, precision):
    assert told(ingested("iraq_body_count", incidents({"location": location})).claims, "place_id", "place_precision") == [[place_id, precision]]


def test_one_figure_of_all_is_the_best(ingested):
    assert told(ingested("iraq_body_count", incidents({"reported_maximum": "3"})).claims, "low", "best", "high") == [["3", "3", "3"]]


def test_a_minimum_above_the_maximum_is_the_range_the_other_way_round(ingested):
    result = ingested("iraq_body_count", incidents({"reported_minimum": "7", "reported_maximum": "5"}))
    assert told(result.claims, "low", "high", "note") == [["5", "7", "time 8:00 PM; stated minimum 7, maximum 5"]]
    assert told(result.findings, "kind", "claim_ids") == [["bounds inconsistent", "test:k1001"]]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"ibc_code": "k1001", "reported_minimum": "9", "reported_maximum": "9"}, "claim_id_unique"),
        ({"ibc_code": ""}, "record_id_given"),
        ({"start_date": "31 Feb 2017"}, "start_is_day"),
        ({"start_date": "0000-00-00"}, "start_not_placeholder"),
        ({"start_date": "2 Mar 2017"}, "start_not_after_end"),
        ({"reported_minimum": "some"}, "low_is_whole_number"),
        ({"reported_minimum": "", "reported_maximum": ""}, "figure_given"),
    ],
)
def test_a_bad_value_is_a_reject_by_name(ingested, change, rule):
    result = ingested("iraq_body_count", incidents({}, {"ibc_code": "k1002", **change}))
    assert result.rejects["reasons"].tolist() == [rule]
    assert result.claims["best"].isna().tolist() == [True]
    assert "Invented" not in result.rejects["row"][0]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Terms of use\nPlease cite us\n\n" + incidents({}), "data.csv"),
        (
            incidents(
                {}, names=["IBC code", "Start Date", "End Date", *("Time", "Location", "Target", "Weapons"), "Reported Minimum", "Reported Maximum", "Sources"]
            ),
            "data.csv",
        ),
        ("\ufeff" + incidents({}).replace("\n", "\r\n"), "data.csv"),
        (json.dumps([INCIDENT]), "data.json"),
    ],
    ids=["terms above", "names with blanks", "byte order mark", "json"],
)
def test_other_ways_to_write_it_make_the_same_claim(ingested, content, name):
    want = ingested("iraq_body_count", incidents({})).claims
    same = [column for column in want if column not in ("raw_sha256", "raw_ref")]
    pd.testing.assert_frame_equal(ingested("iraq_body_count", content, name=name).claims[same], want[same])


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        (incidents({}).replace("reported_minimum", "minimum"), SourceError, "'reported_minimum' is missing"),
        (incidents({}, {})[:-30], DataError, "cut off"),
        ("Terms\n\n" + incidents({}).replace("sources", "named_by"), SourceError, "line 3"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(ingested, content, error, said):
    with pytest.raises(error, match=r"data\.csv") as caught:
        ingested("iraq_body_count", content)
    assert said in str(caught.value)
