"""The fonts of charts and documents: Noto Sans and IBM Plex Sans Arabic (SIL Open Font License 1.1), shipped with the package.

Charts and documents use the same files and no font of the system, so that the same inputs give the same bytes everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent.parent / "data" / "fonts"
FAMILIES = ("Noto Sans", "IBM Plex Sans Arabic")
FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "IBMPlexSansArabic-Regular.ttf", "IBMPlexSansArabic-Bold.ttf")


def files() -> list[Path]:
    """The font files.

    Raises
    ------
    DataError
        One is missing: another font would change what readers see without a word.
    """
    paths = [FOLDER / name for name in FILES]
    for path in paths:
        if not path.is_file():
            raise DataError("a font of the package is missing.", where=path.name, do="Install the package again.")
    return paths


@cache
def register() -> None:
    """Make the fonts known to matplotlib, once a process."""
    from matplotlib import font_manager

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in files():
        if str(path) not in known:
            font_manager.fontManager.addfont(str(path))


@cache
def _faces(*, bold: bool) -> tuple[Any, ...]:
    """The fonts of a weight, open; the Latin font first, then the Arabic one."""
    from matplotlib.ft2font import FT2Font

    return tuple(FT2Font(str(path)) for path in files() if ("Bold" in path.name) == bold)


@cache
def _advance(character: str, *, bold: bool) -> float | None:
    """Width of a glyph in units of the text size; None where no font has one."""
    from matplotlib.ft2font import LoadFlags

    for face in _faces(bold=bold):
        if face.get_char_index(ord(character)):
            return float(face.load_char(ord(character), flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM)
    return None


def has_glyph(character: str) -> bool:
    """Whether at least one of the fonts has a glyph for a character."""
    return _advance(character, bold=False) is not None or _advance(character, bold=True) is not None


@cache
def _units(text: str, *, bold: bool) -> float:
    advances = ((character, _advance(character, bold=bold)) for character in text)
    return sum((0.0 if ord(character) in _INVISIBLE else 0.6) if advance is None else advance for character, advance in advances)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text (inches), from the advance widths of the shipped fonts.

    Kerning and Arabic joining make the drawn text a little narrower, never wider: what fits by this measure fits.
    """
    return _units(text, bold=bold) * size / 72


_RIGHT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# Words of a script written from the right, with spaces, hyphens and brackets between them; digits and colons are not theirs.
FROM_THE_RIGHT = re.compile(rf"[{_RIGHT}](?:[\s\-–'’(،.]{{0,3}}[{_RIGHT}])*")
# Accents that have no letter of their own, Arabic vowel signs; not the signs of Indic scripts, which are letters.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff]")
_ISOLATES = re.compile("[\u2066-\u2069]")


def isolated(text: str) -> str:
    """The text with each run of words written from the right in a Unicode isolate, so that figures and marks beside it keep their order.

    Without, "حمص 260+" is set as if the plus stood before the figure. Applied twice it changes nothing.
    """
    if text.isascii():
        return text
    bare = _ISOLATES.sub("", text)
    out, last = [], 0
    for found in FROM_THE_RIGHT.finditer(bare):
        start, end = found.start(), found.end()
        if found[0].count("(") > found[0].count(")") and bare[end : end + 1] == ")":
            end += 1
        out += [bare[last:start], "\u2068", bare[start:end], "\u2069"]
        last = end
    return "".join([*out, bare[last:]])


def set_ready(text: str) -> str:
    """The text as it may be set: what no font can draw replaced, figures beside words from the right in their order."""
    return isolated(printable(text))


def unmarked(text: str) -> str:
    """The text with vowel signs and other marks that no letter of a font holds left out: a chart of a tagged PDF cannot have them.

    "حِمْص" is written "حمص", as is usual; "é" in two characters becomes the one of the fonts.
    """
    if text.isascii():
        return text
    return _MARKS.sub("", unicodedata.normalize("NFC", text))


def pieces(text: str) -> list[str]:
    """The text as it has to be drawn in a picture: whole, or cut around its words from the right.

    Who draws an SVG looks for one font that has every letter of a text: for Arabic beside Cyrillic there is none, and both became boxes.
    """
    if text.isascii() or not FROM_THE_RIGHT.search(text):
        return [text]
    arabic = _faces(bold=False)[-1]
    if all(arabic.get_char_index(ord(c)) or ord(c) in _INVISIBLE for c in text):
        return [text]
    bare, cut, last = _ISOLATES.sub("", text), [], 0
    for found in FROM_THE_RIGHT.finditer(bare):
        cut += [bare[last : found.start()], found[0]]
        last = found.end()
    return [piece for piece in [*cut, bare[last:]] if piece]


def missing(texts: Iterable[str]) -> list[str]:
    """Characters of some texts that no shipped font can draw, each once, in order of their codes."""
    found = {c for text in texts if not text.isascii() for c in text}
    return sorted(c for c in found if c == REPLACEMENT or (ord(c) not in _INVISIBLE and not has_glyph(c)))


# Joiners, direction marks and isolates, soft hyphen, line ends: they have no glyph of their own and need none.
_INVISIBLE = frozenset([0x09, 0x0A, 0x0D, 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF])
REPLACEMENT = "\ufffd"


def printable(text: str) -> str:
    """The text with every character that no shipped font can draw replaced by the replacement character.

    A missing glyph passes silently otherwise, as an empty box or as nothing at all.
    """
    if text.isascii():
        return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return "".join(c if ord(c) in _INVISIBLE or has_glyph(c) else REPLACEMENT for c in text)
