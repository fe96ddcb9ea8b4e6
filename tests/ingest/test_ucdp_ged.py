from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tomllib
from importlib.resources import files

import pandas as pd
import pytest

import casualties as cas
from casualties import pipeline, raw
from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import ged_releases, ingest
from casualties.ingest.definition import Definition
from casualties.store import Store

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


BAD_ROWS = [
    ({"id": ""}, "id_given"),
    ({"id": "7"}, "id_unique"),
    ({"best": "six"}, "best_is_whole_number"),
    ({"deaths_civilians": "-1"}, "deaths_civilians_is_whole_number"),
    ({"best": "", "low": "NULL", "high": ""}, "figure_given"),
    ({"date_start": "2016-02-30"}, "date_start_is_day"),
    ({"date_end": ""}, "date_end_is_day"),
    ({"date_end": "2016-05-01"}, "start_not_after_end"),
    ({"latitude": "91"}, "latitude_on_earth"),
    ({"longitude": "4239"}, "longitude_on_earth"),
    ({"id": "4.8528E+04"}, "id_is_whole_number"),
    ({"date_start": "0000-00-00"}, "date_start_not_placeholder"),
    ({"date_start": "1970-01-01 00:00:00.000"}, "date_start_not_placeholder"),
    ({"best": "1,200"}, "best_is_whole_number"),
    ({"deaths_b": "-999"}, "deaths_b_is_whole_number"),
    ({"where_coordinates": "x" * 20_001}, "text_not_too_long"),
]


def test_each_bad_row_is_one_reject_by_name(ingested):
    result = ingested("ucdp_ged", ged({"id": "7"}, *({"id": str(100 + n), **change} for n, (change, _) in enumerate(BAD_ROWS))))
    assert result.claims["record_id"].tolist() == ["7"] * 3
    rejects = result.rejects.set_index("raw_ref")
    assert rejects.loc[[f"row {n}" for n in range(2, len(BAD_ROWS) + 2)], "reasons"].tolist() == [rule for _, rule in BAD_ROWS]
    assert len(rejects) == len(BAD_ROWS)
    assert rejects["row"].str.contains("XYZ").all()
    assert not rejects["row"].str.contains("headline").any()
    assert (rejects["row"].str.len() < 2000).all()


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
    assert result.claims["reported_by"][0] == "A paper 2016-05-15; two; lines"


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
        (ged({}, columns=NEW[:-2]).split("\n", 1)[1], SourceError, "first row"),
        (ged({"where_prec": "9"}).split("\n", 1)[1], SourceError, "first row"),
        (ged({}).replace(",", ":"), SourceError, "separated by commas"),
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


LAYOUTS = {
    41: [name for name in OLD if name != "geom_wkt"],
    42: OLD,
    43: [*OLD[:29], "iso3", *OLD[29:]],
    45: [name for name in NEW if not name.endswith("_dset_id")],
    49: NEW,
}


@pytest.mark.parametrize("count", LAYOUTS)
def test_every_layout_in_circulation_gives_the_same_claims(ingested, count):
    assert len(LAYOUTS[count]) == count
    claims = ingested("ucdp_ged", ged({}, columns=LAYOUTS[count])).claims
    assert claims["best"].tolist() == [6, 1, 5]
    assert claims["reported_by"][0] == "A paper; Another paper; army spokesman"


def test_estimates_under_their_old_names_are_read(ingested):
    text = ged({}).replace(",best,high,low,", ",best_est,high_est,low_est,")
    assert ingested("ucdp_ged", text).claims["high"][0] == 9


def test_a_candidate_release_may_lack_the_names_of_its_columns(ingested):
    named = ged({"code_status": "Check dyad", "source_original": "NULL"}, {"id": "102"})
    with_names, without = (ingested("ucdp_ged", text).claims for text in (named, named.split("\n", 1)[1]))
    pd.testing.assert_frame_equal(without.drop(columns="raw_sha256"), with_names.drop(columns="raw_sha256"))
    assert without["grade"].iloc[0] == "provisional (Check dyad); clarity 1"
    assert without["raw_ref"].iloc[0] == "row 1"


TAGS = {"side_a": "#group +name+first", "source_headline": "#description", "adm_1": "#adm1+name", "latitude": "#geo+lat", "best": "#affected +killed"}


def test_hxl_tags_in_the_place_of_names_are_known(ingested):
    order = tomllib.loads((files("casualties.ingest") / "ucdp_ged.toml").read_text(encoding="utf-8"))["orders"]["columns"][1]
    rest = ged({}, columns=order).split("\n", 1)[1]
    tags = ",".join(TAGS.get(name, "") for name in order)
    claims = ingested("ucdp_ged", f"{tags}\n{rest}").claims
    assert claims[["low", "best", "high"]].to_numpy().tolist()[0] == [5, 6, 9]
    assert claims["raw_ref"][0] == "row 1"
    moved = ",".join(TAGS.get(name, "") for name in [*order[1:], order[0]])
    with pytest.raises(SourceError, match="first row"):
        ingested("ucdp_ged", f"{moved}\n{rest}")


