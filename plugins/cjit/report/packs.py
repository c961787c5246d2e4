"""The annual packs: April to March, three years side by side (report.md, "England extras").

For a police force area it is the PCC pack, for a partnership the commissioning pack. A year is what the
report of its March says: the year to date, the caseload at its end, the 12 months where a measure has those
alone. Earlier years come from the last freezes of their Marches before this one (docs/decisions/0023).
"""

from cjit.pages.accessible_workbook import Sheet, workbook
from cjit.pages.words import day, moment
from cjit.report import calendar
from cjit.report import pack_tables as tables
from cjit.report.catalogue import measures, rates
from cjit.report.charts import StackChart, stack
from cjit.report.pack_tables import Pack
from cjit.report.page_blocks import Block, Bullets, Heading, Prose, Section, standing
from cjit.report.page_compare import NO_RATE, rate
from cjit.report.page_data import Book, read_book
from cjit.report.page_notes import DRAFT_TEXT, definitions, notes
from cjit.report.page_words import PLACES
from cjit.report.pages import Contents
from cjit.report.sheets import cover
from cjit.report.sheets import notes as sheet_notes
from cjit.warehouse.connection import Warehouse

TITLES = {"force": "PCC pack", "partnership": "Commissioning pack"}
"""The levels that get a pack, and what it is called."""

DOWNLOADS = {
    "pack.html": "The year, with the two before it",
    "pack.pdf": "The year as a PDF",
    "pack.xlsx": "The year as a workbook",
}
_YEARS = 3


def ends_a_year(book: Book) -> bool:
    """Whether packs are made from this freeze: it is of a March."""
    return book.spans.month.month == 3


def read_years(warehouse: Warehouse, book: Book) -> dict[str, Book | None]:
    """The years of a pack by name, the oldest first: `2016-17`, `2017-18`, `2018-19`."""
    months = [calendar.shift(book.spans.month, -12 * back) for back in range(_YEARS - 1, 0, -1)]
    periods = [f"{month:%Y-%m}" for month in months]
    with warehouse.session() as session:
        found = dict(session.rows("report/pack_years", {"freeze_id": book.freeze_id, "periods": periods}))
    earlier = [read_book(warehouse, found[period]) if period in found else None for period in periods]
    names = [year_name(month.year) for month in [*months, book.spans.month]]
    return dict(zip(names, [*earlier, book], strict=True))


def year_name(ends_in: int) -> str:
    """`2018-19` for the year that ends in March 2019."""
    return f"{ends_in - 1}-{ends_in % 100:02}"


def contents(pack: Pack) -> Contents:
    """The pack as a page."""
    book, area = pack.view.book, pack.view.beside.area
    year = list(pack.years)[-1]
    about = [
        (PLACES[area.level], area.full_name),
        ("Region", area.region or ""),
        ("Year", f"1 April {book.spans.ytd.year} to {day(book.spans.end)}"),
        ("Freeze", f"{book.freeze_id}, made {moment(book.frozen_at)}"),
        ("Years before", _before(pack)),
    ]
    return Contents(
        kicker=f"{TITLES[area.level]}, {year}",
        title=area.name,
        about=[fact for fact in about if fact[1]],
        headlines=_headlines(pack),
        sections=[section for section in _sections(pack) if section],
        freeze_id=book.freeze_id,
        draft=DRAFT_TEXT if book.is_draft else "",
    )


def pack_xlsx(pack: Pack) -> bytes:
    """The pack as a workbook."""
    view = pack.view
    made = contents(pack)
    first = cover(
        view, f"{made.kicker}: {view.beside.area.full_name}", f"Years from April to March. {_before(pack)}"
    )
    shown = [
        ("Chain", tables.chain(pack)),
        ("Rates", tables.rates_table(pack)),
        ("Outcomes", tables.became(pack)),
    ]
    shown += [
        ("Routes", tables.parts(pack, "routes")),
        ("Closed before caseload", tables.parts(pack, "chain")),
        ("Caseload", tables.parts(pack, "caseload")),
        ("Exits", tables.parts(pack, "exits")),
    ]
    if (within := tables.within(pack)) is not None:
        shown.append(("Agencies", within))
    sheets = [Sheet(name, table) for name, table in shown]
    return workbook(first, sheet_notes(view), sheets, view.book.frozen_at)


def _sections(pack: Pack) -> list[Section | None]:
    view, names = pack.view, list(pack.years)
    legend = [("main", "Onto the caseload"), ("second", "Closed before it"), ("third", "Outcome pending")]
    stacks = []
    for year, figures in pack.own.items():
        if figures:
            assessed, *became = tables.outcomes(figures)
            parts = list(zip(("main", "second", "third"), became, strict=True))
            stacks.append(stack(year, f"{assessed:,} assessed", parts))
    said = [text for m in rates(view.beside.area.level) if (text := standing(view, m, tables.kind_of(m)))]
    within = tables.within(pack)
    within_text = (
        "What each agency recorded of everyone it saw, wherever they live, in the months and 12 months that "
        "end with March. Agencies may add up to more or to less than the partnership."
    )
    return [
        Section(
            "chain",
            "Three years side by side",
            [
                Prose(f"Years from April to March: {', '.join(names)}. {_missing(pack)}".strip()),
                tables.chain(pack),
                StackChart("What became of the people assessed", legend, stacks),
                tables.became(pack),
            ],
        ),
        Section("rates", "Rates beside England", [tables.rates_table(pack), *_bullets(said)]),
        Section("routes", "Referral routes", [tables.parts(pack, "routes")]),
        Section("closed", "Closed before the caseload", [tables.parts(pack, "chain")]),
        Section("caseload", "Caseload at the end of March", [tables.parts(pack, "caseload")]),
        Section("exits", "Exits from the caseload", [tables.parts(pack, "exits")]),
        Section("places", "Agencies", [Prose(within_text), within]) if within else None,
        notes(view),
        definitions(view),
    ]


def _bullets(said: list[str]) -> list[Block]:
    return [Heading("Where this area stands this year"), Bullets(said)] if said else []


def _before(pack: Pack) -> str:
    told = [
        f"{year}: freeze {book.freeze_id}" if book else f"{year}: no report of its March"
        for year, book in list(pack.years.items())[:-1]
    ]
    return "; ".join(told) + "."


def _missing(pack: Pack) -> str:
    missing = [year for year, book in pack.years.items() if book is None]
    if not missing:
        return ""
    return f"No report of March has been made for {' and '.join(missing)}, so {NO_RATE} stands there."


def _headlines(pack: Pack) -> list[tuple[str, str, str]]:
    known = measures()
    *before, now = pack.own.values()
    names = list(pack.years)
    tiles = []
    for key in ("assessed", "onto_caseload", "caseload", "exits", "referred_started_84", "represented_182"):
        measure = known[key]
        earlier = [
            f"{year} {rate(figure) if measure.is_rate else tables.count(figure)}"
            for year, figures in zip(names, before, strict=False)
            if (figure := tables.one(figures, measure))
        ]
        figure = tables.one(now, measure)
        shown = rate(figure) if measure.is_rate else tables.count(figure)
        when = " on 31 March" if key == "caseload" else ""  # a day's, among figures of years
        tiles.append((measure.title + when, str(shown), "; ".join(earlier)))
    return tiles
