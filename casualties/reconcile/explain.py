"""Which rule touched a figure: a segment and its claims, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties import sources as registry
from casualties.errors import UsageError
from casualties.reconcile.examine import Examined, examine
from casualties.reconcile.policies import policy as policy_named
from casualties.reconcile.rulings import words as ruling_words
from casualties.spelling import split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    Row = Mapping[str, Any]

CLAIMS_TOLD = ["claim_id", "part", "status", "rule", "reason", "figure", "source", "publisher", "published_at", "start", "end"]
SHOWN = ["low", "high", "claim_ids", "superseded_ids"]

BASES = {
    "direct": "a statement as it stands",
    "difference": "the difference of two running totals of this source (rule 3)",
    "total since start": "a running total from its first day (rule 3)",
    "remainder": "what is left of a longer figure once the figures inside it are taken off (rule 4)",
    "undistributed": "what a longer figure exceeds the figures of its days by; on which day is not known (rule 4)",
    "constraint": "a figure that cuts across others: it bounds totals and is not taken off anything (rule 4)",
    "sum of incidents": "incidents, added up (rule 4)",
    "sum of parts": "kinds of victims that share nobody, added up (rule 6)",
    "floor from parts": "places inside it, added up: at least so many, since the source gives no figure of its own for the whole (rule 5)",
    "elsewhere": "the whole less the places inside it that have figures of their own (rule 5)",
    "allocated": "a figure over several days, spread over them by rule",
    "combined": "what several sources report of just these days (rule 7)",
}

FLAGS = {
    "lower_unconfirmed": "a later, lower figure came without a word of correction: both stand until a higher one or a ruling settles it",
    "order_unknown": "different figures of one moment: which is the later one is not known, their range was kept",
    "undated": "a claim without a date of publication stands in it",
    "several statements": "different people speak under this name: their figures are no versions of each other",
    "possibly distinct": "two figures of one publication may be two incidents: the larger is a floor",
    "disputed": "somebody denies it",
    "start unknown": "its first day is not known",
    "restart": "the running total fell to less than half: it was taken to begin anew",
    "capped": "a later, lower running total caps it",
    "parts exceed total": "the figures inside it exceed the total: nothing is left",
    "conflict": "an exact total is below its parts: the parts stand",
    "agrees": "a longer total agrees with it",
    "cuts across": "it begins or ends inside another figure's span",
    "raised by parts": "it was raised to the sum of the places inside it",
    "out of date: whole": "a later exact figure for the whole is below it",
    "categories exceed total": "its kinds of victims add up to more than the total",
    "floor from parts": "places inside it are added up",
    "sum of parts": "kinds of victims are added up",
    "closed": "its kinds of victims make up everybody",
}

RULES: tuple[tuple[str, str, str], ...] = (
    ("ruling ", "ruling", ""),
    ("not reviewed", "who takes part", ""),
    ("published after", "who takes part", ""),
    ("recorded after", "who takes part", ""),
    ("place not resolved", "who takes part", ""),
    ("end before start", "who takes part", ""),
    ("no figure", "who takes part", ""),
    ("the first day is not known", "who takes part", ""),
    ("a denial", "who takes part", ""),
    ("carries the statement of", "1 relays", ""),
    ("probably relays", "1 relays", ""),
    ("up: ", "2 versions", "replaced by the later, higher figure of "),
    ("corrected: ", "2 versions", "replaced by a later correction, authoritative release or equal figure: "),
    ("narrowed: ", "2 versions", "replaced by an exact figure inside its range: "),
    ("true of the higher figure: ", "2 versions", "still true, and implied by the higher figure of "),
    ("stale: a higher figure was there before: ", "2 versions", "says less than the higher figure that was there before: "),
    ("retracted by", "2 versions", ""),
    ("retracts", "2 versions", ""),
    ("order unknown", "2 versions", ""),
    ("several statements", "2 versions", ""),
    ("lower than", "2 versions", ""),
    ("upper bound", "2 versions", ""),
    ("undated", "2 versions", ""),
    ("an undated retraction", "2 versions", ""),
    ("possibly a different incident", "2 versions", ""),
    ("says what happened elsewhere", "2 versions", ""),
    ("a part of the harm", "2 versions", ""),
    ("a part of", "6 victims", ""),
    ("capped by", "3 running totals", ""),
    ("repeats the total", "3 running totals", ""),
    ("a fall that", "3 running totals", ""),
    ("total below its parts", "4 spans", ""),
    ("the figures inside its span", "4 spans", ""),
)

ASIDE = {
    "interested": "a party to the conflict on its own or its enemy's losses: its own series only",
    "modelled": "a modelled figure: its own series only",
    "generic": "nobody in particular speaks under this name, and a named source has a figure",
    "database": "a database that draws on claimants who speak here themselves",
    "named": "an open floor that two later, named sources are above",
}
"""Why a source's figure for just these days is not in the combined one."""


