"""Faults that files of any source come with, one by one, through every ingestor that reads files of that kind."""

from __future__ import annotations

import json
import tomllib

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from casualties.errors import DataError, SourceError

HAND = "record_id,harm,figure,place,start,end,claimant,publisher,published,url,lat,lon,note\n"
HAND_ROW = "r1,killed,70,Homs,2012-02-06,2012-02-06,SOHR,Deutsche Welle,2012-02-07,https://example.org/a,34.7,36.7,words\n"
TAGS = "#event+id,#date,#country,#adm1,#geo+lat,#geo+lon,#affected+killed,#meta+source,#cause\n"
NAMED = "id,day,land,area,lat,lon,dead,by,how\n"
ROW = "r1,2012-02-06,Syria,Homs,34.7,36.7,70,SOHR,words\n"
OTHER = "r2,2012-02-07,Syria,Homs,34.7,36.7,9,SOHR,words\n"
PLAN = tomllib.loads("""
[columns]
record_id = "id"
date = "day"
country = "land"
adm_1 = "area"
lat = "lat"
lon = "lon"
best = "dead"
claimant = "by"
cause = "how"
[constants]
harm = "killed"
""")


@pytest.fixture
def read(ingested):
    """Read one row with a change, and a good one after it."""

    def run(ingestor, old, new, options=None, encoding="utf-8"):
        head, row = (HAND, HAND_ROW) if ingestor == "claims_csv" else (TAGS if ingestor == "hxl" else NAMED, ROW)
        other = HAND_ROW.replace("r1", "r2") if ingestor == "claims_csv" else OTHER
        assert old in row
        text = head + row.replace(old, new, 1) + other
        base = PLAN if ingestor == "table" else {}
        return ingested(ingestor, text.encode(encoding), options={**base, **(options or {})})

    return run


FAULTS = [
    ("36.7", "4239", {"coordinates_on_earth"}),
    ("34.7", "-91", {"coordinates_on_earth"}),
    ("34.7", '"34,7"', {"lat_is_number", "number_readable"}),
    ("34.7", "unknown", {"lat_is_number", "number_readable"}),
    (",70,", ",-999,", {"best_is_whole_number", "figure_readable"}),
    (",70,", ',"70,5",', {"best_is_whole_number", "figure_readable"}),
    (",70,", ",7E+01,", {"best_is_whole_number", "figure_readable"}),
    ("2012-02-06", "0000-00-00", {"date_not_placeholder", "day_exists"}),
    ("2012-02-06", "2012-02-30", {"date_is_day", "day_exists"}),
    ("2012-02-06", "06/02/2012", {"date_is_day", "day_is_unambiguous"}),
    ("r1", "r2", {"claim_id_unique"}),
    ("words", "x" * 20_001, {"text_not_too_long"}),
]


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
def test_a_fault_is_a_reject_by_name_and_the_next_row_stays(ingested, ingestor):
    head, row = (HAND, HAND_ROW) if ingestor == "claims_csv" else (TAGS if ingestor == "hxl" else NAMED, ROW)
    lines = []
    for n, (old, new, _) in enumerate(FAULTS):
        assert old in row
        bad = row.replace(old, new, 1)
        lines += [bad if old == "r1" else bad.replace("r1", f"bad{n}"), row.replace("r1", "r2" if n == 0 else f"good{n}")]
    result = ingested(ingestor, head + "".join(lines[1:2] + lines[:1] + lines[2:]), options=PLAN if ingestor == "table" else {})
    first = 2 if ingestor == "claims_csv" else 1
    told = result.rejects.assign(number=result.rejects["raw_ref"].str.extract(r"([0-9]+)$", expand=False).astype(int)).sort_values("number")
    assert told["number"].tolist() == [first + (1 if n == 0 else 2 * n) for n in range(len(FAULTS))]
    for reasons, (_, new, rules) in zip(told["reasons"], FAULTS, strict=True):
        assert set(reasons.split("; ")) & rules, new[:80]
    assert len(result.claims) == len(FAULTS)
    assert (told["row"].str.len() < 3000).all()


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
@pytest.mark.parametrize("day", ["1970-01-01", "1900-01-01", "1899-12-30", "0001-01-01"])
def test_a_day_that_stands_for_none_is_no_day_of_a_claim(read, ingestor, day):
    result = read(ingestor, "2012-02-06,2012-02-06" if ingestor == "claims_csv" else "2012-02-06", f"{day},{day}" if ingestor == "claims_csv" else day)
    if ingestor == "claims_csv":  # a hand may mean it
        assert result.findings.set_index("kind").loc["placeholder day", "claim_ids"] == "test:r1"
    else:
        assert result.rejects["reasons"].tolist() == ["date_not_placeholder"]


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
@pytest.mark.parametrize(("written", "number"), [("٧٠", 70), ("۷۰", 70), (" 70 ", 70)])
def test_digits_of_other_scripts_are_digits(read, ingestor, written, number):
    assert read(ingestor, ",70,", f",{written},").claims["best"].tolist()[0] == number


