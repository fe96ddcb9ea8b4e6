"""A small report material by hand: segments, days, totals, ledger and claims in the declared shapes, without reconciliation."""

import pandas as pd

from casualties import dtypes
from casualties.report import DAILY, TOTALS, Material, ReportDefinition
from casualties.tables import CLAIMS, FINDINGS, PLACES, SEGMENTS, SOURCES

PLACE = "XXA/Nord/Nord"
START, END = pd.Timestamp("2020-03-01"), pd.Timestamp("2020-03-10")
KEY = {"place_id": PLACE, "harm": "killed", "victims": "all"}


def day(text):
    return pd.Timestamp(f"2020-03-{text:02d}") if isinstance(text, int) else pd.Timestamp(text)


def segment(number, source, start, end, low, best, high, *, high_open=False, basis="direct", role="named", n_sources=1, **more):
    given = more.pop("claim_ids", f"t:{number}")
    return {
        **KEY, "segment_id": f"s{number}", "source": source, "standard": "reported", "start": day(start), "end": day(end), "low": low, "best": best, "high": high,
        "high_open": high_open, "basis": basis, "n_sources": n_sources, "n_groups": n_sources, "contested": False, "so_far": False, "provisional": False,
        "claim_ids": given, "policy": "lower_median", "codebook": "acled", "role": role, "exhaustive": False, "versions_end": day(9), **more,
    }  # fmt: skip


def claim(number, claimant, start, end, low, best, high, qualifier="exact", **more):  # noqa: PLR0917  a row, in the order of a row
    return {
        "claim_id": f"t:{number}", "dataset": "t", "record_id": str(number), "harm": "killed", "victims": "all", "low": low, "best": best, "high": high,
        "qualifier": qualifier, "start": day(start), "end": day(end), "place": "Nord", "place_id": PLACE, "claimant": claimant, "publisher": "gazette",
        "published_at": pd.Timestamp("2020-03-09T23:59:59Z"), "url": f"https://example.org/{number}", **more,
    }  # fmt: skip


def sources(**changes):
    rows = [
        {"id": "watch", "name": "Nord Watch", "kind": "monitor", "homepage": "https://example.org/watch", "citation": "Nord Watch 2020"},
        {"id": "relief", "name": "Relief Group", "kind": "ngo"},
        {"id": "army", "name": "The Army", "kind": "belligerent", "party": "army"},
        {"id": "residents", "name": "residents", "kind": "witness", "is_generic": True},
        {"id": "gazette", "name": "The Gazette", "kind": "media"},
    ]
    return SOURCES.complete(pd.DataFrame([row | changes.get(row["id"], {}) for row in rows]))


def segments_of(rows):
    flags = {column.name: False for column in SEGMENTS.columns if column.kind == "Flag"}
    return SEGMENTS.complete(pd.DataFrame([flags | row for row in rows]))


SEGMENT_ROWS = [
    segment(1, "watch", 2, 2, 9, 9, 9, high_open=True),
    segment(2, "watch", 3, 3, 40, 50, 70),
    segment(3, "watch", 4, 5, 260, 260, 260, high_open=True),
    segment(4, "relief", 3, 3, 45, 45, 45),
    segment(5, "relief", 6, 6, 0, 0, 0),
    segment(6, "army", 3, 3, 5, 5, 8, role="interested"),
    segment(7, "residents", 7, 7, 0, None, 30, role="generic", n_sources=0),
    segment(8, "combined", 3, 3, 40, 45, 70, n_sources=2, role="combined", contested=True, claim_ids="t:2; t:4"),
    segment(9, "watch", 4, 8, 300, 300, 300, high_open=True, basis="constraint"),
]
CLAIM_ROWS = [
    claim(1, "watch", 2, 2, 9, 9, None, "at_least", via="wire"),
    claim(2, "watch", 3, 3, 40, 50, 70, "coded"),
    claim(3, "watch", 4, 5, 260, 260, None, "at_least"),
    claim(4, "relief", 3, 3, 45, 45, 45, url="javascript:alert(1)"),
    claim(5, "relief", 6, 6, 0, 0, 0),
    claim(6, "army", 3, 3, 5, 5, 8, "between"),
    claim(7, "residents", 7, 7, None, None, 30, "up_to"),
    claim(9, "watch", 4, 8, 300, 300, None, "more_than"),
    claim(10, "watch", 2, 2, 9, 9, None, "at_least", place="نورد #eval[1]", publisher="صحيفة"),
]


