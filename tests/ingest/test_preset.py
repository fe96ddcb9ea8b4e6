"""What a dataset.toml may add to an ingestor whose TOML is shipped, and how its columns are found."""

from __future__ import annotations

import pytest

from casualties.errors import UsageError
from casualties.ingest import preset
from casualties.ingest.columns import Layout
from casualties.ingest.definition import Definition

TOLD = {
    "options": {
        "columns": {"record_id": "id", "date": "day", "best": "dead", "cause": "means"},
        "codes": {"cause": {"1": "shelling", "2": "fire"}},
        "constants": {"harm": "killed", "victims": "civilians"},
    }
}
LAYOUT = Layout(("id", "day", "dead"), ("means",), {"day": ["event day"]})


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_columns_may_be_separated_by_other_signs(tmp_path, separator):
    rows = [("id", "day", "means", "dead"), ("a1", "2012-02-06", "x, y; z", "7")]
    (tmp_path / "data.csv").write_text("".join(separator.join(f'"{cell}"' if " " in cell else cell for cell in row) + "\n" for row in rows))
    assert preset.read(tmp_path / "data.csv", LAYOUT).to_numpy().tolist() == [["a1", "2012-02-06", "7", "x, y; z", "row 1"]]


def plan(**options):
    return preset.plan(TOLD, Definition("test", "A test", "any", options=options), ("own",))


def test_codes_and_constants_are_added_and_win():
    made = plan(codes={"cause": {"2": "gunfire"}, "harm": {"x": "injured"}}, constants={"victims": "all"}, own=True)
    assert made.codes == {"cause": {"1": "shelling", "2": "gunfire"}, "harm": {"x": "injured"}}
    assert (made.constants["harm"], made.constants["victims"]) == ("killed", "all")
    assert plan().codes["cause"]["2"] == "fire"


@pytest.mark.parametrize(
    ("options", "said"),
    [({"columns": {}}, "options.columns"), ({"codes": 3}, "options.codes"), ({"constants": {"harms": "killed"}}, "options.constants.harms")],
)
def test_what_cannot_be_added_is_named(options, said):
    with pytest.raises(UsageError) as caught:
        plan(**options)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [("id,day,dead\n", 1), ("\ufeffTerms, and more\n\nId,Event day,Dead\n1,2,3\n", 3), ("no names at all\n", 1), ("the day, as a word\nid,day,dead\n", 2)],
)
def test_the_line_of_names_is_found(tmp_path, text, line):
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    assert preset.line_of_names(path, LAYOUT) == line


def test_empty_words_blanks_and_tags_are_nothing(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("ID, Event day ,dead\n#meta+id,#date,#affected+killed\n 1 ,2012-02-06,NULL\n,,\nNA,n/a,\n", encoding="utf-8")
    rows = preset.read(path, LAYOUT)
    assert rows.fillna("-").to_numpy().tolist() == [["1", "2012-02-06", "-", "-", "row 2"]]
