"""What the tests of ingestors share: the shipped tables, and a data set of one hand-written file."""

from __future__ import annotations

import pandas as pd
import pytest

from casualties import places as gazetteer
from casualties import raw
from casualties import sources as attribution
from casualties.ingest import ingest
from casualties.ingest.definition import Definition
from casualties.tables import CLAIMS, FINDINGS, PLACES, REJECTS


@pytest.fixture(scope="session")
def sources():
    return attribution.load()


@pytest.fixture(scope="session")
def places():
    """A few places, written by hand."""
    rows = [
        ("SYR", "Syria", None, "country"),
        ("SYR/Homs", "Homs", "SYR", "admin1"),
        ("SYR/Homs/Homs", "Homs", "SYR/Homs", "locality"),
        ("MMR", "Myanmar", None, "country"),
        ("MMR/Shan", "Shan", "MMR", "admin1"),
        ("PSE", "Palestine", None, "country"),
        ("PSE/Gaza", "Gaza", "PSE", "admin1"),
    ]
    return PLACES.complete(pd.DataFrame(rows, columns=["place_id", "name", "parent", "level"]))


@pytest.fixture(scope="session")
def world():
    """The shipped gazetteer of the countries the real files speak of."""
    return gazetteer.load(["SYR", "MMR", "BGD", "PSE"])


def holds(table, frame):
    """All that the table's model asks, without the model: that takes a tenth of a second a call, and there are hundreds."""
    assert frame.dtypes.astype("str").to_dict() == table.empty().dtypes.astype("str").to_dict()
    assert list(frame) == list(table.names)
    assert table.split(frame)[1].empty


@pytest.fixture
def ingested(tmp_path, sources, places):
    """Ingest bytes or text as the one raw file of a data set; every result keeps its tables' rules and kept + rejected = read."""

    def run(ingestor, content, name="data.csv", **definition):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        data_set = Definition("test", "A test", ingestor, raw=(name,), **definition)
        result = ingest(data_set, raw.find(tmp_path, data_set.raw), sources, places)
        for table, frame in ((CLAIMS, result.claims), (REJECTS, result.rejects), (FINDINGS, result.findings), (PLACES, result.places)):
            holds(table, frame)
        assert len(result.claims) + len(result.rejects) == result.read
        return result

    return run
