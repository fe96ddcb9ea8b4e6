"""One attempt at one file over HTTP, into a part file that the next attempt goes on with. Imports httpx: `fetch` imports it when something is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx

from casualties import files
from casualties.raw.settings import SCHEMES, Secret, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casualties.raw.fetched import Entry

MOST_REDIRECTS = 5
PASSING = (408, 425, 429, 500, 502, 503, 504)
"""Answers after which it is worth to ask again."""
DATA = re.compile(r"\.(csv|tsv|json|jsonl|geojson|xlsx|parquet|zip|gz)$")


class FailedError(Exception):
    """An attempt that brought no file.

    Parameters
    ----------
    what : str
        What went wrong, without a full stop.
    do : str
        What to do about it.
    passes : bool
        Whether it may pass by itself.
    wait : float, optional
        Seconds the server asks to wait.
    refused : bool
        The file itself is refused: it is not the source that is out of reach.
    """

    def __init__(self, what: str, do: str = "", *, passes: bool = True, wait: float | None = None, refused: bool = False) -> None:
        super().__init__(what)
        self.do, self.passes, self.wait, self.refused = do, passes, wait, refused


@dataclass(frozen=True)
class Answer:
    """What a server sent.

    Parameters
    ----------
    url, final_url : str
        What was asked for, and where the bytes came from.
    part : Path or None
        The whole file; None = nothing changed since it was last fetched.
    etag, last_modified, content_type, file_name : str, optional
        What the server says of it.
    """

    url: str
    final_url: str
    part: Path | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    file_name: str | None = None

    def drop(self) -> None:
        """Remove the part file and its note."""
        if self.part is not None:
            _Part(self.part).drop()


@dataclass(frozen=True)
class _Part:
    """A download on its way, with a note beside it that says of what; hidden files of raw/ are never read as raw files."""

    path: Path

    @classmethod
    def of(cls, folder: Path, url: str) -> _Part:
        return cls(folder / f".part-{hashlib.sha256(url.encode()).hexdigest()[:20]}")

    @property
    def note(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def begin(self, validator: str | None) -> None:
        self.drop()
        if validator is not None:
            self.note.write_text(json.dumps({"validator": validator}), encoding="utf-8")

    def resumable(self) -> tuple[int, str] | None:
        """Bytes that are there and what they are bytes of; None where it is not known of what."""
        try:
            validator = json.loads(self.note.read_text(encoding="utf-8"))["validator"]
            size = self.path.stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (size, validator) if size and isinstance(validator, str) else None


def open_client(settings: Settings) -> httpx.Client:
    """A client that follows no redirect by itself and takes bytes as they are."""
    return httpx.Client(
        follow_redirects=False,
        timeout=httpx.Timeout(settings.timeout),
        headers={"User-Agent": "casualties", "Accept-Encoding": "identity", "Accept": "*/*"},
    )


def attempt(client: httpx.Client, url: str, folder: Path, settings: Settings, secret: Secret, entry: Entry | None) -> Answer:
    """Ask once.

    Parameters
    ----------
    client : httpx.Client
    url : str
    folder : Path
        Where the part file lies.
    settings : Settings
    secret : Secret
    entry : Entry or None
        What the URL gave last, to ask only for something else.

    Raises
    ------
    FailedError
        No file came; whether it may pass by itself is said.
    """
    part = _Part.of(folder, url)
    resumed = part.resumable()
    headers: dict[str, str] = {}
    if resumed is not None:
        headers = {"Range": f"bytes={resumed[0]}-", "If-Range": resumed[1]}
    elif entry is not None:
        headers = {name: text for name, text in (("If-None-Match", entry.etag), ("If-Modified-Since", entry.last_modified)) if text}
    with _failing(settings), _follow(client, url, headers, settings, secret) as response:
        answer = Answer(
            url,
            str(response.url.copy_with(query=None)),
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
            content_type=response.headers.get("content-type"),
            file_name=_file_name(response.headers.get("content-disposition", "")),
        )
        if response.status_code == 304:
            return answer
        if response.status_code == 416:
            part.drop()
            raise FailedError("the server has no such range: what was begun is of another file")
        if response.status_code not in {200, 206}:
            raise _status(response, settings)
        with files.writing(part.path):
            files.make_folder(folder)
            _save(response, part, resumed[0] if resumed is not None else 0, settings)
        _verify(response, part)
    _refuse_page(part, url)
    return Answer(**{**vars(answer), "part": part.path})


@contextmanager
def _failing(settings: Settings) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as exc:
        raise FailedError(f"no answer within {settings.timeout:g} s ({type(exc).__name__})") from exc
    except httpx.DecodingError as exc:
        raise FailedError("what came is not packed as the server says") from exc
    except httpx.InvalidURL as exc:
        raise FailedError("it redirects to what is no address: only http and https are fetched", passes=False) from exc
    except httpx.TransportError as exc:
        raise FailedError(f"the connection failed: {str(exc) or type(exc).__name__}".rstrip(".")) from exc


@contextmanager
def _follow(client: httpx.Client, url: str, headers: Mapping[str, str], settings: Settings, secret: Secret) -> Iterator[httpx.Response]:
    """The answer after redirects: only to http and https, never from https to http, the token only to the server it is for."""
    first = target = httpx.URL(url)
    for _ in range(MOST_REDIRECTS + 1):
        own = (target.scheme, target.host, target.port) == (first.scheme, first.host, first.port)
        asked, sent = _with_token(target, headers, settings, secret) if own else (target, dict(headers))
        with client.stream("GET", asked, headers=sent) as response:
            if not response.has_redirect_location:
                yield response
                return
            target = _next(response, target)
    raise FailedError(f"more than {MOST_REDIRECTS} redirects", passes=False)


def _next(response: httpx.Response, current: httpx.URL) -> httpx.URL:
    try:
        target = current.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError) as exc:
        raise FailedError("it redirects to what is no address", passes=False) from exc
    do = "Look at the address in a browser, and write the one that works into dataset.toml."
    if target.scheme not in SCHEMES or not target.host or target.userinfo:
        raise FailedError(f"it redirects to {target.scheme or 'no scheme'}: only http and https are fetched", do, passes=False)
    if current.scheme == "https" and target.scheme == "http":
        raise FailedError("it redirects from https to http: what comes that way can be changed on the way", do, passes=False)
    return target


def _with_token(target: httpx.URL, headers: Mapping[str, str], settings: Settings, secret: Secret) -> tuple[httpx.URL, dict[str, str]]:
    sent = dict(headers)
    if not secret.value:
        return target, sent
    if settings.token_parameter is not None:
        return target.copy_set_param(settings.token_parameter, secret.value), sent
    bearer = settings.token_header.lower() == "authorization" and " " not in secret.value
    sent[settings.token_header] = f"Bearer {secret.value}" if bearer else secret.value
    return target, sent


def _status(response: httpx.Response, settings: Settings) -> FailedError:
    code = response.status_code
    what = f"the server answers {code} {response.reason_phrase}".rstrip()
    if code in PASSING:
        return FailedError(what, wait=_retry_after(response))
    if code in {401, 403}:
        held = (
            f"Is the token in {settings.token} still good?"
            if settings.token
            else 'If it asks for a token: [fetch] token = "NAME" in dataset.toml names the variable that holds it.'
        )
        return FailedError(what, held, passes=False)
    return FailedError(what, "Look whether the address in dataset.toml is still the right one.", passes=False)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds the server asks to wait: a number, or a moment counted from the server's own clock."""
    told = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", told):
        return float(told)
    then, now = _http_date(told), _http_date(response.headers.get("date", ""))
    return max(0.0, (then - now).total_seconds()) if then is not None and now is not None else None


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _save(response: httpx.Response, part: _Part, offset: int, settings: Settings) -> None:
    packed = response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}
    start, total = _range(response) if response.status_code == 206 else (0, None if packed else _length(response))
    if start != offset or (start and packed):
        if response.status_code == 206:
            part.drop()
            raise FailedError("the server sent another range than it was asked for")
        offset = 0  # it sends the whole file, since it does not know ranges or the file changed
    if total is not None and total > settings.max_size:
        part.drop()
        raise _too_large(total, settings)
    if not offset:
        part.begin(None if packed else _validator(response))
    size = _write(response.iter_bytes() if packed else response.iter_raw(), part, offset, settings)
    if total is not None and size != total:
        if size > total:
            part.drop()
        raise FailedError(f"{size:,} bytes came of {total:,}")
    if not size:
        part.drop()
        raise FailedError("the file is empty", refused=True)


