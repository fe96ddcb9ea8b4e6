"""One writer at a time."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import filelock

from casualties import files
from casualties.errors import LockedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(tables: Path, timeout: float = 0) -> Iterator[None]:
    """Hold the lock of a store; within one thread it may be taken again.

    The lock is the kernel's: that of a dead process is free at once, whatever its note says.

    Parameters
    ----------
    tables : Path
        Folder of the tables.
    timeout : float
        Seconds to wait for another holder.

    Raises
    ------
    LockedError
        Another process holds it; names the process and since when.
    DataError
        The folder cannot be written.
    """
    path, note = tables / ".lock", tables / ".holder.json"
    with files.writing(path):
        files.make_folder(tables)
        lock = filelock.FileLock(path, is_singleton=True)
        try:
            lock.acquire(timeout=timeout)
        except filelock.Timeout as exc:
            raise LockedError(
                f"another run holds the lock: {_holder(note)}.",
                where=str(path),
                do="Wait for it to end. The lock goes with its process; never delete the file.",
            ) from exc
    try:
        if lock.lock_counter == 1:
            files.clear(tables / ".tmp")  # whatever lies there was left by a writer that died: this one has the lock
            files.write(note, json.dumps({"pid": os.getpid()}).encode(), tables / ".tmp")
        yield
    finally:
        if lock.lock_counter == 1:
            with suppress(OSError):
                note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    # The age comes from the file system: the clock is read in one place of the package, and it is not here.
    try:
        pid = json.loads(note.read_text(encoding="utf-8"))["pid"]
        since = datetime.fromtimestamp(note.stat().st_mtime, UTC)
    except (OSError, ValueError, KeyError):
        return "a process that has not signed yet"
    return f"process {pid}, since {since:%Y-%m-%d %H:%M:%S} UTC"
