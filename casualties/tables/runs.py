"""Runs: one row a run."""

from __future__ import annotations

from casualties.tables.base import Column, Table


def _count(name: str, doc: str) -> Column:
    return Column(name, "Count", doc, default=0)


RUNS = Table(
    "runs",
    "One data set in one run.",
    "run_id",
    (
        Column("run_id", "Text", "Start of the run and data set."),
        Column("started_at", "Instant", "When the run started."),
        Column("command", "Text", "Command that ran."),
        Column("casualties", "Text", "Version of this package."),
        Column("python", "Text", "Version of Python."),
        Column("pandas", "Text", "Version of pandas."),
        Column("pyarrow", "Text", "Version of pyarrow."),
        Column("config_sha256", "Text", "Hash of casualties.toml.", nullable=True),
        Column("dataset", "Text", "Data set read."),
        _count("read", "Statements read."),
        _count("claims", "Claims kept."),
        _count("rejected", "Statements rejected."),
        _count("new", "Claims new to the store."),
        _count("revised", "Claims whose content changed."),
        _count("withdrawn", "Claims that are gone."),
        Column("seconds", "Real", "Time taken (seconds).", nullable=True),
        Column("exit_code", "Count", "0 done, 3 refused, ...", default=0),
        Column("message", "Text", "What went wrong; of a list of persons that was read, how many have no day.", nullable=True),
    ),
)
