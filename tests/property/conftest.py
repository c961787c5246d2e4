"""Nights of a small deployment, and of two that are compared."""

from nights.fixtures import house, prepared
from property.twins import houses

__all__ = ["house", "houses", "prepared"]
