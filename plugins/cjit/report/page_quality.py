"""The parts of a report page about its sources: data quality, agencies, areas within, trend and notes."""

from collections.abc import Callable

from cjit.london import london_day
from cjit.pages.tables import Table
from cjit.pages.words import day, moment, month, percent, several, short_month
from cjit.report import calendar
from cjit.report.charts import TrendChart, trend
from cjit.report.page_compare import NO_RATE
from cjit.report.page_data import TREND, Agency, Area, Figure
from cjit.report.page_sections import Block, Heading, Prose, Section, View
from cjit.report.page_words import PLACES, QUALITY, TRENDS

_MONTHS_SHOWN = 13


def quality(view: View) -> Section:
    """How complete and how good the files behind the figures are."""
    sent = view.beside.own.one("month", "submitted")
    agencies = [a for a in view.book.agencies if _lies_in(a, view.beside.area)]
    carried = [a for a in agencies if a.carried_forward]
    text = (
        f"{sent.numerator:,} of {several(sent.denominator, 'agency', 'agencies')} had a file accepted in the "
        f"window for {month(view.book.spans.end)}. "
        if sent and sent.denominator
        else "No agency of this area was open to send a file. "
    )
    compared = view.comparisons.strips(
        view.beside, "Data quality of the sources", [(rate.title, "month", rate) for rate in QUALITY]
    )
    blocks: list[Block] = [
        Prose(
            text + "An agency without one is carried forward: its last accepted file still counts. "
            "Load % is the share of rows without an error; DQ % the share of loaded rows without a warning."
        ),
        *(compared or ()),
    ]
    if view.beside.area.level == "england":
        late = [a for a in agencies if a.carried_forward is not False]
        title = "Agencies without a file accepted in the window"
        blocks += [_agency_table(title, late)] if late else [Prose("Every agency sent a file.")]
    elif agencies:
        blocks.append(_agency_table("Agencies behind these figures", agencies))
    if carried and view.beside.area.level != "england":
        blocks.append(Prose(f"Carried forward: {', '.join(f'{a.name} ({a.code})' for a in carried)}."))
    return Section("quality", "Data quality", blocks)


def trends(view: View) -> Section:
    """The months that were published before, as they stood at this freeze."""
    months = [calendar.shift(view.book.spans.month, -back) for back in range(_MONTHS_SHOWN - 1, -1, -1)]
    earlier = view.book.earlier.get((view.beside.area.level, view.beside.area.code), {})
    by_month: list[dict[str, Figure]] = [dict(earlier.get(f"{m:%Y-%m}", {})) for m in months]
    own = view.beside.own
    by_month[-1] = {measure: figure for measure in TREND if (figure := own.one("month", measure))}
    published = [place for place, figures in enumerate(by_month) if figures]
    if len(published) < 2:
        text = "A trend is shown from the second month on for which a report is made."
        return Section("trend", "Trend", [Prose(text)])
    names = [short_month(m) for m in months]
    drawn = [
        trend(
            measure,
            TRENDS[measure],
            names,
            [_value(figures.get(measure)) for figures in by_month],
            [_shown(figures.get(measure)) for figures in by_month],
        )
        for measure in TREND
        if _value(by_month[-1].get(measure)) is not None
    ]
    rows = [[month(months[p]), *(_shown(by_month[p].get(measure)) for measure in TREND)] for p in published]
    return Section(
        "trend",
        "Trend",
        [
            Prose(
                "Each month as it was last published before this report. A month without a report is a gap."
            ),
            TrendChart(drawn),
            Table("Months that were published", ["Month", *TRENDS.values()], rows, wide=True),
        ],
    )


