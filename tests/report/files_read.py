"""What stands in the files of an area, for tests that hold them against each other."""

import os
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
from pypdfium2 import PdfDocument

from page_checks import read_page, words


def sheet_rows(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet's one table, by its headings; none where there is no such sheet."""
    book = openpyxl.load_workbook(path)
    if name not in book.sheetnames:
        return []
    (table,) = book[name].tables.values()
    head, *rows = [[cell.value for cell in row] for row in book[name][table.ref]]
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def printed_on(pdf: Path) -> list[str]:
    """The text of each sheet of a PDF."""
    with PdfDocument(pdf) as read:  # which has a sign of its own for a hyphen at the end of a line
        return [sheet.get_textpage().get_text_range().replace("\ufffe", "-") for sheet in read]


def check_printed(folder: Path) -> None:
    """The PDF of an area has every table and paragraph of its page."""
    page = read_page(folder / "report.html")
    printed = _body([_squeezed(sheet) for sheet in printed_on(folder / "report.pdf")])
    place = 0
    for table in page.iter("table"):
        lines = [words(table.find("caption"))]
        lines += ["".join(words(cell) for cell in row) for row in table.xpath("./tbody/tr")]
        for line in lines:
            place = printed.index(_squeezed(line), place)
    for paragraph in page.xpath("//section//p[contains(@class, 'cjit-prose')]"):
        assert _squeezed(words(paragraph)) in printed


def _body(sheets: list[str]) -> str:
    """One text of all sheets, without what is the same at the top and at the foot of each of them.

    A paragraph that goes over to the next sheet has nothing in between then.
    """
    if len(sheets) == 1:
        return sheets[0]
    texts = [text.removesuffix(f"{n}of{len(sheets)}") for n, text in enumerate(sheets, start=1)]
    top, foot = len(_shared(texts)), len(_shared([text[::-1] for text in texts]))
    return "".join(text[top : len(text) - foot] for text in texts)


def _shared(texts: list[str]) -> str:
    return os.path.commonprefix(texts)  # noqa: RUF071 - of texts, letter by letter


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
