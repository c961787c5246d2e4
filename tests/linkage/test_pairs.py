"""Decisions about near misses on top of the keys: made, contradicted, reversed, replayed, forgotten."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import psycopg
import pytest

from cjit.errors import Permanent
from cjit.linkage.link import relink
from cjit.linkage.near_misses import find_near_misses
from cjit.linkage.pairs import Answer, decide_pair
from cjit.matching.match import link_and_match
from cjit.warehouse.connection import Warehouse
from cjit.warehouse.decisions import Decision
from nights.databases import somebody_waits
from nights.files import extract, row, stays, treatment
from nights.fixtures import first_house
from nights.house import House, at, house_like
from nights.snapshot import Snapshot, differences, snapshot
from oracle.random_rows import Cells

LETTERS = "KLMN"


def of(agency: str, number: int, letter: str, **cells: str) -> Cells:
    return row(number, AGNCY=agency, SINITIAL=letter, **cells)


def search(house: House) -> None:
    find_near_misses(house.settings, house.warehouse)


def decide(house: House, pair: str, answer: Answer, day: int = 23) -> None:
    """As `cjit decide pair` does it."""
    decide_pair(house.warehouse, pair, answer, Decision.of("R. Viewer", at(day), "the agency says so"))
    link_and_match(house.warehouse)


@pytest.fixture(scope="module")
def searched(
    server_url: str, prepared: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """J.K., J.L., J.M. and J.N., all born on a day: every two are a near miss. Each was at two agencies."""
    with first_house(server_url, prepared, tmp_path_factory.mktemp("four")) as house:
        for agency, assessed in (("A0001", "05/11/2018"), ("A0002", "20/11/2018")):
            rows = [of(agency, n, letter, ASSESSDT=assessed, CASESTDT="") for n, letter in enumerate(LETTERS)]
            house.drop(agency, "a.csv", extract(*rows))
        house.drop("_structured", "a.csv", treatment(0, SINITIAL="K"))
        house.drop("_secure", "a.csv", stays(0, SINITIAL="L"))
        house.night()
        search(house)
        yield house


@pytest.fixture
def four(server_url: str, searched: House, tmp_path: Path) -> Iterator[House]:
    with house_like(server_url, searched, tmp_path / "data") as house:
        yield house


def pair(house: House, letters: str) -> str:
    """The pair of two surnames."""
    one, other = (LETTERS.index(letter) for letter in letters)
    found = house.ask("select pair_id, episodes_a, episodes_b from out.near_miss")
    both = {f"A0001/E{one}", f"A0001/E{other}"}
    (id_,) = [
        line["pair_id"] for line in found if len(both & {*line["episodes_a"], *line["episodes_b"]}) == 2
    ]
    return str(id_)


def people(house: House) -> set[frozenset[str]]:
    """Who is one person, by surname."""
    lines = house.ask(
        "select person_key, array_agg(distinct surname_initial) as letters from core.episode group by 1"
    )
    return {frozenset(line["letters"]) for line in lines}


def parts(*texts: str) -> set[frozenset[str]]:
    return {frozenset(text) for text in texts}


def state(house: House) -> dict[str, str]:
    return {letters: _state(house, letters) for letters in ("KL", "KM", "KN", "LM", "LN", "MN")}


def _state(house: House, letters: str) -> str:
    (said,) = house.column("select state from out.near_miss where pair_id = %s", pair(house, letters))
    return str(said)


def everything(house: House) -> Snapshot:
    """All tables but the decisions themselves."""
    told = dict(snapshot(house.warehouse, without=["decision_no"]))
    del told["dq.pair_decision"], told["dq.access_log"]
    return told


def test_four_people_are_six_pairs(four: House) -> None:
    assert set(state(four).values()) == {"open"}
    assert people(four) == parts(*LETTERS)


def test_same_makes_one_person_everywhere(four: House) -> None:
    decide(four, pair(four, "KL"), "same")
    assert people(four) == parts("KL", "M", "N")
    (line,) = four.ask(
        "select count(distinct person_key) as keys, count(*) as episodes, max(journey_no) as journeys"
        " from out.episode where duplicate_of is null and person_key in"
        " (select encode(person_key, 'hex') from core.same_person)"
    )
    # Both were at both agencies on the same days: at each one event, recorded twice.
    assert line == {"keys": 1, "episodes": 2, "journeys": 1}
    keys = four.column("select distinct person_key from core.same_person")
    assert four.column("select person_key from core.treatment") == keys
    assert four.column("select person_key from core.stay") == keys
    assert four.column("select count(*) from out.prison_match") == [1]
    assert state(four) == dict.fromkeys(("KM", "KN", "LM", "LN", "MN"), "open") | {"KL": "same"}
    (said,) = four.ask("select decided_by, why from out.near_miss where decided_by is not null")
    assert said == {"decided_by": "R. Viewer", "why": "the agency says so"}


def test_the_opposite_restores_every_table(four: House) -> None:
    before = everything(four)
    decide(four, pair(four, "KL"), "same")
    decide(four, pair(four, "LM"), "same")
    assert people(four) == parts("KLM", "N")
    search(four)
    decide(four, pair(four, "KL"), "different", day=24)
    assert people(four) == parts("K", "LM", "N")
    decide(four, pair(four, "LM"), "different", day=24)
    search(four)
    assert differences(before, everything(four)) == []
    assert four.column("select decision from dq.pair_decision order by decision_no") == [
        *("same", "same", "different", "different"),
    ]


def test_versions_and_hashes_stay(four: House) -> None:
    versions = "select agency_code, episode_id, submission_id, content_hash, current_from from core.episode"
    before = four.ask(f"{versions} order by 1, 2, 3")
    decide(four, pair(four, "KL"), "same")
    assert four.ask(f"{versions} order by 1, 2, 3") == before


def test_a_past_version_follows_its_person(four: House) -> None:
    four.drop(
        "A0001", "b.csv", extract(*(of("A0001", n, letter, PROMPT="2") for n, letter in enumerate(LETTERS)))
    )
    four.night(day=21)
    decide(four, pair(four, "KL"), "same")
    assert four.column(
        "select count(distinct person_key) from core.episode where surname_initial in ('K', 'L')"
    ) == [1]


def test_a_file_that_comes_after_is_mapped(four: House) -> None:
    before = everything(four)
    decide(four, pair(four, "KL"), "same")
    rows = [of("A0002", n, letter, ASSESSDT="20/11/2018", CASESTDT="") for n, letter in enumerate(LETTERS)]
    four.drop("A0002", "b.csv", extract(*rows, of("A0002", 8, "L", ASSESSDT="01/12/2018", CASESTDT="")))
    four.drop("_structured", "b.csv", treatment(0, 1, SINITIAL="L"))
    four.night(day=21)
    assert people(four) == parts("KL", "M", "N")
    assert four.column("select count(distinct person_key) from core.treatment") == [1]
    assert four.column("select count(*) from out.mismatch") == [0]  # the same rows are the same versions

    decide(four, pair(four, "KL"), "different", day=24)
    four.drop("A0002", "c.csv", extract(*rows))
    four.drop("_structured", "c.csv", treatment(0, SINITIAL="K"))
    four.night(day=22)
    search(four)
    after = everything(four)
    for name in ("core.same_person", "core.near_miss", "core.transfer", "core.prison_match"):
        assert after[name] == before[name]
    assert people(four) == parts(*LETTERS)
    full = snapshot(four.warehouse)
    assert relink(four.warehouse, full=True)["links_added"] == 0
    assert differences(full, snapshot(four.warehouse)) == []


def test_m2_is_told_as_ever(four: House) -> None:
    """Another surname is another, whoever it is now."""
    decide(four, pair(four, "KL"), "same")
    rows = [of("A0001", n, letter) for n, letter in enumerate("LLMN")]
    four.drop("A0001", "b.csv", extract(*rows))
    four.night(day=21)
    assert four.column("select episode_id from out.mismatch where kind = 'M2'") == ["E0"]


def test_what_follows_from_other_pairs_is_said(four: House) -> None:
    decide(four, pair(four, "KL"), "same")
    decide(four, pair(four, "LM"), "same")
    decide(four, pair(four, "MN"), "different")
    assert state(four) == {
        **{"KL": "same", "KM": "same", "LM": "same"},
        **{"KN": "different", "LN": "different", "MN": "different"},
    }
    assert four.column("select sum(open_pairs) from out.linkage_quality") == [0]


def test_a_contradiction_is_refused_and_named(four: House) -> None:
    decide(four, pair(four, "KL"), "same")
    decide(four, pair(four, "LM"), "same")
    before = snapshot(four.warehouse)
    with pytest.raises(Permanent) as refused:
        decide(four, pair(four, "KM"), "different")
    assert "other decisions make them the same person" in str(refused.value)
    assert pair(four, "KL") in str(refused.value)
    assert pair(four, "LM") in str(refused.value)
    assert differences(before, snapshot(four.warehouse)) == []

    decide(four, pair(four, "MN"), "different")
    with pytest.raises(Permanent, match="decided to be different") as refused:
        decide(four, pair(four, "KN"), "same")
    assert pair(four, "MN") in str(refused.value)
    decide(four, pair(four, "LM"), "different")
    decide(four, pair(four, "KM"), "different")
    decide(four, pair(four, "KN"), "same")
    assert people(four) == parts("KLN", "M")


@pytest.mark.parametrize("answer", ["same", "different"])
def test_the_same_decision_twice_is_refused(four: House, answer: Answer) -> None:
    decide(four, pair(four, "KL"), answer)
    with pytest.raises(Permanent, match=r"decided already, by R\. Viewer on 23/12/2018"):
        decide(four, pair(four, "KL"), answer)


def test_a_pair_that_is_not_there(four: House) -> None:
    with pytest.raises(Permanent, match="there is no pair nobody"):
        decide(four, "nobody", "same")


def test_the_order_of_decisions_does_not_matter(four: House) -> None:
    decisions: list[tuple[str, Answer]] = [("KL", "same"), ("LM", "same"), ("KN", "different")]
    before, told = everything(four), []
    for order in permutations(decisions):
        for letters, answer in order:
            decide(four, pair(four, letters), answer)
        told.append(everything(four))
        for letters, answer in reversed(order):
            decide(four, pair(four, letters), "different" if answer == "same" else "same", day=24)
            if answer == "different":
                decide(four, pair(four, letters), "different", day=25)
        four.run("update core.near_miss set decision_no = null")
        four.run("delete from dq.pair_decision")
        assert differences(before, everything(four)) == []
    assert all(differences(told[0], each) == [] for each in told)


def test_who_withdraws_consent_is_forgotten(four: House) -> None:
    decide(four, pair(four, "KL"), "same")
    decide(four, pair(four, "LM"), "same")
    for agency in ("A0001", "A0002"):
        rows = [of(agency, n, letter, ASSESSDT="05/11/2018", CASESTDT="") for n, letter in enumerate(LETTERS)]
        rows[2] |= {"CONSENT": "N"}
        four.drop(agency, "b.csv", extract(*rows))
    four.night(day=21)
    search(four)
    assert people(four) == parts("KL", "N")
    assert four.column("select surname_initial from core.same_person order by 1") == ["K", "L"]
    assert len(four.ask("select * from out.near_miss")) == 3
    assert four.column("select count(*) from dq.pair_decision") == [2]


def test_a_decision_outlives_a_treatment_file_without_the_person(house: House) -> None:
    house.send(extract(of("A0001", 1, "K", REFSTID="R", REFSTDT="07/11/2018", REFSTAG="S0001")))
    house.drop("_structured", "a.csv", treatment(1, SINITIAL="L"))
    house.night(day=21)
    search(house)
    (id_,) = house.column("select pair_id from out.near_miss")
    decide(house, id_, "same")
    assert house.column("select treatment_episode from out.treatment_match where anchor = 'referral'") == [
        "T1"
    ]
    house.drop("_structured", "b.csv", treatment(2, SINITIAL="Z", DOB="01/01/1960"))
    house.night(day=22)
    search(house)
    assert house.column("select state from out.near_miss where not found") == ["same"]
    house.drop("_structured", "c.csv", treatment(1, SINITIAL="L"))
    house.night(day=24)
    assert house.column("select treatment_episode from out.treatment_match where anchor = 'referral'") == [
        "T1"
    ]


NEAR_REFERRED = "select reason from out.unmatched_referral where reason = 'near_miss'"


@pytest.fixture
def referred(house: House) -> House:
    """J.K. was referred and never started; J.L., a near miss in treatment, did; J.M. is a client too."""
    rows = (of("A0001", 1, "K", REFSTID="R", REFSTDT="07/11/2018", REFSTAG="S0001"), of("A0001", 2, "M"))
    house.drop("A0001", "a.csv", extract(*rows))
    house.drop("_structured", "a.csv", treatment(3, SINITIAL="L"))
    house.night(day=21)
    search(house)
    assert house.column(NEAR_REFERRED) == ["near_miss"]
    return house


def between(house: House, *places: str) -> str:
    """The pair of the two who are recorded at these places."""
    (id_,) = house.column(
        "select pair_id from out.near_miss where %s::text[] <@"
        " (coalesce(episodes_a, '{}') || coalesce(episodes_b, '{}') || coalesce(treatments_a, '{}')"
        " || coalesce(treatments_b, '{}'))",
        list(places),
    )
    return str(id_)


def test_who_was_decided_to_be_somebody_else_is_no_near_miss_of_a_referral(referred: House) -> None:
    id_ = between(referred, "A0001/E1", "S0001/T3")
    decide(referred, id_, "different")
    assert referred.column("select reason from out.unmatched_referral") == ["not_found"]
    decide(referred, id_, "same", day=24)
    assert referred.column("select reason from out.unmatched_referral") == []
    decide(referred, id_, "different", day=25)
    assert referred.column("select reason from out.unmatched_referral") == ["not_found"]


def test_nor_is_who_follows_to_be_somebody_else(referred: House) -> None:
    decide(referred, between(referred, "A0001/E2", "S0001/T3"), "different")
    assert referred.column(NEAR_REFERRED) == ["near_miss"]
    decide(referred, between(referred, "A0001/E1", "A0001/E2"), "same")
    assert referred.column(NEAR_REFERRED) == []


def test_a_decision_waits_for_a_load_under_way(four: House) -> None:
    id_ = pair(four, "KL")
    with psycopg.connect(four.warehouse.url) as load:
        load.execute("select pg_advisory_lock_shared(hashtextextended('loading', 0))")
        with ThreadPoolExecutor(1) as pool:
            deciding = pool.submit(decide, four, id_, "same")
            assert somebody_waits(four.warehouse)
            assert people(four) == parts(*LETTERS)
            load.execute("select pg_advisory_unlock_all()")
            deciding.result()
    assert people(four) == parts("KL", "M", "N")
