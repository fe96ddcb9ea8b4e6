"""Armed Conflict Location & Event Data: one row an event, with one conservative number of deaths.

Exports of every layout from 2015 on and pages of the API are read alike (`acled.toml` has the names). `source` names the
outlets and goes to `reported_by`; the claimant is the compiler. Notes are the words of others and name victims: they are
looked through for "unknown fatalities coded as 10" and kept nowhere. 0 deaths can mean that none was reported: such events
make no statement, unless the data set asks for them. Several files are one data set: of two that hold an event the later
edit speaks, and one on a list of deletions is set aside, so that the store withdraws it where the data set's scope reaches.

ACLED may not be passed on: the table of sources says so of its claimant, and reports and exports obey.
Raleigh, Linke, Hegre and Karlsen (2010), Introducing ACLED, J. Peace Research 47(5).
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import dtypes
from casualties.errors import UsageError
from casualties.ingest import acled_files, parse, preset, table
from casualties.ingest.found import Finding
from casualties.ingest.registry import Normalised
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casualties.ingest.definition import Definition
    from casualties.raw import RawFile

OPTIONS = ("limit", "released", "zeros")
HALF_WEEK = pd.Timedelta(days=3)
_UNKNOWN = (
    r"(?i)\b((?:(?:unknown|unspecified|undetermined|unreported)(?: number(?:s)? of)?(?: reported)? (?:fatalities|deaths|casualties)"
    r"|(?:fatalities|deaths|casualties)(?: are| were)? (?:unknown|unspecified|undetermined|unreported))"
    r",?(?: and| but)?(?: is| are| was| were)? (?:coded|recorded) as [0-9]+)"
)
"""What notes say where the number is a convention of the compilers."""


@functools.cache
def _maps() -> Mapping[str, Any]:
    return preset.maps("acled")


class Acled:
    """Ingestor of ACLED: exports as CSV or workbook, pages of the API as JSON, and lists of deletions.

    Options: `zeros = true` keeps events with 0 deaths as claims of 0; `released` (a day) is the `published_at` of events
    without a time stamp; `limit` is how many rows a page of the API was asked to hold, 0 where it was asked for all.
    """

    name = "acled"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of an export, or of a list of deletions (columns event_id_cnty, deleted_timestamp)."""
        plan = preset.plan(_maps(), definition, OPTIONS)
        acled_files.refuse_answer(raw)
        if acled_files.is_deletions(raw):
            return acled_files.read_deletions(raw)
        return preset.read(raw, preset.layout(_maps()), reading=plan.read)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Events as statements; of a list of deletions, only the rows that cannot be read."""
        if acled_files.DELETED in rows:
            return Normalised(CLAIMS.empty()[["claim_id", "record_id", "raw_ref"]], acled_files.unreadable(rows))
        told, findings = _told(rows, definition)
        if not _flag(definition, "zeros"):
            told, found = _without_zeros(told)
            findings += found
        part = table.normalised(told, preset.plan(_maps(), definition, OPTIONS), definition.name)
        return Normalised(_widened(part.claims), part.broken, findings + part.findings, part.areas)

    def combine(self, raws: Sequence[RawFile], parts: Sequence[Normalised], definition: Definition) -> list[Normalised]:
        """All pages are there, each event is told by its latest edit, and what was deleted is set aside."""
        acled_files.refuse_missing_pages(raws, preset.limit(definition))
        return acled_files.without_deleted(raws, acled_files.latest(parts))


INGESTOR = Acled()


def _flag(definition: Definition, option: str) -> bool:
    told = definition.options.get(option, False)
    if not isinstance(told, bool):
        raise UsageError(f"options.{option} is {told!r}.", where=definition.name, do="Write true or false, without quotes.")
    return told


def _released(definition: Definition) -> str | None:
    told = definition.options.get("released")
    if told is not None and type(told) is not dt.date:
        raise UsageError("options.released is not a day.", where=definition.name, do="Write it as 2024-06-17, without quotes.")
    return None if told is None else told.isoformat()


def _told(rows: pd.DataFrame, definition: Definition) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows in the columns that the plan names."""
    maps = _maps()
    date_precision, found = preset.coded(rows["time_precision"], maps["date_precision"], "unknown", rows, "acled.toml")
    place_precision, more = preset.coded(rows["geo_precision"], maps["place_precision"], "unknown", rows, "acled.toml")
    level, _ = parse.codes(rows["geo_precision"], maps["place_level"], "adm_1")
    civilians = rows["civilian_targeting"].notna()
    aimed = civilians | rows["event_type"].isin(maps["attributed"]["types"])
    actors = _joined(rows["actor1"], " / ", rows["actor2"])
    notes = rows["notes"]
    told_so = notes.str.contains("(?:coded|recorded) as [0-9]", case=False).fillna(False).astype(bool)
    stated = notes[told_so].str.extract(_UNKNOWN, expand=False).reindex(rows.index).astype("str")
    stamp = acled_files.moments(rows["timestamp"])
    told = rows.drop(columns=["notes", "timestamp", "time_precision", "geo_precision"]).assign(
        country=rows["iso3"].where(rows["iso3"].notna(), rows["country"]),
        adm_1=rows["admin1"],
        adm_2=rows["admin2"].where(level == "adm_2"),
        date_precision=date_precision,
        place_precision=place_precision,
        stated=stated,
        grade=dtypes.full("Text", "fatalities unknown", rows.index).where(stated.notna()),
        cause=_joined(rows["event_type"], ": ", rows["sub_event_type"]),
        attributed_to=rows["actor1"].where(aimed),
        note=_joined(actors, "; ", dtypes.full("Text", "civilians targeted", rows.index).where(civilians)),
        published_at=stamp.where(stamp.notna(), _released(definition)),
    )
    return told, found + more


def _joined(first: pd.Series, joint: str, second: pd.Series) -> pd.Series:
    both = first + joint + second
    return both.where(both.notna(), first.where(first.notna(), second))


def _without_zeros(told: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    zero = told["fatalities"].str.fullmatch(r"0+(\.0*)?").fillna(False).astype(bool)
    if not zero.any():
        return told, []
    message = f"{int(zero.sum())} events have 0 fatalities, which can mean that none was reported: they make no claim. options.zeros = true keeps them as 0."
    return told[~zero].reset_index(drop=True), [Finding("zero may be silence", "note", message)]


def _widened(claims: pd.DataFrame) -> pd.DataFrame:
    """Events known to the week or the month cover all of its days."""
    week, month = claims["date_precision"] == "week", claims["date_precision"] == "month"
    first = claims["end"].dt.to_period("M").dt.start_time.astype(claims["end"].dtype)
    last = (first + pd.offsets.MonthEnd()).astype(claims["end"].dtype)
    return claims.assign(
        start=claims["start"].mask(week, claims["start"] - HALF_WEEK).mask(month, first),
        end=claims["end"].mask(week, claims["end"] + HALF_WEEK).mask(month, last),
    )
