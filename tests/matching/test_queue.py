"""Who is matched again, and what an interrupted, repeated or simultaneous run leaves."""

import threading
from collections.abc import Callable

import psycopg
import pytest

from cjit.errors import Transient
from cjit.matching.match import link_and_match, match
from cjit.warehouse.connection import Session, sql_text
from nights.databases import somebody_waits

from .facts import REGISTER, Episode, Person, Referral, Stay, Treatment, day
from .world import World, bystanders

OTHER = Person(first="L")
REFERRED = Episode("E1", 0, 10, "206", "E", referrals=(Referral("R", 1),))
STEPS = [
    *("take_waiting", "episodes", "transfers", "treatment", "prison"),
    *("remove_transfers", "remove_treatment", "remove_prison"),
    *("add_transfers", "add_treatment", "add_prison"),
]


@pytest.fixture
def settled(world: World) -> World:
    """Matched, with many who stand by."""
    world.load(*bystanders(60), REFERRED)
    world.treat(Treatment("T1", 5), Treatment("T2", 5, person=OTHER))
    world.stay(Stay("Y", 0))
    link_and_match(world.warehouse)
    return world


def rows(world: World) -> list[object]:
    with psycopg.connect(world.warehouse.url) as connection:
        return [
            connection.execute(f"select xmin, t.* from core.{table} as t order by t").fetchall()  # noqa: S608
            for table in ("transfer", "treatment_match", "prison_match")
        ]


def test_the_same_file_again_asks_for_nobody(settled: World) -> None:
    settled.treat(Treatment("T1", 5), Treatment("T2", 5, person=OTHER))
    settled.stay(Stay("Y", 0))
    assert settled.waiting() == 0


def test_what_matching_does_not_read_asks_for_nobody(settled: World) -> None:
    """REFLD and a TRIAGED beside a MODST."""
    settled.treat(Treatment("T1", 5, triaged=4, referred=2), Treatment("T2", 5, person=OTHER))
    assert settled.waiting() == 0


@pytest.mark.parametrize(
    ("file", "waiting"),
    [
        ([Treatment("T1", 6), Treatment("T2", 5, person=OTHER)], 1),
        ([Treatment("T1", 5, discharged=9), Treatment("T2", 5, person=OTHER)], 1),
        ([Treatment("T1", 5, dat="E"), Treatment("T2", 5, person=OTHER)], 1),
        ([Treatment("T1", 5, person=OTHER), Treatment("T2", 5, person=OTHER)], 2),
        ([Treatment("T2", 5, person=OTHER)], 1),
        ([Treatment("T1", 5), Treatment("T2", 5, person=OTHER), Treatment("T3", 5)], 1),
        ([], 2),
    ],
)
def test_whoever_a_treatment_file_changes_waits(settled: World, file: list[Treatment], waiting: int) -> None:
    settled.treat(*file)
    assert settled.waiting() == waiting


@pytest.mark.parametrize(
    "file", [[Stay("Y", 1)], [Stay("Y", 0, to="E")], [Stay("Y", 0, reason="T")], [Stay("Z", 0)], []]
)
def test_whoever_a_file_of_stays_changes_waits(settled: World, file: list[Stay]) -> None:
    settled.stay(*file)
    assert settled.waiting() == 1


def test_only_rows_that_differ_are_written(settled: World) -> None:
    before = rows(settled)
    assert match(settled.warehouse, full=True)["matches_added"] == 0
    settled.load(REFERRED)  # a new version that says the same
    assert link_and_match(settled.warehouse)["matches_added"] == 0
    assert rows(settled) == before
    settled.treat(Treatment("T1", 6), Treatment("T2", 5, person=OTHER))
    done = match(settled.warehouse)
    assert done == {"people_to_match": 1, "matches_removed": 1, "matches_added": 1}


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_run_leaves_everything_as_it_was(
    settled: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    settled.load(Episode("E2", 12, agency="B"))
    settled.treat(Treatment("T1", 6))
    settled.stay(Stay("Y", 1))
    waiting, before = settled.waiting(), rows(settled)
    for moment in ("before", "after"):
        with monkeypatch.context() as night:
            night.setattr(Session, "run", _failing_at(f"match/{step}", moment))
            with pytest.raises(Transient):
                match(settled.warehouse)
        assert (settled.waiting(), rows(settled)) == (waiting, before)
    link_and_match(settled.warehouse)
    assert settled.waiting() == 0
    assert rows(settled) != before
    assert match(settled.warehouse, full=True)["matches_added"] == 0


def test_a_killed_linkage_leaves_nobody_unmatched(settled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who leaves one queue enters the other in the same transaction, or neither."""
    settled.load(Episode("E2", 12, agency="B"))
    with monkeypatch.context() as night:
        night.setattr(Session, "run", _failing_at("link/add_new", "after"))
        with pytest.raises(Transient):
            link_and_match(settled.warehouse)
    assert settled.waiting() == 0
    link_and_match(settled.warehouse)
    assert len(settled.found()["transfer"]) == 1


def test_everybody_is_matched_where_the_register_says_something_else(settled: World) -> None:
    """Nobody was touched: that agency B lies in E makes the transfer."""
    settled.register([line for line in REGISTER if line[0] != "B"])
    settled.load(Episode("E2", 12, agency="B"))
    link_and_match(settled.warehouse)
    assert settled.found()["transfer"] == set()
    settled.register(REGISTER)
    assert match(settled.warehouse) == {"people_to_match": 0, "matches_removed": 0, "matches_added": 1}
    assert match(settled.warehouse) == {"people_to_match": 0, "matches_removed": 0, "matches_added": 0}


def test_runs_wait_for_each_other(settled: World) -> None:
    settled.treat(Treatment("T1", 6))
    with psycopg.connect(settled.warehouse.url) as first:
        first.execute(sql_text("match/one_at_a_time"))  # type: ignore[arg-type]
        second = threading.Thread(target=lambda: match(settled.warehouse))
        second.start()
        assert somebody_waits(settled.warehouse)
        assert settled.waiting() == 2
        first.rollback()
        second.join()
    assert settled.waiting() == 0


def test_a_full_run_waits_for_a_load_and_sees_its_rows(settled: World) -> None:
    """Otherwise it would empty the queue of people whose treatment it had not seen."""
    with psycopg.connect(settled.warehouse.url) as load:
        load.execute("update core.treatment set started_on = %s where episode_id = 'T1'", [day(7)])
        load.execute("insert into core.person_to_match values (%s)", [settled.key(REFERRED.person)])
        night = threading.Thread(target=lambda: match(settled.warehouse, full=True))
        night.start()
        assert somebody_waits(settled.warehouse)
        load.commit()
        night.join()
    assert settled.waiting() == 0
    assert {row[7] for row in settled.found()["treatment"] if row[3] == "referral"} == {7}


def _failing_at(step: str, moment: str) -> Callable[..., int]:
    run = Session.run

    def run_until(session: Session, name: str, *params: object, **identifiers: str) -> int:
        if name == step and moment == "before":
            raise Transient("the connection is gone")
        done = run(session, name, *params, **identifiers)  # type: ignore[arg-type]
        if name == step:
            raise Transient("the connection is gone")
        return done

    return run_until
