"""Small claims for tests of the rules: what is not said takes the value most tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from casualties.ingest import claims_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACE = "SYR/Homs"


def claim(
    claim_id: str, claimant: str | None, start: str, figure: str, *, end: str | None = None, published: str | None = "", **other: object
) -> dict[str, object]:
    """A claim from a figure in short: "70", ">=9", ">60", "~40", "<=20", "25-30", "" (none)."""
    record: dict[str, object] = {"claim_id": claim_id, "claimant": claimant, "harm": "killed", "place_id": PLACE, "start": start, "end": end or start}
    record |= _figure(figure)
    if published is not None:
        record["published_at"] = published or f"{end or start}T20:00:00Z"
    return record | other


def _figure(text: str) -> dict[str, object]:
    if not text:
        return {}
    if text.startswith(">="):
        return {"qualifier": "at_least", "low": int(text[2:]), "best": int(text[2:])}
    if text.startswith(">"):
        return {"qualifier": "more_than", "low": int(text[1:]), "best": int(text[1:])}
    if text.startswith("<="):
        return {"qualifier": "up_to", "high": int(text[2:])}
    if text.startswith("~"):
        return {"qualifier": "about", "best": int(text[1:])}
    if "-" in text:
        low, high = text.split("-")
        return {"qualifier": "between", "low": int(low), "high": int(high)}
    return {"low": int(text), "best": int(text), "high": int(text)}


def frame(records: Iterable[dict[str, object]]) -> pd.DataFrame:
    """A claims table."""
    return claims_frame(records)


def told(segments: pd.DataFrame, source: str, place_id: str = PLACE, victims: str = "all") -> list[tuple[object, ...]]:
    """Rows of a source as (start, end, low, best, high or None where open, basis), without rows that are not laid on days."""
    rows = segments[(segments["source"] == source) & (segments["place_id"] == place_id) & (segments["victims"] == victims)]
    rows = rows[~rows["basis"].isin(["elsewhere", "constraint"])].sort_values(["start", "end", "basis"])
    return [
        (
            r.start.date().isoformat(),
            r.end.date().isoformat(),
            _number(r.low),
            _number(r.best),
            None if r.high_open else _number(r.high),
            r.basis,
        )
        for r in rows.itertuples()
    ]


def _number(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
