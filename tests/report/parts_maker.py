"""Frames of the charts of parts by hand, of any size."""

import pandas as pd

from casualties.report import breakdown

WHOLE = "XXA"
KEY = {"of": WHOLE, "of_victims": "all", "place_id": WHOLE, "harm": "killed", "victims": "all", "role": "named", "high_open": False}


def total(source, low, high=None, place=WHOLE, *, best=None, start="2020-03-01", end="2020-03-10", **more):
    """A row of totals: a source, a place, the days 1 to 10 March 2020."""
    given = {"source": source, "place_id": place, "low": low, "best": low if best is None else best, "high": low if high is None else high, "coverage": 0.5}
    return {**KEY, **given, "start": pd.Timestamp(start), "end": pd.Timestamp(end), "claim_ids": f"t:{source}-{place}-{more.get('victims', 'all')}", **more}


def frame(rows, schema="TOTALS"):
    return breakdown.typed(pd.DataFrame(rows), getattr(breakdown, schema))


def cell(day, low, high=None, place=WHOLE, *, status="reported", basis="D", end=None, **more):
    """A cell of the combined view."""
    numbers = {} if low is None else {"low": low, "high": low if high is None else high, "best": low, "claim_ids": f"t:{day}-{place}"}
    when = pd.Timestamp(day)
    return {
        **KEY, "source": "combined", "role": "combined", "place_id": place, "start": when, "end": when if end is None else pd.Timestamp(end),
        "status": status, "basis": basis, **numbers, **more,
    }  # fmt: skip


def step(source, end, low, *, start="2020-03-01", basis="reported", coverage=0.5, **more):
    """What a source had reported by a day."""
    return total(source, low, start=start, end=end, basis=basis, coverage=coverage, standard="reported", **more)


def value(source, at, best, *, figure="1", change=None, day="2020-03-02", **more):
    """A value of a figure and when it became known."""
    when = {"published_at": pd.Timestamp(at, tz="UTC"), "figure": f"{source}-{figure}", "change": change, "claim_ids": f"t:{source}-{at}"}
    return {**total(source, best, start=day, end=day), **when, **more}


def many(kind, claimants, places, days, top):
    """A frame of a kind with that many claimants, places and days, figures up to `top`."""
    size = [max(1, top // 10 ** (i % 8)) for i in range(max(claimants, places, 8))]
    names = [f"source {i:02d} with a name of ordinary length" for i in range(claimants)]
    spots = [f"{WHOLE}/Place {i:02d}" for i in range(places)]
    last = pd.Timestamp("2020-03-01") + pd.Timedelta(days=days - 1)
    window = {"end": last}
    if kind == "places":
        rows = [total(name, size[i], 2 * size[i], high_open=i % 2 == 0, **window) for i, name in enumerate(names) if i % 5]
        rows += [
            total(name, max(1, size[k] // 3), place=p, **window) for i, name in enumerate(names) for k, p in enumerate(spots) if (i + k) % 3 == 0 or i == 0
        ]
        return frame(rows)
    if kind == "heatmap":
        return frame(list(_cells(spots, size, last)), "CELLS")
    if kind == "cumulative":
        ends = pd.date_range("2020-03-01", last, periods=min(days, 30)).normalize().unique()
        rows = [step(name, end, size[i] + 3 * k + i) for i, name in enumerate(names) for k, end in enumerate(ends)]
        rows += [step(name, ends[-1], size[i], start="2019-01-01", basis="stated", high_open=i % 2 == 0) for i, name in enumerate(names)]
        return frame(rows, "RUNNING")
    if kind in {"vintages", "revisions"}:
        moments = [last + pd.Timedelta(hours=7 * k * days) for k in range(3)]
        rows = [
            value(
                name, at, size[i] + k, change=None if k == 0 else (-1) ** i * size[(i + k) % 8], role="generic" if i % 4 == 3 else "named", high_open=i % 2 == 0
            )
            for i, name in enumerate(names)
            for k, at in enumerate(moments)
        ]
        return frame(rows, "VALUES")
    rows = [total(name, size[i] * 4, high_open=i % 2 == 0, **window) for i, name in enumerate(names)]
    for n, kind_ in enumerate(("civilians", "combatants", "unknown", "children", "women", "men")):
        rows += [total(name, max(1, size[i] // (n + 1)), victims=kind_, **window) for i, name in enumerate(names)]
    return frame(rows)


def _cells(spots, size, last):
    monthly = (last - pd.Timestamp("2020-03-01")).days > 62
    starts = pd.date_range("2020-03-01", last, freq="MS" if monthly else "D")
    for k, place in enumerate([WHOLE, *spots]):
        for n, start in enumerate(starts):
            end = start + pd.offsets.MonthEnd(0) if monthly else start
            low = None if (n + k) % 3 else size[(n + k) % 8]
            yield cell(start, low, place=place, end=end, basis="M" if monthly else "D", status="missing" if low is None else "reported", high_open=n % 2 == 0)
        if not monthly and len(starts) > 4:
            for a, b in ((0, 1), (1, 4), (0, len(starts) - 1)):
                yield cell(starts[a], size[k % 8], place=place, end=starts[b], basis="span", status="span", high_open=True)
