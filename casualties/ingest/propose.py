"""A look at a file nobody described yet: what its columns may be, written as a dataset.toml for a person to correct."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import CasualtiesError, DataError, UsageError
from casualties.ingest import parse, propose_persons, table_bytes, table_files, written
from casualties.ingest.table_plan import MISSING, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casualties.raw import RawFile

SAMPLE = 2000
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%d-%b-%y", "%B %d, %Y", "%Y%m%d", "%Y-%m", "%b %Y")
INSTANTS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f")
CODES_OF_NOTHING = ("-999", "-99", "-9", "999999", "-1", "-", "--", "unknown", "Unknown", "not known", "?")

_HARM = {
    "killed": r"kill|dead|death|died|fatal|martyr|шахид|загиб|قتل|شهيد|شهداء",
    "injured": r"injur|wound|hurt|поранен|جرحى|مصاب",
    "missing": r"missing|disappear",
    "detained": r"detain|arrest|kidnap|abduct|hostage|captur|pow\b",
    "displaced": r"displac|evacuat|idp",
    "casualties": r"casualt|victim|losses|personnel|affected",
}
_VICTIMS = {
    "women_and_children": r"women.*child",
    "children": r"child|minor|student|pupil",
    "women": r"wom[ae]n|female",
    "men": r"\bm[ae]n\b|\bmale",
    "journalists": r"journalis|press|media_worker",
    "medics": r"medic|health|doctor",
    "aid_workers": r"aid|humanitarian",
    "security_forces": r"soldier|police|security",
    "rebels": r"rebel|insurgent|militant",
    "combatants": r"combatant|militar|fighter",
    "civilians": r"civilian",
}
_RUNNING = r"cum(ul|_|\b)|to[_ ]?date|total[_ ]so[_ ]far|so[_ ]far"
_BOUNDS = {"low": r"\b(low|min|minimum|lower)\b", "high": r"\b(high|max|maximum|upper)\b"}
# Names of other columns, the surest first.
_NAMES: tuple[tuple[str, str], ...] = (
    ("lat", r"lat|latitude|geo lat|#geo ?\+lat"),
    ("lon", r"lon|lng|long|longitude|#geo ?\+lon"),
    ("country", r"country( name| iso3?)?|iso3|#country.*"),
    ("adm_1", r"(admin|adm) ?1( name)?|province|governorate|state|oblast|region|#adm1.*|#admin|admin"),
    ("adm_2", r"(admin|adm) ?2( name)?|district|county|raion|#adm2.*"),
    ("place", r"place|location|city|town|village|locality|site|#loc.*"),
    ("url", r"url|link|source ?(uri|url)|href"),
    ("cause", r"cause|weapons?|means( of attack)?|explosive weapon type|event type|sub event type|type of incident"),
    ("attributed_to", r"perpetrator( name)?|actor( name| 1)?|reported perpetrator name|responsible"),
    ("reported_by", r"sources?|source name|reported by"),
    ("published_at", r"published( at| on)?|publication date|report(ed)? (date|at)|updated( at)?"),
)
_DATES = r"(event|incident|report|attack)?( |_)?(date|day|datum|дата|التاريخ)( of .*)?|#date.*|created( at)?|timestamp|end( date)?"


@dataclass
class Guess:
    """What was recognised.

    Parameters
    ----------
    columns : dict
        Target to column.
    figures : list of (column, harm, victims, running)
    formats : list of str
        Formats of the days.
    missing : list of str
        Values that stand for nothing.
    thousands, decimal : str
    wide : list of str
        Columns that are each a place.
    unused : list of str
    """

    columns: dict[str, str] = field(default_factory=dict)
    figures: list[tuple[str, str, str, bool]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    thousands: str = ""
    decimal: str = "."
    wide: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def propose(path: Path | RawFile, name: str, raw: str) -> str:
    """A dataset.toml for a file, with comments that say what was guessed and what is to be decided.

    Parameters
    ----------
    path : Path or RawFile
    name : str
        Name of the data set, for its title.
    raw : str
        Where the file will lie in the folder of the data set.

    Raises
    ------
    DataError, SourceError, UsageError
        The file cannot be read as rows.
    """
    try:
        reading, rows = _look(path)
    except CasualtiesError as exc:
        raise exc.unseen() from exc  # it may list persons
    if not len(rows.frame):
        raise DataError("the file has no rows.", where=str(path), do="Name one that has some.")
    sample = rows.frame.head(SAMPLE)
    columns = {title: written.without(sample[n], MISSING) for n, title in enumerate(rows.names) if title}
    tags = {title: tag for title, tag in zip(rows.names, rows.tags, strict=False) if tag}
    guess = _guess(columns, tags)
    if propose_persons.is_list(list(columns)) and not guess.figures:
        return propose_persons.toml(name, raw, guess.columns, guess.formats, list(columns))
    return _toml(name, raw, reading, guess, columns)


def _look(path: Path | RawFile) -> tuple[dict[str, str | int], table_files.Rows]:
    """The first way of reading that works, and what it takes to say so."""
    told: dict[str, str | int] = {}
    if table_files.format_of(path, Reading()) in ("csv", "tsv", "json", "jsonl", "geojson"):
        encoding = table_bytes.encoding_of(path.read_bytes())
        if not encoding.startswith("utf-8"):
            told["encoding"] = encoding
    if table_files.format_of(path, Reading()) == "csv":
        first = next((line for line in table_bytes.text(path, str(told["encoding"]) if told else None).split("\n") if line.strip()), "")
        separator = max(table_files.SEPARATORS, key=first.count)
        if first.count(separator) > first.count(","):
            told["separator"] = separator
    try:
        return told, table_files.read_rows(path, Reading(**told))  # type: ignore[arg-type]
    except UsageError as exc:
        lists = re.search(r"They are: (.*)\.", exc.seen)
        if lists is None or "lists" not in exc.what:
            raise
        found = [(table_files.read_rows(path, Reading(**told, records=at)), at) for at in lists[1].split(", ")]  # type: ignore[arg-type]
        rows, at = max(found, key=lambda item: len(item[0].frame))
        return {**told, "records": at}, rows


def _guess(columns: dict[str, pd.Series], tags: dict[str, str]) -> Guess:
    made = Guess()
    left = dict(columns)
    names = {title: [_plain(title), *([tags[title]] if title in tags else [])] for title in columns}
    _days(left, names, made)
    for target, pattern in _NAMES:
        found = next((title for title in left if any(re.fullmatch(pattern, form, re.IGNORECASE) for form in names[title]) and left[title].notna().any()), None)
        if found is not None and _fits(target, left[found]):
            made.columns[target] = found
            del left[found]
    _numbers(left, made)
    _key(left, names, columns.get(made.columns.get("date", ""), pd.Series([None])), made)
    _figures(left, names, made)
    if not made.figures:
        made.wide = [
            title for title in left if _numeric(left[title], made) and re.search(r"[^\W\d_]", title) and not re.search(r"\bid\b|^day$", names[title][0])
        ]
        for title in made.wide:
            del left[title]
    made.unused = list(left)
    return made


def _plain(title: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)
    return re.sub(r"[\s_\-./]+", " ", spaced).strip().lower()


def _fits(target: str, column: pd.Series) -> bool:
    if target not in ("lat", "lon"):
        return True
    numbers, bad = parse.reals(written.digits(column, "", "."))
    return not bad.mean() > 0.5 and bool(numbers.abs().max() <= 180)


def _days(left: dict[str, pd.Series], names: dict[str, list[str]], made: Guess) -> None:
    parts = {part: next((title for title in left if names[title][0] == part), None) for part in ("year", "month", "day")}
    likely = [title for title in left if any(re.fullmatch(_DATES, form, re.IGNORECASE) for form in names[title])]
    likely += [title for title in left if title not in likely]
    for title in likely:
        values = left[title].dropna()
        formats = _formats(values) if len(values) else []
        if formats:
            made.columns["date"], made.formats = title, formats
            del left[title]
            return
    if parts["year"] is not None:
        for part, found in parts.items():
            if found is not None:
                made.columns[part] = found
                del left[found]


def _formats(values: pd.Series) -> list[str]:
    """The formats nine of ten values are in, the most frequent first; none where they are no days."""
    unique = pd.Series(values.unique(), dtype="str")
    left = unique.iloc[:: max(1, len(unique) // 300)].reset_index(drop=True)
    most, found = len(left), []
    while len(left) > most / 100:
        read = {form: written.spans(left, [form], ()).first for form in (*DAYS, *INSTANTS) if form not in found}
        fits = {form: first.notna() & first.dt.year.between(1900, 2100) for form, first in read.items()}
        best = max(fits, key=lambda form: int(fits[form].sum()))
        if not fits[best].any():
            break
        found.append(best)
        left = left[~fits[best]].reset_index(drop=True)
    return found if len(left) <= most / 10 else []


def _numbers(left: dict[str, pd.Series], made: Guess) -> None:
    texts = pd.concat(list(left.values()), ignore_index=True).dropna() if left else pd.Series([], dtype="str")
    for sign in (",", ".", " ", "'"):
        if texts.str.fullmatch(rf"[0-9]{{1,3}}({re.escape(sign)}[0-9]{{3}})+").any() and not (sign == "." and texts.str.fullmatch(r"[0-9]+\.[0-9]{1,2}").any()):
            made.thousands = sign
            break
    if made.thousands != "," and texts.str.fullmatch(r"[0-9]+,[0-9]{1,2}").any():
        made.decimal = ","
    for value in CODES_OF_NOTHING:
        hits = [title for title, column in left.items() if (column == value).any() and _numeric(column[column != value], made)]
        if hits:
            made.missing.append(value)


def _numeric(column: pd.Series, made: Guess) -> bool:
    given = column[~column.isin(made.missing)].dropna()
    if not len(given):
        return False
    numbers, bad = parse.counts(written.digits(given, made.thousands, made.decimal))
    del numbers
    return not bad.mean() > 0.2


def _key(left: dict[str, pd.Series], names: dict[str, list[str]], days: pd.Series, made: Guess) -> None:
    for title, column in left.items():
        if re.search(r"(^|\b)(id|code|key|number|no|@key)($|\b)", names[title][0]) and column.notna().all() and column.is_unique:
            made.columns["record_id"] = title
            del left[title]
            return
    day = made.columns.get("date")
    if day is not None and days.is_unique and days.notna().all():
        made.columns["record_id"] = day  # one row a day: the day is its key


def _figures(left: dict[str, pd.Series], names: dict[str, list[str]], made: Guess) -> None:
    for title in list(left):
        told = " ".join(names[title]).replace("#affected", "")
        harm = next((harm for harm, pattern in _HARM.items() if re.search(pattern, told)), None)
        if harm is None or not _numeric(left[title], made):
            continue
        victims = next((victims for victims, pattern in _VICTIMS.items() if re.search(pattern, told)), "all")
        made.figures.append((title, harm, victims, bool(re.search(_RUNNING, told.replace(" ", "_"))) or _rises(left[title], made)))
        del left[title]


def _rises(column: pd.Series, made: Guess) -> bool:
    """Whether figures only rise, or only fall: a running total, in one order or the other."""
    numbers = parse.counts(written.digits(column, made.thousands, made.decimal))[0].dropna()
    steps = numbers.diff().dropna()
    return len(steps) >= 10 and bool((steps >= 0).mean() > 0.9 or (steps <= 0).mean() > 0.9) and numbers.nunique() > 5


def _toml(name: str, raw: str, reading: dict[str, str | int], guess: Guess, columns: dict[str, pd.Series]) -> str:
    lines = [
        "# Proposed by `casualties new-dataset` from the names and values of the columns: every line is a guess. Read it, correct it, then",
        f"# `casualties ingest {name}`. All keys are explained in the reference of datasets/README.md.",
        "",
        f"title = {_quoted(name)}                  # as printed in reports: what is counted, where, by whom",
        'ingestor = "table"',
        f"raw = [{_quoted(raw)}]",
        '# source = "..."                 # who publishes it: an id of `casualties sources`, or add one to datasets/sources.csv',
        '# licence = "..."                # its terms of use, as printed',
        'redistribution = "none"          # nothing is passed on until you say so: open, attribution, aggregate_only, none',
        "",
        "# [scope]                        # what a new release speaks for: claims inside it that are gone are withdrawn",
        '# places = ["SYR"]',
        "",
    ]
    if reading or guess.missing:
        lines += ["[options.read]", *(f"{key} = {_quoted(value)}" for key, value in reading.items())]
        if guess.missing:
            lines.append(f"missing = {_list(guess.missing)}      # values that stand for nothing; an empty cell always does")
        lines.append("")
    if guess.thousands or guess.decimal != ".":
        lines += ["[options.numbers]", f"thousands = {_quoted(guess.thousands)}", f"decimal = {_quoted(guess.decimal)}", ""]
    if guess.formats and guess.formats != ["%Y-%m-%d"]:
        note = "      # day or month first? Look at the file." if guess.formats[0] in ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y") else ""
        lines += ["[options.dates]", f"formats = {_list(guess.formats)}{note}", ""]
    lines += _columns(guess, columns) + _constants(guess) + _statements(guess)
    return "\n".join(lines).rstrip() + "\n"


def _columns(guess: Guess, columns: dict[str, pd.Series]) -> list[str]:
    running = len({run for *_, run in guess.figures}) == 1 and bool(guess.figures) and guess.figures[0][3]
    lines = ["[options.columns]                # our column = column of the file"]
    for target, title in guess.columns.items():
        word = "end" if target == "date" and running else target
        examples = "; ".join(str(value).replace("\n", " ")[:30] for value in columns[title].dropna().unique()[:2])
        lines.append(f"{word} = {_quoted(title)}".ljust(32) + f" # {examples}")
    if "record_id" not in guess.columns:
        lines.append('# record_id = "..."              # the key of the source, if there is one that never changes')
    if not any(target in guess.columns for target in ("date", "year")):
        lines.append('end = "?"                        # which column is the (last) day? Nothing was recognised as one')
    if len(guess.figures) == 1:
        lines.append(f"best = {_quoted(guess.figures[0][0])}".ljust(32) + " # the figure; low and high have keys of their own")
    if guess.unused:
        lines.append(
            f"# not used, never read: {', '.join(re.sub(r'[^ -~]|[,]', ' ', title) if title.isascii() else title for title in guess.unused)}".replace("\n", " ")
        )
    return [*lines, ""]


def _constants(guess: Guess) -> list[str]:
    lines = ["[options.constants]              # what is true of all rows"]
    if len(guess.figures) == 1:
        _, harm, victims, _ = guess.figures[0]
        lines += [f'harm = "{harm}"', f'victims = "{victims}"']
    elif guess.wide or not guess.figures:
        lines.append('harm = "killed"                  # a guess: killed, injured, missing, detained, displaced, casualties')
    runs = {run for *_, run in guess.figures}
    if runs == {True}:
        lines += ['counting = "cumulative"          # figures only rise: running totals', "# start = 2022-02-24             # the day they count from"]
    else:
        kind = "incident" if guess.columns.get("record_id", guess.columns.get("date")) != guess.columns.get("date") else "period"
        lines.append(
            f'counting = "{kind}"'.ljust(32) + " # incident: rows are events of their own and add up; period: a total for the place and span; cumulative"
        )
    lines.append('# claimant = "..."               # who says so, where no column does')
    if not any(target in guess.columns for target in ("country", "place", "adm_1", "place_id")) or (
        "country" not in guess.columns and ("adm_1" in guess.columns or "adm_2" in guess.columns or guess.wide)
    ):
        lines.append('country = "?"                    # write the country, or place_id = "..."')
    return [*lines, ""]


def _statements(guess: Guess) -> list[str]:
    if guess.wide:
        into = "adm_1" if "adm_1" not in guess.columns else "place"
        return [
            "[options.wide]                   # one column a place (or a category): its name says which",
            f'into = "{into}"'.ljust(32) + " # adm_1, place, victims ...",
            f"columns = {_list(guess.wide)}",
        ]
    if not guess.figures:
        return ["# no column was recognised as a figure: name it, options.columns.best"]
    if len(guess.figures) == 1:
        return []
    mixed = len({run for *_, run in guess.figures}) > 1
    lines = ["# One statement a figure. Give part_of the facet of the whole where one is a part of another; they are never added.", ""]
    for title, harm, victims, running in guess.figures:
        lines += ["[[options.figures]]", f"best = {_quoted(title)}", f'harm = "{harm}"', f'victims = "{victims}"', f"facet = {_quoted(_facet(title))}"]
        if mixed and running:
            lines.append('counting = "cumulative"')
        lines.append("")
    return lines


def _facet(title: str) -> str:
    return re.sub(r"\W+", "-", title.strip().lower()).strip("-") or title


def _quoted(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"
