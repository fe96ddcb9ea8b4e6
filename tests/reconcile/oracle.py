"""The rules of reconciliation once more, in plain Python: slow, literal, written from the rules and not from the package.

Claims are dicts. `reconcile(claims, as_of)` gives rows: one series a claimant and `combined`. A day is an ordinal. In a row `high` is
the highest figure reported and `open` says that it bounds nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import casualties

UP_TO_RANKS = {"exact": 0, "coded": 0, "between": 0, "about": 1, "vague": 2, "more_than": 3, "at_least": 3, "up_to": 4}
ARMED = ("security_forces", "rebels", "foreign_fighters")
COMBATANTS = {"combatants", *ARMED}


def shipped() -> dict[str, dict[str, str]]:
    path = Path(casualties.__file__).parent / "data" / "sources.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


SOURCES = shipped()


def is_true(claimant: str, column: str) -> bool:
    return SOURCES.get(claimant, {}).get(column) == "true"


def is_generic(source: str) -> bool:
    return source.startswith("outlet:") or is_true(source, "is_generic")


def role(source: str, victims: str, marked: bool | None = None) -> str:
    known = SOURCES.get(source, {})
    if marked or (marked is None and known.get("party") and victims in COMBATANTS):
        return "interested"
    if is_generic(source):
        return "generic"
    return "database" if known.get("kind") == "database" else "named"


def day(text: str | None) -> int | None:
    return None if text is None else dt.date.fromisoformat(text[:10]).toordinal()


def instant(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    if len(text) == 10:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(23, 59, 59))
    return dt.datetime.fromisoformat(text).replace(tzinfo=None)


def end_of(ordinal: int) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromordinal(ordinal), dt.time(23, 59, 59))


# ---------------------------------------------------------------- 0 figures


@dataclass(frozen=True)
class Figure:
    """[low, high], best; `open`: `high` is the highest figure reported, no bound."""

    low: int
    best: int | None
    high: int
    open: bool

    @property
    def top(self) -> float:
        return float("inf") if self.open else self.high


def figure(claim: dict) -> Figure:
    low, best, high = (claim.get(k) for k in ("low", "best", "high"))
    kind = claim["qualifier"]
    if kind in {"at_least", "more_than", "vague"}:
        return Figure(low, low, low, True)
    if kind == "up_to":
        return Figure(0, None, high, False)
    if kind == "about":
        return Figure(9 * best // 10, best, -(-11 * best // 10), False)
    if kind == "between":
        return Figure(low, (low + high) // 2, high, False)
    return Figure(low, best, high, False)


def stated(claim: dict) -> tuple:
    """The numbers of a claim, whatever the hedge."""
    low, best, high = (claim.get(k) for k in ("low", "best", "high"))
    if claim["qualifier"] in {"between", "coded"} and not low == best == high:
        return (low, high) if claim["qualifier"] == "between" else (low, best, high)
    return (next(x for x in (best, low, high) if x is not None),) if (low, best, high) != (None,) * 3 else ()


# ---------------------------------------------------------------- 1 statements


@dataclass(frozen=True)
class Statement:
    """One statement of one source, however many carried it."""

    source: str
    place: str
    harm: str
    victims: str
    scope: str
    counting: str
    incident: str | None
    start: int | None
    end: int
    kind: str
    stance: str
    fig: Figure | None
    time: dt.datetime | None
    publisher: str
    ids: tuple[str, ...]
    marked: bool | None = None
    latest: dt.datetime | None = None

    @property
    def key(self) -> tuple:
        return (self.source, self.place, self.harm, self.victims, self.scope, self.counting, self.incident or "", self.start or 0, self.end)

    @property
    def spot(self) -> tuple:
        return (self.source, self.place, self.harm, self.victims)

    @property
    def authoritative(self) -> bool:
        return self.kind == "coded" or SOURCES.get(self.source, {}).get("revisions") == "authoritative"

    @property
    def value(self) -> int:
        return self.fig.best if self.fig.best is not None else self.fig.high


def source_of(claim: dict) -> str:
    return claim.get("claimant") or "outlet:" + str(claim["publisher"])


def known_by(claim: dict, as_of: str | None) -> bool:
    if as_of is None:
        return True
    published = instant(claim.get("published_at")) or end_of(day(claim["end"]) + 1)
    return published <= instant(as_of)


def whole_of(claim: dict, by_id: dict[str, dict]) -> bool:
    """Whether a claim is part of one that it equals in all but the figure."""
    whole = by_id.get(claim.get("part_of") or "")
    return whole is not None and all(claim.get(k) == whole.get(k) for k in ("claimant", "harm", "place_id", "victims", "start", "end"))


def bound(claim: dict) -> str:
    """ "Up to 200" is another figure than "more than 200"; other hedges are dropped on the way."""
    return claim["qualifier"] if claim["qualifier"] in {"up_to", "vague"} else ""


def relays(claim: dict, named: dict) -> bool:
    same = all(claim.get(k) == named.get(k) for k in ("place_id", "harm", "victims", "start", "end")) and stated(claim) == stated(named)
    if not same or claim.get("scope", "whole") != named.get("scope", "whole") or bound(claim) != bound(named):
        return False
    a, b = instant(claim.get("published_at")), instant(named.get("published_at"))
    if a is None or b is None:
        return True
    if dt.time(23, 59, 59) in {a.time(), b.time()}:
        return abs((a.date() - b.date()).days) <= 1
    return abs(a - b) <= dt.timedelta(hours=36)


def statements(claims: list[dict], as_of: str | None) -> list[Statement]:
    by_id = {c["claim_id"]: c for c in claims}
    known = [c for c in by_id.values() if known_by(c, as_of) and c.get("stance", "asserts") != "denies" and c.get("scope") != "except"]
    published = {c["claim_id"]: c for c in known}
    known = [c for c in known if not whole_of(c, published)]
    named = [c for c in known if not is_generic(source_of(c)) and c.get("stance", "asserts") in {"asserts", "corrects"}]
    groups: dict[tuple, list[dict]] = {}
    for c in known:
        key = (source_of(c), *(c.get(k) for k in ("place_id", "start", "end", "harm", "victims", "counting", "incident_id")), c.get("scope", "whole"))
        groups.setdefault((key, c.get("stance", "asserts"), stated(c), bound(c)), []).append(c)
    made = []
    for carriers in groups.values():
        if is_generic(source_of(carriers[0])) and any(relays(c, n) for c in carriers for n in named):
            continue
        weakest = max(carriers, key=lambda c: (UP_TO_RANKS[c["qualifier"]], c["claim_id"]))
        times = [t for c in carriers if (t := instant(c.get("published_at"))) is not None]
        first = min(carriers, key=lambda c: (instant(c.get("published_at")) or dt.datetime.max, c["claim_id"]))
        made.append(
            Statement(
                source_of(first), first["place_id"], first["harm"], first["victims"], first.get("scope", "whole"), first["counting"],
                first.get("incident_id"), day(first.get("start")), day(first["end"]), weakest["qualifier"], first.get("stance", "asserts"),
                figure(weakest) if stated(weakest) else None, min(times) if times else None, first["publisher"],
                tuple(sorted(c["claim_id"] for c in carriers)), first.get("is_interested"), max(times) if times else None,
            )
        )  # fmt: skip
    return sorted(made, key=lambda s: (s.key, s.time or dt.datetime.max, s.ids))


# ---------------------------------------------------------------- 2 vintage


@dataclass(frozen=True)
class Told:
    """What one key says in the end."""

    of: Statement
    fig: Figure
    kind: str
    so_far: bool
    time: dt.datetime | None
    ids: tuple[str, ...]
    flags: frozenset[str] = frozenset()

    @property
    def span(self) -> tuple[int | None, int]:
        return (self.of.start, self.of.end)


def hull(group: list[Statement]) -> Figure:
    """Figures of one time, order unknown."""
    exact = [s.fig.best for s in group if s.kind in {"exact", "coded"}]
    floors = [s.fig.best for s in group if s.fig.open]
    best = max(exact + floors) if exact else max(s.fig.best for s in group)
    return Figure(min(s.fig.low for s in group), best, max(s.fig.high for s in group), any(s.fig.open for s in group))


def replaces(new: Statement, old: Statement) -> bool:
    if new.authoritative and not new.fig.open:
        return True
    if new.value > old.value:
        return True
    if not new.fig.open and new.value == old.value:
        return True
    return new.kind == "exact" and old.kind in {"about", "between"} and old.fig.low <= new.value <= old.fig.high


def distinct(group: list[Statement]) -> list[Statement]:
    """Incident claims without id in one publication: the larger, as a floor."""
    kept = []
    for _, same in groupby(sorted(group, key=lambda s: (s.publisher, s.ids)), key=lambda s: s.publisher):
        several = [s for s in same if s.fig is not None]
        if len(several) > 1 and several[0].counting == "incident" and several[0].incident is None:
            top = max(several, key=lambda s: s.value)
            low = top.fig.low if top.fig.best is not None else 0
            kept.append(replace(top, kind="at_least", fig=Figure(low, top.fig.best, top.fig.high, True)))
        else:
            kept += several
    return kept


def vintage(key: list[Statement]) -> Told | None:
    dated = [s for s in key if s.time is not None]
    undated = distinct([s for s in key if s.time is None and s.fig is not None])
    standing: list[list[Statement]] = []  # groups of one time
    bounds: list[Statement] = []
    flags = set()
    retracted = False
    for _, at in groupby(dated, key=lambda s: s.time):
        group = list(at)
        if any(s.stance == "retracts" for s in group):
            standing, bounds, group, retracted = [], [], [s for s in group if s.stance == "corrects"], True
        group = [s for s in group if s.fig is not None]
        if any(s.stance == "corrects" for s in group):
            standing, bounds = [], []
            group = [s for s in group if s.stance == "corrects"]
        group = distinct(group)
        bounds += [s for s in group if s.kind == "up_to"]
        new = [s for s in group if s.kind != "up_to"]
        new = [s for s in new if not (s.fig.open and any(o.value > s.value for o in new))]
        earlier = [s for old in standing for s in old]
        new = [n for n in new if not (n.fig.open and any(o.value >= n.value for o in earlier))]  # implied: nothing changes
        standing = [left for old in standing if (left := [s for s in old if not any(replaces(n, s) for n in new)])]
        if new:
            standing.append(new)
    if not standing and not bounds:
        if retracted or not undated:
            return None
        flags.add("undated")
        bounds = [s for s in undated if s.kind == "up_to"]
        new = [s for s in undated if s.kind != "up_to"]
        new = [s for s in new if not (s.fig.open and any(o.value > s.value for o in new))]
        standing, undated = ([new] if new else []), []
    fig, kind = settle(standing, bounds)
    for s in undated:
        if s.fig.high > (fig.high if fig.best is None or not s.fig.open else fig.best):
            flags.add("undated")
            fig = replace(fig, high=max(fig.high, s.fig.high), open=fig.open or s.fig.open)
    alive = [s for group in standing for s in group] or bounds
    times = [s.time for s in alive if s.time is not None]
    so_far = any(s.latest.date().toordinal() < key[0].end for s in alive if s.latest is not None)
    ids = tuple(sorted({i for s in alive for i in s.ids}))
    return Told(key[0], fig, kind, so_far, max(times) if times else None, ids, frozenset(flags))


def settle(standing: list[list[Statement]], bounds: list[Statement]) -> tuple[Figure, str]:
    hulls = [hull(group) for group in standing]
    if not hulls:
        return Figure(0, None, max(s.fig.high for s in bounds), False), "up_to"
    top = max(hulls, key=lambda f: (f.best, f.open, f.high))
    fig = Figure(min(f.low for f in hulls), top.best, max(f.high for f in hulls), top.open)
    kinds = {s.kind for group in standing for s in group}
    kind = kinds.pop() if len(kinds) == 1 else "hull"
    fitting = [s.fig.high for s in bounds if s.fig.high >= fig.best]
    if fitting:
        fig = replace(fig, high=max(fitting) if fig.open else max(fig.high, *fitting), open=False)
        kind = "hull"
    return fig, kind


def together(key: list[Statement]) -> Told | None:
    """Generic claimants: nothing is superseded, every figure stands."""
    said = [s for s in key if s.stance != "retracts" and s.fig is not None]
    if not said:
        return None
    plain = [s for s in said if s.kind != "up_to"]
    plain = [s for s in plain if not (s.fig.open and any(o.value > s.value for o in plain))]
    bounds = [s for s in said if s.kind == "up_to"]
    fig, kind = settle([plain] if plain else [], bounds)
    times = [s.time for s in said if s.time is not None]
    so_far = any(t.date().toordinal() < key[0].end for t in times)
    return Told(key[0], fig, kind, so_far, max(times) if times else None, tuple(sorted({i for s in said for i in s.ids})))


def largest(key: list[Statement]) -> Told | None:
    """Parts ("in shelling", "in the north") may be different ones: the largest speaks."""
    said = [s for s in key if s.stance != "retracts" and s.fig is not None and s.kind != "up_to"]
    return together([max(said, key=lambda s: (s.fig.low, s.ids))]) if said else None


def told(claims: list[dict], as_of: str | None) -> list[Told]:
    made = []
    for _, same in groupby(statements(claims, as_of), key=lambda s: s.key):
        key = list(same)
        one = largest(key) if key[0].scope == "part" else together(key) if is_generic(key[0].source) else vintage(key)
        if one is not None:
            made.append(one)
    return made + everybody(made)


def everybody(all_told: list[Told]) -> list[Told]:
    """Rule 6 for incidents, one by one: the victims of an incident of which only categories are told."""
    made = []
    atoms = [t for t in all_told if t.of.incident is not None and t.of.scope == "whole" and t.of.counting != "cumulative"]
    for key in dict.fromkeys((*t.of.spot[:3], t.of.incident, t.span) for t in atoms):
        told_of = {t.of.victims: t for t in atoms if (*t.of.spot[:3], t.of.incident, t.span) == key}
        parts = disjoint({v: t.fig for v, t in told_of.items()})
        if "all" in told_of or not parts:
            continue
        best = None if all(f.best is None for f in parts) else sum(f.best or 0 for f in parts)
        fig = Figure(sum(f.low for f in parts), best, sum(f.high for f in parts), not partition(told_of) or any(f.open for f in parts))
        one = next(iter(told_of.values()))
        marked = any(role(t.of.source, v, t.of.marked) == "interested" for v, t in told_of.items())
        made.append(replace(one, of=replace(one.of, victims="all", marked=marked), fig=fig))
    return made


# ---------------------------------------------------------------- rows


@dataclass(frozen=True)
class Row:
    source: str
    place: str
    harm: str
    victims: str
    start: int
    end: int
    low: int
    best: int | None
    high: int
    open: bool
    basis: str
    days: frozenset[int] = frozenset()
    so_far: bool = False
    time: dt.datetime | None = None
    kind: str = ""
    marked: bool | None = None
    total: tuple = ()  # (start, end, low, high or inf, best, highest reported) of the total it came from
    raised: bool = False  # against its own exact figure
    contested: bool = False
    n_sources: int = 0
    carried: tuple = field(default=())

    @property
    def span(self) -> tuple[int, int]:
        return (self.start, self.end)

    @property
    def spot(self) -> tuple:
        return (self.source, self.place, self.harm, self.victims)

    @property
    def top(self) -> float:
        return float("inf") if self.open else self.high


def row(one: Told, basis: str, fig: Figure | None = None, start: int | None = None) -> Row:
    fig, of = fig or one.fig, one.of
    first = of.start if start is None else start
    days = frozenset(range(first, of.end + 1))
    return Row(
        of.source,
        of.place,
        of.harm,
        of.victims,
        first,
        of.end,
        fig.low,
        fig.best,
        fig.high,
        fig.open,
        basis,
        days,
        one.so_far,
        one.time,
        one.kind,
        role(of.source, of.victims, of.marked) == "interested",
    )


# ---------------------------------------------------------------- 3 cumulative


def ten(n: int) -> int:
    q = 1
    while q < 1000 and n and n % (q * 10) == 0:
        q *= 10
    return q


def cumulative(totals: list[Told]) -> tuple[list[Row], list[tuple[Told, Row]]]:
    """Whole rows, and differences as (told, row) for laying on days."""
    whole, spans = [], []
    ended: int | None = None
    for phase in phases(sorted(totals, key=lambda t: t.of.end)):
        capped = cap(phase)
        kept: list[tuple[Told, Figure]] = []
        for one, fig in capped:
            value = fig.best if fig.best is not None else fig.high
            values = [(f.best if f.best is not None else f.high, f.open) for _, f in kept]
            repeat = any((fig.open and value <= v) or (value == v and was_open) for v, was_open in values)
            if not repeat:
                kept.append((one, fig))
        for i, (one, fig) in enumerate(kept):
            if i == 0 and ended is not None:
                spans.append((one, row(one, "difference", fig, ended + 1)))
                continue
            if i == 0:
                if one.of.start is not None:
                    whole.append(row(one, "total since start", fig))
                continue
            before = kept[i - 1]
            (plo, pbest, phi), (lo, best, hi) = counted(before[1]), counted(fig)
            least, most = max(0, lo - phi), max(0, hi - plo)
            middle = None if best is None or pbest is None else max(0, best - pbest)
            made = row(one, "difference", Figure(least, middle, most, False), before[0].of.end + 1)
            spans.append((one, made))
        ended = phase[-1].of.end
    return whole, spans


def counted(fig: Figure) -> tuple[int, int | None, int]:
    if fig.open:
        return fig.low, fig.best, fig.best + ten(fig.best) - 1
    return fig.low, fig.best, fig.high


def phases(totals: list[Told]) -> list[list[Told]]:
    made: list[list[Told]] = []
    for one in totals:
        value = one.fig.best if one.fig.best is not None else one.fig.high
        if made and not one.fig.open and one.kind != "up_to":
            last = made[-1][-1].fig
            before = last.best if last.best is not None else last.high
            if 2 * value < before:
                made.append([one])
                continue
        if made:
            made[-1].append(one)
        else:
            made.append([one])
    return made


def cap(phase: list[Told]) -> list[tuple[Told, Figure]]:
    out: list[tuple[Told, Figure]] = []
    least: int | None = None
    for one in reversed(phase):
        fig = one.fig
        value = fig.best if fig.best is not None else fig.high
        if least is not None and value > least:
            fig = Figure(min(fig.low, least), None if fig.best is None else min(fig.best, least), least, False)
        if one.kind in {"exact", "coded"} and (least is None or fig.best < least):
            least = fig.best
        out.append((one, fig))
    return out[::-1]


# ---------------------------------------------------------------- 4 one source, one place


def lay(items: list[Row]) -> list[Row]:
    """Statements of one source at one place, shortest span first."""
    rank = {"period": 0, "difference": 1}
    order = sorted(items, key=lambda r: (r.end - r.start, rank.get(r.carried[0], 2), r.start, r.time or dt.datetime.max, r.carried[1]))
    laid: list[Row] = [r for r in order if r.carried[0] == "atom"]
    rest: list[Row] = []
    for item in (r for r in order if r.carried[0] != "atom"):
        touching = [r for r in laid if r.days & item.days]
        inside = [r for r in touching if r.days <= item.days]
        total = (item.start, item.end, item.low, item.top, item.best if item.best is not None else item.low, item.high)
        if len(inside) < len(touching):
            rest.append(replace(item, basis="constraint", total=total))
            continue
        if not inside:
            laid.append(item)
            continue
        free = item.days - frozenset().union(*(r.days for r in inside))
        low_sum, high_sum = sum(r.low for r in inside), sum(r.top for r in inside)
        bests = [r.best for r in inside]
        soft = any(r.open or r.so_far for r in inside)
        low = 0 if high_sum == float("inf") else max(0, item.low - high_sum)
        high = max(0, item.high - low_sum)
        best = None if soft or item.best is None or None in bests else max(0, item.best - sum(bests))
        satisfied = item.open and low_sum >= item.low
        if free:
            if satisfied:
                best = None
            high = max(high, best or 0)
            laid.append(replace(item, start=min(free), end=max(free), days=free, low=low, best=best, high=high, basis="remainder", total=total))
            continue
        equal = not item.open and item.best is not None and None not in bests and item.best == sum(bests)
        if item.top < low_sum or satisfied or (item.low <= low_sum and high_sum <= item.top) or equal:
            # A total that equals its open parts still bounds them from above.
            bounds_them = equal and high_sum == float("inf") and item.top >= low_sum
            rest.append(replace(item, basis="constraint", total=()) if bounds_them else replace(item, basis="agrees", total=total))
            continue
        laid.append(replace(item, low=low, best=best, high=high, basis="undistributed", total=total))
    return laid + rest


def of_source(all_told: list[Told]) -> list[Row]:
    """Rules 3 and 4 for every source, place and category."""
    rows: list[Row] = []
    spots = sorted({t.of.spot for t in all_told})
    for spot in spots:
        here = [t for t in all_told if t.of.spot == spot]
        whole = [t for t in here if t.of.scope == "whole"]
        parts = [t for t in here if t.of.scope == "part" and t.of.start is not None and not any(w.span == t.span for w in whole)]
        parts = [replace(t, fig=Figure(t.fig.low, t.fig.best, t.fig.high, True)) for t in parts if t.fig.low > 0]
        running = [t for t in whole if t.of.counting == "cumulative"]
        plain = [t for t in whole if t.of.counting != "cumulative" and t.of.incident is None]
        atoms = [t for t in whole if t.of.counting != "cumulative" and t.of.incident is not None]
        if is_generic(spot[0]):
            rows += [row(t, "direct") for t in [*plain, *parts] if t.of.start is not None]
            rows += [row(t, "total since start") for t in running if t.of.start is not None]
            rows += atom_rows(atoms)
            continue
        items: list[Row] = [replace(r, carried=("atom", "")) for r in atom_rows(atoms)]
        periods = [t for t in plain if t.of.counting == "period"]
        for t in plain:
            fig = t.fig
            if t.of.counting == "incident" and any(p.of.start <= t.of.end and t.of.start <= p.of.end for p in periods):
                fig = replace(fig, open=True)
                if fig.best is None:
                    continue
            items.append(replace(row(t, "direct", fig), carried=(t.of.counting, t.ids[0])))
        items += [replace(row(t, "direct"), carried=("part", t.ids[0])) for t in parts]
        for start in sorted({t.of.start or 0 for t in running}):
            first, spans = cumulative([t for t in running if (t.of.start or 0) == start])
            rows += first
            items += [replace(r, carried=("difference", t.ids[0])) for t, r in spans]
        rows += lay(items)
    return rows


def atom_rows(atoms: list[Told]) -> list[Row]:
    made = []
    for span in sorted({t.span for t in atoms}):
        same = [t for t in atoms if t.span == span]
        bests = [t.fig.best for t in same]
        best = None if all(b is None for b in bests) else sum(b or 0 for b in bests)
        fig = Figure(
            sum(t.fig.low for t in same), best, sum(t.fig.high for t in same),
            not is_true(same[0].of.source, "exhaustive") or any(t.fig.open for t in same),
        )  # fmt: skip
        made.append(replace(row(same[0], "sum of incidents" if len(same) > 1 else "direct", fig), kind="atom"))
    return made


# ---------------------------------------------------------------- 5 nested places


def below(place: str, parent: str) -> bool:
    return place.startswith(parent + "/")


def ancestors(place: str) -> list[str]:
    steps = place.split("/")
    return ["/".join(steps[:i]) for i in range(len(steps) - 1, 0, -1)]


def topmost(parent: str, rows: list[Row]) -> list[Row]:
    inside = [r for r in rows if below(r.place, parent)]
    said = [r for r in inside if r.kind != "atom" or r.basis == "undistributed"]
    found = [r for r in said if not any(below(r.place, o.place) for o in said)]
    # Incidents are no containers: they count where no statement is above or below them.
    places = {r.place for r in found}
    return found + [r for r in inside if r.kind == "atom" and all(r.place == p or not (below(r.place, p) or below(p, r.place)) for p in places)]


def alone(parts: list[Row]) -> list[Row]:
    """A running total and other figures of one place on one span overlap: the larger speaks."""
    kept = []
    for place in dict.fromkeys(r.place for r in parts):
        same = [r for r in parts if r.place == place]
        since = [r for r in same if r.basis == "total since start"]
        rest = [r for r in same if r.basis != "total since start"]
        kept += since if not rest or sum(r.low for r in since) > sum(r.low for r in rest) else rest
    return kept


def carried(parts: list[Row], span: tuple[int, int]) -> tuple:
    """The total that a floor made of one child's remainder carries, as a floor."""
    totals = {p.total for p in parts if p.basis == "remainder" or (p.kind == "floor" and p.total)}
    one = totals.pop() if len(totals) == 1 and len(parts) == 1 else ()
    return (*one[:3], float("inf"), *one[4:]) if one else ()


