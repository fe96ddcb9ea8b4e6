"""Disks that refuse, files that are damaged, and two writers at once."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casualties import files
from casualties.errors import DataError, LockedError
from casualties.store import Store, parquet
from casualties.tables import RUNS


def figures(store):
    return dict(zip(store.claims()["claim_id"], store.claims()["best"], strict=True))


@pytest.fixture(autouse=True)
def _no_rules(monkeypatch):
    # The rules of the rows are not the matter here, and they would take most of the time.
    monkeypatch.setattr("casualties.tables.Table.validate", lambda _table, frame: frame)


@pytest.fixture
def two(store, make):
    """A store with two commits of 30 claims, the second a revision of the first claim and a withdrawal of the last."""
    rows = [(n, 1) for n in range(30)]
    make.commit(store, make.claims(rows), 0, refs=["row 1"], messages=["a"])
    make.commit(store, make.claims([(0, 7), *rows[1:29]]), 1, refs=["row 2"], messages=["b"])
    return store


def parts(store):
    return sorted((store.tables / "history/demo").glob("*.parquet"))


def flip(path, at=0.5):
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 0b1000
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


# Disks that refuse


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("nth", range(8))
@pytest.mark.parametrize("operation", ["stage", "settle"])
def test_a_disk_that_refuses_at_any_point_leaves_whole_commits(two, make, monkeypatch, code, nth, operation):
    real, calls, before = getattr(files, operation), [], figures(two)

    def refusing(*arguments, **options):
        calls.append(1)
        if len(calls) == nth + 1:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    monkeypatch.setattr(files, operation, refusing)
    rows = make.claims([(n, 9) for n in range(30)])
    try:
        make.commit(two, rows, 2, refs=["row 3"])
    except DataError as exc:
        told = str(exc)
    else:
        told = "" if len(calls) > nth else f"{os.strerror(code)} {two.tables}"  # the commit had fewer operations than that
    assert os.strerror(code) in told
    assert str(two.tables) in told
    assert figures(two) in (before, {f"demo:{n}": 9 for n in range(30)})
    monkeypatch.setattr(files, operation, real)
    make.commit(two, rows, 3, refs=["row 3"])
    assert two.verify() == []
    assert figures(two) == {f"demo:{n}": 9 for n in range(30)}
    assert two.rejects()["raw_ref"].tolist() == ["row 3"]
    assert two.versions("demo:0")["best"].tolist() == [1, 7, 9]
    assert list(two.tables.rglob(".tmp-*")) == []


def test_a_full_disk_while_writing_parquet_removes_what_it_began(two, make, monkeypatch):
    before = {p: p.read_bytes() for p in two.tables.rglob("*") if p.is_file()}

    def full(table, path, **options):
        Path(path).write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(DataError, match="No space left"):
        make.commit(two, make.claims([(n, 9) for n in range(30)]), 2)
    assert {p: p.read_bytes() for p in two.tables.rglob("*") if p.is_file()} == before


def test_a_short_write_is_found_before_it_is_believed(two, make, monkeypatch):
    """A disk that says it wrote and did not: the manifest's hash is of what is on the disk, so the part is read back and refused."""
    real = pq.write_table

    def short(table, path, **options):
        real(table, path, **options)
        cut(Path(path))

    monkeypatch.setattr(pq, "write_table", short)
    with pytest.raises(DataError, match="not what was written"):
        make.commit(two, make.claims([(n, 9) for n in range(30)]), 2)
    monkeypatch.undo()
    assert two.verify() == []
    assert figures(two)["demo:0"] == 7


def test_a_folder_that_cannot_be_written(tmp_path, make):
    program = f"""
import os, sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
import frames, pandera.pandas; from casualties.store import Store; from casualties.errors import DataError; from pathlib import Path
rows = frames.claims([(1, 2)])
if os.geteuid() == 0:
    os.setuid(65534)  # root writes everywhere
try:
    frames.commit(Store(Path({str(tmp_path / "work")!r})), rows, 0)
except DataError as exc:
    print(exc)
"""
    make.commit(Store(tmp_path / "work"), make.claims([(1, 5)]), 0)
    for path in [tmp_path / "work", *(tmp_path / "work").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for above in [tmp_path, *tmp_path.parents][:3]:
        above.chmod(0o755)
    try:
        done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=Path(files.__file__).parents[1])
    finally:
        for path in [tmp_path / "work", *(tmp_path / "work").rglob("*")]:
            path.chmod(0o755)
    assert "Permission denied" in done.stdout
    assert "Make the folder writable" in done.stdout
    assert figures(Store(tmp_path / "work")) == {"demo:1": 5}


