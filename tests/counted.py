"""Which tests count for coverage: those that say themselves what comes out of what goes in.

To be watched makes Python slower by half, an oracle and an Airflow as much as the library. A test that holds
random input against an oracle, or goes through whole nights, runs many lines and says of few what they do.
"""

import pytest

NOT_COUNTED = (
    "tests/dags/",
    "tests/disclosure/test_country.py",
    "tests/disclosure/test_year.py",
    "tests/end_to_end/",
    "tests/fuzz/",
    "tests/habits/",
    "tests/in_airflow/",
    "tests/intake/test_many_files.py",
    "tests/linkage/test_link_against_oracle.py",
    "tests/matching/test_match_against_oracle.py",
    "tests/property/",
    "tests/quality/test_rules_against_oracle.py",
    "tests/report/test_measures_against_oracle.py",
)


def leave_out(items: list[pytest.Item]) -> None:
    """Have coverage look away while these run."""
    for item in items:
        if item.nodeid.startswith(NOT_COUNTED):
            item.add_marker("no_cover")
