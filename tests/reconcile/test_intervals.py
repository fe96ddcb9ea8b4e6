from __future__ import annotations

import math

import pandas as pd
import pytest

from casualties.reconcile.intervals import intervals
from tests.reconcile.scenario import claim, frame


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("70", (70, 70, 70, 70)),
        ("0", (0, 0, 0, 0)),
        (">=9", (9, 9, math.inf, 9)),
        (">60", (60, 60, math.inf, 60)),
        ("<=20", (0, None, 20, 20)),
        ("~40", (36, 40, 44, 44)),
        ("~7", (6, 7, 8, 8)),
        ("25-30", (25, 27, 30, 30)),
    ],
)
def test_a_figure_as_stated_becomes_an_interval(figure: str, expected: tuple[float | None, ...]) -> None:
    row = intervals(frame([claim("a", "sohr", "2012-02-07", figure)])).iloc[0]
    assert tuple(None if pd.isna(row[c]) else row[c] for c in ("lo", "best", "hi", "shown")) == expected


def test_a_vague_word_is_open_above_its_codebook_value() -> None:
    row = intervals(frame([claim("a", "sohr", "2012-02-07", "", qualifier="vague", low=12, best=12, stated="dozens")])).iloc[0]
    assert (row["lo"], row["best"], row["hi"], row["shown"]) == (12, 12, math.inf, 12)


@pytest.mark.parametrize(
    ("low", "best", "high", "expected"),
    [
        (1, 3, 9, (1, 3, 9)),
        (None, 3, 9, (3, 3, 9)),
        (1, 3, None, (1, 3, math.inf)),
        (0, 0, 0, (0, 0, 0)),
    ],
)
def test_a_coded_figure_keeps_its_bounds_and_a_missing_bound_is_not_zero(low: int | None, best: int, high: int | None, expected: tuple[float, ...]) -> None:
    row = intervals(frame([claim("a", "ucdp", "2012-02-07", "", qualifier="coded", low=low, best=best, high=high)])).iloc[0]
    assert (row["lo"], row["best"], row["hi"]) == expected
