"""Two runs of the same night at the same time, in two processes: both end well, in the state of one."""

from pathlib import Path

import pytest

from end_to_end.killing import Stand
from end_to_end.points import Point
from end_to_end.undisturbed import Undisturbed
from nights.fifty import SECOND
from nights.house import at

PAUSE = 0.7  # seconds
NEVER = Point("cjit.warehouse.parquet:remove", call=99)
SESSION = "cjit.warehouse.connection:Session"
PAUSES = [
    Point("cjit.warehouse.arrivals:_take_out", "before", pause=PAUSE),
    Point("cjit.warehouse.parquet:pq.write_table", pause=PAUSE, call=9),
    Point(f"{SESSION}.run", pause=PAUSE, naming="load/note_missing"),
    Point("cjit.warehouse.parquet:leave_out", "before", pause=PAUSE),
    Point("cjit.pages.files:Path.write_bytes", "before", pause=PAUSE, naming="findings.csv"),
]


@pytest.mark.parametrize("point", PAUSES, ids=str)
def test_one_overtakes_the_other_as_far_as_it_may(
    undisturbed: Undisturbed, nights: Stand, tmp_path: Path, point: Point
) -> None:
    with undisturbed.copy("night", tmp_path / "data") as house:
        assert nights.at_once([point, NEVER], house, at(SECOND)) == [0, 0]
        assert undisturbed.differences("night", house) == []


def test_both_stage_their_rows_for_great_expectations(
    undisturbed: Undisturbed, nights: Stand, tmp_path: Path
) -> None:
    """The second prepares the warehouse while the first has rows staged there."""
    staged = Point("cjit.warehouse.batch:must_agree", "before", pause=PAUSE, verdict=True)
    with undisturbed.copy("night", tmp_path / "data") as house:
        assert nights.at_once([staged, staged], house, at(SECOND)) == [0, 0]
        assert undisturbed.differences("night", house) == []
