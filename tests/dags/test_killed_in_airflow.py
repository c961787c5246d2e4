"""`cjit nightly`, killed in one task after the other, ends as a night that was not disturbed."""

from pathlib import Path

from cjit.linkage.near_misses import find_near_misses
from cjit.local import night
from cjit.settings import Settings
from end_to_end.killing import KILLED, stand
from end_to_end.points import Point
from end_to_end.undisturbed import Undisturbed
from nights.fifty import SECOND
from nights.house import at
from nights.reports import make_report
from nights.snapshot import differences, files_of, snapshot

ELSEWHERE = {"trigger_report", "to_sign", "ask", "sign", "signed_files.areas", "signed_files.index", "notify"}
"""On one machine `cjit nightly` runs the report itself, and asks nobody to sign it.

Nor is a month due any more whose files are all there: what follows `files.index` is not run again by a night.
"""


def _end_of(task: str) -> Point:
    return Point("dags.task_ends:ended", naming=task)


def test_killed_in_each_task_and_run_again(
    undisturbed: Undisturbed, night_settings: Settings, tmp_path: Path
) -> None:
    tasks = [
        f"{dag}.{task.task_id}"
        for dag in ("nightly_load", "monthly_report")
        for task in night._dag(dag).topological_sort()
        if task.task_id not in ELSEWHERE
    ]
    with (
        undisturbed.copy("night", tmp_path / "data") as house,
        undisturbed.copy("decisions", tmp_path / "calm") as calm,  # the same night is over there
        stand("dags.nightly_stand", str(night_settings.data_dir)) as nights,
    ):
        find_near_misses(calm.settings, calm.warehouse)
        make_report(calm.settings, calm.warehouse, "2018-11", at(SECOND))
        died = {task: nights.night(_end_of(task), house, at(SECOND)) for task in tasks}
        assert died == dict.fromkeys(tasks, KILLED)
        assert nights.night(_end_of("no task"), house, at(SECOND)) == 0
        assert differences(snapshot(calm.warehouse), snapshot(house.warehouse)) == []
        assert differences(files_of(calm.settings), files_of(house.settings)) == []
