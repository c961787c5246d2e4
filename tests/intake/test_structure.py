"""Where a text stops being CSV, and how many rows it has all the same (rules.md F02, F06)."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjit.dataset.definition import definition
from cjit.dataset.register import read_register
from cjit.intake.reader import MAX_ROWS, Sender, read_extract
from cjit.intake.structure import BOM, NotCsv, count_rows, first_fault, split_header
from nights import files

AFTER_QUOTE = "has text after a closing quote or a quote that is never closed"
GOOD = files.extract(files.row())


def told(text: bytes) -> str:
    columns, body = split_header(text)
    return first_fault(text, body, len(columns))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"A,B\n1,2\n1,2,3\n", "line 3 has 3 fields, but the header has 2"),
        (b"A,B\n1,2\n1", "line 3 has 1 fields, but the header has 2"),
        (b"\n\nA,B\n\n1,2\n\n \n", "line 7 has 1 fields, but the header has 2"),
        (b'A,B\n1,2,3\n"x"y,2\n', "line 2 has 3 fields, but the header has 2"),
        (b'A,B\n"x"y,2\n1,2,3\n', f"line 2 {AFTER_QUOTE}"),
        (b'A,B\n"x\n1\ny",2\n3,4\n1\n', "line 6 has 1 fields, but the header has 2"),
        (b'"A\n",B\n1,2\n1,"2,3"",4\n', f"line 4 {AFTER_QUOTE}"),
        (b'A,B\n5"x,2\n1,"",3\n', "line 3 has 3 fields, but the header has 2"),
    ],
)
def test_the_first_fault_is_named_by_its_line(text: bytes, fault: str, end: bytes) -> None:
    assert told(text.replace(b"\n", end)) == fault


CELLS = st.text(st.sampled_from('ab,"\n'), max_size=4)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=8))
def test_the_line_is_that_of_a_reader_who_counts(rows: list[list[str]]) -> None:
    """Well-quoted rows, of which some may have another number of fields than the header."""
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["A", "B"], *rows])
    text = sink.getvalue()
    assert count_rows(text.encode()) == len(rows)
    reader = csv.reader(io.StringIO(text, newline=""))
    begin = 1
    for cells in reader:
        if len(cells) != 2:
            assert told(text.encode()) == f"line {begin} has {len(cells)} fields, but the header has 2"
            return
        begin = reader.line_num + 1


@pytest.mark.parametrize("rest", [b"", b"x\n", b'"\n', b"\x81\n"], ids=["good", "short", "quote", "no text"])
@pytest.mark.parametrize("head", [b"", b"DOB,"], ids=["good header", "DOB twice"])
def test_too_many_rows_come_before_what_else_is_wrong(head: bytes, rest: bytes) -> None:
    empty = b"," * GOOD.split(b"\n")[1].count(b",") + b"\n"
    sender = Sender("A0001", read_register(files.REGISTER), date(2018, 12, 20))
    for more, too_many in ((MAX_ROWS, True), (MAX_ROWS - 2, False)):
        extract = read_extract(head + GOOD + empty * more + rest, definition("O"), sender)
        assert (extract.fatal[0].rule == "F02") is too_many


def test_a_header_that_cannot_be_read_is_no_csv() -> None:
    with pytest.raises(NotCsv, match="line 1 has text after"):
        split_header(b'"A"x,B\n1,2\n')


@pytest.mark.parametrize("bom", [b"", BOM], ids=["without BOM", "with BOM"])
def test_a_byte_of_no_encoding_is_named_by_its_place_in_the_file(bom: bytes) -> None:
    sent = bom + GOOD + b"\x81"
    sender = Sender("A0001", read_register(files.REGISTER), date(2018, 12, 20))
    (finding,) = read_extract(sent, definition("O"), sender).fatal
    assert finding.rule == "F03"
    assert f"position {len(sent)})" in finding.message
