"""Frames of the charts of parts, from a few claims: places never add up twice, running sums are totals, values keep their order."""

from __future__ import annotations

import pandas as pd
import pytest

import casualties as cas
from casualties import pipeline, sources
from casualties.errors import UsageError
from casualties.pipeline import breakdown
from casualties.reconcile import total
from casualties.report.breakdown import FRAMES
from casualties.store import Store
from casualties.tables import FINDINGS, REJECTS
from tests.reconcile.scenario import claim, frame

CITY, TOWN = "SYR/Homs/Homs", "SYR/Homs/Rastan"
WINDOW = (pd.Timestamp("2012-02-01"), pd.Timestamp("2012-02-10"))
KEY = ("SYR/Homs", "killed", "all")
CLAIMS = [
    claim("gov", "sohr", "2012-02-03", "100"),
    claim("city", "sohr", "2012-02-03", "60", place_id=CITY),
    claim("quarter", "sohr", "2012-02-03", "25", place_id=f"{CITY}/Baba Amr"),
    claim("town", "sohr", "2012-02-05", ">=7", place_id=TOWN),
    claim("later", "sohr", "2012-02-03", "64", place_id=CITY, published="2012-02-06T10:00Z"),
    claim("lcc", "lcc", "2012-02-03", "45", place_id=CITY),
    claim("span", "lcc", "2012-02-06", "30", end="2012-02-07", place_id=CITY),
    claim("sum", "sohr", "2012-02-03", "130", end="2012-02-09", counting="cumulative", place_id="SYR/Homs"),
    claim("kids", "sohr", "2012-02-03", "9", victims="children", place_id=CITY),
    claim("loose", "activists", "2012-02-03", "50", place_id=CITY),
    claim("looser", "activists", "2012-02-03", "80", place_id=CITY, published="2012-02-05T10:00Z"),
]


@pytest.fixture(scope="module")
def claims():
    return frame(CLAIMS)


@pytest.fixture(scope="module")
def segments(claims):
    return cas.reconcile(claims)


@pytest.fixture(scope="module")
def made(segments, claims):
    return breakdown.breakdown(segments, claims, sources.load(), [KEY, (CITY, "killed", "all")], WINDOW)


def test_places_directly_inside_a_place(segments):
    assert breakdown.children(segments, "SYR/Homs") == [CITY, TOWN]
    assert breakdown.children(segments, "SYR") == ["SYR/Homs"]
    assert breakdown.children(segments, CITY) == [f"{CITY}/Baba Amr"]
    assert breakdown.children(segments, TOWN) == []


def test_totals_by_place_are_those_of_reconciliation(made, segments):
    rows = made.about(*KEY).places
    assert set(rows["place_id"]) == {"SYR/Homs", CITY, TOWN}
    for row in rows.itertuples():
        found = total(segments, place_id=row.place_id, start=WINDOW[0], end=WINDOW[1], source=row.source)
        assert [None if pd.isna(v) else v for v in (row.low, row.best, row.high)] == [found.low, found.best, found.high]
        assert row.claim_ids
    city = rows[(rows["place_id"] == CITY) & (rows["source"] == "sohr")].iloc[0]
    assert city["low"] == 64  # the quarter lies in it
    assert "quarter" not in rows.loc[rows["place_id"] == TOWN, "claim_ids"].str.cat()


def test_cells_are_of_one_view_a_day_each_and_stretches_once(made):
    cells = made.about(*KEY).cells
    assert set(cells["source"]) == {"combined"}
    city = cells[(cells["place_id"] == CITY) & (cells["basis"] == "D")]
    assert len(city) == 10
    status = dict(zip(city["start"].dt.day, city["status"], strict=True))
    assert status[1] == "missing"
    assert {status[6], status[7]} == {"span"}
    assert city.loc[city["start"].dt.day == 6, ["low", "high"]].isna().all().all() or city.loc[city["start"].dt.day == 6, "segment_id"].isna().all()
    stretches = cells[(cells["place_id"] == CITY) & (cells["basis"] == "span") & (cells["end"] == "2012-02-07")]
    assert stretches["low"].tolist() == [30]


def test_running_sums_are_totals_up_to_a_day_and_never_fall(made, segments):
    rows = made.about(*KEY).running
    mine = rows[(rows["source"] == "sohr") & (rows["basis"] == "reported")]
    assert mine["low"].is_monotonic_increasing
    for row in mine.itertuples():
        found = total(segments, place_id="SYR/Homs", start=WINDOW[0], end=row.end, source="sohr")
        assert (row.low, row.best, row.high, row.coverage) == (found.low, found.best, found.high, pytest.approx(found.coverage))
    stated = rows[(rows["source"] == "sohr") & (rows["basis"] == "stated")]
    assert stated[["start", "end", "low"]].to_numpy().tolist() == [[pd.Timestamp("2012-02-03"), pd.Timestamp("2012-02-09"), 130]]


