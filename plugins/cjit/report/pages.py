"""The report's HTML pages: one for each area of a freeze, and an index (specification: report.md).

Each page stands alone: styles and drawings are within, nothing is fetched. The same freeze gives the same
bytes.
"""

from pathlib import Path
from urllib.parse import quote

from cjit.errors import Transient
from cjit.pages.environment import environment
from cjit.pages.files import safe_name, write_file
from cjit.pages.words import count, day, moment, month, percent, several
from cjit.report.page_compare import NO_RATE, Comparisons
from cjit.report.page_data import Area, Book, read_book
from cjit.report.page_quality import notes, places, quality, trends
from cjit.report.page_sections import View, caseload, chain, exits, routes
from cjit.report.page_words import PLACES, span_sentence
from cjit.warehouse.connection import Warehouse

_TEMPLATES = Path(__file__).parent / "templates"
_LEVELS = {
    "england": "England",
    "region": "Regions",
    "force": "Police force areas",
    "partnership": "Partnerships",
}


def write_pages(warehouse: Warehouse, freeze_id: str, out_dir: Path) -> list[Path]:
    """Write `<level>/<area>/report.html` for every area of a freeze, and `index.html`; return the files.

    Folders are named by the code of a partnership and by the name of a region or force area. Raises Permanent
    where there is no such freeze, Transient where the disk or the warehouse fails.
    """
    book = read_book(warehouse, freeze_id)
    try:
        return _write(book, out_dir)
    except OSError as error:
        raise Transient(f"the report's pages could not be written: {error.strerror}") from None


def _write(book: Book, out_dir: Path) -> list[Path]:
    comparisons = Comparisons(book)
    template = environment(_TEMPLATES).get_template("report.html")
    written = []
    for area in book.areas:
        path = out_dir / _page_of(area)
        write_file(path, template.render(_page(book, comparisons, area)).encode())
        written.append(path)
    index = environment(_TEMPLATES).get_template("index.html")
    write_file(out_dir / "index.html", index.render(_index(book)).encode())
    return [*written, out_dir / "index.html"]


def _page_of(area: Area) -> Path:
    return Path(area.level) / safe_name(area.code) / "report.html"


def _page(book: Book, comparisons: Comparisons, area: Area) -> dict[str, object]:
    view = View(book, comparisons, comparisons.beside(area))
    sections = [
        chain(view),
        routes(view),
        caseload(view),
        exits(view),
        quality(view),
        trends(view),
        places(view),
        notes(view),
    ]
    return {
        "area": area,
        "month": month(book.spans.month),
        "about": _about(view),
        "headlines": _headlines(view),
        "sections": [section for section in sections if section],
        "freeze_id": book.freeze_id,
    }


def _about(view: View) -> list[dict[str, dict[str, str]]]:
    """The rows of the GOV.UK summary list."""
    area, book = view.beside.area, view.book
    facts = [
        (PLACES[area.level], {"partnership": area.code, "england": None}.get(area.level, area.name)),
        ("Police force area", area.force),
        ("Region", area.region),
        ("Periods", span_sentence(book.spans)),
        ("Freeze", f"{book.freeze_id}, made {moment(book.frozen_at)}"),
    ]
    return [{"key": {"text": name}, "value": {"text": value}} for name, value in facts if value]


def _headlines(view: View) -> list[tuple[str, str, str]]:
    """The figures to know first: what, how many, and what to hold against it."""
    own, spans = view.beside.own, view.book.spans
    onto, england = own.one("month", "onto_caseload"), view.book.england.one("month", "onto_caseload")
    completed = own.parts("month", "exits_by_group").get("completed", 0)
    sent = own.one("month", "submitted")
    rate = percent(onto.value if onto else None) or NO_RATE
    beside = f"; England {percent(england.value)}" if england and view.beside.area.level != "england" else ""
    return [
        (
            f"People assessed in {month(spans.month)}",
            count(own.count("month", "assessed")),
            f"{count(own.count('rolling12', 'assessed'))} in 12 months",
        ),
        (
            "Of these, onto the caseload",
            rate,
            f"{count(onto.numerator if onto else 0)} people{beside}",
        ),
        (
            f"On the caseload on {day(spans.end)}",
            count(own.count("month", "caseload")),
            f"{count(own.count('month', 'caseload_starts'))} started in the month",
        ),
        (
            f"Left the caseload in {month(spans.month)}",
            count(own.count("month", "exits")),
            f"{count(completed)} completed",
        ),
        (
            "DQ % of the sources",
            _percent_of(view, "dq_pct"),
            f"Load % {_percent_of(view, 'load_pct')}; "
            f"files from {count(sent.numerator if sent else 0)} of "
            f"{several((sent.denominator if sent else 0) or 0, 'agency', 'agencies')}",
        ),
    ]


def _percent_of(view: View, measure: str) -> str:
    figure = view.beside.own.one("month", measure)
    return percent(figure.value if figure else None) or NO_RATE


def _index(book: Book) -> dict[str, object]:
    groups = []
    for level, title in _LEVELS.items():
        areas = [area for area in book.areas if area.level == level]
        links = [(area.name, area.code, quote(_page_of(area).as_posix())) for area in areas]
        if links:
            groups.append((level, title, links))
    return {
        "month": month(book.spans.month),
        "made": moment(book.frozen_at),
        "freeze_id": book.freeze_id,
        "groups": groups,
    }