# Damage


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
@pytest.mark.parametrize("which", [0, 1])
def test_a_damaged_part_is_named_and_never_read(two, make, damage, which):
    part = parts(two)[which]
    damage(part)
    (problem,) = two.verify()
    assert problem.file == str(part)
    assert problem.healed_by == ""
    for read in (lambda: two.history("demo"), lambda: two.known_at("2030-01-01"), lambda: two.versions("demo:0")):
        with pytest.raises(DataError, match=part.name):
            read()
    assert len(two.claims()) == 29  # the current claims are whole
    assert two.known_at("2024-01-01").shape[0] == 30 if which else True


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink, lambda p: p.write_text("{}"), lambda p: p.write_text("[1]"), lambda p: p.write_bytes(b"\xff")])
def test_a_damaged_manifest_stops_writing_and_loses_nothing(two, make, damage):
    manifest = two.tables / "history/demo/manifest.json"
    whole = manifest.read_bytes()
    damage(manifest)
    kept = parts(two)
    assert any(problem.file.endswith("manifest.json") and problem.healed_by == "" for problem in two.verify())
    assert [problem.healed_by for problem in two.recover()] == [""]
    with pytest.raises(DataError, match="manifest"):
        make.commit(two, make.claims([(1, 1)]), 2, accept_withdrawals=True)
    with pytest.raises(DataError, match="manifest"):
        two.known_at("2030-01-01")
    assert parts(two) == kept
    manifest.write_bytes(whole)
    assert two.verify() == []


def test_every_bit_of_the_manifest_is_guarded(two):
    manifest = two.tables / "history/demo/manifest.json"
    whole = manifest.read_bytes()
    for at in range(0, len(whole), 7):
        manifest.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert two.verify() != [], at


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
def test_current_claims_are_rebuilt_from_the_history(two, make, damage):
    claims = two.tables / "claims/demo.parquet"
    frame = two.claims()
    damage(claims)
    assert [(p.file, p.healed_by) for p in two.verify()] == [(str(claims), "recover")]
    assert [(p.file, p.healed_by) for p in two.recover()] == [(str(claims), "recover")]
    pd.testing.assert_frame_equal(two.claims(), frame)
    assert two.verify() == []


def test_lost_current_claims_are_read_from_the_history_meanwhile(two):
    frame = two.claims()
    (two.tables / "claims/demo.parquet").unlink()
    pd.testing.assert_frame_equal(two.claims(), frame)
    some = two.claims(columns=["best"], filters=[("claim_id", "==", "demo:0")])
    assert some.to_dict("records") == [{"best": 7}]


def test_old_current_claims_put_back_from_a_backup_are_noticed(two, make):
    claims = two.tables / "claims/demo.parquet"
    old = claims.read_bytes()
    make.commit(two, make.claims([(n, 9) for n in range(30)]), 2)
    claims.write_bytes(old)
    assert [p.healed_by for p in two.verify()] == ["recover"]
    done = make.commit(two, make.claims([(n, 9) for n in range(30)]), 3)
    assert (done.new, done.revised, done.withdrawn) == (0, 0, 0)
    assert set(figures(two).values()) == {9}


def test_an_old_manifest_put_back_from_a_backup_never_drops_a_part(two, make):
    manifest = two.tables / "history/demo/manifest.json"
    old = manifest.read_bytes()
    make.commit(two, make.claims([(n, 9) for n in range(30)]), 2)
    newest, kept = manifest.read_bytes(), parts(two)
    manifest.write_bytes(old)
    assert two.verify() != []
    with pytest.raises(DataError, match="older than the parts"):
        make.commit(two, make.claims([(n, 9) for n in range(30)]), 3)
    assert parts(two) == kept
    manifest.write_bytes(newest)
    assert two.verify() == []


