import datetime as dt

import pytest

from casualties.extract import article, dates, sentences

TUESDAY = dt.date(2012, 2, 7)


def day(iso):
    return dt.date.fromisoformat(iso) if iso else None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("on Tuesday", "2012-02-07", "2012-02-07"),
        ("on Monday", "2012-02-06", "2012-02-06"),
        ("on Wednesday", "2012-02-01", "2012-02-01"),
        ("Thursday's blast", "2012-02-02", "2012-02-02"),
        ("on Sunday and Monday", "2012-02-05", "2012-02-06"),
        ("yesterday", "2012-02-06", "2012-02-06"),
        ("overnight", "2012-02-06", "2012-02-07"),
        ("overnight Saturday", "2012-02-04", "2012-02-05"),
        ("over the weekend", "2012-02-04", "2012-02-05"),
        ("in the past 24 hours", "2012-02-06", "2012-02-07"),
        ("in the last ten days", "2012-01-28", "2012-02-07"),
        ("two days ago", "2012-02-05", "2012-02-05"),
        ("since Friday", "2012-02-03", "2012-02-07"),
        ("since the revolt began in March 2011", "2011-03-01", "2012-02-07"),
        ("since the coup of February 2011", "2011-02-01", "2012-02-07"),
        ("last month", "2012-01-01", "2012-01-31"),
        ("in December", "2011-12-01", "2011-12-31"),
        ("on Feb. 3", "2012-02-03", "2012-02-03"),
        ("on 3 February", "2012-02-03", "2012-02-03"),
        ("on Dec. 30", "2011-12-30", "2011-12-30"),
        ("during the night of 16 to 17 January", "2012-01-16", "2012-01-17"),
        ("this year", "2012-01-01", "2012-02-07"),
        ("late January", "2012-01-21", "2012-01-31"),
        ("2012-02-04", "2012-02-04", "2012-02-04"),
    ],
)
def test_days_are_told_against_publication(text, start, end):
    (span,) = dates.Calendar(TUESDAY).find(sentences.split(f"It came {text} there.")[0])
    assert (span.start, span.end) == (day(start), day(end))


def test_march_and_may_are_words_too():
    assert dates.Calendar(TUESDAY).find(sentences.split("They march and may fall.")[0]) == []


@pytest.mark.parametrize(
    ("text", "start", "end", "basis"),
    [
        ("Six people died on Sunday, police said on Monday.", "2012-02-05", "2012-02-05", "stated"),
        ("Police said on Monday that six people died.", "2012-02-06", "2012-02-06", "context"),
        ("Shells fell on Sunday. Six people died.", "2012-02-05", "2012-02-05", "context"),
        ("The toll has risen to six, police said on Monday.", None, "2012-02-06", "context"),
        ("Shells fell on Sunday. Six people have been killed since then.", "2012-02-05", "2012-02-07", "context"),
        ("Shells fell on Sunday. In total, six people have been killed.", None, "2012-02-07", "published"),
        ("A shell fell after the shift began on Sunday, killing six.", "2012-02-05", "2012-02-05", "stated"),
        ("Monks marched after the Feb. 1 coup. Six people have been slain since the coup.", "2012-02-01", "2012-02-07", "published"),
        ("Six people died on Sunday, in protests against the Feb. 1 coup.", "2012-02-05", "2012-02-05", "stated"),
        ("Six people died in a raid launched after 98 had been killed on Sunday.", None, "2012-02-07", "published"),
        ("The mission said that six people died, fewer than in the same period of 2010.", None, "2012-02-07", "published"),
        ("Shells fell on Saturday. The mayor said at the burial on Sunday that six people died.", "2012-02-04", "2012-02-04", "context"),
        ("Six people died in the first ten days of January.", "2012-01-01", "2012-01-10", "stated"),
        ("Fighting since 4 January had by 30 January killed six people.", "2012-01-04", "2012-01-30", "stated"),
        ("Six people have been killed, the group said on Monday.", None, "2012-02-06", "context"),
        ("Six people died, he said. Eleven were killed on Sunday in the north and nine in the south.", None, "2012-02-07", "published"),
        ("Six people died.", None, "2012-02-07", "published"),
        ("Six people have been killed so far.", None, "2012-02-07", "published"),
        ("HAMA, Feb 7 (Reuters) - Six people died on Sunday.", "2012-02-05", "2012-02-05", "stated"),
        ("Six bodies were found on Sunday.", None, "2012-02-05", "stated"),
    ],
)
def test_a_figure_takes_the_nearest_days(text, start, end, basis):
    row = article.records(text, TUESDAY)[0]
    assert (row["start"], row["end"], row["date_basis"]) == (day(start), day(end), basis)


@pytest.mark.parametrize(
    ("text", "counting"),
    [
        ("Since Friday 60 people have been killed.", "cumulative"),
        ("The death toll has risen to 60.", "cumulative"),
        ("In all, 60 people have been killed so far.", "cumulative"),
        ("The war has killed 60,000 people.", "cumulative"),
        ("Sixty people were killed on Friday.", "period"),
    ],
)
def test_running_totals(text, counting):
    assert article.records(text, TUESDAY)[0]["counting"] == counting
