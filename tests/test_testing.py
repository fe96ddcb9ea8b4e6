"""The contract of ingestors: ours keep it, and each way of breaking it is noticed; an installed package adds a source."""

from __future__ import annotations

import json
import socket

import pandas as pd
import pytest

from casualties import pipeline, raw
from casualties import places as gazetteer
from casualties import sources as attribution
from casualties.cli import call
from casualties.errors import UsageError
from casualties.ingest import ingest, registry
from casualties.ingest.definition import Definition
from casualties.ingest.found import Finding
from casualties.ingest.registry import Normalised
from casualties.store import Store
from casualties.testing import ContractError, check_ingestor
from tests.ingest.test_ucdp_ged import ged

WEEK = "day,place,dead\n2024-05-01,Homs,3\n2024-05-02,Homs,many\n2024-05-03,Aleppo,0\n"


class Weekly:
    """A source of three columns, as another package would add it."""

    name = "our_weekly"
    version = 3

    def read(self, raw, definition):
        with raw.open() as stream:
            rows = pd.read_csv(stream, dtype="str")
        return rows.assign(raw_ref=[f"line {n}" for n in range(2, len(rows) + 2)])

    def normalise(self, rows, definition):
        good = rows["dead"].str.fullmatch("[0-9]+")
        kept, bad = rows[good], rows[~good]
        days, figures = pd.to_datetime(kept["day"]).astype("datetime64[us]"), kept["dead"].astype("Int64")
        claims = pd.DataFrame(
            {
                "claim_id": definition.name + ":" + kept["day"],
                "record_id": kept["day"],
                "harm": "killed",
                "low": figures,
                "best": figures,
                "high": figures,
                "start": days,
                "end": days,
                "place": kept["place"],
                "publisher": "Weekly of the valley",
                "raw_ref": kept["raw_ref"],
            }
        )
        broken = pd.DataFrame({"raw_ref": bad["raw_ref"], "row": [json.dumps(r) for r in bad.to_dict("records")], "reasons": "count_is_whole_number"})
        return Normalised(claims, broken)


@pytest.fixture(scope="module")
def tables():
    return {"sources": attribution.load(), "places": gazetteer.load(["SYR", "MMR", "PSE"])}


@pytest.fixture
def week(tmp_path):
    path = tmp_path / "week.csv"
    path.write_text(WEEK)
    return path


def test_one_that_keeps_the_contract(week, tables):
    result = check_ingestor(Weekly(), week, read=3, **tables)
    assert (len(result.claims), len(result.rejects)) == (2, 1)
    assert result.claims["ingestor"].unique().tolist() == ["our_weekly/3"]
    assert result.claims["place_id"].tolist() == ["SYR/Homs", "SYR/Aleppo"]
    assert check_ingestor(Weekly, week, **tables).read == 3  # a class will do


NINE = "harm,figure,place,start,end,claimant,publisher,published,url\n"
OURS = {
    "claims_csv": (
        "claims.csv",
        NINE
        + """killed,at least nine,Homs,2012-02-07,2012-02-07,SOHR,DW,2012-02-07,https://example.org/a
killed,70.5,Homs,2012-02-07,2012-02-07,SOHR,DW,2012-02-07,https://example.org/b
""",
        2,
    ),
    "tech_for_palestine": (
        "daily.json",
        json.dumps(
            [
                {"report_date": "2024-08-10", "report_source": "mohtel", "report_period": 24, "killed": 40, "killed_cum": 39790, "ext_killed_cum": 39800},
                {"report_date": "2024-08-11", "report_source": "mohtel", "report_period": 24, "killed": "many", "killed_cum": 39800, "ext_killed_cum": 39800},
                {"report_date": "2024-08-12", "report_source": "missing", "report_period": 0, "ext_killed_cum": 39800},
            ]
        ),
        4,
    ),
}


@pytest.mark.parametrize("name", OURS)
def test_ours_keep_it(tmp_path, tables, name):
    file, content, read = OURS[name]
    (tmp_path / file).write_text(content)
    result = check_ingestor(name, tmp_path / file, read=read, **tables)
    assert len(result.rejects) == 1


def test_the_described_table_keeps_it(week, tables):
    options = {
        "columns": {"record_id": "day", "date": "day", "place": "place", "best": "dead"},
        "constants": {"harm": "killed", "claimant": "sohr"},
    }
    assert len(check_ingestor("table", week, read=3, options=options, **tables).rejects) == 1


def test_ged_keeps_it(tmp_path, tables):
    (tmp_path / "ged.csv").write_text(ged({}, {"best": "many"}))
    result = check_ingestor("ucdp_ged", tmp_path / "ged.csv", **tables)
    assert len(result.rejects) == 1
    assert set(result.claims["claimant"]) == {"ucdp"}


