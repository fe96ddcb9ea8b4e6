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
    from collections.abc import Iterable, Sequence

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
        order = np.argsort(first)  # as they come in the file: of two spellings of a new place the first one names it, however the file was cut
        return cls(rows[["country", *LEVELS]].take(first[order]).reset_index(drop=True), np.argsort(order)[place][at])

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


class Resolver:
    """Names of places to place_ids, for one data set; what a piece of a file found or added is the same in the pieces after it.

    Parameters
    ----------
    places : DataFrame
        The table of places.
    dataset : str
        Origin of new places.
    """

    def __init__(self, places: pd.DataFrame, dataset: str) -> None:
        self.places, self.dataset = places, dataset
        self._named: dict[str, str] = {}
        self._nested: dict[tuple[str, ...], str] = {}
        self._added: dict[tuple[str, str], dict[str, str]] = {}

    def named(self, names: pd.Series, within: pd.Series | None = None) -> pd.Series:
        """place_ids of names as written, missing where unknown or ambiguous.

        Parameters
        ----------
        names : Series of str
        within : Series of str, optional
            The place each lies in. There, of "a quarter, a town" the town counts where the quarter is not known.
        """
        asked = names.fillna("") + "\x1f" + ("" if within is None else within.fillna(""))
        codes, keys = pd.factorize(asked)
        first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())  # of each key, in their order
        new = first[[key not in self._named for key in keys]]
        if len(new):
            found = by_name(names.iloc[new], self.places, None if within is None else within.iloc[new])
            self._named |= dict(zip(asked.iloc[new], found, strict=True))
        return pd.Series([self._named[key] for key in keys], dtype="str").take(codes).set_axis(names.index)

    def nested(self, told: pd.DataFrame) -> pd.Series:
        """place_ids of areas told one inside the other.

        An area resolves by name within its parent and at its level only ("Homs District" is not the city of Homs). What does not resolve becomes a place with the
        data set as origin.

        Parameters
        ----------
        told : DataFrame
            Columns country, adm_1, adm_2 as written; missing = not given.

        Returns
        -------
        Series of str
            The deepest area given, on the index of `told`; missing where the country is not known.
        """
        keys = list(told[["country", *LEVELS]].fillna("").itertuples(index=False, name=None))
        new = told[[key not in self._nested for key in keys]].drop_duplicates(ignore_index=True)
        if len(new):
            self._nested |= zip(new[["country", *LEVELS]].fillna("").itertuples(index=False, name=None), self._look_up(new), strict=True)
        return pd.Series([self._nested[key] for key in keys], index=told.index, dtype="str")

    def _look_up(self, told: pd.DataFrame) -> pd.Series:
        countries = {name: gazetteer.country(name) for name in told["country"].dropna().unique()}
        ids = told["country"].map(countries).astype("str")
        for column, level in LEVELS.items():
            inside = ids.notna() & told[column].notna()
            if inside.any():
                found = _resolve(told.loc[inside, column], ids[inside], self.places[self.places["level"] == level])
                new = found.index[found.isna()]
                made = [_add(self._added, parent, name, level, self.dataset) for parent, name in zip(ids[new], told.loc[new, column], strict=True)]
                ids[inside] = found.where(found.notna(), pd.Series(made, index=new, dtype="str").reindex(found.index))
        return ids

    def new_places(self) -> pd.DataFrame:
        """Areas the table of places does not know, columns of PLACES, in order of their parents and names."""
        known = self._listed(row["place_id"] for row in self._added.values())
        rows = [row for _, row in sorted(self._added.items()) if row["place_id"] not in known]
        return PLACES.complete(pd.DataFrame(rows)) if rows else PLACES.empty()

    def unknown(self, ids: pd.Series) -> list[str]:
        """Those of some place_ids that are in no table and were not added, sorted."""
        given = set(ids.dropna().unique())
        return sorted(given - self._listed(given) - {row["place_id"] for row in self._added.values()})

    def _listed(self, ids: Iterable[str]) -> set[str]:
        return set(self.places.loc[self.places["place_id"].isin(list(ids)), "place_id"])


def by_name(names: pd.Series, places: pd.DataFrame, within: pd.Series | None = None) -> pd.Series:
    """place_ids of names as written, missing where unknown or ambiguous; as `Resolver.named`, which asks each once."""
    found = gazetteer.resolve(names, places, within)
    if within is None:
        return found
    town = names.str.extract(r",\s*([^,]+)$", expand=False).where(found.isna())
    return found.fillna(gazetteer.resolve(town, places, within)) if town.notna().any() else found


def precision(ids: pd.Series, places: pd.DataFrame) -> pd.Series:
    """place_precision of claims from the level of their place."""
    return gazetteer.level_precision(ids, places)


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
