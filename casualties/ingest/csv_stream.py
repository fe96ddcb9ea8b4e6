"""A CSV file of any size as Arrow tables of text, some rows at a time."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casualties.raw import RawFile

BLOCK = 1 << 20
"""Bytes parsed at a time; the reader is some thirty blocks ahead."""
LONGEST_ROW = 1 << 26
"""Bytes of a row that is read all the same, if it is longer than BLOCK; beyond, a quote was not closed."""


def tables(
    path: Path | RawFile,
    wanted: Sequence[str],
    uneven: list[arrow_csv.InvalidRow],
    *,
    names: Sequence[str] | None,
    separator: str,
    nulls: Sequence[str],
    skipped: int = 0,
) -> Iterator[pa.Table]:
    """Some columns of a file, as text, in the order of its rows; the first table is empty.

    Parameters
    ----------
    path : Path or RawFile
        In UTF-8, with quoted line breaks or without.
    wanted : sequence of str
        Names of the columns.
    uneven : list
        Takes up the rows that have not as many fields as there are names; they are left out.
    names : sequence of str, optional
        Names of all columns, where the first row is not to name them.
    separator : str
    nulls : sequence of str
        What stands for a missing value.
    skipped : int
        Rows passed over at the beginning.

    Raises
    ------
    pyarrow.ArrowInvalid
        It cannot be read as rows; it may be cut off, or a quote is not closed.
    """

    def skip(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    yield pa.schema([pa.field(name, pa.string()) for name in wanted]).empty_table()
    done = 0
    for block in (BLOCK, LONGEST_ROW):
        again = done  # what was read before a row longer than a block is passed over
        uneven.clear()
        try:
            with arrow_csv.open_csv(
                path if isinstance(path, Path) else path.on_disk or path.open("rb"),
                read_options=arrow_csv.ReadOptions(block_size=block, column_names=names, skip_rows=skipped),
                parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=skip),
                convert_options=arrow_csv.ConvertOptions(
                    include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=True, null_values=nulls
                ),
            ) as reader:
                for batch in reader:
                    fresh = batch.slice(min(again, len(batch)))
                    again -= len(batch) - len(fresh)
                    done += len(fresh)
                    yield pa.Table.from_batches([fresh])
        except pa.ArrowInvalid as exc:
            if "straddling" not in str(exc) or block == LONGEST_ROW:
                raise
        else:
            return


def pieces(of: Iterator[pa.Table], most: int) -> Iterator[tuple[int, pa.Table]]:
    """The same, cut anew: `most` rows at a time, fewer in the end; at least one. With each, how many rows came before.

    Parameters
    ----------
    of : iterator of pyarrow.Table
        At least one.
    most : int
    """
    held, done = next(of), 0
    for table in chain(of, [None]):
        while len(held) > most or table is None:
            yield done, held.slice(0, most)
            done, held = done + min(most, len(held)), held.slice(most)
            if not len(held):
                break
        if table is not None:
            held = pa.concat_tables([held, table])
