"""Files of ACLED beside one another: pages of the API, edits of one event, and lists of what was deleted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.errors import DataError
from casualties.ingest import columns, events_json, preset
from casualties.ingest.aside import set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casualties.ingest.registry import Normalised
    from casualties.raw import RawFile

KEY, DELETED = "event_id_cnty", "deleted_timestamp"
PAGE = 5000
"""Events on a full page of the API, unless another limit was asked for in its URL or in dataset.toml."""
_LIST = "data"
_OK = 200
_STAMP = r"[0-9]{1,12}(\.0*)?"


def refuse_answer(raw: RawFile) -> None:
    """Raise DataError where a page of the API is an error, or holds another number of rows than it says."""
    told = _object(raw)
    if told is None:
        return
    if told.get("success") is False or told.get("status", _OK) != _OK or (_LIST not in told and "error" in told):
        said = told.get("error") or told.get("message") or told.get("status")
        said = said.get("message", said) if isinstance(said, dict) else said
        raise DataError(f"the API answered with an error: {str(said)[:200]!r}.", where=str(raw), do="Look at the account and the query, and fetch it again.")
    held, count = told.get(_LIST), told.get("count")
    if isinstance(held, list) and isinstance(count, int) and count != len(held):
        raise DataError(f"the page says it holds {count} rows and holds {len(held)}.", where=str(raw), do="It is cut off: fetch it again.")


def _object(raw: RawFile) -> dict[str, Any] | None:
    """A page as JSON; None where the file is none, or a list alone, or cannot be read (that is refused later)."""
    if not events_json.is_json(raw):
        return None
    try:
        told = json.loads(raw.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def is_deletions(raw: RawFile) -> bool:
    """Whether a file is a list of deletions: it has a column deleted_timestamp."""
    if events_json.is_json(raw):
        events = events_json.read_page(raw, _LIST).events
        return bool(events) and DELETED in events[0]
    with raw.open("rb") as file:
        first = file.read(1 << 12).decode("utf-8-sig", errors="replace").partition("\n")[0]
    return DELETED in first.lower()


def read_deletions(raw: RawFile) -> pd.DataFrame:
    """The ids deleted, and when (text), with `raw_ref`."""
    return preset.read(raw, columns.Layout((KEY, DELETED)), _LIST)


def unreadable(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a list of deletions that say nothing: columns raw_ref, row, reasons."""
    no_key, no_time = rows[KEY].isna(), _odd(rows[DELETED])
    reasons = pd.Series("", index=rows.index, dtype="str").mask(no_time, "deleted_timestamp_is_number").mask(no_key, "record_id_given")
    bad = rows[no_key | no_time]
    told = [json.dumps({k: v for k, v in row.items() if isinstance(v, str)}) for row in bad[[KEY, DELETED]].to_dict("records")]
    return pd.DataFrame({"raw_ref": bad["raw_ref"], "row": pd.Series(told, index=bad.index, dtype="str"), "reasons": reasons[bad.index]})


def _odd(stamps: pd.Series) -> pd.Series:
    return stamps.notna() & ~stamps.str.fullmatch(_STAMP).fillna(False).astype(bool)


def moments(stamps: pd.Series) -> pd.Series:
    """Seconds since 1970 as moments written out; what is none stays as it is."""
    seconds = pd.to_numeric(stamps.where(~_odd(stamps)), errors="coerce")
    written = pd.to_datetime(seconds, unit="s", utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("str")
    return written.where(seconds.notna(), stamps)


def refuse_missing_pages(raws: Sequence[RawFile], limit: int | None = None) -> None:
    """Raise DataError where the last page of the API is missing: it is the one that is not full, at the limit told."""
    pages = [raw for raw in raws if events_json.is_json(raw) and not is_deletions(raw)]
    events_json.refuse_full_pages(pages, _LIST, PAGE if limit is None else limit)


def latest(parts: Sequence[Normalised]) -> list[Normalised]:
    """Statements of several files, those of an event that another file holds in a later edit set aside; of two alike the later file speaks."""
    if len(parts) < 2:
        return list(parts)
    told = pd.concat([part.claims[["record_id"]].assign(edit=_edited(part), file=n) for n, part in enumerate(parts)], ignore_index=True)
    best = told.sort_values(["edit", "file"], na_position="first", kind="stable").drop_duplicates("record_id", keep="last").set_index("record_id")["file"]
    return [set_aside(part, part.claims["record_id"].map(best) != n, "replaced_by_later_edit") for n, part in enumerate(parts)]


def without_deleted(raws: Sequence[RawFile], parts: Sequence[Normalised]) -> list[Normalised]:
    """Statements of events that a list of deletions names, and that were not edited after it, set aside."""
    lists = [read_deletions(raw) for raw in raws if is_deletions(raw)]
    if len(lists) == len(raws):
        raise DataError("there are lists of deletions, and no events.", where=str(raws[0]), do="Let `raw` name the exports of events too.")
    if not lists:
        return list(parts)
    rows = pd.concat(lists, ignore_index=True)
    rows = rows[rows[KEY].notna() & ~_odd(rows[DELETED])]
    # an id listed without a moment is deleted, whenever it was edited
    at = pd.to_datetime(pd.to_numeric(rows[DELETED]).fillna(float(2**33)), unit="s", utc=True)
    deleted = at.groupby(rows[KEY]).max()
    return [set_aside(part, _gone(part, deleted), "deleted_upstream") for part in parts]


def _gone(part: Normalised, deleted: pd.Series) -> pd.Series:
    at = pd.to_datetime(part.claims["record_id"].map(deleted), utc=True)
    edited_since = (_edited(part) > at).fillna(False).astype(bool)
    return at.notna() & ~edited_since


def _edited(part: Normalised) -> pd.Series:
    """When each event was last edited."""
    found: pd.Series = part.claims.get("published_at", pd.Series(pd.NaT, index=part.claims.index, dtype="datetime64[us, UTC]"))
    return found
