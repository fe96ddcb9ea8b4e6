from dataclasses import replace

import material_maker as maker
import numpy as np
import pandas as pd
import pytest

from casualties import places
from casualties.errors import DataError, UsageError
from casualties.report import contents, figure, maps
from casualties.report.data import chart_record, drawn_texts, figures_csv
from casualties.report.draw import draw
from casualties.report.draw.plane import bar, clip, plane
from casualties.report.ground import ground, shapes
from casualties.report.material import PARTS
from casualties.report.pages import pages_of
from casualties.report.spread import class_words, classes, nice_below

AREAS = ["SYR/Homs", "SYR/Hama", "SYR/Idlib", "SYR/Aleppo", "SYR/Daraa"]


def totals(ids, best, *, low=None, high=None, high_open=False, **more):
    frame = pd.DataFrame(
        {
            "place_id": ids, "low": best if low is None else low, "best": best, "high": best if high is None else high, "high_open": high_open,
            "start": pd.Timestamp("2012-02-01"), "end": pd.Timestamp("2012-02-29"), "coverage": 0.5, "source": "watch", "harm": "killed", "victims": "all", **more,
        }
    )  # fmt: skip
    return frame.astype({"low": "Int64", "best": "Int64", "high": "Int64"})


def labelled(fig, label):
    return [artist for ax in fig.axes for artist in ax.get_children() if artist.get_label() == label]


def boxed(fig):
    return " ".join(drawn_texts(fig))


@pytest.mark.parametrize("iso", ["SYR", "PSE", "UKR", "MMR", "LBN", "SDN", "SSD", "IRQ", "YEM", "AFG", "COD", "ETH"])
def test_areas_fill_their_country_and_hold_their_middle(iso):
    found = shapes(iso)
    country = next(s for s in found if s.level == "country")
    areas = [s for s in found if s.level == "admin1"]
    assert all((ring[0] == ring[-1]).all() for s in found for ring in s.rings)

    def size(shape):
        return sum(float(np.sum(r[:-1, 0] * r[1:, 1] - r[1:, 0] * r[:-1, 1])) / 2 for r in shape.rings)

    assert sum(map(size, areas)) == pytest.approx(size(country), rel=0.01)
    for shape in areas:
        assert [other.place_ids for other in areas if contains(other, shape.middle)] == [shape.place_ids]


def contains(shape, point):
    x, y = point
    crossed = 0
    for ring in shape.rings:
        (ax, ay), (bx, by) = ring[:-1].T, ring[1:].T
        cut = (ay > y) != (by > y)
        crossed += int((x < (bx - ax)[cut] * (y - ay[cut]) / (by - ay)[cut] + ax[cut]).sum())
    return crossed % 2 == 1


def test_towns_lie_in_the_outline_of_their_area():
    towns = places.load(["SYR"]).query("level == 'locality' and lat.notna()")
    by_area = {s.place_ids[0]: s for s in shapes("SYR") if s.level == "admin1"}
    inside = [contains(by_area["/".join(t.place_id.split("/")[:2])], (t.lon, t.lat)) for t in towns.itertuples()]
    assert np.mean(inside) > 0.97


def test_the_country_of_a_territory_is_that_of_the_gazetteer():
    assert {i for s in shapes("UKR") for i in s.place_ids} >= {"UKR/Crimea", "UKR/Sevastopol City", "UKR/Kyiv City", "UKR/Luhansk"}
    assert {s.place_ids for s in shapes("PSE")} == {("PSE",), ("PSE/Gaza",), ("PSE/West Bank",)}
    assert ("LBN/Akkar", "LBN/North Lebanon") in {s.place_ids for s in shapes("LBN")}
    assert shapes("MAC") == ()


