"""Bytes as text or JSON: the encoding as told, a byte order mark known, what is cut off or of another encoding refused."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any

from casualties.errors import DataError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from casualties.raw import RawFile

_LATIN_1 = ("latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1")
_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def encoding_of(data: bytes) -> str:
    """The encoding bytes seem to be in: by their mark, UTF-8 where they fit it, else Windows-1252."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if b"\0" in data[:1000]:
        return "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def text(path: Path | RawFile, encoding: str | None = None) -> str:
    """A file as text, UTF-8 unless another encoding is told.

    Raises
    ------
    DataError
        It is empty, or not in that encoding; the line and the byte are named, and what to write in dataset.toml.
    UsageError
        There is no such encoding.
    """
    data = path.read_bytes()
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0"):
        raise DataError("the file is empty.", where=str(path), do="Fetch it again.")
    seems = encoding_of(data[: 1 << 16] if encoding else data)
    if encoding is None:
        if not seems.startswith("utf-8"):
            raise _other(path, data, seems)
        return data.decode("utf-8-sig")
    try:
        found = data.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except LookupError as exc:
        do = "Write utf-8, utf-16, cp1252, cp1256 (Arabic), cp1251 (Cyrillic), latin-1 ..."
        raise UsageError(f"options.read.encoding is {encoding!r}, which is no encoding.", where=str(path), do=do) from exc
    except UnicodeDecodeError as exc:
        raise DataError(
            f"byte {exc.start} is not {encoding} (options.read.encoding in dataset.toml).", where=str(path), do=f"It seems to be {encoding_of(data)}."
        ) from exc
    control = _CONTROL.search(found) if encoding.lower().replace("_", "-") in _LATIN_1 else None
    if control:  # every byte is a letter of latin-1, and these are its control characters: quotes, dashes and letters of the other
        line = found.count("\n", 0, control.start()) + 1
        do = 'Write options.read.encoding = "cp1252".'
        raise DataError("the text holds control characters in latin-1 (options.read.encoding in dataset.toml).", where=f"{path}, line {line}", do=do)
    return found.removeprefix("\ufeff")


def _other(path: Path | RawFile, data: bytes, seems: str) -> DataError:
    do = f'Write options.read.encoding = "{seems}" in dataset.toml if that is right, or fetch the file again.'
    if seems.startswith("utf-16"):
        return DataError("the file is UTF-16, not UTF-8.", where=f"{path}, byte 0", do=do)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as exc:
        line = data[: exc.start].count(b"\n") + 1
        near = data[max(0, exc.start - 12) : exc.start + 12].decode("cp1252", errors="replace")
        what = f"byte 0x{data[exc.start]:02x} is not UTF-8."
        return DataError(what, where=f"{path}, line {line}, byte {exc.start}", seen=f"In Windows-1252 the text there reads {near!r}.", do=do)
    return DataError("the file is not UTF-8.", where=str(path), do=do)


def json_of(path: Path | RawFile, encoding: str | None = None) -> Any:
    """A file as JSON.

    Raises
    ------
    DataError
        It is not; line and column are named.
    """
    try:
        return json.loads(text(path, encoding))
    except (ValueError, RecursionError) as exc:
        line = f", line {exc.lineno}, column {exc.colno}" if isinstance(exc, json.JSONDecodeError) else ""
        raise DataError("not JSON.", where=f"{path}{line}", seen=_said(exc), do="The file may be cut off: fetch it again.") from exc


def json_lines(path: Path | RawFile, encoding: str | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    """A file of one JSON object a line, and the line of each.

    Raises
    ------
    DataError
        A line is none; it is named.
    """
    found, refs = [], []
    for number, line in enumerate(text(path, encoding).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise DataError("not JSON.", where=f"{path}, line {number}", seen=_said(exc), do="The file may be cut off: fetch it again.") from exc
        if not isinstance(told, dict):
            raise DataError("the line is not a JSON object.", where=f"{path}, line {number}", do='If the file is one list, write options.read.format = "json".')
        found.append(told)
        refs.append(f"line {number}")
    return found, refs


def _said(exc: Exception) -> str:
    return f"The reader said: {exc}."
