"""Commits, versions and reads of the store."""

from __future__ import annotations

import pandas as pd
import pytest

from casualties.errors import DataError, UsageError
from casualties.store import Scope
from casualties.tables import CLAIMS, FINDINGS, PLACES, REJECTS, RUNS, SEGMENTS, SOURCES


def listing(store):
    """Every file with its bytes and its inode: any rewriting shows."""
    return {p: (p.stat().st_ino, p.read_bytes()) for p in store.tables.rglob("*") if p.is_file()}


def counts(commit):
    return commit.new, commit.revised, commit.withdrawn, commit.unchanged


def by_id(frame, column="best"):
    return dict(zip(frame["claim_id"], frame[column], strict=True))


def test_first_commit_adds_everything(store, make):
    done = make.commit(store, make.claims([(1, 5), (2, 6)]), 0)
    assert counts(done) == (2, 0, 0, 0)
    stored = store.claims()
    assert by_id(stored) == {"demo:1": 5, "demo:2": 6}
    assert set(stored["version"]) == {1}
    assert set(stored["recorded_at"]) == {make.day(0)}
    assert list(store.history("demo")["change"]) == ["added", "added"]


def test_same_content_writes_nothing(store, make):
    rows = make.claims([(1, 5), (2, 6)])
    make.commit(store, rows, 0, refs=["row 3"], messages=["a"])
    before = listing(store)
    done = make.commit(store, rows.iloc[::-1].reset_index(drop=True), 1, refs=["row 3"], messages=["a"])
    assert counts(done) == (0, 0, 0, 2)
    assert not done.written
    assert listing(store) == before


def test_revision_is_a_new_version_in_its_old_row(store, make):
    make.commit(store, make.claims([(1, 5), (2, 6)]), 0)
    done = make.commit(store, make.claims([(2, 6), (1, 7)]), 1)
    assert counts(done) == (0, 1, 0, 1)
    stored = store.claims()
    assert list(stored["claim_id"]) == ["demo:1", "demo:2"]
    assert list(stored["version"]) == [2, 1]
    assert list(stored["recorded_at"]) == [make.day(1), make.day(0)]
    assert list(store.versions("demo:1")["best"]) == [5, 7]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"low": 3}, {}),
        ({}, {"low": 3}),
        ({"place_id": "SYR"}, {}),
        ({}, {"place_id": "SYR"}),
        ({"lat": 1.5}, {}),
        ({"start": "2012-02-05"}, {}),
        ({"note": ""}, {}),
    ],
)
def test_a_value_that_goes_missing_is_a_revision(store, make, before, after):
    row = {"record_id": "1", "best": 5}
    make.commit(store, make.claims([row | before]), 0)
    done = make.commit(store, make.claims([row | after]), 1)
    assert counts(done) == (0, 1, 0, 0)
    (name,) = {*before, *after}
    assert store.claims()[name].isna().iloc[0] == (not after)


def test_withdrawal_is_a_version_and_coming_back_another(store, make):
    make.commit(store, make.claims([(1, 5), (2, 6)]), 0)
    assert counts(make.commit(store, make.claims([(1, 5)]), 1)) == (0, 0, 1, 1)
    assert by_id(store.claims()) == {"demo:1": 5}
    assert counts(make.commit(store, make.claims([(1, 5), (2, 6)]), 2)) == (1, 0, 0, 1)
    versions = store.versions("demo:2")
    assert list(versions["change"]) == ["added", "withdrawn", "added"]
    assert list(versions["version"]) == [1, 2, 3]
    assert list(versions["best"]) == [6, 6, 6]
    assert by_id(store.claims(), "version") == {"demo:1": 1, "demo:2": 3}


def test_all_withdrawn_then_back_counts_versions_on(store, make):
    make.commit(store, make.claims([(1, 5)]), 0)
    make.commit(store, make.claims([]), 1)
    assert len(store.claims()) == 0
    make.commit(store, make.claims([(1, 5), (2, 1)]), 2)
    assert by_id(store.claims(), "version") == {"demo:1": 3, "demo:2": 1}
    assert by_id(store.known_at("2024-01-01")) == {"demo:1": 5}
    assert len(store.known_at("2024-01-02")) == 0


def test_edit_of_one_line_revises_one_claim_and_the_others_keep_their_raw_file(store, make):
    old = make.claims([(n, n) for n in range(20)], raw_sha256="a" * 64, ingestor="demo/1")
    old["raw_ref"] = [f"row {n + 2}" for n in range(20)]
    make.commit(store, old, 0)
    new = make.claims([(99, 1), *[(n, n + (n == 7)) for n in range(20)]], raw_sha256="b" * 64, ingestor="demo/2")
    new["raw_ref"] = [f"row {n + 2}" for n in range(21)]
    assert counts(make.commit(store, new, 1)) == (1, 1, 0, 19)
    stored = store.claims().set_index("record_id")
    assert stored.loc["7", ["raw_sha256", "raw_ref", "ingestor"]].tolist() == ["b" * 64, "row 10", "demo/2"]
    assert stored.loc["8", ["raw_sha256", "raw_ref", "ingestor"]].tolist() == ["a" * 64, "row 10", "demo/1"]
    assert stored.loc["99", "raw_ref"] == "row 2"


