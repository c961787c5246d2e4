"""Who is forgotten when consent is withdrawn does not depend on which of a night's files is loaded first."""

import pytest

from cjit.linkage.near_misses import find_near_misses
from cjit.linkage.pairs import decide_pair
from cjit.matching.match import link_and_match
from cjit.warehouse.decisions import Decision
from nights.files import extract, row, treatment
from nights.house import House, at

OTHER = row(9, FINITIAL="Q", SINITIAL="Q")
WITHDRAWN = extract(row(1, CONSENT="N"), OTHER)
IS_FORGOTTEN, IS_KEPT = {"A0002/E2": "open", "keys": []}, {"A0002/E2": "same", "keys": ["I", "J"]}


@pytest.fixture
def joined(house: House) -> House:
    """J.K. of A0001 and in treatment, and I.K. of A0002, whom somebody decided to be one."""
    house.drop("A0001", "a.csv", extract(row(1), OTHER))
    house.drop("A0002", "a.csv", extract(row(2, AGNCY="A0002", FINITIAL="I")))
    house.drop("_structured", "a.csv", treatment(1))
    house.night()
    find_near_misses(house.settings, house.warehouse)
    pair_id = house.column(
        "select pair_id from out.near_miss where 'A0002/E2' = any(episodes_a || episodes_b)"
    )
    decide_pair(
        house.warehouse, pair_id[0], "same", Decision.of("R. Viewer", at(20, 9), "the agency says so")
    )
    link_and_match(house.warehouse)
    return house


def load_in_order(house: House, folders: list[str]) -> dict[str, object]:
    """The night's files one by one, the senders in that order; the pair's state, and whose keys are known."""
    submissions = [each for batch in house.receive(21) for each in batch["submissions"]]
    for folder in folders:
        for submission in submissions:
            if house.column("select folder from dq.submission where submission_id = %s", submission) == [
                folder
            ]:
                house.load([{"label": "", "submissions": [submission]}])
    link_and_match(house.warehouse)
    find_near_misses(house.settings, house.warehouse)
    states = house.column("select state from out.near_miss where 'A0002/E2' = any(episodes_a || episodes_b)")
    known = house.column("select first_initial from core.same_person order by 1")
    return {"A0002/E2": states[0] if states else "open", "keys": known}


@pytest.mark.parametrize("backwards", [False, True])
def test_who_comes_to_another_agency_that_night_is_still_known(joined: House, backwards: bool) -> None:
    joined.drop("A0001", "b.csv", WITHDRAWN)
    joined.drop("_structured", "b.csv", treatment(1, SINITIAL="X"))
    joined.drop("A0002", "b.csv", extract(row(2, AGNCY="A0002", FINITIAL="I"), row(3, AGNCY="A0002")))
    folders = ["_structured", "A0001", "A0002"]
    assert load_in_order(joined, folders[:: -1 if backwards else 1]) == IS_KEPT
    assert joined.column(
        "select count(distinct person_key) from out.episode where agency_code = 'A0002'"
    ) == [1]


@pytest.mark.parametrize("backwards", [False, True])
def test_who_leaves_treatment_that_night_is_forgotten(joined: House, backwards: bool) -> None:
    joined.drop("A0001", "b.csv", WITHDRAWN)
    joined.drop("_structured", "b.csv", treatment(1, SINITIAL="X"))
    folders = ["_structured", "A0001"]
    assert load_in_order(joined, folders[:: -1 if backwards else 1]) == IS_FORGOTTEN
