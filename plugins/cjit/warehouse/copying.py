"""Arrow tables in the form in which COPY takes and gives them.

What goes in is in Postgres' binary form, which the server need not read as text (docs/decisions/0038). Each
column is then of the very type that the table has. What comes out is CSV, which Arrow reads.
"""

import io
from collections.abc import Iterator, Sequence

import numpy as np
import pgpq
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from cjit.errors import Permanent

_ROWS_AT_ONCE = 16_384

_WIRE = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "float8": pa.float64(),
    "text": pa.string(),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", "UTC"),
    "bytea": pa.binary(),
}
"""Name of a Postgres type → the Arrow type that is encoded as it."""


def encoded(rows: pa.Table, types: Sequence[str]) -> Iterator[bytes]:
    """The rows as COPY … (FORMAT binary) takes them, in pieces.

    types: of each column, the name of the table's type. Raises Permanent where a column cannot be of it.
    """
    named = zip(rows.column_names, rows.columns, types, strict=True)
    plain = pa.table({name: _as_wired(name, column, wanted) for name, column, wanted in named})
    encoder = pgpq.ArrowToPostgresBinaryEncoder(plain.schema)
    yield encoder.write_header()
    for batch in plain.to_batches(_ROWS_AT_ONCE):
        yield encoder.write_batch(batch)
    yield encoder.finish()


def _as_wired(name: str, column: pa.ChunkedArray, wanted: str) -> pa.ChunkedArray:
    wire = _WIRE.get(wanted)
    if wire == column.type or (wanted == "bytea" and pa.types.is_fixed_size_binary(column.type)):
        return column
    try:
        return column.cast(wire)
    except (pa.ArrowException, ValueError):
        # Arrow quotes the value that does not fit, and errors end in task logs.
        raise Permanent(f"column {name}: {column.type} does not go into {wanted}") from None


_DIGIT = np.zeros(256, dtype=np.uint8)
_DIGIT[np.frombuffer(b"0123456789abcdef", dtype=np.uint8)] = np.arange(16, dtype=np.uint8)


def decoded(data: bytes, types: pa.Schema) -> pa.Table:
    """What COPY … (FORMAT csv) gave, without a header, as these columns."""
    if not data:
        return types.empty_table()
    spelt = pa.schema([(f.name, pa.string() if _is_bytes(f.type) else f.type) for f in types])
    rows = pyarrow.csv.read_csv(
        io.BytesIO(data),
        read_options=pyarrow.csv.ReadOptions(column_names=types.names),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=spelt, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
    for number, field in enumerate(types):
        if _is_bytes(field.type):
            rows = rows.set_column(number, field, _bytes(rows[field.name].combine_chunks(), field.type))
    return rows


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_fixed_size_binary(kind))


def _bytes(spelt: pa.StringArray, kind: pa.DataType) -> pa.FixedSizeBinaryArray:
    r"""Bytes of a fixed width from Postgres' output form, \x and hexadecimal digits; none of them null."""
    digits = pc.utf8_slice_codeunits(spelt, 2).cast(pa.binary(2 * kind.byte_width))
    raw = np.frombuffer(digits.buffers()[1], dtype=np.uint8, count=len(digits) * 2 * kind.byte_width)
    values = _DIGIT[raw].reshape(-1, 2)
    packed = (values[:, 0] << 4) | values[:, 1]
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(digits), [None, pa.py_buffer(packed.tobytes())])
