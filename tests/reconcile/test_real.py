"""The rules on the bundled claims and, where they are at hand, on files of other organisations."""

from __future__ import annotations

import csv
import json
from collections import defaultdict

import pandas as pd
import pytest

from casualties import places, raw, sources
from casualties.ingest import Definition, claims_frame, ingest, read_definition
from casualties.reconcile import Examined, examine, total


@pytest.fixture(scope="module")
def homs(request: pytest.FixtureRequest) -> Examined:
    folder = request.config.rootpath / "datasets" / "homs-2012"
    definition = read_definition(folder)
    known = sources.load()
    return examine(ingest(definition, raw.find(folder, definition.raw), known, places.load()).claims, known)


def row(examined: Examined, source: str, place_id: str, start: str, end: str | None = None) -> tuple[object, ...]:
    s = examined.segments
    about = (s["source"] == source) & (s["place_id"] == place_id) & (s["harm"] == "killed") & (s["victims"] == "all")
    found = s[about & (s["start"] == start) & (s["end"] == (end or start)) & ~s["basis"].isin(["elsewhere", "constraint"])]
    (only,) = found.itertuples()
    return (only.low, only.best, only.high, only.high_open)


def test_a_sub_cause_relayed_as_the_whole_does_not_lower_houla(homs: Examined) -> None:
    assert row(homs, "un", "SYR/Homs/Houla", "2012-05-25") == (108, 108, 108, False)


def test_a_figure_that_excludes_homs_does_not_lower_the_country(homs: Examined) -> None:
    assert row(homs, "sohr", "SYR", "2012-02-09") == (83, 83, 83, True)


def test_a_stale_figure_does_not_lower_the_day(homs: Examined) -> None:
    assert row(homs, "lcc", "SYR", "2012-03-21") == (80, 80, 80, False)


def test_an_older_open_total_does_not_cap_a_later_one(homs: Examined) -> None:
    s = homs.segments
    un = s[(s["source"] == "un") & (s["place_id"] == "SYR") & (s["harm"] == "killed") & (s["victims"] == "all") & (s["basis"] == "difference")]
    assert (un["best"] > 0).all()


def test_a_documented_lower_figure_is_not_raised_by_its_own_older_one_for_the_city(homs: Examined) -> None:
    assert row(homs, "lcc", "SYR/Homs", "2012-02-03", "2012-02-04") == (55, 55, 55, False)


def test_the_ninth_of_february_by_source_and_level(homs: Examined) -> None:
    assert row(homs, "combined", "SYR/Homs", "2012-02-09") == (117, 117, 117, True)
    assert row(homs, "lcc", "SYR/Homs", "2012-02-09") == (110, 110, 110, True)
    assert row(homs, "sohr", "SYR/Homs", "2012-02-09") == (50, 50, 52, True)
    s = homs.segments
    assert s[(s["source"] == "combined") & (s["place_id"] == "SYR/Homs/Homs") & (s["start"] == "2012-02-09") & (s["end"] == "2012-02-09")]["contested"].any()


def test_a_neighbourhood_figure_does_not_silence_the_country(homs: Examined) -> None:
    assert row(homs, "combined", "SYR", "2012-03-11") == (108, 108, 108, True)


def test_the_figure_nobody_owns_is_its_outlets(homs: Examined) -> None:
    assert row(homs, "outlet:deutsche-welle", "SYR/Homs/Homs", "2012-02-04", "2012-02-05") == (260, 260, 260, True)


def test_every_claim_has_an_outcome(homs: Examined) -> None:
    assert len(homs.ledger) == 632
    assert homs.ledger["reason"].notna().all()


def read(folder, name: str, ingestor: str) -> pd.DataFrame:
    definition = Definition(name, name, ingestor, raw=(name,))
    return ingest(definition, raw.find(folder, definition.raw), sources.load(), places.load()).claims


def test_country_years_of_an_event_database_are_the_published_ones(shared) -> None:
    segments = examine(read(shared / "data" / "ucdp", "ged191_bgd_mmr_slice.csv", "ucdp_ged")).segments
    published = pd.read_csv(shared / "data" / "ucdp" / "owid_conflict_deaths_by_country_ged191.csv")
    figure = published.set_index(["Entity", "Year"]).iloc[:, 0].to_dict()
    checked = 0
    for country, place_id in (("Myanmar", "MMR"), ("Bangladesh", "BGD")):
        here = segments[segments["place_id"].str.startswith(place_id)]
        for year in range(1989, 2019):
            for source in ("ucdp", "combined"):
                made = total(here, place_id=place_id, source=source, start=f"{year}-01-01", end=f"{year}-12-31")
                assert (made.best or 0) == figure.get((country, year), 0), (country, year, source)
                checked += 1
    assert checked == 120


