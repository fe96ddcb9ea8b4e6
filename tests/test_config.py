"""casualties.toml: defaults, values, and mistakes that are named."""

from __future__ import annotations

import hashlib

import pytest

from casualties.config import Config, read_config
from casualties.errors import UsageError
from casualties.workspace import SETTINGS


def test_no_file_is_all_defaults(tmp_path):
    assert read_config(tmp_path) == Config()


def test_values_and_hash(tmp_path):
    content = b'[report]\nauthor = "Observers"\nformats = ["pdf"]\n[run]\ndatasets = ["a", "b"]\n'
    (tmp_path / "casualties.toml").write_bytes(content)
    config = read_config(tmp_path)
    assert config.report.author == "Observers"
    assert config.report.formats == ("pdf",)
    assert config.run.datasets == ("a", "b")
    assert config.reconcile.policy == "lower_median"
    assert config.sha256 == hashlib.sha256(content).hexdigest()


def test_the_shipped_settings_are_the_defaults(tmp_path):
    (tmp_path / "casualties.toml").write_text(SETTINGS)
    (tmp_path / "open.toml").write_text(
        SETTINGS.replace("# policy", "policy")
        .replace("# author", "author")
        .replace("# formats", "formats")
        .replace("# datasets", "datasets")
        .replace("# reports", "reports")
    )
    for config in (read_config(tmp_path), read_config(tmp_path, tmp_path / "open.toml")):
        assert (config.reconcile, config.report, config.run) == (Config().reconcile, Config().report, Config().run)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[report]\nauther = 'x'", "unknown key 'report.auther'.*Did you mean 'author'"),
        ("[reports]\nauthor = 'x'", "unknown key 'reports'.*Did you mean 'report'"),
        ("sha256 = 'x'", "unknown key 'sha256'"),
        ("[report]\nauthor = 3", "'report.author' is a text"),
        ("[report]\nformats = 'pdf'", "'report.formats' is a list of texts"),
        ("[report]\nformats = ['docx']", "report.formats holds 'docx'"),
        ("report = 'x'", "'report' is a section"),
        ("[report", "no TOML"),
        ("[report]\nauthor = x", "no TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path, text, message):
    (tmp_path / "casualties.toml").write_text(text)
    with pytest.raises(UsageError, match=f"(?s)casualties.toml: .*{message}"):
        read_config(tmp_path)


def test_a_file_that_was_named_must_exist(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_config(tmp_path, tmp_path / "other.toml")


def test_latin1_is_refused(tmp_path):
    (tmp_path / "casualties.toml").write_bytes("[report]\nauthor = 'José'".encode("latin-1"))
    with pytest.raises(UsageError, match="no TOML in UTF-8"):
        read_config(tmp_path)
