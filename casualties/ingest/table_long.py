"""Rows of a file as statements, one below the other: a row with several figures, or with a column a place, is several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casualties.ingest import parse, table_keys, written
from casualties.ingest.found import Finding
from casualties.ingest.table_plan import FIGURES, PARTS_OF_DAY, Figure, Plan
from casualties.sources import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_JOINED = {"record_id": "-", "incident_id": "-", "reported_by": "; ", "via": "; ", "note": "; ", "quote": " "}
"""Targets several columns make together; of the others the first that is given counts."""


@dataclass(frozen=True)
class Long:
    """Statements as written.

    Parameters
    ----------
    texts : DataFrame
        Targets (columns of claims, areas, `date`) as text in our words where codes are told, index 0, 1, ...
    figures : DataFrame
        low, best, high, figure as text; missing where not given.
    kind : array of int
        Which of plan.figures each is.
    at : array of int
        Row of each.
    record_id, facet, raw_ref : Series of str
    count : Series of Int64, optional
        Rows that say the same, where rows are persons.
    findings : list of Finding
    """

    texts: pd.DataFrame
    figures: pd.DataFrame
    kind: np.ndarray
    at: np.ndarray
    record_id: pd.Series
    facet: pd.Series
    raw_ref: pd.Series
    count: pd.Series | None = None
    findings: list[Finding] = field(default_factory=list)


def lengthen(rows: pd.DataFrame, plan: Plan) -> Long:
    """The statements of a file's rows, in their order.

    Parameters
    ----------
    rows : DataFrame
        As `table_files.read` gives them.
    plan : Plan
    """
    texts, findings = targets(rows, plan)
    if plan.rows == "persons":
        return _counted(rows, texts, findings)
    keys = table_keys.keys(texts, rows)
    pieces = _wide(rows, plan) if plan.wide is not None else _figures(rows, plan)
    at = np.concatenate([piece.at for piece in pieces])
    kind = np.concatenate([np.full(len(piece.at), piece.kind) for piece in pieces])
    number = np.concatenate([np.full(len(piece.at), n) for n, piece in enumerate(pieces)])
    order = np.lexsort((number, at))
    long = texts.take(at[order]).reset_index(drop=True)
    if plan.wide is not None:
        names = np.concatenate([np.full(len(piece.at), piece.name, dtype=object) for piece in pieces])[order]
        told = pd.Series(names, dtype="str")
        meaning = plan.codes.get("wide") or plan.codes.get(plan.wide.into)
        long[plan.wide.into], found = coded(told, meaning, "options.codes.wide", persons=plan.persons) if meaning else (told, [])
        findings += found
    figures = pd.DataFrame(
        {name: pd.concat([piece.figures[name] for piece in pieces], ignore_index=True).take(order).reset_index(drop=True) for name in FIGURES}
    )
    facet = np.concatenate([np.full(len(piece.at), piece.facet, dtype=object) for piece in pieces])[order]
    dropped = len(rows) - len(np.unique(at))
    if dropped:
        message = "{count} rows hold none of the figures named: they are no statements (an empty cell is not a zero)."
        findings.append(Finding("no figure", "note", message, count=dropped))
    return Long(
        long,
        figures,
        kind[order],
        at[order],
        keys.take(at[order]).reset_index(drop=True),
        pd.Series(facet, dtype="str"),
        rows["raw_ref"].take(at[order]).reset_index(drop=True),
        None,
        findings,
    )


@dataclass(frozen=True)
class _Piece:
    """Statements of one figure, or of one wide column."""

    at: np.ndarray
    kind: int
    facet: str
    name: str
    figures: pd.DataFrame


def _figures(rows: pd.DataFrame, plan: Plan) -> list[_Piece]:
    several = len(plan.figures) > 1
    return [_piece(rows, figure, n, several=several) for n, figure in enumerate(plan.figures)]


def _piece(rows: pd.DataFrame, figure: Figure, kind: int, *, several: bool) -> _Piece:
    cells = _cells(rows, figure.columns)
    given = cells.notna().any(axis=1).to_numpy()
    if figure.skip_zero:
        zero = cells.isna() | cells.apply(lambda column: column.str.fullmatch(r"0+([.,]0+)?").fillna(False).astype(bool))
        given = given & ~zero.all(axis=1).to_numpy()
    elif not several:
        given = np.ones(len(rows), dtype=bool)  # its only figure is missing: that is a reject, not silence
    at = np.flatnonzero(given)
    return _Piece(at, kind, f":{slug(figure.facet)}" if figure.facet else "", "", cells.take(at))


def _wide(rows: pd.DataFrame, plan: Plan) -> list[_Piece]:
    assert plan.wide is not None
    fixed = {name for name in plan.used() if name not in plan.wide.columns}
    names = [*plan.wide.columns]
    if plan.wide.pattern is not None:
        names += [str(name) for name in rows.columns if name not in (*names, *fixed, "raw_ref") and re.fullmatch(plan.wide.pattern, str(name))]
    pieces = []
    for name in names:
        cells = _cells(rows, {plan.wide.figure: name})
        at = np.flatnonzero(cells[plan.wide.figure].notna().to_numpy())
        pieces.append(_Piece(at, 0, f":{slug(name)}", name, cells.take(at)))
    return pieces or [_Piece(np.array([], dtype=int), 0, "", "", _cells(rows.iloc[:0], {}))]


def _cells(rows: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: rows[columns[name]] if name in columns else pd.Series(None, index=rows.index, dtype="str") for name in FIGURES})


def targets(rows: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """What the columns say, one target a column, in our words."""
    out, findings = {}, []
    for target, names in plan.columns.items():
        column = _together([rows[name] for name in names], _JOINED.get(target))
        if target in ("record_id", "incident_id") and len(names) == 1:
            column = parse.keys(column)
        if target in plan.codes:
            column, found = coded(column, plan.codes[target], f"options.codes.{target}", persons=plan.persons)
            findings += found
        out[target] = column
    if plan.sources is not None:
        told = written.source_names(rows[plan.sources.column], plan.sources.separator, plan.sources.name)
        out["reported_by"] = told if "reported_by" not in out else _together([out["reported_by"], told], "; ")
    if "year" in out:
        empty = pd.Series(None, index=rows.index, dtype="str")
        out["date"] = written.dates_of_parts(*(out.pop(name, empty) for name in PARTS_OF_DAY))
    return pd.DataFrame(out, index=rows.index), findings


def _together(columns: Sequence[pd.Series], joint: str | None) -> pd.Series:
    made = columns[0]
    for column in columns[1:]:
        if joint is None:
            made = made.where(made.notna(), column)
        else:
            both = made + joint + column
            made = both.where(both.notna(), made.where(made.notna(), column))
    return made


def coded(column: pd.Series, meaning: Mapping[str, str], key: str, *, persons: bool = False) -> tuple[pd.Series, list[Finding]]:
    """Codes in our words; those not told stay as written, or become what "*" says, with a finding."""
    words, strange = {}, []
    for code in column.dropna().unique():
        bare = re.sub(r"^(-?[0-9]+)\.0+$", r"\1", code.strip())
        found = next((meaning[form] for form in (code, bare, bare.lstrip("0")) if form in meaning), None)
        words[code] = meaning.get("*", code) if found is None else found
        if found is None and "*" not in meaning and code not in meaning.values():
            strange.append(code)
    if persons and strange:
        message = f"{{count}} rows hold a code that is not among {key} in dataset.toml; codes of persons are not repeated here."
        return column.map(words).astype("str"), [Finding("unknown code", "warning", message, count=int(column.isin(strange).sum()))]
    findings = [
        Finding(
            "unknown code",
            "warning",
            f"{code[:80]!r} is not among {key} in dataset.toml: it was kept as written, {{count}} times.",
            count=int((column == code).sum()),
        )
        for code in sorted(strange)
    ]
    return column.map(words).astype("str"), findings


def _counted(rows: pd.DataFrame, texts: pd.DataFrame, findings: list[Finding]) -> Long:
    """Rows that say the same, counted."""
    group = texts.fillna("").groupby(list(texts.columns), sort=False).ngroup().to_numpy()
    first = np.unique(group, return_index=True)[1]
    count = np.bincount(group)
    refs = rows["raw_ref"].take(first).reset_index(drop=True)
    more = pd.Series([f" and {n - 1} more" if n > 1 else "" for n in count], dtype="str")
    long = texts.take(first).reset_index(drop=True)
    message = f"{len(rows)} rows, each a person, make {len(first)} statements: rows that say the same in the columns named were counted."
    none = pd.DataFrame({name: pd.Series(None, index=long.index, dtype="str") for name in FIGURES})
    keys = pd.Series([table_keys.short(*row) for row in long.itertuples(index=False)], dtype="str")
    empty = pd.Series("", index=long.index, dtype="str")
    return Long(
        long,
        none,
        np.zeros(len(first), dtype=int),
        first,
        keys,
        empty,
        refs + more,
        pd.Series(count, dtype="Int64"),
        [*findings, Finding("rows counted", "note", message)],
    )
