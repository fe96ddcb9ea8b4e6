"""A figure as SVG: its text as text, the same figure the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from casualties.report import fonts
from casualties.report.draw.canvas import settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def as_svg(figure: Figure) -> bytes:
    """A figure as SVG with its text as text, without a clock, a path or a version in it: the same figure, the same bytes."""
    from matplotlib.backends.backend_svg import RendererSVG

    class Renderer(RendererSVG):
        """Measures text by advance widths: who reads the file lays text out anew, and shaping every text only to measure it takes half the time of a chart."""

        def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:  # noqa: ARG002  the signature of matplotlib
            size = prop.get_size_in_points()
            return fonts.width(s, size, bold=prop.get_weight() == "bold") * 72, size, 0.2 * size

    buffer, dpi = io.StringIO(), figure.get_dpi()
    with settings():
        figure.set_dpi(72)
        try:
            width, height = figure.get_size_inches() * 72
            renderer = Renderer(width, height, buffer, metadata=METADATA)  # type: ignore[no-untyped-call]
            figure.draw(renderer)
            renderer.finalize()  # type: ignore[no-untyped-call]
        finally:
            figure.set_dpi(dpi)
    return buffer.getvalue().encode()
