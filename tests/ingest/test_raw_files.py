"""Raw files through every ingestor: packed as gz, as a member of a zip archive, cut off, in another encoding."""

from __future__ import annotations

import gzip
import io
import json
import tomllib
import zipfile

import pandas as pd
import pytest

from casualties import raw
from casualties.errors import DataError
from casualties.ingest import acled_files, registry
from casualties.ingest.definition import Definition

HAND = "harm,figure,place,start,end,claimant,publisher,published,url\nkilled,7,Homs,2012-02-06,2012-02-06,SOHR,A paper,2012-02-07,https://example.org/a\n"
ACLED = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,country,admin1,admin2,location,latitude,longitude,geo_precision,"
    "source,notes,fatalities,timestamp\nSYR1,2024-05-16,1,Battles,Armed clash,A,B,Syria,Homs,,A village,34.7,36.7,1,A paper,,4,1716300000\n"
)
GONE = "event_id_cnty,deleted_timestamp\nSYR1,1716300001\n"
HAPI = (
    "location_code,provider_admin1_name,provider_admin2_name,admin1_code,admin1_name,admin2_code,admin2_name,admin_level,event_type,events,fatalities,"
    "reference_period_start,reference_period_end,warning,error\nSYR,,,,,,,0,political_violence,3,9,2024-01-01,2024-01-31,,\n"
)
IBC = "ibc_code,start_date,end_date,time,location,target,weapons,reported_minimum,reported_maximum,sources\nk1,28 Feb 2017,28 Feb 2017,,Mosul,,fire,3,5,REU 01 Mar\n"
INCIDENTS = json.dumps({"incidents": [{"unique_reference_code": "X1", "incident_date": "2016-02-06", "country": "Syria", "civilians_killed_min": 3}]})
DAY = json.dumps(
    [{"report_date": "2024-08-10", "report_source": "mohtel", "report_period": 24, "killed": 4, "killed_cum": 9, "ext_killed": 4, "ext_killed_cum": 9}]
)
GED = (
    "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,country,date_prec,date_start,date_end,deaths_a,deaths_b,"
    "deaths_civilians,deaths_unknown,best,high,low,dyad_name,number_of_sources,source_article,event_clarity\n"
    "1,1,Government,Rebels,1,A town,Homs,,34.7,36.7,Syria,1,2016-05-14,2016-05-14,1,1,0,0,2,2,2,A - B,1,A paper,1\n"
)
ARTICLE = json.dumps({"text": "Nine people were killed in Homs on Monday, activists said.", "published": "2012-02-07", "publisher": "A paper"}) + "\n"
LIST = 'columns = { date = "day", country = "land" }\nconstants = { harm = "killed", claimant = "sohr" }'
ROWS = "day,land,name\n2012-02-06,Syria,Person 1\n"
FILES = {
    "acled": ("events.csv", ACLED, {}),
    "acled, page": ("page.json", json.dumps({"success": True, "count": 0, "data": []}), {}),
    "acled, deletions": ("gone.csv", GONE, {}),
    "claims_csv": ("hand.csv", HAND, {}),
    "hapi": ("hapi.csv", HAPI, {}),
    "hxl": ("tagged.csv", "Day,Land,Dead\n#date,#country,#affected+killed\n2012-02-06,Syria,7\n", {}),
    "incidents": ("incidents.json", INCIDENTS, {}),
    "iraq_body_count": ("ibc.csv", IBC, {}),
    "iraq_body_count, terms above": ("ibc.csv", "Terms\n\n" + IBC, {}),
    "named_list": ("list.csv", ROWS, tomllib.loads(LIST)),
    "news": ("press.jsonl", ARTICLE, {}),
    "table": ("table.csv", ROWS, tomllib.loads(LIST + '\nrows = "persons"')),
    "table, JSON lines": ("table.jsonl", '{"day": "2012-02-06", "land": "Syria"}\n', tomllib.loads(LIST + '\nrows = "persons"')),
    "tech_for_palestine": ("days.json", DAY, {}),
    "ucdp_ged": ("ged.csv", GED, {}),
}


def as_it_is(folder, name, content):
    (folder / name).write_bytes(content)


def as_gz(folder, name, content):
    (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))


def as_member(folder, name, content):
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"2024/{name}", content)
        archive.writestr("readme.txt", "terms of use")


def read(folder, pack, name, content, ingestor, options):
    folder.mkdir()
    pack(folder, name, content.encode() if isinstance(content, str) else content)
    found = raw.find(folder, ["*"])
    definition = Definition("test", "A test", ingestor, raw=("*",), source="airwars", options=options)
    return registry.find(ingestor).read(found[0], definition), found


def test_all_that_ship_are_tried():
    assert {name.partition(",")[0] for name in FILES} == set(registry.SHIPPED)


