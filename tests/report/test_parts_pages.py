import json
from dataclasses import fields, replace

import material_maker as maker
import pandas as pd
import pytest
from chart_layout import check
from parts_maker import cell, frame, step, total, value

from casualties.report import build, contents, figure
from casualties.report.breakdown import Breakdown
from casualties.report.breakdown_charts import KINDS
from casualties.report.data import drawn_texts
from casualties.report.draw import draw

PLACE = maker.PLACE
INSIDE = f"{PLACE}/Souk"


def at(row, place=PLACE):
    """A row of the topic of the hand-made material, with a claim of it."""
    return row | {"of": PLACE, "place_id": place, "claim_ids": "t:2" if row["source"] == "watch" else "t:4"}


def breakdown():
    return Breakdown(
        places=frame([at(total("watch", 309, 339, high_open=True)), at(total("watch", 40), INSIDE), at(total("relief", 45))]),
        cells=frame([at(cell("2020-03-03", 45)), at(cell("2020-03-03", 40), INSIDE), at(cell("2020-03-02", None, status="missing"))], "CELLS"),
        running=frame([at(step("watch", "2020-03-03", 49, coverage=2 / 3)), at(step("watch", "2020-03-10", 309, coverage=0.4))], "RUNNING"),
        values=frame(
            [
                at(value("watch", "2020-03-03", 40, day="2020-03-03")),
                at(value("watch", "2020-03-05", 50, change=10, day="2020-03-03")),
                at(value("relief", "2020-03-06", 45, day="2020-03-03")),
            ],
            "VALUES",
        ),
        victims=frame([at(total("watch", 309, high_open=True)), at(total("watch", 12, victims="children"))]),
        summary=frame(
            [{"of": PLACE, "harm": "killed", "victims": "all", "source": "watch", "figures": 3, "revised": 1, "up": 1, "down": 0, "median_change": 10.0}],
            "SUMMARY",
        ),
    )


def material(**changes):
    return replace(maker.material(**changes), breakdown=breakdown())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("parts")
    build(maker.definition(), material(), out, author="Test office", software="casualties 0", formats=("pdf", "json", "csv"))
    return out, json.loads((out / "nord.json").read_text(encoding="utf-8"))


def charts(data):
    return {chart["kind"]: chart for chart in data["charts"].values() if chart["kind"] in KINDS}


def test_every_kind_has_a_chart_whose_figures_lead_to_claims(made):
    out, data = made
    found = charts(data)
    assert set(found) == set(KINDS)
    csv = pd.read_csv(out / "nord-charts.csv")
    for kind, chart in found.items():
        assert chart["marks"], kind
        assert all(mark["claim_ids"] for mark in chart["marks"]), kind
        assert (csv["chart"] == chart["svg"].removesuffix(".svg")).any()
    assert csv.loc[csv["kind"] == "silence", ["low", "best", "high"]].isna().all().all()
    moments = [mark["published_at"] for mark in found["vintages"]["marks"]]
    assert "2020-03-05T00:00:00Z" in moments


def test_alternative_texts_state_findings_in_numbers(made):
    said = {kind: chart["alt"] for kind, chart in charts(made[1]).items()}
    assert "Souk: 40 (Nord Watch)" in said["places"]
    assert "Told of none of these places: Nord Watch, 269 to 299 or more" in said["places"]
    assert "45 in Nord (city), 3 March 2020" in said["heatmap"]
    assert "Nord Watch, 309 (4 of 10 days)" in said["cumulative"]
    assert "Nord Watch, 40, then 50 (5 Mar 2020 00:00)" in said["vintages"]
    assert "1 revision: 1 up, 0 down. The largest is +10 to 50 by Nord Watch, 2 days after 3 March 2020" in said["revisions"]
    assert "3 Mar 2020, 5 to 8 (The Army) against 40 to 70 (Nord Watch)" in said["dots"]
    assert "Nord Watch: children 12, not told 297+, of 309+" in said["victims"]


def test_the_same_rows_in_another_order_give_the_same_bytes(made, tmp_path):
    out, _ = made
    b = breakdown()
    shuffled = Breakdown(**{f.name: getattr(b, f.name).sample(frac=1, random_state=1).reset_index(drop=True) for f in fields(b)})
    build(maker.definition(), replace(maker.material(), breakdown=shuffled), tmp_path, author="Test office", software="casualties 0", formats=("json", "csv"))
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (out / path.name).read_bytes(), path.name


