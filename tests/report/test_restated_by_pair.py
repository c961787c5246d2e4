"""A report restated by a decision about a pair: every moved cell says so, and undoing it restores them."""

import pytest

from cjit.linkage.near_misses import find_near_misses
from cjit.linkage.pairs import Answer, decide_pair
from cjit.matching.match import link_and_match
from cjit.report.freeze import freeze
from cjit.warehouse.decisions import Decision
from nights.files import extract, row, stays, treatment
from nights.house import House, at
from report.ledger import cells_of, changes_of, moved, parts_of, sums_of


@pytest.fixture
def nearly(house: House) -> House:
    """J.K. is nearly J.L., was assessed at the same agency on the same day, was referred, and was released.

    It is J.L. who started treatment, and who came to another agency after the release.
    """
    referred = row(2, REFSTID="R1", REFSTDT="08/11/2018", REFSTAG="S0001")
    stranger = row(3, SINITIAL="Q", DOB="01/01/1990")
    later = row(4, AGNCY="A0002", SINITIAL="L", ASSESSDT="20/11/2018", CASESTDT="")
    house.drop("A0001", "a.csv", extract(row(1, SINITIAL="L"), referred, stranger))
    house.drop("A0002", "a.csv", extract(later))
    house.drop("_structured", "a.csv", treatment(1, SINITIAL="L"))
    house.drop("_secure", "a.csv", stays(1, EXITDT="08/11/2018"))
    house.night()
    find_near_misses(house.settings, house.warehouse)
    return house


def decide(house: House, answer: Answer) -> None:
    (pair,) = house.column("select pair_id from out.near_miss")
    decide_pair(house.warehouse, pair, answer, Decision.of("R. Viewer", at(23), "the agency says so"))
    link_and_match(house.warehouse)


def causes(house: House, freeze_id: str) -> set[str]:
    return {part[2] for own in parts_of(house.warehouse, freeze_id).values() for part in own}


def test_a_decision_is_the_cause_of_all_that_it_moves_and_undoing_it_restores(nearly: House) -> None:
    warehouse = nearly.warehouse
    first = freeze(warehouse, "2018-11", at(22))
    decide(nearly, "same")
    second = freeze(warehouse, "2018-11", at(23))
    before, after = cells_of(warehouse, first), cells_of(warehouse, second)
    change = moved(before, after)
    assert change["month", "england", "england", "assessed", ""] == (-1, 0)
    assert change["month", "partnership", "A04B", "referred_started_42", ""] == (1, 0)
    assert change["month", "england", "england", "prison_pickup_21", ""] == (1, 0)
    assert changes_of(warehouse, second) == sums_of(parts_of(warehouse, second)) == change
    assert causes(nearly, second) == {"decision"}

    decide(nearly, "different")
    third = freeze(warehouse, "2018-11", at(24))
    assert third not in {first, second}
    assert cells_of(warehouse, third) == before
    assert changes_of(warehouse, third) == sums_of(parts_of(warehouse, third)) == moved(after, before)
    assert causes(nearly, third) == {"decision"}
    assert freeze(warehouse, "2018-11", at(25)) == third


def test_what_a_file_moves_after_a_decision_is_not_the_decisions_doing(nearly: House) -> None:
    decide(nearly, "same")
    freeze(nearly.warehouse, "2018-11", at(23))
    nearly.drop("_structured", "b.csv", treatment(2, SINITIAL="Q", DOB="01/01/1990"))
    nearly.night(day=24)
    assert causes(nearly, freeze(nearly.warehouse, "2018-11", at(25))) == {"re-link"}
