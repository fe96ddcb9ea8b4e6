#!/usr/bin/env python3
"""Score extraction on annotated articles, whole and by family: `scripts/score_extract.py [FILE.jsonl ...]`.

A claim found is right where its harm and figure are those of a claim of the annotation and its quote lies in the same sentence; one to one. A vague figure
needs the same order of magnitude. Claims marked `hard` count neither as missed nor, where they are found, as false.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from casualties.extract import article

HOME = Path(__file__).parents[1] / "tests" / "extract" / "articles.jsonl"
SLOTS = ("qualifier", "victims", "place", "days", "claimant", "counting", "part_of")


def same_figure(gold: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether two figures are equal; of vague ones, their order of magnitude."""
    if gold["harm"] != found["harm"]:
        return False
    if "vague" in (gold["qualifier"], found["qualifier"]):
        first, second = (x["low"] or x["best"] for x in (gold, found))
        return bool(first and second and 0.45 <= first / second <= 2.3)
    return {gold[k] for k in ("low", "best", "high")} - {None} == {found[k] for k in ("low", "best", "high")} - {None}


def sentence(text: str, quote: str) -> tuple[int, int]:
    """Offsets of the sentence that holds a quote."""
    at = text.find(quote)
    start, end = text.rfind(". ", 0, at) + 1, text.find(". ", at + len(quote))
    return start, len(text) if end < 0 else end + 1


def match(text: str, gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[int, int]:
    """Index of an annotated claim -> index of the claim found for it, those whose quotes overlap first."""
    pairs: dict[int, int] = {}
    for near in (True, False):
        for g, want in enumerate(gold):
            at = text.find(want["quote"])
            start, end = (at, at + len(want["quote"])) if near else sentence(text, want["quote"])
            for f, got in enumerate(found):
                if g not in pairs and f not in pairs.values() and same_figure(want, got) and got["quote_start"] < end and got["quote_end"] > start:
                    pairs[g] = f
    return pairs


def name(value: object) -> str:
    """A name reduced to its letters, without articles and words for the kind of place."""
    words = "".join(c if c.isalnum() else " " for c in str(value or "").rsplit("/", 1)[-1].lower()).split()
    return "".join(w for w in words if w not in {"al", "el", "the", "of", "city", "province", "governorate", "district"})


def slots(gold: dict[str, Any], found: dict[str, Any], parts: tuple[object, object]) -> dict[str, bool]:
    """Which slots of a claim that was found are right."""
    place, got = name(gold["place"]), {name(found["place"]), name(found["place_id"])} - {""}
    speaker, said = name(gold["claimant"]), name(found["claimant_stated"])
    days = tuple(day.isoformat() if day else None for day in (found["start"], found["end"]))
    nowhere = not got or "/" not in (found["place_id"] or "/")
    return {
        "qualifier": gold["qualifier"] == found["qualifier"],
        "victims": gold["victims"] == found["victims"],
        "place": nowhere if not place else any(place == x or (len(place) > 4 and (place in x or x in place)) for x in got),
        "days": days == (gold["start"], gold["end"]),
        "claimant": said == speaker if not (said and speaker) else said in speaker or speaker in said,
        "counting": (gold["counting"] == "cumulative") == (found["counting"] == "cumulative"),
        "part_of": parts[0] == parts[1],
    }


def families(claim: dict[str, Any]) -> list[str]:
    """Families a claim belongs to, whether annotated or found."""
    shape = "vague" if claim["qualifier"] == "vague" else "exact" if claim["qualifier"] == "exact" else "hedged or range"
    part = "part" if claim["part_of"] is not None else "main"
    return [claim["harm"], shape, "one person" if (claim["best"] or claim["low"]) == 1 else "several", part, claim["counting"]]


def score(paths: list[Path]) -> dict[str, Any]:
    """Counts over articles: figures, slots, traps, and by family.

    Returns
    -------
    dict
        precision, recall, f1, whole, slots (mean and each), traps, families (name -> precision, recall, number annotated).
    """
    n: Counter[str] = Counter()
    right: Counter[str] = Counter()
    want_by, got_by, hit_by = Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            art = json.loads(line)
            text, gold = art["text"], art["claims"]
            found = article.records(text, dt.date.fromisoformat(art["published"][:10]), art["outlet"], art.get("title"))
            pairs = match(text, gold, found)
            back = {found[f]["claim_id"]: g for g, f in pairs.items()}
            for g, want in enumerate(gold):
                if want["hard"]:
                    continue
                n["gold"] += 1
                want_by.update(families(want))
                if g not in pairs:
                    continue
                got = found[pairs[g]]
                n["hit"] += 1
                hit_by.update(families(want))
                ok = slots(want, got, (back.get(got["part_of"]), want["part_of"]))
                right.update(slot for slot in SLOTS if ok[slot])
                n["whole"] += ok["place"] and ok["days"] and ok["claimant"]
            for f, got in enumerate(found):
                if f in pairs.values():
                    continue
                n["false"] += 1
                got_by.update(families(got))
                at = (text.find(trap) for trap in art.get("traps", []))
                n["traps"] += any(
                    i >= 0 and got["quote_start"] < i + len(trap) and got["quote_end"] > i for i, trap in zip(at, art.get("traps", []), strict=True)
                )
    precision, recall = n["hit"] / max(n["hit"] + n["false"], 1), n["hit"] / max(n["gold"], 1)
    each = {slot: right[slot] / max(n["hit"], 1) for slot in SLOTS}
    return {
        "claims": n["gold"],
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "whole": n["whole"] / max(n["gold"], 1),
        "traps": n["traps"],
        "slots_mean": sum(each.values()) / len(SLOTS),
        "slots": each,
        "families": {k: (hit_by[k] / max(hit_by[k] + got_by[k], 1), hit_by[k] / want_by[k], want_by[k]) for k in sorted(want_by)},
    }


if __name__ == "__main__":
    result = score([Path(p) for p in sys.argv[1:]] or [HOME])
    print(f"{result['claims']} claims: precision {result['precision']:.3f}, recall {result['recall']:.3f}, F1 {result['f1']:.3f}; ", end="")
    print(f"whole {result['whole']:.3f}; slots {result['slots_mean']:.3f}; in traps {result['traps']}")
    print("slots: " + ", ".join(f"{slot} {share:.2f}" for slot, share in result["slots"].items()))
    print("| family | precision | recall | claims |\n|---|---|---|---|")
    for family, (precision, recall, number) in result["families"].items():
        print(f"| {family} | {precision:.2f} | {recall:.2f} | {number} |")
