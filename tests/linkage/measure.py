"""How good near misses are on a synthetic truth: precision and recall of what weighs so much."""

from dataclasses import dataclass, replace

from cjit.linkage.candidates import Backend, candidates
from cjit.linkage.model import model

from .truth import Truth


@dataclass(frozen=True)
class Measured:
    """shown: pairs of that weight; right: those that are one person; there: all that are, of any weight."""

    shown: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / max(self.shown, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.there, 1)


def measured(known: Truth, least_weight: float, backend: Backend = "duckdb") -> Measured:
    found = candidates(known.people, replace(model(), least_weight=least_weight), backend)
    pairs = set(zip(found["record_a"].to_pylist(), found["record_b"].to_pylist(), strict=True))
    true = known.pairs()
    return Measured(len(pairs), len(pairs & true), len(true))
