"""Which reports there are: those of reports/ in the working folder, and those the package brings, and what one leaves open."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import casualties
from casualties.errors import UsageError
from casualties.pipeline import asked
from casualties.places import is_within
from casualties.report.definition import ALWAYS, EVERY, ReportDefinition, read_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from casualties.store import Store

REPORTS = "reports"
BUILT_IN = Path(casualties.__file__).parent / "data" / REPORTS
LISTED = {"report": "str", "title": "str", "places": "str", "start": "datetime64[us]", "end": "datetime64[us]", "origin": "str", "message": "str"}


def report_names(root: Path) -> list[str]:
    """Names of the reports of a working folder: the TOML files of reports/."""
    return sorted(p.stem for p in (root / REPORTS).glob("*.toml"))


def built_in_names() -> list[str]:
    """Names of the reports that the package brings; built when they are asked for by name."""
    return sorted(p.stem for p in BUILT_IN.glob("*.toml"))


def read(root: Path, name: str) -> ReportDefinition:
    """The definition of that name: of reports/, else the one the package brings."""
    own = root / REPORTS / f"{name}.toml"
    return read_report(own if own.exists() or name not in built_in_names() else BUILT_IN / own.name)


def chosen(root: Path, names: Sequence[str]) -> list[str]:
    """Reports by name, all of reports/ where none is named.

    Raises
    ------
    UsageError
        There is no such report, or none at all.
    """
    own = report_names(root)
    known = sorted({*own, *built_in_names()})
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise UsageError(f"no report is called {name!r}.", do=f"Did you mean {near[0]!r}?" if near else f"Reports: {', '.join(known)}.")
    if not names and not own:
        do = f"Make a working folder with `casualties init`, or name it with --root. By name, these are built anywhere: {', '.join(known)}."
        raise UsageError("there is no report here.", where=str((root / REPORTS).resolve()), do=do)
    return list(dict.fromkeys(names)) or own


def list_reports(root: str | PathLike[str] = ".") -> pd.DataFrame:
    """The reports of a working folder, then those that the package brings.

    Returns
    -------
    DataFrame
        report, title, places (joined by "; "), start, end (Day, inclusive; missing where the claims decide), origin (reports/ or built in), and
        `message`: why a definition cannot be read, missing where it can.
    """
    folder = Path(root)
    own = report_names(folder)
    rows: list[dict[str, Any]] = []
    for name in [*own, *(name for name in built_in_names() if name not in own)]:
        row: dict[str, Any] = {"report": name, "origin": f"{REPORTS}/" if name in own else "built in"}
        try:
            told = read(folder, name)
        except UsageError as exc:
            rows.append(row | {"message": str(exc)})
            continue
        days = {key: None if value in ALWAYS else value for key, value in (("start", told.start), ("end", told.end))}
        rows.append(row | {"title": told.title or None, "places": "; ".join(told.places) or None, **days})
    return pd.DataFrame(rows, columns=list(LISTED)).astype(LISTED)


def settled(store: Store, definition: ReportDefinition) -> ReportDefinition:
    """The definition with places, claimants and data sets as they are stored; places and days it leaves open are those of the claims of its data sets.

    Raises
    ------
    UsageError
        A place, claimant or data set is not known.
    """
    datasets = tuple(asked.known("data set", definition.datasets, store.datasets()) or ()) if definition.datasets != EVERY else tuple(store.datasets())
    places = tuple(asked.place(store, name) for name in definition.places)
    start, end = definition.start, definition.end
    if not places or start in ALWAYS or end in ALWAYS:
        claims = store.claims(datasets or None, columns=["place_id", "start", "end"])
        places = places or tuple(sorted(claims["place_id"].dropna().str.partition("/")[0].unique()))
        inside = pd.concat([pd.Series(False, index=claims.index), *(is_within(claims["place_id"], name).fillna(False) for name in places)], axis=1).any(axis=1)
        days = pd.concat([claims.loc[inside, "start"], claims.loc[inside, "end"]]).dropna()
        known = next((day for day in (start, end) if day not in ALWAYS), pd.Timestamp(0))  # where nothing is told: one day, without a claim
        first, last = (days.min(), days.max()) if len(days) else (known, known)
        last = max(last, start) if start not in ALWAYS else last
        start, end = (first if start in ALWAYS else start), (last if end in ALWAYS else end)
    return replace(definition, places=places, claimants=tuple(asked.sources(store, definition.claimants)), datasets=datasets, start=start, end=end)
