"""A chunk of files as typed, staged columns: what the rules look at and what the warehouse keeps.

A chunk is many files in one table, so that the cost of a kernel call is shared. Every row carries `sub`,
the place of its file in the chunk, and `row_no`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjit.dataset.definition import Definition
from cjit.dataset.lists import Lists
from cjit.dataset.register import Register
from cjit.quality import derive, text
from cjit.quality.groups import group_keys

Columns = dict[str, pa.Array]


@dataclass(frozen=True)
class Source:
    """One file of a chunk: its rows as sent (intake.reader.Extract.rows) and its day of receipt.

    row_no: the numbers of the rows in their file, in ascending order; None where these are all its rows.
    """

    rows: pa.Table
    received_on: date
    row_no: np.ndarray | None = None

    @property
    def numbers(self) -> np.ndarray:
        """The number of each row in its file."""
        return np.arange(1, self.rows.num_rows + 1) if self.row_no is None else self.row_no


@dataclass(frozen=True)
class Typed:
    """The submitted rows of a chunk.

    judged: the rows that the rules run on: `sub`, `row_no`, the staged columns (items in lower case, then
    the derived ones) and, for findings, `client_ref` and `finding_<item>` where what may be shown differs
    from what is staged.
    consent: all submitted rows with `sub`, `row_no`, `clientid`, `consent`, as E08 sees them.
    refusing: `sub`, `clientid` of rows with CONSENT N, of which nothing else is known any more.
    data_rows, withheld_rows: by file.
    """

    judged: pa.Table
    consent: pa.Table
    refusing: pa.Table
    data_rows: np.ndarray
    withheld_rows: np.ndarray


def type_rows(sources: Sequence[Source], definition: Definition, lists: Lists, register: Register) -> Typed:
    """Type the rows of a chunk; withheld rows are gone from the result (submission.md "Withheld")."""
    columns, received = _gather(sources, definition)
    sub = columns.pop("sub")
    row_no = columns.pop("row_no")
    files = len(sources)
    all_rows = np.bincount(sub, minlength=files)
    if definition.feed != "cjit":
        judged = {"sub": sub, "row_no": row_no, "received_on": received} | columns
        return Typed(
            pa.table(derive.other_columns(judged, definition, lists)),
            pa.table({"sub": sub, "row_no": row_no}),
            pa.table({"sub": sub[:0]}),
            all_rows,
            np.zeros(files, dtype=np.int64),
        )
    refused, withheld = _withheld(columns["CONSENT"], columns["CLIENTID"], sub)
    given = text.is_text(columns["CONSENT"], "Y")
    judged = given.to_numpy(zero_copy_only=False) & ~withheld
    rows = {"sub": pa.array(sub), "row_no": pa.array(row_no), "received_on": received} | columns
    consent = pa.table(
        {"sub": sub, "row_no": row_no, "clientid": columns["CLIENTID"], "consent": columns["CONSENT"]}
    ).filter(pa.array(~withheld))
    refusing = pa.table({"sub": sub, "clientid": columns["CLIENTID"]}).filter(pa.array(refused))
    if not judged.all():
        kept = pa.array(judged)
        rows = {name: column.filter(kept) for name, column in rows.items()}
    return Typed(
        pa.table(derive.cjit_columns(rows, definition, lists, register)),
        consent,
        refusing,
        all_rows,
        np.bincount(sub[withheld], minlength=files),
    )


def _gather(sources: Sequence[Source], definition: Definition) -> tuple[Columns, pa.Array]:
    """The chunk's rows in one table: normalised items, sub, row_no; and the day of receipt by row."""
    sizes = np.array([source.rows.num_rows for source in sources], dtype=np.int64)
    table = pa.concat_tables([source.rows for source in sources]).unify_dictionaries()
    columns: Columns = {
        item.name: text.normalised(_one(table[item.name]), item.keep_case) for item in definition.items
    }
    sub = np.repeat(np.arange(len(sources), dtype=np.int32), sizes)
    columns["sub"] = sub
    columns["row_no"] = np.concatenate([source.numbers for source in sources]).astype(np.int32)
    days = pa.array([source.received_on for source in sources], pa.date32())
    return columns, days.take(pa.array(sub))


def _one(column: pa.ChunkedArray) -> pa.Array:
    """The single array of a column (an empty one where there are no chunks)."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if column.num_chunks and pa.types.is_dictionary(column.type):
        # All chunks have the same dictionary by now, so their codes can be put together as they are.
        codes = pa.concat_arrays([chunk.indices for chunk in column.chunks])
        return pa.DictionaryArray.from_arrays(codes, column.chunk(0).dictionary)
    return column.combine_chunks()


def _withheld(consent: pa.Array, client_id: pa.Array, sub: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows with CONSENT N; these and every row of a CLIENTID that has one in the same file."""
    is_no = text.is_text(consent, "N")
    refused: np.ndarray = is_no.to_numpy(zero_copy_only=False)
    if not refused.any():
        return refused, refused
    clients, known = group_keys(client_id, sub, pc.is_valid(client_id))
    withheld: np.ndarray = refused | (known & np.isin(clients, clients[refused & known]))
    return refused, withheld
