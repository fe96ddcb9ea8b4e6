"""Run a command in a process of its own: seconds on the wall and the most memory it held."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

PYTHON = sys.executable
COMMAND = [PYTHON, "-c", "from casualties.cli import main; main()"]


class Cost(NamedTuple):
    """What a run took."""

    seconds: float
    megabytes: float


def cost(command: Sequence[str], cwd: str | None = None, repeat: int = 1) -> Cost:
    """The best of several runs; a command that fails ends the benchmark with its messages."""
    return min(_once(command, cwd) for _ in range(repeat))


def _once(command: Sequence[str], cwd: str | None) -> Cost:
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            out.seek(0)
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{out.read().decode()}")
    # Linux counts kilobytes, macOS bytes.
    return Cost(seconds, usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))


def say(name: str, figure: float, baseline: float, target: float, unit: str = "s") -> None:
    """One line: figure, baseline, ratio, target."""
    verdict = "met" if figure <= target else "MISSED"
    print(f"{name:<44}{figure:>9.2f} {unit:<3} baseline {baseline:>8.2f} {unit:<3} ratio {figure / baseline:>6.2f}   target {target:g} {unit}: {verdict}")
