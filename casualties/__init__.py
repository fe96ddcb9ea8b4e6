"""Claims about the dead of armed conflict, and series that never count a death twice.

The public names load what they need when first used: ``import casualties`` itself loads no pandas.

Examples
--------
>>> import casualties as cas
>>> claims = cas.read_claims(place="Homs", start="2012-02-01", end="2012-02-29")  # doctest: +SKIP
>>> segments = cas.reconcile(claims)  # doctest: +SKIP
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualties import errors
    from casualties.extract import article_totals, extract
    from casualties.ingest import claims_frame
    from casualties.pipeline import chart_frame, diff, read_claims, revision_summary, series
    from casualties.reconcile import daily, reconcile, total
    from casualties.reconcile.examine import examine
    from casualties.reconcile.explain import explain
    from casualties.report import figure

__version__ = "0.1.0"

__all__ = [
    "article_totals",
    "chart_frame",
    "claims_frame",
    "daily",
    "diff",
    "errors",
    "examine",
    "explain",
    "extract",
    "figure",
    "read_claims",
    "reconcile",
    "revision_summary",
    "series",
    "total",
]

_HOME = {
    "article_totals": "casualties.extract",
    "chart_frame": "casualties.pipeline",
    "claims_frame": "casualties.ingest",
    "daily": "casualties.reconcile",
    "diff": "casualties.pipeline",
    "examine": "casualties.reconcile",
    "explain": "casualties.reconcile",
    "extract": "casualties.extract",
    "figure": "casualties.report",
    "read_claims": "casualties.pipeline",
    "reconcile": "casualties.reconcile",
    "revision_summary": "casualties.pipeline",
    "series": "casualties.pipeline",
    "total": "casualties.reconcile",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    from importlib import import_module

    if name == "errors":
        return import_module("casualties.errors")
    if name not in _HOME:
        raise AttributeError(f"module 'casualties' has no attribute {name!r}; public names: {', '.join(__all__)}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The module, on which a public function wins over the subpackage of the same name.

    The import system binds `casualties.reconcile`, the package, to the attribute `reconcile` as soon as anything imports it;
    whoever writes `cas.reconcile(claims)` means the function, whatever was imported before.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOME and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
