"""The parts of a report page about people: the chain, routes, caseload and exits."""

from itertools import cycle

from cjit.pages.tables import Table
from cjit.pages.words import day, month, share
from cjit.report.catalogue import KINDS, Measure, breakdowns, measures
from cjit.report.charts import PART_STYLES, StackChart, bar_chart, stack
from cjit.report.page_blocks import (
    Block,
    Heading,
    Pair,
    Prose,
    Section,
    View,
    compared,
    count_row,
    rate_table,
)
from cjit.report.page_compare import Part, number, per_cent, rate, share_chart, shares

CHAIN_TEXT = (
    "Each step counts the people to whom it happened in the period, so the people of one step need not be "
    "those of the step before. Starting treatment is known only of those referred at least 3 weeks before "
    "the freeze and not in treatment already."
)


def chain(view: View) -> Section:
    """From assessment to treatment, and what became of everyone assessed."""
    own, known = view.beside.own, measures()
    rows, stacks = [], []
    for kind in KINDS:
        assessed, onto = own.count(kind, "assessed"), own.one(kind, "onto_caseload")
        went_on = onto.numerator if onto else 0
        closed = sum(own.parts(kind, "closed_prior").values())
        pending = own.count(kind, "outcome_pending")
        rows.append([view.names[kind], *map(number, (assessed, went_on, closed, pending)), rate(onto)])
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
    onto_caseload = known["onto_caseload"]
    steps = _steps(view)
    drawn = [(row[0], row[-1], float(getattr(row[-1], "value", 0) or 0), None) for row in steps]
    columns = [(view.names[kind], kind, onto_caseload.key) for kind in KINDS]
    return Section(
        "chain",
        "From assessment to treatment",
        [
            Prose(CHAIN_TEXT),
            bar_chart("The chain in 12 months: people", drawn, view.beside.area.name),
            Table("The chain: people", ["Step", *view.names.values()], steps, wide=True),
            *compared(view, "The chain in 12 months", [onto_caseload, known["referred_started_21"]]),
            Heading("What became of the people assessed"),
            Prose(
                "Everyone assessed either went onto the caseload (agreed a plan with a keyworker), was "
                "closed before that, or has no outcome yet. Outcomes are as known at the freeze, whenever "
                "they came."
            ),
            StackChart("What became of the people assessed", legend, stacks),
            Table("What became of the people assessed", head, rows, wide=True),
            *view.comparisons.compared(view.beside, "Onto the caseload, % of those assessed", columns),
            Heading("Why people were closed before the caseload"),
            _closed_prior(view),
        ],
    )


def routes(view: View) -> Section:
    """What prompted the contact: by group in each span, then by group and by prompt in 12 months."""
    return Section(
        "routes",
        "Referral routes",
        [
            Prose(
                "What prompted people's contact with the service: first by group in each period, then in the "
                "last 12 months. Every period ends with the month, so a longer one holds the shorter ones."
            ),
            *_routes_by_span(view),
            *(
                block
                for part in breakdowns("routes")
                for block in _chart_and_table(view, part, "people assessed")
            ),
        ],
    )


def caseload(view: View) -> Section:
    """Who is on the caseload at the end of the month."""
    own, end = view.beside.own, view.book.spans.end
    people, starts = own.count("month", "caseload"), own.count("month", "caseload_starts")
    blocks: list[Block] = [
        Prose(
            f"{people:,} {'person was' if people == 1 else 'people were'} on the caseload on {day(end)}; "
            f"{starts:,} started in {month(end)}."
        ),
        Table(
            "People who started on the caseload",
            ["Period", *view.names.values()],
            [count_row(view, measures()["caseload_starts"], "Caseload starts")],
        ),
    ]
    beside = view.beside.without("force")  # there is no room for every place beside a chart
    for breakdown in breakdowns("caseload"):
        parts = shares(beside, breakdown, view.book.labels, "month")
        if not parts:
            continue
        rows = [[part.label, number(part.number), *_percents(part)] for part in parts.values()]
        table = Table(
            f"{breakdown.title}: people on the caseload on {day(end)}",
            ["Category", "People", "%", *(f"{name}, %" for name in beside.headings)],
            rows,
        )
        chart = share_chart(beside, f"{breakdown.title}: share of the caseload", parts)
        blocks += [Heading(breakdown.title), Pair(chart, table)]
    return Section("caseload", "Caseload", blocks)


def exits(view: View) -> Section:
    """How people left the caseload."""
    who = "people who left the caseload"
    return Section(
        "exits",
        "Exits from the caseload",
        [
            Prose("People who left the caseload, by their latest exit. The charts show the last 12 months."),
            *(block for part in breakdowns("exits") for block in _chart_and_table(view, part, who)),
        ],
    )


