"""Small cases in which several rules meet; each is written down because a program once got it wrong."""

from __future__ import annotations

from casualties.reconcile import examine, reconcile, total
from tests.reconcile.scenario import claim, frame, told


def day(n: int) -> str:
    return f"2012-02-{n:02d}"


def rows(records: list[dict[str, object]], source: str, place_id: str, victims: str = "all") -> list[tuple[object, ...]]:
    return [r[:5] for r in told(reconcile(frame(records)), source, place_id, victims)]


def test_a_remainder_of_a_part_makes_no_figure_for_its_country() -> None:
    records = [
        claim("a", "sohr", day(1), "40", end=day(3), place_id="SYR/Idlib"),
        claim("b", "sohr", day(2), "10", place_id="SYR/Idlib", published=f"{day(3)}T09:00:00Z"),
    ]
    assert (day(1), day(3), 40, 40, None) in rows(records, "combined", "SYR")
    assert total(reconcile(frame(records)), place_id="SYR", start=day(1), end=day(3))[:3] == (40, 40, 40)


def test_an_upper_bound_still_holds_when_a_floor_below_it_rises() -> None:
    figures = [("a", ">=8", f"{day(5)}T09:00:00Z"), ("b", "<=30", f"{day(7)}T09:00:00Z"), ("c", ">=12", f"{day(9)}T09:00:00Z")]
    records = [claim(i, "sohr", day(5), figure, published=at) for i, figure, at in figures]
    assert rows(records, "sohr", "SYR/Homs") == [(day(5), day(5), 12, 12, 30)]


def test_a_lower_figure_that_stands_is_replaced_by_a_later_higher_one() -> None:
    records = [claim(f"c{i}", "sohr", day(5), figure, published=f"{day(5)}T1{i}:00:00Z") for i, figure in enumerate(["60", "20", "50"])]
    assert rows(records, "sohr", "SYR/Homs") == [(day(5), day(5), 50, 60, 60)]


def test_of_a_tie_only_the_open_figure_is_implied_by_a_higher_one() -> None:
    late = f"{day(5)}T20:00:00Z"
    records = [
        claim("a", "sohr", day(5), "40", published=f"{day(5)}T10:00:00Z"),
        claim("b", "sohr", day(5), "8", published=late),
        claim("c", "sohr", day(5), ">=13", published=late),
    ]
    assert rows(records, "sohr", "SYR/Homs") == [(day(5), day(5), 8, 40, 40)]


def test_a_running_total_and_a_day_of_one_place_are_not_added_for_its_country() -> None:
    records = [claim("a", "lcc", day(1), "20"), claim("b", "lcc", day(1), ">=3", counting="cumulative")]
    made = total(reconcile(frame(records)), place_id="SYR", source="lcc", start=day(1), end=day(1))
    assert (made.low, made.best, made.high) == (20, 20, 20)


def test_an_incident_speaks_the_same_whatever_is_stated_of_another_day() -> None:
    incident = claim("i", "sohr", day(6), "20", place_id="SYR/Idlib", counting="incident", incident_id="i1")
    alone, beside = (
        [r for r in rows([incident, *more], "combined", "SYR") if r[0] == day(6)] for more in ([], [claim("p", "sohr", day(3), "3", place_id="SYR/Idlib")])
    )
    assert alone == beside


def test_a_part_is_as_new_as_its_newest_figure() -> None:
    records = [
        claim("w", "lcc", day(4), "0", place_id="SYR", published=f"{day(4)}T12:00:00Z"),
        claim("a", "lcc", day(4), "25", place_id="SYR/Homs/Rastan", published=f"{day(3)}T18:00:00Z"),
        claim("b", "lcc", day(4), "8", place_id="SYR/Homs/Rastan", published=f"{day(4)}T20:00:00Z"),
    ]
    assert rows(records, "lcc", "SYR")[0][2] == 8


def test_a_total_that_stands_between_two_figures_is_subtracted_as_both() -> None:
    totals = [("a", day(2), ">=25", day(4)), ("b", day(2), "0", day(6)), ("c", day(5), "30", day(9))]
    records = [claim(i, "snhr", day(1), figure, end=end, counting="cumulative", published=f"{at}T20:00:00Z") for i, end, figure, at in totals]
    assert (day(3), day(5), 5, 5, 30) in rows(records, "snhr", "SYR/Homs")


