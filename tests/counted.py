"""Which tests count for coverage: those that say themselves what comes out of what goes in.

To be watched makes Python slower by half, an oracle and an Airflow as much as the library. A test that holds
random input against an oracle, goes through whole nights, or reads again what a report wrote, runs many lines
and says of few what they do. Of the lines that are covered, all these together have one in a hundred alone.
"""

import pytest

NOT_COUNTED = (
    "tests/access/",
    "tests/dags/",
    "tests/disclosure/test_carry.py",
    "tests/disclosure/test_country.py",
    "tests/disclosure/test_year.py",
    "tests/end_to_end/",
    "tests/fuzz/",
    "tests/habits/",
    "tests/in_airflow/",
    "tests/intake/test_hostile_input.py",
    "tests/intake/test_many_files.py",
    "tests/linkage/test_link_against_oracle.py",
    "tests/linkage/test_spark.py",
    "tests/matching/test_match_against_oracle.py",
    "tests/pages/",
    "tests/places/test_nights_in_a_store.py",
    "tests/property/",
    "tests/quality/test_rules_against_oracle.py",
    "tests/report/test_changes.py",
    "tests/report/test_files_agree.py",
    "tests/report/test_measures_against_oracle.py",
    "tests/report/test_page_changes.py",
    "tests/report/test_pages_freezes.py",
    "tests/retention/",
    "tests/warehouse/test_atomic.py",
)


def leave_out(items: list[pytest.Item]) -> None:
    """Have coverage look away while these run."""
    for item in items:
        if item.nodeid.startswith(NOT_COUNTED):
            item.add_marker("no_cover")
