from __future__ import annotations

from itertools import permutations

import pandas as pd
import pytest

from casualties.errors import DataError
from casualties.reconcile import Examined, daily, examine
from tests.reconcile.scenario import PLACE, claim, frame, told

DAY = "2012-02-07"


def at(hour: str) -> str:
    return f"{DAY}T{hour}:00:00Z"


def ruling(ruling_id: str, kind: str, *claim_ids: str, made: str = "2012-03-01T09:00:00Z") -> dict[str, object]:
    return {"ruling_id": ruling_id, "kind": kind, "claim_ids": "; ".join(claim_ids), "reason": "the editor wrote so", "by": "ab", "at": made}


def ruled(records: list[dict[str, object]], *rulings: dict[str, object], **how: object) -> Examined:
    return examine(frame(records), rulings=pd.DataFrame(list(rulings)) if rulings else None, **how)  # type: ignore[arg-type]


def status(made: Examined) -> dict[str, str]:
    return made.ledger.set_index("claim_id")["status"].to_dict()


def reason(made: Examined, claim_id: str) -> str:
    return str(made.ledger.set_index("claim_id").loc[claim_id, "reason"])


def kinds(made: Examined) -> list[str]:
    return made.findings["kind"].tolist()


UNCONFIRMED = [claim("a", "sohr", DAY, "40", published=at("12")), claim("b", "sohr", DAY, "31", published=at("18"))]


def test_supersedes_lets_a_figure_go_down() -> None:
    before = ruled(UNCONFIRMED)
    assert told(before.segments, "sohr") == [(DAY, DAY, 31, 40, 40, "direct")]
    made = ruled(UNCONFIRMED, ruling("R1", "supersedes", "b", "a"))
    assert told(made.segments, "sohr") == [(DAY, DAY, 31, 31, 31, "direct")]
    assert status(made) == {"a": "superseded", "b": "used"}
    assert reason(made, "a") == "ruling R1 (ab): the editor wrote so"
    assert made.findings.empty
    (row,) = made.segments[(made.segments["source"] == "sohr") & (made.segments["place_id"] == PLACE)].to_dict("records")
    assert (row["claim_ids"], row["superseded_ids"]) == ("b", "a")


def test_what_carries_a_superseded_figure_goes_with_it() -> None:
    records = [*UNCONFIRMED, claim("a2", "sohr", DAY, "40", published=at("13"), publisher="cnn")]
    made = ruled(records, ruling("R1", "supersedes", "b", "a"))
    assert told(made.segments, "sohr") == [(DAY, DAY, 31, 31, 31, "direct")]
    assert reason(made, "a2") == "ruling R1 (ab): the editor wrote so (as a carrier of a)"


def test_same_statement_joins_a_misprint_to_what_it_misprints() -> None:
    records = [claim("a", "sohr", DAY, "27", published=at("12")), claim("b", "sohr", DAY, "72", published=at("18"), publisher="cnn")]
    assert told(ruled(records).segments, "sohr") == [(DAY, DAY, 72, 72, 72, "direct")]
    made = ruled(records, ruling("R1", "same_statement", "a", "b"))
    assert told(made.segments, "sohr") == [(DAY, DAY, 27, 27, 27, "direct")]
    assert status(made) == {"a": "used", "b": "relay"}


def test_one_statement_is_dated_by_whoever_carried_it_first() -> None:
    records = [
        claim("late", "sohr", DAY, "27", published=at("20")),
        claim("early", "sohr", DAY, "72", published=at("10"), publisher="cnn"),
        claim("between", "sohr", DAY, "30", published=at("15")),
    ]
    made = ruled(records, ruling("R1", "same_statement", "late", "early"))
    assert told(made.segments, "sohr") == [(DAY, DAY, 30, 30, 30, "direct")]


def test_same_statement_across_sources_leaves_one_of_them() -> None:
    records = [claim("a", "sohr", DAY, "40", published=at("12")), claim("b", "lcc", DAY, "40", published=at("13"))]
    made = ruled(records, ruling("R1", "same_statement", "a", "b"))
    assert told(made.segments, "lcc") == []
    assert told(made.segments, "combined")[0][2:5] == (40, 40, 40)
    assert made.segments.set_index(["source", "place_id"]).loc[("combined", PLACE), "n_sources"] == 1


