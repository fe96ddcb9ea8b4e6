"""What the dataset.toml of a data set allows to pass on, where its claims do not say so themselves."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from casualties.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

TOTALS = "aggregate_only"


def totals_only(root: Path) -> frozenset[str]:
    """Data sets of which only totals may be passed on: `redistribution = "aggregate_only"`. It holds from the moment it is written.

    Parameters
    ----------
    root : Path
        The working folder.

    Raises
    ------
    UsageError
        A definition cannot be read: what it forbids is not known.
    """
    return frozenset(path.parent.name for path in sorted((root / "datasets").glob("*/dataset.toml")) if _told(path) == TOTALS)


def _told(path: Path) -> object:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")).get("redistribution")
    except (OSError, ValueError) as exc:
        raise UsageError(f"it cannot be read, so that its terms are not known: {exc}.", where=str(path), do="Mend it; then what it allows is shown.") from exc
