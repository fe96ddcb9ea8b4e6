"""One value as a person writes it: a count, a day, an instant, a code; a value that is not one says which rule it breaks and what to write."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import numbers
import re
from typing import Any

END_OF_DAY = dt.time(23, 59, 59)
"""A publication known by its date alone is dated to the end of that day, UTC: nothing is seen before it can have appeared."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(Z|[+-]\d{2}:?\d{2})?")
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_NAMED_DAY = re.compile(r"(\d{1,2})[ \-/.]([A-Za-z]{3,9})\.?[ \-/.,]+(\d{4}|\d{2})")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_SERIAL_EPOCH = dt.date(1899, 12, 30)


class ValueRefusedError(ValueError):
    """A value that breaks a rule.

    Parameters
    ----------
    rule : str
        Name of the rule.
    what : str
        What is wrong with it, in one sentence.
    do : str
        What to write instead.
    """

    def __init__(self, rule: str, what: str, do: str) -> None:
        self.rule, self.what, self.do = rule, what, do
        super().__init__(f"{what} {do}")


def is_missing(value: Any) -> bool:
    """Whether a value is absent: None, NaN, NA, NaT, or text of blanks."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, float):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")


def count(value: Any) -> int | None:
    """A whole number of persons, or None where nothing is given.

    Raises
    ------
    ValueRefusedError
        count_is_whole_number, figures_not_negative.
    """
    if is_missing(value):
        return None
    if isinstance(value, str):
        number = _count_of_text(value.strip())
    elif isinstance(value, bool) or type(value).__name__ == "bool_" or not isinstance(value, numbers.Real) or float(value) % 1:
        raise ValueRefusedError("count_is_whole_number", f"{value!r} is not a whole number.", "Write a whole number of persons, or leave it empty.")
    else:
        number = int(float(value))
    if number < 0:
        raise ValueRefusedError("figures_not_negative", f"{value!r} is below 0.", "Write a whole number of persons, 0 or above.")
    return number


def _count_of_text(text: str) -> int:
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    do = "Write a whole number of persons in digits alone, or leave it empty."
    if match := re.fullmatch(r"([0-9]+)[.,]0+", text):
        if len(text) - len(match[1]) == 4:
            raise ValueRefusedError(
                "count_is_whole_number", f"{text!r} can be read as {match[1]} and as {match[1]}000.", "Write digits alone, without a separator."
            )
        do = f"Write {match[1]}."
    elif re.fullmatch(r"[0-9]{1,3}(?:[.,' \u00a0\u202f][0-9]{3})+", text):
        do = f"Write {re.sub('[^0-9]', '', text)}, without a separator of thousands."
    raise ValueRefusedError("count_is_whole_number", f"{text!r} is not a whole number.", do)


def day(value: Any) -> dt.date | None:
    """A calendar day written YYYY-MM-DD (or given as a date), or None where nothing is given.

    Raises
    ------
    ValueRefusedError
        day_exists, day_is_unambiguous, day_is_iso: with the day to write where it can be told.
    """
    if is_missing(value):
        return None
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None or value.time() != dt.time(0):
            raise ValueRefusedError(
                "day_is_iso", f"{value.isoformat()} has a time of day or a time zone.", f"Write the local day alone: {value.date().isoformat()}?"
            )
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise ValueRefusedError("day_is_iso", f"{value!r} is not a day.", "Write YYYY-MM-DD.")
    text = value.strip()
    if (match := _ISO_DAY.fullmatch(text)) and len(text) == 10:
        return _calendar(text, int(match[1]), int(match[2]), int(match[3]))
    raise _not_iso(text)


def _calendar(text: str, year: int, month: int, number: int) -> dt.date:
    try:
        return dt.date(year, month, number)
    except ValueError:
        raise ValueRefusedError("day_exists", f"{text!r} is not a day of the calendar.", "Write an existing day as YYYY-MM-DD.") from None


def _not_iso(text: str) -> ValueRefusedError:
    if match := _NUMERIC_DAY.fullmatch(text):
        return _numeric_day(text, int(match[1]), int(match[2]), match[3])
    parts = None
    if match := (_ISO_DAY.fullmatch(text) or _YEAR_FIRST.fullmatch(text)):
        parts = int(match[1]), int(match[2]), int(match[3])
    elif (match := _NAMED_DAY.fullmatch(text)) and match[2][:3].lower() in MONTHS:
        parts = _century(match[3]), MONTHS.index(match[2][:3].lower()) + 1, int(match[1])
    elif (match := _NAMED_FIRST.fullmatch(text)) and match[1][:3].lower() in MONTHS:
        parts = int(match[3]), MONTHS.index(match[1][:3].lower()) + 1, int(match[2])
    elif _SERIAL.fullmatch(text):
        guess = (_SERIAL_EPOCH + dt.timedelta(days=int(text.split(".", maxsplit=1)[0]))).isoformat()
        return ValueRefusedError(
            "day_is_iso", f"{text!r} looks like the serial number a spreadsheet keeps for a day.", f"Write {guess} if that is the day meant."
        )
    elif match := _ISO_INSTANT.fullmatch(text):
        return ValueRefusedError("day_is_iso", f"{text!r} has a time of day.", f"Write the local day alone: {match[1]}?")
    if parts is None:
        return ValueRefusedError("day_is_iso", f"{text!r} is not a day.", "Write YYYY-MM-DD.")
    try:
        guess = dt.date(*parts).isoformat()
    except ValueError:
        return ValueRefusedError("day_exists", f"{text!r} is not a day of the calendar.", "Write an existing day as YYYY-MM-DD.")
    return ValueRefusedError("day_is_iso", f"{text!r} is not written as YYYY-MM-DD.", f"Write {guess}.")


def _century(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _numeric_day(text: str, first: int, second: int, last: str) -> ValueRefusedError:
    readings = []
    for number, month in ((first, second), (second, first)):
        try:
            readings.append(dt.date(_century(last), month, number).isoformat())
        except ValueError:
            continue
    if not readings:
        return ValueRefusedError("day_exists", f"{text!r} is not a day of the calendar.", "Write an existing day as YYYY-MM-DD.")
    if len(set(readings)) == 1:
        return ValueRefusedError("day_is_iso", f"{text!r} is not written as YYYY-MM-DD.", f"Write {readings[0]}.")
    return ValueRefusedError("day_is_unambiguous", f"{text!r} can be {readings[0]} (day first) or {readings[1]} (month first).", "Write the one that is meant.")


def instant(value: Any) -> dt.datetime | None:
    """A moment in UTC, or None where nothing is given.

    A date alone is 23:59:59 UTC of that day (so is a date and time at midnight without a zone, which is what
    frames make of a date); a time without a zone is UTC.

    Raises
    ------
    ValueRefusedError
        instant_is_iso, or a rule of `day`.
    """
    if is_missing(value):
        return None
    if isinstance(value, dt.datetime):
        moment = value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
        if moment.tzinfo is not None:
            return moment.astimezone(dt.UTC)
        return moment.replace(tzinfo=dt.UTC) if moment.time() != dt.time(0) else dt.datetime.combine(moment.date(), END_OF_DAY, dt.UTC)
    if isinstance(value, str) and (match := _ISO_INSTANT.fullmatch(value.strip())):
        day(match[1])
        try:
            moment = dt.datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or 'Z'}")
        except ValueError as exc:
            raise ValueRefusedError(
                "instant_is_iso", f"{value!r} is not a time: {exc}.", "Write YYYY-MM-DDTHH:MM, with Z or an offset such as +02:00."
            ) from None
        return moment.astimezone(dt.UTC)
    try:
        date = day(value)
    except ValueRefusedError as exc:
        if exc.rule == "day_is_iso" and "Write YYYY" in exc.do:
            raise ValueRefusedError(
                "instant_is_iso", f"{value!r} is neither a day nor a time.", "Write YYYY-MM-DD, or YYYY-MM-DDTHH:MM with Z or an offset."
            ) from None
        raise
    return None if date is None else dt.datetime.combine(date, END_OF_DAY, dt.UTC)


def code(value: Any, known: tuple[str, ...]) -> str | None:
    """A word of a closed list, or None where nothing is given.

    Raises
    ------
    ValueRefusedError
        code_known: names the nearest word of the list.
    """
    if is_missing(value):
        return None
    text = str(value).strip()
    if text in known:
        return text
    folded = text.lower().replace("-", "_").replace(" ", "_")
    near = [folded] if folded in known else difflib.get_close_matches(folded, known, n=1, cutoff=0.6)
    hint = f"Write {near[0]}, or another of" if near else "Write one of"
    raise ValueRefusedError("code_known", f"{text!r} is not a known code.", f"{hint}: {', '.join(known)}.")


def flag(value: Any) -> bool | None:
    """True or false (also as text: true, false, yes, no, 1, 0), or None where nothing is given.

    Raises
    ------
    ValueRefusedError
        flag_is_true_or_false.
    """
    if is_missing(value):
        return None
    found = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(str(value).strip().lower())
    if found is None:
        raise ValueRefusedError("flag_is_true_or_false", f"{value!r} is neither true nor false.", "Write true or false.")
    return found


def real(value: Any) -> float | None:
    """A number with a decimal point, or None where nothing is given.

    Raises
    ------
    ValueRefusedError
        number_readable.
    """
    if is_missing(value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        do = (
            f"Write {value.replace(',', '.')}."
            if isinstance(value, str) and re.fullmatch(r"-?[0-9]+,[0-9]+", value)
            else "Write a number with a decimal point."
        )
        raise ValueRefusedError("number_readable", f"{value!r} is not a number.", do)
    return number


def text(value: Any) -> str | None:
    """Text without blanks around it, or None where nothing is given."""
    return None if is_missing(value) else str(value).strip()
