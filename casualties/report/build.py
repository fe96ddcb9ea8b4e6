"""A report from its definition and frames: charts, data and document, each written whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from casualties.errors import UsageError
from casualties.report import contents, listing, method
from casualties.report.data import chart_record, charts_csv, document_data, figures_csv, to_json
from casualties.report.document import EPOCH, to_pdf, to_pngs
from casualties.report.draw.svg import as_svg
from casualties.report.pages import charts as charts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    import pandas as pd

    from casualties.report.definition import ReportDefinition
    from casualties.report.material import Material

__all__ = ["DPI", "FORMATS", "as_svg", "build"]

FORMATS = ("pdf", "png", "svg", "json", "csv")
DPI = 200
FEW = 6
"""Charts that become pictures together: the fonts are read once for them."""


def build(
    definition: ReportDefinition,
    material: Material,
    out: Path,
    *,
    author: str,
    software: str,
    formats: Sequence[str] = ("pdf", "png", "json", "csv"),
) -> list[Path]:
    """Write a report into a folder.

    Parameters
    ----------
    definition : ReportDefinition
        Places and claimants as ids.
    material : Material
        Frames as the pipeline prepared them.
    out : Path
        Folder, made if absent. Files in it of the same names are replaced, each in one step; others stay.
    author : str
        For the metadata of the document.
    software : str
        Name and version of this package, as printed.
    formats : sequence of str
        Of pdf, png, svg, json, csv.

    Returns
    -------
    list of Path
        NAME.pdf, one PNG (200 dpi) and SVG a chart, NAME.json, NAME-figures.csv, NAME-charts.csv, NAME-claims.csv, NAME-findings.csv, as asked for.

    Raises
    ------
    UsageError
        An unknown format, or a folder that cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise UsageError(f"unknown format {unknown[0]!r}.", do=f"Known: {', '.join(FORMATS)}.")
    report = contents.prepare(definition, material, author=author, software=software)
    made: dict[str, bytes] = {}
    with ThreadPoolExecutor(1) as aside:
        # typst needs no Python while it draws: pictures of the first charts are made while the next ones are drawn and the document is set.
        records, svg, pictures = _charts(report, formats, aside)
        data = to_json(document_data(report, records))
        if "pdf" in formats:
            moment = EPOCH if report.as_of is None else report.as_of.to_pydatetime().replace(microsecond=0)
            made[f"{definition.name}.pdf"] = to_pdf(data, svg, moment)
        drawn = [picture for few in pictures for picture in few.result()]
        made |= {name.removesuffix(".svg") + ".png": picture for name, picture in zip(svg, drawn, strict="png" in formats)}
    if "svg" in formats:
        made |= svg
    if "json" in formats:
        made[f"{definition.name}.json"] = data
    if "csv" in formats:
        tables = {
            "figures": figures_csv(report),
            "charts": charts_csv(report),
            "claims": listing.claims_csv(report),
            "findings": method.findings_in_scope(report),
        }
        if "audit" in definition.pages:
            tables = {"audit": material.audit} | (tables if len(definition.pages) > 1 else {})
        made |= {f"{definition.name}-{name}.csv": _csv(frame) for name, frame in tables.items()}
    return _write(out, made)


def _charts(report: contents.Report, formats: Sequence[str], aside: Executor) -> tuple[dict[str, dict[str, Any]], dict[str, bytes], list[Future[list[bytes]]]]:
    """Every chart as data, by name, and as SVG, by file name, and as pictures in the same order, a few at a time, being made."""
    from casualties.report.draw import draw

    records, svg, pictures = {}, {}, []
    waiting: list[bytes] = []
    for chart in charts_of(report):
        figure = draw(chart)
        if {"pdf", "svg", "png"} & set(formats):
            svg[f"{chart.name}.svg"] = as_svg(figure)
            waiting.append(svg[f"{chart.name}.svg"])
        records[chart.name] = chart_record(chart, figure, report)
        if "png" in formats and len(waiting) == FEW:
            pictures.append(aside.submit(to_pngs, waiting, DPI))
            waiting = []
    return records, svg, [*pictures, aside.submit(to_pngs, waiting if "png" in formats else [], DPI)]


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()


def _write(out: Path, made: dict[str, bytes]) -> list[Path]:
    paths = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            path = out / name
            part = out / f".{name}.part"
            part.write_bytes(content)
            part.replace(path)
            paths.append(path)
    except OSError as exc:
        raise UsageError(f"cannot be written: {exc.strerror}.", where=str(out), do="Check the folder and its rights.") from exc
    return paths
