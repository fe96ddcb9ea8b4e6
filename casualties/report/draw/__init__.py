"""From a chart to a matplotlib Figure: Figure objects only, no pyplot, no global settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.report.draw.canvas import settings
from casualties.report.draw.cumulative import draw_cumulative
from casualties.report.draw.daily import draw_daily
from casualties.report.draw.dots import draw_dots
from casualties.report.draw.heatmap import draw_heatmap
from casualties.report.draw.maps import draw_choropleth, draw_map
from casualties.report.draw.panels import draw_panels
from casualties.report.draw.places import draw_places
from casualties.report.draw.revisions import draw_revisions
from casualties.report.draw.totals import draw_totals
from casualties.report.draw.victims import draw_victims
from casualties.report.draw.vintages import draw_vintages

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from casualties.report.chart import Chart

DRAW = {
    "daily": draw_daily,
    "panels": draw_panels,
    "totals": draw_totals,
    "places": draw_places,
    "heatmap": draw_heatmap,
    "cumulative": draw_cumulative,
    "vintages": draw_vintages,
    "revisions": draw_revisions,
    "dots": draw_dots,
    "victims": draw_victims,
    "map": draw_map,
    "choropleth": draw_choropleth,
}


def draw(chart: Chart) -> Figure:
    """The chart as a Figure, in inches at its natural size: nothing has to be scaled in the document."""
    with settings(chart.size.text):
        return DRAW[chart.kind](chart)
