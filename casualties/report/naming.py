"""Printed names of sources and places: a private person by role, a place with its level where the name alone is ambiguous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import words

if TYPE_CHECKING:
    from collections.abc import Iterable

OUTLET = "outlet:"


def source_names(sources: pd.DataFrame | None, ids: Iterable[str]) -> dict[str, str]:
    """Printed name of each source id; an id that is in no table is printed as it is.

    `outlet:<id>` is an outlet in its own voice; `combined` the combined view.
    """
    table: dict[str, str] = {} if sources is None else dict(zip(sources["id"], sources["name"], strict=True))
    by_slug = {} if sources is None else _slugs(sources)
    names = {}
    for name in ids:
        if name == "combined":
            names[name] = "Combined"
        elif name.startswith(OUTLET):
            outlet = name.removeprefix(OUTLET)
            names[name] = words.say("outlet", name=table.get(outlet) or by_slug.get(outlet) or outlet)
        else:
            names[name] = table.get(name, name)
    return names


def _slugs(sources: pd.DataFrame) -> dict[str, str]:
    slugs = sources["name"].str.lower().str.replace(r"[^0-9a-z]+", "-", regex=True).str.strip("-")
    return dict(zip(slugs, sources["name"], strict=True))


def place_names(places: pd.DataFrame | None, ids: Iterable[str]) -> dict[str, str]:
    """Printed name of each place id.

    The level is added where another place of the tree above or of the list has the same name: "Homs (city or town)" lies in "Homs (governorate or state)".
    """
    wanted = list(dict.fromkeys(ids))
    rows = {} if places is None else {row.place_id: row for row in places[places["place_id"].isin(wanted)].itertuples(index=False)}
    plain = {name: str(rows[name].name) if name in rows else name.rsplit("/", 1)[-1] for name in wanted}
    out = {}
    for name, text in plain.items():
        parts = name.split("/")
        repeated = text in parts[:-1] or sum(text == other for other in plain.values()) > 1
        out[name] = f"{text} ({_level(rows[name])})" if repeated and name in rows else text
    return out


# Countries whose first-level areas are called governorates in English.
_GOVERNORATES = frozenset(["BHR", "EGY", "IRQ", "JOR", "KWT", "LBN", "OMN", "PSE", "SYR", "TUN", "YEM"])
_CITY = 100_000


def _level(row: Any) -> str:
    level = str(row.level)
    if level == "admin1" and str(row.place_id).partition("/")[0] in _GOVERNORATES:
        return words.say("level.governorate")
    if level == "locality" and not pd.isna(row.population) and row.population >= _CITY:
        return words.say("level.city")
    return words.say(f"level.{level}")


def place_short(place_id: object) -> str:
    """The last part of a place id, for a narrow column: `Baba Amr`, with what it lies in: `Baba Amr, Homs`."""
    if not isinstance(place_id, str):
        return ""
    parts = [part.split("~")[0] for part in place_id.split("/")]
    if len(parts) == 1:
        return parts[0]
    return parts[-1] if len(parts) == 2 else f"{parts[-1]}, {parts[-2]}"


def place_labels(places: pd.DataFrame | None, ids: Iterable[str]) -> dict[str, str]:
    """Names of places for a narrow column: `Baba Amr, Homs`; with the level where a place has the name of what it lies in: `Homs (city)`."""
    wanted = list(ids)
    full = place_names(places, wanted)
    return {name: full[name] if full[name].endswith(")") else place_short(name) for name in wanted}


def text_or(value: object, default: str = "") -> str:
    """A cell as text, empty where missing."""
    return default if pd.isna(value) else str(value)  # type: ignore[call-overload]
