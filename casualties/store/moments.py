"""Moments as people write them."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from casualties.errors import UsageError

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HOW = "Write it like 2012-02-08 or 2012-02-08T06:00:00Z."


def moment(when: str | dt.date | pd.Timestamp) -> pd.Timestamp:
    """A moment in UTC; a date alone is its end, a moment without a zone is UTC.

    Raises
    ------
    UsageError
        It is not a moment.
    """
    is_day = DAY.fullmatch(when.strip()) is not None if isinstance(when, str) else not isinstance(when, dt.datetime)
    try:
        at = pd.Timestamp(when)
    except (ValueError, TypeError) as exc:
        raise UsageError(f"{when!r} is not a moment.", do=HOW) from exc
    if pd.isna(at):
        raise UsageError("the moment is missing.", do=HOW)
    at = (at.tz_localize("UTC") if at.tzinfo is None else at.tz_convert("UTC")).as_unit("us")
    return at + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1) if is_day else at
