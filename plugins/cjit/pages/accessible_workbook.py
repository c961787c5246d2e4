"""Workbooks that follow the government's guidance on accessible spreadsheets, by gptables (report.md).

A cover, a list of contents, notes, then one table on each sheet. The same arguments give the same bytes.
"""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cjit.pages.tables import Number, Table

_WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A sheet: the name of its tab (31 characters at most), its table, and what is said above that."""

    name: str
    table: Table
    about: str = ""


@dataclass(frozen=True)
class Cover:
    """What the first sheet says: title, lines of introduction, lines about the figures."""

    title: str
    intro: Sequence[str]
    about: Sequence[str]


def workbook(cover: Cover, notes: Mapping[str, str], sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """The bytes of the workbook. notes: title → text; made_at: what the document's properties say."""
    import gptables  # noqa: PLC0415 - it brings pandas, and most of what imports this module needs neither
    import pandas  # noqa: PLC0415 - as above

    tables = {
        sheet.name: gptables.GPTable(
            table=pandas.DataFrame(
                [[_cell(cell) for cell in row] for row in sheet.table.rows],
                columns=list(sheet.table.head),
                dtype=object,
            ),
            table_name=f"table_{number}",
            title=sheet.table.caption,
            subtitles=[sheet.about] if sheet.about else [],
            instructions="This worksheet contains one table.",
            additional_formatting=_formats(sheet.table),
        )
        for number, sheet in enumerate(sheets, start=1)
    }
    target = io.BytesIO()
    with warnings.catch_warnings():
        # That no cell refers to a note: ours are about the whole workbook.
        warnings.filterwarnings("ignore", message="The following notes are not referenced")
        warnings.filterwarnings("ignore", module=r"gptables\.")  # what it asks of pandas is on its way out
        book = gptables.produce_workbook(
            target,
            tables,
            cover=gptables.Cover(title=cover.title, intro=list(cover.intro), about=list(cover.about)),
            notes_table=pandas.DataFrame(
                {"key": list(notes), "Note": list(notes), "Text": list(notes.values())}
            ),
            notesheet_options={"title": "Notes"},
            contentsheet_options={"title": "Contents"},
            auto_width=False,
            workbook_options={"in_memory": True, "strings_to_formulas": False, "strings_to_urls": True},
        )
    for sheet in sheets:
        _widths(book.get_worksheet_by_name(sheet.name), sheet.table)
    _text_widths(book)
    book.set_properties({"title": cover.title, "author": "NDTMS · CJIT", "created": made_at})
    book.close()
    return _stored(target)


def _stored(book: io.BytesIO) -> bytes:
    """The workbook with its parts not compressed: no two kinds of zlib make the same bytes of them."""
    target = io.BytesIO()
    with ZipFile(book) as packed, ZipFile(target, "w", ZIP_STORED) as plain:
        for name in packed.namelist():
            plain.writestr(ZipInfo(name), packed.read(name))  # of 1980: the clock is no part of it
    return target.getvalue()


def _cell(cell: str) -> str | int | float:
    """A number by its value, or the mark that says why there is none; text as it is, never empty."""
    if isinstance(cell, Number):
        return cell.mark if cell.value is None else cell.value
    return cell or "[z]"


def _formats(table: Table) -> list[dict[str, Any]]:
    """Thousands apart in counts, one decimal in percentages, by column."""
    columns: dict[str, list[str]] = {}
    for place, heading in enumerate(table.head):
        cells = [cell for row in table.rows if isinstance(cell := row[place], Number)]
        kinds = {type(cell.value) for cell in cells if cell.value is not None}
        if kinds:
            columns.setdefault("0.0" if float in kinds else "#,##0", []).append(heading)
    return [
        {"column": {"columns": headings, "format": {"num_format": sign}}}
        for sign, headings in columns.items()
    ]


def _widths(sheet: Any, table: Table) -> None:
    for place, heading in enumerate(table.head):
        longest = max(len(str(row[place])) for row in table.rows) if table.rows else 0
        words = max(map(len, heading.split()), default=0)
        sheet.set_column(place, place, min(_WIDEST, max(longest, words, 9) * 1.15 + 2))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _text_widths(book: Any) -> None:
    """Contents and notes, which gptables makes itself."""
    contents, notes = book.get_worksheet_by_name("Contents"), book.get_worksheet_by_name("Notes")
    contents.set_column(0, 0, 24)
    contents.set_column(1, 1, 90)
    notes.set_column(0, 0, 14)
    notes.set_column(1, 1, 34)
    notes.set_column(2, 2, 110)
    book.get_worksheet_by_name("Cover").set_column(0, 0, 95)
