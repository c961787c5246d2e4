"""Near misses in the warehouse: which pairs are found, in which words, and what costs nothing."""

from typing import Any

import duckdb
import psycopg
import pytest
from splink.internals.exceptions import SplinkException

from cjit.errors import Permanent, Transient
from cjit.linkage import near_misses
from cjit.linkage.near_misses import find_near_misses
from nights.files import extract, row, stays, treatment
from nights.house import House
from oracle.random_rows import Cells

NOTHING = {"people_searched": 0, "pairs_found": 0, "pairs_changed": 0}


def person(number: int, **cells: str) -> Cells:
    """Somebody of A0002, which shares the area with A0001; J.K. of 14/03/1985 unless said otherwise."""
    return row(number, AGNCY="A0002", **cells)


def search(house: House, full: bool = False) -> dict[str, int]:
    return find_near_misses(house.settings, house.warehouse, full)


def pairs(house: House) -> list[dict[str, Any]]:
    return house.ask("select * from out.near_miss order by reason, pair_id")


def two(house: House, **slip: str) -> list[dict[str, Any]]:
    """A person at A0001, and with a slip at A0002; what a search finds."""
    house.drop("A0001", "a.csv", extract(row(1)))
    house.drop("A0002", "a.csv", extract(person(2, **slip)))
    house.night()
    search(house)
    return pairs(house)


ALIKE = "; same drug group; same ethnicity; same postcode sector; seen within a year of each other"


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ({"FINITIAL": "I"}, "first initial differs"),
        ({"SINITIAL": "L"}, "surname initial differs"),
        ({"SEX": "F"}, "sex differs"),
        ({"DOB": "15/03/1985"}, "one digit of the day of birth differs"),
        ({"DOB": "24/03/1985"}, "one digit of the day of birth differs"),
        ({"DOB": "14/08/1985"}, "one digit of the month of birth differs"),
        ({"DOB": "14/03/1986"}, "one digit of the year of birth differs"),
        ({"DOB": "14/03/1975"}, "one digit of the year of birth differs"),
    ],
)
def test_one_slip_is_found_in_words(house: House, slip: dict[str, str], words: str) -> None:
    (pair,) = two(house, **slip)
    assert pair["reason"] == words + ALIKE
    assert (pair["dat_code"], pair["state"], pair["found"]) == ("A04B", "open", True)
    assert {pair["seen_a"], pair["seen_b"]} == {"cjit"}
    assert sorted([*pair["episodes_a"], *pair["episodes_b"]]) == ["A0001/E1", "A0002/E2"]


def test_day_and_month_the_other_way_round(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1, DOB="04/03/1985")))
    house.drop("A0002", "a.csv", extract(person(2, DOB="03/04/1985")))
    house.night()
    search(house)
    (pair,) = pairs(house)
    assert pair["reason"].startswith("day and month of birth swapped; same drug group")


@pytest.mark.parametrize(
    "slip",
    [
        {},
        {"FINITIAL": "I", "SINITIAL": "L"},
        {"FINITIAL": "I", "SEX": "F"},
        {"DOB": "25/03/1985"},
        {"DOB": "14/03/1996"},
        {"DAT": "A05B", "LA": "E06000003", "FINITIAL": "I"},
        # one slip, and nothing else speaks for it
        {
            "FINITIAL": "I",
            "ETHNIC": "M",
            "DRUG1": "7000",
            "PC": "M1 1",
            "ASSESSDT": "01/02/2016",
            "CASESTDT": "",
            "EVNTDT": "",
        },
    ],
    ids=[
        "the same",
        "two letters",
        "letter and sex",
        "two digits",
        "two digits of the year",
        "elsewhere",
        "alone",
    ],
)
def test_what_is_no_near_miss(house: House, slip: dict[str, str]) -> None:
    assert two(house, **slip) == []


def test_treatment_is_compared_with_cjits_and_not_with_itself(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1, REFSTID="R1", REFSTDT="07/11/2018", REFSTAG="S0001")))
    house.drop("_structured", "a.csv", treatment(1, SINITIAL="L"))
    house.drop("_structured", "b.csv", treatment(2, SINITIAL="M", agency="S0002"), minute=1)
    house.night()
    search(house)
    found = pairs(house)
    assert [pair["reason"] for pair in found] == [
        "surname initial differs; treatment began within 84 days of a referral"
    ] * 2
    assert all({pair["seen_a"], pair["seen_b"]} == {"cjit", "treatment"} for pair in found)
    sides = [
        (pair["episodes_a"] or pair["episodes_b"], pair["treatments_a"] or pair["treatments_b"])
        for pair in found
    ]
    assert sorted(sides) == [(["A0001/E1"], ["S0001/T1"]), (["A0001/E1"], ["S0002/T2"])]


