"""The rules on the bundled claims and, where they are at hand, on files of other organisations."""

from __future__ import annotations

import pandas as pd
import pytest

from casualties import places, raw, sources
from casualties.ingest import Definition, ingest, read_definition
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
        for year in range(1989, 2019):
            for source in ("ucdp", "combined"):
                made = total(segments, place_id=place_id, source=source, start=f"{year}-01-01", end=f"{year}-12-31")
                assert (made.best or 0) == figure.get((country, year), 0), (country, year, source)
                checked += 1
    assert checked == 120


def test_a_cumulative_series_gives_no_negative_day(shared) -> None:
    segments = examine(read(shared / "data" / "gaza", "casualties_daily.json", "tech_for_palestine")).segments
    killed = segments[(segments["harm"] == "killed") & (segments["victims"] == "all")]
    assert (segments["low"] >= 0).all()
    assert set(killed["basis"]) >= {"direct", "total since start"}
