"""Events of an API as JSON: a list of objects, or a page of them that says how many there are in all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd

from casualties.errors import DataError, SourceError
from casualties.ingest import columns
from casualties.ingest.events_csv import NULLS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casualties.ingest.columns import Layout
    from casualties.raw import RawFile

EVENTS, TOTAL = "Result", "TotalCount"
_OPENING = b" \t\r\n\xef\xbb\xbf"


@dataclass(frozen=True)
class Page:
    """A page of events.

    Parameters
    ----------
    events : list of dict
    pointer : str
        JSON pointer to the list.
    total : int, optional
        Events on all pages together, as the page says.
    """

    events: list[dict[str, Any]]
    pointer: str
    total: int | None


def is_json(path: Path | RawFile) -> bool:
    """Whether a file begins like JSON."""
    with path.open("rb") as file:
        return file.read(64).lstrip(_OPENING)[:1] in (b"{", b"[")


def read(path: Path | RawFile, layout: Layout, under: str = EVENTS) -> pd.DataFrame:
    """Some members of each event, as text.

    Parameters
    ----------
    path : Path or RawFile
    layout : Layout
        The members to read; optional ones that are absent come out empty.
    under : str
        Member of a page that holds the list of its events.

    Returns
    -------
    DataFrame
        All columns `str`, missing where null, empty or the word NULL; `raw_ref` is the JSON pointer to the event.

    Raises
    ------
    DataError
        The file is not JSON, or cut off.
    SourceError
        It is not a page of events, or a required member is in none: the source changed its layout.
    """
    page = read_page(path, under)
    names = dict.fromkeys(name for event in page.events for name in event)
    words = (*layout.required, *layout.optional)
    found = columns.find(list(names), layout, str(path)) if page.events else {}
    frame = {word: pd.Series([_text(event.get(found[word])) for event in page.events] if word in found else None, dtype="str") for word in words}
    made = pd.DataFrame(frame, index=range(len(page.events)))
    return made.assign(raw_ref=pd.Series([f"{page.pointer}/{n}" for n in range(len(page.events))], dtype="str"))


def read_page(path: Path | RawFile, under: str = EVENTS) -> Page:
    """The events of a file, and how many there are on all pages.

    Parameters
    ----------
    path : Path
    under : str
        Member of a page that holds the list of its events; a list of events alone is read too.

    Raises
    ------
    DataError, SourceError
        As `read`.
    """
    try:
        told = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise DataError(f"byte {exc.start} is not UTF-8.", where=str(path), do="Fetch it again.") from exc
    except (ValueError, RecursionError) as exc:
        line = f", line {exc.lineno}, column {exc.colno}" if isinstance(exc, json.JSONDecodeError) else ""
        raise DataError(f"not JSON: {exc}.", where=f"{path}{line}", do="The file may be cut off: fetch it again.") from exc
    events = told.get(under) if isinstance(told, dict) else told
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        had = f" It has: {', '.join(list(told)[:8])}." if isinstance(told, dict) else ""
        raise SourceError(
            f"there is no list of events under {under!r}.{had}", where=str(path), do="A page of the API is {" + f'"{under}": [...]' + ", ...}: fetch it again."
        )
    total = told.get(TOTAL) if isinstance(told, dict) else None
    return Page(events, f"/{under}" if isinstance(told, dict) else "", total if isinstance(total, int) else None)


def refuse_full_pages(raws: Sequence[RawFile], under: str, full: int) -> None:
    """Raise DataError where every page of an API that does not say how many there are is full: the last one is missing.

    Parameters
    ----------
    raws : sequence of RawFile
        Pages; lists of events alone are none.
    under : str
        Member of a page that holds the list of its events.
    full : int
        Events on a full page, where the URL of a page does not ask for another number (`limit`); 0 = pages have no limit.
    """
    pages = [(raw, len(page.events), _limit(raw, full)) for raw in raws for page in [read_page(raw, under)] if page.pointer]
    if pages and all(held >= limit > 0 for _, held, limit in pages):
        raw, held, limit = pages[-1]
        what = f"no page of the API ends the list: {raw.name} holds {held} events, and a page {limit} at most. It seems that another page follows."
        do = (
            "Fetch on until a page holds fewer (it may hold none), and let `raw` name them all; if more were asked for, write options.limit: how many, 0 = all."
        )
        raise DataError(what, where=str(raw), do=do)


def _limit(raw: RawFile, full: int) -> int:
    asked = parse_qs(urlsplit(raw.url or "").query).get("limit", [""])[-1]
    return int(asked) if asked.isdecimal() else full


def _text(value: Any) -> str | None:
    if value is None or value in NULLS:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
