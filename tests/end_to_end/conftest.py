"""Nights that are played once, for all that looks at what they left."""

from collections.abc import Iterator

import pytest

from cjit.report.due import due_periods
from end_to_end.killing import Stand, stand
from nights.databases import copy_of
from nights.example import CLOCK, unpacked
from nights.fixtures import house, prepared
from nights.house import House
from nights.reports import make_report

__all__ = ["house", "prepared"]


@pytest.fixture(scope="package")
def example(server_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All stages of the night, with Great Expectations' verdict and the report of the month that is due."""
    with copy_of(server_url, template) as warehouse:
        house = unpacked(tmp_path_factory.mktemp("example"), warehouse)
        house.night(verdict=True)
        due = due_periods(warehouse, CLOCK)
        make_report(house.settings, warehouse, due[-1], CLOCK)
        yield house


@pytest.fixture(scope="package")
def nights() -> Iterator[Stand]:
    """Where nights that are disturbed start from."""
    with stand() as running:
        yield running
