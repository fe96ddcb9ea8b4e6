#!/usr/bin/env python3
"""Articles a second, beside a naive pass of one regular expression over the same texts: `extract.py [COUNT]`."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import say

import casualties as cas
from casualties.extract import article

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = Path(__file__).parents[2] / "tests" / "extract" / "articles.jsonl"
DAY = dt.date(2024, 10, 29)
SIZE = 2500
NAIVE = re.compile(r"(\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten)\W+(?:\w+\W+){0,6}?(killed|dead|died|wounded|injured)", re.IGNORECASE)
# What most of a news article is made of: sentences of the same length without a figure of harm.
FILLER = (
    "The minister met his counterpart from the neighbouring country on Tuesday and spoke of trade, water and the roads between them. "
    "Farmers in the north of the province say that the harvest was poor and that prices in the market rose by a fifth. "
    "Neither side would comment on the talks, which began in the capital last week and are to be resumed after the holidays. "
)


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU of the better of two runs."""
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 440
    own = [json.loads(line)["text"] for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    dense = [own[n % len(own)] for n in range(count)]
    news = [(text + "\n\n" + FILLER * 20)[:SIZE] for text in dense]
    for text in own:
        article.records(text, DAY)  # places of every country are read once
    for name, texts in ((f"ms for {SIZE} characters, 7 figures an article", news), ("the same, nothing but figures", dense)):
        thousands = sum(map(len, texts)) / SIZE / 1000
        naive = cpu(lambda: [NAIVE.findall(text) for text in texts])  # noqa: B023
        say(name, cpu(lambda: [article.records(text, DAY) for text in texts]) / thousands, naive / thousands, 2.5, "ms")  # noqa: B023
    cas.extract(own[0], published=DAY)
    say("one cas.extract", min(cpu(lambda: cas.extract(own[0], published=DAY)) for _ in range(5)) * 1000, cpu(lambda: NAIVE.findall(own[0])) * 1000, 60, "ms")