def onward(view: View) -> Section:
    """Where referrals and exits lead: structured treatment."""
    known = measures()
    referrals, left = (
        [known[f"{anchor}_started_{days}"] for days in (21, 42, 84)] for anchor in ("referred", "exits")
    )
    return Section(
        "onward",
        "Into structured treatment",
        [
            Prose(
                "Whether people went on to structured treatment, as found by matching them with the returns "
                "of treatment services. Those whose time is not over yet at the freeze are in no rate, so "
                "the latest months have few people; the 12 months say most."
            ),
            Table(
                "Referrals: people",
                ["Measure", *view.names.values()],
                [count_row(view, known[key]) for key in ("referred", "already_in_treatment")],
            ),
            Heading("After a referral"),
            *(rate_table(view, each) for each in referrals),
            *compared(view, "Started treatment after a referral, in 12 months", referrals, heading=False),
            Heading("After leaving the caseload"),
            *(rate_table(view, each) for each in left),
            *compared(view, "Started treatment after an exit, in 12 months", left, heading=False),
        ],
    )


def continuity(view: View) -> Section:
    """Prison releases, transfers and people who come back."""
    here = [m for m in measures().values() if m.section == "continuity"]
    shown = [m for m in here if view.beside.area.level not in m.not_at]
    blocks: list[Block] = [Prose("Whether people were picked up where one service hands over to another.")]
    for measure in shown:
        blocks += [Heading(measure.title), Prose(measure.definition), rate_table(view, measure)]
    return Section(
        "continuity",
        "Prison releases, transfers and returns",
        [*blocks, *compared(view, "Hand-overs and returns in 12 months", shown)],
    )


def _steps(view: View) -> list[list[str]]:
    """The steps of the chain over the four spans; of a rate, those who count."""
    known = measures()
    return [
        count_row(view, known["assessed"]),
        count_row(view, known["onto_caseload"]),
        count_row(view, known["referred"], "Referred to treatment"),
        count_row(view, known["already_in_treatment"]),
        count_row(view, known["referred_started_21"], "Started treatment within 3 weeks"),
    ]


def _closed_prior(view: View) -> Table:
    breakdown = measures()["closed_prior"]
    found = {kind: view.beside.own.parts(kind, breakdown.key) for kind in KINDS}
    rows = [
        [breakdown.label(view.book.labels, part), *(number(found[kind].get(part, 0)) for kind in KINDS)]
        for part in breakdown.parts(view.book.labels, *found.values())
    ]
    rows.append(["All", *(number(sum(parts.values())) for parts in found.values())])
    return Table(breakdown.title, ["Reason", *view.names.values()], rows, wide=True)


def _routes_by_span(view: View) -> list[Block]:
    """The groups of routes in each span: bars of their shares, and these in a table."""
    own, groups, labels = view.beside.own, measures()["assessed_by_prompt_group"], view.book.labels
    found = {kind: own.parts(kind, groups.key) for kind in KINDS}
    wholes = {kind: own.count(kind, groups.whole) for kind in KINDS}
    parts = groups.parts(labels, *found.values())
    names = [groups.label(labels, part) for part in parts]
    stacks, rows = [], []
    for kind, whole in wholes.items():
        numbers = [found[kind].get(part, 0) for part in parts]
        told = f"{whole:,} assessed" if whole else "nobody assessed"
        stacks.append(stack(view.names[kind], told, list(zip(cycle(PART_STYLES), numbers, strict=False))))
        rows.append([view.names[kind], number(whole), *(per_cent(share(each, whole)) for each in numbers)])
    title = f"{groups.title} and period"
    head = ["Period", "Assessed", *(f"{name}, %" for name in names)]
    empty = [_in_span(view, kind) for kind, whole in wholes.items() if not whole]
    return [
        Heading(title),
        StackChart(f"{title}: people assessed", list(zip(cycle(PART_STYLES), names, strict=False)), stacks),
        *([Prose(f"Nobody was assessed {' or '.join(empty)}.")] if empty else []),
        Table(f"{title}: share of the people assessed", head, rows, wide=True),
    ]


def _in_span(view: View, kind: str) -> str:
    """A span within a sentence: `in November 2018`, `in the quarter to date`."""
    name = view.names[kind]
    return f"in {name}" if kind == "month" else f"in the {name[:1].lower()}{name[1:]}"


def _chart_and_table(view: View, breakdown: Measure, who: str) -> list[Block]:
    """A breakdown: shares of 12 months as a chart, counts by span and shares as a table."""
    own, labels = view.beside.own, view.book.labels
    parts = shares(view.beside, breakdown, labels, "rolling12")
    found = {kind: own.parts(kind, breakdown.key) for kind in KINDS}
    rows = [
        [part.label, *(number(found[kind].get(key, 0)) for kind in KINDS), *_percents(part)]
        for key, part in parts.items()
    ]
    rows.append(["All", *(number(own.count(kind, breakdown.whole)) for kind in KINDS)])
    rows[-1] += [""] * len(view.beside.places)
    head = [
        "Category",
        *view.names.values(),
        "12 months, %",
        *(f"{name}, %" for name in view.beside.headings),
    ]
    return [
        Heading(breakdown.title),
        share_chart(view.beside, f"{breakdown.title}: share of {who} in 12 months", parts),
        Table(f"{breakdown.title}: {who}", head, rows, wide=True),
    ]


def _percents(part: Part) -> list[str]:
    return [per_cent(value) for value in part.shares]
