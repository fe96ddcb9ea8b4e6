"""A data set that is read in pieces: one commit, or none."""

from __future__ import annotations

import pytest

from casualties import pipeline
from casualties.ingest import ucdp_ged
from casualties.store import Store
from tests.ingest.test_ucdp_ged import ged

pytestmark = pytest.mark.usefixtures("small_world")


def events(*numbers, **told):
    return ged(*({"id": str(n), "country": "Syria", "adm_1": "Homs", "adm_2": ""} | told for n in numbers))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Forty events, stored in pieces of seven."""
    monkeypatch.setattr(ucdp_ged, "BATCH", 7)
    home = tmp_path / "datasets" / "d"
    (home / "raw").mkdir(parents=True)
    (home / "dataset.toml").write_text('title = "D"\ningestor = "ucdp_ged"\nraw = "raw/ged.csv"\n')
    assert ingested(tmp_path, events(*range(40))) == (0, 120, 0, 0)
    return tmp_path


def ingested(folder, content, **options):
    (folder / "datasets" / "d" / "raw" / "ged.csv").write_text(content)
    run = pipeline.ingest(folder, **options).iloc[0]
    return tuple(int(run[name]) for name in ("exit_code", "new", "revised", "withdrawn"))


def test_new_revised_and_withdrawn_are_found_across_pieces(folder):
    store = Store(folder)
    changed = events(*range(30, 1, -1), 50) + events(31, 32, 33, 34, 35, 36, best="7").partition("\n")[2]
    assert ingested(folder, changed) == (0, 3, 6, 15)
    assert store.claims()["record_id"].nunique() == 36
    assert store.verify() == []
    run = store.runs().iloc[-1]
    assert (run["read"], run["claims"], run["rejected"]) == (108, 108, 0)


def test_a_file_whose_last_rows_are_bad_changes_nothing(folder):
    store = Store(folder)
    files = {path: path.read_bytes() for kind in ("claims", "history", "rejects", "findings") for path in (store.tables / kind).rglob("*") if path.is_file()}
    (folder / "datasets" / "d" / "raw" / "ged.csv").write_text(events(*range(40), best="7") + '"cut off')
    assert pipeline.ingest(folder)["exit_code"].tolist() == [3]
    assert {path: path.read_bytes() for path in files} == files
    assert not list(store.tables.rglob(".tmp-*"))


def test_a_repeated_id_in_a_later_piece_is_a_reject(folder):
    assert ingested(folder, events(*range(40), 3)) == (0, 0, 0, 0)
    assert Store(folder).rejects()[["raw_ref", "reasons"]].to_numpy().tolist() == [["row 41", "id_unique"]]


def test_the_size_is_compared_before_anything_is_stored(folder):
    (folder / "datasets" / "d" / "raw" / "ged.csv").write_text(events(*range(20)))
    run = pipeline.ingest(folder).iloc[0]
    assert run["exit_code"] == 3
    assert "120 claims before, 60 now" in run["message"]
    assert len(Store(folder).claims()) == 120
    assert ingested(folder, events(*range(20)), accept_changes=True) == (0, 0, 0, 60)
