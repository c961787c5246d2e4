"""What a restatement's ledger says, beside what the figures of its two freezes say."""

from collections import defaultdict

import psycopg

from cjit.warehouse.connection import Warehouse

Cell = tuple[str, str, str, str, str]
"""period_kind, level, area_code, measure, breakdown"""
Counts = dict[Cell, tuple[int, int]]
"""numerator, denominator"""
Part = tuple[str | None, str | None, str, int, int]
"""code, id, cause, numerator, denominator"""


def cells_of(warehouse: Warehouse, freeze_id: str) -> Counts:
    """The figures of a freeze."""
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select period_kind, level, area_code, measure, breakdown, numerator, coalesce(denominator, 0) "
            "from out.ccjr where freeze_id = %s",
            [freeze_id],
        ).fetchall()
    return {row[:5]: (row[5], row[6]) for row in rows}


def changes_of(warehouse: Warehouse, freeze_id: str) -> Counts:
    """What the ledger says of each cell that moved."""
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select period_kind, level, area_code, measure, breakdown, now_numerator - published_numerator, "
            "coalesce(now_denominator, 0) - coalesce(published_denominator, 0) "
            "from out.ccjr_change where freeze_id = %s",
            [freeze_id],
        ).fetchall()
    return {row[:5]: (row[5], row[6]) for row in rows}


def parts_of(warehouse: Warehouse, freeze_id: str) -> dict[Cell, set[Part]]:
    """And what it says moved them."""
    with psycopg.connect(warehouse.url) as connection:
        rows = connection.execute(
            "select period_kind, level, area_code, measure, breakdown, agency_code, episode_id, cause, "
            "numerator, denominator from out.ccjr_change_cause where freeze_id = %s",
            [freeze_id],
        ).fetchall()
    found: dict[Cell, set[Part]] = defaultdict(set)
    for row in rows:
        found[row[:5]].add(row[5:])
    return found


def sums_of(parts: dict[Cell, set[Part]]) -> Counts:
    """What the parts of each cell come to."""
    sums = {cell: (sum(p[3] for p in own), sum(p[4] for p in own)) for cell, own in parts.items()}
    return {cell: total for cell, total in sums.items() if total != (0, 0)}


def moved(before: Counts, after: Counts) -> Counts:
    """What the figures of two freezes say of each cell that differs."""
    both = {cell: (before.get(cell, (0, 0)), after.get(cell, (0, 0))) for cell in before | after}
    return {cell: (n[0] - t[0], n[1] - t[1]) for cell, (t, n) in both.items() if t != n}
