"""The charts of a report, in page order, and the headline figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.report import marks, words
from casualties.report.chart import Chart
from casualties.report.draw.panels import heights
from casualties.report.draw.totals import coverage_words

if TYPE_CHECKING:
    from casualties.report.contents import Report, Topic

PAGE = 7.2  # inches of a page for panels: with title, axis and key they fill a page of either paper
DAYS = (0.6, 1.0)  # inches for the days of a panel: at least, at most
FIRM = ("named", "database")


def chart_of(report: Report, topic: Topic, kind: str) -> Chart:
    """One chart of a topic: totals, daily or panels."""
    return Chart(
        name=f"{topic.key}-{kind}",
        kind=kind,
        marks=topic.totals if kind == "totals" else topic.figures,
        what=topic.what,
        window=report.window,
        names=report.names,
        styles=report.styles,
        as_of=report.as_of_words,
        contested=topic.contested,
        top=topic.top,
    )


def _pages(needs: list[float], room: float) -> list[int]:
    """Number of panels on each page, in order, each page filled as far as it goes; a panel larger than a page has one of its own."""
    pages: list[int] = []
    used = room + 1
    for need in needs:
        if used + need > room:
            pages.append(0)
            used = 0.0
        pages[-1] += 1
        used += need
    return pages


def split(needs: list[float], room: float = PAGE) -> list[int]:
    """Panels on each page, in order: as few pages as possible, of these the ones filled most evenly."""
    fewest = len(_pages(needs, room))
    least = sum(needs) / max(fewest, 1)
    return next((pages for i in range(20) if len(pages := _pages(needs, least + (room - least) * i / 20)) == fewest), _pages(needs, room))


def panel_charts(report: Report, topic: Topic) -> list[Chart]:
    """Small multiples on as many charts as fill a page each, all with the axes of the whole topic: same height, same days."""
    whole = chart_of(report, topic, "panels")
    sources, needs = whole.sources, heights(whole)
    with_days = sum(has_days for _, has_days in needs)
    fixed = sum(need for need, _ in needs)
    spare = (PAGE - fixed) / max(with_days, 1)
    tall = min(spare, DAYS[1]) if spare >= DAYS[0] else DAYS[0]
    whole = replace(whole, tall=tall)
    sizes = split([need + tall * has_days for need, has_days in needs])
    if len(sizes) < 2:
        return [whole]
    last, ends = whole.last_day, np.cumsum(sizes)
    groups = [sources[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return [
        replace(
            whole,
            name=f"{whole.name}-{i}",
            marks=whole.marks[whole.marks["source"].isin(group)].reset_index(drop=True),
            last=last,
            part=words.say("chart.part", part=i, parts=len(groups)),
        )
        for i, group in enumerate(groups, 1)
    ]


def _end(row: Any, report: Report) -> str:
    figure = words.prose(row.low, row.high, high_open=row.high_open)
    return f"{report.name(row.source)}, {figure} ({coverage_words(row.coverage, report.days)})"


def comparable(report: Report, topic: Topic) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Totals that may stand side by side, and the other firm ones.

    Firm sources are named claimants that are no single witness, and databases; outlets and other sources only where there is none.
    Of these, the ones that cover at least half as many days as the one that covers most: a total of one day beside a total of a month says nothing.
    """
    t = topic.totals
    firm = t[t["role"].isin(FIRM) & ~t["source"].str.startswith("outlet:") & ~t["source"].isin(report.witnesses)]
    rows = firm if len(firm) else t
    wide = rows["coverage"] * 2 >= rows["coverage"].max()
    return rows[wide], rows[~wide]


def headline_total(report: Report, topic: Topic) -> dict[str, Any] | None:
    """The range of per-source totals of a topic: who says the least, who the most, and the days each covers. Never a sum over sources."""
    rows, others = comparable(report, topic)
    if rows.empty:
        return None
    low = rows["low"].fillna(0)
    top = rows["high"].where(rows["high"].notna(), rows["low"])
    ordered = rows.assign(_low=low, _top=top).sort_values(["_low", "_top", "source"], kind="stable")
    said = [_end(r, report) for r in marks.each(ordered)]
    more = f"; and {len(said) - 4} more" if len(said) > 4 else ""
    detail = f"{'; '.join(said[:4])}{more}."
    if len(others):
        detail += f" {words.plural(len(others), 'other named source covers', 'other named sources cover')} fewer days."
    is_open = bool(rows["high_open"].any())
    return {
        "label": f"{topic.what}: {'totals of the sources that cover most days' if len(rows) > 1 else 'total of the source that covers most days'}",
        "value": words.short(low.min(), top.max(), high_open=is_open),
        "detail": detail,
        "low": int(low.min()),
        "high": int(top.max()),
        "high_open": is_open,
        "sources": [str(name) for name in rows["source"]],
        "coverage": {str(r.source): round(float(r.coverage), 6) for r in marks.each(rows)},
        "claim_ids": marks.claim_ids(rows),
    }


def _headline_peak(report: Report, topic: Topic, kind: str) -> dict[str, Any] | None:
    """The day, or the span, with the highest figure: what all sources say of just these days."""
    m = topic.figures[(topic.figures["kind"] == kind) & (topic.figures["status"] != "none_recorded")]
    m = m[(m["low"].notna() | m["high"].notna()) & ~m["basis"].isin([*marks.LEFT_OVER, "elsewhere"])]
    if kind == "span":
        whole = (m["start"] >= report.window[0]) & (m["end"] <= report.window[1])
        m = m[whole & ((m["end"] - m["start"]).dt.days < 3)]
    if m.empty:
        return None
    top = m["high"].where(m["high"].notna(), m["low"])
    peak = m.loc[m.assign(_v=top).sort_values(["_v", "start", "source"], ascending=[False, True, True], kind="stable").index[0]]
    same = m[(m["start"] == peak["start"]) & (m["end"] == peak["end"])]
    tops = same["high"].where(same["high"].notna(), same["low"])
    lows = same.loc[same["best"].notna() | (same["low"] > 0), "low"].dropna()
    low = lows.min() if len(lows) else pd.NA
    sayings = [f"{report.name(r.source)}: {words.prose(r.low, r.high, high_open=r.high_open, best=r.best)}" for r in marks.each(same)]
    more = f"; and {len(sayings) - 4} more" if len(sayings) > 4 else ""
    name = "highest figure for one day" if kind == "day" else "highest figure for two or three days"
    return {
        "label": f"{topic.what}: {name}, {words.days(peak['start'], peak['end'])}",
        "value": words.short(low, tops.max(), high_open=bool(same["high_open"].any())),
        "detail": f"{words.plural(len(same), 'source')}. {'; '.join(sayings[:4])}{more}.",
        "low": None if pd.isna(low) else int(low),
        "high": int(tops.max()),
        "high_open": bool(same["high_open"].any()),
        "sources": [str(name) for name in same["source"]],
        "coverage": {},
        "claim_ids": marks.claim_ids(same),
    }


def headlines(report: Report, most: int = 4) -> list[dict[str, Any]]:
    """Up to four figures for the front page: totals of each topic, then the highest day and span of the first."""
    found = [headline_total(report, topic) for topic in report.drawn]
    for topic in report.drawn[:1]:
        found += [_headline_peak(report, topic, "span"), _headline_peak(report, topic, "day")]
    return [item for item in found if item is not None][:most]
