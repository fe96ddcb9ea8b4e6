"""How a file is to be read: the section [options] of a dataset.toml whose ingestor is `table`, checked key by key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from casualties.errors import UsageError
from casualties.ingest import values
from casualties.ingest.definition import FILE
from casualties.ingest.parse import PLACEHOLDER_DAYS
from casualties.ingest.values import ValueRefusedError
from casualties.spelling import nearest
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casualties.ingest.definition import Definition

FORMATS = ("csv", "tsv", "xlsx", "json", "jsonl", "geojson", "parquet")
FIGURES = ("low", "best", "high", "figure")
AREAS = ("country", "adm_1", "adm_2")
PARTS_OF_DAY = ("year", "month", "day")
OURS = ("claim_id", "dataset", "part_of", "is_interested", "raw_sha256", "raw_ref", "ingestor", "recorded_at", "version", "review", "do_not_publish")
"""Columns of claims that a file cannot fill."""
TARGETS = (*(name for name in CLAIMS.names if name not in OURS), "figure", "date", *AREAS, *PARTS_OF_DAY)
"""What a column of a file may stand for: columns of claims; `figure` in words; `date` = start and end; areas; parts of a day."""
MISSING = ("", "NULL", "null", "None", "NaN", "nan", "NA", "N/A", "n/a", "#N/A")
_SECTIONS = ("read", "columns", "constants", "codes", "figures", "wide", "sources", "numbers", "dates", "only", "without", "rows")


@dataclass(frozen=True)
class Reading:
    """How the bytes are read: keys of [options.read]."""

    format: str | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header: int = 1
    records: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One statement of a row: columns of its figures, and what else is true of it alone.

    Parameters
    ----------
    columns : mapping
        low, best, high or figure, and the column of each.
    constants : mapping
        Columns of claims and their value.
    facet : str
        End of its claim_id, "" where a row is one statement.
    part_of : str, optional
        Facet of the whole.
    skip_zero : bool
        Whether a zero says nothing.
    key : str
        Where it stands in the TOML.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, Any] = field(default_factory=dict)
    facet: str = ""
    part_of: str | None = None
    skip_zero: bool = False
    key: str = "options.columns"


@dataclass(frozen=True)
class Wide:
    """Columns that are each a place, a category ...: the name of the column says which (keys of [options.wide])."""

    into: str
    columns: tuple[str, ...] = ()
    pattern: str | None = None
    figure: str = "best"


@dataclass(frozen=True)
class SourceList:
    """A cell that holds several sources (keys of [options.sources])."""

    column: str
    separator: str = ";"
    name: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A definition of a table, checked.

    Parameters
    ----------
    read : Reading
    columns : mapping of str to tuple of str
        Target to columns of the file.
    constants : mapping
    codes : mapping
        Target to (code to word).
    figures : tuple of Figure
    wide : Wide, optional
    sources : SourceList, optional
    thousands, decimal : str
    day_formats, placeholders : tuple of str
    only, without : mapping of str to tuple of str
        Columns of the file and the values rows are kept, or left out, by.
    rows : str
        "statements", or "persons": rows that say the same are counted.
    persons : bool
        Whether the file lists persons: then rejects and findings hold no word of it.
    """

    read: Reading
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, Any]
    codes: Mapping[str, Mapping[str, str]]
    figures: tuple[Figure, ...]
    wide: Wide | None
    sources: SourceList | None
    thousands: str
    decimal: str
    day_formats: tuple[str, ...]
    placeholders: tuple[str, ...]
    only: Mapping[str, tuple[str, ...]]
    without: Mapping[str, tuple[str, ...]]
    rows: str
    persons: bool = False

    def used(self) -> dict[str, str]:
        """Columns of the file that are read, each with the TOML key that names it."""
        found: dict[str, str] = {}
        for target, names in self.columns.items():
            for name in names:
                found.setdefault(name, f"options.columns.{target}")
        for figure in self.figures:
            for target, name in figure.columns.items():
                found.setdefault(name, f"{figure.key}.{target}")
        if self.sources is not None:
            found.setdefault(self.sources.column, "options.sources.column")
        for section, told in (("only", self.only), ("without", self.without)):
            for name in told:
                found.setdefault(name, f"options.{section}")
        for name in self.wide.columns if self.wide is not None else ():
            found.setdefault(name, "options.wide.columns")
        return found

    def tells(self, target: str) -> bool:
        """Whether a column, a constant or every figure tells it."""
        return target in self.columns or target in self.constants or all(target in figure.constants for figure in self.figures)


