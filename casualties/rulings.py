"""Decisions of people about claims: a CSV kept by hand or by `casualties rule`, one ruling a line.

The file is never rewritten: a ruling is added as one more line, so that a diff shows who decided what, and when.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from casualties import files, spelling
from casualties.errors import DataError, UsageError
from casualties.tables.rulings import FEWEST, KINDS, RULINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

FILE = "datasets/rulings.csv"
"""Where rulings are kept, below the working folder."""

MOST_COMPARED = 50_000
"""Among so many claim_ids the nearest is looked for: more would take seconds."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"R(\d+)")
_LAST_SECOND = "T23:59:59Z"


def read(path: Path) -> pd.DataFrame:
    """The rulings of a file, in its order.

    Parameters
    ----------
    path : Path
        A CSV with the columns of the table `rulings`, in any order. A file that does not exist holds none.

    Returns
    -------
    DataFrame
        Columns and dtypes of the table `rulings`.

    Raises
    ------
    DataError
        The file or a value cannot be read: names line, column and what to write.
    """
    if not path.exists():
        return RULINGS.empty()
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for line, row in _lines(path):
        made = _ruling(row, f"{path}, line {line}")
        first = seen.setdefault(made["ruling_id"], line)
        if first != line:
            raise _wrong(path, line, "ruling_id", f"{made['ruling_id']!r} is also the id of line {first}.", "Give each ruling an id of its own.")
        rows.append(made)
    return RULINGS.complete(pd.DataFrame(rows, columns=RULINGS.names)) if rows else RULINGS.empty()


def append(path: Path, kind: str, claim_ids: Sequence[str], reason: str, by: str, at: pd.Timestamp) -> pd.DataFrame:
    """Add a ruling to a file: one line more, whole or not at all.

    Parameters
    ----------
    path : Path
        Made with its header where it does not exist. Whoever calls holds the lock of the working folder.
    kind : str
        One of same_statement, different, supersedes, keep_both, exclude.
    claim_ids : sequence of str
        Claims, the first one first.
    reason, by : str
        Why, in a sentence that can be printed; who decided.
    at : Timestamp
        When, UTC; kept to the second.

    Returns
    -------
    DataFrame
        The ruling, one row of the table `rulings`. Its id is R and the number after the highest one in the file.

    Raises
    ------
    UsageError
        No such kind, too few claims, no reason or nobody who decided.
    DataError
        The file as it is cannot be read, or it cannot be written.
    """
    taken = [int(found[1]) for i in read(path)["ruling_id"] if (found := _NUMBER.fullmatch(i))]
    told = {"ruling_id": f"R{max(taken, default=0) + 1}", "kind": kind, "claim_ids": spelling.SEPARATOR.join(claim_ids), "reason": reason, "by": by}
    cells = {name: " ".join(value.split()) for name, value in told.items()} | {"at": f"{at.tz_convert('UTC'):%Y-%m-%dT%H:%M:%SZ}"}
    try:
        row = _ruling(cells, "")
    except DataError as exc:
        raise UsageError(exc.what, where=exc.where, do=exc.do) from None
    before = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    header = next(csv.reader(io.StringIO(before)), None)
    ending = "\r\n" if "\r\n" in before else "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=ending)
    if not header:
        writer.writerow(header := RULINGS.names)
    elif not before.endswith("\n"):
        out.write(ending)
    writer.writerow([cells[name.strip()] for name in header])
    files.write(path, (path.read_bytes() if before else b"") + out.getvalue().encode())
    return RULINGS.complete(pd.DataFrame([row]))


class Stored(Protocol):
    """The claims of a working folder, as the store answers for them."""

    def claims(self, datasets: Collection[str] | None = None, columns: Sequence[str] | None = None, filters: Any = None) -> pd.DataFrame:
        """Current claims."""

    def versions(self, claim_id: str) -> pd.DataFrame:
        """All versions of one claim, also of one that was withdrawn."""


def load(root: Path, store: Stored) -> pd.DataFrame:
    """The rulings of a working folder, each about claims that are or were stored.

    Parameters
    ----------
    root : Path
        The working folder; see `read`.
    store : Stored
        Its claims. A ruling on a claim that was withdrawn since is no mistake: see `withdrawn`.

    Returns
    -------
    DataFrame
        The table `rulings`.

    Raises
    ------
    DataError
        The file cannot be read, or a ruling is about a claim that was never stored.
    """
    rulings = read(root / FILE)
    strange = _not_current(rulings, store)
    for ruling_id, cell in zip(rulings["ruling_id"], rulings["claim_ids"], strict=True):
        for claim_id in spelling.split(cell):
            if claim_id in strange and store.versions(claim_id).empty:
                where = f"{root / FILE}, ruling {ruling_id}, column claim_ids"
                raise DataError(f"there is no claim {claim_id!r}.", where=where, do=suggestion(claim_id, store))
    return rulings


def withdrawn(rulings: pd.DataFrame, store: Stored) -> dict[str, list[str]]:
    """By ruling_id, the claims of a ruling that are no longer current: withdrawn since."""
    gone = _not_current(rulings, store)
    named = {i: [c for c in spelling.split(cell) if c in gone] for i, cell in zip(rulings["ruling_id"], rulings["claim_ids"], strict=True)}
    return {ruling_id: ids for ruling_id, ids in named.items() if ids}


