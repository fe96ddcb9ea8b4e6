"""News as a data set: proposed claims, decided ones in their place, and the article behind each."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from casualties.errors import UsageError
from casualties.ingest import proposals
from casualties.ingest.articles import Article
from casualties.ingest.definition import Definition
from casualties.ingest.statements import ingest
from casualties.raw import RawFile
from casualties.testing import check_ingestor

FIRST = {
    "text": "Twelve people were killed in Hama on Monday, including three children, the Syrian Observatory for Human Rights said.",
    "published": "2012-09-04",
    "publisher": "afp",
    "url": "https://example.org/1",
}
SECOND = {
    "text": "Police said nine people died in Basra on Sunday.",
    "published": "2012-09-03T08:00:00Z",
    "publisher": "The Valley Post",
    "url": "https://example.org/2",
}
UNDATED = {"text": "Two people were killed in Homs on Friday."}
SILENT = {"text": "The weather was fine.", "published": "2012-09-04"}


@pytest.fixture(scope="module")
def tables():
    from casualties import places, sources

    return sources.load(), places.load(["SYR", "IRQ"])


def lines(path, *told):
    path.write_text("".join(json.dumps(one) + "\n" for one in told))
    return RawFile(path, path.name)


def reviewed(path, rows):
    pd.DataFrame(rows).to_csv(path, index=False)
    return RawFile(path, path.name)


def definition(**options):
    return Definition("press", "Press", "news", ("*",), options=options)


def test_contract(tmp_path):
    path = tmp_path / "a.jsonl"
    lines(path, FIRST, SILENT, UNDATED, SECOND)
    made = check_ingestor("news", path, read=4)
    assert made.rejects["reasons"].tolist() == ["published_given"]
    assert "Homs" not in made.rejects["row"][0]  # nothing of the text is kept of what was not read


def test_what_is_found_is_proposed_and_leads_to_its_characters(tmp_path, tables):
    made = ingest(definition(), [lines(tmp_path / "a.jsonl", FIRST, SECOND)], *tables).claims
    whole, part, other = (row for _, row in made.iterrows())
    assert set(made["review"]) == {"proposed"}
    assert (whole["best"], whole["claimant"], whole["publisher"], whole["place_id"], str(whole["start"])[:10]) == (12, "sohr", "afp", "SYR/Hama", "2012-09-03")
    assert (part["best"], part["victims"], part["part_of"]) == (3, "children", whole["claim_id"])
    assert (other["place_id"], other["publisher"]) == ("IRQ/Basra", "The Valley Post")
    where, _, span = whole["raw_ref"].partition(", characters ")
    first, last = map(int, span.split("-"))
    assert (where, FIRST["text"][first:last]) == ("line 1", whole["quote"])
    assert max(len(quote) for quote in made["quote"]) < len(FIRST["text"])  # the clause, not the text


def test_reading_again_gives_the_same_and_an_edit_elsewhere_changes_no_key(tmp_path, tables):
    before = ingest(definition(), [lines(tmp_path / "a.jsonl", FIRST)], *tables).claims
    longer = FIRST | {"text": f"It was a dark day. {FIRST['text']} Shops were closed."}
    after = ingest(definition(), [lines(tmp_path / "b.jsonl", longer)], *tables).claims
    assert after["claim_id"].tolist() == before["claim_id"].tolist()


def test_an_article_in_two_files_counts_once(tmp_path, tables):
    made = ingest(definition(), [lines(tmp_path / "a.jsonl", FIRST), lines(tmp_path / "b.jsonl", FIRST, SECOND)], *tables)
    assert len(made.claims) == 3
    assert made.rejects["reasons"].tolist() == ["article_in_one_file_only"] * 2
    assert made.read == 5


def test_a_decided_claim_takes_the_place_of_the_one_found_and_leads_to_the_article(tmp_path, tables):
    rows = proposals.sheet(proposals.records(Article(**FIRST, where="line 1"), "press")).to_dict("records")
    rows[0] |= {"figure": "at least 13", "review": "accepted", "reviewed_by": "ab", "reviewed_at": "2026-01-05T10:00:00Z"}
    rows[1] |= {"review": "rejected", "reviewed_by": "ab", "reviewed_at": "2026-01-05"}
    raws = [lines(tmp_path / "a.jsonl", FIRST, SECOND), reviewed(tmp_path / "reviewed.csv", rows)]
    made = ingest(definition(), raws, *tables)
    told = made.claims.set_index("claim_id").loc[[f"press:{row['record_id']}" for row in rows]]
    assert told["review"].tolist() == ["accepted", "rejected"]
    assert (told["low"].iloc[0], told["qualifier"].iloc[0]) == (13, "at_least")
    assert told["note"].tolist() == ["reviewed by ab, 2026-01-05"] * 2
    assert set(told["raw_sha256"]) == {"a.jsonl"}
    assert told["raw_ref"].str.startswith("line 1, characters").all()
    assert (made.claims["review"] == "proposed").sum() == 1
    assert set(made.rejects["reasons"]) == {"not_decided_in_review"}


def test_a_file_under_review_says_the_same_as_what_was_found(tmp_path, tables):
    found = ingest(definition(), [lines(tmp_path / "a.jsonl", FIRST, SECOND)], *tables).claims
    told = [Article(**FIRST), Article(**SECOND)]
    rows = proposals.sheet([record for article in told for record in proposals.records(article, "press")])
    back = ingest(definition(), [reviewed(tmp_path / "reviewed.csv", rows)], *tables).claims
    same = [
        "claim_id",
        "harm",
        "victims",
        "low",
        "best",
        "high",
        "qualifier",
        "counting",
        "start",
        "end",
        "place_id",
        "claimant",
        "via",
        "publisher",
        "published_at",
        "url",
        "part_of",
    ]
    pd.testing.assert_frame_equal(back.sort_values("claim_id")[same].reset_index(drop=True), found.sort_values("claim_id")[same].reset_index(drop=True))


@pytest.mark.parametrize(
    ("stated", "qualifier", "numbers", "words"),
    [
        ("at least nine", "at_least", (9, 9, None), "at least nine"),
        ("a", "exact", (1, 1, 1), "1"),
        ("the 27", "exact", (27, 27, 27), "27"),
        ("fewer than 30", "up_to", (None, None, 30), "up to 30"),
        ("between 12 and 15", "between", (12, None, 15), "between 12 and 15"),
        ("some 40", "about", (None, 40, None), "some 40"),
    ],
)
def test_a_figure_is_told_in_words_that_are_read_back(stated, qualifier, numbers, words):
    from casualties.extract import figures

    claim = dict(zip(("low", "best", "high"), numbers, strict=True)) | {"stated": stated, "qualifier": qualifier}
    made = proposals.figure(claim)
    assert made in (words, stated)
    read = figures.read(made)
    assert (read.qualifier, read.low, read.best, read.high) == (qualifier, *numbers)


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"reviewed_at": "2026-01-05"}, "reviewed_by"), ({"reviewed_by": "ab", "reviewed_at": "soon"}, "reviewed_at")],
)
def test_who_and_when_are_read_or_refused(cells, column):
    by, problems = proposals.reviewed(cells, 2)
    assert by is None
    assert [p.column for p in problems] == [column]
    assert proposals.reviewed({"reviewed_by": "ab"}, 2) == ("reviewed by ab", [])
    assert proposals.reviewed({}, 2) == (None, [])


def test_dates_may_be_left_open(tmp_path, tables):
    made = ingest(definition(dates=False, publisher="dw"), [lines(tmp_path / "a.jsonl", UNDATED)], *tables).claims
    assert made["start"].isna().all()
    assert made["date_precision"].tolist() == ["unknown"]
    assert made["publisher"].tolist() == ["deutsche-welle"]
    assert made["published_at"].isna().all()


def test_a_day_of_publication_that_is_none_is_a_reject_of_its_own(tmp_path, tables):
    made = ingest(definition(), [lines(tmp_path / "a.jsonl", FIRST | {"published": "last week"}, UNDATED)], *tables)
    assert made.claims.empty
    assert made.rejects["reasons"].tolist() == ["published_readable", "published_given"]


@pytest.mark.parametrize("options", [{"publishr": "x"}, {"dates": "no"}, {"publisher": 3}])
def test_options_are_checked(tmp_path, tables, options):
    with pytest.raises(UsageError, match="option"):
        ingest(definition(**options), [lines(tmp_path / "a.jsonl", FIRST)], *tables)
