"""Sources: the shipped table, names to ids, interest, outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualties import sources, spelling
from casualties.errors import DataError, UsageError
from casualties.tables.sources import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

REQUIRED = [
    "sohr",
    "lcc",
    "un",
    "syrian-government",
    "srgc",
    "snc",
    "snhr",
    "vdc",
    "hrw",
    "avaaz",
    "fsa",
    "icrc",
    "rsf",
    "ohchr",
    "ucdp",
    "acled",
    "gaza-moh",
    "gaza-gmo",
    "activists",
    "witnesses",
    "residents",
    "officials",
    "monitors",
    "opposition-groups",
    "rights-groups",
]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return sources.load()


def one(name: str, table: pd.DataFrame) -> str | None:
    found = sources.resolve(pd.Series([name]), table).iloc[0]
    return None if pd.isna(found) else found


def test_shipped_table_keeps_the_model(table: pd.DataFrame) -> None:
    SOURCES.validate(table)
    assert set(REQUIRED) <= set(table["id"])


def test_no_name_belongs_to_two_sources(table: pd.DataFrame) -> None:
    owner: dict[str, str] = {}
    for row in table.itertuples():
        for text in (row.id, row.name, *spelling.split(row.aliases)):
            assert owner.setdefault(spelling.fold(text), row.id) == row.id, text


def test_every_name_resolves_to_its_source(table: pd.DataFrame) -> None:
    for row in table.itertuples():
        names = pd.Series([row.id, row.name, *spelling.split(row.aliases)])
        assert set(sources.resolve(names, table)) == {row.id}


def test_draws_on_names_sources_of_the_table(table: pd.DataFrame) -> None:
    drawn = {name for cell in table["draws_on"] for name in spelling.split(cell)}
    assert drawn
    assert drawn <= set(table["id"])


@pytest.mark.parametrize("word", ["doctor", "police", "governor", "ministry", "moh", "ged", "test-outlet", "ABC News", "Daily Star (UK)"])
def test_words_of_many_are_no_source(word: str, table: pd.DataFrame) -> None:
    assert one(word, table) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SOHR", "sohr"),
        ("the Syrian Observatory for Human Rights", "sohr"),
        ("OBSERVATOIRE SYRIEN DES DROITS DE L’HOMME", "sohr"),
        ("U.N.", "un"),
        ("Médecins sans Frontières", "msf"),
        ("Medecins Sans Frontieres", "msf"),
        ("B'Tselem", "btselem"),
        ("وكالة فرانس برس", "afp"),
        ("The Pessoptimist (blog, quoting Reuters)", "pessoptimist"),
        ("Naharnet (copied on Rantburg)", "naharnet"),
        ("ABC News (US)", "abc-news-us"),
        ("ABC News (Australia)", "abc-news-australia"),
        ("a resident of Homs (a)", "resident-homs-a"),
        ("a resident of Homs (b)", "resident-homs-b"),
        ("residents", "residents"),
    ],
)
def test_names_as_written(name: str, expected: str, table: pd.DataFrame) -> None:
    assert one(name, table) == expected


def test_resolve_keeps_the_index_and_missing_names(table: pd.DataFrame) -> None:
    names = pd.Series(["LCC", None, "nobody known"], index=[7, 3, 7])
    found = sources.resolve(names, table)
    assert found.index.tolist() == [7, 3, 7]
    assert found.dtype == "str"
    assert found.iloc[0] == "lcc"
    assert found.iloc[1:].isna().all()
    assert sources.resolve(pd.Series([], dtype="str"), table).dtype == "str"
    assert sources.resolve(pd.Series([None, None], dtype="str"), table).isna().all()


@given(st.text(max_size=30))
def test_folding_is_stable_and_ignores_case(text: str) -> None:
    folded = spelling.fold(text)
    assert spelling.fold(folded) == folded
    assert spelling.fold(text.upper().lower()) == spelling.fold(text.lower())
    assert spelling.fold_lines(text.replace("\n", " ").replace(";", " ")) == folded


def test_a_name_shared_in_the_table_resolves_to_nobody(table: pd.DataFrame) -> None:
    twice = pd.concat([table, table[table["id"] == "sohr"].assign(id="sohr-2")])
    assert one("SOHR", twice) is None
    assert one("sohr-2", twice) == "sohr-2"


def test_find_names_the_nearest(table: pd.DataFrame) -> None:
    assert sources.find("Human Rights Watch", table) == "hrw"
    with pytest.raises(UsageError, match="sohr"):
        sources.find("Syrian Observatry for Human Rights", table)


def test_a_party_is_interested_on_combatants_only(table: pd.DataFrame) -> None:
    cases = [
        ("syrian-government", "security_forces", True),
        ("syrian-government", "rebels", True),
        ("syrian-government", "all", False),
        ("syrian-government", "civilians", False),
        ("fsa", "combatants", True),
        ("gaza-moh", "children", False),
        ("sohr", "rebels", False),
        ("somebody else", "combatants", False),
        (None, "combatants", False),
    ]
    claimant, victims, expected = (pd.Series(column) for column in zip(*cases, strict=True))
    got = sources.interested(claimant, victims, table)
    assert got.dtype == bool
    assert got.tolist() == expected.tolist()


def test_interested_parties_say_why(table: pd.DataFrame) -> None:
    assert table.loc[table["party"].notna(), "interest_reason"].notna().all()
    assert table.loc[table["kind"] == "belligerent", "party"].notna().all()


def test_outlet_ids() -> None:
    names = pd.Series(["Deutsche Welle", "Naharnet (copied on Rantburg)", "ABC News (US)", "Mail & Guardian", "النهار", None, "..."])
    got = sources.outlet_id(names)
    assert got.iloc[:5].tolist() == ["outlet:deutsche-welle", "outlet:naharnet", "outlet:abc-news-us", "outlet:mail-and-guardian", "outlet:النهار"]
    assert got.iloc[5:].isna().all()


def test_a_user_row_wins(tmp_path: Path, table: pd.DataFrame) -> None:
    path = tmp_path / "sources.csv"
    path.write_text("id,name,aliases,kind,is_generic\nsohr,Observatory (ours),SOHR,monitor,\nlocal-radio,Local Radio,,media,no\n", encoding="utf-8")
    got = sources.load(path)
    assert len(got) == len(table) + 1
    assert got.set_index("id").loc["sohr", "name"] == "Observatory (ours)"
    assert got["id"].is_monotonic_increasing
    assert sources.load(tmp_path / "absent.csv").equals(table)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name,kind\nx,X,agencyy\n", "row 2.*kind_known"),
        ("id,name,kind,is_generic\nx,X,media,maybe\n", "row 2.*neither true nor false"),
        ("id,name,knd\nx,X,media\n", "kind"),
        ("id,name,kind,aliases\nx,X,media,SOHR\n", "names two sources"),
        ("", "cannot be read"),
    ],
)
def test_a_wrong_user_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        sources.load(path)


def test_claimants_agencies_and_outlets_of_the_real_data(shared: Path, table: pd.DataFrame) -> None:
    claims = pd.read_csv(shared / "data" / "homs2012_claims.csv", dtype="str")
    for names in (claims["claimant_stated"], claims["via"].str.split(";").explode().str.strip(), claims["publisher"], claims["disputed_by"]):
        given = names.dropna()
        assert len(given)
        assert given[sources.resolve(given, table).isna()].unique().tolist() == []
