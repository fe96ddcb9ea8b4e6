"""A dataset.toml for a file that looks like a list of persons: which columns are what, and not one of their values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from casualties.ingest.table_plan import AREAS, PARTS_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAME = r"((full|first|last|family|given|father s|victim|person|arabic|english|en|ar)[ _])*names?([ _](ar|en|arabic|english|of .*))?|.*\b(اسم|الاسم|إسم)\b.*|surname"
_PERSONS = {
    "id": r"(national |person |list |record )?(id|identity|id number|no|number|@key|serial)|index|رقم.*|هوية",
    "sex": r"sex|gender|الجنس|جنس|стать|пол",
    "age": r"age( .*)?|العمر|عمر|вік|возраст",
}
_BORN = r"dob|born|(date of )?birth( ?date)?|birthday|تاريخ الميلاد"
_KEPT = ("date", *PARTS_OF_DAY, *AREAS, "place")


def is_list(titles: Sequence[str]) -> bool:
    """Whether columns look like those of a list of persons: a name, with an age, a sex or a day of birth."""
    plain = [_plain(title) for title in titles]
    return _any(_NAME, plain) and _any("|".join([_PERSONS["sex"], _PERSONS["age"], _BORN]), plain)


def toml(name: str, raw: str, columns: Mapping[str, str], formats: Sequence[str], titles: Sequence[str]) -> str:
    """The proposal.

    Parameters
    ----------
    name, raw : str
        Name of the data set, and where its file will lie.
    columns : mapping
        What was guessed: target to column.
    formats : sequence of str
        Formats of the days.
    titles : sequence of str
        Names of all columns.
    """
    kept = {target: title for target, title in columns.items() if target in _KEPT and not re.fullmatch(_BORN, _plain(title), re.IGNORECASE)}
    if any(target in kept for target in AREAS):
        kept.pop("place", None)
    persons = {
        key: found
        for key, pattern in _PERSONS.items()
        if (found := next((title for title in titles if title not in kept.values() and re.fullmatch(pattern, _plain(title), re.IGNORECASE)), None))
    }
    placed = any(target in kept for target in (*AREAS, "place"))
    lines = [
        "# Proposed by `casualties new-dataset`: this looks like a list of persons, which are counted by day, place and category. Their names are never read;",
        f"# ids, sexes and ages are only counted by. Every line is a guess: correct it, then `casualties ingest {name}`. Keep raw/ out of version control.",
        "",
        f"title = {_quoted(name)}",
        'ingestor = "named_list"',
        f"raw = [{_quoted(raw)}]",
        'redistribution = "none"          # nothing is passed on until you say so: open, attribution, aggregate_only, none',
        "",
        *([f"[options.dates]\nformats = {json.dumps(list(formats))}", ""] if formats and list(formats) != ["%Y-%m-%d"] and "date" in kept else []),
        "[options.columns]                # date (of death, not of birth); place, or country, adm_1, adm_2; victims, harm",
        *(f"{target} = {_quoted(title)}" for target, title in kept.items()),
        "",
        "[options.persons]                # rows with one id are one person; no others are merged",
        *(f"{key} = {_quoted(title)}" for key, title in persons.items()),
        "",
        "[options.constants]",
        'harm = "killed"                  # a guess: killed, injured, missing, detained, displaced, casualties',
        '# claimant = "..."               # who keeps the list',
        *([] if placed and ("country" in kept or "place" in kept) else ['country = "?"                    # write the country']),
        *(
            [
                "# start = 2023-10-07             # the days the list speaks for: persons without a day are counted in the total of them all",
                "# end = 2024-03-29",
            ]
            if {"date", "year"} & set(kept)
            else ['start = "?"                      # no day of death was recognised: write the first and last day the list speaks for', 'end = "?"']
        ),
    ]
    return "\n".join(lines) + "\n"


def _plain(title: str) -> str:
    return re.sub(r"[\s_\-./']+", " ", title).strip().lower()


def _any(pattern: str, names: Sequence[str]) -> bool:
    return any(re.fullmatch(pattern, name, re.IGNORECASE) for name in names)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
