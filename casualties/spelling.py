"""How names are written, and how spellings are compared: folding, nearest names, lists in one cell."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

SEPARATOR = "; "
"""Between the names of one cell (aliases, via, draws_on)."""

# Marks that ride on a letter (Latin, Cyrillic, Hebrew, Arabic vowels, kana) once text is decomposed.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u3099\u309a]")
_APOSTROPHES = re.compile("['`´‘’ʻʼʽʾʿˈʹ\u0640]")  # the last one stretches Arabic words
_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "&": " and "}
_LETTER = re.compile("[" + "".join(_LETTERS) + "]")
_ACRONYM = re.compile(r"\.(?<=\b\w\.)(?=\w\b|\W|$)")
_OTHER = re.compile(r"[^\w\n; ]+|_+")
_ARTICLE = re.compile(r"the\b(?<=\bthe)")  # begins with letters: three times as fast as \bthe\b
_SPACES = re.compile("  +")


def fold(text: str) -> str:
    """A name reduced to what two spellings of it share.

    Case, accents, punctuation, apostrophes, dots of acronyms and the English article are taken away;
    scripts stay what they are. "The U.N." and "un" fold alike, "Şan‘ā’" and "Sanaa" do not: that takes an alias.
    """
    return fold_lines(text.replace("\n", " ").replace(";", " "))


def fold_lines(text: str) -> str:
    """Many names at once: lines, and cells within a line separated by ";", stay apart, each folded as by `fold`."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = _APOSTROPHES.sub("", text).casefold()
    text = _LETTER.sub(lambda found: _LETTERS[found[0]], text)
    text = _OTHER.sub(" ", _ACRONYM.sub("", text) if "." in text else text)
    text = _SPACES.sub(" ", _ARTICLE.sub("", text) if "the" in text else text)
    return text.replace(" \n", "\n").replace("\n ", "\n").replace(" ;", ";").replace("; ", ";").strip(" ")


def split(cell: object) -> list[str]:
    """The names held in one cell, without empty ones; a missing cell holds none."""
    return [part for piece in cell.split(";") if (part := piece.strip())] if isinstance(cell, str) else []


def join(names: Iterable[str]) -> str | None:
    """Names as one cell, each once by its folded spelling and in the order given; None where there is none."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name) or name, name)
    return SEPARATOR.join(kept.values()) or None


def nearest(text: str, names: Collection[str], n: int = 3) -> list[str]:
    """The names closest in spelling to a text, best first, at most n."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(fold(name), name)
    return [by_key[key] for key in difflib.get_close_matches(fold(text), list(by_key), n=n, cutoff=0.6)]
