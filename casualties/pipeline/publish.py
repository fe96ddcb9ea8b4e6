"""From stored claims to what is shown: reports, single charts, and the run that does everything."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import casualties
from casualties import files
from casualties.errors import CasualtiesError, UsageError
from casualties.pipeline import asked, breakdown, chart_frames, definitions, query, rulings, terms
from casualties.pipeline.audit import audit
from casualties.pipeline.definitions import REPORTS, report_names
from casualties.pipeline.intake import dataset_names, ingest
from casualties.pipeline.placed import parts
from casualties.pipeline.retrieval import failures, fetch
from casualties.pipeline.sums import totals
from casualties.reconcile import examine
from casualties.reconcile.selection import select
from casualties.report.breakdown import FRAMES, Breakdown
from casualties.report.breakdown_pages import KINDS as PART_PAGES
from casualties.report.material import PARTS, Material, in_scope, publishable
from casualties.store import Store
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from matplotlib.figure import Figure

    from casualties.pipeline.asked import Names, When
    from casualties.report.definition import ReportDefinition

logger = logging.getLogger("casualties")

FILES = ["report", "file", "exit_code", "message"]


def report(
    root: str | PathLike[str] = ".",
    names: Sequence[str] = (),
    *,
    author: str = "",
    formats: Sequence[str] = ("pdf", "png", "json", "csv"),
    as_of: When = None,
    paper: str | None = None,
) -> pd.DataFrame:
    """Build reports into reports/out/NAME/; as of another day into reports/out/NAME-as-of-DAY/.

    Parameters
    ----------
    root : path
        The working folder.
    names : sequence of str
        Reports; all of reports/ by default.
    author : str
        Who answers for them, for the documents' metadata.
    formats : sequence of str
        What is written: pdf, png, svg, json, csv.
    as_of : str, date or Timestamp, optional
        Instead of what the definitions say: as it was published by then, inclusive; a date means its end, UTC.
    paper : str, optional
        Instead of what the definitions say: a4 or letter.

    Returns
    -------
    DataFrame
        report, file (relative to root), exit_code, message: one row a file written, or one row for a report that failed.

    Raises
    ------
    UsageError
        No such report, none at all, or nothing is stored.
    """
    folder = Path(root)
    chosen = definitions.chosen(folder, names)
    other = {"as_of": None if as_of is None else asked.moment(as_of, "as_of"), "paper": paper}
    given = {name: value for name, value in other.items() if value is not None}
    store = asked.opened(folder)
    rows: list[dict[str, Any]] = []
    for name in chosen:
        try:
            written = _build(folder, store, name, author, tuple(formats), given)
        except CasualtiesError as exc:
            rows.append({"report": name, "file": None, "exit_code": exc.exit_code, "message": str(exc)})
            continue
        rows += [{"report": name, "file": path.relative_to(folder).as_posix(), "exit_code": 0, "message": None} for path in written]
    return pd.DataFrame(rows, columns=FILES).astype({"report": "str", "file": "str", "exit_code": "Int64", "message": "str"})


def material(store: Store, definition: ReportDefinition) -> tuple[ReportDefinition, Material]:
    """The frames of a report: its claims, reconciled without those that may not be published, as days and totals.

    Parameters
    ----------
    store : Store
    definition : ReportDefinition
        Places and claimants as names or ids.

    Returns
    -------
    definition : ReportDefinition
        With ids, and the as-of it speaks for: its own, else the newest publication among its claims.
    material : Material
    """
    if "audit" in definition.pages and definition.as_of is not None:
        raise UsageError("an audit counts what is stored now, and not as of another day.", where=definition.name, do="Leave as_of out, or the page audit.")
    sources = store.sources()
    definition = definitions.settled(store, definition)
    countries = sorted({place_id.partition("/")[0] for place_id in definition.places})
    if definition.pages == ("audit",):
        everything = CLAIMS.empty()  # counts of the tables are all it shows
        newest = store.claims(definition.datasets or None, columns=["published_at"])["published_at"].max()
        definition = definition if pd.isna(newest) or definition.as_of is not None else replace(definition, as_of=newest)
    else:
        everything = query.read_claims(store.root, place=countries, dataset=definition.datasets or None, review="all")
    if definition.claimants:
        everything = everything[everything["claimant"].isin(definition.claimants)]
    listed = everything[in_scope(everything, definition.places, definition.harms, definition.victims, definition.start, definition.end)]
    usable = publishable(everything, sources)
    as_of = definition.as_of
    if as_of is None and len(listed):
        as_of = query.published(listed).max()
    if as_of is not None:
        listed = listed[query.published(listed) <= as_of]
    definition = replace(definition, as_of=as_of)
    decided = rulings.about(store, usable)
    examined = examine(usable, sources, as_of=as_of, policy_name=definition.policy, rulings=decided)
    segments = examined.segments
    rows, kinds, mapped = [segments.iloc[:0]], [], []
    for place_id, harm, victims in product(definition.places, definition.harms, definition.victims):
        about = select(segments, place_id, harm, victims)
        inside = about[(about["start"] <= definition.end) & (about["end"] >= definition.start)]
        rows.append(about)
        kinds.append(query.voices(inside, place_id))
        if "map" in definition.pages:
            mapped.append(parts(segments, place_id, harm, victims, (definition.start, definition.end), ["combined"]))
    told = pd.concat(rows).drop_duplicates("segment_id", ignore_index=True)
    window = (definition.start, definition.end)
    frames = Material(
        claims=listed.reset_index(drop=True),
        segments=told,
        ledger=examined.ledger,
        findings=pd.concat([store.findings(definition.datasets or None), examined.findings], ignore_index=True).drop_duplicates(
            "finding_id", ignore_index=True
        ),
        sources=sources,
        places=store.places(),
        daily=query.tabulate(told, pd.concat(kinds), window),
        totals=totals(told, pd.concat(kinds), window),
        rulings=decided,
        totals_only=terms.totals_only(store.root),
        parts=pd.concat(mapped) if mapped else pd.DataFrame(columns=PARTS),
        breakdown=_breakdown(store, definition, segments, usable),
        **({"audit": audit(store, definition.datasets)} if "audit" in definition.pages else {}),
    )
    return definition, frames


def _breakdown(store: Store, definition: ReportDefinition, segments: pd.DataFrame, usable: pd.DataFrame) -> Breakdown:
    """The frames of the charts of parts, where a page asks for them."""
    wanted = {FRAMES[kind] for page in definition.pages for kind in PART_PAGES.get(page, ()) if kind in FRAMES}
    if not wanted:
        return Breakdown()
    keys = list(product(definition.places, definition.harms, definition.victims))
    told = chart_frames.versions(store, usable, definition.as_of) if "values" in wanted else usable.iloc[:0]
    return breakdown.breakdown(segments, told, store.sources(), keys, (definition.start, definition.end), wanted)


def chart(
    root: str | PathLike[str] = ".",
    kind: str = "daily",
    *,
    place: str,
    start: When = None,
    end: When = None,
    harm: str = "killed",
    victims: str = "all",
    claimant: Names = None,
    by: str = "claimant",
    as_of: When = None,
    policy: str = "lower_median",
    private: bool = False,
    size: str = "print",
) -> Figure:
    """One chart without a definition, of claims that may be published.

    Parameters
    ----------
    root : path
        The working folder.
    kind : str
        A kind of `casualties.figure`.
    place, start, end, harm, victims, claimant, by, as_of, policy, private
        As in `series`. A map shows one claimant, or by default all combined.
    size : str
        print, web or social.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UsageError
        As `series`; or no source gives a figure to draw.
    """
    from casualties.report import KINDS, figure
    from casualties.report.maps import KINDS as MAPS

    asked.known("chart", kind, KINDS)
    if kind in MAPS and claimant is None:
        by = "combined"
    found = query.select(
        root, place=place, by=by, start=start, end=end, harm=harm, victims=victims, claimant=claimant, as_of=as_of, policy=policy, private=private
    )
    if found.kinds.empty:
        raise UsageError(
            f"no source gives a figure of people {harm} in {place!r}.", do="See `casualties claims --place ...` for what is stored; silence is not zero."
        )
    first, last = found.window
    store = Store(Path(root))
    if kind in MAPS:
        frame = parts(found.everywhere, found.place_id, harm, victims, found.window, found.kinds["source"].tolist())
    elif kind in FRAMES:
        frame = chart_frames.frame_of(store, kind, found, found.place_id, harm, victims, claimant=claimant, as_of=as_of)
    else:
        frame = (totals if kind == "totals" else query.tabulate)(found.segments, found.kinds, found.window)
    return figure(
        kind,
        frame,
        segments=found.segments,
        place_id=found.place_id,
        sources=store.sources(),
        places=store.places(),
        start=first,
        end=last,
        as_of=None if as_of is None else str(as_of),
        size=size,
    )


def save(figure: Figure, path: Path) -> None:
    """Write a chart; the same chart gives the same bytes.

    Raises
    ------
    UsageError
        The suffix is neither .png nor .svg.
    DataError
        The file cannot be written.
    """
    from casualties.report.build import DPI, as_svg
    from casualties.report.document import to_png

    kind = path.suffix.lower().lstrip(".")
    if kind not in {"png", "svg"}:
        raise UsageError(f"{path.suffix or 'no suffix'} is no kind of picture.", where=str(path), do="Write .png or .svg; a report makes PDF.")
    drawn = as_svg(figure)
    files.write(path, to_png(drawn, DPI) if kind == "png" else drawn)


def run(
    root: str | PathLike[str] = ".",
    *,
    datasets: Sequence[str] = (),
    reports: Sequence[str] = (),
    author: str = "",
    formats: Sequence[str] = ("pdf", "png", "json", "csv"),
    config_sha256: str | None = None,
    offline: bool = False,
    accept_changes: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fetch, ingest, then report, one run at a time: what cron calls.

    Parameters
    ----------
    root : path
        The working folder.
    datasets, reports : sequence of str
        Only these; all by default.
    author, formats
        As `report`.
    config_sha256 : str, optional
        Of casualties.toml, for the run record.
    offline : bool
        Fetch nothing: read what is there.
    accept_changes : bool
        As `ingest`.

    Returns
    -------
    runs : DataFrame
        As `ingest`.
    files : DataFrame
        As `report`; empty where the folder has no report or nothing could be stored.

    Raises
    ------
    UsageError, LockedError
        As `ingest` and `report`.
    """
    folder = Path(root)
    store = Store(folder)
    if not dataset_names(folder):
        raise UsageError(
            "there is no data set here.", where=str((folder / "datasets").resolve()), do="Make a working folder with `casualties init`, or name it with --root."
        )
    with store.lock():
        # a data set without url has nothing to fetch: that is no mistake here, as it is where somebody names it to be fetched
        unreached = {} if offline else failures(fetch(folder, datasets, named=False))
        runs = ingest(folder, datasets, config_sha256=config_sha256, command="run", accept_changes=accept_changes, unreached=unreached)
        if not report_names(folder) or not store.datasets():
            return runs, pd.DataFrame(columns=FILES)
        return runs, report(folder, reports, author=author, formats=formats)


def _build(folder: Path, store: Store, name: str, author: str, formats: tuple[str, ...], given: dict[str, Any]) -> list[Path]:
    from casualties.report import build

    logger.info("%s: reconciling its claims", name)
    definition, frames = material(store, replace(definitions.read(folder, name), **given))
    out = folder / REPORTS / "out" / (f"{name}-as-of-{given['as_of']:%Y-%m-%d}" if "as_of" in given else name)
    if "as_of" not in given:  # what `trace` finds by its id is of the report as it is defined
        store.write_segments(name, frames.segments)
    logger.info("%s: drawing and writing", name)
    return build(definition, frames, out, author=author, software=f"casualties {casualties.__version__}", formats=formats)