@pytest.mark.parametrize("kind", FILES)
def test_a_packed_file_is_read_like_the_file(tmp_path, kind):
    ingestor = kind.partition(",")[0]
    name, content, options = FILES[kind]
    plain, _ = read(tmp_path / "plain", as_it_is, name, content, ingestor, options)
    assert len(plain) or "page" in kind
    for pack in (as_gz, as_member):
        rows, found = read(tmp_path / pack.__name__, pack, name, content, ingestor, options)
        pd.testing.assert_frame_equal(rows, plain)
        assert (found[0].name, found[0].on_disk) == (name, None)


@pytest.mark.parametrize("ingestor", ["claims_csv", "hxl", "table"])
def test_a_packed_workbook_is_read_like_the_workbook(tmp_path, ingestor):
    from openpyxl import Workbook

    _, content, options = FILES[ingestor]
    book, out = Workbook(), io.BytesIO()
    for line in content.splitlines():
        book.active.append(line.split(","))
    book.save(out)
    plain, _ = read(tmp_path / "plain", as_it_is, "book.xlsx", out.getvalue(), ingestor, options)
    assert len(plain) == 1
    for pack in (as_gz, as_member):
        pd.testing.assert_frame_equal(read(tmp_path / pack.__name__, pack, "book.xlsx", out.getvalue(), ingestor, options)[0], plain)


@pytest.mark.parametrize("kind", FILES)
def test_a_packed_file_that_is_cut_off_is_refused(tmp_path, kind):
    name, content, options = FILES[kind]
    packed = gzip.compress(content.encode(), mtime=0)[:-12]
    with pytest.raises(DataError, match="the archive is damaged"):
        read(tmp_path / "cut", as_it_is, f"{name}.gz", packed, kind.partition(",")[0], options)


def test_packed_files_of_acled_are_looked_at_together(tmp_path):
    for name, content in (("events.csv", ACLED), ("gone.csv", GONE)):
        as_gz(tmp_path, name, content.encode())
    definition = Definition("test", "A test", "acled", raw=("*",))
    raws, acled = raw.find(tmp_path, ["*"]), registry.find("acled")
    parts = acled.combine(raws, [acled.normalise(acled.read(one, definition), definition) for one in raws], definition)
    assert [len(part.claims) for part in parts] == [0, 0]
    assert parts[0].broken["reasons"].tolist() == ["deleted_upstream"]
    assert [acled_files.is_deletions(one) for one in raws] == [False, True]


FOREIGN = {
    "acled": ("A paper", "Påper"),
    "acled, page": ('"data": []', '"data": [{"event_id_cnty": "SYR1", "notes": "fåll"}]'),
    "hapi": (",,,,,,,0", ",,,,Håms,,,0"),
    "hxl": ("Syria", "Sýria"),
    "incidents": ("Syria", "Sýria"),
    "iraq_body_count": ("Mosul", "Mósul"),
    "iraq_body_count, terms above": ("Terms", "© Terms"),
    "named_list": ("Person 1", "Pérson"),
    "table": ("Syria", "Sýria"),
    "table, JSON lines": ("Syria", "Sýria"),
    "claims_csv": ("A paper", "Påper"),
    "tech_for_palestine": ("mohtel", "mohtél"),
    "ucdp_ged": ("A town", "Å town"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_another_encoding_is_refused_by_name(tmp_path, kind):
    name, content, options = FILES[kind]
    with pytest.raises(DataError, match="UTF-8") as caught:
        read(tmp_path / "x", as_it_is, name, content.replace(*FOREIGN[kind]).encode("cp1252"), kind.partition(",")[0], options)
    assert "Person" not in str(caught.value)


@pytest.mark.parametrize("kind", [kind for kind in FOREIGN if kind not in ("acled, page", "claims_csv", "tech_for_palestine", "ucdp_ged")])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_read_where_it_is_told(tmp_path, kind, encoding):
    ingestor = kind.partition(",")[0]
    name, content, options = FILES[kind]
    content = content.replace(*FOREIGN[kind])
    plain, _ = read(tmp_path / "plain", as_it_is, name, content, ingestor, options)
    told, _ = read(tmp_path / "told", as_it_is, name, content.encode(encoding), ingestor, options | {"read": {"encoding": encoding}})
    pd.testing.assert_frame_equal(told, plain, check_like=True)


def test_latin_1_that_is_none_is_refused(tmp_path):
    content = "day,land\n2012-02-06,“Syria”\n".encode("cp1252")
    with pytest.raises(DataError, match=r'line 2.*latin-1.*"cp1252"'):
        read(tmp_path / "x", as_it_is, "x.csv", content, "table", FILES["table"][2] | {"read": {"encoding": "latin-1"}})
