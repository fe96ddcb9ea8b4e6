"""Places: the shipped gazetteer, the tree, and names to ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from casualties import gazetteer, places, spelling
from casualties.errors import DataError, UsageError
from casualties.tables.places import PLACES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def world() -> pd.DataFrame:
    return places.load()


@pytest.fixture(scope="module")
def syria() -> pd.DataFrame:
    return places.load(["SYR"])


def one(name: str, table: pd.DataFrame, within: str | None = None) -> str | None:
    found = places.resolve(pd.Series([name]), table, within).iloc[0]
    return None if pd.isna(found) else found


def test_shipped_table_keeps_the_model(world: pd.DataFrame) -> None:
    PLACES.validate(world)
    assert world["place_id"].is_monotonic_increasing
    assert world["geonames_id"].dropna().is_unique


def test_every_parent_exists_and_is_the_path_above(world: pd.DataFrame) -> None:
    below = world[world["parent"].notna()]
    assert below["parent"].isin(world["place_id"]).all()
    assert (below["place_id"].str.rpartition("/")[0] == below["parent"]).all()
    assert (world["level"] == "country").equals(world["parent"].isna())
    assert world["place_id"].str.match(r"[A-Z]{3}(/|$)").all()


def test_no_name_twice_below_one_parent(world: pd.DataFrame) -> None:
    last = world["place_id"].str.rpartition("/")[2]
    key = world["parent"].fillna("") + "|" + last.map(spelling.fold)
    assert world.loc[key.duplicated(keep=False), "place_id"].tolist() == []


def test_no_supplement_place_has_a_twin_in_geonames(world: pd.DataFrame) -> None:
    kept = world[(world["origin"] == "supplement") & world["lat"].notna() & world["level"].isin(["locality", "district"])]
    for row in kept.itertuples():
        area = "/".join(row.place_id.split("/")[:2])
        names = {spelling.fold(name) for name in (row.name, *spelling.split(row.aliases))}
        near = world[
            (world["origin"] == "geonames")
            & world["place_id"].str.startswith(area + "/")
            & (world["lat"].sub(row.lat).abs() < 0.05)
            & (world["lon"].sub(row.lon).abs() < 0.05)
        ]
        assert [twin for twin, name in zip(near["place_id"], near["name"], strict=True) if spelling.fold(name) in names] == []


def test_the_gazetteer_holds_the_supplement_of_today(world: pd.DataFrame) -> None:
    supplement = gazetteer.read(gazetteer.SUPPLEMENT, origin="supplement").set_index("place_id")
    held = world[world["origin"] == "supplement"].set_index("place_id")
    assert set(held.index) == set(supplement.index), "run scripts/build_gazetteer.py --from-shipped"
    for place, row in supplement.iterrows():
        same = held.loc[place]
        assert (same["name"], same["level"]) == (row["name"], row["level"]), place
        assert set(spelling.split(row["aliases"])) <= set(spelling.split(same["aliases"])), place


def test_a_country_alone_is_the_country_within_the_world(world: pd.DataFrame, syria: pd.DataFrame) -> None:
    assert syria.equals(world[world["place_id"].str[:3] == "SYR"].reset_index(drop=True))
    assert set(places.load(["PSE", "XKX"])["place_id"].str[:3]) == {"PSE", "XKX"}
    assert places.load([]).empty
    assert list(places.load([]).dtypes) == list(syria.dtypes)


def test_the_shipped_table_is_never_changed_by_its_reader(syria: pd.DataFrame) -> None:
    changed = places.load(["SYR"])
    changed["name"] = "?"
    assert places.load(["SYR"]).equals(syria)


def test_an_unknown_country_code_is_refused() -> None:
    with pytest.raises(UsageError, match="SYX"):
        places.load(["SYX"])


def test_levels_of_homs(syria: pd.DataFrame) -> None:
    level = syria.set_index("place_id")["level"]
    assert level[["SYR", "SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Homs/Baba Amr", "SYR/Homs/Houla", "SYR/Homs/Houla/Taldou"]].tolist() == [
        "country",
        "admin1",
        "locality",
        "district",
        "locality",
        "district",
    ]
    assert (level == "admin1").sum() == 14


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Homs", "SYR/Homs"),
        ("Homs city", "SYR/Homs/Homs"),
        ("Homs province", "SYR/Homs"),
        ("HOMS GOVERNORATE", "SYR/Homs"),
        ("حمص", "SYR/Homs"),
        ("SYR/Homs/Homs", "SYR/Homs/Homs"),
        ("Homs, Syria", "SYR/Homs"),
        ("Houla", "SYR/Homs/Houla"),
        ("Houla, Homs", "SYR/Homs/Houla"),
        ("Houla (Homs region)", "SYR/Homs/Houla"),
        ("Hula, Homs province", "SYR/Homs/Houla"),
        ("Kafr Laha", "SYR/Homs/Houla/Kafr Laha"),
        ("Baba Amr, Homs", "SYR/Homs/Homs/Baba Amr"),
        ("Baba Amr, Homs, Syria", "SYR/Homs/Homs/Baba Amr"),
        ("Bab Amro", "SYR/Homs/Homs/Baba Amr"),
        ("Qusayr, near Homs", "SYR/Homs/Qusayr"),
        ("Al Quşayr", "SYR/Homs/Qusayr"),
        ("Ar Rastan", "SYR/Homs/Rastan"),
        ("el-Mayadin", "SYR/Deir ez-Zor/al-Mayadin"),
        ("Rif-dimashq", "SYR/Rif Dimashq"),
        ("Deir ez Zor governorate", "SYR/Deir ez-Zor"),
        ("Hamah governorate", "SYR/Hama"),
        ("Al Hasakah governorate", "SYR/Hasakah"),
        ("Damascus", "SYR/Damascus"),
        ("Palmyra", "SYR/Homs/Tadmur"),
        ("Syrian Arab Republic", "SYR"),
        ("Jobar, Homs", "SYR/Homs/Homs/Jobar"),
        ("Jobar, Damascus", "SYR/Damascus/Jobar"),
    ],
)
def test_names_as_written(name: str, expected: str, syria: pd.DataFrame) -> None:
    assert one(name, syria) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Jobar",
        "Old City",
        "Khalidiya",
        "Homs and Idlib",
        "Syria outside Homs",
        "Homs, Daraa, Idlib and Rif Dimashq",
        "Rastan, Idlib",
        "Rastan, Nowhere",
        "Hit",
        "",
        ",",
        "()",
        "SYR/Nowhere",
    ],
)
def test_nothing_is_guessed(name: str, syria: pd.DataFrame) -> None:
    assert one(name, syria) is None


def test_within_decides(syria: pd.DataFrame) -> None:
    assert one("Jobar", syria, "SYR/Homs") == "SYR/Homs/Homs/Jobar"
    assert one("Jobar", syria, "SYR/Damascus") == "SYR/Damascus/Jobar"
    assert one("Rastan", syria, "SYR/Idlib") is None
    assert one("SYR/Homs/Rastan", syria, "SYR/Idlib") is None
    names = pd.Series(["Jobar", "Jobar", "Jobar", None], index=[5, 6, 6, 9])
    within = pd.Series(["SYR/Homs", "SYR/Damascus", None, "SYR"], index=[5, 6, 6, 9])
    got = places.resolve(names, syria, within=within)
    assert got.iloc[:2].tolist() == ["SYR/Homs/Homs/Jobar", "SYR/Damascus/Jobar"]
    assert got.iloc[2:].isna().all()


def test_resolve_keeps_index_and_dtype(syria: pd.DataFrame) -> None:
    got = places.resolve(pd.Series(["Homs", None, "Homs"], index=["b", "a", "b"]), syria)
    assert got.index.tolist() == ["b", "a", "b"]
    assert got.dtype == "str"
    assert places.resolve(pd.Series([], dtype="str"), syria).dtype == "str"
    assert places.resolve(pd.Series([None], dtype="str"), syria, within="SYR").isna().all()


WORLD = {
    "Homs": "SYR/Homs",
    "Chernihiv": "UKR/Chernihiv Oblast",
    "Kharkiv": "UKR/Kharkiv",
    "Kyiv": "UKR/Kyiv City/Kyiv",
    "Gaza": "PSE/Gaza",
    "Gaza City": "PSE/Gaza/Gaza/Gaza City",
    "Rakhine state": "MMR/Rakhine",
    "Donetsk oblast": "UKR/Donetsk",
    "Mosul": "IRQ/Nineveh/Mosul",
    "Paris, France": "FRA/Ile-de-France/Paris",
    "Niger": "NER",
    "Tripoli, Libya": "LBY/Tripoli",
    "Tripoli": None,
    "Georgia": None,
    "Santiago": None,
}


def test_names_in_the_whole_world(world: pd.DataFrame) -> None:
    found = places.resolve(pd.Series(list(WORLD)), world)
    assert {name: None if pd.isna(place) else place for name, place in zip(WORLD, found, strict=True)} == WORLD


def test_the_sieve_loses_no_spelling(world: pd.DataFrame) -> None:
    # Each name alone goes through the sieve, all at once do not.
    some = world.iloc[::1600]
    names = [name for cell in some["name"] + ";" + some["aliases"].fillna("") for name in spelling.split(cell)]
    some = pd.concat([world[world["level"] == "country"], world.iloc[::9]]).drop_duplicates("place_id")
    together = places.resolve(pd.Series(names), some)
    alone = pd.concat([places.resolve(pd.Series(names[n : n + 6]), some) for n in range(0, len(names), 6)], ignore_index=True)
    assert len(names) > 100
    assert alone.equals(together)


def test_find_lists_candidates_or_nearest(syria: pd.DataFrame) -> None:
    assert places.find("Houla", syria) == "SYR/Homs/Houla"
    with pytest.raises(UsageError, match="SYR/Damascus/Jobar, SYR/Homs/Homs/Jobar"):
        places.find("Jobar", syria)
    with pytest.raises(UsageError, match=r"Nearest: .*Houla"):
        places.find("Houlaa", syria)
    with pytest.raises(UsageError, match="SYR/Homs/Houla"):
        places.find("SYR/Homs/Hula", syria)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Syria", "SYR"),
        ("SYR", "SYR"),
        ("SY", "SYR"),
        ("Myanmar (Burma)", "MMR"),
        ("Burma", "MMR"),
        ("DR Congo (Zaire)", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo (Brazzaville)", "COG"),
        ("Russia (Soviet Union)", "RUS"),
        ("Yemen (North Yemen)", "YEM"),
        ("Bosnia-Herzegovina", "BIH"),
        ("Serbia (Yugoslavia)", "SRB"),
        ("Kingdom of eSwatini (Swaziland)", "SWZ"),
        ("Cambodia (Kampuchea)", "KHM"),
        ("Zimbabwe (Rhodesia)", "ZWE"),
        ("Macedonia, FYR", "MKD"),
        ("Ivory Coast", "CIV"),
        ("Kosovo", "XKX"),
        ("Palestine", "PSE"),
        ("occupied Palestinian territory", "PSE"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("U.S.A.", "USA"),
        ("Congo", None),
        ("Korea", None),
        ("Israel/Palestine", None),
        ("Israel (Palestine)", None),
        ("Soviet Union", None),
        ("Atlantis", None),
        ("Atlantis (Syria)", None),
        ("", None),
    ],
)
def test_countries(name: str, expected: str | None) -> None:
    assert places.country(name) == expected


def test_every_country_name_and_alias_is_its_own(world: pd.DataFrame) -> None:
    for row in world[world["level"] == "country"].itertuples():
        assert {places.country(name) for name in (row.place_id, row.name, *spelling.split(row.aliases))} == {row.place_id}


def test_countries_of_the_real_event_files(shared: Path) -> None:
    for file in ("GEDEvent_v22_0_2.csv", "ged191_bgd_mmr_slice.csv", "ged241_myanmar.csv"):
        names = pd.read_csv(shared / "data" / "ucdp" / file, usecols=["country"], dtype="str")["country"].dropna().unique()
        assert [name for name in names if places.country(name) is None] == []


def test_tree() -> None:
    assert places.ancestors("SYR/Homs/Homs/Baba Amr") == ["SYR/Homs/Homs", "SYR/Homs", "SYR"]
    assert places.ancestors("SYR") == []
    ids = pd.Series(["SYR/Homs", "SYR/Homs/Homs", "SYR/Homsomething", "SYR", None, "SYR/Hama"], index=range(10, 16))
    got = places.is_within(ids, "SYR/Homs")
    assert got.dtype == bool
    assert got.index.tolist() == list(range(10, 16))
    assert got.tolist() == [True, True, False, False, False, False]


def test_a_name_with_signs_of_patterns_is_a_name() -> None:
    assert places.is_within(pd.Series(["XXX/A.b", "XXX/Acb", "XXX/A.b/c"]), "XXX/A.b").tolist() == [True, False, True]


def test_level_precision(syria: pd.DataFrame) -> None:
    got = places.level_precision(pd.Series(["SYR", "SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Homs/Baba Amr", "XXX/Nowhere", None]), syria)
    assert got.tolist() == ["country", "admin1", "exact", "exact", "unknown", "unknown"]
    assert got.dtype == "str"


def test_user_places_win_and_move_what_lies_in_them(tmp_path: Path, syria: pd.DataFrame) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "place_id,level,aliases,geonames_id\nSYR/Homs/Hums,locality,Ours,169577\nSYR/Homs/Newplace,locality,,\nIRQ/Newprovince,admin1,,\n,,,\n",
        encoding="utf-8",
    )
    got = places.load(["SYR"], extra=path)
    ids = set(got["place_id"])
    assert len(got) == len(syria) + 1
    assert {"SYR/Homs/Hums", "SYR/Homs/Newplace", "SYR/Homs/Hums/Baba Amr"} <= ids
    assert not {"SYR/Homs/Homs", "SYR/Homs/Homs/Baba Amr", "IRQ/Newprovince"} & ids
    row = got.set_index("place_id").loc["SYR/Homs/Hums"]
    assert (row["name"], row["origin"], row["iso"], row["population"]) == ("Hums", "user", "SYR", 775404)
    assert "Homs" in spelling.split(row["aliases"])
    PLACES.validate(got)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("place_id,level\nSYR/Nowhere/Village,locality\n", "SYR/Nowhere"),
        ("place_id,level\nSYR/Homs/X,hamlet\n", "row 2.*level_known"),
        ("place_id,levl\nSYR/Homs/X,locality\n", "level"),
        ("place_id,level,lat\nSYR/Homs/X,locality,north\n", "lat"),
        ("place_id,level\nSYR/Homs/X,locality\nSYR/Homs/X,locality\n", "place_id_unique"),
    ],
)
def test_a_wrong_user_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        places.load(["SYR"], extra=path)


def test_places_of_the_real_data(shared: Path, syria: pd.DataFrame) -> None:
    claims = pd.read_csv(shared / "data" / "homs2012_claims.csv", dtype="str")
    assert set(claims["place_id"]) <= set(syria["place_id"])
    found = places.resolve(claims["place"], syria)
    # A bare name of a governorate and its city is read as the governorate; nothing resolves outside the place stated.
    for got, stated in zip(found.dropna(), claims.loc[found.notna(), "place_id"], strict=True):
        assert stated == got or stated.startswith(got + "/")
    assert found.notna().mean() > 0.9
