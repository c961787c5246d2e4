"""The pages that a provider may get, one of each kind."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa

from cjit.dataset.definition import definition
from cjit.quality.causes import in_steps
from cjit.quality.feedback import in_order_of_work
from cjit.quality.feedback_input import (
    FINDINGS,
    NOT_SEEN,
    Change,
    Changes,
    Mismatch,
    NotSeen,
    SubmissionSummary,
)
from cjit.quality.feedback_page import summary_page
from cjit.quality.findings import SCHEMA
from cjit.quality.rules import rules_of
from cjit.quality.sentences import in_words
from feedback_rows import ACCEPTED, FATAL, finding, findings

_RULES = rules_of("O")


def _many() -> pa.Table:
    """Findings of twenty clauses, some on many rows, with values of all lengths."""
    rows = []
    for number, clause in enumerate(_RULES.clauses[::6]):
        for row in range(1, 400 if number % 5 == 0 else 2 + number):
            value = ("9", "X", "NOT A CODE " * 9)[row % 3] if number % 3 else None
            rows.append((0, row, "ref", "E1", clause.rule, clause.item, clause.number, value))
    columns = [
        pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), SCHEMA, strict=True)
    ]
    table = pa.table(columns, schema=SCHEMA)
    return in_words(table, [], _RULES)


def _changes() -> Changes:
    causes = [Change(c.rule, c.item, n % 4, n % 3, 40 * n) for n, c in enumerate(_RULES.clauses[::12])]
    return Changes("s-0", "night 0.csv", datetime(2018, 7, 13, 1, tzinfo=UTC), "r-6", tuple(causes))


def _not_seen() -> NotSeen:
    """Referrals without a start for two reasons, of more episodes than the page names."""
    rows = [
        {
            "in_words": f"Reason {n // 30}",
            "message": "Nobody is known.",
            "what_to_do": "Check SEX.",
            "episode_id": f"EPISODE-{n}",
            "may_still_start": n % 7 == 0,
        }
        for n in range(40)
    ]
    return NotSeen(80, pa.Table.from_pylist(rows, schema=NOT_SEEN))


def _page(it: SubmissionSummary, table: pa.Table, mismatches: list[Mismatch], changes: Changes | None) -> str:
    return summary_page(it, in_steps(in_order_of_work(table), definition("O")), mismatches, changes)


def pages() -> dict[str, str]:
    """Kind → HTML."""
    clean = replace(ACCEPTED, rows_in_error=0, rows_with_warning=0, rows_withheld=0, rows_loaded=1204)
    full = replace(clean, load_pct=Decimal("100.0"), dq_pct=Decimal("100.0"))
    apart = [Mismatch("M1", f"EPISODE-{n:06}") for n in range(40)] + [
        Mismatch("M4", "E1"),
        Mismatch("M5", "E2"),
    ]
    fatal = [
        finding("F05", None, message="Mandatory columns are missing: TRFTO, CLSRSN. Add them."),
        finding("N02", None),
    ]
    return {
        "many": _page(replace(ACCEPTED, open_mismatches=42), _many(), apart, _changes()),
        "held": _page(replace(ACCEPTED, status="held"), _many().slice(0, 500), [], _changes()),
        "fatal": _page(FATAL, findings(*fatal), [], None),
        "clean": _page(full, FINDINGS.empty_table(), [], None),
        "no start": summary_page(full, [], not_seen=_not_seen()),
    }
