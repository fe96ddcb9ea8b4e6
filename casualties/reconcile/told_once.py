"""Figures on days of which some hold others: nobody is told twice."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

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
    firsts, lasts, laid, crossing = _laid(items)
    for first, last, told in sorted(sorted(totals), key=_length):
        a, b = bisect_left(lasts, first), bisect_right(firsts, last)
        if a == b and not crossing and told >= 0:
            firsts.insert(a, first)
            lasts.insert(a, last)
            laid.insert(a, told)
            continue
        across = [item for item in crossing if item[0] <= last and first <= item[1]] if crossing else []
        if told >= sum(laid[a:b]) + sum([item[2] for item in across]):
            firsts[a:b], lasts[a:b], laid[a:b] = (first,), (last,), (told,)
            crossing = [item for item in crossing if item not in across] if across else crossing
    return [*zip(firsts, lasts, laid, strict=True), *crossing]


def _laid(items: list[Item]) -> tuple[list[int], list[int], list[float], list[Item]]:
    """Items that share no day, in the order of their days, by columns, so that what shares days with a span is a slice of them; and those that cross others."""
    firsts: list[int] = []
    lasts: list[int] = []
    laid: list[float] = []
    crossing: list[Item] = []
    ordered = sorted(items)
    if all(one[1] < other[0] for one, other in pairwise(ordered)):
        return [i[0] for i in ordered], [i[1] for i in ordered], [i[2] for i in ordered], crossing
    for item in sorted(ordered, key=_length):
        first, last, told = item
        a, b = bisect_left(lasts, first), bisect_right(firsts, last)
        if a == b:
            firsts.insert(a, first)
            lasts.insert(a, last)
            laid.insert(a, told)
        else:
            crossing.append(item)
    return firsts, lasts, laid, crossing


def _length(item: Item) -> int:
    return item[1] - item[0]