def test_a_topic_with_nothing_to_show_says_so_in_one_line(tmp_path):
    pages = ("compare", "places", "victims", "cumulative", "revisions")
    build(maker.definition(places=("XXA/Sud",), pages=pages), material(), tmp_path, author="", software="", formats=("json", "pdf"))
    data = json.loads((tmp_path / "nord.json").read_text())
    assert not charts(data)
    for page in data["pages"]:
        (block,) = page["blocks"]
        assert block["text"].startswith("Nothing to show for Reported killed, Sud")


def test_where_only_totals_may_be_shown_days_and_revisions_are_not(tmp_path):
    sources = maker.sources(watch={"redistribution": "aggregate_only"})
    build(maker.definition(), material(source_table=sources), tmp_path, author="", software="", formats=("json", "csv"))
    found = charts(json.loads((tmp_path / "nord.json").read_text()))
    assert {mark["source"] for mark in found["places"]["marks"]} == {"watch", "relief"}
    assert "cumulative" not in found
    assert "revisions" not in found
    assert all("t:2" not in mark["claim_ids"] for kind in ("heatmap", "dots") if kind in found for mark in found[kind]["marks"])


def test_what_must_not_be_published_is_in_no_chart_of_parts(tmp_path):
    rows = [row | {"do_not_publish": row["claim_id"] == "t:2"} for row in maker.CLAIM_ROWS]
    build(maker.definition(), material(claim_rows=rows), tmp_path, author="", software="", formats=("json", "csv"))
    assert "t:2" not in (tmp_path / "nord-charts.csv").read_text()


def test_a_source_has_one_colour_in_every_chart():
    report = contents.prepare(maker.definition(), material(), author="", software="")
    (topic,) = report.topics
    for kind in KINDS:
        for chart in report.part(topic, kind):
            fig = draw(chart)
            check(fig, kind)
            colours = {t.get_color() for ax in fig.axes for t in ax.texts if "Nord Watch" in t.get_text()}
            assert colours <= {report.styles["watch"].colour}, kind
            assert "watch" not in chart.sources or colours or kind == "heatmap", kind


def dots(rows):
    segments = maker.segments_of(rows)
    return figure("dots", maker.daily_of(segments), segments=segments)


def test_sources_side_by_side_are_those_of_the_same_days():
    fig = dots(maker.SEGMENT_ROWS)
    texts = drawn_texts(fig)
    assert any(text.split() == ["5–70", "·", "3", "sources"] for text in texts)
    assert not any("260" in text for text in texts)  # one source alone for 4 and 5 March
    check(fig)


def test_an_upper_bound_is_never_at_zero_and_marks_of_a_row_cover_none_other():
    rows = [
        maker.segment(i, f"s{i:02d}", 3, 3, low, best, high, claim_ids=f"t:{i}")
        for i, (low, best, high) in enumerate([(0, None, 40), (40, 40, 40), (41, 41, 41), (0, 0, 0)])
    ]
    fig = dots(rows)
    points = [tuple(p) for ax in fig.axes for a in ax.collections if a.get_label() == "_dot" for p in a.get_offsets()]
    assert len({round(x, 3) for x, _ in points}) == 3  # 0, 40 twice, 41
    near = [(a, b) for a in points for b in points if a < b and abs(a[0] - b[0]) < 0.06 and abs(a[1] - b[1]) < 0.06]
    assert not near


@pytest.mark.parametrize("count", [2, 40])
def test_dots_of_many_claimants_and_days_stay_on_the_canvas(count):
    days = [
        maker.segment(100 * i + d, f"source {i:02d}", d, d, 10 ** (i % 8), 10 ** (i % 8), 10 ** (i % 8), high_open=i % 2 == 0)
        for i in range(count)
        for d in range(1, 10)
    ]
    fig = dots(days)
    check(fig)
    assert fig.get_figheight() < 10
    said = [text for text in drawn_texts(fig) if "fewer sources not drawn" in text]
    assert bool(said) == (count == 40)
