"""What lies in zip and gz files, read without unpacking it to disk, within limits.

Names of members are text to choose and to cite by; none ever becomes a path.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ZIP, GZ = ".zip", ".gz"
NOTES = (".pdf", ".md", ".txt", ".doc", ".docx", ".html", ".htm", ".rtf")
"""Suffixes of members that explain the others: passed over where nothing is named."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold.

    Parameters
    ----------
    members : int
        Entries of a zip archive.
    size : int
        Bytes one member unpacks to.
    ratio : int
        Times its packed size, from `free` bytes on.
    free : int
        Bytes up to which any ratio is good: small files of zeros are no attack.
    """

    members: int = 10_000
    size: int = 16 << 30
    ratio: int = 200
    free: int = 64 << 20


LIMITS = Limits()


def names(path: Path, wanted: Sequence[str] = (), limits: Limits = LIMITS) -> list[str]:
    """Members of a zip archive that are to be read, in the order of their names.

    Parameters
    ----------
    path : Path
    wanted : sequence of str
        Patterns with `*` and `?`, compared with the whole name and with its last part. Without any, the archive must hold one
        data file: notes (.txt, .pdf, ...), folders and hidden files aside.
    limits : Limits

    Raises
    ------
    DataError
        It is no zip archive, a limit is passed, a pattern matches nothing, or it is not clear which member is meant.
    """
    with _named(str(path)), zipfile.ZipFile(path) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
    if len(entries) > limits.members:
        raise DataError(
            f"the archive has {len(entries)} members, more than {limits.members}.", where=str(path), do="Take out what is needed, or ask the source."
        )
    visible = sorted({info.filename for info in entries if not _hidden(info.filename)})
    listed = ", ".join(shown(name) for name in visible[:8]) + (" ..." if len(visible) > 8 else "")
    for pattern in wanted:
        if not any(_fits(name, pattern) for name in visible):
            raise DataError(f"no member is called {pattern!r}.", where=str(path), do=f"It holds: {listed or 'nothing'}. Change `members` in dataset.toml.")
    if wanted:
        return [name for name in visible if any(_fits(name, pattern) for pattern in wanted)]
    chosen = [name for name in visible if PurePosixPath(name).suffix.lower() not in NOTES] or visible
    if len(chosen) != 1:
        what = f"it is not clear which of its {len(visible)} members is meant." if visible else "the archive holds no file."
        raise DataError(what, where=str(path), do=f'Say which in dataset.toml: members = ["*.csv"]. It holds: {listed}.' if visible else "Fetch it again.")
    return chosen


def open_content(path: Path, member: str | None = None, limits: Limits = LIMITS) -> IO[bytes]:
    """The content of a file: of a member, unpacked where it is gz, as it is otherwise.

    Raises
    ------
    DataError
        It cannot be read, or unpacks to more than its limits; also from the stream, while it is read.
    """
    where = str(path) if member is None else f"{path}, member {shown(member)}"
    if member is not None:
        return _open_member(path, member, where, limits)
    if path.suffix.lower() == GZ:
        with _named(where):
            packed = path.stat().st_size
            return io.BufferedReader(_Counted(cast("IO[bytes]", gzip.open(path, "rb")), where, _most(packed, limits)))
    try:
        return path.open("rb")
    except OSError as exc:
        raise DataError(f"the file cannot be read: {exc.strerror or exc}.", where=where) from exc


def shown(name: str) -> str:
    """The name of a member as it may be printed: what others wrote holds no control character."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)


def _open_member(path: Path, member: str, where: str, limits: Limits) -> IO[bytes]:
    if PurePosixPath(member).suffix.lower() in {ZIP, GZ}:
        raise DataError("it is an archive in an archive.", where=where, do="Take the inner one out and name that in `raw`.")
    with _named(where), ExitStack() as held:
        archive = held.enter_context(zipfile.ZipFile(path))
        info = _info(archive, member, where)
        most = _most(info.compress_size, limits)
        if info.file_size > most:
            raise _too_much(where, most)
        stream = io.BufferedReader(_Counted(archive.open(info), where, most, archive))
        held.pop_all()  # from here on the stream closes the archive
        return stream


def _info(archive: zipfile.ZipFile, member: str, where: str) -> zipfile.ZipInfo:
    try:
        info = archive.getinfo(member)
    except KeyError:
        raise DataError("the archive has no such member any more.", where=where, do="Run again.") from None
    if info.flag_bits & 1:
        raise DataError("it is encrypted.", where=where, do="Take it out with its password and name that file in `raw`.")
    return info


def _most(packed: int, limits: Limits) -> int:
    return min(limits.size, max(limits.free, packed * limits.ratio))


def _too_much(where: str, most: int) -> DataError:
    return DataError(
        f"it unpacks to more than {most:,} bytes: far more than its packed size.",
        where=where,
        do="Look at it by hand; if it is sound, unpack it and name that file in `raw`.",
    )


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith(".") and part not in {".", ".."} for part in parts) or "__MACOSX" in parts


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(PurePosixPath(name).name, pattern)


@contextmanager
def _named(where: str) -> Iterator[None]:
    try:
        yield
    except DAMAGED as exc:
        what = "cut off" if isinstance(exc, EOFError) else str(exc)
        raise DataError(f"the archive is damaged: {what}.", where=where, do="Fetch it again: it may be cut off.") from exc


class _Counted(io.RawIOBase):
    """A stream that stops at a limit, and whose damages are DataErrors that name the file."""

    def __init__(self, inner: IO[bytes], where: str, most: int, archive: zipfile.ZipFile | None = None) -> None:
        super().__init__()
        self._inner, self._where, self._most, self._archive = inner, where, most, archive

    def readable(self) -> bool:
        """It is only ever read."""
        return True

    def seekable(self) -> bool:
        """A step back begins anew: slow, and never needed more than once or twice."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer."""
        with _named(self._where):
            data = self._inner.read(len(buffer))
            if self._inner.tell() > self._most:
                raise _too_much(self._where, self._most)
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte of the unpacked content."""
        with _named(self._where):
            return self._inner.seek(offset, whence)

    def tell(self) -> int:
        """Where in the unpacked content the stream is."""
        return self._inner.tell()

    def close(self) -> None:
        """Close the member and its archive."""
        if not self.closed:
            self._inner.close()
            if self._archive is not None:
                self._archive.close()
        super().close()
