#!/usr/bin/env python3
"""Reports with all pages, each in a new process: of the bundled data set, and of 15 years of days with 8 sources in 40 places."""

from __future__ import annotations

import csv
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import COMMAND, PYTHON, cost, say

DAYS, SOURCES, PLACES = 5479, 8, 40
COLUMNS = ["record_id", "harm", "figure", "place", "start", "end", "claimant", "publisher", "published", "url"]


def generate(folder: Path) -> None:
    """One figure a day of every source, each of one of the places; a registry of the places."""
    home = folder / "datasets" / "long"
    home.mkdir(parents=True)
    (home / "dataset.toml").write_text('title = "Generated"\ningestor = "claims_csv"\nraw = ["claims.csv"]\n', encoding="utf-8")
    chance = random.Random(20120206)  # noqa: S311
    areas = [f"SYR/Homs/Place {number}" for number in range(PLACES)]
    with (folder / "datasets" / "places.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["place_id", "name", "level"])
        rows.writerows([area, area.rsplit("/", 1)[-1], "locality"] for area in areas)
    with (home / "claims.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(COLUMNS)
        for number in range(DAYS * SOURCES):
            day = date(2009, 1, 1) + timedelta(days=number // SOURCES)
            area = chance.choice(areas)
            figure, source = chance.randrange(1, 30), number % SOURCES
            rows.writerow([number, "killed", figure, area, day, day, f"Monitor {source}", "reuters", day + timedelta(days=1), f"https://example.org/{number}"])
    (folder / "reports").mkdir()
    (folder / "reports" / "long.toml").write_text('places = ["SYR/Homs"]\nstart = 2009-01-01\nend = 2023-12-31\n', encoding="utf-8")


if __name__ == "__main__":
    libraries = cost([PYTHON, "-c", "import pandas, pandera, matplotlib.figure, typst"], repeat=3)
    with tempfile.TemporaryDirectory() as name:
        cost([*COMMAND, "init", name])
        cost([*COMMAND, "ingest"], cwd=name)
        say("homs-2012, all pages, PDF and PNG", cost([*COMMAND, "report", "homs-2012"], cwd=name, repeat=3).seconds, libraries.seconds, 8)
        size = (Path(name) / "reports" / "out" / "homs-2012" / "homs-2012.pdf").stat().st_size / 1e6
        say("its PDF", size, size, 1.5, "MB")
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name))
        cost([*COMMAND, "ingest"], cwd=name)
        long = cost([*COMMAND, "report", "long"], cwd=name)
        say(f"{DAYS * SOURCES:,} claims of 15 years, all pages", long.seconds, libraries.seconds, 25)
        say("the same, memory", long.megabytes, libraries.megabytes, 1024, "MB")
