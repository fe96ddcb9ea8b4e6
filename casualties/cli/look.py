"""Commands that look after the store: is it sound, how old is it, where does a figure come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casualties.cli.output import emit
from casualties.cli.session import PathOf, Session, output_options

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = 3


@click.command()
@click.argument("file", type=PathOf(), required=False, default=None, metavar="[FILE]")
@output_options
@click.pass_obj
def check(session: Session, file: Path | None, fmt: str | None, output: Path | None) -> int:
    """Check everything stored, or one hand-kept file (.csv, .xlsx): line, column and what to write.

    Of a sheet a copy FILE-checked.xlsx is made, in which what is wrong stands beside the cell; check that again when it is mended.
    Ends with exit code 3 where something is wrong with the data; what is merely stale or unknown is said and ends with 0.
    """
    from casualties import inspect

    with session.working():
        found = inspect.check(session.root) if file is None else inspect.check_file(file, session.root)
        marked = None if file is None else inspect.write_checked(file, found)
    if found.empty:
        session.say("everything stored is sound." if file is None else f"{file}: every claim can be read.")
        if fmt is not None or output is not None:
            emit(found, fmt, output)
        return 0
    emit(found, fmt, output)
    if marked is not None:
        session.say(f"{marked}: each stands beside its cell.")
    return REFUSED if (found["severity"] == "error").any() else 0


@click.command()
@output_options
@click.pass_obj
def status(session: Session, fmt: str | None, output: Path | None) -> int:
    """Last runs, age of each data set, rejects and proposals waiting."""
    from casualties import inspect
    from casualties.pipeline import now

    found = inspect.status(session.root, now=now())
    emit(found, fmt, output, shown=lambda frame: frame.drop(columns="message"))
    for row in found[found["message"].notna()].itertuples():
        session.say(f"{row.dataset}: {'its last reading failed: ' if row.exit_code else ''}{row.message}")
    return 0


@click.command()
@click.argument("name", metavar="ID")
@output_options
@click.pass_obj
def trace(session: Session, name: str, fmt: str | None, output: Path | None) -> int:
    """From a claim or segment to its versions, raw file, place in it, address and terms, and which rule or ruling touched it."""
    from casualties import inspect

    with session.working():
        found = inspect.trace(session.root, name)
    emit(found, fmt, output, upright=True)
    return 0