def nest(rows: list[Row]) -> list[Row]:
    """Rule 5 for the rows of one source, harm and category, the deepest places first."""
    places = sorted({a for r in rows for a in [r.place, *ancestors(r.place)]}, key=lambda p: -p.count("/"))
    out = list(rows)
    added: list[Row] = []
    for place in places:
        own = [r for r in out if r.place == place and r.basis != "agrees" and r.kind != "atom"]
        for span in sorted({r.span for r in out if below(r.place, place)}):
            stated_below = [r for r in out if below(r.place, place) and r.span == span and r.basis not in {"agrees", "constraint"}]
            parts = topmost(place, stated_below)
            if all(r.kind == "atom" and r.basis != "undistributed" for r in parts):
                continue
            mine = [r for r in own if r.span == span and r.basis in {"direct", "difference", "constraint", "total since start"}]
            if mine:
                new, rest = beside(mine[0], [merged(span, [p for p in alone(parts) if p.place == name]) for name in dict.fromkeys(p.place for p in parts)])
                out = [new if r is mine[0] else r for r in out]
                added += [rest] if rest else []
            else:
                added += floors(place, span, own, parts)
    return out + added


def older(part: Row, whole: Row) -> bool:
    """An undated part says not that it is newer than a dated whole."""
    return whole.time is not None and (part.time is None or part.time < whole.time)


