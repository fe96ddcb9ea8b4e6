"""What an ingestor is, and which are installed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from casualties.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from casualties.ingest.areas import Areas
    from casualties.ingest.definition import Definition
    from casualties.ingest.found import Finding
    from casualties.raw import RawFile

GROUP = "casualties.ingestors"
SHIPPED = ("claims_csv", "hxl", "named_list", "table", "tech_for_palestine", "ucdp_ged")


@dataclass(frozen=True)
class Normalised:
    """Statements of one raw file in the shape of claims, before names are resolved.

    Parameters
    ----------
    claims : DataFrame
        Columns of the claims table, as many as there are; unique index; one row a statement that could be read. A column
        `row` may hold the source row as JSON, for rejects.
    broken : DataFrame
        Statements that could not: columns raw_ref, row (JSON), reasons (rule names joined by "; ").
    findings : list of Finding
    areas : Areas, optional
        Where the place is told by areas one inside the other: those of each claim, in the order of `claims`.
    """

    claims: pd.DataFrame
    broken: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)
    areas: Areas | None = None


class Ingestor(Protocol):
    """Turns raw files of one layout into statements; reads, never writes."""

    name: str
    version: int

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of the file in the source's own words.

        Raises
        ------
        DataError
            The file cannot be trusted.
        SourceError
            The source changed its layout.
        """

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Those rows as statements: a pure function."""


@runtime_checkable
class Combines(Protocol):
    """An ingestor that also looks at all files of a data set together: pages of one release, an older release beside a newer one."""

    def combine(self, raws: Sequence[RawFile], parts: Sequence[Normalised], definition: Definition) -> list[Normalised]:
        """The statements of each file; one that another file replaces goes to its `broken`, so that none is lost.

        Raises
        ------
        DataError
            The files do not make a whole.
        """


def lists_persons(definition: Definition) -> bool:
    """Whether the raw files of a data set list persons, so that no copy of them may lie among the tables."""
    return bool(getattr(find(definition.ingestor), "persons", False)) or definition.options.get("rows") == "persons"


def find(name: str) -> Ingestor:
    """The ingestor of that name, shipped with this package or installed by another under `casualties.ingestors`.

    Raises
    ------
    UsageError
        None is known by it; the nearest is named.
    """
    import importlib
    from importlib.metadata import entry_points

    if name in SHIPPED:  # not asked of the installation: that alone takes 80 ms
        found: Ingestor = importlib.import_module(f"casualties.ingest.{name}").INGESTOR
        return found
    points = entry_points(group=GROUP)
    if name in points.names:
        return points[name].load()  # type: ignore[no-any-return]
    known = sorted({*SHIPPED, *points.names})
    near = difflib.get_close_matches(name, known, n=1)
    raise UsageError(f"no ingestor is called {name!r}.", do=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}.")