@pytest.mark.parametrize("ingestor", ["hxl", "table"])
@pytest.mark.parametrize(
    ("written", "numbers"), [('"1,200"', {"thousands": ","}), ('"1.200,0"', {"thousands": ".", "decimal": ","}), ("1 200", {"thousands": " "}), ("1200.0", {})]
)
def test_separators_are_read_as_told(read, ingestor, written, numbers):
    point = '"34,7","36,7"' if "decimal" in numbers else "34.7,36.7"
    result = read(ingestor, "34.7,36.7,70", f"{point},{written}", {"numbers": numbers})
    assert result.claims["best"].tolist()[0] == 1200


@pytest.mark.parametrize("ingestor", ["hxl", "table"])
@pytest.mark.parametrize("nothing", ["-999", "-999.0"])
def test_a_code_of_nothing_is_missing_where_told(read, ingestor, nothing):
    result = read(ingestor, ",36.7,70,", f",{nothing},70,", {"read": {"missing": ["-999"]}})
    assert result.claims["lon"].isna().tolist() == [True, False]


@pytest.mark.parametrize("ingestor", ["hxl", "table"])
def test_an_id_in_scientific_notation_has_lost_digits(read, ingestor):
    assert read(ingestor, "r1", "4.8528E+04").rejects["reasons"].tolist() == ["record_id_not_scientific"]


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
@pytest.mark.parametrize("text", ['"two\nlines"', '"two\r\nlines"', '"a ""quoted"" word"', "x" * 10_000])
def test_text_of_any_kind_is_text(read, ingestor, text):
    result = read(ingestor, "words", text)
    assert (len(result.claims), len(result.rejects)) == (2, 0)
    assert result.claims["best"].tolist()[0] == 70


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
def test_a_cell_of_ten_megabytes_is_a_reject(read, ingestor):
    result = read(ingestor, "words", "x" * 10_000_000)
    assert result.rejects["reasons"].tolist() == ["text_not_too_long"]
    assert len(result.claims) == 1
    assert len(result.rejects["row"][0]) < 3000


@pytest.mark.parametrize("ingestor", ["hxl", "named_list", "table", "ucdp_ged"])
def test_a_first_row_of_ten_megabytes_is_refused(ingested, ingestor):
    options = {"table": PLAN, "named_list": {"columns": {"date": "day"}, "constants": {"harm": "killed"}}}.get(ingestor, {})
    with pytest.raises((DataError, SourceError)) as caught:
        ingested(ingestor, "x" * 10_000_000 + ",y\n1,2\n", options=options)
    assert len(str(caught.value)) < 2000


