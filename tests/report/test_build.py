import io
import json
import re
from dataclasses import replace

import material_maker as maker
import pandas as pd
import pypdfium2
import pytest

from casualties.errors import DataError, UsageError
from casualties.report import FORMATS, build, fonts, listing
from casualties.report.build import DPI
from casualties.report.document import to_pdf, to_png


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def loaded(built):
    return json.loads((built / "nord.json").read_text(encoding="utf-8"))


def test_same_inputs_same_bytes(built, tmp_path):
    m = maker.material()
    frames = {name: frame for name, frame in vars(m).items() if isinstance(frame, pd.DataFrame)}
    shuffled = replace(m, **{name: frame.sample(frac=1, random_state=3).reset_index(drop=True) for name, frame in frames.items()})
    build(maker.definition(), shuffled, tmp_path, author="Test office", software="casualties 0", formats=FORMATS)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in built.iterdir())
    for path in built.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_document(built):
    pages = text_of(built / "nord.pdf")
    text = "\n".join(pages)
    assert "what was claimed, not a verified count" in " ".join(pages[0].split())
    assert "at least 9 killed" in text
    assert "at least 260 killed" in text
    assert ">300 killed" in text
    assert f"page 1 of {len(pages)}" in pages[0]
    for item in loaded(built)["headlines"]:
        assert item["value"] in text


def test_metadata_holds_no_name_of_user_or_path_and_no_clock(built):
    document = pypdfium2.PdfDocument(built / "nord.pdf")
    meta = document.get_metadata_dict()
    assert meta["Author"] == "Test office"
    assert "not a verified count" in meta["Title"]
    assert meta["CreationDate"].startswith("D:20200309")
    for path in built.iterdir():
        content = path.read_bytes()
        found = [folder for folder in (b"/tmp", b"/home", b"/root") if folder in content]
        assert not found, path.name


def test_tags_language_and_bookmarks(built):
    document = pypdfium2.PdfDocument(built / "nord.pdf")
    assert document.is_tagged()
    titles = [item.get_title() for item in document.get_toc()]
    assert titles[0] == "What was reported"
    assert "Claims" in titles
    assert "Method" in titles
    assert b"/Lang" in (built / "nord.pdf").read_bytes()


def test_every_number_of_the_document_is_in_the_json(built):
    raw = (built / "nord.json").read_text(encoding="utf-8")
    known = set(re.findall(r"\d+", raw.replace(",", "")))
    for page in text_of(built / "nord.pdf"):
        body = re.sub(r"page \d+ of \d+", "", page).replace(",", "")
        for found in re.findall(r"\d+", body):
            assert found in known or any(found in other for other in known), found


def test_every_number_drawn_stands_in_a_mark_with_claims(built):
    data = loaded(built)
    for chart in data["charts"].values():
        assert chart["marks"]
        assert all(mark["claim_ids"] for mark in chart["marks"])
        figures = {re.sub(r"^(in all|left over:) ", "", mark["label"]) for mark in chart["marks"] if "label" in mark}
        drawn = [t for t in chart["texts"] if re.fullmatch(r"[\d,]+(–[\d,]+)?\+|[\d,]+–[\d,]+|up to [\d,]+", t)]
        assert drawn if chart["kind"] in {"daily", "panels"} else True
        assert all(text in figures for text in drawn)


def test_silence_is_listed_and_never_zero(built):
    data = loaded(built)
    assert data["charts"]["xxa-nord-nord-killed-daily"]["no_report"] == ["2020-03-01", "2020-03-09"]
    csv = pd.read_csv(built / "nord-figures.csv")
    assert csv.loc[csv["kind"] == "silence", ["low", "best", "high"]].isna().all().all()
    assert (csv.loc[csv["status"] == "zero", "best"] == 0).all()
    assert (csv["status"] == "zero").sum() == 1


def test_alternative_texts_state_the_finding_in_numbers(built):
    charts = loaded(built)["charts"]
    daily = charts["xxa-nord-nord-killed-daily"]["alt"]
    assert "40 to 70 on 3 March 2020 (Nord Watch)" in daily
    assert "300 or more" not in daily
    assert "at least 300 for 4–8 March 2020 (5 days), by Nord Watch" in daily
    assert "No report for 2 of 9 days" in daily
    assert "Relief Group: 45 to 45" not in charts["xxa-nord-nord-killed-totals"]["alt"]


def test_links_are_http_only(built):
    data = loaded(built)
    cells = [cell for page in data["pages"] for block in page["blocks"] if block["type"] == "table" for row in block["rows"] for cell in row]
    urls = {cell["url"] for cell in cells if isinstance(cell, dict)}
    assert "https://example.org/1" in urls
    assert all(url.startswith("http") for url in urls)
    assert b"javascript" not in (built / "nord.pdf").read_bytes()
    assert "javascript" not in (built / "nord-claims.csv").read_text()


def test_data_is_never_evaluated_and_arabic_is_drawn(built):
    text = "\n".join(text_of(built / "nord.pdf"))
    assert fonts.REPLACEMENT not in text
    assert fonts.printable("نورد حمص Хомс Їжак ґ") == "نورد حمص Хомс Їжак ґ"
    assert fonts.printable("漢") == fonts.REPLACEMENT


