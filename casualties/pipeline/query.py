"""What is asked of the stored claims: the claims themselves, series made from them, and what a person should look at."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from casualties import places as gazetteer
from casualties.errors import UsageError
from casualties.pipeline import asked, rulings, terms
from casualties.reconcile import days_frame, days_of, examine, hear, reconcile, rollup_of
from casualties.reconcile.gather import SHORT_DAY
from casualties.reconcile.selection import select as rows_about
from casualties.tables import CLAIMS, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from os import PathLike

    from casualties.pipeline.asked import Names, When
    from casualties.reconcile.heard import Heard

logger = logging.getLogger("casualties")

COUNTED = ("accepted", "disputed")
"""Reviews that enter series and reports; `proposed` and `rejected` only where they are asked for."""

FREQUENCIES = ("D", "W", "M", "Q", "Y")
BY = ("claimant", "combined")
SPREAD = ("constraint", "total since start")
"""Bases whose span says nothing of when a series begins and ends."""


def read_claims(
    root: str | PathLike[str] = ".",
    *,
    place: Names = None,
    start: When = None,
    end: When = None,
    harm: Names = None,
    victims: Names = None,
    claimant: Names = None,
    dataset: Names = None,
    review: Names = None,
    as_of: When = None,
    known_at: When = None,
    private: bool = True,
) -> pd.DataFrame:
    """Stored claims, one row a claim, in the version that is current (or was, at `known_at`).

    Parameters
    ----------
    root : path
        The working folder.
    place : str or sequence of str, optional
        Names or ids; a place stands for itself and everything inside it.
    start, end : str, date or Timestamp, optional
        Claims that cover at least one day from start to end, both included. `2012-02` and `2012` mean their first or last day.
    harm, victims, claimant, dataset : str or sequence of str, optional
        Only these. A claimant may be written by id, name or alias.
    review : str or sequence of str, optional
        Accepted and disputed claims by default; "all" for every one.
    as_of : str, date or Timestamp, optional
        Only claims published by then, inclusive; a date means its end, UTC.
    known_at : str, date or Timestamp, optional
        As the store stood then, inclusive; a date means its end, UTC.
    private : bool
        For your own eyes: claims that may not be passed on (`do_not_publish`, or by the terms of their source or data set) are among them.
        False leaves them out, as every export and report does, and logs how many.

    Returns
    -------
    DataFrame
        The claims table, figures in persons, sorted by claim_id; empty where nothing fits.

    Raises
    ------
    UsageError
        Nothing is stored here, or a name, code or date is not known.
    """
    store = asked.opened(root)
    datasets = asked.known("data set", dataset, store.datasets())
    inside = None if place is None else [asked.place(store, name) for name in asked.listed(place)]
    if known_at is None:
        claims = store.claims(datasets=datasets, filters=None if inside is None else _below(inside))
    else:
        claims = store.known_at(asked.moment(known_at, "known_at"), datasets=datasets)
    keep = pd.Series(True, index=claims.index)
    for name, wanted in (("harm", harm), ("victims", victims)):
        codes = asked.known(name, wanted, CLAIMS[name].values)
        keep &= True if codes is None else claims[name].isin(codes)
    keep &= claims["review"].isin(_reviews(review))
    if inside is not None:
        keep &= pd.concat([gazetteer.is_within(claims["place_id"], place_id).astype(bool) for place_id in inside], axis=1).any(axis=1)
    if claimant is not None:
        keep &= claims["claimant"].isin(asked.sources(store, asked.listed(claimant)))
    keep &= _overlaps(claims, asked.day(start, "start"), asked.day(end, "end", last=True))
    if as_of is not None:
        keep &= published(claims) <= asked.moment(as_of, "as_of")
    claims = claims[keep].sort_values("claim_id", ignore_index=True)
    return claims if private else _public(claims, store.sources(), terms.totals_only(store.root))


def series(
    root: str | PathLike[str] = ".",
    *,
    place: str,
    freq: str = "D",
    by: str = "claimant",
    start: When = None,
    end: When = None,
    harm: str = "killed",
    victims: str = "all",
    claimant: Names = None,
    dataset: Names = None,
    as_of: When = None,
    known_at: When = None,
    policy: str = "lower_median",
    private: bool = True,
) -> pd.DataFrame:
    """What each source says of a place over time, or all of them combined: read, reconcile, then days or totals.

    Parameters
    ----------
    root : path
        The working folder.
    place : str
        Name or id.
    freq : str
        D a row a day; W, M, Q, Y a row a week (from Monday), month, quarter or year: totals, a floor where days are missing.
    by : str
        "claimant": one series a source, the first view. "combined": one series under the policy.
    start, end : str, date or Timestamp, optional
        First and last day, both included; by default those of the figures there are.
    harm, victims : str
        What was counted, and whom.
    claimant : str or sequence of str, optional
        Only these sources.
    dataset : str or sequence of str, optional
        Only claims of these data sets.
    as_of, known_at : str, date or Timestamp, optional
        Only claims published, recorded by then; a date means its end, UTC.
    policy : str
        How `best` is chosen where sources are combined.
    private : bool
        As in `read_claims`.

    Returns
    -------
    DataFrame
        place_id, harm, victims, source, role, then the columns of `daily` (freq D) or `rollup`. low, best, high in persons;
        the range of what was reported, not a confidence interval. Empty where no source gives a figure.

    Raises
    ------
    UsageError
        Nothing is stored here, or a name, code or date is not known.
    """
    asked.known("freq", freq, FREQUENCIES)
    found = select(
        root,
        place=place,
        by=by,
        start=start,
        end=end,
        harm=harm,
        victims=victims,
        claimant=claimant,
        dataset=dataset,
        as_of=as_of,
        known_at=known_at,
        policy=policy,
        private=private,
    )
    return tabulate(found.segments, found.kinds, found.window, freq)


@dataclass(frozen=True)
class Selection:
    """The segments of one question.

    Parameters
    ----------
    segments : DataFrame
        Those of the place, harm and victims, of every source; of incidents also those inside the place.
    kinds : DataFrame
        The sources asked for: see `voices`.
    window : (Timestamp, Timestamp)
        First and last day, both included.
    place_id : str
        The place.
    everywhere, claims : DataFrame
        Segments of its whole country, of every harm and kind of victim, and the claims they are made of.
    """

    segments: pd.DataFrame
    kinds: pd.DataFrame
    window: tuple[pd.Timestamp, pd.Timestamp]
    place_id: str
    everywhere: pd.DataFrame
    claims: pd.DataFrame


def select(
    root: str | PathLike[str] = ".",
    *,
    place: str,
    by: str = "claimant",
    start: When = None,
    end: When = None,
    harm: str = "killed",
    victims: str = "all",
    claimant: Names = None,
    dataset: Names = None,
    as_of: When = None,
    known_at: When = None,
    policy: str = "lower_median",
    private: bool = True,
) -> Selection:
    """The segments a series or a chart is made of; parameters and errors as in `series`."""
    asked.known("by", by, BY)
    asked.known("harm", harm, CLAIMS["harm"].values)
    asked.known("victims", victims, CLAIMS["victims"].values)
    if by == "combined" and claimant is not None:
        raise UsageError("a combined series has no claimant of its own.", do="Leave out `claimant`, or ask by claimant.")
    store = asked.opened(root)
    place_id = asked.place(store, place)
    # Rules look above and below a place, across harms and over any span: only the country is safe to cut along.
    claims = read_claims(root, place=place_id.partition("/")[0], dataset=dataset, known_at=known_at, private=private)
    then, known = (None if when is None else asked.moment(when, name) for when, name in ((as_of, "as_of"), (known_at, "known_at")))
    segments = reconcile(claims, store.sources(), as_of=then, known_at=known, policy=policy, rulings=rulings.about(store, claims))
    rows = rows_about(segments, place_id, harm, victims)
    wanted = None if claimant is None else asked.sources(store, asked.listed(claimant))
    found = voices(rows, place_id)
    found = found[(found["source"] == "combined") == (by == "combined")]
    if wanted is not None:
        found = found[found["source"].isin(wanted)]
    window = _window(rows if by == "combined" else rows[rows["source"].isin(found["source"])], asked.day(start, "start"), asked.day(end, "end", last=True))
    return Selection(rows, found.reset_index(drop=True), window, place_id, segments, claims)


def voices(rows: pd.DataFrame, place_id: str) -> pd.DataFrame:
    """Who gives figures of a place, one row a source and one for all of them combined.

    Parameters
    ----------
    rows : DataFrame
        Segments of one place, harm and kind of victims: see `casualties.reconcile.totals.select`.
    place_id : str
        The place; of event databases the rows are those of places inside it.

    Returns
    -------
    DataFrame
        place_id, harm, victims, source, role, sorted by source.
    """
    kinds = rows[["harm", "victims", "source", "role"]].sort_values(["source", "role"]).drop_duplicates("source")
    if (rows["place_id"] != place_id).any() and not (kinds["source"] == "combined").any():  # incidents inside the place: `daily` combines them anew
        kinds = pd.concat([kinds, kinds.head(1).assign(source="combined", role="combined")])
    kinds.insert(0, "place_id", pd.Series(place_id, index=kinds.index, dtype="str"))
    return kinds.sort_values("source", ignore_index=True)


def tabulate(segments: pd.DataFrame, kinds: pd.DataFrame, window: tuple[pd.Timestamp, pd.Timestamp], freq: str = "D") -> pd.DataFrame:
    """Days or totals of every source in `kinds`, one below the other.

    Parameters
    ----------
    segments : DataFrame
        Segments; those of every source, since a combined total looks at all of them.
    kinds : DataFrame
        place_id, harm, victims, source, role: see `voices`.
    window : (Timestamp, Timestamp)
        First and last day, both included.
    freq : str
        D, W, M, Q or Y.

    Returns
    -------
    DataFrame
        place_id, harm, victims, source, role and the columns of `daily` or `rollup`.
    """
    labels = ("place_id", "harm", "victims", "source", "role")
    days: list[dict[str, object]] = []
    parts = []
    for heard, label in each_voice(segments, kinds):
        if freq == "D":
            days.extend(label | day for day in days_of(heard, label["source"], *window))
        else:
            parts.append(_labelled(rollup_of(heard, label["source"], freq, *window), label))
    if freq == "D":
        return days_frame(days, dict.fromkeys(labels, "str"))
    if parts:
        return pd.concat(parts, ignore_index=True)
    blank = rollup_of(hear(segments.iloc[:0], "", "", ""), "", freq, window[0], window[0])
    return _labelled(blank, dict.fromkeys(labels, "")).iloc[:0]


def each_voice(segments: pd.DataFrame, kinds: pd.DataFrame) -> Iterator[tuple[Heard, dict[str, str]]]:
    """What is heard of the place of each row of `kinds`, read once a place, and that row."""
    for (place_id, harm, victims), voices_here in kinds.groupby(["place_id", "harm", "victims"], sort=False):
        heard = hear(segments, str(place_id), str(harm), str(victims))
        for kind in voices_here.to_dict("records"):
            yield heard, {str(name): str(value) for name, value in kind.items()}


def findings(root: str | PathLike[str] = ".", *, dataset: Names = None, kind: Names = None) -> pd.DataFrame:
    """What a person should look at: found while reading, and by reconciling all claims stored.

    Returns
    -------
    DataFrame
        The findings table, gravest first.
    """
    store = asked.opened(root)
    claims = read_claims(root, dataset=dataset)
    stored = store.findings()
    if dataset is not None:
        stored = stored[stored["dataset"].isin(asked.listed(dataset))]
    examined = examine(claims, store.sources(), rulings=rulings.about(store, claims))
    found = pd.concat([stored, examined.findings, rulings.on_withdrawn(store)], ignore_index=True)
    if kind is not None:
        kinds = asked.listed(kind)
        there = sorted(found["kind"].unique())
        for name in sorted(set(kinds) - set(there)):
            logger.warning("no finding is of the kind %r; there are: %s.", name, ", ".join(there) or "none")
        found = found[found["kind"].isin(kinds)]
    order = found["severity"].map({s: i for i, s in enumerate(FINDINGS["severity"].values)})
    return (
        found.assign(order=order)
        .sort_values(["order", "kind", "dataset", "finding_id"], ignore_index=True)
        .drop(columns="order")
        .drop_duplicates("finding_id", ignore_index=True)
    )


def published(claims: pd.DataFrame) -> pd.Series:
    """When claims count as published: an undated one at the end of the day after its last day."""
    return claims["published_at"].fillna((claims["end"] + SHORT_DAY).dt.tz_localize("UTC"))


def _below(place_ids: Sequence[str]) -> list[list[tuple[str, str, str]]]:
    # "0" is the character after "/": everything below a place sorts between the two.
    exact = [[("place_id", "==", place_id)] for place_id in place_ids]
    return exact + [[("place_id", ">=", f"{place_id}/"), ("place_id", "<", f"{place_id}0")] for place_id in place_ids]


def _public(claims: pd.DataFrame, sources: pd.DataFrame, totals_only: frozenset[str]) -> pd.DataFrame:
    closed = sources.loc[sources["redistribution"].isin(["none", "aggregate_only"]), "id"]
    if not (claims["do_not_publish"] | claims["claimant"].isin(closed) | claims["publisher"].isin(closed) | claims["dataset"].isin(totals_only)).any():
        return claims
    from casualties.report.material import REASONS, withheld

    reasons = withheld(claims, sources, totals_only)
    reasons = reasons[reasons.isin(["do_not_publish", "terms", "aggregate_only"])]
    for reason, count in reasons.value_counts().items():
        logger.warning("%d claims are left out: %s.", count, REASONS[str(reason)])
    return claims[~claims["claim_id"].isin(reasons.index)].reset_index(drop=True)


def _reviews(review: Names) -> list[str]:
    known = CLAIMS["review"].values
    if review is None:
        return list(COUNTED)
    return list(known) if review == "all" else asked.known("review", review, known) or []


def _overlaps(claims: pd.DataFrame, first: pd.Timestamp | None, last: pd.Timestamp | None) -> pd.Series:
    if first is not None and last is not None and first > last:
        raise UsageError(f"start {first:%Y-%m-%d} is after end {last:%Y-%m-%d}.", do="Swap them.")
    keep = pd.Series(True, index=claims.index)
    if first is not None:
        keep &= claims["end"] >= first
    if last is not None:
        keep &= claims["start"].isna() | (claims["start"] <= last)
    return keep


def _window(rows: pd.DataFrame, first: pd.Timestamp | None, last: pd.Timestamp | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    if first is not None and last is not None and first > last:
        raise UsageError(f"start {first:%Y-%m-%d} is after end {last:%Y-%m-%d}.", do="Swap them.")
    dated = rows[~rows["basis"].isin(SPREAD)]
    rows = rows if dated.empty else dated
    if rows.empty:
        anchor = first if first is not None else last if last is not None else pd.Timestamp("1970-01-01").as_unit("us")
        return anchor, anchor
    begin = rows["start"].min() if first is None else first
    finish = rows["end"].max() if last is None else last
    if begin > finish:  # only one end was asked for, and it lies outside the figures
        return (finish, finish) if first is None else (begin, begin)
    return begin, finish


def _labelled(frame: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    text = {name: pd.Series(value, index=frame.index, dtype="str") for name, value in labels.items()}
    return pd.concat([pd.DataFrame(text, index=frame.index), frame.drop(columns=[c for c in text if c in frame])], axis=1)
