"""Random claims of mixed kinds for the comparison of the package with the oracle: seeded, small, hostile."""

from __future__ import annotations

import datetime as dt
import random

FIRST = dt.date(2012, 2, 1)
PLACES = ["SYR", "SYR/Homs", "SYR/Homs/Homs", "SYR/Homs/Rastan", "SYR/Idlib"]
VICTIMS = ["all"] * 8 + ["civilians", "children", "women", "women_and_children", "men", "journalists", "rebels", "security_forces", "combatants"]
CLAIMANTS = ["sohr", "lcc", "snhr", "activists", "witnesses", None, "syrian-government", "ucdp"]
QUALIFIERS = ["exact"] * 5 + ["at_least"] * 3 + ["more_than", "about", "up_to", "between", "vague"]
KINDS = frozenset({
    "generic", "nested", "spans", "incident", "atoms", "cumulative", "hedges", "corrects", "retracts", "undated", "dates", "part", "except",
    "victims", "denies", "part_of", "as_of", "party", "database", "several",
})  # fmt: skip


def scenario(seed: int, kinds: frozenset[str] = KINDS, most: int = 7) -> list[dict]:
    """Claims of one scenario."""
    rng = random.Random(seed)
    allowed = [
        c for c in CLAIMANTS
        if (c not in {"activists", "witnesses", None} or "generic" in kinds) and (c != "syrian-government" or "party" in kinds)
        and (c != "ucdp" or "database" in kinds)
    ]  # fmt: skip
    claimants = rng.sample(allowed, min(len(allowed), rng.randint(1, 4))) if "several" in kinds else [rng.choice(allowed)]
    places = rng.sample(PLACES, rng.randint(1, 3)) if "nested" in kinds else [rng.choice(PLACES)]
    spans = []
    for _ in range(rng.randint(1, 3)):
        first = rng.randint(0, 7)
        spans.append((first, first + (rng.randint(0, min(4, 7 - first)) if "spans" in kinds else 0)))
    made: list[dict] = []
    for i in range(rng.randint(1, most)):
        if made and rng.random() < 0.3:
            made.append(revision(rng, made, i, kinds))
        else:
            made.append(fresh(rng, claimants, places, spans, i, kinds))
    return made


def fresh(rng: random.Random, claimants: list, places: list[str], spans: list[tuple[int, int]], i: int, kinds: frozenset[str]) -> dict:
    first, last = rng.choice(spans)
    claimant = rng.choice(claimants)
    counting = rng.choice(["period"] * 6 + ["incident"] * 2 * ("incident" in kinds or "atoms" in kinds) + ["cumulative"] * 2 * ("cumulative" in kinds))
    place = rng.choice(places)
    incident = None
    # An incident has one place and one span: one id on two of them is counted on both, with a finding, and is not compared here.
    if claimant == "ucdp":
        counting, incident = "incident", f"e{rng.randint(1, 3)} {place} {first}-{last}"
    elif counting == "incident" and "atoms" in kinds and ("incident" not in kinds or rng.random() < 0.5):
        incident = f"i{rng.randint(1, 3)} {place} {first}-{last}"
    if counting == "cumulative":
        first = 0
    record = {
        "claim_id": f"c{i}", "claimant": claimant, "harm": "killed", "counting": counting, "stance": "asserts", "scope": "whole",
        "victims": rng.choice(VICTIMS) if "victims" in kinds else "all", "place_id": place, "start": iso(first), "end": iso(last),
        "published_at": published(rng, last, kinds), "publisher": rng.choice(["paper one", "paper two"]),
    }  # fmt: skip
    if incident:
        record["incident_id"] = incident
    return record | odd(rng, kinds) | numbers(rng, claimant, kinds)


