"""Tech for Palestine, Gaza daily casualties: one JSON object a day, from reports of the ministry or the media office.

A field of a day is one statement. Fills (`ext_`) never become claims, nor does what a row holds on days without a
report: `report_source` missing, or a `report_period` of 0 hours, where `killed` 0 means that nothing was reported.
Two things are found in the file as a whole, whoever reported: days on which the day's figure is not the change of the
running total, and earlier deaths that were added on a later day.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from casualties.errors import DataError, SourceError
from casualties.ingest import records, values
from casualties.ingest.definition import Definition, refuse_unknown_options
from casualties.ingest.found import Finding
from casualties.ingest.registry import Normalised
from casualties.ingest.values import ValueRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casualties.raw import RawFile

HOURS = 24
UNCLEAR = ("period unclear", "warning", "report_period is 0 hours, yet a figure stands there: it is filed on the day of the report.")


@functools.cache
def _maps() -> Mapping[str, Any]:
    return tomllib.loads((files("casualties.ingest") / "tech_for_palestine.toml").read_text(encoding="utf-8"))


class TechForPalestine:
    """Ingestor of the Gaza daily file. It has no options."""

    name = "tech_for_palestine"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Days as they are: column `day`, the JSON object of each; `raw_ref`, the JSON pointer to it."""
        refuse_unknown_options(definition, ())
        days = _parse(raw)
        _refuse_layout(days, raw)
        return pd.DataFrame({"day": pd.Series(days, dtype=object), "raw_ref": [f"/{n}" for n in range(len(days))]})

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Days as statements, one a field."""
        reader = _Reader(definition)
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
        raise DataError("the file is not a list of days.", where=str(raw), do="Fetch casualties_daily.json again.")
    return days


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _refuse_layout(days: list[Any], raw: RawFile) -> None:
    maps = _maps()
    objects = [day for day in days if isinstance(day, dict)]
    for name in [*maps["required"], maps["telltale"]]:
        if not any(name in day for day in objects):
            what = f"no day has {name!r}: this is not the layout of the Gaza daily file."
            raise SourceError(what, where=str(raw), do="The West Bank and Lebanon files are other layouts; if it is the Gaza file, its layout changed.")


class _Total(NamedTuple):
    """A running total as it stood in a report."""

    date: dt.date
    claimant: str
    number: int


class _Reader:
    """Days one after the other, as statements, rejects and findings."""

    def __init__(self, definition: Definition) -> None:
        self.dataset = definition.name
        self.url = definition.url[0] if definition.url else None
        self.kept: list[dict[str, Any]] = []
        self.broken: list[dict[str, str]] = []
        self.odd: dict[tuple[str, str, str], list[str]] = {}
        self.totals: dict[tuple[str, str], int] = {}
        self.today: dict[str, int] = {}
        self.last: dict[str, _Total] = {}
        self.apart: dict[str, list[tuple[str, list[str]]]] = {}
        self.late: list[tuple[str, str]] = []

    def take(self, day: Any, raw_ref: str) -> None:
        """One day of the file."""
        try:
            date, hours, claimant = self._head(day)
        except ValueRefusedError as exc:
            self._reject(day, raw_ref, exc.rule)
            return
        maps = _maps()
        self.today = {}
        for name in day:
            if name not in maps["fields"] and name not in (*maps["required"], *maps["not_persons"]) and not name.startswith(maps["fills"]):
                self._note("unknown field", "warning", f"field {name!r} is not classified: it was not read. Add it to tech_for_palestine.toml.", raw_ref)
        given = [name for name in maps["fields"] if day.get(name) is not None]
        if claimant == "":
            if given:
                self._note("no report", "note", "values stand on days whose report_source is missing: nobody reported them, they are no claims.", raw_ref)
            self._carry(date, day)
            return
        for name in given:
            self._field(name, day, raw_ref, (date, hours, claimant))
        self._compare(date, claimant)
        self.late += [(f"{date} {self.today[n]} of {self.today[w]}", self._id(date, n)) for n, w in maps["added_later"].items() if {n, w} <= self.today.keys()]

    def findings(self) -> list[Finding]:
        """What was odd, once a kind, with where it stands."""
        found = [Finding(kind, severity, message + f" {_listed(where)}") for (kind, severity, message), where in self.odd.items()]
        place_id = _maps()["place_id"]
        for name, days in self.apart.items():
            message = (
                f"{name} is not the change of {_maps()['compared'][name]} since the total before, on {len(days)} days: {'; '.join(text for text, _ in days)}."
            )
            found.append(Finding("daily and cumulative disagree", "note", message, list(dict.fromkeys(i for _, ids in days for i in ids)), place_id))
        if self.late:
            message = f"Deaths of earlier days were added on {len(self.late)} days: {'; '.join(text for text, _ in self.late)}."
            found.append(Finding("added later", "note", message, [i for _, i in self.late], place_id))
        return found

    def _carry(self, date: dt.date, day: Mapping[str, Any]) -> None:
        """Totals on a day without a report: no claims, but what the next day's figure rises from."""
        for name, running in _maps()["compared"].items():
            number = day.get(running)
            if isinstance(number, int):
                self.last[name] = _Total(date, "", number)

    def _compare(self, date: dt.date, claimant: str) -> None:
        """The figures of a day beside the change of the running totals since the row before, whoever reported."""
        for name, running in _maps()["compared"].items():
            if running not in self.today:
                continue
            before, total = self.last.get(name), self.today[running]
            self.last[name] = _Total(date, claimant, total)
            if before is None or name not in self.today or total - before.number == self.today[name]:
                continue
            gap = (date - before.date).days
            why = [f"{gap} days apart"] if gap > 1 else []
            why += ["of two claimants"] if before.claimant not in {"", claimant} else []
            text = f"{date} {self.today[name]} against {total - before.number}" + (f" (totals {', '.join(why)})" if why else "")
            ids = [self._id(date, name), self._id(date, running)] + ([self._id(before.date, running)] if before.claimant else [])
            self.apart.setdefault(name, []).append((text, ids))

    def _id(self, date: dt.date, name: str) -> str:
        return f"{self.dataset}:{date}:{name}"

    def _head(self, day: Any) -> tuple[dt.date, int, str]:
        if not isinstance(day, dict):
            raise ValueRefusedError("day_is_object", f"{day!r} is no JSON object.", "Fetch the file again.")
        date = values.day(day.get("report_date"))
        if date is None:
            raise ValueRefusedError("report_date_given", "report_date is missing.", "Fetch the file again.")
        hours = values.count(day.get("report_period"))
        if hours is None:
            raise ValueRefusedError("report_period_given", "report_period is missing.", "Fetch the file again.")
        source = values.text(day.get("report_source"))
        if source is None:
            raise ValueRefusedError("report_source_given", "report_source is missing.", "Fetch the file again.")
        if source not in _maps()["report_source"]:
            message = f"report_source {source!r} is not classified: its figures are kept under that name. Add it to tech_for_palestine.toml."
            self._note("unknown code", "warning", message, date.isoformat())
        return date, hours, _maps()["report_source"].get(source, source)

    def _field(self, name: str, day: Mapping[str, Any], raw_ref: str, head: tuple[dt.date, int, str]) -> None:
        _, hours, claimant = head
        field = _maps()["fields"][name]
        try:
            number = values.count(day[name]) if not isinstance(day[name], str) else _refuse_text(day[name])
        except ValueRefusedError as exc:
            self._reject({"report_date": day["report_date"], name: day[name]}, f"{raw_ref}/{name}", f"{name}_{exc.rule}")
            return
        assert number is not None
        last = self.totals.get((claimant, name))
        if hours == 0:
            if number == (0 if field["counting"] == "period" else last):
                # nothing was reported: the zero, or the last total carried forward, is no statement
                self._note("no report", "note", "report_period is 0 hours: zeros and totals carried forward are no reports, they are no claims.", raw_ref)
                return
            if field["counting"] == "period":
                self._note(*UNCLEAR, f"{raw_ref}/{name}")
        self.totals[claimant, name] = number
        self.today[name] = number  # wholes come before their parts in the map
        self.kept.append(self._claim(name, number, day, f"{raw_ref}/{name}", head))

    def _claim(self, name: str, number: int, day: Mapping[str, Any], raw_ref: str, head: tuple[dt.date, int, str]) -> dict[str, Any]:
        date, hours, claimant = head
        field, maps = _maps()["fields"][name], _maps()
        cumulative = field["counting"] == "cumulative"
        days = max(1, -(-hours // HOURS))
        start = (None if field.get("open_start") else maps["cumulative_start"]) if cumulative else date - dt.timedelta(days=days - 1)
        whole = field.get("whole")
        notes = [field["note"]] if "note" in field else []
        if name == "killed" and day.get("killed_committee"):
            notes.append(f"includes {day['killed_committee']} earlier deaths added by the ministry's committee")
        if not cumulative and (hours == 0 or hours % HOURS):
            notes.append(f"reported for {hours} hours")
        return {
            "claim_id": self._id(date, name),
            "record_id": date.isoformat(),
            "harm": field["harm"],
            "victims": field.get("victims", "all"),
            "low": number,
            "best": number,
            "high": number,
            "qualifier": "exact",
            "counting": field["counting"],
            "scope": field.get("scope", "whole"),
            "part_of": self._id(date, whole) if whole in self.today else None,
            "start": start,
            "end": date,
            "date_role": field.get("date_role", "report"),
            "date_precision": "unknown" if start is None else ("day" if start == date else "days"),
            "place": maps["place"],
            "place_id": maps["place_id"],
            "claimant": claimant,
            "claimant_stated": day["report_source"],
            "publisher": maps["publisher"],
            "published_at": dt.datetime.combine(date, values.END_OF_DAY, dt.UTC),
            "url": self.url,
            "cause": field.get("cause"),
            "note": "; ".join(notes) or None,
            "raw_ref": raw_ref,
            "row": json.dumps({"report_date": day["report_date"], "report_source": day["report_source"], name: number}),
        }

    def _reject(self, row: Any, raw_ref: str, rule: str) -> None:
        self.broken.append({"raw_ref": raw_ref, "row": json.dumps(row, ensure_ascii=False), "reasons": rule})

    def _note(self, kind: str, severity: str, message: str, where: str) -> None:
        self.odd.setdefault((kind, severity, message), []).append(where)


def _listed(where: list[str]) -> str:
    unique = list(dict.fromkeys(where))
    return f"At {', '.join(unique[:20])}" + (f" and {len(unique) - 20} more." if len(unique) > 20 else ".")


def _refuse_text(text: str) -> int:
    raise ValueRefusedError("count_is_whole_number", f"{text!r} is text, not a number.", "Fetch the file again.")