def test_what_disjoint_categories_leave_of_a_total_is_unknown() -> None:
    records = [claim(v, "lcc", day(2), n, victims=v) for v, n in [("all", "100"), ("children", "30"), ("security_forces", "50")]]
    assert rows(records, "lcc", "SYR/Homs", "unknown") == [(day(2), day(2), 20, 20, 20)]


def test_high_is_never_below_what_the_source_reported_inside() -> None:
    records = [
        claim("d", "snhr", day(6), "8"),
        claim("t", "snhr", day(4), ">=100", end=day(6)),
        claim("u", "snhr", day(4), "20", end=day(6), published=f"{day(7)}T20:00:00Z"),
    ]
    assert (day(4), day(6), 20, 100, None) in rows(records, "combined", "SYR/Homs")
    assert total(reconcile(frame(records)), place_id="SYR/Homs", start=day(4), end=day(6)).high == 100
    hull = [claim("a", "lcc", day(5), "0"), claim("b", "lcc", day(5), "37"), claim("t", "lcc", day(2), ">=5", end=day(5))]
    assert total(reconcile(frame(hull)), place_id="SYR/Homs", source="lcc", start=day(2), end=day(5))[:3] == (5, 37, 37)


def test_an_upper_bound_inside_a_span_does_not_take_its_best_away() -> None:
    records = [claim("d", "sohr", day(6), "<=60"), claim("t", "sohr", day(4), "", end=day(7), qualifier="vague", low=100, best=100)]
    made = total(reconcile(frame(records)), place_id="SYR/Homs", source="sohr", start=day(4), end=day(7))
    assert (made.low, made.best) == (100, 100)


def test_an_incident_beside_a_total_does_not_hide_it_from_the_country() -> None:
    statement = claim("p", "sohr", day(1), "50")
    incident = claim("i", "sohr", day(1), "10", counting="incident", incident_id="i1")
    for records in ([statement], [statement, incident]):
        assert total(reconcile(frame(records)), place_id="SYR", source="sohr", start=day(1), end=day(1))[:2] == (50, 50)


def test_parts_do_not_silence_a_stated_figure_because_one_day_is_stated() -> None:
    records = [
        claim("a", "snhr", day(3), "60", end=day(5), place_id="SYR/Homs/Homs"),
        claim("b", "snhr", day(5), "30", place_id="SYR"),
        claim("c", "witnesses", day(3), "37", end=day(5), place_id="SYR"),
    ]
    assert (day(3), day(5), 37, 37, None) in rows(records, "combined", "SYR")


def test_a_surplus_on_a_day_counts_for_the_country() -> None:
    records = [claim("a", "lcc", day(6), "25", place_id="SYR/Homs/Rastan"), claim("b", "lcc", day(6), ">=50", place_id="SYR/Homs/Rastan", counting="incident")]
    assert rows(records, "lcc", "SYR") == [(day(6), day(6), 50, 50, None)]


def test_an_exact_figure_far_below_a_range_does_not_narrow_it() -> None:
    records = [claim(f"c{i}", "snhr", day(1), figure, published=f"{day(1 + i)}T20:00:00Z") for i, figure in enumerate(["~107", "3", "10"])]
    assert rows(records, "snhr", "SYR/Homs") == [(day(1), day(1), 10, 107, 118)]


def test_an_upper_bound_goes_on_holding() -> None:
    tie = f"{day(5)}T12:00:00Z"
    later = claim("c", "sohr", day(5), "12", published=f"{day(6)}T12:00:00Z")
    bound = claim("a", "sohr", day(5), "<=30", published=tie)
    assert (
        rows([bound, later], "sohr", "SYR/Homs")
        == rows([bound, claim("b", "sohr", day(5), ">=0", published=tie), later], "sohr", "SYR/Homs")
        == [(day(5), day(5), 12, 12, 30)]
    )


def test_a_partys_own_total_and_its_category_are_one_series() -> None:
    records = [claim(v, "syrian-government", day(4), n, victims=v) for v, n in [("all", "25"), ("security_forces", "12")]]
    assert rows(records, "syrian-government", "SYR/Homs") == [(day(4), day(4), 25, 25, 25)]
    assert rows(records, "syrian-government", "SYR/Homs", "unknown") == [(day(4), day(4), 13, 13, 13)]


def test_incidents_and_a_total_of_one_source_speak_together_for_the_country() -> None:
    records = [
        claim("i", "sohr", day(5), "8", place_id="SYR/Homs/Homs", counting="incident", incident_id="i1"),
        claim("p", "sohr", day(5), "40", place_id="SYR/Homs/Homs"),
    ]
    assert rows(records, "combined", "SYR") == [(day(5), day(5), 40, 40, None)]


