from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualties.extract.figures import CODEBOOKS, FigureRefusedError, complete, qualifier_of, read


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("70", ("exact", 70, 70, 70)),
        ("0", ("exact", 0, 0, 0)),
        ("none", ("exact", 0, 0, 0)),
        ("at least nine", ("at_least", 9, 9, None)),
        ("9+", ("at_least", 9, 9, None)),
        ("no fewer than 16", ("at_least", 16, 16, None)),
        (">60", ("more_than", 60, 60, None)),
        (">=60", ("at_least", 60, 60, None)),
        ("upwards of 110", ("more_than", 110, 110, None)),
        ("12-15", ("between", 12, None, 15)),
        ("12–15", ("between", 12, None, 15)),
        ("between twelve and 15", ("between", 12, None, 15)),
        ("some 20 to 30", ("between", 20, None, 30)),
        ("up to 20", ("up_to", None, None, 20)),
        ("as many as 40", ("up_to", None, None, 40)),
        ("about 1,200", ("about", None, 1200, None)),
        ("100 or so", ("about", None, 100, None)),
        ("1.200", ("exact", 1200, 1200, 1200)),
        ("1 200", ("exact", 1200, 1200, 1200)),
        ("2.5 million", ("exact", 2_500_000, 2_500_000, 2_500_000)),
        ("two dozen", ("exact", 24, 24, 24)),
        ("a dozen", ("exact", 12, 12, 12)),
        ("twenty-nine", ("exact", 29, 29, 29)),
        ("two hundred and sixty", ("exact", 260, 260, 260)),
        ("dozens", ("vague", 12, 12, None)),
        ("several", ("vague", 3, 3, None)),
        ("several hundred", ("vague", 300, 300, None)),
        ("tens of thousands", ("vague", 10_000, 10_000, None)),
        ("at least dozens", ("vague", 12, 12, None)),
        ("“at least nine”", ("at_least", 9, 9, None)),
    ],
)
def test_a_figure_keeps_what_was_said(phrase, expected):
    figure = read(phrase)
    assert (figure.qualifier, figure.low, figure.best, figure.high) == expected
    assert figure.stated == phrase


@pytest.mark.parametrize("phrase", ["Oct-12", "12-Oct", "10-Dec", "2012-10-12", "10/12/2012", "12-Oct-26", "Oct 12"])
def test_a_range_a_spreadsheet_made_a_date_of_is_named(phrase):
    with pytest.raises(FigureRefusedError) as caught:
        read(phrase)
    assert caught.value.rule == "figure_not_a_date"
    assert "10 to 12" in caught.value.do


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "nine civilians",
        "12.5",
        "-5",
        "20 5",
        "ten five",
        "thousand million",
        "1,2",
        "1,20,000",
        "at least",
        "many",
        "about",
        "up to dozens",
        "at least 10-12",
        "a",
        "xii",
    ],
)
def test_what_is_no_figure_is_refused(phrase):
    with pytest.raises(FigureRefusedError) as caught:
        read(phrase)
    assert caught.value.rule == "figure_readable"


def test_a_range_that_runs_down_and_a_scale_that_can_be_read_twice_are_refused():
    with pytest.raises(FigureRefusedError, match="15 down to 12"):
        read("15-12")
    with pytest.raises(FigureRefusedError, match="2000"):
        read("two to three thousand")


def test_a_decimal_point_of_a_spreadsheet_is_mended_in_the_message():
    with pytest.raises(FigureRefusedError, match=r"Write 70\."):
        read("70.0")


@given(st.integers(0, 10**9))
def test_digits_with_and_without_separators_are_one_number(number):
    assert read(str(number)).best == read(f"{number:,}").best == number


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_range_is_in_order_or_refused(first, second):
    if first > second:
        with pytest.raises(FigureRefusedError):
            read(f"{first} to {second}")
    else:
        figure = read(f"{first} to {second}")
        assert (figure.low, figure.high) == (first, second)


@given(st.text(max_size=12))
def test_any_text_is_a_figure_or_refused_by_name(text):
    try:
        figure = read(text)
    except FigureRefusedError as refused:
        named = refused.rule and refused.do
    else:
        given_numbers = [n for n in (figure.low, figure.best, figure.high) if n is not None]
        named = given_numbers and given_numbers == sorted(given_numbers)
    assert named


def test_the_codebook_is_that_of_the_design():
    assert CODEBOOKS["acled"] == {"several": 3, "tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000}


@pytest.mark.parametrize(
    ("numbers", "qualifier"),
    [
        ((5, 5, 5), "exact"),
        ((None, 5, None), "exact"),
        ((9, 9, None), "at_least"),
        ((9, None, None), "at_least"),
        ((None, None, 9), "up_to"),
        ((9, None, 12), "between"),
        ((1, 2, 3), None),
    ],
)
def test_numbers_without_a_qualifier_speak_for_one_or_for_none(numbers, qualifier):
    assert qualifier_of(*numbers) == qualifier


@pytest.mark.parametrize(
    ("qualifier", "numbers"),
    [("exact", (9, 9, 10)), ("at_least", (9, 9, 12)), ("up_to", (None, 9, None)), ("about", (9, None, None)), ("between", (9, None, None))],
)
def test_numbers_that_do_not_say_what_the_qualifier_says_are_refused(qualifier, numbers):
    with pytest.raises(FigureRefusedError) as caught:
        complete(qualifier, *numbers)
    assert caught.value.rule == "figures_fit_qualifier"


def test_what_a_qualifier_implies_is_filled_in():
    assert complete("exact", None, 9, None) == (9, 9, 9)
    assert complete("at_least", 9, None, None) == (9, 9, None)
    assert complete("coded", 2, 5, 9) == (2, 5, 9)
