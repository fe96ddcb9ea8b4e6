"""The PDF: typst lays out a fixed template that reads data; no typst source is ever made from data."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from casualties.errors import DataError
from casualties.report import fonts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEMPLATE = Path(__file__).parent.parent / "data" / "report.typ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


PAGE = "#set page(width: auto, height: auto, margin: 0pt)\n"


def to_png(svg: bytes, dpi: float) -> bytes:
    """A chart as PNG, the very picture of the document: from the same SVG and the same fonts.

    Parameters
    ----------
    svg : bytes
    dpi : float
        Dots an inch.
    """
    return to_pngs([svg], dpi)[0]


def to_pngs(svgs: Sequence[bytes], dpi: float) -> list[bytes]:
    """As `to_png`, several at once: the fonts are read once."""
    import typst

    if not svgs:
        return []
    fonts.files()
    with tempfile.TemporaryDirectory(prefix="casualties-") as name:
        folder = Path(name)
        names = [f"{i}.svg" for i in range(len(svgs))]
        for chart, svg in zip(names, svgs, strict=True):
            (folder / chart).write_bytes(svg)
        (folder / "charts.typ").write_text(PAGE + "\n#pagebreak()\n".join(f'#image("{chart}")' for chart in names), encoding="utf-8")
        compiler = typst.Compiler(str(folder / "charts.typ"), root=str(folder), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True)
        made = compiler.compile(format="png", ppi=dpi)
    pictures = made if isinstance(made, list) else [_one(made)]
    if len(pictures) != len(svgs):
        raise DataError(f"typst made {len(pictures)} pictures of {len(svgs)} charts.", where=TEMPLATE.name, do="Report this as a bug.")
    return pictures


def _one(made: bytes | list[bytes] | None) -> bytes:
    """What typst made, as one file."""
    if not isinstance(made, bytes):
        raise DataError("typst made no single file.", where=TEMPLATE.name, do="Report this as a bug.")
    return made


def to_pdf(data: bytes, charts: Mapping[str, bytes], moment: datetime = EPOCH) -> bytes:
    """A tagged PDF, made to PDF/UA-1; the same data and charts give the same bytes.

    Parameters
    ----------
    data : bytes
        The report's JSON.
    charts : mapping of str to bytes
        SVG files by name.
    moment : datetime
        Date in the metadata: the as-of of the report, never the clock.

    Raises
    ------
    DataError
        The template does not compile, or typst warns: a missing font or glyph is an error.
    """
    import typst

    fonts.files()
    with tempfile.TemporaryDirectory(prefix="casualties-") as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "data.json").write_bytes(data)
        for chart, svg in charts.items():
            (folder / chart).write_bytes(svg)
        compiler = typst.Compiler(str(folder / "report.typ"), root=str(folder), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True)
        try:
            pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
        except typst.TypstError as exc:
            raise DataError(f"the document could not be set: {exc.message}", where=TEMPLATE.name, do="; ".join(exc.hints)) from exc
    if warnings:
        raise DataError(f"the document was set with a warning: {warnings[0].message}", where=TEMPLATE.name, do="; ".join(warnings[0].hints))
    return _one(pdf)
