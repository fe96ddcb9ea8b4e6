"""Charts of parts from prepared frames: which marks each kind is made of, and how a tall one is split over pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from casualties.report import breakdown_marks, naming, words
from casualties.report.breakdown import FRAMES, whole_of
from casualties.report.chart import Chart
from casualties.report.draw import places as place_panels
from casualties.report.draw import victims as victim_bars
from casualties.report.draw.bars import most_of
from casualties.report.figures import PAGE, split
from casualties.tables.victims import PARENT

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from casualties.report.contents import Report, Topic

_FIGURES = ["source", "role", "start", "end", "low", "best", "high", "high_open", "claim_ids"]
NEEDS: dict[str, list[str]] = {
    "places": ["place_id", *_FIGURES, "coverage"],
    "heatmap": ["place_id", "status", "basis", *_FIGURES],
    "cumulative": ["basis", "standard", *_FIGURES, "coverage"],
    "vintages": ["published_at", "figure", *_FIGURES],
    "revisions": ["published_at", "figure", "change", *_FIGURES],
    "victims": ["victims", *_FIGURES],
}
"""Columns of the frame that each kind is made of: see `casualties.chart_frame`."""
KINDS = ("places", "heatmap", "cumulative", "vintages", "revisions", "dots", "victims")


def whole_victims(kinds: pd.Series) -> str:
    """The kind of victims that all others of a frame lie in: the one with nothing of the frame above it."""
    told = set(kinds.unique())
    return next((str(kind) for kind in PARENT if kind in told), "all")


def marks_of(kind: str, frame: pd.DataFrame, place_id: str = "", victims: str = "") -> pd.DataFrame:
    """Marks of a kind of chart from its frame.

    Parameters
    ----------
    kind : str
        A name of NEEDS.
    frame : DataFrame
        The columns NEEDS names.
    place_id, victims : str
        The whole that places or kinds of victims are parts of; that of the frame by default.
    """
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "places": lambda: breakdown_marks.of_places(frame, place_id or whole_of(frame["place_id"])),
        "heatmap": lambda: breakdown_marks.of_cells(frame),
        "cumulative": lambda: breakdown_marks.of_running(frame),
        "vintages": lambda: _of_one_figure(breakdown_marks.of_values(frame), place_id),
        "revisions": lambda: breakdown_marks.of_changes(frame),
        "victims": lambda: breakdown_marks.of_victims(frame, victims or whole_victims(frame["victims"])),
    }
    return makers[kind]()


def _of_one_figure(marks: pd.DataFrame, place_id: str) -> pd.DataFrame:
    """Values about the place itself, of the days with most of them."""
    marks = marks[marks["place_id"] == (place_id or whole_of(marks["place_id"]))].reset_index(drop=True)
    found = breakdown_marks.most_told(marks)
    return marks if found is None else marks[(marks["start"] == found[0]) & (marks["end"] == found[1])].reset_index(drop=True)


def window_of(kind: str, marks: pd.DataFrame, window: tuple[Any, Any]) -> tuple[Any, Any]:
    """The days a chart is about: of values over time those of the figure, else the window."""
    return (marks["start"].iloc[0], marks["end"].iloc[0]) if kind == "vintages" and len(marks) else window


def part_charts(report: Report, topic: Topic, kind: str) -> list[Chart]:
    """The charts of a kind of a topic; none where there is nothing to draw."""
    from casualties.report.what import what

    frame = topic.figures if kind == "dots" else getattr(topic.parts, FRAMES[kind])
    marks = breakdown_marks.side_by_side(frame) if kind == "dots" else marks_of(kind, frame, topic.place_id, topic.victims)
    marks = marks[marks["source"].isin(list(report.styles))].reset_index(drop=True)
    window = window_of(kind, marks, report.window)
    whole = Chart(
        name=f"{topic.key}-{kind}",
        kind=kind,
        marks=marks,
        what=what(topic.harm, topic.victims, report.places[topic.place_id], window),
        window=window,
        names=report.names,
        styles=report.styles,
        as_of=report.as_of_words,
        places=naming.place_names(report.material.places, sorted(marks["place_id"].dropna().unique())),
    )
    return parts(whole) if has_something(whole) else []


def has_something(chart: Chart) -> bool:
    """Whether a chart says more than the charts of days and totals do."""
    m = chart.drawn
    if chart.kind in {"places", "victims"}:
        return bool((m.basis == "part").any())
    if chart.kind == "heatmap":
        return len(set(m.place)) > 1 and bool(np.isin(m.kind, ["day", "span"]).any())
    return m.count > (2 if chart.kind == "vintages" else 0)


def parts(whole: Chart) -> list[Chart]:
    """A chart of one panel a source on as many charts as fill a page each, with the same scale."""
    needs = _needs(whole)
    sizes = split([need for _, need in needs], PAGE)
    if len(sizes) < 2:
        return [whole]
    top = int(most_of(whole.drawn))
    made, at = [], 0
    for i, size in enumerate(sizes, 1):
        mine = [source for sources, _ in needs[at : at + size] for source in sources]
        at += size
        marks = whole.marks[whole.marks["source"].isin(mine)].reset_index(drop=True)
        said = words.say("chart.part", part=i, parts=len(sizes))
        made.append(replace(whole, name=f"{whole.name}-{i}", marks=marks, top=top, part=said))
    return made


def _needs(chart: Chart) -> list[tuple[list[str], float]]:
    """The sources of each panel and its height (inches)."""
    if chart.kind == "places":
        panels = place_panels.panels(chart)
        sources = [list(dict.fromkeys(chart.drawn.source[rows])) for rows in panels.values()]
        return list(zip(sources, place_panels.heights(chart), strict=True))
    if chart.kind == "victims":
        found: dict[str, float] = {}
        for (source, _, _), need in zip(victim_bars.bars_of(chart), victim_bars.heights(chart), strict=True):
            found[source] = found.get(source, 0.0) + need
        return [([source], need) for source, need in found.items()]
    return []