def beside(whole: Row, parts: list[Row]) -> tuple[Row, Row | None]:
    """A stated parent and its parts on one span: the parent as it stands then, and what is left for elsewhere."""
    late = parts
    if whole.kind == "exact":
        parts = [p for p in parts if not (older(p, whole) and p.low > whole.top)]
        late = parts if sum(p.low for p in parts) <= whole.top else [p for p in parts if not older(p, whole)]
    least = sum(p.low for p in late)
    against = least > whole.top
    new = whole
    if least > whole.low:
        best = None if whole.best is None else max(whole.best, sum(p.best or p.low for p in late) if against or whole.open else least)
        high = max(whole.high, best or least, sum(p.high for p in late) if against or whole.open else 0)
        new = replace(whole, raised=against, low=least, best=best, high=high, open=whole.open or (against and any(p.open for p in late)))
    if not parts or against:
        return new, None
    low, best, high = less(new, parts)
    return new, replace(new, low=low, best=best, high=max(high, best or 0), basis="elsewhere")


def less(whole: Row, parts: list[Row]) -> tuple[int, int | None, int]:
    """A whole without its parts."""
    bests = [p.best for p in parts]
    some_open = any(p.open for p in parts)
    best = None if whole.best is None or None in bests or some_open else max(0, whole.best - sum(bests))
    low = 0 if some_open else max(0, whole.low - sum(p.high for p in parts))
    return low, best, max(0, whole.high - sum(p.low for p in parts))


