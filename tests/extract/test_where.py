import datetime as dt

import pytest

from casualties.extract import article


def place(text, title=None, n=-1):
    row = article.records(text, dt.date(2012, 2, 7), title=title)[n]
    return row["place"], row["place_id"], row["place_basis"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Syrian guns killed nine people in Homs.", ("Homs", "SYR/Homs", "stated")),
        ("Syrian guns killed nine people in the Baba Amr quarter of Homs.", ("Baba Amr", "SYR/Homs/Homs/Baba Amr", "stated")),
        ("Shells hit Homs in Syria. Nine people died there.", ("Homs", "SYR/Homs", "context")),
        ("Nine people died in the Syrian capital.", ("Damascus", "SYR/Damascus", "stated")),
        ("Syrian guns killed nine people in Homs and Hama.", ("Homs and Hama", "SYR", "stated")),
        ("Nine soldiers from Malawi and Uruguay were killed near the Syrian city of Homs.", ("Homs", "SYR/Homs", "stated")),
        ("Syrian guns killed nine people, including a child, in Homs.", ("Homs", "SYR/Homs", "stated")),
        ("Syrian guns killed nine people in eastern Ghouta.", ("eastern Ghouta", "SYR/Rif Dimashq", "stated")),
        ("DAMASCUS, Syria - Nine people died in the city of Homs.", ("Homs", "SYR/Homs", "stated")),
        ("Nine people died in a series of blasts in Homs, Syria. The first blast struck in Baba Amr.", ("Homs", "SYR/Homs", "stated")),
        ("Shells hit Homs in Syria. Elsewhere, nine people died in Hama.", ("Hama", "SYR/Hama", "stated")),
        ("Syrian guns killed 20 people in Homs and nine in Hama.", ("Hama", "SYR/Hama", "stated")),
        ("Nine people died in Homs, the deadliest attack in Hama or anywhere in Syria.", ("Homs", "SYR/Homs", "stated")),
        ("Nine people died in Syria.", (None, "SYR", "stated")),
        ("Syrian troops killed nine people in the village of Tel Zorn.", ("Tel Zorn", None, "stated")),
        ("Across the country, Syrian troops killed nine people.", (None, "SYR", "context")),
        ("Nine Syrians were killed, he told reporters in Geneva.", (None, "SYR", "context")),
        ("Nine people died in a mosque in Peshawar, in northwest Pakistan.", ("Peshawar", "PAK/Khyber Pakhtunkhwa/Peshawar", "stated")),
    ],
)
def test_places(text, found):
    assert place(text) == found


@pytest.mark.parametrize("word", ["Of", "March", "Said", "Police", "Union"])
def test_words_that_are_also_towns(word):
    assert place(f"{word} there was none. Syrian guns killed nine people.")[0] is None


def test_each_clause_has_its_place():
    text = "In Syria, at least nine people were killed in Idlib and two in Hama."
    assert [place(text, n=n)[0] for n in (0, 1)] == ["Idlib", "Hama"]


def test_a_list_of_parts_gives_the_whole_no_place():
    rows = article.records("Monitors counted nine dead in Syria: 5 in Homs and 4 in Hama.", dt.date(2012, 2, 7))
    assert [(r["best"], r["place_id"], r["part_of"] is not None) for r in rows] == [(9, "SYR", False), (5, "SYR/Homs", True), (4, "SYR/Hama", True)]
