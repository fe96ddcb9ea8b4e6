"""HDX Humanitarian API, conflict events: deaths by place, period and kind of event.

The rows of a country, of its first and of its second level of areas stand side by side, and events that target civilians
are counted again among political violence: each figure is a total for its place and period, so that nothing is added up
that holds one another. An empty figure is no statement, not a zero. The figures are those of ACLED, through HDX: the
claimant is acled, with its terms; `via` and the publisher are hdx-hapi.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.ingest import events_json, parse, preset, table
from casualties.ingest.found import Finding
from casualties.ingest.registry import Normalised
from casualties.sources import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casualties.ingest.definition import Definition
    from casualties.raw import RawFile

OPTIONS = ("limit",)
PAGE = 10_000
"""Rows on a full page of the API, unless another limit was asked for in its URL or in dataset.toml."""
LEVELS = {"0": 0, "1": 1, "2": 2}
_TIME = r"[T ][0-9]{2}:[0-9]{2}.*$"
_SHOWN = ("location_code", "admin_level", "admin1_code", "admin2_code", "event_type", "fatalities", "reference_period_start", "error")


@functools.cache
def _maps() -> Mapping[str, Any]:
    return preset.maps("hapi")


class Hapi:
    """Ingestor of conflict events of HDX HAPI: CSV files of HDX, pages of the API as JSON.

    Option: `limit`, how many rows a page of the API was asked to hold, 0 where it was asked for all.
    """

    name = "hapi"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of the file, every column text; `raw_ref` says which."""
        plan = preset.plan(_maps(), definition, OPTIONS)
        return preset.read(raw, preset.layout(_maps()), reading=plan.read)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Rows as statements: a total for a place and a period each."""
        told, reasons = _told(rows)
        good = reasons == ""
        part = table.normalised(told[good].reset_index(drop=True), preset.plan(_maps(), definition, OPTIONS), definition.name)
        refused = pd.DataFrame({"raw_ref": rows["raw_ref"][~good], "row": _as_json(rows[~good]), "reasons": reasons[~good]})
        strange = rows.loc[reasons == "event_type_known", "event_type"].dropna()
        found = [
            Finding(
                "unknown code",
                "warning",
                f"event_type {kind[:80]!r} is not in the code map: its {(strange == kind).sum()} rows are rejected. Add it to hapi.toml.",
            )
            for kind in sorted(strange.unique())
        ]
        return Normalised(part.claims, pd.concat([part.broken, refused], ignore_index=True), found + part.findings, part.areas)

    def combine(self, raws: Sequence[RawFile], parts: Sequence[Normalised], definition: Definition) -> list[Normalised]:
        """Statements of each file, where the last page of the API is there."""
        limit = preset.limit(definition)
        events_json.refuse_full_pages([raw for raw in raws if events_json.is_json(raw)], "data", PAGE if limit is None else limit)
        return list(parts)


INGESTOR = Hapi()


def _told(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Rows in the columns that the plan names, and the rule each breaks ("" = none)."""
    first, second = (_named(rows, n) for n in (1, 2))
    level = parse.keys(rows["admin_level"]).map(LEVELS)
    guess = (first.notna().astype(int) + (first.notna() & second.notna())).where(rows["admin_level"].isna())
    level = level.where(level.notna(), guess)
    start, end = (rows[f"reference_period_{side}"].str.replace(_TIME, "", regex=True) for side in ("start", "end"))
    meaning = _maps()["event_type"]
    kind = rows["event_type"].str.lower().map(meaning)
    events = rows["events"] + " events"
    told = rows[["raw_ref", "location_code"]].assign(
        adm_1=first.where(level >= 1),
        adm_2=second.where(level >= 2),
        reference_period_start=start,
        reference_period_end=end,
        note=(events + "; " + rows["warning"]).fillna(events).fillna(rows["warning"]),
        **{name: rows["fatalities"].where(kind == name) for name in dict.fromkeys(meaning.values())},
    )
    # a code is the upstream's own key of an area; where HDX could not match one, its name stands for it
    area = rows["location_code"] + _key(rows["admin1_code"], told["adm_1"]) + _key(rows["admin2_code"], told["adm_2"])
    told["key"] = area + "-" + start + "-" + end
    reasons = pd.Series("", index=rows.index, dtype=object)
    for name, broken in (
        ("area_given", rows["location_code"].isna() | ((level >= 1) & first.isna()) | ((level >= 2) & second.isna())),
        ("admin_level_known", level.isna()),
        ("event_type_known", kind.isna()),
        ("no_error_in_source", rows["error"].notna()),
    ):
        reasons = reasons.mask(broken, name)
    return told, reasons


def _named(rows: pd.DataFrame, level: int) -> pd.Series:
    """The name of the area of a level: that of HDX, else that of the provider, else its code."""
    names = rows[f"admin{level}_name"].fillna(rows[f"provider_admin{level}_name"])
    return names.fillna(rows[f"admin{level}_code"])


def _key(codes: pd.Series, names: pd.Series) -> pd.Series:
    """End of a key: the code of the area where the row is of that level, else its name; "" where it is not of that level."""
    made = names.map({name: f"-{slug(name)}" for name in names.dropna().unique()})
    return ("-" + codes).where(codes.notna(), made).where(names.notna(), "").astype("str")


def _as_json(rows: pd.DataFrame) -> pd.Series:
    lines = rows[list(_SHOWN)].to_json(orient="records", lines=True, force_ascii=False).splitlines() if len(rows) else []
    return pd.Series(lines, index=rows.index, dtype="str")
