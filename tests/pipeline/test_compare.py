"""What changed between two states of the claims, and what it does to totals: worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties import pipeline
from casualties.errors import DataError, UsageError
from casualties.pipeline import effects
from casualties.reconcile.selection import select
from tests.reconcile.scenario import claim, frame

BEFORE = frame(
    [
        claim("a", "sohr", "2012-02-07", "40", place_id="SYR/Homs"),
        claim("b", "sohr", "2012-03-02", "10", place_id="SYR/Homs"),
        claim("c", "sohr", "2012-02-08", "5", place_id="SYR/Hama"),
        claim("d", "lcc", "2012-02-07", "40", place_id="SYR/Homs"),
        claim("e", "lcc", "2012-02-07", "9", place_id="TUR/Hatay"),
    ]
)
AFTER = frame(
    [
        claim("a", "sohr", "2012-02-07", "52", place_id="SYR/Homs"),
        claim("b", "sohr", "2012-03-02", "4", place_id="SYR/Homs", note="mended"),
        claim("d", "lcc", "2012-02-07", "40", place_id="SYR/Homs"),
        claim("e", "lcc", "2012-02-07", "9", place_id="TUR/Hatay"),
        claim("f", "lcc", "2012-04-01", ">=7", place_id="SYR/Homs"),
    ]
)


def totals(found: cas.pipeline.Difference) -> dict[tuple[str, str, str], tuple[object, ...]]:  # type: ignore[name-defined]
    rows = found.totals.astype(object).where(found.totals.notna(), None).to_dict("records")
    return {(r["place_id"], r["month"], r["source"]): (r["sign"], r["best_before"], r["best_after"], r["best_change"]) for r in rows}


def test_claims_added_revised_and_withdrawn() -> None:
    found = cas.diff(BEFORE, AFTER)
    told = [(r.change, r.claim_id, r.columns if isinstance(r.columns, str) else "") for r in found.claims.itertuples()]
    assert told == [("added", "f", ""), ("revised", "a", "low; best; high"), ("revised", "b", "low; best; high; note"), ("withdrawn", "c", "")]
    row = found.claims.set_index("claim_id").loc["a"]
    assert (row["best_before"], row["best_after"]) == (40, 52)
    assert pd.isna(found.claims.set_index("claim_id").loc["f", "best_before"])


def test_totals_by_place_month_source_and_sign() -> None:
    found = totals(cas.diff(BEFORE, AFTER, place="SYR/Homs"))
    assert found == {
        ("SYR/Homs", "all", "lcc"): ("increase", 40, 47, 7),
        ("SYR/Homs", "2012-04", "lcc"): ("appeared", None, 7, None),
        ("SYR/Homs", "all", "sohr"): ("increase", 50, 56, 6),
        ("SYR/Homs", "2012-02", "sohr"): ("increase", 40, 52, 12),
        ("SYR/Homs", "2012-03", "sohr"): ("decrease", 10, 4, -6),
        ("SYR/Homs", "all", "combined"): ("increase", 50, 51, 1),
        ("SYR/Homs", "2012-02", "combined"): ("increase", 40, 40, 0),  # of two the lower: only high rose
        ("SYR/Homs", "2012-03", "combined"): ("decrease", 10, 4, -6),
        ("SYR/Homs", "2012-04", "combined"): ("appeared", None, 7, None),
    }


def test_where_best_stays_the_sign_is_that_of_high() -> None:
    found = cas.diff(BEFORE, AFTER).totals
    row = found[(found["place_id"] == "SYR/Homs") & (found["month"] == "2012-02") & (found["source"] == "combined")]
    assert row[["low_change", "best_change", "high_change"]].to_numpy().tolist() == [[0, 0, 12]]


def test_what_is_gone_and_countries_that_did_not_change() -> None:
    found = cas.diff(BEFORE, AFTER).totals
    assert set(found["place_id"].str[:3]) == {"SYR"}
    gone = found[(found["place_id"] == "SYR/Hama") & (found["source"] == "sohr")]
    assert gone["sign"].tolist() == ["gone", "gone"]
    assert gone["best_change"].isna().all()
    assert set(found["level"]) == {"country", "first"}


def test_nothing_changed_is_empty_with_all_columns() -> None:
    same, other = cas.diff(BEFORE, BEFORE.sample(frac=1, random_state=1)), cas.diff(BEFORE, AFTER)
    for empty, full in zip(same, other, strict=True):
        assert empty.empty
        assert [(n, str(t)) for n, t in empty.dtypes.items()] == [(n, str(t)) for n, t in full.dtypes.items()]
    nothing = cas.diff(BEFORE.iloc[:0], BEFORE.iloc[:0])
    assert len(nothing.claims) == len(nothing.totals) == 0


def test_backwards_is_the_opposite() -> None:
    there, back = totals(cas.diff(BEFORE, AFTER)), totals(cas.diff(AFTER, BEFORE))
    opposite = {"increase": "decrease", "decrease": "increase", "appeared": "gone", "gone": "appeared", "open": "open"}
    assert {k: (opposite[s], a, b, None if c is None else -c) for k, (s, b, a, c) in back.items()} == there


def test_each_data_set_and_all_of_them_together() -> None:
    before, after = (side.assign(dataset=side["claimant"]) for side in (BEFORE, AFTER))
    found = cas.diff(before, after)
    assert set(found.totals["dataset"]) == {"lcc", "sohr", "all"}
    only = cas.diff(before, after, dataset="lcc")
    assert set(only.claims["claim_id"]) == {"f"}
    assert set(only.totals["dataset"]) == {"lcc"}


def test_filters() -> None:
    found = cas.diff(BEFORE, AFTER, place="SYR/Hama", harm="killed", victims="all")
    assert set(found.claims["claim_id"]) == {"c"}
    assert set(found.totals["place_id"]) == {"SYR/Hama"}
    assert cas.diff(BEFORE, AFTER, harm="injured").claims.empty


def test_files_of_both_kinds_are_the_frames_they_hold(tmp_path) -> None:
    from casualties.cli.output import emit

    emit(BEFORE, None, tmp_path / "a.csv")
    emit(AFTER, None, tmp_path / "b.parquet")
    found, frames = cas.diff(tmp_path / "a.csv", str(tmp_path / "b.parquet"), tmp_path), cas.diff(BEFORE, AFTER)
    for one, two in zip(found, frames, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_two_moments_of_publication(stored) -> None:
    found = cas.diff("2012-02-06", "2012-02-08", stored)
    assert found.claims["claim_id"].tolist() == ["valley:v04", "valley:v05", "valley:v06", "valley:v07"]
    assert set(found.claims["change"]) == {"added"}
    by = totals(found)
    assert by["SYR", "2012-02", "sohr"] == ("increase", 70, 165, 95)


def test_two_moments_of_the_store_and_a_ruling_between_them(ingested, monkeypatch) -> None:
    first = cas.read_claims(ingested)["recorded_at"].max()
    path = ingested / "datasets" / "valley" / "claims.csv"
    lines = path.read_text().replace(",20,period", ",31,period").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("v08,")))
    pipeline.ingest(ingested)
    last = pd.Timestamp(pipeline.now()) + pd.Timedelta(seconds=5)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(last.timestamp()) + 60))
    pipeline.rule(ingested, kind="exclude", claim_ids=["valley:v05"], reason="taken back", by="ab")
    found = cas.diff(first, last, ingested, known=True)
    assert found.claims[["change", "claim_id"]].to_numpy().tolist() == [["revised", "valley:v07"], ["withdrawn", "valley:v08"]]
    later = cas.diff(last, last + pd.Timedelta(days=1), ingested, known=True)
    assert later.claims[["change", "claim_id"]].to_numpy().tolist() == [["ruled", "valley:v05"]]
    assert totals(later)["SYR/Homs", "2012-02", "sohr"] == ("decrease", 165, 79, -86)


def test_what_cannot_be_compared_is_refused(stored, tmp_path) -> None:
    (tmp_path / "hand.csv").write_text("harm,figure\nkilled,9\n")
    (tmp_path / "bad.parquet").write_text("no parquet")
    (tmp_path / "a.csv").write_text("")
    for before, after, error, says in (
        ("2012-02-06", tmp_path / "hand.csv", UsageError, "cannot be compared with a file"),
        (tmp_path / "none.csv", tmp_path / "hand.csv", UsageError, "no such file"),
        (tmp_path / "hand.csv", tmp_path / "hand.csv", DataError, "casualties ingest"),
        (tmp_path / "bad.parquet", tmp_path / "hand.csv", DataError, "cannot be read"),
        (tmp_path / "a.csv", tmp_path / "hand.csv", DataError, "cannot be read"),
        (tmp_path / "notes.txt", "2012-02-06", UsageError, "neither .csv nor .parquet"),
        ("soon", "2012-02-06", UsageError, "is not a moment"),
        (BEFORE.drop(columns="harm"), BEFORE, DataError, "'harm' is missing"),
        (pd.concat([BEFORE, BEFORE]), BEFORE, DataError, "claim_id_unique"),
    ):
        with pytest.raises(error, match=says):
            cas.diff(before, after, stored)
    with pytest.raises(UsageError, match="no moments"):
        cas.diff(BEFORE, AFTER, known=True)
    for wrong in ({"harm": "kiled"}, {"victims": "child"}, {"policy": "lower_medain"}, {"place": "Hosm"}):
        with pytest.raises(UsageError, match=r"Did you mean|Nearest"):
            cas.diff("2012-02-06", "2012-02-08", stored, **wrong)


def test_incidents_taken_day_by_day_give_the_totals_of_their_rows() -> None:
    records = [
        claim(f"i{i}", source, f"2012-02-{1 + i % 5:02}", figure, place_id=f"SYR/Homs/T{i % 3}", counting="incident", incident_id=str(i), qualifier="exact")
        for i, (source, figure) in enumerate([("sohr", "3"), ("lcc", "4"), ("sohr", "5"), ("sohr", "6"), ("lcc", "7"), ("sohr", "8")] * 3)
    ]
    records += [claim("open", "sohr", "2012-02-02", ">=9", place_id="SYR/Homs/T1", counting="incident", incident_id="o")]
    records += [claim("long", "sohr", "2012-02-27", "5", end="2012-03-02", place_id="SYR/Homs/T1", counting="incident", incident_id="l")]
    rows = select(cas.reconcile(frame(records)), "SYR/Homs", "killed", "all")
    fewer = effects._by_day(rows)
    assert len(fewer) < len(rows)
    for source in ("sohr", "lcc", "combined"):
        for start, end in (("2012-02-01", "2012-02-29"), ("2012-02-02", "2012-02-03"), ("2012-03-01", "2012-03-31")):
            asked = {"place_id": "SYR/Homs", "start": start, "end": end, "source": source}
            assert cas.total(fewer, **asked) == cas.total(rows, **asked)
