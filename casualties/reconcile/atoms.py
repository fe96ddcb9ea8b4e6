"""Rule 4, incidents: claims with an incident_id are atoms. They add up over spans and places, hold nothing and leave no remainder."""

from __future__ import annotations

import numpy as np
import pandas as pd

from casualties.reconcile.gather import KEY, SERIES, SPAN
from casualties.reconcile.intervals import OPEN
from casualties.reconcile.model import Notes, Row, Series
from casualties.reconcile.relays import statements
from casualties.reconcile.vintages import settle
from casualties.tables.victims import PARENT

GROUP = [*SERIES, *SPAN]
SUMMED = [*GROUP, "lo", "best", "hi", "shown", "n", "time", "so_far", "role", "ids", "replaced", "flags"]


def settled(atoms: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """One row an incident: relays collapsed and vintages settled where an incident has several claims."""
    if atoms.empty:
        return atoms
    atoms = atoms.assign(start=atoms["start"].fillna(atoms["end"]).astype("int64"), ids=atoms["claim_id"].astype(object), replaced="", flags="")
    _find_moved(atoms, notes)
    again = atoms.duplicated(KEY, keep=False)
    if not again.any():
        return atoms
    single, several = atoms[~again], atoms[again]
    made = []
    for _, group in several.groupby(KEY, dropna=False, sort=True):
        versions = statements(group, notes)
        stands = settle(versions, notes)
        if stands is None:
            continue
        row = group[group["claim_id"] == stands.ids[0]].iloc[0].to_dict()
        row |= {"lo": stands.lo, "best": np.nan if stands.best is None else stands.best, "hi": stands.hi, "shown": stands.shown}
        row |= {"ids": "; ".join(stands.ids), "replaced": "; ".join(stands.replaced), "flags": "; ".join(sorted(stands.flags)), "so_far": stands.so_far}
        made.append(row)
    both = [single, pd.DataFrame(made).reindex(columns=atoms.columns).astype(atoms.dtypes)] if made else [single]
    return pd.concat(both, ignore_index=True).sort_values("claim_id", ignore_index=True)


def _find_moved(atoms: pd.DataFrame, notes: Notes) -> None:
    """One incident of a source on two places or spans: by its key they are two, and a person should look."""
    incident = ["source", "standard", "harm", "victims", "incident_id"]
    if not atoms.duplicated(incident).any():
        return
    placed = atoms.drop_duplicates([*incident, "place_id", *SPAN])
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
    grouped = atoms.groupby(GROUP, sort=True)
    out = grouped.agg(
        lo=("lo", "sum"),
        best=("best", lambda s: s.sum(min_count=1)) if atoms["best"].isna().any() else ("best", "sum"),
        hi=("hi", "sum"),
        shown=("shown", "sum"),
        n=("lo", "size"),
        time=("time", "max"),
        so_far=("so_far", "any"),
        role=("role", "first"),
    )
    for name in ("ids", "replaced", "flags"):
        out[name] = _joined(atoms, grouped.ngroup(), name, len(out))
    out = out.reset_index()
    out.loc[~out["source"].isin(exhaustive), "hi"] = OPEN
    return out


def _joined(atoms: pd.DataFrame, group: pd.Series, name: str, n: int) -> np.ndarray:
    """Texts of each group joined by "; ", quickly where groups have one member."""
    values = atoms[name].to_numpy(object)
    order = np.lexsort((np.arange(len(values)), group.to_numpy()))
    ordered, groups = values[order], group.to_numpy()[order]
    first = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.array([], dtype=int)
    out = np.empty(n, dtype=object)
    out[groups[first]] = ordered[first]
    sizes = np.diff(np.r_[first, len(groups)])
    for at, size in zip(first[sizes > 1], sizes[sizes > 1], strict=True):
        out[groups[at]] = "; ".join(dict.fromkeys(v for v in ordered[at : at + size] if v))
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
