"""What is loaded when: nothing heavy before it is used. Times are measured in scripts/bench, not here."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "pandas",
    "numpy",
    "pyarrow",
    "pandera",
    "matplotlib",
    "typst",
    "rich",
    "filelock",
    "httpx",
    "stamina",
    "openpyxl",
    "python_calamine",
    "trafilatura",
    "feedparser",
    "lxml",
}


def loaded(code, *args):
    script = f"import sys, json\n{code}\nprint(json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script, *map(str, args)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_loads_nothing_heavy():
    assert loaded("import casualties") & HEAVY == set()


@pytest.mark.parametrize("args", [["--help"], ["series", "--help"], ["--version"], ["serise"]])
def test_help_and_usage_errors_load_nothing_heavy(args):
    assert loaded(f"from casualties.cli import call\ncall({args!r})") & HEAVY == set()


READ_ONLY = [
    ["series", "--place", "Homs"],
    ["claims", "--place", "Homs"],
    ["sources"],
    ["places"],
    ["findings"],
    ["diff", "2012-02-06", "2012-02-08"],
    ["status"],
    ["trace", "valley:v01"],
]


def test_commands_that_only_read_load_neither_pandera_nor_matplotlib(stored):
    # One after the other in one process: the first that loads one of them is named.
    code = f"""
from casualties.cli import call
for args in {READ_ONLY!r}:
    assert call(["--root", sys.argv[1], *args]) == 0, args
    assert {{"pandera", "matplotlib", "typst"}}.isdisjoint(m.partition(".")[0] for m in sys.modules), args
"""
    assert "pandas" in loaded(code, stored)


def test_every_public_name_is_there_and_documented():
    import casualties as cas

    for name in cas.__all__:
        assert getattr(cas, name).__doc__, name
    assert set(cas.__all__) <= set(dir(cas))
    with pytest.raises(AttributeError, match="public names"):
        cas.nothing_of_this_name  # noqa: B018


def test_the_function_wins_over_the_package_of_its_name():
    # `import casualties.reconcile` binds the package to the name that means the function.
    code = """
import casualties.reconcile, casualties.pipeline
import casualties as cas
assert callable(cas.reconcile), cas.reconcile
from casualties import reconcile
assert callable(reconcile)
from casualties.reconcile.model import Row
assert callable(cas.reconcile)
"""
    loaded(code)
