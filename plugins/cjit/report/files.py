"""The files of a report: for each area a page, a PDF, a workbook and a long CSV (interface.md, Outputs).

Areas are independent of each other, so a DAG may map over batches of them (`areas_of`, `write_area_files`,
then `write_common_files`); `write_report` does all of it on this machine.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from cjit.errors import Transient
from cjit.pages.files import safe_name, write_file
from cjit.report.long_csv import data_csv, metadata
from cjit.report.page_compare import Comparisons
from cjit.report.page_data import Area, Book, read_book
from cjit.report.page_index import compare_page, index_page
from cjit.report.pages import contents, page, view_of
from cjit.report.pdf import pdf
from cjit.report.sheets import tables_xlsx
from cjit.warehouse.connection import Warehouse

AreaKey = tuple[str, str]
"""Level and code of an area."""

DOWNLOADS = {
    "report.pdf": "This report as a PDF",
    "tables.xlsx": "The tables as a workbook",
    "data.csv": "All figures as one long CSV",
    "data.csv-metadata.json": "What the columns of the CSV mean (CSV on the Web)",
}
COMPARE = Path("england") / "england" / "compare.html"
"""Names every partnership, so it lies with England's files and is for those who may see England's."""

_AT_ONCE = 10  # areas that a worker takes at a time
_WORTH_WORKERS = 30  # areas below which starting workers would cost more than it saves


def folder_of(level: str, code: str) -> Path:
    """Where an area's files lie within the report's folder."""
    return Path(level) / safe_name(code)


def areas_of(warehouse: Warehouse, freeze_id: str) -> list[AreaKey]:
    """Level and code of each area of a freeze; raises Permanent where there is no such freeze."""
    areas = read_book(warehouse, freeze_id).areas
    return [(area.level, area.code) for area in areas]


def write_area_files(
    warehouse: Warehouse, freeze_id: str, out_dir: Path, areas: Sequence[AreaKey]
) -> list[Path]:
    """Write report.html, report.pdf, tables.xlsx and data.csv with its metadata for some areas of a freeze.

    Returns the files, which lie in `<out_dir>/<level>/<area>/`. Raises Permanent where there is no such
    freeze, Transient where the disk or the warehouse fails.
    """
    return _write_areas(Comparisons(read_book(warehouse, freeze_id)), out_dir, areas)


def write_common_files(warehouse: Warehouse, freeze_id: str, out_dir: Path) -> list[Path]:
    """Write index.html, which finds an area, and England's compare.html; raises as write_area_files."""
    book = read_book(warehouse, freeze_id)
    pages = {"index.html": index_page(book, _hrefs(book))}
    if ("england", "england") in book.names:
        pages[COMPARE.as_posix()] = compare_page(book)
    try:
        for name, content in pages.items():
            write_file(out_dir / name, content)
    except OSError as error:
        raise _full(error) from None
    return [out_dir / name for name in pages]


def write_report(
    warehouse: Warehouse,
    freeze_id: str,
    out_dir: Path,
    *,
    workers: int = 2,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> list[Path]:
    """Write all files of a freeze; return them. Many areas are shared among processes.

    tell: told how many areas are done, and of how many. Raises as write_area_files.
    """
    areas = areas_of(warehouse, freeze_id)
    written = write_common_files(warehouse, freeze_id, out_dir)
    tell(0, len(areas))
    if workers < 2 or len(areas) < _WORTH_WORKERS:
        written += write_area_files(warehouse, freeze_id, out_dir, areas)
        tell(len(areas), len(areas))
        return written
    done = 0
    # Spawned, not forked: the process that we are in may have threads.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        under_way = {
            pool.submit(_write_batch, warehouse.url, freeze_id, out_dir, batch): len(batch)
            for batch in _batches(areas)
        }
        for finished in as_completed(under_way):
            written += finished.result()
            done += under_way[finished]
            tell(done, len(areas))
    return sorted(written)


def _batches(areas: Sequence[AreaKey]) -> list[list[AreaKey]]:
    return [list(areas[start : start + _AT_ONCE]) for start in range(0, len(areas), _AT_ONCE)]


def _write_batch(url: str, freeze_id: str, out_dir: Path, areas: Sequence[AreaKey]) -> list[Path]:
    return _write_areas(_comparisons(url, freeze_id), out_dir, areas)


@lru_cache(maxsize=1)
def _comparisons(url: str, freeze_id: str) -> Comparisons:
    """Of a worker, which lives for one report: read once."""
    return Comparisons(read_book(Warehouse(url), freeze_id))


def _write_areas(comparisons: Comparisons, out_dir: Path, areas: Sequence[AreaKey]) -> list[Path]:
    book = comparisons.book
    known = {(area.level, area.code): area for area in book.areas}
    written = []
    try:
        for key in areas:
            for name, content in _files(book, comparisons, known[key]).items():
                path = out_dir / folder_of(*key) / name
                write_file(path, content)
                written.append(path)
    except OSError as error:
        raise _full(error) from None
    return written


def _files(book: Book, comparisons: Comparisons, area: Area) -> dict[str, bytes]:
    view = view_of(book, comparisons, area)
    made = contents(view)
    return {
        "report.html": page(made, list(DOWNLOADS.items())),
        "report.pdf": pdf(made, book.frozen_at),
        "tables.xlsx": tables_xlsx(view),
        "data.csv": data_csv(view),
        "data.csv-metadata.json": metadata(view),
    }


def _hrefs(book: Book) -> dict[AreaKey, str]:
    return {
        (area.level, area.code): (folder_of(area.level, area.code) / "report.html").as_posix()
        for area in book.areas
    }


def _full(error: OSError) -> Transient:
    return Transient(f"the report's files could not be written: {error.strerror}")
