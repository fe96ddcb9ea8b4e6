"""What a chart is about, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.report import words

if TYPE_CHECKING:
    import pandas as pd


def what(harm: str, victims: str, place: str, window: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    """`Reported killed (civilians), Homs, February 2012`."""
    who = "" if victims == "all" else f" ({words.say(f'victims.{victims}')})"
    text = words.say("chart.what", harm=words.say(f"harm.{harm}"), victims=who, place=place, window=words.days(*window))
    return text.replace(", ,", ",")