def floors(place: str, span: tuple[int, int], own: list[Row], parts: list[Row]) -> list[Row]:
    """Open floors for a place on a span that its source gives no figure of its own for."""
    days = frozenset(range(span[0], span[1] + 1))
    own_days = frozenset().union(*(r.days for r in own if r.basis != "total since start" and not (r.basis == "constraint" and r.kind == "floor")))
    if own_days >= days:
        return []
    running = [p for p in parts if p.basis == "total since start"]
    made = [floor_of(place, span, some, cuts=bool(own_days & days)) for some in (running, [p for p in parts if p not in running])]
    return [f for f in made if f is not None]


def newest(parts: list[Row]) -> dt.datetime | None:
    return max((p.time for p in parts if p.time is not None), default=None)


def floor_of(place: str, span: tuple[int, int], parts: list[Row], *, cuts: bool) -> Row | None:
    """What disjoint parts say of a place that their source gives no figure for."""
    each = [by_place(span, [p for p in parts if p.place == name]) for name in dict.fromkeys(p.place for p in parts)]
    low = sum(f.low for f in each)
    if low == 0:
        return None
    best = max(low, sum(f.best if f.best is not None else f.low for f in each))
    high = max(best, sum(f.high for f in each))
    basis = "total since start" if parts[0].basis == "total since start" else "constraint" if cuts else "floor from parts"
    days = frozenset().union(*(p.days for p in parts))
    return replace(
        parts[0], time=newest(parts), place=place, days=days, low=low, best=best, high=high, open=True, basis=basis, kind="floor", total=carried(parts, span)
    )


