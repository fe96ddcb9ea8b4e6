"""What must hold of any claims."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from casualties.reconcile import daily, reconcile, total
from casualties.tables import SEGMENTS
from tests.reconcile.scenario import PLACE, claim, frame

DAYS = [f"2012-02-{d:02d}" for d in range(6, 11)]
SOURCES = ["sohr", "lcc", "activists", None]
PLACES = ["SYR", PLACE, "SYR/Homs/Homs", "SYR/Idlib"]
FIGURES = st.one_of(
    st.integers(0, 40).map(str), st.integers(0, 40).map(">={}".format), st.integers(0, 40).map(">{}".format), st.integers(0, 40).map("~{}".format),
    st.integers(0, 40).map("<={}".format), st.tuples(st.integers(0, 20), st.integers(20, 40)).map("{0[0]}-{0[1]}".format),
)  # fmt: skip


@st.composite
def claims(draw: st.DrawFn) -> list[dict[str, object]]:
    made = []
    for i in range(draw(st.integers(1, 7))):
        first, last = sorted((draw(st.integers(0, 4)), draw(st.integers(0, 4))))
        counting = draw(st.sampled_from(["period", "period", "incident", "cumulative"]))
        published = draw(st.sampled_from([None, f"2012-02-{10 + i:02d}", f"2012-02-1{i}T0{i}:00:00Z", f"{DAYS[last]}T20:00:00Z"]))
        made.append(
            claim(
                f"c{i}", draw(st.sampled_from(SOURCES)), DAYS[first], draw(FIGURES), end=DAYS[last], published=published, counting=counting,
                place_id=draw(st.sampled_from(PLACES)), victims=draw(st.sampled_from(["all", "all", "civilians", "children", "rebels"])),
                stance=draw(st.sampled_from(["asserts"] * 5 + ["corrects", "denies"])), scope=draw(st.sampled_from(["whole"] * 4 + ["part", "except"])),
                incident_id=draw(st.sampled_from([None, None, f"i{i % 3}"])) if counting == "incident" else None, publisher="paper",
            )
        )  # fmt: skip
    return made


@settings(max_examples=6)
@given(records=claims(), order=st.randoms(use_true_random=False))
def test_order_and_doubled_claims_change_nothing(records, order) -> None:
    again = records + records[: len(records) // 2]
    order.shuffle(again)
    table = frame(records).set_index("claim_id", drop=False)
    doubled = table.loc[[r["claim_id"] for r in again]].reset_index(drop=True)
    pd.testing.assert_frame_equal(reconcile(doubled), reconcile(table.reset_index(drop=True)))


@settings(max_examples=6)
@given(records=claims())
def test_rows_keep_the_rules_of_their_table(records) -> None:
    segments = reconcile(frame(records))
    SEGMENTS.validate(segments)
    low, best, high = segments["low"], segments["best"].fillna(segments["low"]), segments["high"]
    assert (low >= 0).all()
    assert (low <= best).all()
    assert (best <= high).all()
    assert segments["claim_ids"].str.len().gt(0).all()


@settings(max_examples=6)
@given(records=claims(), source=st.sampled_from(["sohr", "lcc", "combined"]), place=st.sampled_from(PLACES))
def test_silence_is_never_zero(records, source, place) -> None:
    segments = reconcile(frame(records))
    days = daily(segments, place_id=place, source=source, start="2012-02-01", end="2012-02-15")
    silent = days["status"].isin(["missing", "not_yet"])
    assert days.loc[silent, ["low", "best", "high"]].isna().all(axis=None)
    made = total(segments, place_id=place, source=source, start="2012-02-01", end="2012-02-15")
    assert made.coverage < 1
    assert made.high_open
    assert (made.low is None) == (made.coverage == 0)
    assert made.best is None or 0 <= made.low <= made.best <= made.high


@settings(max_examples=6)
@given(records=claims())
def test_a_claim_that_is_retracted_changes_nothing(records) -> None:
    said = claim("z1", "vdc", DAYS[1], "33", place_id=PLACE, published="2012-02-08T10:00:00Z", publisher="paper")
    withdrawn = said | {"claim_id": "z2", "stance": "retracts", "published_at": "2012-02-09T10:00:00Z"}
    columns = ["place_id", "victims", "source", "start", "end", "low", "best", "high", "high_open", "basis"]
    before = reconcile(frame([*records, claim("z0", "x", "2012-02-16", "1", place_id="SYR/Idlib", victims="women", harm="detained")]))
    after = reconcile(frame([*records, claim("z0", "x", "2012-02-16", "1", place_id="SYR/Idlib", victims="women", harm="detained"), said, withdrawn]))
    pd.testing.assert_frame_equal(after[columns], before[columns])


@settings(max_examples=6)
@given(figures=st.lists(st.tuples(st.sampled_from(["", ">=", ">"]), st.integers(0, 60)), min_size=1, max_size=6))
def test_nothing_goes_down_without_a_correction(figures) -> None:
    records = [claim(f"c{i}", "sohr", DAYS[0], f"{hedge}{n}", published=f"2012-02-07T{10 + i}:00:00Z") for i, (hedge, n) in enumerate(figures)]
    table, best = frame(records), 0
    for i in range(len(figures)):
        rows = reconcile(table, as_of=f"2012-02-07T{10 + i}:30:00Z")
        row = rows[(rows["source"] == "sohr") & (rows["place_id"] == PLACE)].iloc[0]
        assert row["best"] >= best
        best = row["best"]
    assert best == max(n for _, n in figures)


@settings(max_examples=6)
@given(figure=FIGURES, length=st.integers(0, 3))
def test_one_source_alone_gives_itself_back(figure, length) -> None:
    segments = reconcile(frame([claim("a", "sohr", DAYS[0], figure, end=DAYS[length])]))
    columns = ["start", "end", "low", "best", "high", "high_open", "claim_ids"]
    own, both = (segments[(segments["source"] == s) & (segments["place_id"] == PLACE)][columns].reset_index(drop=True) for s in ("sohr", "combined"))
    pd.testing.assert_frame_equal(own, both)
