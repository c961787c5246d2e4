"""How a release is worked out: by how many processes, and who is told how far it is.

Told are steps, and how many things of how many are done: no area, and of no count what it is.
"""

from dataclasses import dataclass, replace

from cjit.progress import TellSteps, untold


@dataclass(frozen=True)
class Working:
    """How many processes search at the same time, and who is told."""

    processes: int = 1
    tell: TellSteps = untold

    def in_round(self, number: int) -> "Working":
        """The same, in a round of several."""
        return replace(
            self, tell=lambda things, done, total: self.tell(f"{things}, round {number}", done, total)
        )


ALONE = Working()
"""One process, and nobody who listens."""