def revision(rng: random.Random, made: list[dict], i: int, kinds: frozenset[str]) -> dict:
    """Another word on a claim made before."""
    old = rng.choice(made)
    last = (dt.date.fromisoformat(old["end"]) - FIRST).days
    new = old | {"claim_id": f"c{i}", "published_at": published(rng, last + rng.randint(0, 2), kinds), "publisher": rng.choice(["paper one", "paper two"])}
    if rng.random() < 0.8:
        new |= numbers(rng, old["claimant"], kinds)
    stances = ["asserts"] * 3 + ["corrects"] * ("corrects" in kinds) + ["retracts"] * ("retracts" in kinds) + ["denies"] * ("denies" in kinds)
    new["stance"] = rng.choice(stances)
    if new["stance"] in {"corrects", "retracts"} and new["published_at"] is None:
        new["published_at"] = old["published_at"] or f"{iso(last)}T21:00:00Z"
    if "part_of" in kinds and rng.random() < 0.3 and old["stance"] == new["stance"] == "asserts":
        new["part_of"] = old["claim_id"]
        if rng.random() < 0.5:
            new["victims"] = "children"
    return new


def published(rng: random.Random, last: int, kinds: frozenset[str]) -> str | None:
    draw = rng.random()
    when = iso(last + rng.choice([0, 0, 0, 1, 1, 2, 4, -1]))
    if "undated" in kinds and draw < 0.08:
        return None
    if "dates" in kinds and draw < 0.4:
        return when
    return f"{when}T{rng.choice([9, 12, 18, 20]):02d}:00:00Z"


def odd(rng: random.Random, kinds: frozenset[str]) -> dict:
    draw = rng.random()
    if "part" in kinds and draw < 0.06:
        return {"scope": "part"}
    if "except" in kinds and draw > 0.95:
        return {"scope": "except"}
    if "denies" in kinds and 0.4 < draw < 0.44:
        return {"stance": "denies"}
    return {}


def numbers(rng: random.Random, claimant: str | None, kinds: frozenset[str]) -> dict:
    n = rng.choice([0, 3, 5, 8, 10, 12, 20, 25, 30, 40, 50, 60, 100, rng.randint(1, 120)])
    kind = rng.choice(QUALIFIERS) if "hedges" in kinds else rng.choice(["exact", "exact", "at_least"])
    if claimant == "ucdp":
        return {"qualifier": "coded", "low": n * 3 // 4, "best": n, "high": n + rng.randint(0, 9)}
    if kind in {"at_least", "more_than"}:
        n = n or 1
        return {"qualifier": kind, "low": n, "best": n, "high": None}
    if kind == "vague":
        n = rng.choice([3, 10, 12, 20, 100])
        return {"qualifier": kind, "low": n, "best": n, "high": None, "stated": "several"}
    if kind == "up_to":
        return {"qualifier": kind, "low": None, "best": None, "high": n}
    if kind == "about":
        return {"qualifier": kind, "low": None, "best": n, "high": None}
    if kind == "between":
        return {"qualifier": kind, "low": n, "best": None, "high": n + rng.randint(1, 20)}
    return {"qualifier": "exact", "low": n, "best": n, "high": n}


def moment(seed: int) -> str | None:
    """An as-of for a batch: often none, else in the middle."""
    rng = random.Random(seed)
    return None if rng.random() < 0.5 else f"{iso(rng.randint(1, 10))}T15:00:00Z"


def moved(claims: list[dict], country: str) -> list[dict]:
    """The same claims in another country, so that many scenarios can be reconciled at once without meeting."""
    made = []
    for claim in claims:
        new = claim | {"claim_id": f"{country}-{claim['claim_id']}", "place_id": country + claim["place_id"][3:]}
        if claim.get("part_of"):
            new["part_of"] = f"{country}-{claim['part_of']}"
        made.append(new)
    return made


def country(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "X" + letters[number // 26 % 26] + letters[number % 26]


def iso(offset: int) -> str:
    return (FIRST + dt.timedelta(days=offset)).isoformat()
