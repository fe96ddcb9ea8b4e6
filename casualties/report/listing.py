"""The claims table: who said what of whom, where and when, with a link to each publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casualties.report import blocks, marks, naming, words
from casualties.report.material import ids

if TYPE_CHECKING:
    import pandas as pd

    from casualties.report.contents import Report

MOST = 5000
COLUMNS = (
    ("Days", 1.25),
    ("Place", 1.3),
    ("Figure as stated", 1.55),
    ("Said by", 1.9),
    ("Relayed by", 1.3),
    ("Published in", 1.6),
    ("Published", 1.05),
    ("In this report", 1.35),
)
STATUS = {
    "used": "in the series",
    "relay": "same statement, relayed",
    "superseded": "replaced",
    "implied": "implied by a higher one",
    "listed": "listed only",
    "left out": "left out",
}


def ledger_of(report: Report) -> dict[str, tuple[str, str]]:
    """What became of each claim: status and reason, by claim_id."""
    ledger = report.material.ledger
    return {row.claim_id: (str(row.status), naming.text_or(row.reason)) for row in marks.each(ledger)}


def _figure(claim: Any) -> str:
    figure = words.stated({name: getattr(claim, name) for name in ("low", "best", "high", "qualifier", "stated", "stance")})
    who = words.people(claim.harm, claim.victims)
    extra = {"part": ", part of the harm only", "except": ", elsewhere"}.get(claim.scope, "")
    kind = ", running total" if claim.counting == "cumulative" else ""
    disputed = f"; {words.say('disputed', who=claim.disputed_by)}" if isinstance(claim.disputed_by, str) else ""
    review = "; disputed in review" if claim.review == "disputed" else ""
    return f"{figure} {who}{extra}{kind}{disputed}{review}"


def _said_by(claim: Any, report: Report) -> str:
    if isinstance(claim.claimant, str):
        return report.name(claim.claimant)
    return "nobody named: the outlet's own voice"


def _status(claim_id: str, ledger: dict[str, tuple[str, str]]) -> str:
    status, reason = ledger.get(claim_id, ("", ""))
    if not status:
        return "not in the series"
    text = STATUS.get(status, status)
    return f"{text}: {reason}" if status in {"left out", "listed"} and reason else text


def printed_outlets(report: Report) -> dict[str, str]:
    """Printed names of outlets and agencies, by id or by the name as written."""
    return dict(zip(report.material.sources["id"], report.material.sources["name"], strict=True))


def claim_rows(report: Report) -> list[list[Any]]:
    """The rows of the table: cells as text or link, in the order of days, places and claimants."""
    ledger, outlets = ledger_of(report), printed_outlets(report)
    places = naming.place_labels(report.material.places, report.claims["place_id"].dropna().unique())
    rows = []
    for claim in marks.each(report.claims.head(MOST)):
        outlet = outlets.get(claim.publisher, naming.text_or(claim.publisher, "outlet not known"))
        relayed = ", ".join(outlets.get(name, name) for name in ids(claim.via)) or "–"
        rows.append(
            [
                words.days_short(claim.start, claim.end),
                places.get(claim.place_id) or naming.text_or(claim.place),
                _figure(claim),
                _said_by(claim, report),
                relayed,
                blocks.link(outlet, claim.url),
                words.instant(claim.published_at),
                _status(claim.claim_id, ledger),
            ]
        )
    return rows


def claims_page(report: Report) -> list[blocks.Block]:
    """Every claim of the report's places and days that may be shown, one a row."""
    count, days = len(report.claims), words.days(*report.window)
    if not count:
        return [blocks.page("Claims", [blocks.text("No claim for these places and days may be shown. See the method page for those left out.")])]
    places = words.join([report.places[place] for place in report.definition.places])
    parts = [
        blocks.text(
            f"{words.plural(count, 'claim')} on {places}, or places inside, for days in {days}: one row a statement in one publication, as stated. "
            "Several publications that carry one statement stand here as several rows and are drawn once. Dates are days at the place; times of publication are UTC."
        ),
    ]
    if count > MOST:
        parts.append(
            blocks.text(
                f"The first {words.number(MOST)} of {words.number(count)} claims are printed; all of them are in {report.definition.name}-claims.csv beside this document."
            )
        )
    parts.append(
        blocks.table(
            "Claims: days, place, figure as stated, claimant, relays, outlet with link, publication, use in this report",
            COLUMNS,
            claim_rows(report),
            small=True,
        )
    )
    return [blocks.page("Claims", parts, landscape=True)]


def claims_csv(report: Report) -> pd.DataFrame:
    """The claims listed, as data: no quotation of a text, no name of a private person, nothing that may not be shown.

    Returns
    -------
    DataFrame
        One row a claim, in the order of the table; low, best, high in persons as stated.
    """
    ledger = ledger_of(report)
    names = [
        "claim_id", "start", "end", "place", "place_id", "harm", "victims", "low", "best", "high", "qualifier", "stated", "counting", "scope",
        "standard", "stance", "part_of", "date_role", "claimant", "via", "publisher", "published_at", "url", "is_interested", "review", "raw_sha256", "raw_ref", "version",
    ]  # fmt: skip
    frame = report.claims[names].copy()
    frame.insert(len(names), "status", [ledger.get(name, ("", ""))[0] for name in frame["claim_id"]])
    frame.insert(len(names) + 1, "reason", [ledger.get(name, ("", ""))[1] for name in frame["claim_id"]])
    frame["url"] = frame["url"].where(frame["url"].map(lambda url: isinstance(blocks.link("", url), dict)), None)
    frame["published_at"] = frame["published_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return frame
