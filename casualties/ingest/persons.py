"""Lists of persons: who is who by the list's own id, kinds by sex and age, and counts by day, place and category.

What tells one person from another is used here and goes no further: `anonymous` gives rows without ids, sexes and ages, `counts` numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from casualties import spelling
from casualties.ingest import parse, table_keys, written
from casualties.ingest.found import UNDATED, Finding
from casualties.ingest.table_plan import AREAS, Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ID, AGAIN, KIND, UNREAD = "@id", "@again", "@kind", "@unread"
"""Columns of `anonymous`: "lost" where an id is none; "same" or "differs" where a person stands above already; the kind; "age" where it cannot be read."""
WHOLE = "persons"
DAYS = ("%Y-%m-%d", "%Y-%m", "%Y")
CATEGORIES = ("victims", "cause", "attributed_to")
PLACES = ("place", "place_id", *AREAS)
SEXES = {"f": "women", "female": "women", "woman": "women", "w": "women", "انثي": "women", "انثى": "women", "أنثى": "women"} | {
    "m": "men",
    "male": "men",
    "man": "men",
    "ذكر": "men",
}
OLDEST = 125
_NOBODY = re.compile(r"unidentified|unknown|unnamed|no id|none|not (available|known)|pending|مجهول|غير (معروف|محدد)|невідом|неизвест", re.IGNORECASE)
_NO_ID = re.compile(r"[\W_0]*|9{6,}|x+", re.IGNORECASE)
_AGE = re.compile(r"(<?) *([0-9]+(?:[.,][0-9]+)?) *(\D*)")
_YEARS = re.compile(r"(y|yr|yrs|year|years|year old|years old|سنة|سنوات|عام)?\.?", re.IGNORECASE)
_YOUNGER = re.compile(r"(m|mo|d|h|months?|weeks?|days?|hours?|months? old|weeks? old|days? old|شهر|أشهر|اشهر|يوم|أيام|ايام)\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Persons:
    """Columns that tell persons apart (keys of [options.persons]); none of their values is kept.

    Parameters
    ----------
    id, sex, age : str, optional
    adult : int
        Age in years from which a person is no child.
    """

    id: str | None = None
    sex: str | None = None
    age: str | None = None
    adult: int = 18

    def used(self) -> dict[str, str]:
        """Columns of the file, each with the TOML key that names it."""
        return {name: f"options.persons.{key}" for key in ("id", "sex", "age") if (name := getattr(self, key)) is not None}


def anonymous(rows: pd.DataFrame, persons: Persons, sexes: Mapping[str, str]) -> pd.DataFrame:
    """Rows without the columns that tell persons apart.

    Parameters
    ----------
    rows : DataFrame
        One row a person, text; `raw_ref`.
    persons : Persons
    sexes : mapping
        Codes of sexes the list uses besides the usual ones: women or men.

    Returns
    -------
    DataFrame
        The other columns, and ID, AGAIN, KIND, UNREAD.
    """
    plain = rows.drop(columns=list(persons.used()))
    made = {name: pd.Series(None, index=rows.index, dtype="str") for name in (ID, AGAIN, KIND, UNREAD)}
    if persons.id is not None:
        keys, lost = _identities(rows[persons.id])
        made[ID] = made[ID].mask(lost, "lost")
        again = keys.notna() & keys.duplicated()
        accounts = plain.drop(columns="raw_ref").fillna("").assign(key=keys)
        differs = again & ~accounts.duplicated()
        made[AGAIN] = made[AGAIN].mask(again, "same").mask(differs, "differs")
    if persons.sex is not None or persons.age is not None:
        made[KIND], unread = _kinds(rows, persons, sexes)
        made[UNREAD] = made[UNREAD].mask(unread, "age")
    return plain.assign(**made)


def _identities(column: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Ids, missing where they stand for nobody in particular, or digits of them are lost; and where one was given that is none."""
    keys = parse.keys(column).set_axis(column.index)
    told = {key: key for key in keys.dropna().unique() if _is_id(key)}
    found = keys.map(told).astype("str")
    return found, keys.notna() & found.isna()


