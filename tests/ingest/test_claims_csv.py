from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from casualties import pipeline, raw
from casualties.cli import call
from casualties.cli.output import emit
from casualties.errors import DataError, UsageError
from casualties.ingest import check_file, ingest, read_definition

NINE = "harm,figure,place,start,end,claimant,publisher,published,url\n"
ROW = "killed,at least nine,Homs,2012-02-07,2012-02-07,Syrian Observatory for Human Rights,Deutsche Welle,2012-02-07,https://example.org/a\n"
FULL = "record_id,harm,victims,low,best,high,qualifier,start,end,place,place_id,claimant_stated,publisher,published_at,url,part_of\n"
WHOLE = "r1,killed,all,9,9,,at_least,2012-02-07,2012-02-07,Homs,SYR/Homs,SOHR,DW,2012-02-07T10:00,https://example.org/a,\n"
PART = "r2,killed,children,2,2,2,exact,2012-02-07,2012-02-07,Homs,SYR/Homs,SOHR,DW,2012-02-07T10:00,https://example.org/a,r1\n"


def test_nine_columns_are_enough(ingested):
    result = ingested("claims_csv", NINE + ROW)
    row = result.claims.iloc[0]
    assert (row["low"], row["best"], row["qualifier"], row["stated"]) == (9, 9, "at_least", "at least nine")
    assert pd.isna(row["high"])
    assert (row["claimant"], row["publisher"], row["place_id"], row["place_precision"]) == ("sohr", "deutsche-welle", "SYR/Homs", "admin1")
    assert row["published_at"] == pd.Timestamp("2012-02-07 23:59:59", tz="UTC")
    assert (row["raw_ref"], row["ingestor"], row["dataset"]) == ("line 2", "claims_csv/1", "test")


def test_the_full_layout_and_parts_of_a_whole(ingested):
    result = ingested("claims_csv", FULL + WHOLE + PART)
    assert result.claims["claim_id"].tolist() == ["test:r1", "test:r2"]
    assert result.claims["part_of"].fillna("-").tolist() == ["-", "test:r1"]
    assert result.claims["published_at"][0] == pd.Timestamp("2012-02-07 10:00", tz="UTC")
    assert result.findings.empty


def test_a_mended_figure_keeps_the_key_of_a_row_without_record_id(ingested):
    first = ingested("claims_csv", NINE + ROW)
    mended = ingested("claims_csv", NINE + ROW.replace("at least nine", "95"))
    assert first.claims["claim_id"].tolist() == mended.claims["claim_id"].tolist()
    assert "keys made" in first.findings["kind"].tolist()


def test_two_figures_of_one_page_are_two_claims_and_a_doubled_line_is_refused(ingested):
    result = ingested("claims_csv", NINE + ROW + ROW.replace("at least nine", "95") + ROW)
    assert len(result.claims) == 2
    assert result.rejects["reasons"].tolist() == ["claim_id_unique"]


def test_unresolved_names_are_findings_with_their_claims(ingested):
    result = ingested("claims_csv", FULL + WHOLE.replace("SOHR", "Some Group").replace("SYR/Homs", "").replace("Homs", "Nowhere at all"))
    kinds = dict(zip(result.findings["kind"], result.findings["claim_ids"], strict=True))
    assert kinds == {"unresolved claimant": "test:r1", "unresolved place": "test:r1"}
    assert result.claims["claimant"][0] == "Some Group"
    assert pd.isna(result.claims["place_id"][0])


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("at least nine", "Oct-12", "figure_not_a_date"),
        ("at least nine", "70.0", "figure_readable"),
        ("at least nine", "many", "figure_readable"),
        ("at least nine", "", "figure_given"),
        ("at least nine", "15-12", "figures_in_order"),
        ("2012-02-07,2012-02-07", "2012-02-30,2012-02-07", "day_exists"),
        ("2012-02-07,2012-02-07", "05/02/2012,2012-02-07", "day_is_unambiguous"),
        ("2012-02-07,2012-02-07", "2012-02-07,25/02/2012", "day_is_iso"),
        ("2012-02-07,2012-02-07", "2012-02-09,2012-02-07", "start_not_after_end"),
        ("2012-02-07,2012-02-07", "2012-02-07,", "end_given"),
        ("killed", "kiled", "code_known"),
        ("killed", "“killed”", "code_known"),
        (",Homs,", ",,", "place_given"),
        ("Syrian Observatory for Human Rights,Deutsche Welle", ",", "source_given"),
        ("https://example.org/a", "https://example.org/a,more", "row_has_all_fields"),
    ],
)
def test_a_bad_row_is_rejected_by_name_and_the_others_stay(ingested, tmp_path, sources, places, old, new, rule):
    bad = ROW.replace(old, new, 1)
    assert bad != ROW
    result = ingested("claims_csv", NINE + bad + ROW.replace("nine", "12"))
    assert len(result.claims) == 1
    reject = result.rejects.iloc[0]
    assert rule in reject["reasons"].split("; ")
    assert reject["raw_ref"] == "line 2"
    assert json.loads(reject["row"])["url"].startswith("https://example.org/a")
    problems = check_file(tmp_path / "data.csv", sources, places)
    named = problems[problems["rule"] == rule].iloc[0]
    assert (named["line"], named["severity"]) == (2, "error")
    assert len(named["message"]) > 20


