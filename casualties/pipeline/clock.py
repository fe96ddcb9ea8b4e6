"""The one place where the clock is read."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pandas as pd

from casualties.errors import UsageError

VARIABLE = "SOURCE_DATE_EPOCH"


def now() -> pd.Timestamp:
    """The moment of this run, UTC, in microseconds; SOURCE_DATE_EPOCH (seconds since 1970) stands for the clock where it is set.

    Raises
    ------
    UsageError
        SOURCE_DATE_EPOCH is not a number of seconds.
    """
    told = os.environ.get(VARIABLE)
    if not told:
        return pd.Timestamp(datetime.now(UTC)).as_unit("us")
    try:
        return pd.Timestamp(datetime.fromtimestamp(int(told), UTC)).as_unit("us")
    except (ValueError, OverflowError, OSError) as exc:
        raise UsageError(f"{VARIABLE} is {told!r}, which is no moment.", do="Write whole seconds since 1970, as `date +%s` prints them, or unset it.") from exc
