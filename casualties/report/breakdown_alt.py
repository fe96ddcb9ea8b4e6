"""Charts of parts in words: the finding in numbers, made from the marks only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.report import words
from casualties.report.breakdown_marks import lag_days, signed
from casualties.report.draw.cumulative import lines
from casualties.report.draw.dots import days_of, groups
from casualties.report.draw.totals import coverage_words
from casualties.report.draw.victims import bars_of, sentence
from casualties.report.draw.vintages import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from casualties.report.chart import Chart
    from casualties.report.draw.drawn import Drawn

MOST = 8


def _prose(rows: Drawn, i: int) -> str:
    low, high, best = (pd.NA if np.isnan(values[i]) else int(values[i]) for values in (rows.low, rows.high, rows.best))
    return words.prose(low, high, high_open=bool(rows.is_open[i]), best=best)


def _some(said: list[str]) -> str:
    return f"{'; '.join(said[:MOST])}{f'; and {len(said) - MOST} more' if len(said) > MOST else ''}"


def _day(chart: Chart, number: float) -> pd.Timestamp:
    return chart.window[0] + pd.Timedelta(days=int(number))


def _ends(rows: Drawn) -> tuple[int, int]:
    """Positions of the least and of the most: of equals the source first by its id."""
    at = range(rows.count)
    return min(at, key=lambda i: (rows.lows[i], rows.tops[i], rows.source[i])), min(at, key=lambda i: (-rows.tops[i], rows.source[i]))


def _places(chart: Chart) -> list[str]:
    m = chart.drawn
    parts = m.take(m.basis == "part")
    said = []
    for place in dict.fromkeys(parts.place.tolist()):
        rows = parts.take(parts.place == place)
        least, most = _ends(rows)
        text = f"{_prose(rows, most)} ({chart.printed(rows.source[most])})"
        if rows.source[least] != rows.source[most]:
            text = f"{_prose(rows, least)} ({chart.printed(rows.source[least])}) to {text}"
        said.append((-rows.tops[most], f"{chart.places.get(place, place)}: {text}"))
    left = m.take((m.basis == "unallocated") & np.isin(m.source, parts.source) & (m.tops > 0))
    out = [f"Lowest and highest totals by place: {_some([text for _, text in sorted(said)])}."]
    if left.count:
        out.append(f"Told of none of these places: {_some([f'{chart.printed(left.source[i])}, {_prose(left, i)}' for i in range(left.count)])}.")
    return out


def _heatmap(chart: Chart) -> list[str]:
    m = chart.drawn
    cells = m.take(m.kind != "span")
    own = cells.take((cells.kind == "day") & cells.recorded)
    out = []
    if own.count:
        i = min(range(own.count), key=lambda i: (-own.tops[i], own.first[i], own.place[i]))
        days = words.days(_day(chart, own.first[i]), _day(chart, own.last[i]))
        out.append(f"Highest figure in one cell: {_prose(own, i)} in {chart.places.get(own.place[i], own.place[i])}, {days}.")
    said = []
    for place in dict.fromkeys(cells.place.tolist()):
        here = cells.place == place
        count = int((here & (cells.kind == "day")).sum())
        said.append((-count, f"{chart.places.get(place, place)} {count} of {int(here.sum())}"))
    out.append(f"Cells with a figure of their own: {_some([text for _, text in sorted(said)])}; the others are silence or lie in longer figures, not zero.")
    return out


def _cumulative(chart: Chart) -> list[str]:
    out = []
    titles = {
        "reported": "Reported in all, with the days accounted for",
        "stated": "Running totals stated",
        "earlier": "Running totals stated since earlier days",
    }
    for section, title in titles.items():
        said = []
        for rows in sorted(lines(chart, section), key=lambda rows: (-rows.tops[-1], rows.source[-1])):
            if section == "reported":
                more = coverage_words(rows.coverage[-1], int(rows.last[-1]) + 1)
            else:
                more = words.days_short(_day(chart, rows.first[-1]), _day(chart, rows.last[-1]))
            said.append(f"{chart.printed(rows.source[-1])}, {_prose(rows, -1)} ({more})")
        if said:
            out.append(f"{title}: {_some(said)}.")
    return out or [words.say("running.few", sources=words.plural(len(chart.sources), "source"))]


def _vintages(chart: Chart) -> list[str]:
    said = []
    first = chart.marks["published_at"].min().normalize()
    for rows, when_, _ in sorted(figures(chart), key=lambda told: (told.when[0], told.rows.source[0])):
        when = words.instant(first + pd.Timedelta(seconds=round(when_[-1] * 86400)))
        begin = f"{_prose(rows, 0)}, then " if rows.count > 1 else ""
        said.append(f"{chart.printed(rows.source[0])}, {begin}{_prose(rows, -1)} ({when})")
    return [f"In the order of publication: {_some(said)}."]


def _revisions(chart: Chart) -> list[str]:
    m, change, lags = chart.drawn, chart.marks["change"].tolist(), lag_days(chart.marks).tolist()
    i = min(range(m.count), key=lambda i: (-abs(change[i]), m.first[i], m.source[i]))
    when = f"{words.plural(lags[i], 'day')} after" if lags[i] > 0 else "on the last day of" if lags[i] == 0 else "before the end of"
    days = words.days(_day(chart, m.first[i]), _day(chart, m.last[i]))
    up = sum(value > 0 for value in change)
    return [
        f"{words.plural(m.count, 'revision')}: {up} up, {m.count - up} down.",
        f"The largest is {signed(change[i])} to {_prose(m, i)} by {chart.printed(m.source[i])}, {when} {days}.",
    ]


def _dots(chart: Chart) -> list[str]:
    said: list[tuple[Any, ...]] = []
    for rows in groups(chart):
        least, most = _ends(rows)
        ends = [f"{_prose(rows, i)} ({chart.printed(rows.source[i])})" for i in (least, most)]
        said.append((-(rows.tops[most] - rows.lows[least]), rows.first[0], f"{days_of(chart, rows)}, {' against '.join(ends)}"))
    count = words.plural(len(said), "day or stretch of days has", "days or stretches of days have")
    return [f"{count} figures of two or more sources. Furthest apart: {_some([text for *_, text in sorted(said)])}."]


def _victims(chart: Chart) -> list[str]:
    return [f"{_some([f'{chart.printed(source)}: {sentence(rows)}' for source, _, rows in bars_of(chart)])}."]


FINDINGS: dict[str, Callable[[Chart], list[str]]] = {
    "places": _places,
    "heatmap": _heatmap,
    "cumulative": _cumulative,
    "vintages": _vintages,
    "revisions": _revisions,
    "dots": _dots,
    "victims": _victims,
}