def test_plain_pandas_reads_the_folder_with_the_same_types(store, make):
    make.commit(store, make.claims([(1, 5)]), 0)
    make.commit(store, make.claims([(1, 8)], "other", low=3, start="2012-02-01", place_id="SYR/Homs"), 0, "other")
    make.commit(store, make.claims([], "void"), 0, "void")
    plain = pd.read_parquet(store.tables / "claims").sort_values("claim_id", ignore_index=True)
    pd.testing.assert_frame_equal(plain, store.claims().sort_values("claim_id", ignore_index=True))
    assert plain.dtypes.equals(CLAIMS.empty().dtypes)
    assert plain["dataset"].tolist() == ["demo", "other"]


def test_reading_parts_of_the_claims(store, make):
    make.commit(store, make.claims([{"record_id": "1", "best": 5, "place_id": "SYR/Homs"}, {"record_id": "2", "best": 6}]), 0)
    make.commit(store, make.claims([(1, 8)], "other"), 0, "other")
    assert store.datasets() == ["demo", "other"]
    assert by_id(store.claims(["other"])) == {"other:1": 8}
    some = store.claims(columns=["best", "place_id"], filters=[("place_id", "==", "SYR/Homs")])
    assert some.to_dict("records") == [{"best": 5, "place_id": "SYR/Homs"}]
    assert some.dtypes.astype(str).to_dict() == {"best": "Int64", "place_id": "str"}
    with pytest.raises(UsageError, match="demo"):
        store.claims(["dmo"])
    with pytest.raises(UsageError, match="best"):
        store.claims(columns=["bst"])


def test_empty_store_reads_empty_tables(store):
    assert store.datasets() == []
    tables = {
        CLAIMS: store.claims(),
        REJECTS: store.rejects(),
        FINDINGS: store.findings(),
        SOURCES: store.sources(),
        PLACES: store.places(),
        RUNS: store.runs(),
        SEGMENTS: store.segments("none"),
    }
    for table, frame in tables.items():
        pd.testing.assert_frame_equal(frame, table.empty())
    assert not store.tables.exists()


def test_known_at_is_what_was_current_then(store, make):
    make.commit(store, make.claims([(1, 5), (2, 6)]), 0)
    make.commit(store, make.claims([(1, 7), (3, 1)]), 1)
    assert by_id(store.known_at("2023-12-31")) == {}
    assert by_id(store.known_at("2024-01-01")) == {"demo:1": 5, "demo:2": 6}
    assert by_id(store.known_at("2024-01-02T11:59:59Z")) == {"demo:1": 5, "demo:2": 6}
    assert by_id(store.known_at(make.day(1))) == {"demo:1": 7, "demo:3": 1}
    pd.testing.assert_frame_equal(store.known_at("2030-01-01"), store.claims())
    with pytest.raises(UsageError, match="not a moment"):
        store.known_at("soon")


def test_a_clock_put_back_never_reorders_the_history(store, make):
    make.commit(store, make.claims([(1, 5)]), 10)
    done = make.commit(store, make.claims([(1, 6)]), 3)
    assert done.recorded_at == make.day(10)
    assert list(store.history("demo")["recorded_at"]) == [make.day(10), make.day(10)]
    assert len(store.known_at(make.day(5))) == 0
    assert by_id(store.known_at(make.day(10))) == {"demo:1": 6}


def test_scope_limits_what_is_withdrawn(store, make):
    rows = [
        {"record_id": "in", "place_id": "SYR/Homs/Homs", "start": "2012-02-01", "end": "2012-02-02"},
        {"record_id": "itself", "place_id": "SYR/Homs", "start": "2012-01-01", "end": "2012-12-31"},
        {"record_id": "stays", "place_id": "SYR/Homs", "start": "2012-03-01", "end": "2012-03-02"},
        {"record_id": "like-named", "place_id": "SYR/Homsland", "start": "2012-02-01", "end": "2012-02-02"},
        {"record_id": "early", "place_id": "SYR/Homs", "start": "2011-12-31", "end": "2012-02-02"},
        {"record_id": "late", "place_id": "SYR/Homs", "start": "2012-02-01", "end": "2013-01-01"},
        {"record_id": "nowhere", "start": "2012-02-01", "end": "2012-02-02"},
        {"record_id": "since-ever", "place_id": "SYR/Homs", "end": "2012-02-02"},
    ]
    everything = make.claims([{"best": 1, **row} for row in rows])
    make.commit(store, everything, 0)
    scope = Scope(("SYR/Homs",), pd.Timestamp("2012-01-01"), pd.Timestamp("2012-12-31"))
    done = make.commit(store, everything[everything["record_id"] == "stays"], 1, scope=scope)
    assert counts(done) == (0, 0, 2, 1)
    assert done.outside == 5
    assert sorted(store.claims()["record_id"]) == sorted(set(everything["record_id"]) - {"in", "itself"})


