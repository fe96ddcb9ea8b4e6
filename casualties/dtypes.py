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

PANDAS: dict[Kind, Any] = {
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


REPEATED = 1 << 16


def full(kind: Kind, value: Any, index: pd.Index) -> pd.Series:
    """A column of one value (None = missing throughout), built without a Python object a row; text is in memory for REPEATED rows only."""
    import pandas as pd
    import pyarrow as pa

    if value is None and kind == "Flag":
        value = False
    is_text = kind in {"Text", "Enum"}
    length = min(len(index), REPEATED) if is_text else len(index)
    of = pa.large_string() if is_text else arrow(kind)
    values = pa.nulls(length, of) if value is None else pa.repeat(pa.scalar(value, of), length)
    if length < len(index):
        # Large tables have many columns of one value: all chunks are the same bytes.
        whole, rest = divmod(len(index), length)
        values = pa.chunked_array([*[values] * whole, values.slice(0, rest)])
    if is_text:
        text = pd.StringDtype("pyarrow", na_value=float("nan"))
        return pd.Series(pd.arrays.ArrowStringArray(values, dtype=text), index=index, copy=False)  # type: ignore[call-arg]  # the stubs lack dtype
    # By position: a Series given a Series would look its labels up in the new index.
    made: pd.Series = pd.Series(values.to_pandas().array, index=index, dtype=PANDAS[kind])
    return made


def cast(values: pd.Series, kind: Kind) -> pd.Series:
    """The same values in the dtype of a kind.

    Raises
    ------
    ValueError, TypeError
        A value is not of that kind. A day keeps no time: an instant is refused, not cut.
    """
    import pandas as pd

    if str(values.dtype) == PANDAS[kind]:
        return values
    is_text = values.dtype in {"str", "object"}
    made: pd.Series = values
    if kind == "Instant":
        made = pd.to_datetime(values, utc=True, format="ISO8601" if is_text else None)
    elif kind == "Day":
        made = pd.to_datetime(values, format="ISO8601" if is_text else None)
        if getattr(made.dtype, "tz", None) is not None or (made.notna() & (made != made.dt.normalize())).any():
            raise ValueError("a day has no time of day and no time zone")
    elif kind in {"Text", "Enum"}:
        made = values.where(values.notna(), None)
    elif kind == "Flag" and values.isna().any():
        raise ValueError("a flag is true or false, never missing")
    elif kind in {"Count", "Real"} and is_text:
        made = pd.to_numeric(values)
    out: pd.Series = made.astype(PANDAS[kind])
    return out
