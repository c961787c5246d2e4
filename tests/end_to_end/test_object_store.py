"""Nights with inbox, archive and outputs in an object store leave what the same nights leave in folders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cjit.report.due import due_periods
from end_to_end.killing import KILLED, Stand, stand
from end_to_end.points import Point
from end_to_end.undisturbed import Undisturbed
from nights.databases import copy_of
from nights.example import CLOCK, unpacked
from nights.fifty import SECOND, decide
from nights.house import House, at
from nights.object_store import PLACES, Store
from nights.reports import make_report
from nights.snapshot import Snapshot, differences, files_of, snapshot

TIME = ("modified_ns",)
"""When an object came is for the store to say."""
OBJECTS, PARQUET = "cjit.objects:Objects", "cjit.warehouse.parquet"
SESSION, ARRIVALS = "cjit.warehouse.connection:Session", "cjit.warehouse.arrivals"

POINTS = [
    Point(f"{OBJECTS}.put", call=5),
    Point(f"{ARRIVALS}:_take_out", call=5),
    Point(f"{SESSION}.run", "before", call=2, naming="load/note_collected"),
    Point(f"{PARQUET}:pq.write_table"),
    Point(f"{OBJECTS}.copy_to"),
    Point(f"{PARQUET}:leave_out", call=2),
    Point("cjit.pages.files:_put_folder", "before", call=9),
    Point(f"{OBJECTS}.copy_to", act="decisions"),
]


State = tuple[Snapshot, Snapshot]


def state(house: House) -> State:
    return snapshot(house.warehouse, without=TIME), files_of(house.settings)


def unlike(one: State, other: State) -> list[str]:
    return [told for a, b in zip(one, other, strict=True) for told in differences(a, b)]


@pytest.fixture(scope="module")
def stood(object_store: Store) -> Iterator[Stand]:
    """A stand that knows where the store is."""
    with stand() as running:
        yield running


@pytest.fixture(scope="module")
def after(undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, State]:
    """What the fifty's second night and the decisions leave in folders, without a link: no store has any."""
    folder = tmp_path_factory.mktemp("folders") / "data"
    with undisturbed.copy("night", folder) as house:
        (folder / "inbox/A0002/link.csv").unlink()
        house.night(SECOND)
        night = state(house)
        decide(house)
        return {"night": night, "decisions": state(house)}


@pytest.fixture
def fifty(undisturbed: Undisturbed, object_store: Store, tmp_path: Path) -> Iterator[House]:
    """The house before that night, its files in the store."""
    with undisturbed.copy("night", tmp_path / "data") as house:
        (tmp_path / "data/inbox/A0002/link.csv").unlink()
        yield object_store.moved(house, house.warehouse)


def test_the_example_is_the_same_in_a_store(
    example: House, server_url: str, template: str, object_store: Store, tmp_path: Path
) -> None:
    """All stages, Great Expectations' verdict, the report that is due: every object equals its file."""
    with copy_of(server_url, template) as warehouse:
        house = object_store.moved(unpacked(tmp_path, warehouse), warehouse)
        on_disk = sorted(tmp_path.rglob("*"))
        house.night(verdict=True)
        make_report(house.settings, warehouse, due_periods(warehouse, CLOCK)[-1], CLOCK)
        assert unlike(state(example), state(house)) == []
        assert sorted(tmp_path.rglob("*")) == on_disk, "and nothing was written to the disk"


def test_the_fifty_are_the_same_in_a_store_and_again(fifty: House, after: dict[str, State]) -> None:
    """Held and released files, repeats, erasures; and the same night once more changes nothing."""
    fifty.night(SECOND)
    assert unlike(after["night"], state(fifty)) == []
    fifty.night(SECOND)
    assert unlike(after["night"], state(fifty)) == []
    decide(fifty)
    assert unlike(after["decisions"], state(fifty)) == []


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_killed_and_started_again(fifty: House, after: dict[str, State], stood: Stand, point: Point) -> None:
    if point.act == "decisions":
        fifty.night(SECOND)
    assert stood.night(point, fifty, at(SECOND)) == KILLED, "the point was not reached"
    if point.act == "decisions":
        decide(fifty)
    else:
        fifty.night(SECOND)
    assert unlike(after[point.act], state(fifty)) == []


@pytest.mark.parametrize("name", PLACES)
def test_one_place_in_a_store_and_the_others_in_folders(
    name: str, undisturbed: Undisturbed, object_store: Store, after: dict[str, State], tmp_path: Path
) -> None:
    with undisturbed.copy("night", tmp_path / "data") as house:
        (tmp_path / "data/inbox/A0002/link.csv").unlink()
        there = object_store.moved(house, house.warehouse).settings
        mixed = house.settings.model_copy(update={name: getattr(there, name)})
        moved = House(mixed, house.warehouse, prepared=house.prepared)
        moved.night(SECOND)
        assert unlike(after["night"], state(moved)) == []
