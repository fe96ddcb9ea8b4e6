"""The order of things: ingest, query, report, run."""

from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties import pipeline
from casualties.errors import DataError, LockedError, UsageError
from casualties.store import Store
from casualties.tables import CLAIMS, RUNS


def test_ingest_counts_and_records_the_run(workspace):
    runs = pipeline.ingest(workspace, config_sha256="ab")
    (row,) = runs.to_dict("records")
    assert (row["dataset"], row["exit_code"], row["command"], row["config_sha256"]) == ("valley", 0, "ingest", "ab")
    assert (row["read"], row["claims"], row["rejected"], row["new"]) == (13, 12, 1, 12)
    assert row["claims"] + row["rejected"] == row["read"]
    RUNS.validate(runs)
    assert Store(workspace).runs()["run_id"].tolist() == runs["run_id"].tolist()


def test_the_same_content_again_writes_no_claim(ingested):
    files = {p: p.read_bytes() for p in (ingested / "datasets" / "tables").rglob("*.parquet") if "runs" not in p.parts}
    (row,) = pipeline.ingest(ingested).to_dict("records")
    assert (row["new"], row["revised"], row["withdrawn"], row["claims"]) == (0, 0, 0, 12)
    assert {p: p.read_bytes() for p in files} == files


def test_the_same_inputs_are_not_read_again(ingested, monkeypatch):
    monkeypatch.setattr("casualties.ingest.pieces", lambda *_: pytest.fail("it was read"))
    (row,) = pipeline.ingest(ingested).to_dict("records")
    assert (row["read"], row["claims"], row["rejected"], row["new"], row["exit_code"]) == (13, 12, 1, 0, 0)


@pytest.mark.parametrize("name", ["sources", "places"])
@pytest.mark.parametrize("damaged", [True, False])
def test_registers_that_are_lost_are_made_anew_though_nothing_is_read(ingested, monkeypatch, name, damaged):
    path = ingested / "datasets" / "tables" / f"{name}.parquet"
    before = path.read_bytes()
    path.write_bytes(b"PAR1") if damaged else path.unlink()
    monkeypatch.setattr("casualties.ingest.pieces", lambda *_: pytest.fail("it was read"))
    pipeline.ingest(ingested)
    assert path.read_bytes() == before


def test_a_run_that_died_before_its_registers_were_stored_is_not_taken_for_done(workspace):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casualties.pipeline.storing.settle", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            pipeline.ingest(workspace)
    assert Store(workspace).places().empty
    (row,) = pipeline.ingest(workspace).to_dict("records")
    assert (row["claims"], row["new"]) == (12, 0)
    assert not Store(workspace).places().empty


def test_a_bad_register_ends_the_run(ingested):
    (ingested / "datasets" / "places.csv").write_text("place_id,name,level\nSYR/Nowhere/Here,Here,locality\n")
    with pytest.raises(DataError, match="is not a place"):
        pipeline.ingest(ingested)


@pytest.mark.parametrize("name", ["datasets/valley/dataset.toml", "datasets/places.csv", "datasets/tables/history/valley/reading.json"])
def test_another_definition_or_register_is_read_with_and_the_same_claims_write_nothing(ingested, name):
    path = ingested / name
    if name.endswith("json"):
        path.unlink()
    elif path.exists():
        path.write_text(path.read_text() + "\n")
    else:
        path.write_text("place_id,name,level\nSYR/Elsewhere,Elsewhere,admin1\n")
    files = {p: p.read_bytes() for p in (ingested / "datasets" / "tables").rglob("*.parquet") if "runs" not in p.parts}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casualties.ingest.pieces", lambda *_: pytest.fail("it was read"))
        with pytest.raises(pytest.fail.Exception):
            pipeline.ingest(ingested)
    (row,) = pipeline.ingest(ingested).to_dict("records")
    assert (row["new"], row["revised"], row["withdrawn"], row["claims"]) == (0, 0, 0, 12)
    assert {p: p.read_bytes() for p in files} == files


