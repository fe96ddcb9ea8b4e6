"""Rule 0: from the figure as stated to an interval.

======== ============================ =====================================
figure   interval [low, high]         best
======== ============================ =====================================
exact n  [n, n]                       n
at least [n, open]                    n
up to n  [0, n]                       none: silent on low and best
about n  [9n // 10, ceil(11n / 10)]   n
n to m   [n, m]                       floor of the middle
vague    [codebook, open]             codebook
coded    [low, high] of the data set  best of the data set
======== ============================ =====================================

Open is infinity here; the highest figure reported (`shown`) is kept beside it, so that no sum of highs
falls below a sum of lows. Missing is NaN; zero is a value.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

OPEN = np.inf
COLUMNS = ["lo", "best", "hi", "shown", "openness"]

EXACT, CLOSED, FLOOR, CEILING = "exact", "closed", "floor", "ceiling"
"""How a figure behaves: a point, a closed range (about, between), open above, or only an upper bound."""


def intervals(claims: pd.DataFrame) -> pd.DataFrame:
    """Intervals of claims.

    Parameters
    ----------
    claims : DataFrame
        With qualifier, low, best, high (persons).

    Returns
    -------
    DataFrame
        Index of `claims`; lo, best, hi, shown (float64, persons; hi is infinite where open) and openness
        (exact, closed, floor, ceiling, coded). All figures missing where the claim states none.
    """
    low, best, high = (claims[c].to_numpy("float64", na_value=np.nan) for c in ("low", "best", "high"))
    qualifier = claims["qualifier"].to_numpy(object)
    number = _first(best, low, high)
    lo, middle, hi = number.copy(), number.copy(), number.copy()
    kind = np.full(len(claims), EXACT, dtype=object)

    floor = np.isin(qualifier, ["at_least", "more_than", "vague"])
    bottom = _first(low, best, high)
    lo[floor], hi[floor], kind[floor] = bottom[floor], OPEN, FLOOR
    middle[floor] = _first(best, low, high)[floor]

    ceiling = qualifier == "up_to"
    lo[ceiling], middle[ceiling], hi[ceiling], kind[ceiling] = 0, np.nan, _first(high, best, low)[ceiling], CEILING

    about = qualifier == "about"
    lo[about], hi[about], kind[about] = np.floor(9 * number[about] / 10), np.ceil(11 * number[about] / 10), CLOSED

    between = qualifier == "between"
    lo[between], hi[between], kind[between] = bottom[between], _first(high, best, low)[between], CLOSED
    middle[between] = np.floor((lo[between] + hi[between]) / 2)

    coded = qualifier == "coded"
    lo[coded], middle[coded] = bottom[coded], best[coded]
    hi[coded] = np.where(np.isnan(high[coded]), OPEN, high[coded])
    kind[coded] = "coded"

    shown = np.where(np.isinf(hi), np.fmax(np.fmax(middle, lo), high), hi)
    return pd.DataFrame({"lo": lo, "best": middle, "hi": hi, "shown": shown, "openness": kind}, index=claims.index)


def _first(*columns: np.ndarray) -> np.ndarray:
    """The first value present in each row."""
    out = columns[0].copy()
    for column in columns[1:]:
        out = np.where(np.isnan(out), column, out)
    return out
