"""Totals of spans from rows inside them."""

from __future__ import annotations

from casualties.reconcile.figures import Figure, Piece
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.model import Whole
from casualties.reconcile.runs import Runs


def row(start: int, end: int, n: float, *, hi: float | None = None, basis: str = "direct", total: Whole | None = None) -> Piece:
    hi = n if hi is None else hi
    return Piece(start, end, n, n, hi, n if hi == OPEN else hi, basis, additive=False, total=total)


def remainder(start: int, end: int, n: float, total: tuple[int, int, float]) -> Piece:
    first, last, persons = total
    return row(start, end, n, basis="remainder", total=Whole(first, last, persons, persons, persons))


def test_an_exact_total_is_what_its_span_makes() -> None:
    runs = Runs([row(1, 1, 5), remainder(2, 3, 7, (1, 3, 12))])
    assert runs.figure(1, 3) == Figure(12, 12, 12, is_open=False)
    assert runs.least(1, 3) == 12


def test_parts_above_an_exact_total_stand() -> None:
    runs = Runs([row(1, 1, 15), remainder(2, 3, 0, (1, 3, 12))])
    said = runs.figure(1, 3)
    assert said is not None
    assert said.lo == 15


def test_runs_apart_add_up_and_each_span_looks_only_inside() -> None:
    runs = Runs([row(1, 1, 5), row(2, 2, 6, hi=OPEN), row(2, 4, 9, hi=OPEN, basis="constraint")])
    assert runs.figure(1, 2) == Figure(11, 11, 11, is_open=True)
    assert runs.figure(1, 4) == Figure(14, 14, 14, is_open=True)
    assert runs.figure(6, 7) is None
    assert runs.least(6, 7) == 0


def test_the_least_alone_is_the_low_of_the_figure() -> None:
    told = [row(1, 1, 5), row(2, 3, 7, hi=OPEN), row(1, 2, 9, basis="constraint"), row(4, 4, 2), remainder(3, 3, 1, (2, 4, 9))]
    runs = Runs(told)
    for start in range(1, 5):
        for end in range(start, 5):
            said = runs.figure(start, end)
            assert runs.least(start, end) == (0 if said is None else said.lo), (start, end)
