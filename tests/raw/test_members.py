"""zip and gz: read where they lie, within limits."""

from __future__ import annotations

import gzip
import io
import zipfile

import openpyxl
import pytest

from casualties import raw
from casualties.errors import DataError
from casualties.ingest import ingest
from casualties.ingest.definition import Definition
from casualties.raw.members import Limits, names, open_content

TEXT = b"a,b\n1,2\n" * 1000


def pack(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def drain(path, member, limits):
    """Read all of it in pieces."""
    with open_content(path, member, limits) as stream:
        while stream.read(1 << 16):
            pass


@pytest.fixture
def zipped(tmp_path):
    return lambda **members: pack(tmp_path / "x.zip", **members)


def test_the_one_data_file_is_meant(zipped):
    path = zipped(**{"data/events.csv": TEXT, "readme.txt": b"x", "__MACOSX/._events.csv": b"x", ".hidden.csv": b"x"})
    assert names(path) == ["data/events.csv"]
    with open_content(path, "data/events.csv") as stream:
        assert stream.read() == TEXT
    assert names(zipped(**{"list.txt": b"x"})) == ["list.txt"]


def test_of_several_the_definition_says_which(zipped):
    path = zipped(**{"2023/a.csv": b"x", "2024/a.csv": b"y", "codes.csv": b"z"})
    with pytest.raises(DataError, match=r"not clear which of its 3 members.*members = .*codes\.csv"):
        names(path)
    assert names(path, ["a.csv"]) == ["2023/a.csv", "2024/a.csv"]
    assert names(path, ["2024/*", "codes.csv"]) == ["2024/a.csv", "codes.csv"]
    with pytest.raises(DataError, match=r"no member is called 'b\.csv'.*2023/a\.csv"):
        names(path, ["b.csv"])
    with pytest.raises(DataError, match="holds no file"):
        names(zipped())


def test_a_stream_can_be_sought(tmp_path, zipped):
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(TEXT, mtime=0))
    for stream in (open_content(tmp_path / "x.csv.gz"), open_content(zipped(**{"x.csv": TEXT}), "x.csv")):
        with stream:
            assert stream.seek(0, io.SEEK_END) == len(TEXT)
            stream.seek(4)
            assert stream.read(3) == b"1,2"
            assert stream.tell() == 7
        assert stream.closed


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_what_unpacks_to_far_more_than_its_size_stops(tmp_path, zipped, kind):
    zeros = bytes(3_000_000)
    path, member = (zipped(**{"x.csv": zeros}), "x.csv") if kind == "zip" else (tmp_path / "x.gz", None)
    if kind == "gz":
        path.write_bytes(gzip.compress(zeros, mtime=0))
    for limits in (Limits(ratio=100, free=1_000_000), Limits(size=2_999_999, ratio=10**6)):
        with pytest.raises(DataError, match="unpacks to more"):
            drain(path, member, limits)
    with open_content(path, member, Limits(size=3_000_000)) as stream:
        assert stream.read() == zeros


def test_a_size_that_lies_is_noticed(zipped):
    path = zipped(**{"x.csv": TEXT})
    data = path.read_bytes()
    path.write_bytes(data.replace(len(TEXT).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(DataError, match="damaged"):
        drain(path, "x.csv", Limits())


def test_too_many_members(zipped):
    with pytest.raises(DataError, match="3 members, more than 2"):
        names(zipped(a=b"", b=b"", c=b""), limits=Limits(members=2))


def test_names_of_members_are_never_paths(tmp_path, zipped):
    path = zipped(**{"../../up.csv": TEXT, "/etc/x\x1b[31m.csv": b"x"})
    (tmp_path / "home").mkdir()
    assert names(path, ["up.csv"]) == ["../../up.csv"]
    before = sorted(p for p in tmp_path.rglob("*"))
    with open_content(path, "../../up.csv") as stream:
        assert stream.read() == TEXT
    assert sorted(p for p in tmp_path.rglob("*")) == before
    with pytest.raises(DataError) as caught:
        names(path)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"), [("x.zip", b"no archive"), ("x.zip", b""), ("x.csv.gz", b"no archive"), ("x.csv.gz", gzip.compress(TEXT, mtime=0)[:-20])]
)
def test_damaged_archives_are_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="damaged") as caught:
        b"".join(found.read_bytes() for found in raw.find(tmp_path, [name]))
    assert name in str(caught.value)


def test_an_archive_in_an_archive_and_an_encrypted_one(zipped):
    with pytest.raises(DataError, match="archive in an archive"):
        open_content(zipped(**{"inner.zip": b"x"}), "inner.zip")
    path = zipped(**{"x.csv": b"x"})
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    path.write_bytes(data)
    with pytest.raises(DataError, match="encrypted"):
        open_content(path, "x.csv")


NINE = b"harm,figure,place,start,end,claimant,publisher,published,url\n"
ROW = b"killed,9,Homs,2012-02-07,2012-02-07,SOHR,DW,2012-02-07,https://example.org/a\n"


def test_members_are_ingested_like_files_and_cited_by_name(tmp_path):
    from casualties import places, sources

    pack(tmp_path / "x.zip", **{"a.csv": NINE + ROW, "b.csv": NINE + ROW.replace(b"/a", b"/b"), "c.csv": b""})
    (tmp_path / "y.csv.gz").write_bytes(gzip.compress(NINE + ROW.replace(b"/a", b"/c"), mtime=0))
    raws = raw.find(tmp_path, ["*.zip", "*.gz"], (), ["a.csv", "b.csv"])
    assert [r.name for r in raws] == ["a.csv", "b.csv", "y.csv"]
    result = ingest(Definition("test", "T", "claims_csv"), raws, sources.load(), places.load(["SYR"]))
    assert result.claims["raw_ref"].tolist() == ["a.csv: line 2", "b.csv: line 2", "line 2"]
    assert result.claims["raw_sha256"].tolist() == [r.sha256 for r in raws]
    assert raws[0].sha256 == raws[1].sha256 != raws[2].sha256
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.zip", "y.csv.gz"]


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_other_formats_are_read_packed_as_well(tmp_path, suffix):
    from casualties import places, sources

    if suffix == "xlsx":
        book = openpyxl.Workbook()
        for row in (["id", "day", "dead"], ["a", "2024-05-01", 3]):
            book.active.append(row)
        book.save(tmp_path / "x.xlsx")
    else:
        (tmp_path / f"x.{suffix}").write_text('[{"id": "a", "day": "2024-05-01", "dead": 3}]' if suffix == "json" else "id,day,dead\na,2024-05-01,3\n")
    data = (tmp_path / f"x.{suffix}").read_bytes()
    (tmp_path / f"y.{suffix}.gz").write_bytes(gzip.compress(data, mtime=0))
    pack(tmp_path / "z.zip", **{f"out/x.{suffix}": data})
    options = {"columns": {"record_id": "id", "date": "day", "best": "dead"}, "constants": {"harm": "killed", "place_id": "SYR", "claimant": "sohr"}}
    tables = sources.load(), places.load(["SYR"])
    for name in (f"x.{suffix}", f"y.{suffix}.gz", "z.zip"):
        result = ingest(Definition("test", "T", "table", options=options), raw.find(tmp_path, [name]), *tables)
        assert result.claims[["claim_id", "best"]].to_numpy().tolist() == [["test:a", 3]], result.rejects["reasons"].tolist()
