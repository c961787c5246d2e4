"""How long things are kept (access.md): raw bytes 13 months, rows 8 financial years, the access log 6 years.

Aggregates (verdicts with their counts, freezes, figures, what was removed) are kept for good. Days are
London's.
"""

from datetime import date, timedelta

from cjit.report.calendar import shift

_RAW_MONTHS = 13
_ROW_YEARS = 8
_LOG_YEARS = 6


def raw_before(today: date) -> date:
    """Bytes that were received before that day are over: 13 months have passed since."""
    return _months_back(today, _RAW_MONTHS)


def rows_before(today: date) -> date:
    """Rows that were received before that 1 April are over.

    They are kept to the end of the eighth whole financial year after the one in which they came.
    """
    year = today.year if today >= date(today.year, 4, 1) else today.year - 1
    return date(year - _ROW_YEARS, 4, 1)


def log_before(today: date) -> date:
    """Lines that were written before that day are over: six years have passed since."""
    return _months_back(today, 12 * _LOG_YEARS)


def _months_back(today: date, months: int) -> date:
    """The same day so many months earlier; the first of the next month where that month is too short."""
    first = shift(today, -months)
    return min(first + timedelta(days=today.day - 1), shift(first, 1))
