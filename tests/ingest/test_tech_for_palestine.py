from __future__ import annotations

import json

import pandas as pd
import pytest

from casualties import raw
from casualties.errors import DataError, SourceError
from casualties.ingest import ingest
from casualties.ingest.definition import Definition

DAY = {
    "report_date": "2024-08-10",
    "report_source": "mohtel",
    "report_period": 24,
    "killed": 40,
    "killed_cum": 39_790,
    "ext_killed": 41,
    "ext_killed_cum": 39_800,
}


@pytest.fixture
def gaza(ingested):
    def run(*days):
        return ingested("tech_for_palestine", json.dumps([{**DAY, **day} for day in days]), name="data.json", url=("https://example.org/gaza.json",))

    return run


def by_field(claims):
    return claims.assign(field=claims["claim_id"].str.partition(":")[2]).set_index("field")


def test_a_day_is_one_statement_a_field_and_fills_are_none(gaza):
    result = gaza(
        {
            "injured": 5,
            "injured_cum": 92_002,
            "killed_children_cum": 16_456,
            "killed_women_cum": 11_088,
            "med_killed_cum": 885,
            "press_killed_cum": 168,
            "civdef_killed_cum": 79,
            "massacres_cum": 3,
        }
    )
    claims = by_field(result.claims)
    assert len(claims) == 9
    assert result.findings.empty
    killed = claims.loc["2024-08-10:killed"]
    assert (killed["low"], killed["best"], killed["high"], killed["qualifier"], killed["counting"], killed["date_role"]) == (
        40,
        40,
        40,
        "exact",
        "period",
        "report",
    )
    assert (killed["claimant"], killed["place_id"], killed["publisher"], killed["url"]) == (
        "gaza-moh",
        "PSE/Gaza",
        "tech-for-palestine",
        "https://example.org/gaza.json",
    )
    total = claims.loc["2024-08-10:killed_cum"]
    assert (total["start"], total["end"], total["counting"]) == (pd.Timestamp("2023-10-07"), pd.Timestamp("2024-08-10"), "cumulative")
    assert claims["victims"].to_dict() == {
        "2024-08-10:killed": "all",
        "2024-08-10:killed_cum": "all",
        "2024-08-10:injured": "all",
        "2024-08-10:injured_cum": "all",
        "2024-08-10:killed_children_cum": "children",
        "2024-08-10:killed_women_cum": "women",
        "2024-08-10:med_killed_cum": "medics",
        "2024-08-10:press_killed_cum": "journalists",
        "2024-08-10:civdef_killed_cum": "aid_workers",
    }
    assert claims.loc["2024-08-10:civdef_killed_cum", "scope"] == "part"
    assert claims.loc["2024-08-10:killed_children_cum", "part_of"] == "test:2024-08-10:killed_cum"


@pytest.mark.parametrize(
    ("hours", "start", "precision"), [(24, "2024-08-10", "day"), (48, "2024-08-09", "days"), (72, "2024-08-08", "days"), (30, "2024-08-09", "days")]
)
def test_a_report_covers_the_days_of_its_hours(gaza, hours, start, precision):
    killed = by_field(gaza({"report_period": hours}).claims).loc["2024-08-10:killed"]
    assert (killed["start"], killed["end"], killed["date_precision"]) == (pd.Timestamp(start), pd.Timestamp("2024-08-10"), precision)


def test_a_period_of_no_hours_reports_no_zero_and_no_total_again(gaza):
    result = gaza(
        {},
        {"report_date": "2024-08-11", "report_period": 0, "killed": 0},
        {"report_date": "2024-08-12", "report_period": 48, "killed": 0, "killed_cum": 39_790},
    )
    assert result.claims["claim_id"].tolist() == [
        "test:2024-08-10:killed",
        "test:2024-08-10:killed_cum",
        "test:2024-08-12:killed",
        "test:2024-08-12:killed_cum",
    ]
    assert result.claims["best"][2] == 0
    assert result.findings["kind"].tolist() == ["no report"]


def test_a_figure_in_a_period_of_no_hours_is_kept_and_found(gaza):
    result = gaza({}, {"report_date": "2024-08-11", "report_period": 0, "killed": 8, "killed_cum": 39_798})
    assert by_field(result.claims).loc["2024-08-11:killed", "start"] == pd.Timestamp("2024-08-11")
    assert result.findings["kind"].tolist() == ["period unclear"]


def test_days_without_a_report_are_no_claims(gaza):
    result = gaza({"report_source": "missing"})
    assert (result.read, len(result.findings)) == (0, 1)


