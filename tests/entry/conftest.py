"""A provider that enters its episodes by hand."""

import pytest

from cjit.settings import Settings
from cjit.warehouse.connection import Warehouse
from nights.house import House

from .hands import Hands


@pytest.fixture
def house(tmp_settings: Settings, warehouse: Warehouse) -> House:
    house = House.of(tmp_settings, warehouse)
    house.prepare(20)
    return house


@pytest.fixture
def hands(house: House) -> Hands:
    return Hands(house)
