"""Rulings reach everything that reconciles stored claims."""

from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties import inspect, pipeline
from casualties.errors import DataError, LockedError, UsageError
from casualties.store import Store

CITY = "SYR/Homs/Homs"


def sohr_on_the_7th(folder, **how):
    days = cas.series(folder, place=CITY, claimant="sohr", start="2012-02-07", end="2012-02-07", **how)
    return (int(days["low"].iloc[0]), days["claim_ids"].iloc[0])


def ruled(folder, *claim_ids, kind="exclude"):
    return pipeline.rule(folder, kind=kind, claim_ids=claim_ids, reason="the agency took it back", by="ab")


def test_a_ruling_is_in_series_chart_report_and_findings(ingested, monkeypatch):
    assert sohr_on_the_7th(ingested) == (95, "valley:v05")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1330560000")
    (made,) = ruled(ingested, "valley:v05").to_dict("records")
    assert (made["ruling_id"], made["at"]) == ("R1", pd.Timestamp("2012-03-01T00:00:00Z"))
    assert sohr_on_the_7th(ingested) == (9, "valley:v04")
    pipeline.report(ingested, formats=("json",))
    segments = Store(ingested).segments("valley")
    assert "valley:v05" not in "; ".join(segments["claim_ids"])
    assert pipeline.chart(ingested, "daily", place=CITY) is not None


def test_a_ruling_made_after_known_at_does_nothing(ingested, monkeypatch):
    recorded = cas.read_claims(ingested)["recorded_at"].max()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(recorded.timestamp()) + 3600))
    ruled(ingested, "valley:v05")
    assert sohr_on_the_7th(ingested, known_at=recorded + pd.Timedelta(minutes=30)) == (95, "valley:v05")
    assert sohr_on_the_7th(ingested, known_at=recorded + pd.Timedelta(minutes=90)) == (9, "valley:v04")


def test_a_claim_that_was_never_stored_is_an_error_everywhere(ingested):
    (ingested / "datasets" / "rulings.csv").write_text("ruling_id,kind,claim_ids,reason,by,at\nR1,exclude,valley:v99,r,ab,2012-03-01\n")
    for ask in (lambda: cas.series(ingested, place=CITY), lambda: pipeline.findings(ingested), lambda: inspect.trace(ingested, "valley:v05")):
        with pytest.raises(DataError, match="there is no claim 'valley:v99'") as caught:
            ask()
        assert "ruling R1, column claim_ids" in str(caught.value)
        assert "Did you mean 'valley:v0" in str(caught.value)
    built = pipeline.report(ingested, formats=("json",))
    assert built["exit_code"].tolist() == [3]
    assert any("valley:v99" in p for p in inspect.check(ingested)["problem"])


def test_a_claim_of_another_country_or_not_to_be_published_is_no_error(ingested):
    ruled(ingested, "valley:v13")
    ruled(ingested, "valley:v05", "valley:v13", kind="different")
    assert sohr_on_the_7th(ingested, private=False) == (95, "valley:v05")
    assert cas.series(ingested, place="Aleppo").empty


def test_a_claim_withdrawn_since_is_a_finding_and_the_rest_of_the_ruling_holds(ingested):
    ruled(ingested, "valley:v05", "valley:v08")
    path = ingested / "datasets" / "valley" / "claims.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("v08,")))
    pipeline.ingest(ingested)
    assert sohr_on_the_7th(ingested) == (9, "valley:v04")
    found = pipeline.findings(ingested, kind="ruling on a withdrawn claim")
    assert found["claim_ids"].tolist() == ["valley:v08"]
    assert any("withdrawn since" in p for p in inspect.check(ingested)["problem"])


def test_a_claim_revised_since_is_a_finding(ingested, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1330560000")
    ruled(ingested, "valley:v05", "valley:v07", kind="keep_both")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    path = ingested / "datasets" / "valley" / "claims.csv"
    path.write_text(path.read_text().replace(",20,period", ",21,period"))
    pipeline.ingest(ingested)
    assert pipeline.findings(ingested, kind="ruling on a revised claim")["claim_ids"].tolist() == ["valley:v07"]


def test_what_cannot_be_meant_is_refused_and_nothing_is_written(ingested, tmp_path):
    for kind, ids, says in (
        ("supersede", ["valley:v05", "valley:v04"], "Did you mean 'supersedes'"),
        ("supersedes", ["valley:v05"], "2 or more"),
        ("exclude", ["valley:v5"], "Did you mean 'valley:v05'"),
        ("exclude", [], "claim"),
    ):
        with pytest.raises(UsageError, match=says):
            ruled(ingested, *ids, kind=kind)
    with pytest.raises(UsageError, match="casualties init"):
        ruled(tmp_path, "valley:v05")
    assert not (ingested / "datasets" / "rulings.csv").exists()


def test_two_people_do_not_write_at_once(ingested):
    import subprocess
    import sys

    code = "import sys; from pathlib import Path; from casualties.store import Store\nwith Store(Path(sys.argv[1])).lock():\n    print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(ingested)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError):
            ruled(ingested, "valley:v05")
        holder.stdin.close()


def test_stored_rulings_are_the_file(ingested):
    assert pipeline.stored_rulings(ingested).empty
    ruled(ingested, "valley:v05")
    assert pipeline.stored_rulings(ingested)["claim_ids"].tolist() == ["valley:v05"]


def test_trace_shows_what_became_of_a_claim_and_the_ruling(ingested):
    before = inspect.trace(ingested, "valley:v04")
    assert before["outcome"].tolist() == ["implied"]
    assert before["rule"].tolist() == ["2 versions"]
    assert "valley:v05" in before["reason"].iloc[0]
    ruled(ingested, "valley:v05")
    after = inspect.trace(ingested, "valley:v05")
    assert after["step"].tolist() == ["claim", "ruling"]
    assert after["outcome"].iloc[0] == "left out"
    assert after["rule"].iloc[0] == "ruling R1"
    assert "the agency took it back" in after["reason"].iloc[1]
    kept = inspect.trace(ingested, "valley:v09")
    assert (kept["outcome"].iloc[0], kept["reason"].iloc[0]) == ("left out", "not reviewed: proposed or rejected")


def test_trace_of_a_segment_of_a_series_needs_no_report(ingested):
    days = cas.series(ingested, place=CITY, by="combined", start="2012-02-06", end="2012-02-06")
    steps = inspect.trace(ingested, days["segment_id"].iloc[0])
    by_id = steps.set_index("id")
    assert "combined, SYR/Homs/Homs, 2012-02-06: 45 to 70" in steps["reason"].iloc[0]
    assert by_id.loc["valley:v01", "outcome"] == "used"
    assert (by_id.loc["valley:v03", "outcome"], by_id.loc["valley:v03", "step"]) == ("relay", "replaced")
    assert (by_id.loc["valley:v11", "outcome"], by_id.loc["valley:v11", "step"]) == ("listed", "aside")
