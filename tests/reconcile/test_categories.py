from __future__ import annotations

from casualties.reconcile import examine
from tests.reconcile.scenario import claim, frame, told

DAY = "2012-02-09"


def of(victims: str, figure: str, **other: object) -> dict[str, object]:
    return claim(victims, "sohr", DAY, figure, victims=victims, **other)  # type: ignore[arg-type]


def everyone(*claims: dict[str, object]) -> list[tuple[object, ...]]:
    return told(examine(frame(claims)).segments, "sohr")


def test_children_among_the_dead_are_not_added() -> None:
    assert everyone(of("all", "40"), of("children", "12", part_of="all")) == [(DAY, DAY, 40, 40, 40, "direct")]


def test_a_lone_category_is_a_floor_for_all() -> None:
    assert everyone(of("civilians", "70")) == [(DAY, DAY, 70, 70, None, "sum of parts")]


def test_disjoint_categories_are_a_floor_unless_they_are_a_partition() -> None:
    assert everyone(of("civilians", "21"), of("security_forces", "4")) == [(DAY, DAY, 25, 25, None, "sum of parts")]
    assert everyone(of("civilians", "51"), of("combatants", "18")) == [(DAY, DAY, 69, 69, 69, "sum of parts")]
    parts = [of("civilians", "51"), of("security_forces", "16"), of("rebels", "2"), of("foreign_fighters", "0")]
    assert everyone(*parts) == [(DAY, DAY, 69, 69, 69, "sum of parts")]


def test_categories_that_overlap_are_never_added() -> None:
    assert everyone(of("women_and_children", "47"), of("children", "26"), of("women", "21")) == [(DAY, DAY, 47, 47, None, "sum of parts")]
    assert everyone(of("civilians", "30"), of("children", "12"), of("journalists", "2")) == [(DAY, DAY, 30, 30, None, "sum of parts")]
    assert everyone(of("journalists", "2"), of("medics", "3")) == [(DAY, DAY, 3, 3, None, "sum of parts")]


def test_a_stated_total_stands_and_categories_above_it_are_found() -> None:
    made = examine(frame([of("all", ">=50"), of("civilians", ">=53")]))
    assert told(made.segments, "sohr") == [(DAY, DAY, 50, 50, None, "direct")]
    assert "categories exceed total" in set(made.findings["kind"])


def test_with_a_total_the_rest_is_unknown() -> None:
    segments = examine(frame([of("all", "100"), of("civilians", "60"), of("security_forces", "25")])).segments
    assert told(segments, "sohr", victims="unknown") == [(DAY, DAY, 15, 15, 15, "remainder")]


def test_an_interested_partys_figure_makes_no_total_for_the_others() -> None:
    records = [claim("a", "syrian-army", DAY, "80", victims="rebels", is_interested=True), claim("b", "sohr", DAY, "23")]
    segments = examine(frame(records)).segments
    combined = segments[(segments["source"] == "combined") & (segments["place_id"] == "SYR/Homs") & (segments["victims"] == "all")]
    assert combined[["low", "best", "high"]].to_numpy().tolist() == [[23, 23, 23]]
    assert set(segments.loc[segments["source"] == "syrian-army", "role"]) == {"interested"}
