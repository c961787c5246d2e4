"""Codes that are valid only from one day to another, both included."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from cjit.columns import certain


@dataclass(frozen=True)
class Ranges:
    """The ranges of each code of a list: the first of every code, then the second, as far as there are any.

    A layer has the columns code, valid_from, valid_to and, where asked for, what the code carries in that
    range (the DAT of a local authority).
    """

    layers: tuple[pa.Table, ...]

    @classmethod
    def of(cls, table: pa.Table, code: str, carries: str | None = None) -> "Ranges":
        """Split a list with valid_from and valid_to into layers in which every code stands once."""
        wanted = [code, "valid_from", "valid_to", *([carries] if carries else [])]
        named = ["code", "valid_from", "valid_to", *(["carried"] if carries else [])]
        left = (
            table.select(wanted)
            .rename_columns(named)
            .sort_by([("code", "ascending"), ("valid_from", "ascending")])
        )
        layers = []
        while left.num_rows:
            # Sorted, so a code's first remaining range is the row where the code changes.
            codes = left["code"].combine_chunks()
            first = pc.not_equal(codes[1:], codes[:-1])
            first = pa.concat_arrays([pa.array([True]), first])
            layers.append(left.filter(first).combine_chunks())
            left = left.filter(pc.invert(first))
        return cls(tuple(layers))

    def in_force(self, column: pa.DictionaryArray, day: pa.Array) -> pa.Array:
        """Whether each row's code is valid on the row's day; null where the code is."""
        valid = pa.repeat(pa.scalar(False), len(column))
        for _, within in self._on(column, day):
            valid = pc.or_(valid, within)
        return pc.if_else(pc.is_valid(column), valid, None)

    def carried(self, column: pa.DictionaryArray, day: pa.Array, among: pa.Array) -> pa.Array:
        """The place among some values of what each row's code carries on the row's day.

        Null where the code is not valid then, or carries none of them.
        """
        found = pa.nulls(len(column), pa.int32())
        for layer, (at, within) in zip(self.layers, self._on(column, day), strict=True):
            carries = pc.index_in(layer["carried"].combine_chunks(), among).take(at)
            found = pc.if_else(within, carries.take(column.indices), found)
        return found

    def _on(self, column: pa.DictionaryArray, day: pa.Array) -> Iterator[tuple[pa.Array, pa.Array]]:
        """By layer the row in it of each distinct code, and for each row whether its code is valid."""
        for layer in self.layers:
            at = pc.index_in(column.dictionary, layer["code"])
            start, end = (
                layer[name].combine_chunks().take(at).take(column.indices)
                for name in ("valid_from", "valid_to")
            )
            yield at, certain(pc.and_(pc.less_equal(start, day), pc.less_equal(day, end)))
