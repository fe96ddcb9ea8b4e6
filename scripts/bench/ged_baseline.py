#!/usr/bin/env python3
"""The plain way: read_csv with usecols, total and parts, every column of claims, pandera, one Parquet file. No names, no history, no findings, no evidence."""

from __future__ import annotations

import sys

import pandas as pd

from casualties.tables import CLAIMS

USED = [
    "id",
    "type_of_violence",
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


def claims(path: str) -> pd.DataFrame:
    """Totals and parts."""
    events = pd.read_csv(path, usecols=USED)
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
            "place": events["where_coordinates"],
            "place_id": events["country"] + "/" + events["adm_1"] + "/" + events["adm_2"],
            "lat": events["latitude"],
            "lon": events["longitude"],
            "place_precision": events["where_prec"].map(PRECISION),
            "claimant": "ucdp",
            "reported_by": events["source_office"] + "; " + events["source_original"],
            "cause": events["type_of_violence"].astype("str"),
            "raw_ref": "row " + (events.index + 2).astype("str"),
            "ingestor": "plain/1",
        }
    )
    figures = {"civilians": events["deaths_civilians"], "combatants": events["deaths_a"] + events["deaths_b"], "unknown": events["deaths_unknown"]}
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
    frame.to_parquet(sys.argv[2], index=False)