def test_pictures_are_200_dots_an_inch(built):
    from PIL import Image

    with Image.open(built / "xxa-nord-nord-killed-totals.png") as image:
        assert abs(image.width - 6.7 * 200) <= 2
    names = ["xxa-nord-nord-killed-daily", "xxa-nord-nord-killed-totals"]
    alone = [to_png((built / f"{name}.svg").read_bytes(), DPI) for name in names]
    assert alone == [(built / f"{name}.png").read_bytes() for name in names]
    assert "<text" in (built / "xxa-nord-nord-killed-daily.svg").read_text()


def with_terms(**terms):
    return maker.material(source_table=maker.sources(**terms))


def made(material, out, **changes):
    build(maker.definition(**changes), material, out, author="", software="casualties 0", formats=("pdf", "json", "csv"))
    return json.loads((out / "nord.json").read_text()), "\n".join(text_of(out / "nord.pdf"))


def test_what_must_not_be_published_is_nowhere_and_is_counted(tmp_path):
    rows = [row | {"do_not_publish": row["claim_id"] == "t:3"} for row in maker.CLAIM_ROWS]
    data, text = made(maker.material(claim_rows=rows), tmp_path)
    assert "260" not in text
    assert "260" not in (tmp_path / "nord.json").read_text()
    assert "t:3" not in (tmp_path / "nord-claims.csv").read_text()
    assert "t:3" not in (tmp_path / "nord-figures.csv").read_text()
    assert "marked as not to be published" in text
    assert not [m for m in data["charts"]["xxa-nord-nord-killed-totals"]["marks"] if m["source"] == "watch"]


def test_terms_that_forbid_passing_on_take_a_source_out(tmp_path):
    data, text = made(with_terms(watch={"redistribution": "none"}), tmp_path)
    assert "Nord Watch" not in text
    assert "watch" not in data["sources"]
    assert "forbid passing it on" in text


def test_terms_that_allow_totals_only_leave_the_total(tmp_path):
    data, text = made(with_terms(watch={"redistribution": "aggregate_only"}), tmp_path)
    assert [m["source"] for m in data["charts"]["xxa-nord-nord-killed-totals"]["marks"]].count("watch") == 1
    assert all(m["source"] != "watch" for m in data["charts"]["xxa-nord-nord-killed-daily"]["marks"])
    assert "t:3" not in (tmp_path / "nord-claims.csv").read_text()
    assert "totals only" in text


def test_proposed_claims_are_left_out(tmp_path):
    rows = [row | ({"review": "proposed"} if row["claim_id"] == "t:1" else {}) for row in maker.CLAIM_ROWS]
    _, text = made(maker.material(claim_rows=rows), tmp_path)
    assert "found by a machine and not reviewed" in text


def test_claimants_of_the_definition(tmp_path):
    data, text = made(maker.material(), tmp_path, claimants=("relief",))
    assert list(data["sources"]) == ["relief"]
    assert "Nord Watch" not in text


def test_a_place_without_data_has_a_page_that_says_so(tmp_path):
    _, text = made(maker.material(), tmp_path, places=("XXA/Sud",))
    assert "no sign that nobody was harmed" in " ".join(text.split())
    assert "No claim for these places" in text


def test_letter_paper_and_chosen_pages(tmp_path):
    build(maker.definition(paper="letter", pages=("method",)), maker.material(), tmp_path, author="", software="", formats=("pdf",))
    assert pypdfium2.PdfDocument(tmp_path / "nord.pdf").get_page_size(0) == (612, 792)


def test_left_out_claims_are_counted_with_the_reason(built):
    text = " ".join("\n".join(text_of(built / "nord.pdf")).split())
    assert "its rule is not built yet" in text


def test_unknown_format_and_unwritable_folder(tmp_path):
    with pytest.raises(UsageError, match="unknown format 'docx'"):
        build(maker.definition(), maker.material(), tmp_path, author="", software="", formats=("docx",))
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        build(maker.definition(), maker.material(), tmp_path / "file", author="", software="", formats=("json",))


def test_a_missing_font_is_an_error(monkeypatch):
    monkeypatch.setattr(fonts, "FILES", (*fonts.FILES, "Absent.ttf"))
    with pytest.raises(DataError, match="font of the package is missing"):
        to_pdf(b"{}", {})


def test_a_long_table_is_cut_and_the_rest_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(listing, "MOST", 300)
    rows = [maker.claim(i, "watch", 2, 2, 9, 9, 9) for i in range(1, 311)]
    build(maker.definition(pages=("front", "claims")), maker.material(claim_rows=rows), tmp_path, author="", software="", formats=("pdf", "csv"))
    pages = text_of(tmp_path / "nord.pdf")
    assert len(pages) > 4
    assert "The first 300 of 310 claims are printed" in " ".join(" ".join(pages).split())
    assert all("Figure as stated" in page for page in pages[2:-1])
    assert len(pd.read_csv(io.BytesIO((tmp_path / "nord-claims.csv").read_bytes()))) == 310
