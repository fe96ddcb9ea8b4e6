#!/usr/bin/env python3
"""A hundred claims more where a million are: in a data set of their own, by the command; and in the very same data set, by one commit of the store."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import pandas as pd
from measure import COMMAND, PYTHON, cost, say

from casualties import dtypes
from casualties.store import Store
from casualties.tables import CLAIMS, FINDINGS, REJECTS

MORE = 100
TARGET = 4.0
DAYS = 4_000
PLACES = ("SYR/Homs", "SYR/Aleppo", "SYR/Hama", "SYR/Idlib", "IRQ/Nineveh", "AFG/Kandahar")
HEADER = "record_id,harm,figure,place,start,end,claimant,publisher,published,url\n"


def claims(count: int) -> pd.DataFrame:
    """Claims of a data set `million`, each of a day and a place, with words of its own."""
    number = pd.Series(range(count))
    key = number.astype("str")
    day = pd.Timestamp("2011-03-15") + pd.to_timedelta(number % DAYS, unit="D")
    told = {
        "claim_id": "million:r" + key,
        "dataset": "million",
        "record_id": "r" + key,
        "harm": "killed",
        "victims": "all",
        "qualifier": "exact",
        "start": day,
        "end": day,
        "date_precision": "day",
        "place": "a quarter",
        "place_id": pd.Series(PLACES).take(number % len(PLACES)).to_numpy(),
        "claimant": "sohr",
        "publisher": "afp",
        "url": "https://example.org/" + key,
        "quote": "so many were killed in the quarter on that day, said " + key,
        "raw_sha256": "0" * 64,
        "raw_ref": "line " + key,
        "ingestor": "claims_csv/1",
    }
    figures = {name: dtypes.cast(number % 90 + 1, "Count") for name in ("low", "best", "high")}
    return CLAIMS.complete(pd.DataFrame({name: pd.Series(value, index=number.index) for name, value in (told | figures).items()}))


def committed(root: Path, count: int) -> float:
    """Seconds that a commit of that many claims takes."""
    frame = claims(count)
    begun = time.perf_counter()
    Store(root).commit("million", frame, REJECTS.empty(), FINDINGS.empty(), recorded_at=pd.Timestamp("2024-01-01", tz="UTC"))
    return time.perf_counter() - begun


def hand_kept(root: Path, first: int, count: int) -> None:
    """Add lines to a hand-kept data set, which is made where it is absent."""
    home = root / "datasets" / "hand-kept"
    home.mkdir(parents=True, exist_ok=True)
    (home / "dataset.toml").write_text('title = "Hand-kept"\ningestor = "claims_csv"\nraw = ["claims.csv"]\n', encoding="utf-8")
    path = home / "claims.csv"
    lines = [f"h{n},killed,{n % 90 + 1},Homs,2012-02-06,2012-02-06,SOHR,AFP,2012-02-07,https://example.org/{n}\n" for n in range(first, first + count)]
    with path.open("a", encoding="utf-8") as stream:
        stream.writelines([HEADER, *lines] if not first else lines)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--claims", type=int, default=1_000_000)
    count = options.parse_args().claims
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        first = committed(root, count)
        say("100 claims more in the same data set, a commit", committed(root, count + MORE), first, TARGET)
        hand_kept(root, 0, MORE)
        cost([*COMMAND, "ingest", "hand-kept"], cwd=name)
        hand_kept(root, MORE, MORE)
        start = cost([PYTHON, "-c", "import pandas, pyarrow.compute"])
        say("100 hand-kept claims more, beside them", cost([*COMMAND, "ingest", "hand-kept"], cwd=name).seconds, start.seconds, TARGET)
