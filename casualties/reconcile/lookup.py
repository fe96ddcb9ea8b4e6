"""Rows by their days: which touch, lie inside, or equal a span, without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
Span = tuple[int, int]


class ByDays(Generic[T]):
    """Items by first and last day, both inclusive.

    Items of like length share a shelf sorted by first day: on a shelf of lengths up to n, only items that begin
    less than n days before a span can touch it.

    Parameters
    ----------
    items : iterable
        What to look up.
    days : callable
        First and last day of an item.
    """

    def __init__(self, items: Iterable[T], days: Callable[[T], Span]) -> None:
        self._days = days
        self._items: list[T] = []
        self._shelves: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for item in items:
            self._put(item)
        for shelf in self._shelves.values():
            shelf.sort()

    def add(self, item: T) -> None:
        """Add one item."""
        start, end = self._days(item)
        insort(self._shelves[(end - start + 1).bit_length()], (start, end, len(self._items)))
        self._items.append(item)

    def _put(self, item: T) -> None:
        start, end = self._days(item)
        self._shelves[(end - start + 1).bit_length()].append((start, end, len(self._items)))
        self._items.append(item)

    def __iter__(self) -> Iterator[T]:
        """All items, in the order they came."""
        return iter(self._items)

    def exact(self, start: int, end: int) -> list[T]:
        """Items on just this span, in the order they came."""
        shelf = self._shelves.get((end - start + 1).bit_length(), [])
        return [self._items[number] for _, _, number in shelf[bisect_left(shelf, (start, end)) : bisect_left(shelf, (start, end + 1))]]

    def touching(self, start: int, end: int) -> list[T]:
        """Items that share a day with the span, in the order they came."""
        found = [
            number
            for bits, shelf in self._shelves.items()
            for _, last, number in shelf[bisect_left(shelf, (start - (1 << bits),)) : bisect_right(shelf, (end + 1,))]
            if last >= start
        ]
        return [self._items[number] for number in sorted(found)]

    def inside(self, start: int, end: int) -> list[T]:
        """Items that lie wholly inside the span, in the order they came."""
        found = [
            number
            for shelf in self._shelves.values()
            for _, last, number in shelf[bisect_left(shelf, (start,)) : bisect_right(shelf, (end + 1,))]
            if last <= end
        ]
        return [self._items[number] for number in sorted(found)]
