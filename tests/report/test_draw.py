import material_maker as maker
import numpy as np
import pandas as pd
import pytest

from casualties.errors import DataError, UsageError
from casualties.report import contents, figure
from casualties.report.data import drawn_texts
from casualties.report.draw import draw
from casualties.report.figures import chart_of, panel_charts, split


@pytest.fixture(scope="module")
def report():
    return contents.prepare(maker.definition(), maker.material(), author="", software="")


def labelled(fig, label):
    """Artists in axes of time, which begin before the first day: those of the key do not count."""
    return [artist for ax in fig.axes if ax.get_xlim()[0] < 0 for artist in ax.get_children() if artist.get_label() == label]


def day_axes(fig):
    """The axes of the days: the ones with persons on the left."""
    return next(ax for ax in fig.axes if ax.get_yticks().size and ax.get_ylim()[1] > 5)


@pytest.fixture(scope="module")
def daily(report):
    return draw(chart_of(report, report.topics[0], "daily"))


def test_every_plot_says_what_whose_as_of_and_what_a_range_is(report):
    for kind in ("daily", "panels", "totals"):
        text = " ".join(drawn_texts(draw(chart_of(report, report.topics[0], kind))))
        for said in ("Reported killed, Nord (city)", "source", "As of 9 March 2020", "not a confidence interval", "claims"):
            assert said in text, (kind, said)


def test_figures_stand_at_their_heights_and_silence_nowhere(daily):
    ax = day_axes(daily)
    points = np.concatenate([a.get_offsets() for label in ("_ring", "_filled") for a in ax.get_children() if a.get_label() == label])
    assert sorted(points[:, 1].tolist()) == [0, 5, 9, 45, 50]
    assert set(np.round(points[:, 0]).tolist()) == {1, 2, 5}


def test_one_source_is_a_ring(daily):
    rings = [a for a in day_axes(daily).get_children() if a.get_label() == "_ring"]
    assert rings
    assert all((a.get_facecolors()[0][:3] == 1).all() for a in rings)


def test_open_highs_have_arrows_and_closed_ones_none(daily):
    arrows = [a for a in day_axes(daily).get_children() if a.get_label() == "_open"]
    assert [tuple(a.get_offsets()[0]) for a in arrows] == [(1.0, 9.0)]


def test_a_party_to_the_conflict_is_hollow(daily):
    hollow = [a for a in day_axes(daily).get_children() if a.get_label() == "_hollow"]
    assert len(hollow) == 1
    assert hollow[0].get_segments()[0][:, 1].tolist() == [5, 8]


def test_an_upper_bound_is_a_dotted_line_without_a_dot(daily):
    ceiling = [a for a in day_axes(daily).get_children() if a.get_label() == "_ceiling"]
    assert len(ceiling) == 1
    assert ceiling[0].get_segments()[0][:, 1].tolist() == [0, 30]


def test_a_span_is_one_bar_with_its_total_and_never_on_its_days(daily):
    texts = drawn_texts(daily)
    assert sum("260+ over 2 days" in t for t in texts) == 1
    assert any(t.startswith("in all 300+ over 5 days") for t in texts)
    assert "260+" not in texts
    assert len(labelled(daily, "_span_plain")) == 1
    assert len(labelled(daily, "_span_whole")) == 1


def test_days_without_a_report_have_a_grey_cell_and_the_axis_ends_at_the_newest_publication(daily):
    (cells,) = labelled(daily, "_silence")
    middles = sorted(float(path.vertices[:, 0].mean()) for path in cells.get_paths())
    assert len(middles) == 2  # 1 and 9 March; 4 to 8 lie inside figures over several days
    assert max(ax.get_xlim()[1] for ax in daily.axes if ax.get_xlim()[0] < 0) == pytest.approx(8.6)


def test_contested_days_are_marked(daily):
    assert len(labelled(daily, "_differ")[0].get_paths()) == 1


def test_a_source_has_one_colour_in_all_charts(report):
    seen = {}
    for kind in ("daily", "panels", "totals"):
        for text in draw(chart_of(report, report.topics[0], kind)).findobj(lambda a: hasattr(a, "get_text") and a.get_text() == "Nord Watch"):
            seen.setdefault(kind, text.get_color())
    assert set(seen) == {"daily", "panels", "totals"}
    assert len(set(seen.values())) == 1


