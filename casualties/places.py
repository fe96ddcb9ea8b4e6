"""Places: the shipped gazetteer, names to ids, and the tree.

A place id is a path from the country down ("SYR/Homs/Homs/Baba Amr"), so that being inside is a matter of prefixes.
The gazetteer holds countries, first-level areas and towns of GeoNames (CC BY 4.0, see casualties/data/README.md);
a hand-kept supplement adds what GeoNames lacks and wins over it; a working folder may add its own places,
which win over both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from casualties import gazetteer, spelling
from casualties.errors import DataError, UsageError
from casualties.tables.places import LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

GENERIC = re.compile(
    r"\b(governorate|province|state|oblast|region|district|department|departement|departamento|provincia|prefecture|county|municipality|division|territory|"
    r"wilaya|wilayat|wilayah|muhafazat|muhafazah|mohafazat|vilayet|rayon|raion|krai|kray|okrug|autonomous|union|special|republican|metropolitan|capital|city)\b"
)
"""Words that say what kind of area a name is of, in folded spelling."""

ARABIC = frozenset(
    [
        "AFG",
        "ARE",
        "BHR",
        "DJI",
        "DZA",
        "EGY",
        "IRN",
        "IRQ",
        "ISR",
        "JOR",
        "KWT",
        "LBN",
        "LBY",
        "MAR",
        "MRT",
        "OMN",
        "PSE",
        "QAT",
        "SAU",
        "SDN",
        "SOM",
        "SYR",
        "TCD",
        "TUN",
        "TUR",
        "YEM",
    ]
)
"""Countries where "al-" before a name is an article that one writer puts and the next leaves out."""

_AL = re.compile(r"(^|;)(?:al|el|ar|er|as|es|ash|esh|at|et|ath|az|ez|an|en|ad|ed|adh) (?=\w)")
_KINDS = {
    "city": ("locality",),
    "town": ("locality",),
    "village": ("locality",),
    "neighbourhood": ("district",),
    "neighborhood": ("district",),
    "quarter": ("district",),
    "district": ("admin1", "admin2", "district"),
}
_AREAS = ("admin1", "admin2")
_KIND = re.compile(GENERIC.pattern[:-3] + "|town|village|neighbourhood|neighborhood|quarter)" + r"\b")
_IN = re.compile(r"^(?P<name>[^,()]+?)\s*(?:,\s*(?P<of>.+?)|\(\s*(?P<inside>[^()]+?)\s*\))\s*$")
_NEAR = re.compile(r"^(?:near|in|of|northern|southern|eastern|western|central)\s+")
_CLEAR = 10
_MANY, _FEW = 5000, 60
# As `spelling.fold` does: what it takes out of the middle of a word, and letters it writes otherwise.
_RIDING = r"[\p{Mn}'`´‘’ʻʼʽʾʿˈʹ\x{0640}]+"
_REWRITTEN = "[ıłøđðþæœß.&]"
_SMALL = 5000

_PRECISION = {"country": "country", "admin1": "admin1", "admin2": "admin2", "locality": "exact", "district": "exact"}


def load(countries: Collection[str] | None = None, extra: Path | None = None) -> pd.DataFrame:
    """The table of places, sorted by place_id; every parent of every place is in it.

    Parameters
    ----------
    countries : collection of str, optional
        ISO 3166-1 alpha-3 codes; only these countries are read. None reads all.
    extra : Path, optional
        A CSV of the user's own places (at least place_id and level); its rows win over shipped ones of the same
        place_id or geonames_id. A file that does not exist adds nothing.

    Returns
    -------
    DataFrame
        Columns and dtypes of the table `places`, one row a place.

    Raises
    ------
    UsageError
        A code is not that of a country.
    DataError
        The user's file breaks a rule of the table, or names a place whose parent does not exist.
    """
    wanted = None if countries is None else tuple(sorted(set(countries)))
    unknown = [code for code in wanted or () if code not in gazetteer.countries()[1]]
    if unknown:
        raise UsageError(
            f"{unknown[0]!r} is not the code of a country.", do="Write an ISO 3166-1 alpha-3 code, such as SYR; `places.country` finds it by name."
        )
    frame = gazetteer.shipped(wanted)
    if extra is None or not extra.exists():
        return frame.copy()
    own = gazetteer.read(extra, origin="user")
    merged = gazetteer.merge(frame, own if wanted is None else own[own["place_id"].str[:3].isin(wanted)])
    orphans = merged[merged["parent"].notna() & ~merged["parent"].isin(merged["place_id"])]
    if len(orphans):
        first = orphans.iloc[0]
        raise DataError(
            f"place {first['place_id']!r} lies in {first['parent']!r}, which is not a place.", where=str(extra), do=f"Add a row for {first['parent']!r}."
        )
    return merged


def country(name: str) -> str | None:
    """ISO 3166-1 alpha-3 code of a country named in any usual way.

    Codes, official and common names, and the names of event databases ("Myanmar (Burma)", "DR Congo (Zaire)") are known.
    A name of two countries or of none alone ("Congo", "Korea", "Israel/Palestine", "Soviet Union" after its
    dissolution) gives None: which of them is meant is for the data set's own map to say.

    Returns
    -------
    str or None
    """
    names, codes = gazetteer.countries()
    if name in codes:
        return codes[name]
    found = names.get(spelling.fold(name))
    if found is None and (parts := re.fullmatch(r"\s*([^()]+?)\s*\(([^()]+)\)\s*", name)):
        # "Cambodia (Kampuchea)": both names of one country, or the name and a remark nobody could take for a country.
        inside = {names.get(spelling.fold(part)) for part in parts.groups()} - {None}
        found = inside.pop() if len(inside) == 1 and names.get(spelling.fold(parts[1])) else None
    return found


def ancestors(place_id: str) -> list[str]:
    """Ids of the places a place lies in, nearest first."""
    parts = place_id.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def is_within(ids: pd.Series, place_id: str) -> pd.Series:
    """Whether each id is the place itself or lies in it.

    Parameters
    ----------
    ids : Series of str
    place_id : str

    Returns
    -------
    Series of bool
        On the index of `ids`; False where the id is missing.
    """
    return (ids.eq(place_id) | ids.str.startswith(place_id + "/", na=False)).fillna(False).astype(bool)


def level_precision(ids: pd.Series, places: pd.DataFrame) -> pd.Series:
    """How precise a place is, from its level: country, admin1, admin2, or exact for towns and parts of them.

    Returns
    -------
    Series of str
        On the index of `ids`: a value of `place_precision`; "unknown" where the id is missing or not in `places`.
    """
    named = places[places["place_id"].isin(ids.unique())]
    precision = named.set_index("place_id")["level"].map(_PRECISION).astype("str")
    return ids.map(precision).astype("str").fillna("unknown")


def resolve(names: pd.Series, places: pd.DataFrame, within: str | pd.Series | None = None) -> pd.Series:
    """Place ids of names as written.

    A name is an id, or a name or alias, or such a name and the place it lies in ("Baba Amr, Homs", "Houla (Homs region)").
    Case, accents, punctuation, an Arabic article and a word for the kind of area ("Homs province") do not matter; that
    word, or "city", also tells an area from the town it is named after. A bare name of both is the area's.

    Parameters
    ----------
    names : Series of str
        Names as written; missing ones stay missing.
    places : DataFrame
        The table `places`.
    within : str or Series of str, optional
        Only places in this one (or itself) are meant; a Series gives one a name, on the same index, missing = anywhere.

    Returns
    -------
    Series of str
        Ids, on the index of `names`; missing where no place is known by the name, or several and none clearly meant
        (a name beats an alias, and one of places with known populations beats the others from ten times theirs).
    """
    if isinstance(within, pd.Series):
        inside = (within if within.index.equals(names.index) else within.reindex(names.index)).astype(object)
    else:
        inside = pd.Series(within, index=names.index, dtype="object")
    pairs = list(zip(names.astype(object).where(names.notna(), None), inside.where(inside.notna(), None), strict=True))
    if names.notna().any() and inside[names.notna()].notna().all():
        # A gazetteer of the world takes a second to search, a country a hundredth.
        places = places[places["place_id"].str[:3].isin({area[:3] for name, area in pairs if name is not None})]
    index = _Index(places, [name for name, _ in dict.fromkeys(pairs) if name is not None])
    found = {(name, area): None if name is None else index.one(name, area) for name, area in dict.fromkeys(pairs)}
    return pd.Series([found[pair] for pair in pairs], index=names.index, dtype="str", name=names.name)


def find(text: str, places: pd.DataFrame) -> str:
    """The id of one place named on a command line.

    Raises
    ------
    UsageError
        Several places are meant, or none is known by it; candidates or the nearest names are listed.
    """
    index = _Index(places, [text])
    found = index.one(text, None)
    if found is not None:
        return found
    candidates = index.candidates(text, None)
    if candidates:
        shown = ", ".join(index.ids[row] for row in candidates[:8])
        raise UsageError(f"{text!r} may be {len(candidates)} places.", do=f"Write one of: {shown}" + (" ..." if len(candidates) > 8 else "."))
    if "/" in text:
        root = text.partition("/")[0]
        near = spelling.nearest(text, [i for i in index.ids if i.startswith(root)])
    else:
        near = spelling.nearest(text, places["name"].unique())
    raise UsageError(
        f"no place is known as {text!r}.",
        do=f"Nearest: {', '.join(near)}." if near else "List them with `casualties places`, or add it to datasets/places.csv.",
    )


class _Index:
    """What the names at hand may mean in a table of places: only these are looked for, a gazetteer is never indexed whole."""

    def __init__(self, places: pd.DataFrame, names: list[str]) -> None:
        self.places = places
        self.ids: list[str] = places["place_id"].tolist()
        self.row_of = {place: row for row, place in enumerate(self.ids)}
        self.level: list[str] = places["level"].tolist()
        wanted: set[str] = set()
        for name in names:
            wanted |= _wanted(name)
        self.rows, self.loose = self._search(wanted)

    def _search(self, wanted: set[str]) -> tuple[dict[str, dict[int, bool]], dict[str, set[int]]]:
        """Key -> rows, True where it is their name (or any spelling of a country or a hand-kept row); key without article -> rows."""
        cells = self.places["name"] + ";" + self.places["aliases"].fillna("")
        near = _holding(cells, wanted) if len(cells) > _MANY and len(wanted) < _FEW else list(range(len(cells)))
        lines = spelling.fold_lines("\n".join(cells.iloc[near])).split("\n") if near else []
        hand_kept = self.places["origin"].ne("geonames").tolist()
        rows: dict[str, dict[int, bool]] = {}
        loose: dict[str, set[int]] = {}
        for row, line in zip(near, lines, strict=True):
            keys = line.split(";")
            for key in wanted.intersection(keys):
                rows.setdefault(key, {})[row] = hand_kept[row] or key == keys[0] or self.level[row] == "country"
            if self.ids[row][:3] in ARABIC:
                for key in wanted.intersection(_AL.sub(r"\1", line).split(";")):
                    loose.setdefault(key, set()).add(row)
        return rows, loose

    def one(self, name: str, within: str | None) -> str | None:
        """The id a name means, or None where it means none or not clearly one."""
        if name in self.row_of:
            return name if within is None or _inside(name, within) else None
        found = self._matches(name, within)
        row = self._choose(found) if found else None
        return None if row is None else self.ids[row]

    def candidates(self, name: str, within: str | None) -> list[int]:
        """Rows a name may mean, names before aliases, then by population."""
        found = self._matches(name, within)
        return sorted(found, key=lambda row: (not found[row], -(self._people(row) or 0), self.ids[row]))

    def _matches(self, name: str, within: str | None) -> dict[int, bool]:
        found = self._plain(spelling.fold(name), within)
        parts = None if found else _IN.match(name)
        if parts is None:
            return found
        container = _NEAR.sub("", (parts["of"] or parts["inside"]).strip())
        areas = [self.ids[row] for row in self._matches(container, within)]
        inner = self._plain(spelling.fold(parts["name"]), within)
        below = {row: own for row, own in inner.items() if any(self.ids[row].startswith(area + "/") for area in areas)}
        return below or {row: own for row, own in inner.items() if self.ids[row] in areas}

    def _plain(self, key: str, within: str | None) -> dict[int, bool]:
        """Rows of a folded name without commas: as it is, then without the word for its kind, then without an article."""
        levels = _levels(key)
        bare = _bare(key)
        for form, allowed in ((key, LEVELS), (bare, levels)):
            found = {
                row: own for row, own in self.rows.get(form, {}).items() if self.level[row] in allowed and (within is None or _inside(self.ids[row], within))
            }
            if found:
                return found
        rows = self.loose.get(_AL.sub(r"\1", bare), set())
        return {row: False for row in rows if self.level[row] in levels and (within is None or _inside(self.ids[row], within))}

    def _choose(self, found: dict[int, bool]) -> int | None:
        named = [row for row, own in found.items() if own] or list(found)
        top = [row for row in named if not any(other != row and _inside(self.ids[row], self.ids[other]) for other in named)]
        best = top[0] if len(top) == 1 else self._largest(top)
        if best is None:
            return None
        # A name beats an alias, unless the alias is that of a place ten times its size elsewhere.
        limit = _CLEAR * (self._people(best) or _SMALL)
        rivals = [row for row, own in found.items() if not own and not _inside(self.ids[row], self.ids[best]) and not _inside(self.ids[best], self.ids[row])]
        if found[best] and any((self._people(row) or 0) >= limit for row in rivals):
            return None
        # "Chernihiv" is the town's name and a spelling of the area around it: the area is meant, as for "Homs".
        return min((row for row in found if _inside(self.ids[best], self.ids[row])), key=lambda row: len(self.ids[row]))

    def _largest(self, rows: list[int]) -> int | None:
        """The place with ten times the population of every other, where all are known."""
        people = {row: known for row in rows if (known := self._people(row)) is not None}
        first, second = sorted(people.values(), reverse=True)[:2] if len(people) > 1 else (0, 0)
        if len(people) < len(rows) or first < _CLEAR * second:
            return None
        return max(people, key=people.__getitem__)

    def _people(self, row: int) -> int | None:
        """Population of a place; of an area without one, that of the towns in it; None where it is not known."""
        known = self.places["population"].iloc[row]
        if pd.notna(known):
            return int(known)
        if self.level[row] not in _AREAS:
            return None
        towns = self.places["population"][is_within(self.places["place_id"], self.ids[row]) & self.places["level"].eq("locality")].dropna()
        return int(towns.sum()) if len(towns) else None


def _holding(cells: pd.Series, wanted: set[str]) -> list[int]:
    """Rows whose text may hold one of the folded names: a quick sieve, so that a few names in the whole world take no second."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.replace_substring_regex(pc.utf8_lower(pc.utf8_normalize(pa.array(cells, pa.string()), "NFKD")), pattern=_RIDING, replacement="")
    held = pc.match_substring_regex(text, _REWRITTEN)
    for word in {max(key.split(), key=len) for key in wanted}:
        held = pc.or_(held, pc.match_substring(text, word))
    return [int(row) for row in held.to_numpy(zero_copy_only=False).nonzero()[0]]


def _wanted(name: str) -> set[str]:
    """Every folded form under which a name, or a part of it, may stand in the table."""
    forms: set[str] = set()
    texts = [name]
    while texts:
        text = texts.pop()
        key = spelling.fold(text)
        forms |= {key, _bare(key), _AL.sub(r"\1", _bare(key))}
        if parts := _IN.match(text):
            texts += [parts["name"], _NEAR.sub("", (parts["of"] or parts["inside"]).strip())]
    return forms - {""}


def _bare(key: str) -> str:
    return " ".join(_KIND.sub(" ", key).split()) or key


def _levels(key: str) -> tuple[str, ...]:
    """Levels a folded name can be of, by the words in it: "homs province" is no town, "homs city" no province."""
    words = [found[0] for found in _KIND.finditer(key)]
    if not words or _bare(key) == key:
        return LEVELS
    return tuple(level for word in words[-1:] for level in _KINDS.get(word, _AREAS))


def _inside(place: str, area: str) -> bool:
    return place == area or place.startswith(area + "/")
