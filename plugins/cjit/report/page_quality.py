"""The parts of a report page about its sources, its past and what lies within: quality, trend, places."""

from collections.abc import Callable
from datetime import date

from cjit.london import london_day
from cjit.pages.tables import Table
from cjit.pages.words import day, month, several, short_month
from cjit.report import calendar
from cjit.report.catalogue import Measure, measures, rates
from cjit.report.charts import TrendChart, trend
from cjit.report.page_blocks import Block, Prose, Section, View
from cjit.report.page_compare import number, per_cent, rate
from cjit.report.page_data import Agency, Area, Book
from cjit.report.page_figures import Figure
from cjit.report.page_words import PLACES, TREND

MONTHS_SHOWN = 13
_LATE_TITLE = "Agencies without a file accepted in the window"
_AGENCY_HEAD = [
    "Agency",
    PLACES["partnership"],
    "File in the window",
    "Last accepted file",
    "Load %",
    "DQ %",
]


def quality(view: View) -> Section:
    """How complete and how good the files behind the figures are."""
    area = view.beside.area
    sent = view.beside.own.one("month", "submitted")
    text = (
        f"{sent.numerator:,} of {several(sent.denominator, 'agency', 'agencies')} had a file accepted in the "
        f"window for {month(view.book.spans.end)}. "
        if sent and sent.denominator
        else "No agency of this area was open to send a file. "
    )
    open_mismatches = view.beside.own.one("month", "open_mismatches")
    shown = rates(area.level, "quality")
    blocks: list[Block] = [
        Prose(
            text + "An agency without one is carried forward: its last accepted file still counts. "
            "Load % is the share of rows without an error; DQ % the share of loaded rows without a warning."
        ),
        *view.comparisons.compared(
            view.beside, "Data quality of the sources", [(m.title, "month", m.key) for m in shown]
        ),
        _parts_table(view, shown),
    ]
    if open_mismatches:
        number_open = open_mismatches.numerator
        told = several(number_open, "mismatch", "mismatches") if number_open else "No mismatches"
        verb = "was" if number_open == 1 else "were"
        blocks.append(Prose(f"{told} between files {verb} still to be settled at the freeze."))
    return Section("quality", "Data quality", [*blocks, *_behind(view)])


def _behind(view: View) -> list[Block]:
    """The agencies behind the figures, as far as readers may know of them, and who is carried forward."""
    area = view.beside.area
    agencies = agencies_of(view.book, area)
    if area.level == "england":
        late = [a for a in agencies if a.carried_forward is not False]
        return [_agency_table(_LATE_TITLE, late)] if late else [Prose("Every agency sent a file.")]
    blocks: list[Block] = [agency_table(view)] if agencies and area.level != "force" else []
    if carried := [_named(a) for a in agencies if a.carried_forward]:
        blocks.append(Prose(f"Carried forward: {', '.join(carried)}."))
    elif area.level == "force":
        blocks.append(Prose("No agency is carried forward."))
    return blocks


def _parts_table(view: View, measures: list[Measure]) -> Table:
    """Rates of the month alone: how many of how many."""
    rows = []
    for measure in measures:
        figure = view.beside.own.one("month", measure.key)
        top, bottom = (figure.numerator, figure.denominator) if figure else (None, None)
        rows.append([f"{measure.part}, of {measure.of.lower()}", number(bottom), number(top), rate(figure)])
    return Table("The files, in numbers", ["What", "Out of", "Number", "%"], rows)


def trends(view: View) -> Section:
    """The 13 months that end with this one, as they stood at this freeze."""
    months, by_month = trend_figures(view)
    if sum(map(bool, by_month)) < 2:
        text = "There is no trend yet: no month before this one has a report, and nothing is known of any."
        return Section("trend", "Trend", [Prose(text)])
    names = [short_month(m) for m in months]
    titles = trend_titles()
    drawn = [
        trend(
            measure,
            titles[measure],
            names,
            [_value(figures.get(measure)) for figures in by_month],
            [shown(figures.get(measure)) for figures in by_month],
        )
        for measure in TREND
        if _value(by_month[-1].get(measure)) is not None
    ]
    return Section(
        "trend",
        "Trend",
        [
            Prose(trend_text(view)),
            TrendChart(drawn),
            trend_table(view),
        ],
    )


def trend_text(view: View) -> str:
    """What the months of the trend are taken from."""
    text = "Each month as it was last published before this report."
    if view.book.not_published:
        text += " Those marked as not published had no report, and are as they were known at this freeze."
    return text + " A month of which nothing is known is a gap."


def trend_table(view: View) -> Table:
    """The months of the trend of which something is known, this one last."""
    months, by_month = trend_figures(view)
    mark = {when: ", not published" for when in months if f"{when:%Y-%m}" in view.book.not_published}
    rows = [
        [month(when) + mark.get(when, ""), *(shown(figures.get(measure)) for measure in TREND)]
        for when, figures in zip(months, by_month, strict=True)
        if figures
    ]
    return Table("Month by month", ["Month", *trend_titles().values()], rows, wide=True)


