"""Claims from plain mappings, one after the other: what hand-kept files and Python callers hand in."""

from __future__ import annotations

import difflib
import functools
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import dtypes, sources
from casualties.errors import DataError
from casualties.extract import figures
from casualties.ingest import values
from casualties.ingest.values import ValueRefusedError
from casualties.tables import CLAIMS, Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FIGURE, PUBLISHED = "figure", "published"
"""Short names of a hand-kept claim: `figure` is the figure in words or digits, `published` is `published_at`."""

_READ: dict[str, Callable[[Any], Any]] = {
    "Text": values.text,
    "Count": values.count,
    "Day": values.day,
    "Instant": values.instant,
    "Flag": values.flag,
    "Real": values.real,
}


@functools.cache
def shipped_sources() -> pd.DataFrame:
    """The shipped table of sources, read once."""
    return sources.load()


@functools.cache
def shipped_places() -> pd.DataFrame:
    """The shipped gazetteer, read once."""
    from casualties import places

    return places.load()


def claims_frame(records: Iterable[Mapping[str, Any]], sources: pd.DataFrame | None = None, places: pd.DataFrame | None = None) -> pd.DataFrame:
    """Valid claims from mappings of column names to values.

    Parameters
    ----------
    records : iterable of mapping
        One claim each, columns of the claims table; only `harm`, `end`, a figure are needed, the rest has a default.
        `figure` may stand for low, best, high, qualifier and stated ("at least nine"), `published` for published_at.
        `claimant` is an id, a name or an alias; `place` is resolved where `place_id` is absent. A published_at that is
        a date alone is 23:59:59 UTC of that day. `claim_id` is made from the position where absent; `record_id` is the
        claim_id unless given; `dataset` is "adhoc" unless given.
    sources, places : DataFrame, optional
        Tables to resolve names in; the shipped ones by default.

    Returns
    -------
    DataFrame
        The claims table, in the order given: all columns in their dtypes; low, best, high Int64 (persons, high missing
        = open above). Unknown claimants and place ids are kept as given.

    Raises
    ------
    DataError
        A value that is wrong, with the position of the record (from 1), its key and the column.
    """
    rows = []
    for position, record in enumerate(records, start=1):
        rows.append(_read_record(record, position))
    frame = frame_of(rows)
    if sources is None:
        sources = shipped_sources() if len(frame) else None
    if sources is not None:
        frame = attribute(frame, sources)
    unplaced = frame["place_id"].isna() & frame["place"].notna()
    if unplaced.any():
        frame.loc[unplaced, "place_id"] = _resolve_places(frame.loc[unplaced, "place"], places)
    frame = CLAIMS.complete(frame)
    _refuse(frame)
    return frame


def read_record(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, ValueRefusedError]]]:
    """One mapping as values of the claims table, and what is wrong with it.

    Returns
    -------
    row : dict
        Column names to values; problems leave their column missing.
    problems : list of (column, ValueRefusedError)
    """
    row: dict[str, Any] = {}
    problems: list[tuple[str, ValueRefusedError]] = []
    for name, value in record.items():
        column = _column(str(name))
        if column is None:
            near = difflib.get_close_matches(str(name), [*CLAIMS.names, FIGURE, PUBLISHED], n=1)
            do = f"Did you mean {near[0]!r}?" if near else f"Columns are: {', '.join(CLAIMS.names)}."
            problems.append((str(name), ValueRefusedError("column_known", f"{name!r} is not a column of claims.", do)))
            continue
        try:
            found = values.code(value, column.values) if column.kind == "Enum" else _READ[column.kind](value)
        except ValueRefusedError as exc:
            problems.append((str(name), exc))
            continue
        if found is not None or column.name not in row:
            row[column.name] = found
    problems += _read_figures(row, record)
    return row, problems


def _column(name: str) -> Column | None:
    if name == FIGURE:
        return CLAIMS["stated"]
    return CLAIMS["published_at"] if name == PUBLISHED else _columns().get(name)


@functools.cache
def _columns() -> dict[str, Column]:
    return {c.name: c for c in CLAIMS.columns}


def _read_figures(row: dict[str, Any], record: Mapping[str, Any]) -> list[tuple[str, ValueRefusedError]]:
    """Fill low, best, high and qualifier from `figure`, or from each other."""
    try:
        if values.is_missing(record.get(FIGURE)):
            _complete_figures(row, record)
        else:
            _use_figure(row, record)
    except ValueRefusedError as exc:
        return [(FIGURE if FIGURE in record else "best", exc)]
    except figures.FigureRefusedError as exc:
        return [(FIGURE if FIGURE in record else "best", ValueRefusedError(exc.rule, exc.what, exc.do))]
    return []


def _use_figure(row: dict[str, Any], record: Mapping[str, Any]) -> None:
    figure = figures.read(record[FIGURE])
    low, best, high = figure.low, figure.best, figure.high
    row["stated"] = values.text(record.get("stated")) or figure.stated
    hedge = row.get("qualifier") or figure.qualifier
    if hedge != figure.qualifier:
        # a bare number beside a qualifier column: the column is the hedge
        if figure.qualifier != "exact":
            raise ValueRefusedError("figures_agree", f"the figure {figure.stated!r} says {figure.qualifier}, the qualifier {hedge}.", "Keep one of the two.")
        low, best, high = figures.complete(hedge, *((None, None, best) if hedge == "up_to" else (None, best, None)))
    for name, number in (("low", low), ("best", best), ("high", high)):
        if row.get(name) not in (None, number):
            raise ValueRefusedError("figures_agree", f"{name} is {row[name]}, but the figure {figure.stated!r} says otherwise.", "Keep one of the two.")
        row[name] = number
    row["qualifier"] = hedge


