"""Figures on days of which some hold others: nobody is told twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

Item = tuple[int, int, float]
"""First and last day, both inclusive, and persons on them."""


def with_totals(items: list[Item], totals: list[Item]) -> list[Item]:
    """Items with those that share days with a total replaced by it, where it tells no less; shortest totals first.

    Parameters
    ----------
    items, totals : list of Item
        In any order; items may share days.

    Returns
    -------
    list of Item
        In any order.
    """
    if not totals:
        return items
    # Items that share no day, in the order of their days, by columns: what shares days with a span is a slice of them.
    firsts: list[int] = []
    lasts: list[int] = []
    laid: list[float] = []
    crossing: list[Item] = []
    for item in sorted(items, key=_by_length):
        first, last, told = item
        a, b = bisect_left(lasts, first), bisect_right(firsts, last)
        if a == b:
            firsts[a:b], lasts[a:b], laid[a:b] = (first,), (last,), (told,)
        else:
            crossing.append(item)
    for first, last, told in sorted(totals, key=_by_length):
        a, b = bisect_left(lasts, first), bisect_right(firsts, last)
        across = [item for item in crossing if item[0] <= last and first <= item[1]] if crossing else []
        if told >= sum(laid[a:b]) + sum([item[2] for item in across]):
            firsts[a:b], lasts[a:b], laid[a:b] = (first,), (last,), (told,)
            crossing = [item for item in crossing if item not in across] if across else crossing
    return [*zip(firsts, lasts, laid, strict=True), *crossing]


def _by_length(item: Item) -> tuple[int, Item]:
    return item[1] - item[0], item
