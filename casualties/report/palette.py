"""One colour and one marker a source, the same in every chart of a report.

Seven colours and nine markers: the pairs of the first 63 sources all differ (7 and 9 have no common divisor), and the first seven sources
differ by colour alone. The colours were chosen by a search for the largest least distance (CIE Lab) between any two of them
and the dark grey of the combined view, as seen with normal, protanopic, deuteranopic and tritanopic sight (matrices of Machado, Oliveira and Fernandes 2009),
at a contrast of at least 3:1 on white, with red left out: no colour here reads as blame. The markers keep sources apart in grey print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casualties.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

COLOURS: tuple[str, ...] = ("#0077AA", "#DD7711", "#9900FF", "#885533", "#9977FF", "#5522AA", "#880066")
MARKERS: tuple[str, ...] = ("o", "s", "D", "^", "v", "P", "p", "h", "X")
INK = "#222222"
MUTED = "#5F5F5F"
GRID = "#DDDDDD"
SILENCE = "#BBBBBB"
INSIDE = "#E9E9E9"
COMBINED = "combined"
MOST = len(COLOURS) * len(MARKERS)
"""Sources that can be told apart."""


@dataclass(frozen=True)
class Style:
    """How a source is drawn."""

    colour: str
    marker: str


def assign(sources: Iterable[str]) -> dict[str, Style]:
    """A style for every source, in the order given; `combined` is always dark grey.

    Parameters
    ----------
    sources : iterable of str
        Source ids, the most important first: the first seven differ by colour alone.

    Raises
    ------
    UsageError
        More sources than looks that can be told apart.
    """
    styles = {COMBINED: Style(INK, "o")}
    names = [name for name in dict.fromkeys(sources) if name != COMBINED]
    if len(names) > MOST:
        raise UsageError(f"{len(names)} sources cannot be told apart in one report, {MOST} can.", do="Name the claimants to draw with `claimants = [...]`.")
    for i, name in enumerate(names):
        styles[name] = Style(COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)])
    return styles
