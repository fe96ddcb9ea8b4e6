import datetime as dt

import pytest

import casualties as cas
from casualties.extract import article
from casualties.tables import CLAIMS

TEXT = "The Syrian Observatory for Human Rights said on Tuesday that at least nine civilians had been killed in Homs, two of them children."


def test_a_frame_of_claims_with_offsets():
    frame = cas.extract(TEXT, published="2012-02-07", publisher="Reuters", url="https://example.org/a")
    assert list(frame.columns) == [*CLAIMS.names, "quote_start", "quote_end"]
    CLAIMS.validate(frame[CLAIMS.names])
    assert (frame["review"] == "proposed").all()
    assert [TEXT[a:b] for a, b in zip(frame["quote_start"], frame["quote_end"], strict=True)] == frame["quote"].tolist()
    first = frame.iloc[0]
    assert (first["claimant"], first["publisher"], first["place_id"]) == ("sohr", "reuters", "SYR/Homs")
    assert str(first["published_at"]) == "2012-02-07 23:59:59+00:00"
    assert frame.iloc[1]["part_of"] == first["claim_id"]


def test_the_same_text_gives_the_same_ids():
    one, two = (cas.extract(TEXT, published="2012-02-07") for _ in range(2))
    assert one["claim_id"].tolist() == two["claim_id"].tolist()
    assert one["claim_id"].is_unique


def test_no_claim_is_a_frame_of_claims_too():
    frame = cas.extract("It rained in Homs.", published="2012-02-07")
    assert frame.empty
    assert list(frame.columns) == [*CLAIMS.names, "quote_start", "quote_end"]


@pytest.mark.parametrize("published", [None, "", "soon"])
def test_a_day_of_publication_is_needed(published):
    with pytest.raises(cas.errors.UsageError, match=r"date"):
        cas.extract(TEXT, published=published)


def test_days_may_be_left_open():
    frame = cas.extract(TEXT, dates=False)
    assert frame["start"].isna().all()
    assert (frame["date_precision"] == "unknown").all()
    assert frame["published_at"].isna().all()


@pytest.mark.parametrize(
    "text",
    ["", "\x00" * 50, "قتل خمسة أشخاص في حمص. " * 50, "killed " * 20_000, "5 " * 30_000, "'" * 30_000, "a-" * 30_000, "." * 30_000, "\ud800 \ufffe"],
    ids=["empty", "nul", "arabic", "killed", "five", "quotes", "hyphens", "dots", "broken"],
)
def test_bad_input_gives_nothing_and_does_not_crash(text):
    assert article.records(text, dt.date(2012, 2, 7)) == []


def test_main_totals_leave_parts_and_running_totals_out():
    text = "Bombs killed 12 people on Monday, three of them women, and hurt 40. Since 2011 the war has killed 9,000 people."
    assert cas.article_totals(text, published="2012-02-07") == (12, 40)
    assert cas.article_totals("It rained.") == (None, None)


def test_named_persons_count_where_nothing_else_does():
    assert cas.article_totals("The mayor was murdered on Monday.", published="2012-02-07").killed == 1
