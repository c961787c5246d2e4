"""The files of a public release: data.csv, its metadata as CSV on the Web, a workbook and a page (report.md).

All are made from the figures as they were written down when released, so the table is the same everywhere and
the same release gives the same bytes.
"""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from cjit.disclosure import shown
from cjit.disclosure.tables import UNAVAILABLE, Names, Release, headlines, sheets
from cjit.pages.accessible_workbook import Cover, workbook
from cjit.pages.environment import environment
from cjit.pages.files import write_folder
from cjit.pages.words import moment, month
from cjit.places import Place
from cjit.report import calendar
from cjit.report.catalogue import measures
from cjit.report.page_words import span_sentence

_TEMPLATES = Path(__file__).parent / "templates"
_COLUMNS = {
    "period": ("The report month, YYYY-MM", "gYearMonth"),
    "period_kind": ("month, quarter, ytd or rolling12; all end on the last day of the month", "string"),
    "period_start": ("First day of the span", "date"),
    "level": ("england, region, force or partnership", "string"),
    "area_code": ("england, the region's or force's name, or the partnership's code", "string"),
    "measure": ("What is counted", "string"),
    "breakdown": ("Category; empty where the measure has none", "string"),
    "value": ("The count; of a rate whole per cent of the counts as shown, or [c], [u] or [z]", "string"),
    "numerator": ("The count to the nearest 5, or *", "string"),
    "denominator": ("Of how many, to the nearest 5, or *; empty unless it is a rate", "string"),
}
NOTES = (
    f"{shown.HIDDEN} is a count that is not shown: one of 1 to {shown.SMALL}, or one from which such a count "
    "could be worked out. It is never 0.",
    f"Other counts are rounded to the nearest {shown.BASE}, each by itself, so parts may not add up to their "
    "total. 0 is none. A category without a row has nobody in it.",
    "Percentages are worked out from the counts as shown, so those of small areas are rough. They are given "
    f"where the denominator is at least {shown.LEAST_DENOMINATOR} for certain: {shown.UNRELIABLE} where it "
    f"may be less, {shown.CONFIDENTIAL} where a count that it needs is not shown, {shown.NOT_APPLICABLE} "
    "where it would be of nobody.",
    "A person is counted once in each area and each span of time. Parts of an area, and months of a year, "
    "can add up to more than the whole. England counts people who live in no partnership too.",
)


_IN_WORKBOOK = (
    f"In this workbook a count that is not shown is {shown.CONFIDENTIAL}, where the page and data.csv have "
    f"{shown.HIDDEN}. {UNAVAILABLE} stands where this release has no such figure: for a period that the "
    "measure is not made for."
)


def write_release(release: Release, names: Names, folder: Place) -> list[Place]:
    """Write the files of a release into a folder, whole; return them."""
    files = {
        "data.csv": _data(release),
        "data.csv-metadata.json": _metadata(release),
        "tables.xlsx": _workbook(release, names),
        "index.html": public_page(release, names),
    }
    write_folder(folder, files)
    return [folder / name for name in files]


def _data(release: Release) -> bytes:
    periods = pa.array([release.period] * release.figures.num_rows, pa.string())
    table = pa.table(
        {"period": periods} | {name: release.figures[name] for name in release.figures.column_names}
    )
    sink = io.BytesIO()
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    pyarrow.csv.write_csv(table.select(list(_COLUMNS)), sink, options)
    return sink.getvalue()


def _metadata(release: Release) -> bytes:
    """As https://www.w3.org/TR/tabular-metadata/ has it."""
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "data.csv",
        "dc:title": f"Community Criminal Justice Report, {_month(release)}: public release",
        "dc:identifier": release.release_id,
        "dc:source": release.freeze_id,
        "dc:issued": release.released_at.isoformat(),
        "dc:description": " ".join(NOTES),
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": words, "datatype": kind}
                for name, (words, kind) in _COLUMNS.items()
            ],
            "primaryKey": list(_COLUMNS)[:7],
        },
    }
    return (json.dumps(content, indent=2) + "\n").encode()


def public_page(release: Release, names: Names) -> bytes:
    """The page of a release: what it hides and why, how to read it, and the headlines of all areas."""
    spans = calendar.spans(release.period)
    content = {
        "month": _month(release),
        "spans": span_sentence(spans),
        "notes": NOTES,
        "hiding": how_much(release),
        "tables": list(headlines(release, names)),
        "release_id": release.release_id,
        "released": moment(release.released_at),
    }
    return environment(_TEMPLATES).get_template("public.html").render(content).encode()


def _workbook(release: Release, names: Names) -> bytes:
    title = f"Community Criminal Justice Report, {_month(release)}: public release"
    about = [f"Periods. {span_sentence(calendar.spans(release.period))}", f"Release {release.release_id}."]
    cover = Cover(title, ["Counts of people, and rates.", *how_much(release)], [*about, *NOTES, _IN_WORKBOOK])
    defined = {m.title: m.definition for m in measures().values()}
    return workbook(cover, defined, list(sheets(release, names)), release.released_at)


def how_much(release: Release) -> list[str]:
    """How much a release hides and why, beside what hiding whole rows would hide; in whole per cent."""
    if not release.counts:
        return ["There are no counts above 0 in this release, so none is hidden."]
    said = [
        f"Of {release.counts:,} counts above 0, about {_in_100(release.hidden, release)} in 100 are hidden. "
        f"Those of 1 to {shown.SMALL} could tell something of a person. The few others would give one of "
        "these away: by a total, a wider area or another period, this month's or one released before."
    ]
    if release.whole_rows is not None:
        said.append(
            f"To hide every row of categories that has a count of 1 to {shown.SMALL}, as tables often do, "
            f"would hide about {_in_100(release.whole_rows, release)} in 100."
        )
    return said


def _in_100(part: int, release: Release) -> int:
    return round(100 * part / release.counts)


def _month(release: Release) -> str:
    return month(calendar.first_day(release.period))
