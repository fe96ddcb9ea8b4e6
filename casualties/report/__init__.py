"""Charts and documents from prepared frames: a PDF, a PNG and SVG a chart, and every number drawn as JSON and CSV with the claims behind it."""

from __future__ import annotations

from casualties.report.build import FORMATS, build
from casualties.report.definition import ReportDefinition, read_report
from casualties.report.kinds import KINDS, figure
from casualties.report.material import DAILY, TOTALS, Material, publishable

__all__ = ["DAILY", "FORMATS", "KINDS", "TOTALS", "Material", "ReportDefinition", "build", "figure", "publishable", "read_report"]