def test_an_area_stands_in_its_middle_and_not_at_its_capital():
    table = places.load(["SYR"])
    spots = ground("SYR", ["SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Houla", "SYR/Homs/Abil"], table, {}).spots
    city = table.set_index("place_id").loc["SYR/Homs/Homs"]
    assert spots["SYR/Homs"].area
    assert np.hypot(spots["SYR/Homs"].lon - city["lon"], spots["SYR/Homs"].lat - city["lat"]) > 0.5
    assert (spots["SYR/Homs/Homs"].lon, spots["SYR/Homs/Homs"].area) == (city["lon"], False)
    assert spots["SYR/Homs/Houla"].area  # its own point is not known, those of two of its parts are
    assert "SYR/Homs/Abil" not in spots


def test_a_ring_is_cut_at_the_edges_of_a_box():
    square = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)
    cut = clip(square, (1, 2), (-1, 3))
    assert sorted(map(tuple, cut[:-1].tolist())) == [(1, 0), (1, 3), (2, 0), (2, 3)]
    assert len(clip(square, (5, 6), (0, 1))) == 0
    assert clip(square, (-1, 5), (-1, 5)) is square


def test_the_plane_is_true_at_its_latitude_and_across_the_meridian():
    flat, tall = plane((30.0, 59.0, 34.0, 61.0), 6.0, (3.0, 6.0))
    assert flat.at(32.0, 60.0) == pytest.approx((0, 0))
    assert flat.at(33.0, 60.0)[0] == pytest.approx(flat.at(32.0, 60.5)[1], rel=0.001)  # a degree of longitude is half as long at 60 north
    assert flat.width / 6.0 == pytest.approx(flat.height / tall)
    turned, _ = plane((170.0, -20.0, 190.0, -10.0), 6.0, (3.0, 6.0))
    assert turned.at(-175.0, -15.0)[0] > 0
    across_greenwich = np.array([[-5.0, 0], [5, 0], [5, 5], [-5, 0]])
    assert turned.rings([across_greenwich]) == []
    assert len(turned.rings([np.array([[-179.0, -15], [-175, -15], [-175, -12], [-179, -15]])])) == 1
    assert bar(700.0) == (100.0, "100 km")
    assert bar(0.9) == (0.2, "200 m")


def test_circles_grow_in_area_with_the_figure_and_an_open_high_has_no_ring():
    fig = figure(
        "map", totals(AREAS, [400, 100, 25, 0, None], low=[400, 80, 25, 0, 0], high=[400, 144, 25, 0, 36], high_open=[True, False, False, False, False])
    )
    (disks,), (ring,), (ceiling,) = (labelled(fig, label) for label in ("_disk", "_high", "_ceiling"))
    assert (disks.get_sizes() / disks.get_sizes()[-1]).tolist() == pytest.approx([16, 4, 1])
    assert ring.get_sizes()[0] / disks.get_sizes()[1] == pytest.approx(1.44)
    assert ceiling.get_sizes()[0] / disks.get_sizes()[1] == pytest.approx(0.36)
    assert len(ring.get_offsets()) == len(ceiling.get_offsets()) == len(labelled(fig, "_zero")[0].get_offsets()) == 1
    middle = next(s.middle for s in shapes("SYR") if s.place_ids == ("SYR/Homs",))
    around = ground("SYR", AREAS, places.load(["SYR"]), {})
    at = plane(around.view, 6.7 - 0.12, (3.0, 6.6))[0].at(*middle)
    assert disks.get_offsets()[0].tolist() == pytest.approx([float(at[0]), float(at[1])])
    assert {"400+", "80–144", "25", "0", "up to 36"} <= set(drawn_texts(fig))


@pytest.mark.parametrize("kind", maps.KINDS)
def test_silent_areas_are_hatched_and_named_and_a_reported_zero_is_not(kind):
    fig = figure(kind, totals(AREAS, [400, 100, 25, 0, 3]))
    hatched = {artist.get_gid() for artist in labelled(fig, "_silent")}
    assert hatched == {s.place_ids[0] for s in shapes("SYR") if s.level == "admin1"} - set(AREAS)
    assert all(artist.get_hatch() for artist in labelled(fig, "_silent"))
    assert "Raqqa" in boxed(fig)
    assert "no sign that nobody was harmed" in boxed(fig)


