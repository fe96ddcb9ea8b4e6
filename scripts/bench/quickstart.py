#!/usr/bin/env python3
"""Everything the quickstart does after installation, in a fresh folder: time and memory."""

from __future__ import annotations

import tempfile

from measure import COMMAND, PYTHON, cost, say

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        cost([*COMMAND, "init", folder])
        steps = [cost([*COMMAND, *step], cwd=folder) for step in (["ingest", "homs-2012"], ["report", "homs-2012"])]
        libraries = cost([PYTHON, "-c", "import pandas, pandera.pandas, matplotlib.figure, typst"])
        say("quickstart after installation, time", sum(step.seconds for step in steps), libraries.seconds, 20)
        say("quickstart after installation, memory", max(step.megabytes for step in steps), libraries.megabytes, 600, "MB")
