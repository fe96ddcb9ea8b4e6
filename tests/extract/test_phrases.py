"""Tables of phrases: faults that were found on sentences of many wars, each mended by a general rule."""

import datetime as dt

import pytest

from casualties.extract import article


def rows(text, published="2015-03-24"):
    return article.records(text, dt.date.fromisoformat(published))


def figure(row):
    return row["best"] or row["low"] or row["high"]


def parts(text):
    found = rows(text)
    at = {r["claim_id"]: n for n, r in enumerate(found)}
    return [(figure(r), r["place_id"], at.get(r["part_of"])) for r in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Monitors said 140 people were killed nationwide, including 38 in Damascus, 20 in Homs and 14 in Aleppo.",
            [(140, "SYR", None), (38, "SYR/Damascus", 0), (20, "SYR/Homs", 0), (14, "SYR/Aleppo", 0)],
        ),
        (
            "Troops shot dead 114 people across Myanmar, among them 40 in Mandalay and at least 27 in Yangon.",
            [(114, "MMR", None), (40, "MMR/Mandalay Region/Mandalay", 0), (27, "MMR/Yangon", 0)],
        ),
        (
            "Raids killed 142 people in Yemen: 77 in Sanaa, 40 in Aden and 25 elsewhere.",
            [(142, "YEM", None), (77, "YEM/Amanat Alasimah/Sanaa", 0), (40, "YEM/Aden", 0), (25, "YEM", 0)],
        ),
        ("Shells killed 60 people in Aleppo, including 4 children, and 20 in Hama.", [(60, "SYR/Aleppo", None), (4, "SYR/Aleppo", 0), (20, "SYR/Hama", None)]),
        ("At least 90 Iraqis were killed, 34 of them in Baghdad, and 12 were hurt.", [(90, "IRQ", None), (34, "IRQ/Baghdad", 0), (12, "IRQ/Baghdad", None)]),
    ],
)
def test_places_of_a_list_are_parts_of_the_country(text, found):
    assert parts(text)[: len(found)] == found
