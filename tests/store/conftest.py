"""What the tests of the store share."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from casualties.store import Store


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


@pytest.fixture(scope="session")
def make():
    """The module `frames.py` beside this file: tests are no package, so it is loaded by path."""
    spec = importlib.util.spec_from_file_location("store_frames", Path(__file__).with_name("frames.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
