"""Incidents with many sources each, as JSON. All of them are invented."""

from __future__ import annotations

import json

import pytest

from casualties.errors import DataError, SourceError, UsageError

INCIDENT = {
    "unique_reference_code": "XX101",
    "incident_date": "2016-02-06",
    "country": "Syria",
    "location": {"name": "Homs", "latitude": 34.73, "longitude": 36.71},
    "grading": "Fair",
    "belligerents": ["Northern Air Force", "Unknown"],
    "strike_type": "Airstrike",
    "civilians_killed_min": 3,
    "civilians_killed_max": 5,
    "civilians_injured_min": 10,
    "civilians_injured_max": 10,
    "children_killed_min": 1,
    "children_killed_max": 2,
    "url": "https://example.org/xx101",
    "victims": [{"name": "Someone Invented", "age": 7}],
    "sources": [
        {"name": "A network", "url": "https://example.org/a", "killed": 4, "date": "2016-02-07"},
        {"name": "A paper; and more", "url": "https://example.org/b", "killed_min": 3, "injured": 9},
        {"name": "A blog", "url": "https://example.org/c", "text": "Someone Invented was killed"},
    ],
}


@pytest.fixture
def read(ingested):
    def run(*incidents, name="data.json", content=None, **definition):
        told = {"source": "airwars"} | definition
        return ingested("incidents", json.dumps({"incidents": incidents}) if content is None else content, name=name, **told)

    return run


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def test_an_incident_is_what_its_compilers_make_of_it(read):
    claims = read(INCIDENT).claims
    own = claims[claims["claimant"] == "airwars"]
    assert told(own, "claim_id", "harm", "victims", "low", "best", "high", "qualifier", "part_of") == [
        ["test:XX101:killed", "killed", "civilians", "3", "-", "5", "coded", "-"],
        ["test:XX101:injured", "injured", "civilians", "10", "10", "10", "coded", "-"],
        ["test:XX101:children", "killed", "children", "1", "-", "2", "coded", "test:XX101:killed"],
    ]
    assert told(own.iloc[:1], "incident_id", "counting", "start", "end", "place_id", "lat", "lon", "grade", "attributed_to", "cause", "url", "publisher") == [
        [
            *("XX101", "incident", "2016-02-06", "2016-02-06", "SYR/Homs", "34.73", "36.71", "Fair", "Northern Air Force; Unknown", "Airstrike"),
            *("https://example.org/xx101", "airwars"),
        ]
    ]
    assert own["reported_by"].iloc[0].split("; ") == [
        "A network https://example.org/a",
        "A paper, and more https://example.org/b",
        "A blog https://example.org/c",
    ]


def test_a_source_with_figures_of_its_own_is_a_claim_relayed_by_the_compilers(read):
    claims = read(INCIDENT).claims
    said = claims[claims["claimant"] != "airwars"]
    assert told(said, "claim_id", "record_id", "incident_id", "low", "best", "high", "qualifier", "claimant", "via", "publisher", "url", "raw_ref") == [
        [
            *("test:XX101:a-network:killed", "XX101", "XX101", "4", "4", "4", "exact", "A network", "airwars", "A network", "https://example.org/a"),
            "/incidents/0/sources/0",
        ],
        [
            *("test:XX101:a-paper-and-more:killed", "XX101", "XX101", "3", "3", "-", "at_least", "A paper; and more", "airwars", "A paper; and more"),
            *("https://example.org/b", "/incidents/0/sources/1"),
        ],
        [
            *("test:XX101:a-paper-and-more:injured", "XX101", "XX101", "9", "9", "9", "exact", "A paper; and more", "airwars", "A paper; and more"),
            *("https://example.org/b", "/incidents/0/sources/1"),
        ],
    ]
    assert said["published_at"].astype("str").iloc[0] == "2016-02-07 23:59:59+00:00"


def test_what_is_not_named_is_not_read(read):
    result = read(INCIDENT, {**INCIDENT, "unique_reference_code": "XX102", "incident_date": "soon"})
    assert set(result.rejects["reasons"]) == {"start_is_day; end_is_day"}
    for frame in (result.claims, result.rejects, result.findings):
        assert not frame.astype("str").apply(lambda column: column.str.contains("Invented")).any(axis=None)


def test_two_reports_of_one_source_are_told_apart_by_their_address(read):
    sources = [{"name": "A network", "url": f"https://example.org/{n}", "killed": n} for n in (4, 6)]
    ids = [read({**INCIDENT, "sources": order}).claims["claim_id"].tolist()[3:] for order in (sources, sources[::-1])]
    assert len(set(ids[0])) == 2
    assert sorted(ids[0]) == sorted(ids[1])


def test_a_range_the_wrong_way_round_is_a_range(read):
    result = read({**INCIDENT, "civilians_killed_min": 8, "sources": []})
    assert told(result.claims.iloc[:1], "low", "high", "note") == [["5", "8", "killed stated minimum 8, maximum 5"]]
    assert "bounds inconsistent" in set(result.findings["kind"])


@pytest.mark.parametrize(
    ("change", "place_id"),
    [
        ({"location": "Homs"}, "SYR/Homs"),
        ({"location": "a road"}, "SYR"),
        ({"country": "Neverland"}, "SYR/Homs"),
        ({"country": None, "location": "a road"}, "-"),
    ],
)
def test_a_place_is_looked_for_in_its_country(read, change, place_id):
    assert told(read({**INCIDENT, **change}).claims.iloc[:1], "place_id") == [[place_id]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data.json", json.dumps([INCIDENT])),
        ("data.jsonl", json.dumps(INCIDENT)),
        ("data.json", json.dumps({"data": [INCIDENT], "count": 1})),
        ("data.geojson", json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": INCIDENT}]})),
    ],
)
def test_other_wrappings_make_the_same_claims(read, name, content):
    assert read(name=name, content=content).claims["claim_id"].tolist() == read(INCIDENT).claims["claim_id"].tolist()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"unique_reference_code": None}, "record_id_given"),
        ({"unique_reference_code": "XX101"}, "claim_id_unique"),
        ({"civilians_killed_min": "some"}, "low_is_whole_number"),
        ({"location": {"name": "Homs", "latitude": 4239}}, "coordinates_on_earth"),
    ],
)
def test_a_bad_value_is_a_reject_by_name(read, change, rule):
    result = read({**INCIDENT, "sources": []}, {**INCIDENT, "unique_reference_code": "XX102", "sources": [], **change})
    assert set(result.rejects["reasons"]) == {rule}
    assert len(result.claims) == 6 - len(result.rejects)


def test_a_file_that_cannot_be_trusted_is_refused_whole(read):
    with pytest.raises(DataError, match=r"data\.json.*cut off"):
        read(content=json.dumps([INCIDENT])[:-9])
    with pytest.raises(SourceError, match="'id' is missing"):
        read({"name": 1, "date": "2016-02-06"})
    with pytest.raises(UsageError, match="who compiled"):
        read(INCIDENT, source=None)
    assert set(read(INCIDENT, source=None, options={"constants": {"claimant": "sohr"}}).claims["claimant"]) >= {"sohr"}
