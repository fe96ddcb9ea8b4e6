"""Hand-kept claims, one a line of a CSV file or a row of a sheet: the nine columns a person needs, or any columns of the claims table.

Two layouts, told apart by their columns: `figure` in the words of the statement ("at least nine"), or `low`, `best`,
`high` and `qualifier`. A row is known by its `record_id`; a file without that column gets keys made from what a row
says, all but the figure, so that a mended figure is a revision and not another claim. What `casualties claims --format csv`
writes is read back to the same claims: its columns of ours are passed over, the claims keep their record_id.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import DataError
from casualties.ingest import csv_text, proposals, records
from casualties.ingest.csv_text import CURLY, Lines, Problem, UntrustedError
from casualties.ingest.definition import Definition, refuse_unknown_options
from casualties.ingest.found import Finding, digest
from casualties.ingest.parse import PLACEHOLDER_DAYS
from casualties.ingest.registry import Normalised
from casualties.spelling import nearest
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from casualties.raw import RawFile

NEEDED: dict[str, tuple[str, ...]] = {
    "harm": ("harm",),
    "figure": ("figure", "low", "best", "high"),
    "place": ("place", "place_id"),
    "start": ("start",),
    "end": ("end",),
    "claimant": ("claimant", "claimant_stated"),
    "publisher": ("publisher",),
    "published": ("published", "published_at"),
    "url": ("url",),
}
"""The nine columns of a hand-kept claim, each with the names that stand for it."""

OURS = ("claim_id", "dataset", "raw_sha256", "raw_ref", "ingestor", "recorded_at", "version")
"""Columns this package fills: a hand-kept file does not write them, an export has them and they are passed over."""

EXPORT = ("claim_id", "record_id")
"""Columns that tell an export: the key it had here, and the key it has in its data set."""

KEY_COLUMNS = (
    "harm",
    "victims",
    "counting",
    "scope",
    "stance",
    "place",
    "place_id",
    "start",
    "end",
    "claimant",
    "claimant_stated",
    "publisher",
    "published_at",
    "url",
)
"""What a row without record_id is known by."""


class ClaimsCsv:
    """Ingestor of hand-kept claims. It has no options."""

    name = "claims_csv"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of the file, every column text as written, with the line of each."""
        refuse_unknown_options(definition, ())
        try:
            lines = csv_text.read(raw)
            refuse_columns(lines.header)
        except UntrustedError as exc:
            found = exc.problem
            where = str(raw) + (f", line {found.line}" if found.line else "") + (f", column {found.column!r}" if found.column else "")
            raise DataError(f"{found.what} (rule {found.rule})", where=where, do=found.do) from exc
        if not lines.rows:
            raise DataError("the file has column names and no claim.", where=str(raw), do="Write one claim a line, or remove the file from `raw`.")
        return frame_of(lines)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Rows as claims."""
        header = [name for name in rows.columns if name not in (LINE, WIDTH, NOTE)]
        ids = record_ids(rows, definition.name)
        kept, broken = [], []
        for told in to_records(rows):
            row, problems = read_row(told, header, ids)
            as_json = json.dumps({name: told[name][:SHOWN] for name in header if isinstance(told[name], str) and told[name]}, ensure_ascii=False)
            if problems:
                broken.append({"raw_ref": f"line {told[LINE]}", "row": as_json, "reasons": "; ".join(dict.fromkeys(p.rule for p in problems))})
            else:
                kept.append(row | {"raw_ref": f"line {told[LINE]}", "row": as_json})
        claims = _claims(kept, definition.name)
        return Normalised(claims, _broken(broken), _notes(rows, header) + _placeholders(claims))


INGESTOR = ClaimsCsv()

LINE, WIDTH, NOTE = "(line)", "(fields)", "(note)"
LONGEST, SHOWN = 20_000, 2_000
"""Characters of the longest cell that can be true, and of a cell that a reject repeats."""


def refuse_columns(header: list[str]) -> None:
    """Raise UntrustedError where a needed column is missing, or a name looks like a misspelt one."""
    for noun, names in NEEDED.items():
        if not any(name in header for name in names):
            near = nearest(noun, [name for name in header if not is_known(name)], n=1)
            do = f"Rename {near[0]!r}?" if near else f"A hand-kept claim needs: {', '.join(NEEDED)}."
            raise UntrustedError(Problem(1, noun, "", "column_given", f"column {noun!r} is missing.", do))
    exported = is_export(header)
    for name in header:
        if exported and name in OURS:
            continue
        near = [] if is_known(name) else nearest(name, [*CLAIMS.names, records.FIGURE, records.PUBLISHED], n=1)
        if near or name in OURS:
            do = f"Did you mean {near[0]!r}?" if near else "Remove it."
            what = f"column {name!r} is not known." if near else f"column {name!r} is filled by this package, not by hand."
            raise UntrustedError(Problem(1, name, name, "column_known", what, do))


def is_export(header: list[str]) -> bool:
    """Whether the file was written by `casualties claims`."""
    return all(name in header for name in EXPORT)


def is_known(name: str) -> bool:
    """Whether a hand-kept file may have a column of that name."""
    return name in CLAIMS.names or name in (records.FIGURE, records.PUBLISHED, *proposals.BESIDE)


def frame_of(lines: Lines) -> pd.DataFrame:
    """Lines as a frame of text, with their line numbers, numbers of fields, and what was noted on the file."""
    width = len(lines.header)
    padded = [[*fields, *[""] * width][:width] for _, fields in lines.rows]
    frame = pd.DataFrame(padded, columns=lines.header, dtype="str")
    frame[LINE] = [line for line, _ in lines.rows]
    frame[WIDTH] = [len(fields) for _, fields in lines.rows]
    frame[NOTE] = [" ".join(note.what for note in lines.notes) if n == 0 else "" for n in range(len(frame))]
    return frame


def to_records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of `frame_of` as mappings."""
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def record_ids(rows: pd.DataFrame, dataset: str = "") -> dict[str, str]:
    """What `part_of` may name: the record_ids of the file, also with the data set before them (in an export: the one it had there), each with its record_id."""
    if "record_id" not in rows:
        return {}
    told = rows["record_id"].str.strip()
    given = {key for key in told if key}
    before = dict(zip(rows["claim_id"].str.strip(), told, strict=True)) if "claim_id" in rows else {}
    return before | {key: key for key in given} | {f"{dataset}:{key}": key for key in given}


