"""The person key, against the standard library's HMAC of the text that linkage.md describes."""

import hmac
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjit.warehouse.keys import person_keys

SECRET = b"a secret of a deployment"
Person = tuple[str | None, str | None, date | None, str | None]
LETTERS = st.sampled_from("ABCXYZ")
PEOPLE = st.lists(
    st.tuples(LETTERS, LETTERS, st.dates(date(1903, 1, 1), date(2018, 12, 31)), st.sampled_from("MF")),
    max_size=30,
)


def table(people: list[Person]) -> pa.Table:
    names = {
        "first_initial": pa.string(),
        "surname_initial": pa.string(),
        "dob": pa.date32(),
        "sex": pa.string(),
    }
    columns = list(zip(*people, strict=True)) or [(), (), (), ()]
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(names.items(), columns, strict=True)}
    )


@settings(deadline=None)
@given(people=PEOPLE, secret=st.binary(min_size=1, max_size=200))
def test_the_key_is_the_hmac_of_initials_birthday_and_sex(people: list[Person], secret: bytes) -> None:
    expected = [
        hmac.digest(secret, f"{first}{surname}{born:%Y%m%d}{sex}".encode(), "sha256")
        for first, surname, born, sex in people
    ]
    assert person_keys(table(people), secret).to_pylist() == expected


def test_a_key_has_the_32_bytes_that_the_warehouse_stores() -> None:
    assert person_keys(table([("J", "L", date(1971, 7, 30), "M")]), SECRET).type == pa.binary(32)


@pytest.mark.parametrize("missing", range(4))
def test_without_one_of_the_four_there_is_no_key(missing: int) -> None:
    known = table([("J", "L", date(1971, 7, 30), "M")] * 2)
    column = known.column_names[missing]
    value = known[column][0].as_py()
    unknown = known.set_column(missing, column, pa.array([value, None], known[column].type))
    with_key, without = person_keys(unknown, SECRET).to_pylist()
    assert with_key is not None
    assert without is None


def test_chunks_slices_and_dictionaries_give_the_same_keys() -> None:
    people = table([("J", "L", date(1971, 7, 30), "M"), ("A", "B", date(1960, 2, 29), "F")] * 3)
    chunked = pa.concat_tables([people.slice(0, 2), people.slice(2)])
    encoded = chunked.set_column(3, "sex", chunked["sex"].dictionary_encode())
    assert person_keys(encoded.slice(1), SECRET) == person_keys(people, SECRET).slice(1)


def test_another_secret_gives_other_keys() -> None:
    people = table([("J", "L", date(1971, 7, 30), "M")])
    assert person_keys(people, SECRET) != person_keys(people, SECRET + b".")
