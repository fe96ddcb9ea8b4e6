#!/usr/bin/env python3
"""How long `casualties --help` and `import casualties` take, beside Python itself and pandas."""

from __future__ import annotations

from measure import COMMAND, PYTHON, cost, say

REPEAT = 10

if __name__ == "__main__":
    bare = cost([PYTHON, "-c", "pass"], repeat=REPEAT).seconds
    pandas = cost([PYTHON, "-c", "import pandas"], repeat=3).seconds
    say("casualties --help", cost([*COMMAND, "--help"], repeat=REPEAT).seconds, bare, 0.12)
    say("import casualties", cost([PYTHON, "-c", "import casualties"], repeat=REPEAT).seconds, pandas, 0.06)
