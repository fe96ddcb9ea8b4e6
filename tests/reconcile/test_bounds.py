"""Totals against brute force: every way to spread people over the days that the statements allow."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualties.reconcile import examine, total
from casualties.reconcile.bounds import _graph, _shortest, clusters, greatest, least, window
from casualties.reconcile.intervals import OPEN
from tests.reconcile.scenario import PLACE, claim, frame

DAYS = [f"2012-02-{d:02d}" for d in range(6, 10)]
MOST = 12
GRID = np.array(list(product(range(MOST + 1), repeat=len(DAYS))))

spans = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted).map(tuple)
statements = st.dictionaries(spans, st.tuples(st.sampled_from(["exact", "floor", "ceiling"]), st.integers(0, 3)), min_size=1, max_size=5)


@settings(max_examples=8)
@given(truth=st.lists(st.integers(0, 3), min_size=4, max_size=4), said=statements, cut=spans)
def test_a_window_is_bounded_by_every_statement_that_touches_it(truth, said, cut) -> None:
    claims, allowed = [], np.ones(len(GRID), dtype=bool)
    covered, closed = set(), set()
    for i, ((a, b), (kind, off)) in enumerate(sorted(said.items())):
        people, found = sum(truth[a : b + 1]), GRID[:, a : b + 1].sum(axis=1)
        figure = {"exact": f"{people}", "floor": f">={max(0, people - off)}", "ceiling": f"<={people + off}"}[kind]
        allowed &= {"exact": found == people, "floor": found >= people - off, "ceiling": found <= people + off}[kind]
        claims.append(claim(f"c{i}", "sohr", DAYS[a], figure, end=DAYS[b], published="2012-03-01T00:00:00Z"))
        covered |= set(range(a, b + 1))
        closed |= set(range(a, b + 1)) if kind != "floor" else set()
    for day in set(range(4)) - covered:
        allowed &= GRID[:, day] == 0
    a, b = cut
    found = GRID[allowed][:, a : b + 1].sum(axis=1)
    made = total(examine(frame(claims)).segments, place_id=PLACE, source="sohr", start=DAYS[a], end=DAYS[b])
    inside = set(range(a, b + 1))
    if not inside & covered:
        assert made.low is None
        return
    assert made.low == found.min()
    assert made.high_open is not (inside <= closed)
    if inside & covered <= closed:
        assert made.high == found.max()
    assert made.coverage == len(inside & covered) / len(inside)
    assert made.best is None or made.low <= made.best <= made.high


def test_contradicting_constraints_have_no_bounds() -> None:
    assert window([(0, 0, 5, 5), (0, 1, 3, 3)], 0, 1) is None


@pytest.mark.parametrize(("start", "end", "bounds"), [(0, 3, (100, 180)), (0, 2, (100, 100)), (3, 3, (0, 80)), (2, 2, (0, 80))])
def test_spans_that_share_a_day(start: int, end: int, bounds: tuple[int, int]) -> None:
    assert window([(0, 2, 100, 100), (2, 3, 80, 80)], start, end) == bounds


def test_least_and_greatest_are_found_each_alone() -> None:
    told = [(0, 2, 100, 100), (2, 3, 80, 80)]
    assert (least(told, 0, 3), greatest(told, 0, 3)) == (100, 180)
    assert greatest([(0, 1, 5, 5), (3, 3, 4, 4)], 0, 3) == OPEN
    contradicting = [(0, 0, 5, 5), (0, 1, 3, 3)]
    assert least(contradicting, 1, 1) is None
    assert greatest(contradicting, 0, 1) is None


def test_clusters_are_spans_that_share_days() -> None:
    assert clusters([(5, 6), (0, 2), (2, 3), (4, 4)]) == [[1, 2], [3], [0]]


constraint = st.tuples(spans, st.integers(0, 4), st.one_of(st.integers(0, 6), st.just(OPEN))).map(lambda c: (*c[0], float(c[1]), float(c[1] + c[2])))


@settings(max_examples=60)
@given(told=st.lists(constraint, min_size=1, max_size=6), cut=spans)
def test_the_short_way_finds_what_the_long_one_does(told, cut) -> None:
    start, end = max(cut[0], min(c[0] for c in told)), min(cut[1], max(c[1] for c in told))
    graph = _graph(told, start, end)
    low, high = _shortest(graph.ahead, graph.back, graph.n, graph.last, graph.first), _shortest(graph.ahead, graph.back, graph.n, graph.first, graph.last)
    assert least(told, start, end) == (None if low is None else -low)
    if low is not None:
        assert greatest(told, start, end) == high