def test_each_report_is_told_with_its_day_and_no_headline(ingested):
    two = {"source_date": "2016-05-15; 2016-05-16", "source_headline": "One headline;Another"}
    assert ingested("ucdp_ged", ged(two)).claims["reported_by"][0] == "A paper 2016-05-15; Another paper 2016-05-16; army spokesman"
    asked = ingested("ucdp_ged", ged(two), options={"headlines": True}).claims["reported_by"][0]
    assert asked == "A paper 2016-05-15: One headline; Another paper 2016-05-16: Another; army spokesman"
    odd = ged(two | {"source_date": "2016-05-15"})
    assert ingested("ucdp_ged", odd).claims["reported_by"][0] == "A paper; Another paper; army spokesman"
    with pytest.raises(UsageError, match="headlines"):
        ingested("ucdp_ged", ged({}), options={"headlines": "yes"})


@pytest.mark.parametrize(
    ("article", "told"),
    [
        ('"A paper,2016-05-15,A headline, with a comma";"A wire,2016-05-16,Another"', "A paper 2016-05-15; A wire 2016-05-16"),
        ('A wire (1989-10-01): "WORDS OF OTHERS', "A wire (1989-10-01)"),
        ('""', None),
    ],
)
def test_of_an_article_only_who_and_when_is_kept(ingested, article, told):
    claims = ingested("ucdp_ged", ged({"source_office": "", "source_original": "", "source_article": article})).claims
    assert claims["reported_by"].fillna("-")[0] == (told or "-")


def test_a_byte_order_mark_padded_codes_and_line_breaks_in_text_are_read(ingested):
    text = "\ufeff" + ged({"where_prec": " 03 ", "date_prec": "01.0", "source_headline": 'two\r\nlines, "quoted"'})
    result = ingested("ucdp_ged", text)
    assert (result.claims["place_precision"][0], result.claims["date_precision"][0], result.findings["kind"].tolist()) == ("admin2", "day", [])


def test_a_cell_of_ten_megabytes_in_a_column_not_read_harms_nothing(ingested):
    assert len(ingested("ucdp_ged", ged({"where_description": "x" * 10_000_000}, {"id": "7"})).claims) == 6


def page(*events, total=None, **told):
    numbers = {name: float(EVENT[name]) for name in ("best", "high", "low", "deaths_a", "deaths_b", "latitude", "longitude")}
    found = [{**EVENT, **numbers, "id": n, "code_status": None, "source_original": "NULL", **event} for n, event in enumerate(events, start=201)]
    return json.dumps({"TotalCount": len(found) if total is None else total, "TotalPages": 2, "Result": found, **told})


def test_a_page_of_the_api_is_read(ingested):
    claims = ingested("ucdp_ged", page({}, {"date_start": "2016-05-13T00:00:00"}), name="page.json").claims
    assert claims["claim_id"].tolist()[:2] == ["test:201", "test:202"]
    assert claims["best"].tolist()[:2] == [6, 6]
    assert claims["start"][1] == pd.Timestamp("2016-05-13")
    assert (claims["raw_ref"][1], claims["reported_by"][1]) == ("/Result/1", "A paper; Another paper")


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (page({}, total=3), DataError, "1 page of the API hold 1 of 3 events"),
        (page({})[:-30], DataError, "line 1"),
        (page({}).encode("utf-16"), DataError, "UTF-16"),
        (page({}).replace("Result", "Results"), SourceError, "'Result'"),
        (page({}).replace("deaths_b", "deaths_bb"), SourceError, "It has 'deaths_bb'"),
        ('{"Result": [3]}', SourceError, "list of events"),
    ],
)
def test_a_page_that_cannot_be_trusted_is_refused(ingested, content, error, told):
    with pytest.raises(error) as caught:
        ingested("ucdp_ged", content, name="page.json")
    assert told in str(caught.value)
    assert "page.json" in str(caught.value)


@pytest.fixture
def released(tmp_path, sources, places):
    """Ingest several files as one data set."""

    def run(**releases):
        for name, content in releases.items():
            suffix = "json" if content.startswith("{") else "csv"
            (tmp_path / f"{name}.{suffix}").write_text(content)
        definition = Definition("test", "A test", "ucdp_ged", raw=("*.csv", "*.json"))
        result = ingest(definition, raw.find(tmp_path, definition.raw), sources, places)
        assert len(result.claims) + len(result.rejects) == result.read
        return result, result.claims[result.claims["victims"] == "all"].set_index("record_id")

    return run