def _write(chunks: Iterator[bytes], part: _Part, size: int, settings: Settings) -> int:
    """Bytes to the end of the part file; how many it has then."""
    began = time.monotonic()
    with part.path.open("ab") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.max_size:
                part.drop()
                raise _too_large(size, settings)
            stream.write(chunk)
            if time.monotonic() - began > settings.max_time:
                raise FailedError(f"it is not through after {settings.max_time:g} s")
    return size


def _range(response: httpx.Response) -> tuple[int, int | None]:
    match = re.fullmatch(r"bytes ([0-9]+)-([0-9]+)/([0-9]+|\*)", response.headers.get("content-range", "").strip())
    if match is None:
        return -1, None
    return int(match[1]), int(match[2]) + 1 if match[3] == "*" else int(match[3])


def _length(response: httpx.Response) -> int | None:
    told = response.headers.get("content-length", "")
    return int(told) if re.fullmatch(r"[0-9]{1,18}", told) else None


def _validator(response: httpx.Response) -> str | None:
    """What says that a later range is of the same file: a strong ETag, else the date of the last change."""
    etag = response.headers.get("etag", "")
    return str(etag) if etag.startswith('"') else response.headers.get("last-modified", "") or None


def _too_large(size: int, settings: Settings) -> FailedError:
    do = "Nothing was kept. If so large a file is expected, raise [fetch] max_size in dataset.toml."
    return FailedError(f"the file has {size:,} bytes or more, above the limit of {settings.max_size:,}", do, passes=False, refused=True)


