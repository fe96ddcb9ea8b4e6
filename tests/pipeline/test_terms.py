"""Terms of a data set: what its dataset.toml forbids to pass on stays here."""

from __future__ import annotations

import casualties as cas
from casualties import pipeline
from casualties.pipeline import publish
from casualties.report.definition import read_report
from casualties.store import Store


def close(folder):
    path = folder / "datasets" / "valley" / "dataset.toml"
    path.write_text(path.read_text().replace('redistribution = "open"', 'redistribution = "none"'))
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