def suggestion(claim_id: str, store: Stored) -> str:
    """What to write instead of a claim_id that nobody knows."""
    from difflib import get_close_matches

    there = store.claims(columns=["claim_id"])["claim_id"].tolist()
    same = [i for i in there if i.startswith(claim_id.partition(":")[0] + ":")] or there
    near = get_close_matches(claim_id, same[:MOST_COMPARED], n=1)
    return f"Did you mean {near[0]!r}?" if near else "`casualties claims` lists claim_ids."


def about(rulings: pd.DataFrame, claim_ids: Collection[str]) -> pd.DataFrame:
    """What rulings say of the claims at hand: others are not yet published, lie elsewhere or were withdrawn.

    Parameters
    ----------
    rulings : DataFrame
        The table `rulings`.
    claim_ids : collection of str
        The claims at hand.

    Returns
    -------
    DataFrame
        Rulings with `claim_ids` cut down to them. Left out are those of which too few claims are left, and a `supersedes`
        without the claim that would stand. One claim that is excluded stays excluded when another one is withdrawn.
    """
    if rulings.empty:
        return rulings
    here = set(claim_ids)
    told = [spelling.split(cell) for cell in rulings["claim_ids"]]
    left = [[i for i in ids if i in here] for ids in told]
    keep = [len(set(some)) >= FEWEST[kind] and (kind != "supersedes" or some[0] == ids[0]) for kind, ids, some in zip(rulings["kind"], told, left, strict=True)]
    cut = pd.Series([spelling.SEPARATOR.join(some) for some in left], index=rulings.index, dtype="str")
    return rulings.assign(claim_ids=cut)[keep].reset_index(drop=True)


def _not_current(rulings: pd.DataFrame, store: Stored) -> set[str]:
    named = sorted({i for cell in rulings["claim_ids"] for i in spelling.split(cell)})
    if not named:
        return set()
    return set(named) - set(store.claims(columns=["claim_id"], filters=[("claim_id", "in", named)])["claim_id"])


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Records by column, each with the line it begins on."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        records, begin = [], 1
        for cells in reader:
            records.append((begin, cells))
            begin = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error, OSError) as exc:
        raise DataError(f"it cannot be read as CSV in UTF-8: {exc}.", where=str(path), do="Save it as CSV, comma-separated, UTF-8.") from exc
    records = [(line, cells) for line, cells in records if any(cell.strip() for cell in cells)]
    if not records:
        return []
    header = [cell.strip() for cell in records[0][1]]
    _check_header(header, path)
    rows = []
    for line, cells in records[1:]:
        if len(cells) != len(header):
            do = 'Put a text that holds a comma in quotes: "so, too".'
            raise DataError(f"{len(cells)} values stand under {len(header)} columns.", where=f"{path}, line {line}", do=do)
        rows.append((line, dict(zip(header, cells, strict=True))))
    return rows


def _check_header(header: list[str], path: Path) -> None:
    for name in header:
        if name not in RULINGS.names or header.count(name) > 1:
            near = spelling.nearest(name, RULINGS.names, n=1) if name not in RULINGS.names else []
            do = f"Did you mean {near[0]!r}?" if near else f"Columns, each once: {', '.join(RULINGS.names)}."
            raise _wrong(path, 1, name, "it is not a column of rulings, or stands there twice.", do)
    for name in RULINGS.names:
        if name not in header:
            raise _wrong(path, 1, name, "it is missing.", f"Columns: {', '.join(RULINGS.names)}.")


def _ruling(row: dict[str, str], where: str) -> dict[str, Any]:
    """One ruling, its values checked one by one."""
    row = {name: value.strip() for name, value in row.items()}

    def wrong(column: str, what: str, do: str) -> DataError:
        return DataError(what, where=f"{where}, column {column}" if where else column, do=do)

    for name in RULINGS.names:
        if not row[name]:
            raise wrong(name, "it is empty.", RULINGS[name].doc)
    if row["kind"] not in KINDS:
        near = spelling.nearest(row["kind"], KINDS, n=1)
        raise wrong("kind", f"there is no kind of ruling {row['kind']!r}.", (f"Did you mean {near[0]!r}? " if near else "") + f"Kinds: {', '.join(KINDS)}.")
    ids, fewest = list(dict.fromkeys(spelling.split(row["claim_ids"]))), FEWEST[row["kind"]]
    if len(ids) < fewest:
        need = "a claim" if fewest == 1 else f"{fewest} or more different claims"
        raise wrong("claim_ids", f"{row['kind']} is about {need}.", 'Name them all, in a file joined by "; ".')
    try:
        at = pd.Timestamp(row["at"] + _LAST_SECOND if _DAY.fullmatch(row["at"]) else row["at"])
        at = at.tz_localize("UTC") if at.tzinfo is None else at.tz_convert("UTC")
    except (ValueError, TypeError):
        raise wrong("at", f"{row['at']!r} is not a moment.", "Write 2012-03-01 or 2012-03-01T18:00:00Z.") from None
    if re.match(r"\d{4}-\d{2}-\d{2}", row["at"]) is None or pd.isna(at):
        raise wrong("at", f"{row['at']!r} is not a moment.", "Write 2012-03-01 or 2012-03-01T18:00:00Z.")
    return row | {"claim_ids": spelling.SEPARATOR.join(ids), "at": at}


def _wrong(path: Path, line: int, column: str, what: str, do: str) -> DataError:
    return DataError(what, where=f"{path}, line {line}, column {column}", do=do)
