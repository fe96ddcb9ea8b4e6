import pytest

from casualties.extract import numbers, sentences


def read(text):
    return [(n.qualifier, n.low, n.best, n.high) for n in numbers.find(sentences.split(text)[0]) if not n.single]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("no fewer than 16 died", ("at_least", 16, 16, None)),
        ("upwards of 110 died", ("more_than", 110, 110, None)),
        ("close to 7,000 fled", ("about", None, 7000, None)),
        ("as many as thirty died", ("up_to", None, None, 30)),
        ("2.5 million fled", ("exact", 2_500_000, 2_500_000, 2_500_000)),
        ("1.200 fled", ("exact", 1200, 1200, 1200)),
        ("12 to 15 died", ("between", 12, None, 15)),
        ("between three and seven died", ("between", 3, None, 7)),
        ("two dozen died", ("exact", 24, 24, 24)),
        ("almost a dozen died", ("about", None, 12, None)),
        ("several hundred fled", ("vague", 300, 300, None)),
        ("tens of thousands fled", ("vague", 10_000, 10_000, None)),
        ("two hundred and sixty died", ("exact", 260, 260, 260)),
        ("forty-three died", ("exact", 43, 43, 43)),
        ("100 or so died", ("about", None, 100, None)),
        ("the toll has gone up to 55", ("exact", 55, 55, 55)),
        ("an 11-year-old boy", None),
        ("nine nine died", ("exact", 9, 9, 9)),
    ],
)
def test_numbers_are_read_with_their_hedge(text, figure):
    assert read(text)[:1] == ([figure] if figure else [])
