#!/usr/bin/env python3
"""A report and a series of the bundled data set, each in a new process."""

from __future__ import annotations

import compileall
import tempfile
from pathlib import Path

from measure import COMMAND, PYTHON, cost, say

READ = "import pandas; pandas.read_parquet('datasets/tables/claims')"

if __name__ == "__main__":
    # As an installed package is: Python compiled, whatever was edited since.
    compileall.compile_dir(Path(__file__).parents[2] / "casualties", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        cost([*COMMAND, "init", folder])
        cost([*COMMAND, "ingest"], cwd=folder)
        libraries = cost([PYTHON, "-c", "import pandas, matplotlib.figure"], repeat=3).seconds
        reading = cost([PYTHON, "-c", READ], cwd=folder, repeat=3).seconds
        say("casualties report homs-2012", cost([*COMMAND, "report", "homs-2012"], cwd=folder, repeat=3).seconds, libraries, 6)
        say("casualties series --place Homs", cost([*COMMAND, "series", "--place", "Homs"], cwd=folder, repeat=5).seconds, reading, 1.5)