def read_row(row: dict[str, Any], header: list[str], ids: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """One line as values of the claims table, and its problems.

    Parameters
    ----------
    row : dict
        A row of `frame_of`.
    header : list of str
        Columns of the file.
    ids : dict
        What `part_of` may name, see `record_ids`.
    """
    line = int(row[LINE])
    if row[WIDTH] != len(header):
        return {}, [_uneven(row, header, line)]
    known = {name: row[name] for name in header if is_known(name) and name not in (*OURS, *proposals.BESIDE)}
    long = [name for name, value in known.items() if isinstance(value, str) and len(value) > LONGEST]
    if long:
        what = f"{long[0]} has {len(known[long[0]])} characters."
        return {}, [
            Problem(line, long[0], str(known[long[0]])[:80], "text_not_too_long", what, "Is a quote left open? Write the clause that carries the figure.")
        ]
    values, problems = records.read_record(known)
    found = [Problem(line, name, str(known.get(name, "")), p.rule, p.what, _straight(known.get(name), p.do)) for name, p in problems]
    refused = {p.column for p in found}
    found += [p for p in _whole_row(values, known, line) if p.column not in refused]
    if values.get("part_of") is not None:
        if values["part_of"] not in ids:
            what = f"part_of {values['part_of']!r} is no record_id of this file."
            found.append(
                Problem(line, "part_of", values["part_of"], "part_of_known", what, "Write the record_id of the line that states the whole, or leave it empty.")
            )
        values["part_of"] = ids.get(values["part_of"])
    values["date_precision"] = values.get("date_precision") or _date_precision(values)
    by, problems_of_review = proposals.reviewed(row, line)
    if by:
        values["note"] = "; ".join(part for part in (values.get("note"), by) if part)
    return values, found + problems_of_review


def _uneven(row: dict[str, Any], header: list[str], line: int) -> Problem:
    what = f"the line has {row[WIDTH]} fields, the header {len(header)}."
    do = (
        'A value with a comma in it, such as 1,200, goes into straight quotes: "1,200".'
        if row[WIDTH] > len(header)
        else "Complete the line: an empty value still needs its comma."
    )
    if any(sign in str(row[name]) for name in header for sign in CURLY):
        do = 'Curly quotes do not hold a field together: write straight quotes, ".'
    return Problem(line, "", ",".join(str(row[name]) for name in header)[:80], "row_has_all_fields", what, do)


def _straight(value: object, do: str) -> str:
    curly = isinstance(value, str) and any(sign in value for sign in CURLY)
    return f"{do} Leave the curly quotes out." if curly else do


def _whole_row(values: dict[str, Any], known: dict[str, Any], line: int) -> list[Problem]:
    problems = [
        Problem(line, name, "", f"{name}_given", f"{name} is empty.", f"Write it: {CLAIMS[name].doc}")
        for name in ("harm", "end")
        if values.get(name) is None and not str(known.get(name) or "").strip()
    ]
    if values.get("place") is None and values.get("place_id") is None:
        problems.append(Problem(line, "place", "", "place_given", "the place is empty.", "Write where, as stated; a country at least."))
    if all(values.get(name) is None for name in ("claimant", "claimant_stated", "publisher")):
        problems.append(
            Problem(line, "claimant", "", "source_given", "nobody says so: claimant and publisher are empty.", "Write who says so, or where it was published.")
        )
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and start > end:
        problems.append(
            Problem(
                line,
                "start",
                str(known.get("start")),
                "start_not_after_end",
                f"start {start} is after end {end}.",
                "Write the first day in start, the last in end.",
            )
        )
    if (values.get("low"), values.get("best"), values.get("high")) == (None, None, None) and values.get("stance") not in ("denies", "retracts"):
        problems.append(Problem(line, "figure" if "figure" in known else "best", "", "figure_given", "no figure is given.", "Write it as stated."))
    return problems + _order(values, line)


def _order(values: dict[str, Any], line: int) -> list[Problem]:
    given = [(name, values[name]) for name in ("low", "best", "high") if values.get(name) is not None]
    for (lower, a), (upper, b) in itertools.pairwise(given):
        if a > b:
            return [
                Problem(line, lower, str(a), "figures_in_order", f"{lower} is {a}, above {upper} {b}.", "Write low <= best <= high as the source states them.")
            ]
    return []


def stands_for_none(values: dict[str, Any], line: int) -> list[Problem]:
    """Days that programs write where they have none: kept, for a hand may mean them, and told."""
    return [
        Problem(
            line, name, str(values[name]), "day_not_placeholder", f"{name} is {values[name]}, {_NONE}", "Write the day that is meant, or leave start empty."
        )
        for name in ("start", "end")
        if str(values.get(name)) in PLACEHOLDER_DAYS
    ]


_NONE = "which spreadsheets and databases write where they have no day."


def _placeholders(claims: pd.DataFrame) -> list[Finding]:
    hit = pd.Series(False, index=claims.index)
    for name in ("start", "end"):
        if name in claims:
            hit |= claims[name].dt.strftime("%Y-%m-%d").isin(PLACEHOLDER_DAYS)
    return [Finding("placeholder day", "warning", f"a day of these claims is one {_NONE}", tuple(claims.loc[hit, "claim_id"]))] if hit.any() else []


def _date_precision(values: dict[str, Any]) -> str | None:
    start, end = values.get("start"), values.get("end")
    if start is None or end is None:
        return "unknown"
    return "day" if start == end else "days"


def _claims(rows: list[dict[str, Any]], dataset: str) -> pd.DataFrame:
    for row, key in zip(rows, _keys(rows), strict=True):
        row["record_id"], row["claim_id"] = key, f"{dataset}:{key}"
        if row.get("part_of") is not None:
            row["part_of"] = f"{dataset}:{row['part_of']}"
    frame = records.frame_of(rows)
    frame = frame.drop(columns=records.not_given(frame))
    return frame.assign(
        row=pd.Series([row["row"] for row in rows], dtype="str"), is_interested=pd.Series([row.get("is_interested") for row in rows], dtype=object)
    )


def _keys(rows: list[dict[str, Any]]) -> list[str]:
    made: Counter[str] = Counter()
    seen: set[str] = set()
    keys = []
    for row in rows:
        if row.get("record_id") is not None:
            keys.append(str(row["record_id"]))
            continue
        base = digest(*(row.get(name) for name in KEY_COLUMNS))[:12]
        whole = digest(*(row.get(c.name) for c in CLAIMS.columns if c.name != "raw_ref"))
        if whole not in seen:  # a line repeated to the letter keeps the key of the first, and is refused as its double
            made[base] += 1
        seen.add(whole)
        keys.append(base if made[base] == 1 else f"{base}-{made[base]}")
    return keys


def _broken(rows: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["raw_ref", "row", "reasons"], dtype="str")


def _notes(rows: pd.DataFrame, header: list[str]) -> list[Finding]:
    findings = [Finding("file noted", "note", note) for note in rows[NOTE] if note]
    findings += [
        Finding("unknown column", "warning", f"column {name!r} is not one of the claims table: it was not read.") for name in header if not is_known(name)
    ]
    if is_export(header):
        told = ", ".join(name for name in header if name in OURS)
        findings.append(Finding("export read", "note", f"the file is an export of claims: {told} are filled anew, all else is read as it stands."))
    if "record_id" not in header:
        findings.append(
            Finding(
                "keys made",
                "note",
                "there is no column record_id: claims are known by what they say, all but the figure. Give each line a record_id that never changes.",
            )
        )
    return findings