def test_classes_are_shaded_darker_for_more_also_in_grey():
    fig = figure("choropleth", totals(AREAS, [400, 100, 25, 0, 3]))
    grey = {a.get_gid(): float(np.dot(a.get_facecolor()[:3], [0.2126, 0.7152, 0.0722])) for a in labelled(fig, "_shaded")}
    assert set(grey) == set(AREAS) - {"SYR/Aleppo"}
    assert grey["SYR/Homs"] < grey["SYR/Idlib"] < grey["SYR/Daraa"]
    assert [a.get_gid() for a in labelled(fig, "_zero_area")] == ["SYR/Aleppo"]


def test_classes_begin_at_round_figures():
    assert classes(np.array([3.0, 25, 400, np.nan, 0])) == [2, 10, 50, 200]
    assert class_words([2, 10, 50, 200], np.array([3.0, 25, 400])) == ["2–9", "10–49", "50–199", "200–400"]
    assert classes(np.array([7.0])) == [5]
    assert classes(np.array([0.0, np.nan])) == []
    assert len(classes(10.0 ** np.arange(8))) <= 5
    assert nice_below(540) == [500, 100, 20]
    assert nice_below(0) == [1]


def test_an_outline_of_several_areas_is_never_shaded_as_one_of_them():
    fig = figure("choropleth", totals(["LBN/North Lebanon", "LBN/Beirut"], [5, 9]))
    assert [a.get_gid() for a in labelled(fig, "_shaded")] == ["LBN/Beirut"]
    assert [a.get_gid() for a in labelled(fig, "_unshaded")] == ["LBN/Akkar; LBN/North Lebanon"]
    assert "no outline of them alone is known: North Lebanon" in boxed(fig)
    assert "5" in drawn_texts(fig)


def test_what_is_stated_of_the_whole_or_has_no_position_stands_in_the_box():
    frame = totals(["SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Abil", "SYR/Homs"], [500, 30, 7, 12], basis=[None, None, None, "unplaced"])
    said = boxed(figure("map", frame, place_id="SYR/Homs"))
    assert "Homs as a whole: 500" in said
    assert "at no place on the map: 12" in said
    assert "position is not known: Abil 7" in said


@pytest.mark.parametrize(
    ("ids", "error", "said"),
    [
        (["SYR/Homs", "SYR/Homs/Homs", "SYR/Hama"], DataError, "lies in 'SYR/Homs'"),
        (["SYR/Homs", "LBN/Beirut"], UsageError, "several countries"),
    ],
)
def test_places_are_never_drawn_inside_each_other(ids, error, said):
    with pytest.raises(error, match=said):
        figure("map", totals(ids, list(range(1, len(ids) + 1))))


def test_a_map_shows_one_source():
    with pytest.raises(UsageError, match="2 values of source"):
        figure("map", totals(AREAS[:2], [1, 2]).assign(source=["a", "b"]))


def test_the_place_is_the_one_that_holds_all():
    assert maps.common(["SYR/Homs/Homs", "SYR/Homs/Rastan"]) == "SYR/Homs"
    assert maps.common(["SYR/Homs/Homs"]) == "SYR/Homs"
    assert maps.common(["SYR", "SYR/Homs"]) == "SYR"


