"""The world of the tests of access, looked at through pages; a deployment that may be changed."""

from access.fixtures import world
from nights.fixtures import house, prepared

__all__ = ["house", "prepared", "world"]