@dataclass(frozen=True)
class Explanation:
    """What made a figure.

    Attributes
    ----------
    segment_id : str
        The segment.
    summary : str
        The figure and how it was made, without its claims, in one line.
    text : str
        All of it in words, several lines; `print(explanation)` prints it.
    claims : DataFrame
        One row a claim: claim_id; part (made: the figure comes from it; replaced: superseded, collapsed, implied; aside: about the same
        people and at least these days, in neither); status and reason of the ledger, the reason in words; rule; figure, source, publisher, published_at,
        start, end of the claim.
    """

    segment_id: str
    summary: str
    text: str
    claims: pd.DataFrame

    def __str__(self) -> str:
        return self.text


def explain(
    segment: str | pd.Series | pd.DataFrame | Row,
    claims: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    as_of: object = None,
    known_at: object = None,
    policy: str | None = None,
    rulings: pd.DataFrame | None = None,
    *,
    examined: Examined | None = None,
) -> Explanation:
    """Which claims made a figure, which were superseded, collapsed, implied or left out, and by which rule or ruling.

    Parameters
    ----------
    segment : str, Series, mapping or DataFrame of one row
        A row of what `reconcile` gave, or its segment_id.
    claims : DataFrame
        The claims it was made from.
    sources, as_of, known_at, policy, rulings
        As `reconcile` was given them. as_of and policy of a row are known from the row.
    examined : Examined, optional
        What `examine` gave for these claims: saves doing it again for every segment.

    Returns
    -------
    Explanation
        `print` it, or read its frame `claims`.

    Raises
    ------
    UsageError
        These claims and arguments make no such segment.
    DataError
        As `reconcile`.

    Examples
    --------
    >>> segments = cas.reconcile(claims)  # doctest: +SKIP
    >>> print(cas.explain(segments.iloc[0], claims))  # doctest: +SKIP
    """
    asked = _asked(segment)
    segment_id = asked if isinstance(asked, str) else str(asked["segment_id"])
    if examined is None:
        if not isinstance(asked, str):
            as_of = asked["as_of"] if as_of is None and _given(asked["as_of"]) else as_of
            policy = policy or str(asked["policy"])
        examined = examine(claims, sources, as_of, known_at, policy or "lower_median", rulings)
    found = examined.segments[examined.segments["segment_id"] == segment_id]
    same = len(found) == 1 and (isinstance(asked, str) or all(_equal(found.iloc[0][name], asked[name]) for name in SHOWN))
    if not same:
        raise UsageError(
            f"these claims do not make the segment {segment_id!r}.", do="Give the claims, sources, times, policy and rulings that `reconcile` was given."
        )
    return told(_record(found.iloc[0]), claims, examined, rulings)


def told(segment: Row, claims: pd.DataFrame, examined: Examined, rulings: pd.DataFrame | None = None) -> Explanation:
    """The explanation of a row, which need not be among the segments examined: an older report may have made it."""
    made, replaced = split(segment["claim_ids"]), split(segment["superseded_ids"])
    speaking = _speaking(segment, examined.segments)
    about = _about(segment, claims, {*made, *replaced})
    ledger = examined.ledger.set_index("claim_id")
    described = _described(claims, {*made, *replaced, *about})
    rows = []
    for part, ids in (("made", made), ("replaced", replaced), ("aside", about)):
        for claim_id in ids:
            status, why = (str(v) for v in ledger.loc[claim_id]) if claim_id in ledger.index else ("", "not among the claims given")
            rule, words = _rule(why)
            if segment["source"] == "combined" and part != "made" and status == "used":
                rule, words = "7 combined", _set_aside(segment, claim_id, part, speaking)
            elif part == "aside" and status == "used":
                rule, words = _elsewhere(segment, claim_id, speaking)
            rows.append({"claim_id": claim_id, "part": part, "status": status, "rule": rule, "reason": words, **described.get(claim_id, {})})
    frame = pd.DataFrame(rows, columns=CLAIMS_TOLD)
    text = {c: "str" for c in CLAIMS_TOLD if c not in {"published_at", "start", "end"}}
    frame = frame.astype({**text, "published_at": "datetime64[us, UTC]", "start": "datetime64[us]", "end": "datetime64[us]"})
    head = list(_headline(segment))
    lines = [*head, *_listed(frame), *_decided(frame["claim_id"].tolist(), rulings)]
    return Explanation(str(segment["segment_id"]), "; ".join(line.strip(" .") for line in head), "\n".join(lines), frame)


