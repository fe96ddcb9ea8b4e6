"""A hand-kept file looked through for a person: every problem with line, column, value, rule and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import places as gazetteer
from casualties import sources as attribution
from casualties.errors import DataError
from casualties.ingest import claims_csv, csv_text
from casualties.ingest.csv_text import Problem, UntrustedError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS = {"line": "Int64", "column": "str", "value": "str", "rule": "str", "severity": "str", "message": "str"}


def check_file(path: Path, sources: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """What is wrong with a hand-kept file, and what to write.

    Parameters
    ----------
    path : Path
    sources, places : DataFrame
        Tables that names are resolved in.

    Returns
    -------
    DataFrame
        One row a problem, in the order of the lines: line (Int64, 0 = the file as a whole), column, value, rule, severity
        ("error": refused; "warning": kept, but look; "note"), message (what is wrong and what to write).

    Raises
    ------
    DataError
        There is no such file.
    """
    try:
        lines = csv_text.read(path)
        claims_csv.refuse_columns(lines.header)
    except OSError as exc:
        raise DataError(f"cannot be read: {exc.strerror}.", where=str(path)) from exc
    except UntrustedError as exc:
        return _frame([("error", exc.problem)])
    rows = claims_csv.frame_of(lines)
    ids = claims_csv.record_ids(rows)
    found = [("note", note) for note in lines.notes]
    found += [("warning", _unknown_column(name)) for name in lines.header if not claims_csv.is_known(name)]
    kept: list[tuple[int, dict[str, Any]]] = []
    for row in claims_csv.to_records(rows):
        values, problems = claims_csv.read_row(row, lines.header, ids)
        found += [("error", problem) for problem in problems]
        found += [("warning", problem) for problem in claims_csv.stands_for_none(values, int(row[claims_csv.LINE]))]
        kept.append((int(row[claims_csv.LINE]), values))
    found += [("error", problem) for problem in _repeated(kept)]
    found += [("warning", problem) for problem in _unresolved(kept, sources, places)]
    return _frame(found)


def _frame(found: Iterable[tuple[str, Problem]]) -> pd.DataFrame:
    rows = [(p.line, p.column, p.value, p.rule, severity, f"{p.what} {p.do}".strip()) for severity, p in sorted(found, key=lambda item: item[1].line)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _unknown_column(name: str) -> Problem:
    return Problem(1, name, name, "column_known", f"column {name!r} is not one of the claims table: it is not read.", "Rename it, or keep it for yourself.")


def _repeated(kept: list[tuple[int, dict[str, Any]]]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for line, values in kept:
        key = values.get("record_id")
        if key is not None and first.setdefault(key, line) != line:
            problems.append(
                Problem(line, "record_id", key, "claim_id_unique", f"record_id {key!r} is that of line {first[key]}.", "Give this line a record_id of its own.")
            )
    return problems


def _unresolved(kept: list[tuple[int, dict[str, Any]]], sources: pd.DataFrame, places: pd.DataFrame) -> list[Problem]:
    problems = []
    index = [line for line, _ in kept]
    for column in ("claimant", "claimant_stated", "publisher"):
        names = pd.Series([values.get(column) for _, values in kept], index=index, dtype="str").dropna()
        found = attribution.resolve(names, sources)
        for line, name in names[found.isna()].items():
            what = f"{name!r} is not in the table of sources: it is kept as written."
            problems.append(
                Problem(
                    int(str(line)),
                    column,
                    name,
                    "source_known",
                    what,
                    "Write an id or a name that is there (`casualties sources`), or add it to datasets/sources.csv.",
                )
            )
    named = pd.Series([values.get("place") if values.get("place_id") is None else None for _, values in kept], index=index, dtype="str").dropna()
    found = gazetteer.resolve(named, places)
    for line, name in named[found.isna()].items():
        what = f"the place {name!r} is not known, or is the name of several."
        problems.append(
            Problem(
                int(str(line)),
                "place",
                name,
                "place_known",
                what,
                "Write the containing place after a comma, or its place_id, or add it to datasets/places.csv.",
            )
        )
    given = pd.Series([values.get("place_id") for _, values in kept], index=index, dtype="str").dropna()
    for line, name in given[~given.isin(places["place_id"])].items():
        problems.append(
            Problem(
                int(str(line)), "place_id", name, "place_known", f"place_id {name!r} is not in the table of places.", "Look it up with `casualties places`."
            )
        )
    return problems
