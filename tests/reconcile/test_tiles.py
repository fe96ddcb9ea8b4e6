from __future__ import annotations

from casualties.reconcile import examine, total
from tests.reconcile.scenario import PLACE, claim, frame, told

FRI, SAT, SUN, MON = "2012-02-03", "2012-02-04", "2012-02-05", "2012-02-06"


def rows(*claims: dict[str, object]) -> list[tuple[object, ...]]:
    return told(examine(frame(claims)).segments, "sohr")


def span(claim_id: str, start: str, end: str, figure: str, **other: object) -> dict[str, object]:
    return claim(claim_id, "sohr", start, figure, end=end, **other)  # type: ignore[arg-type]


def weekend(*claims: dict[str, object], start: str = SAT, end: str = SUN) -> tuple[object, ...]:
    return tuple(total(examine(frame(claims)).segments, place_id=PLACE, source="sohr", start=start, end=end))


def test_a_known_day_leaves_the_rest_of_a_weekend() -> None:
    assert rows(span("a", SAT, SUN, ">=260"), span("b", SAT, SAT, "55")) == [(SAT, SAT, 55, 55, 55, "direct"), (SUN, SUN, 205, 205, None, "remainder")]


def test_a_weekend_whose_saturday_is_a_floor_still_totals_what_was_said() -> None:
    claims = (span("a", SAT, SUN, ">=260"), span("b", SAT, SAT, ">=55"))
    assert rows(*claims)[1] == (SUN, SUN, 0, None, None, "remainder")
    assert weekend(*claims)[:4] == (260, 260, 260, True)


def test_an_exact_weekend_closes_an_open_saturday() -> None:
    assert weekend(span("a", SAT, SUN, "260"), span("b", SAT, SAT, ">=55"))[:4] == (260, 260, 260, False)


def test_the_same_total_told_again_is_not_added() -> None:
    claims = (span("a", SAT, SAT, "14"), span("b", SUN, SUN, ">=5"), span("c", SAT, SUN, ">=19"))
    assert [r[2:5] for r in rows(*claims)] == [(14, 14, 14), (5, 5, None)]
    assert weekend(*claims)[:4] == (19, 19, 19, True)


def test_a_total_above_its_days_leaves_a_surplus_that_is_on_no_day() -> None:
    claims = (span("a", SAT, SAT, "55"), span("b", SUN, SUN, "100"), span("c", SAT, SUN, "260"))
    assert (SAT, SUN, 105, 105, 105, "undistributed") in rows(*claims)
    assert weekend(*claims) == (260, 260, 260, False, 1.0)
    assert weekend(*claims, end=SAT)[:3] == (55, 107, 160)


def test_a_total_below_its_days_is_a_conflict_and_the_days_stand() -> None:
    made = examine(frame([span("a", SAT, SAT, "80"), span("b", SUN, SUN, "70"), span("c", SAT, SUN, "100")]))
    assert [r[2:5] for r in told(made.segments, "sohr")] == [(80, 80, 80), (70, 70, 70)]
    assert "conflict" in set(made.findings["kind"])
    assert total(made.segments, place_id=PLACE, source="sohr", start=SAT, end=SUN)[:3] == (150, 150, 150)


def test_parts_above_an_exact_total_leave_nothing_and_say_so() -> None:
    made = examine(frame([span("a", SAT, SAT, "80"), span("c", SAT, SUN, "60")]))
    remainder = made.segments[(made.segments["basis"] == "remainder")]
    assert remainder[["low", "best", "high"]].iloc[0].tolist() == [0, 0, 0]
    assert "parts exceed total" in remainder["flags"].iloc[0]


def test_a_floor_that_its_known_days_satisfy_says_nothing_of_the_others() -> None:
    assert rows(span("a", SAT, SAT, "80"), span("c", SAT, SUN, ">=60"))[1] == (SUN, SUN, 0, None, None, "remainder")


def test_uncovered_days_around_a_known_day_are_one_row() -> None:
    made = rows(span("a", SAT, SAT, "20"), span("c", FRI, SUN, "100"))
    assert (FRI, SUN, 80, 80, 80, "remainder") in made
    claims = (span("a", SAT, SAT, "20"), span("b", FRI, FRI, "30"), span("c", FRI, SUN, "100"))
    assert (SUN, SUN, 50, 50, 50, "remainder") in rows(*claims)


def test_spans_that_cut_across_each_other_bound_the_whole() -> None:
    claims = (span("a", FRI, SUN, "100"), span("d", SUN, MON, "80"))
    assert weekend(*claims, start=FRI, end=MON) == (100, 100, 180, False, 1.0)


def test_a_figure_so_far_leaves_no_best_for_the_rest() -> None:
    claims = (span("a", SAT, SUN, "90", published=f"{SAT}T20:00:00Z"), span("c", SAT, MON, "100"))
    remainder = next(r for r in rows(*claims) if r[-1] == "remainder")
    assert remainder == (MON, MON, 10, None, 10, "remainder")


def test_an_incident_figure_is_a_floor_beside_a_period_figure() -> None:
    claims = (span("a", SAT, SAT, "14", counting="incident"), span("b", SAT, SAT, "20"))
    assert rows(*claims) == [(SAT, SAT, 20, 20, 20, "direct")]
    assert rows(claims[0]) == [(SAT, SAT, 14, 14, 14, "direct")]


def test_standards_of_counting_are_never_added() -> None:
    claims = (span("a", SAT, SAT, "40"), span("b", SAT, SAT, "31", standard="named_list"))
    assert weekend(*claims, end=SAT)[:3] == (40, 40, 40)


def test_a_span_is_one_row_and_is_never_spread_over_its_days() -> None:
    assert rows(span("a", SAT, MON, "9")) == [(SAT, MON, 9, 9, 9, "direct")]


def test_a_total_since_the_start_says_nothing_of_a_month_inside_it() -> None:
    claims = (span("a", "2011-03-15", "2012-02-22", "7600", counting="cumulative"), span("b", "2012-02-08", "2012-02-08", "30"))
    assert weekend(*claims, start="2012-02-01", end="2012-02-22")[:4] == (30, 30, 30, True)
    assert weekend(*claims, start="2011-03-01", end="2012-02-29")[:3] == (7600, 7600, 7600)
