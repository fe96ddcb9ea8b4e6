"""The note of the last reading: it saves a reading only where nothing can have changed."""

from __future__ import annotations

import pytest

from casualties.store.reading import NAME, Reading, recall, remember

READ = Reading("abc", read=3, claims=2, rejected=1)


@pytest.fixture
def noted(make, store):
    make.commit(store, make.claims([(1, 5), (2, 6)]), 1, refs=["row 3"])
    with store.lock():
        remember(store.tables, "demo", READ)
    return store


def test_the_same_inputs_need_no_reading(noted):
    assert recall(noted.tables, "demo", "abc") == READ
    assert noted.verify() == []


def test_the_same_note_again_writes_nothing(noted):
    note = noted.tables / "history/demo" / NAME
    before = note.stat().st_ino, note.stat().st_mtime_ns
    remember(noted.tables, "demo", READ)
    assert (note.stat().st_ino, note.stat().st_mtime_ns) == before


def test_other_inputs_and_another_data_set_are_read(noted):
    assert recall(noted.tables, "demo", "abd") is None
    assert recall(noted.tables, "other", "abc") is None


def test_after_another_commit_the_data_set_is_read(make, noted):
    make.commit(noted, make.claims([(1, 5), (2, 7)]), 2, refs=["row 3"])
    assert recall(noted.tables, "demo", "abc") is None
    # back to the first content, but through a commit the note does not know
    make.commit(noted, make.claims([(1, 5), (2, 6)]), 3, refs=["row 3"])
    assert recall(noted.tables, "demo", "abc") is None


@pytest.mark.parametrize("name", ["claims", "rejects", "findings"])
def test_a_lost_or_damaged_file_is_read_anew(noted, name):
    path = noted.tables / name / "demo.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert recall(noted.tables, "demo", "abc") is None
    path.unlink()
    assert recall(noted.tables, "demo", "abc") is None


@pytest.mark.parametrize("note", [b"", b"{}", b"[]", b'{"inputs": "abc", "manifest": "x"}', b"\xff"])
def test_a_damaged_note_is_no_note(noted, note):
    (noted.tables / "history/demo" / NAME).write_bytes(note)
    assert recall(noted.tables, "demo", "abc") is None
