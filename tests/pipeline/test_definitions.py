"""Reports that the package brings, what a definition leaves open, and the audit of data sets."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from casualties import pipeline
from casualties.errors import UsageError
from casualties.pipeline import definitions
from casualties.pipeline.audit import audit
from casualties.report.definition import read_report
from casualties.store import Store


def test_own_reports_come_first_and_hide_those_of_the_package(workspace):
    (workspace / "reports/audit.toml").write_text('title = "Mine"\ndatasets = ["valley"]\n')
    told = pipeline.list_reports(workspace).set_index("report")
    assert told.loc[["valley", "audit", "syria-2012"], "origin"].tolist() == ["reports/", "reports/", "built in"]
    assert told.loc["audit", "title"] == "Mine"
    assert pd.isna(told.loc["audit", "start"])
    assert list(told.index)[:2] == ["audit", "valley"]
    assert definitions.chosen(workspace, ()) == ["audit", "valley"]


def test_every_definition_of_the_package_can_be_read(tmp_path):
    assert {"audit", "gaza", "myanmar", "syria-2012"} <= set(definitions.built_in_names())
    assert pipeline.list_reports(tmp_path)["message"].isna().all()
    with pytest.raises(UsageError, match="no report here"):
        definitions.chosen(tmp_path, ())
    with pytest.raises(UsageError, match="Did you mean 'myanmar'"):
        definitions.chosen(tmp_path, ["myanmr"])


def test_what_is_left_open_is_what_the_data_sets_hold(stored, tmp_path):
    path = tmp_path / "open.toml"
    path.write_text('datasets = ["valley"]\nend = 2012-02-09\n')
    store = Store(stored)
    told = definitions.settled(store, read_report(path))
    assert told.places == ("SYR",)
    assert (told.start, told.end) == (store.claims()["start"].min(), pd.Timestamp("2012-02-09"))
    path.write_text('datasets = ["vally"]\n')
    with pytest.raises(UsageError, match="valley"):
        definitions.settled(store, read_report(path))


def test_the_audit_counts_what_the_tables_hold(stored):
    store = Store(stored)
    counts = audit(store).set_index(["section", "what"])["count"]
    claims, rejects = store.claims(), store.rejects()
    assert counts["read", "statements"] == len(claims) + len(rejects)
    assert counts["filled", "published_at"] == claims["published_at"].notna().sum()
    assert counts["precision"].filter(like="days: ").sum() == len(claims)
    assert counts.get("rejected", pd.Series(dtype="Int64")).sum() >= len(rejects)
    assert counts.get("found", pd.Series(dtype="Int64")).sum() == len(store.findings())
    assert "revised" not in counts.index.get_level_values("section")


def test_an_audit_is_a_report(stored, tmp_path):
    built = pipeline.report(stored, ["audit"], formats=("json", "csv"))
    assert built["file"].tolist() == ["reports/out/audit/audit.json", "reports/out/audit/audit-audit.csv"]
    document = json.loads((stored / "reports/out/audit/audit.json").read_text())
    assert [page["title"] for page in document["pages"]] == ["Audit of the data set valley"]
    assert document["as_of"].startswith("2012-02")


def test_the_last_day_left_open_is_that_of_the_places_asked_for(stored, tmp_path):
    path = tmp_path / "open.toml"
    path.write_text('places = ["Homs"]\nstart = 2012-02-04\ndatasets = ["*"]\n')
    told, claims = definitions.settled(Store(stored), read_report(path)), Store(stored).claims()
    assert told.end == claims.loc[claims["place_id"].str.startswith("SYR/Homs"), "end"].max()
    path.write_text('places = ["PSE/Gaza"]\nstart = 2023-10-07\ndatasets = ["*"]\n')
    told = definitions.settled(Store(stored), read_report(path))
    assert told.start == told.end == pd.Timestamp("2023-10-07")


def test_an_audit_is_of_now(stored):
    built = pipeline.report(stored, ["audit"], formats=("json",), as_of="2012-02-07")
    assert built["exit_code"].tolist() == [2]
    assert "stored now" in built["message"].iloc[0]
