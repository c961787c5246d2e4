"""What a restatement changed, as its pages tell it: each moved cell, and how many things moved it and why.

The ledger itself is written by `changes.explain`. Which episodes moved a cell is left in the database: files
outlive a client's consent, and those of an agency are read by others too (docs/decisions/0021).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from cjit.report.page_figures import Figure, lists
from cjit.warehouse.connection import Session

_CHANGES = pa.schema(
    [
        *((name, pa.string()) for name in ("level", "area_code", "period_kind", "measure", "breakdown")),
        ("published", pa.float64()),
        ("published_numerator", pa.int64()),
        ("published_denominator", pa.int64()),
        ("now", pa.float64()),
        ("now_numerator", pa.int64()),
        ("now_denominator", pa.int64()),
        ("source", pa.string()),
        ("cause", pa.string()),
        ("things", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many things of one kind moved a cell for one cause, both as out.ccjr_change_cause names them."""

    source: str
    cause: str
    things: int


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a restatement changed: as it was published, and as it is now."""

    kind: str
    measure: str
    part: str
    published: Figure
    now: Figure
    moved: Sequence[Moved]

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage; a cell that one freeze has no row of has a denominator in the other."""
        return (self.published.denominator, self.now.denominator) != (None, None)

    @property
    def difference(self) -> float | None:
        """Now less published, of a rate in percentage points; None where either is blank."""
        if not self.is_rate:
            return self.now.numerator - self.published.numerator
        if self.published.value is None or self.now.value is None:
            return None
        return round(self.now.value - self.published.value, 1)


def read_changes(session: Session, freeze_id: str) -> dict[tuple[str, str], list[Change]]:
    """Area → the cells that a restatement changed, in no order; areas where none did are left out."""
    table = session.copy_out("report/page_changes", _CHANGES, {"freeze_id": freeze_id})
    found: dict[tuple[Any, ...], list[Moved]] = defaultdict(list)
    for *cell, source, cause, things in zip(*lists(table), strict=True):
        moved = found[tuple(cell)]
        if things:
            moved.append(Moved(source, cause, things))
    areas: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for (level, code, kind, measure, part, *sides), parts in found.items():
        areas[level, code].append(Change(kind, measure, part, Figure(*sides[:3]), Figure(*sides[3:]), parts))
    return dict(areas)
