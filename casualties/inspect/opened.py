"""The store of a working folder that holds something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.errors import UsageError
from casualties.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def opened(folder: Path) -> Store:
    """The store of a working folder.

    Raises
    ------
    UsageError
        Nothing is stored here yet.
    """
    store = Store(folder)
    if not store.datasets():
        raise UsageError(
            "no claims are stored here.", where=str(store.root.resolve()), do="Run `casualties ingest` first, or name the working folder with --root."
        )
    return store
