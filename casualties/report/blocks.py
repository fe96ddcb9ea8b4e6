"""What a page is made of. A page is data: the template lays it out and evaluates nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casualties.report import fonts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Block = dict[str, Any]
SCHEMES = ("http://", "https://")


def clean(value: Any) -> Any:
    """Every text of a block as it may be set (see `fonts.set_ready`); links stay as they are."""
    if isinstance(value, str):
        return fonts.set_ready(value)
    if isinstance(value, dict):
        return {key: item if key in {"url", "chart"} else clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def texts(value: Any) -> Iterator[str]:
    """Every text of a block that is set."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in {"url", "chart"}:
                yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def page(title: str, blocks: Sequence[Block], *, landscape: bool = False) -> Block:
    """A page or several: a heading of the first level and its blocks."""
    return {"title": title, "landscape": landscape, "blocks": list(blocks)}


def heading(text: str) -> Block:
    """A heading of the second level."""
    return {"type": "heading", "text": text}


def text(words: str) -> Block:
    """A paragraph."""
    return {"type": "text", "text": words}


def bullets(items: Sequence[str]) -> Block:
    """A list."""
    return {"type": "list", "items": list(items)}


def cards(items: Sequence[Block]) -> Block:
    """Headline figures: label, value, detail."""
    return {"type": "figures", "items": [{key: item[key] for key in ("label", "value", "detail")} for item in items]}


def chart(name: str) -> Block:
    """A chart by its name; its file, alternative text and caption stand in `charts`."""
    return {"type": "chart", "chart": name}


def table(caption: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[Any]], *, small: bool = False) -> Block:
    """A table with a header row repeated on every page; columns as (title, share of the width); a cell is text or a link."""
    return {
        "type": "table",
        "caption": caption,
        "columns": [{"title": title, "width": width} for title, width in columns],
        "rows": [list(row) for row in rows],
        "small": small,
    }


def link(words: str, url: Any) -> Any:
    """A link, if its address is http or https and free of spaces and control characters; else the words alone."""
    if isinstance(url, str) and url.lower().startswith(SCHEMES) and url.isprintable() and " " not in url and len(url) <= 2000:
        return {"text": words, "url": url}
    return words
