"""Fetching as a step: data sets on their own, then ingested; what cron does when a source is out of reach."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from casualties import inspect, pipeline
from casualties.cli import call
from casualties.errors import UsageError
from casualties.store import Store
from tests import loopback as http

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("small_world")]

HEADER = "record_id,harm,figure,place,start,end,claimant,publisher,published,url\n"


def content(count):
    rows = (f"r{n},killed,9,Homs,2012-02-07,2012-02-07,SOHR,DW,2012-02-08,https://example.org/{n}\n" for n in range(count))
    return (HEADER + "".join(rows)).encode()


@pytest.fixture
def define(tmp_path):
    def make(name, url, more=""):
        home = tmp_path / "datasets" / name
        home.mkdir(parents=True, exist_ok=True)
        (home / "dataset.toml").write_text(f'title = "T"\ningestor = "claims_csv"\nurl = "{url}"\nlicence = "CC0"\n{more}')
        return home

    return make


def test_fetched_then_ingested_and_traced_to_the_bytes_that_came(tmp_path, server, define):
    define("a", server.url())
    server.answers = [http.say(content(3), ETag='"1"'), http.say(status=304)]
    (row,) = pipeline.fetch(tmp_path).to_dict("records")
    assert (row["dataset"], row["url"], row["outcome"], row["exit_code"]) == ("a", server.url(), "new", 0)
    assert (tmp_path / row["file"]).read_bytes() == content(3)
    assert pipeline.ingest(tmp_path)["new"].tolist() == [3]
    assert pipeline.fetch(tmp_path, ["a"])["outcome"].tolist() == ["unchanged"]
    trace = inspect.trace(tmp_path, "a:r1").iloc[0]
    assert (trace["raw_file"], trace["raw_sha256"], trace["licence"]) == (row["file"], row["sha256"], "CC0")
    assert not (Store(tmp_path).evidence).exists() or list(Store(tmp_path).evidence.iterdir()) == []
    assert inspect.check(tmp_path)["severity"].isin(["note"]).all()


def test_a_new_release_is_a_revision_and_the_old_bytes_stay(tmp_path, server, define):
    define("a", server.url())
    server.answers = [http.say(content(3)), http.say(content(3).replace(b"killed,9", b"killed,8", 1) + content(5)[len(content(4)) :])]
    first = pipeline.fetch(tmp_path)["file"][0]
    pipeline.ingest(tmp_path)
    pipeline.fetch(tmp_path)
    (row,) = pipeline.ingest(tmp_path).to_dict("records")
    assert (row["new"], row["revised"], row["withdrawn"]) == (1, 1, 0)
    assert inspect.trace(tmp_path, "a:r0")["raw_file"].tolist()[0] == first
    assert inspect.trace(tmp_path, "a:r2")["raw_file"].tolist() == [first]
    assert not (inspect.check(tmp_path)["severity"] == "error").any()


def test_a_release_that_says_nothing_new_is_read_all_the_same(tmp_path, server, define, monkeypatch):
    define("a", server.url())
    server.answers = [http.say(content(5)), http.say(content(4))]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1330560000")
    pipeline.run(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1330570000")
    pipeline.fetch(tmp_path)
    problems = inspect.check(tmp_path)
    assert problems["problem"].str.contains("newer than what is stored").sum() == 1
    assert pipeline.ingest(tmp_path)["withdrawn"].tolist() == [1]
    assert not inspect.check(tmp_path)["problem"].str.contains("newer than what is stored").any()


def test_one_out_of_reach_leaves_the_others_and_what_is_stored(tmp_path, server, define, pauses):
    define("a", server.url("/a.csv"))
    define("b", server.url("/b.csv"))
    server.answers = [http.say(content(3)), http.say(content(4))]
    runs, _ = pipeline.run(tmp_path)
    assert runs["new"].tolist() == [3, 4]
    server.answers = [http.say(b"", 404), http.say(content(6))]
    runs, _ = pipeline.run(tmp_path)
    assert runs["exit_code"].tolist() == [4, 0]
    assert runs["claims"].tolist() == [3, 6]
    assert "404" in runs["message"][0]
    status = inspect.status(tmp_path, now=pipeline.now()).set_index("dataset")
    assert (status.loc["a", "exit_code"], status.loc["b", "exit_code"]) == (4, 0)
    define("c", server.url("/c.csv"))
    server.answers = [http.say(b"", 404)]
    runs, _ = pipeline.run(tmp_path, datasets=["c"])
    assert runs["exit_code"].tolist() == [4]
    assert runs["message"][0].index("404") < runs["message"][0].index("was never fetched")
    runs, _ = pipeline.run(tmp_path, datasets=["a", "b"], offline=True)
    assert runs["exit_code"].tolist() == [0, 0]
    assert len(server.asked) == 5


def test_what_was_never_fetched_is_said(tmp_path, define):
    define("a", "https://example.org/a.csv")
    (row,) = pipeline.ingest(tmp_path).to_dict("records")
    assert (row["exit_code"], "casualties fetch a" in row["message"]) == (3, True)
    with pytest.raises(UsageError, match="no data set is called"):
        pipeline.fetch(tmp_path, ["b"])


def test_a_data_set_without_url_has_nothing_to_fetch(workspace):
    assert pipeline.fetch(workspace).empty
    with pytest.raises(UsageError, match="'valley' has no url"):
        pipeline.fetch(workspace, ["valley"])


def test_a_truncated_release_is_stopped_and_the_whole_one_taken(tmp_path, server, define):
    define("a", server.url())
    server.answers = [http.say(content(100)), http.say(content(60)), http.say(content(101))]
    codes = [pipeline.run(tmp_path)[0]["exit_code"][0] for _ in range(3)]
    assert codes == [0, 3, 0]
    assert len(Store(tmp_path).claims()) == 101


def test_an_archive_from_the_web(tmp_path, server, define):
    define("a", server.url("/release.zip"), 'members = "claims.csv"\n')
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("out/claims.csv", content(3))
        archive.writestr("out/other.csv", "x")
    server.answers = [http.say(packed.getvalue())]
    runs, _ = pipeline.run(tmp_path)
    assert runs["new"].tolist() == [3]
    assert Store(tmp_path).claims()["raw_ref"].tolist()[0] == "out/claims.csv: line 2"


def test_the_command(tmp_path, server, define, capsys, pauses):
    define("a", server.url("/a.csv"))
    define("b", server.url("/b.csv"))
    server.answers = [http.say(content(3)), http.say(b"", 404)]
    assert call(["--root", str(tmp_path), "fetch", "-f", "csv"]) == 4
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(r["dataset"], r["outcome"], r["exit_code"]) for r in rows] == [("a", "new", "0"), ("b", "failed", "4")]
    assert "404" in err
    assert "casualties ingest a" in err
    assert "Traceback" not in err
    assert call(["--root", str(tmp_path), "ingest", "a"]) == 0
    server.answers = [http.say(content(3))]
    assert call(["--root", str(tmp_path), "run", "--offline"]) == 3  # b was never fetched
    assert len(server.asked) == 2
    assert call(["--root", str(tmp_path), "run"]) == 0


def test_nothing_to_fetch_is_no_failure(workspace, capsys):
    assert call(["--root", str(workspace), "fetch"]) == 0
    assert "no data set has a url" in capsys.readouterr().err
