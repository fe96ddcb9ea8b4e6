"""A reading that differs too much from the one before."""

from __future__ import annotations

import pandas as pd
import pytest

from casualties import pipeline
from casualties.ingest.accepted import Accepted
from casualties.pipeline import size
from casualties.pipeline.size import Sums
from casualties.store import Store
from casualties.tables import CLAIMS

pytestmark = pytest.mark.usefixtures("small_world")

DEFAULT = Accepted()


def claims(*years, best=10, harm="killed"):
    """One claim for each year named."""
    rows = [
        {
            "claim_id": f"d:{n}",
            "record_id": str(n),
            "dataset": "d",
            "harm": harm,
            "low": best,
            "best": best,
            "high": best,
            "start": f"{y}-05-01",
            "end": f"{y}-05-01",
        }
        for n, y in enumerate(years)
    ]
    frame = pd.DataFrame(rows, columns=["claim_id", "record_id", "dataset", "harm", "low", "best", "high", "start", "end"])
    return CLAIMS.complete(frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"])))


def compare(before, now, accepted):
    """The same however the claims are cut."""
    told = size.compare(Sums([before]), Sums([now]), accepted)
    assert size.compare(Sums([before.iloc[:7], before.iloc[7:]]), Sums([now.iloc[:3], now.iloc[3:]]), accepted) == told
    return told


def test_growth_and_small_losses_are_fine():
    before = claims(*[2010] * 50, *[2011] * 50)
    assert compare(before, before, DEFAULT) == []
    assert compare(claims(), before, DEFAULT) == []
    assert compare(before, claims(*[2010] * 50, *[2011] * 500, *[2012] * 50), DEFAULT) == []
    assert compare(before, claims(*[2010] * 45, *[2011] * 46), DEFAULT) == []


def test_fewer_claims():
    assert compare(claims(*[2010] * 100), claims(*[2010] * 89), DEFAULT) == ["100 claims before, 89 now"]
    assert compare(claims(*[2010] * 100), claims(*[2010] * 90), DEFAULT) == []
    assert compare(claims(*[2010] * 100), claims(*[2010] * 89), Accepted(claims_fall=0.2)) == []
    assert compare(claims(*[2010] * 12), claims(*[2010] * 5), DEFAULT) == []  # so few: a person is at work


def test_a_year_that_is_cut_off():
    before = claims(*[2010] * 1000, *[2011] * 40)
    assert compare(before, claims(*[2010] * 1000, *[2011] * 25), DEFAULT) == ["2011, killed: 40 claims before, 25 now"]


def test_figures_of_a_year_that_fall_or_rise():
    before = pd.concat([claims(*[2010] * 20), claims(*[2011] * 20)])
    fell = pd.concat([claims(*[2010] * 20, best=7), claims(*[2011] * 20)])
    rose = pd.concat([claims(*[2010] * 20, best=21), claims(*[2011] * 20, best=21)])
    assert compare(before, fell, DEFAULT) == ["2010, killed: figures add up to 200 before, 140 now"]
    assert compare(before, rose, DEFAULT) == ["2010, killed: figures add up to 200 before, 420 now"]  # the last year goes on growing
    assert compare(before, rose, Accepted(year_rise=None)) == []


def test_parts_and_other_harms_are_not_mixed():
    whole = claims(*[2010] * 20, *[2011] * 20)
    parts = claims(*[2010] * 20, best=900).assign(part_of="d:0")
    assert compare(pd.concat([whole, parts]), pd.concat([whole, parts.assign(best=1, low=1, high=1)]), DEFAULT) == []
    assert compare(claims(*[2010] * 20), claims(*[2010] * 20, harm="injured"), DEFAULT) == ["2010, killed: 20 claims before, 0 now"]


HEADER = "record_id,harm,figure,place,start,end,claimant,publisher,published,url\n"


def lines(first, last, year=2012, country="Syria"):
    return "".join(f"r{n},killed,9,{country},{year}-02-07,{year}-02-07,SOHR,DW,{year}-02-08,https://example.org/{n}\n" for n in range(first, last))


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "datasets" / "d"
    home.mkdir(parents=True)
    (home / "dataset.toml").write_text('title = "D"\ningestor = "claims_csv"\nraw = "claims.csv"\n')
    (home / "claims.csv").write_text(HEADER + lines(0, 100))
    assert pipeline.ingest(tmp_path)["exit_code"].tolist() == [0]
    return tmp_path


def test_a_truncated_file_is_exit_3_nothing_is_replaced_and_it_can_be_accepted(folder):
    (folder / "datasets" / "d" / "claims.csv").write_text(HEADER + lines(0, 70))
    (row,) = pipeline.ingest(folder).to_dict("records")
    assert row["exit_code"] == 3
    for told in ("data set d", "100 claims before, 70 now", "casualties ingest d --accept-changes", "[changes] in dataset.toml"):
        assert told in row["message"]
    assert len(Store(folder).claims()) == 100
    (row,) = pipeline.ingest(folder, accept_changes=True).to_dict("records")
    assert (row["exit_code"], row["withdrawn"]) == (0, 30)
    assert len(Store(folder).claims()) == 70


def test_thresholds_of_the_definition(folder):
    home = folder / "datasets" / "d"
    (home / "dataset.toml").write_text((home / "dataset.toml").read_text() + "[changes]\nclaims_fall = 0.4\nyear_fall = 0.4\n")
    (home / "claims.csv").write_text(HEADER + lines(0, 70))
    assert pipeline.ingest(folder)["exit_code"].tolist() == [0]


def test_most_claims_gone_is_accepted_by_the_same_word(folder):
    (folder / "datasets" / "d" / "claims.csv").write_text(HEADER + lines(0, 5))
    assert pipeline.ingest(folder)["exit_code"].tolist() == [3]
    assert pipeline.ingest(folder, accept_changes=True)["withdrawn"].tolist() == [95]


def test_only_what_the_release_speaks_for_is_compared(folder):
    home = folder / "datasets" / "d"
    (home / "claims.csv").write_text(HEADER + lines(0, 100) + lines(200, 300, country="Lebanon"))
    assert pipeline.ingest(folder)["new"].tolist() == [100]
    (home / "dataset.toml").write_text('title = "D"\ningestor = "claims_csv"\nraw = "claims.csv"\n[scope]\nplaces = ["SYR"]\n')
    (home / "claims.csv").write_text(HEADER + lines(0, 95))
    (row,) = pipeline.ingest(folder).to_dict("records")
    assert (row["exit_code"], row["withdrawn"]) == (0, 5)
    (home / "claims.csv").write_text(HEADER + lines(0, 60) + lines(200, 300, country="Lebanon"))
    (row,) = pipeline.ingest(folder).to_dict("records")
    assert (row["exit_code"], "95 claims before, 60 now" in row["message"]) == (3, True)
