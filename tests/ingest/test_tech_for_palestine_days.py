"""West Bank and Lebanon: two series a day, and a count that starts again."""

from __future__ import annotations

import json

import pytest

from casualties import raw
from casualties.ingest import ingest
from casualties.ingest.definition import Definition
from casualties.reconcile import examine, total
from casualties.tables import CLAIMS

FLASH = {
    "report_date": "2023-10-08",
    "killed_cum": 13,
    "killed_children_cum": 1,
    "injured_cum": 194,
    "settler_attacks_cum": 9,
    "displaced_persons_cum": 40,
    "displaced_children_cum": 11,
    "flash_source": "un",
}
VERIFIED = {"killed": 8, "killed_cum": 14, "killed_children": 3, "injured": 127, "injured_cum": 324}
LEBANON = {
    "report_date": "2024-12-04",
    "report_source": "moph_lb",
    "report_period": 48,
    "phase": 1,
    "killed": 6,
    "killed_cum": 47,
    "killed_cum_reported": 47,
    "injured_cum": 300,
    "injured_cum_reported": 300,
}
RESTART = {**LEBANON, "report_date": "2026-03-05", "report_period": 96, "phase": 2, "killed": 12, "killed_cum": 59, "killed_cum_reported": 12}


@pytest.fixture
def days(ingested):
    def run(*told):
        return ingested("tech_for_palestine", json.dumps(told), name="data.json")

    return run


def told(frame, *names):
    return frame[list(names)].astype("str").fillna("-").to_numpy().tolist()


def test_flash_and_verified_are_two_series_of_one_claimant(days):
    result = days({**FLASH, "verified": VERIFIED})
    claims = result.claims
    assert set(claims["claimant"]) == {"ocha-opt"}
    assert set(claims["place_id"]) == {"PSE/West Bank"}
    assert set(claims["publisher"]) == {"tech-for-palestine"}
    assert told(claims, "claim_id", "best", "harm", "victims", "counting", "standard", "start", "part_of") == [
        ["test:west-bank-2023-10-08:killed_cum", "13", "killed", "all", "cumulative", "reported", "2023-10-07", "-"],
        [
            "test:west-bank-2023-10-08:killed_children_cum",
            "1",
            "killed",
            "children",
            "cumulative",
            "reported",
            "2023-10-07",
            "test:west-bank-2023-10-08:killed_cum",
        ],
        ["test:west-bank-2023-10-08:injured_cum", "194", "injured", "all", "cumulative", "reported", "2023-10-07", "-"],
        ["test:west-bank-2023-10-08:displaced_persons_cum", "40", "displaced", "all", "cumulative", "reported", "2023-10-07", "-"],
        *[
            [
                "test:west-bank-2023-10-08:displaced_children_cum",
                "11",
                "displaced",
                "children",
                "cumulative",
                "reported",
                "2023-10-07",
                "test:west-bank-2023-10-08:displaced_persons_cum",
            ]
        ],
        ["test:west-bank-2023-10-08:verified_killed", "8", "killed", "all", "period", "verified", "2023-10-08", "-"],
        [
            "test:west-bank-2023-10-08:verified_killed_children",
            "3",
            "killed",
            "children",
            "period",
            "verified",
            "2023-10-08",
            "test:west-bank-2023-10-08:verified_killed",
        ],
        ["test:west-bank-2023-10-08:verified_injured", "127", "injured", "all", "period", "verified", "2023-10-08", "-"],
        ["test:west-bank-2023-10-08:verified_killed_cum", "14", "killed", "all", "cumulative", "verified", "2023-10-07", "-"],
        ["test:west-bank-2023-10-08:verified_injured_cum", "324", "injured", "all", "cumulative", "verified", "2023-10-07", "-"],
    ]
    assert claims["raw_ref"].tolist()[::5] == ["/0/killed_cum", "/0/verified/killed"]
    assert result.findings.loc[result.findings["kind"] != "unresolved place"].empty


def test_what_is_carried_forward_is_no_claim_and_the_verified_figure_stays(days):
    result = days({**FLASH, "flash_source": "fill", "verified": VERIFIED})
    assert result.claims["standard"].unique().tolist() == ["verified"]
    assert "no report" in set(result.findings["kind"])


@pytest.mark.parametrize(
    ("change", "rule", "ref"),
    [
        ({"verified": 3}, "verified_is_object", "/0/verified"),
        ({"verified": {"killed": "3"}}, "verified_killed_count_is_whole_number", "/0/verified/killed"),
        ({"killed_cum": -1}, "killed_cum_figures_not_negative", "/0/killed_cum"),
        ({"flash_source": None}, "report_source_given", "/0"),
    ],
)
def test_a_bad_value_is_a_reject_by_name(days, change, rule, ref):
    assert told(days({**FLASH, **change}).rejects, "reasons", "raw_ref") == [[rule, ref]]