def merged(span: tuple[int, int], rows: list[Row]) -> Row:
    """The rows of one place on one span as one."""
    if len(rows) == 1 and rows[0].basis != "undistributed":
        return rows[0]
    fig = by_place(span, rows)
    above = [r.total[3] == float("inf") for r in rows if r.basis == "undistributed"]
    return replace(rows[0], low=fig.low, best=fig.best, high=fig.high, open=any(above) if above else fig.open, time=newest(rows))


def by_place(span: tuple[int, int], rows: list[Row]) -> Figure:
    """What the rows of one place on one span say together: where a total above them stands, it speaks."""
    if any(r.basis == "undistributed" and r.total[:2] == span for r in rows):
        return weigh(span, rows)
    bests = [r.best if r.best is not None else r.low for r in rows]
    return Figure(sum(r.low for r in rows), sum(bests), sum(r.high for r in rows), any(r.open for r in rows))


# ---------------------------------------------------------------- 6 victims


def disjoint(stated: dict) -> list:
    """Categories that share nobody; where they overlap (women and children, occupations), those that tell of most."""
    among = [["women_and_children", "men"], ["children", "women", "men"], ["journalists"], ["aid_workers"], ["medics"], ["detainees"]]
    civil = max(([stated[v] for v in names if v in stated] for names in among), key=lambda told_of: (sum(x.low for x in told_of), len(told_of)))
    civil = [stated["civilians"]] if "civilians" in stated else civil
    armed = [stated["combatants"]] if "combatants" in stated else [stated[v] for v in ARMED if v in stated]
    return civil + armed + ([stated["unknown"]] if "unknown" in stated else [])


