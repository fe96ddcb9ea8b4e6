from __future__ import annotations

import pytest

from casualties.reconcile import examine, total
from tests.reconcile.scenario import PLACE, claim, frame, told

WAR = "2011-03-15"


def run(*totals: tuple[str, str], start: str = WAR) -> list[tuple[object, ...]]:
    """Rows of running totals (last day, figure) of one claimant."""
    return told(examine(frame(_claims(totals, start))).segments, "un")


def _claims(totals: tuple[tuple[str, str], ...], start: str | None = WAR) -> list[dict[str, object]]:
    return [claim(f"c{i}", "un", start, figure, end=end, counting="cumulative") for i, (end, figure) in enumerate(totals)]  # type: ignore[arg-type]


def test_rounded_open_totals_give_a_range_between_them() -> None:
    assert run(("2012-01-27", ">5400"), ("2012-02-17", ">7100")) == [
        (WAR, "2012-01-27", 5400, 5400, None, "total since start"),
        ("2012-01-28", "2012-02-17", 1601, 1700, 1799, "difference"),
    ]


@pytest.mark.parametrize(("figure", "q"), [(5400, 100), (8000, 1000), (20000, 1000), (217, 1), (260, 10)])
def test_rounding_is_the_power_of_ten_that_divides_the_figure_at_most_1000(figure: int, q: int) -> None:
    (_, difference) = run(("2012-01-27", f">{figure}"), ("2012-02-17", str(figure + 5000)))
    assert difference[2:5] == (5000 - q + 1, 5000, 5000)


def test_a_later_lower_exact_total_caps_the_earlier_ones_and_no_day_is_negative() -> None:
    rows = run(("2012-05-01", "1000"), ("2012-05-08", "1050"), ("2012-05-15", "990"))
    assert [r[2:5] for r in rows] == [(990, 990, 990), (0, 0, 0), (0, 0, 0)]


def test_a_later_lower_open_total_caps_nothing_and_is_a_repeat() -> None:
    made = examine(frame(_claims((("2012-02-28", ">7500"), ("2012-03-13", ">8000"), ("2012-03-20", ">7500")))))
    assert [r[2] for r in told(made.segments, "un")] == [7500, 401]  # 8000 counts as 8000 to 8999, 7500 as 7500 to 7599
    assert "plateau" in set(made.findings["kind"])


def test_an_equal_exact_total_is_a_reported_zero() -> None:
    assert [r[2:5] for r in run(("2012-05-01", "100"), ("2012-05-02", "100"))] == [(100, 100, 100), (0, 0, 0)]


def test_an_equal_open_total_is_a_plateau_and_the_next_difference_runs_from_its_first_day() -> None:
    rows = run(("2012-05-01", ">=100"), ("2012-05-02", ">=100"), ("2012-05-04", "250"))
    assert [(r[0], r[1]) for r in rows] == [(WAR, "2012-05-01"), ("2012-05-02", "2012-05-04")]


def test_a_fall_below_half_is_a_new_count_beside_the_old_one() -> None:
    made = examine(frame(_claims((("2012-05-01", "4000"), ("2012-05-02", "4047"), ("2012-06-10", "123"), ("2012-06-12", "200")))))
    assert told(made.segments, "un") == [
        (WAR, "2012-05-01", 4000, 4000, 4000, "total since start"),
        ("2012-05-02", "2012-05-02", 47, 47, 47, "difference"),
        ("2012-05-03", "2012-06-10", 123, 123, 123, "difference"),
        ("2012-06-11", "2012-06-12", 77, 77, 77, "difference"),
    ]
    assert "restart" in set(made.findings["kind"])
    assert total(made.segments, place_id=PLACE, source="un", start=WAR, end="2012-06-12")[:3] == (4247, 4247, 4247)


def test_a_fall_that_the_next_total_undoes_is_left_out_and_found() -> None:
    made = examine(frame(_claims((("2012-05-01", "4040"), ("2012-05-02", "40"), ("2012-05-03", "4050")))))
    assert [r[2:5] for r in told(made.segments, "un")] == [(4040, 4040, 4040), (10, 10, 10)]
    assert "implausible fall" in set(made.findings["kind"])


def test_totals_without_a_start_give_differences_only() -> None:
    claims = _claims((("2012-05-01", "100"), ("2012-05-03", "130")), start="2012-05-01")
    for record in claims:
        record["start"] = None
    assert told(examine(frame(claims)).segments, "un") == [("2012-05-02", "2012-05-03", 30, 30, 30, "difference")]


def test_totals_of_different_starts_or_claimants_are_never_subtracted() -> None:
    claims = [
        claim("a", "un", WAR, "1000", end="2012-05-01", counting="cumulative"),
        claim("b", "un", "2012-01-01", "1500", end="2012-05-02", counting="cumulative"),
        claim("c", "sohr", WAR, "1700", end="2012-05-03", counting="cumulative"),
    ]
    segments = examine(frame(claims)).segments
    assert "difference" not in set(segments["basis"])


def test_a_generic_claimants_totals_are_never_subtracted() -> None:
    claims = [
        claim(f"c{i}", "activists", WAR, figure, end=end, counting="cumulative")
        for i, (end, figure) in enumerate([("2012-05-01", "100"), ("2012-05-09", "150")])
    ]
    assert {r[-1] for r in told(examine(frame(claims)).segments, "activists")} == {"total since start"}
