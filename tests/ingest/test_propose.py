"""What is guessed of a file nobody described yet."""

from __future__ import annotations

import gzip
import json
import tomllib
import zipfile

import pytest

from casualties import workspace
from casualties.cli import call
from casualties.errors import DataError, UsageError
from casualties.ingest import propose


def proposed(tmp_path, content, name="data.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tomllib.loads(propose.propose(path, "a-set", f"raw/{name}"))["options"]


INCIDENTS = 'Event ID,Date,Country,Admin 1,Latitude,Longitude,Killed,Injured,Name\n7,06/02/2012,Syria,Homs,34.7,36.7,3,"1,200",NN\n8,25/02/2012,Syria,Homs,34.7,36.7,-999,4,NN\n'


def test_an_incident_file_is_recognised(tmp_path):
    options = proposed(tmp_path, INCIDENTS)
    assert options["columns"] == {"date": "Date", "lat": "Latitude", "lon": "Longitude", "country": "Country", "adm_1": "Admin 1", "record_id": "Event ID"}
    assert options["dates"]["formats"] == ["%d/%m/%Y"]
    assert options["numbers"]["thousands"] == ","
    assert options["read"]["missing"] == ["-999"]
    assert [(f["best"], f["harm"]) for f in options["figures"]] == [("Killed", "killed"), ("Injured", "injured")]
    assert options["constants"]["counting"] == "incident"


def test_a_running_total_in_json_is_recognised(tmp_path):
    days = [{"date": f"2022-03-{n:02d}", "personnel": 800 + 100 * n, "tanks": n} for n in range(1, 20)]
    options = proposed(tmp_path, json.dumps({"i18n": [{"a": 1}], "days": days}), "data.json")
    assert options["read"] == {"records": "days"}
    assert options["columns"] == {"end": "date", "record_id": "date", "best": "personnel"}
    assert (options["constants"]["harm"], options["constants"]["counting"]) == ("casualties", "cumulative")


def test_one_column_a_place_is_recognised_and_so_are_tags_encoding_and_separator(tmp_path):
    wide = proposed(tmp_path, "date;Homs;Idlib\n2012-02-06;3;4\n2012-02-07;1;\n".encode("utf-16"))
    assert wide["wide"] == {"into": "adm_1", "columns": ["Homs", "Idlib"]}
    assert wide["read"] == {"encoding": "utf-16", "separator": ";"}
    tags = proposed(tmp_path, "a,b,c,d\n#date,#adm1+name,#affected+killed,#country\n2012-02-06,Homs,3,SYR\n")
    assert tags["columns"]["adm_1"] == "b"
    assert tags["columns"]["best"] == "c"


def test_a_new_data_set_shows_claims_stores_nothing_and_overwrites_nothing(tmp_path, capsys):
    file = tmp_path / "in.csv"
    file.write_text(INCIDENTS)
    assert call(["--root", str(tmp_path), "new-dataset", "a-set", "--from", str(file)]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[1].startswith("a-set:7:killed,killed,all,3,3,3,2012-02-06,2012-02-06,Homs,SYR/Homs")
    assert "every line is a guess" in told.err
    home = tmp_path / "datasets" / "a-set"
    assert (home / "raw" / "in.csv").read_text() == INCIDENTS
    assert not (tmp_path / "datasets" / "tables").exists()
    assert "NN" not in told.out + (home / "dataset.toml").read_text()
    (home / "dataset.toml").write_text("# mine")
    assert call(["--root", str(tmp_path), "new-dataset", "a-set", "--from", str(file)]) == 2
    assert "already" in capsys.readouterr().err
    assert (home / "dataset.toml").read_text() == "# mine"


def test_what_is_no_file_of_rows_makes_nothing(tmp_path):
    file = tmp_path / "in.csv"
    file.write_text("a,b\n")
    with pytest.raises(DataError, match="no rows"):
        workspace.new_dataset(tmp_path, "a-set", file)
    with pytest.raises(UsageError, match="cannot name"):
        workspace.new_dataset(tmp_path, "A Set", file)
    assert not (tmp_path / "datasets").exists()


def test_a_file_in_which_nothing_is_recognised_is_proposed_all_the_same(tmp_path, capsys):
    file = tmp_path / "in.csv"
    file.write_text("x,y\nfoo,bar\n")
    assert call(["--root", str(tmp_path), "new-dataset", "a-set", "--from", str(file)]) == 0
    assert "no claims yet" in capsys.readouterr().err
    assert "options.columns.best" in (tmp_path / "datasets" / "a-set" / "dataset.toml").read_text()


def test_a_packed_file_is_looked_into_and_kept_as_it_is(tmp_path):
    plain, packed, archive = (tmp_path / name for name in ("in.csv", "in.csv.gz", "in.zip"))
    plain.write_text(INCIDENTS)
    packed.write_bytes(gzip.compress(INCIDENTS.encode(), mtime=0))
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a/in.csv", INCIDENTS)
    texts = [workspace.new_dataset(tmp_path, f"set-{n}", file).read_text() for n, file in enumerate((plain, packed, archive))]
    told = [{**tomllib.loads(text), "title": "", "raw": ""} for text in texts]
    assert told[0] == told[1] == told[2]
    assert tomllib.loads(texts[1])["raw"] == ["raw/in.csv.gz"]
    assert (tmp_path / "datasets" / "set-1" / "raw" / "in.csv.gz").read_bytes() == packed.read_bytes()
