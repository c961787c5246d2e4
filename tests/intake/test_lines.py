"""A file by its lines: the same rows whatever the line ends, and none where a row is not one line."""

import numpy as np
import pytest

from cjit.intake.lines import Lines, lines_of

FILE = b'A,B\n1,2\n"x, y",3\n4,5\n'


def split(text: bytes) -> Lines:
    lines = lines_of(text)
    assert lines is not None
    return lines


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.replace(b"\n", b"\r\n"),
        FILE.replace(b"\n", b"\r"),
        FILE.removesuffix(b"\n"),
        b"\n\n" + FILE.replace(b"\n", b"\n\n"),
    ],
    ids=["LF", "CRLF", "CR", "no end", "empty lines"],
)
def test_line_ends_and_empty_lines_change_nothing(text: bytes) -> None:
    lines, plain = split(text), split(FILE)
    assert (lines.header, lines.rows.to_pylist()) == (b"A,B\n", [b"1,2\n", b'"x, y",3\n', b"4,5\n"])
    assert lines.hashes.tolist() == plain.hashes.tolist()


def test_other_text_has_another_number() -> None:
    one, other = split(FILE).hashes.tolist(), split(FILE.replace(b"4,5", b"4,6")).hashes.tolist()
    assert one[:2] == other[:2]
    assert len({*one, *other}) == 4


def test_a_file_of_some_rows() -> None:
    assert split(FILE).file_of(np.array([0, 2])) == b"A,B\n1,2\n4,5\n"
    assert split(FILE).file_of(np.array([], dtype=np.int64)) == b"A,B\n"


@pytest.mark.parametrize(
    "text",
    [
        b'A,B\n"1\n",2\n',
        b'A,B\nx"y,"a\nb",z"w\n',
        b'A,B\n1,"2\n',
        b"A,B\n",
        b"A,B\n\n\n",
        b"\n",
    ],
    ids=["over two lines", "quotes in plain fields", "unclosed", "no row", "empty rows", "nothing"],
)
def test_none_where_rows_are_not_lines(text: bytes) -> None:
    assert lines_of(text) is None
