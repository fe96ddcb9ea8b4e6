"""The PDF: typst lays out a fixed template that reads data; no typst source is ever made from data."""

from __future__ import annotations

import base64
import logging
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casualties.errors import DataError
from casualties.report import fonts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEMPLATE = Path(__file__).parent.parent / "data" / "report.typ"
logger = logging.getLogger("casualties")

NOT_A_CHARACTER = "missing codepoints"  # in what typst says of glyphs that stand for no character
PICTURE_DPI = 300
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


def _pictured(folder: Path, charts: Mapping[str, bytes]) -> None:
    """Put pictures in the place of charts with words in scripts whose glyphs stand for no single character.

    A tagged document may not hold such text in a chart; the alternative text says what is in it.
    """
    chosen = [name for name, svg in charts.items() if any(c >= "\u0590" for c in svg.decode() if c.isalpha())]
    for name, picture in zip(chosen, to_pngs([charts[name] for name in chosen], PICTURE_DPI), strict=True):
        logger.warning("%s: its words are in a script that a tagged document cannot hold in a chart: it is a picture there, and whole in the SVG.", name)
        head = charts[name].decode().partition("<svg")[2].partition(">")[0]
        size = dict(re.findall(r'\b(width|height)="([\d.]+)pt"', head))
        image = f'<image width="{size["width"]}" height="{size["height"]}" href="data:image/png;base64,{base64.b64encode(picture).decode()}"/>'
        frame = f'<svg xmlns="http://www.w3.org/2000/svg" width="{size["width"]}pt" height="{size["height"]}pt" viewBox="0 0 {size["width"]} {size["height"]}">'
        (folder / name).write_text(f"{frame}{image}</svg>", encoding="utf-8")


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
        options: dict[str, Any] = {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": moment}
        try:
            try:
                pdf, warnings = compiler.compile_with_warnings(**options)
            except typst.TypstError as exc:
                if NOT_A_CHARACTER not in exc.message:
                    raise
                _pictured(folder, charts)
                pdf, warnings = compiler.compile_with_warnings(**options)
        except typst.TypstError as exc:
            raise DataError(f"the document could not be set: {exc.message}", where=TEMPLATE.name, do="; ".join(exc.hints)) from exc
    if warnings:
        raise DataError(f"the document was set with a warning: {warnings[0].message}", where=TEMPLATE.name, do="; ".join(warnings[0].hints))
    return _one(pdf)
