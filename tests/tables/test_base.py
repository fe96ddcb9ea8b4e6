"""A table is declared once; model, Arrow schema, empty frame and reference derive from it."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualties import dtypes
from casualties.errors import DataError
from casualties.tables import CLAIMS, TABLES, Column, Table


@pytest.fixture
def table():
    def even(frame):
        return frame["n"].fillna(0) % 2 == 0

    return Table(
        "toy",
        "A row.",
        "id",
        (
            Column("id", "Text", "Key."),
            Column("n", "Count", "A number.", nullable=True),
            Column("day", "Day", "A day.", nullable=True),
            Column("kind", "Enum", "A kind.", default="a", values=("a", "b")),
            Column("flag", "Flag", "A flag.", default=False),
        ),
        (even,),
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_empty_frame_keeps_the_model_and_survives_parquet(table):
    empty = table.empty()
    assert list(empty.columns) == table.names
    assert [str(t) for t in empty.dtypes] == [dtypes.PANDAS[c.kind] for c in table.columns]
    table.validate(empty)
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(empty, schema=table.arrow_schema, preserve_index=False), stream)
    back = pd.read_parquet(stream)
    assert [str(t) for t in back.dtypes] == [dtypes.PANDAS[c.kind] for c in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_column_and_rule_says_what_it_means(table):
    page = table.reference()
    for column in table.columns:
        assert column.doc.endswith((".", ")")), column.name
        assert f"| {column.name} |" in page
    for rule in table.rules:
        assert rule.__doc__, rule.__name__
        assert rule.__name__ in page
    assert table.key in table.names
    assert len(set(table.names)) == len(table.names)


def test_a_column_name_means_one_type_in_every_table():
    kinds: dict[str, set[str]] = {}
    for table in TABLES:
        for column in table.columns:
            kinds.setdefault(column.name, set()).add({"Enum": "Text"}.get(column.kind, column.kind))
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_complete_fills_orders_and_drops(table):
    made = table.complete(pd.DataFrame({"extra": [1, 2], "n": [2, None], "id": ["x", "y"]}, index=[7, 3]))
    assert list(made.columns) == table.names
    assert list(made.index) == [7, 3]
    assert made["kind"].tolist() == ["a", "a"]
    assert made["flag"].tolist() == [False, False]
    assert made["day"].isna().all()
    assert str(made["day"].dtype) == "datetime64[us]"
    assert made["n"].isna().tolist() == [False, True]


def test_complete_refuses_a_missing_key_column(table):
    with pytest.raises(DataError, match="column 'id' is missing"):
        table.complete(pd.DataFrame({"n": [2]}))


@pytest.mark.parametrize(
    ("column", "value"),
    [("n", "many"), ("n", 2.5), ("day", "2012-02-31"), ("day", "2012-02-07T12:00:00"), ("day", pd.Timestamp("2012-02-07", tz="UTC"))],
)
def test_complete_refuses_values_of_another_kind(table, column, value):
    with pytest.raises(DataError, match=f"column '{column}' is not"):
        table.complete(pd.DataFrame({"id": ["x"], column: [value]}))


def test_split_names_every_rule_broken(table):
    frame = table.complete(pd.DataFrame({"id": ["x", "x", "z", None], "n": [2, 3, 4, 6], "kind": ["a", "c", "b", "a"]}))
    kept, reasons = table.split(frame)
    assert kept["id"].tolist() == ["x", "z"]
    assert reasons.to_dict() == {1: "kind_known; id_unique; even", 3: "id_given"}


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", None]), st.one_of(st.none(), st.integers(0, 5))), max_size=8))
def test_kept_and_rejected_is_what_was_read(rows):
    table = Table("toy", "A row.", "id", (Column("id", "Text", "Key."), Column("n", "Count", "A number.", nullable=True)))
    frame = table.complete(pd.DataFrame(rows, columns=["id", "n"]).astype({"id": "str", "n": "Int64"}))
    kept, reasons = table.split(frame)
    assert len(kept) + len(reasons) == len(frame)
    assert set(kept.index).isdisjoint(reasons.index)
    table.validate(kept.reset_index(drop=True))


def test_validate_names_table_rule_and_key(table):
    with pytest.raises(DataError, match=r"table toy, id x.*rule 'even' is broken"):
        table.validate(table.complete(pd.DataFrame({"id": ["x"], "n": [3]})))


def test_the_model_is_strict_about_the_unit_of_a_day(table):
    # pandera compares naive datetimes without their unit: nanoseconds would pass and come back as another type.
    frame = CLAIMS.empty()
    CLAIMS.validate(frame)
    with pytest.raises(DataError):
        CLAIMS.validate(frame.astype({"end": "datetime64[ns]"}))
    row = table.complete(pd.DataFrame({"id": ["x"], "day": [pd.Timestamp("2012-02-03")]}))
    table.validate(row)
    with pytest.raises(DataError, match="dtypes_exact"):
        table.validate(row.astype({"day": "datetime64[ns]"}))


def test_the_model_refuses_an_unknown_a_missing_and_a_moved_column(table):
    frame = table.complete(pd.DataFrame({"id": ["x"]}))
    for wrong in (frame.assign(more=1), frame.drop(columns="n"), frame[frame.columns[::-1]]):
        with pytest.raises(DataError):
            table.validate(wrong)