def test_ours_keep_it_on_real_files(shared, tables):
    for name, file in (
        ("ucdp_ged", "ucdp/ged191_bgd_mmr_slice.csv"),
        ("tech_for_palestine", "gaza/casualties_daily.json"),
        ("claims_csv", "homs2012_claims.csv"),
    ):
        assert len(check_ingestor(name, shared / "data" / file, **tables).claims) > 600


def mutant(**changes):
    return type("Mutant", (Weekly,), changes)()


def changed(**columns):
    """normalise with other columns of claims."""

    def normalise(self, rows, definition):
        part = Weekly.normalise(self, rows, definition)
        return Normalised(part.claims.assign(**columns), part.broken)

    return normalise


def drops_a_row(self, rows, definition):
    return Weekly.normalise(self, rows[rows["dead"] != "many"], definition)


def drops_and_says_so(self, rows, definition):
    part = drops_a_row(self, rows, definition)
    return Normalised(part.claims, part.broken, passed=("line 3",))


def changes_its_rows(self, rows, definition):
    rows["dead"] = rows["dead"].str.strip("m")
    return Weekly.normalise(self, rows, definition)


def counts_its_calls(self, rows, definition):
    self.calls = getattr(self, "calls", 0) + 1
    return changed(note=f"call {self.calls}")(self, rows, definition)


def knows_the_zone(self, raw, definition):
    return Weekly.read(self, raw, definition).assign(at=str(pd.Timestamp(0, unit="s").tz_localize("UTC").to_pydatetime().astimezone()))


def knows_the_folder(self, raw, definition):
    return Weekly.read(self, raw, definition).assign(at=str(raw.path))


def writes(self, raw, definition):
    raw.path.with_name("cache.csv").write_text("x")
    return Weekly.read(self, raw, definition)


def rings_up(self, raw, definition):
    socket.create_connection(("example.org", 80))
    return Weekly.read(self, raw, definition)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"normalise": drops_a_row}, "1 rows are lost, the first is 'line 3'"),
        ({"normalise": changes_its_rows}, "changes the rows"),
        ({"normalise": counts_its_calls}, "keeps a state"),
        ({"normalise": changed(publisher=None)}, "have no source"),
        ({"normalise": changed(raw_ref=None)}, "lost|where in the raw file"),
        ({"normalise": changed(claim_id="x:1")}, "claims and 1 rejects|begin with|breaks its rules|read"),
        ({"read": knows_the_zone}, "other rows the second time"),
        ({"read": knows_the_folder}, "other rows the second time"),
        ({"read": writes}, "an ingestor only reads"),
        ({"read": rings_up}, "opens a connection"),
        ({"read": lambda self, raw, definition: []}, "not a DataFrame"),
    ],
)
def test_each_way_of_breaking_it_is_noticed(week, tables, changes, told):
    with pytest.raises(ContractError, match=told):
        check_ingestor(mutant(**changes), week, read=3, **tables)


def in_pieces(**changes):
    """A weekly source that reads two rows at a time."""

    def batches(self, raw, definition):
        rows = self.read(raw, definition)
        yield from (rows.iloc[n : n + 2].reset_index(drop=True) for n in range(0, len(rows), 2))

    return type("Cut", (Weekly,), {"batches": batches} | changes)()


def test_one_that_reads_in_pieces_says_the_same_wherever_it_is_cut(week, tables):
    whole, cut = check_ingestor(Weekly(), week, read=3, **tables), check_ingestor(in_pieces(), week, read=3, **tables)
    pd.testing.assert_frame_equal(whole.claims, cut.claims)
    pd.testing.assert_frame_equal(whole.rejects, cut.rejects)


def numbers_rows(self, rows, definition):
    made = Weekly.normalise(self, rows, definition)
    return Normalised(made.claims.assign(note=[str(n) for n in range(len(made.claims))]), made.broken)


def counts_broken(self, rows, definition):
    made = Weekly.normalise(self, rows, definition)
    return Normalised(made.claims, made.broken, [Finding("odd", "note", f"{len(made.broken)} rows are odd.")])


