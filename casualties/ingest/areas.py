"""Places of a data set: names one by one, or areas told one inside the other (country, adm_1, adm_2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casualties import places as gazetteer
from casualties import spelling
from casualties.tables import PLACES

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = {"adm_1": "admin1", "adm_2": "admin2"}


@dataclass(frozen=True)
class Areas:
    """The places of claims, told by areas one inside the other; many claims share few places.

    Parameters
    ----------
    told : DataFrame
        Columns country, adm_1, adm_2 (`str`, as written, missing = not given), index 0, 1, ...
    at : array of int
        Row of `told`, one a claim.
    """

    told: pd.DataFrame
    at: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame, at: np.ndarray) -> Areas:
        """Those of claims that lie where the row `at` of a frame with the columns country, adm_1 and adm_2 says."""
        key = np.zeros(len(rows), dtype=np.int64)
        for name in ("country", *LEVELS):
            codes, names = pd.factorize(rows[name])
            key = key * (len(names) + 1) + codes + 1
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        return cls(rows[["country", *LEVELS]].take(first).reset_index(drop=True), place[at])

    def column(self, name: str, index: pd.Index) -> pd.Series:
        """One of the columns told, one value a claim, on the index of the claims."""
        return self.told[name].take(self.at).set_axis(index)

    def only(self, kept: np.ndarray) -> Areas:
        """Those of the claims a mask is True for."""
        return Areas(self.told, self.at[kept])

    @classmethod
    def joined(cls, parts: Sequence[Areas]) -> Areas:
        """Those of claims of several files, one file after the other."""
        starts = np.cumsum([0, *(len(part.told) for part in parts[:-1])])
        return cls(
            pd.concat([part.told for part in parts], ignore_index=True),
            np.concatenate([part.at + start for part, start in zip(parts, starts, strict=True)]),
        )


def by_name(names: pd.Series, places: pd.DataFrame, within: pd.Series | None = None) -> pd.Series:
    """place_ids of names as written, missing where unknown or ambiguous.

    Parameters
    ----------
    names : Series of str
    places : DataFrame
    within : Series of str, optional
        The place each lies in. There, of "a quarter, a town" the town counts where the quarter is not known.
    """
    found = gazetteer.resolve(names, places, within)
    if within is None:
        return found
    town = names.str.extract(r",\s*([^,]+)$", expand=False).where(found.isna())
    return found.fillna(gazetteer.resolve(town, places, within)) if town.notna().any() else found


def precision(ids: pd.Series, places: pd.DataFrame) -> pd.Series:
    """place_precision of claims from the level of their place."""
    return gazetteer.level_precision(ids, places)


def nested(told: pd.DataFrame, places: pd.DataFrame, dataset: str) -> tuple[pd.Series, pd.DataFrame]:
    """place_ids of areas told one inside the other.

    An area resolves by name within its parent and at its level only ("Homs District" is not the city of Homs). What does not resolve becomes a place with the data set as origin.

    Parameters
    ----------
    told : DataFrame
        Columns country, adm_1, adm_2 as written; missing = not given.
    places : DataFrame
        The table of places.
    dataset : str
        Origin of new places.

    Returns
    -------
    ids : Series of str
        The deepest area given, on the index of `told`; missing where the country is not known.
    new_places : DataFrame
        Columns of PLACES.
    """
    unique = told.drop_duplicates().sort_values(["country", "adm_1", "adm_2"], ignore_index=True)
    countries = {name: gazetteer.country(name) for name in unique["country"].dropna().unique()}
    unique["place_id"] = unique["country"].map(countries).astype("str")
    added: dict[tuple[str, str], dict[str, str]] = {}
    for column, level in LEVELS.items():
        inside = unique["place_id"].notna() & unique[column].notna()
        if inside.any():
            found = _resolve(unique.loc[inside, column], unique.loc[inside, "place_id"], places[places["level"] == level])
            new = found.index[found.isna()]
            made = [_add(added, parent, name, level, dataset) for parent, name in zip(unique.loc[new, "place_id"], unique.loc[new, column], strict=True)]
            found = found.where(found.notna(), pd.Series(made, index=new, dtype="str").reindex(found.index))
            unique.loc[inside, "place_id"] = found
    ids = told.merge(unique, on=["country", "adm_1", "adm_2"], how="left", validate="m:1")["place_id"].set_axis(told.index)
    known = set(places["place_id"])
    rows = [row for _, row in sorted(added.items()) if row["place_id"] not in known]
    return ids, PLACES.complete(pd.DataFrame(rows)) if rows else PLACES.empty()


def _resolve(names: pd.Series, parents: pd.Series, places: pd.DataFrame) -> pd.Series:
    """Ids of names within their parents; missing where the country has no place of that level."""
    told = parents.str[:3].isin(set(places["place_id"].str[:3]))
    if not told.any():
        return pd.Series(None, index=names.index, dtype="str")
    return gazetteer.resolve(names[told], places, within=parents[told]).reindex(names.index)


def _add(added: dict[tuple[str, str], dict[str, str]], parent: str, name: str, level: str, dataset: str) -> str:
    """The id of a new place; spellings that differ in case, accents, blanks and the word for the kind of area are one."""
    clean = re.sub(r"\s+", " ", name).strip().replace("/", "-")
    row = {"place_id": f"{parent}/{clean}", "name": clean, "parent": parent, "level": level, "origin": dataset}
    bare = gazetteer.GENERIC.sub("", spelling.fold(clean)).strip()
    return added.setdefault((parent, bare or spelling.fold(clean)), row)["place_id"]
