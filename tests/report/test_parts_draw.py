import numpy as np
import pandas as pd
import parts_maker as maker
import pytest
from chart_layout import artists, check, scale
from parts_maker import WHOLE, cell, frame, step, total, value

from casualties.errors import DataError
from casualties.report import figure
from casualties.report.breakdown_marks import of_parts, of_places, of_victims
from casualties.report.data import drawn_texts
from casualties.report.draw.ends import spread
from casualties.report.draw.heatmap import edges_of
from casualties.report.draw.revisions import classes

KINDS = ("places", "heatmap", "cumulative", "vintages", "revisions", "victims")
SIZES = {"one": (1, 1, 1, 1), "several": (6, 7, 29, 5_000), "many": (40, 60, 5_479, 10_000_000)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_texts_stay_on_the_canvas_and_cover_none_other(kind, size):
    fig = figure(kind, maker.many(kind, *SIZES[size]))
    check(fig, kind)
    text = " ".join(drawn_texts(fig))
    for said in ("Reported killed", "As of", "not a confidence interval", "claim"):
        assert said in text


@pytest.mark.parametrize("kind", ["places", "heatmap", "victims"])
def test_texts_fit_the_other_sizes(kind):
    for size in ("web", "social"):
        check(figure(kind, maker.many(kind, *SIZES["several"]), size=size), (kind, size))


@pytest.mark.parametrize("kind", KINDS)
def test_few_artists_for_much_data(kind):
    fig = figure(kind, maker.many(kind, *SIZES["many"]))
    assert sum(len(ax.collections) for ax in fig.axes) < 300
    assert fig.get_figheight() > 1


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_are_an_error_that_says_so(kind):
    with pytest.raises(DataError, match="no rows"):
        figure(kind, maker.many(kind, *SIZES["one"]).iloc[:0])
    with pytest.raises(DataError, match="is missing"):
        figure(kind, pd.DataFrame({"low": [1]}))


PLACES = [
    total("watch", 100, 120, high_open=True),
    total("watch", 40, place="XXA/Nord"),
    total("watch", 10, 30, place="XXA/Sud"),
    total("relief", 70),
    total("army", 5, 5, place="XXA/Nord", role="interested"),
]


def by(marks, source, basis):
    (row,) = marks[(marks["source"] == source) & (marks["basis"] == basis)].to_dict("records")
    return row["low"], row["high"], row["label"]


def test_what_is_told_of_no_place_is_the_whole_less_the_parts_and_nothing_is_added_to_it():
    marks = of_places(frame(PLACES), WHOLE)
    assert by(marks, "watch", "whole") == (100, 120, "100–120+")
    assert by(marks, "watch", "unallocated") == (100 - 70, 120 - 50, "30–70+")
    assert by(marks, "relief", "unallocated") == (70, 70, "70")
    assert set(marks.loc[marks["source"] == "army", "basis"]) == {"part"}


def test_bars_have_the_lengths_of_their_figures():
    fig = figure("places", frame(PLACES))
    left, inch = scale(fig, ("50", "100"))
    ends = {
        label: sorted(round(float(path.vertices[:, 0].max() - left) / inch) for a in artists(fig, label) for path in a.get_paths())
        for label in ("_whole", "_part", "_unallocated", "_hollow")
    }
    assert ends == {"_whole": [100], "_part": [10, 40], "_unallocated": [30, 70], "_hollow": [5]}
    assert all(a.get_hatch() for a in artists(fig, "_unallocated"))
    assert round((float(artists(fig, "_part_range")[0].get_paths()[0].vertices[:, 0].max()) - left) / inch) == 30
    assert len(np.concatenate([a.get_offsets() for a in artists(fig, "_open") if len(a.get_offsets())])) >= 2  # the whole and what is left


def test_parts_that_exceed_the_whole_are_said_not_drawn():
    marks = of_places(frame([total("watch", 10), total("watch", 30, place="XXA/Nord")]), WHOLE)
    assert by(marks, "watch", "unallocated")[:2] == (0, 0)
    fig = figure("places", frame([total("watch", 10), total("watch", 30, place="XXA/Nord")]))
    assert "parts exceed the whole" in " ".join(drawn_texts(fig))
    assert not artists(fig, "_unallocated")


def test_sources_of_one_place_alone_share_a_panel():
    text = drawn_texts(figure("places", frame(PLACES)))
    assert {"Sources that name Nord alone", "Sources that name no place inside XXA"} <= set(text)


DAYS = [
    cell("2020-03-01", None, status="missing"),
    cell("2020-03-02", 0, status="zero"),
    cell("2020-03-03", 12, high_open=True),
    cell("2020-03-04", None, status="span"),
    cell("2020-03-05", None, status="span"),
    cell("2020-03-04", 26, end="2020-03-05", basis="span", status="span"),
    *(cell(f"2020-03-0{day}", None, place="XXA/Nord", status="missing") for day in (1, 2, 4, 5)),
    cell("2020-03-03", 700, place="XXA/Nord"),
]


def middles(found):
    return sorted((round(float(p.vertices[:4, 0].mean()), 1), round(float(p.vertices[:4, 1].mean()), 1)) for a in found for p in a.get_paths())


def test_cells_zero_silence_and_stretches_of_a_heat_map():
    fig = figure("heatmap", frame(DAYS, "CELLS"))
    shaded = [p for a in artists(fig, "_cell") for p in a.get_paths()]
    assert len(shaded) == 2
    assert len([p for a in artists(fig, "_zero") for p in a.get_paths()]) == 1
    assert len([p for a in artists(fig, "_stretch") for p in a.get_paths()]) == 1
    silent = [a for a in artists(fig, "_silence") if a.get_paths()]
    assert all(a.get_hatch() for a in silent)
    assert len([p for a in silent for p in a.get_paths()]) == 3  # the first day of the whole; two runs of days of the part
    texts = drawn_texts(fig)
    assert texts.count("26") == 1
    assert {"0", "12+", "700"} <= set(texts)


def test_a_whole_is_not_silent_on_days_when_a_part_is_told_of():
    rows = [cell("2020-03-01", None, status="missing"), cell("2020-03-01", 5, place="XXA/Nord"), cell("2020-03-02", None, status="missing")]
    fig = figure("heatmap", frame([*rows, cell("2020-03-02", None, place="XXA/Nord", status="missing")], "CELLS"))
    assert len([p for a in artists(fig, "_silence") for p in a.get_paths()]) == 2  # 2 March of both
    assert len([p for a in artists(fig, "_inside") for p in a.get_paths()]) == 1


@pytest.mark.parametrize(("most", "expected"), [(1, [1]), (7, [1, 2, 5]), (700, [1, 5, 20, 100, 500]), (10_000_000, [1, 50, 5_000, 200_000, 10_000_000])])
def test_classes_of_shades_cover_all_figures(most, expected):
    edges = edges_of(most)
    assert len(edges) <= 5
    assert edges[0] == 1
    assert edges[-1] <= most
    assert edges == expected or most > 1000


def test_cumulative_lines_never_go_down_and_end_in_their_labels():
    rows = [step("watch", f"2020-03-{d:02d}", n, coverage=0.4) for d, n in ((2, 10), (5, 40), (10, 90))]
    rows += [
        step("relief", f"2020-03-{d:02d}", n, basis="stated", start="2020-03-01", high_open=is_open)
        for d, n, is_open in ((3, 400, True), (6, 100, True), (9, 500, False))
    ]
    fig = figure("cumulative", frame(rows, "RUNNING"))
    for label in ("_steps_reported", "_steps_stated"):
        for found in artists(fig, label):
            for line in found.get_segments():
                upright = np.isclose(line[0, 0], line[1, 0]) and not np.isclose(line[0, 1], line[1, 1])
                assert not upright or line[1, 1] < line[0, 1]  # inches are counted from above: up is less
    texts = drawn_texts(fig)
    assert any(text.startswith("90, 4 of 10 days, watch") for text in texts)
    assert any(text.startswith("500 since 1 Mar 2020, relief") for text in texts)
    steps = np.concatenate([line[:, 1] for a in artists(fig, "_steps_stated") for line in a.get_segments()])
    assert len(set(np.round(steps, 4))) == 2  # over 400 and 500; over 100 says nothing after over 400


def test_a_closed_total_that_falls_breaks_the_line():
    rows = [step("relief", f"2020-03-{d:02d}", n, basis="stated") for d, n in ((3, 400), (6, 100))]
    fig = figure("cumulative", frame(rows, "RUNNING"))
    lines = [line for a in artists(fig, "_steps_stated") for line in a.get_segments()]
    assert len(lines) == 2
    assert all(np.isclose(line[0, 1], line[1, 1]) for line in lines)


def test_vintages_are_steps_of_claimants_and_loose_dots_of_others():
    rows = [value("watch", f"2020-03-0{d}", n) for d, n in ((2, 100), (3, 200), (5, 217))]
    rows += [value("activists", "2020-03-04", 50, role="generic"), value("activists", "2020-03-05", 300, role="generic")]
    rows += [value("watch", "2020-03-09", 5, day="2020-03-08", figure="2")]
    fig = figure("vintages", frame(rows, "VALUES"))
    lines = [line for a in artists(fig, "_steps") for line in a.get_segments()]
    assert len(lines) == 3 + 2
    assert sum(len(a.get_offsets()) for a in artists(fig, "_value")) == 5
    assert any("Reported killed, XXA, 2 March 2020" in text for text in drawn_texts(fig))
    assert "217, watch" in drawn_texts(fig)


def test_revisions_stand_above_and_below_the_line_in_the_class_of_their_lag():
    rows = [
        value("watch", "2020-03-02T10:00", 100),
        value("watch", "2020-03-02T20:00", 120, change=20),
        value("watch", "2020-03-12", 90, change=-30),
        value("relief", "2020-03-01", 5),
    ]
    fig = figure("revisions", frame(rows, "VALUES"))
    points = np.concatenate([a.get_offsets() for a in artists(fig, "_change")])
    assert len(points) == 2
    texts = {t.get_text(): t.get_position() for ax in fig.axes for t in ax.texts}
    zero = texts["0"][1]
    assert (points[0, 1] < zero) != (points[1, 1] < zero)
    assert {"+20", "−30", "1 up, 0 down", "0 up, 1 down"} <= set(texts)
    assert sorted(np.round(points[:, 0], 2)) == sorted(np.round([texts["1 up, 0 down"][0], texts["0 up, 1 down"][0]], 2))
    assert len(classes()) == 9


def test_places_beside_lines_keep_their_order_and_a_gap():
    at = spread([1.0, 1.01, 0.2, 1.02], 0.1, 0.0, 1.1)
    assert np.argsort(at).tolist() == [2, 0, 1, 3]
    assert np.diff(np.sort(at)).min() == pytest.approx(0.1)
    assert at.max() <= 1.1


PEOPLE = [
    total("watch", 100, high_open=True),
    total("watch", 60, 70, victims="civilians"),
    total("watch", 10, victims="combatants"),
    total("watch", 20, victims="women_and_children"),
    total("relief", 10),
    total("relief", 8, victims="children"),
    total("relief", 5, victims="women"),
    total("relief", 6, victims="women_and_children"),
    total("silent", 50),
]


def test_kinds_of_victims_that_exclude_each_other_and_the_rest():
    marks = of_victims(frame(PEOPLE), "all")
    assert set(marks["source"]) == {"watch", "relief"}
    status = marks[marks["flags"].str.startswith("status") & (marks["basis"] == "unallocated") & (marks["source"] == "watch")]
    assert status[["low", "high", "high_open"]].to_numpy().tolist() == [[20, 30, True]]
    relief = marks[marks["source"] == "relief"]
    assert set(relief.loc[relief["basis"] == "part", "victims"]) == {"children", "women"}  # not the two once more
    assert relief.loc[relief["basis"] == "unallocated", "flags"].tolist() == ["sexes; parts exceed the whole"]


def test_victim_bars_end_at_their_figures_and_say_what_is_not_told():
    fig = figure("victims", frame(PEOPLE))
    texts = " ".join(drawn_texts(fig))
    assert "By status: civilians 60–70, combatants 10, not told 20–30+, of 100+" in texts
    assert "children 8, women 5, parts exceed the whole, of 10" in texts
    left, inch = scale(fig, ("20", "100"))
    ends = sorted(round((float(path.vertices[:, 0].max()) - left) / inch) for a in artists(fig, "_part") for path in a.get_paths())
    assert ends == [8, 13, 20, 60, 70]
    assert sorted(round((float(path.vertices[:, 0].max()) - left) / inch) for a in artists(fig, "_whole") for path in a.get_paths()) == [10, 100, 100]


def test_parts_of_nothing_are_nothing():
    assert of_parts(frame([total("watch", None, None, best=None)]).assign(low=pd.NA, best=pd.NA, high=pd.NA), "place_id", WHOLE, []).empty


def test_parts_above_the_lowest_figure_of_the_whole_are_said():
    fig = figure("victims", frame([total("watch", 20, 90), total("watch", 15, victims="civilians"), total("watch", 12, victims="combatants")]))
    assert "of 20–90 (the lowest figures of the parts come to more than the lowest of the whole)" in " ".join(drawn_texts(fig))


def test_the_figure_drawn_over_time_is_the_one_that_changed_most_often():
    rows = [value(name, "2020-03-03", 10, day="2020-03-01") for name in ("a", "b", "c")]
    rows += [value("watch", "2020-03-04", 10), value("watch", "2020-03-05", 12)]
    assert any("2 March 2020" in text for text in drawn_texts(figure("vintages", frame(rows, "VALUES"))))
