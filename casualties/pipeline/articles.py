"""Claims of articles in files: read, searched, laid out for review; many files take no more memory than one."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from casualties.errors import CasualtiesError, DataError, UsageError
from casualties.ingest import articles, proposals
from casualties.raw import RawFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DATASET = "adhoc"
_OPTION = re.compile(r'Write options\.read\.encoding = "([^"]+)" in dataset\.toml')


@dataclass(frozen=True)
class About:
    """What is told of articles that do not tell it themselves; `published`, `title` and `url` are of one article.

    Parameters
    ----------
    published, publisher, title, url : str, optional
    encoding : str, optional
        Of text and JSON.
    dates : bool
        False: days are left open, and articles without a day of publication are read too.
    """

    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    encoding: str | None = None
    dates: bool = True


@dataclass(frozen=True)
class Found:
    """What one article claims, or why it was not read.

    Parameters
    ----------
    where : str
        File, and where in it.
    records : list of dict
        See `proposals.records`.
    problem : CasualtiesError, optional
    """

    where: str
    records: list[dict[str, Any]] = field(default_factory=list)
    problem: CasualtiesError | None = None


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Files as named, and of folders every file that may hold articles, in the order of their names.

    Raises
    ------
    UsageError
        A path does not exist, or a folder holds no such file.
    """
    made: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError("no such file or folder.", where=str(path))
        if path.is_file():
            made.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".") and _suffix(p) in articles.SUFFIXES)
        if not inside:
            raise UsageError("the folder holds no article.", where=str(path), do=f"Files that end in {', '.join(articles.SUFFIXES)} are read.")
        made += inside
    return made


def _suffix(path: Path) -> str:
    return RawFile(path, "").suffix


def refuse_reviewed(path: Path) -> None:
    """Raise UsageError where a file holds decisions of a person, or claims kept by hand, which a new one would wipe out."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        kept = sum(row.get("review") != "proposed" for row in csv.DictReader(stream))
    if kept:
        raise UsageError(f"{kept} lines in it were decided or kept by a person.", where=str(path), do="Name another file with --output: this one is kept.")


def find(paths: Sequence[Path], about: About) -> Iterator[Found]:
    """The claims of each article in files and folders, one article after the other.

    Parameters
    ----------
    paths : sequence of Path
    about : About

    Yields
    ------
    Found
        A file or article that cannot be read has its problem; the others are read.

    Raises
    ------
    UsageError
        See `files_of`.
    """
    for path in files_of(paths):
        raw = RawFile(path, "")
        try:
            for article in articles.read(raw, about.encoding):
                yield _found(article, about, path)
        except CasualtiesError as exc:
            yield Found(str(path), problem=type(exc)(exc.what, where=exc.where, seen=exc.seen, do=_OPTION.sub(r"Give --encoding \1", exc.do)))


def _found(article: articles.Article, about: About, path: Path) -> Found:
    where = str(path) if article.where == articles.WHOLE else f"{path}, {article.where}"
    if article.rule:
        return Found(where, problem=DataError(f"{article.what} (rule {article.rule})", where=where, do=article.do))
    given = {name: getattr(article, name) or getattr(about, name) for name in ("published", "title", "url")}
    try:
        return Found(where, proposals.records(replace(article, **given), DATASET, about.publisher, dates=about.dates))
    except UsageError as exc:
        do = exc.do if article.published or about.published else "Give --published 2012-02-07, or --no-dates to leave days open."
        return Found(where, problem=DataError(exc.what, where=where, do=do))
