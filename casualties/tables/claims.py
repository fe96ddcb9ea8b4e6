"""Claims: one row is one statement by one claimant about harm to a number of people at a place over a span of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.tables.base import Column, Table
from casualties.tables.victims import VICTIMS

if TYPE_CHECKING:
    import pandas as pd

HARMS = ("killed", "injured", "missing", "detained", "displaced", "casualties")
QUALIFIERS = ("exact", "at_least", "more_than", "about", "up_to", "between", "vague", "coded")
STANCES = ("asserts", "denies", "corrects", "retracts")


def figure_given(frame: pd.DataFrame) -> pd.Series:
    """At least one of low, best, high is present, except where the stance denies or retracts."""
    return frame[["low", "best", "high"]].notna().any(axis=1) | frame["stance"].isin(["denies", "retracts"])


def figures_not_negative(frame: pd.DataFrame) -> pd.Series:
    """No figure is below 0 persons."""
    return (frame["low"].fillna(0) >= 0) & (frame["best"].fillna(0) >= 0) & (frame["high"].fillna(0) >= 0)


def figures_in_order(frame: pd.DataFrame) -> pd.Series:
    """low <= best <= high where they are present."""
    low, best, high = frame["low"], frame["best"], frame["high"]
    return ((low <= best).fillna(True) & (best <= high).fillna(True) & (low <= high).fillna(True)).astype(bool)


def start_not_after_end(frame: pd.DataFrame) -> pd.Series:
    """The first day covered is not after the last; a missing start is open to the left."""
    return frame["start"].isna() | (frame["start"] <= frame["end"])


def coordinates_on_earth(frame: pd.DataFrame) -> pd.Series:
    """lat within -90..90 and lon within -180..180 degrees where present."""
    lat, lon = frame["lat"], frame["lon"]
    return (lat.isna() | lat.between(-90, 90)) & (lon.isna() | lon.between(-180, 180))


def part_of_another(frame: pd.DataFrame) -> pd.Series:
    """A claim is not a part of itself."""
    return frame["part_of"].isna() | (frame["part_of"] != frame["claim_id"])


def _text(name: str, doc: str) -> Column:
    return Column(name, "Text", doc, nullable=True)


def _enum(name: str, doc: str, values: tuple[str, ...], default: str) -> Column:
    return Column(name, "Enum", doc, default=default, values=values)


CLAIMS = Table(
    "claims",
    "One statement by one claimant about harm to a number of people at a place over a span of days.",
    "claim_id",
    (
        Column("claim_id", "Text", "`<dataset>:<record_id>[:<facet>]`; the same across re-reads and revisions."),
        Column("dataset", "Text", "Data set the claim was read from.", default="adhoc"),
        Column("record_id", "Text", "The upstream's own key in the data set; never a row number where a key exists."),
        _text("incident_id", "Set only where the upstream says which incident a figure is about: such claims are atoms that add up."),
        Column("harm", "Enum", "What happened to the people counted; casualties = killed and injured undivided.", values=HARMS),
        _enum("victims", "Who was harmed.", VICTIMS, "all"),
        Column("low", "Count", "Lowest figure as stated (persons).", nullable=True),
        Column("best", "Count", "The figure as stated (persons).", nullable=True),
        Column("high", "Count", "Highest figure as stated (persons); missing = open above.", nullable=True),
        _enum("qualifier", "How the figure was hedged; coded = an estimate made by the compilers of a data set.", QUALIFIERS, "exact"),
        _text("stated", "The figure in the words of the statement."),
        _enum(
            "counting",
            "incident = one event; period = total for the place and span; cumulative = running total since `start`.",
            ("incident", "period", "cumulative"),
            "period",
        ),
        _enum("scope", 'whole; part of the harm only ("in shelling"); except = elsewhere.', ("whole", "part", "except"), "whole"),
        _enum("standard", "How the dead were counted.", ("reported", "bodies_seen", "hospital", "named_list", "verified", "register", "modelled"), "reported"),
        _enum("stance", "What the claimant does with the figure.", STANCES, "asserts"),
        _text("disputed_by", "Who rejects the figure."),
        _text("part_of", "claim_id of the claim this one is a subset of."),
        Column("start", "Day", "First day covered, local calendar of the place, inclusive; missing = open to the left.", nullable=True),
        Column("end", "Day", "Last day covered, inclusive."),
        _enum("date_role", "What the days are the days of.", ("death", "report", "found", "funeral", "registration"), "death"),
        _enum("date_precision", "How precise the span is.", ("day", "days", "week", "month", "year", "unknown"), "day"),
        _enum(
            "date_basis", "Where the span comes from: stated, worked out from context, or the day of publication.", ("stated", "context", "published"), "stated"
        ),
        _text("place", "The place in the words of the statement."),
        _text("place_id", "Path of the place in the place tree; missing = not resolved."),
        Column("lat", "Real", "Latitude, WGS84 degrees.", nullable=True),
        Column("lon", "Real", "Longitude, WGS84 degrees.", nullable=True),
        _enum("place_precision", "How precise the place is.", ("exact", "near", "admin2", "admin1", "country", "unknown"), "exact"),
        _enum("place_basis", "Whether the place was stated or comes from context.", ("stated", "context"), "stated"),
        _text("claimant", "Who says so: id in `sources`; missing = the outlet's own voice."),
        _text("claimant_stated", "The claimant as written."),
        _text("reported_by", 'For coded figures: the sources the compilers name, joined by "; ".'),
        _text("via", 'Agencies that relayed it, in order, joined by "; ".'),
        _text("publisher", "Where it appeared: id in `sources`, or the name as written."),
        Column("published_at", "Instant", "When it appeared; a date alone is 23:59:59 UTC of that day; missing = not known.", nullable=True),
        _text("url", "Link to the publication."),
        Column("is_interested", "Flag", "A party to the conflict on its own or its enemy's losses.", default=False),
        _text("attributed_to", "Who is said to have done it, as claimed."),
        _text("cause", "By what means, as claimed."),
        _text("grade", "The upstream's own assessment."),
        _enum("review", "proposed and rejected enter no series or report unless asked for.", ("proposed", "accepted", "disputed", "rejected"), "accepted"),
        Column("do_not_publish", "Flag", "Obeyed by every export and report.", default=False),
        _text("quote", "The clause that carries the figure."),
        _text("note", "Anything else worth keeping."),
        _text("raw_sha256", "SHA-256 of the raw file."),
        _text("raw_ref", "Where in the raw file: row, JSON pointer or character span."),
        Column("ingestor", "Text", "Name and version of what read it.", default="claims_frame/1"),
        Column("recorded_at", "Instant", "When this version was first stored here.", nullable=True),
        Column("version", "Count", "1, 2, ... of this claim.", default=1),
    ),
    (figure_given, figures_not_negative, figures_in_order, start_not_after_end, coordinates_on_earth, part_of_another),
)