def read_plan(definition: Definition) -> Plan:
    """The plan of a data set.

    Raises
    ------
    UsageError
        A key is unknown (the nearest is named), missing or of the wrong kind; it is named as it stands in the TOML.
    """
    return _Told(definition).plan()


def read_reading(definition: Definition) -> Reading:
    """How the bytes are read, alone.

    Raises
    ------
    UsageError
        As `read_plan`.
    """
    return _Told(definition).reading()


class _Told:
    """The options as written, section by section."""

    def __init__(self, definition: Definition) -> None:
        self.where = f"{definition.name}/{FILE}"
        self.options = definition.options

    def plan(self) -> Plan:
        self.known("options", self.options, _SECTIONS)
        columns = self.columns()
        constants = self.constants("options.constants", self.table("constants"))
        numbers, dates = self.section("numbers", ("thousands", "decimal")), self.section("dates", ("formats", "placeholders"))
        rows = self.one_of("options.rows", self.options.get("rows", "statements"), ("statements", "persons"))
        plan = Plan(
            read=self.reading(),
            columns={name: told for name, told in columns.items() if name not in FIGURES},
            constants=constants,
            codes=self.codes(),
            figures=self.figures(columns, constants),
            wide=self.wide(),
            sources=self.sources(),
            thousands=self.text("options.numbers.thousands", numbers.get("thousands", "")),
            decimal=self.text("options.numbers.decimal", numbers.get("decimal", ".")),
            day_formats=self.texts("options.dates.formats", dates.get("formats", ["%Y-%m-%d"])),
            placeholders=self.texts("options.dates.placeholders", dates.get("placeholders", list(PLACEHOLDER_DAYS))),
            only=self.filters("only"),
            without=self.filters("without"),
            rows=rows,
            persons=rows == "persons",
        )
        self.enough(plan)
        return plan

    def refuse(self, what: str, do: str = "") -> UsageError:
        return UsageError(what, where=self.where, do=do)

    def known(self, key: str, told: Mapping[str, Any], names: Sequence[str]) -> None:
        for name in told:
            if name not in names:
                near = nearest(name, names, n=1)
                raise self.refuse(f"unknown key {key}.{name}.", f"Did you mean {near[0]!r}?" if near else f"Keys are: {', '.join(names)}.")

    def table(self, name: str) -> Mapping[str, Any]:
        told = self.options.get(name, {})
        if not isinstance(told, dict):
            raise self.refuse(f"options.{name} is not a table.", f"Write [options.{name}] and one line a key.")
        return told

    def section(self, name: str, keys: Sequence[str]) -> Mapping[str, Any]:
        told = self.table(name)
        self.known(f"options.{name}", told, keys)
        return told

    def text(self, key: str, told: Any) -> str:
        if not isinstance(told, str):
            raise self.refuse(f"{key} is {told!r}, not text.", "Put it in quotes.")
        return told

    def texts(self, key: str, told: Any) -> tuple[str, ...]:
        items = told if isinstance(told, list) else [told]
        if not all(isinstance(item, str) for item in items):
            raise self.refuse(f"{key} is not a list of text.", 'Write it as ["...", "..."].')
        return tuple(items)

    def one_of(self, key: str, told: Any, words: Sequence[str]) -> str:
        if told not in words:
            raise self.refuse(f"{key} is {told!r}.", f"Write one of: {', '.join(words)}.")
        return str(told)

    def reading(self) -> Reading:
        told = self.section("read", tuple(Reading.__dataclass_fields__))
        given: dict[str, Any] = {key: self.text(f"options.read.{key}", told[key]) for key in ("encoding", "separator", "sheet", "records") if key in told}
        if "format" in told:
            given["format"] = self.one_of("options.read.format", told["format"], FORMATS)
        if "separator" in given and len(given["separator"]) != 1:
            raise self.refuse(f"options.read.separator is {given['separator']!r}.", 'Write one character; a tab is "\\t".')
        if "header" in told:
            if type(told["header"]) is not int or told["header"] < 1:
                raise self.refuse("options.read.header is not the number of a line, from 1.", "Write the line that names the columns.")
            given["header"] = told["header"]
        if "missing" in told:
            given["missing"] = self.texts("options.read.missing", told["missing"])
        return Reading(**given)

    def columns(self) -> dict[str, tuple[str, ...]]:
        told = self.table("columns")
        self.known("options.columns", told, TARGETS)
        return {name: self.texts(f"options.columns.{name}", value) for name, value in told.items()}

    def constants(self, key: str, told: Mapping[str, Any]) -> dict[str, Any]:
        self.known(key, told, tuple(name for name in TARGETS if name not in ("figure", "date", *PARTS_OF_DAY)))
        return {name: self.constant(f"{key}.{name}", name, value) for name, value in told.items()}

    def constant(self, key: str, name: str, value: Any) -> Any:
        if name in AREAS:
            return self.text(key, value)
        column = CLAIMS[name]
        try:
            if column.kind == "Enum":
                return values.code(value, column.values)
            if column.kind == "Day":
                return values.day(value)
            if column.kind == "Count":
                return values.count(value)
            if column.kind == "Instant":
                return values.instant(value if isinstance(value, dt.date) else self.text(key, value))
        except ValueRefusedError as exc:
            raise self.refuse(f"{key}: {exc.what}", exc.do) from exc
        return values.real(value) if column.kind == "Real" else self.text(key, value)

    def codes(self) -> dict[str, dict[str, str]]:
        told = self.table("codes")
        self.known("options.codes", told, (*TARGETS, "wide"))
        return {name: self.words(name, meaning) for name, meaning in told.items()}

    def words(self, name: str, meaning: Any) -> dict[str, str]:
        key = f"options.codes.{name}"
        if not isinstance(meaning, dict):
            raise self.refuse(f"{key} is not a table.", f'Write [{key}] and one line a code: "code in the file" = "our word".')
        column = next((c for c in CLAIMS.columns if c.name == name and c.values), None)
        for code, word in meaning.items():
            if column is not None:
                self.constant(f"{key}.{code}", name, word)
            else:
                self.text(f"{key}.{code}", word)
        return {str(code).strip(): str(word) for code, word in meaning.items()}

    def figures(self, columns: Mapping[str, tuple[str, ...]], constants: Mapping[str, Any]) -> tuple[Figure, ...]:
        told = self.options.get("figures", [])
        own = {name: columns[name][0] for name in FIGURES if name in columns}
        if not isinstance(told, list) or not all(isinstance(item, dict) for item in told):
            raise self.refuse("options.figures is not a list of tables.", "Write [[options.figures]] before each.")
        if told and own:
            raise self.refuse(f"options.columns.{next(iter(own))} stands beside [[options.figures]].", "Move it into one of them.")
        if not told:
            del constants
            return (Figure(own),)
        found = tuple(self.figure(n, item) for n, item in enumerate(told, start=1))
        facets = [figure.facet for figure in found]
        for figure in found:
            if facets.count(figure.facet) > 1:
                raise self.refuse(f"{figure.key}.facet is {figure.facet!r}, that of another.", "Give each of [[options.figures]] a facet of its own.")
            if figure.part_of is not None and (figure.part_of not in facets or figure.part_of == figure.facet):
                raise self.refuse(f"{figure.key}.part_of is {figure.part_of!r}, which is no other facet.", f"Facets are: {', '.join(facets)}.")
        return found

    def figure(self, number: int, told: Mapping[str, Any]) -> Figure:
        key = f"options.figures[{number}]"
        names = (*FIGURES, "facet", "part_of", "skip_zero", *(name for name in TARGETS if name not in FIGURES))
        self.known(key, told, names)
        columns = {name: self.text(f"{key}.{name}", told[name]) for name in FIGURES if name in told}
        if not columns:
            raise self.refuse(f"{key} has no figure.", f"Name a column: one of {', '.join(FIGURES)}.")
        constants = self.constants(key, {name: value for name, value in told.items() if name not in (*FIGURES, "facet", "part_of", "skip_zero")})
        skip = told.get("skip_zero", False)
        if not isinstance(skip, bool):
            raise self.refuse(f"{key}.skip_zero is {skip!r}.", "Write true or false.")
        facet = self.text(f"{key}.facet", told.get("facet", next(iter(columns.values()))))
        part_of = self.text(f"{key}.part_of", told["part_of"]) if "part_of" in told else None
        return Figure(columns, constants, facet, part_of, skip, key)

    def wide(self) -> Wide | None:
        told = self.section("wide", tuple(Wide.__dataclass_fields__))
        if not told:
            return None
        if not told.get("columns") and not told.get("pattern"):
            raise self.refuse("options.wide names no column.", "Write columns = [...], or pattern = a regular expression for their names.")
        into = self.one_of("options.wide.into", told.get("into"), tuple(name for name in TARGETS if name not in FIGURES))
        figure = self.one_of("options.wide.figure", told.get("figure", "best"), FIGURES)
        pattern = self.text("options.wide.pattern", told["pattern"]) if "pattern" in told else None
        return Wide(into, self.texts("options.wide.columns", told.get("columns", [])), pattern, figure)

    def sources(self) -> SourceList | None:
        told = self.section("sources", tuple(SourceList.__dataclass_fields__))
        if not told:
            return None
        if "column" not in told:
            raise self.refuse("options.sources.column is missing.", "Name the column that holds the sources.")
        return SourceList(
            self.text("options.sources.column", told["column"]),
            self.text("options.sources.separator", told.get("separator", ";")),
            self.texts("options.sources.name", told.get("name", [])),
        )

    def filters(self, name: str) -> dict[str, tuple[str, ...]]:
        return {column: self.texts(f"options.{name}.{column}", told) for column, told in self.table(name).items()}

    def enough(self, plan: Plan) -> None:
        """Refuse a plan from which no claim can be made."""
        figures = [figure for figure in plan.figures if figure.columns]
        counted = plan.wide is not None or plan.rows == "persons" or any(name in plan.constants for name in FIGURES)
        if not figures and not counted:
            raise self.refuse(
                "no figure is named.", f'Write options.columns.best (or {", ".join(FIGURES)}), [[options.figures]], [options.wide] or rows = "persons".'
            )
        if not plan.tells("harm") and not (plan.wide and plan.wide.into == "harm"):
            raise self.refuse(
                "options.constants.harm is missing.", f"Write one of: {', '.join(CLAIMS['harm'].values)}; or name a column, options.columns.harm."
            )
        if not any(name in plan.columns or name in plan.constants for name in ("end", "date", "year")) and not (
            plan.wide and plan.wide.into in ("date", "end")
        ):
            raise self.refuse(
                "options.columns.end is missing.", "Name the column of the last day covered; `date` stands for start and end, or year, month, day."
            )
        if plan.tells("place_id") and plan.tells("country"):
            raise self.refuse("options.columns.country stands beside place_id.", "Keep one of the two.")
        for area in ("adm_1", "adm_2"):
            if (plan.tells(area) or (plan.wide and plan.wide.into == area)) and not plan.tells("country"):
                raise self.refuse(f"options.columns.{area} needs a country.", 'Write options.constants.country = "...", or name its column.')
