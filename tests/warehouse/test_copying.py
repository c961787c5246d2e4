"""Arrow tables into tables of the warehouse and out again, by COPY."""

from datetime import UTC, date, datetime

import psycopg
import pyarrow as pa
import pytest
from psycopg import sql

from cjit.errors import Permanent
from cjit.warehouse.connection import Warehouse

TABLE = """
create table raw.copied (
    said text, given bool, small smallint, middle integer, great bigint, part double precision,
    on_day date, at_time timestamptz, own_key bytea
)
"""
KEY = bytes(range(224, 256))
MOMENT = datetime(2018, 7, 19, 22, 30, tzinfo=UTC)
ROWS = {
    "said": pa.array(['a,"b"\n', "", None, "Zoë"]),
    "given": pa.array([True, False, None, True]),
    "small": pa.array([-32768, 0, None, 32767], pa.int16()),
    "middle": pa.array([-(2**31), 0, None, 1], pa.int32()),
    "great": pa.array([-(2**63), 0, None, 2**63 - 1]),
    "part": pa.array([0.1, -0.0, None, 1e300]),
    "on_day": pa.array([date(1900, 2, 28), date(2000, 1, 1), None, date(9999, 12, 31)]),
    "at_time": pa.array([MOMENT, None, None, datetime(1999, 12, 31, tzinfo=UTC)], pa.timestamp("us", "UTC")),
    "own_key": pa.array([KEY, bytes(32), None, KEY], pa.binary(32)),
}


@pytest.fixture
def copied(warehouse: Warehouse) -> Warehouse:
    with psycopg.connect(warehouse.url) as connection:
        connection.execute(TABLE)
    return warehouse


def there(warehouse: Warehouse, *columns: str) -> list[tuple[object, ...]]:
    query = sql.SQL("select {} from raw.copied").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    with psycopg.connect(warehouse.url) as connection:
        return connection.execute(query).fetchall()


def copy(warehouse: Warehouse, rows: pa.Table) -> None:
    with warehouse.session() as session:
        session.copy_in("raw", "copied", rows)


def test_each_type_arrives_as_it_is(copied: Warehouse) -> None:
    copy(copied, pa.table(ROWS))
    assert there(copied, *ROWS) == list(zip(*(column.to_pylist() for column in ROWS.values()), strict=True))


def test_a_slice_in_several_pieces_is_its_rows_in_their_order(copied: Warehouse) -> None:
    twice = pa.concat_tables([pa.table(ROWS)] * 2).slice(1, 6)
    copy(copied, twice)
    assert [row[0] for row in there(copied, "said")] == twice["said"].to_pylist()


def test_more_rows_than_go_at_once(copied: Warehouse) -> None:
    numbers = range(40_000)
    copy(copied, pa.table({"middle": pa.array(numbers, pa.int32())}))
    assert [row[0] for row in there(copied, "middle")] == list(numbers)


@pytest.mark.parametrize(
    ("column", "given", "stored"),
    [
        ("said", pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        ("small", pa.array([1, 2]), [1, 2]),
        ("on_day", pa.array(["2018-12-20"]), [date(2018, 12, 20)]),
        ("at_time", pa.array(["2018-07-19T23:30:00+01:00"]), [MOMENT]),
        ("great", pa.nulls(1), [None]),
    ],
)
def test_a_column_of_another_type_takes_that_of_the_table(
    copied: Warehouse, column: str, given: pa.Array, stored: list[object]
) -> None:
    copy(copied, pa.table({column: given}))
    assert [row[0] for row in there(copied, column)] == stored


@pytest.mark.parametrize(
    ("column", "given", "told"),
    [
        ("small", pa.array([40_123]), "column small: int64 does not go into int2"),
        ("on_day", pa.array(["12/12/1980"]), "column on_day: string does not go into date"),
    ],
)
def test_what_does_not_fit_is_refused_without_being_quoted(
    copied: Warehouse, column: str, given: pa.Array, told: str
) -> None:
    with pytest.raises(Permanent) as refused:
        copy(copied, pa.table({column: given}))
    assert str(refused.value) == told
    assert there(copied, column) == []
