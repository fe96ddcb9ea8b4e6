"""Articles in files as they are kept: text, pages, lists of JSON objects, feeds. Nothing is fetched, no clock is read."""

from __future__ import annotations

import calendar
import codecs
import datetime as dt
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from casualties.errors import DataError, UsageError
from casualties.ingest import table_bytes
from casualties.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casualties.raw import RawFile

KEYS = ("text", "published", "publisher", "title", "url")
"""What is told of an article: keys of a JSON object, and of the lines that may stand above a text ("published: 2012-02-07")."""

WHOLE = "article"
"""Where in its file an article is that is all of it."""

LONGEST = 1_000_000
"""Characters of the longest text that is taken for one article."""

_PAGES = (".html", ".htm", ".xhtml", ".mhtml")
_FEEDS = (".xml", ".rss", ".atom", ".rdf")
SUFFIXES = (".txt", ".text", ".md", *_PAGES, ".jsonl", ".ndjson", ".json", *_FEEDS)
"""Files of a folder that are read; each may be packed as .gz."""


@dataclass(frozen=True)
class Article:
    """One article, or why there is none.

    Parameters
    ----------
    text : str
        Empty where there is a problem.
    published, publisher, title, url : str, optional
        As the file tells them.
    where : str
        Where in the file: "line 3", "item 2", or WHOLE.
    rule, what, do : str
        The rule that was broken, what is wrong, what to do; "" = nothing.
    """

    text: str = ""
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    where: str = WHOLE
    rule: str = ""
    what: str = ""
    do: str = ""


def read(path: Path | RawFile, encoding: str | None = None) -> Iterator[Article]:
    """The articles of a file, one after the other.

    Parameters
    ----------
    path : Path or RawFile
        Text, with lines such as "published: 2012-02-07" above it where they are known; an HTML page (extra `news`); JSON lines, a JSON
        object or a list of them, with the keys of KEYS; a feed, RSS or Atom (extra `news`). Told apart by suffix, else by its first bytes.
    encoding : str, optional
        Of text and JSON; UTF-8, or UTF-16 with its mark, by default.

    Raises
    ------
    DataError
        The file is no text in its encoding, is binary or damaged.
    UsageError
        The extra `news` is not installed.
    """
    for article in _reader(path)(path, encoding):
        yield article if article.rule else _checked(article)


def _reader(path: Path | RawFile) -> Callable[[Path | RawFile, str | None], Iterator[Article]]:
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        start = stream.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in _PAGES or start.startswith((b"<!doctype html", b"<html")):
        return _page
    if suffix in _FEEDS or start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")):
        return _feed
    if suffix in (".jsonl", ".ndjson"):
        return _lines
    return _json if suffix == ".json" else _text


def _checked(article: Article) -> Article:
    if not article.text.strip():
        return _none(article, "text_given", "it holds no text.", "Look at the file: was the page saved whole?")
    if len(article.text) > LONGEST:
        return _none(article, "text_not_too_long", f"it has {len(article.text):,} characters.", f"One article has up to {LONGEST:,}: is it several?")
    if article.text.count("\0") > len(article.text) // 100:
        return _none(article, "text_is_text", "it holds bytes that are no text.", "Save it as text in UTF-8, or as HTML.")
    return replace(
        article,
        text=article.text.replace("\0", " "),
        published=_line(article.published),
        publisher=_line(article.publisher),
        title=_line(article.title),
        url=_line(article.url),
    )


def _none(article: Article, rule: str, what: str, do: str) -> Article:
    return replace(article, text="", rule=rule, what=what, do=do)


def _line(value: str | None) -> str | None:
    """A value on one line, None where it is blank."""
    return " ".join(value.split()) or None if value else None


def _text(path: Path | RawFile, encoding: str | None) -> Iterator[Article]:
    told, text = _headed(_decoded(path, encoding))
    yield Article(text, **told)


