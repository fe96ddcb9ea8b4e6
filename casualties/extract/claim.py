"""A figure of harm with its slots, and the sentence it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    import datetime as dt

    from casualties.extract.binding import Bound
    from casualties.extract.sentences import Sentence
    from casualties.extract.spans import Span
    from casualties.extract.where import Place
    from casualties.extract.who import Attribution


_CLAUSES = word_set("; as when while where which whose but because although though -- —")


@dataclass(slots=True)
class Scene:
    """A sentence, its position, and what was found in it."""

    s: Sentence
    index: int
    bounds: list[Bound]
    spans: list[Span]
    places: list[Place]
    said: list[Attribution]

    def words_possess(self, i: int) -> bool:
        """Whether a token is a possessive."""
        return self.s.low[i].endswith("'s")


@dataclass(slots=True)
class Claim:
    """A figure of harm; its slots are filled one after the other.

    Parameters
    ----------
    bound : Bound
    scene : Scene
    victims : str
    start, end : date or None
        Days covered, inclusive; start None = open to the left.
    precision, date_basis : str
        As in the claims table.
    running : str
        "span" or "rise" for a running total, else "".
    place : Place or None
    place_basis : str
    speaker : str or None
        As written; None = the outlet's own voice.
    via : list of str
        Agencies that relayed it, as written.
    whole : Claim or None
        What it is a part of.
    found : bool
        The days are those on which bodies were found.
    stance : str
        asserts, denies or corrects.
    disputed_by : str or None
        Who rejects it, as written.
    scope : str
        whole, part (of the harm) or except (elsewhere).
    cause, attributed_to : str or None
        By what means, and who is said to have done it, as written.
    """

    bound: Bound
    scene: Scene
    victims: str
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str = "unknown"
    date_basis: str = "published"
    running: str = ""
    place: Place | None = None
    place_basis: str = "stated"
    speaker: str | None = None
    via: list[str] = field(default_factory=list)
    whole: Claim | None = None
    found: bool = False
    stance: str = "asserts"
    disputed_by: str | None = None
    scope: str = "whole"
    cause: str | None = None
    attributed_to: str | None = None
    _end: int = -1

    @property
    def region_end(self) -> int:
        """Token before which what follows the figure is still its own: where the next figure or another clause begins."""
        if self._end < 0:
            self._end = self._own_end()
        return self._end

    @property
    def region_start(self) -> int:
        """First token that is its own: of two figures under one verb ("killed 20 in A and 5 in B"), the second begins with its number."""
        own = self.bound.number.first
        return own if any(self.bound.first <= b.number.first < own for b in self.scene.bounds) else self.bound.first

    def _own_end(self) -> int:
        low = self.scene.s.low
        following = (b for b in self.scene.bounds if b.number.first > self.bound.last)
        end = min((b.first if b.first > self.bound.number.last else b.number.first for b in following), default=len(low))
        start = max(self.bound.last, self.bound.counted.last) + 1
        return next((i for i in range(start, end) if low[i] in _CLAUSES), end)

    def is_cut(self, i: int, j: int) -> bool:
        """Whether a semicolon parts two tokens."""
        return ";" in self.scene.s.low[i:j]
