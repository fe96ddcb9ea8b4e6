"""Any CSV, TSV or workbook with a row of HXL tags: the tags alone say what its columns are (`hxl_tags` has them).

The row of tags is the first, or stands below the names of the columns. Sexes, ages and groups are parts of the total of their row where it has one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import DataError, SourceError, UsageError
from casualties.ingest import hxl_tags, table, table_files, written
from casualties.ingest.definition import FILE, refuse_unknown_options
from casualties.ingest.found import Finding, digest
from casualties.ingest.hxl_tags import Count, Tag
from casualties.ingest.table_plan import MISSING, PARTS_OF_DAY, read_plan, read_reading
from casualties.tables.victims import VICTIMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casualties.ingest.definition import Definition
    from casualties.ingest.registry import Normalised
    from casualties.ingest.table_plan import Plan, Reading
    from casualties.raw import RawFile

WITHIN = 25
"""Rows among which the tags stand."""
DAYS = ["%Y-%m-%d", "%Y-%m", "%Y"]
_SECTIONS = ("read", "constants", "codes", "numbers", "dates", "only", "without", "attributes")
ROW = "@row"
"""Column of hashes of whole rows."""
_AGAIN = "~"
"""Between a tag and the number of its column, where several have it."""


class Hxl:
    """Ingestor of files with HXL tags."""

    name = "hxl"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows below the tags: a column a tag, `raw_ref` with the row after the tags; columns whose tags say nothing of claims are empty."""
        meaning, filters = _attributes(definition), _filters(definition)
        reading = read_reading(definition)
        rows = table_files.read_rows(raw, _with_tags(raw, reading))
        tags = _named([Tag.of(cell) for cell in rows.names], meaning, str(raw))
        for name in filters:
            if name not in tags:
                raise SourceError(f"no column has the tag {name} (options.only and options.without in dataset.toml).", where=str(raw), do=_has(tags))
        if not any(hxl_tags.count(tag, meaning) for tag in tags.values()):
            do = f"Such a tag is #affected+killed or #affected+injured+f. {_has(tags)}"
            raise SourceError("no tag says how many persons were killed, injured, missing, detained or displaced.", where=str(raw), do=do)
        read = {name for name, tag in tags.items() if name in filters or hxl_tags.target(tag) or hxl_tags.count(tag, meaning)}
        nothing = (*MISSING, *reading.missing)
        at = {name: n for n, name in zip((n for n, cell in enumerate(rows.names) if Tag.of(cell)), tags, strict=True)}
        empty = pd.Series(None, index=rows.frame.index, dtype="str")
        frame = pd.DataFrame({name: written.without(rows.frame[n], nothing) if name in read else empty for name, n in at.items()}, index=rows.frame.index)
        # without a key of their own, rows that differ anywhere are two
        frame[ROW] = pd.Series([digest(*(None if pd.isna(cell) else cell for cell in row)) for row in rows.frame.itertuples(index=False)], dtype="str")
        frame["raw_ref"] = rows.refs
        return frame[frame[sorted(read)].notna().any(axis=1)].reset_index(drop=True)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Rows as statements, one a figure."""
        tags = {name: tag for name in rows.columns if (tag := Tag.of(str(name).partition(_AGAIN)[0])) is not None}
        plan, used = _plan(tags, definition)
        rows, findings = table.chosen(rows, plan)
        made = table.normalised(rows, plan, definition.name)
        left = [str(name) for name in tags if name not in used]
        if left:
            message = f"These tags were not read: {', '.join(left)}. An attribute of #affected can be explained in options.attributes of dataset.toml."
            findings.append(Finding("tags not read", "note", message))
        if "record_id" not in plan.columns:
            findings += _alike(made.claims)
        return replace(made, findings=findings + made.findings)


INGESTOR = Hxl()


def _alike(claims: pd.DataFrame) -> list[Finding]:
    """Rows of one day and place: figures of a claimant that stand beside each other without a word on what tells them apart."""
    hit = claims["record_id"].str.contains("-", regex=False)
    if not hit.any():
        return []
    message = (
        f"{claims.loc[hit, 'record_id'].nunique()} rows are of the day and place of another row, and no tag (#event+id, #meta+id) holds a key: if each is an event, "
        'read the file with ingestor = "table", which takes tags for names of columns, name its key in options.columns.record_id and set counting = "incident".'
    )
    return [Finding("rows of one day and place", "warning", message, tuple(claims.loc[hit, "claim_id"]))]


def _with_tags(raw: RawFile, reading: Reading) -> Reading:
    """The reading whose row of names is that of the tags."""
    if table_files.format_of(raw, reading) not in ("csv", "tsv", "xlsx"):
        raise UsageError("HXL tags are read in CSV, TSV and workbooks.", where=str(raw), do='Read this file with ingestor = "table".')
    for sheet, rows in table_files.heads(raw, reading, WITHIN):
        for line, cells in rows:
            if _is_tags(cells):
                return replace(reading, header=line, sheet=sheet)
    do = (
        'Add a row such as "#date,#adm1+name,#affected+killed" below the names of the columns, or read the file with ingestor = "table": '
        "`casualties new-dataset NAME --from FILE` proposes how. Where columns are not separated by commas, write options.read.separator."
    )
    raise SourceError(f"there is no row of HXL tags among the first {WITHIN} rows.", where=str(raw), do=do)


def _is_tags(cells: Sequence[str]) -> bool:
    given = [cell for cell in cells if cell.strip()]
    tags = sum(Tag.of(cell) is not None for cell in given)
    return tags >= min(2, len(cells)) and 2 * tags > len(given)


def _named(tags: Sequence[Tag | None], meaning: Mapping[str, str], where: str) -> dict[str, Tag]:
    """Tags by name; of tags that several columns have, the second is named `#tag~2`. Two columns of the same figure are refused."""
    found: dict[str, Tag] = {}
    for tag in tags:
        if tag is None:
            continue
        name, number = str(tag), 1
        while name in found:
            number += 1
            name = f"{tag}{_AGAIN}{number}"
        if number > 1 and hxl_tags.count(tag, meaning):
            do = 'Which of them counts cannot be known: read the file with ingestor = "table", which names columns.'
            raise DataError(f"two columns have the tag {tag}.", where=where, do=do)
        found[name] = tag
    return found


def _has(tags: Mapping[str, Tag]) -> str:
    return f"The file has: {', '.join(tags)}."


def _attributes(definition: Definition) -> dict[str, str]:
    """Attributes explained in dataset.toml."""
    refuse_unknown_options(definition, _SECTIONS)
    told_read = definition.options.get("read", {})
    for key in ("header", "records"):
        if isinstance(told_read, dict) and key in told_read:
            raise UsageError(
                f"options.read.{key} is not for files with tags.", where=f"{definition.name}/{FILE}", do="Remove it: the row of tags is looked for."
            )
    where, told = f"{definition.name}/{FILE}", definition.options.get("attributes", {})
    if not isinstance(told, dict):
        raise UsageError("options.attributes is not a table.", where=where, do='Write [options.attributes] and one line each: teacher = "civilians".')
    for name, word in told.items():
        if word not in VICTIMS:
            raise UsageError(f"options.attributes.{name} is {word!r}.", where=where, do=f"Write one of: {', '.join(VICTIMS)}; all where it changes nothing.")
    return {name.lower().lstrip("+"): word for name, word in told.items()}


def _filters(definition: Definition) -> list[str]:
    return [name for section in ("only", "without") for name in _by_tag(definition.options.get(section, {}))]


def _by_tag(told: Any) -> dict[str, Any]:
    """Filters by tags as they are named here."""
    return {str(Tag.of(str(name)) or name): values for name, values in told.items()} if isinstance(told, dict) else {}


def _plan(tags: Mapping[str, Tag], definition: Definition) -> tuple[Plan, set[str]]:
    """The plan that the tags and the definition make, and the columns it uses."""
    constants = dict(definition.options.get("constants", {}))
    counts = {name: found for name, tag in tags.items() if (found := hxl_tags.count(tag, _attributes(definition)))}
    columns = _columns(tags, constants)
    if not {"date", "end", "year"} & {*columns, *constants}:
        do = f"Such a tag is #date or #date+start with #date+end; or write options.constants.start and end. {_has(tags)}"
        raise SourceError("no tag says of which day the figures are.", where=f"{definition.name}/{FILE}", do=do)
    constants.setdefault("counting", "incident" if "record_id" in columns else "period")
    options = {key: value for key, value in definition.options.items() if key != "attributes"}
    options |= {section: _by_tag(options[section]) for section in ("only", "without") if section in options}
    options["dates"] = {"formats": DAYS, **options.get("dates", {})}
    plan = read_plan(replace(definition, options={**options, "columns": columns, "constants": constants, "figures": _figures(counts, constants)}))
    return plan, {*plan.used()}


def _columns(tags: Mapping[str, Tag], constants: Mapping[str, Any]) -> dict[str, list[str]]:
    """Targets of `table_plan` and their columns, the surest first."""
    found: dict[str, list[str]] = {}
    for name, tag in sorted(tags.items(), key=lambda item: hxl_tags.rank(item[1])):
        word = hxl_tags.target(tag)
        if word is not None:
            found.setdefault(word, []).append(name)
    if "source" in found:
        found["reported_by" if "claimant" in constants else "claimant"] = found.pop("source")
    for word in ("record_id", "claimant"):
        if word in found:
            found[word] = found[word][:1]
    if "end" not in found and "date" not in found and "start" in found:
        found["date"] = found.pop("start")
    surer = ("end",) if "end" in found else ("date",) if "date" in found else ()
    for word in {"end": ("date", *PARTS_OF_DAY), "date": ("start", *PARTS_OF_DAY)}[surer[0]] if surer else ():
        found.pop(word, None)
    return found


def _figures(counts: Mapping[str, Count], constants: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[[options.figures]]: bounds of the same persons are one statement; who is a part of whom is told by their attributes."""
    apart: dict[tuple[str, frozenset[str], bool], dict[str, str]] = {}
    for name, count in counts.items():
        apart.setdefault((count.harm, count.who, count.running), {})[count.bound] = name
    made = []
    for (harm, who, running), columns in sorted(apart.items(), key=lambda item: (item[0][0], item[0][2], len(item[0][1]), sorted(item[0][1]))):
        ages = any(other & {"children", "infants"} for of, other, total in apart if (of, total) == (harm, running))
        victims, all_of_them = hxl_tags.victims(who, ages=ages)
        figure: dict[str, Any] = {**columns, "harm": harm, "facet": Count(harm, "best", who, running).facet}
        figure |= {"victims": victims} if who and victims != "all" else {}
        figure |= {} if all_of_them else {"scope": "part"}
        if running:
            start = constants.get("start")
            figure |= {"counting": "cumulative", "start": start, "date_precision": "unknown" if start is None else "days"}
        wholes = [other for of, other, total in apart if (of, total) == (harm, running) and other < who]
        if wholes:
            whole = max(wholes, key=lambda other: (len(other), "children" in other, sorted(other)))
            figure["part_of"] = Count(harm, "best", whole, running).facet
        made.append(figure)
    return made
