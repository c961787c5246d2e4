"""A hash of a file's rows that does not depend on their order, nor on how the bytes spell them (N03).

It tells a provider that the same rows were sent again in other bytes; it guards nothing. Whole columns are
hashed by words of eight bytes: hashing them text by text took 25 times as long (docs/decisions/0017).
"""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_ODD = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_NULL = np.uint64(1 << 40)  # a length that no cell has: files end at 50 MiB
_WORD = 8
_SHORT = 1_024
"""Bytes of a cell that are hashed by words; a longer one is rare, and would have all others wait."""


def row_set_hash(rows: pa.Table) -> str:
    """64 hexadecimal digits over the rows (intake.reader.Extract.rows) as a set that counts repetitions.

    The same cells in the same columns give the same digits in any order of rows. Blank is one value however
    it was written.
    """
    total = np.zeros(rows.num_rows, dtype=np.uint64)
    for column in rows.columns:
        total *= _ODD
        if column.null_count == len(column):
            total += _BLANK
            continue
        total += np.concatenate([_cells(chunk) for chunk in column.chunks])
    total = np.sort(_stirred(total)).astype("<u8", copy=False)
    return hashlib.sha256(total.tobytes()).hexdigest()


def _stirred(numbers: np.ndarray) -> np.ndarray:
    """Each number with every bit of it spread over the whole word."""
    stirred = numbers * _STIR
    stirred ^= stirred >> np.uint64(32)
    stirred *= _ODD
    stirred ^= stirred >> np.uint64(29)
    return stirred


_BLANK = _stirred(np.array([_NULL]))


def _cells(cells: pa.Array) -> np.ndarray:
    """A number for each cell. Of a coded column each distinct text is looked at once."""
    if not pa.types.is_dictionary(cells.type):
        return _texts(cells)
    distinct = np.r_[_texts(cells.dictionary), _BLANK]
    codes = pc.fill_null(cells.indices, distinct.size - 1)
    numbers: np.ndarray = distinct[codes.to_numpy(zero_copy_only=False)]
    return numbers


def _texts(texts: pa.Array) -> np.ndarray:
    size = len(texts)
    texts = texts.cast(pa.large_string())
    _, offsets_buffer, bytes_buffer = texts.buffers()
    if bytes_buffer is None or size == 0:
        offsets, content = np.zeros(size + 1, dtype=np.int64), np.empty(0, dtype=np.uint8)
    else:
        offsets = np.frombuffer(offsets_buffer, dtype=np.int64)[texts.offset : texts.offset + size + 1]
        content = np.frombuffer(bytes_buffer, dtype=np.uint8)
    valid = texts.is_valid().to_numpy(zero_copy_only=False)
    lengths = np.where(valid, np.diff(offsets), 0)
    hashes = _stirred(np.where(valid, lengths.astype(np.uint64), _NULL))
    _by_words(hashes, content, offsets[:-1], lengths)
    for place in np.flatnonzero(lengths > _SHORT).tolist():
        begin = int(offsets[place])
        digest = hashlib.sha256(content[begin : begin + int(lengths[place])].tobytes()).digest()
        hashes[place] = int.from_bytes(digest[:_WORD], "little")
    return hashes


def _by_words(hashes: np.ndarray, content: np.ndarray, begins: np.ndarray, lengths: np.ndarray) -> None:
    """Fold each text of ordinary length into its hash, eight bytes at a time."""
    padded = np.r_[content, np.zeros(_WORD, dtype=np.uint8)]
    # Every position as a number of the eight bytes from there.
    words = np.ndarray((content.size + 1,), dtype="<u8", buffer=padded, strides=(1,))
    rows = np.flatnonzero((lengths > 0) & (lengths <= _SHORT))
    done = 0
    while rows.size:
        left = lengths[rows] - done
        beyond = np.clip(_WORD - left, 0, _WORD - 1).astype(np.uint64) * np.uint64(8)  # bits of the next text
        hashes[rows] = _stirred(hashes[rows] ^ (words[begins[rows] + done] << beyond))
        rows = rows[left > _WORD]
        done += _WORD
