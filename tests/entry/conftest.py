"""A provider that enters its episodes by hand."""

import pytest

from nights.fixtures import house, prepared
from nights.house import House

from .hands import Hands

__all__ = ["house", "prepared"]


@pytest.fixture
def hands(house: House) -> Hands:
    return Hands(house)
