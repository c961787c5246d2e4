"""Worlds that one release has found, kept for those after it by the cells that they move.

A world of a whole block moves hundreds of counts, and whatever a later release shows of one of these breaks
all of it. What one value of one count needs of it is a small part, and that can be had of it alone.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.ipc
from scipy import sparse

from cjit.disclosure.solver import Block, farthest
from cjit.disclosure.system import Cell, Flags, Numbers, System, Whole, World

_KEY = 7  # fields of a cell that say what it is of; editions are of one system
_AT_ONCE = 5000  # worlds that are reckoned through together


@dataclass(frozen=True)
class Kept:
    """Worlds: the cells that any of them moves with their true counts, and each move.

    world, cell, step: of each move which world it is of, of which of the cells, and by how much.
    """

    cells: Sequence[Cell]
    counts: Whole
    world: Whole
    cell: Whole
    step: Whole


def to_bytes(kept: Kept) -> tuple[bytes, bytes]:
    """Its cells and its moves, each as an Arrow stream."""
    columns = zip(*(cell[:_KEY] for cell in kept.cells), strict=True) if kept.cells else [()] * _KEY
    named = [
        pa.array(column, pa.int32() if name in {"first", "last"} else pa.string())
        for name, column in zip(Cell._fields, columns, strict=False)
    ]
    cells = pa.table([*named, pa.array(kept.counts)], [*Cell._fields[:_KEY], "count"])
    moves = pa.table(
        [pa.array(column.astype(np.int32)) for column in (kept.world, kept.cell, kept.step)],
        ["world", "cell", "step"],
    )
    return _written(cells), _written(moves)


def from_bytes(cells: bytes, moves: bytes) -> Kept:
    """What `to_bytes` has written."""
    named, moved = _read(cells), _read(moves)
    keys = zip(*(named[name].to_pylist() for name in Cell._fields[:_KEY]), strict=True)
    whole = [moved[name].to_numpy().astype(np.int64) for name in ("world", "cell", "step")]
    return Kept([Cell(*key) for key in keys], named["count"].to_numpy().astype(np.int64), *whole)


def _written(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _read(written: bytes) -> pa.Table:
    with pa.ipc.open_stream(written) as stream:
        return stream.read_all()


def keep(system: System, worlds: Sequence[World]) -> Kept:
    """Worlds of a system, to be kept beyond it."""
    which = np.repeat(np.arange(len(worlds)), [world.numbers.size for world in worlds])
    numbers, cell = np.unique(_joined([world.numbers for world in worlds]), return_inverse=True)
    cells = [system.cells[number]._replace(edition=0) for number in numbers]
    return Kept(cells, system.truth[numbers], which, cell, _joined([world.steps for world in worlds]))


def again(kept: Kept, system: System) -> list[World]:
    """Kept worlds in another system; what this has no unknown for is left out of them."""
    numbers = {
        (cell._replace(edition=0), count): number
        for number, (cell, count) in enumerate(zip(system.cells, system.truth.tolist(), strict=True))
    }
    found = [
        numbers.get((cell, count), -1) for cell, count in zip(kept.cells, kept.counts.tolist(), strict=True)
    ]
    moved = np.array(found, dtype=np.int64)[kept.cell]
    there = moved >= 0
    which = kept.world[there]
    cuts = np.flatnonzero(np.diff(which)) + 1
    parts = zip(np.split(moved[there], cuts), np.split(kept.step[there], cuts), strict=True)
    return [World(some, steps) for some, steps in parts if some.size]


def fitting(system: System, low: Numbers, high: Numbers, worlds: Sequence[World]) -> Flags:
    """Which worlds fit every row of a system, with each count between low and high."""
    some = range(0, len(worlds), _AT_ONCE)
    return _flags([_fitting(system, low, high, worlds[start : start + _AT_ONCE]) for start in some])


def _fitting(system: System, low: Numbers, high: Numbers, worlds: Sequence[World]) -> Flags:
    which = np.repeat(np.arange(len(worlds)), [world.numbers.size for world in worlds])
    numbers, steps = (np.concatenate(part) for part in zip(*worlds, strict=True))
    values = system.truth[numbers] + steps
    fits = np.ones(len(worlds), dtype=bool)
    fits[which[(values < low[numbers]) | (values > high[numbers])]] = False
    moved = sparse.csc_matrix((steps, (numbers, which)), shape=(len(system.cells), len(worlds)))
    shifts = (system.rows @ moved).tocoo()
    sums = system.sums[shifts.row] + shifts.data
    fits[shifts.col[(sums < system.low[shifts.row]) | (sums > system.high[shifts.row])]] = False
    return fits


class Parts:
    """The small worlds in a large one that breaks no row of some."""

    def __init__(self, system: System, world: World, rows: Flags) -> None:
        """The moves as unknowns, each from none to all of it, with the rows that a part could break."""
        touched = np.unique(system.by_column[:, world.numbers].indices)
        touched = touched[rows[touched]]
        sums, most = system.sums[touched], np.abs(world.steps)
        shifts = system.rows[touched][:, world.numbers] @ sparse.diags(np.sign(world.steps).astype(float))
        low, high = system.low[touched] - sums, system.high[touched] - sums
        tight = np.flatnonzero((shifts.maximum(0) @ most > high) | ((-shifts).maximum(0) @ most > -low))
        self._world, self._most = world, most.astype(float)
        self._block = Block(world.numbers, shifts.tocsr()[tight], low[tight], high[tight])

    def least(self, number: int) -> World:
        """The part that moves one of the counts as the whole does, and others as little as may be."""
        world = self._world
        least = np.where(world.numbers == number, self._most, 0)
        found = farthest(self._block, np.ones(least.size), least, self._most)
        if found is None:
            return world
        moved = np.flatnonzero(found)
        return World(world.numbers[moved], (found * np.sign(world.steps))[moved])


def _joined(parts: Sequence[Whole]) -> Whole:
    return np.concatenate([np.array([], dtype=np.int64), *parts])


def _flags(parts: Sequence[Flags]) -> Flags:
    return np.concatenate([np.array([], dtype=bool), *parts])
