"""Tech for Palestine, daily casualties in Gaza, the West Bank and Lebanon: one JSON object a day, from reports of others.

Which of the three files it is shows in its fields; a TOML each has the fields and codes in our words. The West Bank file
holds two reports a day, flash updates and verified figures; in Lebanon counting started again with the second phase.
`tech_for_palestine_days` makes the statements.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import DataError, SourceError
from casualties.ingest import preset, records
from casualties.ingest.definition import Definition, refuse_unknown_options
from casualties.ingest.registry import Normalised
from casualties.ingest.tech_for_palestine_days import HEAD, Days
from casualties.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casualties.raw import RawFile

LAYOUTS = ("tech_for_palestine", "tech_for_palestine_west_bank", "tech_for_palestine_lebanon")
"""A TOML each."""


@functools.cache
def _maps(layout: str) -> Mapping[str, Any]:
    return preset.maps(layout)


class TechForPalestine:
    """Ingestor of the three daily files. It has no options."""

    name = "tech_for_palestine"
    version = 2

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Days as they are: column `day`, the JSON object of each; `raw_ref`, the JSON pointer to it; `layout`, which file it is."""
        refuse_unknown_options(definition, ())
        days = _parse(raw)
        layout = _layout(days, raw)
        return pd.DataFrame({"day": pd.Series(days, dtype=object), "raw_ref": [f"/{n}" for n in range(len(days))], "layout": layout})

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Days as statements, one a field."""
        reader = Days(definition, _maps(rows["layout"].iloc[0]))
        passed = []
        for day, raw_ref in zip(rows["day"], rows["raw_ref"], strict=True):
            before = len(reader.kept) + len(reader.broken)
            reader.take(day, raw_ref)
            if before == len(reader.kept) + len(reader.broken):
                passed.append(raw_ref)
        claims = records.frame_of(reader.kept)
        claims = claims.drop(columns=records.not_given(claims)).assign(row=pd.Series([row["row"] for row in reader.kept], dtype="str"))
        return Normalised(claims, pd.DataFrame(reader.broken, columns=["raw_ref", "row", "reasons"], dtype="str"), reader.findings(), passed=tuple(passed))


INGESTOR = TechForPalestine()


def _parse(raw: RawFile) -> list[Any]:
    try:
        days = json.loads(raw.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as exc:
        raise DataError(f"byte {exc.start} is not UTF-8.", where=str(raw), do="Fetch it again.") from exc
    except ValueError as exc:
        line = f", line {exc.lineno}, column {exc.colno}" if isinstance(exc, json.JSONDecodeError) else ""
        what = "the file is empty." if not raw.read_bytes() else f"not JSON: {exc}."
        raise DataError(what, where=f"{raw}{line}", do="The file may be cut off: fetch it again.") from exc
    if not isinstance(days, list) or not days:
        raise DataError("the file is not a list of days.", where=str(raw), do="Fetch the daily file again.")
    return days


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _layout(days: list[Any], raw: RawFile) -> str:
    """Which of the three files it is: the one whose telltale a day has."""
    names = {name for day in days if isinstance(day, dict) for name in day}
    found = next((layout for layout in LAYOUTS if _maps(layout)["telltale"] in names), LAYOUTS[0])
    maps = _maps(found)
    missing = [name for name in (*maps["required"], maps["telltale"]) if name not in names]
    if missing:
        what = f"no day has {missing[0]!r}: this is not the layout of the {maps['title']} daily file ({maps['file']})."
        known = ", ".join(_maps(layout)["file"] for layout in LAYOUTS)
        near = nearest(missing[0], sorted(names), n=1)
        hint = f" It has {near[0]!r}, which may be its new name." if near else ""
        raise SourceError(what, where=str(raw), do=f"It reads {known}. If it is one of them, its layout changed.{hint}")
    _refuse_renamed(days, maps, raw)
    return found


def _refuse_renamed(days: list[Any], maps: Mapping[str, Any], raw: RawFile) -> None:
    """The deaths of a day and their running total are in every release: where no day has them, and a field of a like name is new, it was renamed."""
    inner = [report["inside"] for report in maps.get("reports", ()) if "inside" in report]
    objects = [("", day) for day in days] + [(f"{name}_", day[name]) for name in inner for day in days if isinstance(day, dict) and name in day]
    names = {prefix + name for prefix, told in objects if isinstance(told, dict) for name in told}
    known = {*HEAD, *maps["fields"], *maps["required"], *maps["not_persons"], *inner}
    new = sorted(name for name in names - known if not name.startswith(maps["fills"]))
    for name in (name for pair in maps["compared"].items() for name in pair):
        if name not in names and maps["fields"][name]["harm"] == "killed" and (near := nearest(name, new, n=1)):
            raise SourceError(f"no day has {name!r}.", where=str(raw), do=f"It has {near[0]!r}, which may be its new name.")
