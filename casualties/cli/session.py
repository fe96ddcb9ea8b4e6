"""What every command is given: the working folder, its settings, how much to say; and the options they share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from casualties.cli.output import FORMATS

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pandas as pd

    from casualties.config import Config

Command = Callable[..., Any]


class PathOf(click.Path):
    """A path argument as a `pathlib.Path`, which is imported when there is one: it costs a tenth of the time `--help` may take."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check as click does, then make the Path."""
        from pathlib import Path

        return Path(super().convert(value, param, ctx))  # type: ignore[arg-type]


class Session:
    """The options before the command.

    Parameters
    ----------
    root : Path
        Working folder.
    config_file : Path or None
        Settings named on the command line.
    quiet, verbose : bool
        How much to say.
    """

    def __init__(self, root: Path, config_file: Path | None, *, quiet: bool, verbose: bool) -> None:
        self.root, self.config_file, self.quiet, self.verbose = root, config_file, quiet, verbose

    @cached_property
    def config(self) -> Config:
        """The settings, read when a command needs them."""
        from casualties.config import read_config

        return read_config(self.root, self.config_file)

    def working(self) -> AbstractContextManager[None]:
        """Log and progress while work is done."""
        from casualties.cli.output import progress

        return progress(quiet=self.quiet, verbose=self.verbose)

    def say(self, text: str) -> None:
        """A remark on stderr, not with -q."""
        if not self.quiet:
            click.echo(f"casualties: {text}", err=True)


def complain(frame: pd.DataFrame) -> int:
    """Print the message of every row that failed and return the exit code of the gravest: 3, else 4, else the highest."""
    failed = frame[frame["exit_code"] != 0]
    for message in failed["message"]:
        click.echo(f"casualties: {message}", err=True)
    codes = {int(code) for code in failed["exit_code"]}
    return next((code for code in (1, 3, 4, 5) if code in codes), max(codes, default=0))


def output_options(command: Command) -> Command:
    """--format and --output."""
    command = click.option(
        "-f",
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        default=None,
        help="Default: table on a terminal, csv elsewhere, or what the suffix of --output says.",
    )(command)
    return click.option("-o", "--output", type=PathOf(dir_okay=False), default=None, help="A file instead of stdout.", metavar="FILE")(command)


def window_options(command: Command) -> Command:
    """--start, --end and --as-of."""
    command = click.option("--as-of", default=None, help="Only what was published by then; a date means its end, UTC.", metavar="DATE")(command)
    command = click.option("--end", default=None, help="Last day, included: 2012-02-09, 2012-02 or 2012.", metavar="DATE")(command)
    return click.option("--start", default=None, help="First day: 2012-02-03, 2012-02 or 2012.", metavar="DATE")(command)


def private_option(command: Command) -> Command:
    """--private."""
    return click.option("--private", is_flag=True, help="For your own eyes: with claims that may not be passed on.")(command)
