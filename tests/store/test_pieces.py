"""A reading that comes in pieces: the same commit as one that comes whole, wherever it is cut."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from casualties.errors import DataError
from casualties.store import Store, current, parquet, pieces
from casualties.tables import CLAIMS
from casualties.tables.keys import Seen


@pytest.fixture(params=[(1, 3), (7, 1000)])
def cut(request, monkeypatch):
    """Rows of a piece, with row groups of a few rows."""
    size, group = request.param
    monkeypatch.setattr(parquet, "GROUP", group)
    monkeypatch.setattr(parquet, "ROWS", group)
    return size


def generations(make):
    """The first reading; then, in another order, some revised, withdrawn and added; then some that come back."""
    return [
        make.claims([(n, n) for n in range(20)]),
        make.claims([(n, n + 100 * (n % 3 == 0)) for n in [*range(19, 4, -1), 30, 31, 4]]),
        make.claims([(n, n + 100 * (n % 3 == 0)) for n in [0, 30, *range(5, 20), 2]]),
    ]


def test_the_same_commits_as_of_a_whole_reading(make, tmp_path, cut):
    whole, parts = Store(tmp_path / "whole"), Store(tmp_path / "pieces")
    for number, rows in enumerate(generations(make)):
        told = [make.commit(store, rows, number, refs=["row 3"], messages=["a"], cut=size) for store, size in ((whole, 0), (parts, cut))]
        assert told[0] == told[1]
    pd.testing.assert_frame_equal(whole.claims(), parts.claims())  # in the same rows too
    order = ["claim_id", "version"]
    pd.testing.assert_frame_equal(*(store.history("demo").sort_values(order, ignore_index=True) for store in (whole, parts)))
    pd.testing.assert_frame_equal(whole.rejects(), parts.rejects())
    assert parts.verify() == []
    before = parts.claims()
    (parts.tables / "claims/demo.parquet").unlink()
    parts.recover()  # rebuilt from the history the rows are where they were
    pd.testing.assert_frame_equal(parts.claims(), before)


def test_the_same_again_writes_nothing(make, store, cut):
    rows = generations(make)[0]
    make.commit(store, rows, 0, refs=["row 3"], cut=cut)
    files = {path: path.read_bytes() for path in store.tables.rglob("*") if path.is_file()}
    done = make.commit(store, rows.iloc[::-1].reset_index(drop=True).assign(raw_ref="row 9"), 1, refs=["row 3"], cut=cut)
    assert (done.unchanged, done.written, done.number) == (20, False, None)
    assert {path: path.read_bytes() for path in store.tables.rglob("*") if path.is_file()} == files
    assert make.commit(store, rows, 2, refs=["row 4"], cut=cut).written  # rejects alone
    assert store.verify() == []


def test_an_empty_data_set_and_an_empty_reading(make, store, cut):
    assert make.commit(store, make.claims([]), 0, cut=cut).written
    assert make.commit(store, make.claims([(1, 5)]), 1, cut=cut).new == 1
    assert make.commit(store, make.claims([]), 2, cut=cut).withdrawn == 1
    assert make.commit(store, make.claims([(1, 5)]), 3, cut=cut).new == 1
    assert store.claims()["version"].tolist() == [3]
    assert store.verify() == []


@pytest.mark.parametrize("before", [0, 1])
def test_what_is_wrong_in_the_last_piece_changes_nothing(make, store, before):
    if before:
        make.commit(store, make.claims([(n, n) for n in range(5)]), 0)
    files = {path: path.read_bytes() for path in store.tables.rglob("*.parquet")}
    rows = make.claims([(n, 9) for n in range(6)])
    bad = {
        "in two pieces": pd.concat([rows, rows.iloc[:1]], ignore_index=True),  # revised twice, or added twice
        "two pieces": pd.concat([rows, rows.iloc[5:]], ignore_index=True),
        "figures_not_negative": rows.assign(best=pd.array([9, 9, 9, 9, 9, -1], "Int64")),
        "another data set": rows.assign(dataset=["demo"] * 5 + ["other"]),
    }
    for told, frame in bad.items():
        with pytest.raises(DataError, match=told):
            make.commit(store, frame, 1, cut=2)
    assert {path: path.read_bytes() for path in store.tables.rglob("*.parquet")} == files
    assert not list(store.tables.rglob(".tmp-*"))


def test_who_leaves_before_the_commit_has_stored_nothing(make, store):
    with store.pieces("demo", recorded_at=make.day(0)) as taking:
        taking.add(make.claims([(1, 5)]))
    with pytest.raises(ZeroDivisionError), store.pieces("demo", recorded_at=make.day(0)) as taking:
        taking.add(make.claims([(1, 5 // 0)]))
    store.recover()
    assert store.datasets() == []
    assert not list(store.tables.rglob("*.parquet"))


def test_most_of_a_data_set_is_not_withdrawn(make, store, cut):
    make.commit(store, make.claims([(n, 1) for n in range(30)]), 0, cut=cut)
    with pytest.raises(DataError, match="would withdraw 25 of 30"):
        make.commit(store, make.claims([(n, 1) for n in range(5)]), 1, cut=cut)
    assert len(store.claims()) == 30
    assert make.commit(store, make.claims([(n, 1) for n in range(5)]), 1, cut=cut, accept_withdrawals=True).withdrawn == 25


def test_every_column_that_says_something_is_in_the_digest(make):
    """A revision of any column is one; where and when a claim was read is none."""
    plain = make.claims([(1, 5)])
    table = pa.Table.from_pandas(plain, schema=CLAIMS.arrow_schema, preserve_index=False)
    others = {
        "Text": "other",
        "Enum": "other",
        "Count": 77,
        "Real": 1.5,
        "Flag": True,
        "Day": pd.Timestamp("2011-01-01"),
        "Instant": pd.Timestamp("2011-01-01T00:00:00Z"),
    }
    for column in CLAIMS.columns:
        for value in (others[column.kind], None):
            if value is None and not column.nullable:
                continue
            other = pa.array([value], CLAIMS.arrow_schema.field(column.name).type)
            changed = table.set_column(CLAIMS.names.index(column.name), table.schema.field(column.name), other)
            said = changed[column.name].to_pylist() != table[column.name].to_pylist() and column.name not in current.READING
            assert (current.contents(changed)[0] != current.contents(table)[0]) == said, column.name


def test_words_that_change_columns_and_empty_words_are_told_apart(make):
    rows = make.claims(
        [{"record_id": "1", "best": 1, "note": note, "quote": quote} for note, quote in [("a", None), (None, "a"), ("", None), (None, None), ("a", "a")]]
    )
    table = pa.Table.from_pandas(rows.assign(claim_id="demo:1", record_id="1"), schema=CLAIMS.arrow_schema, preserve_index=False)
    assert len(set(current.contents(table))) == 5


def test_ids_that_share_a_digest_are_refused(make, store, monkeypatch):
    make.commit(store, make.claims([("a", 1)]), 0)
    for module in (current, pieces):
        monkeypatch.setattr(module, "digests", lambda keys: np.zeros(len(keys), np.uint64))
    with pytest.raises(DataError, match="told apart"):
        make.commit(store, make.claims([("b", 1)]), 1, cut=1)
    assert store.claims()["record_id"].tolist() == ["a"]


def test_seen_agrees_with_a_set():
    chance = np.random.default_rng(3)
    seen, known = Seen(), set()
    for size in (5, 1, 0, 40, 3, 200, 7, 7, 90):
        keys = pd.Series([None if n == 0 else f"k{n}" for n in chance.integers(0, 300, size)], dtype="str")
        told = seen.again(keys)
        for key, again in zip(keys, told, strict=True):
            assert again == (isinstance(key, str) and key in known)
            known |= {key} if isinstance(key, str) else set()
