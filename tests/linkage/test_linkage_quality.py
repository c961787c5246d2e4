"""out.linkage_quality: how far the count of an area's people can be trusted."""

from typing import Any

import pytest

from cjit.linkage.near_misses import find_near_misses
from nights.files import extract, row, treatment
from nights.house import House
from oracle.random_rows import Cells

NORTH_EAST = {"england": "england", "region": "North East", "partnership": "A04B"}
CLOSED = {"CASESTDT": "06/11/2018", "CLOSEDT": "14/12/2018", "CLSRSN": "209"}
"""Open for more than four weeks."""
FAR = {"DAT": "H01B", "LA": ""}
KINDS = ("two_clients_at_once", "other_ethnic_group", "seen_after_death", "two_caseloads_apart")


def quality(house: House, *files: list[Cells]) -> dict[str, dict[str, Any]]:
    """What the view says of each area code after a night with a file of A0001 and one of A0002."""
    for agency, rows in zip(("A0001", "A0002"), files, strict=False):
        house.drop(agency, "a.csv", extract(*(each | {"AGNCY": agency} for each in rows)))
    house.night()
    find_near_misses(house.settings, house.warehouse)
    return {line["area_code"]: line for line in house.ask("select * from out.linkage_quality")}


def test_every_area_of_the_clients_has_a_row(house: House) -> None:
    said = quality(house, [row(1), row(2, DAT="Z00B", LA="", SINITIAL="Q", DOB="01/01/1990")])
    (force,) = house.column("select police_force from ref.partnership where dat_code = 'A04B' limit 1")
    assert {(line["level"], code) for code, line in said.items()} == {
        *NORTH_EAST.items(),
        ("force", force),
    }
    assert {code: line["clients"] for code, line in said.items()} == {
        **{"england": 2, "North East": 1, "A04B": 1, force: 1}
    }


@pytest.mark.parametrize(
    ("first", "then", "kind"),
    [
        (CLOSED, CLOSED | {"ASSESSDT": "07/11/2018", "CASESTDT": "08/11/2018"}, "two_clients_at_once"),
        (
            CLOSED | {"ETHNIC": "A"},
            {"ASSESSDT": "16/12/2018", "CASESTDT": "", "ETHNIC": "H"},
            "other_ethnic_group",
        ),
        (CLOSED | {"CLSRSN": "211"}, {"ASSESSDT": "16/12/2018", "CASESTDT": ""}, "seen_after_death"),
    ],
)
def test_facts_that_one_person_can_hardly_have(house: House, first: Cells, then: Cells, kind: str) -> None:
    said = quality(house, [row(1, **first), row(2, **then)])
    for area in ("england", "A04B"):
        assert {name: said[area][name] for name in KINDS} == dict.fromkeys(KINDS, 0) | {kind: 1}
        assert (said[area]["clients_low"], said[area]["clients"], said[area]["clients_high"]) == (1, 1, 2)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (CLOSED, {"ASSESSDT": "07/11/2018", "CASESTDT": "08/11/2018"}),  # the later one is open
        (CLOSED, CLOSED),  # one event, recorded twice
        (CLOSED | {"ETHNIC": "A"}, {"ASSESSDT": "16/12/2018", "CASESTDT": "", "ETHNIC": "D"}),  # mixed
        (CLOSED | {"ETHNIC": "A"}, {"ASSESSDT": "16/12/2018", "CASESTDT": "", "ETHNIC": "Z"}),  # not stated
        (CLOSED | {"ETHNIC": "A"}, {"ASSESSDT": "16/12/2018", "CASESTDT": "", "ETHNIC": "B"}),  # one group
    ],
)
def test_what_contradicts_nothing(house: House, first: Cells, then: Cells) -> None:
    said = quality(house, [row(1, **first), row(2, **then)])
    assert said["england"]["keys_of_two"] == 0


def test_two_caseloads_apart_count_where_both_lie(house: House) -> None:
    said = quality(house, [row(1, **CLOSED)], [row(2, **CLOSED, **FAR)])
    assert said["england"]["two_caseloads_apart"] == 1
    assert said["england"]["clients_high"] == 2
    assert said["A04B"]["keys_of_two"] == said["H01B"]["keys_of_two"] == 0


def test_open_near_misses_between_cjits_are_people_split(house: House) -> None:
    house.drop("_structured", "a.csv", treatment(1, SINITIAL="M"))
    said = quality(house, [row(1)], [row(2, SINITIAL="L")])
    for area in ("england", "A04B"):
        line = said[area]
        assert (line["people_split"], line["open_pairs"]) == (1, 1)
        assert (line["clients_low"], line["clients"], line["clients_high"]) == (1, 2, 2)


def test_what_was_decided_is_no_risk(house: House) -> None:
    quality(house, [row(1)], [row(2, SINITIAL="L")])
    house.run(
        "with d as (insert into dq.pair_decision (pair_id, decision, decided_by, decided_at, why)"
        " select pair_id, 'different', 'x', now(), 'x' from core.near_miss returning *)"
        " update core.near_miss set decision_no = (select decision_no from d)"
    )
    assert house.column("select sum(people_split + open_pairs) from out.linkage_quality") == [0]


def test_chance_is_one_in_so_many_birthdays(house: House) -> None:
    """Ten people of the same letters, sex and year of birth are 45 pairs."""
    said = quality(house, [row(n, DOB=f"{n + 10}/0{n % 9 + 1}/1985") for n in range(10)])
    assert float(said["england"]["expected_by_chance"]) == pytest.approx(45 / 365.25, abs=0.005)
    assert said["england"]["clients"] == 10
