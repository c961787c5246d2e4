"""Hashes of rows, and of a file's rows as a set, that do not depend on how the bytes spell them (N03).

They tell a provider that the same rows were sent again in other bytes, and one version of an episode from
another (warehouse/stored.py); they guard nothing. Whole columns are hashed by words of eight bytes: hashing
them text by text took 25 times as long (docs/decisions/0017).
"""

import hashlib
from itertools import islice

import numpy as np
import pyarrow as pa

from cjit.columns import filled

_ODD = np.uint64(0x9E3779B97F4A7C15)
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_NULL = np.uint64(1 << 40)  # a length that no cell has: files end at 50 MiB
_WORD = 8
_SHORT = 1_024
"""Bytes of a cell that are hashed by words; a longer one is rare, and would have all others wait."""

_ORDINARY = 1 << 30
"""Bytes up to which texts are surely few enough for Arrow's ordinary kind."""


def row_set_hash(hashes: np.ndarray) -> str:
    """64 hexadecimal digits over rows, by their `row_hashes`, as a set that counts repetitions.

    The same cells in the same columns give the same digits in any order of rows.
    """
    return hashlib.sha256(np.sort(hashes).astype("<u8", copy=False).tobytes()).hexdigest()


def row_hashes(rows: pa.Table) -> np.ndarray:
    """A number for each row of texts, plain or dictionary-encoded, whole numbers, dates and truth values.

    A row's number does not depend on the others. Null is one value; a text has the same number however it is
    encoded.
    """
    chunks = [chunk for column in rows.columns for chunk in column.chunks]
    # All texts of the file at once: fifty columns of a small file would cost fifty times the calls.
    texts = [_distinct(chunk) for chunk in chunks]
    ends = np.cumsum([len(some) for some in texts])
    hashes = np.split(_texts(_together(texts)), ends[:-1]) if texts else []
    total = np.zeros(rows.num_rows, dtype=np.uint64)
    parts = iter(zip(chunks, hashes, strict=True))
    # Each column has a weight, so that cells keep their places.
    weights = np.power(_ODD, np.arange(rows.num_columns, dtype=np.uint64)[::-1])
    for column, weight in zip(rows.columns, weights, strict=True):
        begin = 0
        for chunk, numbers in islice(parts, column.num_chunks):
            total[begin : begin + len(chunk)] += _cells(chunk, numbers, weight)
            begin += len(chunk)
    return _stirred(total)


def _stirred(numbers: np.ndarray) -> np.ndarray:
    """Each number with every bit of it spread over the whole word."""
    stirred = numbers * _STIR
    stirred ^= stirred >> np.uint64(32)
    stirred *= _ODD
    stirred ^= stirred >> np.uint64(29)
    return stirred


_BLANK = _stirred(np.array([_NULL]))


def _distinct(cells: pa.Array) -> pa.Array:
    """The texts to hash: of a coded column each distinct one is looked at once."""
    if pa.types.is_dictionary(cells.type):
        return cells.dictionary
    return cells if pa.types.is_string(cells.type) else pa.array([], pa.string())


def _together(texts: list[pa.StringArray]) -> pa.LargeStringArray:
    """One array of all, which may have more bytes than an ordinary one can."""
    if sum(some.nbytes for some in texts) <= _ORDINARY:
        return pa.concat_arrays(texts).cast(pa.large_string())
    return pa.concat_arrays([some.cast(pa.large_string()) for some in texts])


def _cells(cells: pa.Array, texts: np.ndarray, weight: np.uint64) -> np.ndarray:
    """A number for each cell, weighted; texts: those of its `_distinct` ones."""
    if pa.types.is_string(cells.type):
        return texts * weight
    blank = _BLANK * weight
    if cells.null_count == len(cells):
        return blank
    if pa.types.is_dictionary(cells.type):
        codes = filled(cells.indices, texts.size).astype(np.int64)
        # Nothing is out of bounds; numpy looks for that in a slower way unless it is told to clip.
        numbers: np.ndarray = np.take(np.concatenate((texts * weight, blank)), codes, mode="clip")
        return numbers
    whole = cells.cast(pa.int32() if pa.types.is_date32(cells.type) else pa.int64())
    numbers = _stirred(filled(whole, 0).astype(np.uint64)) * weight
    if cells.null_count:
        numbers[cells.is_null().to_numpy(zero_copy_only=False)] = blank
    return numbers


def _texts(texts: pa.LargeStringArray) -> np.ndarray:
    """A number for each text, or for null."""
    size = len(texts)
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
    padded = np.concatenate((content, np.zeros(_WORD, dtype=np.uint8)))
    # Every position as a number of the eight bytes from there.
    words = np.ndarray((content.size + 1,), dtype="<u8", buffer=padded, strides=(1,))
    numbers = np.where(lengths <= _SHORT, -(-lengths // _WORD), 0)
    for number in np.flatnonzero(np.bincount(numbers)).tolist():
        texts = np.flatnonzero(numbers == number)
        at, folded = begins[texts], hashes[texts]
        for left in reversed(range(number)):
            word = words[at]
            if left == 0:
                word <<= (8 * (number * _WORD - lengths[texts])).astype(np.uint64)  # bits of the next text
            folded = _stirred(folded ^ word)
            at += _WORD
        hashes[texts] = folded
