"""Pages of parts: by place, cumulative, revisions, sources side by side, who was harmed. Each says in one line what has nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import blocks, marks, words
from casualties.report.draw.totals import coverage_words

if TYPE_CHECKING:
    from casualties.report.chart import Chart
    from casualties.report.contents import Report, Topic

MOST_ROWS = 120
KINDS: dict[str, tuple[str, ...]] = {
    "compare": ("dots",),
    "places": ("places", "heatmap"),
    "victims": ("victims",),
    "cumulative": ("cumulative",),
    "revisions": ("vintages", "revisions"),
}
"""The kinds of charts of each page."""
TITLES = {
    "compare": "Sources side by side",
    "places": "By place",
    "victims": "Who was harmed",
    "cumulative": "Cumulative",
    "revisions": "Revisions",
}
NOTHING = {
    "compare": "no day has figures of two or more sources",
    "places": "no claim that may be shown names a place inside it",
    "victims": "no source tells who the people were",
    "cumulative": "no source has figures that add up over days",
    "revisions": "no figure was published more than once",
}


def charts_of(report: Report, page: str) -> list[Chart]:
    """Charts of one page, topic by topic."""
    return [chart for topic in report.topics for kind in KINDS[page] for chart in report.part(topic, kind)]


def part_page(report: Report, page: str) -> list[blocks.Block]:
    """One page of parts, or several."""
    body: list[blocks.Block] = []
    empty = []
    for topic in report.topics:
        found = [chart for kind in KINDS[page] for chart in report.part(topic, kind)]
        if not found:
            empty.append(topic)
            continue
        body.append(blocks.heading(topic.what))
        body += [blocks.chart(chart.name) for chart in found]
        body += TABLES[page](report, topic) if page in TABLES else []
    if empty:
        body.append(blocks.text(f"Nothing to show for {'; '.join(topic.what for topic in empty)}: {NOTHING[page]}."))
    return [blocks.page(TITLES[page], body)]


def _figure(row: Any) -> str:
    return words.short(row.low, row.high, high_open=bool(row.high_open), best=row.best)


def _table(caption: str, columns: tuple[tuple[str, float], ...], rows: list[list[Any]], report: Report) -> list[blocks.Block]:
    cut = f" The first {words.number(MOST_ROWS)} of {words.number(len(rows))}; all are in {report.definition.name}-charts.csv." if len(rows) > MOST_ROWS else ""
    return [blocks.table(f"{caption}{cut}", columns, rows[:MOST_ROWS], small=True)]


def place_table(report: Report, topic: Topic) -> list[blocks.Block]:
    """Totals by place and source in words."""
    rows = []
    for chart in report.part(topic, "places"):
        told = marks.each(chart.marks[chart.marks["basis"] == "part"])
        rows += [[chart.places[r.place_id], report.name(r.source), _figure(r), coverage_words(r.coverage, report.days), _count(r.claim_ids)] for r in told]
    if not rows:
        return []
    rows.sort(key=lambda r: (r[0], r[1]))
    columns = (("Place", 2.0), ("Source", 3.0), ("Total", 1.2), ("Days covered", 1.3), ("Claims", 0.7))
    return _table(f"{topic.what}: totals of single places", columns, rows, report)


def _count(joined: object) -> str:
    return words.number(len(joined.split("; ")) if isinstance(joined, str) and joined else 0)


def running_table(report: Report, topic: Topic) -> list[blocks.Block]:
    """The total of each source, drawn as a line or not, and every running total it stated."""
    (chart,) = report.part(topic, "cumulative")
    last = chart.marks.sort_values("end", kind="stable")
    last = last[(last["basis"] == "stated") | ~last.duplicated(["source", "basis", "flags"], keep="last")]
    rank = {name: i for i, name in enumerate(chart.sources)}
    rows = []
    for row in sorted(marks.each(last), key=lambda r: (r.basis, rank[r.source], r.start, r.end)):
        stated = row.basis == "stated"
        covered = "" if stated else coverage_words(row.coverage, (row.end - report.window[0]).days + 1)
        rows.append(
            [report.name(row.source), "stated running total" if stated else "sum of its figures", words.days_short(row.start, row.end), _figure(row), covered]
        )
    columns = (("Source", 3.0), ("What", 1.6), ("Days", 2.0), ("Figure", 1.2), ("Days covered", 1.2))
    return _table(f"{topic.what}: reported in all, source by source", columns, rows, report)


def revision_table(report: Report, topic: Topic) -> list[blocks.Block]:
    """How often and how far each source changed its figures."""
    every = topic.parts.summary
    found, same = every[every["revised"] > 0], every[every["revised"] == 0]
    rest = f"{words.plural(len(same), 'source')} changed none of {words.plural(int(same['figures'].sum()), 'figure')}." if len(same) else ""
    if found.empty:
        return [blocks.text(rest)] if rest else []
    rows = [
        [report.name(r.source), *(words.number(value) for value in (r.figures, r.revised, r.up, r.down)), _number(r.median_change), _number(r.median_lag_days)]
        for r in marks.each(found)
    ]
    columns = (("Source", 3.0), ("Figures", 0.8), ("Changed", 0.8), ("Up", 0.6), ("Down", 0.6), ("Median change", 1.2), ("Median days to settle", 1.4))
    return [*_table(f"{topic.what}: revisions by source", columns, rows, report), *([blocks.text(f"Besides, {rest[0].lower()}{rest[1:]}")] if rest else [])]


def _number(value: Any) -> str:
    return "–" if pd.isna(value) else f"{value:,.1f}".removesuffix(".0")


TABLES = {"places": place_table, "cumulative": running_table, "revisions": revision_table}
