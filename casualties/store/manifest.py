"""The manifest of a data set: which history parts belong to it, in order, and which current files follow from them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from casualties import files
from casualties.errors import DataError
from casualties.store.parquet import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "manifest.json"
PART = re.compile(r"(\d{6,})-([0-9a-f]{12})\.parquet")


class Problem(NamedTuple):
    """One thing that is wrong with the files of a store.

    `file` is relative to the working folder; `healed_by` is "recover" where the next run mends it from history, "" where a backup is needed.
    """

    dataset: str
    file: str
    what: str
    healed_by: str


@dataclass(frozen=True)
class Mark:
    """What a current file must be: the SHA-256 of its bytes and its number of rows."""

    sha256: str
    rows: int


@dataclass(frozen=True)
class Entry:
    """One commit: its part, what the part's bytes must be, when it was recorded (UTC), and what it holds."""

    commit: int
    recorded_at: str
    part: str
    sha256: str
    rows: int
    added: int
    revised: int
    withdrawn: int

    @property
    def moment(self) -> pd.Timestamp:
        """When it was recorded."""
        return pd.Timestamp(self.recorded_at).as_unit("us")


@dataclass(frozen=True)
class Manifest:
    """All commits of a data set in order, and its current claims, rejects and findings files."""

    dataset: str
    commits: tuple[Entry, ...] = ()
    current: Mapping[str, Mark] = field(default_factory=dict)

    @property
    def next_commit(self) -> int:
        """Number of the next commit."""
        return self.commits[-1].commit + 1 if self.commits else 1

    @property
    def last_recorded_at(self) -> pd.Timestamp | None:
        """When the last commit was recorded."""
        return self.commits[-1].moment if self.commits else None

    @property
    def withdrawn(self) -> int:
        """Number of withdrawals ever."""
        return sum(entry.withdrawn for entry in self.commits)

    def until(self, when: pd.Timestamp) -> Manifest:
        """The manifest as it was at a moment: commits recorded by then."""
        return replace(self, commits=tuple(entry for entry in self.commits if entry.moment <= when))

    def to_bytes(self) -> bytes:
        """The manifest as JSON that carries the hash of its own content."""
        content: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "dataset": self.dataset,
            "commits": [asdict(entry) for entry in self.commits],
            "current": {name: asdict(mark) for name, mark in self.current.items()},
        }
        return json.dumps({**content, "sha256": _digest(content)}, indent=1).encode()


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read(folder: Path) -> Manifest | None:
    """The manifest of the data set whose history is `folder`, or None where nothing was ever committed.

    Raises
    ------
    DataError
        It is damaged, of a newer version, or gone while parts are there.
    """
    path = folder / NAME
    try:
        content = json.loads(path.read_bytes())
        told = content.pop("sha256")
        newer = content["schema_version"] > SCHEMA_VERSION
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise _damaged(path) from exc
    if newer:
        raise DataError(
            f"the history has schema version {content['schema_version']}, this program knows {SCHEMA_VERSION}.",
            where=str(path),
            do="Install a newer version of casualties.",
        )
    if told != _digest(content) or content["dataset"] != folder.name:
        raise _damaged(path)
    commits = tuple(Entry(**entry) for entry in content["commits"])
    return Manifest(content["dataset"], commits, {name: Mark(**mark) for name, mark in content["current"].items()})


def _damaged(path: Path) -> DataError:
    return DataError(
        "the manifest of the history is damaged.",
        where=str(path),
        do="Put it back from a backup. The parts beside it are untouched; nothing is written to this data set until then.",
    )


def write(folder: Path, manifest: Manifest, staging: Path) -> None:
    """Replace the manifest: the moment a commit becomes true.

    Raises
    ------
    DataError
        The disk refuses.
    """
    files.write(folder / NAME, manifest.to_bytes(), staging)


def strays(folder: Path, manifest: Manifest | None) -> list[Path]:
    """Parts that lie in the history and belong to no commit, in order of their names."""
    known = {entry.part for entry in manifest.commits} if manifest else set()
    return sorted(path for path in folder.glob("*.parquet") if path.name not in known) if folder.is_dir() else []


def unfinished(part: Path, manifest: Manifest | None) -> bool:
    """Whether a stray part is what a writer left that died before its manifest, and not a part whose manifest was lost."""
    named = PART.fullmatch(part.name)
    return named is not None and int(named[1]) == (manifest.next_commit if manifest else 1)
