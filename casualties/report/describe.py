"""Charts in words: the alternative text states the finding in numbers, the caption what a sceptic has to know. Made from the marks only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import marks, palette, words
from casualties.report.breakdown_alt import FINDINGS
from casualties.report.draw.totals import coverage_words
from casualties.report.spread import spread_of

if TYPE_CHECKING:
    from casualties.report.chart import Chart
    from casualties.report.contents import Report
    from casualties.report.ground import Ground


BY_DAY = ("daily", "panels")
"""Charts that show which days have no report."""


def _highest(frame: pd.DataFrame) -> Any | None:
    """The row with the highest figure; of equal ones the first day, then the first source."""
    rows = [(row, max((int(value) for value in (row.low, row.best, row.high) if not pd.isna(value)), default=None)) for row in marks.each(frame)]
    stated = [(row, height) for row, height in rows if height is not None and not (pd.isna(row.low) and pd.isna(row.high))]
    first = pd.Timestamp.max
    return min(stated, key=lambda found: (-found[1], first if pd.isna(found[0].start) else found[0].start, found[0].source), default=(None,))[0]


def _prose(row: Any) -> str:
    return words.prose(row.low, row.high, high_open=bool(row.high_open), best=row.best)


def alt(chart: Chart) -> str:
    """Alternative text: what is drawn, its main findings in numbers, and the silence.

    Returns
    -------
    str
        "Reported killed, Homs, February 2012, day by day. 9 sources. Highest figure for one day: at least 70 on 6 February 2012 (...)."
    """
    m = chart.marks
    sources = len(chart.sources)
    parts = [f"{chart.title()}. {words.plural(sources, 'source')}."]
    if not sources:
        return f"{parts[0]} {words.say('chart.empty')}"
    if chart.kind == "totals":
        days = (chart.window[1] - chart.window[0]).days + 1
        rows = [
            f"{chart.printed(r.source)}: {words.prose(r.low, r.high, high_open=r.high_open, best=r.best)} ({coverage_words(r.coverage, days)})"
            for r in marks.each(m)
        ]
        parts.append(f"Totals reported, with the days they cover: {'; '.join(rows[:12])}{f'; and {len(rows) - 12} more' if len(rows) > 12 else ''}.")
    elif chart.ground is not None:
        parts += _by_place(chart, chart.ground)
    elif chart.kind in FINDINGS:
        parts += FINDINGS[chart.kind](chart)
    else:
        parts += _findings(chart)
    parts.append(f"{words.say('chart.range')}.")
    return " ".join(parts)


def _by_place(chart: Chart, ground: Ground) -> list[str]:
    found = spread_of(chart.marks, ground)
    heavy = sorted(zip(found.value.tolist(), found.name, found.label, strict=True), key=lambda r: (-(r[0] if r[0] == r[0] else 0), r[1]))
    said = "; ".join(f"{name}: {label}" for _, name, label in heavy[:12])
    more = f"; and {len(heavy) - 12} more" if len(heavy) > 12 else ""
    whose = words.say("map.combined") if found.source == palette.COMBINED else words.say("map.whose", source=chart.printed(found.source))
    parts = [f"Map. {whose} {words.plural(len(heavy), 'place')} with a figure: {said}{more}." if heavy else words.say("chart.empty")]
    if found.whole:
        parts.append(words.say("map.whole", place=ground.names[ground.place_id], figure=found.whole))
    if silent := found.silent():
        names = [" / ".join(ground.names.get(i, i.rpartition("/")[2]) for i in shape.place_ids) for shape in silent]
        parts.append(words.say("map.silent", items="; ".join(names[:24])))
    return parts


def _findings(chart: Chart) -> list[str]:
    m, parts = chart.marks, []
    day = _highest(m[(m["kind"] == "day") & (m["status"] != "none_recorded")])
    if day is not None:
        parts.append(f"Highest figure for one day: {_prose(day)} on {words.day(day.start)} ({chart.printed(day.source)}).")
    span = _highest(m[m["kind"] == "span"])
    if span is not None:
        length = "" if pd.isna(span.start) else f" ({words.plural((span.end - span.start).days + 1, 'day')})"
        parts.append(f"Highest figure over several days: {_prose(span)} for {words.days(span.start, span.end)}{length}, by {chart.printed(span.source)}.")
    quiet = len(chart.heard.silent)
    observed = m[m["kind"].isin(["day", "silence", "covered"])]["start"].nunique()
    parts.append(f"No report for {quiet} of {words.plural(observed, 'day')}." if quiet else f"Each of the {words.plural(observed, 'day')} has a report.")
    if chart.contested and chart.kind == "daily":
        parts.append(f"The figures of the sources differ on {words.plural(len(chart.contested), 'day')}.")
    return parts


def roles_of_dates(claims: pd.DataFrame) -> str:
    """`by day of death (70 claims), by day of the funeral (3)`: whose day the figures are drawn at."""
    counts = claims["date_role"].value_counts()
    parts = [f"by {words.say(f'date.{role}')} ({words.plural(int(counts[role]), 'claim')})" for role in sorted(counts.index, key=lambda r: (-counts[r], r))]
    return words.join(parts)


def caption(chart: Chart, report: Report) -> str:
    """Population, date role, policy, number of claims, coverage, what a range is: under the chart in the document."""
    behind = report.material.claims[report.material.claims["claim_id"].isin(chart.claim_ids)]
    quiet = len(chart.heard.silent)
    together = chart.sources == [palette.COMBINED]
    of = words.say("caption.combined", policy=report.definition.policy) if together else f"of {words.plural(len(chart.sources), 'source')}"
    count = len(behind) if chart.ground is None else len(chart.claim_ids)
    parts = [
        f"{words.plural(count, 'claim')} {of}, published by {report.as_of_words}"
        if chart.ground is None
        else f"{words.plural(count, 'claim')} published by {report.as_of_words}"
    ]
    if len(behind):
        parts.append(f"dated {roles_of_dates(behind)}")
    if chart.kind in BY_DAY:
        parts.append(f"{quiet} of {words.plural(report.days, 'day')} without a report, which is no sign that nobody was harmed")
    parts.append(
        "low to high is the range of what was reported, not a confidence interval; relays of one statement are drawn once; nothing is added across sources"
    )
    if chart.ground is not None:
        parts.append(words.say("map.source"))
    return f"{'; '.join(parts)}."