def refuses_the_first(self, rows, definition):
    made = Weekly.normalise(self, rows.iloc[1:], definition)
    return Normalised(made.claims, pd.concat([pd.DataFrame({"raw_ref": rows["raw_ref"][:1], "row": "{}", "reasons": "first"}), made.broken]))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"normalise": numbers_rows}, "Claims differ"),
        ({"normalise": counts_broken}, "Findings differ"),
        ({"normalise": refuses_the_first}, "differ"),
        ({"batches": lambda self, raw, definition: iter(())}, "gives no frame"),
        ({"batches": lambda self, raw, definition: iter([self.read(raw, definition).iloc[:2]])}, "other rows than read"),
    ],
)
def test_what_depends_on_where_it_is_cut_is_noticed(week, tables, changes, told):
    with pytest.raises(ContractError, match=told):
        check_ingestor(in_pieces(**changes), week, read=3, **tables)


def test_counts_of_findings_are_added_up(week, tables):
    def counts(self, rows, definition):
        made = Weekly.normalise(self, rows, definition)
        return Normalised(made.claims, made.broken, [Finding("odd", "note", "{count} rows are there.", count=len(rows))])

    assert "3 rows are there." in set(check_ingestor(in_pieces(normalise=counts), week, read=3, **tables).findings["message"])


def test_a_row_passed_over_with_a_word_is_not_lost(week, tables):
    assert check_ingestor(mutant(normalise=drops_and_says_so), week, read=2, **tables).read == 2
    with pytest.raises(ContractError, match="the file holds 3"):
        check_ingestor(mutant(normalise=drops_and_says_so), week, read=3, **tables)


def test_what_is_no_ingestor_says_what_it_lacks(week):
    with pytest.raises(UsageError, match="lacks normalise, version"):
        check_ingestor(type("Half", (), {"name": "half", "read": print}), week)


MODULE = """\
import sys
sys.path.insert(0, {tests!r})
from tests.test_testing import Weekly

class Failing(Weekly):
    name = "our_failing"
    def read(self, raw, definition):
        raise KeyError("dead")
"""


@pytest.fixture
def installed(tmp_path, monkeypatch, small_world):
    """A package as pip lays it down: a module, and metadata with entry points."""
    from pathlib import Path

    site = tmp_path / "site"
    info = site / "our_sources-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "our_sources.py").write_text(MODULE.format(tests=str(Path(__file__).parents[1])))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-sources\nVersion: 1.0\n")
    points = "our_weekly = our_sources:Weekly\nour_failing = our_sources:Failing\nour_absent = our_sources:Nothing\nour_none = our_sources:sys\nclaims_csv = our_sources:Weekly\n"
    (info / "entry_points.txt").write_text(f"[casualties.ingestors]\n{points}")
    monkeypatch.syspath_prepend(site)
    home = tmp_path / "work" / "datasets" / "weekly"
    home.mkdir(parents=True)
    (home / "week.csv").write_text(WEEK)
    (home / "dataset.toml").write_text('title = "Weekly"\ningestor = "our_weekly"\nraw = "week.csv"\n')
    return tmp_path / "work"


def test_an_installed_package_adds_a_source(installed, capsys):
    assert call(["--root", str(installed), "ingest", "-f", "csv"]) == 0
    assert "weekly,3,2,1,2,0,0" in capsys.readouterr().out
    assert Store(installed).claims()["ingestor"].unique().tolist() == ["our_weekly/3"]
    (row,) = pipeline.ingest(installed).to_dict("records")
    assert (row["new"], row["revised"]) == (0, 0)


def test_one_that_fails_leaves_the_others(installed):
    other = installed / "datasets" / "broken"
    other.mkdir()
    (other / "week.csv").write_text(WEEK)
    (other / "dataset.toml").write_text('title = "Weekly"\ningestor = "our_failing"\nraw = "week.csv"\n')
    runs = pipeline.ingest(installed).set_index("dataset")
    assert runs["exit_code"].to_dict() == {"broken": 4, "weekly": 0}
    assert "our_failing" in runs.loc["broken", "message"]
    assert "KeyError" in runs.loc["broken", "message"]


def test_names_that_are_misspelt_broken_or_ours(installed):
    with pytest.raises(UsageError, match="Did you mean 'our_weekly'"):
        registry.find("our_weakly")
    with pytest.raises(UsageError, match=r"our-sources.*cannot be loaded"):
        registry.find("our_absent")
    with pytest.raises(UsageError, match="is no ingestor"):
        registry.find("our_none")
    assert type(registry.find("claims_csv")).__module__ == "casualties.ingest.claims_csv"  # ours are not replaced


def test_a_bug_of_ours_keeps_its_traceback(tmp_path, week, tables, monkeypatch):
    monkeypatch.setattr("casualties.ingest.claims_csv.ClaimsCsv.read", lambda *_: {}["bug"])
    with pytest.raises(KeyError):
        ingest(Definition("d", "D", "claims_csv"), raw.find(tmp_path, ["week.csv"]), **tables)
