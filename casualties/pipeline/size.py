"""Is a reading about as large as the one before: claims, and claims and persons by year. A truncated or wrong file stops here.

The sums are a fingerprint of a data set, no totals of the dead: claims of several sources and running totals are added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import DataError

if TYPE_CHECKING:
    from casualties.ingest.accepted import Accepted

COLUMNS = ("harm", "low", "best", "high", "part_of", "start", "end", "place_id")
"""What is looked at, and what the scope of a release is held against."""

FEW = 10
"""Fewer claims gone than this, or a year of fewer, stops nothing."""


def compare(before: pd.DataFrame, now: pd.DataFrame, accepted: Accepted) -> list[str]:
    """What differs by more than is accepted.

    Parameters
    ----------
    before : DataFrame
        Stored claims that the reading speaks for, with at least COLUMNS.
    now : DataFrame
        Claims of the reading.
    accepted : Accepted

    Returns
    -------
    list of str
        One sentence each, with what was before and what is now; empty where all is as it should be.
    """
    if before.empty:
        return []
    told = []
    if _fell(len(before), len(now), accepted.claims_fall):
        told.append(f"{len(before):,} claims before, {len(now):,} now")
    new = _by_year(now)
    last = int(before["end"].dt.year.max())
    for (harm, year), (claims, persons) in _by_year(before).items():
        claims_now, persons_now = new.get((harm, year), (0, 0))
        rose = accepted.year_rise is not None and year < last and persons_now - persons > max(FEW, accepted.year_rise * persons)
        if claims < FEW:
            continue
        if claims - claims_now > accepted.year_fall * claims:
            if claims - claims_now < FEW:
                continue  # so few: a person is at work
            told.append(f"{year}, {harm}: {claims:,} claims before, {claims_now:,} now")
        elif rose or _fell(persons, persons_now, accepted.year_fall):
            told.append(f"{year}, {harm}: figures add up to {persons:,} before, {persons_now:,} now")
    return told


def refuse(before: pd.DataFrame, now: pd.DataFrame, accepted: Accepted, dataset: str) -> None:
    """Refuse a reading that differs by more than is accepted.

    Raises
    ------
    DataError
        With what was before, what is now, and what to do.
    """
    told = compare(before, now, accepted)
    if told:
        more = f"; and {len(told) - 4} more" if len(told) > 4 else ""
        raise DataError(
            f"the reading differs too much from the one before: {'; '.join(told[:4])}{more}.",
            where=f"data set {dataset}",
            do=(
                "Nothing was replaced. Look whether the raw file is whole and the right one; if the source really changed so much, "
                f"run `casualties ingest {dataset} --accept-changes`. [changes] in dataset.toml says what is accepted."
            ),
        )


def _fell(before: int, now: int, part: float) -> bool:
    return before - now >= FEW and before - now > part * before


def _by_year(claims: pd.DataFrame) -> dict[tuple[str, int], tuple[int, int]]:
    """Claims and persons by harm and year of the last day; parts of a whole are not counted beside it."""
    whole = claims[claims["part_of"].isna()]
    persons = whole["best"].fillna(whole["low"]).fillna(whole["high"]).fillna(0)
    told = pd.DataFrame({"harm": whole["harm"].astype("str"), "year": whole["end"].dt.year, "persons": persons.astype("int64")})
    sums = told.groupby(["harm", "year"], sort=True)["persons"].agg(["size", "sum"]).reset_index()
    return {(str(harm), int(year)): (int(size), int(total)) for harm, year, size, total in sums.itertuples(index=False)}