@pytest.fixture(scope="module")
def gaza(shared) -> Examined:
    return examine(read(shared / "data" / "gaza", "casualties_daily.json", "tech_for_palestine"))


def about(examined: Examined, kind: str) -> pd.DataFrame:
    return examined.findings[examined.findings["kind"] == kind]


def test_a_cumulative_series_gives_no_negative_day(gaza) -> None:
    killed = gaza.segments[(gaza.segments["harm"] == "killed") & (gaza.segments["victims"] == "all")]
    assert (gaza.segments["low"] >= 0).all()
    assert set(killed["basis"]) >= {"direct", "total since start"}


def test_days_of_one_claimant_that_are_not_the_change_of_its_total_are_found(gaza) -> None:
    """The other three of the file's nine lie between totals of two claimants or days apart: the ingestor lists all nine."""
    found = about(gaza, "daily and cumulative disagree")
    killed = found[found["claim_ids"].str.contains(":killed;|:killed$")]
    days = ["2023-12-08", "2023-12-09", "2024-01-12", "2024-01-16", "2024-08-27", "2024-08-28"]
    assert sorted(killed["start"].dt.date.astype(str)) == days
    assert (killed["start"] == killed["end"]).all()


def test_earlier_deaths_added_later_are_seen_as_a_jump_and_as_a_part(gaza) -> None:
    jumps = about(gaza, "implausible jump")
    assert ((jumps["start"] == "2025-02-07") & jumps["claim_ids"].str.contains("2025-02-08:killed_cum")).any()
    added = gaza.ledger[gaza.ledger["claim_id"].str.endswith(":killed_committee")]
    assert len(added) == 38
    assert added["reason"].str.contains("a part of").all()


def test_totals_of_women_and_children_that_stand_still_are_found(gaza) -> None:
    still = about(gaza, "plateau")
    spans = {(r.claim_ids.split("; ")[0].split(":")[2], str(r.start.date()), str(r.end.date())) for r in still.itertuples()}
    assert spans >= {
        ("killed_women_cum", "2025-04-19", "2025-05-08"),
        ("killed_women_cum", "2025-07-19", "2025-10-07"),
        ("killed_children_cum", "2025-04-19", "2025-05-08"),
        ("killed_children_cum", "2025-09-06", "2025-10-05"),
    }
    lowered = about(gaza, "total lowered")["message"].tolist()
    assert lowered == ["The total of 1000 was followed by 967: the later word was kept, no day is negative."]


def lebanon(shared, starts: dict[int, str]) -> pd.DataFrame:
    """Reports of the ministry, as running totals since the start of their phase."""
    reports = json.loads((shared / "data" / "gaza" / "lebanon_casualties_daily.json").read_text(encoding="utf-8"))
    return claims_frame(
        {
            "claim_id": f"{r['report_date']}:{harm}",
            "claimant": "lebanese-health-ministry",
            "harm": harm,
            "place_id": "LBN",
            "start": starts[r["phase"]],
            "end": r["report_date"],
            "counting": "cumulative",
            "publisher": "Tech for Palestine",
            "published_at": r["report_date"],
            **dict.fromkeys(("low", "best", "high"), r[f"{harm}_cum_reported"]),
        }
        for r in reports
        if r["report_source"] == "moph_lb"
        for harm in ("killed", "injured")
    )


def of_lebanon(examined: Examined, harm: str, start: str, end: str) -> tuple[object, ...]:
    return tuple(total(examined.segments, place_id="LBN", harm=harm, source="lebanese-health-ministry", start=start, end=end))[:4]


@pytest.mark.parametrize("second", ["2026-03-02", "2023-10-08"], ids=["each phase its own start", "one start for both"])
def test_a_count_that_starts_again_is_added_to_the_first(shared, second) -> None:
    examined = examine(lebanon(shared, {1: "2023-10-08", 2: second}))
    assert of_lebanon(examined, "killed", "2023-10-08", "2024-12-04") == (4_047, 4_047, 4_047, False)
    assert of_lebanon(examined, "killed", "2024-12-05", "2026-08-16")[:3] == (4_346, 4_346, 4_346)
    assert of_lebanon(examined, "killed", "2023-10-08", "2026-08-16")[:3] == (8_393, 8_393, 8_393)
    assert of_lebanon(examined, "injured", "2023-10-08", "2026-08-16")[:3] == (28_939, 28_939, 28_939)
    assert (examined.segments["low"] >= 0).all()
    restarts = about(examined, "restart")
    assert len(restarts) == (2 if second == "2023-10-08" else 0)
    assert (restarts["start"] == "2026-03-05").all()


GENERAL_STAFF = "ukraine-general-staff"


