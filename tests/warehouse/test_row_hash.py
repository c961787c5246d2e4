"""Versions are told apart by the hash of their rows (docs/decisions/0006), so it must stay what it is."""

from datetime import date
from itertools import permutations

import pyarrow as pa
import pytest

from cjit.intake.row_set import row_hashes

ROWS = pa.table(
    {
        "sex": pa.array(["M", "F", None]).dictionary_encode(),
        "client_ref": ["ref-1", None, "réf-3"],
        "assessed_on": pa.array([date(2018, 11, 5), date(2018, 11, 6), None], pa.date32()),
        "drinking_days": pa.array([4, None, 0], pa.int16()),
        "recpeer": [True, False, False],
    }
)

KNOWN = [
    3836704756361360425,
    10253219667032000543,
    15305578212995216674,
]


def test_a_row_has_the_number_that_it_always_had() -> None:
    # Another number for the same row would make a new version of every episode, with the next extracts: then
    # say so in the release.
    assert row_hashes(ROWS).tolist() == KNOWN


def test_a_row_has_the_same_number_in_any_company() -> None:
    alone = [row_hashes(ROWS.slice(place, 1)).tolist() for place in range(ROWS.num_rows)]
    assert [number for numbers in alone for number in numbers] == KNOWN


@pytest.mark.parametrize(
    "values",
    [
        pa.array(["M", "F", None, ""]),
        pa.array(["M", "F", None, ""]).dictionary_encode(),
        pa.array([4, 0, None, -1], pa.int16()),
        pa.array([date(1970, 1, 1), date(1969, 12, 31), None], pa.date32()),
        pa.array([True, False, None]),
    ],
    ids=["text", "codes", "numbers", "dates", "truth"],
)
@pytest.mark.parametrize("begin", [0, 1])
def test_different_cells_have_different_numbers(values: pa.Array, begin: int) -> None:
    numbers = row_hashes(pa.table({"a": values.slice(begin)})).tolist()
    assert len(set(numbers)) == len(values) - begin
    assert numbers == row_hashes(pa.table({"a": values})).tolist()[begin:]


def test_a_text_has_one_number_however_it_is_encoded() -> None:
    plain = pa.array(["M", None, "a longer text than one word holds", "M"])
    coded = pa.chunked_array([plain.slice(0, 1).dictionary_encode(), plain.slice(1).dictionary_encode()])
    assert row_hashes(pa.table({"a": coded})).tolist() == row_hashes(pa.table({"a": plain})).tolist()


def test_cells_keep_their_places() -> None:
    cells = [pa.array(["M"]), pa.array(["F"]), pa.array([1]), pa.array([2])]
    orders = [list(order) for order in permutations(range(4))]
    names = ["a", "b", "c", "d"]
    numbers = {row_hashes(pa.table([cells[n] for n in order], names)).item() for order in orders}
    assert len(numbers) == len(orders)