@pytest.mark.parametrize("ingestor", ["hxl", "table"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "cp1256"])
def test_another_encoding_is_refused_and_read_when_told(read, ingestor, encoding):
    word = "قصف" if encoding == "cp1256" else "Alpé"
    with pytest.raises(DataError, match=r"options\.read\.encoding"):
        read(ingestor, "words", word, encoding=encoding)
    assert read(ingestor, "words", word, {"read": {"encoding": encoding}}, encoding).claims["cause"].tolist()[0] == word


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
def test_a_byte_order_mark_is_no_letter(read, ingestor):
    result = read(ingestor, "words", "words", encoding="utf-8-sig")
    assert result.claims["record_id"].tolist() == ["r1", "r2"]


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "named_list", "table", "ucdp_ged"])
def test_bytes_that_are_no_text_are_refused(ingested, ingestor):
    options = {"table": PLAN, "named_list": {"columns": {"date": "day"}, "constants": {"harm": "killed"}}}.get(ingestor, {})
    with pytest.raises((DataError, SourceError)):
        ingested(ingestor, bytes(range(256)) * 40, options=options)


def as_jsonl(rows, path):
    path.write_text("\n".join(json.dumps(row) for row in rows))


def as_parquet(rows, path):
    pq.write_table(pa.Table.from_pylist(rows), path)


def as_xlsx(rows, path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)


@pytest.mark.parametrize(("name", "write"), [("data.jsonl", as_jsonl), ("data.parquet", as_parquet), ("data.xlsx", as_xlsx)])
def test_a_column_renamed_names_the_nearest_in_every_format(ingested, tmp_path, name, write):
    row = dict(zip(NAMED.strip().split(","), ROW.strip().split(","), strict=True))
    write([{("deads" if key == "dead" else key): value for key, value in row.items()}], tmp_path / name)
    with pytest.raises(SourceError, match="'deads', which may be its new name"):
        ingested("table", (tmp_path / name).read_bytes(), name, options=PLAN)


@pytest.mark.parametrize(("name", "write"), [("data.jsonl", as_jsonl), ("data.parquet", as_parquet), ("data.xlsx", as_xlsx)])
def test_typed_cells_are_read_as_text_is(ingested, tmp_path, name, write):
    rows = [
        {"id": 1.0, "day": "2012-02-06", "land": "Syria", "area": "Homs\nHoms", "lat": 34.7, "lon": None, "dead": 70.0, "by": "SOHR", "how": None},
        {"id": 2.0, "day": "2012-02-07", "land": "Syria", "area": "Homs", "lat": 34.7, "lon": None, "dead": -999.0, "by": "SOHR", "how": None},
        {"id": 3.0, "day": "2012-02-07", "land": "Syria", "area": "Homs", "lat": 34.7, "lon": None, "dead": 1.5, "by": "SOHR", "how": None},
        {"id": 4.0, "day": "2012-02-07", "land": "Syria", "area": "Homs", "lat": None, "lon": None, "dead": float("nan"), "by": "SOHR", "how": None},
    ]
    if write is as_xlsx:
        rows[3]["dead"] = "#DIV/0!"  # a cell that is an error holds no figure
    write(rows, tmp_path / name)
    result = ingested("table", (tmp_path / name).read_bytes(), name, options=PLAN)
    assert (result.claims["record_id"].tolist(), result.claims["best"].tolist()) == (["1"], [70])
    assert result.claims["lon"].dtype == "float64"
    assert result.rejects["reasons"].tolist() == ["best_is_whole_number", "best_is_whole_number", "figure_given"]


def test_a_column_without_any_value_keeps_its_type(ingested):
    text = NAMED + ROW.replace("36.7", "").replace("words", "")
    for ingestor, head in (("table", text), ("hxl", text.replace(NAMED, TAGS))):
        claims = ingested(ingestor, head, options=PLAN if ingestor == "table" else {}).claims
        assert (str(claims["lon"].dtype), pd.isna(claims["lon"][0]), pd.isna(claims["cause"][0])) == ("float64", True, True)
