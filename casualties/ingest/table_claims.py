"""Statements as written into columns of the claims table, in their dtypes, and the rules that each breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties import dtypes
from casualties.ingest import parse, written
from casualties.ingest.found import Finding
from casualties.ingest.table_plan import AREAS, Plan
from casualties.tables import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casualties.ingest.table_long import Long

LONGEST_TEXT = 20_000
"""Characters of the longest cell that can be true."""
_SCIENTIFIC = r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+"
_DAYS = ("start", "end", "date")
_PARTS = ("%Y-%m-%d", "%Y-%m", "%Y")
_AREA_PRECISION = {"country": "country", "adm_1": "admin1", "adm_2": "admin2"}


def statements(long: Long, plan: Plan) -> tuple[pd.DataFrame, pd.Series, list[Finding]]:
    """Claims, what is wrong with each, and what a person should look at.

    Parameters
    ----------
    long : Long
    plan : Plan

    Returns
    -------
    claims : DataFrame
        Columns of claims, and areas; index 0, 1, ...
    reasons : Series of str
        Names of the rules broken, joined by "; "; "" = none.
    findings : list of Finding
    """
    index = long.texts.index
    out: dict[str, pd.Series] = {}
    broken: dict[str, pd.Series] = {}
    broken["record_id_given"] = long.record_id.isna()
    if "record_id" in plan.columns:  # 4.8528E+04: digits of it are lost
        broken["record_id_not_scientific"] = long.record_id.str.fullmatch(_SCIENTIFIC).fillna(False).astype(bool)
    broken["text_not_too_long"] = pd.Series(False, index=index)
    for name in long.texts:
        broken["text_not_too_long"] |= parse.longer(long.texts[name], LONGEST_TEXT)
    for name in long.texts:
        if name in AREAS or (name in CLAIMS.names and CLAIMS[name].kind in ("Text", "Enum")):
            out[name] = parse.text(long.texts[name])
    for name in ("lat", "lon"):
        if name in long.texts:
            out[name], broken[f"{name}_is_number"] = parse.reals(written.digits(long.texts[name], plan.thousands, plan.decimal))
    if "published_at" in long.texts:
        out["published_at"], broken["published_at_is_instant"] = written.instants(long.texts["published_at"], plan.day_formats, plan.placeholders)
    _days(long, plan, out, broken)
    _figures(long, plan, out, broken)
    _constants(long, plan, out)
    _spans(out, index)
    _hedges(out, index)
    findings = _codes(out, broken, persons=plan.persons)
    if any(name in out for name in AREAS):
        _areas(out, index)
    return pd.DataFrame(out, index=index), _reasons(broken, len(index)), findings


def _codes(out: Mapping[str, pd.Series], broken: dict[str, pd.Series], *, persons: bool) -> list[Finding]:
    """Words that are none of their closed list: their statements are rejected, and a person is told what to write."""
    findings: list[Finding] = []
    for name in CLAIMS.names:
        if name in out and CLAIMS[name].values:
            strange = sorted(set(out[name].dropna()) - set(CLAIMS[name].values))
            findings += [_strange(name, "a code" if persons else repr(value[:80])) for value in strange[: 1 if persons else None]]
            broken[f"{name}_known"] = out[name].notna() & ~out[name].isin(CLAIMS[name].values)
    return findings


def _strange(name: str, value: str) -> Finding:
    message = f"{value} is no {name}: its statements were rejected. Write options.codes.{name} in dataset.toml: one of {', '.join(CLAIMS[name].values)}."
    return Finding("unknown code", "warning", message)


def _days(long: Long, plan: Plan, out: dict[str, pd.Series], broken: dict[str, pd.Series]) -> None:
    for name in _DAYS:
        if name not in long.texts:
            continue
        formats = _PARTS if name == "date" and "year" in plan.columns else plan.day_formats
        span = written.spans(long.texts[name], formats, plan.placeholders)
        broken[f"{name}_is_day"], broken[f"{name}_is_unambiguous"], broken[f"{name}_not_placeholder"] = span.bad, span.ambiguous, span.placeholder
        if name == "start":
            out["start"] = span.first
        else:
            out["end"] = span.last
            if name == "date":
                out["start"] = span.first
                out["date_precision"] = span.precision if "date_precision" not in out else out["date_precision"].fillna(span.precision)
        if name != "start":
            broken["end_given"] = span.last.isna() & ~span.bad & ~span.ambiguous & ~span.placeholder & ("end" not in plan.constants)


def _figures(long: Long, plan: Plan, out: dict[str, pd.Series], broken: dict[str, pd.Series]) -> None:
    for name in ("low", "best", "high"):
        column = long.figures[name]
        out[name], broken[f"{name}_is_whole_number"] = parse.counts(written.digits(column, plan.thousands, plan.decimal))
    if long.count is not None:
        out["best"] = long.count
    words = long.figures["figure"]
    if words.notna().any():
        told = written.stated(words)
        broken["figure_is_figure"] = told.bad
        for name in ("low", "best", "high"):
            out[name] = out[name].fillna(getattr(told, name))
        out["stated"] = out.get("stated", words).fillna(words)
        out["qualifier"] = out.get("qualifier", told.qualifier).fillna(told.qualifier)
        out["(in words)"] = words.notna()


def _constants(long: Long, plan: Plan, out: dict[str, pd.Series]) -> None:
    """What is true of all statements fills what their rows do not say; what is true of one figure replaces it."""
    for name, value in plan.constants.items():
        made = _full(name, value, long.texts.index)
        out[name] = out[name].where(out[name].notna(), made) if name in out else made
    for kind, figure in enumerate(plan.figures):
        here = pd.Series(long.kind == kind)
        for name, value in figure.constants.items():
            made = _full(name, value, long.texts.index)
            empty = _full(name, None, long.texts.index)
            out[name] = made.where(here, out.get(name, empty))


def _full(name: str, value: Any, index: pd.Index) -> pd.Series:
    kind: dtypes.Kind = "Text" if name in AREAS else CLAIMS[name].kind
    if kind == "Day" and value is not None:
        value = pd.Timestamp(value).as_unit("us")
    made: pd.Series = pd.Series([value] * len(index), index=index, dtype=dtypes.PANDAS[kind])
    return made


def _spans(out: dict[str, pd.Series], index: pd.Index) -> None:
    """date_precision where it is not told."""
    start, end = out.get("start", _full("start", None, index)), out["end"]
    made = pd.Series(np.where(start.isna(), "unknown", np.where(start == end, "day", "days")), index=index, dtype="str")
    out["date_precision"] = out["date_precision"].where(out["date_precision"].notna(), made) if "date_precision" in out else made


def _hedges(out: dict[str, pd.Series], index: pd.Index) -> None:
    """Qualifiers where none is told, and the figures a qualifier implies: a claim keeps what was said."""
    low, best, high = out["low"], out["best"], out["high"]
    told = out.get("qualifier", pd.Series(None, index=index, dtype="str"))
    words = out.pop("(in words)", pd.Series(False, index=index))
    alone = best.notna() & low.isna() & high.isna()
    guess = pd.Series("coded", index=index, dtype="str")
    guess = guess.mask(alone, "exact")
    guess = guess.mask(best.isna() & low.notna() & high.isna(), "at_least").mask(best.isna() & high.notna() & low.isna(), "up_to")
    pair = best.isna() & low.notna() & high.notna()
    guess = guess.mask(pair, "between").mask(pair & (low == high).fillna(False).astype(bool), "exact")
    out["qualifier"] = told.where(told.notna(), guess)
    hedge = out["qualifier"]
    single = ~words & (low.notna().astype(int) + best.notna() + high.notna() == 1)
    number = best.fillna(low).fillna(high)
    exact, floor, ceiling, about = (single & hedge.isin(names) for names in (["exact"], ["at_least", "more_than"], ["up_to"], ["about"]))
    out["low"] = low.mask(exact | floor, number).mask(ceiling | about)
    out["best"] = best.mask(exact | floor | about, number).mask(ceiling)
    out["high"] = high.mask(exact | ceiling, number).mask(floor | about)
    same = pair & (hedge == "exact")
    out["best"] = out["best"].mask(same, low)


def _areas(out: dict[str, pd.Series], index: pd.Index) -> None:
    for name in AREAS:
        out.setdefault(name, pd.Series(None, index=index, dtype="str"))
    out["adm_2"] = out["adm_2"].where(out["adm_1"].notna())
    place = out.get("place", pd.Series(None, index=index, dtype="str"))
    precision = pd.Series("unknown", index=index, dtype="str")
    for name in AREAS:
        precision = precision.mask(out[name].notna(), _AREA_PRECISION[name])
    for name in reversed(AREAS):
        place = place.where(place.notna(), out[name])
    out["place"] = place
    out["place_precision"] = out["place_precision"].fillna(precision) if "place_precision" in out else precision


def _reasons(broken: Mapping[str, pd.Series], length: int) -> pd.Series:
    reasons = pd.Series("", index=range(length), dtype=object)
    for name, mask in broken.items():
        if mask.any():
            hit = reasons[mask.to_numpy()]
            reasons[mask.to_numpy()] = hit.where(hit == "", hit + "; ") + name
    return reasons
