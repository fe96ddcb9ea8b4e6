"""Text into claims: numbers, harm, victims, days, places and who says so, by rules alone.

The way of a text, each step a module: `sentences` (tokens with offsets), `numbers`, `harms` (words of harm), `counted` (what a number
counts, with `victims` and `unclaimed`), `binding` (which number, whom, what end; with `verbs`, `objects` and `tolls`), `spans` and `dates`, `countries`
and `where`, `phrases`, `saying` and `who`; then over sentences `parts`, `timing` (with `running`), `placing`, `speakers` (with `known` and
`agencies`), `deeds` (means, doers, scope). `setting` gives the country of a text that names none. `article` puts them together into records, `frame`
makes claims of records, `totals` (with `named` and `persons`) one total of an article. `figures` reads a figure that stands alone. Tables of words stand at the head of the module that reads them.
"""

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
