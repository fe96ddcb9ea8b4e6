#!/usr/bin/env python3
"""Reconciliation of many incidents, against DuckDB that only adds them up; and of many overlapping statements."""

from __future__ import annotations

import numpy as np
import pandas as pd

SOURCES = ("ucdp", "acled", "vdc", "sohr", "snhr")
DAYS = 3653


def incidents(n: int, seed: int = 7) -> pd.DataFrame:
    """Claims of incidents: 4,000 places in 40 countries, 5 sources, 10 years; one in a thousand is a second version of the one before."""
    draw = np.random.default_rng(seed)
    countries = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}X" for i in range(40)]
    place = draw.integers(0, 4000, n)
    day = np.datetime64("2012-01-01") + draw.integers(0, DAYS, n)
    best = draw.geometric(0.2, n)
    number = np.arange(n)
    repeated = draw.random(n) < 0.001
    repeated[0] = False
    source = draw.integers(0, len(SOURCES), n)
    for column in (place, day, source):
        column[repeated] = column[np.flatnonzero(repeated) - 1]
    names = np.array([f"{countries[p % 40]}/Area {p % 400 // 40}/Place {p}" for p in range(4000)])
    return pd.DataFrame(
        {
            "claim_id": pd.Series([f"{i:016x}" for i in number], dtype="str"),
            "place_id": pd.Series(names[place], dtype="str"),
            "claimant": pd.Series(np.array(SOURCES)[source], dtype="str"),
            "start": day,
            "end": day,
            "published_at": pd.Series(day + np.timedelta64(2, "D") + repeated * np.timedelta64(30, "D")).dt.tz_localize("UTC"),
            "incident_id": pd.Series([f"e{i - r}" for i, r in zip(number, repeated, strict=True)], dtype="str"),
            "low": best,
            "best": best,
            "high": best + draw.integers(0, 3, n),
        }
    )
