"""The world of the tests of access, looked at through pages."""

from access.fixtures import world

__all__ = ["world"]