def test_losing_most_claims_is_refused_unless_accepted(store, make):
    make.commit(store, make.claims([(n, 1) for n in range(20)]), 0)
    before = listing(store)
    with pytest.raises(DataError, match="withdraw 11 of 20"):
        make.commit(store, make.claims([(n, 1) for n in range(9)]), 1)
    assert listing(store) == before
    assert make.commit(store, make.claims([(n, 1) for n in range(10)]), 1).withdrawn == 10
    assert make.commit(store, make.claims([]), 2, accept_withdrawals=True).withdrawn == 10


def test_a_row_that_breaks_a_rule_refuses_the_whole_commit(store, make):
    make.commit(store, make.claims([(1, 5)]), 0)
    before = listing(store)
    bad = make.claims([(1, 5), (2, 6)])
    bad.loc[1, "harm"] = "vanished"
    with pytest.raises(DataError, match=r"harm_known.*|demo:2"):
        make.commit(store, bad, 1)
    assert listing(store) == before


@pytest.mark.parametrize("first", [True, False])
def test_a_claim_id_twice_is_refused(store, make, first):
    if not first:
        make.commit(store, make.claims([(1, 5)]), 0)
    with pytest.raises(DataError, match="demo:1"):
        make.commit(store, make.claims([(1, 5), (1, 5)]), 1)
    assert len(store.claims()) == (0 if first else 1)


def test_claims_of_another_data_set_are_refused(store, make):
    with pytest.raises(DataError, match="another data set"):
        make.commit(store, make.claims([(1, 5)], "other"), 0)
    with pytest.raises(DataError, match="begin with the name"):
        make.commit(store, make.claims([{"record_id": "1", "best": 1, "claim_id": "other:1"}]), 0)
    with pytest.raises(DataError, match="rejects"):
        store.commit("demo", make.claims([(1, 5)]), make.rejects(["row 1"], "other"), FINDINGS.empty(), recorded_at=make.day(0))


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "_aside", "Upper", "year=2012", "a b", "x" * 101, "a\n"])
def test_names_that_cannot_be_files_are_refused(store, make, name):
    with pytest.raises(UsageError, match="name of a data set"):
        make.commit(store, make.claims([(1, 5)]), 0, name)
    assert not store.tables.exists()


def test_columns_of_another_shape_are_refused(store, make):
    with pytest.raises(DataError, match="missing: note"):
        make.commit(store, make.claims([(1, 5)]).drop(columns="note"), 0)
    with pytest.raises(DataError, match="unknown: extra"):
        make.commit(store, make.claims([(1, 5)]).assign(extra=1), 0)


def test_rejects_keep_the_moment_they_were_first_stored(store, make):
    rows = make.claims([(1, 5)])
    make.commit(store, rows, 0, refs=["row 3"])
    done = make.commit(store, rows, 1, refs=["row 3", "row 2"], messages=["a"])
    assert done.written
    assert done.number is None
    stored = store.rejects().set_index("raw_ref")["recorded_at"]
    assert stored.to_dict() == {"row 3": make.day(0), "row 2": make.day(1)}
    assert list(store.findings()["message"]) == ["a"]
    assert len(store.history("demo")) == 1
    assert store.verify() == []


def test_other_tables_are_replaced_only_when_they_differ(store):
    sources = SOURCES.complete(pd.DataFrame([{"id": "sohr", "name": "Observatory", "kind": "monitor"}]))
    places = PLACES.complete(pd.DataFrame([{"place_id": "SYR", "name": "Syria", "level": "country"}]))
    for write, read, frame in ((store.write_sources, store.sources, sources), (store.write_places, store.places, places)):
        assert write(frame)
        assert not write(frame)
        pd.testing.assert_frame_equal(read(), frame)
    with pytest.raises(DataError, match="kind_known"):
        store.write_sources(sources.assign(kind="oracle").astype({"kind": "str"}))
    pd.testing.assert_frame_equal(store.sources(), sources)


def test_segments_by_name(store):
    assert store.write_segments("homs", SEGMENTS.empty())
    assert not store.write_segments("homs", SEGMENTS.empty())
    pd.testing.assert_frame_equal(store.segments("homs"), SEGMENTS.empty())


def test_runs_are_kept_a_file_a_month(store):
    def run(run_id, at, exit_code=0):
        row = {"run_id": run_id, "started_at": at, "command": "ingest", "dataset": "demo", "exit_code": exit_code}
        return RUNS.complete(pd.DataFrame([row | dict.fromkeys(["casualties", "python", "pandas", "pyarrow"], "1")]))

    store.add_run(run("a", "2024-01-31T23:00:00Z"))
    store.add_run(run("b", "2024-02-01T01:00:00Z"))
    store.add_run(run("b", "2024-02-01T01:00:00Z", 3))
    assert store.runs()[["run_id", "exit_code"]].to_dict("records") == [{"run_id": "a", "exit_code": 0}, {"run_id": "b", "exit_code": 3}]
    assert sorted(p.name for p in (store.tables / "runs").iterdir()) == ["2024-01.parquet", "2024-02.parquet"]
