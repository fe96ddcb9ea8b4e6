from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from casualties.reconcile import daily, examine, total
from casualties.sources import load
from tests.reconcile.scenario import claim, frame

DAYS = ["2012-02-10", "2012-02-11", "2012-02-12", "2012-02-13"]
PLACES = ["SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Rastan", "SYR/Idlib"]


def event(
    claim_id: str, day: str, place_id: str, best: int, *, end: str | None = None, source: str = "ged", victims: str = "all", incident: str = ""
) -> dict[str, object]:
    figures = {"qualifier": "coded", "low": best, "best": best, "high": best, "counting": "incident", "incident_id": incident or claim_id}
    return claim(claim_id, source, day, "", end=end, published="2013-06-01", place_id=place_id, victims=victims, **figures)


events = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(PLACES), st.integers(0, 9)), min_size=1, max_size=8)


@settings(max_examples=6)
@given(events)
def test_sums_of_incidents_by_any_partition_of_days_and_places_add_up(drawn: list[tuple[int, int, str, int]]) -> None:
    claims = [event(f"e{i}", DAYS[day], place, best) for i, (day, _, place, best) in enumerate(drawn)]
    segments = examine(frame(claims)).segments
    whole = sum(best for _, _, _, best in drawn)
    assert total(segments, place_id="SYR", source="ged", start=DAYS[0], end=DAYS[-1]).best == whole
    by_day = [total(segments, place_id="SYR", source="ged", start=d, end=d).best or 0 for d in DAYS]
    assert sum(by_day) == whole
    leaves = [total(segments, place_id=p, source="ged", start=d, end=d).best or 0 for p, d in product(["SYR/Homs", "SYR/Idlib"], DAYS)]
    assert sum(leaves) == whole


def test_an_event_over_a_month_does_not_contain_the_event_of_a_day() -> None:
    segments = examine(frame([event("e1", "2012-02-10", "SYR/Homs/Homs", 5), event("e2", "2012-02-01", "SYR/Homs", 20, end="2012-02-29")])).segments
    assert total(segments, place_id="SYR/Homs", source="ged", start="2012-02-01", end="2012-02-29").best == 25


def test_several_incidents_of_a_day_are_one_open_row() -> None:
    claims = [
        claim("a", "police", "2012-02-21", "5", incident_id="i1", counting="incident", published="2012-02-21T12:00:00Z"),
        claim("b", "police", "2012-02-21", "3", incident_id="i2", counting="incident"),
        claim("c", "police", "2012-02-21", "6", incident_id="i1", counting="incident", published="2012-02-21T22:00:00Z"),
    ]
    rows = examine(frame(claims)).segments
    row = rows[rows["source"] == "police"].iloc[0]
    assert (row["low"], row["best"], row["high"], row["high_open"], row["basis"]) == (9, 9, 9, True, "sum of incidents")
    assert set(row["claim_ids"].split("; ")) == {"b", "c"}


def test_an_incident_with_only_civilians_is_a_floor_for_all() -> None:
    claims = [event("a", DAYS[0], "SYR/Homs", 6), event("b", DAYS[0], "SYR/Homs", 3, victims="civilians")]
    segments = examine(frame(claims)).segments
    made = total(segments, place_id="SYR/Homs", source="ged", start=DAYS[0], end=DAYS[0])
    assert (made.low, made.best, made.high_open) == (9, 9, True)


def test_the_parts_of_an_incident_are_not_added_to_it() -> None:
    claims = [event("a", DAYS[0], "SYR/Homs", 6), event("a2", DAYS[0], "SYR/Homs", 4, victims="civilians", incident="a")]
    segments = examine(frame(claims)).segments
    assert total(segments, place_id="SYR", source="ged", start=DAYS[0], end=DAYS[0]).best == 6


def test_a_day_without_an_event_is_none_recorded_only_for_a_source_that_records_all() -> None:
    sources = load()
    known = sources[sources["exhaustive"]].iloc[0]["id"]
    claims = [event("a", DAYS[0], "SYR/Homs", 6, source=known), event("b", DAYS[3], "SYR/Homs", 2, source=known), event("c", DAYS[0], "SYR/Homs", 6)]
    segments = examine(frame(claims)).segments
    status = {s: daily(segments, place_id="SYR/Homs", source=s, start=DAYS[0], end="2012-02-14")["status"].tolist() for s in (known, "ged")}
    assert status[known] == ["reported", "none_recorded", "none_recorded", "reported", "missing"]
    assert status["ged"] == ["reported", *["missing"] * 4]
    assert tuple(total(segments, place_id="SYR/Homs", source=known, start=DAYS[0], end=DAYS[3])) == (8, 8, 8, False, 1.0)


def test_a_source_that_counts_incidents_and_gives_a_total_is_not_added_to_itself() -> None:
    claims = [event("a", DAYS[0], "SYR/Homs", 6, source="police"), event("b", DAYS[0], "SYR/Homs", 3, source="police"), claim("c", "police", DAYS[0], "12")]
    made = total(examine(frame(claims)).segments, place_id="SYR/Homs", source="police", start=DAYS[0], end=DAYS[0])
    assert (made.low, made.best) == (12, 12)
