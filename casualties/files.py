"""Files on disk that are whole or absent: written aside, synced, renamed, and the folder synced.

Used by everything that keeps bytes (store, raw); knows nothing of tables.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
"""Only macOS has it: there fsync alone stops at the cache of the drive."""


def sha256(path: Path) -> str:
    """SHA-256 of the bytes of a file, hexadecimal.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as stream:  # it is read in large pieces as it is
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as exc:
        raise DataError(f"the file cannot be read: {exc.strerror or exc}.", where=str(path)) from exc


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failure of the disk inside the block into a DataError that names the file.

    Parameters
    ----------
    path : Path
        What is being written, for the message.
    """
    try:
        yield
    except OSError as exc:
        raise DataError(
            f"it cannot be written: {os.strerror(exc.errno) if exc.errno else exc}.",
            where=str(path),
            do="What was stored before is whole. Make the folder writable or free space, then run again: an unfinished commit is finished then.",
        ) from exc


def sync(path: Path) -> None:
    """Wait until a file, or the entries of a folder, have reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if FULL_SYNC is not None and path.is_file():
            fcntl.fcntl(descriptor, FULL_SYNC)
        else:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, each of them durable."""
    absent = [p for p in (path, *path.parents) if not p.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for made in absent:
        sync(made.parent)


def aside(folder: Path, suffix: str = "") -> Path:
    """A name in `folder` for a file that is not whole yet; readers of Parquet folders skip it, `clear` removes it."""
    return folder / f".tmp-{uuid.uuid4().hex}{suffix}"


def stage(folder: Path, write: Callable[[Path], None], suffix: str = "") -> Path:
    """A new file in `folder`, written by `write(path)` and synced; nothing is left behind when writing fails.

    Parameters
    ----------
    folder : Path
        On the same file system as the later target. The name starts with a dot, which readers of Parquet folders skip.
    write : callable
        Writes the file at the path it is given.
    suffix : str
        End of the name.
    """
    make_folder(folder)
    path = aside(folder, suffix)
    try:
        write(path)
        sync(path)
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    return path


def clear(folder: Path) -> None:
    """Remove the staged files that lie directly in `folder`; only whoever alone may write there may do so."""
    for path in folder.glob(".tmp-*") if folder.is_dir() else ():
        path.unlink(missing_ok=True)


def settle(staged: Path, target: Path) -> None:
    """Give a staged file its name: one rename, then the folder is synced."""
    make_folder(target.parent)
    staged.replace(target)
    sync(target.parent)


def write(target: Path, data: bytes, folder: Path | None = None) -> None:
    """Bytes into a file, whole or not at all.

    Parameters
    ----------
    target : Path
    data : bytes
    folder : Path, optional
        Where the temporary file lives; beside the target when absent.

    Raises
    ------
    DataError
        The disk is full, the folder cannot be written, ...; the file is as it was before.
    """
    with writing(target):
        settle(stage(folder or target.parent, lambda path: _write_all(path, data)), target)


def _write_all(path: Path, data: bytes) -> None:
    path.write_bytes(data)