def many(count):
    rows = [
        maker.segment(i, f"source-{i:02d}", 1 + i % 9, 1 + i % 9 + (i % 3 == 0), 10 ** (i % 8), 10 ** (i % 8), 10 ** (i % 8), high_open=i % 2 == 0)
        for i in range(1, count + 1)
    ]
    claims = [
        maker.claim(i, f"source-{i:02d}", 1 + i % 9, 1 + i % 9 + (i % 3 == 0), 10 ** (i % 8), 10 ** (i % 8), None, "at_least") for i in range(1, count + 1)
    ]
    return maker.material(rows, claims)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_text_stays_on_the_canvas_and_labels_do_not_overlap(count):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    report = contents.prepare(maker.definition(), many(count), author="", software="")
    topic = report.topics[0]
    for chart in (chart_of(report, topic, "totals"), chart_of(report, topic, "daily"), *panel_charts(report, topic)):
        fig = draw(chart)
        renderer = FigureCanvasAgg(fig).get_renderer()
        width, height = fig.bbox.width, fig.bbox.height
        assert not any(ax.axison for ax in fig.axes)  # no other text than these
        for ax in fig.axes:
            boxes = [t.get_window_extent(renderer) for t in ax.texts]
            x0, y0, x1, y1 = np.array([box.extents for box in boxes]).T if boxes else np.empty((4, 0))
            over = (x0[:, None] < x1 - 1) & (x0 < x1[:, None] - 1) & (y0[:, None] < y1 - 2) & (y0 < y1[:, None] - 2)
            covers = [(ax.texts[i].get_text(), ax.texts[j].get_text()) for i, j in zip(*np.nonzero(np.triu(over, 1)), strict=True)]
            assert not covers, (chart.name, covers)
            outside = np.minimum.reduce([x0, y0, width - x1, height - y1])
            beyond = [ax.texts[i].get_text() for i in np.flatnonzero(outside < -2)]
            assert not beyond, (chart.name, beyond)
        assert sum(len(ax.texts) for ax in fig.axes) > 3


def test_every_figure_of_a_busy_panel_has_its_label():
    days = [maker.segment(i, "watch", i, i, 10 * i, 10 * i, 10 * i + i % 3, high_open=i % 2 == 0) for i in range(1, 10)]
    spans = [maker.segment(20 + i, "watch", 1 + i, 6 + i, 900, 900, 900, high_open=True) for i in range(3)]
    segments = maker.segments_of([*days, *spans])
    texts = drawn_texts(figure("panels", maker.daily_of(segments), segments=segments))
    assert {"10–11", "20–22+", "30", "40–41+", "50–52", "60+", "70–71", "80–82+", "90"} <= set(texts)
    assert sum(text.startswith("900+ over 6 days") for text in texts)
    assert not any("without room" in text for text in texts)


def test_figures_without_room_are_counted_in_the_plot():
    when = pd.date_range("2005-01-01", periods=1461)
    frame = pd.DataFrame({"day": when, "low": 100, "best": 200, "high": 300, "high_open": False, "status": "reported", "claim_ids": "t:1", "source": "watch"})
    frame = frame.assign(
        contested=False, provisional=False, n_sources=1, flags=None, place_id="XXA", harm="killed", victims="all", segment_id="s", role="named"
    )
    texts = drawn_texts(figure("daily", frame))
    (said,) = [text for text in texts if "without room" in text]
    labels = [artist for ax in figure("daily", frame).axes for artist in ax.texts if artist.get_text() == "100–300"]
    assert said.startswith(f"{1461 - len(labels):,} figures")


@pytest.mark.parametrize(
    ("needs", "expected"), [([], []), ([1.0], [1]), ([3.0] * 4, [2, 2]), ([9.0, 1.0], [1, 1]), ([2.0] * 7, [3, 3, 1]), ([4.0, 1.0, 1.0, 4.0], [2, 2])]
)
def test_panels_fill_as_few_pages_as_possible_evenly(needs, expected):
    assert split(needs, 7.0) == expected


def test_few_artists_for_many_days():
    when = pd.date_range("2005-01-01", periods=1461)
    frame = pd.DataFrame({"day": when, "low": 1, "best": 2, "high": 3, "high_open": False, "status": "reported", "claim_ids": "t:1", "source": "watch"})
    frame = frame.assign(
        contested=False, provisional=False, n_sources=1, flags=None, place_id="XXA", harm="killed", victims="all", segment_id="s", role="named"
    )
    fig = figure("daily", frame)
    assert sum(len(ax.collections) for ax in fig.axes) < 30


def test_a_figure_leaves_global_settings_alone():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    segments = maker.segments_of(maker.SEGMENT_ROWS)
    figure("daily", maker.daily_of(segments), segments=segments)
    assert dict(mpl.rcParams) == before


def test_a_frame_of_two_harms_is_refused():
    frame = maker.daily_of(maker.segments_of(maker.SEGMENT_ROWS))
    with pytest.raises(UsageError, match="2 values of harm"):
        figure("daily", pd.concat([frame, frame.assign(harm="injured")]), segments=maker.segments_of(maker.SEGMENT_ROWS))


def test_spans_without_their_segments_are_refused_not_forgotten():
    with pytest.raises(UsageError, match="segments"):
        figure("panels", maker.daily_of(maker.segments_of(maker.SEGMENT_ROWS)))


def test_unknown_charts_and_columns():
    with pytest.raises(UsageError, match="no chart is called 'pie'"):
        figure("pie", pd.DataFrame())
    with pytest.raises(DataError, match="'best' is missing"):
        figure("daily", pd.DataFrame({"low": [1]}))
