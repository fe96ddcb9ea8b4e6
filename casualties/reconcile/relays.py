"""Rule 1: carriers of one statement are one statement; an unattributed figure equal to a named one is a probable relay."""

from __future__ import annotations

from collections import defaultdict
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from casualties.reconcile.gather import DATE_ALONE, KEY, SERIES
from casualties.reconcile.model import Notes, Series, Statement
from casualties.spelling import split

if TYPE_CHECKING:
    import pandas as pd

DAY = 86_400_000_000
RELAY_WINDOW = 36 * 3_600_000_000
WEAKEST = {"exact": 0, "about": 1, "at_least": 2, "more_than": 3}
"""Hedges that carriers drop or change: with one number these are one statement, and the weakest hedge stands."""


class Carrier(NamedTuple):
    """One claim as it was carried. Days are ordinals, `time` is microseconds, figures are persons."""

    claim_id: str
    series: Series
    role: str
    scope: str
    counting: str
    incident: str | None
    stance: str
    start: int | None
    end: int
    time: int | None
    publication: tuple[str, ...]
    qualifier: str
    lo: float
    best: float | None
    hi: float
    shown: float
    openness: str
    part_of: str | None
    disputed: bool
    so_far: bool
    authoritative: bool
    carried: str
    apart: str


def statements(gathered: pd.DataFrame, notes: Notes) -> list[Statement]:
    """One statement for every group of claims that say the same, dated by its earliest publication.

    Parameters
    ----------
    gathered : DataFrame
        Claims as `gather` gives them; scope whole, part or except.
    notes : Notes
        Receives the relays.

    Returns
    -------
    list of Statement
        Probable relays of named claimants are not among them.
    """
    return _without_probable_relays(_collapsed(gathered, notes), notes)


def of_incidents(gathered: pd.DataFrame, notes: Notes) -> list[Statement]:
    """The same of claims about incidents: an incident has its source's own id, and is no relay of another's."""
    return [statement for statement, _ in _collapsed(gathered, notes)]


def _collapsed(gathered: pd.DataFrame, notes: Notes) -> list[tuple[Statement, list[Carrier]]]:
    if gathered.empty:
        return []
    same = gathered.assign(figure=_figure(gathered)).groupby([*KEY, "stance", "figure", "apart"], dropna=False, sort=False).ngroup()
    found: dict[int, list[Carrier]] = defaultdict(list)
    for number, carrier in zip(same.tolist(), _carriers(gathered), strict=True):
        found[number].append(carrier)
    return [(_collapse(carriers, notes), carriers) for carriers in found.values()]


def _figure(gathered: pd.DataFrame) -> pd.Series:
    """The figure as text; hedges of one number share it."""
    number = gathered["best"].fillna(gathered["shown"]).fillna(-1).astype("int64").astype("str")
    hedge = gathered["qualifier"].where(~gathered["qualifier"].isin(list(WEAKEST)), "number")
    bounds = gathered["lo"].fillna(-1).astype("int64").astype("str") + "-" + gathered["shown"].fillna(-1).astype("int64").astype("str")
    return hedge + " " + number + (" " + bounds).where(gathered["qualifier"].isin(["between", "coded"]), "")


def _carriers(gathered: pd.DataFrame) -> list[Carrier]:
    def text(name: str) -> list[str | None]:
        return gathered[name].astype(object).where(gathered[name].notna(), None).tolist()

    def whole(name: str) -> list[int | None]:
        exact = gathered[name].to_numpy("int64", na_value=0).tolist()
        return [None if unknown else value for value, unknown in zip(exact, gathered[name].isna().tolist(), strict=True)]

    told = list(zip(*(gathered[c].tolist() for c in SERIES), strict=True))
    one = {names: Series(*names) for names in set(told)}
    series = [one[names] for names in told]
    publication = [tuple(map(str, names)) for names in zip(*(gathered[c].tolist() for c in ("publisher", "url", "time")), strict=True)]
    best = [None if isnan(value) else value for value in gathered["best"].tolist()]
    return list(
        map(
            Carrier,
            gathered["claim_id"].tolist(),
            series,
            gathered["role"].tolist(),
            gathered["scope"].tolist(),
            gathered["counting"].tolist(),
            text("incident_id"),
            gathered["stance"].tolist(),
            whole("start"),
            gathered["end"].tolist(),
            whole("time"),
            publication,
            gathered["qualifier"].tolist(),
            gathered["lo"].tolist(),
            best,
            gathered["hi"].tolist(),
            gathered["shown"].tolist(),
            gathered["openness"].tolist(),
            text("part_of"),
            gathered["disputed_by"].notna().tolist(),
            gathered["so_far"].tolist(),
            gathered["authoritative"].tolist(),
            gathered["carried"].tolist(),
            gathered["apart"].tolist(),
        )
    )


