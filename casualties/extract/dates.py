"""Days told in a sentence, against the day of publication: "on Tuesday", "overnight", "since Friday", "in the past 24 hours", "Feb. 3".

All days are local calendar days, both ends inclusive. A weekday is the newest one not after publication.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from casualties.extract import days
from casualties.extract.spans import (
    DIGITS,
    MONTHS,
    OWNED,
    PARTS_OF_DAY,
    SPANS,
    UNITS,
    WEEKDAYS,
    WORDS,
    Span,
    close,
    days_of,
    is_compared,
    is_deed,
    is_frequency,
    is_speaking,
    since_event,
)
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from casualties.extract.sentences import Sentence


_STARTED = frozenset({"began", "begun", "started", "erupted", "resumed"})
_LASTING = word_set(
    """war conflict fighting uprising revolt revolution protests protest crackdown offensive invasion campaign hostilities clashes siege operation operations insurgency
    unrest violence bombardment assault rebellion battle strikes raids"""
)
_WITHIN = frozenset({"in", "over", "within", "during"})
_DEEDS = word_set("battle siege operation offensive assault fighting clashes bombardment campaign massacre raid standoff war")


class Calendar:
    """Reads days of sentences against one day of publication.

    Parameters
    ----------
    published : date
    """

    def __init__(self, published: dt.date) -> None:
        self.published = published
        self.anchor: dt.date | None = None
        self.near: dt.date | None = None

    def find(self, s: Sentence) -> list[Span]:
        """Days told in a sentence, from left to right."""
        low = s.low
        found: list[Span] = []
        if WORDS.isdisjoint(s.vocabulary) and DIGITS.isdisjoint(s.openings) and OWNED.isdisjoint(s.vocabulary):
            return found
        last = -1
        for i in [k for k, word in enumerate(low) if word in WORDS or word[0] in DIGITS or word in OWNED]:
            if i <= last:
                continue
            word = low[i].removesuffix("'s") if low[i][-1] == "s" else low[i]
            span = None
            self.near = found[-1].end if found and found[-1].precision == "day" else None
            if word in WORDS or (word[0].isdigit() and i + 1 < len(low)) or (word[:2] in ("19", "20") and len(word) == 4):
                span = self._hyphened(low, i) or self._at(s, i, found)
            if span is None:
                continue
            self._since(s, span, found)
            close(low, span, found)
            span.speaking = is_speaking(s, span)
            found.append(span)
            last = span.last
        for span in found:
            if not span.speaking and not span.since and span.precision == "day":
                self.anchor = span.end
        return [span for span in found if not is_compared(low, span)]

    def _at(self, s: Sentence, i: int, found: list[Span]) -> Span | None:
        word = s.low[i].removesuffix("'s")
        if word in WEEKDAYS and (len(word) > 5 or s.words[i][0].isupper()):
            return self._weekday(s, i)
        if word in MONTHS and (s.words[i][0].isupper() or s.shouting):
            return self._month(s, i)
        if word[0].isdigit():
            return self._digits(s, i)
        if word in ("today", "tonight", "yesterday", "overnight", "weekend"):
            return self._near(s, i)
        if word in UNITS:
            return self._unit(s, i, found)
        if word in PARTS_OF_DAY and s.low[i - 1] in ("this", "last") and i:
            day = self.published if s.low[i - 1] == "this" else self.published - dt.timedelta(1)
            return Span(i - 1, i, day, day, "day")
        if word == "following" and s.low[i - 1 : i] == ["the"] and s.low[i + 1 : i + 2] == ["day"]:
            return self._relative(i - 1, i + 1, 1)
        return None

    def _weekday(self, s: Sentence, i: int) -> Span:
        low = s.low
        back = (self.published.weekday() - WEEKDAYS[low[i].removesuffix("'s")]) % 7
        before = low[i - 1] if i else ""
        if before == "last" and back == 0:
            back = 7
        day = self.published - dt.timedelta(back)
        last = i + 1 if low[i + 1 : i + 2] == ["."] and len(low[i]) < 5 else i
        if (low[last + 1 : last + 2] or [""])[0].removesuffix("'s") in ("night", "evening", "morning", "afternoon"):
            last += 1
        nxt = low[last + 1 : last + 3]
        if nxt in (["and", w] for w in WEEKDAYS) or nxt in (["to", w] for w in WEEKDAYS) or nxt in (["or", w] for w in WEEKDAYS):
            other = self.published - dt.timedelta((self.published.weekday() - WEEKDAYS[nxt[1]]) % 7)
            if day > other:
                day -= dt.timedelta(7)
            return Span(i, last + 2, day, other, "days")
        if low[max(0, i - 2) : i] == ["night", "to"]:
            return Span(i, last, day - dt.timedelta(1), day, "days")
        if before == "overnight" or (low[last] == "night" and nxt[:1] == ["into"]):
            return Span(i, last, day, min(day + dt.timedelta(1), self.published), "days")
        return Span(i, last, day, day, "day")

    def _month(self, s: Sentence, i: int) -> Span | None:
        low, month = s.low, MONTHS[s.low[i].removesuffix("'s")]
        j = i + 2 if low[i + 1 : i + 2] == ["."] else i + 1
        if j < len(low) and (day := days.ordinal(low[j])) and not (j + 1 < len(low) and low[j + 1] in ("people", "civilians", "soldiers", "were")):
            when, last = self._year(low, j + 1, month, day)
            told = days.date(when, month, day)
            return self._through(s, Span(i, last, told, told, "day")) if told is not None else None
        year, last = self._stated_year(low, j) or (None, i)
        if (
            low[i] == "may"
            and year is None
            and not (low[i + 1 : i + 2] in (["and"], ["to"]) and (low[i + 2 : i + 3] or [""])[0] in MONTHS)
            and (i == 0 or low[i - 1] not in ("in", "since", "of", "late", "early", "mid", "last", "from", "and", "until", "between", "by"))
        ):
            return None
        first = i
        year = year or self._guess(month, low[i - 1] if i else "")
        begin, end = days.date(year, month, 1), days.last_day(year, month)
        if begin is None:
            return None
        before = low[i - 1] if i else ""
        if before in ("late", "early", "mid"):
            begin, end, first = days.third(begin, end, before), days.third_end(begin, end, before), i - 1
        if low[max(0, i - 3) : i] == ["the", "end", "of"] or low[max(0, i - 2) : i] == ["end", "of"]:
            begin, first = end, i - 3
        elif low[max(0, i - 4) : i] in (["the", "start", "of"], ["the", "beginning", "of"]):
            end = begin
        nxt = low[last + 1 : last + 3]
        if (
            len(nxt) == 2
            and nxt[0] in ("and", "to")
            and nxt[1] in MONTHS
            and s.words[last + 2][0].isupper()
            and not days.ordinal((low[last + 3 : last + 4] or [""])[0])
        ):
            end, last = days.last_day(year, MONTHS[nxt[1]]), last + 2
        return Span(first, last, begin, min(end, self.published), "month")

    def _through(self, s: Sentence, span: Span) -> Span:
        """As in "March 3 to 5", "between the start of the year and March 19", "from Feb. 3 to Feb. 9"."""
        low, nxt = s.low, s.low[span.last + 1 : span.last + 3]
        if len(nxt) == 2 and nxt[0] in ("to", "-", "–", "and", "through", "until") and (day := days.ordinal(nxt[1])) and span.start is not None:
            year, last = self._stated_year(low, span.last + 3) or (span.start.year, span.last + 2)
            span.start = days.date(year, span.start.month, span.start.day) or span.start
            end = days.date(year, span.start.month, day)
            following = (low[last + 1 : last + 2] or ["."])[0]
            if end is not None and end > span.start and not following[0].isalpha():
                span.end, span.last, span.precision = end, last, "days"
        return span

    def _digits(self, s: Sentence, i: int) -> Span | None:
        low, word = s.low, s.low[i]
        if len(word) == 10 and word[4] == "-" and (day := days.iso(word)):
            return Span(i, i, day, day, "day")
        if (
            (number := days.ordinal(word))
            and i + 3 < len(low)
            and low[i + 1] in ("to", "and", "-", "–")
            and (until := days.ordinal(low[i + 2]))
            and low[i + 3] in MONTHS
            and until > number
        ):
            year, last = self._year(low, i + 4, MONTHS[low[i + 3]], until)
            begin, end = days.date(year, MONTHS[low[i + 3]], number), days.date(year, MONTHS[low[i + 3]], until)
            return Span(i, last, begin, end, "days") if begin and end else None
        if (number := days.ordinal(word)) and i + 1 < len(low):
            j = i + 2 if low[i + 1] == "of" else i + 1
            if j < len(low) and low[j] in MONTHS and (s.words[j][0].isupper() or s.shouting):
                last = j + 1 if low[j + 1 : j + 2] == ["."] and len(low[j]) < 5 and low[j] != "may" else j
                year, last = self._year(low, last + 1, MONTHS[low[j]], number)
                day = days.date(year, MONTHS[low[j]], number)
                return Span(i, last, day, day, "day") if day else None
        if days.is_year(word) and i and low[i - 1] in ("in", "since", "of", "during", "from", "and", "until", "early", "late", "mid"):
            year = int(word)
            if (part := days.part_of_year(low, i)) is not None and year <= self.published.year:
                first, last = part
                return Span(i - 3, i, dt.date(year, first, 1), min(days.last_day(year, last), self.published), "month")
            return (
                Span(i, i, dt.date(year, 1, 1), min(dt.date(year, 12, 31), max(self.published, dt.date(year, 1, 1))), "year")
                if year <= self.published.year
                else None
            )
        return None

    def _near(self, s: Sentence, i: int) -> Span:
        word, day = s.low[i].removesuffix("'s"), dt.timedelta(1)
        if word == "yesterday":
            return Span(i, i, self.published - day, self.published - day, "day")
        if word == "overnight" and (k := i + 1 + (s.low[i + 1 : i + 2] == ["on"])) < len(s.low) and s.low[k] in WEEKDAYS:
            night = self._weekday(s, k)
            return Span(i, night.last, night.start, min(night.end + day, self.published) if night.precision == "day" else night.end, "days")
        if word == "overnight":
            # "overnight Thursday" and "overnight on Thursday" are read at the weekday
            return Span(i, i, self.published - day, self.published, "days")
        if word == "weekend":
            back = (self.published.weekday() - 5) % 7
            saturday = self.published - back * day
            if s.low[i - 1] == "last" and back < 2:
                saturday -= 7 * day
            return Span(i, i, saturday, min(saturday + day, self.published), "days")
        return Span(i, i, self.published, self.published, "day")

    def _unit(self, s: Sentence, i: int, found: list[Span]) -> Span | None:
        """Days told by a unit of time: "three days earlier", "the past 24 hours", "this year", "in 31 months"."""
        low, unit = s.low, UNITS[s.low[i].removesuffix("'s")]
        j = i - 1
        number = days.small_number(low[j]) if j >= 0 else None
        following = low[i + 1] if i + 1 < len(low) else ""
        if number is not None and unit == 1 and following == "after":
            self.anchor = found[-1].end if found else self.anchor
            return self._relative(j, i + 1, -number)
        if j >= 0 and unit and following in ("earlier", "before", "ago", "later") and (number or low[j] in ("a", "the")):
            return self._ago(low, i, j, number or 1, unit)
        if (
            number is not None
            and unit == 1
            and low[j - 1 : j] in (["first"], ["last"])
            and following == "of"
            and (month := self._at(s, i + 2, found)) is not None
        ):
            return days_of(month, j - 1, number, first=low[j - 1] == "first")
        k = j - 1 if number is not None else j
        if k >= 0 and low[k] in SPANS and low[k - 1 : k] != ["at"]:
            return self._last(low, k, i, number, unit)
        if number is not None:
            return self._lasting(low, i, number, unit)
        return self._this(low, i, k, unit) if k >= 0 and unit > 1 else None

    def _lasting(self, low: list[str], i: int, number: int, unit: int) -> Span | None:
        """As in "Two days of shelling", "in 31 months"."""
        j = i - 1
        if low[i] in ("days", "nights") and low[i + 1 : i + 2] == ["of"] and number < 60:
            return self._ending(j, i, number)
        if unit < 30 and j and low[j - 1] in _WITHIN and low[i + 1 : i + 2] != ["'"] and not is_frequency(low, j - 1):
            length = number * unit if unit else 1 + -(-number // 24)
            return self._ending(j, i, length) if length > 1 else None
        before = low[max(0, j - 3) : j]
        if number > 1 and unit >= 30 and low[i + 1 : i + 2] != ["'"] and (before[-1:] in (["in"], ["over"]) or before == ["in", "not", "quite"]):
            return Span(j, i, days.months_back(self.published, number * (unit // 30)).replace(day=1), self.published, "month", since=True)
        return None

    def _ending(self, first: int, last: int, length: int) -> Span:
        """Days of which only their number is told: they end on the day told before them, else on that of publication."""
        end = self.near or self.published
        return Span(first, last, end - dt.timedelta(length - 1), end, "days", lasting=True)

    def _hyphened(self, low: list[str], i: int) -> Span | None:
        """As in "A five-day siege", "the 60-hour battle"."""
        count, _, unit = low[i].partition("-")
        number = days.small_number(count)
        if not number or unit not in ("day", "hour", "week") or low[i + 1 : i + 2] == [] or low[i + 1] not in _DEEDS:
            return None
        return self._ending(i, i, number * UNITS[unit] or 1 + -(-number // 24))

    def _this(self, low: list[str], i: int, k: int, unit: int) -> Span | None:
        """As in "This week", "the first half of this year", "the start of the year"."""
        published, before = self.published, low[max(0, k - 2) : k]
        if low[k] == "the" and before in (["start", "of"], ["beginning", "of"]) and unit == 365:
            day = published.replace(month=1, day=1)
            return Span(k - 3, i, day, day, "day")
        if low[k] != "this" or unit > 365:
            return None
        start = published - dt.timedelta(published.weekday()) if unit == 7 else published.replace(day=1)
        start = start if unit < 365 else published.replace(month=1, day=1)
        if before == ["half", "of"]:
            return Span(k - 3, i, start, min(dt.date(start.year, 6, 30), published), "month")
        return Span(k, i, start, start if before in (["start", "of"], ["beginning", "of"]) else published, {7: "week", 30: "month"}.get(unit, "year"))

    def _ago(self, low: list[str], i: int, j: int, number: int, unit: int) -> Span | None:
        if low[i + 1] in ("earlier", "before", "later"):
            if unit != 1 or low[i] in ("night", "nights"):
                return None
            return self._relative(j, i + 1, number if low[i + 1] == "later" else -number)
        day = self.published - dt.timedelta(number * unit)
        if unit >= 365:
            return Span(j, i + 1, dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), "year")
        return Span(j, i + 1, day, day, "day" if unit == 1 else "week" if unit == 7 else "month")

    def _relative(self, first: int, last: int, days: int) -> Span:
        day = (self.near or self.anchor or self.published) + dt.timedelta(days)
        return Span(first, last, day, min(day, self.published), "day")

    def _last(self, low: list[str], k: int, i: int, number: int | None, unit: int) -> Span | None:
        """As in "The past 24 hours" are two days, "the past nine days" begin nine days ago, "last week" and "last month" are those of the calendar."""
        published, day = self.published, dt.timedelta(1)
        if unit == 0:
            return Span(k, i, published - max(1, -(-(number or 24) // 24)) * day, published, "days")
        if number is None:
            return self._calendar(low, k, i, unit)
        if unit >= 30:
            start = days.months_back(published, number * (unit // 30))
            return Span(k, i, start, published, "month" if unit == 30 else "year")
        return Span(k, i, published - number * unit * day, published, "days" if unit == 1 else "week")

    def _calendar(self, low: list[str], k: int, i: int, unit: int) -> Span | None:
        published, day = self.published, dt.timedelta(1)
        if low[i] == "day" and low[k] in ("previous", "preceding"):
            return self._relative(k, i, -1)
        if low[i] == "night" or low[i] == "day":
            return Span(k, i, published - day, published - day if low[k] == "last" else published, "day")
        if low[k] == "past" or (low[k] == "last" and low[k - 1 : k] == ["the"] and low[i + 1 : i + 2] != ["of"]):
            return Span(
                k, i, published - unit * day if unit < 30 else days.months_back(published, unit // 30), published, {7: "week", 30: "month"}.get(unit, "year")
            )
        if unit == 7:
            monday = published - (published.weekday() + 7) * day
            return Span(k, i, monday, monday + 6 * day, "week")
        if unit == 30:
            end = published.replace(day=1) - day
            return Span(k, i, end.replace(day=1), end, "month")
        return Span(k, i, dt.date(published.year - 1, 1, 1), dt.date(published.year - 1, 12, 31), "year") if unit == 365 else None

    def _since(self, s: Sentence, span: Span, found: list[Span]) -> None:
        """As in "Since Friday", "from Monday": up to the day of publication; "between A and B", "until B", "by B"."""
        low, i = s.low, span.first - 1
        while i >= 0 and low[i] in ("the", "early", "late", "last", "on", "mid", "start", "beginning", "end", "of", "in", "at", "midnight", "noon", "midday"):
            i -= 1
        before = low[i] if i >= 0 else ""
        if before == "as" and low[i + 1] in ("of", "at"):
            before = "until"  # "as of midnight on 2 May": what was known until then
        if (
            before != "since"
            and (low[span.last] == "ago" or low[span.first - 1 : span.first] in (["in"], ["on"], ["of"], ["late"], ["early"], ["last"], ["this"]))
            and (k := since_event(low, i)) >= 0
        ):
            before, i = "since", k
        lasts = not _LASTING.isdisjoint(low[max(0, i - 8) : i])  # "the war began on Sunday", and not "the shift began on Sunday"
        if before in _STARTED and lasts and low[span.first - 1] in ("on", "in") and span.precision in ("day", "month"):
            before = "since"
        if before == "since" or low[span.last + 1 : span.last + 2] == ["onwards"]:
            span.end, span.since = self.published, True
            span.first = i
        elif low[span.last].endswith("'s") or (before == "by" and is_deed(low, span.last + 1)):
            return
        elif before in ("until", "till", "through", "by") or (before == "to" and low[i - 1 : i] == ["up"]):
            previous = found[-1] if found and found[-1].last >= i - 6 and not found[-1].speaking else None
            span.start = previous.start if previous else None
            if previous:
                previous.end = max(span.end, previous.start or span.end)
                previous.since = previous.since or before == "by"
                span.start, span.first = previous.start, min(i, span.first)
                span.since, span.precision = previous.since, "days" if previous.since else span.precision
            else:
                span.since = True
        elif before in ("and", "to") and found and i - found[-1].last <= 2 and low[max(0, found[-1].first - 1)] in ("between", "from"):
            span.start, span.precision = found[-1].start, "days"
            span.first = found[-1].first
            found.pop()

    def _year(self, low: list[str], j: int, month: int, day: int) -> tuple[int, int]:
        """The year of a day and month, and the last token of it."""
        if (stated := self._stated_year(low, j)) is not None:
            return stated
        k = j + 1 if j < len(low) and low[j] == "," else j
        if k < len(low) and low[k].isdigit() and len(low[k]) == 2 and k == j and int(low[k]) > 60:
            return 1900 + int(low[k]), k
        guess = days.date(self.published.year, month, day)
        return self.published.year - (guess is not None and guess > self.published + dt.timedelta(1)), j - 1

    def _stated_year(self, low: list[str], j: int) -> tuple[int, int] | None:
        """The year told after a month, and its last token: "2017", "of 2017", "last year", "this year"."""
        k = j + 1 if j < len(low) and low[j] in (",", "of") else j
        if k < len(low) and days.is_year(low[k]):
            return int(low[k]), k
        if low[k : k + 2] in (["last", "year"], ["this", "year"]):
            return self.published.year - (low[k] == "last"), k + 1
        return None

    def _guess(self, month: int, before: str) -> int:
        if before == "last" and month == self.published.month:
            return self.published.year - 1
        return self.published.year - (month > self.published.month)
