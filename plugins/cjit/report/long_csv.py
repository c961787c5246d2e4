"""The figures of an area as one long CSV, and what its columns mean as CSV on the Web (report.md)."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from cjit.pages.words import month
from cjit.report.catalogue import at, measures
from cjit.report.page_blocks import View
from cjit.report.page_figures import Figure
from cjit.report.page_notes import note_texts
from cjit.report.page_words import PERIOD_KINDS

NAME = "data.csv"
_COLUMNS = (
    ("freeze_id", "string", "The freeze that the figure belongs to."),
    ("period", "gYearMonth", "The report month."),
    ("period_kind", "string", "Which span of time that ends with the month: {kinds}."),
    ("period_start", "date", "The first day of the span; it ends on the last day of the report month."),
    ("level", "string", "Kind of area: england, region, force, partnership, provider."),
    ("area_code", "string", "The area: code of a partnership or agency, else its name; england for England."),
    ("area_name", "string", "What the area is called."),
    ("measure", "string", "Key of the measure; the notes say what each counts."),
    ("measure_title", "string", "What the measure is called."),
    ("breakdown", "string", "The category, by its code; empty where the measure has none."),
    ("breakdown_label", "string", "What the category is called."),
    (
        "value",
        "decimal",
        "The count, or the rate in per cent to one decimal; empty where the denominator is 0.",
    ),
    ("numerator", "integer", "How many; of a rate, those who count."),
    ("denominator", "integer", "Of a rate, of how many; empty for a count."),
    ("unit", "string", "What the value is given in: per cent, or what is counted."),
)
_KEY = ["freeze_id", "period_kind", "level", "area_code", "measure", "breakdown"]
_ORDER = {kind: place for place, kind in enumerate(PERIOD_KINDS)}


def data_csv(view: View) -> bytes:
    """Every figure of the area, a row each, as out.ccjr has it, with its words; UTF-8, lines end with LF."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([name for name, *_ in _COLUMNS])
    writer.writerows(_rows(view))
    return target.getvalue().encode()


def metadata(view: View) -> bytes:
    """What data.csv holds, as CSV on the Web (W3C, Metadata Vocabulary for Tabular Data)."""
    book, area = view.book, view.beside.area
    kinds = ", ".join(f"{kind} is {text}" for kind, text in PERIOD_KINDS.items())
    columns = [
        {
            "name": name,
            "titles": name,
            "datatype": datatype,
            "dc:description": text.format(kinds=kinds),
            "required": name not in ("breakdown", "breakdown_label", "value", "denominator"),
        }
        for name, datatype, text in _COLUMNS
    ]
    made: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": NAME,
        "dc:title": f"Community Criminal Justice Report, {month(book.spans.month)}: {area.full_name}",
        "dc:creator": "NDTMS · CJIT",
        "dc:created": book.frozen_at.isoformat(),
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\n"], "delimiter": ","},
        "notes": [
            *({"title": title, "text": text} for title, text in note_texts(view).items()),
            *(
                {"measure": m.key, "title": m.title, "text": m.definition, "unit": m.unit}
                for m in at(area.level)
            ),
        ],
        "tableSchema": {"columns": columns, "primaryKey": _KEY},
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _rows(view: View) -> Iterator[list[object]]:
    book, area = view.book, view.beside.area
    known = measures()
    places = {key: place for place, key in enumerate(known)}
    starts = {kind: getattr(book.spans, kind) for kind in PERIOD_KINDS}
    period = f"{book.spans.month:%Y-%m}"

    def order(item: tuple[tuple[str, str], object]) -> tuple[int, str, int]:
        (kind, measure), _ = item
        return places.get(measure, len(places)), measure, _ORDER[kind]

    for (kind, key), cells in sorted(view.beside.own.cells.items(), key=order):
        measure = known.get(key)
        for part, figure in sorted(cells.items()):
            yield [
                book.freeze_id,
                period,
                kind,
                starts[kind].isoformat(),
                area.level,
                area.code,
                area.name,
                key,
                measure.title if measure else key,
                part,
                measure.label(book.labels, part) if measure and part else "",
                _value(figure),
                figure.numerator,
                figure.denominator,
                measure.unit if measure else "",
            ]


def _value(figure: Figure) -> str:
    if figure.denominator is None:
        return str(figure.numerator)
    return "" if figure.value is None else f"{figure.value:.1f}"
