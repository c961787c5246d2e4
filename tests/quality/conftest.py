"""Nights of a small deployment."""

from nights.fixtures import house, prepared

__all__ = ["house", "prepared"]
