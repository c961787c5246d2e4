"""The parts of a report page about people: what became of those assessed, routes, caseload and exits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cjit.pages.tables import Table
from cjit.pages.words import day, month, percent
from cjit.report.charts import StackChart, stack
from cjit.report.page_compare import NO_RATE, Beside, Comparisons, Part, share_chart, shares
from cjit.report.page_data import Book
from cjit.report.page_words import (
    CASELOAD,
    CLOSED_PRIOR,
    EXIT_GROUPS,
    EXIT_REASONS,
    KINDS,
    ONTO_CASELOAD,
    ROUTE_GROUPS,
    ROUTES,
    Breakdown,
    span_names,
)

Block = Any
"""What a section is made of: a Table, one of the charts, Prose, Heading or Pair; templates ask its `kind`."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    kind: ClassVar[str] = "prose"
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A chart with its table beside it where there is room."""

    kind: ClassVar[str] = "pair"
    chart: Block
    table: Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page with a heading that the contents link to."""

    key: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


@dataclass(frozen=True)
class View:
    """One area's page in the making."""

    book: Book
    comparisons: Comparisons
    beside: Beside

    @property
    def names(self) -> dict[str, str]:
        """Headings of the four spans."""
        return span_names(self.book.spans)


def chain(view: View) -> Section:
    """From assessment to caseload: everyone assessed is in exactly one of three states."""
    own = view.beside.own
    rows, stacks = [], []
    for kind in KINDS:
        assessed, onto = own.count(kind, "assessed"), own.one(kind, "onto_caseload")
        went_on = onto.numerator if onto else 0
        closed = sum(own.parts(kind, "closed_prior").values())
        pending = own.count(kind, "outcome_pending")
        rate = percent(onto.value if onto else None) or NO_RATE
        rows.append([view.names[kind], *(f"{n:,}" for n in (assessed, went_on, closed, pending)), rate])
        parts = [("main", went_on), ("second", closed), ("third", pending)]
        stacks.append(stack(view.names[kind], f"{assessed:,} assessed", parts))
    legend = [("main", "Onto the caseload"), ("second", "Closed before it"), ("third", "Outcome pending")]
    head = [
        "Period",
        "Assessed",
        "Onto the caseload",
        "Closed before it",
        "Outcome pending",
        "Onto the caseload, %",
    ]
    columns = [(view.names[kind], kind, ONTO_CASELOAD) for kind in KINDS]
    compared = view.comparisons.strips(view.beside, "Onto the caseload, % of those assessed", columns)
    return Section(
        "chain",
        "From assessment to caseload",
        [
            Prose(
                "Everyone assessed either went onto the caseload (agreed a plan with a keyworker), was "
                "closed before that, or has no outcome yet. Outcomes are as known at the freeze, whenever "
                "they came."
            ),
            StackChart("What became of the people assessed", legend, stacks),
            Table("What became of the people assessed", head, rows, wide=True),
            *([Heading("Compared with other areas"), *compared, *_standing(view)] if compared else []),
            Heading("Why people were closed before the caseload"),
            _closed_prior(view),
        ],
    )


def routes(view: View) -> Section:
    """What prompted the contact, by group and by prompt."""
    return Section(
        "routes",
        "Referral routes",
        [
            Prose("What prompted people's contact with the service. The charts show the last 12 months."),
            *_chart_and_table(view, ROUTE_GROUPS, "assessed", "people assessed"),
            *_chart_and_table(view, ROUTES, "assessed", "people assessed"),
        ],
    )


