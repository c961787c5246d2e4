"""The pages of a report, one of each kind, of a freeze that no warehouse holds."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from cjit.report import calendar, packs
from cjit.report.files import AreaKey, folder_of
from cjit.report.ledger import Change, Moved
from cjit.report.pack_tables import Pack
from cjit.report.page_compare import Comparisons
from cjit.report.page_data import Agency, Area, Book, LinkageRange, Risks
from cjit.report.page_figures import Figure, Figures
from cjit.report.page_index import compare_page, index_page
from cjit.report.page_words import TREND
from cjit.report.pages import contents, page, view_of
from report import page_rows

_SEEDS = {"2018-11": 3, "2019-03": 5, "2018-03": 6}


def _areas() -> list[Area]:
    areas = {("england", "england"): Area("england", "england", "England", None, None)}
    agencies = page_rows.agencies()
    for place in page_rows.partnerships():
        code, name, region, force = (place[key] for key in ("dat_code", "name", "region", "police_force"))
        if region != "North East":
            continue
        areas["region", region] = Area("region", region, region, None, None)
        areas["force", force] = Area("force", force, force, region, None)
        areas["partnership", code] = Area("partnership", code, name, region, force)
        if code in agencies:
            agency = agencies[code]
            areas["provider", agency] = Area("provider", agency, f"CJIT {agency}", region, force, code)
    return list(areas.values())


def _agencies() -> list[Area]:
    return [area for area in _areas() if area.level == "provider"]


def _figures(seed: int) -> dict[AreaKey, Figures]:
    cells: dict[AreaKey, dict[tuple[str, str], dict[str, Figure]]] = {}
    for level, code, kind, measure, part, top, bottom in page_rows.figures(seed, "North East"):
        value = top if bottom is None else None if bottom == 0 else (2000 * top + bottom) // (2 * bottom) / 10
        cells.setdefault((level, code), {}).setdefault((kind, measure), {})[part] = Figure(value, top, bottom)
    return {area: Figures(found) for area, found in cells.items()}


def _book(period: str, signed_by: str | None = None) -> Book:
    figures = _figures(_SEEDS[period])
    months = {f"2018-{month:02}": _figures(month) for month in (2, 7, 8, 9, 10)}
    agencies = [
        Agency(a.code, a.name, a.partnership, "Somewhere", a.region, a.force, late, _at(6), 96.6, 89.6)
        for late, a in zip((False, True, None, False), _agencies(), strict=True)
    ]
    return Book(
        freeze_id=f"{period}-0123456789ab",
        spans=calendar.spans(period),
        frozen_at=_at(12),
        restates=None,
        signed_by=signed_by,
        signed_at=_at(13) if signed_by else None,
        areas=_areas(),
        agencies=agencies,
        labels={},
        figures=figures,
        earlier={
            key: {
                month: {m: f for m in TREND if (f := found[key].one("month", m))}
                for month, found in months.items()
            }
            for key in figures
        },
        linkage={("partnership", "A04B"): LinkageRange(1204, 1198, 1251, Risks(47, Decimal("0.25"), 6))},
    )


def _at(day: int) -> datetime:
    return datetime(2018, 12, day, 2, tzinfo=UTC)


def _area_page(book: Book, level: str, code: str) -> str:
    area = next(area for area in book.areas if (area.level, area.code) == (level, code))
    return page(contents(view_of(book, Comparisons(book), area)), [("report.pdf", "A PDF")]).decode()


def _restated() -> str:
    """Of a restatement that moved more figures of Middlesbrough than its page shows."""
    key = ("partnership", "A04B")
    book = _book("2018-11")
    now, then = book.figures[key], _figures(8)[key]
    moved = (
        [Moved("episode", "late file", 12), Moved("episode", "deletion", 1)],
        [Moved("agency", "correction", 1)],
    )
    changes = [
        Change(
            kind,
            measure,
            part,
            then.cells.get((kind, measure), {}).get(part, Figure(None, 0, None)),
            figure,
            why,
        )
        for (kind, measure), parts in now.cells.items()
        for part, figure in parts.items()
        for why in [moved[measure in ("load_pct", "dq_pct")]]
    ]
    return _area_page(replace(book, restates="2018-11-ba9876543210", changes={key: changes}), *key)


def _pack() -> str:
    book = _book("2019-03")
    area = next(area for area in book.areas if area.code == "A04B")
    years = {"2016-17": None, "2017-18": _book("2018-03"), "2018-19": book}
    return page(packs.contents(Pack(view_of(book, Comparisons(book), area), years))).decode()


def pages() -> dict[str, str]:
    """Kind → HTML."""
    book = _book("2018-11")
    hrefs = {(a.level, a.code): folder_of(a.level, a.code).as_posix() for a in book.areas}
    return {
        "england": _area_page(book, "england", "england"),
        "partnership": _area_page(book, "partnership", "A04B"),
        "provider": _area_page(book, "provider", page_rows.agencies()["A04B"]),
        "signed": _area_page(_book("2018-11", "Ann Example"), "force", "Cleveland"),
        "restated": _restated(),
        "pack": _pack(),
        "index": index_page(book, hrefs).decode(),
        "compare": compare_page(book).decode(),
    }
