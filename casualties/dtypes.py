"""The only place where a pandas dtype meets an Arrow type.

Seven kinds of column exist. `Enum` is text from a closed list: it stays text, since a categorical
loses its type in `concat` and drops the values without rows in `groupby`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Kind = Literal["Text", "Enum", "Count", "Day", "Instant", "Flag", "Real"]

PANDAS: dict[Kind, str] = {
    "Text": "str",
    "Enum": "str",
    "Count": "Int64",
    "Day": "datetime64[us]",
    "Instant": "datetime64[us, UTC]",
    "Flag": "bool",
    "Real": "float64",
}

MEANING: dict[Kind, str] = {
    "Text": "text",
    "Enum": "text from a closed list",
    "Count": "whole number",
    "Day": "a calendar day, without a time zone",
    "Instant": "a moment, UTC",
    "Flag": "true or false, never missing",
    "Real": "number",
}


def arrow(kind: Kind) -> pa.DataType:
    """Arrow type of a kind of column, as written to Parquet."""
    import pyarrow as pa

    types: dict[Kind, pa.DataType] = {
        "Text": pa.string(),
        "Enum": pa.string(),
        "Count": pa.int64(),
        "Day": pa.timestamp("us"),
        "Instant": pa.timestamp("us", tz="UTC"),
        "Flag": pa.bool_(),
        "Real": pa.float64(),
    }
    return types[kind]


def full(kind: Kind, value: Any, index: pd.Index) -> pd.Series:
    """A column of one value (None = missing throughout), built without a Python object a row."""
    import pandas as pd
    import pyarrow as pa

    if value is None and kind == "Flag":
        value = False
    values = pa.nulls(len(index), arrow(kind)) if value is None else pa.repeat(pa.scalar(value, arrow(kind)), len(index))
    return pd.Series(values.to_pandas(), index=index, dtype=PANDAS[kind])  # type: ignore[call-overload, no-any-return]


def cast(values: pd.Series, kind: Kind) -> pd.Series:
    """The same values in the dtype of a kind.

    Raises
    ------
    ValueError, TypeError
        A value is not of that kind. A day keeps no time: an instant is refused, not cut.
    """
    import pandas as pd

    dtype = PANDAS[kind]
    if str(values.dtype) == dtype:
        return values
    if kind == "Instant":
        return pd.to_datetime(values, utc=True, format="ISO8601" if values.dtype in ("str", "object") else None).astype(dtype)  # type: ignore[arg-type]
    if kind == "Day":
        days = pd.to_datetime(values, format="ISO8601" if values.dtype in ("str", "object") else None)
        if getattr(days.dtype, "tz", None) is not None or (days.notna() & (days != days.dt.normalize())).any():
            raise ValueError("a day has no time of day and no time zone")
        return days.astype(dtype)
    if kind in ("Text", "Enum"):
        return values.where(values.notna(), None).astype(dtype)
    if kind == "Flag" and values.isna().any():
        raise ValueError("a flag is true or false, never missing")
    if kind in ("Count", "Real") and values.dtype in ("str", "object"):
        values = pd.to_numeric(values)
    return values.astype(dtype)  # type: ignore[arg-type]
