"""Text into sentences of tokens, every token with its offsets: linear, whatever the text holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 400
"""Tokens in one sentence at most: a longer run without a full stop is no prose, and is cut there."""

_TOKEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])|[A-Za-z]{2,}(?![\w.'’‘`ʿʾ-])|(?:[A-Za-z]\.){2,}|[0-9]+(?:[.,][0-9]+)*(?:-[0-9]+(?:[.,][0-9]+)*(?![\w-])|(?:-[^\W\d_]+)+)?(?:st|nd|rd|th|s|m|k|bn)?(?![^\W_])|"
    r"\w+(?:[-'’‘ʿʾ`]\w+)*|\n[ \t\r]*\n\s*|--+|[^\w\s]"
)
_ABBREVIATIONS = word_set(
    "mr mrs ms dr prof gen maj col lt sgt capt cpl pvt brig adm cmdr rev hon gov sen rep sr jr st no vs etc approx ca inc ltd co corp dept est fig "
    "jan feb mar apr jun jul aug sep sept oct nov dec mt ft ave u.s u.n u.k e.g i.e a.m p.m"
)
# Before these a full stop ends no sentence even where a capital follows; after the others it may ("in the U.S. Police said").
_TITLES = word_set("mr mrs ms dr prof gen maj col lt sgt capt cpl pvt brig adm cmdr rev hon gov sen rep st no vs approx ca")
_END = frozenset(".!?")
_CLOSING = frozenset("\"'”’»)]")


@dataclass(slots=True)
class Sentence:
    """One sentence: parallel lists over its tokens.

    Parameters
    ----------
    words, low : list of str
        Tokens as written and in lower case, apostrophes straight.
    start, end : list of int
        Offsets of each token in the text; ends are exclusive.
    paragraph : int
        Paragraphs are counted from 0.
    shouting : bool
        The text is in UPPER CASE throughout: a capital says nothing.
    vocabulary : frozenset of str
        Words in lower case.
    capitals : list of int
        Tokens that begin with a capital.
    openings : frozenset of str
        First characters of the words.
    """

    words: list[str]
    low: list[str]
    start: list[int]
    end: list[int]
    paragraph: int
    shouting: bool = False
    vocabulary: frozenset[str] = frozenset()
    capitals: list[int] = field(default_factory=list)
    openings: frozenset[str] = frozenset()

    def seal(self) -> None:
        """Note which words there are, and where the capitals stand: most questions end there."""
        self.vocabulary = frozenset(self.low)
        self.capitals = [i for i, (word, low) in enumerate(zip(self.words, self.low, strict=True)) if word is not low and word[0] != low[0]]
        self.openings = frozenset([word[0] for word in self.vocabulary])

    def name_like(self, i: int) -> bool:
        """Whether a token begins with a capital (in UPPER CASE copy any word may be a name)."""
        return self.words[i][0].isupper()


def is_shouting(text: str) -> bool:
    """Whether most letters of a text are capitals, as on wires of old."""
    sample = text[:1500]
    upper = sum(map(str.isupper, sample))
    return upper > 40 and upper > 3 * sum(map(str.islower, sample))


def split(text: str) -> list[Sentence]:
    """Sentences of a text, in order.

    A sentence ends at a full stop, question or exclamation mark that is not part of an abbreviation, an initial or a
    number, and at an empty line.
    """
    shouting = is_shouting(text)
    flat = text.replace("’", "'").replace("‘", "'").replace("`", "'")
    spans = [match.span() for match in _TOKEN.finditer(flat)]
    words = [flat[a:b] for a, b in spans]
    low = [word.lower() for word in words]
    starts, ends = [a for a, _ in spans], [b for _, b in spans]
    found: list[Sentence] = []
    for first, last, paragraph in _cuts(words, starts, ends):
        for k in range(first, last, LONGEST):
            end = min(k + LONGEST, last)
            made = Sentence(words[k:end], low[k:end], starts[k:end], ends[k:end], paragraph, shouting)
            made.seal()
            found.append(made)
    return found


def _cuts(words: list[str], starts: list[int], ends: list[int]) -> Iterator[tuple[int, int, int]]:
    """First token, token after the last, and paragraph of each sentence."""
    count = len(words)
    begin = paragraph = 0
    for i in [k for k, word in enumerate(words) if word in _END or word[0] == "\n" or (word[-1] == "." and len(word) > 2)]:
        if words[i][0] == "\n":
            if i > begin:
                yield begin, i, paragraph
            begin, paragraph = i + 1, paragraph + 1
            continue
        j = i + 1
        while j < count and words[j] in _CLOSING:
            j += 1
        if j < count and words[j][0] != "\n" and j - begin > 1 and _ends(words[max(begin, j - 9) : j], words[j], starts[j] - ends[j - 1]):
            yield begin, j, paragraph
            begin = j
    if begin < count:
        yield begin, count, paragraph


def _ends(words: list[str], following: str, gap: int) -> bool:
    """Whether the full stop that was read last ends its sentence, given the word after it."""
    if gap == 0:
        return False
    last = words[-1]
    if last in _CLOSING:
        last = next((w for w in reversed(words) if w not in _CLOSING), ".")
    if last in "!?":
        return following[0].isupper() or following[0] in "\"“'‘([" or following[0].isdigit()
    before = words[-2].lower() if last == "." and len(words) > 1 else last.lower().rstrip(".")
    starts_new = following[0].isupper() or following[0].isdigit() or following[0] in "\"“'‘([-" or not following[0].isascii()
    if before in _TITLES or (last == "." and len(before) == 1 and before.isalpha()):
        return False
    if before in _ABBREVIATIONS or last != ".":
        # "8 a.m. Monday", "Feb. 3", "U.N. officials" run on; "in the U.S. The army" does not.
        return following in ("The", "A", "An", "In", "On", "At", "But", "It", "He", "She", "They", '"', "“")
    return starts_new
