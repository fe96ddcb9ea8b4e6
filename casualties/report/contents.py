"""What a report holds before it is laid out: topics with their marks, one look a source, the claims it lists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from casualties.report import marks, naming, palette, words
from casualties.report.breakdown import Breakdown
from casualties.report.draw.panels import top_of
from casualties.report.kinds import by_prominence
from casualties.report.material import Material, Shown, in_scope, obey
from casualties.report.what import what

if TYPE_CHECKING:
    from casualties.report.chart import Chart
    from casualties.report.definition import ReportDefinition
    from casualties.report.palette import Style

MEASURE = ["place_id", "harm", "victims"]


@dataclass(frozen=True)
class Topic:
    """One place, harm and kind of victims: nothing of one topic is ever added to another.

    Parameters
    ----------
    key : str
        Short text for file names, unique in the report.
    what : str
        "Reported killed, Homs, February 2012".
    figures : DataFrame
        Marks of days and spans, a source each; without the combined view.
    totals : DataFrame
        Marks of totals, a source each; without the combined view.
    contested : frozenset of Timestamp
        Days on which the best figures of the sources differ.
    parts : Breakdown
        Places inside it, running totals, revisions, kinds of victims.
    """

    key: str
    place_id: str
    harm: str
    victims: str
    what: str
    figures: pd.DataFrame
    totals: pd.DataFrame
    contested: frozenset[pd.Timestamp]
    parts: Breakdown = field(default_factory=Breakdown)

    @cached_property
    def has_figures(self) -> bool:
        """Whether any source has a figure for a day or a span."""
        return bool(self.figures["kind"].isin(["day", "span"]).any())

    @cached_property
    def top(self) -> int:
        """Highest figure drawn (persons)."""
        return top_of(self.figures)


@dataclass(frozen=True)
class Report:
    """Everything the pages are made from."""

    definition: ReportDefinition
    shown: Shown
    witnesses: frozenset[str]
    topics: tuple[Topic, ...]
    styles: dict[str, Style]
    names: dict[str, str]
    places: dict[str, str]
    as_of: pd.Timestamp | None
    claims: pd.DataFrame
    author: str
    software: str
    input_sha256: str

    @property
    def material(self) -> Material:
        """The frames after the terms."""
        return self.shown.material

    @property
    def window(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """First and last day, both included."""
        return self.definition.start, self.definition.end

    @property
    def days(self) -> int:
        """Days of the window."""
        return (self.definition.end - self.definition.start).days + 1

    @property
    def as_of_words(self) -> str:
        """The as-of in words."""
        return words.say("undated") if self.as_of is None else words.day(self.as_of)

    @property
    def title(self) -> str:
        """Title of the document: of the definition, else made from harms, places and days."""
        if self.definition.title:
            return self.definition.title
        named = [naming.place_short(place) if len(self.definition.places) == 1 else self.places[place] for place in self.definition.places]
        harms = words.join([words.say(f"harm.{harm}") for harm in self.definition.harms])
        return words.say("title", harms=harms, places=words.join(named), window=words.days(*self.window))

    @cached_property
    def panels(self) -> dict[str, list[Chart]]:
        """Charts of one panel a source, by the key of their topic."""
        from casualties.report.figures import panel_charts

        return {topic.key: panel_charts(self, topic) for topic in self.drawn}

    @cached_property
    def _parts(self) -> dict[tuple[str, str], list[Chart]]:
        from casualties.report.breakdown_charts import part_charts
        from casualties.report.breakdown_pages import KINDS

        kinds = [kind for page in self.definition.pages for kind in KINDS.get(page, ())]
        return {(topic.key, kind): part_charts(self, topic, kind) for topic in self.topics for kind in kinds}

    def part(self, topic: Topic, kind: str) -> list[Chart]:
        """Charts of a kind of part of a topic, where a page of the report asks for them."""
        return self._parts.get((topic.key, kind), [])

    def name(self, source: str) -> str:
        """Printed name of a source."""
        return self.names.get(source, source)

    @cached_property
    def drawn(self) -> tuple[Topic, ...]:
        """Topics with at least one figure."""
        return tuple(topic for topic in self.topics if topic.has_figures)


def prepare(definition: ReportDefinition, material: Material, *, author: str, software: str) -> Report:
    """Apply terms and the definition's choice of claimants, make the marks, give every source its look.

    Parameters
    ----------
    definition : ReportDefinition
        Places and claimants as ids.
    material : Material
        Frames as handed over.
    author, software : str
        For the metadata and the method page.
    """
    shown = obey(_claimants_only(material, definition.claimants))
    m = shown.material
    places = naming.place_names(m.places, definition.places)
    topics = tuple(_topic(definition, m, places, *measure) for measure in product(definition.places, definition.harms, definition.victims))
    every = pd.concat([t.figures for t in topics] + [t.totals for t in topics], ignore_index=True)
    witnesses = frozenset(m.sources.loc[m.sources["kind"] == "witness", "id"])
    order = by_prominence(every, witnesses)
    order += _others(topics, order)
    listed = m.claims[in_scope(m.claims, definition.places, definition.harms, definition.victims, *_window(definition))]
    listed = listed.sort_values(["end", "start", "place_id", "claimant", "published_at", "claim_id"], kind="stable", na_position="first").reset_index(drop=True)
    cited = sorted({*order, *listed["claimant"].dropna()})
    return Report(
        definition=definition,
        shown=shown,
        witnesses=witnesses,
        topics=topics,
        styles=palette.assign(order),
        names=naming.source_names(m.sources, cited),
        places=places,
        as_of=_as_of(definition, listed),
        claims=listed,
        author=author,
        software=software,
        input_sha256=input_hash(material),
    )


def _window(definition: ReportDefinition) -> tuple[pd.Timestamp, pd.Timestamp]:
    return definition.start, definition.end


def _as_of(definition: ReportDefinition, claims: pd.DataFrame) -> pd.Timestamp | None:
    if definition.as_of is not None:
        return definition.as_of
    newest = claims["published_at"].max()
    return None if pd.isna(newest) else newest


def _claimants_only(material: Material, claimants: tuple[str, ...]) -> Material:
    if not claimants:
        return material
    from dataclasses import replace

    wanted = [*claimants, palette.COMBINED]
    return replace(
        material,
        claims=material.claims[material.claims["claimant"].isin(claimants)],
        segments=material.segments[material.segments["source"].isin(wanted)],
        daily=material.daily[material.daily["source"].isin(wanted)],
        totals=material.totals[material.totals["source"].isin(wanted)],
        breakdown=material.breakdown.only(wanted),
        parts=material.parts[material.parts["source"].isin(wanted)],
    )


def _of(frame: pd.DataFrame, place_id: str, harm: str, victims: str) -> pd.DataFrame:
    return frame[(frame["place_id"] == place_id) & (frame["harm"] == harm) & (frame["victims"] == victims)]


def _topic(definition: ReportDefinition, m: Material, places: dict[str, str], place_id: str, harm: str, victims: str) -> Topic:
    window = _window(definition)
    days, segments, totals = (_of(frame, place_id, harm, victims) for frame in (m.daily, m.segments, m.totals))
    days = days[(days["day"] >= window[0]) & (days["day"] <= window[1])].sort_values(["source", "day", "segment_id"], kind="stable")
    segments = segments.sort_values(["start", "end", "source", "segment_id"], kind="stable")
    totals = totals.sort_values("source", kind="stable")
    combined = days["source"] == palette.COMBINED
    contested = days.loc[combined & days["contested"].fillna(False).astype(bool) & days["status"].isin(["reported", "zero"]), "day"]
    own = segments[segments["source"] != palette.COMBINED]
    figures = pd.concat([marks.of_days(days[~combined], own), marks.of_spans(own, *window)], ignore_index=True)
    sums = marks.of_totals(totals[totals["source"] != palette.COMBINED], own)
    return Topic(
        key="-".join([_slug(place_id), harm, *([victims] if victims != "all" else [])]),
        place_id=place_id,
        harm=harm,
        victims=victims,
        what=what(harm, victims, places[place_id], window),
        figures=figures,
        totals=sums[sums["low"].notna() | sums["high"].notna()].reset_index(drop=True),
        contested=frozenset(contested),
        parts=m.breakdown.about(place_id, harm, victims),
    )


def _others(topics: tuple[Topic, ...], known: list[str]) -> list[str]:
    """Sources that only charts of parts speak of, as far as there are looks for them."""
    frames = [getattr(topic.parts, name) for topic in topics for name in ("places", "running", "values", "victims")]
    found = sorted({str(source) for frame in frames for source in frame["source"].unique()} - {*known, palette.COMBINED})
    return found[: max(palette.MOST - len(known), 0)]


def _slug(place_id: str) -> str:
    import re
    import unicodedata

    plain = unicodedata.normalize("NFKD", place_id).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug or hashlib.sha256(place_id.encode()).hexdigest()[:8]


def input_hash(material: Material) -> str:
    """SHA-256 of the claims a report was made from, whatever their order, without the moment they were stored here.

    Also covers the segments, so that a change of the rules shows.
    """
    digest = hashlib.sha256()
    for frame, key, without in ((material.claims, "claim_id", ["recorded_at"]), (material.segments, "segment_id", [])):
        ordered = frame.drop(columns=without, errors="ignore").sort_values(key, kind="stable")
        digest.update(ordered.to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%S").encode())
    return digest.hexdigest()
