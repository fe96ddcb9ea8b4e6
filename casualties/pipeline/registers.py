"""The registers beside the claims: sources and places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from casualties import places as gazetteer
from casualties import sources as registry
from casualties.errors import UsageError
from casualties.store import Store
from casualties.tables import PLACES

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd


def stored_sources(root: str | PathLike[str] = ".") -> pd.DataFrame:
    """The sources table: as stored by the last ingest, else as shipped and extended in datasets/sources.csv."""
    store = Store(Path(root))
    return store.sources() if store.datasets() else registry.load(Path(root) / "datasets" / "sources.csv")


def stored_places(root: str | PathLike[str] = ".", *, country: str | None = None) -> pd.DataFrame:
    """Places that claims speak of and the places around them; of a country, every place known.

    Raises
    ------
    UsageError
        The country is not known.
    """
    own = Path(root) / "datasets" / "places.csv"
    if country is not None:
        code = gazetteer.country(country)
        if code is None:
            raise UsageError(f"no country is known as {country!r}.", do="Write its English name or its ISO 3166 code of three letters.")
        return gazetteer.load(countries=[code], extra=own)
    store = Store(Path(root))
    return store.places() if store.datasets() else PLACES.empty()
