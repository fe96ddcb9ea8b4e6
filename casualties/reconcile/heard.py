"""What is said of one place, read once for every view of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from casualties.reconcile.combine import combine
from casualties.reconcile.policies import policy
from casualties.reconcile.segments import DAY, EPOCH, Edition
from casualties.reconcile.segments import segments as as_table
from casualties.reconcile.selection import only, ordinal, pieces, rows_of, select
from casualties.reconcile.voices import EXCLUDED, Known

if TYPE_CHECKING:
    from collections.abc import Hashable

    from casualties.reconcile.figures import Piece
    from casualties.reconcile.policies import Policy

CARRIED = ("segment_id", "claim_ids", "n_sources", "contested", "provisional", "flags", "role")
NOBODY = pd.DataFrame({"exhaustive": [], "observed_from": [], "observed_to": []}, index=pd.Index([], dtype="str"))


class Told(NamedTuple):
    """One row: who says it, and the days on which silence of a source that records every event says something."""

    at: int
    source: str
    role: str
    standard: str
    piece: Piece
    observed: tuple[int, int] | None


@dataclass(frozen=True)
class Heard:
    """Rows of the segments table about one place, harm and kind of victim; of incidents also those of the places inside it.

    `newest` is the day of the newest publication among all claims, where one is known.
    """

    place_id: str
    rows: pd.DataFrame
    newest: int | None

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The rows in their order."""
        texts = [self.rows[name].tolist() for name in ("source", "role", "standard")]
        at = range(len(self.rows))
        return tuple(map(Told, at, *texts, pieces(self.rows), _observed(self.rows)))

    @cached_property
    def _columns(self) -> list[list[Any]]:
        return [self.rows[name].tolist() for name in CARRIED]

    @cached_property
    def _by_source(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        for told in self.told:
            found.setdefault(told.source, []).append(told)
        return found

    def of(self, source: str) -> list[Told]:
        """The rows of one source."""
        return self._by_source.get(source, [])

    @cached_property
    def sources(self) -> list[Told]:
        """The rows of every source."""
        return [told for told in self.told if told.source != "combined"]

    @cached_property
    def taking_part(self) -> list[Told]:
        """The rows that combined totals are made of."""
        return [told for told in self.sources if told.role not in EXCLUDED]

    def carried(self, told: Told) -> dict[Hashable, Any]:
        """What a view passes on of a row."""
        return {name: column[told.at] for name, column in zip(CARRIED, self._columns, strict=True)}

    @cached_property
    def policy(self) -> Policy:
        """The policy the segments were made with."""
        return policy(str(self.rows["policy"].iloc[0]) if len(self.rows) else "lower_median")

    @cached_property
    def together(self) -> Heard:
        """The combined rows of the place; where incidents lie inside it, made anew from the rows of each source."""
        inside = self.rows["additive"] & (self.rows["place_id"] != self.place_id)
        if not inside.any():
            return replace(self, rows=only(self.rows, self.rows["source"] == "combined"))
        single = self.rows[(self.rows["source"] != "combined") & ~self.rows["role"].isin(EXCLUDED)]
        about = (self.place_id, str(self.rows["harm"].iloc[0]), str(self.rows["victims"].iloc[0]))
        # Standards of one source are one voice here.
        said = rows_of(single.assign(place_id=self.place_id, standard="reported"))
        as_of = self.rows["as_of"].iloc[0]
        edition = Edition(None if pd.isna(as_of) else as_of, self.newest, self.policy.name)
        return replace(self, rows=as_table([combine({about: said}, Known({}, {}), self.policy)], edition, NOBODY))


def hear(segments: pd.DataFrame, place_id: str, harm: str, victims: str, source: str = "combined") -> Heard:
    """What segments say of a place; of one source alone where no combined view is asked for."""
    ends = segments["versions_end"].dropna()
    rows = segments if source == "combined" else only(segments, segments["source"] == source)
    return Heard(place_id, select(rows, place_id, harm, victims), ordinal(ends.iloc[0]) if len(ends) else None)


def _observed(rows: pd.DataFrame) -> list[tuple[int, int] | None]:
    known = (rows["exhaustive"] & rows["observed_from"].notna() & rows["observed_to"].notna()).to_numpy(bool)
    found: list[tuple[int, int] | None] = [None] * len(rows)
    if known.any():
        first, last = ((rows.loc[known, name].to_numpy("datetime64[us]") - EPOCH) // DAY for name in ("observed_from", "observed_to"))
        for i, a, b in zip(np.flatnonzero(known).tolist(), first.tolist(), last.tolist(), strict=True):
            found[i] = (a, b)
    return found