def _decoded(path: Path | RawFile, encoding: str | None) -> str:
    data = path.read_bytes()
    if encoding is not None or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return table_bytes.text(path, encoding or "utf-16")
    if data.count(b"\0") > len(data) // 100:
        raise DataError("the file is binary, not text.", where=str(path), do="Save it as text in UTF-8, or as HTML.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return table_bytes.text(path)  # says where, and which encoding it may be


def _headed(text: str) -> tuple[dict[str, str], str]:
    """Lines "key: value" above the first blank line, where all are known keys; and the text below them."""
    above, blank, below = text.partition("\n\n") if "\r\n" not in text[:2048] else text.partition("\r\n\r\n")
    told = {}
    for line in above.splitlines():
        key, colon, value = line.partition(":")
        if not colon or key.strip().lower() not in KEYS[1:]:
            return {}, text
        told[key.strip().lower()] = value.strip()
    return (told, below) if blank and told else ({}, text)


def _page(path: Path | RawFile, encoding: str | None) -> Iterator[Article]:
    yield page(path.read_bytes(), encoding)


def page(content: bytes, encoding: str | None = None) -> Article:
    """The article of an HTML page, with what its metadata tell: never a day guessed from the text."""
    try:
        import trafilatura
    except ImportError as exc:
        raise _extra("HTML pages") from exc
    # An upper end of days is given since it would be the day of today otherwise.
    days = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    made = trafilatura.bare_extraction(
        content if encoding is None else content.decode(encoding, errors="replace"), with_metadata=True, include_comments=False, date_extraction_params=days
    )
    if made is None or isinstance(made, dict) or made.text is None or not made.text.strip():
        return Article(rule="article_found", what="no article was found in the page.", do="Was it saved whole? Save its text as .txt otherwise.")
    lines = [line for line in made.text.split("\n") if line.strip()]
    # A headline is context, and no claim of its own.
    lines = lines[1:] if made.title and lines[0].strip() == made.title.strip() else lines
    text = "\n\n".join(lines)
    return Article(text, made.date, made.sitename or made.hostname, made.title, made.url)


def _extra(what: str) -> UsageError:
    return UsageError(f"{what} need the extra `news`.", do='Install it: pip install "casualties[news]"')


def _lines(path: Path | RawFile, encoding: str | None) -> Iterator[Article]:
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            where = f"line {number}"
            if not raw.strip():
                continue
            try:
                told = json.loads(raw.decode(encoding or "utf-8-sig"))
            except (ValueError, RecursionError) as exc:
                yield Article(where=where, rule="line_is_json", what=f"the line is not JSON: {exc}.", do="Is it cut off? Write one object a line.")
                continue
            yield _object(told, where)


def _json(path: Path | RawFile, encoding: str | None) -> Iterator[Article]:
    told = table_bytes.json_of(path, encoding)
    if isinstance(told, list):
        yield from (_object(one, f"item {number}") for number, one in enumerate(told, start=1))
    else:
        yield _object(told, WHOLE)


def _object(told: Any, where: str) -> Article:
    if not isinstance(told, dict):
        return Article(where=where, rule="article_is_object", what="it is no JSON object.", do=f"An article is an object with the keys {', '.join(KEYS)}.")
    if not isinstance(told.get("text"), str):
        near = nearest("text", sorted(map(str, told)), n=1)
        do = f"Rename {near[0]!r}?" if near else f"An article has the keys {', '.join(KEYS)}."
        return Article(where=where, rule="text_given", what="it has no `text`.", do=do)
    wrong = [key for key in KEYS[1:] if not isinstance(told.get(key), str | None)]
    if wrong:
        return Article(where=where, rule="keys_are_text", what=f"{wrong[0]} is {str(told[wrong[0]])[:40]!r}, no text.", do='Write it in quotes: "2012-02-07".')
    return Article(told["text"], told.get("published"), told.get("publisher"), told.get("title"), told.get("url"), where)


def _feed(path: Path | RawFile, encoding: str | None) -> Iterator[Article]:
    del encoding  # a feed names its own
    try:
        import feedparser
    except ImportError as exc:
        raise _extra("feeds") from exc
    feed = feedparser.parse(io.BytesIO(path.read_bytes()), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        said = f" The reader said: {feed.bozo_exception}." if feed.bozo else ""
        raise DataError(f"no feed with items in it.{said}", where=str(path), do="Fetch it again: RSS or Atom is read here.")
    for number, item in enumerate(feed.entries, start=1):
        content = item.get("content") or [{"value": item.get("summary", "")}]
        yield Article(
            _paragraphs(content[0].get("value") or ""),
            _moment(item.get("published_parsed")),
            _line(feed.feed.get("title")),
            _paragraphs(item.get("title", "")),
            item.get("link"),
            f"item {number}",
        )


def _moment(parsed: Any) -> str | None:
    """A time of feedparser, which is UTC."""
    return None if parsed is None else dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_BLOCKS = frozenset(["p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"])


def _paragraphs(fragment: str) -> str:
    """A fragment of HTML as text, its blocks as paragraphs."""
    if "<" not in fragment and "&" not in fragment:
        return fragment
    from lxml import html

    made: list[str] = []
    for event, element in _walk(html.fragment_fromstring(fragment, create_parent="div")):
        if event == "start":
            made.append("\n\n" if element.tag in _BLOCKS else "")
            made.append(element.text or "" if isinstance(element.tag, str) and element.tag not in ("script", "style") else "")
        else:
            made.append("\n\n" if element.tag in _BLOCKS else "")
            made.append(element.tail or "")
    return "\n\n".join(" ".join(part.split()) for part in "".join(made).split("\n\n") if part.strip())


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    yield from etree.iterwalk(root, events=("start", "end"))
