import pytest

from cjit.warehouse.connection import Warehouse

from .world import World


@pytest.fixture
def world(warehouse: Warehouse) -> World:
    return World.of(warehouse)
