"""Days of each figure: those of its clause, its sentence, its whole, the event told before or after; else of the statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casualties.extract import running
from casualties.extract.wordlist import word_set

if TYPE_CHECKING:
    import datetime as dt

    from casualties.extract.claim import Claim, Scene
    from casualties.extract.spans import Span

_FINDS = word_set("found discovered recovered turned dug unearthed exhumed retrieved collected pulled uncovered washed")
_BODIES = word_set("bodies corpses body corpse remains cadavers")
_LARGE = 500
_AHEAD = 4  # sentences after a figure in which its day may be told


def dates(claims: list[Claim], scenes: list[Scene], published: dt.date) -> None:
    """Fill start, end, precision, basis and running of every claim, in the order of the text."""
    told = _Told(published, _began(scenes), scenes)
    for claim in claims:
        told.up_to(claim.scene.index)
        span = _own_span(claim)
        claim.running = _runs(claim, span, told.before)
        claim.found = _is_found(claim)
        told.fill(claim, span)
        if claim.found and claim.date_basis == "stated":
            claim.start = None
        told.before = claim


class _Told:
    """What the text has told so far of days.

    Parameters
    ----------
    published : date
    began : date or None
        When, as the text says, what it tells of began.
    scenes : list of Scene
    """

    def __init__(self, published: dt.date, began: dt.date | None, scenes: list[Scene]) -> None:
        self.published, self.began, self.scenes = published, began, scenes
        self.event: Span | None = None
        self.wide: Span | None = None
        self.before: Claim | None = None
        self.at = 0

    def up_to(self, index: int) -> None:
        """Take in the sentences before one."""
        for scene in self.scenes[self.at : index]:
            self.event = (None if scene.bounds else _event(scene)) or self.event
            self.wide = _wide(scene) or self.wide
        self.at = index

    def fill(self, claim: Claim, span: Span | None) -> None:
        """Days of one claim, given the span of its own clause."""
        if claim.whole is not None and (span is None or span is _own_span(claim.whole)) and claim.whole.end is not None:
            _copy(claim, claim.whole)
        elif self.before is not None and span is None and _is_same_time(claim):
            _set_from(claim, self.before)
            claim.running = self.before.running
        elif claim.running == "span":
            _running(claim, span, self.before, self.event, self.published)
            if span is None and claim.start is None and (event := running.since_what(claim.scene.s.low, claim.bound.last)):
                claim.start = self._day_of(event)
            if claim.start is None and claim.whole is None and span is None and self.began is not None and self.began < self.published:
                claim.start, claim.date_basis = self.began, "context"
        elif self.before is not None and span is None and _restates(claim, self.before):
            _set_from(claim, self.before)
            claim.running = self.before.running
        elif span is not None and claim.running == "rise" and _is_raised(claim, span):
            _set(claim, span, "stated")
            claim.start = None
        elif span is not None:
            _set(claim, span, "stated")
            self.event = span if span.precision in ("day", "days") else self.event
        else:
            _from_context(claim, self.event or self.wide or _next(claim, self.scenes), self.published)

    def _day_of(self, event: str) -> dt.date | None:
        """The day told beside an event: "the Feb. 1 coup"."""
        beside = (span for scene in self.scenes for span in scene.spans if event in scene.s.low[span.last + 1 : span.last + 3] and not span.speaking)
        return next((span.start for span in beside), None)


def _runs(claim: Claim, span: Span | None, before: Claim | None) -> str:
    """How a figure runs, also by the figure it is joined to."""
    found = running.of(claim.scene.s, claim.bound.harm, claim.bound.first, claim.bound.last, span)
    if found or claim.whole is not None:
        return found
    if span is None and _is_of_a_country(claim):
        return "span"
    joined = before is not None and before.running != "" and before.scene is claim.scene and (span is None or span is _own_span(before))
    return before.running if joined and before is not None else ""


def _began(scenes: list[Scene]) -> dt.date | None:
    """The day on which, as the text says once, what it tells of began ("the fighting began on August 26")."""
    days = {
        span.start for scene in scenes if not scene.bounds for span in scene.spans if span.since and scene.s.low[span.first] in ("began", "started", "erupted")
    }
    return days.pop() if len(days) == 1 else None


def mark_spoken(scene: Scene) -> None:
    """Days that open a sentence of saying, or stand between speaker and verb, date the statement: "On Monday the police had put the toll at 5"."""
    dateline = dateline_end(scene)
    for span in scene.spans:
        if span.last < dateline:
            span.speaking = True
        if span.since or span.precision != "day":
            continue
        for a in scene.said:
            opens = span.first <= 2 and 0 < a.first - span.last <= 2
            if opens or a.first <= span.first <= a.last:
                span.speaking = True


def dateline_end(scene: Scene) -> int:
    """The token that closes a dateline ("NIAMEY, Nov 5 (Reuters) -", "LIMA, 30 MAR 89 -- [TEXT]"), or 0."""
    if scene.index:
        return 0
    low = scene.s.low
    return (
        next((i for i in range(1, min(14, len(low))) if low[i] in ("-", "--", "—", "–", "_") or (low[i] == ")" and "(" in low[:i])), 0)
        if scene.s.words[0].isupper()
        else 0
    )


def _is_of_a_country(claim: Claim) -> bool:
    """As in "Some 2,000 people killed in Syria": a large undated figure of a whole country is a total of its war."""
    if claim.bound.number.value < _LARGE:
        return False
    return any(p.level == 0 and 0 < p.first - claim.bound.last <= 3 and claim.scene.s.low[p.first - 1] in ("in", "across", "the") for p in claim.scene.places)


def _running(claim: Claim, span: Span | None, before: Claim | None, event: Span | None, published: dt.date) -> None:
    spoken = _spoken(claim)
    low = claim.scene.s.low
    if (
        event is not None
        and span is None
        and ("since" in low[claim.bound.first : claim.bound.last + 1] or "then" in low[claim.bound.last + 1 : claim.region_end])
    ):
        claim.start, claim.end, claim.date_basis, claim.precision = event.start, published, "context", "days"
        return
    if (
        span is not None
        and (span.since or span.precision != "day")
        and not (span.precision == "days" and not span.since and not span.lasting and not _is_long(claim, span))
    ):
        _set(claim, span, "stated")
        claim.end = min(spoken or published, published) if span.since and span.end >= published else span.end
    elif before is not None and before.scene is claim.scene and before.running == "span":
        _set_from(claim, before)
    else:
        claim.end, claim.date_basis = spoken or published, "context" if spoken else "published"


def _is_long(claim: Claim, span: Span) -> bool:
    return claim.scene.s.low[span.first] in ("past", "last", "previous") or (span.start is not None and (span.end - span.start).days > 14)


def _next(claim: Claim, scenes: list[Scene]) -> Span | None:
    return next(
        (
            e
            for scene in scenes[claim.scene.index : claim.scene.index + _AHEAD]
            if not is_of_others(claim, scene) and (e := _event(scene)) and not _is_before(scene, e)
        ),
        None,
    )


def _is_up_to_now(claim: Claim) -> bool:
    """As in "At least 31 have been killed, it said on Thursday": by then, and not on that day."""
    low = claim.scene.s.low[claim.bound.first : claim.bound.last + 1]
    return any(low[i] in ("have", "has") and low[i + 1] == "been" for i in range(len(low) - 1))


def is_of_others(claim: Claim, scene: Scene) -> bool:
    """Whether a later sentence tells of other dead: it has figures of the same harm, several, and none is this one ("eleven died in A and six in B")."""
    same = [b for b in scene.bounds if b.harm == claim.bound.harm]
    return scene is not claim.scene and len(same) > 1 and all(b.number.value != claim.bound.number.value for b in same)


def _is_before(scene: Scene, span: Span) -> bool:
    """As in ", launched after 98 troops were killed on Sunday": the day of what went before."""
    return any(b.first < span.first and "after" in scene.s.low[max(0, b.first - 3) : b.first] for b in scene.bounds)


def _from_context(claim: Claim, event: Span | None, published: dt.date) -> None:
    spoken = _spoken(claim)
    if event is not None:
        _set(claim, event, "context")
    elif spoken is not None:
        claim.start, claim.end, claim.precision, claim.date_basis = None if claim.running or _is_up_to_now(claim) else spoken, spoken, "day", "context"
    else:
        claim.end, claim.date_basis = published, "published"


def _set(claim: Claim, span: Span, basis: str) -> None:
    claim.start, claim.end, claim.precision, claim.date_basis = span.start, span.end, span.precision, basis


def _set_from(claim: Claim, other: Claim) -> None:
    claim.start, claim.end, claim.precision, claim.date_basis = other.start, other.end, other.precision, "context"


def _copy(claim: Claim, whole: Claim) -> None:
    _set_from(claim, whole)
    claim.running = "span" if whole.running == "span" else ""


def _event(scene: Scene) -> Span | None:
    """The day on which a sentence says something happened."""
    spans = [span for span in scene.spans if not span.speaking and not span.since and span.precision in ("day", "days")]
    return next((span for span in spans if scene.s.low[span.last] == "after"), spans[0] if spans else None)


def _wide(scene: Scene) -> Span | None:
    """The month, week or year that a sentence tells of."""
    return next((span for span in scene.spans if not span.speaking and not span.since and span.precision in ("week", "month", "year")), None)


def _spoken(claim: Claim) -> dt.date | None:
    return next((span.end for span in claim.scene.spans if span.speaking and span.precision == "day"), None)


_ELSEWHEN = (["coup"], ["invasion"], ["revolution"], ["uprising"], ["revolt"], ["takeover"], ["putsch"], ["election"], ["elections"], ["referendum"])
"""What stands after a day that is told for something else: "protests against the Feb. 1 coup"."""


def _own_span(claim: Claim) -> Span | None:
    low = claim.scene.s.low
    first, last = claim.bound.first, claim.region_end
    spans = [
        span
        for span in claim.scene.spans
        if not span.speaking and not (span.precision == "year" and span.first > claim.bound.last and "," in low[claim.bound.last : span.first])
    ]
    spans = [span for span in spans if low[span.last + 1 : span.last + 2] not in _ELSEWHEN]
    spans = [span for span in spans if not (span.since and _is_of_another(low[claim.bound.last : span.first]))]
    inside = [span for span in spans if first <= span.first < last]
    if inside:
        return inside[0]
    before = [span for span in spans if span.last < first]
    near = [span for span in before if not claim.is_cut(span.last, first)]
    if near:
        return near[-1]
    others = [b for b in claim.scene.bounds if b.first > claim.bound.last and "after" in low[claim.bound.last : b.first]]
    spans = [span for span in spans if not any(b.first < span.first for b in others)]  # "196 were hurt in a raid launched after 98 had died on Sunday"
    after = [span for span in spans if span.first >= last and not claim.is_cut(last, span.first)]
    return after[0] if after else before[-1] if before else None


def _restates(claim: Claim, before: Claim) -> bool:
    """As in "Another group puts the figure at 51", after a running total: the same total by another count."""
    if claim.bound.link != "toll" or before.running != "span" or claim.scene.index - before.scene.index > 1 or claim.bound.harm != before.bound.harm:
        return False
    low, at = claim.scene.s.low, claim.bound.number.first
    return low[max(0, at - 1)] == "at" and not {"figure", "toll", "number", "total"}.isdisjoint(low[max(0, at - 6) : at])


def _is_raised(claim: Claim, span: Span) -> bool:
    """As in "14 died on Friday, taking the toll to 90": the 90 did not die on that day alone."""
    low, first = claim.scene.s.low, claim.bound.first
    return span.last < first and not running.RAISING.isdisjoint(low[max(0, first - 4) : first + 1])


def _is_same_time(claim: Claim) -> bool:
    """As in "In the same period": the days of the figure before."""
    low = claim.scene.s.low
    return any(low[i] == "same" and low[i + 1] in ("time", "period", "span", "months", "weeks", "days", "month") for i in range(len(low) - 1))


def _is_of_another(between: list[str]) -> bool:
    """Whether words after a figure lead to another reckoning: ", bringing to 223 the number killed since", ", the heaviest loss since"."""
    return is_superlative(between) or not running.RAISING.isdisjoint(between)


def is_superlative(between: list[str]) -> bool:
    """As in ", the heaviest loss since July": since when it is the heaviest, not since when they died."""
    return "," in between and any(word in _SUPERLATIVES or (word.endswith("iest") and len(word) > 6) for word in between)


_SUPERLATIVES = word_set("first worst highest most largest biggest gravest")


def _is_found(claim: Claim) -> bool:
    s, c = claim.scene.s, claim.bound.counted
    if c.harm_at < 0 or _BODIES.isdisjoint(s.low[c.harm_at : c.last + 1]):
        return False
    return not _FINDS.isdisjoint(s.low[max(0, claim.bound.first - 6) : claim.bound.last + 9])
