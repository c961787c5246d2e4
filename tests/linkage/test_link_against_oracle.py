"""Random worlds and random nights: the re-link of touched people, the full one and the oracle agree."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjit.linkage.link import relink

from . import oracle
from .world import Episode, Place, World, bystanders

FEW_WORLDS = settings(
    max_examples=30,
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


@pytest.mark.parametrize("full", [False, True], ids=["touched people", "everybody"])
@settings(FEW_WORLDS, max_examples=100)
@given(start=WORLDS, nights=NIGHTS)
def test_night_after_night_agrees_with_the_oracle_and_with_a_full_relink(
    world: World, full: bool, start: list[Episode], nights: list[list[Event]]
) -> None:
    if not world.current:  # so many that a night's people are few of them
        world.load(*bystanders(100))
    world.clear()
    world.load(*start)
    relink(world.warehouse)
    assert world.linked() == oracle.linked(world.current, world.seen)
    for night in nights:
        for event in night:
            happen(world, event)
        relink(world.warehouse, full)
        assert world.linked() == oracle.linked(world.current, world.seen)
    assert relink(world.warehouse, full=True) == NOTHING_TO_DO
    assert relink(world.warehouse) == NOTHING_TO_DO


@FEW_WORLDS
@given(data=st.data(), start=WORLDS)
def test_the_order_of_arrival_changes_nothing(
    world: World, data: st.DataObject, start: list[Episode]
) -> None:
    world.clear()
    world.load(*start)
    relink(world.warehouse)
    at_once = world.linked()

    world.clear()
    for episode in data.draw(st.permutations(start)):
        world.load(episode)
        relink(world.warehouse)
    assert world.linked() == at_once


@FEW_WORLDS
@given(start=WORLDS)
def test_other_keys_of_the_same_people_change_nothing(world: World, start: list[Episode]) -> None:
    world.clear()
    world.load(*start)
    relink(world.warehouse)
    before = world.linked()

    world.clear()
    world.load(*(replace(e, person=f"{e.person} by another secret") for e in start))
    relink(world.warehouse)
    assert world.linked() == before


@FEW_WORLDS
@given(start=WORLDS, strangers=WORLDS)
def test_strangers_change_nothing(world: World, start: list[Episode], strangers: list[Episode]) -> None:
    world.clear()
    world.load(*start)
    relink(world.warehouse)
    before = world.linked()

    world.load(*(replace(e, id=f"s-{e.id}", person=f"stranger-{e.person}") for e in strangers))
    relink(world.warehouse)
    after = world.linked()
    assert {place: after[place] for place in before} == before


def happen(world: World, event: Event) -> None:
    """One change, as a night's files bring it; nothing where no episode is at the place."""
    if isinstance(event, Episode):
        world.load(event)
        return
    kind, place, *last_seen = event
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