def _is_id(key: str) -> bool:
    return not (_NO_ID.fullmatch(key) or _NOBODY.match(key) or re.fullmatch(r"[0-9][.,][0-9]+[eE]\+?[0-9]+|[0-9]+[eE]\+[0-9]+", key))


def _kinds(rows: pd.DataFrame, persons: Persons, sexes: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    """children, women, men; missing where sex or age does not say. Without ages, the sexes alone."""
    none = pd.Series(None, index=rows.index, dtype="str")
    meaning = {spelling.fold(code): word for code, word in {**SEXES, **sexes}.items()}
    sex = none
    if persons.sex is not None:
        column = rows[persons.sex]
        sex = column.map({code: meaning.get(spelling.fold(code)) for code in column.dropna().unique()}).astype("str")
    if persons.age is None:
        return sex, pd.Series(False, index=rows.index)
    column = rows[persons.age]
    ages = column.map({text: _age(text) for text in column.dropna().unique()}).astype("float64")
    kind = sex.where((ages >= persons.adult).to_numpy()).mask((ages < persons.adult).to_numpy(), "children")
    return kind, column.notna() & ages.isna()


def _age(text: str) -> float | None:
    """Age in years, None where it cannot be read."""
    match = _AGE.fullmatch(written.digits(pd.Series([text], dtype="str"), "", ".")[0].strip())
    if match is None:
        return None
    unit, number = match[3].strip(), float(match[2].replace(",", "."))
    if _YOUNGER.fullmatch(unit):
        return 0.0
    if not _YEARS.fullmatch(unit) or number > OLDEST:
        return None
    return number - 0.5 if match[1] else number


def counts(texts: pd.DataFrame, rows: pd.DataFrame, span: tuple[pd.Timestamp | None, pd.Timestamp] | None) -> tuple[pd.DataFrame, list[Figure]]:
    """Persons counted by day, place and harm, and within each by category.

    A person told by the month, or by the country alone, is one of those of the whole month or country: the count for it holds all who died within, or it
    would seem to be a total smaller than its parts.

    Parameters
    ----------
    texts : DataFrame
        `date` (in one of DAYS, missing, or unreadable), places, harm and categories in our words; one row a person.
    rows : DataFrame
        KIND and raw_ref of the same.
    span : (first day, last day), optional
        Days the list speaks for: those without a day are counted in them.

    Returns
    -------
    counts : DataFrame
        Text: date, places, harm, note; a column of numbers a figure; raw_ref.
    figures : list of Figure
        The whole first.
    """
    names = [name for name in ("date", *PLACES, "harm") if name in texts]
    texts = texts.assign(**{name: _spelt(texts[name]) for name in names if name in PLACES})
    keys = texts[names].fillna("")
    exact = keys.groupby(names, sort=False).ngroup().to_numpy()
    first = np.unique(exact, return_index=True)[1]
    asked = keys.take(first).reset_index(drop=True).assign(group=range(len(first)))
    pairs = _within(keys, names, asked, span)
    whole = np.bincount(pairs["group"], minlength=len(first))
    own = np.bincount(exact)
    out = texts[names].take(first).reset_index(drop=True).assign(**{WHOLE: pd.Series(whole).astype("str")})
    out["note"] = pd.Series([None if a == b else f"{a} of the {b} are told no more exactly than this." for a, b in zip(own, whole, strict=True)], dtype="str")
    figures = [Figure({"best": WHOLE}, {}, WHOLE)]
    categories = {name: texts[name] for name in CATEGORIES if name in texts} | {KIND: rows[KIND].set_axis(texts.index)}
    for name, column in categories.items():
        for value in sorted(column.dropna().unique()):
            number = np.bincount(pairs["group"], weights=(column == value).fillna(False).to_numpy()[pairs["row"]], minlength=len(first)).astype(int)
            title = f"{name}={value}"
            out[title] = pd.Series(number).astype("str").where(number > 0)
            figures.append(
                Figure({"best": title}, {"victims": value} if name in ("victims", KIND) else {name: value, "scope": "part"}, _facet(name, value), WHOLE)
            )
    refs = rows["raw_ref"].set_axis(texts.index).take(first).reset_index(drop=True)
    more = pd.Series(["" if n == 1 else f" and {n - 1} more" for n in whole], dtype="str")
    return out.assign(raw_ref=refs + more), figures


def _facet(name: str, value: str) -> str:
    word = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-") or table_keys.short(value)
    return word if name in ("victims", KIND) else f"{name.replace('_', '-')}-{word}"


def _spelt(column: pd.Series) -> pd.Series:
    """Names in one spelling, whatever the order of the rows: HOMS, Homs and homs are one place."""
    spellings: dict[str, list[str]] = {}
    for text in column.dropna().unique():
        spellings.setdefault(spelling.fold(text) or text, []).append(text)
    # the first in order has a capital letter, and not all letters capital where there is a choice
    chosen = {text: min(texts, key=lambda name: (name.isupper(), name)) for texts in spellings.values() for text in texts}
    return column.map(chosen).astype("str")


def _within(keys: pd.DataFrame, names: Sequence[str], asked: pd.DataFrame, span: tuple[pd.Timestamp | None, pd.Timestamp] | None) -> pd.DataFrame:
    """Which rows lie in which of the days, months, years and areas asked for: columns row, group; each pair once."""
    dates = keys["date"]
    read = dates.where(dates.str.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}"))
    levels = [dates, read.str[:7], read.str[:4]]
    if span is not None:
        first, last = ("" if day is None else f"{day:%Y-%m-%d}" for day in span)
        begins = read + read.str.len().map({4: "-01-01", 7: "-01", 10: ""}).astype("str")
        levels.append(read.where((begins >= first[: len("2012-01-01")]) & (begins <= last)).mask(read.notna() & (begins >= first) & (begins <= last), ""))
    areas = [name for name in AREAS if name in names]
    pieces = []
    for level, depth in product(levels, range(len(areas), -1, -1) if areas else [0]):
        at = keys.assign(date=level, **dict.fromkeys(areas[depth:], ""), row=range(len(keys)))
        pieces.append(at.merge(asked, on=list(names))[["row", "group"]])
    return pd.concat(pieces, ignore_index=True).drop_duplicates(ignore_index=True)


def findings(rows: pd.DataFrame, undated: int, unread: int) -> list[Finding]:
    """What a person should know of the list: numbers, and where rows stand.

    Parameters
    ----------
    rows : DataFrame
        As `anonymous` gives them.
    undated, unread : int
        Persons without a day, and with one that cannot be read.
    """
    again = rows[AGAIN].notna()
    persons = int((~again).sum())
    found = [
        Finding("rows counted", "note", f"{len(rows)} rows are {persons} persons: {int(again.sum())} repeat an id of the list, and no others were merged.")
    ]
    if undated or unread:
        message = f"{undated} of {persons} persons have no day" + (f", and {unread} one that cannot be read" if unread else "")
        found.append(Finding(UNDATED, "warning", f"{message}: they are in no count of a day."))
    lost = int((rows[ID] == "lost").sum())
    if lost:
        found.append(Finding("ids of nobody", "note", f"{lost} rows have an id that is none, or has lost digits: each is counted as a person of its own."))
    differs = rows.loc[(rows[AGAIN] == "differs").fillna(False).astype(bool), "raw_ref"]
    if len(differs):
        shown = ", ".join(differs.head(10)) + (" ..." if len(differs) > 10 else "")
        message = f"{len(differs)} rows repeat an id of the list and say another day, place or category ({shown}): the first row of each id was counted."
        found.append(Finding("one person, two accounts", "warning", message))
    ages = int(rows[UNREAD].notna().sum())
    if ages:
        found.append(Finding("ages not read", "note", f"{ages} ages cannot be read: these persons are in no category by age."))
    return found
