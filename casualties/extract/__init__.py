"""Text into claims: numbers, harm, victims, days, places and who says so, by rules alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualties.extract.frame import Totals, article_totals, extract

__all__ = ["Totals", "article_totals", "extract"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: `figures` alone is read without pandas."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("casualties.extract.frame"), name)
