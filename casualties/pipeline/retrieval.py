"""From URLs to raw files: each data set on its own; one that is out of reach leaves the others, and what was fetched before, as they are."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import CasualtiesError, UsageError
from casualties.ingest.definition import read_definition
from casualties.pipeline.clock import now
from casualties.pipeline.intake import chosen_names
from casualties.raw.fetch import fetch as fetch_file
from casualties.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

logger = logging.getLogger("casualties")

FETCHED = {"dataset": "str", "url": "str", "outcome": "str", "bytes": "Int64", "file": "str", "sha256": "str", "exit_code": "Int64", "message": "str"}


def fetch(root: str | PathLike[str] = ".", names: Sequence[str] = (), *, named: bool = True) -> pd.DataFrame:
    """Bring the files of data sets from their URLs into raw/, under the lock; nothing is read into tables.

    Parameters
    ----------
    root : path
        The working folder.
    names : sequence of str
        Data sets; all that have a `url` by default.
    named : bool
        Whether it is a mistake to name a data set without `url`.

    Returns
    -------
    DataFrame
        One row a URL: dataset, url, outcome ("new": other bytes than before; "same": those there are; "unchanged": the server says so;
        "failed"), bytes, file (relative to root), sha256, exit_code, message.

    Raises
    ------
    UsageError
        No such data set, or one that is named has no `url`.
    LockedError
        Another run holds the lock.
    """
    folder = Path(root)
    rows: list[dict[str, Any]] = []
    with Store(folder).lock():
        for name in chosen_names(folder, names):
            rows += _fetch_one(folder, name, named=named and bool(names))
    return pd.DataFrame(rows, columns=list(FETCHED)).astype(FETCHED)


def failures(fetched: pd.DataFrame) -> dict[str, tuple[int, str]]:
    """Of each data set that could not be fetched: exit code and message."""
    failed = fetched[fetched["exit_code"] != 0].drop_duplicates("dataset")
    return {row["dataset"]: (int(row["exit_code"]), row["message"]) for row in failed.to_dict("records")}


def _fetch_one(folder: Path, name: str, *, named: bool) -> list[dict[str, Any]]:
    home = folder / "datasets" / name
    try:
        definition = read_definition(home)
    except CasualtiesError as exc:
        return [_failed(name, None, exc)]
    if not definition.url and named:
        raise UsageError(
            f"the data set {name!r} has no url.", where=str(home / "dataset.toml"), do='Write url = "https://..." there, or put its files into raw/ by hand.'
        )
    rows = []
    for url in definition.url:
        logger.info("%s: fetching %s", name, url)
        try:
            found = fetch_file(home, url, definition.fetch, retrieved_at=f"{now():%Y-%m-%dT%H:%M:%SZ}", terms=definition.licence)
        except CasualtiesError as exc:
            rows.append(_failed(name, url, exc))
            continue
        told = {"outcome": found.outcome, "bytes": found.size, "file": found.path.relative_to(folder).as_posix(), "sha256": found.sha256}
        rows.append({"dataset": name, "url": url, **told, "exit_code": 0, "message": None})
    return rows


def _failed(name: str, url: str | None, exc: CasualtiesError) -> dict[str, Any]:
    return {"dataset": name, "url": url, "outcome": "failed", "exit_code": exc.exit_code, "message": str(exc)}
