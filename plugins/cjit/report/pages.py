"""The report's HTML page of an area (specification: report.md, "What a reader gets").

Each page stands alone: styles and drawings are within, nothing is fetched. The same freeze gives the same
bytes. What it is made of (`contents`) is drawn again for the PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cjit.pages.environment import environment
from cjit.pages.words import count, day, moment, month, several
from cjit.report import calendar
from cjit.report.page_blocks import Section, View
from cjit.report.page_changes import changes
from cjit.report.page_compare import Comparisons, rate, short
from cjit.report.page_data import Area, Book
from cjit.report.page_notes import DRAFT_TEXT, definitions, not_in_force_text, notes
from cjit.report.page_quality import agencies_of, places, quality, trends
from cjit.report.page_sections import caseload, chain, continuity, exits, onward, routes
from cjit.report.page_words import PLACES, span_sentence

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Contents:
    """A page before it is drawn: what it is about, the figures to know first, and its sections."""

    kicker: str
    title: str
    about: Sequence[tuple[str, str]]
    headlines: Sequence[tuple[str, str, str]]
    sections: Sequence[Section]
    freeze_id: str
    draft: str
    """What marks a report that nobody signed; empty once somebody has."""


def view_of(book: Book, comparisons: Comparisons, area: Area) -> View:
    """The area with what it is compared with."""
    return View(book, comparisons, comparisons.beside(area))


def contents(view: View) -> Contents:
    """The report of one area."""
    book, area = view.book, view.beside.area
    sections = [
        chain(view),
        routes(view),
        caseload(view),
        exits(view),
        onward(view),
        continuity(view),
        quality(view),
        trends(view),
        places(view),
        changes(view),
        notes(view),
        definitions(view),
    ]
    return Contents(
        kicker=f"Community Criminal Justice Report, {month(book.spans.month)}",
        title=area.name,
        about=_about(view),
        headlines=_headlines(view),
        sections=[section for section in sections if section],
        freeze_id=book.freeze_id,
        draft=DRAFT_TEXT if book.is_draft else "",
    )


def page(made: Contents, downloads: Sequence[tuple[str, str]] = ()) -> bytes:
    """The page as HTML. `downloads` are the files beside it: name and what it is."""
    template = environment(TEMPLATES).get_template("report.html")
    return template.render(page=made, downloads=downloads).encode()


def _about(view: View) -> list[tuple[str, str]]:
    area, book = view.beside.area, view.book
    named = f"{area.name} ({area.code})" if area.level == "provider" else area.name
    facts = [
        (PLACES[area.level], {"partnership": area.code, "england": None}.get(area.level, named)),
        ("Partnership", book.names.get(("partnership", area.partnership or ""))),
        ("Police force area", area.force),
        ("Region", area.region),
        ("Not in force", not_in_force_text(view) if area.not_in_force else None),
        ("Periods", span_sentence(book.spans)),
        ("Freeze", f"{book.freeze_id}, made {moment(book.frozen_at)}"),
    ]
    return [(name, value) for name, value in facts if value]


def _headlines(view: View) -> list[tuple[str, str, str]]:
    """The figures to know first: what, how many, and what to hold against it."""
    own, spans = view.beside.own, view.book.spans
    onto, started = own.one("month", "onto_caseload"), own.one("rolling12", "referred_started_21")
    completed = own.parts("month", "exits_by_group").get("completed", 0)
    return [
        (
            f"People assessed in {month(spans.month)}",
            count(own.count("month", "assessed")),
            f"{count(own.count('rolling12', 'assessed'))} in 12 months{_before(view, 'assessed')}",
        ),
        (
            "Of these, onto the caseload",
            rate(onto),
            f"{_people(onto.numerator if onto else 0)}{_beside(view, 'month', 'onto_caseload')}",
        ),
        (
            f"On the caseload on {day(spans.end)}",
            count(own.count("month", "caseload")),
            f"{count(own.count('month', 'caseload_starts'))} started in the month"
            f"{_before(view, 'caseload', 'on the caseload at the end of')}",
        ),
        (
            f"Left the caseload in {month(spans.month)}",
            count(own.count("month", "exits")),
            f"{count(completed)} completed{_before(view, 'exits', 'left in')}",
        ),
        (
            "Started treatment within 3 weeks of referral, 12 months",
            rate(started),
            f"{count(started.numerator if started else 0)} of "
            f"{_people((started.denominator if started else 0) or 0)}"
            f"{_beside(view, 'rolling12', 'referred_started_21')}",
        ),
        (
            "DQ % of the sources",
            rate(own.one("month", "dq_pct")),
            f"Load % {rate(own.one('month', 'load_pct'))}; {_sources(view)}"
            f"{_beside(view, 'month', 'dq_pct')}",
        ),
    ]


def _people(number: int) -> str:
    return several(number, "person", "people")


def _before(view: View, measure: str, what: str = "in") -> str:
    """The same figure of the month before, as the trend has it; nothing where it has none.

    what: says of which figure it is, where another one stands in between.
    """
    earlier = calendar.shift(view.book.spans.month, -1)
    area = view.beside.area
    figure = view.book.earlier.get((area.level, area.code), {}).get(f"{earlier:%Y-%m}", {}).get(measure)
    return f"; {count(figure.numerator)} {what} {month(earlier)}" if figure else ""


def _beside(view: View, kind: str, measure: str) -> str:
    """What to hold against a headline's rate: region, England (or an agency's partnership), the standing."""
    places = {
        symbol: place for symbol, place in view.beside.places.items() if symbol not in ("area", "force")
    }
    told = [f"{short(name)} {rate(figures.one(kind, measure))}" for name, figures in places.values()]
    where = view.comparisons.standing(view.beside.area, kind, measure)
    return "".join(f"; {text}" for text in (*told, where) if text)


def _sources(view: View) -> str:
    """How many agencies sent a file, and how many count with an earlier one."""
    sent = view.beside.own.one("month", "submitted")
    asked = (sent.denominator if sent else 0) or 0
    carried = sum(bool(agency.carried_forward) for agency in agencies_of(view.book, view.beside.area))
    text = f"files from {count(sent.numerator if sent else 0)} of {several(asked, 'agency', 'agencies')}"
    return text + (f", {count(carried)} carried forward" if carried else "")
