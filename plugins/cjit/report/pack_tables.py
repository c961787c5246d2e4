"""The tables of the annual packs: an area's years side by side (report.md, "England extras")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cjit.pages.tables import Number, Table
from cjit.pages.words import share
from cjit.report.catalogue import Measure, breakdowns, measures, rates
from cjit.report.page_blocks import View
from cjit.report.page_compare import number, per_cent, rate
from cjit.report.page_data import Book
from cjit.report.page_figures import Figure, Figures
from cjit.report.page_quality import places_table
from cjit.report.page_words import PLACES

_STEPS = {
    "assessed": "Assessed",
    "onto_caseload": "Onto the caseload",
    "caseload_starts": "Started on the caseload",
    "exits": "Left the caseload",
    "referred": "Referred to treatment",
    "already_in_treatment": "Already in treatment when referred",
    "referred_started_84": "Started treatment within 12 weeks of referral",
}


@dataclass(frozen=True)
class Pack:
    """An area's year: the view of its March, and the books of the years by name, None where there is none."""

    view: View
    years: Mapping[str, Book | None]

    def figures(self, level: str, code: str) -> dict[str, Figures | None]:
        """An area's figures by year."""
        return {year: book.of(level, code) if book else None for year, book in self.years.items()}

    @property
    def own(self) -> dict[str, Figures | None]:
        """The area's own figures by year."""
        area = self.view.beside.area
        return self.figures(area.level, area.code)


def kind_of(measure: Measure) -> str:
    """Which span of March's report is a measure's year."""
    return "ytd" if "ytd" in measure.kinds else measure.kinds[0]


def one(figures: Figures | None, measure: Measure) -> Figure | None:
    """What a year has of a measure, None where it has nothing."""
    return figures.one(kind_of(measure), measure.key) if figures else None


def count(figure: Figure | None) -> Number:
    """How many."""
    return number(figure.numerator if figure else None)


def chain(pack: Pack) -> Table:
    """From assessment to treatment, by year."""
    known = measures()
    rows = [
        [name, *(count(one(figures, known[key])) for figures in pack.own.values())]
        for key, name in _STEPS.items()
    ]
    end = known["caseload"]
    rows.append(["On the caseload on 31 March", *(count(one(f, end)) for f in pack.own.values())])
    return Table("The chain: people in the year", ["Step", *pack.years], rows)


def outcomes(figures: Figures) -> tuple[int, int, int, int]:
    """Assessed, onto the caseload, closed before it, pending."""
    return (
        figures.count("ytd", "assessed"),
        figures.count("ytd", "onto_caseload"),
        sum(figures.parts("ytd", "closed_prior").values()),
        figures.count("ytd", "outcome_pending"),
    )


def became(pack: Pack) -> Table:
    """What became of everyone assessed, by year."""
    rows: list[list[str]] = []
    for year, figures in pack.own.items():
        found: Sequence[int | None] = outcomes(figures) if figures else [None] * 4
        rows.append([year, *map(number, found)])
    head = ["Year", "Assessed", "Onto the caseload", "Closed before it", "Outcome pending"]
    return Table("What became of the people assessed in the year", head, rows)


def rates_table(pack: Pack) -> Table:
    """Every rate by year, of how many, beside region and England."""
    area = pack.view.beside.area
    england = pack.figures("england", "england")
    region = pack.figures("region", area.region) if area.region else {}
    rows: list[list[str]] = []
    for measure in rates(area.level):
        for year, figures in pack.own.items():
            figure = one(figures, measure)
            row = [measure.title, year, count(figure), number(figure.denominator if figure else None)]
            row.append(rate(figure))
            row += [rate(one(places[year], measure)) for places in (region, england) if places]
            rows.append(row)
    beside = [f"{area.region}, %"] if area.region else []
    head = ["Rate", "Year", "Number", "Out of", "%", *beside, "England, %"]
    return Table("Rates by year", head, rows, words=frozenset({1}), wide=True)


def parts(pack: Pack, section: str) -> Table:
    """The breakdowns of a section: how many by year, and their share of this year."""
    area, labels = pack.view.beside.area, pack.view.book.labels
    england = pack.view.book.england
    rows: list[list[str]] = []
    for breakdown in breakdowns(section):
        kind = kind_of(breakdown)
        found = [f.parts(kind, breakdown.key) if f else None for f in pack.own.values()]
        whole, all_england = (
            figures.count(kind, breakdown.whole)
            for figures in (pack.view.book.of(area.level, area.code), england)
        )
        now, there = found[-1] or {}, england.parts(kind, breakdown.key)
        for part in breakdown.parts(labels, *(each for each in found if each), there):
            rows.append(
                [
                    breakdown.title,
                    breakdown.label(labels, part),
                    *(number(None if each is None else each.get(part, 0)) for each in found),
                    per_cent(share(now.get(part, 0), whole)),
                    per_cent(share(there.get(part, 0), all_england)),
                ]
            )
    year = list(pack.years)[-1]
    head = ["Breakdown", "Category", *pack.years, f"{year}, %", f"England {year}, %"]
    titles = {
        "routes": "Referral routes: people assessed in the year",
        "chain": "Closed before the caseload, of all people assessed in the year",
        "caseload": "People on the caseload on 31 March",
        "exits": "Exits from the caseload: people in the year",
    }
    return Table(titles[section], head, rows, words=frozenset({1}), wide=True)


def within(pack: Pack) -> Table | None:
    """The agencies of a partnership; a PCC office is granted its own area alone (access.md)."""
    area, book = pack.view.beside.area, pack.view.book
    found = [a for a in book.areas if a.level == "provider" and a.partnership == area.code]
    if area.level != "partnership" or not found:
        return None
    return places_table(book, f"Agencies of {area.name}", PLACES["provider"], found)
