"""Totals of the places inside a place, as reconciliation makes them: what a map draws. Nothing is summed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.pipeline import query
from casualties.pipeline.breakdown import children
from casualties.pipeline.sums import totals
from casualties.reconcile.selection import select
from casualties.report.material import PARTS
from casualties.report.spread import UNPLACED

if TYPE_CHECKING:
    from collections.abc import Sequence


def parts(segments: pd.DataFrame, place_id: str, harm: str, victims: str, window: tuple[pd.Timestamp, pd.Timestamp], sources: Sequence[str]) -> pd.DataFrame:
    """Totals over a window of each place directly inside a place, and of that place.

    A place counts with all that is told of places inside it, as rule 5 of reconciliation nests them; places at one level do not overlap.

    Parameters
    ----------
    segments : DataFrame
        Segments of the whole country, every source.
    place_id, harm, victims : str
        What is mapped.
    window : (Timestamp, Timestamp)
        First and last day, both included.
    sources : sequence of str
        Whose figures: ids, or "combined".

    Returns
    -------
    DataFrame
        Columns PARTS: those of totals; whole = place_id; basis "unplaced" for what single incidents tell of the place and of no place inside it;
        claim_ids joined by "; ".
    """
    about = segments[(segments["harm"] == harm) & (segments["victims"] == victims) & (segments["start"] <= window[1]) & (segments["end"] >= window[0])]
    found = [_total(segments, about, place, place_id, window, sources) for place in [place_id, *children(about, place_id)]]
    own = about[about["additive"] & (about["place_id"] == place_id)]
    if len(own):
        found.append(_total(own, own, place_id, place_id, window, sources).assign(basis=UNPLACED))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=PARTS)


def _total(
    segments: pd.DataFrame, about: pd.DataFrame, place: str, whole: str, window: tuple[pd.Timestamp, pd.Timestamp], sources: Sequence[str]
) -> pd.DataFrame:
    if about.empty:
        return totals(segments.iloc[:0], query.voices(about, place), window).assign(whole=whole, basis=None, claim_ids=None)[PARTS]
    key = about.iloc[0]
    rows = select(segments, place, str(key["harm"]), str(key["victims"]))
    touching = rows[(rows["start"] <= window[1]) & (rows["end"] >= window[0])]
    kinds = query.voices(touching, place)
    kinds = kinds[kinds["source"].isin(list(sources))]
    made = totals(rows, kinds, window)
    made["claim_ids"] = pd.Series([_behind(touching, source) for source in made["source"]], index=made.index, dtype="str")
    return made.assign(whole=whole, basis=None)[PARTS]


def _behind(rows: pd.DataFrame, source: str) -> str:
    """Claims of a source's rows; of the combined view those of its rows, or of all where it is made anew from single incidents."""
    own = rows[rows["source"] == source]
    joined = (rows if own.empty and source == "combined" else own)["claim_ids"].dropna()
    return "; ".join(dict.fromkeys(name for text in joined if text for name in text.split("; ")))
