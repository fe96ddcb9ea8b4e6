"""Incidents with many sources each, as JSON, in the manner of Airwars.

An incident is what its compilers make of all sources: a range of civilians killed and injured, and their grading; the
sources go to `reported_by`, each with its address. A source that gives figures of its own is a claim beside it: the source
is its claimant and publisher, with its own address, and the compilers relayed it (`via`). `incidents.toml` has the names of
members; who compiled the file is `source` of dataset.toml, or options.constants.claimant.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import places as gazetteer
from casualties.errors import UsageError
from casualties.ingest import bounds, preset, table, table_keys, written
from casualties.ingest.registry import WITHIN, Normalised
from casualties.sources import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casualties.ingest.definition import Definition
    from casualties.raw import RawFile

COUNTED = ("killed", "injured", "children", "women", "men")
OF_SOURCES = ("killed", "injured")
_TIME = r"[T ][0-9]{2}:[0-9]{2}.*$"


@functools.cache
def _maps() -> Mapping[str, Any]:
    return preset.maps("incidents")


class Incidents:
    """Ingestor of incident files: JSON, JSON lines or GeoJSON."""

    name = "incidents"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Incidents of the file, every member text, lists as JSON; `raw_ref` is the JSON pointer to each."""
        plan = preset.plan(_maps(), definition)
        _compiler(definition)
        return preset.read_table(raw, preset.layout(_maps()), plan.read)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Incidents as statements of their compilers, then those of their sources."""
        compiler = _compiler(definition)
        told = _told(rows)
        parts = [_statements(told.assign(claimant=compiler, publisher=compiler, qualifier="coded"), definition)]
        said = _said(rows, told, compiler)
        if len(said):
            part = _statements(said, definition)
            # a claim of a source is known by its incident and by the source; one figure of a source is what it says, no estimate
            own = part.claims["record_id"].map(said.drop_duplicates("id").set_index("id")["incident"])
            hedge = part.claims["qualifier"].mask(part.claims["qualifier"] == "coded", "exact")
            parts.append(Normalised(part.claims.assign(record_id=own, incident_id=own, qualifier=hedge), part.broken, part.findings))
        claims = pd.concat([part.claims for part in parts], ignore_index=True)
        country = claims["record_id"].map(told.dropna(subset=["id"]).drop_duplicates("id").set_index("id")["country"])
        codes = {name: gazetteer.country(name) for name in country.dropna().unique()}
        claims[WITHIN] = country.map(codes).astype("str")
        return Normalised(claims, pd.concat([part.broken for part in parts], ignore_index=True), [found for part in parts for found in part.findings])


INGESTOR = Incidents()


def _compiler(definition: Definition) -> str:
    constants = definition.options.get("constants", {})
    told = constants.get("claimant") if isinstance(constants, dict) else None
    if not (told or definition.source):
        do = 'Write source = "airwars", or another id of `casualties sources`, in dataset.toml.'
        raise UsageError("who compiled the incidents is not told.", where=definition.name, do=do)
    return str(told or definition.source)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Incidents in the columns that the plan names."""
    none = pd.Series(None, index=rows.index, dtype="str")
    day = rows["date"].str.replace(_TIME, "", regex=True)
    last = rows["date_end"].str.replace(_TIME, "", regex=True)
    members = _maps()["sources"]
    return rows.assign(
        date=day,
        date_end=last.fillna(day),
        attributed_to=written.source_names(rows["attributed_to"], "", ("name",)),
        cause=written.source_names(rows["cause"], "", ("name",)),
        sources=written.source_names(rows["sources"], ";", (*members["name"], *members["url"])),
        via=none,
        published_at=none,
        qualifier=none,
    )


def _statements(told: pd.DataFrame, definition: Definition) -> Normalised:
    """Statements of one voice an incident; ranges the wrong way round are turned."""
    ranges = {name: bounds.ends(told[f"{name}_min"], told[f"{name}_max"]) for name in COUNTED}
    note = pd.Series(None, index=told.index, dtype="str")
    for name, ends in ranges.items():
        stated = name + " " + ends.stated
        note = (note + "; " + stated).fillna(note).fillna(stated)
        told = told.assign(**{f"{name}_min": ends.low, f"{name}_best": ends.best, f"{name}_max": ends.high})
    part = table.normalised(told.assign(note=note), preset.plan(_maps(), definition), definition.name)
    turned = part.claims.loc[part.claims["note"].notna(), "claim_id"]
    found = [bounds.swapped_finding(turned)] if len(turned) else []
    return Normalised(part.claims, part.broken, found + part.findings)


def _said(rows: pd.DataFrame, told: pd.DataFrame, compiler: str) -> pd.DataFrame:
    """Figures that sources give themselves: a row each, with what is known of the incident."""
    members = _maps()["sources"]
    out: list[dict[str, Any]] = []
    for at, (cell, raw_ref) in enumerate(zip(rows["sources"], rows["raw_ref"], strict=True)):
        for number, source in enumerate(_listed(cell)):
            given = {name: _member(source, members[name]) for name in members}
            if given["name"] and any(given[f"{name}_{end}"] for name in OF_SOURCES for end in ("min", "max")):
                out.append({**given, "at": at, "raw_ref": f"{raw_ref}/sources/{number}"})
    if not out:
        return told.iloc[:0]
    made = pd.DataFrame(out).astype(dict.fromkeys(members, "str"))
    keep = ["id", "date", "date_end", "country", "place", "latitude", "longitude", "attributed_to", "cause"]
    base = told[keep].take(made["at"].tolist()).reset_index(drop=True)
    none = pd.Series(None, index=made.index, dtype="str")
    slugs = made["name"].map(slug)
    # one source twice: its address tells its reports apart
    twice = pd.Series(slugs).groupby([made["at"], slugs]).transform("size") > 1
    slugs = slugs.where(~twice, slugs + "-" + made["url"].map(table_keys.short))
    return base.assign(**{str(column): none for column in told if column not in base}).assign(
        incident=base["id"],
        id=base["id"] + ":" + slugs,
        claimant=made["name"],
        publisher=made["name"],
        via=compiler,
        raw_ref=made["raw_ref"],
        **{name: made[name] for name in ("url", "published_at", *(f"{name}_{end}" for name in OF_SOURCES for end in ("min", "max")))},
    )


def _listed(cell: object) -> list[Mapping[str, Any]]:
    if not isinstance(cell, str):
        return []
    try:
        told = json.loads(cell)
    except ValueError:
        return []
    return [source for source in told if isinstance(source, dict)] if isinstance(told, list) else []


def _member(source: Mapping[str, Any], names: list[str]) -> str | None:
    return next((text for name in names if (text := written.cell(source.get(name)))), None)
