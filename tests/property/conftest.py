"""Nights of a small deployment."""

from nights.fixtures import house

__all__ = ["house"]
