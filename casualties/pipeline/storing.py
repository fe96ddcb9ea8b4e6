"""What was read into the store: whole or piece by piece, compared in size before, and the registers settled after."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from casualties import ingest as ingestors
from casualties import places as gazetteer
from casualties.pipeline import size
from casualties.store import Commit, Scope, Store
from casualties.tables import CLAIMS, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casualties.ingest.definition import Definition

logger = logging.getLogger("casualties")


def store_reading(
    store: Store, definition: Definition, told: Iterator[ingestors.Piece], started: pd.Timestamp, *, accept_changes: bool
) -> tuple[Commit, dict[str, int]]:
    """Commit what is read; where it comes in several pieces, none of them is kept beside the next.

    Parameters
    ----------
    store : Store
    definition : Definition
    told : iterator of Piece
        What the raw files say.
    started : Timestamp
        When the run began, UTC.
    accept_changes : bool
        As in `ingest`.

    Returns
    -------
    commit : Commit
    counts : dict
        Statements read, claims kept, rejected.

    Raises
    ------
    DataError, SourceError
        A file cannot be trusted, the reading differs too much from what is stored, or a row breaks a rule: nothing was replaced.
    """
    name, scope = definition.name, _scope(definition)
    compared = _Compared(store, definition, scope, accept_changes=accept_changes)
    first, second = next(told), next(told, None)
    if second is None:
        compared.add(first.claims)
        compared.refuse()
        result = ingestors.whole(first.claims, [first], name)
        logger.info("%s: storing %d claims", name, len(result.claims))
        commit = store.commit(name, result.claims, result.rejects, result.findings, recorded_at=started, scope=scope, accept_withdrawals=accept_changes)
        return commit, _counts(len(result.claims), len(result.rejects))
    count, read, none = 0, [], CLAIMS.empty()
    with store.pieces(name, recorded_at=started, scope=scope) as taking:
        ahead = [first, second]
        del first, second
        for piece in chain(_emptied(ahead), told):
            taking.add(piece.claims)
            compared.add(piece.claims)
            count += len(piece.claims)
            read.append(replace(piece, claims=none))  # a slice of them would hold them all
            logger.info("%s: %d claims read", name, count)
        compared.refuse()
        result = ingestors.whole(none, read, name)
        commit = taking.commit(result.rejects, result.findings, accept_withdrawals=accept_changes)
    return commit, _counts(count, len(result.rejects))


def _emptied(ahead: list[ingestors.Piece]) -> Iterator[ingestors.Piece]:
    while ahead:
        yield ahead.pop(0)


def _counts(claims: int, rejected: int) -> dict[str, int]:
    return {"read": claims + rejected, "claims": claims, "rejected": rejected}


class _Compared:
    """The size of a reading beside what is stored, of what the reading speaks for; nothing is counted where nothing can differ."""

    def __init__(self, store: Store, definition: Definition, scope: Scope | None, *, accept_changes: bool) -> None:
        self._definition, self._scope, self._now = definition, scope, size.Sums()
        stored = () if accept_changes else store.batches(definition.name, size.COLUMNS)
        self._before = size.Sums(_spoken_for(claims, scope) for claims in stored)

    def add(self, claims: pd.DataFrame) -> None:
        if self._before.claims:
            self._now.add(_spoken_for(claims, self._scope))

    def refuse(self) -> None:
        size.refuse(self._before, self._now, self._definition.changes, self._definition.name)


def _scope(definition: Definition) -> Scope | None:
    told = definition.scope
    if not told.places and told.start is None and told.end is None:
        return None
    start, end = (None if d is None else pd.Timestamp(d).as_unit("us") for d in (told.start, told.end))
    return Scope(told.places, start, end)


def _spoken_for(claims: pd.DataFrame, scope: Scope | None) -> pd.DataFrame:
    """The claims a release speaks for."""
    if scope is None or claims.empty:
        return claims
    inside: pd.DataFrame = claims[scope.holds(pa.Table.from_pandas(claims[["place_id", "start", "end"]], preserve_index=False)).to_numpy()]
    return inside


def settle(store: Store, sources: pd.DataFrame, places: pd.DataFrame) -> None:
    """Store the sources, and the places that claims speak of with those they lie in; nothing where nothing changed."""
    if not store.datasets():
        return
    spoken: dict[str, str] = {}
    for dataset in store.datasets():
        for claims in store.batches(dataset, ["place_id"]):
            for place_id in claims["place_id"].dropna().unique():
                spoken.setdefault(place_id, dataset)
    for place_id, dataset in list(spoken.items()):
        for above in gazetteer.ancestors(place_id):
            spoken.setdefault(above, dataset)
    known = places[places["place_id"].isin(spoken)]
    strange = sorted(set(spoken) - set(known["place_id"]))
    made = PLACES.complete(
        pd.DataFrame([_place(place_id, spoken[place_id]) for place_id in strange], columns=["place_id", "name", "parent", "level", "origin"])
    )
    store.write_places(pd.concat([known, made], ignore_index=True).sort_values("place_id", ignore_index=True))
    store.write_sources(sources)


def _place(place_id: str, dataset: str) -> dict[str, Any]:
    above, _, name = place_id.rpartition("/")
    depth = place_id.count("/")
    level = ("country", "admin1", "locality", "district")[min(depth, 3)]
    return {"place_id": place_id, "name": name, "parent": above or None, "level": level, "origin": dataset}
