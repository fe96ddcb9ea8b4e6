"""Which file each URL of a data set gave last: datasets/<name>/fetched.json, written by `fetch`, read by everything that reads raw files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from casualties import files
from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "fetched.json"


@dataclass(frozen=True)
class Entry:
    """What a URL gave last.

    Parameters
    ----------
    file : str
        Name of the file in raw/.
    sha256 : str
    retrieved_at : str
        When these bytes came, ISO 8601, UTC.
    etag, last_modified : str, optional
        What the server said of them: asked with, it need not send them again.
    """

    file: str
    sha256: str
    retrieved_at: str
    etag: str | None = None
    last_modified: str | None = None


def read(folder: Path) -> dict[str, Entry]:
    """The entries by URL; empty where nothing was fetched yet.

    Raises
    ------
    DataError
        The file is damaged.
    """
    path = folder / FILE
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        entries = {str(url): Entry(**entry) for url, entry in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as exc:
        raise DataError(f"it cannot be read: {exc}.", where=str(path), do=f"Delete it and run `casualties fetch {folder.name}`: it is written anew.") from exc
    if any("/" in entry.file or "\\" in entry.file or entry.file.startswith(".") for entry in entries.values()):
        raise DataError("it names a file outside raw/.", where=str(path), do=f"Delete it and run `casualties fetch {folder.name}`: it is written anew.")
    return entries


def write(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Replace the entries; nothing is written where they are these already."""
    told = {url: {key: value for key, value in asdict(entry).items() if value is not None} for url, entry in sorted(entries.items())}
    data = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    path = folder / FILE
    if not path.exists() or path.read_bytes() != data:
        files.write(path, data)
