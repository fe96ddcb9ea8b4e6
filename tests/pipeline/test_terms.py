"""Terms of a data set: what its dataset.toml forbids to pass on stays here."""

from __future__ import annotations

import pytest

import casualties as cas
from casualties import pipeline
from casualties.cli import call
from casualties.errors import UsageError
from casualties.pipeline import publish
from casualties.report.definition import read_report
from casualties.report.material import obey
from casualties.store import Store


def allow(folder, what):
    path = folder / "datasets" / "valley" / "dataset.toml"
    path.write_text(path.read_text().replace('redistribution = "open"', f'redistribution = "{what}"'))


def close(folder):
    allow(folder, "none")
    runs = pipeline.ingest(folder)
    assert runs["exit_code"].eq(0).all(), runs["message"].tolist()


def test_a_data_set_that_may_not_be_passed_on_is_in_no_export_and_no_report(ingested):
    before = len(cas.read_claims(ingested, private=False))
    assert before > 0
    close(ingested)
    assert cas.read_claims(ingested, private=False).empty
    assert len(cas.read_claims(ingested)) >= before
    _, material = publish.material(Store(ingested), read_report(ingested / "reports" / "valley.toml"))
    assert material.segments.empty


def test_of_a_data_set_that_allows_totals_only_totals_are_all_that_is_shown(ingested, capsys):
    definition = read_report(ingested / "reports" / "valley.toml")
    _, open_to_all = publish.material(Store(ingested), definition)
    before = cas.read_claims(ingested)
    assert len(cas.read_claims(ingested, private=False)) > 0
    allow(ingested, "aggregate_only")
    assert cas.read_claims(ingested, private=False).empty
    assert cas.read_claims(ingested).equals(before)
    assert call(["--root", str(ingested), "claims", "--format", "csv"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert "totals only" in printed.err
    _, material = publish.material(Store(ingested), definition)
    shown = obey(material)
    assert set(shown.withheld) == {"aggregate_only", "do_not_publish", "proposed"}
    assert shown.material.claims.empty
    assert shown.material.segments.empty
    assert shown.material.totals.equals(obey(open_to_all).material.totals)
    assert len(shown.material.totals)


def test_terms_that_cannot_be_read_are_not_taken_for_none(ingested):
    (ingested / "datasets" / "valley" / "dataset.toml").write_text("title = ")
    with pytest.raises(UsageError, match="its terms are not known"):
        cas.read_claims(ingested, private=False)
    assert len(cas.read_claims(ingested))