def caseload(view: View) -> Section:
    """Who is on the caseload at the end of the month."""
    own, end = view.beside.own, view.book.spans.end
    number, starts = own.count("month", "caseload"), own.count("month", "caseload_starts")
    blocks: list[Block] = [
        Prose(
            f"{number:,} {'person was' if number == 1 else 'people were'} on the caseload on {day(end)}; "
            f"{starts:,} started in {month(end)}."
        ),
        Table(
            "People who started on the caseload",
            ["Period", *view.names.values()],
            [["Caseload starts", *(f"{own.count(kind, 'caseload_starts'):,}" for kind in KINDS)]],
        ),
    ]
    beside = view.beside.without("force")  # there is no room for every place beside a chart
    for breakdown in CASELOAD:
        parts = shares(beside, breakdown, view.book.labels, "month", "caseload")
        if not parts:
            continue
        table = Table(
            f"{breakdown.title}: people on the caseload on {day(end)}",
            ["Category", "People", "%", *(f"{_short(name)}, %" for name in beside.others)],
            [[part.label, f"{part.number:,}", *_percents(part)] for part in parts.values()],
        )
        chart = share_chart(beside, f"{breakdown.title}: share of the caseload", parts)
        blocks += [Heading(breakdown.title), Pair(chart, table)]
    return Section("caseload", "Caseload", blocks)


def exits(view: View) -> Section:
    """How people left the caseload."""
    return Section(
        "exits",
        "Exits from the caseload",
        [
            Prose("People who left the caseload, by their latest exit. The charts show the last 12 months."),
            *_chart_and_table(view, EXIT_GROUPS, "exits", "people who left the caseload"),
            *_chart_and_table(view, EXIT_REASONS, "exits", "people who left the caseload"),
        ],
    )


def _closed_prior(view: View) -> Table:
    found = {kind: view.beside.own.parts(kind, CLOSED_PRIOR.measure) for kind in KINDS}
    rows = [
        [CLOSED_PRIOR.label(view.book.labels, part), *(f"{found[kind].get(part, 0):,}" for kind in KINDS)]
        for part in CLOSED_PRIOR.parts(view.book.labels, *found.values())
    ]
    rows.append(["All", *(f"{sum(parts.values()):,}" for parts in found.values())])
    return Table(CLOSED_PRIOR.title, ["Reason", *view.names.values()], rows, wide=True)


def _standing(view: View) -> list[Prose]:
    """Where a partnership stands among the others, in words."""
    rate = view.beside.own.one("rolling12", ONTO_CASELOAD.measure)
    spread = view.comparisons.spread("rolling12", ONTO_CASELOAD.measure)
    if view.beside.area.level != "partnership" or not spread or not rate or rate.value is None:
        return []
    return [
        Prose(
            f"In 12 months {rate.numerator:,} of {rate.denominator:,} people assessed went onto the "
            f"caseload: {percent(rate.value)}. {spread.below(rate.value):,} of the {len(spread.rates):,} "
            "partnerships with a rate have a lower one. Rates of few people move a lot by chance."
        )
    ]


def _chart_and_table(view: View, breakdown: Breakdown, whole: str, who: str) -> list[Block]:
    """A breakdown of `whole`: shares of 12 months as a chart, counts by span and shares as a table."""
    own, labels = view.beside.own, view.book.labels
    parts = shares(view.beside, breakdown, labels, "rolling12", whole)
    found = {kind: own.parts(kind, breakdown.measure) for kind in KINDS}
    rows = [
        [part.label, *(f"{found[kind].get(key, 0):,}" for kind in KINDS), *_percents(part)]
        for key, part in parts.items()
    ]
    rows.append(["All", *(f"{own.count(kind, whole):,}" for kind in KINDS), *[""] * len(view.beside.places)])
    head = [
        "Category",
        *view.names.values(),
        "12 months, %",
        *(f"{_short(n)}, %" for n in view.beside.others),
    ]
    return [
        Heading(breakdown.title),
        share_chart(view.beside, f"{breakdown.title}: share of {who} in 12 months", parts),
        Table(f"{breakdown.title}: {who}", head, rows, wide=True),
    ]


def _percents(part: Part) -> list[str]:
    return [percent(value) or NO_RATE for value in part.shares]


def _short(name: str) -> str:
    """A place's name without its kind, for a narrow column."""
    return name.partition(": ")[2] or name
