"""A restatement says which cells moved and by whom: the parts of a cell sum to its difference."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from cjit.report import freeze as freezing
from cjit.report.freeze import freeze
from cjit.warehouse.connection import Warehouse
from report.ledger import Part, cells_of, changes_of, moved, parts_of, sums_of
from report.random_world import random_world, shaken
from report.things import Found, Mismatch, Referral, Stay
from report.world import Episode, File, World, moment, small

NOV = date(2018, 11, 5)
NOW, LATER = moment(date(2019, 1, 20)), moment(date(2019, 2, 20))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("days", [0, 100])
def test_the_parts_of_every_cell_sum_to_its_difference(warehouse: Warehouse, seed: int, days: int) -> None:
    world = random_world(seed)
    world.store(warehouse)
    now = moment(date(2019, 5, 1))
    first = freeze(warehouse, "2019-03", now)
    shaken(world, seed).store(warehouse, keep=True)
    with psycopg.connect(warehouse.url) as connection:  # two people who were decided to be one
        connection.execute(
            "update core.episode set person_key = %s where person_key = %s",
            [Episode("", "", f"person {n}", "", NOV).person_key for n in (1, 2)],
        )
        connection.execute("truncate core.episode_link")
    second = freeze(warehouse, "2019-03", now + timedelta(days=days))
    wanted = moved(cells_of(warehouse, first), cells_of(warehouse, second))
    parts = parts_of(warehouse, second)
    assert len(wanted) > 10
    assert changes_of(warehouse, second) == wanted
    assert sums_of(parts) == wanted
    assert {p[2] for own in parts.values() for p in own} & {"unexplained", "program", "not kept"} == set()


def busy() -> World:
    """Of Ann two episodes in November, of Bob one, and an older file of each agency."""
    world = small()
    file = world.files[0].id
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", NOV, submission=file),
        Episode("A0002", "1", "ann", "A04B", NOV + timedelta(days=9), submission=world.files[1].id),
        Episode("A0001", "2", "bob", "A03B", NOV, NOV, date(2018, 11, 20), "201", submission=file),
    ]
    return world


def _late(world: World) -> str:
    world.files.append(File("A0001", moment(date(2019, 2, 1))))
    return world.files[-1].id


def late_file(world: World) -> None:
    world.episodes.append(Episode("A0001", "3", "cat", "A03B", NOV, submission=_late(world)))


def correction(world: World) -> None:
    world.episodes[0] = replace(world.episodes[0], assessed=date(2017, 1, 1), submission=_late(world))


def correction_into_the_month(world: World) -> None:
    world.episodes[3] = replace(world.episodes[3], assessed=NOV, submission=_late(world))


def deletion(world: World) -> None:
    del world.episodes[0]


def duplicate(world: World) -> None:
    world.episodes[0] = replace(world.episodes[0], duplicate_of="2")


def no_duplicate(world: World) -> None:
    world.episodes[4] = replace(world.episodes[4], duplicate_of=None)


@pytest.mark.parametrize(
    ("change", "assessed", "england"),
    [
        (late_file, ("A0001", "3", "late file", 1, 0), True),
        (correction, ("A0001", "1", "correction", -1, 0), False),
        (correction_into_the_month, ("A0001", "4", "correction", 1, 0), True),
        (deletion, ("A0001", "1", "deletion", -1, 0), False),
        (duplicate, ("A0001", "1", "re-link", -1, 0), False),
        (no_duplicate, ("A0001", "5", "re-link", 1, 0), True),
    ],
)
def test_a_cell_names_the_episode_that_moved_it_and_why(
    warehouse: Warehouse, change: Callable[[World], None], assessed: Part, england: bool
) -> None:
    world = busy()
    file = world.files[0].id
    world.episodes.append(Episode("A0001", "4", "eve", "A03B", date(2016, 1, 1), submission=file))
    world.episodes.append(Episode("A0001", "5", "fay", "A03B", NOV, duplicate_of="9", submission=file))
    world.store(warehouse)
    freeze(warehouse, "2018-11", NOW)
    change(world)
    world.store(warehouse, keep=True)
    parts = parts_of(warehouse, freeze(warehouse, "2018-11", NOW))
    assert parts["month", "partnership", "A03B", "assessed", ""] == {assessed}
    # In England Ann is counted still, by her other episode, which comes in for the one that left.
    also = set() if england else {("A0002", "1", assessed[2], 1, 0)}
    assert parts["month", "england", "england", "assessed", ""] == {assessed} | also


def test_what_matching_found_lists_and_time_are_causes_too(warehouse: Warehouse) -> None:
    world = busy()
    referred = Referral("r", NOV, Found(30))
    world.episodes[0] = replace(world.episodes[0], referrals=(referred,))
    world.stays = [Stay("DMI", "7", date(2018, 11, 2), "A03B")]
    world.store(warehouse)
    freeze(warehouse, "2018-11", moment(date(2018, 12, 20)))
    world.episodes[2] = replace(world.episodes[2], after_exit=Found(3))
    world.stays = [replace(world.stays[0], to=("A0001", "1"))]
    world.partnerships = [replace(p, force="Durham") if p.dat == "A04B" else p for p in world.partnerships]
    world.store(warehouse, keep=True)
    parts = parts_of(warehouse, freeze(warehouse, "2018-11", LATER))
    assert parts["month", "partnership", "A03B", "referred_started_84", ""] == {("A0001", "1", "time", 1, 1)}
    assert parts["month", "partnership", "A03B", "exits_started_21", ""] == {("A0001", "2", "re-link", 1, 0)}
    assert parts["month", "partnership", "A03B", "prison_pickup_21", ""] == {("DMI", "7", "re-link", 1, 0)}
    assert parts["month", "force", "Durham", "assessed", ""] == {("A0002", "1", "reference change", 1, 0)}


def test_agencies_move_what_goes_by_them(warehouse: Warehouse) -> None:
    world = busy()
    world.mismatches = [Mismatch("A0002", "8", world.files[1].id)]
    world.store(warehouse)
    freeze(warehouse, "2018-11", NOW)
    world.files.append(File("A0001", moment(date(2019, 2, 1)), submitted=30, loaded=20, warned=5))
    world.mismatches = [replace(world.mismatches[0], closed="kept")]
    world.store(warehouse, keep=True)
    parts = parts_of(warehouse, freeze(warehouse, "2018-11", LATER))
    assert parts["month", "partnership", "A03B", "load_pct", ""] == {("A0001", None, "late file", 10, 20)}
    assert parts["month", "partnership", "A04B", "open_mismatches", ""] == {
        ("A0002", None, "decision", -1, 0)
    }


@pytest.mark.parametrize(("begins", "parts"), [(True, (0, 1)), (False, (0, -1))])
def test_an_agency_that_never_sent_is_moved_by_the_register_alone(
    warehouse: Warehouse, begins: bool, parts: tuple[int, int]
) -> None:
    world = busy()
    silent = replace(world.agencies[0], code="A0099")
    world.agencies = [*world.agencies, *([] if begins else [silent])]
    world.store(warehouse)
    freeze(warehouse, "2018-11", NOW)
    world.agencies = [agency for agency in world.agencies if agency != silent] + ([silent] if begins else [])
    world.store(warehouse, keep=True)
    found = parts_of(warehouse, freeze(warehouse, "2018-11", LATER))
    assert found["month", "england", "england", "submitted", ""] == {
        ("A0099", None, "reference change", *parts)
    }


def test_another_program_is_named_where_no_episode_explains(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:  # as an earlier program would have counted
        connection.execute(
            "update report.ccjr set numerator = numerator + 5, value = value + 5 where freeze_id = %s "
            "and measure = 'assessed' and level = 'england' and period_kind = 'month'",
            [first],
        )
    monkeypatch.setattr(freezing, "code_version", lambda: "9.9.9")
    second = freeze(warehouse, "2018-11", NOW)
    cell = ("month", "england", "england", "assessed", "")
    assert changes_of(warehouse, second) == {cell: (-5, 0)}
    assert parts_of(warehouse, second) == {cell: {(None, None, "program", -5, 0)}}


def test_only_the_latest_freeze_of_a_month_keeps_what_was_counted(warehouse: Warehouse) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    deletion(world)
    world.store(warehouse, keep=True)
    second = freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:
        kept = connection.execute("select distinct freeze_id from report.counted").fetchall()
        named = connection.execute("select distinct freeze_id from report.pinned_place order by 1").fetchall()
    assert kept == [(second,)]
    assert named == sorted([(first,), (second,)])