def trend_titles() -> dict[str, str]:
    """The measures of the trend and what they are called."""
    known = measures()
    return {key: known[key].title + (", %" if known[key].is_rate else "") for key in TREND}


def trend_figures(view: View) -> tuple[list[date], list[dict[str, Figure]]]:
    """The 13 months and the figures of each."""
    months = [calendar.shift(view.book.spans.month, -back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    earlier = view.book.earlier.get((view.beside.area.level, view.beside.area.code), {})
    by_month: list[dict[str, Figure]] = [dict(earlier.get(f"{m:%Y-%m}", {})) for m in months]
    own = view.beside.own
    by_month[-1] = {measure: figure for measure in TREND if (figure := own.one("month", measure))}
    return months, by_month


def places(view: View) -> Section | None:
    """The partnerships within England or a region, the agencies of a partnership; None on other pages.

    Not on a force area's: a PCC office is granted its own area and benchmarks (access.md).
    """
    area = view.beside.area
    within: dict[str, Callable[[Area], bool]] = {
        "england": lambda other: other.level == "partnership",
        "region": lambda other: other.level == "partnership" and other.region == area.code,
        "partnership": lambda other: other.level == "provider" and other.partnership == area.code,
    }
    if area.level not in within:
        return None
    found = [other for other in view.book.areas if within[area.level](other)]
    if not found:
        return None
    if area.level == "partnership":
        title, kind = f"Agencies of {area.name}", PLACES["provider"]
        text = (
            "What each agency recorded of everyone it saw, wherever they live. The partnership counts "
            "those who live here, each once, so agencies may add up to more or to less."
        )
        return Section("places", "Agencies", [Prose(text), places_table(view.book, title, kind, found)])
    table = places_table(view.book, f"Partnerships in {area.name}", PLACES["partnership"], found)
    return Section("places", "Partnerships", [table])


PLACE_COLUMNS = (
    ("Assessed in the month", "month", "assessed"),
    ("Assessed in 12 months", "rolling12", "assessed"),
    ("Onto the caseload in 12 months, %", "rolling12", "onto_caseload"),
    ("On the caseload", "month", "caseload"),
    ("Exits in 12 months", "rolling12", "exits"),
    ("Referred in 12 months", "rolling12", "referred"),
    ("Started within 3 weeks of referral, 12 months, %", "rolling12", "referred_started_21"),
    ("Load %", "month", "load_pct"),
    ("DQ %", "month", "dq_pct"),
)


def places_table(book: Book, title: str, kind: str, areas: list[Area]) -> Table:
    """A row for each area with the figures that people compare first."""
    rows = []
    for area in areas:
        figures = book.of(area.level, area.code)
        rows.append([area.full_name, *(shown(figures.one(span, key)) for _, span, key in PLACE_COLUMNS)])
    return Table(title, [kind, *(heading for heading, _, _ in PLACE_COLUMNS)], rows, wide=True)


def agencies_of(book: Book, area: Area) -> list[Agency]:
    """The agencies behind the figures of an area."""
    return [agency for agency in book.agencies if _lies_in(agency, area)]


def agency_table(view: View) -> Table:
    """The agencies behind an area's figures, of England all; of a force area who is carried forward, no more.

    A PCC office is not granted figures by provider (access.md), but report.md wants these named.
    """
    agencies = agencies_of(view.book, view.beside.area)
    if view.beside.area.level == "force":
        rows = [[_named(agency), _sent(agency)] for agency in agencies if agency.carried_forward]
        return Table("Agencies carried forward", [_AGENCY_HEAD[0], _AGENCY_HEAD[2]], rows, frozenset({1}))
    return _agency_table("Agencies behind these figures", agencies)


def shown(figure: Figure | None) -> str:
    """A count or a rate as it is shown."""
    if figure is None or figure.denominator is not None:
        return rate(figure)
    return number(figure.numerator)


def _lies_in(agency: Agency, area: Area) -> bool:
    own = {
        "england": "england",
        "region": agency.region,
        "force": agency.force,
        "partnership": agency.partnership,
        "provider": agency.code,
    }
    return own[area.level] == area.code


def _agency_table(title: str, agencies: list[Agency]) -> Table:
    rows = [
        [
            _named(agency),
            agency.partnership_name or "",
            _sent(agency),
            day(london_day(agency.received_at)) if agency.received_at else "",
            per_cent(agency.load_pct),
            per_cent(agency.dq_pct),
        ]
        for agency in agencies
    ]
    return Table(title, _AGENCY_HEAD, rows, words=frozenset({1, 2, 3}), wide=True)


def _named(agency: Agency) -> str:
    return f"{agency.name} ({agency.code})"


def _sent(agency: Agency) -> str:
    if agency.carried_forward is None:
        return "None accepted yet"
    return "Carried forward" if agency.carried_forward else "Yes"


def _value(figure: Figure | None) -> float | None:
    if figure is None:
        return None
    return figure.value if figure.denominator is not None else float(figure.numerator)