def test_of_a_running_total_and_a_day_the_higher_speaks_for_the_country() -> None:
    records = [claim("a", "sohr", day(1), "50", place_id="SYR/Homs/Homs"), claim("b", "sohr", day(1), "30", place_id="SYR/Homs/Homs", counting="cumulative")]
    assert rows(records, "combined", "SYR")[0][2] == 50


def test_an_incident_on_two_places_is_found() -> None:
    records = [claim(i, "ucdp", day(2), "6", place_id=place, counting="incident", incident_id="e1") for i, place in [("a", "SYR/Homs"), ("b", "SYR/Homs/Homs")]]
    assert "incident on two places or spans" in set(examine(frame(records)).findings["kind"])


def test_what_is_called_a_part_but_exceeds_its_whole_is_not_set_aside() -> None:
    figures = [("a", "10", None), ("b", ">=60", None), ("c", "60", "a")]
    records = [claim(i, "sohr", day(1), figure, published=f"{day(1)}T1{n}:00:00Z", part_of=whole) for n, (i, figure, whole) in enumerate(figures)]
    assert rows(records, "sohr", "SYR/Homs") == [(day(1), day(1), 60, 60, None)]


def test_of_two_upper_bounds_the_higher_goes_on_holding() -> None:
    records = [claim(f"c{i}", "sohr", day(5), figure, published=f"{day(5)}T1{i}:00:00Z") for i, figure in enumerate([">=10", "<=100", "<=30"])]
    assert rows(records, "sohr", "SYR/Homs") == [(day(5), day(5), 10, 10, 100)]


CITY, DISTRICT = "SYR/Homs/Homs", "SYR/Homs/Homs/Khalidiya"


def test_a_city_speaks_for_its_governorate_not_a_district_inside_it() -> None:
    records = [
        claim("a", "sohr", day(3), ">100", place_id=CITY),
        claim("b", "sohr", day(3), ">=217", end=day(4), place_id=CITY),
        claim("k", "sohr", day(3), "138", end=day(4), place_id=DISTRICT),
    ]
    for place in (CITY, "SYR/Homs", "SYR"):
        made = total(reconcile(frame(records)), place_id=place, source="sohr", start=day(3), end=day(4))
        assert made[:4] == (217, 217, 217, True), place


def test_a_part_whose_total_leaves_nothing_still_speaks_for_what_holds_it() -> None:
    records = [claim("a", "sohr", day(3), ">100", place_id=CITY), claim("b", "sohr", day(3), ">=217", end=day(4), place_id=CITY)]
    assert total(reconcile(frame(records)), place_id="SYR", source="sohr", start=day(3), end=day(4)).low == 217


def test_a_span_and_a_running_total_that_share_a_day_are_not_added() -> None:
    records = [
        claim("a", "sohr", day(3), ">100"),
        claim("b", "sohr", day(3), ">=217", end=day(4)),
        claim("c", "sohr", day(4), ">400", end=day(5), counting="cumulative"),
    ]
    assert total(reconcile(frame(records)), place_id="SYR/Homs", source="sohr", start=day(3), end=day(5))[:2] == (500, 500)


def test_a_running_total_of_a_part_counts_only_in_windows_that_hold_it() -> None:
    records = [
        claim("t", "sohr", day(4), ">=100", end=day(24), counting="cumulative", place_id=f"{CITY}/Baba Amr"),
        claim("x", "sohr", day(21), "21", place_id=CITY),
    ]
    segments = reconcile(frame(records))
    assert total(segments, place_id=CITY, source="sohr", start=day(20), end=day(23))[:3] == (21, 21, 21)
    assert total(segments, place_id=CITY, source="sohr", start=day(4), end=day(24)).low == 100


def test_a_day_and_a_running_total_that_contradict_are_not_added() -> None:
    records = [claim("a", "lcc", day(1), "20"), claim("b", "lcc", day(1), "30", counting="cumulative")]
    assert total(reconcile(frame(records)), place_id="SYR/Homs", source="lcc", start=day(1), end=day(1)).best == 30
    records = [claim("a", "lcc", day(1), ">=20", place_id=CITY), claim("b", "lcc", day(1), "12", end=day(3), counting="cumulative", place_id="SYR")]
    assert total(reconcile(frame(records)), place_id="SYR", source="lcc", start=day(1), end=day(3)).low == 20


