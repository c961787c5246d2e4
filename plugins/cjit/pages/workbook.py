"""A workbook for people: a cover, then a table on each sheet (specification: submission.md).

XlsxWriter makes the workbook, its cover, headings, styles and filters. The rows of the tables are poured into
it by whole columns: cell by cell a large submission took two minutes (docs/decisions/0017). Every text is
written as text, so nothing in it can run as a formula.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

LAST_ROW = 1_048_576
"""Rows of a sheet, by the limits of the format."""

_ROWS_AT_ONCE = 65_536
_LONGEST = 32_767  # characters of a cell
_FILLED = re.compile(r"xl/(?P<kind>worksheets/sheet|tables/table)(?P<number>\d+)\.xml")
_END_OF_ROWS = b"</sheetData>"
_STYLE = re.compile(rb'<col min="(\d+)" max="\d+" [^>]*?style="(\d+)"')
_NO_XML = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
_TO_ESCAPE = r"[&<>]|_x|[\x00-\x08\x0B-\x1F\x{FFFE}\x{FFFF}]"
_ESCAPES = ((r"_x([0-9A-Fa-f]{4})_", r"_x005F_x\1_"), ("\r", "_x000D_"))


@dataclass(frozen=True)
class Column:
    """A column of a sheet's table: its heading, its width in characters, whether long text is wrapped."""

    heading: str
    width: float
    wrap: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet with one table. rows: a column for each of `columns`, text or int32, at least one row.

    cut: what stands in the place of rows that are beyond the limit of a sheet, completed with their {number}.
    """

    name: str
    columns: Sequence[Column]
    rows: pa.Table
    cut: str

    @property
    def left_out(self) -> int:
        """How many rows do not fit; the heading and the note of it take one each."""
        beyond = self.rows.num_rows - (LAST_ROW - 1)
        return beyond + 1 if beyond > 0 else 0

    @property
    def shown(self) -> int:
        """How many rows are on the sheet."""
        return int(self.rows.num_rows) - self.left_out


def workbook(title: str, cover: Sequence[Sequence[str]], sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """The bytes of the workbook; the same arguments give the same bytes.

    cover: its lines, each of one cell (a heading) or of two (a name and what it is). made_at: what the
    document's properties say.
    """
    empty = io.BytesIO()
    with xlsxwriter.Workbook(empty, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": title, "author": "NDTMS · CJIT", "created": made_at})
        _cover(book, title, cover)
        for number, sheet in enumerate(sheets, start=1):
            _outline(book, sheet, number)
    filled = io.BytesIO()
    with ZipFile(empty) as source, ZipFile(filled, "w", ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            info = ZipInfo(name)  # of 1980: the clock is no part of the content
            info.compress_type = ZIP_DEFLATED
            with target.open(info, "w", force_zip64=True) as part:
                for piece in _pieces(name, source.read(name), sheets):
                    part.write(piece)
    return filled.getvalue()


def _cover(book: Any, title: str, cover: Sequence[Sequence[str]]) -> None:
    page = book.add_worksheet("Summary")
    heading, name = book.add_format({"bold": True, "font_size": 16}), book.add_format({"bold": True})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    name.set_align("top")
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, title, heading)
    for row, cells in enumerate(cover, start=1):
        if len(cells) == 1:
            page.write_string(row, 0, cells[0], name)
        else:
            page.write_string(row, 0, cells[0], name)
            page.write_string(row, 1, cells[1][:_LONGEST], text)


def _outline(book: Any, sheet: Sheet, number: int) -> None:
    """The sheet without its rows: headings that stay in view and repeat on paper, widths, filters."""
    page = book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        is_number = pa.types.is_integer(sheet.rows.schema.field(place).type)
        style = {"valign": "top", "text_wrap": column.wrap} | ({} if is_number else {"num_format": "@"})
        page.set_column(place, place, column.width, book.add_format(style))
    headings = [{"header": column.heading} for column in sheet.columns]
    options = {"columns": headings, "name": f"Table{number}", "style": "Table Style Light 1"}
    # Of one row, and made longer when the rows are there: it looks at each cell that it spans.
    page.add_table(0, 0, 1, len(sheet.columns) - 1, options)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _pieces(name: str, content: bytes, sheets: Sequence[Sheet]) -> Iterator[bytes | pa.Buffer]:
    """A part of the workbook, with its rows where it is a sheet, of their length where it is a table."""
    match = _FILLED.fullmatch(name)
    number = int(match["number"]) - (match["kind"] == "worksheets/sheet") if match else 0
    if match is None or number == 0:
        yield content
    elif match["kind"] == "tables/table":
        sheet = sheets[number - 1]
        last = chr(ord("A") + len(sheet.columns) - 1)
        yield content.replace(f'"A1:{last}2"'.encode(), f'"A1:{last}{sheet.shown + 1}"'.encode())
    else:
        yield from _filled(content, sheets[number - 1])


def _filled(content: bytes, sheet: Sheet) -> Iterator[bytes | pa.Buffer]:
    before, _, after = content.partition(_END_OF_ROWS)
    styles = {int(column): style.decode() for column, style in _STYLE.findall(before)}
    shown = sheet.shown
    yield re.sub(rb'<dimension ref="[^"]*"/>', b"", before)  # of the headings alone; it may be left out
    for start in range(0, shown, _ROWS_AT_ONCE):
        part = sheet.rows.slice(start, min(_ROWS_AT_ONCE, shown - start))
        yield _rows(part, first=start + 2, styles=styles)
    if sheet.left_out:
        note = sheet.cut.replace("{number}", f"{sheet.left_out:,}")
        yield _rows(pa.table({"note": [note]}), first=shown + 2, styles={})
    yield _END_OF_ROWS + after


def _rows(part: pa.Table, first: int, styles: dict[int, str]) -> pa.Buffer:
    """The rows as the format spells them, one text after the other."""
    numbers = pa.array(range(first, first + part.num_rows), pa.int32()).cast(pa.string())
    cells = [pc.binary_join_element_wise('<row r="', numbers, '">', "")]
    for place, column in enumerate(part.columns):
        style = f' s="{styles[place + 1]}"' if place + 1 in styles else ""
        begin = f'<c r="{chr(ord("A") + place)}'
        if pa.types.is_integer(column.type):
            ends = (f'"{style}><v>', "</v></c>")
            texts = column.combine_chunks().cast(pa.string())
        else:
            ends = (f'"{style} t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>")
            texts = _escaped(column)
        cell = pc.binary_join_element_wise(begin, numbers, ends[0], texts, ends[1], "")
        cells.append(pc.fill_null(cell, ""))
    joined = pc.binary_join_element_wise(*cells, "</row>", "").cast(pa.large_string())
    # The texts of an array lie one after the other in its buffer.
    return _one(joined).buffers()[2]


def _escaped(column: pa.ChunkedArray) -> pa.Array:
    """Text as XML takes it; of a dictionary each distinct text is looked at once."""
    if pa.types.is_dictionary(column.type):
        whole = _one(column.unify_dictionaries())
        return _escape(whole.dictionary).take(whole.indices)
    return _escape(_one(column))


def _escape(texts: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(texts, _TO_ESCAPE)).as_py():
        return texts
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, sign, name)
    texts = pc.replace_substring_regex(texts, _NO_XML, "\ufffd")
    for pattern, instead in _ESCAPES:
        texts = pc.replace_substring_regex(texts, pattern, instead)
    return texts


def _one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column if isinstance(column, pa.Array) else column.combine_chunks()