def test_somebody_whom_both_know_is_one_side(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1), row(2, SINITIAL="L")))
    house.drop("_structured", "a.csv", treatment(1))
    house.night()
    search(house)
    (pair,) = pairs(house)
    assert sorted([pair["seen_a"], pair["seen_b"]]) == ["both", "cjit"]


def test_secure_settings_are_not_searched(house: House) -> None:
    house.drop("A0001", "a.csv", extract(row(1)))
    house.drop("_secure", "a.csv", stays(1, SINITIAL="L"))
    house.night()
    search(house)
    assert pairs(house) == []


def test_no_view_shows_who_it_is(house: House) -> None:
    (pair,) = two(house, DOB="15/03/1985")
    told = " ".join(map(str, pair.values()))
    assert not any(text in told for text in ("1985", "TS1", "JK"))
    assert {"first_initial", "surname_initial", "dob", "postcode_sector"}.isdisjoint(pair)


def test_a_night_without_changes_looks_at_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(two(house, SINITIAL="L")) == 1
    house.night(day=21)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(near_misses, "candidates", never)
    assert search(house) == NOTHING


def test_only_areas_that_changed_are_searched(house: House) -> None:
    house.drop("A0001", "a.csv", extract(*(_unlike(n) for n in range(30))))
    house.drop("A0002", "a.csv", extract(person(1)))
    house.night()
    assert search(house)["people_searched"] == 31
    house.drop("A0002", "b.csv", extract(person(1), person(2, SINITIAL="L")))
    house.night(day=21)
    assert search(house) == {"people_searched": 2, "pairs_found": 1, "pairs_changed": 1}
    assert search(house, full=True) == {"people_searched": 32, "pairs_found": 1, "pairs_changed": 0}


def test_a_pair_goes_when_a_file_corrects_the_slip(house: House) -> None:
    assert len(two(house, SINITIAL="L")) == 1
    house.drop("A0002", "b.csv", extract(person(2)))
    house.night(day=21)
    assert search(house)["pairs_changed"] == 1
    assert pairs(house) == []


def test_a_search_that_fails_leaves_its_areas_waiting(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.send(extract(row(1), row(2, SINITIAL="L")))
    with monkeypatch.context() as broken:
        broken.setattr("splink.Linker", None)
        with pytest.raises(Permanent, match=r"^Splink failed on duckdb: TypeError$"):
            search(house)
    assert search(house)["pairs_found"] == 1


@pytest.mark.parametrize(
    ("below", "passing"),
    [
        (duckdb.OutOfMemoryException, True),
        (duckdb.IOException, True),
        (OSError, True),
        (type("Py4JNetworkError", (Exception,), {}), True),
        (type("Py4JJavaError", (Exception,), {"__str__": lambda _: "x: java.lang.OutOfMemoryError: "}), True),
        (type("Py4JJavaError", (Exception,), {"__str__": lambda _: "x: NullPointerException"}), False),
        (duckdb.BinderException, False),
    ],
)
def test_what_may_pass_is_tried_again_and_tells_no_value(
    house: House, monkeypatch: pytest.MonkeyPatch, below: type[Exception], passing: bool
) -> None:
    def failing(*_: object, **__: object) -> None:
        try:
            raise below("no room for JONES")
        except below as error:
            raise SplinkException("select 'JONES'") from error

    house.send(extract(row(1), row(2, SINITIAL="L")))
    monkeypatch.setattr("splink.Linker", failing)
    with pytest.raises(Transient if passing else Permanent) as raised:
        search(house)
    assert str(raised.value) == f"Splink failed on duckdb: {below.__name__ if passing else 'SplinkException'}"


def test_an_area_that_is_queued_during_a_search_waits_for_the_next(house: House) -> None:
    house.send(extract(row(1)))
    search(house)
    with psycopg.connect(house.warehouse.url) as load:
        load.execute("insert into core.dat_to_search values ('A04B')")
        assert search(house) == NOTHING
        load.commit()
    assert search(house)["people_searched"] == 1


def _unlike(number: int) -> Cells:
    """People of another area, of whom no two share an initial."""
    letters = {"FINITIAL": chr(65 + number % 26), "SINITIAL": chr(65 + (7 * number + number // 26) % 26)}
    return row(number, DAT="A05B", LA="E06000003", DOB=f"14/03/{1950 + number}", **letters)
