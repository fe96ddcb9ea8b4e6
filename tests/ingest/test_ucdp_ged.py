from __future__ import annotations

import csv
import datetime as dt
import io

import pandas as pd
import pytest

from casualties import raw
from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import ingest
from casualties.ingest.definition import Definition

NEW = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
OLD = [
    name for name in NEW if name not in ("relid", "code_status", "conflict_dset_id", "dyad_dset_id", "side_a_dset_id", "side_b_dset_id", "where_description")
]
EVENT = {
    "id": "101.0",
    "year": "2016.0",
    "code_status": "Clear",
    "type_of_violence": "1",
    "dyad_name": "Government of Myanmar (Burma) - XYZ",
    "side_a": "Government of Myanmar (Burma)",
    "side_b": "XYZ",
    "source_article": '"A paper,2016-05-15,A headline"',
    "source_office": "A paper;Another paper",
    "source_original": "army spokesman",
    "where_prec": "3",
    "where_coordinates": "Some town",
    "adm_1": "Shan State",
    "adm_2": "Some District",
    "latitude": "22.5",
    "longitude": "98.5",
    "country": "Myanmar (Burma)",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2016-05-14",
    "date_end": "2016-05-14",
    "deaths_a": "2.0",
    "deaths_b": "3",
    "deaths_civilians": "1",
    "deaths_unknown": "0",
    "best": "6.0",
    "high": "9",
    "low": "5",
}


def ged(*events, columns=NEW):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**EVENT, **event} for event in events)
    return out.getvalue()


def test_an_event_is_a_total_and_its_parts(ingested):
    claims = ingested("ucdp_ged", ged({})).claims.set_index("claim_id")
    assert claims.index.tolist() == ["test:101", "test:101:civilians", "test:101:combatants"]
    assert claims["best"].tolist() == [6, 1, 5]
    assert claims["victims"].tolist() == ["all", "civilians", "combatants"]
    total = claims.loc["test:101"]
    assert (total["low"], total["high"], total["qualifier"], total["counting"], total["incident_id"]) == (5, 9, "coded", "incident", "101")
    assert (total["claimant"], total["publisher"], total["reported_by"]) == ("ucdp", "ucdp", "A paper; Another paper; army spokesman")
    assert (total["grade"], total["place"], total["place_id"], total["place_precision"]) == (
        "clear; clarity 1",
        "Some town",
        "MMR/Shan/Some District",
        "admin2",
    )
    assert total[["quote", "url", "attributed_to", "published_at"]].isna().all()
    assert claims["part_of"].fillna("-").tolist() == ["-", "test:101", "test:101"]
    assert claims["low"].isna().tolist() == claims["high"].isna().tolist() == [False, True, True]


def test_the_old_layout_and_another_order_of_columns_read_alike(ingested):
    new = ingested("ucdp_ged", ged({})).claims
    for columns in (OLD, NEW[::-1]):
        other = ingested("ucdp_ged", ged({}, columns=columns)).claims
        same = [name for name in new if name not in ("raw_sha256", "grade")]
        pd.testing.assert_frame_equal(other[same], new[same])


def test_in_one_sided_violence_only_side_a_is_armed(ingested):
    claims = ingested("ucdp_ged", ged({"type_of_violence": "3", "side_b": "Civilians", "deaths_a": "0", "deaths_b": "2", "deaths_civilians": "4"})).claims
    assert dict(zip(claims["victims"], claims["best"], strict=True)) == {"all": 6, "civilians": 6}
    assert claims["attributed_to"].tolist() == ["Government of Myanmar (Burma)"] * 2


def test_a_bound_out_of_order_is_left_out_and_best_counts(ingested):
    events = [
        {"id": "1", "low": "0", "best": "3", "high": "0"},
        {"id": "2", "low": "5", "best": "4", "high": "29"},
        {"id": "3", "low": "46", "best": "37", "high": "31"},
    ]
    result = ingested("ucdp_ged", ged(*events))
    totals = result.claims[result.claims["victims"] == "all"]
    assert totals["best"].tolist() == [3, 4, 37]
    assert totals["low"].tolist() == [0, pd.NA, pd.NA]
    assert totals["high"].tolist() == [pd.NA, 29, pd.NA]
    assert "stated low 46, best 37, high 31" in totals["note"].iloc[2]
    found = result.findings.set_index("kind")["claim_ids"]
    assert found["bounds inconsistent"] == "test:1; test:2; test:3"
    assert "sums that fail" in found


def test_a_best_of_zero_is_a_claim_and_makes_no_parts(ingested):
    zero = dict.fromkeys(["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low"], "0")
    claims = ingested("ucdp_ged", ged(zero | {"high": "24"})).claims
    assert claims[["low", "best", "high"]].to_numpy().tolist() == [[0, 0, 24]]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": ""}, "id_given"),
        ({"id": "7"}, "id_unique"),
        ({"best": "six"}, "best_is_whole_number"),
        ({"deaths_civilians": "-1"}, "deaths_civilians_is_whole_number"),
        ({"best": "", "low": "NULL", "high": ""}, "figure_given"),
        ({"date_start": "2016-02-30"}, "date_start_is_day"),
        ({"date_end": ""}, "date_end_is_day"),
        ({"date_end": "2016-05-01"}, "start_not_after_end"),
        ({"latitude": "91"}, "latitude_on_earth"),
    ],
)
def test_a_bad_row_is_one_reject_by_name(ingested, change, rule):
    result = ingested("ucdp_ged", ged({"id": "7"}, change))
    assert len(result.claims) == 3
    assert result.rejects["reasons"].tolist() == [rule]
    assert result.rejects["raw_ref"].tolist() == ["row 2"]
    assert "XYZ" in result.rejects["row"][0]


