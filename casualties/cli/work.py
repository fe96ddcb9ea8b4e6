"""Commands that make something: a working folder, a data set, tables, rulings, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casualties.cli.output import emit
from casualties.cli.session import PathOf, Session, complain, output_options
from casualties.errors import CasualtiesError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

ACCEPT_CHANGES = click.option(
    "--accept-changes",
    is_flag=True,
    help="Accept a reading that differs from the one before by more than [changes] in dataset.toml says: far fewer claims, other totals of a year.",
)
PREVIEWED = ["claim_id", "harm", "victims", "low", "best", "high", "start", "end", "place", "place_id", "claimant"]
DOCUMENTS = ("pdf", "png", "svg", "json", "csv")
INGESTED = ["dataset", "read", "claims", "rejected", "new", "revised", "withdrawn", "seconds"]


@click.command()
@click.argument("folder", type=PathOf(), required=False, default=None, metavar="[DIR]")
@click.pass_obj
def init(session: Session, folder: Path | None) -> int:
    """Make a working folder: settings, the Homs data set, its report.

    DIR is the working folder by default. A file that is there is never touched.
    """
    from pathlib import Path

    from casualties import workspace

    target = session.root if folder is None else folder
    made = workspace.start(target)
    for path in made:
        click.echo(path.as_posix())
    step = "" if target.resolve() == Path.cwd() else f"cd {target} && "
    session.say(f"{step}casualties ingest && casualties report homs-2012" if made else "everything was there already, nothing was changed.")
    return 0


@click.command("new-dataset")
@click.argument("name", metavar="NAME")
@click.option("--from", "file", type=PathOf(dir_okay=False, exists=True), required=True, help="The file to look at; it is copied.", metavar="FILE")
@output_options
@click.pass_obj
def new_dataset(session: Session, name: str, file: Path, fmt: str | None, output: Path | None) -> int:
    """Make datasets/NAME/ of a file: look at it, propose its dataset.toml, show ten claims it would make.

    FILE is CSV, TSV, XLSX, JSON, JSON lines, GeoJSON or Parquet. What was guessed stands in datasets/NAME/dataset.toml with comments;
    correct it there, then `casualties ingest NAME`. Nothing is stored, and a data set that is there is never overwritten.
    """
    from casualties import workspace

    path = workspace.new_dataset(session.root, name, file)
    session.say(f"{path.as_posix()} was written: read it, every line is a guess.")
    try:
        claims, reasons, found = workspace.preview(session.root, name)
    except CasualtiesError as exc:
        session.say(f"it makes no claims yet: {exc}")
        return 0
    emit(claims[PREVIEWED], fmt, output)
    for row in reasons.to_dict("records"):
        session.say(f"{row['rows']} statements would be rejected: {row['reason']}.")
    for message in found["message"].head(10):
        session.say(message)
    return 0


@click.command()
@click.option("-o", "--output", type=PathOf(dir_okay=False), required=True, help="A new file: .xlsx, or .csv for the column names alone.", metavar="FILE")
@click.option(
    "--column", "columns", multiple=True, help="One column more of the claims table, such as victims or note; may be given several times.", metavar="NAME"
)
@click.pass_obj
def template(session: Session, output: Path, columns: tuple[str, ...]) -> int:
    """Make a sheet to enter claims in: nine columns with drop-downs and what each is for.

    Sources and places of the working folder are offered. Fill it in, look at it with `casualties check FILE.xlsx`, and name it under `raw`
    in dataset.toml. Needs the extra `excel`.
    """
    from casualties import pipeline
    from casualties import template as sheet

    places = pipeline.stored_places(session.root)["place_id"].tolist()
    sheet.write_template(output, pipeline.stored_sources(session.root), places, columns)
    click.echo(output.as_posix())
    session.say(f"fill it in, one claim a row, then: casualties check {output}")
    return 0


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@output_options
@click.pass_obj
def fetch(session: Session, datasets: tuple[str, ...], fmt: str | None, output: Path | None) -> int:
    """Bring raw files from their URLs: only what changed, whole or not at all.

    All data sets with a `url` in dataset.toml by default. Tokens come from the environment; [fetch] in dataset.toml names the variable.
    Prints for each URL whether its file is new, the same, or unchanged since it was last fetched. Needs the extra `http`.
    """
    from casualties import pipeline

    with session.working():
        fetched = pipeline.fetch(session.root, datasets)
    emit(fetched, fmt, output, shown=lambda frame: frame.loc[frame["exit_code"] == 0, ["dataset", "outcome", "bytes", "file"]])
    if fetched.empty:
        session.say("no data set has a url: there is nothing to fetch.")
    elif (fetched["outcome"] == "new").any():
        session.say(f"casualties ingest {' '.join(fetched.loc[fetched['outcome'] == 'new', 'dataset'].unique())}")
    return complain(fetched)


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@ACCEPT_CHANGES
@output_options
@click.pass_obj
def ingest(session: Session, datasets: tuple[str, ...], fmt: str | None, output: Path | None, *, accept_changes: bool) -> int:
    """Read data sets into claims: raw files to tables.

    All data sets by default. Prints for each what was read, kept, rejected, and what is new, revised or withdrawn.
    """
    from casualties import pipeline

    config = session.config
    with session.working():
        runs = pipeline.ingest(session.root, datasets, config_sha256=config.sha256, accept_changes=accept_changes)
    _print_runs(session, runs, fmt, output)
    return complain(runs)


@click.command()
@click.argument("kind", metavar="KIND")
@click.argument("claim_ids", nargs=-1, required=True, metavar="CLAIM_ID...")
@click.option("--reason", required=True, help="Why, in a sentence that can be printed.", metavar="TEXT")
@click.option("--by", required=True, help="Who decided: initials or role.", metavar="WHO")
@output_options
@click.pass_obj
def rule(session: Session, kind: str, claim_ids: tuple[str, ...], reason: str, by: str, fmt: str | None, output: Path | None) -> int:
    """Record a decision about claims: one line more in datasets/rulings.csv.

    KIND is same_statement (the first claim was carried by the others), different (no carriers of each other, incidents of their own),
    supersedes (the first replaces the others), keep_both (all stand, no further question) or exclude (they enter nothing).
    Prints the ruling; it holds from the next command on.
    """
    from casualties import pipeline

    emit(pipeline.rule(session.root, kind=kind, claim_ids=claim_ids, reason=reason, by=by), fmt, output)
    return 0


def _formats(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    chosen = None if value is None else tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if chosen is not None and (not chosen or not set(chosen) <= set(DOCUMENTS)):
        raise click.BadParameter(f"{value!r} is not a list of: {', '.join(DOCUMENTS)}.")
    return chosen


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--list", "only_list", is_flag=True, help="List the reports and what they are about; build none.")
@click.option("--as-of", default=None, help="As published by then, into reports/out/NAME-as-of-DATE/; a date means its end, UTC.", metavar="DATE")
@click.option("--format", "formats", default=None, callback=_formats, help=f"What to write, of {','.join(DOCUMENTS)}.", metavar="LIST")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default=None, help="Instead of what the definition says.")
@click.option("--open", "show", is_flag=True, help="Open the PDF when it is built.")
@click.pass_obj
def report(
    session: Session, names: tuple[str, ...], as_of: str | None, formats: tuple[str, ...] | None, paper: str | None, *, only_list: bool, show: bool
) -> int:
    """Build reports/NAME.toml into reports/out/NAME/: PDF, PNG, and every number drawn.

    All of reports/ by default. By name also those the package brings (audit, syria-2012 and others, see --list). Prints the files written.
    """
    from casualties import pipeline

    if only_list:
        emit(pipeline.list_reports(session.root), None, None)
        return 0
    settings = session.config.report
    with session.working():
        built = pipeline.report(session.root, names, author=settings.author, formats=formats or settings.formats, as_of=as_of, paper=paper)
    _print_files(built)
    if show:
        for file in built["file"].dropna():
            if file.endswith(".pdf"):
                click.launch(str(session.root / file))
    return complain(built)


@click.command()
@click.option("--offline", is_flag=True, help="Fetch nothing: read what is there.")
@ACCEPT_CHANGES
@output_options
@click.pass_obj
def run(session: Session, fmt: str | None, output: Path | None, *, offline: bool, accept_changes: bool) -> int:
    """Fetch, ingest, reconcile and report: the command for cron.

    What it works on is set in the section [run] of casualties.toml. One run at a time: a second one ends with exit code 5.
    """
    from casualties import pipeline

    config = session.config
    with session.working():
        runs, built = pipeline.run(
            session.root,
            datasets=config.run.datasets,
            reports=config.run.reports,
            author=config.report.author,
            formats=config.report.formats,
            config_sha256=config.sha256,
            offline=offline,
            accept_changes=accept_changes,
        )
    _print_runs(session, runs, fmt, output)
    code = complain(runs)
    failed = complain(built)
    written = [str(name) for name in built.loc[built["exit_code"] == 0, "report"]]
    for name in dict.fromkeys(written):
        session.say(f"report {name}: {written.count(name)} files in reports/out/{name}/")
    return code or failed


def _print_runs(session: Session, runs: pd.DataFrame, fmt: str | None, output: Path | None) -> None:
    good = runs[runs["exit_code"] == 0]
    emit(runs[[*INGESTED, "exit_code", "message"]], fmt, output, shown=lambda frame: frame.loc[frame["exit_code"] == 0, INGESTED])
    for row in good.to_dict("records"):
        name = row["dataset"]
        if isinstance(row["message"], str):
            session.say(f"{name}: {row['message']}")
        if row["rejected"]:
            session.say(f"{name}: {row['rejected']} statements were rejected: datasets/tables/rejects/{name}.parquet names each rule broken.")
        if row["withdrawn"] or row["revised"]:
            session.say(f"{name}: {row['revised']} claims were revised and {row['withdrawn']} withdrawn: every version stays in the history.")


def _print_files(built: pd.DataFrame) -> None:
    emit(built, None, None, shown=lambda frame: frame.loc[frame["exit_code"] == 0, ["report", "file"]])
