"""Columns of a source by name: which of its own stands for each of ours, and what to say when one is gone."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casualties.errors import DataError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHOWN = 4
"""Names quoted of a first row in which no column is known."""


@dataclass(frozen=True)
class Layout:
    """The columns to read of a source.

    Parameters
    ----------
    required, optional : tuple of str
        Our words for them; a source has every required one.
    names : mapping of str to sequence of str
        Names a column has had, newest first, where there are others than our word.
    orders : sequence of sequence of str
        Orders of columns that files without a row of names came in.
    looks : mapping of str to str
        What values of some columns look like (regular expressions): a row of values is known as such by them.
    tags : mapping of str to str
        HXL tags of some columns.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    orders: Sequence[Sequence[str]] = ()
    looks: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


def find(given: Sequence[str], layout: Layout, where: str) -> dict[str, str]:
    """Our word for each column that is there, and its name in the file.

    Blanks around a name and capital letters do not matter.

    Parameters
    ----------
    given : sequence of str
        Names of the columns of the file.
    layout : Layout
    where : str
        File and line, for messages.

    Raises
    ------
    SourceError
        A required column is not there: the source changed its layout. The nearest name is told.
    DataError
        One is there twice.
    """
    at: dict[str, list[str]] = {}
    for name in given:
        at.setdefault(_plain(name), []).append(name)
    found: dict[str, str] = {}
    for word in (*layout.required, *layout.optional):
        for name in (word, *layout.names.get(word, ())):
            if _plain(name) in at:
                twins = at[_plain(name)]
                if len(twins) > 1:
                    raise DataError(f"column {name!r} is there twice.", where=where, do="Fetch the file again, or remove one of them.")
                found[word] = twins[0]
                break
    missing = [word for word in layout.required if word not in found]
    if missing:
        raise _missing(missing, given, set(found.values()), where, len(missing) == len(layout.required))
    return found


def known(given: Sequence[str], layout: Layout) -> int:
    """How many names are those of columns of a layout."""
    words = {_plain(name) for word in (*layout.required, *layout.optional) for name in (word, *layout.names.get(word, ()))}
    return sum(_plain(name) in words for name in given)


def _missing(missing: list[str], given: Sequence[str], taken: set[str], where: str, nothing_known: bool) -> SourceError:  # noqa: FBT001
    if nothing_known:
        do = "The first row must name the columns." if len(given) > 1 else "The first row must name the columns, separated by commas, semicolons, tabs or bars."
        shown = ", ".join(name[:40] for name in given[:SHOWN])
        return SourceError(f"no known column in the first row ({shown}, ...).", where=where, do=do)
    near = difflib.get_close_matches(missing[0], [name for name in given if name not in taken], n=1)
    hint = f"It has {near[0]!r}, which may be its new name." if near else "The source may have changed its layout."
    more = f" (and {len(missing) - 1} more: {', '.join(missing[1:])})" if missing[1:] else ""
    return SourceError(f"column {missing[0]!r} is missing{more}.", where=where, do=hint)


def is_tags(cells: Sequence[str]) -> bool:
    """Whether a row holds HXL tags: most of what is written begins with #, and there are three at least."""
    written = [cell.strip() for cell in cells if cell and cell.strip()]
    tags = sum(cell.startswith("#") for cell in written)
    return tags >= min(3, len(cells)) and 2 * tags > len(written) > 0


def _plain(name: str) -> str:
    return name.strip().lower()
