"""Random worlds and random nights: matching of waiting people, of everybody, and the oracle agree."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjit.matching.match import link_and_match, match

from .facts import REGISTER, Episode, Person, Stay, Treatment
from .oracle import expected
from .random_worlds import FILES, NIGHTS, TREATMENTS, WORLDS, Event
from .world import World, bystanders

# Every example clears its world first.
CLEARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NOTHING_TO_DO = {"people_to_match": 0, "matches_removed": 0, "matches_added": 0}


@pytest.mark.parametrize("full", [False, True], ids=["who waits", "everybody"])
@settings(max_examples=100, deadline=None, suppress_health_check=CLEARED)
@given(start=WORLDS, nights=NIGHTS)
def test_night_after_night_agrees_with_the_oracle_and_with_everybody(
    world: World, full: bool, start: list[Episode], nights: list[list[Event]]
) -> None:
    begin(world)
    world.load(*start)
    link_and_match(world.warehouse)
    for night in nights:
        for event in night:
            happen(world, event)
        link_and_match(world.warehouse, full)
        assert world.found() == expected(world, REGISTER)
    assert match(world.warehouse, full=True) == NOTHING_TO_DO
    assert match(world.warehouse) == NOTHING_TO_DO


PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=CLEARED)


@PROPERTY
@given(data=st.data(), start=WORLDS, files=FILES)
def test_the_order_of_arrival_changes_nothing(
    world: World, data: st.DataObject, start: list[Event], files: list[Event]
) -> None:
    begin(world)
    for event in start + files:
        happen(world, event)
    link_and_match(world.warehouse)
    at_once = world.found()

    begin(world)
    for event in data.draw(st.permutations(start + files)):
        happen(world, event)
        link_and_match(world.warehouse)
    assert world.found() == at_once


@PROPERTY
@given(start=WORLDS, files=FILES)
def test_another_secret_of_the_hash_changes_nothing(
    world: World, start: list[Event], files: list[Event]
) -> None:
    said = []
    for world.salt in ("", "another secret"):
        begin(world)
        for event in start + files:
            happen(world, event)
        link_and_match(world.warehouse)
        said.append(world.found())
    assert said[0] == said[1]


@PROPERTY
@given(
    start=WORLDS,
    files=FILES,
    strangers=WORLDS,
    theirs=st.lists(TREATMENTS, max_size=3, unique_by=lambda t: t.id),
)
def test_strangers_change_nothing(
    world: World, start: list[Event], files: list[Event], strangers: list[Episode], theirs: list[Treatment]
) -> None:
    begin(world)
    for event in start + files:
        happen(world, event)
    link_and_match(world.warehouse)
    before = world.found()

    world.load(*(replace(one, id=f"s-{one.id}", person=_stranger(one.person)) for one in strangers))
    world.treat(*(replace(one, agency="U", person=_stranger(one.person)) for one in theirs), agency="U")
    link_and_match(world.warehouse)
    after = world.found()
    for name, rows in before.items():
        assert rows <= after[name]
        assert all(any(str(cell).startswith("s-") for cell in row) for row in after[name] - rows)


def _stranger(person: Person) -> Person:
    """Differs from everybody of these worlds in more than one item."""
    return replace(person, first=f"{person.first}'", surname=f"{person.surname}'", born=date(1950, 12, 31))


def begin(world: World) -> None:
    if not world.episodes:  # so many that a night's people are few of them
        world.load(*bystanders(100))
        link_and_match(world.warehouse)
    world.clear()


def happen(world: World, event: Event) -> None:
    """One change, as a night's files bring it; nothing where no episode is at the place."""
    if isinstance(event, Episode):
        world.load(event)
        return
    name, what = event
    if name == "delete":
        assert isinstance(what, tuple)
        world.delete(what)
    elif name in {"X", "Y"}:
        world.stay(*(one for one in what if isinstance(one, Stay)), agency=name)
    else:
        world.treat(*(one for one in what if isinstance(one, Treatment)), agency=name)
