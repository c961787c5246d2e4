"""The days of a report month: its four spans and the window in which agencies submit (report.md)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from cjit.errors import Permanent

WINDOW_WORKING_DAYS = 10
REMINDER_WORKING_DAYS = 3

_ENGLAND = holidays.country_holidays("GB", subdiv="ENG")
_PERIOD = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Spans:
    """The first days of the four period kinds of a report month, and the last day, which they share."""

    month: date
    quarter: date
    ytd: date
    rolling12: date
    end: date


@dataclass(frozen=True)
class Window:
    """The days, both included, on which a file counts as submitted for a report month."""

    opens: date
    closes: date


def first_day(period: str) -> date:
    """The first day of a report month given as YYYY-MM.

    Raises Permanent for anything else.
    """
    parts = _PERIOD.fullmatch(period)
    # The first two years lack twelve months before them, the last one months after it.
    if parts is None or not 2 <= int(parts[1]) < 9999:
        raise Permanent(f"{period!r} is not a report month: write it as YYYY-MM, for example 2018-11")
    return date(int(parts[1]), int(parts[2]), 1)


def shift(month: date, months: int) -> date:
    """The first day of the month that lies `months` after (before, where negative) that of `month`."""
    index = month.year * 12 + month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def spans(period: str) -> Spans:
    """Month, quarter to date (April to June and so on), year to date from 1 April, and twelve months.

    All end on the month's last day, so a quarter that is not over is shown to date.
    """
    month = first_day(period)
    return Spans(
        month=month,
        quarter=shift(month, -((month.month - 1) % 3)),
        ytd=shift(month, -((month.month - 4) % 12)),
        rolling12=shift(month, -11),
        end=shift(month, 1) - timedelta(days=1),
    )


def window(period: str) -> Window:
    """From the 1st of the month after `period` to the end of its 10th working day, as in England."""
    opens = shift(first_day(period), 1)
    return Window(opens, _ENGLAND.get_nth_working_day(opens - timedelta(days=1), WINDOW_WORKING_DAYS))


def latest_closed(day: date) -> str:
    """The latest report month whose window was over before `day` began."""
    month = shift(day, -1)
    while window(f"{month:%Y-%m}").closes >= day:
        month = shift(month, -1)
    return f"{month:%Y-%m}"


def periods(first: str, last: str) -> list[str]:
    """The months from `first` to `last`, both included, oldest first."""
    month, end = first_day(first), first_day(last)
    found = []
    while month <= end:
        found.append(f"{month:%Y-%m}")
        month = shift(month, 1)
    return found


def open_window(day: date) -> str | None:
    """The report month whose window is open on `day`; None between two windows."""
    period = f"{shift(day, -1):%Y-%m}"
    return period if day <= window(period).closes else None


def reminder_day(period: str) -> date:
    """Three working days before the window of `period` closes."""
    return _ENGLAND.get_nth_working_day(window(period).closes, -REMINDER_WORKING_DAYS)