def partition(stated: dict) -> bool:
    return "civilians" in stated and ("combatants" in stated or all(v in stated for v in ARMED))


def categories(rows: list[Row]) -> list[Row]:
    """Rule 6 for the rows of one source, place and harm."""
    added: list[Row] = []
    usable = [r for r in rows if r.basis not in {"agrees", "constraint", "elsewhere", "undistributed"} and r.victims != "all" and r.kind != "atom"]
    whole = [r for r in rows if r.victims == "all" and r.basis not in {"agrees", "elsewhere"} and r.kind != "atom"]
    for span, running in sorted({(r.span, r.basis == "total since start") for r in usable}):
        here = {r.victims: r for r in reversed(usable) if r.span == span and (r.basis == "total since start") is running}
        parts = disjoint(here)
        days = frozenset(range(span[0], span[1] + 1))
        stated = {"direct", "difference", "sum of incidents", "total since start"}
        totals = [r for r in whole if r.span == span and r.basis in stated and (r.basis == "total since start") is running]
        if totals:
            top = totals[0]
            low, best, high = less(top, parts)
            if "unknown" in here or top.raised or high == 0 or (top.open and low == 0):
                continue
            added.append(replace(top, victims="unknown", low=low, best=best, high=high, basis="remainder", total=()))
            continue
        own_days = frozenset().union(*(r.days for r in whole if r.basis != "constraint" and (running or r.basis != "total since start")))
        if own_days >= days:
            continue
        cuts = bool(own_days & days)
        low = sum(p.low for p in parts)
        closed = partition(here)
        if low == 0 and not closed:
            continue
        best = sum(p.best if p.best is not None else p.low for p in parts)
        open_ = not closed or any(p.open for p in parts)
        added.append(
            replace(
                parts[0],
                marked=any(p.marked for p in parts),
                time=newest(parts),
                victims="all",
                days=days,
                low=low,
                best=best,
                high=sum(p.high for p in parts),
                open=open_,
                basis="total since start" if running else "constraint" if cuts else "sum of parts",
                kind="floor",
                total=carried(parts, span),
            )
        )
    return rows + added


