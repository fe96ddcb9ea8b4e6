"""Floors of extraction on annotated articles: the scorer is scripts/score_extract.py, the figures are in README.md."""

import os
import sys
from pathlib import Path

import pytest

import casualties as cas

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CASUALTIES_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="module")
def result():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from score_extract import HOME, score
    finally:
        sys.path.pop(0)
    return score([HOME])


def test_figures(result):
    assert result["precision"] >= 0.95
    assert result["recall"] >= 0.93
    assert result["traps"] == 0


def test_slots(result):
    assert result["slots_mean"] >= 0.89
    assert result["whole"] >= 0.6


@pytest.mark.parametrize(("slot", "floor"), [("qualifier", 0.97), ("victims", 0.9), ("place", 0.79), ("days", 0.84), ("claimant", 0.85), ("part_of", 0.9)])
def test_each_slot(result, slot, floor):
    assert result["slots"][slot] >= floor


def test_an_article_of_february_2012():
    path = SHARED / "data" / "dw-2012-02-07-russian-envoy-in-syria.txt"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    frame = cas.extract(path.read_text(encoding="utf-8"), published="2012-02-07", publisher="Deutsche Welle")
    shown = frame.assign(start=frame["start"].dt.date.astype(str), end=frame["end"].dt.date.astype(str))
    columns = ["harm", "victims", "qualifier", "low", "claimant", "via", "start", "end", "place_id", "place_basis"]
    assert shown[columns].astype(object).where(shown[columns].notna(), None).to_numpy().tolist() == [
        ["killed", "civilians", "at_least", 9, "sohr", "afp", "2012-02-07", "2012-02-07", "SYR/Homs", "context"],
        ["killed", "civilians", "exact", 70, "sohr", None, "2012-02-06", "2012-02-06", "SYR/Homs", "stated"],
        ["killed", "all", "at_least", 260, None, None, "2012-02-04", "2012-02-05", "SYR/Homs", "context"],
    ]
