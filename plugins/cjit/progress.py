"""How far long work has come, as whoever shows it is told."""

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Told how many things are done, and of how many."""

TellSteps = Callable[[str, int, int], None]
"""Told what the things of a step are called, too; steps come one after the other."""


def untold(*_: object) -> None:
    """Where nobody listens."""
