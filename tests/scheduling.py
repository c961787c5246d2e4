"""Which tests run together, and which begin first, where several workers share them (`--dist loadscope`)."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ONE_AIRFLOW = ("tests/dags/", "tests/in_airflow/")
"""Folders whose modules share an Airflow, which takes long to make: one worker runs all of them."""

LONGEST = (
    "tests/in_airflow/",
    "tests/end_to_end/test_object_store.py",
    "tests/end_to_end/test_database.py",
    "tests/end_to_end/test_at_once.py",
    "tests/dags/",
    "tests/fuzz/",
    "tests/intake/test_many_files.py",
    "tests/web/test_closed.py",
    "tests/quality/test_verdict.py",
    "tests/property/test_mismatches_against_model.py",
    "tests/quality/test_rules_against_oracle.py",
    "tests/warehouse/test_held.py",
    "tests/warehouse/test_mismatches.py",
    "tests/warehouse/test_load_versions.py",
    "tests/property/test_order_and_repetition.py",
    "tests/linkage/test_spark.py",
    "tests/end_to_end/test_killed.py",
    "tests/warehouse/test_atomic.py",
    "tests/report/test_files_agree.py",
    "tests/quality/test_dry_run.py",
    "tests/quality/test_corpus.py",
    "tests/end_to_end/test_example_night.py",
    "tests/end_to_end/test_fatal_files.py",
    "tests/warehouse/test_erasure.py",
)
"""What takes longest, in that order: begun last, it would keep one worker busy when the others are done.

A matter of time alone: what is missing here runs all the same, after these.
"""


class ByModuleOrFolder(LoadScopeScheduling):
    """A module's tests stay together, as do those of a folder that shares something dearer."""

    def _split_scope(self, nodeid: str) -> str:
        shared = [folder for folder in ONE_AIRFLOW if nodeid.startswith(folder)]
        return shared[0] if shared else super()._split_scope(nodeid)


def scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """The scheduler of a session of several workers."""
    if config.getoption("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False  # by the number of tests, the few long ones would come last
    return ByModuleOrFolder(config, log)


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests of LONGEST before all others, which stay in their order."""
    places = {start: place for place, start in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        return next((n for start, n in places.items() if item.nodeid.startswith(start)), len(places))

    items.sort(key=place)