def test_an_edited_line_is_a_revision_and_a_deleted_one_a_withdrawal(ingested):
    before = cas.read_claims(ingested)["recorded_at"].max()
    path = ingested / "datasets" / "valley" / "claims.csv"
    lines = path.read_text().replace("LCC,Al Jazeera,2012-02-08", "LCC,Al Jazeera,2012-02-10").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("v08,")) + "\n")
    (row,) = pipeline.ingest(ingested).to_dict("records")
    assert (row["new"], row["revised"], row["withdrawn"]) == (0, 1, 1)
    assert "valley:v08" not in set(cas.read_claims(ingested)["claim_id"])
    assert "valley:v08" in set(cas.read_claims(ingested, known_at=before)["claim_id"])


def test_a_data_set_that_fails_leaves_the_others_and_what_is_stored(ingested):
    broken = ingested / "datasets" / "broken"
    broken.mkdir()
    (broken / "dataset.toml").write_text('title = "x"\ningestor = "claims_csv"\nraw = ["claims.csv"]\n')
    (broken / "claims.csv").write_text("")
    (ingested / "datasets" / "valley" / "claims.csv").write_text("harm,figure\nkilled")
    runs = pipeline.ingest(ingested).set_index("dataset")
    assert runs["exit_code"].tolist() == [3, 3]
    assert runs["message"].str.contains("claims.csv").all()
    assert len(cas.read_claims(ingested, review="all")) == 12


def test_every_state_of_a_hand_kept_file_is_kept(ingested):
    path = ingested / "datasets" / "valley" / "claims.csv"
    first = path.read_bytes()
    path.write_bytes(first.replace(b",20,period", b",21,period"))
    pipeline.ingest(ingested)
    kept = {p.read_bytes() for p in (ingested / "datasets" / "tables" / "evidence").iterdir()}
    assert {first, path.read_bytes()} <= kept


def test_a_second_writer_is_told_who_holds_the_lock(workspace):
    import subprocess
    import sys

    code = "import sys; from pathlib import Path; from casualties.store import Store\nwith Store(Path(sys.argv[1])).lock():\n    print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(workspace)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=str(holder.pid)):
            pipeline.ingest(workspace)
        holder.stdin.close()


def test_unknown_names_say_what_is_meant(workspace):
    with pytest.raises(UsageError, match="Did you mean 'valley'"):
        pipeline.ingest(workspace, ["vally"])
    pipeline.ingest(workspace)
    with pytest.raises(UsageError, match="Did you mean 'valley'"):
        pipeline.report(workspace, ["vallye"])
    for wrong in ({"harm": "kiled"}, {"victims": "civilian"}, {"dataset": "vallei"}, {"review": "accepteds"}):
        with pytest.raises(UsageError, match="Did you mean"):
            cas.read_claims(workspace, **wrong)
    with pytest.raises(UsageError, match="sohr"):
        cas.read_claims(workspace, claimant="sorh")
    with pytest.raises(UsageError, match="Homs"):
        cas.read_claims(workspace, place="Hosm")


def test_an_empty_folder_says_where_to_begin(tmp_path):
    with pytest.raises(UsageError, match="casualties init"):
        pipeline.ingest(tmp_path)
    with pytest.raises(UsageError, match="casualties init"):
        cas.read_claims(tmp_path)
    with pytest.raises(UsageError, match="casualties init"):
        pipeline.run(tmp_path)


