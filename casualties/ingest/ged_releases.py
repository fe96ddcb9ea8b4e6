"""Releases of UCDP GED: which of several files speaks for an event.

A yearly release is final: candidate events of its countries and years that it does not hold were not confirmed. Of two
releases that hold an event the final one speaks, of two alike the newer. Which release a file is stands in its name, or in
the address it was fetched from: `GEDEvent_v24_1.csv`, `ged241.csv` yearly; `GEDEvent_v24_0_6.csv` (June 2024),
`GEDEvent_v24_01_24_06.csv` (January to June 2024) candidate.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import DataError
from casualties.ingest import events_json
from casualties.ingest.aside import set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casualties.ingest.registry import Normalised
    from casualties.raw import RawFile

REPLACED = "replaced_by_newer_release"
"""Reason of a statement that a newer release makes anew, or no longer makes."""

_FINAL = re.compile(r"(?:^|[^0-9.])v?([0-9]{2})[._]([1-9])(?![0-9._]*[0-9])|ged([0-9]{2})([1-9])(?![0-9])", re.IGNORECASE)
_MONTH = re.compile(r"(?:^|[^0-9.])v?([0-9]{2})[._]0[._]([0-9]{1,2})(?![0-9])", re.IGNORECASE)
_MONTHS = re.compile(r"(?:^|[^0-9.])v?([0-9]{2})[._]0?1[._]\1[._]([0-9]{2})(?![0-9])", re.IGNORECASE)
_VERSION_SUFFIX = re.compile(r"\.(csv|json|gz|zip)$", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Release:
    """A release, in the order in which they win.

    Parameters
    ----------
    final : bool
        A yearly release; candidate otherwise.
    year : int
        Of the version: release 24.1 holds the years to 2023, candidate 24.0.6 the June of 2024.
    number : int
        Of the release in its year; month of a candidate.
    """

    final: bool
    year: int
    number: int

    @property
    def until(self) -> dt.date | None:
        """Last day a final release speaks for."""
        return dt.date(self.year - 1, 12, 31) if self.final and self.year else None


def release_of(raw: RawFile) -> Release | None:
    """The release a file is, by its name or else its address; None where neither says."""
    address = re.sub(r"[?#].*$", "", raw.url or "")
    for told in (_VERSION_SUFFIX.sub("", raw.name), _VERSION_SUFFIX.sub("", raw.path.name), _VERSION_SUFFIX.sub("", address.rsplit("/", 1)[-1])):
        if match := (_MONTHS.search(told) or _MONTH.search(told)):
            return Release(False, 2000 + int(match[1]), int(match[2]))
        if match := _FINAL.search(told):
            year, number = (match[1], match[2]) if match[1] else (match[3], match[4])
            return Release(True, 2000 + int(year), int(number))
    return None


def refuse_missing_pages(raws: Sequence[RawFile]) -> None:
    """Raise DataError where pages of the API hold fewer events than they say there are."""
    pages: dict[tuple[Release | None, int], list[tuple[RawFile, int]]] = {}
    for raw in raws:
        if events_json.is_json(raw):
            page = events_json.read_page(raw)
            if page.total is not None:
                pages.setdefault((release_of(raw), page.total), []).append((raw, len(page.events)))
    for (_, total), found in pages.items():
        held = sum(count for _, count in found)
        if held < total:
            what = f"{len(found)} page{'' if len(found) == 1 else 's'} of the API hold {held} of {total} events: a page is missing."
            raise DataError(what, where=str(found[-1][0]), do="Fetch all pages of the release again, and let `raw` name them all.")


def newest(raws: Sequence[RawFile], parts: Sequence[Normalised]) -> list[Normalised]:
    """Statements of several files, those that a newer release makes anew, or no longer makes, set aside with a reason.

    Parameters
    ----------
    raws, parts : sequence
        Files, and their statements.

    Returns
    -------
    list of Normalised
        As many statements and refused ones as before.
    """
    releases = [_release(raw, part) for raw, part in zip(raws, parts, strict=True)]
    if len(set(releases)) < 2:
        return list(parts)
    order = sorted(range(len(parts)), key=lambda n: releases[n], reverse=True)
    kept = dict(enumerate(parts))
    seen: set[str] = set()
    finals: list[tuple[dt.date, frozenset[str]]] = []
    for release in sorted(set(releases), reverse=True):
        alike = [n for n in order if releases[n] == release]
        for n in alike:
            kept[n] = _without(parts[n], seen, finals)
        seen |= {key for n in alike for key in parts[n].claims["record_id"].unique()}
        if release.until is not None:
            finals += [(release.until, _countries(parts[n])) for n in alike]
    return [kept[n] for n in range(len(parts))]


def _release(raw: RawFile, part: Normalised) -> Release:
    told = release_of(raw)
    if told is not None:
        return told
    provisional = part.claims["grade"].astype("str").str.startswith("provisional").fillna(False).any() if len(part.claims) else False
    return Release(not provisional, 0, 0)


def _countries(part: Normalised) -> frozenset[str]:
    return frozenset() if part.areas is None else frozenset(part.areas.told["country"].dropna())


def _without(part: Normalised, seen: set[str], finals: list[tuple[dt.date, frozenset[str]]]) -> Normalised:
    claims = part.claims
    gone = claims["record_id"].isin(seen) if seen else pd.Series(False, index=claims.index)
    if finals and part.areas is not None:
        country = part.areas.column("country", claims.index)
        for until, countries in finals:
            gone |= (claims["end"] <= pd.Timestamp(until)) & country.isin(countries)
    return set_aside(part, gone, REPLACED)
