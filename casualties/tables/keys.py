"""Keys that went by: whether one occurred before is known without keeping any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def digests(keys: pd.Series) -> np.ndarray:
    """SipHash of each key, uint64: 8 bytes stand for a text.

    Two different keys share one by a chance of 1 in 200,000 among thirteen million keys, of 1 in 30 million among a million.

    Parameters
    ----------
    keys : Series of str
        None missing.
    """
    import pandas as pd

    return pd.util.hash_array(keys.to_numpy(dtype=object), categorize=False)


class Seen:
    """Which keys occurred before, over the pieces of a file; 8 bytes a key."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []

    def again(self, keys: pd.Series) -> np.ndarray:
        """Whether each key occurred before, in an earlier call or earlier in this one, and remember them all.

        Parameters
        ----------
        keys : Series of str
            Missing ones never occurred.

        Returns
        -------
        array of bool
        """
        given = keys.notna().to_numpy(dtype=bool)
        found = np.zeros(len(keys), dtype=bool)
        new = digests(keys if given.all() else keys[given])
        order = np.argsort(new)
        new = new[order]  # looked up in order, for what was read last is read fastest again
        before = np.zeros(len(new), dtype=bool)
        for run in self._runs:
            before |= run.take(np.searchsorted(run, new), mode="clip") == new
        found[np.flatnonzero(given)[order[before]]] = True
        if (new[1:] == new[:-1]).any():
            found |= keys.duplicated().to_numpy(dtype=bool) & given
        self._keep(new[~before])
        return found

    def _keep(self, run: np.ndarray) -> None:
        # as long runs swallow those no longer than they are, there are never more than a few
        while self._runs and len(self._runs[-1]) <= len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        if len(run):
            self._runs.append(run)
