"""Worked cases of reconciliation with expected results, where they are at hand (CASUALTIES_SHARED)."""

from __future__ import annotations

import importlib.util
import json

import pytest

CASES = [
    "E01",
    "E03",
    "E04",
    "E06",
    "E07",
    "E08",
    "E09",
    "E10",
    "E11",
    "E12",
    "E15",
    "E16",
    "E19",
    "E20",
    "E22",
    "E23",
    "E26",
    "E27",
    "E29",
    "E30",
    "E35",
    "E37",
    "E39",
    "E41",
    "E42",
    "E44",
    "E46",
    "E48",
]


@pytest.fixture(scope="module")
def examples(shared):
    folder = shared / "worked-examples"
    if not (folder / "examples.json").is_file():
        pytest.skip(f"no worked examples in {folder}")
    spec = importlib.util.spec_from_file_location("run_examples", folder / "run_examples.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    return runner, {case["id"]: case for case in json.loads((folder / "examples.json").read_text(encoding="utf-8"))}


@pytest.mark.parametrize("case_id", CASES)
def test_worked_example(examples, case_id):
    runner, cases = examples
    if case_id not in cases:
        pytest.skip(f"{case_id} is not among the worked examples here")
    case = cases[case_id]
    assert case["checks"]
    problems = [problem for check in case["checks"] if (problem := runner.run_check(case["claims"], check))]
    assert problems == [], f"{case['title']}: {case.get('why', '')}"
