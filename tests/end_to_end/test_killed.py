"""A night of fifty files that is killed at any point and started again ends as one that was not."""

from pathlib import Path

import pytest

from end_to_end.killing import KILLED, Stand
from end_to_end.points import Point
from end_to_end.undisturbed import Undisturbed
from nights.fifty import FILES, SECOND
from nights.house import at

SESSION, ARRIVALS = "cjit.warehouse.connection:Session", "cjit.warehouse.arrivals"
BATCH, PARQUET = "cjit.warehouse.batch", "cjit.warehouse.parquet"

PREPARE = [
    Point("cjit.warehouse.migrations:command.upgrade"),
]
RECEIVE = [
    Point("cjit.places:os.fsync"),
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
    Point(f"{PARQUET}:pq.write_table"),
]
LOADS = [
    Point(f"{SESSION}.run", call=3, naming="load/add_verdict"),
    Point(f"{SESSION}.run", naming="load/replace_treatment"),
    Point(f"{SESSION}.run", call=2, naming="load/note_replaced_treatment"),
    Point(f"{SESSION}.run", naming="load/note_missing"),
    Point(f"{SESSION}.run", naming="load/supersede"),
    Point(f"{PARQUET}:remove", "before"),
    Point(f"{PARQUET}:Kept.set_aside", call=2),
    Point(f"{BATCH}:load_submission", call=2),
]
ERASURE = [
    Point(f"{SESSION}.run", naming="erase/erase"),
    Point(f"{BATCH}:erasure.finish", "before"),
    Point(f"{PARQUET}:leave_out", call=2),
]
LINK_AND_FEEDBACK = [
    Point(f"{SESSION}.run", naming="link/add_new"),
    Point("cjit.matching.match:match", "before"),
    Point(f"{SESSION}.run", naming="match/take_"),
    Point(f"{SESSION}.run", naming="match/add_treatment"),
    Point("cjit.pages.files:Path.write_bytes", call=2, naming="findings.csv"),
    Point(f"{SESSION}.run", "before", naming="feedback/record"),
    Point(f"{SESSION}.run", naming="feedback/record"),
]
DECISIONS = [
    Point("nights.fifty:decide_mismatch", call=3, act="decisions"),
    Point("cjit.warehouse.decisions:load_released", act="decisions"),
    Point("cjit.warehouse.decisions:settle", "before", call=2, act="decisions"),
    Point(f"{PARQUET}:bring_back", act="decisions"),
    Point("nights.fifty:link_and_match", "before", act="decisions"),
]

POINTS = [*PREPARE, *RECEIVE, *CHECK_AND_STAGE, *LOADS, *ERASURE, *LINK_AND_FEEDBACK, *DECISIONS]


def test_the_second_night_shows_what_a_night_can(undisturbed: Undisturbed) -> None:
    """Else a kill would find little to spoil."""
    tables, files = undisturbed.states["night"]
    filled = {name for name, rows in tables.items() if rows}
    assert filled >= {
        "core.absent",
        "core.held_back",
        "core.row_in_error",
        "core.episode_link",
        "core.treatment",
        "core.stay",
    }
    assert filled >= {"core.treatment_match", "core.prison_match"}
    assert filled >= {"dq.mismatch", "dq.mismatch_closed", "dq.held", "dq.erasure", "dq.unconsented_row"}
    told = "".join(tables["dq.verdict"])
    fatal = ("F01", "F03", "F04", "F05", "F06", "F07", "F08", "F09")
    assert [rule for rule in fatal if f'"{rule}"' not in told] == []
    kinds = "".join(tables["dq.mismatch"])
    assert all(f'"{kind}"' in kinds for kind in ("M1", "M2", "M3", "M4", "M5"))
    second = [row for row in tables["dq.submission"] if f"201812{SECOND}T" in row]
    assert len(second) == FILES
    assert len(tables["dq.verdict"]) == len(tables["dq.feedback"]) == len(tables["dq.submission"])
    assert files["inbox"] == []
    assert tables["core.touched_person"] == tables["core.person_to_match"] == []
    assert tables["dq.pending_erasure"] == []
    decided, _ = undisturbed.states["decisions"]
    assert all(decided[name] for name in ("dq.mismatch_closed", "dq.file_decision", "core.kept_away"))


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_killed_and_started_again(
    undisturbed: Undisturbed, nights: Stand, tmp_path: Path, point: Point
) -> None:
    with undisturbed.copy(point.act, tmp_path / "data") as house:
        house.prepared = point not in CHECK_AND_STAGE  # for the others nothing is left to prepare
        if point in PREPARE:
            house.outdate()
        assert nights.night(point, house, at(SECOND)) == KILLED, "the point was not reached"
        assert undisturbed.spoilt(point.act, house) == []


def test_killed_again_and_again(undisturbed: Undisturbed, nights: Stand, tmp_path: Path) -> None:
    """A bad day: each new start is killed a little later."""
    points = [
        PREPARE[0],
        RECEIVE[1],
        RECEIVE[4],
        CHECK_AND_STAGE[0],
        LOADS[0],
        LOADS[-1],
        ERASURE[2],
        LINK_AND_FEEDBACK[1],
    ]
    with undisturbed.copy("night", tmp_path / "data") as house:
        house.outdate()
        died = [nights.night(point, house, at(SECOND)) for point in points]
        assert died == [KILLED] * len(points)
        assert undisturbed.spoilt("night", house) == []


def test_a_point_that_is_never_reached_is_noticed(
    undisturbed: Undisturbed, nights: Stand, tmp_path: Path
) -> None:
    """The child then ends as it should, and in the same state: batches the other way round change nothing."""
    never = Point(f"{PARQUET}:remove", call=99)
    with undisturbed.copy("night", tmp_path / "data") as house:
        house.prepared = True
        assert nights.night(never, house, at(SECOND)) == 0
        assert undisturbed.differences("night", house) == []
