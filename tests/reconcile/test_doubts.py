from __future__ import annotations

import pytest

from casualties.reconcile import examine
from tests.reconcile.scenario import claim, frame

WAR = "2022-02-24"


def kinds(*claims: dict[str, object]) -> dict[str, set[str]]:
    """Claims by kind of finding."""
    found: dict[str, set[str]] = {}
    for row in examine(frame(claims)).findings.itertuples():
        found.setdefault(str(row.kind), set()).update(str(row.claim_ids).split("; "))
    return found


def run(*totals: int, step: int = 1) -> list[dict[str, object]]:
    return [
        claim(f"t{i:02d}", "moh", WAR, str(n), end=f"2022-{3 + (i * step) // 28:02d}-{1 + (i * step) % 28:02d}", counting="cumulative")
        for i, n in enumerate(totals)
    ]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("963270", "963720", "digits swapped"),
        ("4040", "40", "digits dropped"),
        ("2678", "3678", None),
        ("12", "21", None),
        ("100", "10", None),
        ("54", "45", None),
    ],
)
def test_a_figure_miswritten_on_its_way_is_found(one: str, other: str, kind: str | None) -> None:
    carriers = [
        claim("a", "general-staff-ukraine", WAR, one, end="2025-05-09", counting="cumulative", publisher="one"),
        claim("b", "general-staff-ukraine", WAR, other, end="2025-05-09", counting="cumulative", publisher="two"),
    ]
    found = {k: v for k, v in kinds(*carriers).items() if k.startswith("digits")}
    assert found == ({} if kind is None else {kind: {"a", "b"}})


def test_a_rise_far_above_its_neighbours_is_found_and_kept() -> None:
    totals = run(*range(1000, 1120, 10), 1700, *range(1710, 1800, 10))
    assert kinds(*totals)["implausible jump"] == {"t11", "t12"}


def test_a_total_that_stands_still_for_two_weeks_is_a_plateau() -> None:
    assert "plateau" in kinds(*run(100, 100, 100, step=8))
    assert "plateau" not in kinds(*run(100, 100, 100, step=3))


def test_a_total_and_its_partition_that_do_not_add_up_are_found() -> None:
    parts = [claim("c", "vdc", "2012-02-28", "7043", victims="civilians"), claim("m", "vdc", "2012-02-28", "1783", victims="combatants")]
    assert kinds(claim("t", "vdc", "2012-02-28", "8845"), *parts)["sum fails"] == {"t", "c", "m"}
    assert "sum fails" not in kinds(claim("t", "vdc", "2012-02-28", "8826"), *parts)


def test_daily_figures_and_running_totals_that_disagree_are_found() -> None:
    totals = [claim("a", "moh", WAR, "100", end="2022-03-01", counting="cumulative"), claim("b", "moh", WAR, "130", end="2022-03-02", counting="cumulative")]
    assert kinds(*totals, claim("d", "moh", "2022-03-02", "22"))["daily and cumulative disagree"] == {"a", "b", "d"}
    assert kinds(*totals, claim("d", "moh", "2022-03-02", "41"))["daily and cumulative disagree"] == {"a", "b", "d"}
    assert "daily and cumulative disagree" not in kinds(*totals, claim("d", "moh", "2022-03-02", "30"))


def test_claims_that_cannot_be_placed_are_found_and_the_rest_is_reconciled() -> None:
    fine = claim("ok", "sohr", "2012-02-07", "9")
    table = frame([fine, claim("p", "sohr", "2012-02-07", "2", victims="children", part_of="nowhere"), claim("x", "lcc", "2012-02-07", "3", place_id="Homs")])
    made = examine(table)
    assert {"part of an unknown claim", "place outside the tree"} <= set(made.findings["kind"])
    assert made.ledger.set_index("claim_id")["status"].to_dict() == {"ok": "used", "p": "used", "x": "used"}


def test_a_running_total_without_a_start_alone_in_its_series_gives_no_row() -> None:
    table = frame([claim("ok", "sohr", "2012-02-07", "9"), claim("t", "lcc", "2012-02-07", "500", counting="cumulative")])
    made = examine(table.assign(start=table["start"].where(table["claim_id"] != "t")))
    assert set(made.segments["source"]) == {"sohr", "combined"}
    assert made.findings["kind"].tolist() == ["running total without a start"]


def test_days_in_the_wrong_order_and_two_claims_of_one_id_are_errors() -> None:
    table = frame([claim("a", "sohr", "2012-02-07", "9"), claim("b", "sohr", "2012-02-09", "5")])
    wrong = table.assign(start=table["start"].where(table["claim_id"] != "b", table["end"] + table["end"].diff().max()))
    assert examine(wrong).findings["kind"].tolist() == ["end before start"]
    twice = table.assign(claim_id="a")
    made = examine(twice)
    assert made.findings["kind"].tolist() == ["duplicate id"]


def test_parts_that_go_round_in_a_circle_are_found() -> None:
    one = claim("a", "sohr", "2012-02-07", "9", part_of="b")
    other = claim("b", "sohr", "2012-02-07", "5", victims="children", part_of="a")
    assert kinds(one, other)["part of itself"] == {"a", "b"}
