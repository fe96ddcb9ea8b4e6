"""Cells as others write them: thousands separators, decimal commas, Arabic digits, days in many forms. Each distinct value is read once."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casualties import dtypes
from casualties.extract import figures
from casualties.extract.figures import FigureRefusedError
from casualties.ingest import parse, values
from casualties.ingest.values import ValueRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Arabic-Indic and Persian digits, and their separators of thousands and decimals.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٬٫", "01234567890123456789,.")
_ARABIC = re.compile("[٠-٩۰-۹]")
_SERIAL_EPOCH = dt.date(1899, 12, 30)
_LAST_SERIAL = 2_958_465
SPECIAL_FORMATS = ("serial", "unix", "unix_ms")
"""Formats of days that are numbers: days of a spreadsheet, seconds and milliseconds since 1970."""


def cell(value: Any) -> str | None:
    """A typed cell as text: 40817.0 is "40817", a day is YYYY-MM-DD, lists and objects are JSON."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) and value.tzinfo is None else value.isoformat(sep=" ")
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict)) else str(value)


def without(column: pd.Series, nothing: Sequence[str]) -> pd.Series:
    """Text without blanks around it, missing where it is one of the values that stand for nothing; `-999.0` is `-999`."""
    written, at = parse.distinct(column)
    plain = pc.utf8_trim_whitespace(written)
    bare = pc.replace_substring_regex(plain, r"^(-?[0-9]+)[.,]0+$", r"\1")
    unsaid = pa.array(sorted(set(nothing)), plain.type)
    hit = pc.or_(pc.is_in(plain, value_set=unsaid), pc.is_in(bare, value_set=unsaid))
    return parse.series(pc.if_else(hit, None, plain).take(at), "Text").set_axis(column.index)


def digits(column: pd.Series, thousands: str, decimal: str) -> pd.Series:
    """Numbers as programs write them, with a decimal point and no separator; what is no number so written stays as it is.

    Parameters
    ----------
    column : Series of str
    thousands : str
        Separators of thousands, any of these characters; "" = none. A blank stands for the narrow and the unbreakable one too.
    decimal : str
        The decimal sign.
    """
    return _mapped(column, lambda text: _number(text, thousands, decimal))


def _number(text: str, thousands: str, decimal: str) -> str:
    if _ARABIC.search(text):
        if "٬" in text and "," not in thousands:
            thousands += ","
        if "٫" in text:
            decimal = "."
        text = text.translate(_DIGITS)
    signs = "".join(re.escape(sign) for sign in thousands) + ("\u00a0\u202f\u2009" if " " in thousands else "")
    whole = rf"[0-9]{{1,3}}(?:[{signs}][0-9]{{3}})+|[0-9]+" if signs else "[0-9]+"
    match = re.fullmatch(rf"\s*([+\-−]?)({whole})(?:{re.escape(decimal)}([0-9]*))?\s*", text)
    if match is None:
        return text if decimal == "." else text.replace(".", "?")  # 1.5 is no number where the decimal sign is a comma
    sign = "-" if match[1] in ("-", "−") else ""
    return sign + re.sub("[^0-9]", "", match[2]) + (f".{match[3]}" if match[3] else "")


class Span(NamedTuple):
    """Days as written.

    Parameters
    ----------
    first, last : Series of datetime64[us]
        First and last day of the day, month or year written; missing where nothing is given, or it cannot be read.
    precision : Series of str
        day, month, year.
    bad, ambiguous, placeholder : Series of bool
        Given and not readable; readable as two days; a day that stands for none.
    """

    first: pd.Series
    last: pd.Series
    precision: pd.Series
    bad: pd.Series
    ambiguous: pd.Series
    placeholder: pd.Series


def spans(column: pd.Series, formats: Sequence[str], placeholders: Sequence[str]) -> Span:
    """Days, months or years in any of some formats.

    Parameters
    ----------
    column : Series of str
    formats : sequence of str
        As of strptime; without %d a month, without %m, %b, %B a year. `serial`, `unix`, `unix_ms` are numbers.
    placeholders : sequence of str
        Days (YYYY-MM-DD) that stand for none.
    """
    read = {value: _day(value, formats, frozenset(placeholders)) for value in column.dropna().unique()}

    found = [read.get(value, _NONE) for value in column]

    def days(told: list[dt.date | None]) -> pd.Series:
        made: pd.Series = pd.Series(pd.to_datetime(pd.Series(told, dtype=object)).to_numpy(), index=column.index, dtype=dtypes.PANDAS["Day"])
        return made

    def flags(told: list[bool]) -> pd.Series:
        return pd.Series(told, index=column.index, dtype=bool)

    return Span(
        days([day.first for day in found]),
        days([day.last for day in found]),
        pd.Series([day.precision for day in found], index=column.index, dtype="str"),
        flags([day.bad for day in found]),
        flags([day.ambiguous for day in found]),
        flags([day.placeholder for day in found]),
    )


class _Day(NamedTuple):
    first: dt.date | None = None
    last: dt.date | None = None
    precision: str | None = None
    bad: bool = False
    ambiguous: bool = False
    placeholder: bool = False


_NONE = _Day()


