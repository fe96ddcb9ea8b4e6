"""Places as read from their files: the shipped gazetteer, the hand-kept supplement, names of countries, a user's own places."""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from casualties import spelling
from casualties.errors import DataError
from casualties.tables.places import LEVELS, PLACES

DATA = Path(__file__).parent / "data"
GAZETTEER, SUPPLEMENT = DATA / "gazetteer.parquet", DATA / "places_supplement.csv"
COUNTRY_NAMES = DATA / "country_names.csv"

_FILLED = ("iso", "lat", "lon", "population", "geonames_id")


@functools.cache
def countries() -> tuple[dict[str, str | None], dict[str, str]]:
    """Folded names of countries -> alpha-3, None where two share one; alpha-2 and alpha-3 codes -> alpha-3."""
    names: dict[str, str | None] = {}
    codes: dict[str, str] = {}
    with COUNTRY_NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            iso = codes[row["iso3"]] = codes[row["iso2"]] = row["iso3"]
            for key in map(spelling.fold, (row["name"], *spelling.split(row["aliases"]))):
                names[key] = iso if names.get(key, iso) == iso else None
    return names, codes


@functools.cache
def shipped(countries: tuple[str, ...] | None) -> pd.DataFrame:
    """Gazetteer with the supplement in it, of some countries (ISO 3166-1 alpha-3) or of all; not to be changed in place."""
    file = pq.ParquetFile(GAZETTEER)
    groups = list(range(file.num_row_groups))
    if countries is not None:
        bounds = [file.metadata.row_group(n).column(0).statistics for n in groups]
        groups = [n for n in groups if any(bounds[n].min <= f"{iso}/\uffff" and bounds[n].max >= iso for iso in countries)]
    frame = file.read_row_groups(groups).to_pandas()
    if countries is not None:
        frame = frame[frame["place_id"].str[:3].isin(countries)].reset_index(drop=True)
    return PLACES.complete(frame)


def read(path: Path, origin: str) -> pd.DataFrame:
    """Places of a CSV with at least place_id and level; names, parents, countries and origin are derived where not given.

    Raises
    ------
    DataError
        The file cannot be read, or a row breaks a rule of the table.
    """
    try:
        frame = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as exc:
        raise DataError(f"cannot be read as a CSV in UTF-8: {exc}.", where=str(path), do="Save it as CSV, comma-separated, UTF-8.") from exc
    frame = frame.dropna(how="all")  # a line of commas that a spreadsheet left behind
    unknown = [name for name in frame.columns if name not in PLACES.names]
    if unknown:
        near = spelling.nearest(unknown[0], PLACES.names, n=1)
        raise DataError(
            f"column {unknown[0]!r} is not one of the table of places.",
            where=str(path),
            do=f"Did you mean {near[0]!r}?" if near else f"Columns: {', '.join(PLACES.names)}.",
        )
    if "place_id" in frame:
        last = frame["place_id"].str.rpartition("/")[2].str.partition("~")[0]
        frame["name"] = frame["name"].fillna(last) if "name" in frame else last
        frame["iso"] = frame["iso"].fillna(frame["place_id"].str[:3]) if "iso" in frame else frame["place_id"].str[:3]
        frame["parent"] = _parent(frame["place_id"])
        frame["origin"] = frame["origin"].fillna(origin) if "origin" in frame else origin
    try:
        frame = PLACES.complete(frame)
    except DataError as exc:
        raise DataError(exc.what, where=str(path), do="Columns needed: place_id, level.") from exc
    _, reasons = PLACES.split(frame)
    if len(reasons):
        row = reasons.index[0]
        raise DataError(
            f"place {frame.loc[row, 'place_id']!r} breaks {reasons.iloc[0]}.",
            where=f"{path}, row {row + 2}",
            do=f"Levels are {', '.join(LEVELS)}; an id is written once.",
        )
    return frame


def _parent(ids: pd.Series) -> pd.Series:
    above = ids.str.rpartition("/")[0]
    return above.where(above.ne(""), None).astype("str")


def merge(low: pd.DataFrame, high: pd.DataFrame) -> pd.DataFrame:
    """Both tables as one; where they know the same place, the row of `high`, with what it leaves open from `low`."""
    numbers = dict(zip(high["geonames_id"].dropna(), high.loc[high["geonames_id"].notna(), "place_id"], strict=True))
    own = set(high["place_id"])
    # The number decides before the path: GeoNames' town PSE/Gaza/Rafah is not the governorate that bears its path.
    by_number = low["geonames_id"].map(numbers).astype("str")
    same = by_number.where(by_number.notna(), low["place_id"].where(low["place_id"].isin(own))).astype("str")
    known = same.notna()
    moved = {old: new for old, new in zip(low.loc[known, "place_id"], same[known], strict=True) if old != new}
    rest = low[~known].copy()
    for old, new in moved.items():
        inside = rest["place_id"].str.startswith(old + "/")
        if inside.any():
            rest.loc[inside, "place_id"] = new + rest.loc[inside, "place_id"].str[len(old) :]
    rest = rest[~rest["place_id"].isin(own)]
    high = _filled(high, low[known].assign(same=same[known]))
    merged = pd.concat([rest, high]).sort_values("place_id", ignore_index=True)
    return merged.assign(parent=_parent(merged["place_id"]))


def _filled(high: pd.DataFrame, same: pd.DataFrame) -> pd.DataFrame:
    """Rows of `high` with spellings, coordinates and numbers of the rows known to be the same place."""
    claimed = {spelling.fold(name) for name in high["name"]}
    rows: dict[str, dict[Any, Any]] = {row["place_id"]: row for row in high.astype(object).to_dict("records")}
    for other in same.astype(object).to_dict("records"):
        row = rows[other["same"]]
        aliases = [other["name"], *spelling.split(other["aliases"])]
        # A spelling that is another hand-kept place's name stays with that one: GeoNames calls Kafr Laha "Houla".
        row["aliases"] = spelling.join([*spelling.split(row["aliases"]), *(a for a in aliases if spelling.fold(a) not in claimed)])
        row |= {name: other[name] for name in _FILLED if pd.isna(row[name]) and not pd.isna(other[name])}
    return PLACES.complete(pd.DataFrame.from_records(list(rows.values()), columns=PLACES.names)) if rows else high