def sources(claims: list[dict], as_of: str | None = None) -> list[Row]:
    """Rules 0 to 6: one series a claimant."""
    laid = of_source(told(claims, as_of))
    rows: list[Row] = []
    for key in sorted({(r.source, r.harm, r.victims) for r in laid}):
        same = [r for r in laid if (r.source, r.harm, r.victims) == key]
        rows += same if is_generic(key[0]) else nest(same)
    done: list[Row] = []
    for key in sorted({(r.source, r.place, r.harm) for r in rows}):
        same = [r for r in rows if (r.source, r.place, r.harm) == key]
        done += same if is_generic(key[0]) else categories(same)
    return [r for r in done if r.basis != "agrees"]


# ---------------------------------------------------------------- 7 combined


def combined(rows: list[Row]) -> list[Row]:
    made = []
    usable = [r for r in rows if r.basis != "elsewhere" and role(r.source, r.victims, r.marked) != "interested"]
    for spot in sorted({r.spot[1:] for r in usable}):
        here = [r for r in usable if r.spot[1:] == spot]
        named = [r for r in here if role(r.source, r.victims, r.marked) in {"named", "database"}]
        base = named + [r for r in here if r not in named]
        place, harm, victims = spot
        below_atoms = [replace(r, place=place) for r in usable if r.kind == "atom" and below(r.place, place) and r.spot[2:] == (harm, victims)]
        spans = sorted(
            {
                r.total[:2] if r.total and r.basis != "constraint" else r.span
                for r in base
                if (r.total or r.basis != "remainder") and not (r.basis == "constraint" and r.kind == "floor")
            }
        )
        for span in spans:
            one = combine(span, base + below_atoms)
            if one is not None:
                made.append(one)
    return made


def over(span: tuple[int, int], rows: list[Row]) -> Row | None:
    """What one source says of a span: its row on it, or the total of rows that cover every day of it."""
    days = frozenset(range(span[0], span[1] + 1))
    exact = [r for r in rows if r.span == span and r.basis not in {"undistributed", "remainder"}]
    exact = [r for r in exact if not (r.kind == "floor" and (r.total or r.basis == "constraint"))]
    inside = [r for r in rows if r.days <= days and r.basis != "total since start"]
    extra = [r for r in inside if r.basis == "undistributed" and r.days == days]
    if exact and not extra:
        events = [r for r in exact if r.kind == "atom"]
        spoken = sorted((r for r in exact if r.kind != "atom"), key=lambda r: (r.kind != "floor", r.low, r.high))[-1:]
        if events:  # of incidents and statements, which may be about the same dead, the higher speaks
            bests = [r.best for r in events if r.best is not None]
            fig = Figure(sum(r.low for r in events), sum(bests) if bests else None, sum(r.high for r in events), any(r.open for r in events))
            spoken.append(replace(events[0], low=fig.low, best=fig.best, high=fig.high, open=fig.open, time=newest(events)))
        return max(spoken, key=lambda r: (r.low, r.kind != "floor"))
    covered = frozenset().union(*(r.days for r in inside)) if inside else frozenset()
    if covered != days or all(r.basis in {"undistributed", "remainder"} or (r.basis == "constraint" and r.kind == "floor") for r in inside):
        return None
    fig = weigh(span, inside)
    floors = frozenset().union(*(r.days for r in inside if r.kind != "floor")) != days
    return replace(
        inside[0],
        start=span[0],
        end=span[1],
        days=days,
        low=fig.low,
        best=fig.best,
        high=fig.high,
        open=fig.open,
        basis="floor from parts" if floors and fig.open else "total",
        kind="floor" if floors and fig.open else "",
        time=newest(inside),
        total=(),
    )


def weigh(span: tuple[int, int], rows: list[Row]) -> Figure:
    """Rows inside a span as one figure: every total that they were cut from is kept, no day is negative, days that touch nothing are added."""
    groups: list[list[Row]] = []
    last = 0
    for r in sorted(rows, key=hull_of):
        first, end = hull_of(r)
        if not groups or first > last:
            groups.append([])
            last = end
        groups[-1].append(r)
        last = max(last, end)
    each = [weigh_group(span, group) for group in groups]
    return Figure(sum(f.low for f in each), sum(f.best for f in each), sum(f.high for f in each), any(f.open for f in each))


def hull_of(r: Row) -> tuple[int, int]:
    return (min(r.start, r.total[0]), max(r.end, r.total[1])) if r.total else r.span


def weigh_group(span: tuple[int, int], rows: list[Row]) -> Figure:
    atoms = [r for r in rows if r.kind == "atom"]
    said = [r for r in rows if r.kind != "atom"]
    events = Figure(sum(r.low for r in atoms), sum(r.best or 0 for r in atoms), sum(r.high for r in atoms), any(r.open for r in atoms))
    if not said:
        return events
    spoken = weigh_statements(span, said)
    if not atoms:
        return spoken
    # The same dead are in the statements and in the incidents.
    low, high = max(spoken.low, events.low), max(spoken.high, events.high)
    return Figure(low, min(max(spoken.best, events.best, low), high), high, spoken.open or events.low > spoken.high)


