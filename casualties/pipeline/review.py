"""A person decides about claims that were found in articles: each decision is on the disk before the next claim is shown."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from casualties import files
from casualties import raw as evidence
from casualties.errors import DataError, UsageError
from casualties.ingest import articles, claims_csv, csv_text, news, proposals
from casualties.ingest.csv_text import Problem, UntrustedError
from casualties.ingest.definition import read_definition
from casualties.pipeline.clock import now
from casualties.pipeline.intake import dataset_names
from casualties.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

PROPOSED = "proposed"


class Review:
    """Claims under review, one a row of a CSV file.

    Parameters
    ----------
    path : Path
        The file: made where it does not exist.
    header : list of str
        Its columns.
    rows : list of dict
        Its lines, column to text.
    """

    def __init__(self, path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
        self.path, self.header, self.rows = path, header, rows
        self._written = _state(path)

    def pending(self) -> list[dict[str, str]]:
        """Rows that nobody decided about, in the order of the file."""
        return [row for row in self.rows if row["review"] == PROPOSED]

    def problems(self, row: dict[str, str]) -> list[Problem]:
        """What is wrong with a row as a claim."""
        ids = {other["record_id"]: other["record_id"] for other in self.rows}
        line = self.rows.index(row) + 2
        told = dict(row) | {claims_csv.LINE: line, claims_csv.WIDTH: len(self.header), claims_csv.NOTE: ""}
        return claims_csv.read_row(told, self.header, ids)[1]

    def decide(self, row: dict[str, str], decision: str, by: str) -> None:
        """Record a decision, and write the file.

        Parameters
        ----------
        row : dict
            One of `pending`, corrected where it had to be.
        decision : str
            accepted, rejected or disputed.
        by : str
            Who decided: initials or role.

        Raises
        ------
        UsageError
            The file was changed by another program since it was read.
        DataError
            The row is no claim as it stands, or the file cannot be written.
        """
        if decision != "rejected" and (found := self.problems(row)):
            raise DataError(found[0].what, where=f"column {found[0].column!r}", do=found[0].do)
        if _state(self.path) != self._written:
            raise UsageError(
                "the file was changed by another program meanwhile.", where=str(self.path), do="Nothing was written over it: start the review again."
            )
        row |= {"review": decision, "reviewed_by": by, "reviewed_at": f"{now():%Y-%m-%dT%H:%M:%SZ}"}
        out = io.StringIO()
        writer = csv.DictWriter(out, self.header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._kept())
        files.write(self.path, out.getvalue().encode())
        self._written = _state(self.path)

    def _kept(self) -> Iterable[dict[str, str]]:
        return self.rows


class OfDataset(Review):
    """Claims under review of a data set of news: its file holds the claims of an article as soon as one of them is decided."""

    def _kept(self) -> Iterable[dict[str, str]]:
        touched = {_article(row) for row in self.rows if row["review"] != PROPOSED}
        return [row for row in self.rows if _article(row) in touched]


def _article(row: dict[str, str]) -> str:
    return row["record_id"].partition("-")[0]


def _state(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def open_review(name: str, root: Path) -> Review:
    """The review of a file that `casualties extract -o` wrote, or of a data set of news.

    Parameters
    ----------
    name : str
        Path of the file, or name of the data set.
    root : Path
        The working folder.

    Raises
    ------
    UsageError
        There is neither, or the data set is not one of news.
    DataError
        The file cannot be read.
    """
    path = Path(name)
    if path.suffix.lower() == ".csv" or path.is_file():
        return of_file(path)
    return of_dataset(root, name)


def of_file(path: Path) -> Review:
    """See `open_review`."""
    if not path.is_file():
        raise UsageError("no such file.", where=str(path), do="`casualties extract ARTICLE -o claims.csv` makes one.")
    header, rows = _read(path)
    missing = [column for column in proposals.COLUMNS if column not in (*header, "reviewed_by", "reviewed_at")]
    if missing:
        raise UsageError(
            f"column {missing[0]!r} is missing: this is no file of proposed claims.",
            where=str(path),
            do="`casualties extract ARTICLE -o claims.csv` makes one.",
        )
    return Review(path, list(dict.fromkeys([*header, "reviewed_by", "reviewed_at"])), rows)


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        lines = csv_text.read(path)
        claims_csv.refuse_columns(lines.header)
    except UntrustedError as exc:
        found = exc.problem
        raise DataError(found.what, where=f"{path}, line {found.line}" if found.line else str(path), do=found.do) from exc
    uneven = next((number for number, cells in lines.rows if len(cells) != len(lines.header)), None)
    if uneven is not None:
        raise DataError("the line has another number of fields than the header.", where=f"{path}, line {uneven}", do=f"`casualties check {path}` says more.")
    return lines.header, [dict(zip(lines.header, cells, strict=True)) for _, cells in lines.rows]


def of_dataset(root: Path, name: str) -> Review:
    """See `open_review`."""
    known_here = dataset_names(root)
    if name not in known_here:
        near = nearest(name, known_here, n=1)
        do = f"Did you mean {near[0]!r}?" if near else "Name a file that `casualties extract -o` wrote, or a data set of news."
        raise UsageError(f"there is no file and no data set {name!r}.", do=do)
    folder = root / "datasets" / name
    definition = read_definition(folder)
    if definition.ingestor != news.INGESTOR.name:
        raise UsageError(
            f"the data set {name!r} is read by {definition.ingestor!r}: only news is reviewed.", do="Or name a file that `casualties extract -o` wrote."
        )
    options = news.options_of(definition)
    if not any(PurePath(news.REVIEWED).match(pattern) for pattern in definition.raw):
        raise UsageError(
            f"`raw` does not name {news.REVIEWED}: what is decided would not be read.", where=f"{folder}/dataset.toml", do='Add "reviewed*.csv" to raw.'
        )
    path = folder / news.REVIEWED
    header, rows = _read(path) if path.exists() else (list(proposals.COLUMNS), [])
    known = {row["record_id"] for row in rows}
    for raw in evidence.find(folder, definition.raw, definition.url, definition.members):
        if raw.path == path:
            continue
        for article in articles.read(raw, options.get("encoding")):
            if article.rule:
                continue  # `casualties ingest` says so
            try:
                found = proposals.records(article, name, options.get("publisher"), dates=options.get("dates", True))
            except UsageError:  # no day of publication: so too
                continue
            new = [record for record in found if record["record_id"] not in known]
            known |= {record["record_id"] for record in new}
            rows += [{str(column): str(value) for column, value in row.items()} for row in proposals.sheet(new).to_dict("records")] if new else []
    return OfDataset(path, header, rows)
