"""Commands for news: find claims in articles, decide about them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import click

from casualties.cli.output import PROPOSAL_FORMATS, quiet_pipe, shown, writing
from casualties.cli.session import PathOf, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casualties.pipeline.articles import Found
    from casualties.pipeline.review import Review

REFUSED = 3
AT_ONCE = 200
"""Articles whose claims are laid out together."""
ASKED = "[a]ccept, [e]dit, [r]eject, [d]isputed, [s]kip, [q]uit"
DECISIONS = {"a": "accepted", "r": "rejected", "d": "disputed"}
FIELDS = ("harm", "victims", "figure", "place", "start", "end", "claimant", "via", "counting", "stance", "part_of")
STYLES: dict[str, dict[str, Any]] = {"figure": {"bold": True, "fg": "red"}, "claimant": {"fg": "cyan"}, "place": {"fg": "green"}, "date": {"fg": "yellow"}}


@click.command()
@click.argument("files", nargs=-1, required=True, type=PathOf(), metavar="FILE...")
@click.option("--published", default=None, help="Day of publication of articles that do not tell it.", metavar="DATE")
@click.option("--publisher", default=None, help="Publisher of articles that do not tell it.", metavar="NAME")
@click.option("--title", default=None, help="Headline, of one article.", metavar="TEXT")
@click.option("--url", default=None, help="Address, of one article.", metavar="URL")
@click.option("--no-dates", is_flag=True, help="Leave days open: articles without a day of publication are read too.")
@click.option("--encoding", default=None, help="Of text and JSON; UTF-8 by default.", metavar="NAME")
@click.option(
    "-f", "--format", "fmt", type=click.Choice(PROPOSAL_FORMATS), default=None, help="Default: text on a terminal, csv elsewhere, or the suffix of --output."
)
@click.option("-o", "--output", type=PathOf(dir_okay=False), default=None, help="A file instead of stdout; claims.csv is what `review` reads.", metavar="FILE")
@click.pass_obj
def extract(
    session: Session,
    files: tuple[Path, ...],
    fmt: str | None,
    output: Path | None,
    *,
    published: str | None,
    publisher: str | None,
    title: str | None,
    url: str | None,
    no_dates: bool,
    encoding: str | None,
) -> int:
    """Find claims in articles: who says how many were killed, injured, missing, detained or displaced, where and when.

    FILE is text, HTML (extra `news`), JSON lines with the keys text, published, publisher, title and url, a feed (extra `news`), or a folder
    of such files. What is found is proposed: correct and accept it in the CSV file, or with `casualties review FILE`.
    """
    from casualties.pipeline import articles

    about = articles.About(published, publisher, title, url, encoding, dates=not no_dates)
    chosen = fmt or {".csv": "csv", ".jsonl": "jsonl", ".txt": "text"}.get("" if output is None else output.suffix.lower())
    chosen = chosen or ("text" if output is None and sys.stdout.isatty() else "csv")
    if output is not None and chosen == "csv":
        articles.refuse_reviewed(output)
    count = refused = 0
    with session.working(), _stream(output) as stream:
        found = articles.find(files, about)
        first = True
        while many := list(islice(found, AT_ONCE)):
            for one in many:
                if one.problem is not None:
                    refused += 1
                    click.echo(f"casualties: {one.problem}", err=True)
            count += _write(many, chosen, stream, first=first)
            first = False
    session.say(f"{count} claims found{f'; {refused} articles were not read' if refused else ''}.")
    if output is not None and chosen == "csv" and count:
        session.say(f"read them over, then: casualties review {output}")
    return REFUSED if refused else 0


@contextmanager
def _stream(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        with quiet_pipe():
            yield sys.stdout
        return
    with writing(output) as aside, aside.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def _write(many: Iterable[Found], chosen: str, stream: IO[str], *, first: bool) -> int:
    """Claims of some articles in one of the formats; how many."""
    import json

    from casualties.ingest import proposals

    rows = [record for one in many for record in one.records]
    if chosen == "jsonl":
        for told in rows:
            stream.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")
        return len(rows)
    made = proposals.sheet(rows)
    if chosen == "csv":
        made.to_csv(stream, index=False, header=first, lineterminator="\n")
    else:
        for row in made.to_dict("records"):
            click.echo("\n".join([*_described({str(name): value for name, value in row.items()}), ""]), file=stream)
    stream.flush()
    return len(rows)


@click.command()
@click.argument("name", metavar="FILE|DATASET")
@click.option("--by", default=None, help="Who reviews: initials or role; asked for where it is not given.", metavar="WHO")
@click.pass_obj
def review(session: Session, name: str, by: str | None) -> int:
    """Go through proposed claims one by one: accept, edit, reject or skip each.

    FILE is what `casualties extract -o FILE.csv` wrote; DATASET is one of news, whose decisions go into its reviewed.csv. Every decision is
    written at once: leave at any time, and go on later. Accepted claims of a FILE are stored when it lies in a data set of `claims_csv`;
    those of a DATASET with the next `casualties ingest`.
    """
    from casualties.pipeline.review import open_review

    with session.working():
        under = open_review(name, session.root)
    pending = under.pending()
    if not pending:
        session.say("nothing is waiting for review.")
        return 0
    who = by or click.prompt("Who reviews (initials or role)", err=True)
    decided = 0
    for number, row in enumerate(pending, start=1):
        click.echo(f"\n{number} of {len(pending)}")
        click.echo("\n".join(_described(row)))
        answer = _decision(under, row, who)
        if answer == "q":
            break
        decided += answer != "s"
    session.say(f"{decided} decided, {len(under.pending())} waiting. {'Written' if decided else 'Nothing was written'} to {under.path}.")
    return 0


def _decision(under: Review, row: dict[str, str], by: str) -> str:
    """Ask until there is a decision that can be kept; its letter."""
    from casualties.errors import DataError

    while True:
        try:
            answer = click.prompt(ASKED, prompt_suffix=" > ", err=True, default="s", show_default=False).strip().lower()[:1]
        except click.Abort:
            click.echo(err=True)
            return "q"
        if answer in ("s", "q"):
            return answer
        if answer == "e":
            _edit(under, row)
        elif answer in DECISIONS:
            try:
                under.decide(row, DECISIONS[answer], by)
            except DataError as exc:
                click.echo(f"casualties: {exc}", err=True)
            else:
                return answer
        else:
            click.echo(f"Answer with one letter: {ASKED}.", err=True)


def _edit(under: Review, row: dict[str, str]) -> None:
    """Other values, each checked before it is taken."""
    click.echo(f"Write column=value, an empty line when done. Columns: {', '.join(name for name in FIELDS if name in row)}", err=True)
    while told := click.prompt("", prompt_suffix="  ", default="", show_default=False, err=True).strip():
        column, sign, value = (part.strip() for part in told.partition("="))
        if not sign or column not in FIELDS or column not in row:
            click.echo(f"{column!r} is none of them.", err=True)
            continue
        before, row[column] = row[column], value
        found = [problem for problem in under.problems(row) if problem.column in (column, "start", "end")]
        if found:
            row[column] = before
            click.echo(f"{found[0].what} {found[0].do}", err=True)
    click.echo("\n".join(_described(row)))


def _described(row: dict[str, str]) -> list[str]:
    """A claim for the eye: the sentence with what was found in it marked, then its slots."""
    via = f" via {row['via']}" if row.get("via") else ""
    days = row["end"] if row["start"] == row["end"] else f"{row['start'] or '...'} to {row['end']}"
    lines = [
        f"  {_marked(row)}",
        f"  {click.style(row['figure'], **STYLES['figure'])} {row['victims']} {row['harm']}{' (running total)' if row['counting'] == 'cumulative' else ''}",
        f"  {click.style(row['claimant'] or 'in its own voice', **STYLES['claimant'])}{shown(via)}, {shown(row['publisher'] or 'publisher not known')}, {row['published']}",
        f"  {click.style(shown(row['place'] or 'place not known'), **STYLES['place'])} ({row['place_basis']}), {click.style(days, **STYLES['date'])} ({row['date_basis']})",
    ]
    return [*lines, *([f"  part of {row['part_of']}"] if row.get("part_of") else [])]


def _marked(row: dict[str, str]) -> str:
    from casualties.extract import frame
    from casualties.extract.marks import days_and_places

    sentence = row.get("sentence") or row.get("quote") or ""
    spans = [(m.start, m.end, m.kind) for m in days_and_places(sentence, frame.published_day(row["published"], dates=False), row["place"][:3] or None)]
    for kind, words, within in (("figure", row["figure"], row["quote"]), ("claimant", row["claimant"], sentence)):
        at = sentence.find(within)
        start = sentence.find(words, max(at, 0)) if words else -1
        if start >= 0:
            spans.append((start, start + len(words), kind))
    made, last = "", 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], span[2] != "figure")):
        if start >= last:
            made += shown(sentence[last:start]) + click.style(shown(sentence[start:end]), **STYLES[kind])
            last = end
    return made + shown(sentence[last:])
