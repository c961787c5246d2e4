"""Random worlds and random nights: the re-link of touched people, the full one and the oracle agree.

The worlds of an example are towns, who know nothing of each other.
"""

from dataclasses import replace
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjit.linkage.link import relink

from . import oracle
from .world import Episode, Place, World, bystanders

TOWNS = 10
"""Worlds that are played at once in one warehouse: ten of them take it little longer than one."""

FEW_WORLDS = settings(
    max_examples=30 // TOWNS,
    deadline=None,
    # Every example clears its world first.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NOTHING_TO_DO = {"people_touched": 0, "links_removed": 0, "links_added": 0}

# Few values for each, so that episodes meet: on a day, within 21 days, one day beyond.
DAYS = st.sampled_from([0, 1, 20, 21, 22, 23, 41, 42, 43, 44, 80, 84, 85])
LENGTHS = st.sampled_from([None, 0, 1, 2, 20, 21, 22])
IDS = st.sampled_from(["E1", "E10", "E2", "a", "Z", "é"])
PLACES = st.tuples(st.sampled_from("AB"), IDS)
PEOPLE = st.sampled_from(["p", "p", "q"])
DATS = st.sampled_from("DDE")


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    agency, episode_id = draw(PLACES)
    assessed = draw(DAYS)
    length = draw(LENGTHS)
    return Episode(
        id=episode_id,
        agency=agency,
        assessed=assessed,
        closed=None if length is None else assessed + length,
        caseload=draw(st.sampled_from([None, assessed])),
        person=draw(PEOPLE),
        dat=draw(DATS),
    )


WORLDS = st.lists(episodes(), min_size=1, max_size=10, unique_by=lambda episode: episode.place)
# What happens to a place: another version of its episode, or whether the agency's file still holds it.
EVENTS = st.one_of(
    episodes(),
    st.tuples(st.just("go missing"), PLACES, st.integers(0, 5)),
    st.tuples(st.just("come back"), PLACES),
    st.tuples(st.just("hold back"), PLACES),
    st.tuples(st.just("delete"), PLACES),
)
NIGHTS = st.lists(st.lists(EVENTS, min_size=1, max_size=3), min_size=1, max_size=4)
Event = Episode | tuple[str, Place] | tuple[str, Place, int]


def of_each_town(worlds: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """As many worlds as there are towns."""
    return st.lists(worlds, min_size=TOWNS, max_size=TOWNS)


@pytest.mark.parametrize("full", [False, True], ids=["touched people", "everybody"])
@settings(FEW_WORLDS, max_examples=100 // TOWNS)
@given(histories=of_each_town(st.tuples(WORLDS, NIGHTS)))
def test_night_after_night_agrees_with_the_oracle_and_with_a_full_relink(
    world: World, full: bool, histories: list[tuple[list[Episode], list[list[Event]]]]
) -> None:
    begin(world)
    world.load(*(moved(one, town) for town, (start, _) in enumerate(histories) for one in start))
    relink(world.warehouse)
    assert world.linked() == expected(world)
    for events in zip_longest(*(nights for _, nights in histories), fillvalue=[]):
        for town, night in enumerate(events):
            for event in night:
                happen(world, event, town)
        relink(world.warehouse, full)
        assert world.linked() == expected(world)
    assert relink(world.warehouse, full=True) == NOTHING_TO_DO
    assert relink(world.warehouse) == NOTHING_TO_DO


@FEW_WORLDS
@given(orders=of_each_town(WORLDS.flatmap(lambda start: st.tuples(st.just(start), st.permutations(start)))))
def test_the_order_of_arrival_changes_nothing(
    world: World, orders: list[tuple[list[Episode], list[Episode]]]
) -> None:
    begin(world)
    world.load(*(moved(one, town) for town, (start, _) in enumerate(orders) for one in start))
    relink(world.warehouse)
    at_once = world.linked()

    begin(world)
    for arrivals in zip_longest(*(order for _, order in orders)):
        world.load(*(moved(one, town) for town, one in enumerate(arrivals) if one is not None))
        relink(world.warehouse)
    assert world.linked() == at_once


@FEW_WORLDS
@given(starts=of_each_town(WORLDS))
def test_other_keys_of_the_same_people_change_nothing(world: World, starts: list[list[Episode]]) -> None:
    everyone = [moved(one, town) for town, start in enumerate(starts) for one in start]
    begin(world)
    world.load(*everyone)
    relink(world.warehouse)
    before = world.linked()

    begin(world)
    world.load(*(replace(e, person=f"{e.person} by another secret") for e in everyone))
    relink(world.warehouse)
    assert world.linked() == before


@FEW_WORLDS
@given(starts=of_each_town(st.tuples(WORLDS, WORLDS)))
def test_strangers_change_nothing(world: World, starts: list[tuple[list[Episode], list[Episode]]]) -> None:
    begin(world)
    world.load(*(moved(one, town) for town, (start, _) in enumerate(starts) for one in start))
    relink(world.warehouse)
    before = world.linked()

    strangers = [moved(one, town) for town, (_, others) in enumerate(starts) for one in others]
    world.load(*(replace(e, id=f"s-{e.id}", person=f"stranger-{e.person}") for e in strangers))
    relink(world.warehouse)
    after = world.linked()
    assert {place: after[place] for place in before} == before


def moved(episode: Episode, town: int) -> Episode:
    """The same in a town of its own: its people and agencies are no other town's, the areas are."""
    return replace(episode, agency=f"{episode.agency}{town}", person=f"{episode.person}{town}")


def begin(world: World) -> None:
    """Nobody but bystanders: so many that a night's people are few among them."""
    if not world.current:
        world.load(*bystanders(100 * TOWNS))
    world.clear()


def expected(world: World) -> dict[str, int | str]:
    """What the oracle says of every town, apart from the others, and of those who only stand by."""
    towns: dict[str, dict[Place, Episode]] = {}
    for place, episode in world.current.items():
        towns.setdefault(place[0][1:], {})[place] = episode
    standing_by = towns.pop("")
    said = {f"{agency}/{episode_id}": 1 for agency, episode_id in standing_by}
    return said | {
        place: told for town in towns.values() for place, told in oracle.linked(town, world.seen).items()
    }


def happen(world: World, event: Event, town: int) -> None:
    """One change in a town, as a night's files bring it; nothing where no episode is at the place."""
    if isinstance(event, Episode):
        world.load(moved(event, town))
        return
    kind, (agency, episode_id), *last_seen = event
    place = f"{agency}{town}", episode_id
    if place not in world.current:
        return
    if kind == "go missing":
        world.go_missing(place, *last_seen)
    elif kind == "come back":
        world.come_back(place)
    elif kind == "hold back":
        world.hold_back(place)
    else:
        world.delete(place)
