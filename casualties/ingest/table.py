"""Any file of rows, described by the options of its dataset.toml alone (`table_plan` has the keys, datasets/README.md explains them).

A row is one statement or, with [[options.figures]] or [options.wide], several. Only columns that the definition names are
read: what it does not name, such as names of victims, reaches neither tables nor rejects.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from casualties.ingest import bounds, table_claims, table_files, table_keys, table_stream
from casualties.ingest.areas import Areas
from casualties.ingest.found import Finding, digest
from casualties.ingest.registry import Normalised
from casualties.ingest.table_long import lengthen
from casualties.ingest.table_plan import AREAS, Plan, read_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casualties.ingest.definition import Definition
    from casualties.raw import RawFile

BATCH = 100_000
"""Rows of a file that are looked at together."""
_SHOWN = 500
"""Characters of a cell that a reject repeats."""


class Table:
    """Ingestor of CSV, TSV, XLSX, JSON, JSON lines, GeoJSON and Parquet files."""

    name = "table"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of the file: the columns the definition names, text; `raw_ref` says where each stands."""
        plan = read_plan(definition)
        return table_files.read(raw, plan.read, plan.used(), plan.wide.pattern if plan.wide is not None else None, persons=plan.persons)

    def batches(self, raw: RawFile, definition: Definition) -> Iterator[pd.DataFrame]:
        """Those rows, BATCH at a time; as one where they are not known by a key of their own, or are persons: then each depends on the others."""
        plan = read_plan(definition)
        if plan.persons or plan.rows == "persons" or "record_id" not in plan.columns:
            return iter([self.read(raw, definition)])
        return table_stream.batches(raw, plan.read, plan.used(), plan.wide.pattern if plan.wide is not None else None, BATCH)

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Rows as statements."""
        plan = read_plan(definition)
        rows, findings = chosen(rows, plan)
        made = normalised(rows, plan, definition.name)
        return replace(made, findings=findings + made.findings + table_keys.findings(plan))


INGESTOR = Table()


def normalised(rows: pd.DataFrame, plan: Plan, dataset: str) -> Normalised:
    """Rows as statements, as a plan says.

    Parameters
    ----------
    rows : DataFrame
        Columns of text that the plan names; `raw_ref`; index 0, 1, ...
    plan : Plan
    dataset : str
        Begins each claim_id.
    """
    long = lengthen(rows, plan)
    claims, reasons, findings = table_claims.statements(long, plan)
    claims["claim_id"], claims["record_id"] = f"{dataset}:" + long.record_id + long.facet, long.record_id
    if plan.tells("record_id") and "incident_id" not in claims and "counting" in claims:
        claims["incident_id"] = long.record_id.where(claims["counting"] == "incident")
    claims["raw_ref"] = long.raw_ref
    good, at = reasons == "", long.at
    claims["part_of"] = table_keys.part_of(long, plan, claims["claim_id"], good)
    claims, mended = _bounded(claims, good)
    refused = rows.take(at[~good.to_numpy()])
    broken = pd.DataFrame({"raw_ref": long.raw_ref[~good], "row": (_hashed if plan.persons else _as_json)(refused).to_numpy(), "reasons": reasons[~good]})
    kept = claims[good].reset_index(drop=True)
    if plan.persons:
        kept["row"] = _hashed(rows.take(at[good.to_numpy()]))
    areas = Areas.of(kept[list(AREAS)], kept.index.to_numpy()) if any(name in claims for name in AREAS) else None
    return Normalised(kept.drop(columns=[name for name in AREAS if name in kept]), broken, long.findings + findings + mended, areas)


def chosen(rows: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows that [options.only] and [options.without] leave."""
    kept = pd.Series(True, index=rows.index)
    for name, values in plan.only.items():
        kept &= rows[name].fillna("").isin(values)
    for name, values in plan.without.items():
        kept &= ~rows[name].fillna("").isin(values)
    if kept.all():
        return rows, []
    message = "{count} rows were left out, as options.only and options.without in dataset.toml say."
    return rows[kept].reset_index(drop=True), [Finding("rows left out", "note", message, count=int((~kept).sum()))]


def _bounded(claims: pd.DataFrame, good: pd.Series) -> tuple[pd.DataFrame, list[Finding]]:
    """Coded figures whose bounds are out of order lose the bound; others are refused later, by the rule."""
    coded = (claims["qualifier"] == "coded").fillna(False).astype(bool) & good
    broken = bounds.out_of_order(claims["low"], claims["best"], claims["high"]) & coded
    if not broken.any():
        return claims, []
    note = claims["note"] if "note" in claims else pd.Series(None, index=claims.index, dtype="str")
    hit = claims[broken]
    mended = bounds.mend(hit["low"], hit["best"], hit["high"], note[broken])
    claims = claims.assign(note=note)
    claims.loc[broken, ["low", "high", "note"]] = pd.DataFrame({"low": mended.low, "high": mended.high, "note": mended.note})
    return claims, [bounds.finding(hit["claim_id"])]


def _hashed(rows: pd.DataFrame) -> pd.Series:
    """Rows as hashes, with where they stand: of a list of persons nothing else is kept."""
    return pd.Series([digest(*(value if isinstance(value, str) else None for value in row)) for row in rows.itertuples(index=False)], dtype="str")


def _as_json(rows: pd.DataFrame) -> pd.Series:
    words = [
        json.dumps({name: value[:_SHOWN] for name, value in row.items() if isinstance(value, str) and name != "raw_ref"}, ensure_ascii=False)
        for row in rows.to_dict("records")
    ]
    return pd.Series(words, dtype="str")
