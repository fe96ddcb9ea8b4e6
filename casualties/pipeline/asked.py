"""What a person writes - a folder, a place, a source, a day, a code - made exact, or refused with what may be meant."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from casualties import places as gazetteer
from casualties import sources as registry
from casualties.errors import UsageError
from casualties.reconcile.gather import instant
from casualties.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from os import PathLike

    Names = str | Sequence[str] | None
    When = str | date | pd.Timestamp | None


def opened(root: str | PathLike[str]) -> Store:
    """The store of a working folder that holds something.

    Raises
    ------
    UsageError
        Nothing is stored here yet.
    """
    folder = Path(root)
    store = Store(folder)
    if not store.datasets():
        hint = (
            "Run `casualties ingest` first." if (folder / "datasets").is_dir() else "Name the working folder with --root, or make one with `casualties init`."
        )
        raise UsageError("no claims are stored here.", where=str(folder.resolve()), do=hint)
    return store


def place(store: Store, text: str) -> str:
    """The id of one place: among those that claims speak of, else among all that are known.

    Raises
    ------
    UsageError
        No place, or more than one, goes by that name.
    """
    try:
        return gazetteer.find(text, store.places())
    except UsageError as near:
        try:
            return gazetteer.find(text, gazetteer.load(extra=store.root / "datasets" / "places.csv"))
        except UsageError:
            raise near from None


def sources(store: Store, names: Sequence[str]) -> list[str]:
    """Ids of sources by id, name or alias; the voice of an outlet (`outlet:...`) is its own id."""
    known = store.sources()
    return [name if name.startswith("outlet:") else registry.find(name, known) for name in names]


def day(when: When, name: str, *, last: bool = False) -> pd.Timestamp | None:
    """A day as text, date or Timestamp; a month or a year stands for its first day, or its last.

    Raises
    ------
    UsageError
        It is none.
    """
    if when is None:
        return None
    try:
        if isinstance(when, str):
            period = pd.Period(when.strip(), freq={4: "Y", 7: "M"}.get(len(when.strip()), "D"))
            return (period.end_time if last else period.start_time).normalize().as_unit("us")
        return pd.Timestamp(when).normalize().tz_localize(None).as_unit("us")
    except ValueError as exc:
        raise UsageError(f"{when!r} is not a day.", where=name, do="Write it as 2012-02-07; 2012-02 and 2012 stand for a month and a year.") from exc


def moment(when: When, name: str) -> pd.Timestamp:
    """A moment in UTC as text, date or Timestamp; a date alone means its end.

    Raises
    ------
    UsageError
        It is none.
    """
    try:
        found = instant(when)
    except ValueError as exc:
        raise UsageError(f"{when!r} is not a moment.", where=name, do="Write a date (it means its end, UTC) or 2012-02-07T18:00Z.") from exc
    assert found is not None
    return found


def listed(names: Names) -> list[str]:
    """One name or several, as a list; none where none is asked for."""
    return [names] if isinstance(names, str) else list(names or [])


def known(what: str, names: Names, there: Collection[str]) -> list[str] | None:
    """Names of a closed list, as a list; None where none is asked for.

    Raises
    ------
    UsageError
        One is not on the list; the nearest is named.
    """
    if names is None:
        return None
    for name in listed(names):
        if name not in there:
            near = get_close_matches(name, list(there), n=1, cutoff=0.5)
            raise UsageError(f"no {what} is called {name!r}.", do=f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(there)}.")
    return listed(names)
