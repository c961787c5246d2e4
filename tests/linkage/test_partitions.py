"""Linking is divided by the person hash: part after part is the same as all at once (docs/decisions/0020)."""

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cjit.linkage.link import relink

from . import oracle
from .test_link_against_oracle import episodes
from .world import Episode, World, bystanders

WORLDS = st.lists(episodes(), min_size=2, max_size=12, unique_by=lambda episode: episode.place)


@settings(
    max_examples=10,
    deadline=None,
    # Every example clears its world first.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=WORLDS, parts=st.integers(2, 4))
def test_parts_of_the_people_give_the_same_as_all(world: World, start: list[Episode], parts: int) -> None:
    if not world.current:  # so many that a part is few of them
        world.load(*bystanders(100))
    world.clear()
    relink(world.warehouse)
    world.load(*start)
    with psycopg.connect(world.warehouse.url) as connection:
        connection.execute("create table waiting as table core.touched_person")
        connection.execute("delete from core.touched_person")
    for part in range(parts):
        with psycopg.connect(world.warehouse.url) as connection:
            connection.execute(
                "insert into core.touched_person select * from waiting"
                " where get_byte(person_key, 31) %% %s = %s",
                [parts, part],
            )
        relink(world.warehouse)
    with psycopg.connect(world.warehouse.url) as connection:
        connection.execute("drop table waiting")
    assert world.linked() == oracle.linked(world.current, world.seen)
    assert relink(world.warehouse, full=True)["links_added"] == 0