def test_a_retraction_of_an_incident_that_is_not_here_counts_nobody() -> None:
    assert reconcile(frame([claim("a", "ucdp", day(4), "12", counting="incident", incident_id="e", stance="retracts")])).empty


def test_a_category_above_the_floor_of_a_district_is_a_floor_for_all() -> None:
    records = [claim("a", "sohr", day(3), "10", place_id=f"{CITY}/Baba Amr"), claim("b", "sohr", day(3), "20", place_id=CITY, victims="civilians")]
    assert total(reconcile(frame(records)), place_id=CITY, source="sohr", start=day(3), end=day(3))[:2] == (20, 20)


def test_a_category_of_one_day_beside_a_floor_of_ten() -> None:
    records = [
        claim("w", "srgc", day(12), "48", place_id=CITY, victims="women_and_children"),
        claim("r", "srgc", day(12), "39", end=day(21), place_id=f"{CITY}/Rifai"),
    ]
    assert total(reconcile(frame(records)), place_id=CITY, source="srgc", start=day(12), end=day(21))[:2] == (48, 48)


def test_a_total_that_lags_a_day_is_not_made_up_twice() -> None:
    totals = [(6, "100"), (7, "100"), (8, "199")]
    records = [claim(f"t{n}", "gaza-moh", day(1), figure, end=day(n), counting="cumulative") for n, figure in totals]
    records += [claim("d7", "gaza-moh", day(7), "41"), claim("d8", "gaza-moh", day(8), "58")]
    segments = reconcile(frame(records))
    assert total(segments, place_id="SYR/Homs", source="gaza-moh", start=day(7), end=day(8)).best == 99
    assert total(segments, place_id="SYR/Homs", source="gaza-moh", start=day(1), end=day(8)).best == 199


def test_differences_of_rounded_totals_do_not_drift_from_the_last_one() -> None:
    records = [claim(f"t{n}", "sohr", day(1), f"~{1000 * n}", end=day(n), counting="cumulative") for n in range(2, 20)]
    made = total(reconcile(frame(records)), place_id="SYR/Homs", source="sohr", start=day(1), end=day(19))
    assert made[:3] == (17_100, 19_000, 20_900)


def test_a_digit_too_many_in_a_running_total_starts_no_new_count() -> None:
    totals = [(10, "1158430"), (11, "11589420"), (12, "1160380")]
    records = [claim(f"t{n}", "sohr", day(1), figure, end=day(n), counting="cumulative") for n, figure in totals]
    examined = examine(frame(records))
    assert total(examined.segments, place_id="SYR/Homs", source="sohr", start=day(1), end=day(12)).best == 1_160_380
    assert set(examined.findings["kind"]) >= {"implausible rise"}


def test_a_combined_total_leaves_out_the_floor_that_the_row_leaves_out() -> None:
    figures = [("lcc", ">200", 13), ("snc", ">260", 15), ("hrw", ">330", 16), ("sohr", ">=217", 17)]
    records = [claim(source, source, day(3), figure, end=day(4), published=f"{day(4)}T{hour}:00:00Z") for source, figure, hour in figures]
    segments = reconcile(frame(records))
    assert (day(3), day(4), 217, 260, None) in rows(records, "combined", "SYR/Homs")
    assert total(segments, place_id="SYR/Homs", start=day(3), end=day(4))[:3] == (217, 260, 330)


def test_of_small_figures_a_deep_fall_is_a_new_count() -> None:
    records = [claim(f"t{n}", "sohr", day(1), figure, end=day(n), counting="cumulative") for n, figure in [(2, "3"), (3, "45"), (4, "5")]]
    examined = examine(frame(records))
    assert "restart" in set(examined.findings["kind"])
    assert total(examined.segments, place_id="SYR/Homs", source="sohr", start=day(1), end=day(4)).best == 50


def test_the_lag_of_one_count_is_not_made_up_by_another() -> None:
    records = [claim(f"a{n}", "sohr", day(1), figure, end=day(n), counting="cumulative") for n, figure in [(6, "100"), (7, "100")]]
    records += [claim(f"b{n}", "sohr", day(2), figure, end=day(n), counting="cumulative") for n, figure in [(7, "90"), (8, "189")]]
    records += [claim("d7", "sohr", day(7), "41"), claim("d8", "sohr", day(8), "58")]
    assert total(reconcile(frame(records)), place_id="SYR/Homs", source="sohr", start=day(7), end=day(8)).best == 140
