from __future__ import annotations

import pytest

from casualties.reconcile import examine
from tests.reconcile.scenario import PLACE, claim, frame, told

DAY = "2012-02-07"


def settle(*versions: tuple[str, str] | tuple[str, str, str], source: str = "sohr") -> tuple[tuple[object, ...], str, dict[str, str]]:
    """The one row of figures published at hours, its flags, and the ledger. A version is (hour, figure[, stance])."""
    records = []
    for i, (hour, figure, *stance) in enumerate(versions):
        published = f"{DAY}T{hour}:00:00Z" if hour else None
        records.append(claim(f"c{i}", source, DAY, figure, published=published, stance=stance[0] if stance else "asserts"))
    made = examine(frame(records))
    rows = made.segments[(made.segments["source"] == source) & (made.segments["place_id"] == PLACE)]
    flags = "" if rows.empty else str(rows["flags"].iloc[0])
    return tuple(told(made.segments, source)), flags, made.ledger.set_index("claim_id")["status"].to_dict()


@pytest.mark.parametrize(
    ("versions", "row"),
    [
        ([("12", ">=9"), ("19", ">=95")], (95, 95, None)),
        ([("12", "40"), ("19", "60")], (60, 60, 60)),
        ([("12", ">=95"), ("19", ">=9")], (95, 95, None)),
        ([("12", "40"), ("18", "31")], (31, 40, 40)),
        ([("12", "40"), ("18", "31", "corrects")], (31, 31, 31)),
        ([("12", ">=40"), ("18", "31")], (31, 40, None)),
        ([("12", "~40"), ("18", "38")], (38, 38, 38)),
        ([("12", "~40"), ("18", "20")], (20, 40, 44)),
        ([("12", "30-50"), ("18", "35")], (35, 35, 35)),
        ([("12", "40"), ("13", "31"), ("18", "52")], (52, 52, 52)),
        ([("12", ">=22"), ("18", "<=40")], (22, 22, 40)),
        ([("12", "45"), ("18", "<=40")], (45, 45, 45)),
        ([("12", "<=40"), ("18", ">=22")], (22, 22, 40)),
        ([("12", "<=40")], (0, None, 40)),
        ([("12", "60"), ("12", "79"), ("12", "80")], (60, 80, 80)),
        ([("12", ">=60"), ("12", "80")], (80, 80, 80)),
        ([("12", "60"), ("12", ">=80")], (60, 80, None)),
        ([("12", "60"), ("12", "50", "corrects")], (50, 50, 50)),
        ([("12", "40"), ("", "30")], (40, 40, 40)),
        ([("12", "40"), ("", "52")], (40, 40, 52)),
        ([("", "40")], (40, 40, 40)),
        ([("12", "40"), ("18", "", "retracts"), ("20", "12")], (12, 12, 12)),
    ],
)
def test_what_stands_of_several_figures_of_one_key(versions: list[tuple[str, ...]], row: tuple[int | None, ...]) -> None:
    rows, _, _ = settle(*versions)  # type: ignore[arg-type]
    assert [r[2:5] for r in rows] == [row]


@pytest.mark.parametrize(
    ("versions", "flag"),
    [
        ([("12", "40"), ("18", "31")], "lower_unconfirmed"),
        ([("12", "60"), ("12", "80")], "order_unknown"),
        ([("12", "40"), ("", "52")], "undated"),
        ([("", "40")], "undated"),
    ],
)
def test_what_a_person_should_know_is_flagged(versions: list[tuple[str, ...]], flag: str) -> None:
    assert flag in settle(*versions)[1]  # type: ignore[arg-type]


def test_a_higher_figure_settles_an_unconfirmed_lower_one() -> None:
    assert settle(("12", "40"), ("13", "31"), ("18", "52"))[1] == "nan"


def test_everything_retracted_leaves_no_row() -> None:
    rows, _, ledger = settle(("12", "40"), ("18", "", "retracts"))
    assert rows == ()
    assert ledger == {"c0": "superseded", "c1": "used"}


def test_a_registers_later_lower_figure_replaces_the_earlier_one() -> None:
    records = [
        claim("a", "ucdp", DAY, "", qualifier="coded", low=4, best=5, high=9, published="2013-06-01"),
        claim("b", "ucdp", DAY, "", qualifier="coded", low=2, best=3, high=3, published="2014-06-01"),
    ]
    assert told(examine(frame(records)).segments, "ucdp") == [(DAY, DAY, 2, 3, 3, "direct")]


def test_figures_of_a_kind_of_people_are_not_versions_of_each_other() -> None:
    rows, flags, _ = settle(("12", "40"), ("18", "16"), source="activists")
    assert [r[2:5] for r in rows] == [(16, 40, 40)]
    assert "several statements" in flags


def test_two_incidents_without_id_in_one_publication_are_a_floor() -> None:
    same = {"counting": "incident", "publisher": "dw", "published": f"{DAY}T20:00:00Z"}
    made = examine(frame([claim("a", "sohr", DAY, "14", **same), claim("b", "sohr", DAY, "5", **same)]))  # type: ignore[arg-type]
    assert told(made.segments, "sohr") == [(DAY, DAY, 14, 14, None, "direct")]
    assert "possibly distinct" in set(made.segments["flags"])


def test_a_part_of_the_harm_is_a_floor_only_where_nobody_states_the_whole() -> None:
    part = claim("b", "un", DAY, "20", scope="part", note="by shelling")
    alone = examine(frame([part]))
    assert told(alone.segments, "un") == [(DAY, DAY, 20, 20, None, "direct")]
    beside = examine(frame([claim("a", "un", DAY, "15"), part]))
    assert told(beside.segments, "un") == [(DAY, DAY, 15, 15, 15, "direct")]
    assert beside.ledger.set_index("claim_id").loc["b", "status"] == "listed"


def test_elsewhere_is_listed_only() -> None:
    made = examine(frame([claim("a", "sohr", DAY, "83"), claim("b", "sohr", DAY, "20", scope="except")]))
    assert told(made.segments, "sohr") == [(DAY, DAY, 83, 83, 83, "direct")]


def test_a_figure_published_before_its_span_ended_is_so_far() -> None:
    made = examine(frame([claim("a", "sohr", DAY, "8", end="2012-02-09", published=f"{DAY}T20:00:00Z")]))
    assert made.segments["so_far"].all()
