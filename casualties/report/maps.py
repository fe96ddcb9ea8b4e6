"""Maps of a report and from plain frames: which figures, on which ground. Totals by place are handed over, never summed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from casualties.errors import UsageError
from casualties.report import blocks, marks, palette, words
from casualties.report.chart import Chart
from casualties.report.ground import ground
from casualties.report.naming import place_names, source_names
from casualties.report.spread import split, spread_of
from casualties.report.what import what

if TYPE_CHECKING:
    import pandas as pd

    from casualties.report.chart import Size
    from casualties.report.contents import Report, Topic
    from casualties.report.ground import Ground

KINDS = ("map", "choropleth")


def common(ids: list[str]) -> str:
    """The place that holds all of these: of one place, what it lies in."""
    parts = [name.split("/") for name in ids]
    depth = min(len(p) for p in parts)
    shared = next((n for n in range(depth) if len({p[n] for p in parts}) > 1), depth)
    shared = min(shared, depth - 1) if len(ids) == 1 else shared
    if not shared and len(set(ids)) > 1:
        raise UsageError("the places of the frame lie in several countries.", do="Map one country at a time.")
    return "/".join(parts[0][: max(shared, 1)])


def prepared(place_id: str, rows: pd.DataFrame, places: pd.DataFrame) -> Ground:
    """The ground of a map of these marks."""
    parts, _ = split(rows, place_id)
    areas = places[(places["parent"] == place_id) & (places["level"] == "admin1")]["place_id"]
    names = place_names(places, [place_id])
    named = places[places["place_id"].isin([*parts["place_id"], *areas])]
    names |= dict(zip(named["place_id"], named["name"], strict=True))
    return ground(place_id, parts["place_id"].unique(), places, names)


class Asked(NamedTuple):
    """A map that is asked for.

    Parameters
    ----------
    kind : str
        map (circles) or choropleth (shaded areas).
    place_id : str or None
        The place mapped; by default the one that holds all places of the frame.
    window : tuple of Timestamp
        First and last day, both included.
    as_of : str
        As printed.
    size : Size
    """

    kind: str
    place_id: str | None
    window: tuple[pd.Timestamp, pd.Timestamp]
    as_of: str
    size: Size


def from_frame(frame: pd.DataFrame, asked: Asked, sources: pd.DataFrame | None = None, places: pd.DataFrame | None = None) -> Chart:
    """A map of a plain frame.

    Parameters
    ----------
    frame : DataFrame
        Totals of one source (or of all combined) for places inside the place mapped and for that place: place_id, harm, victims, source, role,
        start, end, low, best, high (persons), high_open, coverage (0 to 1); optional: basis, claim_ids.
    asked : Asked
    sources, places : DataFrame, optional
        Tables of names and positions; the shipped places of the country by default.
    """
    place_id = asked.place_id or common(sorted(frame["place_id"].unique()))
    if places is None:
        from casualties.places import load

        places = load([place_id.partition("/")[0]])
    rows = marks.of_places(frame)
    ids = sorted(set(rows["source"]))
    on = prepared(place_id, rows, places)
    return Chart(
        name=asked.kind,
        kind=asked.kind,
        marks=rows,
        what=what(str(rows["harm"].iloc[0]), str(rows["victims"].iloc[0]), on.names[place_id], asked.window),
        window=asked.window,
        names=source_names(sources, ids),
        styles=palette.assign(ids),
        as_of=asked.as_of,
        size=asked.size,
        ground=on,
    )


def map_charts(report: Report) -> list[Chart]:
    """Maps of each topic: circles, and shaded areas where areas of the place have outlines; of the combined view."""
    return [chart for topic in report.drawn for chart in topic_maps(report, topic)]


def _rows(report: Report, topic: Topic) -> pd.DataFrame:
    frame = report.material.parts
    return marks.of_places(frame[(frame["whole"] == topic.place_id) & (frame["harm"] == topic.harm) & (frame["victims"] == topic.victims)])


def topic_maps(report: Report, topic: Topic) -> list[Chart]:
    """Maps of one topic; none where no place inside has a figure and a known position."""
    rows = _rows(report, topic)
    on = prepared(topic.place_id, rows, report.material.places)
    if not on.spots:
        return []
    shaded = any(spot.outlined for spot in on.spots.values())
    return [
        Chart(
            name=f"{topic.key}-{kind}",
            kind=kind,
            marks=rows,
            what=topic.what,
            window=report.window,
            names=report.names,
            styles=report.styles,
            as_of=report.as_of_words,
            ground=on,
        )
        for kind in KINDS
        if kind == "map" or shaded
    ]


def map_page(report: Report) -> list[blocks.Block]:
    """The maps of each topic; where there is nothing to draw, a line that says why."""
    pages = []
    for topic in report.drawn:
        charts = topic_maps(report, topic)
        parts = [blocks.chart(chart.name) for chart in charts] or [blocks.text(_why_none(report, topic))]
        pages.append(blocks.page(f"Map: {report.places[topic.place_id]}, {words.people(topic.harm, topic.victims)}", parts))
    return pages


def _why_none(report: Report, topic: Topic) -> str:
    rows, place = _rows(report, topic), report.places[topic.place_id]
    found = spread_of(rows, prepared(topic.place_id, rows, report.material.places)).nowhere
    return words.say("map.none_located", place=place, items="; ".join(found)) if found else words.say("map.none", place=place)
