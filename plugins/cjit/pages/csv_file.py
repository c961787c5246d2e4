"""CSV as spreadsheets open it: UTF-8 that says so, CRLF, quotes where needed."""

import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.csv

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for Windows-1252


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with its values in the place of a dictionary's codes."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def csv_file(names: Sequence[str], parts: Iterable[pa.Table]) -> bytes:
    """A header of these names (none of which wants quotes) and the rows of all parts, their columns so named.

    Dictionaries are unfolded part by part, so that no more is in memory than has to be.
    """
    sink = io.BytesIO()
    sink.write(_BYTE_ORDER_MARK)
    sink.write(",".join(names).encode() + b"\r\n")
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed", eol="\r\n")
    for part in parts:
        columns = [plain(part[name]) for name in names]
        if part.num_rows:
            pyarrow.csv.write_csv(pa.table(columns, names=list(names)), sink, options)
    return sink.getvalue()
