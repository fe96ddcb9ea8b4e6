"""Is the store sound, how old is it, and where does a figure come from."""

from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties import inspect, pipeline
from casualties.errors import UsageError
from casualties.store import Store


def problems(folder):
    found = inspect.check(folder)
    return [tuple(row) for row in found[["severity", "where", "problem"]].itertuples(index=False)]


def test_a_sound_store_has_only_notes(stored):
    assert {severity for severity, _, _ in problems(stored)} <= {"note"}


def test_a_changed_file_is_named_as_newer(ingested):
    path = ingested / "datasets" / "valley" / "claims.csv"
    path.write_text(path.read_text().replace(",20,period", ",21,period"))
    assert any(s == "warning" and "claims.csv" in where and "newer" in what for s, where, what in problems(ingested))
    pipeline.ingest(ingested)
    assert not any("newer" in what for _, _, what in problems(ingested))


def test_a_damaged_table_is_an_error(ingested):
    path = ingested / "datasets" / "tables" / "claims" / "valley.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(cas.errors.DataError):
        cas.read_claims(ingested)
    assert any(s == "error" and "valley.parquet" in where for s, where, _ in problems(ingested))
    pipeline.ingest(ingested)
    assert not any(s == "error" for s, _, _ in problems(ingested))


def test_lost_evidence_is_an_error(ingested):
    for kept in (ingested / "datasets" / "tables" / "evidence").iterdir():
        kept.unlink()
    path = ingested / "datasets" / "valley" / "claims.csv"
    path.write_text(path.read_text() + "\n")
    assert any(s == "error" and "gone" in what for s, _, what in problems(ingested))


def test_a_failed_reading_and_an_unread_data_set_are_warnings(ingested):
    path = ingested / "datasets" / "valley" / "claims.csv"
    path.write_text("harm\n")
    other = ingested / "datasets" / "other"
    other.mkdir()
    (other / "dataset.toml").write_text('title = "x"\ningestor = "claims_csv"\nraw = ["*.csv"]\n')
    pipeline.ingest(ingested, ["valley"])
    found = problems(ingested)
    assert any(s == "warning" and "last reading failed" in what for s, _, what in found)
    assert any(s == "warning" and where == "datasets/other" and "never read" in what for s, where, what in found)


def test_a_broken_definition_is_an_error(ingested):
    (ingested / "datasets" / "valley" / "dataset.toml").write_text("titel = 'x'")
    assert any(s == "error" and "dataset.toml" in where for s, where, _ in problems(ingested))


def test_reports_are_never_built_or_old(ingested):
    import os

    pipeline.ingest(ingested)
    assert any("never built" in what for _, _, what in problems(ingested))
    pipeline.report(ingested, formats=("json",))
    assert not any(where.startswith("reports/") for _, where, _ in problems(ingested))
    for path in (ingested / "reports" / "out" / "valley").iterdir():
        os.utime(path, (1, 1))
    assert any("older" in what for _, _, what in problems(ingested))


def test_unknown_names_are_notes(workspace):
    path = workspace / "datasets" / "valley" / "claims.csv"
    path.write_text(path.read_text().replace('"Homs, Homs",2012-02-06,2012-02-06,SOHR', "Xqzzt,2012-02-06,2012-02-06,SOHR"))
    pipeline.ingest(workspace)
    assert any(s == "note" and "no known place" in what and "Xqzzt" in what for s, _, what in problems(workspace))


def test_check_file_says_line_and_column(workspace):
    found = inspect.check_file(workspace / "datasets" / "valley" / "claims.csv", workspace)
    assert list(found.columns) == ["line", "column", "value", "rule", "severity", "message"]
    assert found["line"].tolist() == [13]
    with pytest.raises(UsageError, match="no such file"):
        inspect.check_file(workspace / "nothing.csv", workspace)


def test_status_counts_what_waits(stored):
    now = cas.read_claims(stored)["recorded_at"].max() + pd.Timedelta(days=3, hours=1)
    (row,) = inspect.status(stored, now=now).to_dict("records")
    assert (row["dataset"], row["claims"], row["rejects"], row["proposals"], row["age_days"], row["exit_code"]) == ("valley", 12, 1, 1, 3, 0)
    assert row["newest_publication"] == pd.Timestamp("2012-02-09T21:00:00Z")


def test_status_of_a_data_set_that_was_never_read(workspace):
    (row,) = inspect.status(workspace, now=pd.Timestamp("2020-01-01", tz="UTC")).to_dict("records")
    assert row["claims"] == 0
    assert pd.isna(row["last_run"])
    assert pd.isna(row["age_days"])


def test_a_claim_leads_back_to_raw_file_line_address_and_terms(ingested):
    path = ingested / "datasets" / "valley" / "claims.csv"
    path.write_text(path.read_text().replace(",20,period", ",21,period"))
    pipeline.ingest(ingested)
    steps = inspect.trace(ingested, "valley:v07")
    assert steps["version"].tolist() == [1, 2]
    assert steps["change"].tolist() == ["added", "revised"]
    assert steps["low"].tolist() == [20, 21]
    assert steps["url"].unique().tolist() == ["https://example.org/07"]
    assert steps["redistribution"].unique().tolist() == ["open"]
    for raw_file, sha256 in zip(steps["raw_file"], steps["raw_sha256"], strict=True):
        import hashlib

        assert hashlib.sha256((ingested / raw_file).read_bytes()).hexdigest() == sha256
    number = int(steps["raw_ref"].iloc[0].removeprefix("line "))
    assert (ingested / steps["raw_file"].iloc[0]).read_text().splitlines()[number - 1].startswith("v07,")


def test_a_segment_leads_back_to_its_claims(ingested):
    pipeline.report(ingested, formats=("json",))
    segments = Store(ingested).segments("valley")
    one = segments[(segments["source"] == "sohr") & (segments["start"] == "2012-02-07")].iloc[0]
    steps = inspect.trace(ingested, one["segment_id"])
    assert steps["step"].tolist() == ["segment", "claim", "replaced"]
    assert steps["id"].tolist() == [one["segment_id"], "valley:v05", "valley:v04"]


def test_an_unknown_id_names_the_nearest(stored):
    with pytest.raises(UsageError, match="valley:v1"):
        inspect.trace(stored, "valley:v1x")


def test_an_empty_folder(tmp_path):
    for ask in (inspect.check, inspect.trace):
        with pytest.raises(UsageError, match="casualties"):
            ask(tmp_path)
