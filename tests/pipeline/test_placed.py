import pandas as pd
import pytest

import casualties as cas
from casualties.pipeline.placed import parts
from casualties.reconcile import reconcile

WINDOW = (pd.Timestamp("2012-02-01"), pd.Timestamp("2012-02-29"))


def claims(rows):
    return cas.claims_frame([
        {
            "claim_id": f"t:{n}", "dataset": "t", "record_id": str(n), "harm": "killed", "place_id": place, "low": best, "best": best, "high": best,
            "qualifier": "exact", "start": day, "end": day, "published_at": "2012-03-01", "counting": "period", "claimant": claimant, "incident_id": incident,
        }
        for n, (place, best, day, claimant, incident) in enumerate(rows)
    ])  # fmt: skip


def figures(frame):
    return {(r.place_id, r.source, r.basis): (r.low, r.best, r.claim_ids) for r in frame.where(frame.notna(), None).itertuples()}


@pytest.fixture(scope="module")
def segments():
    return reconcile(
        claims(
            [
                ("SYR/Homs/Homs", 5, "2012-02-03", "sohr", None),
                ("SYR/Homs/Rastan", 2, "2012-02-03", "sohr", None),
                ("SYR/Hama", 3, "2012-02-03", "sohr", None),
                ("SYR", 20, "2012-02-03", "sohr", None),
                ("SYR/Hama", 9, "2012-03-03", "sohr", None),
                ("SYR/Idlib/Idlib", 1, "2012-02-04", "acled", "i1"),
                ("SYR/Idlib/Saraqib", 4, "2012-02-04", "acled", "i2"),
                ("SYR", 6, "2012-02-05", "acled", "i3"),
            ]
        )
    )


def test_every_place_directly_inside_has_the_total_of_reconciliation(segments):
    found = figures(parts(segments, "SYR", "killed", "all", WINDOW, ["sohr"]))
    assert found["SYR", "sohr", None][:2] == (20, 20)  # what is stated of the whole, not the sum of what is stated of parts
    assert found["SYR/Homs", "sohr", None][0] == 7
    assert found["SYR/Hama", "sohr", None][:2] == (3, 3)  # March is another month
    assert set(found["SYR/Homs", "sohr", None][2].split("; ")) == {"t:0", "t:1"}
    assert not [key for key in found if key[0].count("/") > 1]


def test_incidents_known_for_the_country_only_are_at_no_place(segments):
    found = figures(parts(segments, "SYR", "killed", "all", WINDOW, ["acled"]))
    assert found["SYR/Idlib", "acled", None][:2] == (5, 5)
    assert found["SYR", "acled", None][:2] == (11, 11)
    assert found["SYR", "acled", "unplaced"] == (6, 6, "t:7")


def test_a_place_without_anything_inside_gives_no_row(segments):
    assert parts(segments, "LBN", "killed", "all", WINDOW, ["sohr"]).empty
    assert parts(segments, "SYR", "injured", "all", WINDOW, ["sohr"]).empty
