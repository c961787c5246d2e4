"""What each mismatch changed: where an episode went, and the dates before (out.mismatch_change)."""

from datetime import date

import pytest

from nights.files import Cells, row
from nights.house import House

from .test_mismatches import CLOSED, decide, nights, person

NOTHING = (None, None, None, None)


def changes(house: House) -> dict[tuple[str, str], tuple[object, ...]]:
    lines = house.ask("select * from out.mismatch_change")
    names = ("new_episode_id", "assessed_before", "assessed_then", "closed_before")
    return {(line["episode_id"], line["kind"]): tuple(line[name] for name in names) for line in lines}


def again(number: int, name: str) -> Cells:
    return person(number, EPISODID=name, CLIENTID=name)


def test_an_m3_names_the_new_ids_and_none_that_was_there_before(house: House) -> None:
    beside = again(2, "N0")
    nights(house, [person(1), person(2), beside], [person(1), beside, again(2, "N2"), again(2, "N1")])
    assert changes(house) == {("E2", "M3"): ("N1, N2", None, None, None)}
    decide(house, "E2", "M3", "delete", day=21)
    nights(house, [person(1), beside, again(2, "N3") | {"ACCMNEED": "1"}], first=22)
    found = changes(house)
    assert found["E2", "M3"][0] == "N1, N2", "as it was when it was found"
    assert (found["N1", "M3"][0], found["N2", "M3"][0]) == ("N3", "N3")


def test_an_m4_names_both_dates_and_an_m5_the_one_that_is_gone(house: House) -> None:
    moved = {"ASSESSDT": "04/11/2018", "EVNTDT": "03/11/2018"}
    nights(house, [row(1, **CLOSED)], [row(1, **moved)], [row(1, **moved, ACCMNEED="1")])
    closed = date(*reversed([int(part) for part in CLOSED["CLOSEDT"].split("/")]))
    assert changes(house) == {
        ("E1", "M4"): (None, date(2018, 11, 5), date(2018, 11, 4), None),
        ("E1", "M5"): (None, None, None, closed),
    }


@pytest.mark.parametrize("second", [[person(1)], [person(1), person(2, SEX="F")]])
def test_of_what_is_missing_or_of_another_person_nothing_is_told(house: House, second: list[Cells]) -> None:
    nights(house, [person(1), person(2)], second)
    (told,) = changes(house).values()
    assert told == NOTHING
