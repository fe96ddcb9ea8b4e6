"""Claims found in articles, laid out for a person to correct: the nine columns first, what helps to judge them behind.

`claims_csv` reads such a file back: `sentence` is passed over, `reviewed_by` and `reviewed_at` go into the note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import sources
from casualties.extract import figures, frame, known
from casualties.ingest import values
from casualties.ingest.csv_text import Problem
from casualties.ingest.values import ValueRefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from casualties.ingest.articles import Article

NINE = ("harm", "figure", "place", "start", "end", "claimant", "publisher", "published", "url")
BESIDE = ("sentence", "reviewed_by", "reviewed_at")
"""Columns that only a file under review has."""
COLUMNS = (
    *NINE,
    "victims",
    "counting",
    "scope",
    "stance",
    "part_of",
    "via",
    "date_role",
    "date_precision",
    "date_basis",
    "place_basis",
    "quote",
    "sentence",
    "record_id",
    "review",
    "reviewed_by",
    "reviewed_at",
)
_SAID = {"exact": "{best}", "more_than": "more than {low}", "up_to": "up to {high}", "about": "about {best}", "between": "{low} to {high}"}


def records(article: Article, dataset: str, publisher: str | None = None, *, dates: bool = True) -> list[dict[str, Any]]:
    """Claims of an article as mappings of columns of the claims table, with the `sentence` each stands in.

    Parameters
    ----------
    article : Article
    dataset : str
        Data set that the claims belong to.
    publisher : str, optional
        Where the article does not name its own.
    dates : bool
        False: days are not resolved, and an article without a day of publication is read too.

    Raises
    ------
    UsageError
        The article has no day of publication, or one that cannot be read.
    """
    from casualties.extract.article import records as found

    day: dt.date = frame.published_day(article.published, dates=dates)
    moment = frame.instant(article.published)
    made = found(article.text, day, article.publisher or publisher, article.title, article.url, dated=dates)
    outlet = known.outlet(article.publisher or publisher)
    for record in made:
        for key in ("claim_id", "part_of"):
            if record[key] is not None:
                record[key] = f"{dataset}:{record[key].partition(':')[2]}"
        first, last = record.pop("sentence_start"), record.pop("sentence_end")
        record |= {
            "sentence": " ".join(article.text[first:last].split()),
            "raw_ref": f"{article.where}, characters {record['quote_start']}-{record['quote_end']}",
            "publisher": outlet,
            "published_at": moment,
            "url": article.url,
        }
    return made


def sheet(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Records as text of COLUMNS, one claim a row, missing values empty.

    Parameters
    ----------
    rows : iterable of mapping
        What `records` gives.
    """
    told = list(rows)
    claims = frame.claims([{name: value for name, value in row.items() if name != "sentence"} for row in told])
    made = pd.DataFrame({name: claims[name] for name in COLUMNS if name in claims}, dtype=object)
    told_figures = claims[["stated", "qualifier", "low", "best", "high"]].to_dict("records")
    made["figure"] = [figure({str(name): value for name, value in row.items()}) for row in told_figures]
    made["claimant"] = _claimant(claims)
    # The path, for the words of the text ("the city", "Homs") may mean several places.
    made["place"] = claims["place_id"].fillna(claims["place"])
    made["published"] = claims["published_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").str.removesuffix("T23:59:59Z")
    made["part_of"] = claims["part_of"].str.replace(r"^[^:]*:", "", regex=True)
    made["sentence"] = [row["sentence"] for row in told]
    for name in ("start", "end"):
        made[name] = claims[name].dt.strftime("%Y-%m-%d")
    # Without a day of publication there is no day at all: a person writes it, or the claim is not read back.
    made["end"] = made["end"].where(claims["published_at"].notna() | (claims["date_precision"] != "unknown"))
    made["reviewed_by"] = made["reviewed_at"] = None
    return made[list(COLUMNS)].astype("str").fillna("")


def _claimant(claims: pd.DataFrame) -> pd.Series:
    """The claimant as written where that alone tells who it is, else its id: one column, so that a correction cannot be half of it."""
    stated = claims["claimant_stated"]
    names = pd.Series(stated.dropna().unique(), dtype="str")
    ids = sources.resolve(names, known.table())
    told = dict(zip(names, ids.fillna(names), strict=True))
    return stated.where(stated.map(told) == claims["claimant"], claims["claimant"])


def figure(claim: Mapping[str, Any]) -> str:
    """The words of a figure that a hand-kept file may hold: those of the text where they are read as the same figure."""
    numbers = {name: None if pd.isna(claim[name]) else int(claim[name]) for name in ("low", "best", "high")}
    try:
        found = figures.read(claim["stated"])
        if (found.qualifier, found.low, found.best, found.high) == (claim["qualifier"], *numbers.values()):
            return str(claim["stated"])
    except figures.FigureRefusedError:
        pass
    return _SAID.get(str(claim["qualifier"]), "at least {low}").format(**numbers)


def reviewed(row: Mapping[str, Any], line: int) -> tuple[str | None, list[Problem]]:
    """Who reviewed a claim and when, as it stands in its note; and what is wrong with it."""
    by, at = (str(row.get(name) or "").strip() for name in ("reviewed_by", "reviewed_at"))
    if not by and not at:
        return None, []
    if not by:
        return None, [
            Problem(line, "reviewed_by", "", "reviewer_given", "reviewed_at is given, reviewed_by is not.", "Write who reviewed it: initials or role.")
        ]
    try:
        day = values.instant(at) if at else None
    except ValueRefusedError as exc:
        return None, [Problem(line, "reviewed_at", at, exc.rule, exc.what, exc.do)]
    return f"reviewed by {by}" + (f", {day:%Y-%m-%d}" if day else ""), []
