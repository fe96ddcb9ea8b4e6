from __future__ import annotations

import pandas as pd

from casualties.reconcile import examine, total
from tests.reconcile.scenario import claim, frame, told

DAY = "2012-03-12"
COUNTRY, AREA, CITY, QUARTER, OTHER = "SYR", "SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Homs/Karm al-Zeitoun", "SYR/Idlib"


def at(claim_id: str, place_id: str, figure: str, claimant: str = "lcc", **other: object) -> dict[str, object]:
    return claim(claim_id, claimant, DAY, figure, place_id=place_id, **other)  # type: ignore[arg-type]


def elsewhere(segments: pd.DataFrame, place_id: str, source: str = "lcc") -> list[tuple[object, ...]]:
    rows = segments[(segments["basis"] == "elsewhere") & (segments["place_id"] == place_id) & (segments["source"] == source)]
    return [(r.low, None if pd.isna(r.best) else r.best, None if r.high_open else r.high) for r in rows.itertuples()]


def test_a_quarter_lies_in_its_governorate_and_that_in_its_country() -> None:
    segments = examine(frame([at("a", COUNTRY, "108"), at("b", AREA, "70"), at("d", QUARTER, "45")])).segments
    assert told(segments, "lcc", COUNTRY) == [(DAY, DAY, 108, 108, 108, "direct")]
    assert told(segments, "lcc", AREA) == [(DAY, DAY, 70, 70, 70, "direct")]
    assert elsewhere(segments, COUNTRY) == [(38, 38, 38)]
    assert elsewhere(segments, AREA) == [(25, 25, 25)]


def test_what_is_elsewhere_is_never_negative_and_never_counted() -> None:
    segments = examine(frame([at("a", COUNTRY, ">=40"), at("b", AREA, ">=30")])).segments
    assert elsewhere(segments, COUNTRY) == [(0, None, None)]
    assert total(segments, place_id=COUNTRY, source="lcc", start=DAY, end=DAY)[:3] == (40, 40, 40)


def test_an_open_parent_below_its_parts_is_raised() -> None:
    segments = examine(frame([at("a", COUNTRY, ">=50"), at("b", AREA, "35"), at("d", OTHER, "30")])).segments
    assert told(segments, "lcc", COUNTRY) == [(DAY, DAY, 65, 65, None, "direct")]


def test_an_exact_parent_below_its_parts_is_raised_and_flagged() -> None:
    made = examine(frame([at("a", COUNTRY, "50"), at("b", AREA, "35"), at("d", OTHER, "30")]))
    assert told(made.segments, "lcc", COUNTRY) == [(DAY, DAY, 65, 65, 65, "direct")]
    assert "conflict" in set(made.findings["kind"])


def test_a_part_published_before_an_exact_whole_and_above_it_is_out_of_date() -> None:
    segments = examine(frame([at("a", CITY, ">200", published=f"{DAY}T08:00:00Z"), at("b", AREA, "55")])).segments
    assert told(segments, "lcc", AREA) == [(DAY, DAY, 55, 55, 55, "direct")]
    assert "out of date: whole" in set(segments.loc[(segments["place_id"] == CITY) & (segments["source"] == "lcc"), "flags"])


def test_parts_of_a_parent_nobody_stated_are_an_open_floor() -> None:
    segments = examine(frame([at("b", AREA, "35"), at("d", OTHER, "30")])).segments
    assert told(segments, "lcc", COUNTRY) == [(DAY, DAY, 65, 65, None, "floor from parts")]


def test_another_sources_city_is_a_floor_of_its_own_country_figure() -> None:
    segments = examine(frame([at("a", COUNTRY, "20", "syrian-government"), at("b", AREA, "45")])).segments
    assert told(segments, "syrian-government", COUNTRY) == [(DAY, DAY, 20, 20, 20, "direct")]
    assert told(segments, "combined", COUNTRY) == [(DAY, DAY, 20, 20, None, "combined")]
    assert elsewhere(segments, COUNTRY, "syrian-government") == []


def test_a_floor_from_parts_never_silences_a_stated_figure() -> None:
    segments = examine(frame([at("a", COUNTRY, "108", "activists"), at("b", QUARTER, "12", "syrian-government")])).segments
    combined = segments[(segments["source"] == "combined") & (segments["place_id"] == COUNTRY)].iloc[0]
    assert (combined["low"], combined["best"]) == (108, 108)


def test_a_name_that_begins_like_another_is_not_inside_it() -> None:
    segments = examine(frame([at("a", "SYR/Homs", "5"), at("b", "SYR/Homsville", "9")])).segments
    assert told(segments, "lcc", "SYR/Homs") == [(DAY, DAY, 5, 5, 5, "direct")]
