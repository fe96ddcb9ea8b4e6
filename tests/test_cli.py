"""The command line: what is printed where, in which format, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import CliRunner

import casualties as cas
from casualties import cli
from casualties.cli import call
from casualties.cli.output import emit

COMMANDS = (
    "init",
    "new-dataset",
    "template",
    "fetch",
    "ingest",
    "extract",
    "review",
    "claims",
    "series",
    "diff",
    "revisions",
    "sources",
    "places",
    "findings",
    "rule",
    "chart",
    "report",
    "run",
    "check",
    "status",
    "trace",
)


@pytest.fixture
def run(capsys):
    """Run a command in this process: exit code, stdout, stderr."""

    def go(*args):
        code = call([str(a) for a in args])
        out, err = capsys.readouterr()
        return code, out, err

    return go


def spawn(*args, **options):
    command = [sys.executable, "-c", "from casualties.cli import main; main()", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_every_command_is_there_with_help_and_options_that_say_what_they_do():
    assert tuple(cli.cli.commands) == COMMANDS
    for command in cli.cli.commands.values():
        assert command.help
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, (command.name, option.name)
        result = CliRunner().invoke(cli.cli, [command.name, "--help"])
        assert result.exit_code == 0
        assert result.output.startswith("Usage:")


def test_a_misspelt_command_and_option(run):
    code, out, err = run("serise")
    assert (code, out) == (2, "")
    assert "Did you mean 'series'?" in err
    code, out, err = run("claims", "--plcae", "Homs")
    assert code == 2
    assert "--place" in err
    assert len(err.splitlines()) == 1


def test_no_command_prints_help(run):
    code, _, err = run()
    assert code == 2
    assert "Usage:" in err


def test_version(run):
    assert run("--version") == (0, f"casualties, version {cas.__version__}\n", "")


@pytest.mark.parametrize(
    "command",
    [
        ["claims"],
        ["series", "--place", "Homs"],
        ["diff", "2012", "2013"],
        ["revisions"],
        ["rule", "exclude", "x", "--reason", "r", "--by", "b"],
        ["findings"],
        ["fetch"],
        ["ingest"],
        ["report"],
        ["run"],
        ["check"],
        ["status"],
        ["trace", "x"],
    ],
    ids=lambda c: c[0],
)
def test_an_empty_folder_is_one_message_and_exit_2(run, tmp_path, command):
    code, out, err = run("--root", tmp_path, *command)
    assert (code, out) == (2, "")
    assert err.startswith("casualties: ")
    assert "casualties init" in err or "casualties ingest" in err
    assert "Traceback" not in err


def test_registers_need_no_store(run, tmp_path):
    code, out, _ = run("--root", tmp_path, "sources", "-f", "csv")
    assert code == 0
    assert "sohr" in {row["id"] for row in csv.DictReader(io.StringIO(out))}
    assert run("--root", tmp_path, "places", "-f", "json")[:2] == (0, "[]\n")
    code, out, _ = run("--root", tmp_path, "places", "--country", "Syria", "-f", "csv")
    assert "SYR/Homs/Homs" in out
    code, _, err = run("--root", tmp_path, "places", "--country", "Atlantis")
    assert code == 2
    assert "no country is known as 'Atlantis'" in err


def test_init_ingest_status_trace(run, tmp_path):
    folder = tmp_path / "new"
    code, out, err = run("init", folder)
    assert code == 0
    assert (folder / "casualties.toml").as_posix() in out.splitlines()
    assert "casualties ingest" in err
    code, out, err = run("init", folder)
    assert (code, out) == (0, "")
    assert "nothing was changed" in err


def test_ingest_prints_counts_on_stdout_and_remarks_on_stderr(run, workspace):
    code, out, err = run("--root", workspace, "ingest", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert {k: row[k] for k in ("dataset", "read", "claims", "rejected", "new", "revised", "withdrawn")} == {
        "dataset": "valley",
        "read": "13",
        "claims": "12",
        "rejected": "1",
        "new": "12",
        "revised": "0",
        "withdrawn": "0",
    }
    assert "1 statements were rejected" in err
    code, out, err = run("-q", "--root", workspace, "ingest", "valley", "--format", "table")
    assert err == ""
    assert "valley" in out


def test_an_unknown_data_set_names_the_nearest(run, workspace):
    code, out, err = run("--root", workspace, "ingest", "vallei")
    assert (code, out) == (2, "")
    assert "Did you mean 'valley'?" in err


def test_refused_data_is_exit_3_and_changes_nothing(run, ingested):
    before = pd.read_parquet(ingested / "datasets" / "tables" / "claims")
    (ingested / "datasets" / "valley" / "claims.csv").write_bytes(b"")
    code, _, err = run("--root", ingested, "ingest")
    assert code == 3
    assert "claims.csv" in err
    assert "Traceback" not in err
    pd.testing.assert_frame_equal(pd.read_parquet(ingested / "datasets" / "tables" / "claims"), before)


def test_a_held_lock_is_exit_5(run, workspace):
    code = "import sys; from pathlib import Path; from casualties.store import Store\nwith Store(Path(sys.argv[1])).lock():\n    print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, str(workspace)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        code, out, err = run("--root", workspace, "run")
        assert (code, out) == (5, "")
        assert "another run holds the lock" in err
        holder.stdin.close()


def test_configuration_mistakes_are_exit_2(run, workspace):
    (workspace / "casualties.toml").write_text("[report]\nauther = 'x'\n")
    code, _, err = run("--root", workspace, "ingest")
    assert code == 2
    assert "Did you mean 'author'" in err
    code, _, err = run("--root", workspace, "--config", workspace / "none.toml", "ingest")
    assert code == 2
    assert "none.toml" in err


def test_revisions_by_source(run, stored):
    code, out, _ = run("--root", stored, "revisions", "--place", "Homs", "-f", "csv")
    assert code == 0
    told = {row["source"]: row for row in csv.DictReader(io.StringIO(out))}
    assert set(told) >= {"sohr"}
    assert all(int(row["revised"]) <= int(row["figures"]) for row in told.values())


def test_a_kind_of_finding_that_is_absent_is_said_and_no_error(run, stored):
    code, out, err = run("--root", stored, "findings", "--kind", "restrat", "-f", "csv")
    assert (code, out.count("\n")) == (0, 1)
    assert "no finding is of the kind 'restrat'; there are: " in err


def test_all_formats_carry_the_same_rows(run, stored, tmp_path):
    asked = ("--root", stored, "claims", "--place", "Homs")
    rows = list(csv.DictReader(io.StringIO(run(*asked, "-f", "csv", "--private")[1])))
    objects = json.loads(run(*asked, "-f", "json", "--private")[1])
    run(*asked, "--private", "-o", tmp_path / "c.parquet")
    frame = pd.read_parquet(tmp_path / "c.parquet")
    assert [r["claim_id"] for r in rows] == [o["claim_id"] for o in objects] == frame["claim_id"].tolist()
    assert len(rows) == 11
    zero = next(o for o in objects if o["claim_id"] == "valley:v08")
    floor = next(o for o in objects if o["claim_id"] == "valley:v05")
    assert (zero["low"], zero["high"]) == (0, 0)
    assert (floor["low"], floor["high"]) == (95, None)
    assert zero["end"] == "2012-02-09"
    assert floor["published_at"] == "2012-02-07T19:00:00Z"
    assert floor["do_not_publish"] is False
    by_id = {r["claim_id"]: r for r in rows}
    assert (by_id["valley:v05"]["low"], by_id["valley:v05"]["high"], by_id["valley:v08"]["high"]) == ("95", "", "0")
    assert by_id["valley:v05"]["do_not_publish"] == "false"
    table = run(*asked, "-f", "table", "--private")[1]
    assert "at least 95" in table


def test_what_may_not_be_passed_on_is_left_out_and_said(run, stored):
    _, out, err = run("--root", stored, "claims", "-f", "csv")
    assert "valley:v13" not in out
    assert "1 claims are left out" in err
    _, out, err = run("--root", stored, "series", "--place", "SYR/Homs/Homs", "--claimant", "lcc", "-f", "csv")
    assert "valley:v13" not in out
    _, out, _ = run("--root", stored, "series", "--place", "SYR/Homs/Homs", "--claimant", "lcc", "--private", "-f", "csv")
    assert "valley:v13" in out


def test_the_suffix_of_the_output_chooses_the_format(run, stored, tmp_path):
    for name, start in (("a.json", "["), ("a.csv", "claim_id,"), ("a.txt", "claim_id ")):
        assert run("--root", stored, "claims", "-o", tmp_path / name)[:2] == (0, "")
        assert (tmp_path / name).read_text().startswith(start)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_output_that_cannot_be_written(run, stored, tmp_path):
    code, _, err = run("--root", stored, "claims", "-o", tmp_path / "none" / "a.csv")
    assert code == 2
    assert "cannot be written" in err
    code, _, err = run("--root", stored, "claims", "--format", "xlsx")
    assert code == 2
    assert "csv" in err


def test_series_that_says_nothing_says_so(run, stored):
    code, out, err = run("--root", stored, "series", "--place", "Aleppo", "-f", "csv")
    assert code == 0
    assert len(out.splitlines()) == 1
    assert "no sign that nobody was" in err


def test_a_place_that_does_not_exist(run, stored):
    code, out, err = run("--root", stored, "series", "--place", "Hosm")
    assert (code, out) == (2, "")
    assert "Homs" in err


def test_check_of_the_store_and_of_a_file(run, workspace, stored):
    assert run("--root", stored, "check")[0] == 0
    code, out, _ = run("--root", workspace, "check", workspace / "datasets" / "valley" / "claims.csv", "-f", "json")
    assert code == 3
    (problem,) = json.loads(out)
    assert problem["line"] == 13
    assert problem["message"]


def test_trace_prints_what_a_figure_rests_on(run, stored):
    code, out, _ = run("--root", stored, "trace", "valley:v05", "-f", "table")
    assert code == 0
    for word in ("https://example.org/05", "at least 95", "evidence/", "line 6", "CC0"):
        assert word in out


def test_quarters(run, stored):
    code, out, _ = run(
        "--root", stored, "series", "--place", "SYR/Homs/Homs", "--freq", "Q", "--claimant", "sohr", "--start", "2012", "--end", "2012", "-f", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(r["start"], r["end"], r["low"]) for r in rows] == [
        ("2012-01-01", "2012-03-31", "165"),
        ("2012-04-01", "2012-06-30", ""),
        ("2012-07-01", "2012-09-30", ""),
        ("2012-10-01", "2012-12-31", ""),
    ]


def test_a_ruling_is_printed_applied_and_traced(run, ingested):
    asked = ("--root", ingested, "rule", "exclude", "valley:v05", "--reason", "taken back, on air", "--by", "ab")
    code, out, err = run(*asked, "-f", "json")
    (made,) = json.loads(out)
    assert (code, err) == (0, "")
    assert {k: made[k] for k in ("ruling_id", "kind", "claim_ids", "reason", "by")} == {
        "ruling_id": "R1",
        "kind": "exclude",
        "claim_ids": "valley:v05",
        "reason": "taken back, on air",
        "by": "ab",
    }
    days = run("--root", ingested, "series", "--place", "SYR/Homs/Homs", "--claimant", "sohr", "-f", "csv")[1]
    assert "valley:v05" not in days
    told = run("--root", ingested, "trace", "valley:v05", "-f", "table")[1]
    assert "ruling R1 (ab): taken back, on air" in told


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["supersede", "valley:v05", "valley:v04"], "Did you mean 'supersedes'?"),
        (["supersedes", "valley:v05"], "2 or more different claims"),
        (["exclude", "valley:v5"], "Did you mean 'valley:v05'?"),
    ],
)
def test_a_ruling_that_cannot_be_meant_is_exit_2(run, ingested, args, says):
    code, out, err = run("--root", ingested, "rule", *args, "--reason", "r", "--by", "b")
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1
    code, _, err = run("--root", ingested, "rule", *args, "--reason", "r")
    assert code == 2
    assert "--by" in err


def test_rulings_that_cannot_be_read_are_exit_3(run, ingested):
    (ingested / "datasets" / "rulings.csv").write_text("ruling_id,kind,claim_ids,reason,by,at\nR1,exclude,valley:v99,r,ab,2012-03-01\n")
    for command in (["series", "--place", "Homs"], ["findings"], ["trace", "valley:v05"], ["diff", "2012-02-06", "2012-02-08"], ["report"]):
        code, _, err = run("--root", ingested, *command)
        assert code == 3, command
        assert "there is no claim 'valley:v99'" in err
        assert "Did you mean 'valley:v0" in err


def test_diff_of_moments_and_files(run, stored, tmp_path):
    code, out, err = run("--root", stored, "diff", "2012-02-06", "2012-02-08", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {(r["place_id"], r["month"], r["best_change"]) for r in rows if r["source"] == "sohr"} == {
        (place, month, "95") for place in ("SYR", "SYR/Homs") for month in ("all", "2012-02")
    }
    assert "4 added, 0 revised, 0 withdrawn, 0 ruled" in err
    _, out, _ = run("--root", stored, "diff", "2012-02-06", "2012-02-08", "--claims", "-f", "table")
    assert "valley:v05" in out
    assert "95+" in out
    for name in ("a.csv", "b.parquet"):
        run("-q", "--root", stored, "claims", "-o", tmp_path / name)
    code, out, err = run("--root", tmp_path, "diff", tmp_path / "a.csv", tmp_path / "b.parquet", "-f", "json")
    assert (code, out, err) == (0, "[]\n", "casualties: nothing changed.\n")
    code, _, err = run("--root", stored, "diff", tmp_path / "a.csv", "2012-02-08")
    assert code == 2
    assert "cannot be compared with a file" in err


def test_report_and_chart_write_files(run, ingested, tmp_path):
    code, out, _ = run("--root", ingested, "report", "valley")
    assert code == 0
    names = [row["file"] for row in csv.DictReader(io.StringIO(out))]
    assert "reports/out/valley/valley.pdf" in names
    assert all((ingested / name).stat().st_size for name in names)
    code, out, _ = run("--root", ingested, "chart", "daily", tmp_path / "d.png", "--place", "SYR/Homs/Homs")
    assert (code, out.strip()) == (0, (tmp_path / "d.png").as_posix())
    assert (tmp_path / "d.png").read_bytes().startswith(b"\x89PNG")
    code, out, _ = run("--root", ingested, "chart", "choropleth", tmp_path / "m.svg", "--place", "Syria")
    assert code == 0
    drawn = (tmp_path / "m.svg").read_text(encoding="utf-8")
    assert "All sources combined" in drawn
    assert "Natural Earth" in drawn
    code, _, err = run("--root", ingested, "chart", "dialy", tmp_path / "x.png", "--place", "SYR/Homs/Homs")
    assert code == 2
    assert "daily" in err
    code, _, err = run("--root", ingested, "chart", "daily", tmp_path / "x.bmp", "--place", "SYR/Homs/Homs")
    assert code == 2
    assert ".png" in err


def test_reports_are_listed_and_built_as_of_a_day_in_the_formats_asked_for(run, ingested):
    code, out, _ = run("--root", ingested, "report", "--list")
    told, *others = csv.DictReader(io.StringIO(out))
    assert (code, told["report"], told["origin"], told["message"]) == (0, "valley", "reports/", "")
    assert {row["origin"] for row in others} == {"built in"}
    code, out, _ = run("--root", ingested, "report", "--as-of", "2012-02-07", "--format", "json", "--paper", "letter")
    assert code == 0
    assert [row["file"] for row in csv.DictReader(io.StringIO(out))] == ["reports/out/valley-as-of-2012-02-07/valley.json"]
    document = json.loads((ingested / "reports/out/valley-as-of-2012-02-07/valley.json").read_text())
    assert (document["as_of"], document["paper"]) == ("2012-02-07T23:59:59Z", "letter")
    assert not (ingested / "reports/out/valley").exists()


@pytest.mark.parametrize("wrong", [["--format", "docx"], ["--format", ","], ["--paper", "a5"], ["--as-of", "soon"], ["vally"]])
def test_reports_that_cannot_be_built_as_asked(run, ingested, wrong):
    code, out, err = run("--root", ingested, "report", *wrong)
    assert (code, out) == (2, "")
    assert err.startswith("casualties: ")


def test_others_words_reach_the_terminal_without_control_characters(capsys):
    emit(pd.DataFrame({"quote": ["a\x1b[31mred\x07 [bold]b[/bold]\nc"]}), "table", None)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]b[/bold]" in out


def test_unicode_survives_a_file_and_a_pipe(stored, tmp_path):
    emit(pd.DataFrame({"name": ["حمص", "Хомс"]}), "json", tmp_path / "n.json")
    assert [r["name"] for r in json.loads((tmp_path / "n.json").read_text(encoding="utf-8"))] == ["حمص", "Хомс"]


def test_a_bug_keeps_its_traceback(monkeypatch, stored):
    from casualties import pipeline

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "read_claims", broken)
    with pytest.raises(ZeroDivisionError):
        call(["--root", str(stored), "claims"])


def test_interrupted_is_130(monkeypatch, capsys, stored):
    from casualties import pipeline

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "read_claims", interrupted)
    assert call(["--root", str(stored), "claims"]) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_in_a_process_of_its_own(workspace):
    # The data set waits on a pipe that nobody writes, as a slow disk would.
    raw = workspace / "datasets" / "valley" / "claims.csv"
    raw.unlink()
    code = (
        # A shell in the background ignores Ctrl-C for all it starts, a terminal does not.
        "import signal, sys, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nfrom casualties import pipeline\n"
        "def slow(*a, **k):\n    print('begun', flush=True)\n    time.sleep(60)\n"
        "pipeline.ingest = slow\nfrom casualties.cli import main\nmain()"
    )
    command = [sys.executable, "-c", code, "--root", str(workspace), "ingest"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_a_closed_pipe_is_quiet(stored):
    code = "import os, sys\nfrom casualties.cli import main\nr, w = os.pipe()\nos.close(r)\nos.dup2(w, 1)\nmain()"
    done = subprocess.run([sys.executable, "-c", code, "--root", str(stored), "claims", "-f", "csv"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.replace("casualties: 1 claims are left out: marked as not to be published.\n", "")) == (0, "")


def test_a_process_of_its_own(workspace, tmp_path):
    done = spawn("--root", workspace, "ingest", "-f", "json", cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["read"] == 13
    done = spawn("series", "--place", "SYR/Homs/Homs", "--by", "combined", cwd=workspace)
    assert done.stdout.startswith("place_id,")
    done = spawn("--root", tmp_path / "none", "claims")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_the_installed_command_is_this_one():
    script = Path(sys.executable).parent / "casualties"
    if not script.exists():
        pytest.skip("the package is not installed as a command")
    assert subprocess.run([script, "--version"], capture_output=True, text=True, check=True).stdout.strip().endswith(cas.__version__)
