#!/usr/bin/env python3
"""Reconciliation of many incidents, against DuckDB that only adds them up; and of many overlapping statements.

Each country is a file of claims: rules look above and below a place, but never beyond its country.
The incidents part needs DuckDB: `.venv/bin/pip install duckdb`.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from measure import PYTHON, cost, say

from casualties.tables import CLAIMS

SOURCES = ("ucdp", "acled", "vdc", "sohr", "snhr")
COUNTRIES = [f"{a}{b}X" for a in "ABCD" for b in "ABCDEFGHIJ"]
DAYS = 3653
FIRST = np.datetime64("2012-01-01")

RECONCILE = """
import sys, pathlib, pandas
from casualties import reconcile
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.parquet")):
    reconcile(pandas.read_parquet(path)).to_parquet(pathlib.Path(sys.argv[2]) / path.name)
"""
ADD_UP = """
import sys, duckdb
db = duckdb.connect()
db.execute(f"set threads = 2; set preserve_insertion_order = false; set enable_progress_bar = false; set temp_directory = '{sys.argv[2]}'")
of = 'claimant, standard, place_id, harm, victims, start, "end"'
figures = "sum(low) as low, sum(best) as best, sum(high) as high, count(*) as n, string_agg(claim_id, '; ' order by claim_id) as claim_ids"
db.execute(f"copy (select {of}, {figures} from '{sys.argv[1]}/*.parquet' group by all) to '{sys.argv[2]}/each.parquet'")
middle = "min(low) as low, quantile_disc(best, 0.5) as best, max(high) as high, count(*) as n, string_agg(claim_ids, '; ' order by claimant) as claim_ids"
place = 'place_id, harm, victims, start, "end"'
db.execute(f"copy (select {place}, {middle} from '{sys.argv[2]}/each.parquet' group by all) to '{sys.argv[2]}/combined.parquet'")
"""


def completed(frame: pd.DataFrame, **constant: object) -> pd.DataFrame:
    """Claims with what is the same in all of them."""
    same = {"record_id": frame["claim_id"], "dataset": "bench", "harm": "killed", "review": "accepted", "recorded_at": frame["published_at"]}
    return CLAIMS.complete(frame.assign(**{**same, **constant}))


def incidents(country: str, n: int, seed: int) -> pd.DataFrame:
    """Claims of incidents at 100 places of a country, by 5 sources, over 10 years; one in a thousand is a second version of the one before."""
    draw = np.random.default_rng(seed)
    place, day, source = draw.integers(0, 100, n), draw.integers(0, DAYS, n), draw.integers(0, len(SOURCES), n)
    again = draw.random(n) < 0.001
    again[0] = False
    for column in (place, day, source):
        column[again] = column[np.flatnonzero(again) - 1]
    number = np.arange(n) - again
    best = draw.geometric(0.2, n)
    names = np.array([f"{country}/Area {p // 10}/Place {p}" for p in range(100)])
    date = FIRST + day
    frame = pd.DataFrame(
        {
            "claim_id": [f"{country}{i:013x}" for i in range(n)],
            "place_id": names[place],
            "claimant": np.array(SOURCES)[source],
            "start": date,
            "end": date,
            "published_at": pd.Series(date + np.timedelta64(2, "D") + again * np.timedelta64(30, "D")).dt.tz_localize("UTC"),
            "incident_id": [f"e{i}" for i in number],
            "low": best,
            "best": best,
            "high": best + draw.integers(0, 3, n),
        }
    )
    return completed(frame, counting="incident", qualifier="coded")


def statements(n: int, seed: int = 1) -> pd.DataFrame:
    """Claims for overlapping spans of one to seven days and running totals, at three levels of places, of kinds of victims, by five sources."""
    draw = np.random.default_rng(seed)
    places = np.array(["SYR", *(f"SYR/G{i}" for i in range(10)), *(f"SYR/G{i}/C{j}" for i in range(10) for j in range(8))])
    first, length = draw.integers(0, DAYS, n), draw.choice([0, 0, 0, 0, 1, 1, 2, 6], n)
    running = draw.random(n) < 0.25
    figure = np.where(running, (first + 1) * 7, draw.integers(1, 60, n))
    qualifier = np.where(running, "exact", draw.choice(["exact", "exact", "at_least", "about"], n))
    start, end = np.where(running, FIRST, FIRST + first), FIRST + first + length
    frame = pd.DataFrame(
        {
            "claim_id": [f"b:{i:06}" for i in range(n)],
            "victims": draw.choice(["all", "all", "all", "civilians", "children"], n),
            "low": pd.array(figure, dtype="Int64"),
            "best": figure,
            "high": pd.array(figure, dtype="Int64"),
            "qualifier": qualifier,
            "counting": np.where(running, "cumulative", "period"),
            "start": start,
            "end": end,
            "place_id": places[draw.integers(0, len(places), n)],
            "claimant": draw.choice(["sohr", "lcc", "vdc", "snhr", "activists"], n),
            "publisher": "afp",
            "published_at": pd.Series(end + draw.integers(0, 80, n).astype("timedelta64[h]")).dt.tz_localize("UTC"),
        }
    )
    frame["low"] = frame["low"].mask(frame["qualifier"] == "about")
    frame["high"] = frame["high"].mask(frame["qualifier"] != "exact")
    return completed(frame)


def of_incidents(n: int) -> None:
    """Seconds and memory for n incidents."""
    if importlib.util.find_spec("duckdb") is None:
        sys.exit("The baseline is DuckDB: .venv/bin/pip install duckdb")
    with tempfile.TemporaryDirectory() as name:
        claims, made, added = (Path(name) / part for part in ("claims", "made", "added"))
        for folder in (claims, made, added):
            folder.mkdir()
        for seed, country in enumerate(COUNTRIES):
            incidents(country, n // len(COUNTRIES), seed).to_parquet(claims / f"{country}.parquet")
        ours = cost([PYTHON, "-c", RECONCILE, str(claims), str(made)])
        theirs = cost([PYTHON, "-c", ADD_UP, str(claims), str(added)])
        say(f"{n:,} incidents", ours.seconds, theirs.seconds, 2 * theirs.seconds)
        say(f"{n:,} incidents, memory", ours.megabytes, theirs.megabytes, 2048, "MB")


def of_statements(n: int) -> None:
    """Seconds for n statements of one country."""
    with tempfile.TemporaryDirectory() as name:
        claims, made = Path(name) / "claims", Path(name) / "made"
        for folder in (claims, made):
            folder.mkdir()
        statements(n).to_parquet(claims / "SYR.parquet")
        reading = cost([PYTHON, "-c", "import pandas, sys; pandas.read_parquet(sys.argv[1])", str(claims)])
        ours = cost([PYTHON, "-c", RECONCILE, str(claims), str(made)])
        say(f"{n:,} statements", ours.seconds, reading.seconds, 20)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--incidents", type=int, nargs="*", default=[500_000, 5_000_000])
    options.add_argument("--statements", type=int, nargs="*", default=[20_000, 200_000])
    asked = options.parse_args()
    for size in asked.incidents:
        of_incidents(size)
    for size in asked.statements:
        of_statements(size)
