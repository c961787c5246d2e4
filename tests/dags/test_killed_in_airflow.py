"""`cjit nightly`, killed in one task after the other, ends as a night that was not disturbed."""

from pathlib import Path

from cjit.report.run import make_report
from cjit.settings import Settings
from end_to_end.killing import KILLED, stand
from end_to_end.points import Point
from end_to_end.undisturbed import Undisturbed
from nights.fifty import SECOND
from nights.house import at
from nights.snapshot import differences, files_of, snapshot

TASKS = [
    Point("cjit.warehouse.prepare:prepare"),
    Point("cjit.warehouse.arrivals:receive"),
    Point("cjit.warehouse.batch:load_batch", call=2),
    Point("cjit.linkage.link:relink"),
    Point("cjit.warehouse.feedback:publish"),
    Point("cjit.report.due:due_periods"),
    Point("cjit.report.run:freeze", "before"),
]
"""Each task has done its work, but for that of the report, and Airflow does not know it yet."""


def test_killed_in_each_task_and_run_again(
    undisturbed: Undisturbed, night_settings: Settings, tmp_path: Path
) -> None:
    never = Point("cjit.report.run:make_report", call=99)
    with (
        undisturbed.copy("night", tmp_path / "data") as house,
        undisturbed.copy("decisions", tmp_path / "calm") as calm,  # the same night is over there
        stand("dags.nightly_stand", str(night_settings.data_dir)) as nights,
    ):
        make_report(calm.settings, calm.warehouse, "2018-11", at(SECOND))
        died = [nights.night(point, house, at(SECOND)) for point in TASKS]
        assert died == [KILLED] * len(TASKS)
        assert nights.night(never, house, at(SECOND)) == 0
        assert differences(snapshot(calm.warehouse), snapshot(house.warehouse)) == []
        assert differences(files_of(calm.settings), files_of(house.settings)) == []
