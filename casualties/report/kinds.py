"""The kinds of chart, by name, from plain frames: `cas.figure("daily", frame, segments=segments)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from casualties.errors import DataError, UsageError
from casualties.report import breakdown, breakdown_charts, breakdown_marks, maps, marks, palette, words
from casualties.report.chart import Chart, size_of
from casualties.report.naming import place_names, source_names
from casualties.report.what import what

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("daily", "panels", "totals", *breakdown_charts.KINDS, *maps.KINDS)
_ROLES = ("named", "database", "interested", "generic", "modelled", "combined")


def by_prominence(frame: pd.DataFrame, witnesses: frozenset[str] = frozenset()) -> list[str]:
    """Sources in the order they are drawn and coloured: named ones first, witnesses and outlets later, then by number of figures, then by id.

    Parameters
    ----------
    frame : DataFrame
        Marks: source, role, kind.
    witnesses : frozenset of str
        Sources that are single people or kinds of people.
    """
    figures = frame[frame["kind"].isin(marks.FIGURED)]
    if figures.empty:
        return []
    counts = figures.groupby("source", sort=True).agg(role=("role", "first"), n=("kind", "size")).reset_index()
    counts["rank"] = counts["role"].map({role: i for i, role in enumerate(_ROLES)}).fillna(len(_ROLES))
    counts["later"] = counts["source"].isin(witnesses).astype(int) + 2 * counts["source"].str.startswith("outlet:").astype(int)
    ordered = counts.sort_values(["later", "rank", "n", "source"], ascending=[True, True, False, True], kind="stable")
    return [str(name) for name in ordered["source"]]


def _window(frame: pd.DataFrame, kind: str, start: object, end: object) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = (frame["start"], frame["end"]) if kind in ("totals", *maps.KINDS) else (frame["day"], frame["day"])
    return (
        pd.Timestamp(start) if start is not None else first.min(),  # type: ignore[arg-type]
        pd.Timestamp(end) if end is not None else last.max(),  # type: ignore[arg-type]
    )


def _one(frame: pd.DataFrame, column: str, given: str | None, default: str) -> str:
    if given is not None:
        return given
    if column not in frame or frame.empty:
        return default
    values = frame[column].unique()
    if len(values) > 1:
        raise UsageError(
            f"the frame holds {len(values)} values of {column}: {', '.join(map(str, values[:5]))}.", do=f"Choose one: a chart never adds a {column} to another."
        )
    return str(values[0])


def _completed(frame: pd.DataFrame, fixed: dict[str, str]) -> pd.DataFrame:
    return frame.assign(**{name: value for name, value in fixed.items() if name not in frame})


def _needs(frame: pd.DataFrame, columns: list[str], name: str) -> None:
    absent = [c for c in columns if c not in frame]
    if absent:
        raise DataError(
            f"column {absent[0]!r} is missing.",
            where=f"figure({name!r})",
            do=f"Give it the rows of `daily` or of totals; columns given: {', '.join(map(str, frame.columns))}.",
        )


def _spans(frame: pd.DataFrame, segments: pd.DataFrame | None, key: dict[str, str], window: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    covered = (frame["status"] == "span").any()
    if segments is None:
        if covered:
            raise UsageError(
                "days of the frame lie inside figures over several days, which the frame does not hold.", do="Pass segments=..., the rows of `reconcile`."
            )
        return marks.empty()
    mine = segments[segments["source"].isin(frame["source"].unique())]
    for column, value in key.items():
        mine = mine[mine[column] == value]
    return marks.of_spans(mine, *window)


def figure(
    name: str,
    frame: pd.DataFrame,
    *,
    segments: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    place_id: str | None = None,
    harm: str | None = None,
    victims: str | None = None,
    source: str | None = None,
    start: object = None,
    end: object = None,
    as_of: str | None = None,
    size: str = "print",
) -> Figure:
    """A chart as a matplotlib Figure.

    Parameters
    ----------
    name : str
        daily (all sources in one plot), panels (one panel a source), totals (one bar a source), dots (sources side by side, day by day),
        places, heatmap (place by day), cumulative, vintages (one figure over publication time), revisions, victims, map (circles by place),
        choropleth (areas shaded).
    frame : DataFrame
        What `casualties.chart_frame(name, ...)` gives, or:
        For daily, panels and dots: rows of `daily`, of one or several sources (column `source`, unless given here). For totals: place_id, harm,
        victims, source, role, start, end, low, best, high (persons), high_open, coverage (0 to 1). For maps: such totals of one source for places
        that do not lie in each other, and if you like for the place they all lie in.
        For the others: the columns of `casualties.report.breakdown`.
    segments : DataFrame, optional
        Rows of `reconcile`; needed where a day of the frame lies inside a figure over several days.
    sources, places : DataFrame, optional
        Tables the printed names come from; ids are printed otherwise.
    place_id, harm, victims, source : str, optional
        What the frame is about, where it has no such column; for maps `place_id` is the place mapped, by default the one that holds all.
    start, end : day, optional
        Window, both included; that of the frame otherwise.
    as_of : str, optional
        Printed in the plot; else the newest publication known from the segments.
    size : str
        print (6.7 inches wide), web, social.

    Returns
    -------
    Figure
        Not known to pyplot; save it with `savefig`.

    Raises
    ------
    UsageError
        No such chart or size, several places or harms in one frame, or spans without segments.
    DataError
        A column is missing or the frame has no rows.
    """
    from casualties.report.draw import draw

    if name not in KINDS:
        raise UsageError(f"no chart is called {name!r}.", do=f"Charts: {', '.join(KINDS)}.")
    by_day = ["low", "best", "high", "high_open", *(["start", "end", "coverage"] if name == "totals" else ["day", "status", "claim_ids"])]
    by_place = {kind: ["low", "best", "high", "high_open", "place_id", "start", "end"] for kind in maps.KINDS}
    _needs(frame, (breakdown_charts.NEEDS | by_place).get(name, by_day), name)
    if frame.empty:
        raise DataError("the frame has no rows.", where=f"figure({name!r})", do="Check place and days.")
    if name in maps.KINDS:
        key = {"harm": _one(frame, "harm", harm, "killed"), "victims": _one(frame, "victims", victims, "all")}
        full = _completed(frame, key | {"source": _one(frame, "source", source, palette.COMBINED)})
        full = full.assign(role=_roles(full, segments)) if "role" not in full else full
        asked = maps.Asked(name, place_id, _window(full, name, start, end), as_of or _newest(segments), size_of(size))
        return draw(maps.from_frame(full, asked, sources, places))
    if name in breakdown_charts.NEEDS:
        chart = _of_parts(name, frame, (place_id, harm, victims), (start, end), places)
        looks = palette.assign(by_prominence(chart.marks, _witnesses(sources)))
        printed = source_names(sources, sorted(set(chart.marks["source"].dropna())))
        return draw(replace(chart, styles=looks, names=printed, as_of=as_of or _newest(segments), size=size_of(size)))
    place = _one(frame, "place_id", place_id or _from(segments, "place_id"), "")
    key = {"place_id": place, "harm": _one(frame, "harm", harm, "killed"), "victims": _one(frame, "victims", victims, "all")}
    full = _completed(frame, {**key, "source": source or palette.COMBINED})
    full = full.assign(role=_roles(full, segments)) if "role" not in full else full
    window = _window(full, name, start, end)
    if name == "totals":
        rows = marks.of_totals(full, segments if segments is not None else _no_segments())
    else:
        rows = pd.concat([marks.of_days(full, segments), _spans(full, segments, {k: v for k, v in key.items() if v}, window)], ignore_index=True)
        rows = breakdown_marks.side_by_side(rows) if name == "dots" else rows
    named = place_names(places, [place])[place] if places is not None and place else place.rsplit("/", 1)[-1]
    chart = Chart(
        name=name,
        kind=name,
        marks=rows,
        what=what(key["harm"], key["victims"], named, window),
        window=window,
        names=source_names(sources, sorted(set(full["source"].dropna()))),
        styles=palette.assign(by_prominence(rows, _witnesses(sources))),
        as_of=as_of or _newest(segments),
        size=size_of(size),
    )
    return draw(chart)


def _of_parts(
    name: str, frame: pd.DataFrame, about: tuple[str | None, str | None, str | None], window: tuple[object, object], places: pd.DataFrame | None
) -> Chart:
    """A chart of parts, without looks and names of sources."""
    whole = about[0] or (breakdown.whole_of(frame["of"]) if "of" in frame else breakdown.whole_of(frame["place_id"]) if "place_id" in frame else "")
    victims = about[2] or (_one(frame, "of_victims", None, "") if "of_victims" in frame else "")
    rows = breakdown_charts.marks_of(name, frame, whole, victims)
    # Running totals reach back to starts of their own.
    dated = frame[frame["basis"] == "reported"] if name == "cumulative" and (frame["basis"] == "reported").any() else frame
    days = breakdown_charts.window_of(name, rows, _window(dated, "totals", *window))
    named = place_names(places, [whole])[whole] if places is not None and whole else whole.rsplit("/", 1)[-1]
    about_whom = victims or (breakdown_charts.whole_victims(frame["victims"]) if "victims" in frame else "all")
    ids = sorted(rows["place_id"].dropna().unique())
    return Chart(
        name=name,
        kind=name,
        marks=rows,
        what=what(_one(frame, "harm", about[1], "killed"), about_whom, named, days),
        window=days,
        names={},
        styles={},
        as_of="",
        places=place_names(places, ids) if places is not None else {str(place): str(place).rsplit("/", 1)[-1] for place in ids},
    )


def _from(segments: pd.DataFrame | None, column: str) -> str | None:
    if segments is None or segments.empty or (segments[column] != segments[column].iloc[0]).any():
        return None
    return str(segments[column].iloc[0])


def _roles(frame: pd.DataFrame, segments: pd.DataFrame | None) -> pd.Series:
    known = {} if segments is None else dict(zip(segments["source"], segments["role"], strict=True))
    return frame["source"].map(lambda name: known.get(name, "combined" if name == palette.COMBINED else "named")).astype("str")


def _witnesses(sources: pd.DataFrame | None) -> frozenset[str]:
    return frozenset() if sources is None else frozenset(sources.loc[sources["kind"] == "witness", "id"])


def _no_segments() -> pd.DataFrame:
    from casualties.tables.segments import SEGMENTS

    return SEGMENTS.empty()


def _newest(segments: pd.DataFrame | None) -> str:
    if segments is None or segments.empty:
        return words.say("undated")
    latest = segments["as_of"].max() if segments["as_of"].notna().any() else segments["versions_end"].max()
    return words.say("undated") if pd.isna(latest) else words.day(latest)
