"""The method page: what was counted and how, what was left out and why, who said it under which terms, and how to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from casualties.report import blocks, marks, naming, words
from casualties.report.describe import roles_of_dates
from casualties.report.listing import STATUS, printed_outlets
from casualties.report.material import REASONS, ids

if TYPE_CHECKING:
    from casualties.report.contents import Report

POLICIES = {
    "lower_median": "the middle of the reported best figures; of two the lower",
    "min": "the lowest reported figure",
    "max": "the highest reported figure",
    "ibc": "lowest and highest side by side, as Iraq Body Count prints them",
    "airwars": "minimum 0 where sources contest the harm, as Airwars grades it",
    "two_independent": "only figures with two independent sources, the rule of OCHA and SNHR",
    "weighted": "a weighted middle of the reported figures",
}
MOST_FINDINGS = 60
SHIPPED = (
    (
        "Low to high",
        "is the range of what was reported for the same days and place, not a confidence interval. “+” means “or more”: the highest figure reported is no upper bound.",
    ),
    (
        "A claim",
        "is one statement by one claimant, in one publication. A statement carried by several outlets is one statement; outlets never count as sources.",
    ),
    (
        "Figures over several days",
        "are drawn once over their days and never spread over them. A place is never added to its parts, a weekend never to its days, a source never to another.",
    ),
    ("No report", "means that no claim was found, not that nobody was harmed. A reported zero is drawn at 0; silence is a gap."),
    (
        "A later figure",
        "replaces an earlier one of the same source when it is higher, a stated correction, or an authoritative release. Nothing goes down by itself.",
    ),
    ("Ring and filled dot", "tell one independent source from two or more. A figure with one source looks more certain than it is."),
)


def method_page(report: Report) -> list[blocks.Block]:
    """Definitions, policy, coverage, what was left out, findings, sources with terms, how it was made."""
    parts: list[blocks.Block] = []
    for section in (_definitions, _material, _rulings, _coverage, _left_out, _findings, _sources, _made):
        parts += section(report)
    return [blocks.page("Method", parts)]


def _definitions(report: Report) -> list[blocks.Block]:
    d = report.definition
    policy = POLICIES.get(d.policy, "the figure of the claimants named first")
    harms = words.join([words.people(harm, victims) for harm in d.harms for victims in d.victims])
    return [
        blocks.heading("What is shown"),
        blocks.bullets(
            [
                f"Harm and people: {harms}. Places: {words.join(list(report.places.values()))}. Days: {words.days(*report.window)}, both ends included.",
                f"As of {report.as_of_words}: only claims published by then.",
                *(f"{term} {meaning}" for term, meaning in SHIPPED),
                (
                    f"Days on which “figures differ” are those where the best figures of the combined view differ. Its policy is {d.policy}: {policy}. "
                    "The combined view is drawn in the map of places by days alone: the first question is who says what."
                ),
            ]
        ),
    ]


def _share_on_one(report: Report) -> str:
    found = []
    for topic in report.drawn:
        days = topic.figures[(topic.figures["kind"] == "day") & (topic.figures["status"] != "none_recorded")]
        per_day = days.groupby("start")["source"].nunique()
        if len(per_day):
            one = int((per_day == 1).sum())
            found.append(
                f"{report.places[topic.place_id]}, {words.people(topic.harm, topic.victims)}: {one} of {words.plural(len(per_day), 'day')} with a figure of their own rest on one source"
            )
    return "; ".join(found)


def _material(report: Report) -> list[blocks.Block]:
    claims = report.claims
    if claims.empty:
        return []
    status = report.material.ledger.set_index("claim_id")["status"].reindex(claims["claim_id"]).fillna("not in the series")
    counts = status.value_counts()
    rows = [[STATUS.get(str(name), str(name)), words.number(int(counts[name]))] for name in sorted(counts.index, key=lambda n: (-counts[n], str(n)))]
    undated = int(claims["published_at"].isna().sum())
    items = [f"Days are {roles_of_dates(claims)}."]
    if undated:
        items.append(f"{words.plural(undated, 'claim has', 'claims have')} no date of publication.")
    if one := _share_on_one(report):
        items.append(f"{one}.")
    return [
        blocks.heading("What became of the claims"),
        blocks.table("Claims listed in this report, by what became of them", (("What became of it", 3), ("Claims", 1)), rows),
        blocks.bullets(items),
    ]


def rulings_shown(report: Report) -> pd.DataFrame:
    """Decisions of people on the claims listed, in their order; none that names a claim which may not be shown."""
    rulings = report.material.rulings
    mine, hidden = set(report.claims["claim_id"]), set(report.shown.withheld.index)
    named = rulings["claim_ids"].map(ids)
    told = rulings[named.map(lambda some: bool(mine.intersection(some)) and not hidden.intersection(some)).astype(bool)]
    return told.sort_values(["at", "ruling_id"], kind="stable", ignore_index=True)


def _rulings(report: Report) -> list[blocks.Block]:
    told = rulings_shown(report)
    if told.empty:
        return []
    rows = [[r.ruling_id, r.kind.replace("_", " "), r.claim_ids, r.reason, f"{r.by}, {words.day(r.at)}"] for r in marks.each(told)]
    columns = (("Ruling", 0.6), ("Kind", 1.2), ("Claims, the first one first", 3), ("Reason", 3), ("By, on", 1.4))
    return [
        blocks.heading("Rulings of people"),
        blocks.text("Applied before any rule: what a person decided about claims, and why."),
        blocks.table("Rulings on claims listed in this report", columns, rows, small=True),
    ]


def _coverage(report: Report) -> list[blocks.Block]:
    items = []
    for topic in report.topics:
        if not topic.has_figures:
            items.append(f"{topic.what}: no figure at all.")
            continue
        days = marks.heard(topic.figures)
        quiet, inside = days.silent, days.inside
        not_yet = int((topic.figures["kind"] == "not_yet").groupby(topic.figures["start"]).all().sum())
        text = f"{topic.what}: {words.number(marks.days_reported(topic.figures))} of {words.plural(report.days, 'day')} have a report"
        text += f"; none for {_listed_days(quiet)}" if len(quiet) else ""
        text += f"; only inside a figure over several days: {_listed_days(inside)}" if len(inside) else ""
        text += f"; {words.plural(not_yet, 'day')} after the newest publication" if not_yet else ""
        items.append(f"{text}.")
    return [blocks.heading("Coverage and gaps"), blocks.bullets(items)]


def _listed_days(days: pd.DatetimeIndex, most: int = 30) -> str:
    """Runs of days: `1–2, 10, 13 February 2012`."""
    runs: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for day in days:
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    text = ", ".join(words.days_short(*run) for run in runs[:most])
    return f"{text} and {len(runs) - most} more stretches" if len(runs) > most else text


def left_out(report: Report) -> list[list[Any]]:
    """Claims that are not behind any figure, counted by reason: those withheld, and those whose rule left them out."""
    why = report.shown.withheld.value_counts()
    rows = [[REASONS[str(name)], words.number(int(why[name]))] for name in sorted(why.index)]
    ledger = report.material.ledger
    mine = ledger[ledger["claim_id"].isin(report.claims["claim_id"]) & ledger["status"].isin(["left out", "listed"])]
    # Reasons may end in the id of the claim that explains them, or name one: they are counted by their words.
    worded = mine["reason"].fillna("no reason given").str.replace(r": [\w.-]+:\S+$", "", regex=True)
    reasons = worded.str.replace(r"\b[\w.-]+:[\w.:-]+", "another claim", regex=True).value_counts()
    rows += [[str(name), words.number(int(reasons[name]))] for name in sorted(reasons.index, key=lambda n: (-reasons[n], str(n)))]
    unplaced = int((~report.claims["claim_id"].isin(ledger["claim_id"])).sum())
    if unplaced:
        rows.append(["not reconciled", words.number(unplaced)])
    return rows


def _left_out(report: Report) -> list[blocks.Block]:
    rows = left_out(report)
    parts = [blocks.heading("Left out of the figures")]
    if not rows:
        return [*parts, blocks.text("Nothing: every claim of these places and days takes part.")]
    parts.append(blocks.table("Claims that make no figure of their own, by reason", (("Reason", 4), ("Claims", 1)), rows))
    if report.shown.rows_withheld:
        parts.append(
            blocks.text(
                f"{words.plural(report.shown.rows_withheld, 'figure')} that rested on claims which may not be shown {'is' if report.shown.rows_withheld == 1 else 'are'} not drawn."
            )
        )
    return parts


def findings_in_scope(report: Report) -> pd.DataFrame:
    """Findings about the claims listed, the most severe first; none that names a claim which may not be shown."""
    found = report.material.findings
    mine = set(report.claims["claim_id"])
    hidden = set(report.shown.withheld.index)
    about = found["claim_ids"].map(lambda joined: bool(mine.intersection(ids(joined))) and not hidden.intersection(ids(joined)))
    rank = {"error": 0, "warning": 1, "note": 2}
    chosen = found[about.astype(bool)]
    return chosen.assign(_rank=chosen["severity"].map(rank)).sort_values(["_rank", "kind", "start", "finding_id"], kind="stable").drop(columns="_rank")


def _findings(report: Report) -> list[blocks.Block]:
    found = findings_in_scope(report)
    parts = [blocks.heading("What a person should look at")]
    if found.empty:
        return [*parts, blocks.text("No finding about these claims.")]
    counts = found["kind"].value_counts()
    summary = "; ".join(f"{kind} ({counts[kind]})" for kind in sorted(counts.index, key=lambda k: (-counts[k], k)))
    parts.append(blocks.text(f"{words.plural(len(found), 'finding')}: {summary}."))
    places = naming.place_labels(report.material.places, found["place_id"].dropna().unique())
    rows = [
        [
            str(r.kind),
            "" if pd.isna(r.end) else words.days_short(r.start, r.end),
            places.get(r.place_id, ""),
            str(r.message),
            words.number(len(ids(r.claim_ids))),
        ]
        for r in marks.each(found.head(MOST_FINDINGS))
    ]
    if len(found) > MOST_FINDINGS:
        parts.append(blocks.text(f"The first {MOST_FINDINGS} are printed; all are in {report.definition.name}-findings.csv beside this document."))
    parts.append(blocks.table("Findings", (("Kind", 1.3), ("Days", 1.1), ("Place", 1.1), ("What was found", 4), ("Claims", 0.6)), rows, small=True))
    return parts


def cited_sources(report: Report) -> pd.DataFrame:
    """SOURCES rows of every claimant and outlet behind the claims listed; those in no table are not among them."""
    claims = report.claims
    used = {*claims["claimant"].dropna(), *claims["publisher"].dropna(), *(name for joined in claims["via"].dropna() for name in ids(joined))}
    return report.material.sources[report.material.sources["id"].isin(used)].sort_values("id", kind="stable")


def _sources(report: Report) -> list[blocks.Block]:
    claims, table = report.claims, cited_sources(report)
    if claims.empty:
        return []
    said = claims["claimant"].value_counts()
    rows = []
    claimants = table[table["id"].isin(said.index)]
    for r in marks.each(claimants):
        terms = words.say(f"terms.{r.redistribution}") + (f" ({r.licence})" if isinstance(r.licence, str) else "")
        cite = f" Cite: {r.citation}" if isinstance(r.citation, str) else ""
        party = f"; party: {r.party}" if isinstance(r.party, str) else ""
        rows.append(
            [
                blocks.link(r.name, r.homepage),
                f"{r.kind}{'; not one claimant' if r.is_generic else ''}{party}",
                f"{terms}.{cite}",
                words.number(int(said[r.id])),
            ]
        )
    for name in sorted(set(said.index) - set(claimants["id"])):
        rows.append([name, "not in the table of sources", "terms not known", words.number(int(said[name]))])  # noqa: PERF401  reads as the rows above
    outlets = printed_outlets(report)
    names = sorted({outlets.get(name, name) for name in claims["publisher"].dropna()}, key=str.casefold)
    others = table[~table["id"].isin(said.index) & (table["licence"].notna() | table["citation"].notna())]
    other_terms = [f"{r.name}: {'; '.join(t for t in (r.licence, r.citation) if isinstance(t, str))}" for r in marks.each(others)]
    return [
        blocks.heading("Sources and terms"),
        blocks.table(
            "Who is quoted, what they are, their terms, and how many claims listed here are theirs",
            (("Claimant", 2.4), ("What it is", 1.8), ("Terms", 3), ("Claims", 0.7)),
            rows,
            small=True,
        ),
        blocks.text(
            f"Published in {words.plural(len(names), 'outlet')}: {'; '.join(names)}. Figures are facts and are given with the address where they appeared; no text of an outlet is reproduced."
        ),
        *([blocks.bullets(other_terms)] if other_terms else []),
    ]


def _made(report: Report) -> list[blocks.Block]:
    name = report.definition.name
    items = [
        f"Made with {report.software}. Claims and rules: SHA-256 {report.input_sha256} of the claims listed and the figures derived from them. The same inputs give the same bytes.",
        f"Every number of this document is in {name}.json beside it, with the claims behind it; figures and claims also as CSV. `casualties trace` leads from a claim to the file and line it was read from.",
        "Made to PDF/UA-1; not certified. Fonts: Noto Sans and IBM Plex Sans Arabic (SIL Open Font License).",
    ]
    return [blocks.heading("How this was made"), blocks.bullets(items)]