@pytest.mark.parametrize(
    ("cell", "rule", "told"),
    [
        ("low", "count_is_whole_number", "Write 1200"),
        ("order", "figures_in_order", "low <= best <= high"),
        ("part", "part_of_known", "record_id"),
        ("twice", "claim_id_unique", "line 2"),
    ],
)
def test_the_full_layout_names_its_faults(ingested, tmp_path, sources, places, cell, rule, told):
    bad = {
        "low": PART.replace("2,2,2,exact", '"1,200",2,2,exact'),
        "order": PART.replace("2,2,2,exact", "5,2,9,coded"),
        "part": PART.replace(",r1\n", ",r7\n"),
        "twice": PART.replace("r2,", "r1,"),
    }[cell]
    result = ingested("claims_csv", FULL + WHOLE + bad)
    assert rule in result.rejects["reasons"].iloc[0]
    problems = check_file(tmp_path / "data.csv", sources, places)
    assert told in problems[problems["rule"] == rule]["message"].iloc[0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (NINE.encode(), "no claim"),
        ((NINE + ROW).encode("utf-16"), "UTF-16"),
        ((NINE + ROW.replace("Homs", "Alépo")).encode("cp1252"), "line 2"),
        ((NINE + ROW).replace(",", ";").encode(), "semicolons"),
        ((NINE + ROW).replace(",", "\t").encode(), "tabs"),
        ((NINE.replace("claimant,", "") + ROW).encode(), "'claimant' is missing"),
        ((NINE.replace("claimant,", "claiment,") + ROW).encode(), "claiment"),
        (("qualifer," + NINE + "exact," + ROW).encode(), "'qualifier'"),
        (("harm," + NINE + "killed," + ROW).encode(), "twice"),
        (("version," + NINE + "1," + ROW).encode(), "not by hand"),
        ((NINE + ROW + ROW[:40]).encode(), "cut off"),
        ((NINE + ROW + 'killed,9,"Homs,2012-02-07').encode(), "line 3"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(ingested, tmp_path, sources, places, content, told):
    with pytest.raises(DataError) as caught:
        ingested("claims_csv", content)
    assert caught.value.exit_code == 3
    assert told in str(caught.value)
    assert "data.csv" in str(caught.value)
    if content != NINE.encode():
        problems = check_file(tmp_path / "data.csv", sources, places)
        assert problems["severity"].tolist() == ["error"]


def test_what_spreadsheets_add_is_read_and_noted(ingested):
    content = b"\xef\xbb\xbf" + (NINE.replace("\n", ",,\r\n") + ROW.replace("\n", ",,\r\n") + ",,,,,,,,,,\r\n" * 3).encode()
    result = ingested("claims_csv", content)
    assert (len(result.claims), result.read) == (1, 1)
    notes = " ".join(result.findings["message"])
    assert "byte order mark" in notes
    assert "3 blank rows" in notes


def test_a_column_of_ones_own_is_a_finding(ingested):
    result = ingested("claims_csv", "colour_of_the_folder," + NINE + "red," + ROW)
    assert len(result.claims) == 1
    assert "unknown column" in result.findings["kind"].tolist()


def test_quoted_line_breaks_keep_the_line_numbers_right(ingested):
    result = ingested("claims_csv", "note," + NINE + '"two\nlines",' + ROW + "," + ROW.replace("nine", "many many"))
    assert result.claims["note"].tolist() == ["two\nlines"]
    assert result.rejects["raw_ref"].tolist() == ["line 4"]


def test_an_option_it_does_not_have_is_refused(ingested):
    with pytest.raises(UsageError, match="unknown key"):
        ingested("claims_csv", NINE + ROW, options={"separator": ";"})


def test_check_warns_of_a_day_that_stands_for_none(tmp_path, sources, places):
    path = tmp_path / "data.csv"
    path.write_text(FULL + WHOLE.replace("2012-02-07,2012-02-07", "1970-01-01,2012-02-07"))
    problems = check_file(path, sources, places)
    assert set(problems["rule"]) == {"day_not_placeholder"}
    assert set(problems["severity"]) == {"warning"}


def test_check_of_a_good_file_says_nothing(tmp_path, sources, places):
    path = tmp_path / "good.csv"
    path.write_text(FULL + WHOLE + PART)
    problems = check_file(path, sources, places)
    assert problems.empty
    assert list(problems.columns) == ["line", "column", "value", "rule", "severity", "message"]
    with pytest.raises(DataError):
        check_file(tmp_path / "absent.csv", sources, places)


def test_the_bundled_data_set_becomes_632_claims(sources, world):
    folder = Path(__file__).parents[2] / "datasets" / "homs-2012"
    definition = read_definition(folder)
    result = ingest(definition, raw.find(folder, definition.raw), sources, world)
    assert (result.read, len(result.claims), len(result.rejects)) == (632, 632, 0)
    assert not result.findings["kind"].str.startswith("unresolved").any()
    written = pd.read_csv(folder / "claims.csv", dtype="str")
    for name in ("low", "best", "high"):
        assert result.claims[name].astype("str").fillna("").tolist() == written[name].fillna("").tolist()
    assert result.claims["part_of"].dropna().isin(result.claims["claim_id"]).all()
    assert check_file(folder / "claims.csv", sources, world).empty


def test_the_bundled_file_is_the_compilation_to_the_byte(shared):
    assert (Path(__file__).parents[2] / "datasets" / "homs-2012" / "claims.csv").read_bytes() == (shared / "data" / "homs2012_claims.csv").read_bytes()


FIGURES = ("at least nine", "more than 12", "up to 30", "about 40", "12 to 15", "dozens", "two dozen", "0", "nearly 100", "hundreds", "7")
KEPT_ANEW = ["raw_sha256", "raw_ref", "recorded_at"]


def test_what_is_exported_is_read_back_to_the_same_claims(ingested, tmp_path):
    rows = "".join(ROW.replace("at least nine", figure).replace("/a", f"/{n}") for n, figure in enumerate(FIGURES))
    more = "".join(
        f'x{n},killed,children,,,2,up_to,2012-02-07,2012-02-07,"Baba Amr, Homs",,"An ""odd"", group",DW,2012-02-07T10:00:00.5Z,https://example.org/{n},{part},"{note}",true\n'
        for n, (part, note) in enumerate([("", "two\nlines"), ("x0", "حمص; ,"), ("", "=1+1")])
    )
    for content in (NINE + rows, FULL.replace("\n", ",note,do_not_publish\n") + more):
        first = ingested("claims_csv", content)
        assert first.rejects.empty
        out = tmp_path / "out.csv"
        emit(first.claims.sample(frac=1, random_state=1).assign(version=3), "csv", out)
        again = ingested("claims_csv", out.read_bytes())
        assert again.findings["kind"].tolist().count("export read") == 1
        assert again.rejects.empty
        one, two = (r.claims.drop(columns=KEPT_ANEW).sort_values("claim_id", ignore_index=True) for r in (first, again))
        pd.testing.assert_frame_equal(one, two)


def test_an_export_of_another_data_set_keeps_its_wholes_and_parts(ingested, tmp_path, sources, places):
    claims = ingested("claims_csv", FULL + WHOLE + PART).claims
    for name in ("claim_id", "part_of"):
        claims[name] = claims[name].str.replace("test:", "elsewhere:")
    emit(claims.assign(dataset="elsewhere"), "csv", tmp_path / "out.csv")
    again = ingested("claims_csv", (tmp_path / "out.csv").read_bytes()).claims
    assert again["claim_id"].tolist() == ["test:r1", "test:r2"]
    assert again["part_of"].tolist()[1] == "test:r1"
    assert check_file(tmp_path / "out.csv", sources, places).empty


def test_the_bundled_data_set_is_read_back_without_a_revision(tmp_path):
    home = tmp_path / "datasets" / "homs-2012"
    shutil.copytree(Path(__file__).parents[2] / "datasets" / "homs-2012", home)
    assert pipeline.ingest(tmp_path)["new"].tolist() == [632]
    assert call(["--root", str(tmp_path), "-q", "claims", "--private", "--review", "all", "--format", "csv", "-o", str(home / "claims.csv")]) == 0
    (row,) = pipeline.ingest(tmp_path).to_dict("records")
    assert (row["claims"], row["new"], row["revised"], row["withdrawn"]) == (632, 0, 0, 0)
