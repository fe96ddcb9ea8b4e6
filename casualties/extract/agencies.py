"""Agencies and outlets, which relay what others say."""

from __future__ import annotations

from functools import cache, lru_cache

from casualties import sources, spelling
from casualties.extract.wordlist import word_set

_COMMON = word_set("the news agency newspaper daily state-run state official broadcaster channel network semi-official private independent")
_ENDINGS = (" news agency", " tv", " television", " news", " radio", " times", " post")


@cache
def _media() -> dict[str, str]:
    """Folded names of agencies and outlets -> source id."""
    found: dict[str, str] = {}
    for row in sources.load().to_dict("records"):
        if row["kind"] in ("agency", "media"):
            for name in (row["id"], row["name"], *spelling.split(row["aliases"])):
                found[spelling.fold(name)] = row["id"]
    return found


@lru_cache(maxsize=20_000)
def is_agency(name: str) -> bool:
    """Whether a speaker is an agency or outlet."""
    folded = spelling.fold(bare(name))
    return folded in _media() or folded.endswith(_ENDINGS)


@lru_cache(maxsize=20_000)
def bare(name: str) -> str:
    """The name alone: "the news agency AFP" and "the AFP news agency" are AFP."""
    words = name.split()
    kept = [w for w in words if w.lower() not in _COMMON]
    short = " ".join(kept)
    while len(words) > 1 and words[0].lower() in _COMMON and words[1][0].isupper():
        words = words[1:]
    if len(words) < len(name.split()):
        return bare(" ".join(words))
    return short if kept and len(kept) < len(words) and spelling.fold(name) not in _media() and spelling.fold(short) in _media() else name


@lru_cache(maxsize=20_000)
def is_same(name: str, publisher: str | None) -> bool:
    """Whether an agency is the publishing outlet itself."""
    if not publisher:
        return False
    media = _media()
    own, other = spelling.fold(publisher.partition("(")[0]), spelling.fold(bare(name))
    if other in spelling.fold(publisher.partition("(")[2]).split():
        return True
    return own == other or (media.get(own) is not None and media.get(own) == media.get(other))
