"""From a chart to a matplotlib Figure: Figure objects only, no pyplot, no global settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.report.draw.canvas import settings
from casualties.report.draw.daily import draw_daily
from casualties.report.draw.maps import draw_choropleth, draw_map
from casualties.report.draw.panels import draw_panels
from casualties.report.draw.totals import draw_totals

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

DRAW = {"daily": draw_daily, "panels": draw_panels, "totals": draw_totals, "map": draw_map, "choropleth": draw_choropleth}


def draw(chart: Chart) -> Figure:
    """The chart as a Figure, in inches at its natural size: nothing has to be scaled in the document."""
    with settings(chart.size.text):
        return DRAW[chart.kind](chart)
