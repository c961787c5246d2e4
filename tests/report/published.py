"""A freeze with figures for every area, and the files of some of its areas, read once for many tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import psycopg

from cjit.report.files import write_area_files, write_common_files
from cjit.warehouse.connection import Warehouse
from nights.databases import copy_of
from report import page_rows

FREEZE = "2018-11-b"
EARLIER = "2018-10-a"
KINDS = {
    "month": "November 2018",
    "quarter": "Quarter to date",
    "ytd": "Year to date",
    "rolling12": "12 months",
}
AREAS = [
    ("england", "england", "England", []),
    ("region", "North East", "North East", ["England"]),
    ("force", "Cleveland", "Cleveland", ["North East", "England"]),
    ("partnership", "A04B", "Middlesbrough", ["Cleveland", "North East", "England"]),
]
ALIKE = ("partnership", "F01B", "Birmingham", ["West Midlands"])
"""In the region and in the police force area West Midlands."""
AGENCY = ("provider", "A0004", "CJIT A0004", ["Middlesbrough"])
NOBODY = (None, 0, None)
Cell = tuple[Decimal | None, int, int | None]
Cells = dict[tuple[str, str, str, str, str], Cell]


@contextmanager
def written(server_url: str, template: str, out: Path) -> Iterator[Warehouse]:
    """A warehouse with a freeze and an earlier month's; files of AREAS, AGENCY and an empty area."""
    with copy_of(server_url, template) as warehouse:
        page_rows.store_lists(warehouse)
        page_rows.store_freeze(warehouse, EARLIER, "2018-10", "2018-11-15T02:00:00+00:00", seed=6)
        page_rows.store_freeze(warehouse, FREEZE, "2018-11", "2018-12-15T02:00:00+00:00", seed=7)
        areas = [(level, code) for level, code, *_ in [*AREAS, AGENCY, ALIKE]]
        write_area_files(warehouse, FREEZE, out, [*areas, ("partnership", empty(cells(warehouse)))])
        write_common_files(warehouse, FREEZE, out)
        yield warehouse


def cells(warehouse: Warehouse, freeze_id: str = FREEZE) -> Cells:
    """The figures as out.ccjr has them."""
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select level, area_code, period_kind, measure, breakdown, value, numerator, denominator "
            "from out.ccjr where freeze_id = %s",
            [freeze_id],
        ).fetchall()
    return {row[:5]: row[5:] for row in rows}  # type: ignore[misc]


def empty(figures: Cells) -> str:
    """A partnership where nobody was assessed in twelve months."""
    return next(
        code
        for (level, code, kind, measure, part), row in figures.items()
        if (level, kind, measure, part) == ("partnership", "rolling12", "onto_caseload", "") and row[2] == 0
    )


def labels(warehouse: Warehouse, code_list: str) -> dict[str, str]:
    """Label → code of a list."""
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute("select label, code from ref.code where list = %s", [code_list]).fetchall()
    return dict(rows)
