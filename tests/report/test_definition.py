import pandas as pd
import pytest

from casualties.errors import UsageError
from casualties.report import read_report
from casualties.report.definition import PAGES

GOOD = 'places = ["Homs"]\nstart = 2012-02-01\nend = 2012-02-29\n'


def read(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return read_report(path)


def test_defaults(tmp_path):
    found = read(tmp_path, GOOD)
    assert (found.name, found.places, found.harms, found.victims, found.paper, found.as_of) == ("mine", ("Homs",), ("killed",), ("all",), "a4", None)
    assert found.start == pd.Timestamp("2012-02-01")
    assert found.pages == PAGES


def test_as_of_a_date_means_its_end(tmp_path):
    assert read(tmp_path, GOOD + "as_of = 2012-03-31").as_of == pd.Timestamp("2012-03-31T23:59:59Z")
    assert read(tmp_path, GOOD + 'as_of = "2012-03-31T18:00+02:00"').as_of == pd.Timestamp("2012-03-31T16:00Z")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + 'harm = ["killed"]', "Did you mean 'harms'"),
        (GOOD + 'harms = ["kiled"]', "Did you mean 'killed'"),
        (GOOD + 'victims = ["everyone"]', "unknown value 'everyone'"),
        (GOOD + 'policy = "mean"', "unknown value 'mean'"),
        (GOOD + 'paper = "a5"', "unknown value 'a5'"),
        (GOOD + 'pages = ["mine:page"]', "not supported yet"),
        (GOOD + "pages = []", "not a list of texts"),
        (GOOD.replace("2012-02-29", "2012-01-29"), "is after end"),
        (GOOD.replace("2012-02-29", '"2012-02-30"'), "not a day"),
        (GOOD.replace("2012-02-29", "2012-02-29T10:00:00"), "not a day"),
        (GOOD.replace("places", "place"), "Did you mean 'places'"),
        ("start = 2012-02-01\nend = 2012-02-02", "'places' is missing"),
        ("start = ", "not valid TOML"),
    ],
)
def test_a_mistake_says_what_to_write(tmp_path, text, message):
    with pytest.raises(UsageError, match=message):
        read(tmp_path, text)


def test_an_absent_report_names_the_others(tmp_path):
    (tmp_path / "other.toml").write_text(GOOD)
    with pytest.raises(UsageError, match="other"):
        read_report(tmp_path / "mine.toml")
