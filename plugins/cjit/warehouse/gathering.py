"""Readings that wait for each other, so that rows are checked many at a time.

A check costs the same for a few rows as for some thousand: of files that brought hardly anything new
(docs/decisions/0033) there must be more in a chunk.
"""

from dataclasses import dataclass, field
from threading import Lock

from cjit.warehouse.archived import Archived
from cjit.warehouse.reading import Reading

_CARRIED = 8
"""Rows carried over that take as much memory as one that is checked."""

Chunk = list[tuple[Archived, Reading]]
"""Files that are checked together, each as it was read."""


@dataclass
class Gathering:
    """limit: bytes of files that a thread may have in memory with all their cells. Threads share one."""

    limit: int
    _waiting: Chunk = field(default_factory=list)
    _weight: int = 0
    _ending: bool = False
    _lock: Lock = field(default_factory=Lock)

    def add(self, readings: Chunk, last: bool = False) -> Chunk:
        """All that waits once that is half of the limit, else nothing: these wait as well.

        last: no thread has anything left to read but what it is reading. From then on all wait for the rest,
        which the threads share, lest one of them check alone while the others have nothing more to do.
        """
        with self._lock:
            self._waiting += readings
            self._weight += sum(_weight(one, reading) for one, reading in readings)
            self._ending |= last
            return self._taken() if 2 * self._weight >= self.limit and not self._ending else []

    def rest(self) -> Chunk:
        """What still waits, when all was added."""
        with self._lock:
            return self._taken()

    def _taken(self) -> Chunk:
        taken, self._waiting, self._weight = self._waiting, [], 0
        return taken


def _weight(one: Archived, reading: Reading) -> int:
    """Bytes in memory while the file waits and is checked."""
    if reading.carried is None or reading.extract.rows is None:
        return one.weight
    carried: int = reading.carried.kept.new.size
    judged: int = reading.extract.rows.num_rows
    return one.weight * (judged * _CARRIED + carried) // (_CARRIED * (judged + carried))