def test_a_verified_day_that_is_not_the_change_of_its_total_is_found(days):
    result = days({**FLASH, "verified": VERIFIED}, {**FLASH, "report_date": "2023-10-09", "verified": {"killed": 4, "killed_cum": 19, "looted": 1}})
    (message,) = result.findings.loc[result.findings["kind"] == "daily and cumulative disagree", "message"]
    assert "2023-10-09 4 against 5" in message
    (unknown,) = result.findings.loc[result.findings["kind"] == "unknown field", "message"]
    assert "'looted'" in unknown


def test_each_phase_counts_from_its_own_day_and_computed_totals_are_no_claims(days):
    result = days(LEBANON, RESTART)
    assert told(result.claims, "claim_id", "best", "start", "end", "note") == [
        ["test:lebanon-2024-12-04:killed", "6", "2024-12-03", "2024-12-04", "phase 1"],
        ["test:lebanon-2024-12-04:killed_cum_reported", "47", "2023-10-08", "2024-12-04", "phase 1"],
        ["test:lebanon-2024-12-04:injured_cum_reported", "300", "2023-10-08", "2024-12-04", "phase 1"],
        ["test:lebanon-2026-03-05:killed", "12", "2026-03-02", "2026-03-05", "phase 2"],
        ["test:lebanon-2026-03-05:killed_cum_reported", "12", "2026-03-02", "2026-03-05", "phase 2"],
        ["test:lebanon-2026-03-05:injured_cum_reported", "300", "2026-03-02", "2026-03-05", "phase 2"],
    ]
    assert set(result.claims["claimant"]) == {"lebanese-health-ministry"}
    assert "counting restarts" in set(result.findings["kind"])
    assert "daily and cumulative disagree" not in set(result.findings["kind"])


def test_a_phase_not_known_counts_from_its_first_report(days):
    result = days({**RESTART, "phase": 3}, {**RESTART, "phase": 3, "report_date": "2026-03-06", "report_period": 24, "killed_cum_reported": 24})
    assert result.claims.loc[result.claims["counting"] == "cumulative", "start"].astype("str").unique().tolist() == ["2026-03-02"]
    assert [m for m in result.findings["message"] if "phase '3' is not classified" in m]
    assert days({**LEBANON, "phase": None}, RESTART).rejects["reasons"].tolist() == ["phase_given"]


def test_the_three_files_are_one_data_set(tmp_path, sources, places):
    gaza = {"report_date": "2024-12-04", "report_source": "mohtel", "report_period": 24, "killed": 5, "ext_killed_cum": 9}
    for name, day in (("gaza.json", gaza), ("bank.json", {**FLASH, "report_date": "2024-12-04"}), ("lebanon.json", LEBANON)):
        (tmp_path / name).write_text(json.dumps([day]))
    result = ingest(Definition("test", "A test", "tech_for_palestine", raw=("*.json",)), raw.find(tmp_path, ("*.json",)), sources, places)
    assert (len(result.claims), len(result.rejects)) == (9, 0)


@pytest.fixture(scope="module")
def real(shared, sources, world):
    def run(name):
        result = ingest(Definition("real", "Real", "tech_for_palestine", raw=(name,)), raw.find(shared / "data" / "gaza", (name,)), sources, world)
        CLAIMS.validate(result.claims)
        assert (len(result.rejects), len(result.claims)) == (0, result.read)
        return result

    return run


def test_the_real_west_bank_file(real, shared):
    claims = real("west_bank_daily.json").claims
    days = json.loads((shared / "data" / "gaza" / "west_bank_daily.json").read_text())
    flash = claims[(claims["standard"] == "reported") & claims["claim_id"].str.endswith(":killed_cum")]
    assert flash["best"].tolist() == [day["killed_cum"] for day in days if day["flash_source"] == "un"]
    assert (len(flash), flash["best"].iloc[-1]) == (256, 1108)
    verified = claims[claims["claim_id"].str.endswith(":verified_killed")]
    assert (len(verified), verified["best"].sum()) == (401, 735)
    assert set(verified["place_id"]) == {"PSE/West Bank"}


def test_the_real_lebanon_file(real, sources):
    claims = real("lebanon_casualties_daily.json").claims
    totals = claims[claims["claim_id"].str.endswith(":killed_cum_reported")].set_index("end")["best"]
    assert (totals["2024-12-04"], totals["2026-03-05"], totals["2026-08-16"]) == (4_047, 123, 4_346)
    segments = examine(claims, sources).segments
    asked = {"place_id": "LBN", "harm": "killed", "source": "lebanese-health-ministry"}
    assert total(segments, **asked, start="2024-12-05", end="2026-08-16").best == 4_346
    assert total(segments, **asked, start="2023-10-08", end="2026-08-16").best == 8_393
