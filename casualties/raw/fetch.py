"""A file from its URL: asked for only where it changed, tried again where a failure may pass, kept by its content when it is whole."""

from __future__ import annotations

import contextlib
import logging
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from casualties import files
from casualties.errors import CasualtiesError, DataError, SourceError, UsageError
from casualties.raw import fetched, sidecar
from casualties.raw.evidence import KEPT_IN
from casualties.raw.fetched import Entry
from casualties.raw.settings import Secret, Settings, refuse_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casualties.raw.download import Answer

logger = logging.getLogger("casualties")

SUFFIXES = {
    "text/csv": ".csv",
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/gzip": ".gz",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/html": ".html",
}
_PACKED = (".gz", ".zip")


@dataclass(frozen=True)
class Fetched:
    """What came of asking a URL.

    Parameters
    ----------
    url : str
    outcome : str
        new = bytes that were not the current ones; same = it sent the bytes there are; unchanged = it said that nothing changed.
    path : Path
        The file that is current now.
    sha256 : str
    size : int
        Bytes.
    """

    url: str
    outcome: str
    path: Path
    sha256: str
    size: int


def fetch(folder: Path, url: str, settings: Settings, *, retrieved_at: str, terms: str | None = None) -> Fetched:
    """Bring the file of a URL into raw/ of a data set.

    Parameters
    ----------
    folder : Path
        Folder of the data set.
    url : str
        http or https.
    settings : Settings
    retrieved_at : str
        Now, ISO 8601, UTC.
    terms : str, optional
        Terms of use, for the sidecar.

    Returns
    -------
    Fetched

    Raises
    ------
    UsageError
        The URL is none that is fetched, its token is not in the environment, or httpx and stamina are not installed.
    SourceError
        The server cannot be reached, refuses, or does not send the file whole.
    DataError
        The file is too large, not the one whose checksum is known, a web page in place of data, or the disk refuses.
        What was there is as it was.
    """
    refuse_address(url, str(folder))
    secret = Secret.of(settings, str(folder))
    known = fetched.read(folder)
    expected = settings.sha256.get(url) or settings.sha256.get("")
    entry = known.get(url)
    if entry is not None and (not _is_whole(folder, entry) or expected not in {None, entry.sha256}):
        entry = None
    answer = _ask(folder, url, settings, secret, entry)
    if answer.part is None:
        if entry is None:
            raise SourceError("the server says that nothing changed, and nothing is here.", where=url, do="Try again later.")
        path = folder / KEPT_IN / entry.file
        return Fetched(url, "unchanged", path, entry.sha256, path.stat().st_size)
    sha256 = files.sha256(answer.part)
    if expected not in {None, sha256}:
        answer.drop()
        do = "Look whether the source announced a new release; then change sha256 in dataset.toml. Nothing was replaced."
        raise DataError(f"its SHA-256 is {sha256}, dataset.toml expects {expected}.", where=url, do=do)
    path, size = _settle(folder, answer, sha256)
    fresh = Entry(path.name, sha256, retrieved_at, *(secret.hide(text) if text else None for text in (answer.etag, answer.last_modified)))
    if not sidecar.beside(path).exists():
        told = {"sha256": sha256, "url": url, "retrieved_at": retrieved_at, "terms": terms, "size": str(size)}
        sidecar.write(path, told | {"etag": fresh.etag, "last_modified": fresh.last_modified, "content_type": answer.content_type})
    same = entry is not None and entry.sha256 == sha256
    if entry is not None and same:
        fresh = replace(fresh, file=entry.file, retrieved_at=entry.retrieved_at)
    fetched.write(folder, {**known, url: fresh})
    return Fetched(url, "same" if same else "new", path, sha256, size)


def _ask(folder: Path, url: str, settings: Settings, secret: Secret, entry: Entry | None) -> Answer:
    """One attempt after the other, with pauses that grow, or that the server asks for."""
    download, stamina = _libraries()
    tried = 0

    def passes(exc: Exception) -> bool | float:
        # stamina asks what to do about a failure: False = give up, a number = seconds to wait
        if not isinstance(exc, download.FailedError) or not exc.passes or (exc.wait or 0) > settings.max_wait:
            return False
        if tried < settings.attempts:
            logger.warning("%s: %s; trying again (%d of %d)", folder.name, secret.hide(str(exc)), tried + 1, settings.attempts)
        return True if exc.wait is None else exc.wait

    try:
        with _quiet(), download.open_client(settings) as client:
            attempts = stamina.retry_context(
                on=passes, attempts=settings.attempts, timeout=None, wait_initial=1.0, wait_max=min(settings.max_wait, 60.0), wait_jitter=1.0
            )
            for attempt in attempts:
                with attempt:
                    tried += 1
                    answer: Answer = download.attempt(client, url, folder / KEPT_IN, settings, secret, entry)
            return answer
    except download.FailedError as exc:
        raise _in_words(exc, url, settings, secret, tried) from None  # what httpx raised may hold the token


def _in_words(exc: Any, url: str, settings: Settings, secret: Secret, tried: int) -> CasualtiesError:
    kind: type[CasualtiesError] = DataError if exc.refused else SourceError
    times = f" ({tried} attempts)" if tried > 1 else ""
    do = exc.do or "Try again later; what was fetched before is still there."
    if exc.wait is not None and exc.wait > settings.max_wait:
        do = f"It asks to wait {exc.wait:.0f} s, longer than fetch.max_wait ({settings.max_wait:.0f} s): run again after that."
    return kind(secret.hide(f"{exc}{times}."), where=secret.hide(url), do=secret.hide(do))


def _libraries() -> tuple[Any, Any]:
    try:
        import stamina

        from casualties.raw import download
    except ImportError as exc:
        raise UsageError(
            f"fetching needs {exc.name}, which is not installed.", do='Install the extra: pip install "casualties[http]". Or put the files into raw/ by hand.'
        ) from exc
    return download, stamina


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """httpx logs addresses and headers, stamina the failures: none of it is let out, what matters is logged here without the token."""

    def nothing(record: logging.LogRecord) -> bool:
        return not record.name

    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy", "stamina")]
    for each in loggers:
        each.addFilter(nothing)
    try:
        yield
    finally:
        for each in loggers:
            each.removeFilter(nothing)


def _is_whole(folder: Path, entry: Entry) -> bool:
    path = folder / KEPT_IN / entry.file
    return path.is_file() and files.sha256(path) == entry.sha256


def _settle(folder: Path, answer: Answer, sha256: str) -> tuple[Path, int]:
    assert answer.part is not None
    target = folder / KEPT_IN / f"{sha256}{_suffix(answer)}"
    with files.writing(target):
        if target.exists() and files.sha256(target) == sha256:
            answer.drop()
        else:
            files.sync(answer.part)
            files.settle(answer.part, target)
            answer.drop()
        return target, target.stat().st_size


def _suffix(answer: Answer) -> str:
    """The end of the name the server gives the file; the name itself is never used."""
    for name in (answer.file_name, *(unquote(urlsplit(url).path) for url in (answer.final_url, answer.url))):
        suffixes = PurePosixPath((name or "").lower()).suffixes
        good = [suffix for suffix in suffixes[-2:] if re.fullmatch(r"\.[a-z][a-z0-9]{0,9}", suffix)]
        if good and good[-1:] == suffixes[-1:]:
            return "".join(good) if good[-1] in _PACKED else good[-1]
    return SUFFIXES.get((answer.content_type or "").partition(";")[0].strip().lower(), "")