def became(claim_id: str, examined: Examined) -> tuple[str, str, str]:
    """Status, rule and reason in words of one claim; empty where it was not among the claims."""
    hit = examined.ledger[examined.ledger["claim_id"] == claim_id]
    if hit.empty:
        return "", "", ""
    return (str(hit["status"].iloc[0]), *_rule(str(hit["reason"].iloc[0])))


def figure(low: Any, best: Any, high: Any, *, high_open: bool | None = None) -> str:
    """A figure as text: 40, 95+, 31 to 40, up to 20; empty where nothing is stated."""
    lowest, middle, highest = _whole(low), _whole(best), _whole(high)
    is_open = highest is None if high_open is None else high_open
    floor = lowest if lowest is not None else middle
    if floor is None:
        return "" if highest is None else f"up to {highest}"
    top = max(v for v in (floor, middle, highest) if v is not None)
    text = f"{floor}" if top == floor else f"{floor} to {top}"
    return text + ("+" if is_open else "")


def _given(value: Any) -> bool:
    return bool(pd.notna(value))


def _whole(value: Any) -> int | None:
    return int(value) if _given(value) else None


def _asked(segment: object) -> str | Row:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, pd.DataFrame):
        if len(segment) != 1:
            raise UsageError(f"{len(segment)} segments were given, one is explained.", do="Give one row: segments.iloc[0], or segments[...] that holds one.")
        return _record(segment.iloc[0])
    if isinstance(segment, pd.Series):
        return _record(segment)
    if hasattr(segment, "_asdict"):
        return _record(pd.Series(segment._asdict()))
    if isinstance(segment, Mapping):
        return _record(pd.Series(dict(segment)))
    raise UsageError(f"{type(segment).__name__} is no segment.", do="Give a row of segments, or its segment_id.")


def _record(row: pd.Series) -> dict[str, Any]:
    missing = [name for name in ("segment_id", "source", "as_of", "policy", *SHOWN) if name not in row.index]
    if missing:
        raise UsageError(f"the row has no {missing[0]!r}.", do="Give a whole row of what `reconcile` gave, or its segment_id.")
    return {str(name): value for name, value in row.items()}


def _equal(one: Any, other: Any) -> bool:
    return bool(pd.isna(one) and pd.isna(other)) or bool(pd.notna(one) and pd.notna(other) and one == other)


def _rule(reason: str) -> tuple[str, str]:
    """The rule behind a reason of the ledger, and the reason in words."""
    for begins, rule, words in RULES:
        if reason.startswith(begins):
            name = reason.split(" (", maxsplit=1)[0] if rule == "ruling" else rule
            return name, words + reason.removeprefix(begins) if words else reason
    return "", reason


def _about(segment: Row, claims: pd.DataFrame, named: Collection[str]) -> list[str]:
    """Claims about all days of the segment, its place, harm and victims (of one source its own) that the segment does not name."""
    same = (claims["place_id"] == segment["place_id"]) & (claims["harm"] == segment["harm"]) & (claims["victims"] == segment["victims"])
    same &= (claims["end"] >= segment["end"]) & (claims["start"].fillna(claims["end"]) <= segment["start"]) & ~claims["claim_id"].isin(list(named))
    found = claims[same]
    if segment["source"] != "combined":
        found = found[_source(found) == segment["source"]]
    return sorted(found["claim_id"].unique())


def _source(claims: pd.DataFrame) -> pd.Series:
    return claims["claimant"].where(claims["claimant"].notna(), registry.outlet_id(claims["publisher"]))


def _speaking(segment: Row, segments: pd.DataFrame) -> dict[str, list[Row]]:
    """The rows of single sources that stand on a claim, about the same place, harm and victims and some of the same days."""
    rows = segments[(segments["place_id"] == segment["place_id"]) & (segments["harm"] == segment["harm"]) & (segments["victims"] == segment["victims"])]
    rows = rows[(rows["source"] != "combined") & (rows["start"] <= segment["end"]) & (rows["end"] >= segment["start"])]
    found: dict[str, list[Row]] = {}
    for row in rows.to_dict("records"):
        for claim_id in split(row["claim_ids"]):
            found.setdefault(claim_id, []).append({str(k): v for k, v in row.items()})
    return found


