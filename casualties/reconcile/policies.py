"""Named policies: how one best figure is chosen from the best figures of several sources.

Averaging and learned source weights are rejected on purpose: two to five sources with political leanings are
no sample, and a mean is a figure that nobody reported.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable

from casualties.errors import UsageError

Chooser = Callable[[dict[str, float]], float]


def lower_median(bests: dict[str, float]) -> float:
    """The middle of the reports; of an even number the lower of the two middle ones."""
    ordered = sorted(bests.values())
    return ordered[(len(ordered) - 1) // 2]


def least(bests: dict[str, float]) -> float:
    """The lowest best figure."""
    return min(bests.values())


def greatest(bests: dict[str, float]) -> float:
    """The highest best figure."""
    return max(bests.values())


def preferred(order: list[str]) -> Chooser:
    """The figure of the first source of `order` that has one, else the lower median."""

    def choose(bests: dict[str, float]) -> float:
        return next((bests[s] for s in order if s in bests), lower_median(bests))

    return choose


POLICIES: dict[str, tuple[Chooser, str]] = {
    "lower_median": (lower_median, "Middle of the reports, with two the lower of two; default of this project."),
    "min": (least, "The lowest report: the conservative figure of ACLED's codebook (2019 and later) for conflicting reports."),
    "max": (greatest, "The highest report."),
}


def policy(name: str) -> Chooser:
    """The chooser of a policy: lower_median, min, max, or prefer:id,id,...

    Raises
    ------
    UsageError
        No such policy.
    """
    if name.startswith("prefer:"):
        order = [part.strip(" []") for part in name.removeprefix("prefer:").split(",")]
        if all(order):
            return preferred(order)
    if name in POLICIES:
        return POLICIES[name][0]
    near = difflib.get_close_matches(name, POLICIES, n=1)
    raise UsageError(
        f"there is no policy {name!r}.", where="policy", do=(f"Did you mean {near[0]!r}? " if near else "") + f"Policies: {', '.join(POLICIES)}, prefer:ID,ID."
    )
