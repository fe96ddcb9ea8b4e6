"""Raw files as evidence: bytes as they came, their SHA-256, and the sidecar that says from where and when.

A file `raw/x.csv` may have a sidecar `raw/x.csv.meta.json` with `sha256`, `url`, `retrieved_at` and `terms`.
Raw files are never edited: one whose bytes are no longer those the sidecar names is refused. A hand-kept file has
no sidecar; every state of it that was read is kept under its SHA-256, so that a claim leads back to the bytes it came from.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from casualties import files
from casualties.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

SIDECAR = ".meta.json"
SIDECAR_KEYS = ("sha256", "url", "retrieved_at", "terms")


@dataclass(frozen=True)
class RawFile:
    """One raw file.

    Parameters
    ----------
    path : Path
        Where it lies.
    sha256 : str
        SHA-256 of its bytes, hexadecimal.
    url : str, optional
        Where it was fetched from.
    retrieved_at : Timestamp, optional
        When it was fetched, UTC.
    terms : str, optional
        Terms of use it came under.
    """

    path: Path
    sha256: str
    url: str | None = None
    retrieved_at: pd.Timestamp | None = None
    terms: str | None = None


def find(folder: Path, patterns: Sequence[str]) -> list[RawFile]:
    """The raw files of a data set.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    patterns : sequence of str
        Paths relative to it, with `*`, `?`, `[...]` and `**`. Hidden files and sidecars are never raw files.

    Returns
    -------
    list of RawFile
        In the order of their relative paths, each once; empty where patterns with wildcards match nothing.

    Raises
    ------
    UsageError
        A pattern leads out of the folder.
    DataError
        A file named without wildcards is absent, a link leads out of the folder, a file cannot be read,
        a sidecar cannot be understood, or a raw file is not what its sidecar says.
    """
    found = {path for pattern in patterns for path in _matches(folder, pattern)}
    return [_describe(path) for path in sorted(found, key=lambda p: p.relative_to(folder).as_posix())]


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
        if path.is_file() and not path.name.endswith(SIDECAR) and not any(part.startswith(".") for part in relative.parts):
            yield _inside(folder, path)


def _inside(folder: Path, path: Path) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataError("the link leads out of the folder of the data set.", where=str(path), do="Copy the file there instead.")
    return path


def _describe(path: Path) -> RawFile:
    sha256 = files.sha256(path)
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.exists():
        return RawFile(path, sha256)
    told = _read_sidecar(sidecar)
    if told.get("sha256") != sha256:
        raise DataError(
            f"the file is not the one that was retrieved: its SHA-256 is {sha256}, the sidecar says {told.get('sha256')}.",
            where=str(path),
            do="Raw files are never edited. Put the original back; a newer file gets a name and a sidecar of its own.",
        )
    return RawFile(path, sha256, told.get("url"), _instant(told.get("retrieved_at"), sidecar), told.get("terms"))


def _read_sidecar(sidecar: Path) -> dict[str, Any]:
    try:
        told = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as exc:
        raise DataError(f"the sidecar cannot be read: {exc}.", where=str(sidecar), do=f"It is a JSON object with {', '.join(SIDECAR_KEYS)}.") from exc
    if not isinstance(told, dict) or any(not isinstance(told.get(key), str | None) for key in SIDECAR_KEYS):
        raise DataError("the sidecar is not a JSON object of texts.", where=str(sidecar), do=f"It is a JSON object with {', '.join(SIDECAR_KEYS)}.")
    return told


def _instant(text: str | None, sidecar: Path) -> pd.Timestamp | None:
    if text is None:
        return None
    import pandas as pd

    moment = pd.to_datetime(text, utc=True, errors="coerce")
    if pd.isna(moment):
        raise DataError(f"retrieved_at is not a moment: {text!r}.", where=str(sidecar), do="Write it like 2012-02-08T06:00:00Z.")
    return moment.as_unit("us")