def test_different_figures_of_incidents_add_up() -> None:
    records = [
        claim("a", "sohr", DAY, "5", counting="incident", published=at("12")),
        claim("b", "sohr", DAY, "5", counting="incident", published=at("14"), publisher="cnn"),
    ]
    assert told(ruled(records).segments, "sohr")[0][2:4] == (5, 5)
    made = ruled(records, ruling("R1", "different", "a", "b"))
    (row,) = told(made.segments, "sohr")
    assert row[2:4] == (10, 10)
    assert status(made) == {"a": "used", "b": "used"}


def test_different_keeps_an_unnamed_source_from_being_taken_for_a_relay() -> None:
    records = [claim("a", "sohr", DAY, "40", published=at("12")), claim("b", "activists", DAY, "40", published=at("13"))]
    assert status(ruled(records))["b"] == "relay"
    made = ruled(records, ruling("R1", "different", "a", "b"))
    assert told(made.segments, "activists")[0][2:4] == (40, 40)


@pytest.mark.parametrize(
    ("second", "kind"),
    [(claim("b", "sohr", DAY, "31", published=at("18")), "lower_unconfirmed"), (claim("b", "sohr", DAY, "31", published=at("12")), "order_unknown")],
)
def test_keep_both_asks_no_further(second: dict[str, object], kind: str) -> None:
    records = [claim("a", "sohr", DAY, "40", published=at("12")), second]
    assert kinds(ruled(records)) == [kind]
    made = ruled(records, ruling("R1", "keep_both", "a", "b"))
    assert kinds(made) == []
    assert told(made.segments, "sohr") == told(ruled(records).segments, "sohr") == [(DAY, DAY, 31, 40, 40, "direct")]


def test_keep_both_speaks_for_carriers_but_not_for_a_third_figure() -> None:
    carrier = claim("a2", "sohr", DAY, "40", published=at("13"), publisher="cnn")
    third = claim("c", "sohr", DAY, "20", published=at("19"))
    assert kinds(ruled([*UNCONFIRMED, carrier], ruling("R1", "keep_both", "a", "b"))) == []
    assert "lower_unconfirmed" in kinds(ruled([*UNCONFIRMED, third], ruling("R1", "keep_both", "a", "b")))


def test_exclude_takes_a_claim_out_of_everything() -> None:
    made = ruled(UNCONFIRMED, ruling("R1", "exclude", "a"))
    assert told(made.segments, "sohr") == [(DAY, DAY, 31, 31, 31, "direct")]
    assert status(made) == {"a": "left out", "b": "used"}
    assert reason(made, "a").startswith("ruling R1 (ab)")


def test_an_excluded_claim_stays_out_while_another_of_the_ruling_is_not_yet_published() -> None:
    made = ruled(UNCONFIRMED, ruling("R1", "exclude", "a", "b"), as_of=at("13"))
    assert made.segments.empty
    assert reason(made, "b") == "published after as_of"


def test_a_claim_that_is_not_yet_published_supersedes_nothing() -> None:
    made = ruled(UNCONFIRMED, ruling("R1", "supersedes", "b", "a"), as_of=at("13"))
    assert told(made.segments, "sohr") == [(DAY, DAY, 40, 40, 40, "direct")]


def test_a_ruling_made_after_known_at_does_nothing() -> None:
    records = [{**record, "recorded_at": "2012-02-10T00:00:00Z"} for record in UNCONFIRMED]
    one = ruling("R1", "supersedes", "b", "a", made="2012-03-01T09:00:00Z")
    assert told(ruled(records, one, known_at="2012-02-29").segments, "sohr")[0][3] == 40
    assert told(ruled(records, one, known_at="2012-03-01").segments, "sohr")[0][3] == 31


def test_a_ruling_on_a_claim_revised_since_is_a_finding_and_still_applied() -> None:
    revised = {**UNCONFIRMED[0], "version": 2, "recorded_at": "2012-04-01T00:00:00Z"}
    made = ruled([revised, UNCONFIRMED[1]], ruling("R1", "supersedes", "b", "a"))
    assert told(made.segments, "sohr")[0][3] == 31
    (found,) = made.findings.to_dict("records")
    assert (found["kind"], found["claim_ids"]) == ("ruling on a revised claim", "a")
    assert "R1" in found["message"]
    again = ruled([revised, UNCONFIRMED[1]], ruling("R1", "supersedes", "b", "a", made="2012-05-01T00:00:00Z"))
    assert again.findings.empty


