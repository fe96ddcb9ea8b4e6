"""`casualties extract` and `casualties review`, as they are typed."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from casualties.cli import call, cli

TEXT = "Twelve people were killed in Hama on Monday, including three children, the Syrian Observatory for Human Rights said."


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    return path


def rows(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_without_a_day_of_publication_it_is_refused_with_the_reason(article, capsys):
    assert call(["extract", str(article)]) == 3
    out, err = capsys.readouterr()
    assert "--published" in err
    assert "--no-dates" in err
    assert out.count("\n") == 1  # the names of the columns
    assert call(["extract", str(article), "--no-dates"]) == 0


def test_the_nine_columns_come_first(article, tmp_path, capsys):
    out = tmp_path / "claims.csv"
    assert call(["extract", str(article), "--published", "2012-09-04", "--publisher", "AFP", "-o", str(out)]) == 0
    assert f"casualties review {out}" in capsys.readouterr().err
    whole, part = rows(out)
    assert list(whole)[:9] == ["harm", "figure", "place", "start", "end", "claimant", "publisher", "published", "url"]
    assert list(whole.values())[:8] == ["killed", "Twelve", "SYR/Hama", "2012-09-03", "2012-09-03", "Syrian Observatory for Human Rights", "afp", "2012-09-04"]
    assert (part["part_of"], part["review"]) == (whole["record_id"], "proposed")
    assert whole["sentence"] == TEXT
    assert call(["check", str(out)]) == 0


def test_many_files_of_a_folder_and_one_that_is_bad(article, tmp_path, capsys):
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": TEXT, "published": "2012-09-04"}) + "\n{broken\n")
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    assert call(["extract", str(tmp_path), "--published", "2012-09-04", "-f", "jsonl"]) == 3
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    assert [row["best"] for row in told] == [12, 3, 12, 3]
    assert "b.jsonl, line 2: the line is not JSON" in err
    assert article.name not in err


def test_another_encoding_is_named_as_the_command_takes_it(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode() + "Tués".encode("cp1252"))
    assert call(["extract", str(path), "--published", "2012-09-04"]) == 3
    assert "Give --encoding cp1252 if that is right" in capsys.readouterr().err
    assert call(["extract", str(path), "--published", "2012-09-04", "--encoding", "cp1252"]) == 0


def test_decisions_of_a_person_are_never_wiped_out(article, tmp_path, capsys):
    out = tmp_path / "claims.csv"
    asked = ["extract", str(article), "--published", "2012-09-04", "-o", str(out)]
    assert call(asked) == 0
    assert call(asked) == 0  # nothing decided yet: made anew
    fresh = out.read_text()
    out.write_text(fresh.replace("proposed", "accepted", 1))
    before = out.read_bytes()
    assert call(asked) == 2
    assert "decided or kept by a person" in capsys.readouterr().err
    assert out.read_bytes() == before
    out.write_text("harm,figure\nkilled,9\n")  # kept by hand, without a column review
    assert call(asked) == 2
    assert out.read_text() == "harm,figure\nkilled,9\n"


def test_without_any_day_a_person_has_to_write_one(article, tmp_path, capsys):
    out = tmp_path / "claims.csv"
    assert call(["extract", str(article), "--no-dates", "--publisher", "AFP", "-o", str(out)]) == 0
    assert {(row["start"], row["end"]) for row in rows(out)} == {("", "")}
    assert call(["check", str(out)]) == 3
    assert "end is empty" in capsys.readouterr().out


@pytest.mark.parametrize(("told", "what"), [("nowhere.txt", "no such file"), ("empty", "holds no article")])
def test_paths_that_are_none(tmp_path, monkeypatch, capsys, told, what):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert call(["extract", told, "--published", "2012-09-04"]) == 2
    assert what in capsys.readouterr().err


def test_review_accepts_edits_rejects_and_goes_on_later(article, tmp_path):
    out = tmp_path / "claims.csv"
    call(["extract", str(article), "--published", "2012-09-04", "--publisher", "AFP", "-o", str(out)])
    walk = CliRunner().invoke(cli, ["review", str(out)], input="ab\nx\ne\nfigure=many many\nfigure=at least 13\nclaimants=me\n\na\n", standalone_mode=False)
    assert "Answer with one letter" in walk.output
    assert "cannot be read" in walk.output or "figure" in walk.output
    assert "'claimants' is none of them" in walk.output
    assert "1 decided, 1 waiting" in walk.output
    assert [(row["figure"], row["review"], row["reviewed_by"]) for row in rows(out)] == [("at least 13", "accepted", "ab"), ("three", "proposed", "")]
    later = CliRunner().invoke(cli, ["review", str(out), "--by", "cd"], input="s\n")
    assert "0 decided, 1 waiting" in later.output
    done = CliRunner().invoke(cli, ["review", str(out), "--by", "cd"], input="r\n")
    assert "1 decided, 0 waiting" in done.output
    assert "nothing is waiting" in CliRunner().invoke(cli, ["review", str(out), "--by", "cd"]).output


def test_text_of_others_cannot_steer_the_terminal(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("Hama", "Hama \x1b[2J"))
    assert call(["extract", str(path), "--published", "2012-09-04", "-f", "text"]) == 0
    assert "\x1b[2J" not in capsys.readouterr().out


@pytest.mark.usefixtures("small_world")
def test_two_commands_lead_from_an_article_to_a_chart(article, tmp_path, capsys):
    out, chart = tmp_path / "claims.csv", tmp_path / "hama.png"
    assert call(["extract", str(article), "--published", "2012-09-04", "--publisher", "AFP", "-o", str(out)]) == 0
    assert call(["chart", "daily", str(chart), "--claims", str(out), "--place", "Hama"]) == 2
    assert "nobody accepted" in capsys.readouterr().err
    assert call(["chart", "daily", str(chart), "--claims", str(out), "--place", "Hama", "--proposed"]) == 0
    assert chart.read_bytes().startswith(b"\x89PNG")
