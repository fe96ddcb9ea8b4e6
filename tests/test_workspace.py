"""What a person starts from."""

from __future__ import annotations

import pytest

from casualties import workspace
from casualties.errors import UsageError


def test_a_new_folder_holds_settings_data_set_and_report(tmp_path):
    made = workspace.start(tmp_path / "new")
    names = {p.relative_to(tmp_path / "new").as_posix() for p in made}
    assert {"casualties.toml", ".gitignore", "datasets/homs-2012/dataset.toml", "datasets/homs-2012/claims.csv", "reports/homs-2012.toml"} <= names
    assert not any("tables" in name or "/out/" in name for name in names)


def test_nothing_that_is_there_is_touched(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "casualties.toml").write_text("# mine")
    (tmp_path / "reports" / "homs-2012.toml").write_text("# mine too")
    made = workspace.start(tmp_path)
    assert (tmp_path / "casualties.toml").read_text() == "# mine"
    assert (tmp_path / "reports" / "homs-2012.toml").read_text() == "# mine too"
    assert made
    assert workspace.start(tmp_path) == []


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(UsageError, match="cannot be made"):
        workspace.start(tmp_path / "x")


def test_an_installed_wheel_is_asked_first(tmp_path, monkeypatch):
    package = tmp_path / "site" / "casualties"
    start = package / "data" / "start"
    (start / "datasets" / "homs-2012").mkdir(parents=True)
    (start / "datasets" / "homs-2012" / "dataset.toml").write_text("title = 'x'")
    monkeypatch.setattr(workspace, "__file__", str(package / "workspace.py"))
    assert workspace.bundled() == start
    (start / "datasets" / "homs-2012" / "dataset.toml").unlink()
    with pytest.raises(UsageError, match="lacks the bundled data set"):
        workspace.bundled()
