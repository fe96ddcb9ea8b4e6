"""What a data set was last read from: a reading of the very same inputs need not be made again.

The note lies beside the history it speaks of and names the manifest by its bytes: after any other commit, a restored backup or a lost note
the data set is simply read again. It is no table and nothing is derived from it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from casualties import files
from casualties.store import history, manifest

if TYPE_CHECKING:
    from pathlib import Path

NAME = "reading.json"


@dataclass(frozen=True)
class Reading:
    """A reading that was committed.

    Parameters
    ----------
    inputs : str
        Digest of everything it depends on: raw files, definition, registers, program.
    read, claims, rejected : int
        Statements read, kept and rejected.
    """

    inputs: str
    read: int
    claims: int
    rejected: int


def remember(tables: Path, dataset: str, reading: Reading) -> None:
    """Note the reading that the last commit holds; call it under the lock. Nothing is written where that is noted already.

    Raises
    ------
    DataError
        The disk refuses.
    """
    folder = history.folder_of(tables, dataset)
    note = json.dumps({**asdict(reading), "manifest": files.sha256(folder / manifest.NAME)}, indent=1).encode()
    if not (folder / NAME).exists() or (folder / NAME).read_bytes() != note:
        files.write(folder / NAME, note, tables / ".tmp")


def recall(tables: Path, dataset: str, inputs: str) -> Reading | None:
    """The last reading, where it was made from these inputs, nothing was committed since, and every current file is as it was written.

    Returns
    -------
    Reading or None
        None where the data set has to be read.
    """
    folder = history.folder_of(tables, dataset)
    try:
        told = json.loads((folder / NAME).read_bytes())
        committed = told.pop("manifest")
        reading = Reading(**told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    known = history.read(tables, dataset)
    if known is None or reading.inputs != inputs or files.sha256(folder / manifest.NAME) != committed:
        return None
    whole = all(name in known.current and history.is_as_written(history.file_of(tables, name, dataset), known.current[name]) for name in history.CURRENT)
    return reading if whole else None
