"""What an ingestor is, and which are installed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from casualties.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.metadata import EntryPoint

    import pandas as pd

    from casualties.ingest.areas import Areas
    from casualties.ingest.definition import Definition
    from casualties.ingest.found import Finding
    from casualties.raw import RawFile

GROUP = "casualties.ingestors"
WITHIN = "within"
"""Column of statements: the place_id that `place` is looked for in, and that stands where it is not known there."""
SHIPPED = ("acled", "claims_csv", "hapi", "hxl", "incidents", "iraq_body_count", "named_list", "news", "table", "tech_for_palestine", "ucdp_ged")


@dataclass(frozen=True)
class Normalised:
    """Statements of one raw file in the shape of claims, before names are resolved.

    Parameters
    ----------
    claims : DataFrame
        Columns of the claims table, as many as there are; unique index; one row a statement that could be read. A column
        `row` may hold the source row as JSON, for rejects; a column `within` the place that `place` is looked for in.
    broken : DataFrame
        Statements that could not: columns raw_ref, row (JSON), reasons (rule names joined by "; ").
    findings : list of Finding
    areas : Areas, optional
        Where the place is told by areas one inside the other: those of each claim, in the order of `claims`.
    passed : tuple of str
        raw_ref of rows that state nothing: headings, days without a report. Every other row becomes a claim or a row of `broken`.
    """

    claims: pd.DataFrame
    broken: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)
    areas: Areas | None = None
    passed: tuple[str, ...] = ()


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


@runtime_checkable
class Batches(Ingestor, Protocol):
    """An ingestor that can read a large file in pieces, so that memory does not grow with it."""

    def batches(self, raw: RawFile, definition: Definition) -> Iterator[pd.DataFrame]:
        """The rows that `read` gives, in their order, cut into frames; each with index 0, 1, ...

        `normalise` is called with each, and all of it must give what it gives of the whole file, in any order. So a claim and those it is
        part of come from one row, and what is true of a row because of rows before it (its key was there already) is a column that both
        `read` and `batches` fill. Two findings that are alike but for their claims and their count become one.

        A file has at least one frame. An ingestor that combines files is asked for pieces only where the data set has one, and `combine`
        only where that one comes in one piece.
        """


def lists_persons(definition: Definition) -> bool:
    """Whether the raw files of a data set list persons, so that no copy of them may lie among the tables."""
    return bool(getattr(find(definition.ingestor), "persons", False)) or definition.options.get("rows") == "persons"


def find(name: str) -> Ingestor:
    """The ingestor of that name, shipped with this package or installed by another under `casualties.ingestors`.

    Raises
    ------
    UsageError
        None is known by it (the nearest is named), or what another package installed cannot be loaded or is no ingestor.
    """
    import importlib
    from importlib.metadata import entry_points

    if name in SHIPPED:  # not asked of the installation: that alone takes 80 ms
        found: Ingestor = importlib.import_module(f"casualties.ingest.{name}").INGESTOR
        return found
    points = entry_points(group=GROUP)
    if name in points.names:
        return _load(points[name])
    known = sorted({*SHIPPED, *points.names})
    near = difflib.get_close_matches(name, known, n=1)
    raise UsageError(f"no ingestor is called {name!r}.", do=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}.")


def checked(found: Any, where: str) -> Ingestor:
    """An object, or a class without arguments, as an ingestor.

    Raises
    ------
    UsageError
        It has not what an ingestor has; says what is missing.
    """
    made = found() if isinstance(found, type) else found
    lacks = [name for name in ("read", "normalise") if not callable(getattr(made, name, None))]
    lacks += [name for name, kind in (("name", str), ("version", int)) if not isinstance(getattr(made, name, None), kind)]
    if lacks:
        raise UsageError(f"{type(made).__name__} is no ingestor: it lacks {', '.join(lacks)}.", where=where, do="See casualties.ingest.registry.Ingestor.")
    ingestor: Ingestor = made
    return ingestor


def _load(point: EntryPoint) -> Ingestor:
    package = point.dist.name if point.dist is not None else point.module
    where = f"ingestor {point.name!r} of the package {package}"
    try:
        found = point.load()
    except Exception as exc:
        raise UsageError(f"it cannot be loaded: {type(exc).__name__}: {exc}.", where=where, do="Install the package again, or tell its authors.") from exc
    return checked(found, where)
