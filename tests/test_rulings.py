"""Decisions of people in a file: read with line and column, added one line at a time."""

from __future__ import annotations

import pandas as pd
import pytest

from casualties import rulings
from casualties.errors import DataError, UsageError
from casualties.tables import RULINGS

HEAD = "ruling_id,kind,claim_ids,reason,by,at\n"
AT = pd.Timestamp("2012-03-01T09:30:15.5Z")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "datasets" / "rulings.csv"


def written(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return rulings.read(path)


def test_no_file_and_a_bare_header_hold_none(path):
    for frame in (rulings.read(path), written(path, HEAD), written(path, "")):
        pd.testing.assert_frame_equal(frame, RULINGS.empty())


def test_what_is_added_is_read_back(path):
    one = rulings.append(path, "supersedes", ["a:2", "a:1"], "said so, later", "ab", AT)
    two = rulings.append(path, "exclude", ["a:3"], 'a "misprint"\nof the agency', "the editor", AT)
    assert path.read_text().splitlines() == [
        "ruling_id,kind,claim_ids,reason,by,at",
        'R1,supersedes,a:2; a:1,"said so, later",ab,2012-03-01T09:30:15Z',
        'R2,exclude,a:3,"a ""misprint"" of the agency",the editor,2012-03-01T09:30:15Z',
    ]
    read = rulings.read(path)
    pd.testing.assert_frame_equal(read, pd.concat([one, two], ignore_index=True))
    RULINGS.validate(read)


def test_a_line_more_changes_no_other_line(path):
    by_hand = '\ufeffby,at,ruling_id,kind,reason,claim_ids\r\nab,2012-03-01,first,exclude,"so,\r\ntoo",a:1'
    path.parent.mkdir()
    path.write_bytes(by_hand.encode())
    rulings.append(path, "exclude", ["a:9"], "why", "cd", AT)
    assert path.read_bytes().decode() == by_hand + "\r\ncd,2012-03-01T09:30:15Z,R1,exclude,why,a:9\r\n"
    assert rulings.read(path)["at"].tolist() == [pd.Timestamp("2012-03-01T23:59:59Z"), pd.Timestamp("2012-03-01T09:30:15Z")]


def test_ids_go_on_from_the_highest(path):
    written(path, HEAD + "R7,exclude,a:1,why,ab,2012-03-01\nR2,exclude,a:2,why,ab,2012-03-01\n")
    assert rulings.append(path, "exclude", ["a:3"], "why", "ab", AT)["ruling_id"].tolist() == ["R8"]


@pytest.mark.parametrize(
    ("line", "where", "says"),
    [
        ("R1,suprsedes,a:1; a:2,why,ab,2012-03-01", "line 2, column kind", "Did you mean 'supersedes'"),
        ("R1,supersedes,a:1,why,ab,2012-03-01", "line 2, column claim_ids", "2 or more different claims"),
        ("R1,keep_both,a:1; a:1,why,ab,2012-03-01", "line 2, column claim_ids", "2 or more different claims"),
        ("R1,exclude,,why,ab,2012-03-01", "line 2, column claim_ids", "empty"),
        ("R1,exclude,a:1,,ab,2012-03-01", "line 2, column reason", "empty"),
        ("R1,exclude,a:1,why,ab,last week", "line 2, column at", "not a moment"),
        ("R1,exclude,a:1,why,ab,12", "line 2, column at", "not a moment"),
        ("R1,exclude,a:1,why, too,ab,2012-03-01", "line 2", "7 values stand under 6 columns"),
        ('R1,exclude,a:1,"why\nthough",ab,2012-03-01\nR1,exclude,a:2,why,ab,2012-03-01', "line 4, column ruling_id", "line 2"),
        ('R1,exclude,a:1,"why,ab,2012-03-01', "rulings.csv", "cannot be read as CSV"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(path, line, where, says):
    with pytest.raises(DataError) as caught:
        written(path, HEAD + line + "\n")
    assert where in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("head", "says"),
    [("ruling_id,kind,claims,reason,by,at\n", "claims"), ("kind,claim_ids,reason,by,at\n", "column ruling_id: it is missing"), (HEAD[:-1] + ",by\n", "twice")],
)
def test_a_wrong_header_is_named(path, head, says):
    with pytest.raises(DataError, match=says):
        written(path, head)


@pytest.mark.parametrize(
    ("kind", "ids", "reason", "by", "says"),
    [
        ("merge", ["a"], "r", "b", "kind"),
        ("different", ["a"], "r", "b", "2 or more"),
        ("exclude", ["a"], "  ", "b", "reason"),
        ("exclude", ["a"], "r", "", "by"),
    ],
)
def test_a_ruling_that_cannot_be_read_back_is_not_written(path, kind, ids, reason, by, says):
    with pytest.raises(UsageError, match=says):
        rulings.append(path, kind, ids, reason, by, AT)
    assert not path.exists()


def test_a_file_that_cannot_be_read_is_not_added_to(path):
    with pytest.raises(DataError):
        written(path, "nonsense\n")
    with pytest.raises(DataError, match="nonsense"):
        rulings.append(path, "exclude", ["a"], "r", "b", AT)
    assert path.read_text() == "nonsense\n"


def test_rulings_are_cut_down_to_the_claims_at_hand(path):
    told = written(
        path,
        HEAD + "R1,supersedes,a; b; c,r,x,2012-03-01\nR2,exclude,a; z,r,x,2012-03-01\nR3,keep_both,a; z,r,x,2012-03-01\nR4,supersedes,z; a; b,r,x,2012-03-01\n",
    )
    left = rulings.about(told, {"a", "b"})
    assert dict(zip(left["ruling_id"], left["claim_ids"], strict=True)) == {"R1": "a; b", "R2": "a"}
    assert rulings.about(told, set()).empty
    assert [str(t) for t in left.dtypes] == [str(t) for t in RULINGS.empty().dtypes]
