"""Rule 4, incidents: claims with an incident_id are atoms. They add up over spans and places, hold nothing and leave no remainder."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

import numpy as np
import pandas as pd

from casualties.reconcile.gather import KEY, SERIES, SPAN
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.model import Notes, Row, Series, Statement
from casualties.reconcile.ranks import groups, ranks, repeated, starts
from casualties.reconcile.relays import of_incidents
from casualties.reconcile.vintages import settle
from casualties.tables.victims import PARENT

GROUP = [*SERIES, *SPAN]
UNKNOWN = np.iinfo("int64").min
"""Stands for an unknown time among times."""
SUMMED = [*GROUP, "lo", "best", "hi", "shown", "n", "time", "so_far", "role", "ids", "replaced", "flags"]


def settled(atoms: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """One row an incident: relays collapsed and vintages settled where an incident has several claims."""
    if atoms.empty:
        return atoms
    atoms = atoms.assign(start=atoms["start"].fillna(atoms["end"]).astype("int64"))
    _find_moved(atoms, notes)
    blank = pd.Series("", index=atoms.index, dtype="str")
    slim = atoms[[*KEY, "claim_id", "lo", "best", "hi", "shown", "time", "so_far", "role"]].assign(ids=atoms["claim_id"], replaced=blank, flags=blank)
    again = repeated(groups(atoms, KEY))
    if not again.any():
        return slim
    several = atoms[again]
    versions: dict[object, list[Statement]] = defaultdict(list)
    for told in of_incidents(several, notes):
        versions[told.series, told.scope, told.counting, told.incident, told.start, told.end].append(told)
    stands = {made.ids[0]: made for group in versions.values() if (made := settle(group, notes)) is not None}
    keep = ~again
    keep[again] = several["claim_id"].isin(list(stands))
    return _in_place(slim[keep].reset_index(drop=True), stands)


def _in_place(slim: pd.DataFrame, stands: dict[str, Statement]) -> pd.DataFrame:
    """What stands of incidents with several claims, on the row of the claim it is named after."""
    at = slim.index[slim["claim_id"].isin(list(stands))]
    made = [stands[claim_id] for claim_id in slim.loc[at, "claim_id"]]
    for name in ("lo", "hi", "shown", "so_far"):
        slim.loc[at, name] = [getattr(s, name) for s in made]
    slim.loc[at, "best"] = np.array([np.nan if s.best is None else s.best for s in made], dtype="float64")
    for name, texts in (("ids", [s.ids for s in made]), ("replaced", [s.replaced for s in made]), ("flags", [sorted(s.flags) for s in made])):
        slim.loc[at, name] = ["; ".join(text) for text in texts]
    return slim


def _find_moved(atoms: pd.DataFrame, notes: Notes) -> None:
    """One incident of a source on two places or spans: by its key they are two, and a person should look."""
    incident = ["source", "standard", "harm", "victims", "incident_id"]
    again = repeated(groups(atoms, incident))
    if not again.any():
        return
    placed = atoms[again].drop_duplicates([*incident, "place_id", *SPAN])
    moved = placed[placed.duplicated(incident, keep=False)]
    for keys, group in moved.groupby(incident, sort=True):
        message = f"Incident {keys[-1]} stands on {len(group)} places or spans and is counted on each. If it is one incident, a ruling `supersedes` leaves the right one."
        notes.findings.append({"kind": "incident on two places or spans", "severity": "warning", "claim_ids": sorted(group["claim_id"]), "message": message})


def with_all(atoms: pd.DataFrame) -> pd.DataFrame:
    """With a floor for `all` for every incident that has categories of victims but no total (rule 6)."""
    if atoms.empty or (atoms["victims"] == "all").all():
        return atoms
    keys = ["source", "standard", "place_id", "harm", "incident_id", *SPAN]
    has_all = atoms.loc[atoms["victims"] == "all", keys].drop_duplicates()
    lone = atoms[atoms["victims"] != "all"].merge(has_all.assign(whole=True), on=keys, how="left", validate="m:1")
    lone = lone[lone["whole"].isna()]
    if lone.empty:
        return atoms
    main = {v: "main" if PARENT[v] == "all" else "sub" for v in PARENT}
    lone = lone.assign(
        branch=lone["victims"].map(lambda v: v if main[v] == "main" else PARENT[v]), rank=lone["victims"].map(lambda v: 0 if main[v] == "main" else 1)
    )
    # Where the branch itself is stated it stands for its categories; else the largest one does: they may overlap.
    lone = lone.sort_values([*keys, "branch", "rank", "lo", "claim_id"], ascending=[True] * (len(keys) + 2) + [False, True])
    parts = lone.drop_duplicates([*keys, "branch"])
    joined = parts.groupby(keys, sort=False, dropna=False)
    made = parts.drop_duplicates(keys).set_index(keys)
    figures = joined[["lo", "best", "shown"]].sum(min_count=1)
    made = made.assign(
        lo=figures["lo"], best=figures["best"], shown=figures["shown"], hi=OPEN, ids=joined["ids"].agg("; ".join), victims="all", flags="sum of parts"
    )
    made = made.reset_index().drop(columns=["whole", "branch", "rank"])
    return pd.concat([atoms, made[atoms.columns].astype(atoms.dtypes)], ignore_index=True)


def sums(atoms: pd.DataFrame, exhaustive: set[str]) -> pd.DataFrame:
    """Incidents of one source, place and span added up: one row each.

    Returns
    -------
    DataFrame
        GROUP columns, lo, best, hi, shown (persons), n, ids, replaced, flags, time, so_far, role.
    """
    if atoms.empty:
        return pd.DataFrame(columns=SUMMED)
    group = ranks(atoms, GROUP)
    order = np.argsort(group, kind="stable")
    first = starts(group[order])
    size = np.diff(np.r_[first, len(order)])
    out = atoms[[*GROUP, "role"]].take(order[first]).reset_index(drop=True)
    for name in ("lo", "hi", "shown"):
        out[name] = np.add.reduceat(atoms[name].to_numpy()[order], first)
    best = atoms["best"].to_numpy()[order]
    known = np.add.reduceat(~np.isnan(best), first)
    out["best"] = np.where(known > 0, np.add.reduceat(np.nan_to_num(best), first), np.nan)
    time = atoms["time"].to_numpy("int64", na_value=UNKNOWN)[order]
    newest = np.maximum.reduceat(time, first)
    out["time"] = pd.arrays.IntegerArray(newest, newest == UNKNOWN)
    out["so_far"] = np.logical_or.reduceat(atoms["so_far"].to_numpy(bool)[order], first)
    out["n"] = size
    for name in ("ids", "replaced", "flags"):
        out[name] = _joined(atoms[name], order, first, size)
    out.loc[~out["source"].isin(exhaustive), "hi"] = OPEN
    return out[SUMMED]


def _joined(texts: pd.Series, order: np.ndarray, first: np.ndarray, size: np.ndarray) -> pd.Series:
    """Texts of each group joined by "; ", quickly where groups have one member."""
    out = texts.take(order[first]).reset_index(drop=True)
    several = np.flatnonzero(size > 1)
    if len(several) and (texts != "").any():
        members = iter(texts.take(order[np.repeat(size > 1, size)]).tolist())
        values = out.to_numpy(object)
        values[several] = ["; ".join(dict.fromkeys(text for text in islice(members, n) if text)) for n in size[several].tolist()]
        out = pd.Series(values, dtype="str")
    return out


def as_rows(summed: pd.DataFrame) -> list[Row]:
    """Sums of incidents as rows, for sources that also make statements and for combined views."""
    series = [Series(*names) for names in zip(*(summed[c].tolist() for c in SERIES), strict=True)]
    columns = ("start", "end", "lo", "hi", "shown", "n", "so_far", "ids", "replaced", "flags", "role")
    values = zip(*(summed[c].tolist() for c in columns), strict=True)
    bests = summed["best"].to_numpy("float64", na_value=np.nan).tolist()
    times = summed["time"].astype("object").where(summed["time"].notna(), None).tolist()
    return [
        Row(
            about,
            start,
            end,
            lo,
            None if np.isnan(best) else best,
            hi,
            shown,
            "sum of incidents" if n > 1 else "direct",
            _split(ids),
            _split(replaced),
            set(_split(flags)),
            time,
            so_far,
            additive=True,
            role=role,
        )
        for about, best, time, (start, end, lo, hi, shown, n, so_far, ids, replaced, flags, role) in zip(series, bests, times, values, strict=True)
    ]


def _split(text: str) -> list[str]:
    return text.split("; ") if text else []