def _complete_figures(row: dict[str, Any], record: Mapping[str, Any]) -> None:
    names = ("low", "best", "high", "qualifier")
    if any(row.get(name) is None and not values.is_missing(record.get(name)) for name in names):
        return  # one of them was refused already: what it left out is not guessed
    low, best, high = (row.get(name) for name in names[:3])
    if low is None and best is None and high is None:
        if FIGURE in record and row.get("stance") not in ("denies", "retracts"):
            raise ValueRefusedError("figure_given", "the figure is empty.", 'Write it as stated: 9, "at least nine", "12 to 15", "dozens".')
        return
    if row.get("qualifier") is None:
        row["qualifier"] = figures.qualifier_of(low, best, high)
        if row["qualifier"] is None:
            raise ValueRefusedError("qualifier_given", f"low {low}, best {best}, high {high} do not tell how the figure was hedged.", "Write the qualifier.")
    row["low"], row["best"], row["high"] = figures.complete(row["qualifier"], low, best, high)


def _read_record(record: Mapping[str, Any], position: int) -> dict[str, Any]:
    row, problems = read_record(record)
    if problems:
        column, problem = problems[0]
        raise DataError(f"{problem.what} (rule {problem.rule})", where=_where(position, row.get("claim_id"), column), do=problem.do)
    for name in ("harm", "end"):
        if row.get(name) is None:
            raise DataError(f"{name} is missing.", where=_where(position, row.get("claim_id"), name), do=f"{CLAIMS[name].doc}")
    dataset = row.get("dataset") or "adhoc"
    if row.get("claim_id") is None:
        row["claim_id"] = f"{dataset}:{row.get('record_id') or position}"
    row["record_id"] = row.get("record_id") or row["claim_id"]
    return row


def _where(position: int, key: object, column: str | None = None) -> str:
    return f"record {position}" + (f" ({key})" if key is not None else "") + (f", column {column!r}" if column else "")


def frame_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows of `read_record` as a frame of all claims columns; flags not given stay missing (object dtype)."""
    out = {}
    for c in CLAIMS.columns:
        column = [row.get(c.name) for row in rows]
        if c.kind == "Flag":
            out[c.name] = pd.Series(column, dtype=object)
        elif c.kind in ("Day", "Instant"):
            out[c.name] = pd.Series(pd.to_datetime(pd.Series(column, dtype=object), utc=c.kind == "Instant"), dtype=dtypes.PANDAS[c.kind])
        else:
            out[c.name] = pd.Series(column, dtype=dtypes.PANDAS[c.kind])
    return pd.DataFrame(out)


def not_given(frame: pd.DataFrame) -> list[str]:
    """Columns without a value that the table or a later step fills."""
    empty = [c.name for c in CLAIMS.columns if c.filled and not c.nullable and frame[c.name].isna().all()]
    return [*empty, "raw_sha256", "recorded_at"]


def attribute(frame: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Claimants, publishers and relays resolved to ids, and is_interested derived where it is not given.

    Parameters
    ----------
    frame : DataFrame
        Claims columns; is_interested may be absent or missing.
    table : DataFrame
        The sources table.

    Returns
    -------
    DataFrame
        A name that does not resolve stays as written: it is a source of its own, never the outlet's voice.
    """
    frame = frame.copy(deep=False)
    given = frame["claimant"].where(frame["claimant"].notna(), frame["claimant_stated"])
    via = frame["via"].dropna().str.split(";").explode().str.strip()
    via = via[via != ""]
    # one look into the table for all names: it is folded anew each time
    names = pd.concat([pd.Series(column.unique(), dtype="str") for column in (given, frame["publisher"], via)], ignore_index=True).dropna().drop_duplicates()
    ids = sources.resolve(names, table)
    differs = ids.notna() & (ids != names)
    moved = dict(zip(names[differs], ids[differs], strict=True))
    claimant = _renamed(given, moved)
    if claimant is not given:
        frame["claimant_stated"] = frame["claimant_stated"].where(frame["claimant_stated"].notna() | (claimant == given), given)
    frame["claimant"] = claimant
    frame["publisher"] = _renamed(frame["publisher"], moved)
    if len(via):
        frame["via"] = _renamed(via, moved).groupby(level=0, sort=False).agg("; ".join).reindex(frame.index).astype("str")
    interested = sources.interested(frame["claimant"], frame["victims"].fillna("all"), table)
    if "is_interested" in frame:
        interested = frame["is_interested"].where(frame["is_interested"].notna(), interested).astype(bool)
    frame["is_interested"] = interested
    return frame


def _renamed(names: pd.Series, moved: Mapping[str, str]) -> pd.Series:
    """Names with those that are to be replaced replaced; the same Series where none is."""
    hit = names.isin(list(moved)) if moved else None
    return names if hit is None or not hit.any() else names.where(~hit, names.map(moved).astype("str"))


def _resolve_places(names: pd.Series, table: pd.DataFrame | None) -> pd.Series:
    from casualties import places

    return places.resolve(names, shipped_places() if table is None else table)


def _refuse(frame: pd.DataFrame) -> None:
    # codes and missing values are refused value by value before: what is left are the rules over several columns
    for rule in (CLAIMS.all_rules[f"{CLAIMS.key}_unique"], *CLAIMS.rules):
        broken = ~rule(frame).fillna(False).astype(bool)
        if broken.any():
            position = int(broken.to_numpy().argmax())
            name = rule.__name__ if rule in CLAIMS.rules else f"{CLAIMS.key}_unique"
            what = f"rule {name} is broken. {(rule.__doc__ or 'Two records have one key.').strip()}"
            raise DataError(what, where=_where(position + 1, frame["claim_id"].iloc[position]), do="Mend that record.")
