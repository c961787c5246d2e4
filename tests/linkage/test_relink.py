"""What a re-link takes, what it leaves alone, and what happens when it is cut short or not alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from cjit.errors import Transient
from cjit.linkage.link import relink
from cjit.matching.match import link_and_match
from cjit.warehouse.connection import Session, Warehouse
from nights.databases import somebody_waits

from .world import Episode, World, bystanders, day, key


def test_only_touched_people_are_linked_again(world: World) -> None:
    world.load(*bystanders(20), Episode("E1", 0, closed=0), Episode("E2", 50))
    relink(world.warehouse)
    _mark_a_bystander(world)
    world.change(("A", "E1"), closed=40)
    assert relink(world.warehouse) == {"people_touched": 2, "links_removed": 1, "links_added": 0}
    assert world.linked()["Z/by-3"] == 99
    assert world.linked()["A/E2"] == 1


def test_where_many_are_touched_one_pass_puts_everybody_right(world: World) -> None:
    world.load(*bystanders(20))
    relink(world.warehouse)
    _mark_a_bystander(world)
    world.load(*(Episode(f"E{n}", 0, person=f"p{n}") for n in range(30)))
    assert relink(world.warehouse) == {"people_touched": 30, "links_removed": 1, "links_added": 0}


def test_a_full_relink_says_what_it_had_to_put_right(world: World) -> None:
    world.load(*bystanders(20))
    relink(world.warehouse)
    _mark_a_bystander(world)
    assert relink(world.warehouse, full=True) == {"people_touched": 0, "links_removed": 1, "links_added": 0}
    assert relink(world.warehouse, full=True) == {"people_touched": 0, "links_removed": 0, "links_added": 0}


@pytest.mark.parametrize("others", [0, 50], ids=["most people touched", "few people touched"])
def test_an_episode_that_changes_hands_leaves_both_people_right(world: World, others: int) -> None:
    world.load(
        *bystanders(others),
        Episode("E1", 0, closed=0),
        Episode("E2", 50),
        Episode("E3", 90, person="q", closed=90),
        Episode("E4", 91),
    )
    relink(world.warehouse)
    world.change(("A", "E2"), person="q")
    relink(world.warehouse)
    said = world.linked()
    assert {e: said[f"A/{e}"] for e in ("E1", "E2", "E3", "E4")} == {"E1": 1, "E2": 1, "E3": 1, "E4": 2}


def test_an_earlier_journey_moves_the_numbers_of_the_later_ones(world: World) -> None:
    world.load(*bystanders(20), Episode("E2", 50, closed=50), Episode("E3", 90))
    relink(world.warehouse)
    world.load(Episode("E1", 0, closed=0))
    relink(world.warehouse)
    assert [world.linked()[f"A/{e}"] for e in ("E1", "E2", "E3")] == [1, 2, 3]


def test_another_survivor_takes_over_all_its_duplicates(world: World) -> None:
    world.load(*bystanders(20), Episode("E1", 0), Episode("E2", 0), Episode("E3", 0))
    relink(world.warehouse)
    world.change(("A", "E2"), closed=5)
    relink(world.warehouse)
    assert [world.linked()[f"A/{e}"] for e in ("E1", "E2", "E3")] == ["A/E2", 1, "A/E2"]


def test_an_episode_that_is_deleted_links_no_more(world: World) -> None:
    world.load(
        *bystanders(20),
        Episode("E1", 0, closed=0),
        Episode("E2", 15, closed=15),
        Episode("E3", 30),
    )
    relink(world.warehouse)
    assert world.linked()["A/E3"] == 1
    world.delete(("A", "E2"))
    relink(world.warehouse)
    assert world.linked()["A/E3"] == 2
    assert "A/E2" not in world.linked()


def test_nothing_waits_after_a_relink_and_nothing_is_done_twice(world: World) -> None:
    world.load(Episode("E1", 0, closed=0), Episode("E2", 50))
    assert relink(world.warehouse) == {"people_touched": 2, "links_removed": 0, "links_added": 1}
    assert world.touched() == set()
    assert relink(world.warehouse) == {"people_touched": 0, "links_removed": 0, "links_added": 0}


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("step", ["link/work_out", "link/remove_stale", "link/add_new"])
def test_an_interrupted_relink_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, full: bool, step: str
) -> None:
    world.load(*bystanders(20), Episode("E1", 0, closed=0), Episode("E2", 50))
    relink(world.warehouse)
    world.change(("A", "E1"), closed=40)
    before = world.linked()

    with monkeypatch.context() as night:
        night.setattr(Session, "run", _failing_at(step))
        with pytest.raises(Transient):
            relink(world.warehouse, full=full)
    assert world.touched() == {"p"}
    assert world.linked() == before

    relink(world.warehouse, full=full)
    assert world.touched() == set()
    assert world.linked() == before | {"A/E2": 1}


def test_relinks_wait_for_each_other(world: World) -> None:
    world.load(Episode("E1", 0, closed=0), Episode("E2", 50))
    with psycopg.connect(world.warehouse.url) as first:
        first.execute("select pg_advisory_xact_lock(5021968)")
        with _running(lambda: relink(world.warehouse)) as second:
            assert somebody_waits(world.warehouse)
            assert world.linked()["A/E2"] == 1
            first.rollback()
            second.join()
    assert world.linked()["A/E2"] == 2


def test_a_full_relink_waits_for_a_load_and_sees_its_episodes(world: World) -> None:
    """Otherwise it would empty the queue of people whose episodes it had not seen."""
    world.load(Episode("E1", 0, closed=0), Episode("E2", 50))
    relink(world.warehouse)
    with psycopg.connect(world.warehouse.url) as load:
        load.execute("update core.episode set closed_on = %s where episode_id = 'E1'", [day(40)])
        load.execute("insert into core.touched_person values (%s, 'S')", [key("p")])
        with _running(lambda: relink(world.warehouse, full=True)) as night:
            assert somebody_waits(world.warehouse)
            load.commit()
            night.join()
    assert world.touched() == set()
    assert world.linked() == {"A/E1": 1, "A/E2": 1}


def test_a_vacuum_at_work_keeps_nobody_waiting(world: World) -> None:
    """Its lock goes with all that a night does, but for making an index that is missing."""
    world.load(*bystanders(20), Episode("E1", 0, closed=0), Episode("E2", 50))
    link_and_match(world.warehouse)
    world.change(("A", "E1"), closed=40)
    impatient = Warehouse(make_conninfo(world.warehouse.url, options="-c lock_timeout=1s"))
    with psycopg.connect(world.warehouse.url) as vacuum:
        vacuum.execute("lock table core.episode, core.referral in share update exclusive mode")
        assert link_and_match(impatient)["people_touched"] == 2


def _mark_a_bystander(world: World) -> None:
    """A journey that nobody has: only who looks at that person again takes it away."""
    with psycopg.connect(world.warehouse.url) as connection:
        connection.execute(
            "insert into core.episode_link values ('Z', 'by-3', %s, 99, null)", [key("bystander-3")]
        )


def _failing_at(step: str) -> Callable[..., int]:
    run = Session.run

    def run_until(session: Session, name: str, *params: object, **identifiers: str) -> int:
        if name == step:
            raise Transient("the connection is gone")
        return run(session, name, *params, **identifiers)  # type: ignore[arg-type]

    return run_until


@contextmanager
def _running(work: Callable[[], object]) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=work)
    thread.start()
    yield thread
    thread.join()