def daily_of(segments):
    """Days as `daily` would give them, for these simple rows."""
    rows, by_source = [], {}
    for s in segments.to_dict("records"):
        by_source.setdefault(s["source"], []).append(s)
    for source, mine in sorted(by_source.items()):
        for when in pd.date_range(START, END):
            covering = [s for s in mine if s["start"] <= when <= s["end"]]
            own = [s for s in covering if s["start"] == s["end"]]
            spans = [s for s in covering if s["end"] > s["start"]]
            row = {
                **KEY,
                "day": when,
                "source": source,
                "role": mine[0]["role"],
                "high_open": False,
                "contested": False,
                "provisional": False,
                "n_sources": pd.NA,
            }
            if own:
                row |= {n: own[0][n] for n in ("low", "best", "high", "high_open", "segment_id", "claim_ids", "n_sources", "contested", "provisional")}
                row["status"] = "zero" if own[0]["high"] == 0 else "reported"
            elif spans:
                row |= {"status": "span", "span_id": spans[0]["segment_id"], "claim_ids": spans[0]["claim_ids"]}
            else:
                row["status"] = "not_yet" if when >= END else "missing"
            rows.append(row)
    frame = pd.DataFrame(rows).reindex(columns=DAILY)
    kinds = {
        "day": "Day",
        "low": "Count",
        "best": "Count",
        "high": "Count",
        "n_sources": "Count",
        "high_open": "Flag",
        "contested": "Flag",
        "provisional": "Flag",
    }
    return pd.DataFrame({name: dtypes.cast(frame[name], kinds.get(name, "Text")) for name in DAILY})


def totals_of(segments):
    """Totals as `total` would give them, for these simple rows."""
    rows = []
    for source, mine in segments[segments["basis"] != "constraint"].groupby("source", sort=True):
        days = sum((r.end - r.start).days + 1 for r in mine.itertuples())
        rows.append({
            **KEY, "source": source, "role": mine["role"].iloc[0], "start": START, "end": END, "low": mine["low"].sum(min_count=1), "best": mine["best"].sum(min_count=1),
            "high": mine["high"].sum(min_count=1), "high_open": True, "coverage": days / 10,
        })  # fmt: skip
    kinds = {"start": "Day", "end": "Day", "low": "Count", "best": "Count", "high": "Count", "high_open": "Flag", "coverage": "Real"}
    frame = pd.DataFrame(rows, columns=TOTALS)
    return pd.DataFrame({name: dtypes.cast(frame[name], kinds.get(name, "Text")) for name in TOTALS})


def material(segment_rows=SEGMENT_ROWS, claim_rows=CLAIM_ROWS, source_table=None, findings=None):
    segments = segments_of(segment_rows)
    claims = CLAIMS.complete(pd.DataFrame(claim_rows))
    ledger = pd.DataFrame({"claim_id": claims["claim_id"], "status": "used", "reason": None, "segment_ids": None})
    ledger.loc[ledger["claim_id"] == "t:10", ["status", "reason"]] = ["left out", "its rule is not built yet"]
    places = PLACES.complete(
        pd.DataFrame(
            [
                {"place_id": "XXA", "name": "Xland", "level": "country"},
                {"place_id": "XXA/Nord", "name": "Nord", "level": "admin1"},
                {"place_id": PLACE, "name": "Nord", "level": "locality", "population": 200_000},
            ]
        )
    )
    return Material(
        claims=claims,
        segments=segments,
        ledger=ledger.astype({"reason": "str", "segment_ids": "str"}),
        findings=FINDINGS.empty() if findings is None else FINDINGS.complete(pd.DataFrame(findings)),
        sources=sources() if source_table is None else source_table,
        places=places,
        daily=daily_of(segments),
        totals=totals_of(segments),
    )


def definition(**changes):
    return ReportDefinition(**({"name": "nord", "places": (PLACE,), "start": START, "end": END} | changes))