def weigh_statements(span: tuple[int, int], rows: list[Row]) -> Figure:
    tiles = [r for r in rows if r.basis not in {"undistributed", "constraint"}]
    totals = {r.total for r in rows if r.total}
    within = [total for total in totals if span[0] <= total[0] and total[1] <= span[1]]
    limits = [total[:4] for total in totals] + [(r.start, r.end, r.low, r.top) for r in rows if r.basis == "constraint" and not r.total]
    first, last = min(h[0] for h in map(hull_of, rows)), max(h[1] for h in map(hull_of, rows))
    window = (max(first, span[0]), min(last, span[1]))
    inf = float("inf")
    found = least_and_most([(r.start, r.end, r.low, inf if r.total else r.top) for r in tiles] + limits, window)
    if found is None:  # a surplus over closed parts: they are floors then
        found = least_and_most([(r.start, r.end, r.low, inf) for r in tiles] + limits, window)
    low, top = found or (sum(r.low for r in tiles), inf)
    best = told_once([(r.start, r.end, r.best if r.best is not None else 0) for r in tiles], [(*t[:2], t[4]) for t in within])
    if top < inf:
        return Figure(int(low), int(min(max(best, low), top)), int(top), False)
    high = told_once([(r.start, r.end, r.high) for r in tiles if r.total not in within], [(*t[:2], t[5]) for t in within])
    high = max(low, high, *(r.high for r in rows))
    return Figure(int(low), int(min(max(best, low), high)), int(high), True)


def told_once(items: list[tuple], totals: list[tuple]) -> int:
    """A sum in which a total takes the place of what lies inside it, where it is higher."""
    for first, last, told in sorted(totals, key=lambda t: (t[1] - t[0], t)):
        inside = [i for i in items if first <= i[0] and i[1] <= last]
        if told >= sum(i[2] for i in inside):
            items = [i for i in items if i not in inside] + [(first, last, told)]
    return sum(i[2] for i in items)


def combine(span: tuple[int, int], rows: list[Row]) -> Row | None:
    each = []
    for source in sorted({r.source for r in rows}):
        one = over(span, [r for r in rows if r.source == source])
        if one is not None:
            each.append(one)
    if any(role(r.source, r.victims, r.marked) in {"named", "database"} and r.kind != "floor" for r in each):
        each = [r for r in each if role(r.source, r.victims, r.marked) != "generic"]
    each = [r for r in each if not outvoted(r, each)]
    names = {r.source for r in each}
    each = [r for r in each if not draws_on(r.source) & names]
    if not each:
        return None
    spoken = [r for r in each if not (r.kind == "floor" and r.open)]
    most = min((r.best if r.best is not None else r.high for r in spoken), default=None)
    speaking = [r for r in each if r in spoken or most is None or r.low > most]
    bests = sorted(r.best for r in speaking if r.best is not None)
    low = min((r.low for r in speaking if r.best is not None), default=min(r.low for r in each))
    best = bests[(len(bests) - 1) // 2] if bests else None
    n = len({r.source for r in each if not is_generic(r.source) or is_true(r.source, "is_generic")})
    return replace(
        each[0], source="combined", start=span[0], end=span[1], low=low, best=best, high=max(r.high for r in each), open=any(r.open for r in each),
        basis="combined", contested=len(set(bests)) > 1, n_sources=n,
    )  # fmt: skip


def draws_on(source: str) -> set[str]:
    return {s.strip() for s in (SOURCES.get(source, {}).get("draws_on") or "").split(";")} - {""}


def outvoted(one: Row, each: list[Row]) -> bool:
    """An open floor that two later, named sources state figures above."""
    if not one.open or one.best is None or one.kind == "floor":
        return False
    above = [r for r in each if r.source != one.source and role(r.source, r.victims, r.marked) == "named" and r.kind != "floor" and r.best is not None]
    above = [r for r in above if r.low > one.low and r.time and one.time and r.time > one.time]
    return len({r.source for r in above}) >= 2


def reconcile(claims: list[dict], as_of: str | None = None) -> list[Row]:
    rows = sources(claims, as_of)
    return rows + combined(rows)


# ---------------------------------------------------------------- totals


def bounds(claims: list[dict], spot: tuple[str, str, str, str], start: int, end: int) -> tuple[int, float] | None:
    """Least and greatest sum over a window by the statements themselves, no day negative; none where they contradict each other."""
    kept = [t for t in told(claims, None) if t.of.spot == spot and t.of.scope == "whole" and t.of.counting == "period"]
    return least_and_most([(t.of.start, t.of.end, t.fig.low, t.fig.top) for t in kept if t.of.start is not None], (start, end))


def least_and_most(limits: list[tuple], span: tuple[int, int]) -> tuple[int, float] | None:
    """Bounds of a window under limits on spans: prefix sums with difference constraints, so shortest paths."""
    first, last = min([span[0], *(limit[0] for limit in limits)]), max([span[1], *(limit[1] for limit in limits)])
    nodes = range(first, last + 2)
    far = float("inf")
    dist = {(a, b): (0 if a in {b, b + 1} else far) for a in nodes for b in nodes}  # x[b] - x[a] <= dist; a day is not negative
    for start, end, low, top in limits:
        dist[start, end + 1] = min(dist[start, end + 1], top)
        dist[end + 1, start] = min(dist[end + 1, start], -low)
    for k in nodes:
        for a in nodes:
            for b in nodes:
                dist[a, b] = min(dist[a, b], dist[a, k] + dist[k, b])
    if any(dist[a, a] < 0 for a in nodes):
        return None
    return int(-dist[span[1] + 1, span[0]]), dist[span[0], span[1] + 1]
