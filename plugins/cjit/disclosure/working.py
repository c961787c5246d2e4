"""How a release is worked out: by how many processes, and who is told how far it is.

Told are steps, and how many things of how many are done: no area, and of no count what it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

Count = Callable[[int, int], None]
"""Told how many things are done, and of how many."""

Tell = Callable[[str, int, int], None]
"""Told what the things of a step are called, too; steps come one after the other."""


def untold(*_: object) -> None:
    """Where nobody listens."""


@dataclass(frozen=True)
class Working:
    """How many processes search at the same time, and who is told."""

    processes: int = 1
    tell: Tell = untold

    def in_round(self, number: int) -> "Working":
        """The same, in a round of several."""
        return replace(
            self, tell=lambda things, done, total: self.tell(f"{things}, round {number}", done, total)
        )


ALONE = Working()
"""One process, and nobody who listens."""