@pytest.mark.parametrize("name", ["rejects", "findings"])
@pytest.mark.parametrize("damage", [flip, cut, Path.unlink])
def test_lost_rejects_and_findings_are_written_by_the_next_reading(two, make, name, damage):
    damage(two.tables / name / "demo.parquet")
    assert [p.healed_by for p in two.verify()] == ["ingest"]
    rows = [(n, 1) for n in range(30)]
    make.commit(two, make.claims([(0, 7), *rows[1:29]]), 2, refs=["row 2"], messages=["b"])
    assert two.verify() == []
    assert (len(two.rejects()), len(two.findings()), len(parts(two))) == (1, 1, 2)


def test_one_damaged_data_set_does_not_stop_the_others(two, make):
    make.commit(two, make.claims([(1, 3)], "other"), 0, "other")
    (two.tables / "claims/other.parquet").unlink()
    flip(parts(two)[0])
    flip(two.tables / "claims/demo.parquet")
    assert {(p.dataset, p.healed_by) for p in two.recover()} == {("demo", ""), ("other", "recover")}
    assert make.commit(two, make.claims([(1, 4)], "other"), 1, "other").revised == 1


def test_bit_flips_in_current_claims_are_never_read_as_figures(two):
    claims = two.tables / "claims/demo.parquet"
    whole, frame = claims.read_bytes(), two.claims()
    for at in range(4, len(whole) - 8, 397):
        claims.write_bytes(whole[:at] + bytes([whole[at] ^ 0b100]) + whole[at + 1 :])
        assert two.verify() != [], at
        try:
            read = two.claims()
        except DataError:
            continue
        pd.testing.assert_frame_equal(read, frame)  # only what carries no value (a name of the writer, a statistic) may change unseen


def test_other_damaged_tables_are_named(two):
    row = {
        "run_id": "a",
        "started_at": "2024-01-31T23:00:00Z",
        "command": "x",
        "casualties": "1",
        "python": "1",
        "pandas": "1",
        "pyarrow": "1",
        "dataset": "demo",
    }
    two.add_run(RUNS.complete(pd.DataFrame([row])))
    cut(two.tables / "runs/2024-01.parquet")
    assert [Path(p.file).name for p in two.verify()] == ["2024-01.parquet"]


def test_a_newer_store_is_refused(two, monkeypatch):
    monkeypatch.setattr(parquet, "SCHEMA_VERSION", 0)
    monkeypatch.setattr("casualties.store.manifest.SCHEMA_VERSION", 0)
    with pytest.raises(DataError, match="newer version of casualties"):
        two.claims()
    with pytest.raises(DataError, match="newer version of casualties"):
        two.history("demo")


# Two writers


HOLDER = """
import sys, time; from pathlib import Path; from casualties.store import Store
with Store(Path(sys.argv[1])).lock():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(store):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(store.root)], stdout=subprocess.PIPE, text=True, cwd=Path(files.__file__).parents[1])
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_told_who_holds_the_lock(store, make, holder):
    with pytest.raises(LockedError, match=rf"process {holder.pid}, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC") as caught:
        make.commit(store, make.claims([(1, 1)]), 0)
    assert caught.value.exit_code == 5
    begun = time.monotonic()
    with pytest.raises(LockedError), store.lock(timeout=0.3):
        pass
    assert time.monotonic() - begun >= 0.3
    assert store.claims().empty  # reads need no lock


def test_the_lock_of_a_dead_process_is_free(store, make, holder):
    holder.kill()
    holder.wait()
    assert (store.tables / ".holder.json").exists()
    assert make.commit(store, make.claims([(1, 1)]), 0).new == 1
    assert not (store.tables / ".holder.json").exists()


def test_the_lock_may_be_taken_again_by_its_holder_and_is_signed_until_the_end(store, make):
    note = store.tables / ".holder.json"
    with store.lock(), Store(store.root).lock():
        make.commit(store, make.claims([(1, 1)]), 0)
        assert json.loads(note.read_text()) == {"pid": os.getpid()}
    assert not note.exists()


def test_plain_pandas_ignores_what_is_on_its_way(store, make):
    make.commit(store, make.claims([(1, 1)]), 0)
    pq.write_table(pa.table({"x": [1]}), store.tables / "claims/.tmp-1.parquet")
    assert len(pd.read_parquet(store.tables / "claims")) == 1
    assert store.datasets() == ["demo"]
