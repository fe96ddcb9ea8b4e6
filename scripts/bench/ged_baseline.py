#!/usr/bin/env python3
"""The plain way: read_csv with usecols, total and parts, every column of claims with what `casualties ingest` fills it with, pandera, one Parquet file.

No names, no history, no findings, no evidence, no refusal of a row. The rules are those of the package, the compression that of its files.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pandas as pd

from casualties.tables import CLAIMS

USED = [
    "id",
    "type_of_violence",
    "code_status",
    "event_clarity",
    "dyad_name",
    "side_a",
    "side_b",
    "source_article",
    "source_office",
    "source_original",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "country",
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
]
PRECISION = {1: "exact", 2: "near", 3: "admin2", 4: "admin1", 5: "unknown", 6: "country", 7: "unknown"}


def digest(path: str) -> str:
    """SHA-256 of the file."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def claims(path: str) -> pd.DataFrame:
    """Totals and parts."""
    events = pd.read_csv(path, usecols=USED)
    one_sided = (events["type_of_violence"] == 3) | (events["side_b"] == "Civilians")
    total = pd.DataFrame(
        {
            "claim_id": "generated:" + events["id"].astype("str"),
            "dataset": "generated",
            "record_id": events["id"].astype("str"),
            "incident_id": events["id"].astype("str"),
            "harm": "killed",
            "victims": "all",
            "low": events["low"],
            "best": events["best"],
            "high": events["high"],
            "qualifier": "coded",
            "counting": "incident",
            "start": pd.to_datetime(events["date_start"].str[:10]),
            "end": pd.to_datetime(events["date_end"].str[:10]),
            "date_precision": events["date_prec"].map({1: "day", 2: "days"}),
            "standard": "reported",
            "place": events["where_coordinates"].fillna(events["adm_2"]).fillna(events["adm_1"]),
            "place_id": events["country"] + "/" + events["adm_1"] + "/" + events["adm_2"],
            "lat": events["latitude"],
            "lon": events["longitude"],
            "place_precision": events["where_prec"].map(PRECISION),
            "claimant": "ucdp",
            "publisher": "ucdp",
            "reported_by": events["source_office"].fillna(events["source_article"].str[:300]).str.replace(";", "; ") + "; " + events["source_original"],
            "attributed_to": events["side_a"].where(one_sided),
            "note": events["dyad_name"],
            "grade": events["code_status"].str.lower() + "; clarity " + events["event_clarity"].astype("str"),
            "raw_sha256": digest(path),
            "raw_ref": "row " + (events.index + 1).astype("str"),
            "ingestor": "plain/1",
        }
    )
    civilian_b = events["deaths_b"].where(one_sided, 0)
    figures = {
        "civilians": events["deaths_civilians"] + civilian_b,
        "combatants": events["deaths_a"] + events["deaths_b"] - civilian_b,
        "unknown": events["deaths_unknown"],
    }
    parts = [
        total[count > 0].assign(
            claim_id=total["claim_id"][count > 0] + f":{victims}",
            part_of=total["claim_id"][count > 0],
            victims=victims,
            low=pd.NA,
            best=count[count > 0],
            high=pd.NA,
        )
        for victims, count in figures.items()
    ]
    made = pd.concat([total, *parts], ignore_index=True)
    kinds = dict.fromkeys(("low", "best", "high"), "Int64") | dict.fromkeys(("start", "end"), "datetime64[us]")
    return CLAIMS.complete(made.astype(kinds))


if __name__ == "__main__":
    frame = claims(sys.argv[1])
    CLAIMS.model.validate(frame, lazy=True)
    frame.to_parquet(sys.argv[2], index=False, compression="zstd", compression_level=1)
