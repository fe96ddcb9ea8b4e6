"""Rule 7: several sources on one place, span, harm and kind of victim. A second, labelled view; never a sum across sources.

Most sources say one thing of a span: these reports are taken by columns, for all places at once. Only where a source
gives several figures for a span, or its rows inside it may fill it, is it asked for its report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from casualties.reconcile.intervals import OPEN
from casualties.reconcile.judgement import Told, judge, who
from casualties.reconcile.ranks import starts
from casualties.reconcile.reports import report
from casualties.reconcile.voices import OFF_DAYS, PART_FLOORS, Known, Voice, is_floor, is_stated, voices_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casualties.reconcile.judgement import Judged
    from casualties.reconcile.model import Row
    from casualties.reconcile.policies import Policy
    from casualties.reconcile.reports import Report

    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

Subject = tuple[str, str, str]
"""place_id, harm, victims."""

KEPT_FLAGS = frozenset({"disputed", "lower_unconfirmed", "order_unknown", "conflict", "undated", "possibly distinct", "several statements", "restart"})


def combine(groups: Mapping[Subject, list[Row]], about: Known, policy: Policy) -> pd.DataFrame:
    """Combined rows for every span that a source states for a place.

    Parameters
    ----------
    groups : mapping of (place_id, harm, victims) to list of Row
        What is said of each; of incidents also at the places inside it.
    about : Known
        What is known of sources.
    policy : Policy
        How low and best are made.

    Returns
    -------
    DataFrame
        The columns of `segments.frame_of`, without those of a total.
    """
    subjects = sorted(groups)
    by_subject = [voices_of(groups[subject], about) for subject in subjects]
    laid = _Laid.of(subjects, by_subject)
    spans, pairs = _asked(laid)
    said = _reports(laid, spans, pairs)
    first = starts(said.span)
    told = said.told(laid, about)
    judged = judge(told, first, policy)
    return _frame(said, first, judged, [(*subjects[g], a, b) for g, a, b in spans.of(said.span[first])])


@dataclass(frozen=True)
class _Laid:
    """Rows of all voices by columns, in the order of the voices."""

    voices: list[Voice]
    subject: Numbers  # of each voice
    rows: list[Row]
    voice: Numbers
    start: Numbers
    end: Numbers
    is_own: Mask  # of the place itself, not of one inside it
    is_stated: Mask
    on_days: Mask
    in_parts: Mask

    @classmethod
    def of(cls, subjects: list[Subject], by_subject: list[list[Voice]]) -> _Laid:
        voices = list(chain.from_iterable(by_subject))
        subject = np.repeat(np.arange(len(subjects)), [len(found) for found in by_subject])
        rows = [row for v in voices for row in v.rows]
        voice = np.repeat(np.arange(len(voices)), [len(v.rows) for v in voices])
        place = [subjects[g][0] for g in subject.tolist()]
        return cls(
            voices,
            subject,
            rows,
            voice,
            np.array([r.start for r in rows], dtype="int64"),
            np.array([r.end for r in rows], dtype="int64"),
            np.array([r.series.place == place[v] for r, v in zip(rows, voice.tolist(), strict=True)], dtype=bool),
            np.array([is_stated(r) for r in rows], dtype=bool),
            np.array([r.basis not in OFF_DAYS for r in rows], dtype=bool),
            np.array([r.basis in PART_FLOORS for r in rows], dtype=bool),
        )

    def totals(self) -> tuple[Numbers, Numbers, Numbers]:
        """Position, first and last day of the totals that rows were cut from."""
        cut = [(i, r.total.start, r.total.end) for i, r in enumerate(self.rows) if r.total is not None]
        at, start, end = np.array(cut, dtype="int64").reshape(-1, 3).T
        return at, start, end


@dataclass(frozen=True)
class _Spans:
    """Spans that a source states of a place, by subject, first and last day; `code` numbers a span of anything."""

    days: Numbers
    subject: Numbers
    start: Numbers
    end: Numbers

    def code(self, about: Numbers, start: Numbers, end: Numbers) -> Numbers:
        """One number for what a span is about and its first and last day, in their order."""
        n = len(self.days) + 1
        made: Numbers = (about * n + np.searchsorted(self.days, start)) * n + np.searchsorted(self.days, end)
        return made

    def of(self, numbers: Numbers) -> Iterable[tuple[int, int, int]]:
        """Subject, first and last day of spans."""
        return zip(*(column[numbers].tolist() for column in (self.subject, self.start, self.end)), strict=True)


@dataclass(frozen=True)
class _Pairs:
    """A span and a voice that may say something of it: what of its rows is stated of just this span, and whether its rows may fill it."""

    span: Numbers
    voice: Numbers
    n: Numbers
    row: Numbers  # the first that is stated of just this span
    speaks_alone: Mask
    may_fill: Mask


def _asked(laid: _Laid) -> tuple[_Spans, _Pairs]:
    at, total_start, total_end = laid.totals()
    days = np.unique(np.concatenate([laid.start, laid.end, total_start, total_end]))
    blank = np.zeros(0, dtype="int64")
    spans = _Spans(days, blank, blank, blank)
    own = laid.is_own & laid.is_stated
    cut = laid.is_own[at] & ~laid.is_stated[at]
    subject, start, end = (
        np.concatenate(both)
        for both in (
            (laid.subject[laid.voice[own]], laid.subject[laid.voice[at[cut]]]),
            (laid.start[own], total_start[cut]),
            (laid.end[own], total_end[cut]),
        )
    )
    _, one = np.unique(spans.code(subject, start, end), return_index=True)
    spans = _Spans(days, subject[one], start[one], end[one])

    number = np.bincount(laid.subject, minlength=int(laid.subject.max(initial=-1)) + 1)
    n = number[spans.subject]
    span = np.repeat(np.arange(len(n)), n)
    voice = np.arange(len(span)) - np.repeat(np.cumsum(n) - n, n) + np.repeat((np.cumsum(number) - number)[spans.subject], n)
    code = spans.code(voice, spans.start[span], spans.end[span])

    stated = np.flatnonzero(laid.is_stated)
    of_stated = spans.code(laid.voice[stated], laid.start[stated], laid.end[stated])
    order = np.argsort(of_stated, kind="stable")
    left, right = (np.searchsorted(of_stated[order], code, side=side) for side in ("left", "right"))
    found = right > left
    row = np.full(len(code), -1)
    row[found] = stated[order[left[found]]]

    filled = np.array([laid.rows[i].basis == "undistributed" for i in at.tolist()], dtype=bool)
    surplus = np.isin(code, spans.code(laid.voice[at[filled]], total_start[filled], total_end[filled]))
    return spans, _Pairs(
        span,
        voice,
        right - left,
        row,
        ~surplus & ~_in_parts(laid, spans, span, row, code),
        _ends_told(laid, spans, span, voice) & _may_fill(laid, spans, span, voice),
    )


def _in_parts(laid: _Laid, spans: _Spans, span: Numbers, row: Numbers, code: Numbers) -> Mask:
    """Whether the row is a floor made of parts, beside which rows inside the span may make more."""
    on_days = np.flatnonzero(laid.on_days)
    codes = np.sort(spans.code(laid.voice[on_days], laid.start[on_days], laid.end[on_days]))
    several = np.searchsorted(codes, code, side="right") - np.searchsorted(codes, code, side="left") > 1
    made: Mask = (row >= 0) & laid.in_parts[row] & ((spans.start[span] != spans.end[span]) | several) if len(laid.rows) else row >= 0
    return made


def _ends_told(laid: _Laid, spans: _Spans, span: Numbers, voice: Numbers) -> Mask:
    """Whether of the rows inside the span one begins with its first day and one ends with its last."""
    on_days = np.flatnonzero(laid.on_days)
    told = np.ones(len(span), dtype=bool)
    of, start, end = laid.voice[on_days], laid.start[on_days], laid.end[on_days]
    first, last = spans.start[span], spans.end[span]
    for codes, least, most in (
        (spans.code(of, start, end), spans.code(voice, first, first), spans.code(voice, first, last)),
        (spans.code(of, end, start), spans.code(voice, last, first), spans.code(voice, last, last)),
    ):
        ordered = np.sort(codes)
        told &= np.searchsorted(ordered, least, side="left") < np.searchsorted(ordered, most, side="right")
    return told


def _may_fill(laid: _Laid, spans: _Spans, span: Numbers, voice: Numbers) -> Mask:
    """Whether rows no longer than the span leave no day of it without one: rows are looked at by powers of two of their length."""
    may = np.zeros(len(span), dtype=bool)
    on_days = np.flatnonzero(laid.on_days)
    if not len(on_days):
        return may
    first_day = min(int(laid.start.min()), int(spans.start.min(initial=0)))
    apart = max(int(laid.end.max()), int(spans.end.max(initial=0))) - first_day + 3  # days of one voice never touch those of the next
    start, end = (laid.voice[on_days] * apart + days[on_days] - first_day for days in (laid.start, laid.end))
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    shelf, wanted = (np.frexp(length.astype("float64"))[1] for length in (end - start + 1, (spans.end - spans.start + 1)[span]))
    for bits in np.unique(wanted).tolist():
        short = shelf <= bits
        asked = np.flatnonzero(wanted == bits)
        if not short.any():
            continue
        last = np.maximum.accumulate(end[short])
        opens = np.flatnonzero(np.r_[True, start[short][1:] > last[:-1] + 1])
        run_start, run_end = start[short][opens], last[np.r_[opens[1:], len(last)] - 1]
        a, b = (voice[asked] * apart + days[span[asked]] - first_day for days in (spans.start, spans.end))
        run = np.searchsorted(run_start, a, side="right") - 1
        may[asked] = (run >= 0) & (run_end[run] >= b)
    return may


@dataclass(frozen=True)
class _Said:
    """Reports by columns, in the order of spans and voices; `rows` are those that a report rests on."""

    span: Numbers
    voice: Numbers
    figures: np.ndarray[Any, np.dtype[np.float64]]  # lo, best, shown
    is_open: Mask
    is_floor: Mask
    time: np.ndarray[Any, np.dtype[np.float64]]
    rows: list[tuple[Row, ...]]

    def told(self, laid: _Laid, about: Known) -> Told:
        """As they are judged."""
        source, role = (pd.Series([getattr(v, name) for v in laid.voices], dtype="str").take(self.voice) for name in ("source", "role"))
        lo, best, shown = self.figures.T
        return Told(lo, best, shown, self.is_open, self.is_floor, self.time, **who(source, role, about))


def _reports(laid: _Laid, spans: _Spans, pairs: _Pairs) -> _Said:
    simple = (pairs.n == 1) & (pairs.speaks_alone | ~pairs.may_fill)
    asked = np.flatnonzero(~simple & ((pairs.n > 0) | pairs.may_fill))
    asked = asked[np.argsort(pairs.voice[asked], kind="stable")]
    answers: list[Report | None] = []
    where = zip(pairs.voice[asked].tolist(), spans.of(pairs.span[asked]), strict=True)
    for number, found in groupby(where, key=itemgetter(0)):
        voice = replace(laid.voices[number])  # a copy: what it works out for its spans goes with it
        answers.extend([report(voice, start, end) for _, (_, start, end) in found])
    heard = [r for r in answers if r is not None]
    at = np.concatenate([np.flatnonzero(simple), asked[[r is not None for r in answers]]]).astype("int64")
    order = np.argsort(at, kind="stable")
    alone = [laid.rows[i] for i in pairs.row[simple].tolist()]
    figures = [(r.lo, r.best, r.shown) for r in alone] + [(r.figure.lo, r.figure.best, r.figure.shown) for r in heard]
    is_open = [r.is_open for r in alone] + [r.figure.is_open for r in heard]
    floors = [not r.additive and r.is_open and is_floor(r) for r in alone] + [r.is_floor for r in heard]
    time = [r.time for r in alone] + [r.time for r in heard]
    rests_on = [(r,) for r in alone] + [r.rows for r in heard]
    return _Said(
        pairs.span[at[order]],
        pairs.voice[at[order]],
        np.array(figures, dtype="float64").reshape(-1, 3)[order],
        np.array(is_open, dtype=bool)[order],
        np.array(floors, dtype=bool)[order],
        np.array([-np.inf if t is None else t for t in time], dtype="float64")[order],
        [rests_on[i] for i in order.tolist()],
    )


def _frame(said: _Said, first: Numbers, judged: Judged, about: list[tuple[str, str, str, int, int]]) -> pd.DataFrame:
    used = np.add.reduceat(judged.present, first).astype(bool) if len(first) else np.zeros(0, dtype=bool)
    last = np.r_[first[1:], len(said.rows)][: len(first)].tolist()
    texts = [_texts(said.rows[a:b], judged.present[a:b].tolist()) for a, b in zip(first.tolist(), last, strict=True)]
    known = np.isfinite(judged.time)
    place, harm, victims, start, end = zip(*about, strict=True) if about else ((), (), (), (), ())
    ids, replaced, flags, basis, so_far = zip(*texts, strict=True) if texts else ((), (), (), (), ())
    made = pd.DataFrame(
        {
            "place_id": place,
            "harm": harm,
            "victims": victims,
            "source": "combined",
            "standard": "reported",
            "start": np.array(start, dtype="int64"),
            "end": np.array(end, dtype="int64"),
            "lo": judged.lo,
            "best": judged.best,
            "hi": np.where(judged.is_open, OPEN, judged.shown),
            "shown": judged.shown,
            "basis": basis,
            "additive": False,
            "n_sources": judged.n_sources,
            "n_groups": judged.n_groups,
            "contested": judged.contested,
            "so_far": np.array(so_far, dtype=bool),
            "flags": flags,
            "claim_ids": ids,
            "superseded_ids": replaced,
            "time": pd.arrays.IntegerArray(np.where(known, judged.time, 0).astype("int64"), ~known),
            "role": "combined",
        }
    )
    return made if used.all() else made[used]


def _texts(reports: list[tuple[Row, ...]], present: list[bool]) -> tuple[str, str | None, str | None, str, bool]:
    """Of one span: claim_ids, superseded_ids, flags, basis, so_far."""
    if len(reports) == 1 and len(reports[0]) == 1 and present[0]:
        return _texts_of(reports[0][0])
    rows = [row for found, is_used in zip(reports, present, strict=True) if is_used for row in found]
    dropped = [] if all(present) else [row for found, is_used in zip(reports, present, strict=True) if not is_used for row in found]
    ids = dict.fromkeys(chain.from_iterable([row.ids for row in rows]))
    replaced = dict.fromkeys(chain.from_iterable([row.replaced for row in rows] + [row.ids for row in dropped]))
    flags = sorted(KEPT_FLAGS.intersection(chain.from_iterable([row.flags for row in rows])))
    basis = "total since start" if all(row.basis == "total since start" for row in rows) else "combined"
    return "; ".join(ids), "; ".join(i for i in replaced if i not in ids) or None, "; ".join(flags) or None, basis, any(row.so_far for row in rows)


def _texts_of(row: Row) -> tuple[str, str | None, str | None, str, bool]:
    """The same of a span of which one row alone speaks."""
    basis = row.basis if row.basis == "total since start" else "combined"
    replaced = "; ".join([i for i in dict.fromkeys(row.replaced) if i not in row.ids]) if row.replaced else ""
    flags = "; ".join(sorted(KEPT_FLAGS & row.flags)) if row.flags else ""
    return "; ".join(dict.fromkeys(row.ids)), replaced or None, flags or None, basis, row.so_far
