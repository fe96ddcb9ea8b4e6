"""Iraq Body Count, incidents: civilians killed, with the lowest and the highest figure reported of each.

Minimum and maximum are the ends of what the sources said, a best figure stands where both are one. On a few rows the
minimum is above the maximum: both were reported, so they are the ends of the range the other way round, with a note and a
finding. Sources are "REU 01 Jan, CNN 02 Jan": agency, day and month, kept as written. Targets name victims and are not read.
A code that is there twice is a reject the second time, by name.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casualties import dtypes
from casualties.ingest import bounds, events_json, preset, table
from casualties.ingest.registry import WITHIN, Normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from casualties.ingest.definition import Definition
    from casualties.raw import RawFile

COUNTRY = "IRQ"


@functools.cache
def _maps() -> Mapping[str, Any]:
    return preset.maps("iraq_body_count")


class IraqBodyCount:
    """Ingestor of the incidents of Iraq Body Count, also where lines of terms stand above the names of the columns."""

    name = "iraq_body_count"
    version = 1

    def read(self, raw: RawFile, definition: Definition) -> pd.DataFrame:
        """Rows of the file, every column text; `raw_ref` says which row below the names."""
        reading = preset.plan(_maps(), definition).read
        layout = preset.layout(_maps())
        line = 1 if events_json.is_json(raw) or reading.header > 1 else preset.line_of_names(raw, layout, reading.encoding)
        return preset.read(raw, layout, reading=reading if line == 1 else replace(reading, header=line))

    def normalise(self, rows: pd.DataFrame, definition: Definition) -> Normalised:
        """Incidents as statements."""
        told, swapped = _told(rows)
        part = table.normalised(told, preset.plan(_maps(), definition), definition.name)
        ids = f"{definition.name}:" + told.loc[swapped, "ibc_code"].dropna()
        found = [bounds.swapped_finding(ids)] if swapped.any() else []
        claims = part.claims.assign(**{WITHIN: dtypes.full("Text", COUNTRY, part.claims.index)})
        return Normalised(claims, part.broken, found + part.findings)


INGESTOR = IraqBodyCount()


def _told(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Rows in the columns that the plan names, and where minimum and maximum were the wrong way round."""
    ends = bounds.ends(rows["reported_minimum"], rows["reported_maximum"])
    note = "time " + rows["time"]
    told = rows.drop(columns="time").assign(
        reported_minimum=ends.low,
        reported_maximum=ends.high,
        agreed=ends.best,
        note=(note + "; " + ends.stated).fillna(note).fillna(ends.stated),
        start_date=rows["start_date"].fillna(rows["end_date"]),
        end_date=rows["end_date"].fillna(rows["start_date"]),
    )
    return told, ends.swapped
