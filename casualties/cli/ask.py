"""Commands that ask the stored claims: claims, series, diff, sources, places, findings, chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualties.cli.output import emit
from casualties.cli.session import PathOf, Session, output_options, private_option, window_options

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

HARM = click.option(
    "--harm", default="killed", show_default=True, help="killed, injured, missing, detained, displaced or casualties (killed and injured undivided)."
)
VICTIMS = click.option("--victims", default="all", show_default=True, help="all, civilians, children, women, combatants, ...")
CLAIMANT = click.option("--claimant", multiple=True, help="By id, name or alias; may be given several times.", metavar="NAME")
DATASET = click.option("--dataset", multiple=True, help="Only this data set; may be given several times.", metavar="NAME")
PLACE = click.option("--place", required=True, help="Name or id: Homs, SYR/Homs, 'Baba Amr, Homs'.", metavar="NAME")
BY = click.option(
    "--by", type=click.Choice(["claimant", "combined"]), default="claimant", show_default=True, help="One series a claimant, or all sources combined."
)
POLICY = click.option("--policy", default=None, help="How best is chosen where sources are combined; as in casualties.toml by default.", metavar="NAME")
KNOWN_AT = click.option("--known-at", default=None, help="As stored here at that time.", metavar="DATE")


@click.command()
@click.option("--place", multiple=True, help="Name or id, with everything inside it; may be given several times.", metavar="NAME")
@click.option("--harm", multiple=True, help="killed, injured, ...; may be given several times.")
@click.option("--victims", multiple=True, help="all, civilians, children, ...; may be given several times.")
@click.option("--review", multiple=True, help="accepted, disputed, proposed, rejected or all; accepted and disputed by default.")
@CLAIMANT
@DATASET
@window_options
@KNOWN_AT
@private_option
@output_options
@click.pass_obj
def claims(session: Session, /, fmt: str | None, output: Path | None, **asked: Any) -> int:
    """Stored claims: who said how many, where, when, and how it reached us."""
    from casualties import pipeline

    several: dict[str, Any] = {name: list(asked.pop(name)) or None for name in ("place", "harm", "victims", "claimant", "dataset")}
    review = asked.pop("review")
    with session.working():
        found = pipeline.read_claims(session.root, **several, review="all" if "all" in review else list(review) or None, **asked)
    emit(found, fmt, output, shown=_shown_claims)
    if found.empty:
        session.say("no claim fits.")
    return 0


@click.command()
@PLACE
@click.option(
    "--freq", type=click.Choice(["D", "W", "M", "Q", "Y"]), default="D", show_default=True, help="A row a day, or totals a week, month, quarter or year."
)
@BY
@HARM
@VICTIMS
@CLAIMANT
@DATASET
@window_options
@KNOWN_AT
@POLICY
@private_option
@output_options
@click.pass_obj
def series(session: Session, /, fmt: str | None, output: Path | None, policy: str | None, **asked: Any) -> int:
    """A place over time, by claimant or combined. Low to high is the range of reports, not a confidence interval."""
    from casualties import pipeline

    for name in ("claimant", "dataset"):
        asked[name] = list(asked[name]) or None
    with session.working():
        found = pipeline.series(session.root, policy=policy or session.config.reconcile.policy, **asked)
    emit(found, fmt, output, shown=_shown_series)
    if found.empty:
        session.say(f"no source gives a figure of people {asked['harm']} there. That is no sign that nobody was.")
    return 0


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--known", is_flag=True, help="A and B are moments as this folder knew the claims then, not moments of publication.")
@click.option("--claims", "of_claims", is_flag=True, help="List the claims that changed, not the totals.")
@click.option("--place", multiple=True, help="Only this place and everything inside it; may be given several times.", metavar="NAME")
@click.option("--harm", multiple=True, help="killed, injured, ...; may be given several times.")
@click.option("--victims", multiple=True, help="all, civilians, children, ...; may be given several times.")
@DATASET
@POLICY
@private_option
@output_options
@click.pass_obj
def diff(session: Session, /, before: str, after: str, fmt: str | None, output: Path | None, policy: str | None, **asked: Any) -> int:
    """What changed from A to B, and its effect on totals by data set, place, month and sign.

    A and B are dates (published by then; with --known: stored here by then) or two files of claims, .csv or .parquet.
    Never add totals of several sources, or of a place and the places inside it.
    """
    from casualties import pipeline

    of_claims = asked.pop("of_claims")
    several: dict[str, Any] = {name: list(asked.pop(name)) or None for name in ("place", "harm", "victims", "dataset")}
    with session.working():
        found = pipeline.diff(before, after, session.root, policy=policy or session.config.reconcile.policy, **several, **asked)
    emit(found.claims if of_claims else found.totals, fmt, output, shown=_shown_changes if of_claims else _shown_totals)
    if found.claims.empty:
        session.say("nothing changed.")
    else:
        counts = found.claims["change"].value_counts()
        told = ", ".join(f"{counts.get(change, 0)} {change}" for change in ("added", "revised", "withdrawn", "ruled"))
        session.say(f"claims: {told}; totals changed: {len(found.totals)}." + ("" if of_claims else " --claims lists the claims."))
    return 0


@click.command()
@click.option("--place", multiple=True, help="Only this place and everything inside it; may be given several times.", metavar="NAME")
@HARM
@VICTIMS
@CLAIMANT
@DATASET
@click.option("--within", default=0.2, show_default=True, help="How near to the last value is near, as a share of it.", metavar="SHARE")
@output_options
@click.pass_obj
def revisions(session: Session, /, fmt: str | None, output: Path | None, **asked: Any) -> int:
    """How often and how far each source revises its figures, and after how many days they are near their last value."""
    from casualties import pipeline

    for name in ("place", "claimant", "dataset"):
        asked[name] = list(asked[name]) or None
    with session.working():
        found = pipeline.revision_summary(session.root, **asked)
    emit(found, fmt, output)
    return 0


@click.command()
@output_options
@click.pass_obj
def sources(session: Session, fmt: str | None, output: Path | None) -> int:
    """Claimants, agencies and outlets: ids, names, kind, party, terms."""
    from casualties import pipeline

    found = pipeline.stored_sources(session.root)
    emit(found, fmt, output, shown=lambda frame: frame[["id", "name", "kind", "party", "group", "is_generic", "redistribution"]])
    return 0


@click.command()
@click.option("--country", default=None, help="Every place known in a country, instead of those that claims speak of.", metavar="NAME")
@output_options
@click.pass_obj
def places(session: Session, country: str | None, fmt: str | None, output: Path | None) -> int:
    """Places that stored claims speak of, and the places they lie in."""
    from casualties import pipeline

    found = pipeline.stored_places(session.root, country=country)
    emit(found, fmt, output, shown=lambda frame: frame[["place_id", "name", "level", "aliases", "origin"]])
    return 0


@click.command()
@click.option("--kind", multiple=True, help="Only this kind; may be given several times.", metavar="KIND")
@DATASET
@output_options
@click.pass_obj
def findings(session: Session, kind: tuple[str, ...], dataset: tuple[str, ...], fmt: str | None, output: Path | None) -> int:
    """What a person should look at: names not resolved, figures that contradict each other, totals that fell."""
    from casualties import pipeline

    with session.working():
        found = pipeline.findings(session.root, dataset=list(dataset) or None, kind=list(kind) or None)
    emit(found, fmt, output, shown=lambda frame: frame[["severity", "kind", "place_id", "start", "end", "message"]])
    return 0


@click.command()
@click.argument("kind")
@click.argument("file", type=PathOf(dir_okay=False), required=False, default=None, metavar="[FILE]")
@PLACE
@BY
@HARM
@VICTIMS
@CLAIMANT
@window_options
@POLICY
@private_option
@click.option(
    "--claims", "kept", type=PathOf(dir_okay=False, exists=True), default=None, help="Draw the claims of this CSV file instead of those stored.", metavar="FILE"
)
@click.option("--proposed", is_flag=True, help="With --claims: also those that nobody reviewed; the chart says so.")
@click.option("--size", type=click.Choice(["print", "web", "social"]), default="print", show_default=True, help="What it is for.")
@click.option("-o", "--output", type=PathOf(dir_okay=False), default=None, help="PNG, SVG or PDF; KIND.png by default.", metavar="FILE")
@click.pass_obj
def chart(
    session: Session, /, kind: str, file: Path | None, output: Path | None, policy: str | None, kept: Path | None, *, proposed: bool, **asked: Any
) -> int:
    """One chart without a definition.

    KIND is daily, panels (one a source), totals, dots (sources side by side), places, heatmap (place by day), cumulative, vintages (one figure
    over publication time), revisions, victims, map (circles by place) or choropleth (areas shaded); a map is of all sources combined, or of one
    --claimant.
    """
    from pathlib import Path

    from casualties import pipeline

    target = output or file or Path(f"{kind}.png")
    asked["claimant"] = list(asked["claimant"]) or None
    asked["policy"] = policy or session.config.reconcile.policy
    with session.working():
        drawn = pipeline.chart(session.root, kind, **asked) if kept is None else pipeline.chart_of_file(kept, kind, proposed=proposed, **asked)
        pipeline.save(drawn, target)
    click.echo(target.as_posix())
    return 0


def _shown_claims(found: pd.DataFrame) -> pd.DataFrame:
    from casualties.report import words

    figure = [words.stated({str(k): v for k, v in row.items()}) for row in found[["low", "best", "high", "qualifier", "stated", "stance"]].to_dict("records")]
    return found.assign(figure=figure)[["claim_id", "start", "end", "place", "harm", "victims", "figure", "claimant", "publisher", "published_at"]]


def _shown_changes(found: pd.DataFrame) -> pd.DataFrame:
    told = found.assign(**{side: _figures(found, side) for side in ("before", "after")})
    return told[["change", "claim_id", "start", "end", "place_id", "harm", "victims", "claimant", "before", "after", "columns"]]


def _shown_totals(found: pd.DataFrame) -> pd.DataFrame:
    told = found.assign(**{side: _figures(found, side) for side in ("before", "after")})
    return told[["dataset", "place_id", "month", "harm", "victims", "source", "sign", "before", "after", "low_change", "best_change", "high_change"]]


def _figures(found: pd.DataFrame, side: str) -> list[str]:
    import pandas as pd

    from casualties.report import words

    low, best, high = (found[f"{name}_{side}"] for name in ("low", "best", "high"))
    is_open = found[f"high_open_{side}"] if f"high_open_{side}" in found else high.isna()
    top = high.fillna(best).fillna(low)
    return ["" if pd.isna(a) and pd.isna(c) else words.short(a, c, high_open=bool(o)) for a, c, o in zip(low, top, is_open, strict=True)]


def _shown_series(found: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    from casualties.report import words

    ranges = zip(found["low"], found["high"], found["high_open"], strict=True)
    figure = ["" if pd.isna(low) and pd.isna(high) else words.short(low, high, high_open=is_open) for low, high, is_open in ranges]
    when = [name for name in ("day", "start", "end") if name in found]
    rest = [name for name in ("status", "coverage", "n_sources", "contested", "provisional", "flags") if name in found]
    return found.assign(figure=figure)[["source", *when, "figure", "best", *rest]]
