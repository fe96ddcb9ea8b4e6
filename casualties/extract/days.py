"""Arithmetic of days, months and years as news writes them."""

from __future__ import annotations

import datetime as dt

from casualties.extract import figures


def ordinal(word: str) -> int | None:
    """A day of a month, "3" or "3rd", or None."""
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    return int(digits) if digits.isdigit() and digits.isascii() and len(digits) < 3 and 1 <= int(digits) <= 31 else None


def is_year(word: str) -> bool:
    """Whether a word is a year of this or the last century."""
    return len(word) == 4 and word.isdigit() and word.isascii() and 1900 <= int(word) <= 2100


def iso(word: str) -> dt.date | None:
    """A day written 2012-02-07, or None."""
    try:
        return dt.date.fromisoformat(word)
    except ValueError:
        return None


def date(year: int, month: int, day: int) -> dt.date | None:
    """A day that exists, or None."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return (dt.date(year + month // 12, month % 12 + 1, 1)) - dt.timedelta(1)


def third(begin: dt.date, end: dt.date, word: str) -> dt.date:
    """First day of the early, middle or late part of a month."""
    return {"early": begin, "mid": begin.replace(day=11), "late": begin.replace(day=21)}.get(word, end)


def third_end(begin: dt.date, end: dt.date, word: str) -> dt.date:
    """Last day of the early, middle or late part of a month."""
    return {"early": begin.replace(day=10), "mid": begin.replace(day=20), "late": end}[word]


def months_back(day: dt.date, months: int) -> dt.date:
    """The day some months before, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, last_day(year, month + 1).day))


def small_number(word: str) -> int | None:
    """A number below 1,000 in a word or digits, or None."""
    if word.isdigit() and len(word) < 4:
        return int(word)
    return figures.WORDS.get(word)


_NTH = ("first", "second", "third", "fourth")


def part_of_year(low: list[str], i: int) -> tuple[int, int] | None:
    """First and last month of "the first half of", "the third quarter of" a year told at token i."""
    if i < 3 or low[i - 1] != "of" or low[i - 2] not in ("half", "quarter") or low[i - 3] not in _NTH:
        return None
    months = 6 if low[i - 2] == "half" else 3
    first = _NTH.index(low[i - 3]) * months + 1
    return (first, first + months - 1) if first + months <= 13 else None
