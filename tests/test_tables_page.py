"""The reference of the tables says what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def test_the_reference_is_current():
    spec = importlib.util.spec_from_file_location("write_tables", REPOSITORY / "scripts" / "write_tables.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.TARGET.read_text(encoding="utf-8") == script.reference(), "run scripts/write_tables.py"
