"""Random worlds side by side in one warehouse: each is a town, and matching looks into no other.

Many of them take matching little longer than one. What they share are the DATs: their agencies, services and
prisons bear the number of the town, and so do two of the four items of its people, since one item that
differs is a near miss.
"""

from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from cjit.matching.match import link_and_match

from .facts import REGISTER, Episode, Found, Person, Place, Stay, Treatment
from .oracle import expected
from .random_worlds import Event
from .world import BYSTANDING, World, bystanders

TOWNS = 10
REGISTERED = [(f"{code}{town}", dat, since) for town in range(TOWNS) for code, dat, since in REGISTER]

T = TypeVar("T")


def of_each_town(worlds: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    """As many worlds as there are towns."""
    return st.lists(worlds, min_size=TOWNS, max_size=TOWNS)


def episode(one: Episode, town: int) -> Episode:
    """The same in that town."""
    return replace(one, agency=f"{one.agency}{town}", person=person(one.person, town))


def person(one: Person, town: int) -> Person:
    """The same in that town."""
    return replace(one, first=f"{one.first}{town}", surname=f"{one.surname}{town}")


def sent(one: Any, sender: str, town: int) -> Any:
    """A treatment or a stay, in that town."""
    return replace(one, agency=f"{sender}{town}", person=person(one.person, town))


def begin(world: World) -> None:
    """Nobody but bystanders: so many that a night's people are few among them."""
    if not world.episodes:
        world.register(REGISTERED)
        world.load(*bystanders(100 * TOWNS))
        link_and_match(world.warehouse)
    world.clear()


def happen(world: World, event: Event, town: int) -> None:
    """One change in a town, as a night's files bring it; nothing where no episode is at the place."""
    if isinstance(event, Episode):
        world.load(episode(event, town))
        return
    name, what = event
    if name == "delete":
        assert isinstance(what, tuple)
        agency, episode_id = what
        world.delete((f"{agency}{town}", episode_id))
    elif name in {"X", "Y"}:
        stays = (sent(one, name, town) for one in what if isinstance(one, Stay))
        world.stay(*stays, agency=f"{name}{town}")
    else:
        treatments = (sent(one, name, town) for one in what if isinstance(one, Treatment))
        world.treat(*treatments, agency=f"{name}{town}")


def told(world: World) -> Found:
    """What the oracle says of every town, which it is shown apart from the others."""
    episodes: dict[int, dict[Place, Episode]] = {}
    for place, one in world.episodes.items():
        if place[0] != BYSTANDING:
            episodes.setdefault(int(place[0][1:]), {})[place] = one
    said: dict[str, set[Any]] = {}
    for town in range(TOWNS):
        alone = replace(
            world,
            episodes=episodes.get(town, {}),
            treatments={code: rows for code, rows in world.treatments.items() if code[1:] == str(town)},
            stays={code: rows for code, rows in world.stays.items() if code[1:] == str(town)},
        )
        for name, rows in expected(alone, REGISTERED).items():
            said.setdefault(name, set()).update(rows)
    return said
