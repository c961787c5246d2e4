"""Figures as pages take them: a row of out.ccjr each, kept by area."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of out.ccjr: a count has its numerator alone, a rate a denominator and a value in per cent."""

    value: float | None
    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one area: (period_kind, measure) → breakdown → figure."""

    cells: Mapping[tuple[str, str], Mapping[str, Figure]] = field(default_factory=dict)

    def one(self, kind: str, measure: str) -> Figure | None:
        """The figure of a measure without breakdown, None where the freeze has none."""
        return self.cells.get((kind, measure), {}).get("")

    def count(self, kind: str, measure: str) -> int:
        """How many, 0 where the freeze has no row."""
        figure = self.one(kind, measure)
        return figure.numerator if figure else 0

    def parts(self, kind: str, measure: str) -> dict[str, int]:
        """How many by breakdown; a part that is left out is 0 (report.md, "Measures")."""
        return {
            part: figure.numerator for part, figure in self.cells.get((kind, measure), {}).items() if part
        }


def lists(table: pa.Table) -> list[list[object]]:
    """Columns as lists; equal strings as one object, which is what there are most of."""
    lists = []
    for column in table.columns:
        if pa.types.is_string(column.type):
            encoded = column.combine_chunks().dictionary_encode()
            words = encoded.dictionary.to_pylist()
            lists.append([words[place] for place in encoded.indices.to_pylist()])
        else:
            lists.append(column.to_pylist())
    return lists
