"""A night that is killed at any point and started again ends in the same state as one that was not."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from end_to_end.killing import KILLED, Point, Stand, stand
from nights.databases import copy_of, name_of
from nights.files import REGISTER, extract, row, stays, treatment
from nights.house import House, at
from nights.snapshot import Snapshot, differences, files_of, snapshot

SESSION, ARRIVALS = "cjit.warehouse.connection:Session", "cjit.warehouse.arrivals"
BATCH, LOAD = "cjit.warehouse.batch", "cjit.warehouse.load"

PREPARE = [
    Point("cjit.warehouse.migrations:command.upgrade"),
    Point(f"{SESSION}.copy_in", naming="local_authority"),
]
RECEIVE = [
    Point("cjit.intake.archive:os.fsync"),
    Point("cjit.intake.archive:store", call=3),
    Point(f"{SESSION}.copy_in", naming="submission"),
    Point(f"{ARRIVALS}:_take_out", "before"),
    Point(f"{ARRIVALS}:_take_out", call=5),
    Point(f"{SESSION}.run", "before", call=2, naming="load/note_collected"),
]
CHECK_AND_STAGE = [
    Point(f"{BATCH}:check_rows"),
    Point(f"{SESSION}.copy_in", naming="batch_", verdict=True),
    Point(f"{BATCH}:must_agree", "before", verdict=True),
    Point("cjit.warehouse.parquet:pq.write_table"),
]
LOADS = [
    Point(f"{SESSION}.run", call=3, naming="load/add_verdict"),
    Point(f"{SESSION}.run", naming="load/replace_treatment"),
    Point(f"{SESSION}.run", naming="load/supersede"),
    Point(f"{SESSION}.copy_in", naming="touched_person"),
    Point("cjit.warehouse.parquet:remove", "before"),
    Point("cjit.warehouse.parquet:remove", call=2),
    Point(f"{BATCH}:load_submission", call=2),
]
ERASES = [
    Point(f"{SESSION}.run", naming="load/note_missing"),
    Point(f"{SESSION}.run", naming="erase/erase"),
    Point("cjit.warehouse.erasure:finish", "before"),
    Point("cjit.warehouse.parquet:leave_out"),
    Point(f"{SESSION}.run", naming="erase/done"),
]
LINK_AND_FEEDBACK = [
    Point(f"{SESSION}.run", naming="link/add_new"),
    Point("cjit.pages.files:Path.write_bytes", call=2, naming="findings.csv"),
    Point(f"{SESSION}.run", "before", naming="feedback/record"),
    Point(f"{SESSION}.run", naming="feedback/record"),
]


def _first_night(house: House) -> None:
    closed = {"SINITIAL": "L", "CLOSEDT": "06/11/2018", "CLSRSN": "201"}
    again = {"SINITIAL": "L", "CLIENTID": "C2", "ASSESSDT": "10/12/2018", "CASESTDT": "10/12/2018"}
    same = [row(number, SEX="F") for number in (4, 5)]
    episodes = [
        row(1, REFSTID="R1", SUBMID="S1"),
        row(2, **closed),
        row(3, SINITIAL="M"),
        row(6, **again),
        *same,
    ]
    house.drop("A0001", "a.csv", extract(*episodes))
    house.drop(
        "A0002", "a.csv", extract(*(row(n, AGNCY="A0002", SINITIAL="P", ETHNIC="?") for n in (1, 2, 7)))
    )
    house.drop("_structured", "a.csv", treatment(1, 2))
    house.drop("_secure", "a.csv", stays(1, 2))
    assert house.night(day=20) == {"accepted": 4}


def _second_night(house: House) -> None:
    """Changed, gone, held back, withdrawn, repeated, fatal: three files of A0001, two of A0002."""
    changed = [
        row(1, REFSTID="R2", SUBMID="S1"),
        row(2, SINITIAL="L", SEX="?"),
        row(4, SEX="F"),
        row(5, SEX="F"),
    ]
    house.drop("A0001", "a.csv", extract(*changed), minute=1)
    house.drop("A0001", "b.csv", extract(*changed[:2], row(9, CLIENTID="C4", CONSENT="")), minute=2)
    house.drop("A0001", "c.csv", extract(*changed[:2], row(9, CLIENTID="C4", CONSENT="")), minute=3)
    rows = [row(n, AGNCY="A0002", SINITIAL="P", ASSESSDT=f"0{n}/11/2018") for n in (1, 2, 3)]
    house.drop("A0002", "a.csv", extract(*rows, row(7, AGNCY="A0002", CONSENT="N")), minute=1)
    house.drop("A0002", "b.csv", extract(*rows)[:-30], minute=2)
    house.drop("_structured", "a.csv", treatment(2, 3), minute=1)
    house.drop("_structured", "b.csv", treatment(1, agency="S0002"), minute=2)
    house.drop("_structured", "c.csv", treatment(1, agency="S0002"), minute=3)
    house.drop("_secure", "a.csv", stays(1, REFREL="?"))
    (house.settings.inbox_dir / "A0002/link.csv").symlink_to("a.csv")


@dataclass(frozen=True)
class Undisturbed:
    """The house before the second night, and what that night leaves where nothing comes between."""

    house: House
    tables: Snapshot
    files: Snapshot

    def copy(self, data: Path, warehouse: Warehouse) -> House:
        """The same house elsewhere, its second night still to come."""
        shutil.copytree(self.house.settings.data_dir, data, symlinks=True)
        settings = Settings(data=data, settle_seconds=0, agencies=REGISTER)
        return House(settings, warehouse)


@pytest.fixture(scope="module")
def nights() -> Iterator[Stand]:
    with stand() as running:
        yield running


def _finish(house: House) -> tuple[Snapshot, Snapshot]:
    house.night(day=21)
    return snapshot(house.warehouse), files_of(house.settings)


@pytest.fixture(scope="module")
def undisturbed(
    server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Undisturbed]:
    root = tmp_path_factory.mktemp("undisturbed")
    with copy_of(server_url, template) as warehouse:
        house = House.of(Settings(data=root / "data", settle_seconds=0), warehouse)
        _first_night(house)
        _second_night(house)
        before = Undisturbed(house, {}, {})
        with copy_of(server_url, name_of(warehouse)) as other:
            tables, files = _finish(before.copy(root / "other", other))
        yield Undisturbed(house, tables, files)


def test_the_second_night_shows_what_a_night_can(undisturbed: Undisturbed) -> None:
    """Else a kill would find little to spoil."""
    filled = {name for name, rows in undisturbed.tables.items() if rows}
    assert filled >= {"core.absent", "core.held_back", "core.episode_link", "core.treatment", "core.stay"}
    assert filled >= {"dq.mismatch", "dq.erasure"}
    assert not filled & {"dq.pending_erasure"}
    told = "".join(undisturbed.tables["dq.verdict"])
    assert all(f'"{rule}"' in told for rule in ("F01", "F06", "F09"))
    assert len(undisturbed.tables["dq.verdict"]) == 4 + 10
    assert len(undisturbed.tables["dq.feedback"]) == 4 + 10
    assert undisturbed.files["inbox"] == []
    assert undisturbed.tables["core.touched_person"] == []


@pytest.mark.parametrize(
    "point", [*PREPARE, *RECEIVE, *CHECK_AND_STAGE, *LOADS, *ERASES, *LINK_AND_FEEDBACK], ids=str
)
def test_killed_and_started_again(
    undisturbed: Undisturbed, nights: Stand, server_url: str, tmp_path: Path, point: Point
) -> None:
    with copy_of(server_url, name_of(undisturbed.house.warehouse)) as warehouse:
        house = undisturbed.copy(tmp_path / "data", warehouse)
        assert nights.night(point, house, at(21)) == KILLED, "the point was not reached"
        house.prepared = point not in PREPARE + CHECK_AND_STAGE  # for the others nothing is left to prepare
        tables, files = _finish(house)
        assert differences(undisturbed.tables, tables) == []
        assert differences(undisturbed.files, files) == []


def test_killed_again_and_again(
    undisturbed: Undisturbed, nights: Stand, server_url: str, tmp_path: Path
) -> None:
    """A bad day: each new start is killed a little later."""
    points = [
        PREPARE[0],
        RECEIVE[1],
        RECEIVE[4],
        CHECK_AND_STAGE[0],
        LOADS[0],
        LOADS[6],
        LINK_AND_FEEDBACK[1],
    ]
    with copy_of(server_url, name_of(undisturbed.house.warehouse)) as warehouse:
        house = undisturbed.copy(tmp_path / "data", warehouse)
        died = [nights.night(point, house, at(21)) for point in points]
        assert died == [KILLED] * len(points)
        tables, files = _finish(house)
        assert differences(undisturbed.tables, tables) == []
        assert differences(undisturbed.files, files) == []


def test_a_point_that_is_never_reached_is_noticed(
    undisturbed: Undisturbed, nights: Stand, server_url: str, tmp_path: Path
) -> None:
    """The child then ends as it should, and in the same state: batches the other way round change nothing."""
    never = Point("cjit.warehouse.parquet:remove", call=99)
    with copy_of(server_url, name_of(undisturbed.house.warehouse)) as warehouse:
        house = undisturbed.copy(tmp_path / "data", warehouse)
        assert nights.night(never, house, at(21)) == 0
        assert differences(undisturbed.tables, snapshot(warehouse)) == []
        assert differences(undisturbed.files, files_of(house.settings)) == []
