"""Duplicates and journeys: episodes in, what linkage says of them out.

`linked()` gives each episode its journey, or the survivor's EPISODID where it is a duplicate.
"""

import psycopg
import pytest

from cjit.linkage.link import relink

from .world import Episode, World, day, key


def test_an_episode_alone_is_its_clients_first_journey(world: World) -> None:
    world.load(Episode("E1", assessed=0))
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1}


@pytest.mark.parametrize(("days", "journey"), [(0, 1), (20, 1), (21, 1), (22, 2), (400, 2)])
def test_more_than_21_days_after_the_end_a_new_journey_opens(world: World, days: int, journey: int) -> None:
    world.load(Episode("E1", assessed=0, closed=10), Episode("E2", assessed=10 + days))
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "A/E2": journey}


def test_the_latest_end_counts_and_not_the_last_episodes(world: World) -> None:
    world.load(
        Episode("E1", assessed=0, closed=100),
        Episode("E2", assessed=5, closed=6),
        Episode("E3", assessed=121, closed=122),
        Episode("E4", assessed=144),
    )
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "A/E2": 1, "A/E3": 1, "A/E4": 2}


def test_whatever_follows_an_open_episode_joins_it(world: World) -> None:
    world.load(
        Episode("E1", assessed=0, closed=1),
        Episode("E2", assessed=50),
        Episode("E3", assessed=60, closed=61),
        Episode("E4", assessed=900),
    )
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "A/E2": 2, "A/E3": 2, "A/E4": 2}


def test_a_journey_crosses_agencies_but_not_people_or_dats(world: World) -> None:
    world.load(
        Episode("E1", assessed=0, closed=1),
        Episode("E1", assessed=30, agency="B"),
        Episode("E2", assessed=31, agency="B", person="q"),
        Episode("E3", assessed=32, agency="B", dat="E"),
        Episode("E4", assessed=33),
    )
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "B/E1": 2, "B/E2": 1, "B/E3": 1, "A/E4": 2}


def test_the_same_day_at_two_agencies_is_no_duplicate(world: World) -> None:
    world.load(Episode("E1", assessed=0), Episode("E1", assessed=0, agency="B"))
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "B/E1": 1}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Episode("E1", 0), Episode("E2", 1), id="another day"),
        pytest.param(Episode("E1", 0), Episode("E2", 0, dat="E"), id="another DAT"),
        pytest.param(Episode("E1", 0), Episode("E2", 0, person="q"), id="another person"),
    ],
)
def test_what_differs_in_client_or_day_is_no_duplicate(world: World, one: Episode, other: Episode) -> None:
    world.load(one, other)
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "A/E2": 1}


@pytest.mark.parametrize(
    ("loser", "survivor"),
    [
        pytest.param(
            Episode("z", 0, caseload=0), Episode("B", 0, closed=9), id="closed before on the caseload"
        ),
        pytest.param(
            Episode("z", 0), Episode("B", 0, caseload=0), id="on the caseload before a higher EPISODID"
        ),
        pytest.param(Episode("E10", 0), Episode("E2", 0), id="the higher EPISODID"),
        pytest.param(Episode("Z", 0), Episode("a", 0), id="higher by code point"),
    ],
)
def test_the_survivor_of_two(world: World, loser: Episode, survivor: Episode) -> None:
    world.load(loser, survivor)
    relink(world.warehouse)
    assert world.linked() == {f"A/{survivor.id}": 1, f"A/{loser.id}": f"A/{survivor.id}"}


def test_who_is_still_in_the_file_survives_who_is_not(world: World) -> None:
    world.load(Episode("E1", 0), Episode("E2", 0, closed=5, caseload=0))
    world.go_missing(("A", "E2"), last_seen=4)
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "A/E2": "A/E1"}

    world.come_back(("A", "E2"))
    relink(world.warehouse)
    assert world.linked() == {"A/E1": "A/E2", "A/E2": 1}


def test_an_episode_held_back_is_still_in_the_file(world: World) -> None:
    world.load(Episode("E1", 0), Episode("E2", 0, closed=5))
    world.go_missing(("A", "E1"), last_seen=4)
    world.hold_back(("A", "E2"))
    relink(world.warehouse)
    assert world.linked() == {"A/E1": "A/E2", "A/E2": 1}


def test_of_two_that_are_gone_the_one_seen_later_survives(world: World) -> None:
    """Later is what was accepted later, whatever the clocks of the nights say."""
    world.load(Episode("E1", 0), Episode("E2", 0, closed=5))
    world.go_missing(("A", "E1"), last_seen=3)
    world.go_missing(("A", "E2"), last_seen=2)
    relink(world.warehouse)
    assert world.linked() == {"A/E1": 1, "A/E2": "A/E1"}


def test_duplicates_count_in_no_journey(world: World) -> None:
    """E1's end would keep E4 in the first journey, and every later number would be off."""
    world.load(
        Episode("E0", 0),
        Episode("E1", 0),
        Episode("E2", 0, closed=5),
        Episode("E4", 40, closed=41),
        Episode("E5", 90),
    )
    relink(world.warehouse)
    assert world.linked() == {"A/E0": "A/E2", "A/E1": "A/E2", "A/E2": 1, "A/E4": 2, "A/E5": 3}


def test_the_journeys_are_shown_with_their_span(world: World) -> None:
    world.load(
        Episode("E1", assessed=0, closed=30),
        Episode("E1", assessed=10, closed=20, agency="B"),
        Episode("E2", assessed=10, closed=20),
        Episode("E3", assessed=10),
        Episode("E4", assessed=60, closed=70),
        Episode("E5", assessed=65),
    )
    world.go_missing(("A", "E3"), last_seen=1)
    relink(world.warehouse)
    client = key("p").hex() + "D"
    with psycopg.connect(world.warehouse.url) as connection:
        journeys = connection.execute("select * from out.journey order by journey_no").fetchall()
    assert journeys == [
        ("D", client, 1, day(0), day(30), 3, 2),
        ("D", client, 2, day(60), None, 2, 1),
    ]
