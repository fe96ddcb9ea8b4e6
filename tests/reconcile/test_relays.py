from __future__ import annotations

import pytest

from casualties.reconcile import examine
from tests.reconcile.scenario import claim, frame, told

DAY = "2012-02-08"


def test_two_outlets_that_carry_one_statement_are_one_source() -> None:
    made = examine(
        frame([claim("a", "sohr", DAY, "30", publisher="dw", via="AFP"), claim("b", "sohr", DAY, "30", publisher="bbc", published=f"{DAY}T22:00:00Z")])
    )
    assert told(made.segments, "sohr") == [(DAY, DAY, 30, 30, 30, "direct")]
    assert set(made.segments["n_sources"]) == {1}
    assert made.ledger.set_index("claim_id")["status"].to_dict() == {"a": "used", "b": "relay"}


@pytest.mark.parametrize(("hedged", "plain"), [(">=217", "217"), (">217", "217"), ("~217", "217")])
def test_a_dropped_hedge_is_the_same_statement_with_the_weakest_qualifier(hedged: str, plain: str) -> None:
    made = examine(frame([claim("a", "sohr", DAY, plain), claim("b", "sohr", DAY, hedged, published=f"{DAY}T22:00:00Z")]))
    alone = examine(frame([claim("b", "sohr", DAY, hedged)]))
    assert told(made.segments, "sohr") == told(alone.segments, "sohr")


@pytest.mark.parametrize(
    ("named", "generic", "is_relay"),
    [
        ("2012-02-08T16:00:00Z", "2012-02-08T18:00:00Z", True),
        ("2012-02-08T16:00:00Z", "2012-02-10T03:00:00Z", True),
        ("2012-02-08T16:00:00Z", "2012-02-10T05:00:00Z", False),
        ("2012-02-08", "2012-02-09", True),
        ("2012-02-08", "2012-02-10", False),
        ("2012-02-08T01:00:00Z", "2012-02-09", True),
        (None, "2012-03-30", True),
        ("2012-02-08", None, True),
    ],
)
def test_an_unattributed_figure_equal_to_a_named_one_is_a_relay_within_36_hours(named: str | None, generic: str | None, is_relay: bool) -> None:
    made = examine(frame([claim("a", "sohr", DAY, "18", published=named), claim("b", "activists", DAY, "18", published=generic)]))
    assert (made.ledger.set_index("claim_id").loc["b", "status"] == "relay") is is_relay
    assert bool(told(made.segments, "activists")) is not is_relay


def test_an_outlets_own_voice_is_its_own_source_and_counts_as_none() -> None:
    made = examine(frame([claim("a", None, DAY, ">=260", publisher="Deutsche Welle")]))
    assert told(made.segments, "outlet:deutsche-welle") == [(DAY, DAY, 260, 260, None, "direct")]
    assert set(made.segments["n_sources"]) == {0}


def test_different_figures_are_not_relays() -> None:
    made = examine(frame([claim("a", "sohr", DAY, "18"), claim("b", "activists", DAY, "19")]))
    assert told(made.segments, "activists") == [(DAY, DAY, 19, 19, 19, "direct")]
