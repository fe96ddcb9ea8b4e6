"""Is a reading about as large as the one before: claims, and claims and persons by year. A truncated or wrong file stops here.

The sums are a fingerprint of a data set, no totals of the dead: claims of several sources and running totals are added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casualties.ingest.accepted import Accepted

COLUMNS = ("harm", "low", "best", "high", "part_of", "start", "end", "place_id")
"""What is looked at, and what the scope of a release is held against."""

FEW = 10
"""Fewer claims gone than this, or a year of fewer, stops nothing."""


class Sums:
    """Claims, and claims and persons by harm and year of the last day; grows claim by claim.

    Attributes
    ----------
    claims : int
    last : int
        The last year of any.
    years : mapping of (harm, year) to (claims, persons)
        Parts of a whole are not counted beside it.
    """

    def __init__(self, frames: Iterable[pd.DataFrame] = ()) -> None:
        self.claims, self.last = 0, 0
        self.years: dict[tuple[str, int], tuple[int, int]] = {}
        for frame in frames:
            self.add(frame)

    def add(self, claims: pd.DataFrame) -> None:
        """Count some claims more: a frame with at least COLUMNS."""
        if claims.empty:
            return
        self.claims += len(claims)
        self.last = max(self.last, int(claims["end"].dt.year.max()))
        for key, (size, persons) in _by_year(claims).items():
            before = self.years.get(key, (0, 0))
            self.years[key] = (before[0] + size, before[1] + persons)


def compare(before: Sums, now: Sums, accepted: Accepted) -> list[str]:
    """What differs by more than is accepted.

    Parameters
    ----------
    before : Sums
        Of the stored claims that the reading speaks for.
    now : Sums
        Of the claims of the reading.
    accepted : Accepted

    Returns
    -------
    list of str
        One sentence each, with what was before and what is now; empty where all is as it should be.
    """
    told = []
    if _fell(before.claims, now.claims, accepted.claims_fall):
        told.append(f"{before.claims:,} claims before, {now.claims:,} now")
    for (harm, year), (claims, persons) in sorted(before.years.items()):
        claims_now, persons_now = now.years.get((harm, year), (0, 0))
        rose = accepted.year_rise is not None and year < before.last and persons_now - persons > max(FEW, accepted.year_rise * persons)
        if claims < FEW:
            continue
        if claims - claims_now > accepted.year_fall * claims:
            if claims - claims_now < FEW:
                continue  # so few: a person is at work
            told.append(f"{year}, {harm}: {claims:,} claims before, {claims_now:,} now")
        elif rose or _fell(persons, persons_now, accepted.year_fall):
            told.append(f"{year}, {harm}: figures add up to {persons:,} before, {persons_now:,} now")
    return told


def refuse(before: Sums, now: Sums, accepted: Accepted, dataset: str) -> None:
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
