"""Figures on days of which some hold others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualties.reconcile.told_once import with_totals

Span = tuple[int, int, float]
spans = st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 20)).map(lambda s: (s[0], s[0] + s[1], float(s[2])))


@pytest.mark.parametrize(
    ("totals", "left"),
    [
        ([], [(1, 1, 5), (2, 3, 6), (1, 4, 2)]),
        ([(2, 2, 7)], [(1, 1, 5), (1, 4, 2), (2, 3, 6)]),
        ([(2, 2, 8)], [(1, 1, 5), (2, 2, 8)]),
        ([(1, 4, 13)], [(1, 4, 13)]),
        ([(1, 4, 12)], [(1, 1, 5), (1, 4, 2), (2, 3, 6)]),
        ([(6, 6, 0)], [(1, 1, 5), (1, 4, 2), (2, 3, 6), (6, 6, 0)]),
        ([(1, 4, 13), (5, 5, 1), (4, 4, 3)], [(1, 1, 5), (2, 3, 6), (4, 4, 3), (5, 5, 1)]),
    ],
)
def test_a_total_takes_the_place_of_what_it_shares_days_with(totals: list[Span], left: list[Span]) -> None:
    assert sorted(with_totals([(1, 1, 5), (2, 3, 6), (1, 4, 2)], totals)) == sorted(left)


@settings(max_examples=100)
@given(items=st.lists(spans, max_size=8), totals=st.lists(spans, max_size=8))
def test_the_same_as_one_by_one(items: list[Span], totals: list[Span]) -> None:
    left = list(items)
    for first, last, told in sorted(totals, key=lambda t: (t[1] - t[0], t)):
        shared = [i for i in left if i[0] <= last and first <= i[1]]
        if told >= sum(i[2] for i in shared):
            left = [i for i in left if i not in shared] + [(first, last, told)]
    assert sorted(with_totals(items, totals)) == sorted(left)