def _day(value: str, formats: Sequence[str], placeholders: frozenset[str]) -> _Day:
    text = re.sub(r"\s+", " ", value.translate(_DIGITS)).strip()
    if text[:10] in placeholders:
        return _Day(placeholder=True)
    found: dict[tuple[dt.date, dt.date], str] = {}
    for form in formats:
        read = _numbered(text, form) if form in SPECIAL_FORMATS else _formatted(text, form)
        if read is not None:
            found.setdefault(read[:2], read[2])
    if len(found) != 1:
        return _Day(bad=not found, ambiguous=bool(found))
    ((first, last), precision) = next(iter(found.items()))
    if first.isoformat() in placeholders and precision == "day":
        return _Day(placeholder=True)
    return _Day(first, last, precision)


def _formatted(text: str, form: str) -> tuple[dt.date, dt.date, str] | None:
    if form == "%Y-%m-%d" and (match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T]00:00(:00(\.0+)?)?Z?", text)):
        text = match[1]  # a day with a midnight behind it, as databases write it
    try:
        first = dt.datetime.strptime(text, form).date()
    except ValueError:
        return None
    if re.search(r"%[dDjxc]", form):
        return first, first, "day"
    if re.search(r"%[mbB]", form):
        return first, (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1), "month"
    return first.replace(month=1, day=1), first.replace(month=12, day=31), "year"


def _numbered(text: str, form: str) -> tuple[dt.date, dt.date, str] | None:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return None
    number = float(text)
    if form == "serial":
        if not 1 <= number <= _LAST_SERIAL:
            return None
        day = _SERIAL_EPOCH + dt.timedelta(days=int(number))
    else:
        try:
            day = dt.datetime.fromtimestamp(number / (1000 if form == "unix_ms" else 1), dt.UTC).date()
        except (ValueError, OverflowError, OSError):
            return None
    return day, day, "day"


def dates_of_parts(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """Year, month and day in columns of their own as one text: YYYY-MM-DD, YYYY-MM where the day is missing, YYYY where the month is.

    Returns
    -------
    Series of str
        Missing where the year is; to be read with the formats %Y-%m-%d, %Y-%m and %Y.
    """
    y, m, d = (_mapped(part, _part) for part in (year, month, day))
    text = y
    text = text.where(m.isna(), y + "-" + m)
    return text.where(m.isna() | d.isna(), text + "-" + d)


def _part(text: str) -> str:
    match = re.fullmatch(r"0*([0-9]+)(?:\.0+)?", text.translate(_DIGITS))
    return match[1].zfill(2) if match else text


class Stated(NamedTuple):
    """Figures in words: low, best, high (Int64), qualifier and the words (str), and where they are none (bool)."""

    low: pd.Series
    best: pd.Series
    high: pd.Series
    qualifier: pd.Series
    bad: pd.Series


def stated(column: pd.Series) -> Stated:
    """Figures as said ("at least nine", "12-15")."""
    read: dict[str, figures.Figure | None] = {}
    for value in column.dropna().unique():
        try:
            read[value] = figures.read(value)
        except FigureRefusedError:
            read[value] = None
    found = [read.get(value) if isinstance(value, str) else None for value in column]
    low, best, high = (pd.Series([getattr(f, name) if f else None for f in found], index=column.index, dtype="Int64") for name in ("low", "best", "high"))
    qualifier = pd.Series([f.qualifier if f else None for f in found], index=column.index, dtype="str")
    return Stated(low, best, high, qualifier, column.notna() & pd.Series([f is None for f in found], index=column.index, dtype=bool))


def source_names(column: pd.Series, separator: str, names: Sequence[str]) -> pd.Series:
    """Sources named in one cell, joined by "; ": parts of a text, or a JSON list of texts or of objects (members `names` of each, in that order)."""
    return _mapped(column, lambda text: "; ".join(_listed(text, separator, names)) or None)


def _listed(text: str, separator: str, names: Sequence[str]) -> list[str]:
    items: Any = None
    if text[:1] in "[{":
        try:
            items = json.loads(text)
        except ValueError:
            items = None
    if items is None:
        items = text.split(separator) if separator else [text]
    found = [_source(item, names) for item in (items if isinstance(items, list) else [items])]
    return list(dict.fromkeys(part for part in found if part))


def _source(item: Any, names: Sequence[str]) -> str:
    if isinstance(item, dict):
        item = " ".join(str(item[name]) for name in names if item.get(name) not in (None, ""))
    return re.sub(r"\s+", " ", "" if item is None else str(item).replace(";", ",")).strip()


def _mapped(column: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    told = {value: change(value) for value in column.dropna().unique()}
    return column.map(told).astype("str")


def instants(column: pd.Series, formats: Sequence[str], placeholders: Sequence[str]) -> tuple[pd.Series, pd.Series]:
    """Moments in UTC; a day alone is its end.

    Returns
    -------
    moments : Series of datetime64[us, UTC]
    bad : Series of bool
        Given, and no moment, nor a day in one of the formats.
    """
    read = {value: _instant(value, formats, frozenset(placeholders)) for value in column.dropna().unique()}
    found = [read.get(value) for value in column]
    moments = pd.Series(pd.to_datetime(pd.Series(found, dtype=object), utc=True), dtype=dtypes.PANDAS["Instant"]).set_axis(column.index)
    return moments, column.notna() & moments.isna()


def _instant(value: str, formats: Sequence[str], placeholders: frozenset[str]) -> dt.datetime | None:
    try:
        return values.instant(value.translate(_DIGITS))
    except ValueRefusedError:
        day = _day(value, formats, placeholders).last
        return None if day is None else dt.datetime.combine(day, values.END_OF_DAY, dt.UTC)
