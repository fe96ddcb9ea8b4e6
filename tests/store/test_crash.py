"""Writers that die at every step, or are killed at any moment, while others read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

PROGRAM = Path(__file__).with_name("crash.py")
KILLS = int(os.environ.get("CASUALTIES_KILLS", "12"))
CLAIMS = 40


EACH = 1 if "CASUALTIES_KILLS" in os.environ else 4


@pytest.mark.parametrize(("commits", "cut"), [(1, 0), (2, 0), (2, 15)])
def test_a_writer_that_dies_at_any_step_leaves_whole_commits(tmp_path, commits, cut):
    done = subprocess.run([sys.executable, PROGRAM, "steps", tmp_path, str(commits), str(EACH), str(cut)], check=True, capture_output=True, text=True)
    deaths = [json.loads(line) for line in done.stdout.splitlines()]
    assert [d["code"] for d in deaths] == [9] * (len(deaths) - 1) + [0]
    assert len(deaths) > 15 // EACH  # the audit hook saw the steps: mkdir, open for sync, rename, remove
    before, after = ([[commits - 1], CLAIMS - 1] if commits > 1 else [[], 0]), [[commits], CLAIMS - 1]
    for death in deaths:
        assert death["seen"] in (before, after), death
        assert death["by_store"] in (before, after), death
        assert death["current"] in (before, after), death
        assert death["problems"] == [], death
        assert death["after"] == after, death
        assert death["at_end"] == [], death
        assert death["rejects"] == [f"row {commits}"], death
        assert death["versions"] == list(range(1, commits + 1)), death
        assert death["left"] == [], death
    # Once the manifest is there the commit is finished by recovery alone: all later deaths end in the new generation.
    kinds = [death["current"] for death in deaths]
    assert kinds == sorted(kinds, key=lambda k: k == after)
    assert any(death["healed"] and death["current"] == after for death in deaths)
    assert any(death["healed"] and death["current"] == before for death in deaths)


def test_writers_killed_at_random_never_spoil_a_read(tmp_path, store):
    writer = subprocess.Popen([sys.executable, PROGRAM, "kills", tmp_path, str(KILLS), "20120206"], stdout=subprocess.PIPE, text=True)
    folder, reads, newest = store.tables / "claims", 0, 0
    while writer.poll() is None:
        if not folder.is_dir() or not any(folder.iterdir()):
            time.sleep(0.01)
            continue
        for claims in (pd.read_parquet(folder), store.claims(), store.known_at("2999-01-01")):
            assert len(claims) == CLAIMS - 1
            assert not claims["claim_id"].duplicated().any()
            (figure,) = set(claims["best"])
            assert figure >= newest - 1  # current claims may trail the history by the commit that is being finished
            newest = max(newest, figure)
            reads += 1
    assert writer.stdout.read().split() == ["-9"] * KILLS
    writer.stdout.close()
    assert reads > KILLS

    store.recover()
    assert store.verify() == []
    told = [int(n) for n in (tmp_path / "told.txt").read_text().split()]
    history = store.history("demo")
    kept = sorted(set(history.loc[history["change"] != "withdrawn", "best"]))
    assert kept == list(range(1, len(kept) + 1))  # none lost, none skipped
    assert set(told) <= set(kept)
    assert len(told) == len(set(told))  # none committed twice
    assert not history.duplicated(["claim_id", "version"]).any()
    pd.testing.assert_frame_equal(store.known_at("2999-01-01"), store.claims())
    assert len(list((store.tables / "history/demo").glob("*.parquet"))) == len(kept)
