"""Charts of parts in words: the finding in numbers, made from the marks only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import marks, words
from casualties.report.breakdown_marks import lag_days, signed
from casualties.report.draw.bars import tops
from casualties.report.draw.totals import coverage_words
from casualties.report.draw.victims import bars_of, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from casualties.report.chart import Chart

MOST = 8


def _prose(row: Any) -> str:
    return words.prose(row.low, row.high, high_open=bool(row.high_open), best=row.best)


def _some(said: list[str]) -> str:
    return f"{'; '.join(said[:MOST])}{f'; and {len(said) - MOST} more' if len(said) > MOST else ''}"


def _highest(rows: pd.DataFrame) -> Any:
    ordered = rows.assign(top_=tops(rows)).sort_values(["top_", "start", "source"], ascending=[False, True, True], kind="stable")
    return next(marks.each(ordered))


def _places(chart: Chart) -> list[str]:
    said = []
    for place, rows in chart.marks[chart.marks["basis"] == "part"].groupby("place_id", sort=False):
        ordered = rows.assign(top_=tops(rows)).sort_values(["top_", "source"], kind="stable")
        low, high = (next(marks.each(rows)) for rows in (ordered.head(1), ordered.tail(1)))
        who = f"{_prose(high)} ({chart.printed(high.source)})"
        said.append(
            (-high.top_, f"{chart.places[str(place)]}: {who if low.source == high.source else f'{_prose(low)} ({chart.printed(low.source)}) to {who}'}")
        )
    left = chart.marks[(chart.marks["basis"] == "unallocated") & chart.marks["source"].isin(chart.marks.loc[chart.marks["basis"] == "part", "source"])]
    out = [f"Highest and lowest totals by place: {_some([text for _, text in sorted(said)])}."]
    if len(left):
        out.append(f"Told of no single place: {_some([f'{chart.printed(r.source)}, {_prose(r)}' for r in marks.each(left)])}.")
    return out


def _heatmap(chart: Chart) -> list[str]:
    m = chart.marks
    own = m[(m["kind"] == "day") & (m["status"] != "none_recorded")]
    parts = []
    if len(own):
        top = _highest(own)
        parts.append(f"Highest figure in one cell: {_prose(top)} in {chart.places[top.place_id]}, {words.days(top.start, top.end)}.")
    said = []
    for place, rows in m[m["kind"] != "span"].groupby("place_id", sort=False):
        n = int((rows["kind"] == "day").sum())
        said.append((-n, f"{chart.places[str(place)]} {n} of {len(rows)}"))
    parts.append(f"Cells with a figure of their own: {_some([text for _, text in sorted(said)])}; the others are silence or lie in longer figures, not zero.")
    return parts


def _cumulative(chart: Chart) -> list[str]:
    out = []
    for basis, title in (("reported", "Reported in all, with the days accounted for"), ("stated", "Last running totals stated")):
        rows = chart.marks[chart.marks["basis"] == basis].sort_values("end", kind="stable")
        last = rows.drop_duplicates(["source", "flags", "start"], keep="last").assign(top_=lambda f: tops(f))
        said = []
        for r in marks.each(last.sort_values(["top_", "source"], ascending=[False, True], kind="stable")):
            days = (r.end - chart.window[0]).days + 1
            more = coverage_words(r.coverage, days) if basis == "reported" else f"{words.days_short(r.start, r.end)}"
            said.append(f"{chart.printed(r.source)}, {_prose(r)} ({more})")
        if said:
            out.append(f"{title}: {_some(said)}.")
    return out


def _vintages(chart: Chart) -> list[str]:
    said = []
    for _, rows in chart.marks.sort_values("published_at", kind="stable").groupby(["source", "segment_id"], sort=False):
        first, last = (next(marks.each(rows)) for rows in (rows.head(1), rows.tail(1)))
        when = words.instant(last.published_at)
        said.append(
            f"{chart.printed(last.source)}, {_prose(last)} ({when})"
            if len(rows) == 1
            else f"{chart.printed(last.source)}, {_prose(first)}, then {_prose(last)} ({when})"
        )
    return [f"In the order of publication: {_some(said)}."]


def _revisions(chart: Chart) -> list[str]:
    m = chart.marks
    up, down = int((m["change"] > 0).sum()), int((m["change"] < 0).sum())
    top = m.assign(size_=m["change"].abs(), lag=lag_days(m)).sort_values(["size_", "published_at", "source"], ascending=[False, True, True], kind="stable")
    r = next(marks.each(top))
    when = words.plural(int(r.lag), "day") + " after" if r.lag > 0 else "on the last day of" if r.lag == 0 else "before the end of"
    return [
        f"{words.plural(len(m), 'revision')}: {up} up, {down} down.",
        f"The largest is {signed(r.change)} to {_prose(r)} by {chart.printed(r.source)}, {when} {words.days(r.start, r.end)}.",
    ]


def _dots(chart: Chart) -> list[str]:
    said = []
    for (start, end), rows in chart.marks.groupby(["start", "end"], sort=True):
        low = rows.assign(low_=rows["low"].fillna(0), top_=tops(rows))
        least, most = next(marks.each(low.sort_values(["low_", "source"]))), next(marks.each(low.sort_values(["top_", "source"], ascending=[False, True])))
        said.append(
            (
                -(most.top_ - least.low_),
                start,
                f"{words.days_short(start, end)}, {_prose(least)} ({chart.printed(least.source)}) against {_prose(most)} ({chart.printed(most.source)})",
            )
        )
    return [
        f"{words.plural(len(said), 'day or stretch of days has', 'days or stretches of days have')} figures of two or more sources. Furthest apart: {_some([text for *_, text in sorted(said)])}."
    ]


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
