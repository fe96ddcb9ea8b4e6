"""What the README tells a newcomer to type works as it stands, in a fresh folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def block(language):
    """The first one: what a newcomer types."""
    return blocks(language)[0]


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    """A fresh folder in which the lines of shell have been run; their output by line."""
    folder = tmp_path_factory.mktemp("newcomer")
    home = folder / "bin"
    home.mkdir()
    command = home / "casualties"
    command.write_text(f"#!{sys.executable}\nfrom casualties.cli import main\nmain()\n")
    command.chmod(0o755)
    environment = os.environ | {"PATH": f"{home}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(["bash", "-euc", block("bash")], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done, environment


def test_there_are_five_lines_of_shell_and_five_of_python():
    assert len(block("bash").splitlines()) == 5
    assert len(block("python").splitlines()) == 5


def test_the_lines_of_shell(newcomer):
    folder, done, _ = newcomer
    assert (folder / "work" / "reports" / "out" / "homs-2012" / "homs-2012.pdf").stat().st_size > 10_000
    assert list((folder / "work" / "datasets" / "tables" / "claims").glob("*.parquet"))
    assert "homs-2012,632,632,0,632" in done.stdout
    assert "sohr" in done.stdout


def test_the_lines_of_python(newcomer):
    folder, _, environment = newcomer
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block("python")], cwd=folder / "work", env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "2012-02-29" in done.stdout


def test_an_article_becomes_a_chart(newcomer):
    folder, _, environment = newcomer
    done = subprocess.run(["bash", "-euc", blocks("bash")[1]], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 claims found" in done.stderr
    assert (folder / "homs.png").stat().st_size > 10_000


def test_the_six_drawn_cases_are_what_the_code_below_them_gives(tmp_path):
    drawing = next(text for text in blocks("text") if "which rule touched it" in text)
    (code,) = blocks("python")[1:]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"-> (\w+ \w+: \S+(?: to \S+)?)", drawing) == done.stdout.splitlines()
    assert re.findall(r"^\d", drawing, flags=re.MULTILINE) == list("123456")


def test_the_two_commands_exist_and_may_be_run():
    for name in ("scripts/quickstart", "scripts/test", "scripts/environment", "scripts/lock", ".ci/run"):
        path = REPOSITORY / name
        assert os.access(path, os.X_OK), name
        assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
    assert "scripts/test" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_leads_somewhere():
    for page in (REPOSITORY / "README.md", *(REPOSITORY / name / "README.md" for name in ("datasets", "reports", "scripts", "tests"))):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page, target)


def test_every_command_is_named_in_the_changelog():
    from casualties.cli import cli

    page = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    for name in cli.commands:
        assert name in page


def test_python_older_than_3_11_is_told_what_to_do(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\nif [ "$1" = "--version" ]; then echo "Python 3.9.1"; else exit 1; fi\n')
    old.chmod(0o755)
    copy = tmp_path / "clone"
    (copy / "scripts").mkdir(parents=True)
    (copy / "scripts" / "environment").write_bytes((REPOSITORY / "scripts" / "environment").read_bytes())
    (copy / "scripts" / "environment").chmod(0o755)
    for name in ("bash", "dirname", "env"):
        found = next(p for folder in ("/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin") if (p := Path(folder) / name).exists())
        (tmp_path / name).symlink_to(found)
    for environment in ({"PATH": str(tmp_path)}, {"PATH": str(tmp_path), "PYTHON": str(old)}):
        done = subprocess.run([str(copy / "scripts" / "environment"), "run"], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "version 3.11 or newer" in done.stderr
        assert "python.org" in done.stderr
        assert not (copy / ".venv").exists()
