"""One world for all that ask."""

from access.fixtures import world

__all__ = ["world"]
