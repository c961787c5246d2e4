"""Random worlds and random nights: matching of waiting people, of everybody, and the oracle agree."""

from dataclasses import replace
from datetime import date
from itertools import zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjit.matching.match import link_and_match, match

from .facts import Episode, Person, Treatment
from .random_worlds import FILES, NIGHTS, TREATMENTS, WORLDS, Event
from .towns import TOWNS, begin, episode, happen, of_each_town, sent, told
from .world import World

# Every example clears its world first.
CLEARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NOTHING_TO_DO = {"people_to_match": 0, "matches_removed": 0, "matches_added": 0}


@pytest.mark.parametrize("full", [False, True], ids=["who waits", "everybody"])
@settings(max_examples=100 // TOWNS, deadline=None, suppress_health_check=CLEARED)
@given(histories=of_each_town(st.tuples(WORLDS, NIGHTS)))
def test_night_after_night_agrees_with_the_oracle_and_with_everybody(
    world: World, full: bool, histories: list[tuple[list[Episode], list[list[Event]]]]
) -> None:
    begin(world)
    world.load(*(episode(one, town) for town, (start, _) in enumerate(histories) for one in start))
    link_and_match(world.warehouse)
    for events in zip_longest(*(nights for _, nights in histories), fillvalue=[]):
        for town, night in enumerate(events):
            for event in night:
                happen(world, event, town)
        link_and_match(world.warehouse, full)
        assert world.found() == told(world)
    assert match(world.warehouse, full=True) == NOTHING_TO_DO
    assert match(world.warehouse) == NOTHING_TO_DO


PROPERTY = settings(max_examples=30 // TOWNS, deadline=None, suppress_health_check=CLEARED)
EVENTS = st.tuples(WORLDS, FILES).map(lambda both: [*both[0], *both[1]])
"""Episodes, then files of the others."""


@PROPERTY
@given(orders=of_each_town(EVENTS.flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_)))))
def test_the_order_of_arrival_changes_nothing(
    world: World, orders: list[tuple[list[Event], list[Event]]]
) -> None:
    begin(world)
    for town, (events, _) in enumerate(orders):
        for event in events:
            happen(world, event, town)
    link_and_match(world.warehouse)
    at_once = world.found()

    begin(world)
    for arrivals in zip_longest(*(order for _, order in orders)):
        for town, event in enumerate(arrivals):
            if event is not None:
                happen(world, event, town)
        link_and_match(world.warehouse)
    assert world.found() == at_once


@PROPERTY
@given(towns=of_each_town(EVENTS))
def test_another_secret_of_the_hash_changes_nothing(world: World, towns: list[list[Event]]) -> None:
    said = []
    for world.salt in ("", "another secret"):
        begin(world)
        for town, events in enumerate(towns):
            for event in events:
                happen(world, event, town)
        link_and_match(world.warehouse)
        said.append(world.found())
    assert said[0] == said[1]


STRANGERS = st.tuples(WORLDS, st.lists(TREATMENTS, max_size=3, unique_by=lambda t: t.id))


@PROPERTY
@given(towns=of_each_town(st.tuples(EVENTS, STRANGERS)))
def test_strangers_change_nothing(
    world: World, towns: list[tuple[list[Event], tuple[list[Episode], list[Treatment]]]]
) -> None:
    begin(world)
    for town, (events, _) in enumerate(towns):
        for event in events:
            happen(world, event, town)
    link_and_match(world.warehouse)
    before = world.found()

    for town, (_, (strangers, treated)) in enumerate(towns):
        theirs = [sent(replace(one, person=_stranger(one.person)), "U", town) for one in treated]
        world.load(
            *(
                episode(replace(one, id=f"s-{one.id}", person=_stranger(one.person)), town)
                for one in strangers
            )
        )
        world.treat(*theirs, agency=f"U{town}")
    link_and_match(world.warehouse)
    after = world.found()
    for name, rows in before.items():
        assert rows <= after[name]
        assert all(any(str(cell).startswith("s-") for cell in row) for row in after[name] - rows)


def _stranger(person: Person) -> Person:
    """Differs from everybody of these worlds in more than one item."""
    return replace(person, first=f"{person.first}'", surname=f"{person.surname}'", born=date(1950, 12, 31))
