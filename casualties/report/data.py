"""Every number drawn, with the claims behind it: one JSON a report, which is what the document is set from, and CSVs of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import fonts, marks
from casualties.report.breakdown_pages import KINDS, charts_of
from casualties.report.describe import BY_DAY, alt, caption
from casualties.report.figures import headlines
from casualties.report.material import ids
from casualties.report.method import rulings_shown
from casualties.report.pages import pages_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart
    from casualties.report.contents import Report

SCHEMA = "casualties-report/1"


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124  NaN
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return round(value, 6)
    return value.item() if hasattr(value, "item") else value


def mark_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Marks with figures as JSON objects, empty cells left out; claim ids as a list."""
    drawn = frame[frame["kind"].isin(marks.FIGURED)]
    records = []
    for row in drawn.to_dict("records"):
        record = {str(name): value for name, raw in row.items() if (value := _plain(raw)) is not None}
        if not pd.isna(row["published_at"]):
            record["published_at"] = row["published_at"].strftime("%Y-%m-%dT%H:%M:%SZ")
        record["claim_ids"] = record["claim_ids"].split("; ") if record.get("claim_ids") else []
        records.append(record)
    return records


def drawn_texts(figure: Figure) -> list[str]:
    """Every text in a figure, as drawn: titles, labels, figures, numbers of the axes."""
    return list(dict.fromkeys(text for ax in figure.axes for artist in ax.texts if (text := artist.get_text().strip())))


def chart_record(chart: Chart, figure: Figure, report: Report) -> dict[str, Any]:
    """One chart as data: words, days without a report, marks, and the texts drawn."""
    return {
        "title": chart.title(),
        "kind": chart.kind,
        "svg": f"{chart.name}.svg",
        "png": f"{chart.name}.png",
        "width_mm": round(float(figure.get_figwidth()) * 25.4, 2),
        "height_mm": round(float(figure.get_figheight()) * 25.4, 2),
        "alt": alt(chart),
        "caption": fonts.set_ready(caption(chart, report)),
        "no_report": [day.strftime("%Y-%m-%d") for day in chart.heard.silent] if chart.kind in BY_DAY else [],
        "contested": [day.strftime("%Y-%m-%d") for day in sorted(chart.contested)] if chart.kind == "daily" else [],
        "marks": mark_records(chart.marks),
        "texts": drawn_texts(figure),
    }


def document_data(report: Report, drawn: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """All that the document is set from, as plain data.

    Parameters
    ----------
    report : Report
    drawn : dict
        Chart records by name.
    """
    d = report.definition
    return {
        "schema": SCHEMA,
        "name": d.name,
        "title": fonts.set_ready(report.title),
        "language": "en",
        "paper": d.paper,
        "author": report.author,
        "software": report.software,
        "input_sha256": report.input_sha256,
        "as_of": None if report.as_of is None else report.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "as_of_words": report.as_of_words,
        "start": d.start.strftime("%Y-%m-%d"),
        "end": d.end.strftime("%Y-%m-%d"),
        "places": report.places,
        "harms": list(d.harms),
        "victims": list(d.victims),
        "policy": d.policy,
        "range_means": "range of what was reported, not a confidence interval",
        "sources": {
            name: {"name": report.name(name), "colour": style.colour, "marker": style.marker} for name, style in report.styles.items() if name != "combined"
        },
        "rulings": [
            {str(name): _plain(value) for name, value in row.items()} | {"claim_ids": ids(row["claim_ids"])} for row in rulings_shown(report).to_dict("records")
        ],
        "headlines": headlines(report),
        "charts": drawn,
        "pages": pages_of(report),
    }


def to_json(data: dict[str, Any]) -> bytes:
    """The same data as the same bytes."""
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def charts_csv(report: Report) -> pd.DataFrame:
    """Every figure of the charts of parts: `chart`, the name of its file, and the columns of marks.SCHEMA."""
    made = [chart for page in report.definition.pages if page in KINDS for chart in charts_of(report, page)]
    frames = [marks.empty(), *(chart.marks for chart in made)]
    names = [name for name, frame in zip(["", *(chart.name for chart in made)], frames, strict=True) for _ in range(len(frame))]
    out = pd.concat(frames, ignore_index=True)
    out.insert(0, "chart", pd.Series(names, index=out.index, dtype="str"))
    return out


def figures_csv(report: Report) -> pd.DataFrame:
    """Every figure of every topic, drawn or silent: one row a mark, with place, harm, victims, source and claim ids.

    Returns
    -------
    DataFrame
        Columns of marks.SCHEMA; low, best, high in persons, empty where there is no figure, never 0 for silence.
    """
    frames = [frame for topic in report.topics for frame in (topic.figures, topic.totals)]
    if "map" in report.definition.pages:
        frames += [marks.of_places(report.material.parts)]
    return pd.concat(frames, ignore_index=True)
