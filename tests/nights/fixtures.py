"""The fixture `house`, for the conftest.py of each folder that plays nights."""

import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.house import House


@pytest.fixture
def house(tmp_settings: Settings, warehouse: Warehouse) -> House:
    """A deployment with the register of tests/corpus, an empty inbox and an empty warehouse."""
    return House.of(tmp_settings, warehouse)
