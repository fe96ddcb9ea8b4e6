"""Rulings of people are printed on the method page, unless they name a claim that may not be shown."""

from __future__ import annotations

import json
from dataclasses import replace

import material_maker as maker
import pandas as pd
import pypdfium2

from casualties.report import build
from casualties.tables import RULINGS


def printed(folder, *rulings, claims=None):
    material = maker.material()
    rows = [{"ruling_id": f"R{i}", "reason": f"why number {i}", "by": "the editor", "at": "2020-03-05T10:00:00Z", **r} for i, r in enumerate(rulings, 1)]
    told = RULINGS.complete(pd.DataFrame(rows)) if rows else RULINGS.empty()
    material = replace(material, rulings=told, claims=material.claims if claims is None else claims(material.claims))
    build(maker.definition(), material, folder, author="", software="casualties 0", formats=("pdf", "json"))
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(folder / "nord.pdf"))
    return " ".join(text.split())


def test_a_ruling_is_printed_with_reason_person_and_day(tmp_path):
    first = maker.material().claims["claim_id"].iloc[0]
    text = printed(tmp_path, {"kind": "keep_both", "claim_ids": f"{first}; t:elsewhere"})
    assert "Rulings of people" in text
    for word in ("R1", "keep both", "why number 1", "the editor, 5 March 2020"):
        assert word in text
    (told,) = json.loads((tmp_path / "nord.json").read_text())["rulings"]
    assert (told["ruling_id"], told["claim_ids"], told["by"], told["at"]) == ("R1", [first, "t:elsewhere"], "the editor", "2020-03-05")


def test_no_ruling_on_these_claims_no_section(tmp_path):
    assert "Rulings of people" not in printed(tmp_path, {"kind": "exclude", "claim_ids": "t:elsewhere"})
    assert "Rulings of people" not in printed(tmp_path)


def test_a_ruling_on_a_claim_that_may_not_be_shown_is_not_printed(tmp_path):
    first, second = maker.material().claims["claim_id"].iloc[:2]
    hide = lambda claims: claims.assign(do_not_publish=claims["claim_id"] == second)  # noqa: E731
    text = printed(tmp_path, {"kind": "supersedes", "claim_ids": f"{first}; {second}"}, {"kind": "exclude", "claim_ids": first}, claims=hide)
    assert "why number 1" not in text
    assert "why number 2" in text
    assert [told["reason"] for told in json.loads((tmp_path / "nord.json").read_text())["rulings"]] == ["why number 2"]