def test_read_claims_filters(stored):
    def ids(**asked):
        found = cas.read_claims(stored, **asked)
        assert [str(t) for t in found.dtypes] == [str(t) for t in CLAIMS.empty().dtypes]
        return [i.removeprefix("valley:") for i in found["claim_id"]]

    assert ids() == ["v01", "v02", "v03", "v04", "v05", "v06", "v07", "v08", "v10", "v11", "v13"]
    assert ids(review="proposed") == ["v09"]
    assert "v09" in ids(review="all")
    assert ids(claimant="Local Coordination Committees") == ["v02", "v07", "v13"]
    assert ids(victims="children") == ["v10"]
    assert ids(start="2012-02-05", end="2012-02-05") == ["v06"]
    assert ids(start="2012-02-08") == ["v07", "v08", "v13"]
    assert ids(as_of="2012-02-06T20:30Z") == ["v01", "v10"]
    assert ids(as_of="2012-02-06") == ["v01", "v02", "v03", "v10", "v11"]
    assert ids(place="Homs", harm="injured") == []
    assert ids(place="Syria", victims="children") == ["v10"]
    assert ids(place=["Aleppo"]) == []
    assert "v13" not in ids(private=False)


def test_a_day_may_be_written_as_month_or_year(stored):
    assert len(cas.read_claims(stored, start="2012", end="2012-02")) == 11
    for wrong in ("yesterday", "2012-13", "2012-02-31", "12"):
        with pytest.raises(UsageError, match="is not a day"):
            cas.read_claims(stored, start=wrong)
    with pytest.raises(UsageError, match="after end"):
        cas.read_claims(stored, start="2012-03", end="2012-02")
    with pytest.raises(UsageError, match="is not a moment"):
        cas.read_claims(stored, as_of="soon")


def test_series_without_figures_has_its_columns(stored):
    full = cas.series(stored, place="SYR/Homs/Homs")
    empty = cas.series(stored, place="Aleppo")
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert [str(t) for t in empty.dtypes] == [str(t) for t in full.dtypes]


def test_rolled_up_series_are_floors_where_days_are_missing(stored):
    month = cas.series(stored, place="SYR/Homs/Homs", freq="M", claimant="sohr", start="2012-02", end="2012-02")
    (row,) = month.to_dict("records")
    assert (row["start"], row["end"]) == (pd.Timestamp("2012-02-01"), pd.Timestamp("2012-02-29"))
    assert row["low"] == 70 + 95
    assert row["high_open"]
    assert row["coverage"] == pytest.approx(3 / 29)


def test_the_clock_can_be_set(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1330560000")
    assert pipeline.now() == pd.Timestamp("2012-03-01T00:00:00Z")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        pipeline.now()


def test_run_ingests_and_reports_under_one_lock(workspace):
    runs, files = pipeline.run(workspace, formats=("json", "csv"))
    assert runs["command"].tolist() == ["run"]
    assert files["exit_code"].tolist() == [0] * len(files)
    assert all((workspace / name).is_file() for name in files["file"])
    assert len(Store(workspace).segments("valley"))


def test_a_report_that_fails_leaves_the_others(ingested):
    (ingested / "reports" / "bad.toml").write_text('places = ["Homs"]\nstart = 2012-02-09\nend = 2012-02-01\n')
    built = pipeline.report(ingested, formats=("json",))
    failed = built[built["exit_code"] != 0]
    assert failed["report"].tolist() == ["bad"]
    assert set(built.loc[built["exit_code"] == 0, "report"]) == {"valley"}


def test_places_nobody_lists_are_kept_with_the_data_set_as_origin(workspace):
    path = workspace / "datasets" / "valley" / "claims.csv"
    text = path.read_text().replace("record_id,", "place_id,record_id,")
    rows = text.splitlines()
    path.write_text("\n".join([rows[0], "SYR/Homs/Homs/Nowhere Street," + rows[1], *("," + row for row in rows[2:])]) + "\n")
    pipeline.ingest(workspace)
    places = Store(workspace).places().set_index("place_id")
    assert places.loc["SYR/Homs/Homs/Nowhere Street", "origin"] == "valley"
    assert places.loc["SYR/Homs/Homs/Nowhere Street", "parent"] == "SYR/Homs/Homs"
    assert {"SYR", "SYR/Homs", "SYR/Homs/Homs"} <= set(places.index)
