"""Records of articles as one frame of claims: names resolved, columns in their dtypes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from casualties import sources
from casualties.errors import UsageError
from casualties.extract import article, known
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = "extract/1"
_PRECISION = ("country", "admin1", "admin2", "exact", "exact")
_OFFSETS = ("quote_start", "quote_end")
_NOT_COLUMNS = ("sentence_start", "sentence_end")


class Totals(NamedTuple):
    """Killed and injured of an article (persons): main figures, no parts, no background totals; None = none stated."""

    killed: int | None
    injured: int | None


def extract(
    text: str,
    published: object = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
    *,
    dates: bool = True,
) -> pd.DataFrame:
    """Claims found in the text of a news article, for a person to review.

    Parameters
    ----------
    text : str
        Plain text of the article; UPPER CASE wire copy works too.
    published : str, date or Timestamp
        Day of publication, against which "on Tuesday" is told.
    publisher, title, url : str, optional
        Where it appeared. The title gives context for places, and no claims of its own.
    dates : bool
        False: days are not resolved, and `published` may be missing; `end` is then the day of publication or 1970-01-01,
        date_precision "unknown".

    Returns
    -------
    DataFrame
        The claims table, review "proposed", in the order of the text, and two more columns, quote_start and quote_end
        (Int64): offsets of `quote` in `text`, the end exclusive. Low, best, high in persons.

    Raises
    ------
    UsageError
        No day of publication, and `dates` is not False; or one that cannot be read.
    """
    day = published_day(published, dates=dates)
    rows = article.records(text, day, publisher, title, url, dated=dates)
    return claims(rows, published if dates or published is not None else None, publisher, url)


def article_totals(text: str, published: object = None, title: str | None = None) -> Totals:
    """One total of killed and one of injured of an article, for collections that only have totals.

    Parameters
    ----------
    text : str
    published : str, date or Timestamp, optional
        Without it, history cannot be told from news by its dates.
    title : str, optional

    Returns
    -------
    Totals
        Persons; None where the article states no figure.
    """
    from casualties.extract import sentences, totals

    found, _ = article.read(text, published_day(published, dates=published is not None), title)
    split = sentences.split(text)
    return Totals(totals.main(found, split, "killed"), totals.main(found, split, "injured"))


def published_day(published: object, *, dates: bool = True) -> dt.date:
    """The day of publication.

    Raises
    ------
    UsageError
        It is missing while days are wanted, or cannot be read.
    """
    if published is None or published == "":
        if dates:
            raise UsageError(
                'no date of publication is given, and days such as "on Tuesday" cannot be told without it.',
                do='Give published="2012-02-07", or dates=False to leave days open.',
            )
        return dt.date(1970, 1, 1)
    try:
        day = pd.Timestamp(published)  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError) as exc:
        raise UsageError(f"published {published!r} is no date: {exc}.", do="Write it as 2012-02-07.") from exc
    if pd.isna(day):
        raise UsageError(f"published {published!r} is no date.", do="Write it as 2012-02-07.")
    return day.date()


def claims(rows: Iterable[Mapping[str, Any]], published: object = None, publisher: str | None = None, url: str | None = None) -> pd.DataFrame:
    """Records of `article.records`, of one article or many, as one claims frame.

    Parameters
    ----------
    rows : iterable of mapping
        Own values of published_at, publisher and url win over the arguments.
    published, publisher, url : optional
        Of all rows that have none.

    Returns
    -------
    DataFrame
        The claims table with quote_start and quote_end (Int64).
    """
    made = [{name: value for name, value in row.items() if name not in _NOT_COLUMNS} for row in rows]
    if not made:
        return CLAIMS.empty().assign(**{name: pd.Series([], dtype="Int64") for name in _OFFSETS})
    for row in made:
        _complete(row, publisher, url)
    frame = pd.DataFrame(made)
    if "published_at" not in frame:
        frame["published_at"] = instant(published)
    frame["is_interested"] = sources.interested(frame["claimant"].astype("str"), frame["victims"], known.table())
    offsets = {name: frame[name].astype("Int64") for name in _OFFSETS}
    return CLAIMS.complete(frame).assign(**offsets)


def instant(published: object) -> pd.Timestamp | None:
    """The moment of publication: a date alone is the last second of that day, UTC."""
    if published is None:
        return None
    moment = pd.Timestamp(published)  # type: ignore[arg-type]
    if moment.tzinfo is not None:
        return moment.tz_convert("UTC")
    if moment == moment.normalize():
        moment = moment.normalize() + pd.Timedelta(hours=23, minutes=59, seconds=59)
    return moment.tz_localize("UTC")


def _complete(row: dict[str, Any], publisher: str | None, url: str | None) -> None:
    row["place_precision"] = _PRECISION[row.pop("place_level")] if row["place_id"] else "unknown"
    stated = row["claimant_stated"]
    row["claimant"] = (known.source(stated) or stated) if stated else None
    row["via"] = "; ".join(dict.fromkeys(known.name_or_id(name) for name in row["via"].split("; "))) if row["via"] else None
    row.setdefault("publisher", known.outlet(publisher))
    row.setdefault("url", url)
    row["review"], row["ingestor"] = "proposed", VERSION
