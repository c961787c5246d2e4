"""The hash of a file's rows as a set: what it sees, and what it does not."""

import csv
import io
import random
from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjit.dataset.definition import definition
from cjit.dataset.register import read_register
from cjit.intake.reader import Sender, read_extract
from cjit.intake.row_set import row_hashes, row_set_hash
from nights.files import REGISTER, extract, row, rows

CELLS = st.one_of(
    st.none(), st.text(max_size=20), st.sampled_from(["", "a", "ab" * 8, "ab" * 9, "x" * 1024, "x" * 1025])
)


def table(lines: list[tuple[str | None, str | None]]) -> pa.Table:
    """A coded column and a plain one, as the reader gives them."""
    first, second = ([line[n] for line in lines] for n in (0, 1))
    return pa.table(
        {"a": pa.array(first, pa.string()).dictionary_encode(), "b": pa.array(second, pa.string())}
    )


def set_hash(rows: pa.Table) -> str:
    return row_set_hash(row_hashes(rows))


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_equal_exactly_where_the_rows_are_the_same_however_often_and_in_any_order(
    one: list[tuple[str | None, str | None]], other: list[tuple[str | None, str | None]]
) -> None:
    for another in (other, one[::-1], one[:-1], one + one[:1]):
        same = set_hash(table(one)) == set_hash(table(another))
        assert same == (Counter(one) == Counter(another))


def test_cells_that_change_places_are_other_rows() -> None:
    assert set_hash(table([("a", "b"), ("c", "d")])) != set_hash(table([("a", "d"), ("c", "b")]))
    assert set_hash(table([("a", "b")])) != set_hash(table([("b", "a")]))
    assert set_hash(table([("ab", "c")])) != set_hash(table([("a", "bc")]))


def test_chunks_slices_and_coding_do_not_count() -> None:
    values = [f"E{n}" if n % 7 else None for n in range(1000)]
    plain = pa.table({"a": pa.array(values, pa.string())})
    pieces = pa.chunked_array([plain["a"].chunk(0)[:301], plain["a"].chunk(0)[301:]])
    told = {
        set_hash(each)
        for each in (
            plain,
            pa.table({"a": pieces}),
            pa.table({"a": pieces.dictionary_encode()}),
            plain.take(pa.array(np.random.default_rng(1).permutation(1000))),
        )
    }
    assert len(told) == 1
    assert set_hash(plain.slice(1)) not in told


def test_the_number_is_the_same_in_every_version() -> None:
    """It stands in receipts and is compared with that of the file before."""
    assert set_hash(table([("1011", "é" * 9), (None, "")])) == KNOWN


KNOWN = "90f4cfad5eb7dd5fa894f2e65af7ccb5542802b68d6b7857abeffc2b9d877919"


def told_of(data: bytes) -> str | None:
    sender = Sender("A0001", read_register(REGISTER), date(2018, 12, 20))
    found = read_extract(data, definition("O"), sender)
    assert not found.fatal
    return found.row_set_hash


def spelt(data: bytes, line_end: str, quoting: int, seed: int) -> bytes:
    """The same rows in other bytes: rows and columns in another order, quotes, line ends."""
    head, *body = csv.reader(io.StringIO(data.decode()))
    order = random.Random(seed)  # noqa: S311 - the same order every time
    columns = list(range(len(head)))
    order.shuffle(columns)
    order.shuffle(body)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]  # an int
    writer.writerows([line[c] for c in columns] for line in [head, *body])
    return out.getvalue().encode()


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_order_quoting_line_ends_and_byte_order_mark_do_not_count(line_end: str, quoting: int) -> None:
    data = extract(*rows(30), row(31, CLIENT='a,"b"\r\nc'), row(32, ACCMNEED=""))
    again = b"\xef\xbb\xbf" + spelt(data, line_end, quoting, seed=3)
    assert again != data
    assert told_of(again) == told_of(data) is not None


def test_an_encoding_does_not_count_and_a_cell_does() -> None:
    data = extract(row(1, CLIENT="Zoë"))
    assert told_of(data.decode().encode("cp1252")) == told_of(data)
    assert told_of(extract(row(1, CLIENT="Zoe"))) != told_of(data)
    assert told_of(extract(row(1), row(1))) != told_of(extract(row(1)))


def test_a_fatal_file_has_none() -> None:
    sender = Sender("A0002", read_register(REGISTER), date(2018, 12, 20))
    assert read_extract(extract(row(1)), definition("O"), sender).row_set_hash is None
