"""A chart before it is drawn: its marks, its words and how each source looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from casualties.errors import UsageError
from casualties.report import palette, words
from casualties.report.draw.drawn import Drawn, of_marks
from casualties.report.marks import FIGURED, Heard, claim_ids, heard, last_day

if TYPE_CHECKING:
    import pandas as pd

    from casualties.report.ground import Ground
    from casualties.report.palette import Style


@dataclass(frozen=True)
class Size:
    """Width of a chart and its type: width in inches, text in points."""

    width: float
    text: float


SIZES = {"print": Size(6.7, 7.0), "web": Size(8.0, 8.0), "social": Size(8.0, 10.0)}


@dataclass(frozen=True)
class Chart:
    """What a draw function needs and nothing else.

    Parameters
    ----------
    name : str
        Name of the files.
    kind : str
        A name of `kinds.KINDS`.
    marks : DataFrame
        Columns of `marks.SCHEMA`.
    what : str
        "Reported killed, Homs, February 2012".
    window : tuple of Timestamp
        First and last day of the window, both included.
    names : dict
        Source id to printed name.
    styles : dict
        Source id to Style.
    as_of : str
        In words.
    contested : frozenset of Timestamp
        Days on which the best figures of the sources differ.
    top : int or None
        Highest figure for one day (persons), where several charts share the axis.
    last : Timestamp or None
        Last day of the axis, where several charts share it.
    part : str
        "part 1 of 2", where a chart is split.
    tall : float
        Height of the days of a panel (inches), the same in all parts of a split chart.
    size : Size
    places : dict
        Place id to printed name, for charts of several places.
    notes : tuple of str
        Said in the plot above the footer: what is not drawn, and where it stands.
    ground : Ground or None
        What a map is drawn on.
    """

    name: str
    kind: str
    marks: pd.DataFrame
    what: str
    window: tuple[pd.Timestamp, pd.Timestamp]
    names: dict[str, str]
    styles: dict[str, Style]
    as_of: str
    contested: frozenset[pd.Timestamp] = frozenset()
    top: int | None = None
    last: pd.Timestamp | None = None
    part: str = ""
    tall: float = 0.6
    size: Size = field(default_factory=lambda: SIZES["print"])
    places: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    ground: Ground | None = None

    @cached_property
    def drawn(self) -> Drawn:
        """The marks as arrays."""
        return of_marks(self.marks, self.window[0])

    @cached_property
    def sources(self) -> list[str]:
        """Sources with at least one figure, in the order of their styles."""
        marks = self.drawn
        with_figures = {source for source, kind in zip(marks.source, marks.kind, strict=True) if kind in FIGURED}
        order = [name for name in self.styles if name in with_figures]
        return [*(name for name in order if name != palette.COMBINED), *(name for name in order if name == palette.COMBINED)]

    @cached_property
    def claim_ids(self) -> list[str]:
        """Every claim behind the marks, once, in order."""
        return claim_ids(self.marks)

    @cached_property
    def heard(self) -> Heard:
        """Which days the sources speak of, and how."""
        return heard(self.marks)

    def style(self, source: str) -> Style:
        """How a source looks."""
        return self.styles[source]

    def printed(self, source: str) -> str:
        """Name of a source as printed."""
        return self.names.get(source, source)

    def footer(self) -> list[str]:
        """What stands inside every plot and cannot be switched off: whose figures, as of when, what a range is."""
        claims = words.plural(len(self.claim_ids), "claim")
        if self.ground is not None:
            counts = f" {claims}." if self.claim_ids else ""
            return [f"{words.say('chart.range')}. {words.say('chart.as_of', as_of=self.as_of)}.{counts} {words.say('map.credit')}"]
        together = self.sources == [palette.COMBINED]
        counts = (
            words.say("chart.combined", claims=claims)
            if together
            else words.say("chart.counts", sources=words.plural(len(self.sources), "source"), claims=claims)
        )
        return [f"{words.say('chart.range')}. {words.say('chart.as_of', as_of=self.as_of)}. {counts}."]

    @cached_property
    def last_day(self) -> pd.Timestamp:
        """Last day of the axis: it ends before the days that nothing was published about yet."""
        return last_day(self.marks, self.window[1]) if self.last is None else self.last

    @property
    def limits(self) -> tuple[float, float]:
        """Ends of the axis in days from the first of the window."""
        return -0.6, self.length(self.last_day) + 0.6

    def length(self, day: pd.Timestamp) -> float:
        """Days from the first of the window to a day."""
        return float((day - self.window[0]).days)

    def title(self) -> str:
        """What is drawn, "reported" first."""
        return f"{self.what} ({self.part})" if self.part else self.what


def size_of(name: str) -> Size:
    """A size by name.

    Raises
    ------
    UsageError
        No such size.
    """
    if name not in SIZES:
        raise UsageError(f"unknown size {name!r}.", do=f"Known: {', '.join(SIZES)}.")
    return SIZES[name]
