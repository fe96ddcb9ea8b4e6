"""Incidents are combined by columns: the same rows as one source after another gives."""

from __future__ import annotations

import math
import random
from itertools import groupby

import pandas as pd
import pytest

from casualties.reconcile import combined_incidents
from casualties.reconcile.agreement import agree
from casualties.reconcile.atoms import as_rows, settled, sums
from casualties.reconcile.combine import KEPT_FLAGS
from casualties.reconcile.gather import gather
from casualties.reconcile.model import Notes
from casualties.reconcile.policies import policy
from casualties.reconcile.reports import report
from casualties.reconcile.rulings import apply
from casualties.reconcile.voices import Known, voices_of
from casualties.sources import load
from casualties.spelling import split
from casualties.tables.rulings import RULINGS
from tests.reconcile.scenario import claim, frame

SOURCES = ("sohr", "snhr", "vdc", "sana", "ucdp", "acled", "hdx-hapi", "activists", None)
KNOWN = Known({"snhr": "vdc", "vdc": "vdc"}, {"hdx-hapi": "acled; vdc"})
DAYS = (("2012-02-10", None), ("2012-02-11", None), ("2012-02-10", "2012-02-11"))
FIGURES = ("5", ">=3", "9", "2-7", "<=4", ">=8", "0")
COLUMNS = ["place_id", "start", "end", "lo", "best", "hi", "shown", "contested", "n_sources", "n_groups", "claim_ids", "superseded_ids", "flags"]
PUBLISHED = ("2012-02-12T10:00:00Z", "2012-02-13T10:00:00Z", "2012-02-14", None)


def _incident(number: int, place: str, source: str | None, days: tuple[str, str | None], figure: str, **other: object) -> dict[str, object]:
    about = {"place_id": place, "counting": "incident", "incident_id": f"i{number}", "publisher": "afp"}
    return claim(f"c{number:05}", source, days[0], figure, end=days[1], **about, **other)  # type: ignore[arg-type]


def _summed(claims: list[dict[str, object]]) -> pd.DataFrame:
    gathered = apply(gather(frame(claims), load(), None, None, Notes()), RULINGS.empty(), Notes())
    summed = sums(settled(gathered, Notes()), {"ucdp"})
    return summed[~summed["role"].isin(["interested", "modelled"])]


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    """Two to nine incidents at each of 400 places, drawn at random."""
    draw = random.Random(20120207)
    claims = []
    for place in range(400):
        days = DAYS if place % 4 == 0 else DAYS[:1]  # on one day, most meet on one span
        for _ in range(draw.randint(2, 9)):
            other = {"published": draw.choice(PUBLISHED), "standard": draw.choice(["reported", "reported", "verified"])}
            claims.append(_incident(len(claims), f"SYR/Homs/P{place}", draw.choice(SOURCES), draw.choice(days), draw.choice(FIGURES), **other))
    return _summed(claims)


@pytest.mark.parametrize("name", ["lower_median", "min", "max"])
def test_by_columns_is_as_one_by_one(many: pd.DataFrame, name: str) -> None:
    simple, others = combined_incidents.split(many, policy(name))
    assert len(simple) + len(others) == len(many)
    assert simple.groupby(["place_id", "start"]).size().max() > 4
    quick = combined_incidents.combined(simple, KNOWN, policy(name))
    slow = _one_by_one(simple, name)
    pd.testing.assert_frame_equal(_plain(quick[COLUMNS]), _plain(slow), check_dtype=False)


def _one_by_one(simple: pd.DataFrame, name: str) -> pd.DataFrame:
    """What every span's sources report, judged span by span."""
    made = []
    rows = sorted(as_rows(simple), key=lambda r: (r.series.place, r.start, r.end))
    for (place, start, end), here in groupby(rows, key=lambda r: (r.series.place, r.start, r.end)):
        reports = [report(voice, start, end) for voice in voices_of(here, KNOWN)]
        found = agree([r for r in reports if r is not None], policy(name))
        assert found is not None
        hi = math.inf if found.figure.is_open else found.figure.shown
        used = [row for r in found.used for row in r.rows]
        gone = [i for r in reports if r not in found.used and r is not None for row in r.rows for i in row.ids]
        texts = (
            [i for row in used for i in row.ids],
            [i for row in used for i in row.replaced] + gone,
            {f for row in used for f in row.flags if f in KEPT_FLAGS},
        )
        numbers = (found.figure.lo, found.figure.best, hi, found.figure.shown, found.contested, found.n_sources, found.n_groups)
        made.append((place, start, end, *numbers, *("; ".join(t) for t in texts)))
    return pd.DataFrame(made, columns=COLUMNS)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values(["place_id", "start", "end"], ignore_index=True)
    rows["best"] = rows["best"].astype("float64")
    for column in ("claim_ids", "superseded_ids", "flags"):
        rows[column] = [" ".join(sorted(split(text))) for text in rows[column].fillna("")]
    return rows


def test_a_span_of_several_days_and_several_sources_is_left_to_the_rules() -> None:
    place = "SYR/Homs"
    claims = [_incident(0, place, "sohr", DAYS[2], "5"), _incident(1, place, "vdc", DAYS[0], "5"), _incident(2, place, "vdc", DAYS[1], "5")]
    simple, others = combined_incidents.split(_summed(claims), policy("lower_median"))
    assert simple.empty
    assert set(others["source"]) == {"sohr", "vdc"}
