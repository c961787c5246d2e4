"""The shape of CSV text: header, quotes, line ends (RFC 4180, as dataset.md reads it).

pyarrow parses leniently; what the specification calls "not CSV" is found here, without a Python object
per row.
"""

import re

import numpy as np

from cjit.intake.quotes import holds_line_feed, within_quotes

BOM = b"\xef\xbb\xbf"

# A field is quoted (any bytes, quotes doubled) or plain; a plain one may hold quotes but not begin with one.
# Possessive, so that a wrong file is found out in one pass.
_FIELD = rb'(?:[^",\r\n][^,\r\n]*+|"(?:[^"]++|"")*+")?+'
_RECORD = re.compile(rb"(?:" + _FIELD + rb",)*+" + _FIELD)
_WELL_FORMED = re.compile(rb"(?:" + _FIELD + rb"(?:,|\n|\r\n?+))*+" + _FIELD)
_CELL = re.compile(rb'(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))')
_ANYTHING = re.compile(rb"[^\r\n]")
_LINE_END = re.compile(rb"\r\n|\r|\n")

_QUOTE, _LF, _CR = b'"\n\r'


class NotCsv(Exception):  # noqa: N818 - says what the text is, and never leaves the intake
    """The text cannot be split into records (F06)."""


def upper_ascii(text: str) -> str:
    """Upper case for a–z alone, as the dataset reads codes and header names."""
    return text.translate(_UPPER)


_UPPER = {ord(c): ord(c) - 32 for c in "abcdefghijklmnopqrstuvwxyz"}


def split_header(text: bytes) -> tuple[list[str], int]:
    """The column names, trimmed and upper-cased, and where the data begins. Raises NotCsv."""
    begin = len(text) - len(text.lstrip(b"\r\n"))
    end = _end(_RECORD.match(text, begin), begin)
    if end < len(text) and text[end] not in (_LF, _CR):
        raise NotCsv(_quote_fault(text, end))
    body = _end(_LINE_END.match(text, end), len(text))
    return [upper_ascii(cell.decode("utf-8").strip()) for cell in _cells(text[begin:end])], body


def _cells(record: bytes) -> list[bytes]:
    if b'"' not in record:
        return record.split(b",")
    return [quoted.replace(b'""', b'"') or plain for quoted, plain in _CELL.findall(record)]


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


def is_well_quoted(text: bytes) -> bool:
    """Whether nothing follows a closing quote, and none is left open."""
    if b'"' not in text or within_quotes(text) is not None:
        return True
    return _end(_WELL_FORMED.match(text), 0) == len(text)


def quotes_end_with_their_line(text: bytes) -> bool:
    """True where a glance shows that no quoted field goes on in the next line."""
    if b'"' not in text:
        return True
    within = within_quotes(text)
    return within is not None and not holds_line_feed(text, within)


def line_of(text: bytes, position: int) -> int:
    """The number of the line (from 1) that holds a position."""
    ends = text.count(b"\n", 0, position) + text.count(b"\r", 0, position) - text.count(b"\r\n", 0, position)
    return ends + 1


def first_fault(text: bytes, body: int, columns: int) -> str:
    """Where the data, from `body` on, first stops being rows of so many fields, in words."""
    good = re.compile(rb"[\r\n]*+(?:" + _FIELD + rb"(?:,%b){%d}(?:[\r\n]++|\Z))*+" % (_FIELD, columns - 1))
    begin = _end(good.match(text, body), body)
    end = _end(_RECORD.match(text, begin), begin)
    if begin == len(text):
        return "its rows cannot be told apart"
    if end < len(text) and text[end] not in (_LF, _CR):
        return _quote_fault(text, end)
    fields = len(_cells(text[begin:end]))
    return f"line {line_of(text, begin)} has {fields:,} fields, but the header has {columns:,}"


def count_rows(text: bytes) -> int:
    """The data rows of a text that may not be CSV, as far as its quotes tell: lines that hold anything."""
    letters = np.frombuffer(with_line_feeds(text), dtype=np.uint8)
    at = np.concatenate((np.flatnonzero(letters == _LF), [letters.size]))
    quoted = np.searchsorted(np.flatnonzero(letters == _QUOTE), at) % 2 == 1
    ends = at[~quoted]
    return max(int(np.count_nonzero(np.diff(ends, prepend=-1) > 1)) - 1, 0)


def _end(match: re.Match[bytes] | None, otherwise: int) -> int:
    return match.end() if match else otherwise


def _quote_fault(text: bytes, position: int) -> str:
    return f"line {line_of(text, position)} has text after a closing quote or a quote that is never closed"