def towns(count):
    return places.load(["SYR"]).query("level == 'locality' and lat.notna()")["place_id"].tolist()[:: max(1, 150 // count)][:count]


@pytest.mark.parametrize("kind", maps.KINDS)
@pytest.mark.parametrize(("place", "ids"), [("SYR", AREAS[:1]), ("SYR", towns(60)), ("UKR", None), ("RUS", None), ("MAC", ["MAC/Se"])])
def test_names_stay_on_the_map_and_do_not_overlap(kind, place, ids):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    ids = ids or places.load([place]).query("level == 'admin1'")["place_id"].tolist()[:60]
    fig = figure(kind, totals(ids, [10 ** (i % 7) for i in range(len(ids))]), place_id=place)
    renderer = FigureCanvasAgg(fig).get_renderer()
    for ax in fig.axes:
        texts = [t for t in ax.texts if t.get_text()]
        x0, y0, x1, y1 = np.array([t.get_window_extent(renderer).extents for t in texts]).T if texts else np.empty((4, 0))
        over = (x0[:, None] < x1 - 1) & (x0 < x1[:, None] - 1) & (y0[:, None] < y1 - 2.5) & (y0 < y1[:, None] - 2.5)
        assert not [(texts[i].get_text(), texts[j].get_text()) for i, j in zip(*np.nonzero(np.triu(over, 1)), strict=True)]
        assert np.minimum.reduce([x0, y0, fig.bbox.width - x1, fig.bbox.height - y1], initial=0).min(initial=0) > -2
    named = boxed(fig)
    assert all(i.rpartition("/")[2].split("~")[0].split(" ")[0][:4] in named for i in ids) or "more" in named


def test_a_map_without_a_figure_says_so():
    fig = figure("map", totals(["SYR/Homs/Abil"], [7]))
    assert "No place with a known position" in boxed(fig)


@pytest.fixture(scope="module")
def report():
    frame = totals(["XXA/Nord/Nord/East", "XXA/Nord/Nord/West", maker.PLACE], [5, 9, 20], source="combined", role="combined")
    frame = frame.assign(whole=maker.PLACE, basis=None, claim_ids=["t:1", "t:2", "t:1; t:2"])
    made = maker.material()
    spots = [{"place_id": f"{maker.PLACE}/{n}", "name": n, "level": "district", "lat": 35.0 + i / 50, "lon": 36.0} for i, n in enumerate(["East", "West"])]
    table = pd.concat([made.places, made.places.iloc[:0].reindex(range(2)).assign(**pd.DataFrame(spots))], ignore_index=True)
    table["parent"] = table["place_id"].str.rpartition("/")[0]
    return contents.prepare(maker.definition(pages=("front", "map", "method")), replace(made, places=table, parts=frame[PARTS]), author="", software="")


def test_the_page_of_maps_has_every_number_and_says_it_in_words(report):
    (chart,) = maps.map_charts(report)
    record = chart_record(chart, draw(chart), report)
    assert {m["place_id"]: (m["label"], m["claim_ids"]) for m in record["marks"]} == {
        f"{maker.PLACE}/East": ("5", ["t:1"]), f"{maker.PLACE}/West": ("9", ["t:2"]), maker.PLACE: ("20", ["t:1", "t:2"]),
    }  # fmt: skip
    assert "2 places with a figure: West: 9; East: 5" in record["alt"]
    assert "Natural Earth" in record["caption"]
    assert "without a report" not in record["caption"]
    (page,) = [page for page in pages_of(report) if page["title"].startswith("Map")]
    assert page["blocks"] == [{"type": "chart", "chart": chart.name}]
    assert set(figures_csv(report)["place_id"]) >= {f"{maker.PLACE}/East"}


def test_a_page_without_a_map_says_why(report):
    lost = report.material.places.assign(lat=np.nan, lon=np.nan)
    for parts, said in ((report.material.parts, "position is known (East 5; West 9)"), (report.material.parts.iloc[:0], "nothing to map")):
        again = contents.prepare(report.definition, replace(report.material, places=lost, parts=parts), author="", software="")
        (page,) = [page for page in pages_of(again) if page["title"].startswith("Map")]
        assert said in page["blocks"][0]["text"]


def test_of_a_source_of_totals_a_single_claim_is_no_total(report):
    made = replace(report.material, totals_only=frozenset(["t"]))
    parts = contents.prepare(report.definition, made, author="", software="").material.parts
    assert parts[["place_id", "claim_ids"]].to_numpy().tolist() == [[maker.PLACE, ""]]


def test_a_part_that_rests_on_a_withheld_claim_is_not_drawn(report):
    hidden = replace(report.material, claims=report.material.claims.assign(do_not_publish=report.material.claims["claim_id"] == "t:1"))
    again = contents.prepare(report.definition, hidden, author="", software="")
    assert again.material.parts["place_id"].tolist() == [f"{maker.PLACE}/West"]
