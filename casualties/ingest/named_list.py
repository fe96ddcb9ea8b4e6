"""Lists of named persons: counted by day, place and category. Names are never read; ids, sexes and ages go no further than the count.

Rows with one id of the list are one person; no other rows are merged, and those whose id is missing or `Unidentified` least of all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import DataError, UsageError
from casualties.ingest import parse, table, table_files, table_long, written
from casualties.ingest import persons as counting
from casualties.ingest.definition import FILE, refuse_unknown_options
from casualties.ingest.persons import CATEGORIES, PLACES, Persons
from casualties.ingest.table_plan import AREAS, PARTS_OF_DAY, Plan, read_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casualties.ingest.definition import Definition
    from casualties.ingest.registry import Normalised
    from casualties.raw import RawFile

COLUMNS = ("date", *PARTS_OF_DAY, *PLACES, "harm", *CATEGORIES)
"""What a column of the list may stand for: nothing that could tell who a person is."""
_SECTIONS = ("read", "columns", "constants", "codes", "dates", "only", "without", "persons")


class NamedList:
    """Ingestor of lists of persons, in any format of `table`."""

    name = "named_list"
    version = 1
    persons = True

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of the list without what tells persons apart: one a person, `raw_ref` says where each stands."""
        plan, persons, sexes = _told(definition)
        rows = table_files.read(raw, plan.read, {**plan.used(), **persons.used()}, persons=True)
        return counting.anonymous(rows, persons, sexes)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Persons as counts."""
        plan, persons, _ = _told(definition)
        rows, found = table.chosen(rows, plan)
        once = rows[rows[counting.AGAIN].isna()].reset_index(drop=True)
        texts, told = table_long.targets(once, plan)
        texts = texts.apply(lambda column: parse.text(column).set_axis(column.index))
        undated, unread, texts["date"] = _days(texts, plan)
        made, figures = counting.counts(texts, once, _span(plan))
        kind_is_sex = {"scope": "part"} if persons.age is None else {}
        figures = [replace(f, constants={**f.constants, **kind_is_sex}) if f.columns["best"].startswith(counting.KIND) else f for f in figures]
        columns = {name: (name,) for name in made if name in ("date", "note", "harm", *PLACES)}
        counted = replace(plan, columns=columns, codes={}, figures=tuple(figures), only={}, without={}, day_formats=counting.DAYS, rows="statements")
        result = table.normalised(made, counted, definition.name)
        return replace(result, findings=[*found, *counting.findings(rows, undated, unread), *told, *result.findings])

    def combine(self, raws: Sequence[RawFile], parts: Sequence[Normalised], definition: Definition) -> list[Normalised]:
        """One file a data set: whether a person of one file is in another cannot be told without keeping ids."""
        if len(raws) > 1:
            do = (
                "Of several releases of one list name the newest alone in `raw`; join the parts of one list into one file; of lists of others, such as one of each "
                "district, make a data set each: persons are then counted by list."
            )
            raise DataError(f"there are {len(raws)} lists of persons: someone in two of them would be counted twice.", where=definition.name, do=do)
        return list(parts)


INGESTOR = NamedList()


def _told(definition: Definition) -> tuple[Plan, Persons, dict[str, str]]:
    """The options of a list: how it is read, who its persons are, and its codes of sexes."""
    where = f"{definition.name}/{FILE}"
    refuse_unknown_options(definition, _SECTIONS)
    options: dict[str, Any] = {key: value for key, value in definition.options.items() if key != "persons"}
    persons = _persons(definition.options.get("persons", {}), where)
    codes = dict(options.get("codes", {}))
    sexes = codes.pop("sex", {})
    if not isinstance(sexes, dict) or any(word not in ("women", "men") for word in sexes.values()):
        raise UsageError("options.codes.sex has words other than women and men.", where=where, do='Write "code in the list" = "women" or "men".')
    constants = {"standard": "named_list", **options.get("constants", {})}
    plan = read_plan(replace(definition, options={**options, "codes": codes, "constants": constants, "rows": "persons"}))
    _refuse(plan, persons, where)
    return plan, persons, sexes


def _persons(told: Any, where: str) -> Persons:
    known = tuple(Persons.__dataclass_fields__)
    if not isinstance(told, dict) or any(key not in known for key in told):
        raise UsageError("options.persons has an unknown key.", where=where, do=f"Keys are: {', '.join(known)}.")
    for key, value in told.items():
        if not isinstance(value, int if key == "adult" else str) or isinstance(value, bool):
            raise UsageError(
                f"options.persons.{key} is {value!r}.", where=where, do="Write an age in years." if key == "adult" else "Write the name of a column."
            )
    return Persons(**told)


def _refuse(plan: Plan, persons: Persons, where: str) -> None:
    """Refuse what would carry more of a person into the tables than where, when and of which category."""
    for name in plan.columns:
        if name not in COLUMNS:
            do = "What could tell who a person is stays in the list. An id, sex or age is named in [options.persons]."
            raise UsageError(f"options.columns.{name} is not counted by.", where=where, do=f"Columns may be: {', '.join(COLUMNS)}. {do}")
    if plan.wide or plan.sources or any(figure.columns for figure in plan.figures):
        raise UsageError("a list of persons has no figures: its rows are counted.", where=where, do='Read a file of figures with ingestor = "table".')
    both = sorted(set(plan.used()) & set(persons.used()))
    if both:
        raise UsageError(f"{persons.used()[both[0]]} and {plan.used()[both[0]]} name the same column.", where=where, do="An id, sex or age is only counted by.")
    for name in CATEGORIES[1:]:
        if name in plan.columns and name not in plan.codes:
            raise UsageError(f"options.codes.{name} is missing.", where=where, do='Write "words of the list" = "category": free text of a list is not copied.')
    if any(name in plan.columns for name in AREAS) and any(name in plan.columns for name in ("place", "place_id")):
        raise UsageError("options.columns.place stands beside areas.", where=where, do="Keep country, adm_1, adm_2, or place.")


def _days(texts: pd.DataFrame, plan: Plan) -> tuple[int, int, pd.Series]:
    """How many have no day, how many one that cannot be read; and the days in one form, so that each is counted once."""
    if "date" not in texts:
        return len(texts), 0, pd.Series(None, index=texts.index, dtype="str")
    formats = counting.DAYS if "year" in plan.columns else plan.day_formats
    span = written.spans(texts["date"], formats, plan.placeholders)
    made = texts["date"].mask(span.placeholder)
    for precision, form in zip(("day", "month", "year"), counting.DAYS, strict=True):
        made = made.mask(span.precision == precision, span.first.dt.strftime(form))
    unread = span.bad | span.ambiguous
    exact = (span.precision == "day").fillna(False).astype(bool)
    return int((~exact & ~unread).sum()), int(unread.sum()), made.astype("str")


def _span(plan: Plan) -> tuple[pd.Timestamp | None, pd.Timestamp] | None:
    first, last = plan.constants.get("start"), plan.constants.get("end")
    return None if last is None else (None if first is None else pd.Timestamp(first), pd.Timestamp(last))