THREE = [claim(i, "sohr", DAY, figure, published=at(hour)) for i, figure, hour in (("a", "90", "10"), ("b", "60", "12"), ("c", "30", "14"))]


@pytest.mark.parametrize(
    "rulings",
    [
        [("supersedes", "c", "b"), ("supersedes", "b", "a")],
        [("same_statement", "c", "b"), ("supersedes", "b", "a")],
        [("same_statement", "c", "b"), ("same_statement", "b", "a")],
        [("supersedes", "c", "a"), ("supersedes", "c", "b")],
        [("exclude", "a"), ("exclude", "b")],
        [("exclude", "b"), ("supersedes", "c", "a", "b")],
    ],
)
def test_the_order_of_rulings_decides_nothing(rulings: list[tuple[str, ...]]) -> None:
    results = []
    for order in permutations(rulings):
        made = ruled(THREE, *(ruling(f"R{i}", *one, made=f"2012-03-0{i}") for i, one in enumerate(order, 1)))
        results.append((told(made.segments, "sohr"), status(made), kinds(made)))
    assert results[0][0] == [(DAY, DAY, 30, 30, 30, "direct")]
    assert results[0][2] == []
    assert all(result == results[0] for result in results)


def test_a_claim_superseded_twice_is_carried_by_both_that_stand() -> None:
    lower = claim("d", "lcc", DAY, "35", published=at("15"))
    made = ruled([*THREE, lower], ruling("R1", "supersedes", "c", "a", "b"), ruling("R2", "supersedes", "d", "a"))
    assert told(made.segments, "sohr")[0][2:4] == (30, 30)
    assert told(made.segments, "lcc")[0][2:4] == (35, 35)


@pytest.mark.parametrize(
    ("first", "second", "best"),
    [
        (("supersedes", "b", "a"), ("supersedes", "a", "b"), 40),
        (("supersedes", "a", "b"), ("supersedes", "b", "a"), 31),
        (("supersedes", "b", "a"), ("keep_both", "a", "b"), 40),
        (("keep_both", "a", "b"), ("supersedes", "b", "a"), 31),
    ],
)
def test_of_two_that_contradict_the_later_one_stands_and_a_person_is_told(first: tuple[str, ...], second: tuple[str, ...], best: int) -> None:
    made = ruled(UNCONFIRMED, ruling("R9", *first, made="2012-03-01"), ruling("R10", *second, made="2012-03-01"))
    assert told(made.segments, "sohr")[0][3] == best
    (found,) = made.findings.to_dict("records")
    assert (found["kind"], found["claim_ids"]) == ("rulings contradict", "; ".join(first[1:]))
    assert "R9 contradicts the later R10" in found["message"]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_claims_decides_nothing(seed: int) -> None:
    rulings = pd.DataFrame([ruling("R1", "supersedes", "c", "b"), ruling("R2", "same_statement", "c", "a")])
    claims = frame(THREE)
    made = examine(claims, rulings=rulings)
    other = examine(claims.sample(frac=1, random_state=seed), rulings=rulings.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(made.segments, other.segments)
    pd.testing.assert_frame_equal(made.ledger, other.ledger)


def test_no_rulings_and_an_empty_table_are_the_same() -> None:
    claims = frame(THREE)
    empty = pd.DataFrame(columns=["ruling_id", "kind", "claim_ids", "reason", "by", "at"])
    pd.testing.assert_frame_equal(examine(claims).segments, examine(claims, rulings=empty).segments)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (ruling("R1", "supersedes", "b", "nobody"), "there is no claim 'nobody'"),
        (ruling("R1", "supersedes", "b"), "2 or more claims"),
        (ruling("R1", "same_statement", "b", "b"), "2 or more claims"),
        (ruling("R1", "replaces", "b", "a"), "supersedes"),
        ({**ruling("R1", "exclude", "a"), "reason": None}, "reason_given"),
    ],
)
def test_a_ruling_that_cannot_be_meant_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        ruled(UNCONFIRMED, wrong)
    assert "R1" in str(caught.value)


def test_a_day_series_shows_the_ruling_at_work() -> None:
    made = ruled(UNCONFIRMED, ruling("R1", "supersedes", "b", "a"))
    (day,) = daily(made.segments, place_id=PLACE, start=DAY, end=DAY, source="sohr").to_dict("records")
    assert (day["low"], day["best"], day["high"], day["claim_ids"]) == (31, 31, 31, "b")
