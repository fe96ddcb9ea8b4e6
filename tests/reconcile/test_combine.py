from __future__ import annotations

import pandas as pd
import pytest

from casualties.errors import UsageError
from casualties.reconcile import examine, reconcile, total
from casualties.tables import SOURCES
from tests.reconcile.scenario import PLACE, claim, frame

DAY, NEXT = "2012-02-27", "2012-02-28"


def combined(*claims: dict[str, object], day: str = DAY, **options: object) -> dict[str, object]:
    segments = reconcile(frame(claims), **options)  # type: ignore[arg-type]
    row = segments[(segments["source"] == "combined") & (segments["place_id"] == PLACE) & (segments["victims"] == "all") & (segments["start"] == day)].iloc[0]
    return row[["low", "best", "high", "high_open", "n_sources", "n_groups", "contested"]].to_dict()


def figures(row: dict[str, object]) -> tuple[object, ...]:
    return (row["low"], row["best"], None if row["high_open"] else row["high"])


THREE = (claim("a", "sohr", DAY, "68"), claim("b", "lcc", DAY, "64"), claim("c", "snhr", DAY, "62"))


@pytest.mark.parametrize(
    ("policy", "low", "best"),
    [
        ("lower_median", 62, 64),
        ("min", 62, 62),
        ("max", 62, 68),
        ("prefer:sohr,lcc", 62, 68),
        ("prefer:vdc,lcc", 62, 64),
        ("prefer:vdc", 62, 64),
        ("weighted:sohr=3", 62, 68),
        ("weighted:snhr=0,sohr=1,lcc=1", 62, 64),
        ("ibc", 62, None),
        ("airwars", 0, None),
        ("two_independent", 62, 64),
    ],
)
def test_low_and_best_follow_the_policy_high_is_always_the_highest_report(policy: str, low: int, best: int | None) -> None:
    row = combined(*THREE, policy=policy)
    assert (row["low"], None if pd.isna(row["best"]) else row["best"], row["high"]) == (low, best, 68)


def test_two_independent_sources_are_asked_for_in_rows_and_in_totals() -> None:
    alone = THREE[:1]
    assert combined(*alone, policy="two_independent")["low"] == 0
    made = total(reconcile(frame(alone), policy="two_independent"), place_id=PLACE, start=DAY, end=DAY)
    assert (made.low, made.best, made.high) == (0, None, 68)
    assert combined(*alone, policy="lower_median")["best"] == 68


@pytest.mark.parametrize("name", ["weighted:sohr", "weighted:sohr=-1", "weighted:sohr=nan", "prefer:", ""])
def test_a_policy_that_says_nothing_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        reconcile(frame(THREE), policy=name)


def test_an_unknown_policy_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="lower_median"):
        reconcile(frame(THREE), policy="lower_medain")


def test_with_two_sources_best_is_the_lower_and_the_figure_is_contested() -> None:
    row = combined(*THREE[:2])
    assert (figures(row), row["contested"], row["n_sources"]) == ((64, 64, 68), True, 2)


def test_an_upper_bound_is_silent_on_low_and_best() -> None:
    row = combined(claim("a", "governor", DAY, "<=40"), claim("b", "sohr", DAY, ">=22"))
    assert (row["low"], row["best"], row["high"], row["high_open"]) == (22, 22, 40, True)


def test_generic_sources_speak_only_where_no_named_one_does() -> None:
    generic = claim("a", "activists", DAY, "90")
    assert figures(combined(generic)) == (90, 90, 90)
    assert figures(combined(generic, claim("b", "sohr", DAY, "40"))) == (40, 40, 40)


def test_modelled_and_interested_figures_stay_out() -> None:
    others = (claim("m", "who", DAY, "500", standard="modelled"), claim("i", "fsa", DAY, "300", is_interested=True))
    assert figures(combined(claim("a", "sohr", DAY, "40"), *others)) == (40, 40, 40)


def test_a_floor_two_later_sources_are_above_is_out_of_date() -> None:
    old = claim("a", "lcc", DAY, ">=20", published=f"{DAY}T08:00:00Z")
    later = [claim("b", "sohr", DAY, "60"), claim("c", "snhr", DAY, "64")]
    assert figures(combined(old, later[0])) == (20, 20, None)
    assert figures(combined(old, *later)) == (60, 60, 64)


def test_a_database_gives_way_to_the_claimants_it_draws_on() -> None:
    event = claim("e", "ucdp", DAY, "", qualifier="coded", low=30, best=33, high=40, counting="incident", incident_id="1", published="2013-06-01")
    assert figures(combined(event)) == (30, 33, 40)
    assert figures(combined(event, claim("a", "sohr", DAY, "60"))) == (60, 60, 60)


def test_a_denial_makes_no_figure_and_flags_what_it_disputes() -> None:
    denial = claim("d", "syrian-government", DAY, "0", stance="denies")
    made = examine(frame([denial, claim("a", "sohr", DAY, "30")]))
    rows = made.segments[made.segments["place_id"] == PLACE]
    assert set(rows["source"]) == {"sohr", "combined"}
    assert rows["flags"].str.contains("disputed").all()


def test_sources_that_share_a_group_count_as_one_group() -> None:
    sources = frame_of_sources()
    row = examine(frame([claim("a", "one", DAY, "5"), claim("b", "two", DAY, "6"), claim("c", "three", DAY, "7")]), sources).segments
    row = row[(row["source"] == "combined") & (row["place_id"] == PLACE)].iloc[0]
    assert (row["n_sources"], row["n_groups"]) == (3, 2)


def frame_of_sources():
    rows = [{"id": i, "name": i, "kind": "monitor", "group": g} for i, g in [("one", "x"), ("two", "x"), ("three", None)]]
    return SOURCES.complete(pd.DataFrame(rows))


def test_a_combined_total_never_switches_source_from_day_to_day() -> None:
    claims = [claim("a", "sohr", DAY, "10"), claim("b", "sohr", NEXT, "90"), claim("c", "lcc", DAY, "80"), claim("d", "lcc", NEXT, "30")]
    segments = reconcile(frame(claims))
    # By the days alone the lower of two would be 10 and 30.
    made = [total(segments, place_id=PLACE, start=d, end=e).best for d, e in [(DAY, DAY), (NEXT, NEXT), (DAY, NEXT)]]
    assert made == [10, 30, 40]


def test_a_total_over_a_window_is_combined_from_the_sources_that_cover_most_of_it() -> None:
    week = claim("w", "sohr", DAY, "100", end="2012-03-04")
    segments = reconcile(frame([week, claim("d", "lcc", DAY, "70")]))
    made = total(segments, place_id=PLACE, start=DAY, end="2012-03-04")
    assert (made.low, made.best, made.coverage) == (100, 100, 1.0)


def test_what_was_published_later_is_not_known_yet() -> None:
    claims = [claim("a", "sohr", DAY, "12", published=f"{DAY}T22:00:00Z"), claim("b", "sohr", DAY, "20", published="2012-03-10T09:00:00Z")]
    assert figures(combined(*claims, as_of="2012-03-05")) == (12, 12, 12)
    assert figures(combined(*claims, as_of="2012-03-10")) == (20, 20, 20)