def _set_aside(segment: Row, claim_id: str, part: str, speaking: dict[str, list[Row]]) -> str:
    rows = speaking.get(claim_id, [])
    roles = {str(r["role"]) for r in rows}
    alone = roles & {"interested", "modelled"}
    if alone:
        return ASIDE[alone.pop()]
    if part == "replaced":
        return ASIDE[min(roles)] if roles else "stands behind a figure that was not taken in"
    other = sorted({_days(r["start"], r["end"]) for r in rows} - {_days(segment["start"], segment["end"])})
    return f"its figure is about other days ({', '.join(other)})" if other else "makes no figure for just these days"


def _elsewhere(segment: Row, claim_id: str, speaking: dict[str, list[Row]]) -> tuple[str, str]:
    rows = [r for r in speaking.get(claim_id, []) if r["segment_id"] != segment["segment_id"]]
    if not rows:
        return "", "makes no figure for just these days"
    return "4 spans", "makes a row of its own: " + ", ".join(sorted({f"{_days(r['start'], r['end'])} ({r['basis']})" for r in rows}))


def _described(claims: pd.DataFrame, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """What claims say, by claim_id."""
    rows = claims[claims["claim_id"].isin(list(ids))]
    found = {}
    for row in rows.assign(source=_source(rows)).to_dict("records"):
        stated = row["stated"] if isinstance(row["stated"], str) else figure(row["low"], row["best"], row["high"])
        stated = stated if row["stance"] == "asserts" else f"{row['stance']} {stated}".strip()
        found[str(row["claim_id"])] = {"figure": stated, **{name: row[name] for name in ("source", "publisher", "published_at", "start", "end")}}
    return found


def _headline(segment: Row) -> Iterator[str]:
    number = figure(segment["low"], segment["best"], segment["high"], high_open=bool(segment["high_open"]))
    who = "" if segment["victims"] == "all" else f" ({segment['victims']})"
    days = _days(segment["start"], segment["end"])
    low, middle, high = (_whole(segment[name]) for name in ("low", "best", "high"))
    best = "" if middle is None or low is None or middle in {low, high} else f", best {middle}"
    yield f"{segment['source']}, {segment['place_id']}, {days}: {number or 'no figure'} {segment['harm']}{who}{best}"
    yield f"  made as: {BASES.get(str(segment['basis']), str(segment['basis']))}"
    if _given(segment["total_start"]):
        total = figure(segment["total_low"], None, segment["total_high"])
        yield f"  cut from: {total} for {_days(segment['total_start'], segment['total_end'])}"
    if segment["source"] == "combined":
        count = int(segment["n_sources"])
        agree = "their best figures differ" if segment["contested"] else "one best figure"
        yield f"  policy {segment['policy']}: {policy_named(str(segment['policy'])).meaning} {count} {'source' if count == 1 else 'sources'}, {agree}."
    if segment["so_far"]:
        yield "  so far: published before its last day was over"
    for flag in split(segment["flags"]):
        yield f"  {flag}: {FLAGS.get(flag, 'see the design of the rules')}"


def _listed(frame: pd.DataFrame) -> Iterator[str]:
    titles = {"made": "made by", "replaced": "replaced, carried or implied", "aside": "about the same days, not in this figure"}
    for part, title in titles.items():
        rows = frame[frame["part"] == part]
        if len(rows):
            yield f"{title}:"
        for row in rows.to_dict("records"):
            when = "undated" if pd.isna(row["published_at"]) else f"{row['published_at']:%Y-%m-%d %H:%M}".replace(" 23:59", "")
            where = f" in {row['publisher']}" if isinstance(row["publisher"], str) else ""
            said = f"{row['figure']}, {row['source']}{where}, {when}" if isinstance(row["source"], str) else "not among the claims given"
            rule = f" [{row['rule']}]" if row["rule"] and not str(row["rule"]).startswith("ruling") else ""
            yield f"  {row['claim_id']}  {said}"
            yield f"    {row['status']}: {row['reason']}{rule}"


def _decided(claim_ids: list[str], rulings: pd.DataFrame | None) -> Iterator[str]:
    """Rulings on these claims; those that keep claims apart or side by side leave no trace in the ledger."""
    rows = [] if rulings is None else [r for r in rulings.to_dict("records") if set(split(r["claim_ids"])) & set(claim_ids)]
    if rows:
        yield "rulings:"
    for row in rows:
        yield f"  {row['kind']} {row['claim_ids']}: {ruling_words(row['ruling_id'], row['by'], row['reason'])}"


def _days(start: Any, end: Any) -> str:
    first, last = (f"{pd.Timestamp(day):%Y-%m-%d}" for day in (start, end))
    return first if first == last else f"{first} to {last}"
