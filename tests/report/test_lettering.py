import dataclasses
import io
import re

import material_maker as maker
import pikepdf
import pytest
from test_maps import totals

from casualties import places
from casualties.report import blocks, contents, figure, fonts
from casualties.report.data import drawn_texts, to_json
from casualties.report.document import to_pdf
from casualties.report.draw.svg import as_svg
from casualties.report.pages import pages_of

FSI, PDI = "\u2068", "\u2069"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىةًٌٍَُِّْـپچژگکی٠١٢٣٤٥٦٧٨٩،؛؟"
CYRILLIC = "".join(map(chr, range(0x410, 0x450))) + "ЁёЂђЄєЅѕІіЇїЈјЉљЊњЋћЌќЎўЏџҐґҒғҚқҢңҮүҰұҲҳҺһӘәӨө"


def test_the_fonts_have_the_letters_of_the_names_they_are_for():
    assert fonts.missing([ARABIC, CYRILLIC, "0123456789+–—“”’…·", "İıŞşĞğÇçÉéÑñÖöÜüŁłŻżẞđĐəƏ"]) == []
    assert fonts.missing(["Homs 漢", "עזה \ufffd", "漢\u200f"]) == ["ה", "ז", "ע", "漢", "\ufffd"]


def test_a_chart_may_write_every_arabic_letter_in_a_tagged_document(caplog):
    letters = [c for c in ARABIC if c.isalpha()]
    ids = ["SYR/Homs", "SYR/Hama", "SYR/Idlib", "SYR/Daraa"]
    table = places.load(["SYR"])
    texts = dict(zip(ids, [" ".join(f"ب{c}ب" for c in letters[i::4]) for i in range(4)], strict=True))
    texts["SYR/Homs"] += " حِمْص لا الله x\u0301"
    table["name"] = table["place_id"].map(texts).fillna(table["name"])
    fig = figure("map", totals(list(texts), [1, 2, 3, 4]), places=table)
    assert "حمص" in " ".join(drawn_texts(fig))
    assert "/Image" not in objects(document(fig))
    assert not caplog.records


def document(fig):
    chart = {"svg": "a.svg", "alt": "x", "caption": "", "width_mm": 100, "height_mm": 100}
    page = {"title": "p", "landscape": False, "blocks": [{"type": "chart", "chart": "a"}]}
    data = {"title": "t", "author": "", "as_of": None, "as_of_words": "", "language": "en", "paper": "a4", "software": ""}
    return to_pdf(to_json(data | {"charts": {"a": chart}, "pages": [page]}), {"a.svg": as_svg(fig)})


def objects(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {str(found.get("/Subtype")) for found in opened.objects if isinstance(found, pikepdf.Stream)}


def test_a_script_that_a_tagged_chart_cannot_hold_is_a_picture_and_said(caplog):
    table = places.load(["SYR"])
    table["name"] = table["name"].mask(table["place_id"] == "SYR/Homs", "हिन्दी")
    fig = figure("map", totals(["SYR/Homs"], [400]), places=table)
    assert "हिन्दी" in drawn_texts(fig)
    assert "/Image" in objects(document(fig))
    assert "a.svg" in caplog.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("حمص 260+", f"{FSI}حمص{PDI} 260+"),
        ("محافظة حمص: 55–200+; تلبيسة: 12+", f"{FSI}محافظة حمص{PDI}: 55–200+; {FSI}تلبيسة{PDI}: 12+"),
        ("صحيفة (صوت) (own voice)", f"{FSI}صحيفة (صوت){PDI} (own voice)"),
        ("Хомс 55–200+", "Хомс 55–200+"),
        ("Homs 260+", "Homs 260+"),
    ],
)
def test_figures_beside_arabic_keep_their_order(text, expected):
    assert fonts.isolated(text) == expected
    assert fonts.isolated(fonts.isolated(text)) == expected


def test_scripts_that_no_one_font_has_are_written_piece_by_piece():
    assert fonts.pieces("Homs; الرقة") == ["Homs; الرقة"]
    assert fonts.pieces(fonts.isolated("Хомс; الرقة: 5+")) == ["Хомс; ", "الرقة", ": 5+"]
    frame = totals(["SYR/Homs", "SYR/Hama"], [4, 5])
    table = places.load(["SYR"])
    table["name"] = table["name"].mask(table["place_id"] == "SYR/Raqqa", "الرقة").mask(table["place_id"] == "SYR/Idlib", "Ідліб")
    texts = [t for ax in figure("map", frame, places=table).axes for t in ax.texts]
    (arabic,) = [t for t in texts if t.get_text() == "الرقة"]
    before = next(t for t in texts if "Ідліб" in t.get_text())
    assert arabic.get_transform() != before.get_transform()


def test_a_map_writes_arabic_names_and_their_figures_apart():
    table = places.load(["SYR"])
    table["name"] = table["name"].mask(table["place_id"] == "SYR/Homs", "محافظة حمص").mask(table["place_id"] == "SYR/Hama", "حماة 漢")
    fig = figure("map", totals(["SYR/Homs", "SYR/Hama"], [400, 100], high_open=True), places=table)
    texts = drawn_texts(fig)
    assert {f"{FSI}محافظة حمص{PDI}", "400+", "حماة", fonts.REPLACEMENT} <= set(texts)
    assert any("cannot draw" in text for text in texts)
    assert re.search("محافظة حمص", as_svg(fig).decode())


def test_a_document_names_the_characters_it_cannot_set():
    made = maker.material()
    sources = made.sources.assign(name=made.sources["name"].mask(made.sources["id"] == "watch", "漢 Watch"))
    report = contents.prepare(maker.definition(), dataclasses.replace(made, sources=sources), author="", software="")
    pages = pages_of(report)
    assert "U+6F22" in pages[-1]["blocks"][-1]["text"]
    plain = contents.prepare(maker.definition(), made, author="", software="")
    assert "U+" not in pages_of(plain)[-1]["blocks"][-1].get("text", "")


def test_names_in_pages_are_isolated_and_kept_whole_in_data():
    made = maker.material()
    sources = made.sources.assign(name=made.sources["name"].mask(made.sources["id"] == "watch", "مرصد الشمال"))
    report = contents.prepare(maker.definition(), dataclasses.replace(made, sources=sources), author="", software="")
    assert report.names["watch"] == "مرصد الشمال"
    assert any(f"{FSI}مرصد الشمال{PDI}" in text for text in blocks.texts(pages_of(report)))