def test_running_sums_of_many_days_are_added_where_nothing_crosses():
    records = [claim(str(i), "sohr", f"2012-02-{d:02d}", str(d)) for i, d in enumerate(range(1, 20, 2))]
    segments = cas.reconcile(frame([*records, claim("s", "sohr", "2012-02-22", ">=40", end="2012-02-24")]))
    made = breakdown.breakdown(segments, frame(records), sources.load(), [KEY], (WINDOW[0], pd.Timestamp("2012-02-29")))
    for row in made.running.itertuples():
        found = total(segments, place_id="SYR/Homs", start=WINDOW[0], end=row.end, source="sohr")
        assert (row.low, row.best, row.high, row.high_open) == (found.low, found.best, found.high, found.high_open)
        assert row.coverage == pytest.approx(found.coverage)


def test_values_in_the_order_they_became_known_and_changes_of_claimants_only(made):
    values = made.about(CITY, "killed", "all").values
    sohr = values[(values["source"] == "sohr") & (values["place_id"] == CITY)].sort_values("published_at")
    assert sohr["best"].tolist() == [60, 64]
    assert sohr["change"].tolist()[1] == 4
    assert values.loc[values["source"] == "activists", "change"].isna().all()
    assert set(values.loc[values["source"] == "activists", "role"]) == {"generic"}
    assert "sum" not in values["claim_ids"].str.cat(sep="; ").split("; ")
    assert made.about(CITY, "killed", "all").summary.set_index("source").loc["sohr", "up"] == 1


def test_kinds_of_victims_below_the_one_asked_for(made):
    rows = made.about(CITY, "killed", "all").victims
    assert {"all", "children"} <= set(rows["victims"])
    assert rows.loc[(rows["victims"] == "children") & (rows["source"] == "sohr"), "low"].tolist() == [9]


@pytest.mark.parametrize(("days", "period"), [(1, "D"), (62, "D"), (63, "W"), (366, "W"), (900, "M"), (5479, "M"), (9000, "Y")])
def test_a_cell_stands_for_a_day_or_a_longer_period(days, period):
    assert breakdown.period_of((WINDOW[0], WINDOW[0] + pd.Timedelta(days=days - 1))) == period


def test_weeks_without_a_report_are_missing_not_zero(segments, claims):
    made = breakdown.breakdown(segments, claims, sources.load(), [KEY], (WINDOW[0], pd.Timestamp("2012-05-31")))
    whole = made.cells[made.cells["place_id"] == "SYR/Homs"]
    assert set(whole["basis"]) == {"W"}
    silent = whole[whole["start"] > "2012-03-01"]
    assert set(silent["status"]) == {"missing"}
    assert silent[["low", "best", "high"]].isna().all().all()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("stored")
    store = Store(root)
    claims = frame(CLAIMS).assign(dataset="small")
    claims["claim_id"] = "small:" + claims["claim_id"]
    store.commit("small", claims, REJECTS.empty(), FINDINGS.empty(), recorded_at=pd.Timestamp("2020-01-01T00:00Z"))
    store.write_sources(sources.load())
    return root


def test_a_frame_for_each_kind_of_chart_and_its_figure(folder, made):
    for kind, field in FRAMES.items():
        assert cas.figure(kind, getattr(made.about(*KEY), field)).get_figheight() > 1
    asked = {"place": "SYR/Homs", "start": "2012-02-01", "end": "2012-02-10"}
    only = cas.chart_frame("places", folder, **asked, claimant="lcc")
    assert set(only["source"]) == {"lcc"}
    assert pipeline.chart(folder, "dots", **asked).get_figheight() > 1


def test_nothing_to_draw_and_unknown_kinds_are_errors_that_say_what_to_do(folder):
    with pytest.raises(UsageError, match=r"nothing to draw as 'places'.*larger place"):
        pipeline.chart(folder, "places", place=TOWN)
    with pytest.raises(UsageError, match="Did you mean 'heatmap'"):
        cas.chart_frame("heatmaps", folder, place=CITY)
    with pytest.raises(UsageError, match="no chart is called 'pie'"):
        pipeline.chart(folder, "pie", place=CITY)
