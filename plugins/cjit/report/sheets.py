"""The workbook of an area: the figures of its page, each table on a sheet of its own (report.md)."""

from cjit.pages.accessible_workbook import Cover, Sheet, workbook
from cjit.pages.tables import Table
from cjit.pages.words import day, moment, month
from cjit.report.catalogue import KINDS, Measure, at, breakdowns, counts, rates, shorthand
from cjit.report.page_blocks import View, count_row
from cjit.report.page_changes import change_sheets
from cjit.report.page_compare import SPREAD, number, per_cent, rate, shares
from cjit.report.page_notes import note_texts, signature
from cjit.report.page_quality import agency_table, places, trend_table, trend_text
from cjit.report.page_words import span_sentence

_SPREAD_HEADS = [f"{name}, %" for name in SPREAD]


def tables_xlsx(view: View) -> bytes:
    """The workbook of an area; the same freeze gives the same bytes."""
    book = view.book
    title = f"Community Criminal Justice Report, {month(book.spans.month)}: {view.beside.area.full_name}"
    return workbook(cover(view, title, span_sentence(book.spans)), notes(view), sheets(view), book.frozen_at)


def cover(view: View, title: str, periods: str) -> Cover:
    """The first sheet: what this is, which periods, who signed it."""
    return Cover(
        title=title,
        intro=[
            "Counts of people, and rates, from the returns of criminal justice intervention teams.",
            signature(view),
        ],
        about=[
            f"Periods. {periods}",
            f"Freeze {view.book.freeze_id}, made {moment(view.book.frozen_at)}.",
            "Percentages are given in per cent, to one decimal.",
            *(f"{mark} means {meaning}" for mark, meaning in shorthand().items()),
        ],
    )


def notes(view: View) -> dict[str, str]:
    """The notes of the page, then what each measure counts."""
    return note_texts(view) | {m.title: m.definition for m in at(view.beside.area.level)}


def sheets(view: View) -> list[Sheet]:
    """One table on each."""
    level, spans = view.beside.area.level, span_sentence(view.book.spans)
    made = [
        Sheet("Counts", _counts(view), spans),
        Sheet("Rates", _rates(view, rates(level)), spans),
        Sheet("Routes", _over_spans(view, "Referral routes: people assessed", breakdowns("routes")), spans),
        Sheet(
            "Closed before caseload",
            _over_spans(view, "Closed before the caseload: people", breakdowns("chain")),
            spans,
        ),
        Sheet("Exits", _over_spans(view, "Exits from the caseload: people", breakdowns("exits")), spans),
        Sheet("Caseload", _caseload(view)),
        Sheet("Trend", trend_table(view), trend_text(view)),
    ]
    made.append(Sheet("Sources", agency_table(view)))
    within = places(view)
    if within:
        made.append(Sheet(within.title, next(b for b in within.blocks if isinstance(b, Table))))
    made += change_sheets(view)
    return [sheet for sheet in made if sheet.table.rows]


def _counts(view: View) -> Table:
    rows = [count_row(view, measure, measure.title) for measure in counts(view.beside.area.level)]
    return Table("Counts, by period", ["Measure", *view.names.values()], rows)


def _rates(view: View, measures: list[Measure]) -> Table:
    """Every rate over its spans: of how many, beside the wider places, the spread, and the standing."""
    area, others = view.beside.area, list(view.beside.places.values())[1:]
    rows: list[list[str]] = []
    for measure in measures:
        for kind, name in view.spans(measure).items():
            figure = view.beside.own.one(kind, measure.key)
            top, bottom = (figure.numerator, figure.denominator) if figure else (None, None)
            row = [measure.title, name, rate(figure), number(top), number(bottom)]
            row += [rate(figures.one(kind, measure.key)) for _, figures in others]
            if area.level != "provider":
                row += _spread(view, kind, measure)
            rows.append(row)
    head = ["Rate", "Period", "%", "Number", "Out of", *(f"{name}, %" for name in view.beside.headings)]
    if area.level != "provider":
        head += [*_SPREAD_HEADS, "Partnerships with a rate", "Place among its like"]
    return Table("Rates, beside other areas and the spread of partnerships", head, rows)


def _spread(view: View, kind: str, measure: Measure) -> list[str]:
    spread = view.comparisons.spread("partnership", kind, measure.key)
    if spread is None:
        return [*(per_cent(None) for _ in SPREAD), number(0), "[z]"]
    place = view.comparisons.standing(view.beside.area, kind, measure.key)
    return [
        *(spread.cell(part) for part in SPREAD.values()),
        number(len(spread.rates)),
        place or "[z]",
    ]


def _over_spans(view: View, title: str, found: list[Measure]) -> Table:
    """Breakdowns by category over the four spans."""
    rows: list[list[str]] = []
    for breakdown in found:
        parts = {kind: view.beside.own.parts(kind, breakdown.key) for kind in KINDS}
        rows += [
            [
                breakdown.title,
                breakdown.label(view.book.labels, part),
                *(number(parts[kind].get(part, 0)) for kind in KINDS),
            ]
            for part in breakdown.parts(view.book.labels, *parts.values())
        ]
    return Table(title, ["Breakdown", "Category", *view.names.values()], rows)


def _caseload(view: View) -> Table:
    rows: list[list[str]] = []
    for breakdown in breakdowns("caseload"):
        for part in shares(view.beside, breakdown, view.book.labels, "month").values():
            rows.append(
                [breakdown.title, part.label, number(part.number), *(per_cent(s) for s in part.shares)]
            )
    head = ["Breakdown", "Category", "People", "%", *(f"{name}, %" for name in view.beside.headings)]
    return Table(f"People on the caseload on {day(view.book.spans.end)}", head, rows)
