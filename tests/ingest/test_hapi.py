"""Conflict events in the shape of HDX HAPI, invented."""

from __future__ import annotations

import csv
import io
import json

import pytest

from casualties.errors import DataError, SourceError
from casualties.reconcile import examine, total
from casualties.report.material import withheld

NAMES = [
    *("location_code", "has_hrp", "provider_admin1_name", "provider_admin2_name", "admin1_code", "admin1_name", "admin2_code", "admin2_name"),
    *("admin_level", "event_type", "events", "fatalities", "dataset_hdx_id", "reference_period_start", "reference_period_end", "warning", "error"),
]
COUNTRY = {
    **dict.fromkeys(NAMES, ""),
    "location_code": "SYR",
    "admin_level": "0",
    "event_type": "political_violence",
    "events": "12",
    "fatalities": "90",
    "reference_period_start": "2024-01-01",
    "reference_period_end": "2024-01-31",
}
AREA = {"admin_level": "1", "admin1_code": "SY04", "admin1_name": "Homs", "fatalities": "60"}
DISTRICT = {**AREA, "admin_level": "2", "admin2_code": "SY0401", "admin2_name": "Some District", "fatalities": "50"}


def table(*rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**COUNTRY, **row} for row in rows)
    return "\ufeff" + out.getvalue()


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def test_a_row_is_a_total_of_a_place_and_a_period_by_acled_through_hdx(ingested):
    result = ingested("hapi", table({"warning": "boundaries changed"}))
    names = ("claim_id", "best", "low", "qualifier", "counting", "incident_id", "scope", "start", "end", "place_id", "claimant", "via", "publisher", "note")
    assert told(result.claims, *names) == [
        [
            *("test:SYR-2024-01-01-2024-01-31:political-violence", "90", "-", "coded", "period", "-", "whole", "2024-01-01", "2024-01-31", "SYR"),
            *("acled", "hdx-hapi", "hdx-hapi", "12 events; boundaries changed"),
        ]
    ]
    assert result.findings.empty


def test_levels_are_not_added_up(ingested, sources):
    claims = ingested("hapi", table({}, AREA, DISTRICT)).claims
    assert told(claims, "record_id", "place_id", "place_precision", "best") == [
        ["SYR-2024-01-01-2024-01-31", "SYR", "country", "90"],
        ["SYR-SY04-2024-01-01-2024-01-31", "SYR/Homs", "admin1", "60"],
        ["SYR-SY04-SY0401-2024-01-01-2024-01-31", "SYR/Homs/Some District", "admin2", "50"],
    ]
    segments = examine(claims, sources).segments
    for place_id, best in (("SYR", 90), ("SYR/Homs", 60), ("SYR/Homs/Some District", 50)):
        assert total(segments, place_id=place_id, harm="killed", source="acled", start="2024-01-01", end="2024-01-31").best == best


def test_subsets_are_not_added(ingested, sources):
    rows = [{"event_type": "civilian_targeting", "fatalities": "40"}, {}, {"event_type": "demonstration", "fatalities": "3"}]
    claims = ingested("hapi", table(*rows)).claims
    whole = "test:SYR-2024-01-01-2024-01-31:political-violence"
    assert told(claims, "best", "scope", "victims", "part_of", "cause") == [
        ["40", "part", "all", whole, "events targeting civilians"],
        ["90", "whole", "all", "-", "-"],
        ["3", "part", "all", "-", "demonstrations"],
    ]
    segments = examine(claims, sources).segments
    assert total(segments, place_id="SYR", harm="killed", source="acled", start="2024-01-01", end="2024-01-31").best == 90


def test_an_empty_figure_is_not_zero_and_zero_is(ingested):
    result = ingested("hapi", table({"fatalities": ""}, {**AREA, "fatalities": "0"}))
    assert told(result.claims, "place_id", "best") == [["SYR/Homs", "0"]]
    assert result.findings["kind"].tolist() == ["no figure"]


def test_an_area_that_hdx_could_not_match_keeps_its_name(ingested):
    rows = [{**AREA, "admin1_code": "", "admin1_name": "", "provider_admin1_name": "The Hills"}, {"admin_level": "", "admin1_code": "SY05"}]
    assert told(ingested("hapi", table(*rows)).claims, "record_id", "place_id") == [
        ["SYR-hills-2024-01-01-2024-01-31", "SYR/The Hills"],
        ["SYR-SY05-2024-01-01-2024-01-31", "SYR/SY05"],
    ]


BAD_ROWS = [
    ({"location_code": ""}, "area_given"),
    ({**DISTRICT, "admin2_name": "", "admin2_code": ""}, "area_given"),
    ({"admin_level": "7"}, "admin_level_known"),
    ({"event_type": "remote_violence"}, "event_type_known"),
    ({"error": "Duplicate row!"}, "no_error_in_source"),
    ({}, "claim_id_unique"),
    ({**AREA, "fatalities": "1.5"}, "best_is_whole_number"),
    ({**AREA, "reference_period_end": "2024-02-30"}, "end_is_day"),
]


def test_each_bad_row_is_a_reject_by_name(ingested):
    months = [{"reference_period_start": f"2023-{n:02}-01", "reference_period_end": f"2023-{n:02}-28"} for n in range(1, len(BAD_ROWS) + 1)]
    result = ingested("hapi", table({}, *({**(month if change else {}), **change} for month, (change, _) in zip(months, BAD_ROWS, strict=True))))
    rejects = result.rejects.set_index("raw_ref")
    assert rejects.loc[[f"row {n}" for n in range(2, len(BAD_ROWS) + 2)], "reasons"].tolist() == [rule for _, rule in BAD_ROWS]
    assert (len(rejects), len(result.claims)) == (len(BAD_ROWS), 1)
    assert "'remote_violence'" in result.findings.set_index("kind").loc["unknown code", "message"]
    assert all(json.loads(row) for row in rejects["row"])


def test_pages_of_the_api(ingested):
    row = {
        **{name: value or None for name, value in COUNTRY.items()},
        "admin_level": 0,
        "fatalities": 90,
        "events": 12,
        "reference_period_start": "2024-01-01T00:00:00",
    }
    result = ingested("hapi", json.dumps({"data": [{**row, "reference_period_end": "2024-01-31T23:59:59"}]}), name="data.json")
    assert told(result.claims, "record_id", "best", "start", "end") == [["SYR-2024-01-01-2024-01-31", "90", "2024-01-01", "2024-01-31"]]


def test_a_missing_last_page_is_refused(ingested, monkeypatch):
    monkeypatch.setattr("casualties.ingest.hapi.PAGE", 2)
    rows = [{**COUNTRY, "event_type": kind} for kind in ("political_violence", "demonstration", "civilian_targeting")]
    with pytest.raises(DataError, match="another page follows"):
        ingested("hapi", json.dumps({"data": rows[:2]}), name="data.json")
    assert len(ingested("hapi", json.dumps({"data": rows[:1]}), name="data.json").claims) == 1


def test_the_terms_of_acled_hold_for_what_is_made_of_it(ingested, sources):
    claims = ingested("hapi", table({})).claims
    assert withheld(claims, sources).tolist() == ["terms"]


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [(table({}).replace("event_type", "kind_of_event"), SourceError, "'event_type' is missing"), (table({}, {})[:-70], DataError, "cut off")],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(ingested, content, error, said):
    with pytest.raises(error, match=r"data\.csv") as caught:
        ingested("hapi", content)
    assert said in str(caught.value)
