#!/usr/bin/env python3
"""`casualties ingest` of a generated GED-like file against a plain script that makes the same rows and columns."""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import COMMAND, PYTHON, cost, say

PLACES = [
    ("Myanmar (Burma)", 775, "Asia", "Rakhine state", "Sittwe district", 20.15, 92.9),
    ("Syria", 652, "Middle East", "Homs governorate", "Homs district", 34.73, 36.72),
    ("Afghanistan", 700, "Asia", "Kandahar province", "Kandahar district", 31.61, 65.71),
    ("DR Congo (Zaire)", 490, "Africa", "Nord Kivu province", "Beni territory", 0.49, 29.47),
    ("Nigeria", 475, "Africa", "Borno state", "Gwoza lga", 11.08, 13.69),
]
HEADER = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
WORDS = [
    "forces",
    "clashed",
    "near",
    "the",
    "village",
    "with",
    "fighters",
    "and",
    "residents",
    "said",
    "that",
    "shelling",
    "continued",
    "until",
    "evening,",
    "officials",
    "reported",
]
OFFICES = ("Reuters News", "Agence France Presse", "BBC Monitoring", "Associated Press")


def generate(path: Path, rows: int) -> None:
    """Write the file: quoted text of several sources, some 830 bytes a row."""
    chance = random.Random(20120206)  # noqa: S311
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number in range(rows):
            writer.writerow(_row(number, chance))


def _row(number: int, chance: random.Random) -> list[object]:
    country, gw, region, adm_1, adm_2, lat, lon = chance.choice(PLACES)
    start = date(1989, 1, 1) + timedelta(days=chance.randrange(13_000))
    end = start + timedelta(days=chance.choice([0, 0, 0, 0, 1, 3]))
    a, b, civilians, unknown = (chance.choice([0, 0, 1, 2, 5]) for _ in range(4))
    best = a + b + civilians + unknown
    reports = chance.randrange(1, 4)
    headlines = [f'"{" ".join(chance.choices(WORDS, k=9)).capitalize()}"' for _ in range(reports)]
    offices = [chance.choice(OFFICES) for _ in range(reports)]
    article = ";".join(f'"{office},{start},{headline.strip(chr(34))}"' for office, headline in zip(offices, headlines, strict=True))
    pair = f"Government of {country} - Civilians"
    return [
        *(number + 1, f"GEN-{start.year}-1-{number}", start.year, 1, "Clear", chance.choice([1, 2, 3]), 300 + gw, 300 + gw, pair, 700 + gw, 700 + gw, pair),
        *(
            gw,
            gw,
            f"Government of {country}",
            9999,
            9999,
            "Civilians",
            reports,
            article,
            ";".join(offices),
            ";".join([str(start)] * reports),
            ";".join(headlines),
        ),
        *("police;local officials", chance.choice([1, 1, 2, 4]), f"{adm_2} town", " ".join(chance.choices(WORDS, k=18)), adm_1, adm_2, lat, lon),
        *(f"POINT ({lon} {lat})", 159_000 + gw, country, gw, region, 1, 1 if start == end else 2, f"{start} 00:00:00.000", f"{end} 00:00:00.000"),
        *(a, b, civilians, unknown, best, best + chance.randrange(4), max(0, best - chance.randrange(3)), gw, ""),
    ]


def laid_out(root: Path, rows: int) -> Path:
    """A working folder with one data set of so many rows; the file."""
    folder = root / "datasets" / "generated"
    (folder / "raw").mkdir(parents=True)
    (folder / "dataset.toml").write_text('title = "Generated"\ningestor = "ucdp_ged"\nraw = ["raw/*.csv"]\n', encoding="utf-8")
    path = folder / "raw" / "ged.csv"
    generate(path, rows)
    print(f"{rows:,} rows, {len(HEADER)} columns, {path.stat().st_size / 1e6:.0f} MB")
    return path


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=400_000)
    options.add_argument("--large", type=int, default=0, help="rows of a second, larger file: linear time, memory that does not grow with it")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = laid_out(Path(name), told.rows)
        plain = cost([PYTHON, str(Path(__file__).with_name("ged_baseline.py")), str(path), str(Path(name) / "plain.parquet")])
        ours = cost([*COMMAND, "ingest", "generated"], cwd=name)
        say("casualties ingest, time", ours.seconds, plain.seconds, 1.5 * plain.seconds)
        say("casualties ingest, memory", ours.megabytes, plain.megabytes, 2048, "MB")
        again = cost([*COMMAND, "ingest", "generated"], cwd=name)
        say("the same again (nothing new), time", again.seconds, ours.seconds, ours.seconds / 10)
    if told.large:
        with tempfile.TemporaryDirectory() as name:
            laid_out(Path(name), told.large)
            large = cost([*COMMAND, "ingest", "generated"], cwd=name)
            linear = ours.seconds * told.large / told.rows
            say("the larger file, time", large.seconds, linear, 1.1 * linear)
            say("the larger file, memory", large.megabytes, ours.megabytes, 2048, "MB")
