"""UCDP Georeferenced Event Dataset: one row an event, with low, best and high and the deaths by side.

Columns are found by name, so yearly releases of 41 to 49 columns, candidate releases, copies with HXL tags and pages of
the API are read alike (`ucdp_ged.toml` has the names). Each event gives a total and, where above 0, its parts civilians,
combatants and unknown; the compiler (ucdp) is the claimant, the sources it names go to `reported_by` (`ged_sources`).
Several files are one data set: `ged_releases` says which of them speaks for an event. Sundberg and Melander (2013), Introducing the UCDP Georeferenced Event Dataset, J. Peace Research 50(4).
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import operator
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties import dtypes
from casualties.errors import UsageError
from casualties.ingest import bounds, columns, events_csv, events_json, ged_releases, ged_sources, parse
from casualties.ingest.areas import Areas
from casualties.ingest.columns import Layout
from casualties.ingest.definition import Definition, refuse_unknown_options
from casualties.ingest.found import Finding
from casualties.ingest.registry import Normalised
from casualties.ingest.values import END_OF_DAY
from casualties.tables.keys import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from casualties.raw import RawFile

SOURCE = "ucdp"
CIVILIAN_SIDE = "Civilians"
PARTS_OWN = ("claim_id", "part_of", "victims", "low", "best", "high", "note")
"""What a part does not share with the total of its event."""
BATCH = 100_000
"""Rows of a file that are read at a time."""
LONGEST_TEXT = 20_000
"""Characters of the longest cell that can be true; some lists of sources have thousands."""
_TEXTS = ("id", "country", "adm_1", "adm_2", "place", "attributed_to", "note", "grade", "reported_by")
_SHOWN = 500
"""Characters of a cell that a reject repeats."""
_QUOTING = ("source_article", "source_headline")
"""Columns in the words of others, who name victims: no reject repeats them."""


@functools.cache
def _maps() -> Mapping[str, Any]:
    return tomllib.loads((files("casualties.ingest") / "ucdp_ged.toml").read_text(encoding="utf-8"))


@functools.cache
def _layout(*, headlines: bool) -> Layout:
    told = _maps()["columns"]
    optional = (*told["optional"], *(["source_headline"] if headlines else []))
    return Layout(tuple(told["required"]), optional, told["names"], _maps()["orders"]["columns"], _maps()["looks"], _maps()["tags"])


class UcdpGed:
    """Ingestor of GED releases: CSV files, and pages of the API as JSON.

    Options: `released` (day of the release), the `published_at` of its claims; `headlines = true` keeps the headlines of the
    reports in `reported_by`.
    """

    name = "ucdp_ged"
    version = 2

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of a release, every column text, in the order of the file; `raw_ref` says which row, `repeated` whether an event of that id came before."""
        layout = _layout_of(definition)
        rows = events_json.read(raw, layout) if events_json.is_json(raw) else events_csv.read(raw, layout)
        return next(_marked([rows]))

    def batches(self, raw: RawFile, definition: Definition) -> Iterator[pd.DataFrame]:
        """Those rows, BATCH at a time; a page of the API as one."""
        layout = _layout_of(definition)
        return _marked([events_json.read(raw, layout)] if events_json.is_json(raw) else events_csv.batches(raw, layout, BATCH))

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Events as totals and parts."""
        events, reasons = _events(rows, headlines=_flag(definition, "headlines"))
        events["published_at"] = pd.Timestamp(_released(definition)) if definition.options.get("released") else pd.NaT
        good = reasons == ""
        broken = pd.DataFrame({"raw_ref": rows["raw_ref"][~good], "row": _as_json(rows[~good]), "reasons": reasons[~good]})
        kept = events if good.all() else events[good]
        codes = _codes_unknown(rows, good, definition.name)
        del rows, events
        claims, findings, at = _claims(kept, definition.name)
        return Normalised(claims, broken, findings + codes, Areas.of(kept, at))

    def combine(self, raws: Sequence[RawFile], parts: Sequence[Normalised], definition: Definition) -> list[Normalised]:
        """Several files as one data set: all pages are there, and each event is told by the newest release that has it."""
        del definition
        ged_releases.refuse_missing_pages(raws)
        return ged_releases.newest(raws, parts)


INGESTOR = UcdpGed()


def _layout_of(definition: Definition) -> Layout:
    refuse_unknown_options(definition, ("released", "headlines"))
    return _layout(headlines=_flag(definition, "headlines"))


def _marked(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Rows of events with `repeated`."""
    seen = Seen()
    for number, rows in enumerate(frames):
        # the first row of a copy on HDX holds HXL tags, not an event
        tags = number == 0 and len(rows) and columns.is_tags(rows.iloc[0].drop("raw_ref").dropna().tolist())
        events = rows.iloc[1:].reset_index(drop=True) if tags else rows
        yield events.assign(repeated=seen.again(parse.keys(events["id"])))


