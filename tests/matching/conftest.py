from collections.abc import Iterator

import psycopg
import pytest

from cjit.warehouse.connection import Warehouse

from .world import World


@pytest.fixture
def world(warehouse: Warehouse) -> Iterator[World]:
    with psycopg.connect(warehouse.url, autocommit=True) as connection:
        yield World.of(warehouse, connection)
