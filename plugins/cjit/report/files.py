"""The files of a report: for each area a page, a PDF, a workbook and a long CSV (interface.md, Outputs).

Areas are independent of each other, so a DAG may map over batches of them (`areas_of`, `write_area_files`,
then `write_common_files`); `write_report` does all of it on this machine.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

from cjit.errors import Permanent, Transient
from cjit.pages.files import safe_name, write_file
from cjit.report import packs
from cjit.report.long_csv import data_csv, metadata
from cjit.report.pack_tables import Pack
from cjit.report.page_compare import Comparisons
from cjit.report.page_data import Area, Book, read_book
from cjit.report.page_index import compare_page, index_page
from cjit.report.pages import contents, page, view_of
from cjit.report.pdf import pdf
from cjit.report.sheets import tables_xlsx
from cjit.settings import ReportFile
from cjit.warehouse.connection import Warehouse

AreaKey = tuple[str, str]
"""Level and code of an area."""

Tell = Callable[[int, int], None]
"""Told how many areas are done, and of how many."""

DOWNLOADS = {
    "report.pdf": "This report as a PDF",
    "tables.xlsx": "The tables as a workbook",
    "data.csv": "All figures as one long CSV",
    "data.csv-metadata.json": "What the columns of the CSV mean (CSV on the Web)",
}
ALL_KINDS: tuple[ReportFile, ...] = ("html", "pdf", "xlsx", "csv")
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
    warehouse: Warehouse,
    freeze_id: str,
    out_dir: Path,
    areas: Sequence[AreaKey],
    kinds: Sequence[ReportFile] = ALL_KINDS,
) -> list[Path]:
    """Write report.html, report.pdf, tables.xlsx and data.csv with its metadata for some areas of a freeze.

    Returns the files, which lie in `<out_dir>/<level>/<area>/`. Raises Permanent where there is no such
    freeze, Transient where the disk or the warehouse fails.
    """
    return _write_areas(_shelf(warehouse, freeze_id), out_dir, areas, kinds)


def write_packs(warehouse: Warehouse, freeze_id: str, out_dir: Path) -> list[Path]:
    """Write the annual packs alone of a freeze of a March; return the files.

    Raises Permanent for a freeze of another month or one that is not there, Transient where the disk or the
    warehouse fails.
    """
    shelf = _shelf(warehouse, freeze_id)
    book = shelf.comparisons.book
    if not packs.ends_a_year(book):
        raise Permanent(f"the freeze {freeze_id} is of no March: a year ends with March")
    areas = [(area.level, area.code) for area in book.areas if area.level in packs.TITLES]
    return _write_areas(shelf, out_dir, areas, ALL_KINDS, _pack_files)


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


def write_report(  # noqa: PLR0913 - which freeze, where to, how and what
    warehouse: Warehouse,
    freeze_id: str,
    out_dir: Path,
    *,
    workers: int = 2,
    kinds: Sequence[ReportFile] = ALL_KINDS,
    tell: Tell | None = None,
) -> list[Path]:
    """Write all files of a freeze; return them. Many areas are shared among processes.

    kinds: which files each area gets. tell: told how many areas are done, and of how many. Raises as
    write_area_files.
    """
    areas = areas_of(warehouse, freeze_id)
    written = write_common_files(warehouse, freeze_id, out_dir)
    tell = tell or _tell_nobody
    tell(0, len(areas))
    if workers < 2 or len(areas) < _WORTH_WORKERS:
        written += write_area_files(warehouse, freeze_id, out_dir, areas, kinds)
        tell(len(areas), len(areas))
        return written
    done = 0
    # Spawned, not forked: the process that we are in may have threads.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        under_way = {
            pool.submit(_write_batch, warehouse.url, freeze_id, out_dir, batch, kinds): len(batch)
            for batch in _batches(areas)
        }
        try:
            for finished in as_completed(under_way):
                written += finished.result()
                done += under_way[finished]
                tell(done, len(areas))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # what is not begun yet shall not be
            raise
    return sorted(written)


def _tell_nobody(done: int, of: int) -> None:
    """Nobody waits."""


def _batches(areas: Sequence[AreaKey]) -> list[list[AreaKey]]:
    return [list(areas[start : start + _AT_ONCE]) for start in range(0, len(areas), _AT_ONCE)]


def _write_batch(
    url: str, freeze_id: str, out_dir: Path, areas: Sequence[AreaKey], kinds: Sequence[ReportFile]
) -> list[Path]:
    return _write_areas(_kept_shelf(url, freeze_id), out_dir, areas, kinds)


@dataclass(frozen=True)
class _Shelf:
    """What the files of a freeze are made from; `years` are those of packs, of a March alone."""

    comparisons: Comparisons
    years: Mapping[str, Book | None]


def _shelf(warehouse: Warehouse, freeze_id: str) -> _Shelf:
    book = read_book(warehouse, freeze_id)
    years = packs.read_years(warehouse, book) if packs.ends_a_year(book) else {}
    return _Shelf(Comparisons(book), years)


@lru_cache(maxsize=1)
def _kept_shelf(url: str, freeze_id: str) -> _Shelf:
    """Of a worker, which lives for one report: read once."""
    return _shelf(Warehouse(url), freeze_id)


_Make = Callable[[_Shelf, Area], dict[str, Callable[[], bytes]]]


def _write_areas(
    shelf: _Shelf,
    out_dir: Path,
    areas: Sequence[AreaKey],
    kinds: Sequence[ReportFile],
    make: "_Make | None" = None,
) -> list[Path]:
    known = {(area.level, area.code): area for area in shelf.comparisons.book.areas}
    make = make or partial(_area_files, kinds=kinds)
    written = []
    try:
        for key in areas:
            for name, content in make(shelf, known[key]).items():
                path = out_dir / folder_of(*key) / name
                write_file(path, content())
                written.append(path)
    except OSError as error:
        raise _full(error) from None
    return written


def _area_files(shelf: _Shelf, area: Area, kinds: Sequence[ReportFile]) -> dict[str, Callable[[], bytes]]:
    """How to make each file that an area gets."""
    book = shelf.comparisons.book
    view = view_of(book, shelf.comparisons, area)
    made = contents(view)
    files: dict[str, Callable[[], bytes]] = {
        "report.html": lambda: page(made, links),
        "report.pdf": lambda: pdf(made, book.frozen_at),
        "tables.xlsx": lambda: tables_xlsx(view),
        "data.csv": lambda: data_csv(view),
        "data.csv-metadata.json": lambda: metadata(view),
    }
    packed = _pack_files(shelf, area) if shelf.years and area.level in packs.TITLES else {}
    files = {name: how for name, how in (packed | files).items() if _kind_of(name) in kinds}
    links = [(name, text) for name, text in (DOWNLOADS | packs.DOWNLOADS).items() if name in files]
    return files


def _kind_of(name: str) -> str:
    """html of report.html; the metadata of a CSV are csv, too."""
    return name.split(".")[1].removesuffix("-metadata")


def _pack_files(shelf: _Shelf, area: Area) -> dict[str, Callable[[], bytes]]:
    """How to make each file of a year's pack."""
    pack = Pack(view_of(shelf.comparisons.book, shelf.comparisons, area), shelf.years)
    made = packs.contents(pack)
    beside = {"report.html": "The report of March"} | packs.DOWNLOADS
    del beside["pack.html"]
    return {
        "pack.html": lambda: page(made, list(beside.items())),
        "pack.pdf": lambda: pdf(made, shelf.comparisons.book.frozen_at),
        "pack.xlsx": lambda: packs.pack_xlsx(pack),
    }


def _hrefs(book: Book) -> dict[AreaKey, str]:
    return {
        (area.level, area.code): (folder_of(area.level, area.code) / "report.html").as_posix()
        for area in book.areas
    }


def _full(error: OSError) -> Transient:
    return Transient(f"the report's files could not be written: {error.strerror}")
