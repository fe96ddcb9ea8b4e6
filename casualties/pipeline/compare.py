"""What changed between two states of the claims: two moments of the store, two files, two frames."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from casualties import rulings as decided
from casualties.errors import DataError, UsageError
from casualties.pipeline import asked, effects, query
from casualties.pipeline.effects import Side
from casualties.pipeline.registers import stored_sources
from casualties.places import is_within
from casualties.reconcile import policy as policy_named
from casualties.store import Store
from casualties.tables import CLAIMS
from casualties.tables.rulings import RULINGS

if TYPE_CHECKING:
    from casualties.pipeline.asked import Names, When

    State = When | PathLike[str] | pd.DataFrame

SUFFIXES = (".csv", ".parquet")
FLAGS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


class Difference(NamedTuple):
    """What changed from one state of the claims to another.

    Attributes
    ----------
    claims : DataFrame
        One row a claim that is not the same in both: change (added, revised, withdrawn; ruled: a ruling on it was made or taken back),
        claim_id, dataset, place_id, start, end, harm, victims, claimant, publisher, published_at, columns (those that differ, joined by
        "; "), and low, best, high (persons) before and after.
    totals : DataFrame
        One row a total that is not the same in both: dataset ("all": all of them together, where there are several), place_id, level
        (country, first: the areas right below it), month (2012-02; "all": the whole time), harm, victims, source (a claimant or
        "combined"), sign, then low, best, high and high_open before and after, and the change of low, best and high (persons; missing
        where a side has no figure). sign: increase or decrease of best, else of low, else of high; appeared or gone where one side has no
        figure at all; open where only high_open differs. Totals of different sources, of a place and the places inside it, and of "all"
        and its parts are never to be added up.
    """

    claims: pd.DataFrame
    totals: pd.DataFrame


def diff(
    before: State,
    after: State,
    root: str | PathLike[str] = ".",
    *,
    known: bool = False,
    place: Names = None,
    harm: Names = None,
    victims: Names = None,
    dataset: Names = None,
    policy: str = "lower_median",
    private: bool = True,
) -> Difference:
    """What changed between two moments, two files or two frames of claims, and its effect on totals.

    Parameters
    ----------
    before, after : str, date, Timestamp, path or DataFrame
        Moments: only claims published by then (a date means its end, UTC). Or a Parquet or CSV file of claims, as `casualties claims`
        writes it. Or a claims table.
    root : path
        The working folder. For files and frames only its sources are used; the shipped ones where it has none.
    known : bool
        Moments mean: as stored here then, with the rulings made by then. Only so are claims revised or withdrawn.
    place, harm, victims, dataset : str or sequence of str, optional
        Only changes of these; a place stands for itself and everything inside it.
    policy : str
        How best is chosen in combined totals.
    private : bool
        As in `read_claims`.

    Returns
    -------
    Difference
        claims, totals; both empty where nothing changed.

    Raises
    ------
    UsageError
        Nothing is stored, a moment, file, name or code is not known, or a moment is compared with a file.
    DataError
        A file cannot be read as claims, or datasets/rulings.csv cannot be read.
    """
    policy_named(policy)
    tables = [_is_table(state) for state in (before, after)]
    if tables[0] != tables[1]:
        raise UsageError("a moment cannot be compared with a file.", do="Give two moments, or two files of claims (.csv or .parquet).")
    if tables[0] and known:
        raise UsageError("two files have no moments at which they were known.", do="Leave out `known`, or give two moments.")
    one, two = ((_table(state) if tables[0] else _at(root, state, name, known=known, private=private)) for state, name in ((before, "A"), (after, "B")))
    wanted = {"harm": asked.known("harm", harm, CLAIMS["harm"].values), "victims": asked.known("victims", victims, CLAIMS["victims"].values)}
    there = sorted({*one.claims["dataset"], *two.claims["dataset"]})
    wanted["dataset"] = asked.known("data set", dataset, there)
    inside = [asked.place(Store(Path(root)), name) for name in asked.listed(place)]
    changed = effects.changes(one, two)
    totals = effects.totals(one, two, changed, stored_sources(root), policy)
    return Difference(_only(changed, wanted, inside), _only(totals, wanted, inside))


def _only(frame: pd.DataFrame, wanted: dict[str, list[str] | None], inside: list[str]) -> pd.DataFrame:
    keep = pd.Series(True, index=frame.index)
    for name, values in wanted.items():
        keep &= True if values is None else frame[name].isin(values)
    if inside:
        keep &= pd.concat([is_within(frame["place_id"], place_id).fillna(False).astype(bool) for place_id in inside], axis=1).any(axis=1)
    return frame[keep].reset_index(drop=True)


def _at(root: str | PathLike[str], when: State, name: str, *, known: bool, private: bool) -> Side:
    store = asked.opened(root)
    moment = asked.moment(when, name)  # type: ignore[arg-type]
    rulings = decided.load(store.root, store)
    if known:
        return Side(query.read_claims(root, known_at=moment, private=private), rulings[rulings["at"] <= moment].reset_index(drop=True))
    return Side(query.read_claims(root, as_of=moment, private=private), rulings)


def _is_table(state: object) -> bool:
    if isinstance(state, pd.DataFrame):
        return True
    named = isinstance(state, str | PathLike) and Path(state).suffix.lower() in SUFFIXES
    if isinstance(state, PathLike) and not named:
        raise UsageError("it is neither .csv nor .parquet.", where=str(state), do="Write claims with `casualties claims -o FILE.parquet`.")
    return named


def _table(state: object) -> Side:
    if isinstance(state, pd.DataFrame):
        return Side(_valid(state, "the frame"), RULINGS.empty())
    path = Path(str(state))
    if not path.is_file():
        raise UsageError("there is no such file.", where=str(path), do="Write one with `casualties claims -o FILE.parquet`.")
    try:
        csv = path.suffix.lower() == ".csv"
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""], encoding="utf-8-sig") if csv else pd.read_parquet(path)
    except (OSError, ValueError) as exc:
        raise DataError(f"it cannot be read: {str(exc).splitlines()[0]}", where=str(path), do="Write it anew with `casualties claims -o FILE`.") from exc
    return Side(_valid(frame, str(path)), RULINGS.empty())


def _valid(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Claims that keep the rules of the table, those counted in series only, each once."""
    do = "It must be a table of claims, as `casualties claims -o FILE` writes it; claims kept by hand are read by `casualties ingest` first."
    try:
        flags = {c.name: frame[c.name].map(_flag) for c in CLAIMS.columns if c.kind == "Flag" and c.name in frame and str(frame[c.name].dtype) != "bool"}
        claims = CLAIMS.complete(frame.assign(**flags).reset_index(drop=True))
    except DataError as exc:
        raise DataError(exc.what, where=where, do=do) from None
    _, reasons = CLAIMS.split(claims)
    if len(reasons):
        row = reasons.index[0]
        raise DataError(f"claim {claims.loc[row, 'claim_id']} breaks the rule {reasons.iloc[0]!r}.", where=f"{where}, row {row + 1}", do=do)
    return claims[claims["review"].isin(query.COUNTED)].sort_values("claim_id", ignore_index=True)


def _flag(value: object) -> object:
    return FLAGS.get(value.strip().lower(), value) if isinstance(value, str) else value
