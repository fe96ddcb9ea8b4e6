"""One total of an article for one harm: main figures, no parts, no background totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casualties.extract.article import Claim


def main(claims: list[Claim], harm: str) -> int | None:
    """The total of one harm that an article states (persons), or None.

    The figures of the same event are alternatives or repetitions, of which the largest that is no running total counts.
    """
    own = [c for c in claims if c.bound.harm == harm and c.whole is None and not c.running]
    own = own or [c for c in claims if c.bound.harm == harm]
    return max((c.bound.number.value for c in own), default=None)
