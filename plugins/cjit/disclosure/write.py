"""The files of a public release: data.csv, its metadata as CSV on the Web, and a page (report.md).

All are made from the figures as they were written down when released, so the table is the same everywhere and
the same release gives the same bytes.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from cjit.disclosure import shown
from cjit.pages.environment import environment
from cjit.pages.files import write_folder
from cjit.pages.tables import Table
from cjit.pages.words import moment, month
from cjit.report import calendar
from cjit.report.catalogue import KINDS
from cjit.report.page_words import PLACES, span_names, span_sentence

_TEMPLATES = Path(__file__).parent / "templates"
_HEADLINES = {
    "assessed": "Assessed",
    "onto_caseload": "Of these, onto the caseload",
    "caseload_starts": "Started on the caseload",
    "caseload": "On the caseload at the end of the month",
    "exits": "Left the caseload",
    "referred": "Referred",
}
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


@dataclass(frozen=True)
class Release:
    """A release: what it is of, and its figures (figures.SHOWN)."""

    release_id: str
    freeze_id: str
    period: str
    released_at: datetime
    counts: int
    hidden: int
    figures: pa.Table


def write_release(release: Release, names: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the files of a release into a folder, whole; return them. names: partnership → its name."""
    files = {
        "data.csv": _data(release),
        "data.csv-metadata.json": _metadata(release),
        "index.html": environment(_TEMPLATES)
        .get_template("public.html")
        .render(_page(release, names))
        .encode(),
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


def _page(release: Release, names: Mapping[str, str]) -> dict[str, object]:
    spans = calendar.spans(release.period)
    titles = span_names(spans)
    columns = (
        "period_kind",
        "level",
        "area_code",
        "measure",
        "breakdown",
        "value",
        "numerator",
        "denominator",
    )
    found: dict[tuple[str, str, str, str], str] = {}
    places: dict[str, dict[str, None]] = {level: {} for level in PLACES}
    for kind, level, area, measure, part, value, count, whole in zip(
        *(release.figures[name].to_pylist() for name in columns), strict=True
    ):
        places[level][area] = None
        if not part and measure in _HEADLINES:
            percent = value if value.startswith("[") else f"{value}%"
            found[kind, level, area, measure] = count if whole is None else f"{count} ({percent})"
    measures = [m for m in _HEADLINES if any(key[3] == m for key in found)]
    tables = []
    for kind in KINDS:
        for level in ("england", "region", "force", "partnership"):
            rows = [_row(found, kind, level, area, measures, names) for area in places[level]]
            shown_measures = [m for p, m in enumerate(measures) if any(row[p + 1] for row in rows)]
            kept = [0, *(measures.index(m) + 1 for m in shown_measures)]
            if rows and shown_measures:
                head = [PLACES[level], *(_HEADLINES[m] for m in shown_measures)]
                cells = sorted([row[p] for p in kept] for row in rows)
                tables.append(Table(f"{PLACES[level]}, {titles[kind]}", head, cells, wide=True))
    share = 100 * release.hidden / release.counts if release.counts else 0.0
    return {
        "month": _month(release),
        "spans": span_sentence(spans),
        "notes": [*NOTES, f"Of {release.counts:,} counts above 0, {share:.1f}% are not shown."],
        "tables": tables,
        "release_id": release.release_id,
        "released": moment(release.released_at),
    }


def _row(  # noqa: PLR0913, PLR0917 - where a row stands, and what of it
    found: Mapping[tuple[str, str, str, str], str],
    kind: str,
    level: str,
    area: str,
    measures: Sequence[str],
    names: Mapping[str, str],
) -> list[str]:
    name = {"england": "England", "partnership": f"{names.get(area, area)} ({area})"}.get(level, area)
    return [name, *(found.get((kind, level, area, measure), "") for measure in measures)]


def _month(release: Release) -> str:
    return month(calendar.first_day(release.period))
