"""The current claims of a data set as narrow columns: enough to tell what a reading changes without holding any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casualties.store import parquet
from casualties.store.changes import READING
from casualties.tables import CLAIMS
from casualties.tables.keys import digests

if TYPE_CHECKING:
    from pathlib import Path

    from casualties.store.changes import Scope

_SAID = [name for name in CLAIMS.names if name not in READING]
_NOTHING = np.uint64(0x9E3779B97F4A7C15)
"""Stands for a missing value."""


class Current:
    """Current claims: 29 bytes each.

    Parameters
    ----------
    path : Path, optional
        Their file; None = there are none.
    scope : Scope, optional
        What the reading speaks for.

    Attributes
    ----------
    contents : array of uint64
        Digest of what each claim says, in the order of the file.
    versions : array of int32
    inside : array of bool
        Whether the reading speaks for it.
    met : array of bool
        Whether the reading has it.
    """

    def __init__(self, path: Path | None, scope: Scope | None) -> None:
        told = [_narrow(rows, scope) for rows in parquet.batches(path, CLAIMS)] if path is not None else []
        keys, self.contents, self.versions, self.inside = (
            np.concatenate([np.zeros(0, kind), *(piece[n] for piece in told)]) for n, kind in enumerate((np.uint64, np.uint64, np.int32, bool))
        )
        self._order = np.argsort(keys)
        self._keys = keys[self._order]
        self.met = np.zeros(len(keys), dtype=bool)

    def __len__(self) -> int:
        return len(self.met)

    def find(self, keys: np.ndarray) -> np.ndarray:
        """Row of the claim of each key digest, -1 where it is not current."""
        if not len(self):
            return np.full(len(keys), -1)
        at = np.searchsorted(self._keys, keys)
        return np.where(self._keys.take(at, mode="clip") == keys, self._order.take(at, mode="clip"), -1)


def contents(claims: pa.Table) -> np.ndarray:
    """A digest of what each claim says: all but how and when it was read. That two versions of one claim share it has a chance of 1 in 10^19.

    Returns
    -------
    array of uint64
    """
    found = np.zeros(len(claims), dtype=np.uint64)
    for number, name in enumerate(_SAID):
        found += _digests(claims[name]) * np.uint64((2 * number + 1) * 0x9E3779B97F4A7C15 % 2**64)
    return found


def _digests(column: pa.ChunkedArray) -> np.ndarray:
    if column.null_count == len(column):
        return np.full(len(column), _NOTHING)
    if not pa.types.is_string(column.type):
        plain = column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column
        values = plain.fill_null(False if pa.types.is_boolean(plain.type) else 0).to_numpy()
        return np.where(column.is_null().to_numpy(), _NOTHING, pd.util.hash_array(values + 0))  # -0.0 is 0.0
    encoded = column.combine_chunks().dictionary_encode()  # columns repeat themselves: each value is looked at once
    words = pd.util.hash_array(np.append(encoded.dictionary.to_numpy(zero_copy_only=False), "").astype(object), categorize=False)
    words[-1] = _NOTHING
    found: np.ndarray = words[pc.fill_null(encoded.indices, len(words) - 1).to_numpy()]
    return found


def _narrow(claims: pa.Table, scope: Scope | None) -> tuple[np.ndarray, ...]:
    inside = np.ones(len(claims), dtype=bool) if scope is None else scope.holds(claims).to_numpy()
    return digests(claims["claim_id"].to_pandas()), contents(claims), claims["version"].to_numpy().astype(np.int32), inside