def transmitted(shared) -> list[tuple[str, str, int, str, object]]:
    """Russian losses as the General Staff tells them, read from four transmitters: transmitter, day, persons, qualifier, key."""
    folder = shared / "data" / "ukraine"
    one, two, four = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("russia_losses_personnel", "orc_losses", "andriilive_db"))
    hedges = {"about": "about", "more": "more_than"}
    found: list[tuple[str, str, int, str, object]] = [("petro", r["date"], r["personnel"], hedges[r["personnel*"]], r["day"]) for r in one]
    found += [("mod", r["date"], r["personnel"], "exact", r["date"]) for r in two]
    with (folder / "russia_losses.csv").open(encoding="utf-8", newline="") as file:
        found += [("sheet", r["date"], int(r["personnel"]), "exact", r["day"]) for r in csv.DictReader(file) if r["personnel"]]
    # 78 older rows were put in at one moment: the day they are about is not in the file.
    days = [r for r in four["days"] if not r["created_at"].startswith("2023-07-26 04:59:26")]
    return found + [("andrii", r["created_at"][:10], r["militaryPersonnel"], "exact", r["id"]) for r in days]


@pytest.fixture(scope="module")
def losses(shared) -> pd.DataFrame:
    given = {"exact": ("low", "best", "high"), "about": ("best",), "more_than": ("low", "best")}
    return claims_frame(
        {
            "claim_id": f"{transmitter}-{key}",
            "claimant": GENERAL_STAFF,
            "harm": "casualties",
            "victims": "security_forces",
            "place_id": "UKR",
            "start": "2022-02-24",
            "end": day,
            "counting": "cumulative",
            "publisher": transmitter,
            "published_at": day,
            "qualifier": qualifier,
            **dict.fromkeys(given[qualifier], persons),
        }
        for transmitter, day, persons, qualifier, key in transmitted(shared)
    )


@pytest.fixture(scope="module")
def ukraine(losses) -> Examined:
    return examine(losses)


def test_four_transmitters_are_one_source(ukraine, losses) -> None:
    assert losses["is_interested"].all()
    segments = ukraine.segments
    assert set(segments["source"]) == {GENERAL_STAFF}  # an interested party alone makes no combined row
    assert set(segments["n_sources"]) == {1}
    assert set(segments["n_groups"]) == {1}
    distinct = losses.drop_duplicates(["end", "best"])
    assert (ukraine.ledger["status"] == "relay").sum() == len(losses) - len(distinct)


def test_a_running_total_of_four_transmitters_has_no_negative_day(ukraine) -> None:
    assert (ukraine.segments["low"] >= 0).all()
    assert (ukraine.segments["best"].dropna() >= 0).all()


def test_days_on_which_transmitters_disagree_are_found(ukraine, losses) -> None:
    told: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for r in losses.itertuples():
        told[str(r.end.date())][int(r.best)].add(r.claim_id)
    apart = {day: {i for ids in figures.values() for i in ids} for day, figures in told.items() if len(figures) > 1}
    assert len(apart) == 25
    found = about(ukraine, "order_unknown")
    assert {str(r.end.date()): set(r.claim_ids.split("; ")) for r in found.itertuples()} == apart
    swapped = about(ukraine, "digits swapped")
    assert {str(d.date()) for d in swapped["end"]} == {"2024-06-11", "2025-05-09", "2025-10-28", "2025-11-05"}
    assert "963270 and 963720" in " ".join(swapped["message"])
    assert about(ukraine, "digits dropped")["message"].str.startswith("11589420 and 1159420").tolist() == [True]


def of_ukraine(examined: Examined) -> object:
    asked = {"place_id": "UKR", "harm": "casualties", "victims": "security_forces", "source": GENERAL_STAFF}
    return total(examined.segments, **asked, start="2022-02-24", end="2026-08-22").best


def test_one_digit_too_many_at_one_transmitter_does_not_start_a_new_count(ukraine) -> None:
    assert of_ukraine(ukraine) == 1_475_270


def test_with_a_ruling_on_the_miswritten_figure_the_differences_add_up_to_the_last_total(losses) -> None:
    ruling = {"ruling_id": "r1", "kind": "exclude", "claim_ids": "andrii-1363", "reason": "a digit too many", "by": "a test", "at": "2026-01-01"}
    assert of_ukraine(examine(losses, rulings=pd.DataFrame([ruling]))) == 1_475_270


def test_the_whole_of_gaza_is_the_last_running_total(gaza) -> None:
    """Two days on which the total lagged behind the figures of the day were made up the day after: nobody is counted twice."""
    made = total(gaza.segments, place_id="PSE/Gaza", source="gaza-moh", start="2023-10-07", end="2026-08-31")
    assert made.best == 73_419


def test_a_place_above_says_no_more_than_its_only_part(gaza) -> None:
    window = {"source": "gaza-moh", "start": "2023-10-07", "end": "2026-08-31"}
    inside, above = (total(gaza.segments, place_id=place, **window) for place in ("PSE/Gaza", "PSE"))
    assert (above.low, above.best) == (inside.low, inside.best)
