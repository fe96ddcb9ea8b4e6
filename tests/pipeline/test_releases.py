"""Two real releases of one data set, one after the other: what is revised, what is withdrawn, and only inside the scope."""

from __future__ import annotations

import pandas as pd

from casualties import pipeline
from casualties.store import Store

DEFINITION = """\
title = "GED, Myanmar"
ingestor = "ucdp_ged"
raw = "ged.csv"

[scope]
places = ["MMR"]
end = 2018-12-31
"""


def test_the_two_myanmar_releases(shared, tmp_path):
    home = tmp_path / "datasets" / "ged"
    home.mkdir(parents=True)
    (home / "dataset.toml").write_text(DEFINITION)

    def ingest(rows):
        rows.to_csv(home / "ged.csv", index=False)
        (row,) = pipeline.ingest(tmp_path).to_dict("records")
        assert row["exit_code"] == 0, row["message"]
        return row

    def read(name):
        return pd.read_csv(shared / "data" / "ucdp" / name, dtype="str", keep_default_na=False)

    older, newer = read("ged191_bgd_mmr_slice.csv"), read("ged241_myanmar.csv")
    ingest(older[older["country"].str.startswith("Myanmar")])
    first = set(Store(tmp_path).claims()["claim_id"])
    ingest(newer[newer["year"].astype(float) <= 2018])
    versions = Store(tmp_path).history("ged")
    totals = versions[versions["part_of"].isna()]
    now = Store(tmp_path).claims()
    now = now[now["part_of"].isna()]
    assert (totals["change"] == "withdrawn").sum() == 6
    assert len(now) == 2587 + 77
    assert now["best"].sum() == 20_263
    both = totals[totals["version"] == 1].set_index("claim_id")["best"].rename("before").to_frame().join(now.set_index("claim_id")["best"], how="inner")
    assert now["claim_id"].isin(first).sum() == 2587
    assert (both["before"] != both["best"]).sum() == 7
    assert both.loc["ged:48756"].tolist() == [144, 22]
    again = ingest(newer)  # the whole of it: what is later than the scope is added, nothing is withdrawn
    assert (again["revised"], again["withdrawn"]) == (0, 0)
    only_2018 = newer[newer["year"].astype(float) <= 2018]
    assert ingest(only_2018)["withdrawn"] == 0  # later years lie outside the scope: they stay
    assert len(Store(tmp_path).claims()) > len(only_2018)
