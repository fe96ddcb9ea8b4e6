"""News articles as evidence: what they claim is proposed, and enters a series when a person accepted it.

Beside the articles a data set has a file `reviewed.csv`, which `casualties review` writes: a claim decided there, as it
stands or corrected, takes the place of the one found in the article, and keeps leading back to the article.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import UsageError
from casualties.extract import frame
from casualties.ingest import articles, claims_csv, proposals
from casualties.ingest.articles import Article
from casualties.ingest.aside import set_aside
from casualties.ingest.definition import Definition, refuse_unknown_options
from casualties.ingest.registry import Normalised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casualties.raw import RawFile

REVIEWED = "reviewed.csv"
"""Decisions about what was found, in the folder of the data set; `raw` in dataset.toml names it beside the articles."""

OPTIONS = ("dates", "encoding", "publisher")
_SHEETS = (".csv", ".xlsx")
_OF_ARTICLE = tuple(f.name for f in fields(Article))


class News:
    """Ingestor of news: text, HTML (extra `news`), JSON lines, RSS and Atom files.

    Options: `publisher` of articles that name none; `encoding` of text and JSON; `dates = false` reads articles without a
    day of publication, the days of their claims left open.
    """

    name = "news"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Articles, one a row; of a file of decisions its lines."""
        options = options_of(definition)
        if raw.suffix in _SHEETS:
            return claims_csv.INGESTOR.read(raw, _without_options(definition))
        found = pd.DataFrame(list(articles.read(raw, options.get("encoding"))), columns=list(_OF_ARTICLE), dtype=object)
        return found.assign(raw_ref=found["where"])

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """What the articles claim, proposed; of a file of decisions what was decided."""
        if "where" not in rows:
            return claims_csv.INGESTOR.normalise(rows, _without_options(definition))
        options = options_of(definition)
        found: list[dict[str, Any]] = []
        broken, silent = [], []
        for told in rows.to_dict("records"):
            article = Article(**{name: told[name] for name in _OF_ARTICLE})
            ref = str(told["raw_ref"])
            rule, of_article = article.rule, []
            if not rule:
                try:
                    of_article = proposals.records(article, definition.name, options.get("publisher"), dates=options.get("dates", True))
                except UsageError:
                    rule = "published_readable" if article.published else "published_given"
            if rule:
                broken.append({"raw_ref": ref, "row": _told(article), "reasons": rule})
            elif not of_article:
                silent.append(ref)
            found += of_article
        claims = frame.claims([{name: value for name, value in row.items() if name != "sentence"} for row in found])
        claims = claims.drop(columns=["quote_start", "quote_end", "raw_sha256", "recorded_at", "ingestor", "dataset"])
        return Normalised(claims, pd.DataFrame(broken, columns=["raw_ref", "row", "reasons"], dtype="str"), passed=tuple(silent))

    def combine(self, raws: Sequence[RawFile], parts: Sequence[Normalised], definition: Definition) -> list[Normalised]:
        """A claim that was decided takes the place of the one found; an article that stands in several files counts once."""
        del definition
        is_review = [raw.suffix in _SHEETS for raw in raws]
        decided = {key for part, review in zip(parts, is_review, strict=True) if review for key in part.claims["claim_id"]}
        origin: dict[str, tuple[str, str]] = {}
        made = []
        for part, review in zip(parts, is_review, strict=True):
            if review:
                made.append(part)
                continue
            once = set_aside(part, part.claims["claim_id"].isin(list(origin)), "article_in_one_file_only")
            origin |= dict(zip(once.claims["claim_id"], zip(once.claims["raw_sha256"], once.claims["raw_ref"], strict=True), strict=True))
            made.append(set_aside(once, once.claims["claim_id"].isin(list(decided)), "not_decided_in_review"))
        return [_led_back(part, origin) if review else part for part, review in zip(made, is_review, strict=True)]


INGESTOR = News()


def options_of(definition: Definition) -> dict[str, Any]:
    """The options of a data set of news.

    Raises
    ------
    UsageError
        One is unknown or of the wrong kind.
    """
    refuse_unknown_options(definition, OPTIONS)
    for name, kind in (("publisher", str), ("encoding", str), ("dates", bool)):
        if name in definition.options and not isinstance(definition.options[name], kind):
            do = "Write true or false." if kind is bool else "Write it in quotes."
            raise UsageError(f"options.{name} is {definition.options[name]!r}.", where=f"{definition.name}/dataset.toml", do=do)
    return dict(definition.options)


def _without_options(definition: Definition) -> Definition:
    return replace(definition, options={})


def _led_back(part: Normalised, origin: Mapping[str, tuple[str, str]]) -> Normalised:
    """Decided claims with the article they were found in as raw file."""
    claims = part.claims
    known = claims["claim_id"].isin(list(origin))
    if not known.any():
        return part
    at = claims["claim_id"].where(known)
    return replace(
        part,
        claims=claims.assign(
            **{
                name: claims[name].where(~known, at.map(lambda key, n=n: origin[key][n], na_action="ignore"))
                for n, name in enumerate(("raw_sha256", "raw_ref"))
            }
        ),
    )


def _told(article: Article) -> str:
    """What is kept of an article that cannot be read: nothing of its text."""
    return json.dumps({"title": article.title, "published": article.published, "url": article.url}, ensure_ascii=False)
