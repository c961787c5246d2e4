"""A small deployment with inbox, archive and outputs in a store."""

import pytest

from nights.fixtures import house, prepared
from nights.house import House
from nights.object_store import Store

__all__ = ["house", "prepared"]


@pytest.fixture
def stored(house: House, object_store: Store) -> House:
    """The same as `house`, in a store."""
    return object_store.moved(house, house.warehouse)
