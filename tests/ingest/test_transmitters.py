"""One claimant through four transmitters, in the four layouts they publish: from their files to one running total. All figures are invented."""

from __future__ import annotations

import json
import tomllib

import pandas as pd
import pytest

import casualties as cas
from casualties import places as gazetteer
from casualties import raw
from casualties.ingest import ingest
from casualties.ingest.definition import Definition
from casualties.reconcile import examine

TOTALS = {"2022-02-25": 300, "2022-02-26": 450, "2022-02-27": 700, "2022-02-28": 963, "2022-03-01": 1_180}
STAFF = """
[constants]
harm = "casualties"
victims = "combatants"
counting = "cumulative"
start = 2022-02-24
claimant = "ukraine-general-staff"
place_id = "UKR"
"""
DAY = '[columns]\nrecord_id = "date"\nend = "date"\nbest = "personnel"\n'


def newest_first(totals):
    return json.dumps([{"date": day, "sourceUri": f"https://example.org/{day}", "personnel": n, "tanks": 7} for day, n in reversed(totals.items())])


def numbered(totals):
    return "date,day,personnel,tanks,aaws\n" + "".join(f"{day},{n},{total},7,\n" for n, (day, total) in enumerate(totals.items(), start=2))


def hedged(totals):
    return json.dumps([{"date": day, "day": n, "personnel": total, "personnel*": "about", "POW": 0} for n, (day, total) in enumerate(totals.items(), start=2)])


def beside_words(totals):
    days = [{"id": n, "created_at": f"{day}T08:15:00.000Z", "militaryPersonnel": total, "jet": 1} for n, (day, total) in enumerate(totals.items())]
    return json.dumps({"i18n": [{"id": "ua", "casualtiesTypes": {"jet": "jets"}}], "days": days})


TRANSMITTERS = {
    "one": ("losses.json", newest_first, DAY.replace('best = "personnel"', 'best = "personnel"\nurl = "sourceUri"')),
    "two": ("losses.csv", numbered, DAY),
    "three": ("personnel.json", hedged, DAY + 'qualifier = "personnel*"\n'),
    "four": (
        "db.json",
        beside_words,
        '[read]\nrecords = "days"\n[dates]\nformats = ["%Y-%m-%dT%H:%M:%S.%fZ"]\n[columns]\nrecord_id = "id"\nend = "created_at"\nbest = "militaryPersonnel"\n',
    ),
}


@pytest.fixture(scope="module")
def ukraine():
    return gazetteer.load(["UKR"])


@pytest.fixture
def told(tmp_path, sources, ukraine):
    """The claims of the four data sets, each of its own file; one may tell other totals."""

    def run(**others):
        found = []
        for name, (file, write, plan) in TRANSMITTERS.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / file).write_text(write(others.get(name, TOTALS)))
            definition = Definition(name, name, "table", raw=(file,), options=tomllib.loads(plan + STAFF))
            result = ingest(definition, raw.find(tmp_path / name, (file,)), sources, ukraine)
            assert result.rejects.empty
            found.append(result.claims)
        return pd.concat(found, ignore_index=True)

    return run


def total(examined):
    about = {"place_id": "UKR", "harm": "casualties", "victims": "combatants", "source": "ukraine-general-staff"}
    return cas.total(examined.segments, start="2022-02-24", end="2022-03-01", **about)


def test_four_files_are_one_source_and_one_running_total(told, sources):
    claims = told()
    assert len(claims) == 4 * len(TOTALS)
    assert claims["is_interested"].all()
    examined = examine(claims, sources)
    found = total(examined)
    assert found.best == 1_180
    assert found.low <= 1_180 <= found.high < 1_500  # one of them says "about"
    assert set(examined.segments["source"]) == {"ukraine-general-staff"}
    assert set(examined.segments["n_sources"]) == {1}
    # each figure counts once, and the three others that hand it on are relays of it
    assert examined.ledger["status"].value_counts()["relay"] == 3 * len(TOTALS)
    daily = cas.daily(
        examined.segments, place_id="UKR", harm="casualties", victims="combatants", source="ukraine-general-staff", start="2022-02-26", end="2022-03-01"
    )
    assert daily["best"].tolist() == [150, 250, 263, 217]


def test_digits_that_one_transmitter_swapped_are_found_and_add_nothing(told, sources):
    examined = examine(told(four={**TOTALS, "2022-02-28": 936}), sources)
    assert total(examined).best == 1_180
    assert examined.findings["kind"].isin(["digits swapped", "order_unknown"]).any()


def test_days_that_one_transmitter_left_out_are_told_by_the_others(told, sources):
    examined = examine(told(two={day: TOTALS[day] for day in ("2022-02-25", "2022-02-27")}), sources)
    assert total(examined).best == 1_180
