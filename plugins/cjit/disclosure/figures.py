"""Reads freezes and releases as counts, and writes a release as figures (sql/disclosure)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from cjit.disclosure import shown
from cjit.disclosure.kept import Kept, from_bytes
from cjit.disclosure.relations import DENOMINATOR, NUMERATOR
from cjit.disclosure.system import Cell, Geography
from cjit.report import calendar
from cjit.warehouse.connection import Session

_KEY = [
    ("period_kind", pa.string()),
    ("period_start", pa.date32()),
    ("level", pa.string()),
    ("area_code", pa.string()),
    ("measure", pa.string()),
    ("breakdown", pa.string()),
]
COUNTS = pa.schema([*_KEY, ("numerator", pa.int64()), ("denominator", pa.int64())])
"""The columns of what is released, before."""
SHOWN = pa.schema([*_KEY, ("value", pa.string()), ("numerator", pa.string()), ("denominator", pa.string())])
"""The columns of a release."""


@dataclass(frozen=True)
class Earlier:
    """A release that is out: its counts, each as it is written, and the worlds that were kept of it."""

    counts: Mapping[Cell, int]
    shown: Mapping[Cell, str]
    kept: Kept | None = None


def read_counts(session: Session, freeze_id: str) -> pa.Table:
    """The figures of a freeze that may be released."""
    return session.copy_out("disclosure/counts", COUNTS, {"freeze_id": freeze_id})


def read_shown(session: Session, release_id: str) -> pa.Table:
    """The figures of a release, as they are written."""
    return session.copy_out("disclosure/cells", SHOWN, {"release_id": release_id})


def read_earlier(session: Session, period: str) -> list[Earlier]:
    """The releases of this month and of those around it, the newest first."""
    found: list[Earlier] = []
    for release_id, freeze_id, of in session.rows("disclosure/earlier", {"period": period}):
        counts = cells_of(read_counts(session, freeze_id), of)
        written = read_shown(session, release_id)
        texts = zip(
            _cells(written, of),
            *(written[side].to_pylist() for side in (NUMERATOR, DENOMINATOR)),
            strict=True,
        )
        signs = {}
        for cell, numerator, denominator in texts:
            signs[cell] = numerator
            if denominator is not None:
                signs[cell._replace(side=DENOMINATOR)] = denominator
        # The last release has proven anew what those before it had.
        kept = [] if found else session.rows("disclosure/worlds", {"release_id": release_id})
        found.append(Earlier(counts, signs, from_bytes(*kept[0]) if kept else None))
    return found


def read_places(session: Session, period_end: date) -> Geography:
    """Where partnerships lie on the last day of a month."""
    rows = session.rows("disclosure/places", {"period_end": period_end})
    return Geography({dat: region for dat, region, _ in rows}, {dat: force for dat, _, force in rows})


def read_groups(session: Session) -> dict[tuple[str, str], str]:
    """(code list, code) → the group that measures by group count it in."""
    return {(name, code): group for name, code, group in session.rows("disclosure/groups") if group}


def read_labels(session: Session, freeze_id: str) -> dict[str, dict[str, str]]:
    """Code list → code → what it was called when the report was frozen."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for name, code, label in session.rows("report/page_codes", {"freeze_id": freeze_id}):
        labels[name][code] = label
    return dict(labels)


def cells_of(counts: pa.Table, period: str) -> dict[Cell, int]:
    """Numerators and denominators of a freeze, of their cells."""
    found = {}
    both = zip(
        _cells(counts, period), counts[NUMERATOR].to_pylist(), counts[DENOMINATOR].to_pylist(), strict=True
    )
    for cell, numerator, denominator in both:
        found[cell] = int(numerator)
        if denominator is not None:
            found[cell._replace(side=DENOMINATOR)] = int(denominator)
    return found


def written(counts: pa.Table, period: str, hidden: Iterable[Cell]) -> pa.Table:
    """A release: the counts of a freeze, some hidden, the others rounded, and the percentages they give."""
    signs = {}
    covered = set(hidden)
    cells = cells_of(counts, period)
    rounded = shown.rounded(pa.array(cells.values(), pa.int64()).to_numpy())
    for cell, count in zip(cells, rounded, strict=True):
        signs[cell] = shown.HIDDEN if cell in covered else str(count)
    numerators, denominators, values = [], [], []
    for cell in _cells(counts, period):
        numerator, denominator = signs[cell], signs.get(cell._replace(side=DENOMINATOR))
        numerators.append(numerator)
        denominators.append(denominator)
        values.append(numerator if denominator is None else shown.percentage(numerator, denominator))
    texts = [pa.array(column, pa.string()) for column in (values, numerators, denominators)]
    return pa.Table.from_arrays([*counts.columns[: len(_KEY)], *texts], schema=SHOWN)


def _cells(table: pa.Table, period: str) -> list[Cell]:
    """The cell of each row; of a rate that of its numerator."""
    last = _month(calendar.first_day(period))
    columns = (table[name].to_pylist() for name, _ in _KEY[1:])
    rows = zip(*columns, strict=True)
    return [
        Cell(_month(start), last, level, area, measure, part, NUMERATOR)
        for start, level, area, measure, part in rows
    ]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