def _released(definition: Definition) -> dt.datetime:
    day = definition.options["released"]
    if type(day) is not dt.date:
        raise UsageError("options.released is not a day.", where=definition.name, do="Write it as 2024-06-17, without quotes.")
    return dt.datetime.combine(day, END_OF_DAY, dt.UTC)


def _flag(definition: Definition, option: str) -> bool:
    told = definition.options.get(option, False)
    if not isinstance(told, bool):
        raise UsageError(f"options.{option} is {told!r}.", where=definition.name, do="Write true or false, without quotes.")
    return told


def _events(rows: pd.DataFrame, *, headlines: bool) -> tuple[pd.DataFrame, pd.Series]:
    """One row an event, in dtypes; and the rules each row breaks ("" = none)."""
    maps, out, broken = _maps(), {}, {}
    out["id"] = parse.keys(rows["id"])
    broken["id_given"] = out["id"].isna()
    broken["id_is_whole_number"] = ~parse.whole(out["id"])
    broken["id_unique"] = rows["repeated"]
    for name in ("low", "best", "high", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"):
        out[name], broken[f"{name}_is_whole_number"] = parse.counts(rows[name])
    broken["figure_given"] = out["low"].isna() & out["best"].isna() & out["high"].isna()
    for name in ("date_start", "date_end"):
        out[name], bad = parse.days(rows[name])
        broken[f"{name}_not_placeholder"] = parse.placeholders(rows[name])
        broken[f"{name}_is_day"] = (bad | out[name].isna()) & ~broken[f"{name}_not_placeholder"]
    broken["start_not_after_end"] = out["date_start"] > out["date_end"]
    for name, most in (("latitude", 90), ("longitude", 180)):
        out[name], bad = parse.reals(rows[name])
        broken[f"{name}_on_earth"] = bad | (out[name].abs() > most)
    for name, fallback in (("place_precision", "unknown"), ("date_precision", "unknown")):
        out[name], _ = parse.codes(rows["where_prec" if name == "place_precision" else "date_prec"], maps[name], fallback)
    level, _ = parse.codes(rows["where_prec"], maps["place_level"], "adm_1")
    out["country"] = parse.text(rows["country"])
    out["adm_1"] = parse.text(rows["adm_1"]).where(level != "country")
    out["adm_2"] = parse.text(rows["adm_2"]).where((level == "adm_2") & out["adm_1"].notna())
    out["place"] = _place(rows["where_coordinates"], out)
    kind, _ = parse.codes(rows["type_of_violence"], maps["type_of_violence"], "unknown")
    side_a, side_b = parse.text(rows["side_a"]), parse.text(rows["side_b"])
    out["one_sided"] = (kind == "one-sided") | (side_b == CIVILIAN_SIDE).fillna(False)
    out["attributed_to"] = side_a.where(out["one_sided"])
    out["note"] = parse.text(rows["dyad_name"])
    out["grade"] = _grade(rows, maps)
    out["reported_by"] = ged_sources.reported_by(rows, headlines=headlines)
    out["raw_ref"] = rows["raw_ref"]
    broken["text_not_too_long"] = functools.reduce(operator.or_, (parse.longer(out[name], LONGEST_TEXT) for name in _TEXTS))
    return pd.DataFrame(out), _reasons(broken, len(rows))


def _reasons(broken: Mapping[str, pd.Series], length: int) -> pd.Series:
    reasons = pd.Series("", index=range(length), dtype=object)
    for name, mask in broken.items():
        if mask.any():
            hit = reasons[mask]
            reasons[mask] = hit.where(hit == "", hit + "; ") + name
    return reasons


def _place(where: pd.Series, out: Mapping[str, pd.Series]) -> pd.Series:
    place = parse.text(where)
    for name in ("adm_2", "adm_1", "country"):
        place = place.where(place.notna(), out[name])
    return place


def _grade(rows: pd.DataFrame, maps: Mapping[str, Any]) -> pd.Series:
    clarity, _ = parse.codes(rows["event_clarity"], maps["event_clarity"], "clarity unknown")
    status = parse.text(rows["code_status"])
    words = {name: maps["code_status"].get(name, f"provisional ({name})") for name in status.dropna().unique()}
    if not words:
        return clarity
    named = status.map(words).astype("str")
    return (named + "; " + clarity).where(named.notna(), clarity)


def _claims(events: pd.DataFrame, dataset: str) -> tuple[pd.DataFrame, list[Finding], np.ndarray]:
    """Totals, then parts by kind of victim; and the position of the event of each."""
    events = events.reset_index(drop=True)
    mended = bounds.mend(events["low"], events["best"], events["high"], events["note"])
    totals = _totals(events, mended, dataset)
    counted = _parts(events)
    findings = _checks(events, counted, totals["claim_id"], mended.broken)
    whole = np.arange(len(events))
    own = {name: [totals.pop(name)] for name in PARTS_OWN}
    rows = [whole]
    for victims, count in counted.items():
        at = np.flatnonzero((count > 0).fillna(False).to_numpy(dtype=bool))
        ids = own["claim_id"][0].take(at)
        told = {"claim_id": ids + f":{victims}", "part_of": ids, "best": count.take(at), "note": events["note"].take(at)}
        told |= {
            "low": dtypes.full("Count", None, ids.index),
            "high": dtypes.full("Count", None, ids.index),
            "victims": dtypes.full("Enum", victims, ids.index),
        }
        for name in PARTS_OWN:
            own[name].append(told[name])
        rows.append(at)
    at = np.concatenate(rows)
    claims = totals.take(at).reset_index(drop=True)
    return claims.assign(**{name: pd.concat(own[name], ignore_index=True) for name in PARTS_OWN}, **_constants(claims.index)), findings, at


def _totals(events: pd.DataFrame, mended: bounds.Mended, dataset: str) -> pd.DataFrame:
    frame = events[["place", "date_precision", "place_precision", "attributed_to", "grade", "reported_by", "raw_ref", "published_at"]].copy(deep=False)
    return frame.assign(
        record_id=events["id"],
        incident_id=events["id"],
        claim_id=f"{dataset}:" + events["id"],
        part_of=dtypes.full("Text", None, events.index),
        victims=dtypes.full("Enum", "all", events.index),
        low=mended.low,
        best=events["best"],
        high=mended.high,
        start=events["date_start"],
        end=events["date_end"],
        lat=events["latitude"],
        lon=events["longitude"],
        note=mended.note,
    )


def _constants(index: pd.Index) -> dict[str, pd.Series]:
    told = {"harm": "killed", "qualifier": "coded", "counting": "incident", "claimant": SOURCE, "publisher": SOURCE, "standard": "reported"}
    return {name: dtypes.full("Text", value, index) for name, value in told.items()}


def _parts(events: pd.DataFrame) -> dict[str, pd.Series]:
    """Best deaths by kind of victim: side a is armed, side b is unless the violence is one-sided."""
    a, b = events["deaths_a"].fillna(0), events["deaths_b"].fillna(0)
    civilian_b = b.where(events["one_sided"], 0)
    return {"civilians": events["deaths_civilians"].fillna(0) + civilian_b, "combatants": a + b - civilian_b, "unknown": events["deaths_unknown"].fillna(0)}


def _checks(events: pd.DataFrame, parts: Mapping[str, pd.Series], claim_ids: pd.Series, bounds_broken: pd.Series) -> list[Finding]:
    findings = []
    if bounds_broken.any():
        findings.append(bounds.finding(claim_ids[bounds_broken]))
    total = parts["civilians"] + parts["combatants"] + parts["unknown"]
    apart = (total != events["best"]).fillna(False).astype(bool)
    if apart.any():
        message = "the deaths by side of these events do not sum to best: both are kept as stated."
        findings.append(Finding("sums that fail", "warning", message, tuple(claim_ids[apart])))
    return findings


def _codes_unknown(rows: pd.DataFrame, good: pd.Series, dataset: str) -> list[Finding]:
    """Codes nobody has classified yet: the row is kept, the code is read as unknown."""
    findings = []
    for column, table in (
        ("where_prec", "place_precision"),
        ("date_prec", "date_precision"),
        ("event_clarity", "event_clarity"),
        ("type_of_violence", "type_of_violence"),
    ):
        _, unknown = parse.codes(rows[column], _maps()[table], "unknown")
        unknown &= good
        for code, hits in rows.loc[unknown, [column, "id"]].groupby(column, sort=True) if unknown.any() else ():
            message = f"{column} {code!r} is not in the code map: read as unknown in {{count}} events. Add it to ucdp_ged.toml."
            findings.append(Finding("unknown code", "warning", message, tuple(f"{dataset}:{key}" for key in parse.keys(hits["id"])), count=len(hits)))
    return findings


def _as_json(rows: pd.DataFrame) -> pd.Series:
    words = [
        json.dumps({k: v[:_SHOWN] for k, v in row.items() if isinstance(v, str) and k not in _QUOTING}, ensure_ascii=False) for row in rows.to_dict("records")
    ]
    return pd.Series(words, index=rows.index, dtype="str")
