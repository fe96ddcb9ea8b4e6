"""Named policies: one low and one best figure from what several sources report.

Averaging and learned source weights are rejected on purpose: two to five sources with political leanings are
no sample, and a mean is a figure that nobody reported.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import NamedTuple

from casualties.errors import UsageError

Judge = Callable[[dict[str, float], float, int], tuple[float, float | None]]
"""From the best figures by source, the least low and the number of independent groups: low and best."""


class Policy(NamedTuple):
    """How low and best of several sources are made; high is always the highest figure reported."""

    name: str
    meaning: str
    judge: Judge


def middle(bests: dict[str, float]) -> float | None:
    """The middle of the reports; of an even number the lower of the two middle ones."""
    ordered = sorted(bests.values())
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def _lower_median(bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
    return low, middle(bests)


def _min(bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
    return low, min(bests.values(), default=None)


def _max(bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
    return low, max(bests.values(), default=None)


def _range_only(_bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
    return low, None


def _airwars(bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
    return (0.0 if len(set(bests.values())) > 1 else low), None


def _two_independent(bests: dict[str, float], low: float, groups: int) -> tuple[float, float | None]:
    return (low, middle(bests)) if groups >= 2 else (0.0, None)


POLICIES: dict[str, Policy] = {
    p.name: p
    for p in (
        Policy("lower_median", "Middle of the reports, with two the lower of two; the default of this project.", _lower_median),
        Policy("min", "The lowest report (conservative figure: ACLED, Codebook, on conflicting reports of fatalities).", _min),
        Policy("max", "The highest report.", _max),
        Policy("ibc", "Lowest to highest report, no single figure (Iraq Body Count, Methods: minimum and maximum).", _range_only),
        Policy("airwars", "Lowest to highest report, from 0 where reports contest each other (Airwars, Methodology: contested events).", _airwars),
        Policy(
            "two_independent",
            "Only what two independent sources report (OCHA, Protection of Civilians; Syrian Network for Human Rights); from 0 otherwise.",
            _two_independent,
        ),
    )
}


def _preferred(order: list[str]) -> Judge:
    def judge(bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
        return low, next((bests[s] for s in order if s in bests), middle(bests))

    return judge


def _weighted(weights: dict[str, float]) -> Judge:
    def judge(bests: dict[str, float], low: float, _groups: int) -> tuple[float, float | None]:
        ordered = sorted((value, weights.get(source, 1.0)) for source, value in bests.items())
        half, reached = sum(w for _, w in ordered) / 2, 0.0
        for value, weight in ordered:
            reached += weight
            if reached >= half:
                return low, value
        return low, None

    return judge


def policy(name: str) -> Policy:
    """The policy of a name: one of POLICIES, `prefer:ID,ID` or `weighted:ID=2,ID=0.5`.

    `prefer` takes the figure of the first source named that has one, else the middle of the reports; `weighted`
    the weighted lower median, weights given by a person, 1 for sources not named.

    Raises
    ------
    UsageError
        No such policy.
    """
    kind, _, rest = name.partition(":")
    parts = [part.strip(" []") for part in rest.split(",") if part.strip(" []")]
    if kind == "prefer" and parts:
        return Policy(name, f"The figure of the first of {', '.join(parts)} that has one, else the middle of the reports.", _preferred(parts))
    if kind == "weighted" and parts:
        return Policy(name, "The weighted lower median, with weights that a person gave.", _weighted(_weights(parts, name)))
    if name in POLICIES:
        return POLICIES[name]
    near = difflib.get_close_matches(name, POLICIES, n=1)
    raise UsageError(
        f"there is no policy {name!r}.",
        where="policy",
        do=(f"Did you mean {near[0]!r}? " if near else "") + f"Policies: {', '.join(POLICIES)}, prefer:ID,ID, weighted:ID=2,ID=1.",
    )


def _weights(parts: list[str], name: str) -> dict[str, float]:
    weights = {}
    for part in parts:
        source, _, weight = part.partition("=")
        try:
            weights[source.strip()] = float(weight)
        except ValueError:
            raise UsageError(f"{part!r} gives no weight.", where=f"policy {name!r}", do="Write weighted:ID=2,ID=1.") from None
        if not 0 <= weights[source.strip()] < float("inf"):
            raise UsageError(f"the weight of {part!r} is not 0 or more.", where=f"policy {name!r}", do="Write weighted:ID=2,ID=1.")
    return weights