def _collapse(carriers: list[Carrier], notes: Notes) -> Statement:
    first = weakest = carriers[0]
    ids = [first.claim_id]
    part_of, authoritative, so_far = first.part_of, first.authoritative, first.so_far
    replaced, disputed = split(first.carried) if first.carried else [], first.disputed
    if len(carriers) > 1:
        first = min(carriers, key=lambda c: (c.time is None, c.time or 0, c.claim_id))
        weakest = max(carriers, key=lambda c: (WEAKEST.get(c.qualifier, 0), c.claim_id))
        ids = [first.claim_id, *sorted(c.claim_id for c in carriers if c is not first)]
        notes.put(ids[1:], "relay", f"carries the statement of {ids[0]}")
        part_of = next((c.part_of for c in carriers if c.part_of is not None), None)
        authoritative = any(c.authoritative for c in carriers)
        so_far = all(c.so_far for c in carriers)
        replaced, disputed = [i for c in carriers if c.carried for i in split(c.carried)], any(c.disputed for c in carriers)
    made = Statement(
        series=first.series,
        start=first.end if first.start is None else first.start,
        end=first.end,
        counting=first.counting,
        scope=first.scope,
        stance=first.stance,
        lo=weakest.lo,
        best=weakest.best,
        hi=weakest.hi,
        shown=weakest.shown,
        openness=weakest.openness,
        qualifier=weakest.qualifier,
        time=first.time,
        publication=first.publication,
        ids=ids,
        incident=first.incident,
        part_of=part_of,
        authoritative=authoritative,
        so_far=so_far,
        role=first.role,
        replaced=replaced,
    )
    if first.start is None:
        made.flags.add("start unknown")
    if disputed:
        made.flags.add("disputed")
    return made


def _without_probable_relays(made: list[tuple[Statement, list[Carrier]]], notes: Notes) -> list[Statement]:
    named: dict[tuple[object, ...], list[tuple[Statement, list[Carrier]]]] = {_said(s): [] for s, _ in made if s.role == "generic"}
    for statement, carriers in made:
        if named and statement.role != "generic" and statement.stance in {"asserts", "corrects"} and not carriers[0].apart:
            alike = named.get(_said(statement))
            if alike is not None:
                alike.append((statement, carriers))
    kept = []
    for statement, carriers in made:
        origin = _origin(carriers, named[_said(statement)]) if statement.role == "generic" and not carriers[0].apart else None
        if origin is None:
            kept.append(statement)
        else:
            notes.put(statement.ids, "relay", f"probably relays {origin.ids[0]}")
            origin.replaced.extend(statement.ids)
    return kept


def _said(statement: Statement) -> tuple[object, ...]:
    s = statement.series
    family = "number" if statement.qualifier in WEAKEST else statement.qualifier
    return (s.place, s.harm, s.victims, statement.start, statement.end, statement.scope, family, statement.value)


def _origin(carriers: list[Carrier], named: list[tuple[Statement, list[Carrier]]]) -> Statement | None:
    near = [s for s, others in named if any(_near(c.time, other.time) for c in carriers for other in others)]
    return min(near, key=lambda s: (s.time is None, s.time or 0, s.ids[0]), default=None)


def _near(one: int | None, other: int | None) -> bool:
    """Within 36 hours; where only a date is known, the same or the next day; undated suffices."""
    if one is None or other is None:
        return True
    if DATE_ALONE in {one % DAY, other % DAY}:
        return abs(one // DAY - other // DAY) <= 1
    return abs(one - other) <= RELAY_WINDOW
