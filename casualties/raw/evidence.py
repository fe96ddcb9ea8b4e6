"""Raw files found, checked against their sidecars, and kept.

Raw files are never edited: one whose bytes are no longer those the sidecar names is refused. A hand-kept file has
no sidecar; every state of it that was read is kept under its SHA-256, so that a claim leads back to the bytes it came from.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from casualties import files
from casualties.errors import DataError, UsageError
from casualties.raw import fetched, members, sidecar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

KEPT_IN = "raw"
"""Files under datasets/<name>/raw are never edited: they are their own evidence."""

_BESIDE = re.compile(r"~\$.*|.*-checked\.xlsx", re.IGNORECASE)
"""What lies beside sheets and is none to be read, unless it is named: locks of spreadsheets, copies that `casualties check` made."""

_NAMED_BY_CONTENT = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]+)*")


@dataclass(frozen=True)
class RawFile:
    """One raw file, or one member of an archive.

    Parameters
    ----------
    path : Path
        Where it lies.
    sha256 : str
        SHA-256 of its bytes as they came (of the archive, where it is a member), hexadecimal.
    url : str, optional
        Where it was fetched from.
    retrieved_at : Timestamp, optional
        When it was fetched, UTC.
    terms : str, optional
        Terms of use it came under.
    member : str, optional
        Name of the member, where `path` is a zip archive.
    """

    path: Path
    sha256: str
    url: str | None = None
    retrieved_at: pd.Timestamp | None = None
    terms: str | None = None
    member: str | None = None

    def open(self, mode: str = "rb") -> IO[bytes]:
        """The content as a binary stream that can be sought: gz and zip are unpacked as it is read, within limits, never to disk.

        Raises
        ------
        DataError
            The archive is damaged, encrypted, or unpacks to more than its limits; also while it is read.
        """
        if mode != "rb":
            raise ValueError(f"a raw file is opened to be read, not with {mode!r}")
        return members.open_content(self.path, self.member)

    def read_bytes(self) -> bytes:
        """The whole content, unpacked."""
        with self.open() as stream:
            return stream.read()

    @property
    def on_disk(self) -> Path | None:
        """The file itself, where its bytes are the content; None where they have to be unpacked."""
        return None if self.member is not None or self.path.suffix.lower() == members.GZ else self.path

    @property
    def name(self) -> str:
        """File name of the content: of the member, or without .gz."""
        name = self.path.name if self.member is None else PurePosixPath(self.member.replace("\\", "/")).name
        return name[: -len(members.GZ)] if self.member is None and name.lower().endswith(members.GZ) else name

    @property
    def suffix(self) -> str:
        """Suffix of the content, small letters: `.csv` of `events.csv.gz`."""
        return PurePosixPath(self.name).suffix.lower()

    def __str__(self) -> str:
        return str(self.path) if self.member is None else f"{self.path}, member {members.shown(self.member)}"


def find(folder: Path, patterns: Sequence[str], urls: Sequence[str] = (), wanted: Sequence[str] = ()) -> list[RawFile]:
    """The raw files of a data set.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    patterns : sequence of str
        Paths relative to it, with `*`, `?`, `[...]` and `**`. Hidden files, sidecars, locks and checked copies of sheets are never raw files; a file that was
        fetched is not found by a pattern, whatever its name.
    urls : sequence of str
        Where files are fetched from: of each, the file it gave last.
    wanted : sequence of str
        Members of zip archives that are read, with wildcards; all but notes and hidden ones where nothing is named.

    Returns
    -------
    list of RawFile
        In the order of their relative paths, each once; empty where patterns with wildcards match nothing.

    Raises
    ------
    UsageError
        A pattern leads out of the folder.
    DataError
        A file named without wildcards is absent, a link leads out of the folder, a file cannot be read, a sidecar cannot be
        understood, a raw file is not what its sidecar says, one of several URLs was never fetched, or an archive is not to be trusted.
    """
    found = {path for pattern in patterns for path in _matches(folder, pattern) if not is_fetched(folder, path)}
    raws = [_describe(path) for path in found]
    known = {raw.sha256 for raw in raws}  # a file put there by hand and fetched as well is one
    raws += [raw for path in _current(folder, urls, required=not found) if (raw := _describe(path)).sha256 not in known]
    raws.sort(key=lambda raw: raw.path.relative_to(folder).as_posix())
    return [part for raw in raws for part in _parts(raw, wanted)]


def given(path: Path) -> RawFile:
    """A file that lies anywhere, to be looked at: of a zip archive, its one data file.

    Raises
    ------
    DataError
        It is not clear which member of the archive is meant.
    """
    member = members.names(path)[0] if path.suffix.lower() == members.ZIP else None
    return RawFile(path, "", member=member)


def is_fetched(folder: Path, path: Path) -> bool:
    """Whether a file was fetched: it lies in raw/ and is named by its content."""
    return path.parent == folder / KEPT_IN and _NAMED_BY_CONTENT.fullmatch(path.name) is not None


def locate(folder: Path, sha256: str) -> Path | None:
    """A fetched file of a data set by its content, also one that newer ones took the place of."""
    for path in sorted((folder / KEPT_IN).glob(f"{sha256}*")):
        if is_fetched(folder, path) and not path.name.endswith(sidecar.SIDECAR):
            return path
    return None


def keep(raw: RawFile, evidence: Path) -> Path:
    """Keep a copy of a raw file under the name of its content.

    Parameters
    ----------
    raw : RawFile
    evidence : Path
        Folder of the copies; made when absent.

    Returns
    -------
    Path
        `evidence/<sha256><suffix>`. Nothing is written when it is there already.

    Raises
    ------
    DataError
        The file changed since it was found, the copy that is there is not of that size, or the copy cannot be written.
    """
    target = evidence / f"{raw.sha256}{raw.path.suffix.lower()}"
    if target.exists():
        if files.sha256(target) != raw.sha256:
            raise DataError("the kept copy is not the file it is named after.", where=str(target), do="Move it away and run again: it is copied anew.")
        return target
    with files.writing(target):
        staged = files.stage(evidence, lambda path: _copy(raw, path))
        files.settle(staged, target)
    return target


def _copy(raw: RawFile, path: Path) -> None:
    shutil.copyfile(raw.path, path)
    if files.sha256(path) != raw.sha256:
        raise DataError("the file changed while it was read.", where=str(raw.path), do="Run again when nothing writes to it.")


def _current(folder: Path, urls: Sequence[str], *, required: bool) -> Iterator[Path]:
    known = fetched.read(folder) if urls else {}
    absent = [url for url in urls if url not in known]
    if absent and (required or len(absent) < len(urls)):
        # to read the others alone would look as if the source had taken back what this one holds
        raise DataError(f"{absent[0]} was never fetched.", where=str(folder), do=f"Run `casualties fetch {folder.name}` first.")
    for name in dict.fromkeys(known[url].file for url in urls if url in known):
        path = folder / KEPT_IN / name
        if not path.is_file():
            raise DataError("the file that was fetched is gone.", where=str(path), do=f"Run `casualties fetch {folder.name}`, or bring it back.")
        yield _inside(folder, path)


def _matches(folder: Path, pattern: str) -> Iterator[Path]:
    pure = PurePosixPath(pattern)
    if not pattern or pure.is_absolute() or ".." in pure.parts:
        raise UsageError(f"the raw pattern {pattern!r} leads out of the data set.", where=str(folder), do="Write it relative to the folder of the data set.")
    if not any(sign in pattern for sign in "*?["):
        if not (folder / pattern).is_file():
            raise DataError("the raw file is not there.", where=str(folder / pattern), do="Put it there, or change `raw` in dataset.toml.")
        yield _inside(folder, folder / pattern)
        return
    for path in folder.glob(pattern):
        relative = path.relative_to(folder)
        own = path.name.endswith(sidecar.SIDECAR) or relative.as_posix() == fetched.FILE or _BESIDE.fullmatch(path.name)
        if path.is_file() and not own and not any(part.startswith(".") for part in relative.parts):
            yield _inside(folder, path)


def _inside(folder: Path, path: Path) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataError("the link leads out of the folder of the data set.", where=str(path), do="Copy the file there instead.")
    return path


def _describe(path: Path) -> RawFile:
    sha256 = files.sha256(path)
    beside = sidecar.beside(path)
    if not beside.exists():
        return RawFile(path, sha256)
    told = sidecar.read(beside)
    if told.get("sha256") != sha256:
        raise DataError(
            f"the file is not the one that was retrieved: its SHA-256 is {sha256}, the sidecar says {told.get('sha256')}.",
            where=str(path),
            do="Raw files are never edited. Put the original back; a newer file gets a name and a sidecar of its own.",
        )
    return RawFile(path, sha256, told.get("url"), sidecar.moment(told.get("retrieved_at"), beside), told.get("terms"))


def _parts(raw: RawFile, wanted: Sequence[str]) -> list[RawFile]:
    if raw.path.suffix.lower() != members.ZIP:
        return [raw]
    return [replace(raw, member=name) for name in members.names(raw.path, wanted)]
