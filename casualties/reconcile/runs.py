"""Totals of many spans from the rows of one source: rows that share days are solved once for all spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from casualties.reconcile.bounds import clusters
from casualties.reconcile.figures import Figure, add, agree, figure_of, least_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.reconcile.figures import Piece


class Runs:
    """Totals of spans from the rows that lie wholly inside them.

    Parameters
    ----------
    pieces : iterable of Piece
        Rows of one source for a place, without totals since a start.
    generic : bool
        As in `Account`.
    """

    def __init__(self, pieces: Iterable[Piece], *, generic: bool = False) -> None:
        told = list(pieces)
        hulls = [p.hull for p in told]
        self._generic = generic
        by_start = [sorted(group, key=lambda i: told[i][:2]) for group in clusters(hulls)]
        self._runs = [[told[i] for i in group] for group in by_start]
        self._starts = [[p.start for p in run] for run in self._runs]
        self._hulls = [[hulls[i] for i in group] for group in by_start]
        self._first = [min(hulls)[0] for hulls in self._hulls]
        self._last = [max([last for _, last in hulls]) for hulls in self._hulls]
        self._additive = [any(p.additive for p in run) for run in self._runs]
        wholes = [p.total for p in told if p.total is not None and p.basis != "constraint" and not generic]
        self._exact = {(t.start, t.end): t.lo for t in wholes if t.lo == t.hi == t.best}
        self._solved: dict[int, Figure] = {}
        self._agree: dict[int, bool] = {}

    def figure(self, start: int, end: int) -> Figure | None:
        """What the rows inside the span say of it; None where there is none."""
        exact = self._exact_total(start, end)
        if exact is not None:
            return Figure(exact, exact, exact, is_open=False)
        found = []
        for i in self._near(start, end):
            if self._is_within(i, start, end):
                found.append(self._solve(i))
            else:
                found.extend(figure_of(group, start, end, generic=self._generic) for group in self._inside(i, start, end))
        return add(found) if found else None

    def least(self, start: int, end: int) -> float:
        """The low alone: 0 where there is no row inside the span."""
        exact = self._exact_total(start, end)
        if exact is not None:
            return exact
        low = 0.0
        for i in self._near(start, end):
            if self._is_within(i, start, end):
                low += self._solve(i).lo
            elif self._generic or self._additive[i]:
                low += sum(figure_of(group, start, end, generic=self._generic).lo for group in self._inside(i, start, end))
            else:
                low += sum(least_of(group, start, end) for group in self._inside(i, start, end))
        return low

    def _near(self, start: int, end: int) -> range:
        """Runs that share days with the span."""
        return range(bisect_left(self._last, start), bisect_right(self._first, end))

    def _is_within(self, i: int, start: int, end: int) -> bool:
        return start <= self._first[i] and self._last[i] <= end

    def _inside(self, i: int, start: int, end: int) -> list[list[Piece]]:
        """Rows of a run that lie inside the span, by the days they share."""
        begin, run, hulls = self._starts[i], self._runs[i], self._hulls[i]
        inside = [j for j in range(bisect_left(begin, start), bisect_right(begin, end)) if run[j].end <= end]
        return [[run[inside[k]] for k in group] for group in clusters([hulls[j] for j in inside])]

    def _exact_total(self, start: int, end: int) -> float | None:
        """An exact total that rows of just this span were cut from, where nothing contradicts it."""
        exact = self._exact.get((start, end))
        return exact if exact is not None and self._agrees(bisect_left(self._last, start)) else None

    def _solve(self, i: int) -> Figure:
        if i not in self._solved:
            self._solved[i] = figure_of(self._runs[i], self._first[i], self._last[i], generic=self._generic)
        return self._solved[i]

    def _agrees(self, i: int) -> bool:
        """Whether the rows of a run, all statements, contradict each other nowhere: then any of them do not, and an exact total of theirs holds."""
        if i not in self._agree:
            run = self._runs[i]
            self._agree[i] = not self._additive[i] and agree(run, self._first[i], self._last[i])
        return self._agree[i]
