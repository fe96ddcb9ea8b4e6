"""Raw files: found, checked against their sidecars, kept by content."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest

from casualties import raw
from casualties.errors import DataError, UsageError


def put(folder, name, text="a,b\n1,2\n", sidecar=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if sidecar is not None:
        path.with_name(path.name + ".meta.json").write_text(json.dumps(sidecar), encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def test_found_in_order_each_once_without_sidecars_and_hidden_files(tmp_path):
    sha256 = put(tmp_path, "raw/b.csv")
    put(tmp_path, "raw/a.csv", sidecar={"sha256": sha256})
    put(tmp_path, "raw/.tmp-1.csv")
    put(tmp_path, "raw/deep/c.csv")
    found = raw.find(tmp_path, ["raw/*", "raw/**/*.csv", "raw/b.csv"])
    assert [f.path.relative_to(tmp_path).as_posix() for f in found] == ["raw/a.csv", "raw/b.csv", "raw/deep/c.csv"]
    assert found[1] == raw.RawFile(tmp_path / "raw/b.csv", sha256)


def test_sidecar_tells_where_when_and_terms(tmp_path):
    sha256 = hashlib.sha256(b"x").hexdigest()
    put(tmp_path, "raw/x.csv", "x", {"sha256": sha256, "url": "https://example.org/x.csv", "retrieved_at": "2024-05-01T10:00:00+02:00", "terms": "CC BY 4.0"})
    (found,) = raw.find(tmp_path, ["raw/*.csv"])
    assert found == raw.RawFile(tmp_path / "raw/x.csv", sha256, "https://example.org/x.csv", pd.Timestamp("2024-05-01T08:00:00Z"), "CC BY 4.0")


def test_an_edited_raw_file_is_refused(tmp_path):
    put(tmp_path, "raw/x.csv", sidecar={"sha256": "0" * 64})
    with pytest.raises(DataError, match="never edited"):
        raw.find(tmp_path, ["raw/*.csv"])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sha256": 3}', "[" * 100_000])
def test_a_sidecar_that_is_none_is_refused(tmp_path, text):
    put(tmp_path, "raw/x.csv")
    (tmp_path / "raw/x.csv.meta.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.csv\.meta\.json"):
        raw.find(tmp_path, ["raw/*.csv"])


def test_a_moment_that_is_none_is_refused(tmp_path):
    sha256 = hashlib.sha256(b"x").hexdigest()
    put(tmp_path, "raw/x.csv", "x", {"sha256": sha256, "retrieved_at": "yesterday"})
    with pytest.raises(DataError, match="retrieved_at"):
        raw.find(tmp_path, ["raw/*.csv"])


def test_a_named_file_must_be_there_a_wildcard_may_match_nothing(tmp_path):
    assert raw.find(tmp_path, ["raw/*.csv"]) == []
    with pytest.raises(DataError, match=r"claims\.csv"):
        raw.find(tmp_path, ["claims.csv"])


@pytest.mark.parametrize("pattern", ["../*.csv", "/etc/*", "raw/../../x.csv", ""])
def test_patterns_stay_in_the_folder(tmp_path, pattern):
    with pytest.raises(UsageError, match="leads out"):
        raw.find(tmp_path, [pattern])


def test_links_stay_in_the_folder(tmp_path):
    put(tmp_path, "secret.csv")
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "x.csv").symlink_to(tmp_path / "secret.csv")
    for pattern in ("*.csv", "x.csv"):
        with pytest.raises(DataError, match="leads out"):
            raw.find(folder, [pattern])


def test_kept_once_under_the_name_of_its_content(tmp_path):
    sha256 = put(tmp_path, "claims.CSV")
    (found,) = raw.find(tmp_path, ["claims.CSV"])
    kept = raw.keep(found, tmp_path / "evidence")
    assert kept == tmp_path / "evidence" / f"{sha256}.csv"
    inode = kept.stat().st_ino
    assert raw.keep(found, tmp_path / "evidence") == kept
    assert kept.stat().st_ino == inode
    assert kept.read_bytes() == found.path.read_bytes()
    assert [p.name for p in kept.parent.iterdir()] == [kept.name]


def test_a_file_that_changes_meanwhile_is_not_kept(tmp_path):
    put(tmp_path, "claims.csv")
    (found,) = raw.find(tmp_path, ["claims.csv"])
    put(tmp_path, "claims.csv", "other")
    with pytest.raises(DataError, match="changed while"):
        raw.keep(found, tmp_path / "evidence")
    assert list((tmp_path / "evidence").iterdir()) == []


def test_a_damaged_copy_is_noticed(tmp_path):
    put(tmp_path, "claims.csv")
    (found,) = raw.find(tmp_path, ["claims.csv"])
    raw.keep(found, tmp_path / "evidence").write_text("cut", encoding="utf-8")
    with pytest.raises(DataError, match="not the file it is named after"):
        raw.keep(found, tmp_path / "evidence")


def test_what_spreadsheets_and_checks_leave_beside_a_sheet_is_passed_over(tmp_path):
    for name in ("entry.xlsx", "~$entry.xlsx", "entry-checked.xlsx"):
        put(tmp_path, name, name)
    assert [f.path.name for f in raw.find(tmp_path, ["*.xlsx"])] == ["entry.xlsx"]
    assert [f.path.name for f in raw.find(tmp_path, ["entry-checked.xlsx"])] == ["entry-checked.xlsx"]


def test_a_file_put_there_by_hand_and_fetched_as_well_is_one(tmp_path):
    sha256 = put(tmp_path, "raw/by-hand.csv")
    put(tmp_path, f"raw/{sha256}.csv", sidecar={"sha256": sha256})
    (tmp_path / "fetched.json").write_text(json.dumps({"https://example.org": {"file": f"{sha256}.csv", "sha256": sha256, "retrieved_at": "x"}}))
    assert [f.path.name for f in raw.find(tmp_path, ["raw/*"], ["https://example.org"])] == ["by-hand.csv"]
    assert [f.path.name for f in raw.find(tmp_path, [], ["https://example.org"])] == [f"{sha256}.csv"]
    (tmp_path / "raw" / f"{sha256}.csv").unlink()
    with pytest.raises(DataError, match="is gone"):
        raw.find(tmp_path, [], ["https://example.org"])