def test_all_pages_are_one_release(released):
    result, totals = released(p0=page({}, {}, total=3), p1=page({"id": 301}, total=3))
    assert totals.index.tolist() == ["201", "202", "301"]
    assert result.rejects.empty


def test_a_final_event_replaces_the_candidate_one_and_what_it_does_not_hold_was_not_confirmed(released):
    candidate = ged(
        {"id": "1", "best": "9", "code_status": "Check deaths"},
        {"id": "2", "code_status": "Check"},
        {"id": "3", "date_start": "2017-01-02", "date_end": "2017-01-03"},
    )
    elsewhere = ged({"id": "4", "country": "Syria", "adm_1": "Homs", "adm_2": ""})
    result, totals = released(GEDEvent_v16_0_5=candidate + elsewhere.split("\n", 1)[1], GEDEvent_v17_1=ged({"id": "1", "best": "6"}))
    assert totals["best"].to_dict() == {"1": 6, "3": 6, "4": 6}
    assert totals["grade"]["1"] == "clear; clarity 1"
    assert set(result.rejects["reasons"]) == {"replaced_by_newer_release"}
    assert sorted(set(result.rejects["raw_ref"])) == ["row 1", "row 2"]


def test_of_two_candidates_the_newer_speaks(released):
    _, totals = released(GEDEvent_v24_0_2=ged({"id": "1", "best": "9"}, {"id": "2"}), GEDEvent_v24_0_11=ged({"id": "1", "best": "7"}))
    assert totals["best"].to_dict() == {"1": 7, "2": 6}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GEDEvent_v24_1.csv", (True, 2024, 1)),
        ("GEDEvent_v24_0_11.csv", (False, 2024, 11)),
        ("GEDEvent_v24_01_24_06.csv", (False, 2024, 6)),
        ("GEDEvent_v25.0.3.csv", (False, 2025, 3)),
        ("ged191.csv", (True, 2019, 1)),
        ("ged201-csv.csv", (True, 2020, 1)),
        ("ged241_myanmar.csv", (True, 2024, 1)),
        ("page_12.json", None),
        ("2024-01-02.csv", None),
    ],
)
def test_the_name_of_a_file_says_which_release_it_is(tmp_path, name, expected):
    found = ged_releases.release_of(raw.RawFile(tmp_path / name, ""))
    assert (None if found is None else (found.final, found.year, found.number)) == expected


def test_the_address_says_it_where_the_name_does_not(tmp_path):
    found = ged_releases.release_of(raw.RawFile(tmp_path / "p1.json", "", url="https://example.org/api/gedevents/24.0.5?pagesize=1000&page=1"))
    assert (found.final, found.year, found.number) == (False, 2024, 5)


def test_ucdp_replaces_its_own_figures(sources):
    assert sources.set_index("id").loc["ucdp", "revisions"] == "authoritative"


def test_a_newer_release_of_myanmar_revises_within_its_scope(shared, tmp_path):
    folder = shared / "data" / "ucdp"
    home = tmp_path / "datasets" / "ged"
    (home / "raw").mkdir(parents=True)
    (home / "dataset.toml").write_text('title = "GED"\ningestor = "ucdp_ged"\nraw = ["raw/*.csv"]\n[scope]\nplaces = ["MMR"]\nend = 2018-12-31\n')
    current = home / "raw" / "ged.csv"
    totals = []
    for name in ("ged191_bgd_mmr_slice.csv", "ged241_myanmar.csv"):
        current.write_bytes((folder / name).read_bytes())
        (run,) = pipeline.ingest(tmp_path, ["ged"]).to_dict("records")
        assert (run["exit_code"], run["rejected"]) == (0, 0), run["message"]
        claims = cas.read_claims(tmp_path, dataset="ged")
        totals.append(claims[(claims["victims"] == "all")].set_index("record_id"))
    old, new = (part[part["place_id"].str.startswith("MMR") & (part["end"] <= "2018-12-31")]["best"] for part in totals)
    kept = old.index.intersection(new.index)
    assert (len(kept), len(old.index.difference(new.index)), len(new.index.difference(old.index))) == (2587, 6, 77)
    assert (old[kept] != new[kept]).sum() == 7
    assert (old["48756"], new["48756"], old.sum(), new.sum()) == (144, 22, 19_574, 20_263)
    # Bangladesh lies outside the scope: nothing of it was withdrawn
    assert (totals[1]["place_id"].str[:3] == "BGD").sum() == (totals[0]["place_id"].str[:3] == "BGD").sum() > 0
    history = Store(tmp_path).history("ged")
    gone = history[(history["change"] == "withdrawn") & (history["victims"] == "all")]
    assert gone["record_id"].nunique() == 6
