"""A file by its lines: which of its rows came before is told without parsing them (docs/decisions/0033)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cjit.columns import worked_out
from cjit.intake import structure


@dataclass(frozen=True)
class Lines:
    """The lines of a file in which every row is one line.

    header: with its line end. rows: as sent, each with its line end; the n-th is the row numbered n + 1.
    hashes: a number for each row; other text gives another but for one pair in 10^19.
    """

    header: bytes
    rows: pa.LargeBinaryArray
    hashes: np.ndarray

    def file_of(self, chosen: np.ndarray) -> bytes:
        """A file of some of the rows: places in `rows`, in ascending order."""
        taken = self.rows.take(pa.array(chosen))
        content = taken.buffers()[2]
        return self.header + (content.to_pybytes() if content is not None else b"")


def lines_of(text: bytes) -> Lines | None:
    """Split a file's text (UTF-8, without BOM) into lines.

    None where a row may go over several lines, where quotes must be read with more care, or where there is
    no row. Nothing is wrong with the quotes of what could be split.
    """
    text = structure.with_line_feeds(text)
    if not text.endswith(b"\n"):
        text += b"\n"
    if not structure.quotes_end_with_their_line(text):
        return None
    line_ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n")) + 1
    bounds = np.concatenate((np.zeros(1, dtype=np.int64), line_ends))
    lines = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), line_ends.size, [None, pa.py_buffer(bounds), pa.py_buffer(text)]
    )
    filled = np.flatnonzero(np.diff(bounds) > 1)  # a line without any character is skipped and not numbered
    if filled.size < 2:
        return None
    rows = (
        lines.slice(filled[1], filled.size - 1)
        if filled[-1] - filled[0] + 1 == filled.size
        else lines.take(filled[1:])
    )
    return Lines(lines[int(filled[0])].as_py(), rows, _hashes(rows))


def _hashes(rows: pa.LargeBinaryArray) -> np.ndarray:
    hashes = worked_out("intake/line_hashes", {"lines": pa.table({"line": rows})})["hash"]
    numbers: np.ndarray = hashes.to_numpy()
    return numbers
