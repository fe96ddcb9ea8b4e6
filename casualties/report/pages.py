"""The standard pages, registered by name: each makes blocks from the report, none of them draws or reads a file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import blocks, fonts, marks, words
from casualties.report.audit import audit_page
from casualties.report.breakdown_pages import KINDS, charts_of, part_page
from casualties.report.figures import chart_of, headlines
from casualties.report.listing import claims_page
from casualties.report.maps import map_charts, map_page
from casualties.report.method import method_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from casualties.report.chart import Chart
    from casualties.report.contents import Report, Topic

MOST_ROWS = 400
BASES = {
    "direct": "as stated",
    "difference": "difference of two running totals",
    "total since start": "running total",
    "remainder": "what is left of a total",
    "undistributed": "what a total has above its days",
    "constraint": "stated total that holds figures of its days",
    "sum of incidents": "sum of single incidents",
    "sum of parts": "sum of stated groups of victims",
    "floor from parts": "floor: what was said of parts of the place",
    "elsewhere": "total without the parts stated",
    "sum": "several figures of the day",
}


def caveats(report: Report) -> list[str]:
    """Two or three warnings in plain words, those that this material needs most."""
    found = [
        "These are claims, not a count: nobody verified them for this report. Several sources may count the same dead, so figures of different sources are never added."
    ]
    silent, inside = [], []
    for topic in report.drawn:
        about = f"{report.places[topic.place_id]}, {words.people(topic.harm, topic.victims)}"
        days = marks.heard(topic.figures)
        if len(days.silent):
            silent.append(f"{about}: {len(days.silent)}")
        if len(days.inside):
            inside.append(f"{about}: {len(days.inside)}")
    if silent:
        found.append(
            f"Days without a report are gaps in what was published or collected, not days without deaths (of {words.plural(report.days, 'day')}: {'; '.join(silent)})."
        )
    elif inside:
        found.append(
            f"Not every day has a figure of its own (of {words.plural(report.days, 'day')}, only inside a figure over several days: {'; '.join(inside)}). A gap is a lack of reports, not of deaths."
        )
    differ = sum(len(topic.contested) for topic in report.drawn)
    if differ:
        found.append(
            f"The sources disagree: on {words.plural(differ, 'day and place', 'days and places')} their best figures differ. Low to high is the range of reports, not a confidence interval."
        )
    if len(found) < 3 and any(topic.totals["high_open"].any() for topic in report.drawn):
        found.append("“+” means “at least”: most figures are floors, given while the count went on, and totals leave out the days a source does not cover.")
    return found


def front(report: Report) -> list[blocks.Block]:
    """Headline figures, the totals by source, claimants, caveats."""
    topics = report.drawn
    quoted = {source for topic in topics for source in topic.figures.loc[topic.figures["kind"].isin(["day", "span"]), "source"]}
    parts: list[blocks.Block] = [
        blocks.text(
            f"{words.plural(len(report.claims), 'claim')} published by {report.as_of_words}; {words.plural(len(quoted), 'source')} with a figure for "
            f"{words.join(list(report.places.values()))}, {words.days(*report.window)}."
        )
    ]
    if not topics:
        parts.append(
            blocks.text(
                f"No source has a figure for {words.join(list(report.places.values()))} in {words.days(*report.window)} that may be shown. This is no sign that nobody was harmed."
            )
        )
    else:
        parts += [blocks.cards(headlines(report)), blocks.chart(f"{topics[0].key}-totals")]
    if empty := [topic for topic in report.topics if not topic.has_figures]:
        parts.append(blocks.text(f"Without any figure: {'; '.join(topic.what for topic in empty)}."))
    parts += [blocks.heading("Read this first"), blocks.bullets(caveats(report))]
    return [blocks.page("What was reported", parts)]


FLAGS = {
    "lower_unconfirmed": "a later, lower figure is not confirmed",
    "order_unknown": "order of publication not known",
    "undated": "no date of publication",
    "agrees": "its parts agree with it",
    "raised by parts": "raised to what its parts add up to",
    "conflict": "its parts exceed it",
    "so_far": "given before the days were over",
}
_SAID_BY_BASIS = {"floor from parts", "sum of parts", "several statements"}


def _flags(flags: object) -> list[str]:
    names = [] if not isinstance(flags, str) or not flags else flags.split("; ")
    return [FLAGS.get(name, name) for name in names if name not in _SAID_BY_BASIS]


def figure_rows(report: Report, topic: Topic) -> list[list[Any]]:
    """Every figure drawn of a topic in words: days, source, figure, claims. The table under the chart, and its text version."""
    m = topic.figures[topic.figures["kind"].isin(["day", "span"]) & (topic.figures["status"] != "none_recorded")]
    order = {name: i for i, name in enumerate(report.styles)}
    ordered = m.assign(_order=m["source"].map(order)).sort_values(["start", "end", "_order"], kind="stable", na_position="first")
    rows = []
    for r in marks.each(ordered):
        basis = BASES.get(str(r.basis), str(r.basis)) if not pd.isna(r.basis) else ""
        best = "–" if pd.isna(r.best) else words.number(r.best)
        note = "; ".join(n for n in (basis, "figures differ" if r.contested else "", "recent, may rise" if r.provisional else "", *_flags(r.flags)) if n)
        rows.append(
            [
                words.days_short(r.start, r.end),
                report.name(r.source),
                words.short(r.low, r.high, high_open=r.high_open, best=r.best),
                best,
                str(len(_ids(r.claim_ids))),
                note,
            ]
        )
    return rows


def _ids(joined: object) -> list[str]:
    return joined.split("; ") if isinstance(joined, str) and joined else []


def daily(report: Report) -> list[blocks.Block]:
    """The daily range chart of each topic, and under it every figure drawn in words."""
    pages = []
    columns = (("Days", 1.5), ("Source", 2.6), ("Figure", 1.1), ("Best", 0.7), ("Claims", 0.7), ("How it was made, and what to know", 3.2))
    for topic in report.drawn:
        rows = figure_rows(report, topic)
        parts = [blocks.chart(f"{topic.key}-daily"), blocks.heading("The same in words")]
        if len(rows) > MOST_ROWS:
            parts.append(
                blocks.text(
                    f"The first {words.number(MOST_ROWS)} of {words.number(len(rows))} figures are printed; all are in {report.definition.name}-figures.csv beside this document."
                )
            )
        parts.append(blocks.table(f"{topic.what}: every figure drawn, by date and source", columns, rows[:MOST_ROWS], small=True))
        pages.append(blocks.page(f"By date: {report.places[topic.place_id]}, {words.people(topic.harm, topic.victims)}", parts))
    return pages


def panels(report: Report) -> list[blocks.Block]:
    """Small multiples of each topic, and who says which end of the range on contested days."""
    pages = []
    for topic in report.drawn:
        parts: list[blocks.Block] = [blocks.chart(chart.name) for chart in report.panels[topic.key]]
        if rows := contested_rows(report, topic):
            parts.append(blocks.heading("Who says which end of the range"))
            columns = (("Day", 1.2), ("Lowest", 3.0), ("Highest", 3.0), ("Sources", 0.8))
            parts.append(blocks.table(f"{topic.what}: days with figures of several sources that differ", columns, rows[:MOST_ROWS], small=True))
        pages.append(blocks.page(f"By source: {report.places[topic.place_id]}, {words.people(topic.harm, topic.victims)}", parts))
    return pages


def contested_rows(report: Report, topic: Topic) -> list[list[Any]]:
    """Days for which two or more sources give different figures: the lowest and the highest, and who says so."""
    m = topic.figures[(topic.figures["kind"] == "day") & (topic.figures["status"] != "none_recorded")]
    by_day: dict[pd.Timestamp, list[Any]] = {}
    for row in marks.each(m[m["low"].notna() | m["high"].notna()]):
        by_day.setdefault(row.start, []).append(row)
    rows = []
    for day, group in sorted(by_day.items()):
        if len({row.label for row in group}) < 2:
            continue
        least = min(group, key=lambda r: (r.high if pd.isna(r.low) else r.low, r.source))
        most = min(group, key=lambda r: (-(r.low if pd.isna(r.high) else r.high), r.source))
        said = [f"{words.prose(r.low, r.high, high_open=bool(r.high_open))}, {report.name(r.source)}" for r in (least, most)]
        rows.append([words.day_short(day, year=True), *said, str(len(group))])
    return rows


def charts(report: Report) -> list[Chart]:
    """Every chart the pages of the report ask for, in page order."""
    made: list[Chart] = []
    pages = report.definition.pages
    if "front" in pages:
        made += [chart_of(report, topic, "totals") for topic in report.drawn[:1]]
    if "daily" in pages:
        made += [chart_of(report, topic, "daily") for topic in report.drawn]
    if "panels" in pages:
        made += [chart for topic in report.drawn for chart in report.panels[topic.key]]
    made += [chart for page in pages if page in KINDS for chart in charts_of(report, page)]
    return [*made, *map_charts(report)] if "map" in pages else made


STANDARD: dict[str, Callable[[Report], list[blocks.Block]]] = {
    "front": front,
    "daily": daily,
    "panels": panels,
    "map": map_page,
    "claims": claims_page,
    "method": method_page,
    **{page: partial(part_page, page=page) for page in KINDS},
    "audit": audit_page,
}


def pages_of(report: Report) -> list[blocks.Block]:
    """The pages of the definition, in its order."""
    pages = [page for name in report.definition.pages for page in STANDARD[name](report)]
    if pages and (lost := fonts.missing([report.title, *blocks.texts(pages)])):
        codes = ", ".join(f"U+{ord(c):04X}" for c in lost[:40]) + (" …" if len(lost) > 40 else "")
        pages[-1]["blocks"].append(blocks.text(words.say("fonts.missing", mark=fonts.REPLACEMENT, codes=codes)))
    return [blocks.clean(page) for page in pages]
