"""The command line: parsing and printing only. Nothing heavy is imported until a command runs."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

import click

import casualties
from casualties.cli.ask import chart, claims, diff, findings, places, revisions, series, sources
from casualties.cli.look import check, status, trace
from casualties.cli.news import extract, review
from casualties.cli.session import PathOf, Session
from casualties.cli.work import fetch, ingest, init, new_dataset, report, rule, run, template
from casualties.errors import CasualtiesError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

INTERRUPTED = 130


class Group(click.Group):
    """A group that names the nearest command when one is misspelt, and lists commands in the order of work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order they were added."""
        del ctx
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], list(self.commands), n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]!r}?" if near else f"Commands: {', '.join(self.commands)}."
            raise click.UsageError(f"there is no command {args[0]!r}. {hint}", ctx=ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--root", type=PathOf(file_okay=False), default=".", help="Working folder (the one with datasets/ and reports/).", metavar="DIR")
@click.option("--config", type=PathOf(dir_okay=False), default=None, help="Settings; DIR/casualties.toml by default.", metavar="FILE")
@click.option("-q", "--quiet", is_flag=True, help="Errors only.")
@click.option("-v", "--verbose", is_flag=True, help="Say what is being done.")
@click.version_option(casualties.__version__, "-V", "--version", prog_name="casualties")
@click.pass_context
def cli(ctx: click.Context, root: Path, config: Path | None, *, quiet: bool, verbose: bool) -> None:
    """Record who claimed how many people were killed or harmed, where and when, and derive series that never count a death twice.

    Begin with `casualties init FOLDER`. Results go to stdout, everything else to stderr.

    Exit codes: 0 done or nothing new, 1 a bug, 2 usage or configuration, 3 data refused, 4 a source out of reach or changed, 5 another run
    holds the lock, 130 interrupted.
    """
    ctx.obj = Session(root, config, quiet=quiet, verbose=verbose)


for command in (
    *(init, new_dataset, template, fetch, ingest, extract, review),
    *(claims, series, diff, revisions, sources, places, findings, rule, chart, report, run, check, status, trace),
):
    cli.add_command(command)


def main(args: Sequence[str] | None = None) -> Any:
    """Run the command line and leave the process with its exit code."""
    # A command lives for seconds and makes many small objects: looking for cycles among them costs a tenth of its time.
    gc.set_threshold(100_000, 50, 50)
    code = call(sys.argv[1:] if args is None else args)
    gc.freeze()  # nor does the end of the process have to look among what it is about to drop
    sys.exit(code)


def call(args: Sequence[str]) -> int:
    """Run one command; every error made on purpose is one message on stderr, anything else is a bug and keeps its traceback.

    Parameters
    ----------
    args : sequence of str
        As typed after `casualties`.

    Returns
    -------
    int
        Exit code.
    """
    try:
        result = cli.main(args=list(args), prog_name="casualties", standalone_mode=False)
    except CasualtiesError as exc:
        click.echo(f"casualties: {exc}", err=True)
        return exc.exit_code
    except click.exceptions.NoArgsIsHelpError as exc:
        exc.show()
        return 2
    except click.ClickException as exc:
        hint = exc.ctx.command_path if isinstance(exc, click.UsageError) and exc.ctx is not None else "casualties"
        click.echo(f"casualties: {exc.format_message()} See `{hint} --help`.", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("casualties: interrupted. What was stored is whole; the same command goes on from there.", err=True)
        return INTERRUPTED
    return result if isinstance(result, int) else 0
