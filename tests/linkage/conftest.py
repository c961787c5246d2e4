import pytest

from cjit.warehouse.connection import Warehouse
from nights.fixtures import house, prepared

from .world import World

__all__ = ["house", "prepared"]


@pytest.fixture
def world(warehouse: Warehouse) -> World:
    return World(warehouse)
