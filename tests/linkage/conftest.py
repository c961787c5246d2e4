from collections.abc import Iterator

import psycopg
import pytest

from cjit.warehouse.connection import Warehouse
from nights.fixtures import house, prepared

from .world import World

__all__ = ["house", "prepared"]


@pytest.fixture
def world(warehouse: Warehouse) -> Iterator[World]:
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        yield World(warehouse, connection)
