"""What enters reconciliation: accepted claims published in time, each with its source, role and interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casualties import sources as registry
from casualties.reconcile.intervals import intervals

if TYPE_CHECKING:
    from casualties.reconcile.model import Notes

SHORT_DAY = pd.Timedelta(days=2) - pd.Timedelta(microseconds=1)
"""From midnight of a claim's last day to the end of the day after it: when an undated claim counts as published."""

DATE_ALONE = 86_399_000_000
"""Microseconds of 23:59:59: the mark of a publication of which only the date is known."""

SERIES = ["source", "standard", "place_id", "harm", "victims"]
SPAN = ["start", "end"]
KEY = [*SERIES, "scope", "counting", "incident_id", *SPAN]
"""The key of rule 2: figures of one key are versions of one another."""


def instant(when: object) -> pd.Timestamp | None:
    """A moment in UTC; a date alone means its end."""
    if when is None:
        return None
    moment = pd.Timestamp(when)  # type: ignore[arg-type]
    is_date = len(when.strip()) <= len("2012-02-07") if isinstance(when, str) else not hasattr(when, "hour")
    if is_date:
        moment = moment.normalize() + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    return moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")


def gather(claims: pd.DataFrame, sources: pd.DataFrame, as_of: pd.Timestamp | None, known_at: pd.Timestamp | None, notes: Notes) -> pd.DataFrame:
    """Claims that take part, one row a claim, sorted by claim_id.

    Parameters
    ----------
    claims : DataFrame
        Claims table.
    sources : DataFrame
        Sources table.
    as_of, known_at : Timestamp or None
        Published, recorded by then (inclusive); None = no limit.
    notes : Notes
        Receives what was left out, and why.

    Returns
    -------
    DataFrame
        The columns of the claims table that the rules read, and source, role, time, lo, best, hi, shown, openness.
    """
    claims = _one_version(claims, notes)
    claims = _leave_out(claims, ~claims["review"].isin(["accepted", "disputed"]), "not reviewed: proposed or rejected", notes)
    published = claims["published_at"].fillna((claims["end"] + SHORT_DAY).dt.tz_localize("UTC"))
    if as_of is not None:
        claims = _leave_out(claims, published > as_of, "published after as_of", notes)
    if known_at is not None:
        claims = _leave_out(claims, claims["recorded_at"] > known_at, "recorded after known_at", notes)
    claims = _leave_out(claims, claims["place_id"].isna(), "place not resolved", notes)
    backwards = claims["end"].isna() | (claims["start"] > claims["end"])
    for claim_id in claims.loc[backwards, "claim_id"]:
        message = "Its last day is before its first day, or not given: it was left out. Mend the days."
        notes.findings.append({"kind": "end before start", "severity": "error", "claim_ids": [claim_id], "message": message})
    claims = _leave_out(claims, backwards, "end before start", notes)
    silent = claims[["low", "best", "high"]].isna().all(axis=1) & ~claims["stance"].isin(["denies", "retracts"])
    claims = _leave_out(claims, silent, "no figure", notes)
    return _described(claims, sources)


def _one_version(claims: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """One row a claim_id, the newest version, in an order that does not depend on the input's."""
    ids = claims["claim_id"]
    if _in_order(ids):
        return claims.reset_index(drop=True)
    if not ids.duplicated().any():
        return claims.sort_values("claim_id", ignore_index=True)
    by = ["claim_id", "version", "recorded_at", "published_at", "best", "low", "high"]
    claims = claims.sort_values(by, na_position="first", ignore_index=True)
    told = ["low", "best", "high", "qualifier", "place_id", "start", "end", "harm", "victims", "claimant"]
    different = claims.drop_duplicates(["claim_id", *told])
    for claim_id in different.loc[different["claim_id"].duplicated(), "claim_id"].unique():
        message = "Two different claims have this id; the newest version was used. Give each claim its own id."
        notes.findings.append({"kind": "duplicate id", "severity": "error", "claim_ids": [claim_id], "message": message})
    return claims.drop_duplicates("claim_id", keep="last", ignore_index=True)


def _in_order(ids: pd.Series) -> bool:
    """Whether each id is above the one before: so the store keeps them, and to sort millions of texts takes long."""
    values = pa.array(ids)
    return len(values) < 2 or bool(pc.all(pc.less(values[:-1], values[1:])).as_py())


def _leave_out(claims: pd.DataFrame, mask: pd.Series, reason: str, notes: Notes) -> pd.DataFrame:
    mask = mask.fillna(False).astype(bool)
    if not mask.any():
        return claims
    notes.put(claims.loc[mask, "claim_id"].tolist(), "left out", reason)
    return claims[~mask].reset_index(drop=True)


def _described(claims: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    outlet = claims["claimant"].isna()
    source = claims["claimant"].astype(object)
    if outlet.any():
        source = source.where(~outlet, registry.outlet_id(claims["publisher"]))
    known = sources.set_index("id")
    generic = outlet | claims["claimant"].isin(known.index[known["is_generic"]])
    role = pd.Series("named", index=claims.index, dtype=object)
    role[claims["claimant"].isin(known.index[known["kind"] == "database"])] = "database"
    role[generic] = "generic"
    role[claims["standard"] == "modelled"] = "modelled"
    role[claims["is_interested"]] = "interested"
    time = claims["published_at"].dt.tz_localize(None).astype("datetime64[us]").astype("int64")
    day = pd.Timedelta(days=1)
    epoch = pd.Timestamp("1970-01-01")
    start = ((claims["start"] - epoch) // day).astype("Int64")
    end = ((claims["end"] - epoch) // day).astype("int64")
    columns = [
        "claim_id",
        "standard",
        "place_id",
        "harm",
        "victims",
        "scope",
        "counting",
        "incident_id",
        "stance",
        "qualifier",
        "part_of",
        "disputed_by",
        "version",
        "recorded_at",
    ]
    out = claims[columns].copy()
    for name in ("publisher", "url"):
        out[name] = claims[name]
    out["source"], out["role"] = source.astype("str"), role.astype("str")
    out["authoritative"] = (claims["qualifier"] == "coded") | claims["claimant"].isin(known.index[known["revisions"] == "authoritative"])
    out["time"] = time.astype("Int64").where(claims["published_at"].notna(), pd.NA)
    out["start"], out["end"] = start, end
    out["so_far"] = (claims["published_at"].dt.tz_localize(None).dt.normalize() < claims["end"]).fillna(False)
    return out.join(intervals(claims))