def test_later_additions_are_noted_and_are_parts(gaza):
    claims = by_field(gaza({"killed": 598, "killed_committee": 572, "killed_recovered": 22, "killed_truce_new": 4}).claims)
    assert "572" in claims.loc["2024-08-10:killed", "note"]
    part = claims.loc["2024-08-10:killed_committee"]
    assert (part["scope"], part["date_role"], part["part_of"]) == ("part", "registration", "test:2024-08-10:killed")


def test_unknown_sources_and_fields_are_findings_not_losses(gaza):
    result = gaza({"report_source": "unrwa-flash", "buried_cum": 3})
    assert set(result.findings["kind"]) == {"unknown code", "unknown field", "unresolved claimant"}
    assert result.claims["claimant"].unique().tolist() == ["unrwa-flash"]
    assert len(result.claims) == 2


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"killed": "40"}, "killed_count_is_whole_number"),
        ({"killed": 40.5}, "killed_count_is_whole_number"),
        ({"killed": -1}, "killed_figures_not_negative"),
        ({"killed_cum": -999}, "killed_cum_figures_not_negative"),
        ({"killed_cum": "39,830"}, "killed_cum_count_is_whole_number"),
        ({"killed_cum": [39_830]}, "killed_cum_count_is_whole_number"),
        ({"killed_cum": True}, "killed_cum_count_is_whole_number"),
        ({"report_date": "0000-00-00"}, "day_exists"),
        ({"report_date": "1970-01-01"}, "report_date_not_placeholder"),
        ({"report_date": "10/08/2024"}, "day_is_unambiguous"),
        ({"report_period": -24}, "figures_not_negative"),
        ({"report_date": "2024-02-30"}, "day_exists"),
        ({"report_date": None}, "report_date_given"),
        ({"report_period": "day"}, "count_is_whole_number"),
        ({"report_source": ""}, "report_source_given"),
        ({"report_date": "2024-08-10", "killed_cum": None}, "claim_id_unique"),
    ],
)
def test_a_bad_value_is_a_reject_by_name(gaza, change, rule):
    result = gaza({}, {"report_date": "2024-08-11", **change})
    assert result.rejects["reasons"].tolist() == [rule]
    assert result.rejects["raw_ref"][0].startswith("/1")
    assert len(result.claims) >= 2


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        ("", DataError, "empty"),
        (json.dumps([DAY])[:-20], DataError, "line 1"),
        (json.dumps([{**DAY, "note": "José"}], ensure_ascii=False).encode("cp1252"), DataError, "not UTF-8"),
        ("{}", DataError, "list of days"),
        (json.dumps([DAY]).replace("40", "NaN", 1), DataError, "NaN"),
        (json.dumps([{"report_date": "2023-10-07", "killed_cum": 3}]), SourceError, "report_source"),
        (json.dumps([{"report_date": "2023-10-07", "killed_cum": 3, "phase": 1}]), SourceError, "lebanon_casualties_daily.json"),
        (json.dumps([{k: v for k, v in DAY.items() if not k.startswith("ext_")}]), SourceError, "west_bank_daily.json"),
        (json.dumps([DAY]).replace('"report_date"', '"reported_date"'), SourceError, "'reported_date', which may be its new name"),
        (json.dumps([DAY]).replace('"killed_cum"', '"killed_total"'), SourceError, "'killed_total', which may be its new name"),
        (json.dumps([DAY]).replace('"killed":', '"deaths_killed":'), SourceError, "'deaths_killed', which may be its new name"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(ingested, content, error, told):
    with pytest.raises(error) as caught:
        ingested("tech_for_palestine", content, name="data.json")
    assert told in str(caught.value)
    assert "data.json" in str(caught.value)


def test_the_real_file(shared, sources, world):
    folder = shared / "data" / "gaza"
    name = "casualties_daily.json"
    result = ingest(Definition("gaza", "Gaza", "tech_for_palestine", raw=(name,)), raw.find(folder, (name,)), sources, world)
    claims = result.claims[result.claims["claim_id"].str.endswith(":killed_cum")]
    assert claims["best"].iloc[-1] == 73_419
    assert len(result.rejects) == 0
    days = [day for day in json.loads((folder / name).read_text()) if day["report_source"] != "missing"]
    reported = [day["killed"] for day in days if "killed" in day and (day["report_period"] > 0 or day["killed"] > 0)]
    daily = result.claims[result.claims["claim_id"].str.endswith(":killed")]
    assert daily["best"].tolist() == reported
    apart = found(result, "daily and cumulative disagree").set_index("message")["claim_ids"]
    (ids,) = [ids for message, ids in apart.items() if message.startswith("killed ")]
    assert [i.split(":")[1] for i in ids.split("; ") if i.endswith(":killed")] == [
        "2023-12-05",
        "2023-12-07",
        "2023-12-08",
        "2023-12-09",
        "2023-12-18",
        "2024-01-12",
        "2024-01-16",
        "2024-08-27",
        "2024-08-28",
    ]
    assert set(ids.split("; ")) <= set(result.claims["claim_id"])
    (late,) = found(result, "added later")["message"]
    assert "2025-02-08 572 of 598" in late
    assert "2025-08-23 298 of 359" in late
    assert set(result.claims["claimant"]) == {"gaza-moh", "gaza-gmo"}


def found(result, kind):
    return result.findings[result.findings["kind"] == kind]


def test_a_day_that_is_not_the_change_of_its_total_is_found(gaza):
    disagree = found(
        gaza(
            {"killed": 40, "killed_cum": 100, "injured_cum": 7},
            {"report_date": "2024-08-11", "killed": 5, "killed_cum": 105, "injured": 3, "injured_cum": 10},
            {"report_date": "2024-08-12", "killed": 9, "killed_cum": 112},
            {"report_date": "2024-08-14", "killed": 8, "killed_cum": 130, "report_source": "gmotel"},
        ),
        "daily and cumulative disagree",
    )
    (message,) = disagree["message"]
    assert "killed is not the change of killed_cum" in message
    assert message.endswith("on 2 days: 2024-08-12 9 against 7; 2024-08-14 8 against 18 (totals 2 days apart, of two claimants).")
    first = ["test:2024-08-12:killed", "test:2024-08-12:killed_cum", "test:2024-08-11:killed_cum"]
    assert disagree["claim_ids"].item().split("; ")[:3] == first
    assert (disagree["severity"].item(), disagree["place_id"].item()) == ("note", "PSE/Gaza")


def test_a_total_on_a_day_without_a_report_is_what_the_next_day_rises_from(gaza):
    days = [
        {"killed": 40, "killed_cum": 100},
        {"report_date": "2024-08-11", "report_source": "missing", "killed": 3, "killed_cum": 103},
        {"report_date": "2024-08-12", "killed": 6, "killed_cum": 109},
    ]
    assert found(gaza(*days), "daily and cumulative disagree").empty
    disagree = found(gaza(*days[:2], days[2] | {"killed": 9}), "daily and cumulative disagree")
    assert disagree["claim_ids"].tolist() == ["test:2024-08-12:killed; test:2024-08-12:killed_cum"]


def test_deaths_of_earlier_days_are_listed_with_the_day_that_holds_them(gaza):
    late = found(gaza({"killed": 598, "killed_committee": 572}, {"report_date": "2024-08-11", "killed": 598 - 572}), "added later")
    assert late["message"].tolist() == ["Deaths of earlier days were added on 1 days: 2024-08-10 572 of 598."]
    assert late["claim_ids"].tolist() == ["test:2024-08-10:killed_committee"]


def test_a_day_that_is_there_twice_counts_once(gaza):
    """The second is refused, field by field, whether or not it says the same: which of two is meant cannot be known."""
    result = gaza({}, {"report_date": "2024-08-11", "killed_cum": 39_830}, {"report_date": "2024-08-11", "killed": 9, "killed_cum": 39_830})
    assert by_field(result.claims)["best"].to_dict() == {
        "2024-08-10:killed": 40,
        "2024-08-10:killed_cum": 39_790,
        "2024-08-11:killed": 40,
        "2024-08-11:killed_cum": 39_830,
    }
    assert result.rejects["reasons"].tolist() == ["claim_id_unique"] * 2


def test_a_running_total_that_falls_is_kept_as_stated_and_found(gaza):
    result = gaza({}, {"report_date": "2024-08-11", "killed": 3, "killed_cum": 39_700})
    assert by_field(result.claims).loc["2024-08-11:killed_cum", "best"] == 39_700
    assert result.rejects.empty
    assert "2024-08-11 3 against -90" in result.findings.set_index("kind").loc["daily and cumulative disagree", "message"]


def test_children_above_all_killed_are_kept_as_stated(gaza):
    """A part above its whole is for reconciliation to say: both are what was reported."""
    claims = by_field(gaza({"killed_children_cum": 50_000}).claims)
    assert claims.loc["2024-08-10:killed_children_cum", "best"] == 50_000
    assert claims.loc["2024-08-10:killed_children_cum", "part_of"] == "test:2024-08-10:killed_cum"
