"""Results on stdout or in a file; log and progress on stderr. Nothing here knows the domain beyond how a figure is printed."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, TYPE_CHECKING, Any

import click

from casualties.errors import UsageError

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

FORMATS = ("table", "csv", "json", "parquet")
PROPOSAL_FORMATS = ("text", "csv", "jsonl")
_SUFFIX = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".txt": "table"}
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}") | {9: " ", 10: " ", 13: " "}


def emit(
    frame: pd.DataFrame, fmt: str | None, output: Path | None, *, shown: Callable[[pd.DataFrame], pd.DataFrame] | None = None, upright: bool = False
) -> None:
    """Print or write a frame.

    Parameters
    ----------
    frame : DataFrame
        All of it goes to csv, json and parquet.
    fmt : str, optional
        One of FORMATS; by default what the output's suffix says, else a table on a terminal and csv elsewhere.
    output : Path, optional
        A file; stdout where there is none.
    shown : callable, optional
        Makes of the frame what a table shows instead: fewer columns, figures in words.
    upright : bool
        A table is printed one value a line.

    Raises
    ------
    UsageError
        The file cannot be written, or Parquet would go to a terminal.
    """
    chosen = fmt or _SUFFIX.get("" if output is None else output.suffix.lower()) or ("table" if output is None and sys.stdout.isatty() else "csv")
    if chosen == "parquet":
        return _parquet(frame, output)
    if output is None:
        with quiet_pipe():
            _text(frame, chosen, sys.stdout, shown=shown, upright=upright)
        return None
    with writing(output) as aside, aside.open("w", encoding="utf-8", newline="") as stream:
        _text(frame, chosen, stream, shown=shown, upright=upright)
    return None


@contextlib.contextmanager
def progress(*, quiet: bool, verbose: bool) -> Iterator[None]:
    """Log to stderr while the block runs: warnings always, steps with -v; on a terminal the current step, gone when done."""
    import logging

    logger = logging.getLogger("casualties")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("casualties: %(message)s"))
    handler.setLevel(logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        if sys.stderr.isatty() and not quiet and not verbose:
            with _spinner(logger):
                yield
        else:
            yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


@contextlib.contextmanager
def _spinner(logger: logging.Logger) -> Iterator[None]:
    import logging

    from rich.console import Console
    from rich.markup import escape
    from rich.status import Status

    with Status("working", console=Console(stderr=True)) as status:

        class Step(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                status.update(escape(record.getMessage()))

        step = Step(logging.INFO)
        logger.addHandler(step)
        try:
            yield
        finally:
            logger.removeHandler(step)


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as text and numbers anyone reads back: days 2012-02-07, moments 2012-02-07T18:00:00Z, flags true and false, missing stays missing."""
    out = frame.copy()
    for name in out.columns:
        values = out[name]
        if str(values.dtype).startswith("datetime64"):
            aware = getattr(values.dtype, "tz", None) is not None
            out[name] = values.map(_moment if aware else _day, na_action="ignore").astype("str")
        elif str(values.dtype) == "bool":
            out[name] = values.map({True: "true", False: "false"}).astype("str")
    return out


def _text(frame: pd.DataFrame, chosen: str, stream: IO[str], *, shown: Callable[[pd.DataFrame], pd.DataFrame] | None, upright: bool) -> None:
    if chosen == "csv":
        plain(frame).to_csv(stream, index=False, lineterminator="\n")
    elif chosen == "json":
        _json(frame, stream)
    else:
        _table(frame if shown is None else shown(frame), stream, upright=upright)
    stream.flush()


def _json(frame: pd.DataFrame, stream: IO[str]) -> None:
    import json

    flags = [c for c in frame.columns if str(frame[c].dtype) == "bool"]
    text = plain(frame).astype(object)
    text[flags] = frame[flags].astype(object)
    records = text.where(text.notna(), None).to_dict("records")
    stream.write("[")
    for position, record in enumerate(records):
        stream.write(("," if position else "") + "\n" + json.dumps(record, ensure_ascii=False, allow_nan=False, default=_number))
    stream.write("\n]\n" if records else "]\n")


def _number(value: Any) -> Any:
    return value.item()


def _table(frame: pd.DataFrame, stream: IO[str], *, upright: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = stream.isatty()
    console = Console(file=stream, width=None if terminal else 200, no_color=True, highlight=False, emoji=False, markup=False)
    text = plain(frame)
    if upright:
        for position, record in enumerate(text.to_dict("records")):
            console.print("" if position else Text(""), end="\n" if position else "")
            for name, value in record.items():
                if _cell(value):
                    console.print(Text(f"{name!s:<16}{_cell(value)}"), soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False, header_style="bold" if terminal else "")
    numeric = {c for c in frame.columns if str(frame[c].dtype) in ("Int64", "float64", "int64")}
    for name in text.columns:
        table.add_column(str(name), justify="right" if name in numeric else "left", overflow="fold")
    for row in text.itertuples(index=False):
        table.add_row(*[Text(_cell(value)) for value in row])
    console.print(table)


def _cell(value: Any) -> str:
    import pandas as pd

    return "" if pd.isna(value) else shown(str(value))


def shown(text: str) -> str:
    """A text of others for a terminal: no control character of theirs reaches it."""
    return text.translate(_CONTROL)


def _day(value: Any) -> str:
    return f"{value:%Y-%m-%d}"


def _moment(value: Any) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}" + (f".{value.microsecond:06d}" if value.microsecond else "") + "Z"


def _parquet(frame: pd.DataFrame, output: Path | None) -> None:
    if output is not None:
        with writing(output) as aside:
            frame.to_parquet(aside, index=False)
        return
    if sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal.", do="Name a file with --output, or send it into a pipe.")
    import io

    data = io.BytesIO()
    frame.to_parquet(data, index=False)
    with quiet_pipe():
        sys.stdout.buffer.write(data.getvalue())
        sys.stdout.buffer.flush()


@contextlib.contextmanager
def writing(output: Path) -> Iterator[Path]:
    """A file that is whole or what it was: written beside it, then renamed."""
    aside = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        yield aside
        aside.replace(output)
    except OSError as exc:
        raise UsageError(f"the file cannot be written ({exc.strerror or exc}).", where=str(output), do="Name another with --output.") from exc
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def quiet_pipe() -> Iterator[None]:
    """A reader that has seen enough (`| head`) is no error."""
    try:
        yield
    except BrokenPipeError:
        # What is left in the buffers has nowhere to go; without this Python complains about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(0) from None
