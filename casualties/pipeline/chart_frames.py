"""The frame of one kind of chart, without a report definition: `casualties.chart_frame`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import UsageError
from casualties.pipeline import asked, breakdown, query
from casualties.report.breakdown import FRAMES
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from os import PathLike

    from casualties.pipeline.asked import Names, When
    from casualties.store import Store


def versions(store: Store, claims: pd.DataFrame, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Every version of these claims that was known by a moment, inclusive."""
    told = pd.concat([CLAIMS.empty(), *(store.history(name) for name in sorted(claims["dataset"].unique()))], ignore_index=True)
    told = told[told["claim_id"].isin(claims["claim_id"])]
    if as_of is None:
        return told
    known = query.published(told)
    return told[known.where((told["version"] == 1) | (known >= told["recorded_at"]), told["recorded_at"]) <= as_of]


def frame_of(store: Store, kind: str, found: query.Selection, place_id: str, harm: str, victims: str, *, claimant: Names, as_of: When) -> pd.DataFrame:
    """The frame of one kind of chart.

    Raises
    ------
    UsageError
        Nothing is told that such a chart could show.
    """
    moment = None if as_of is None else asked.moment(as_of, "as_of")
    sources = store.sources()
    told = versions(store, found.claims, moment) if FRAMES[kind] == "values" else found.claims.iloc[:0]
    made = breakdown.breakdown(found.everywhere, told, sources, [(place_id, harm, victims)], found.window, (FRAMES[kind],))
    if claimant is not None:
        made = made.only([*asked.sources(store, asked.listed(claimant)), "combined"])
    frame: pd.DataFrame = getattr(made, FRAMES[kind])
    if frame.empty or (kind == "revisions" and frame["change"].isna().all()):
        raise UsageError(f"there is nothing to draw as {kind!r} of people {harm} in {place_id}.", do=NOTHING[kind])
    return frame


NOTHING = {
    "places": "No claim names a place inside it: ask for a larger place.",
    "heatmap": "No claim names a place inside it: ask for a larger place.",
    "cumulative": "Ask for more days, or see `casualties claims --place ...` for what is stored.",
    "vintages": "No dated publication gives a figure for these days: see `casualties claims --place ...`.",
    "revisions": "No claimant changed a figure of these days after it was first given.",
    "victims": "No source tells what kinds of people they were.",
}


def chart_frame(
    kind: str,
    root: str | PathLike[str] = ".",
    *,
    place: str,
    start: When = None,
    end: When = None,
    harm: str = "killed",
    victims: str = "all",
    claimant: Names = None,
    as_of: When = None,
    policy: str = "lower_median",
    private: bool = True,
) -> pd.DataFrame:
    """The frame that `casualties.figure(kind, frame)` draws, for the kinds of charts that show parts of a place.

    Parameters
    ----------
    kind : str
        places, heatmap, cumulative, vintages, revisions or victims.
    root : path
        The working folder.
    place, start, end, harm, victims, claimant, as_of, policy, private
        As in `series`.

    Returns
    -------
    DataFrame
        The columns of `casualties.report.breakdown`: figures in persons, spans inclusive at both ends, claim ids.

    Raises
    ------
    UsageError
        As `series`; or no such kind, or nothing to show.
    """
    asked.known("kind", kind, tuple(FRAMES))
    found = query.select(root, place=place, start=start, end=end, harm=harm, victims=victims, claimant=claimant, as_of=as_of, policy=policy, private=private)
    return frame_of(asked.opened(root), kind, found, found.place_id, harm, victims, claimant=claimant, as_of=as_of)
