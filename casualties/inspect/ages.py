"""How old what is stored is, and what waits for a person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from casualties import dtypes
from casualties.errors import UsageError
from casualties.ingest.definition import FILE
from casualties.store import Store
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from os import PathLike


def status(root: str | PathLike[str] = ".", *, now: pd.Timestamp) -> pd.DataFrame:
    """How old each data set is, how its last run ended, and what waits for a person.

    Parameters
    ----------
    root : path
        The working folder.
    now : Timestamp
        The moment ages are counted to, UTC.

    Returns
    -------
    DataFrame
        One row a data set: claims, newest_publication, last_run, age_days, exit_code, new, revised, withdrawn, rejects, proposals, findings, message.
    """
    folder = Path(root)
    store = Store(folder)
    stored = store.datasets()
    defined = {path.parent.name for path in (folder / "datasets").glob(f"*/{FILE}")}
    if not stored and not defined:
        raise UsageError("there is no data set here.", where=str(folder.resolve()), do="Make a working folder with `casualties init`, or name it with --root.")
    runs, rejects, findings = store.runs(), store.rejects(), store.findings()
    rows = []
    for name in sorted(defined | set(stored)):
        claims = store.claims([name], columns=["review", "published_at"]) if name in stored else CLAIMS.empty()
        mine = runs[runs["dataset"] == name].sort_values("started_at")
        last = mine.iloc[-1] if len(mine) else None
        done = mine.loc[mine["exit_code"] == 0, "started_at"]
        rows.append(
            {
                "dataset": name,
                "claims": len(claims),
                "newest_publication": claims["published_at"].max(),
                "last_run": None if last is None else last["started_at"],
                "age_days": (now - done.max()).days if len(done) else None,
                "exit_code": None if last is None else last["exit_code"],
                **{key: None if last is None else last[key] for key in ("new", "revised", "withdrawn")},
                "rejects": int((rejects["dataset"] == name).sum()),
                "proposals": int((claims["review"] == "proposed").sum()),
                "findings": int((findings["dataset"] == name).sum()),
                "message": None if last is None else last["message"],
            }
        )
    frame = pd.DataFrame(rows)
    for name in frame.columns:
        kind: dtypes.Kind = "Text" if name in {"dataset", "message"} else "Instant" if name in {"newest_publication", "last_run"} else "Count"
        frame[name] = dtypes.cast(frame[name], kind)
    return frame
