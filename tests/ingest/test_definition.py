from __future__ import annotations

import datetime as dt
import re

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


FETCHED = 'title = "A"\ningestor = "ucdp_ged"\nurl = "https://example.org/ged.csv"\nmembers = "*.csv"\n'


def test_a_url_stands_for_raw_and_says_how_it_is_fetched(written):
    text = FETCHED + '[fetch]\nmax_size = "1.5 GB"\ntimeout = 5\ntoken = "GED_TOKEN"\ntoken_header = "x-ucdp-access-token"\n[changes]\nclaims_fall = 0.5\n'
    found = read_definition(written(text))
    assert (found.raw, found.url, found.members) == ((), ("https://example.org/ged.csv",), ("*.csv",))
    assert (found.fetch.max_size, found.fetch.timeout, found.fetch.token, found.fetch.attempts) == (1_500_000_000, 5.0, "GED_TOKEN", 5)
    assert (found.changes.claims_fall, found.changes.year_fall, found.changes.year_rise) == (0.5, 0.25, 1.0)


def test_what_is_kept_by_hand_may_grow_in_any_year(written):
    assert read_definition(written(GOOD)).changes.year_rise is None
    assert read_definition(written(GOOD.replace("[options]", "[changes]\nyear_rise = 2"), "b-set")).changes.year_rise == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("https://", "ftp://", "only http and https"),
        ("example.org", "[", "Write it like"),
        ("https://", "https://me:word@", "holds a name or password"),
        ("ged.csv", "ged.csv?api_key=abc", "looks like a secret"),
        ('url = "https://example.org/ged.csv"\n', "", "raw is missing"),
        ("[fetch]", "[fetch]\nmax_sise = 3", "'max_size'"),
        ("[fetch]", '[fetch]\nmax_size = "much"', "500 MB"),
        ("[fetch]", "[fetch]\ntimeout = 0", "seconds"),
        ("[fetch]", "[fetch]\nattempts = 1.5", "1 to 100"),
        ("[fetch]", '[fetch]\nsha256 = "abc"', "SHA-256"),
        ("[fetch]", '[fetch]\ntoken_header = "a: b"', "name in quotes"),
        ("[changes]", "[changes]\nyear_fal = 0.1", "'year_fall'"),
        ("[changes]", '[changes]\nyear_fall = "10 %"', "0.1 is a tenth"),
    ],
)
def test_mistakes_about_fetching_are_named(written, old, new, told):
    text = FETCHED + "[fetch]\n[changes]\n"
    assert old in text
    with pytest.raises(UsageError, match=re.escape(told)):
        read_definition(written(text.replace(old, new, 1)))


def test_a_token_written_in_the_open_is_refused_and_not_repeated(written):
    with pytest.raises(UsageError, match="environment variable") as caught:
        read_definition(written(FETCHED + '[fetch]\ntoken = "abc-123-xyz"\n'))
    assert "abc-123-xyz" not in str(caught.value)


def test_one_checksum_is_not_for_several_urls(written):
    text = FETCHED.replace('"https://example.org/ged.csv"', '["https://example.org/a.csv", "https://example.org/b.csv"]')
    with pytest.raises(UsageError, match="url are several"):
        read_definition(written(text + f'[fetch]\nsha256 = "{"0" * 64}"\n'))