def _verify(response: httpx.Response, part: _Part) -> None:
    """Compare with the checksum the server itself sends, of the whole file."""
    for name, expected in _told(response.headers, whole=response.status_code == 200):
        with part.path.open("rb") as stream:
            found = hashlib.file_digest(stream, name).digest()
        if found != expected:
            part.drop()
            raise FailedError(f"the {name} of what came is not the one the server sent with it", "Nothing was kept. Tell the source if it stays.", refused=True)


def _told(headers: Any, *, whole: bool) -> Iterator[tuple[str, bytes]]:
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        return
    pairs = re.findall(r"(sha-256|sha-512|md5)=:?([A-Za-z0-9+/=]+)", f"{headers.get('repr-digest', '')},{headers.get('digest', '')}", re.IGNORECASE)
    if whole:
        pairs += re.findall(r"(sha-256|sha-512|md5)=:?([A-Za-z0-9+/=]+)", headers.get("content-digest", ""), re.IGNORECASE)
        pairs += [("md5", value) for value in [headers.get("content-md5", "").strip()] if value]
    for name, value in pairs:
        try:
            yield name.lower().replace("-", ""), base64.b64decode(value.rstrip(":"), validate=True)
        except ValueError:  # a checksum that is none says nothing
            continue


def _refuse_page(part: _Part, url: str) -> None:
    """A login or error page that comes with 200 OK in place of data."""
    with part.path.open("rb") as stream:
        start = stream.read(512).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if DATA.search(httpx.URL(url).path.lower()) and start.startswith((b"<!doctype html", b"<html")):
        part.drop()
        raise FailedError(
            "a web page came in place of the file", "Open the address in a browser: it may ask to log in, or have moved.", passes=False, refused=True
        )


def _file_name(disposition: str) -> str | None:
    match = re.search(r"filename\*?=(?:UTF-8'[^']*')?\"?([^\";]+)", disposition, re.IGNORECASE)
    return match[1].strip() if match else None
