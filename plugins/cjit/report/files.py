"""The files of a report: for each area a page, a PDF, a workbook and a long CSV (interface.md, Outputs).

Areas are independent of each other, so the DAG maps over batches of them (`batches_of`, `write_area_files`,
then `write_common_files`); `write_report` does all of it on this machine.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypedDict

from cjit.errors import Permanent, Transient
from cjit.pages.files import safe_name, write_file
from cjit.places import Place
from cjit.progress import Tell
from cjit.report import packs
from cjit.report.at_once import at_once
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

DOWNLOADS = {
    "report.pdf": "This report as a PDF",
    "tables.xlsx": "The tables as a workbook",
    "data.csv": "All figures as one long CSV",
    "data.csv-metadata.json": "What the columns of the CSV mean (CSV on the Web)",
}
ALL_KINDS: tuple[ReportFile, ...] = ("html", "pdf", "xlsx", "csv")
COMPARE = Path("england") / "england" / "compare.html"
"""Names every partnership, so it lies with England's files and is for those who may see England's."""

_IN_A_BATCH = 60  # areas that a task takes: some 20 seconds of 2 cores (docs/decisions/0029)
_AT_ONCE = 5  # areas that a process takes at a time
_WORTH_PROCESSES = 20  # areas below which starting processes would cost more than it saves
_PRELOAD = ("cjit.report.files", "gptables")


class Batch(TypedDict):
    """Some areas of a freeze, as tasks pass them: which of how many, and level and code of each."""

    label: str
    areas: list[list[str]]


def folder_of(level: str, code: str) -> Path:
    """Where an area's files lie within the report's folder."""
    return Path(level) / safe_name(code)


def areas_of(warehouse: Warehouse, freeze_id: str) -> list[AreaKey]:
    """Level and code of each area of a freeze; raises Permanent where there is no such freeze."""
    areas = read_book(warehouse, freeze_id).areas
    return [(area.level, area.code) for area in areas]


def batches_of(warehouse: Warehouse, freeze_id: str) -> list[Batch]:
    """All areas of a freeze in batches, for tasks to write one each; raises as areas_of."""
    areas = areas_of(warehouse, freeze_id)
    return [
        Batch(
            label=f"areas {start + 1} to {start + len(some)} of {len(areas)}",
            areas=[list(key) for key in some],
        )
        for start, some in _parts(areas, _IN_A_BATCH)
    ]


def write_area_files(  # noqa: PLR0913 - which freeze, where to, what and how
    warehouse: Warehouse,
    freeze_id: str,
    out_dir: Place,
    areas: Sequence[AreaKey],
    kinds: Sequence[ReportFile] = ALL_KINDS,
    *,
    workers: int = 1,
    tell: Tell | None = None,
) -> list[Place]:
    """Write report.html, report.pdf, tables.xlsx and data.csv with its metadata for some areas of a freeze.

    workers: processes that many areas are shared among. tell: told how many areas are done, and of how many.
    Returns the files, which lie in `<out_dir>/<level>/<area>/`. Raises Permanent where there is no such
    freeze, Transient where the disk or the warehouse fails.
    """
    done = 0

    def count(some: Sequence[AreaKey]) -> None:
        nonlocal done
        done += len(some)
        if tell:
            tell(done, len(areas))

    count([])
    if workers < 2 or len(areas) < _WORTH_PROCESSES:
        written = _write_areas(_shelf(warehouse, freeze_id), out_dir, areas, kinds)
        count(areas)
        return written
    work = partial(_write_share, warehouse.url, freeze_id, out_dir, kinds)
    shares = [some for _, some in _parts(areas, _AT_ONCE)]
    made = at_once(work, shares, workers, _PRELOAD, count)
    return [path for paths in made for path in paths]


def write_packs(
    warehouse: Warehouse, freeze_id: str, out_dir: Place, tell: Tell | None = None
) -> list[Place]:
    """Write the annual packs alone of a freeze of a March; return the files.

    tell: told how many areas are done, and of how many. Raises Permanent for a freeze of another month or one
    that is not there, Transient where the disk or the warehouse fails.
    """
    shelf = _shelf(warehouse, freeze_id)
    book = shelf.comparisons.book
    if not packs.ends_a_year(book):
        raise Permanent(f"the freeze {freeze_id} is of no March: a year ends with March")
    areas = [(area.level, area.code) for area in book.areas if area.level in packs.TITLES]
    written: list[Place] = []
    for done, area in enumerate(areas, start=1):
        written += _write_areas(shelf, out_dir, [area], ALL_KINDS, _pack_files)
        if tell:
            tell(done, len(areas))
    return written


def write_common_files(warehouse: Warehouse, freeze_id: str, out_dir: Place) -> list[Place]:
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
    out_dir: Place,
    *,
    workers: int = 2,
    kinds: Sequence[ReportFile] = ALL_KINDS,
    tell: Tell | None = None,
) -> list[Place]:
    """Write all files of a freeze; return them. Many areas are shared among processes.

    kinds: which files each area gets. tell: told how many areas are done, and of how many. Raises as
    write_area_files.
    """
    areas = areas_of(warehouse, freeze_id)
    written = write_area_files(warehouse, freeze_id, out_dir, areas, kinds, workers=workers, tell=tell)
    return sorted([*written, *write_common_files(warehouse, freeze_id, out_dir)], key=str)


def _parts(areas: Sequence[AreaKey], size: int) -> list[tuple[int, Sequence[AreaKey]]]:
    """The areas in parts, each with the place of its first."""
    return [(start, areas[start : start + size]) for start in range(0, len(areas), size)]


def _write_share(
    url: str, freeze_id: str, out_dir: Place, kinds: Sequence[ReportFile], areas: Sequence[AreaKey]
) -> list[Place]:
    return _write_areas(_kept_shelf(url, freeze_id), out_dir, areas, kinds)


@dataclass(frozen=True)
class _Shelf:
    """What the files of a freeze are made from; `years` are those of packs, of a March alone."""

    comparisons: Comparisons
    years: Mapping[str, Book | None]


def _shelf(warehouse: Warehouse, freeze_id: str) -> _Shelf:
    book = read_book(warehouse, freeze_id, with_changes=True)
    years = packs.read_years(warehouse, book) if packs.ends_a_year(book) else {}
    return _Shelf(Comparisons(book), years)


@lru_cache(maxsize=1)
def _kept_shelf(url: str, freeze_id: str) -> _Shelf:
    """Of a process, which lives for one call of `at_once`: read once."""
    return _shelf(Warehouse(url), freeze_id)


_Make = Callable[[_Shelf, Area], dict[str, Callable[[], bytes]]]


def _write_areas(
    shelf: _Shelf,
    out_dir: Place,
    areas: Sequence[AreaKey],
    kinds: Sequence[ReportFile],
    make: "_Make | None" = None,
) -> list[Place]:
    known = {(area.level, area.code): area for area in shelf.comparisons.book.areas}
    make = make or partial(_area_files, kinds=kinds)
    written: list[Place] = []
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
