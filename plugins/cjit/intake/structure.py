"""The shape of CSV text: header, quotes, line ends (RFC 4180, as dataset.md reads it).

pyarrow parses leniently; what the specification calls "not CSV" is found here, without a Python object
per row.
"""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv

BOM = b"\xef\xbb\xbf"

# A field is quoted (any bytes, quotes doubled) or plain; a plain one may hold quotes but not begin with one.
# Possessive, so that a wrong file is found out in one pass.
_FIELD = rb'(?:[^",\r\n][^,\r\n]*+|"(?:[^"]++|"")*+")?+'
_RECORD = re.compile(rb"(?:" + _FIELD + rb",)*+" + _FIELD)
_WELL_FORMED = re.compile(rb"(?:" + _FIELD + rb"(?:,|\n|\r\n?+))*+" + _FIELD)
_CELL = re.compile(rb'(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))')
_ANYTHING = re.compile(rb"[^\r\n]")
_LINE_END = re.compile(rb"\r\n|\r|\n")

_QUOTE, _COMMA, _LF, _CR = b'",\n\r'
_AT_FIELD_END = np.zeros(256, dtype=bool)
_AT_FIELD_END[[_QUOTE, _COMMA, _LF, _CR]] = True


class NotCsv(Exception):  # noqa: N818 - says what the text is, and never leaves the intake
    """The text cannot be split into records (F06)."""


def upper_ascii(text: str) -> str:
    """Upper case for a–z alone, as the dataset reads codes and header names."""
    return text.translate(_UPPER)


_UPPER = {ord(c): ord(c) - 32 for c in "abcdefghijklmnopqrstuvwxyz"}


def split_header(text: bytes) -> tuple[list[str], int]:
    """The column names, trimmed and upper-cased, and where the data begins. Raises NotCsv."""
    begin = len(text) - len(text.lstrip(b"\r\n"))
    match = _RECORD.match(text, begin)
    end = match.end() if match else begin
    if end < len(text) and text[end] not in (_LF, _CR):
        raise NotCsv(
            f"line {line_of(text, end)} has text after a closing quote or a quote that is never closed"
        )
    after = _LINE_END.match(text, end)
    body = after.end() if after else len(text)
    record = text[begin:end]
    if b'"' in record:
        cells = [quoted.replace(b'""', b'"') or plain for quoted, plain in _CELL.findall(record)]
    else:
        cells = record.split(b",")
    return [upper_ascii(cell.decode("utf-8").strip()) for cell in cells], body


def with_line_feeds(text: bytes) -> bytes:
    """The text with every line end, CR LF or CR, as LF."""
    if b"\r" not in text:
        return text
    letters = np.frombuffer(text, dtype=np.uint8)
    after = np.flatnonzero(letters == _CR) + 1
    if after[-1] < letters.size and (letters[after] == _LF).all():
        return text.translate(None, b"\r")  # three times as fast, and nearly every such file is of this kind
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def only_line_ends(text: bytes, begin: int) -> bool:
    """Whether nothing but line ends follows."""
    return _ANYTHING.search(text, begin) is None


def find_quote_fault(text: bytes) -> str | None:
    """What is wrong with the quotes, naming the first line; None where nothing is."""
    if b'"' not in text or _paired_quotes(text) is not None:
        return None
    match = _WELL_FORMED.match(text)
    end = match.end() if match else 0
    if end == len(text):
        return None
    return f"line {line_of(text, end)} has text after a closing quote or a quote that is never closed"


def _paired_quotes(text: bytes) -> np.ndarray | None:
    """Where the quotes are, if each opens at a field's start or closes at its end: most files, at a glance.

    Quotes alternate between opening and closing; a doubled quote closes and opens again. None means only
    that the text must be read with more care: a quote inside a plain field is ordinary.
    """
    padded = np.frombuffer(b"\n" + text + b"\n", dtype=np.uint8)
    at = np.flatnonzero(padded == _QUOTE)
    if at.size % 2:
        return None
    before, after = padded[at[0::2] - 1], padded[at[1::2] + 1]
    at_ends = _AT_FIELD_END[before].all() and _AT_FIELD_END[after].all()
    return at - 1 if at_ends else None


def quotes_end_with_their_line(text: bytes, line_ends: np.ndarray) -> bool:
    """True where a glance shows that no quoted field goes on in the next line. line_ends: as positions."""
    quotes = _paired_quotes(text)
    return quotes is not None and not (np.searchsorted(quotes, line_ends) % 2).any()


def line_of(text: bytes, position: int) -> int:
    """The number of the line (from 1) that holds a position."""
    ends = text.count(b"\n", 0, position) + text.count(b"\r", 0, position) - text.count(b"\r\n", 0, position)
    return ends + 1


def _whole_line(text: bytes, record: bytes) -> int:
    """Where the record first stands between line ends, not as a part of a longer one; -1 where nowhere."""
    position = text.find(record)
    while position >= 0:
        end = position + len(record)
        begins = position == 0 or text[position - 1] in (_LF, _CR)
        if begins and (end == len(text) or text[end] in (_LF, _CR)):
            break
        position = text.find(record, position + 1)
    return position


def describe_row(
    text: bytes, wrong_rows: Sequence[pyarrow.csv.InvalidRow], columns: int, error: pa.ArrowInvalid
) -> str:
    """Words for the row that the parser refused."""
    if not wrong_rows:
        return f"it could not be parsed ({str(error).splitlines()[0][:80]})"
    row = wrong_rows[0]
    position = _whole_line(text, row.text.encode("utf-8"))
    line = f"line {line_of(text, position)}" if position >= 0 else "a line"
    return f"{line} has {row.actual_columns} fields, but the header has {columns}"
