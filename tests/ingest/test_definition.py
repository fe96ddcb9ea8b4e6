from __future__ import annotations

import datetime as dt

import pytest

from casualties.errors import UsageError
from casualties.ingest import read_definition, registry

GOOD = 'title = "A"\ningestor = "claims_csv"\nraw = "claims.csv"\nredistribution = "open"\n[scope]\nplaces = ["SYR"]\nstart = 2012-01-01\n[options]\n'


@pytest.fixture
def written(tmp_path):
    def write(text, name="a-set"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "dataset.toml").write_text(text)
        return folder

    return write


def test_a_definition_is_read(written):
    found = read_definition(written(GOOD))
    assert (found.name, found.ingestor, found.raw, found.redistribution) == ("a-set", "claims_csv", ("claims.csv",), "open")
    assert (found.scope.places, found.scope.start, found.scope.end) == (("SYR",), dt.date(2012, 1, 1), None)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ingestor", "ingester", "'ingestor'"),
        ('title = "A"', "", "title is missing"),
        ('raw = "claims.csv"', "raw = 3", "list of text"),
        ('"open"', '"free"', "attribution"),
        ("start = 2012-01-01", 'start = "2012"', "not a day"),
        ("start = 2012-01-01", "start = 2012-01-01\nend = 2011-01-01", "before it"),
        ("places", "place", "'places'"),
        ('title = "A"', "title = A", "not TOML"),
        ('title = "A"', "title = 3", "not text"),
    ],
)
def test_a_wrong_definition_names_the_key(written, old, new, told):
    with pytest.raises(UsageError) as caught:
        read_definition(written(GOOD.replace(old, new)))
    assert told in str(caught.value)
    assert "dataset.toml" in str(caught.value)


def test_a_folder_without_a_definition_and_a_name_that_cannot_be_one(tmp_path, written):
    with pytest.raises(UsageError, match=r"no dataset\.toml"):
        read_definition(tmp_path)
    with pytest.raises(UsageError, match="cannot name"):
        read_definition(written(GOOD, name="Ein Satz"))


def test_ingestors_are_found_by_name():
    for name in registry.SHIPPED:
        assert registry.find(name).name == name
    with pytest.raises(UsageError, match="claims_csv"):
        registry.find("claims_cvs")
