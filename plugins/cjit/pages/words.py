"""Numbers, dates and times as GOV.UK writes them. Independent of the machine's locale."""

from datetime import date, datetime
from decimal import Decimal

from cjit.london import LONDON

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def count(number: int | None) -> str:
    """A whole number with commas at the thousands; nothing for None."""
    return "" if number is None else f"{number:,}"


def percent(value: float | Decimal | None) -> str:
    """A percentage that already is cut or rounded to one decimal; nothing for None."""
    return "" if value is None else f"{value:.1f}%"


def share(part: int, whole: int) -> float | None:
    """100 × part ÷ whole to one decimal, half up; None where the whole is 0 (report.md, "Measures")."""
    return None if whole == 0 else (2000 * part + whole) // (2 * whole) / 10


def several(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 row`, `2 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def some(noun: str, names: list[str], shown: int = 10) -> str:
    """The first of many names: `Episode E1`, `Episodes E1, E2 and 40 more`."""
    more = f" and {len(names) - shown:,} more" if len(names) > shown else ""
    return f"{noun}{'' if len(names) == 1 else 's'} {', '.join(names[:shown])}{more}"


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def day(value: date) -> str:
    """`20 December 2018`."""
    return f"{value.day} {month(value)}"


def month(value: date) -> str:
    """`December 2018`."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def short_month(value: date) -> str:
    """`Dec 18`, where there is little room."""
    return f"{_MONTHS[value.month - 1][:3]} {value.year % 100:02}"


def moment(value: datetime) -> str:
    """`20 December 2018 at 2:05am`, in London. The value must be aware."""
    here = value.astimezone(LONDON)
    return f"{day(here)} at {here.hour % 12 or 12}:{here.minute:02}{'am' if here.hour < 12 else 'pm'}"