def test_unknown_codes_are_findings_and_the_event_stays(ingested):
    result = ingested("ucdp_ged", ged({"where_prec": "8", "code_status": "Check deaths", "country": "Atlantis"}))
    assert set(result.findings["kind"]) == {"unknown code", "unresolved place"}
    assert result.claims["place_precision"][0] == "unknown"
    assert result.claims["grade"][0] == "provisional (Check deaths); clarity 1"
    assert result.claims["place_id"].isna().all()


def test_areas_the_gazetteer_lacks_become_places_of_the_data_set(ingested):
    result = ingested("ucdp_ged", ged({"id": "1"}, {"id": "2", "adm_2": "Some  district"}, {"id": "3", "where_prec": "5"}, {"id": "4", "where_prec": "6"}))
    totals = result.claims[result.claims["victims"] == "all"]
    assert totals["place_id"].tolist() == ["MMR/Shan/Some District", "MMR/Shan/Some District", "MMR/Shan", "MMR"]
    assert result.places[["place_id", "parent", "level", "origin"]].to_numpy().tolist() == [["MMR/Shan/Some District", "MMR/Shan", "admin2", "test"]]


def test_a_release_may_have_a_day(ingested):
    claims = ingested("ucdp_ged", ged({}), options={"released": dt.date(2024, 6, 17)}).claims
    assert claims["published_at"].unique().tolist() == [pd.Timestamp("2024-06-17 23:59:59", tz="UTC")]
    with pytest.raises(UsageError):
        ingested("ucdp_ged", ged({}), options={"released": "2024"})


def test_hxl_tags_null_and_midnights_are_known(ingested):
    lines = ged({"adm_2": "NULL", "date_start": "2016-05-14 00:00:00.000", "source_office": "", "source_original": "two\nlines"}).split("\n", 1)
    tags = ",".join(f"#{name}" for name in NEW)
    result = ingested("ucdp_ged", f"{lines[0]}\n{tags}\n{lines[1]}")
    assert (result.read, len(result.rejects)) == (3, 0)
    assert result.claims["place_id"][0] == "MMR/Shan"
    assert result.claims["reported_by"][0] == '"A paper,2016-05-15,A headline"; two; lines'


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        ("", DataError, "empty"),
        (ged({}).encode("utf-16"), DataError, "UTF-16"),
        (ged({"dyad_name": "José"}).encode("cp1252"), DataError, "byte 0xe9"),
        (ged({"source_headline": "José"}).encode("cp1252"), DataError, "line 2"),
        (ged({}).rsplit("2.0", 1)[0], DataError, "cut off"),
        (ged({}, {"source_headline": "XX"}).rsplit("XX", 1)[0] + '"open', DataError, "cut off"),
        (ged({}).replace("deaths_b", "deaths_bb"), SourceError, "'deaths_b' is missing"),
        (ged({}).split("\n", 1)[1], SourceError, "first row"),
        (ged({}).replace(",", ";"), SourceError, "comma-separated"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(ingested, content, error, told):
    with pytest.raises(error) as caught:
        ingested("ucdp_ged", content)
    assert told in str(caught.value)
    assert "data.csv" in str(caught.value)


@pytest.mark.parametrize("name", ["ged191_bgd_mmr_slice.csv", "ged241_myanmar.csv", "GEDEvent_v22_0_2.csv", "ged_bangladesh_hxl.csv"])
def test_real_releases_lose_no_event(shared, sources, world, name):
    folder = shared / "data" / "ucdp"
    result = ingest(Definition("ged", "GED", "ucdp_ged", raw=(name,)), raw.find(folder, (name,)), sources, world)
    rows = pd.read_csv(folder / name, dtype="str")
    rows = rows[rows["best"].str.fullmatch(r"[0-9]+(\.0)?", na=False)]
    totals = result.claims[result.claims["victims"] == "all"]
    assert len(result.rejects) == 0
    assert len(totals) == len(rows)
    assert totals["best"].sum() == rows["best"].astype(float).sum()
    parts = result.claims[result.claims["part_of"].notna()]
    deaths = sum(rows[column].astype(float).sum() for column in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"))
    assert parts["best"].sum() == deaths


def test_country_years_of_19_1_equal_the_published_sums(shared, sources, world):
    folder = shared / "data" / "ucdp"
    result = ingest(Definition("ged", "GED", "ucdp_ged", raw=("ged191_bgd_mmr_slice.csv",)), raw.find(folder, ("ged191_bgd_mmr_slice.csv",)), sources, world)
    totals = result.claims[result.claims["victims"] == "all"]
    sums = totals.groupby([totals["place_id"].str[:3], totals["start"].dt.year])["best"].sum(min_count=1)
    reference = pd.read_csv(folder / "owid_conflict_deaths_by_country_ged191.csv").set_axis(["country", "year", "deaths"], axis=1)
    reference["country"] = reference["country"].map({"Myanmar": "MMR", "Bangladesh": "BGD"})
    reference = reference.dropna().set_index(["country", "year"])["deaths"]
    assert len(reference) == 60
    assert sums.to_dict() == reference.to_dict()
