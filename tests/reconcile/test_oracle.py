"""The package beside an independent reading of the rules, on random claims of mixed kinds.

Scenarios whose meaning the rules leave open are passed over (`open_question`), and so are those in which the package is known to
depart from the rules (`departs`); everything else must agree, row by row. CASUALTIES_SCENARIOS sets how many are drawn in all.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter, defaultdict

import pandas as pd
import pytest

import casualties as cas
from tests.reconcile import oracle, oracle_scenarios
from tests.reconcile.oracle_limits import departs, open_question

MIXES = [
    "",
    "corrects retracts dates undated as_of",
    "hedges corrects retracts dates undated as_of denies except part_of",
    "nested several",
    "nested victims",
    "spans several",
    "generic several nested",
    "generic several dates undated as_of",
    "several victims part dates",
    "party several victims nested spans",
    "cumulative corrects retracts dates undated as_of nested",
    "cumulative spans generic several nested",
    "atoms nested several corrects dates undated",
    "incident spans nested several",
    "atoms incident spans several nested",
    "database several nested party victims dates as_of",
    "generic incident atoms corrects retracts denies except dates undated as_of nested several",
    "cumulative atoms incident database party several victims nested spans dates",
    "cumulative atoms incident database party generic several victims nested spans dates undated corrects retracts denies except as_of",
]
EACH = int(os.environ.get("CASUALTIES_SCENARIOS", "285")) // len(MIXES)


def number(value: object) -> int | None:
    return None if pd.isna(value) else int(value)


def of_package(claims: list[dict], as_of: str | None) -> tuple[pd.DataFrame, dict[str, Counter]]:
    segments = cas.reconcile(cas.claims_frame(claims), as_of=as_of)
    rows: dict[str, Counter] = defaultdict(Counter)
    for r in segments.itertuples():
        last = (bool(r.contested), int(r.n_sources)) if r.source == "combined" else (r.basis,)
        told = (r.start.toordinal(), r.end.toordinal(), number(r.low), number(r.best), number(r.high), bool(r.high_open))
        rows[r.place_id[:3]][r.source, r.place_id, r.victims, *told, *last] += 1
    return segments, rows


def of_oracle(claims: list[dict], as_of: str | None) -> Counter:
    rows: Counter = Counter()
    for r in oracle.reconcile(claims, as_of):
        last = (r.contested, r.n_sources) if r.source == "combined" else (r.basis,)
        rows[r.source.replace(" ", "-"), r.place, r.victims, r.start, r.end, r.low, r.best, r.high, r.open, *last] += 1
    return rows


def readable(rows: Counter) -> list[str]:
    return [" ".join(str(dt.date.fromordinal(x)) if isinstance(x, int) and x > 700_000 else str(x) for x in row) for row in rows]


@pytest.mark.parametrize("mix", MIXES)
def test_rows_agree_with_the_oracle(mix) -> None:
    kinds = frozenset(mix.split())
    compared = 0
    for first in range(0, EACH, 40):
        seeds = range(first, min(first + 40, EACH))
        as_of = oracle_scenarios.moment(first) if "as_of" in kinds else None
        drawn = {s: oracle_scenarios.moved(oracle_scenarios.scenario(s, kinds), oracle_scenarios.country(s - first)) for s in seeds}
        kept = {s: claims for s, claims in drawn.items() if not open_question(claims, mix, as_of) and not departs(claims, as_of)}
        _, told = of_package([c for claims in kept.values() for c in claims], as_of)
        for seed, claims in kept.items():
            got, want = told[oracle_scenarios.country(seed - first)], of_oracle(claims, as_of)
            compared += 1
            if got != want:
                listed = "\n".join(json.dumps(c) for c in claims)
                pytest.fail(f"seed {seed}, as of {as_of}\n{listed}\npackage only: {readable(got - want)}\noracle only: {readable(want - got)}")
    assert compared >= EACH // 5


def test_window_totals_lie_within_what_the_statements_allow() -> None:
    """Prefix sums over days that are not negative: the least of a total is what a shortest path says, and so is its high where closed."""
    kinds = frozenset({"spans"})
    countries = {oracle_scenarios.country(n): seed for n, seed in enumerate(range(min(EACH, 60)))}
    drawn = {code: oracle_scenarios.moved(oracle_scenarios.scenario(seed, kinds), code) for code, seed in countries.items()}
    segments, _ = of_package([c for claims in drawn.values() for c in claims], None)
    start, end = dt.date(2012, 2, 1), dt.date(2012, 2, 8)
    compared = 0
    for claims in drawn.values():
        source, place = claims[0]["claimant"], claims[0]["place_id"]
        if open_question(claims, "", None):
            continue
        allowed = oracle.bounds(claims, (source, place, "killed", "all"), start.toordinal(), end.toordinal())
        if allowed is None:
            continue
        total = cas.total(segments, place_id=place, source=source, start=start.isoformat(), end=end.isoformat())
        assert total.low == allowed[0], claims
        assert total.high_open or total.high == allowed[1], claims
        compared += 1
    assert compared >= min(EACH, 60) // 4


def test_the_oracle_tells_a_death_once() -> None:
    """The oracle itself, on a case by hand: a weekend of at least 260 with a Saturday of 55."""
    day = {"claimant": "sohr", "harm": "killed", "victims": "all", "counting": "period", "place_id": "SYR/Homs", "publisher": "paper"}
    rows = oracle.sources([
        day | {"claim_id": "a", "start": "2012-02-04", "end": "2012-02-05", "published_at": "2012-02-05T22:00:00Z", "qualifier": "at_least", "low": 260, "best": 260},
        day | {"claim_id": "b", "start": "2012-02-04", "end": "2012-02-04", "published_at": "2012-02-05T09:00:00Z", "qualifier": "exact", "low": 55, "best": 55, "high": 55},
    ])  # fmt: skip
    told = [(r.basis, r.low, r.best, r.open) for r in rows if r.place == "SYR/Homs"]
    assert told == [("direct", 55, 55, False), ("remainder", 205, 205, True)]
