"""A freeze is there once for the same inputs; a change in any of them makes a restatement."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest

from cjit.report import freeze as freezing
from cjit.report.files import write_area_files
from cjit.report.freeze import freeze
from cjit.warehouse.connection import Warehouse
from report.world import Agency, Episode, File, Partnership, World, moment, small

NOW = moment(date(2018, 12, 20))
LATER = moment(date(2019, 1, 10))


def busy() -> World:
    world = small()
    world.episodes = [
        Episode("A0001", "1", "ann", "A03B", date(2018, 11, 5)),
        Episode("A0002", "1", "bob", "A04B", date(2018, 6, 5), caseload=date(2018, 6, 6)),
    ]
    return world


def freezes(warehouse: Warehouse) -> list[tuple[str, str | None]]:
    with psycopg.connect(warehouse.url) as connection:
        return connection.execute("select freeze_id, restates from out.freeze order by frozen_at").fetchall()


def figures(warehouse: Warehouse) -> list[tuple[object, ...]]:
    with psycopg.connect(warehouse.url) as connection:
        return connection.execute("select * from out.ccjr order by 1, 2, 3, 4, 5, 6, 7, 8").fetchall()


def test_twice_is_once(warehouse: Warehouse) -> None:
    busy().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    before = figures(warehouse)
    assert freeze(warehouse, "2018-11", LATER) == first
    assert freezes(warehouse) == [(first, None)]
    assert figures(warehouse) == before
    assert before


def test_two_warehouses_with_the_same_content_name_their_freezes_alike(warehouse: Warehouse) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:
        connection.execute("truncate report.freeze cascade")
    World(*(list(reversed(part)) for part in vars(world).values())).store(warehouse)
    assert freeze(warehouse, "2018-11", NOW) == first
    assert first.startswith("2018-11-")


def late_file(world: World) -> None:
    world.files.append(File("A0001", moment(date(2018, 12, 19))))


def correction(world: World) -> None:
    world.episodes[0].prompt = "9"


def deletion(world: World) -> None:
    del world.episodes[0]


def relink(world: World) -> None:
    world.episodes[0].duplicate_of = "2"


def another_place_for_a_partnership(world: World) -> None:
    world.partnerships[0] = replace(world.partnerships[0], force="Durham")


def an_agency_in_the_register(world: World) -> None:
    world.agencies.append(Agency("A0009", "A03B"))


@pytest.mark.parametrize(
    "change",
    [
        late_file,
        correction,
        deletion,
        relink,
        another_place_for_a_partnership,
        an_agency_in_the_register,
    ],
)
def test_a_change_in_what_feeds_the_month_restates_it(
    warehouse: Warehouse, change: Callable[[World], None]
) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    change(world)
    world.store(warehouse)
    second = freeze(warehouse, "2018-11", LATER)
    assert freezes(warehouse) == [(first, None), (second, first)]


def episode_of_another_time(world: World) -> None:
    world.episodes.append(Episode("A0001", "2", "cat", "A03B", date(2018, 12, 1)))
    world.episodes.append(Episode("A0001", "3", "cat", "A03B", date(2017, 11, 30)))


def child(world: World) -> None:
    world.episodes.append(Episode("A0001", "2", "cat", "A03B", date(2018, 11, 1), age=17))


def future_partnership(world: World) -> None:
    world.partnerships.append(Partnership("A99B", "North East", "Durham", valid_from=date(2019, 4, 1)))


def held_file(world: World) -> None:
    world.files.append(File("A0001", moment(date(2018, 12, 19)), status="held"))


def treatment_provider(world: World) -> None:
    world.agencies.append(Agency("T0001", "A03B", kind="structured"))
    world.files.append(File("T0001", moment(date(2018, 12, 5)), feed="structured"))


@pytest.mark.parametrize(
    "change", [episode_of_another_time, child, future_partnership, held_file, treatment_provider]
)
def test_a_change_in_what_does_not_feed_the_month_leaves_it(
    warehouse: Warehouse, change: Callable[[World], None]
) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    change(world)
    world.store(warehouse)
    assert freeze(warehouse, "2018-11", LATER) == first


def test_another_program_restates(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    busy().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    monkeypatch.setattr(freezing, "code_version", lambda: "9.9.9")
    assert freeze(warehouse, "2018-11", LATER) != first
    assert freezes(warehouse)[1][1] == first


def test_going_back_to_an_earlier_state_is_a_third_freeze(warehouse: Warehouse) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    correction(world)
    world.store(warehouse)
    second = freeze(warehouse, "2018-11", LATER)
    busy().store(warehouse)
    third = freeze(warehouse, "2018-11", moment(date(2019, 2, 1)))
    assert freezes(warehouse) == [(first, None), (second, first), (third, second)]
    assert len({first, second, third}) == 3


def test_a_restatement_keeps_the_published_figures(warehouse: Warehouse) -> None:
    world = busy()
    world.store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    published = figures(warehouse)
    deletion(world)
    world.store(warehouse)
    freeze(warehouse, "2018-11", LATER)
    assert [row for row in figures(warehouse) if row[0] == first] == published


def test_each_month_has_freezes_of_its_own(warehouse: Warehouse) -> None:
    busy().store(warehouse)
    ids = [freeze(warehouse, period, NOW) for period in ("2018-10", "2018-11")]
    assert freezes(warehouse) == [(ids[0], None), (ids[1], None)]


def test_the_last_accepted_files_are_pinned_and_the_carried_forward_are_named(warehouse: Warehouse) -> None:
    world = small()
    world.files = [
        File("A0001", moment(date(2018, 11, 3))),
        File("A0001", moment(date(2018, 12, 3)), arrival_no=1),
        File("A0001", moment(date(2018, 12, 3)), arrival_no=2),
        File("A0002", moment(date(2018, 11, 30), 23)),
        File("A0002", moment(date(2018, 12, 10)), status="held"),
        File("K0001", moment(date(2018, 12, 14), 23)),
        File("K0001", moment(date(2018, 12, 15), 0)),
    ]
    world.store(warehouse)
    freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:
        pinned = connection.execute(
            "select submission_id, carried_forward from report.freeze_submission order by agency_code"
        ).fetchall()
    assert pinned == [(world.files[2].id, False), (world.files[3].id, True), (world.files[6].id, False)]


def with_other_senders() -> World:
    """Treatment services and a prison beside the agencies; one of them has the code of an agency."""
    world = busy()
    world.agencies.append(Agency("T0001", "A03B", kind="structured"))
    world.files += [
        File("T0001", moment(date(2018, 11, 5)), feed="structured"),
        File("T0001", moment(date(2018, 12, 6)), feed="structured"),
        File("T0001", moment(date(2018, 12, 7)), feed="structured", status="held"),
        File("A0001", moment(date(2018, 12, 6)), feed="structured"),
        File("DMI", moment(date(2018, 10, 6)), feed="secure"),
    ]
    return world


def test_the_last_accepted_files_of_every_feed_are_recorded(warehouse: Warehouse) -> None:
    with_other_senders().store(warehouse)
    freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:
        recorded = connection.execute(
            "select feed, agency_code, submission_id, carried_forward from out.freeze_submission"
        ).fetchall()
    own = {("cjit", code, f"{code}-20181205T0200-1", False) for code in ("A0001", "A0002", "K0001")}
    assert set(recorded) == own | {
        ("structured", "T0001", "T0001-20181206T0200-1", False),
        ("structured", "A0001", "A0001-20181206T0200-1", False),
        ("secure", "DMI", "DMI-20181006T0200-1", True),
    }


def test_files_of_other_senders_are_on_no_page(warehouse: Warehouse, tmp_path: Path) -> None:
    """Only what matching found in them is: the page names the agencies that were asked for a file."""
    with_other_senders().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    before = figures(warehouse)
    busy().store(warehouse)  # without them
    assert freeze(warehouse, "2018-11", LATER) == first
    assert figures(warehouse) == before
    with_other_senders().store(warehouse)
    write_area_files(warehouse, first, tmp_path / "with", [("england", "england")])
    with psycopg.connect(warehouse.url) as connection:
        connection.execute(
            "delete from report.freeze_submission where submission_id in"
            " (select s.submission_id from out.submission as s where s.feed <> 'cjit')"
        )
    write_area_files(warehouse, first, tmp_path / "without", [("england", "england")])
    pages = [(tmp_path / each / "england/england/report.html").read_bytes() for each in ("with", "without")]
    assert pages[0] == pages[1]


def test_two_runs_at_once_make_one_freeze(warehouse: Warehouse) -> None:
    busy().store(warehouse)
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: freeze(warehouse, "2018-11", NOW), range(4)))
    assert freezes(warehouse) == [(ids[0], None)]
    assert set(ids) == {ids[0]}


def test_a_freeze_is_whole_or_not_there(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    busy().store(warehouse)
    monkeypatch.setattr(freezing.measures, "FAMILIES", ("assessed", "not_there"))
    with pytest.raises(FileNotFoundError):
        freeze(warehouse, "2018-11", NOW)
    assert freezes(warehouse) == []
    assert figures(warehouse) == []


def test_the_code_version_follows_the_files_that_make_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sql" / "report").mkdir(parents=True)
    (query := tmp_path / "sql" / "report" / "exits.sql").write_bytes(b"select 1\n")
    monkeypatch.setattr(freezing, "PROJECT", tmp_path)
    unix = freezing.code_version.__wrapped__()
    query.write_bytes(b"select 1\r\n")
    assert freezing.code_version.__wrapped__() == unix
    query.write_bytes(b"select 2\n")
    assert freezing.code_version.__wrapped__() != unix


def test_the_range_of_people_is_that_of_the_freeze(warehouse: Warehouse, tmp_path: Path) -> None:
    busy().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:
        columns = (
            "level, area_code, clients, clients_low, clients_high, keys_of_two, people_split,"
            " expected_by_chance"
        )
        now = f"select {columns} from out.linkage_quality order by 1, 2"  # noqa: S608 - our own words
        then = now.replace("out.linkage_quality", "report.freeze_linkage")
        said = connection.execute(now).fetchall()
        assert connection.execute(then).fetchall() == said
        assert ("england", "england", 2, 2, 2, 0, 0) in [line[:7] for line in said]
        connection.execute("delete from core.episode where agency_code = 'A0002'")
    with psycopg.connect(warehouse.url) as connection:
        assert connection.execute(now).fetchall() != said
    write_area_files(warehouse, first, tmp_path, [("england", "england")])
    page = (tmp_path / "england" / "england" / "report.html").read_text(encoding="utf-8")
    assert "the number of people is likely to be 2." in page
    assert "expected here by chance" in page


def test_a_freeze_of_before_the_risks_were_kept_has_the_page_of_then(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    busy().store(warehouse)
    first = freeze(warehouse, "2018-11", NOW)
    with psycopg.connect(warehouse.url) as connection:
        connection.execute(
            "update report.freeze_linkage"
            " set keys_of_two = null, people_split = null, expected_by_chance = null"
        )
    write_area_files(warehouse, first, tmp_path, [("england", "england")])
    page = (tmp_path / "england" / "england" / "report.html").read_text(encoding="utf-8")
    assert (
        "These keys find 2 people in this area. Allowing for people who share a key and for people whom a "
        "mistyped key splits, it is likely to be between 2 and 2." in page
    )
    assert "expected here by chance" not in page
