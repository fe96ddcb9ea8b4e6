"""Decisions about proposed claims: written at once, never over another's work, and read by the ingestors."""

from __future__ import annotations

import csv
import json

import pytest

from casualties import pipeline
from casualties.errors import DataError, UsageError
from casualties.ingest import proposals
from casualties.ingest.articles import Article
from casualties.pipeline.review import open_review

TEXT = "Twelve people were killed in Hama on Monday, including three children, the Syrian Observatory for Human Rights said."
OTHER = "Nine people died in shelling in Homs on Monday, activists said."


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "claims.csv"
    told = [Article(text, "2012-09-04", "afp", url=f"https://example.org/{n}") for n, text in enumerate((TEXT, OTHER))]
    proposals.sheet([record for article in told for record in proposals.records(article, "adhoc")]).to_csv(path, index=False)
    return path


def cells(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_decision_is_on_the_disk_at_once_and_the_review_goes_on_there(kept, tmp_path):
    under = open_review(str(kept), tmp_path)
    first, *rest = under.pending()
    first["figure"] = "at least 13"
    under.decide(first, "accepted", "ab")
    told = cells(kept)[0]
    assert (told["figure"], told["review"], told["reviewed_by"], told["reviewed_at"][:2]) == ("at least 13", "accepted", "ab", "20")
    again = open_review(str(kept), tmp_path)
    assert [row["record_id"] for row in again.pending()] == [row["record_id"] for row in rest]


def test_a_claim_that_cannot_be_read_is_not_accepted_but_may_be_rejected(kept, tmp_path):
    before = kept.read_bytes()
    under = open_review(str(kept), tmp_path)
    row = under.pending()[0]
    row["end"] = "31.2.2012"
    with pytest.raises(DataError, match="column 'end'"):
        under.decide(row, "accepted", "ab")
    assert kept.read_bytes() == before
    under.decide(row, "rejected", "ab")
    assert cells(kept)[0]["review"] == "rejected"


def test_what_another_program_wrote_meanwhile_is_not_written_over(kept, tmp_path):
    under = open_review(str(kept), tmp_path)
    kept.write_text(kept.read_text().replace("Hama", "HAMA"))
    after = kept.read_bytes()
    with pytest.raises(UsageError, match="changed by another program"):
        under.decide(under.pending()[0], "accepted", "ab")
    assert kept.read_bytes() == after


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "no such file"),
        ("harm,figure\nkilled,9\n", "missing"),
        ("harm,figure,place,start,end,claimant,publisher,published,url\nkilled,9,Homs,2012-01-01,2012-01-01,sohr,afp,2012-01-02,\n", "victims"),
    ],
)
def test_files_that_are_none_are_refused(tmp_path, content, what):
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_text(content)
    with pytest.raises((UsageError, DataError), match=what):
        open_review(str(path), tmp_path)


def folder_of(root, raw='["raw/*", "reviewed*.csv"]', ingestor="news"):
    folder = root / "datasets" / "press"
    (folder / "raw").mkdir(parents=True)
    (folder / "dataset.toml").write_text(f'title = "Press"\ningestor = "{ingestor}"\nraw = {raw}\n')
    told = [{"text": text, "published": "2012-09-04", "publisher": "afp", "url": f"https://example.org/{n}"} for n, text in enumerate((TEXT, OTHER))]
    (folder / "raw" / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in told))
    return folder


@pytest.mark.usefixtures("small_world")
def test_of_a_data_set_of_news_decisions_stand_beside_the_articles(tmp_path):
    folder = folder_of(tmp_path)
    first = pipeline.ingest(tmp_path).iloc[0]
    assert (first["claims"], first["exit_code"]) == (3, 0)
    assert pipeline.series(tmp_path, place="Hama").empty or pipeline.series(tmp_path, place="Hama")["low"].isna().all()  # proposed claims enter no series
    under = open_review("press", tmp_path)
    whole, part, _ = under.pending()
    under.decide(whole, "accepted", "ab")
    # The claims of an article stay together, for a part names its whole; the other article is not written.
    assert [row["review"] for row in cells(folder / "reviewed.csv")] == ["accepted", "proposed"]
    second = pipeline.ingest(tmp_path).iloc[0]
    assert (second["claims"], second["new"], second["revised"], second["withdrawn"]) == (3, 0, 2, 0)
    assert pipeline.series(tmp_path, place="Hama")["best"].dropna().tolist() == [12]
    third = pipeline.ingest(tmp_path).iloc[0]
    assert (third["new"], third["revised"], third["withdrawn"]) == (0, 0, 0)
    again = open_review("press", tmp_path)
    assert next(row["record_id"] for row in again.pending()) == part["record_id"]
    assert len(again.pending()) == 2


def test_data_sets_that_cannot_be_reviewed_say_why(tmp_path):
    folder_of(tmp_path, raw='["raw/*"]')
    with pytest.raises(UsageError, match="does not name reviewed"):
        open_review("press", tmp_path)
    with pytest.raises(UsageError, match="Did you mean 'press'"):
        open_review("prss", tmp_path)
    (tmp_path / "datasets/press/dataset.toml").write_text('title = "x"\ningestor = "claims_csv"\nraw = ["a.csv"]\n')
    with pytest.raises(UsageError, match="only news"):
        open_review("press", tmp_path)


@pytest.mark.usefixtures("small_world")
def test_two_outlets_with_one_statement_are_two_claims_and_one_figure(tmp_path):
    folder = folder_of(tmp_path)
    told = [{"text": TEXT, "published": "2012-09-04", "publisher": name, "url": f"https://example.org/{name}"} for name in ("afp", "dw")]
    (folder / "raw" / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in told))
    under = open_review("press", tmp_path)
    for row in under.pending():
        under.decide(row, "accepted", "ab")
    pipeline.ingest(tmp_path)
    claims = pipeline.read_claims(tmp_path)
    assert (claims["best"] == 12).sum() == 2
    days = pipeline.series(tmp_path, place="Hama").dropna(subset=["best"])
    assert days["best"].tolist() == [12]
    assert days["claim_ids"].str.count(";").tolist() == [1]
