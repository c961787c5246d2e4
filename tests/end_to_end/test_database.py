"""The database fails in the middle of a night: it says so plainly, and the next try ends as if it had not."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from cjit.errors import Permanent, Transient
from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from end_to_end.points import Point, disturbed
from end_to_end.undisturbed import Undisturbed
from nights.databases import copy_of, name_of
from nights.fifty import SECOND
from nights.files import extract, rows
from nights.house import House
from nights.own_server import OwnServer
from nights.snapshot import differences, files_of, snapshot

SESSION = "cjit.warehouse.connection:Session"
VALIDATE = Point("great_expectations.datasource.fluent.interfaces:Batch.validate", "before", verdict=True)
CUTS = [
    Point("cjit.warehouse.migrations:command.upgrade", "before"),
    Point(f"{SESSION}.copy_in", naming="local_authority"),
    Point(f"{SESSION}.copy_in", naming="submission"),
    Point(f"{SESSION}.copy_in", naming="batch_", verdict=True),
    Point(f"{SESSION}.run", naming="load/supersede"),
    Point(f"{SESSION}.run", naming="erase/done"),
    Point(f"{SESSION}.run", naming="link/add_new"),
    Point(f"{SESSION}.run", "before", naming="feedback/record"),
]
RESTARTS = [
    Point(f"{SESSION}.run", naming="load/note_missing"),
    Point(f"{SESSION}.run", naming="feedback/record"),
]
How = Callable[[OwnServer, Warehouse], None]
TELLING = ("ref-", "1985", "C1", "E1", "TS1", "insert into", "password", "postgresql://")
"""What would tell of people, or how to get at them."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    own = OwnServer(Settings(data=tmp_path_factory.mktemp("own")))
    try:
        yield own
    finally:
        own.remove()


@pytest.fixture(scope="module")
def night(server: OwnServer, undisturbed: Undisturbed) -> Iterator[Warehouse]:
    """The warehouse before the fifty's second night, on the server of this module."""
    with server.copy(undisturbed.houses["night"].warehouse) as warehouse:
        yield warehouse


@pytest.fixture
def house(server: OwnServer, undisturbed: Undisturbed, night: Warehouse, tmp_path: Path) -> Iterator[House]:
    """The night of the fifty still to come."""
    with copy_of(server.url, name_of(night)) as warehouse:
        yield undisturbed.files_before("night", tmp_path / "data", warehouse)


@pytest.fixture
def calm(server: OwnServer, undisturbed: Undisturbed, night: Warehouse, tmp_path: Path) -> Iterator[House]:
    """Another one, to compare with."""
    with copy_of(server.url, name_of(night)) as warehouse:
        yield undisturbed.files_before("night", tmp_path / "calm", warehouse)


def _fails(house: House, point: Point, disturb: Callable[[], None]) -> None:
    """A night that fails where it is disturbed, and may well be tried again."""
    house.prepared = False
    with disturbed(point, disturb), pytest.raises(Transient) as raised:
        house.night(SECOND, verdict=point.verdict)
    _tells_of_nobody(raised.value)


def _tells_of_nobody(error: BaseException) -> None:
    assert [word for word in TELLING if word in str(error)] == []
    assert error.__suppress_context__


@pytest.mark.parametrize(
    ("points", "how"), [(CUTS, OwnServer.cut), (RESTARTS, OwnServer.restart)], ids=["cut", "restarted"]
)
def test_it_fails_again_and_again(
    server: OwnServer, undisturbed: Undisturbed, house: House, points: list[Point], how: How
) -> None:
    """Each try comes a little further, is told what happened, and leaves nothing half done."""
    house.outdate()
    for point in points:
        _fails(house, point, lambda: how(server, house.warehouse))
    assert undisturbed.spoilt("night", house) == []


def test_great_expectations_connects_again_or_is_tried_again(
    server: OwnServer, undisturbed: Undisturbed, house: House
) -> None:
    """What it makes of a lost connection is its own affair: it never passes for a verdict."""
    house.prepared = False
    with disturbed(VALIDATE, lambda: server.restart(house.warehouse)), suppress(Transient):
        house.night(SECOND, verdict=True)
    assert undisturbed.spoilt("night", house) == []


@pytest.mark.parametrize("verdict", [False, True], ids=["for what is loaded", "for what is staged"])
def test_the_disk_is_full(server: OwnServer, house: House, calm: House, verdict: bool) -> None:
    """One file is larger than there is room for: nothing of it is loaded, until there is room again."""
    large = extract(*rows(6000, "L0001"))
    house.drop("L0001", "large.csv", large, minute=5)
    with server.quota(room=64 << 10), pytest.raises((Transient, Permanent), match="File too large") as raised:
        house.night(SECOND, verdict=verdict)
    _tells_of_nobody(raised.value)
    assert house.column(
        "select count(*) from dq.submission as s"
        " left join core.episode as e on s.submission_id = e.submission_id"
        " left join dq.verdict as v on s.submission_id = v.submission_id"
        " where s.file_name = 'large.csv' and coalesce(e.submission_id, v.submission_id) is null"
    ) == [1]
    calm.drop("L0001", "large.csv", large, minute=5)
    for each in (calm, house):
        each.night(SECOND)
    assert differences(snapshot(calm.warehouse), snapshot(house.warehouse)) == []
    assert differences(files_of(calm.settings), files_of(house.settings)) == []
