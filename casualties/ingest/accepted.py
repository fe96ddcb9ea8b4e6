"""How far a reading may differ from the one before: the table [changes] of dataset.toml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from casualties.errors import UsageError


@dataclass(frozen=True)
class Accepted:
    """How far a reading may differ from the one before; more stops it, unless the changes are accepted.

    Parameters
    ----------
    claims_fall : float
        Part of the claims that may be gone: 0.1 = a tenth; 1 = all of them.
    year_fall : float
        Part of the claims, or of the persons, of one year that may be gone.
    year_rise : float, optional
        Part by which the persons of one year may grow, the last year and later ones aside; None = without bound: what is kept by
        hand grows wherever somebody finds a source.
    """

    claims_fall: float = 0.1
    year_fall: float = 0.25
    year_rise: float | None = 1.0


def accepted_of(told: Any, where: str) -> Accepted:
    """The table [changes].

    Raises
    ------
    UsageError
        A key is unknown (the nearest is named) or a value is no part of a whole.
    """
    keys = [f.name for f in fields(Accepted)]
    if not isinstance(told, dict):
        raise UsageError("changes is not a table.", where=where, do=f"Write [changes] with any of: {', '.join(keys)}.")
    for key, part in told.items():
        if key not in keys:
            near = get_close_matches(key, keys, n=1)
            raise UsageError(f"unknown key changes.{key}.", where=where, do=f"Did you mean {near[0]!r}?" if near else f"Keys are: {', '.join(keys)}.")
        if isinstance(part, bool) or not isinstance(part, int | float) or part < 0:
            raise UsageError(f"changes.{key} is {part!r}.", where=where, do="Write a part: 0.1 is a tenth, 1 is all.")
    return Accepted(**told)
