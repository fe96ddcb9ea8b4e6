"""Days of Tech for Palestine as statements, one a field of a report.

Fills (`ext_`) never become claims, nor does what a row holds on days without a report: who reported is missing or a fill
carried forward, or a `report_period` of 0 hours, where `killed` 0 means that nothing was reported.
Two things are found in the file as a whole, whoever reported: days on which the day's figure is not the change of the
running total, and earlier deaths that were added on a later day.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from casualties.ingest import values
from casualties.ingest.found import Finding
from casualties.ingest.parse import PLACEHOLDER_DAYS
from casualties.ingest.values import ValueRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casualties.ingest.definition import Definition

HOURS = 24
HEAD = ("report_date", "report_source", "report_period")
UNCLEAR = ("period unclear", "warning", "report_period is 0 hours, yet a figure stands there: it is filed on the day of the report.")


class _Total(NamedTuple):
    """A running total as it stood in a report."""

    date: dt.date
    claimant: str
    number: int


class Days:
    """Days one after the other, as statements, rejects and findings.

    Parameters
    ----------
    definition : Definition
    maps : mapping
        The TOML of the file: fields and codes in our words.
    """

    def __init__(self, definition: Definition, maps: Mapping[str, Any]) -> None:
        self.maps = maps
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
        self.phase: str | None = None
        self.starts: dict[str, dt.date] = {}

    def take(self, day: Any, raw_ref: str) -> None:
        """One day of the file: a report, or several beside one another."""
        told = self.maps.get("reports")
        if not told or not isinstance(day, dict):
            self._report(day, raw_ref)
            return
        inner = [report["inside"] for report in told if "inside" in report]
        for report in told:
            if "inside" not in report:
                rest = {name: value for name, value in day.items() if name not in inner}
                self._report({**rest, "report_source": day.get(report["source"]), "report_period": HOURS}, raw_ref)
            elif isinstance(within := day.get(report["inside"]), dict):
                named = {f"{report['inside']}_{name}": value for name, value in within.items()}
                head = {"report_date": day.get("report_date"), "report_source": report["says"], "report_period": HOURS}
                self._report({**named, **head}, f"{raw_ref}/{report['inside']}", f"{report['inside']}_")
            elif within is not None:
                self._reject({report["inside"]: within}, f"{raw_ref}/{report['inside']}", f"{report['inside']}_is_object")

    def _report(self, day: Any, raw_ref: str, prefix: str = "") -> None:
        """One report; names of its fields begin with `prefix`, in the file they do not."""
        try:
            date, hours, claimant = self._head(day)
        except ValueRefusedError as exc:
            self._reject(day, raw_ref, exc.rule)
            return
        maps = self.maps
        self.today = {}
        for name in day:
            if name not in maps["fields"] and name not in (*HEAD, *maps["required"], *maps["not_persons"]) and not name.startswith(maps["fills"]):
                told = f"field {name.removeprefix(prefix)!r} is not classified: it was not read. Add it to the ingestor's TOML."
                self._note("unknown field", "warning", told, raw_ref)
        given = [name for name in maps["fields"] if day.get(name) is not None]
        if claimant == "":
            if given:
                self._note("no report", "note", "values stand on days that nobody reported (missing, or carried forward): they are no claims.", raw_ref)
            self._carry(date, day)
            return
        for name in given:
            self._field(name, day, f"{raw_ref}/{name.removeprefix(prefix)}", (date, hours, claimant))
        self._compare(date, claimant)
        self.late += [(f"{date} {self.today[n]} of {self.today[w]}", self._id(date, n)) for n, w in maps["added_later"].items() if {n, w} <= self.today.keys()]

    def findings(self) -> list[Finding]:
        """What was odd, once a kind, with where it stands."""
        found = [Finding(kind, severity, message + f" {_listed(where)}") for (kind, severity, message), where in self.odd.items()]
        place_id = self.maps["place_id"]
        for name, days in self.apart.items():
            message = (
                f"{name} is not the change of {self.maps['compared'][name]} since the total before, on {len(days)} days: {'; '.join(text for text, _ in days)}."
            )
            found.append(Finding("daily and cumulative disagree", "note", message, list(dict.fromkeys(i for _, ids in days for i in ids)), place_id))
        if self.late:
            message = f"Deaths of earlier days were added on {len(self.late)} days: {'; '.join(text for text, _ in self.late)}."
            found.append(Finding("added later", "note", message, [i for _, i in self.late], place_id))
        return found

    def _carry(self, date: dt.date, day: Mapping[str, Any]) -> None:
        """Totals on a day without a report: no claims, but what the next day's figure rises from."""
        for name, running in self.maps["compared"].items():
            number = day.get(running)
            if isinstance(number, int):
                self.last[name] = _Total(date, "", number)

    def _compare(self, date: dt.date, claimant: str) -> None:
        """The figures of a day beside the change of the running totals since the row before, whoever reported."""
        for name, running in self.maps["compared"].items():
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
        return f"{self.dataset}:{self._key(date)}:{name}"

    def _key(self, date: dt.date) -> str:
        return f"{self.maps.get('key', '')}{date}"

    def _head(self, day: Any) -> tuple[dt.date, int, str]:
        if not isinstance(day, dict):
            raise ValueRefusedError("day_is_object", f"{day!r} is no JSON object.", "Fetch the file again.")
        date = values.day(day.get("report_date"))
        if date is None:
            raise ValueRefusedError("report_date_given", "report_date is missing.", "Fetch the file again.")
        if date.isoformat() in PLACEHOLDER_DAYS:
            raise ValueRefusedError("report_date_not_placeholder", f"report_date is {date}, which stands for none.", "Fetch the file again.")
        hours = values.count(day.get("report_period"))
        if hours is None:
            raise ValueRefusedError("report_period_given", "report_period is missing.", "Fetch the file again.")
        source = values.text(day.get("report_source"))
        if source is None:
            raise ValueRefusedError("report_source_given", "report_source is missing.", "Fetch the file again.")
        if source not in self.maps["report_source"]:
            message = f"report_source {source!r} is not classified: its figures are kept under that name. Add it to the ingestor's TOML."
            self._note("unknown code", "warning", message, date.isoformat())
        self._open_phase(day, date, hours)
        return date, hours, self.maps["report_source"].get(source, source)

    def _open_phase(self, day: Mapping[str, Any], date: dt.date, hours: int) -> None:
        """Running totals of a new phase count from a day of their own; nothing rises from the totals of the one before."""
        if "phases" not in self.maps:
            return
        phase = values.text(day.get("phase"))
        if phase is None:
            raise ValueRefusedError("phase_given", "phase is missing: it is not known since when its totals count.", "Fetch the file again.")
        if phase == self.phase:
            return
        start = self.maps["phases"].get(phase, self.starts.get(phase))
        if start is None:
            start = date - dt.timedelta(days=_days(hours) - 1)
            self._note("unknown code", "warning", f"phase {phase!r} is not classified: its totals are taken to count from {start}.", date.isoformat())
        if self.phase is not None:
            self._note("counting restarts", "note", f"phase {phase} counts from {start}: its totals begin anew.", date.isoformat())
        self.phase, self.starts[phase] = phase, start
        self.last.clear()
        self.totals.clear()

    def _field(self, name: str, day: Mapping[str, Any], raw_ref: str, head: tuple[dt.date, int, str]) -> None:
        _, hours, claimant = head
        field = self.maps["fields"][name]
        try:
            number = values.count(day[name]) if not isinstance(day[name], str) else _refuse_text(day[name])
        except ValueRefusedError as exc:
            self._reject({"report_date": day["report_date"], name: day[name]}, raw_ref, f"{name}_{exc.rule}")
            return
        assert number is not None
        last = self.totals.get((claimant, name))
        if hours == 0:
            if number == (0 if field["counting"] == "period" else last):
                # nothing was reported: the zero, or the last total carried forward, is no statement
                self._note("no report", "note", "report_period is 0 hours: zeros and totals carried forward are no reports, they are no claims.", raw_ref)
                return
            if field["counting"] == "period":
                self._note(*UNCLEAR, raw_ref)
        self.totals[claimant, name] = number
        self.today[name] = number  # wholes come before their parts in the map
        self.kept.append(self._claim(name, number, day, raw_ref, head))

    def _claim(self, name: str, number: int, day: Mapping[str, Any], raw_ref: str, head: tuple[dt.date, int, str]) -> dict[str, Any]:
        date, hours, claimant = head
        field, maps = self.maps["fields"][name], self.maps
        cumulative = field["counting"] == "cumulative"
        days = _days(hours)
        since = self.starts[self.phase] if self.phase is not None else maps.get("cumulative_start")
        start = (None if field.get("open_start") else since) if cumulative else date - dt.timedelta(days=days - 1)
        whole = field.get("whole")
        notes = [field["note"]] if "note" in field else []
        notes += [f"phase {self.phase}"] if self.phase is not None else []
        if name == "killed" and day.get("killed_committee"):
            notes.append(f"includes {day['killed_committee']} earlier deaths added by the ministry's committee")
        if not cumulative and (hours == 0 or hours % HOURS):
            notes.append(f"reported for {hours} hours")
        return {
            "claim_id": self._id(date, name),
            "record_id": self._key(date),
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
            "standard": field.get("standard"),
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


def _days(hours: int) -> int:
    return max(1, -(-hours // HOURS))


def _listed(where: list[str]) -> str:
    unique = list(dict.fromkeys(where))
    return f"At {', '.join(unique[:20])}" + (f" and {len(unique) - 20} more." if len(unique) > 20 else ".")


def _refuse_text(text: str) -> int:
    raise ValueRefusedError("count_is_whole_number", f"{text!r} is text, not a number.", "Fetch the file again.")
