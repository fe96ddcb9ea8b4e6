"""How much, and for how long, figures of a source still change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import UsageError
from casualties.pipeline import asked, query
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from os import PathLike

    from casualties.pipeline.asked import Names, When

WITHIN = 0.2
FIGURE = ["source", "standard", "place_id", "harm", "victims", "scope", "counting", "incident_id", "start", "end"]
"""What a figure is about: the key of rule 2, in which figures are versions of one another."""

SUMMARY = {
    "source": "str",
    "figures": "Int64",
    "revised": "Int64",
    "revisions": "Int64",
    "up": "Int64",
    "down": "Int64",
    "sum_change": "Int64",
    "median_change": "float64",
    "median_lag_days": "float64",
    "longest_lag_days": "Int64",
}


def revision_summary(
    root: str | PathLike[str] = ".",
    *,
    place: Names = None,
    start: When = None,
    end: When = None,
    harm: Names = "killed",
    victims: Names = "all",
    claimant: Names = None,
    dataset: Names = None,
    within: float = WITHIN,
) -> pd.DataFrame:
    """Number and size of revisions, and how long until a figure is near its last value, per source.

    Parameters
    ----------
    root : path
        The working folder.
    place, start, end, harm, victims, claimant, dataset
        As in `read_claims`.
    within : float
        How near is near: a share of the last value, 0.2 = 20 %.

    Returns
    -------
    DataFrame
        One row a source that can be revised, sorted by source:

        * figures: number of figures. A figure is what one source says of one place, span, harm, kind of victim, standard, scope and incident.
        * revised: figures that changed at least once.
        * revisions, up, down: number of changes of best, of those that rose and fell. The same value again, or carried by another outlet,
          is none; nor is a change of anything but best.
        * sum_change, median_change: sum and median of the absolute changes of best (persons); the median is missing without a revision.
        * median_lag_days, longest_lag_days: of the revised figures, days from the last day of the span to the value from which on every
          later one lies within `within` of the last one.

    Raises
    ------
    UsageError
        Nothing is stored, a name, code or date is not known, or `within` is negative.

    Notes
    -----
    Values in order of the moment they became known: a claim's publication (an undated one counts at the end of the day after its last day);
    a later version of a claim at its recording here where that is later. Of one moment the highest counts. Sources without a name of their
    own (activists, outlets) are left out, since different people speak under them; so are claims that deny or retract, or have no best.
    The lag is `time_near_latest` of Delphi's epiprocess (`revision_summary`, within_latest = 0.2).
    """
    if within < 0:
        raise UsageError(f"within is {within}, less than 0.", do="Write a share such as 0.2 for 20 %.")
    store = asked.opened(root)
    now = query.read_claims(root, place=place, start=start, end=end, harm=harm, victims=victims, claimant=claimant, dataset=dataset)
    sources = store.sources()
    named = set(sources.loc[~sources["is_generic"], "id"]) | (set(now["claimant"].dropna()) - set(sources["id"]))
    told = pd.concat([CLAIMS.empty(), *(store.history(name) for name in sorted(now["dataset"].unique()))], ignore_index=True)
    told = told[told["claim_id"].isin(now["claim_id"]) & told["claimant"].isin(named) & told["stance"].isin(["asserts", "corrects"]) & told["best"].notna()]
    told = told[told["review"].isin(query.COUNTED) & told["place_id"].notna()]
    if told.empty:
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in SUMMARY.items()})
    return summary(values(told.assign(source=told["claimant"])), within)


def values(told: pd.DataFrame) -> pd.DataFrame:
    """Values of figures in the order they became known, the same value again left out.

    Parameters
    ----------
    told : DataFrame
        CLAIMS columns and `source`: who says it.

    Returns
    -------
    DataFrame
        The rows that brought a new value, with `moment` (Instant), `figure` (a number a figure) and `change` of best (persons), missing
        for the first value of a figure.
    """
    moment = query.published(told)
    later = told["version"] > 1
    moment = moment.where(~later | (moment >= told["recorded_at"]), told["recorded_at"])
    known = told.assign(moment=moment)
    known["figure"] = known.groupby(FIGURE, dropna=False, sort=False).ngroup()
    known = known.sort_values(["figure", "moment", "best", "claim_id", "version"]).drop_duplicates(["figure", "moment"], keep="last")
    known["change"] = known.groupby("figure")["best"].diff()
    return known[known["change"].isna() | (known["change"] != 0)]


def summary(known: pd.DataFrame, within: float) -> pd.DataFrame:
    """How often and how far each source revised: see `revision_summary`; `known` as `values` gives it."""
    last = known.groupby("figure")["best"].transform("last").astype("float64")
    off = (known["best"].astype("float64") - last).abs() > within * last
    # The first value after the last one that was off; the very first where none was.
    settled = known[~off & (off.astype("int64")[::-1].groupby(known["figure"]).cumsum()[::-1] == 0)].drop_duplicates("figure")
    lag = (settled["moment"].dt.tz_localize(None).dt.normalize() - settled["end"]).dt.days.clip(lower=0)
    changes = known.dropna(subset=["change"])
    settled = settled.assign(lag=lag)[settled["figure"].isin(changes["figure"])]
    size = changes["change"].abs()
    by = changes["source"]
    out = pd.DataFrame({"figures": known.groupby("source")["figure"].nunique()})
    out["revised"] = changes.groupby("source")["figure"].nunique()
    out["revisions"] = changes.groupby("source").size()
    out["up"], out["down"] = (changes["change"] > 0).groupby(by).sum(), (changes["change"] < 0).groupby(by).sum()
    out["sum_change"], out["median_change"] = size.groupby(by).sum(), size.groupby(by).median()
    out["median_lag_days"], out["longest_lag_days"] = settled.groupby("source")["lag"].median(), settled.groupby("source")["lag"].max()
    counts = ["revised", "revisions", "up", "down", "sum_change"]
    out[counts] = out[counts].fillna(0)
    return out.sort_index().reset_index().astype(SUMMARY)[list(SUMMARY)]
