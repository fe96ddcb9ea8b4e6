"""From raw files to claims, rejects and findings: what every ingestor's statements go through."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casualties import dtypes
from casualties.errors import CasualtiesError, DataError, SourceError
from casualties.ingest import areas, records, registry
from casualties.ingest.areas import Areas, Resolver
from casualties.ingest.found import Finding, findings_frame, merged, rejects_frame
from casualties.ingest.registry import WITHIN, Ingestor, Normalised
from casualties.raw.members import shown
from casualties.tables import CLAIMS
from casualties.tables.keys import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casualties.ingest.definition import Definition
    from casualties.ingest.registry import Ingestor, Normalised
    from casualties.raw import RawFile

logger = logging.getLogger("casualties")


@dataclass(frozen=True)
class Ingested:
    """What a data set's raw files say.

    Parameters
    ----------
    claims : DataFrame
        Columns of CLAIMS; recorded_at is missing and version 1: the store sets them.
    rejects : DataFrame
        Columns of REJECTS.
    findings : DataFrame
        Columns of FINDINGS.
    read : int
        Statements read: len(claims) + len(rejects), always.
    places : DataFrame
        Columns of PLACES: areas of the data set that the gazetteer did not know, with the data set as origin.
    """

    claims: pd.DataFrame
    rejects: pd.DataFrame
    findings: pd.DataFrame
    read: int
    places: pd.DataFrame


@dataclass(frozen=True)
class Piece:
    """What some rows of the raw files say.

    Parameters
    ----------
    claims : DataFrame
        Columns of CLAIMS, as in Ingested; no claim_id is in two pieces.
    refused : DataFrame
        Statements that are not kept: columns raw_sha256, raw_ref, row, reasons.
    findings : list of Finding
    places : DataFrame
        Columns of PLACES: all new areas so far.
    """

    claims: pd.DataFrame
    refused: pd.DataFrame
    findings: list[Finding]
    places: pd.DataFrame


def ingest(definition: Definition, raws: Sequence[RawFile], sources: pd.DataFrame, places: pd.DataFrame, ingestor: Ingestor | None = None) -> Ingested:
    """The claims of a data set.

    Parameters
    ----------
    definition : Definition
    raws : sequence of RawFile
        Its raw files.
    sources, places : DataFrame
        Tables that names are resolved in. A name that does not resolve is kept as written, with a finding.
    ingestor : Ingestor, optional
        The one to use; by default the one that the definition names.

    Returns
    -------
    Ingested

    Raises
    ------
    DataError, SourceError, UsageError
        There is no raw file, a file cannot be trusted, its layout changed, or the definition is wrong.
    """
    told = list(pieces(definition, raws, sources, places, ingestor))
    claims = told[0].claims if len(told) == 1 else pd.concat([piece.claims for piece in told], ignore_index=True)
    return whole(claims, told, definition.name)


def whole(claims: pd.DataFrame, told: Sequence[Piece], dataset: str) -> Ingested:
    """Pieces as one, given their claims."""
    rejects = rejects_frame(pd.concat([piece.refused for piece in told], ignore_index=True), dataset)
    findings = findings_frame(merged([found for piece in told for found in piece.findings]), dataset)
    return Ingested(claims, rejects, findings, len(claims) + len(rejects), told[-1].places)


def pieces(definition: Definition, raws: Sequence[RawFile], sources: pd.DataFrame, places: pd.DataFrame, ingestor: Ingestor | None = None) -> Iterator[Piece]:
    """The same piece by piece, where the ingestor can read so; at least one. That a file cannot be trusted may show with the last."""
    ingestor = ingestor or registry.find(definition.ingestor)
    if not raws:
        raise DataError("there is no raw file.", where=definition.name, do=f"`raw` in dataset.toml is {list(definition.raw)}: put a file there.")
    resolver, seen = Resolver(places, definition.name), Seen()
    for parts in _parts(ingestor, raws, definition):
        yield _piece(parts, resolver, sources, seen)


def _parts(ingestor: Ingestor, raws: Sequence[RawFile], definition: Definition) -> Iterator[list[Normalised]]:
    """Statements that are looked at together; who takes them empties the list, or every claim would be in memory twice."""
    if isinstance(ingestor, registry.Batches) and not (isinstance(ingestor, registry.Combines) and len(raws) > 1):
        read = (_attributed(part, raw, ingestor, definition) for raw in raws for part in _understood(ingestor, raw, definition, cut=True))
        parts, second = [next(read)], next(read, None)
        if second is None:
            yield _combined(ingestor, raws, parts, definition)
            return
        yield parts
        yield [second]
        del second
        for part in read:
            yield [part]
        return
    parts = [_attributed(part, raw, ingestor, definition) for raw in raws for part in _understood(ingestor, raw, definition, cut=False)]
    yield _combined(ingestor, raws, parts, definition)


def _combined(ingestor: Ingestor, raws: Sequence[RawFile], parts: list[Normalised], definition: Definition) -> list[Normalised]:
    return ingestor.combine(raws, parts, definition) if isinstance(ingestor, registry.Combines) else parts


def _piece(parts: list[Normalised], resolver: Resolver, sources: pd.DataFrame, seen: Seen) -> Piece:
    claims = _concat([part.claims for part in parts], CLAIMS.empty())
    broken = _concat([part.broken for part in parts], pd.DataFrame({"raw_ref": [], "row": [], "reasons": [], "raw_sha256": []}, dtype="str"))
    findings = [found for part in parts for found in part.findings]
    areas_told = [part.areas for part in parts if part.areas is not None and len(part.claims)]
    told = Areas.joined(areas_told) if areas_told else None
    parts.clear()
    claims = _place(claims, told, resolver)
    claims, found = _attribute(claims, sources)
    findings += found
    findings += _unplaced(claims, told, resolver)
    origin = claims.get("row", None)
    complete = CLAIMS.complete(claims)
    del claims
    kept, reasons = CLAIMS.split(complete, seen.again(complete[CLAIMS.key]))
    findings += _wholes_gone(kept)
    refused = complete.loc[reasons.index, ["raw_sha256", "raw_ref"]].assign(reasons=reasons, row=_origin(complete, origin, reasons.index))
    return Piece(kept.reset_index(drop=True), pd.concat([broken, refused], ignore_index=True), findings, resolver.new_places())


def _attributed(part: Normalised, raw: RawFile, ingestor: Ingestor, definition: Definition) -> Normalised:
    told = {"dataset": definition.name, "raw_sha256": raw.sha256, "ingestor": f"{ingestor.name}/{ingestor.version}"}
    part = _in_member(part, raw)
    claims = part.claims.assign(**{name: dtypes.full("Text", value, part.claims.index) for name, value in told.items()})
    if definition.redistribution == "none":
        claims["do_not_publish"] = True
    if definition.source is not None:
        given = claims["publisher"] if "publisher" in claims else pd.Series(None, index=claims.index, dtype="str")
        claims["publisher"] = given.fillna(definition.source)
    return replace(part, claims=claims, broken=part.broken.assign(raw_sha256=raw.sha256))


def _understood(ingestor: Ingestor, raw: RawFile, definition: Definition, *, cut: bool) -> Iterator[Normalised]:
    try:
        for rows in ingestor.batches(raw, definition) if cut and isinstance(ingestor, registry.Batches) else [ingestor.read(raw, definition)]:
            yield ingestor.normalise(rows, definition)
    except CasualtiesError:
        raise
    except Exception as exc:
        if ingestor.name in registry.SHIPPED:
            raise  # a bug of ours keeps its traceback; one of another package must not keep other data sets from being read
        logger.info("%s: %s failed", definition.name, ingestor.name, exc_info=True)
        what = f"the ingestor {ingestor.name!r} failed: {type(exc).__name__}: {exc}."
        raise SourceError(what, where=str(raw), do="It is not part of this package: tell its authors; `casualties -v ingest` shows where it failed.") from exc


def _in_member(part: Normalised, raw: RawFile) -> Normalised:
    """Where in the raw file: of an archive, in which member first."""
    if raw.member is None:
        return part
    before = f"{shown(raw.member)}: "
    return replace(part, claims=part.claims.assign(raw_ref=before + part.claims["raw_ref"]), broken=part.broken.assign(raw_ref=before + part.broken["raw_ref"]))


def _concat(frames: list[pd.DataFrame], empty: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty
    return filled[0].reset_index(drop=True) if len(filled) == 1 else pd.concat(filled, ignore_index=True)


def _attribute(claims: pd.DataFrame, sources: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    absent: dict[str, str | None] = {name: None for name in ("claimant", "claimant_stated", "publisher", "via") if name not in claims}
    if "victims" not in claims:
        absent["victims"] = "all"
    claims = claims.assign(**{name: dtypes.full("Text", value, claims.index) for name, value in absent.items()})
    claims = records.attribute(claims, sources)
    known = set(sources["id"])
    findings = []
    for column in ("claimant", "publisher", "via"):
        names = claims[column].dropna()
        if column == "via":
            names = names.str.split("; ").explode()
        unknown = [name for name in names.unique() if name not in known]
        names = names[names.isin(unknown)] if unknown else names.iloc[:0]
        for name, hits in names.groupby(names, sort=True):
            message = f"{column} {name!r} is not in the table of sources: kept as written. Add it, or an alias of it, to datasets/sources.csv."
            findings.append(Finding(f"unresolved {column}", "warning" if column == "claimant" else "note", message, tuple(claims["claim_id"][hits.index])))
    return claims, findings


def _place(claims: pd.DataFrame, told: Areas | None, resolver: Resolver) -> pd.DataFrame:
    """place_id where it is not given, and place_precision where it is not told."""
    if told is not None:
        return claims.assign(place_id=resolver.nested(told.told).take(told.at).set_axis(claims.index))
    claims = claims.assign(
        **{name: pd.Series(None, index=claims.index, dtype="str") for name in ("place", "place_id", "place_precision") if name not in claims}
    )
    open_rows = claims["place_id"].isna() & claims["place"].notna()
    within = claims.get(WITHIN)
    if open_rows.any():
        claims["place_id"] = claims["place_id"].where(~open_rows, resolver.named(claims["place"].where(open_rows), within))
    if within is not None:
        claims["place_id"] = claims["place_id"].fillna(within)
    claims["place_precision"] = claims["place_precision"].fillna(areas.precision(claims["place_id"], resolver.places))
    return claims


def _unplaced(claims: pd.DataFrame, told: Areas | None, resolver: Resolver) -> list[Finding]:
    findings = []
    open_rows = claims["place_id"].isna()
    what = "place" if told is None else "country"
    names = claims["place"] if told is None or not open_rows.any() else told.column(what, claims.index)
    named = names[open_rows].fillna("(no place)")
    for name, hits in named.groupby(named, sort=True):
        message = f"{what} {name!r} is not known, or is the name of several: the claims have no place_id and enter no series. Add it to datasets/places.csv, or write the place_id."
        findings.append(Finding("unresolved place", "warning", message, tuple(claims["claim_id"][hits.index])))
    for name in resolver.unknown(claims["place_id"]):
        hits = claims["claim_id"][claims["place_id"] == name]
        findings.append(Finding("unresolved place", "warning", f"place_id {name!r} is not in the table of places: kept as given.", tuple(hits), place_id=name))
    return findings


def _wholes_gone(kept: pd.DataFrame) -> list[Finding]:
    parts, ids = (pa.array(kept[name], pa.large_string(), from_pandas=True) for name in ("part_of", "claim_id"))
    # nearly always the whole is no part itself: there are fewer of these to look through
    if pc.all(pc.is_in(parts.drop_null(), value_set=ids.filter(pc.is_null(parts))), min_count=0).as_py():
        return []
    orphans = pd.Series(pc.and_(pc.is_valid(parts), pc.invert(pc.is_in(parts, value_set=ids))).to_numpy(zero_copy_only=False), index=kept.index)
    if not orphans.any():
        return []
    message = "the claim these are parts of is not among the claims kept: they stay parts of it. Mend the whole, or clear part_of."
    return [Finding("whole missing", "warning", message, tuple(kept["claim_id"][orphans]))]


def _origin(claims: pd.DataFrame, origin: pd.Series | None, rows: pd.Index) -> pd.Series:
    if origin is not None:
        return origin.loc[rows]
    if rows.empty:
        return pd.Series([], index=rows, dtype="str")  # a record of every cell is slow to make, even of no row
    made = [json.dumps({k: str(v) for k, v in row.items() if pd.notna(v)}, ensure_ascii=False) for row in claims.loc[rows].to_dict("records")]
    return pd.Series(made, index=rows, dtype="str")