def places(view: View) -> Section | None:
    """The partnerships within England or a region; None on other pages.

    Not on a force area's: a PCC office is granted its own area and benchmarks (access.md).
    """
    area = view.beside.area
    within: dict[str, Callable[[Area], bool]] = {
        "england": lambda _: True,
        "region": lambda other: other.region == area.code,
    }
    if area.level not in within:
        return None
    rows = []
    for other in view.book.areas:
        if other.level == "partnership" and within[area.level](other):
            figures = view.book.of(other.level, other.code)
            onto, load, dq = (
                _shown(figures.one(*key))
                for key in (("rolling12", "onto_caseload"), ("month", "load_pct"), ("month", "dq_pct"))
            )
            counts = (
                figures.count("month", "assessed"),
                figures.count("rolling12", "assessed"),
                figures.count("month", "caseload"),
                figures.count("rolling12", "exits"),
            )
            assessed, year, on, left = (f"{number:,}" for number in counts)
            rows.append([f"{other.name} ({other.code})", assessed, year, onto, on, left, load, dq])
    if not rows:
        return None
    head = [
        "Partnership",
        "Assessed in the month",
        "Assessed in 12 months",
        "Onto the caseload in 12 months",
        "On the caseload",
        "Exits in 12 months",
        "Load %",
        "DQ %",
    ]
    title = f"Partnerships in {area.name}"
    return Section("places", "Partnerships", [Table(title, head, rows, wide=True)])


def notes(view: View) -> Section:
    """How counts are made and how far they can be trusted (report.md, linkage.md)."""
    book, area = view.book, view.beside.area
    again = " It restates an earlier report of the month: what came later is in it." if book.restates else ""
    outside = "here" if area.level == "england" else "in the figures for England"
    texts = {
        "This report": f"Freeze {book.freeze_id}, made {moment(book.frozen_at)}.{again} A freeze keeps the "
        "files, lists and rules that the figures were made from, and can be shown again.",
        "Who is counted": "People aged 18 or over at assessment. They are counted where they live, by the "
        "partnership (DAT of residence) that the service gave, wherever the service is. People who live "
        f"outside England are {outside} and in no partnership, police force area or region.",
        "Once each": "An area counts a person once in a period, however many episodes the person has. So "
        "agencies may add up to more than their partnership, partnerships to more than their region, and "
        "months to more than their quarter.",
        "How people are described": "By the first episode that counts in the period; people who left, by "
        "the last one.",
        "How people are recognised": "By initials, date of birth and sex, never by name, and not by machine "
        "guesses. Two people who share all four count as one: about 0.25 such pairs are to be expected in "
        "an average partnership and about 5,800 in England. A mistyped initial makes two of one person, and "
        "so does a move from one partnership to another where partnerships are added up.",
        "Recorded twice": "An episode that an agency recorded twice on one day counts once.",
        "Sources": "Services send what they choose to: there is no national rule on who must be recorded. "
        "See the section on data quality for who sent files and how good they were.",
        "Percentages": "Rounded to one decimal, half up; Load % and DQ % are cut, so that 100.0% means all. "
        f"{NO_RATE} means that there is nobody to take a share of.",
        "Comparisons": "The lower quarter, middle and upper quarter split the partnerships that have a rate "
        "into four parts of equal number.",
    }
    blocks: list[Block] = []
    for title, text in texts.items():
        blocks += [Heading(title), Prose(text)]
    return Section("notes", "How to read these figures", blocks)


def _lies_in(agency: Agency, area: Area) -> bool:
    own = {
        "england": "england",
        "region": agency.region,
        "force": agency.force,
        "partnership": agency.partnership,
    }
    return own[area.level] == area.code


def _agency_table(title: str, agencies: list[Agency]) -> Table:
    rows = [
        [
            f"{agency.name} ({agency.code})",
            agency.partnership_name or "",
            _sent(agency),
            day(london_day(agency.received_at)) if agency.received_at else "",
            percent(agency.load_pct) or NO_RATE,
            percent(agency.dq_pct) or NO_RATE,
        ]
        for agency in agencies
    ]
    head = ["Agency", PLACES["partnership"], "File in the window", "Last accepted file", "Load %", "DQ %"]
    return Table(title, head, rows, words=frozenset({1, 2, 3}), wide=True)


def _sent(agency: Agency) -> str:
    if agency.carried_forward is None:
        return "None accepted yet"
    return "Carried forward" if agency.carried_forward else "Yes"


def _value(figure: Figure | None) -> float | None:
    if figure is None:
        return None
    return figure.value if figure.denominator is not None else float(figure.numerator)


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return NO_RATE
    return f"{figure.numerator:,}" if figure.denominator is None else percent(figure.value) or NO_RATE
